package walk

import (
	"fmt"
	"slices"
	"strings"
)

// See fails unless the text is to be seen on the page, as the style shows it:
// capitals that the style makes are capitals. Line breaks are blanks.
// Where scripts run it waits for it.
func (p *person) See(text string) {
	p.Helper()
	p.soon(fmt.Sprintf("see %q", text), func() error {
		shown, err := p.shown()
		if err == nil && !strings.Contains(shown, plain(text)) {
			err = fmt.Errorf("the page says: %s", shown)
		}
		return err
	})
}

// SeeNot fails if the text is to be seen. It does not wait for text to go:
// See what comes instead first. What must not even be in the source: HTML.
func (p *person) SeeNot(text string) {
	p.Helper()
	var shown string
	p.soon("read the page", func() (err error) {
		shown, err = p.shown()
		return err
	})
	if strings.Contains(shown, plain(text)) {
		p.Fatalf("must not see %q%s; the page says: %s", text, p.where(), shown)
	}
}

// shown is the visible text, with each run of white space as one blank.
func (p *person) shown() (string, error) {
	root, err := p.root()
	if err != nil {
		return "", err
	}
	text, err := run[string](p, root, `return this.innerText`)
	return plain(text), err
}

// HTML is the source of the page, or of the scope, as it is now.
func (p *person) HTML() string {
	p.Helper()
	var source string
	p.soon("read the source", func() error {
		root, err := p.root()
		if err == nil {
			source, err = run[string](p, root, `return this.outerHTML`)
		}
		return err
	})
	return source
}

// Text is what the one visible element of that test id shows, or a field holds.
func (p *person) Text(testID string) string {
	p.Helper()
	var text string
	p.soon(fmt.Sprintf("read %q", testID), func() error {
		all, err := p.texts(testID)
		if err == nil && len(all) != 1 {
			err = fmt.Errorf("%d elements have this test id, want 1", len(all))
		}
		if err == nil {
			text = all[0]
		}
		return err
	})
	return text
}

// Texts is Text of all elements of that test id, which may be none.
func (p *person) Texts(testID string) []string {
	p.Helper()
	var all []string
	p.soon(fmt.Sprintf("read all %q", testID), func() (err error) {
		all, err = p.texts(testID)
		return err
	})
	return all
}

func (p *person) texts(testID string) ([]string, error) {
	root, err := p.root()
	if err != nil {
		return nil, err
	}
	all, err := run[[]string](p, root, steps+`return found.map(e => e.localName === "input" || e.localName === "textarea" ? e.value : e.innerText)`,
		[]step{{"css", selector(testID)}})
	for i := range all {
		all[i] = plain(all[i])
	}
	return all, err
}

// Value is what the field with that label holds; of a list, the choice as it shows.
func (p *person) Value(label string) string {
	p.Helper()
	var value string
	p.soon(fmt.Sprintf("read the field %q", label), func() error {
		g, err := p.find(label, slices.Concat(fillable, choices)...)
		if err == nil {
			value, err = on[string](p, g, `return this.selectedOptions ? [...this.selectedOptions].map(o => o.label).join(", ") : this.value`)
		}
		return err
	})
	return value
}

// Checked says whether the box of that label is ticked.
func (p *person) Checked(label string) bool {
	p.Helper()
	return p.control(label, ticks...).checked
}

// Greyed says whether the control of that name or label is disabled.
func (p *person) Greyed(name string) bool {
	p.Helper()
	return p.control(name, controls...).disabled
}

// Described is what a screen reader adds to the control of that name or label:
// its hint, its error.
func (p *person) Described(name string) string {
	p.Helper()
	return p.control(name, controls...).description
}

var controls = slices.Concat(clickable, fillable, []string{"listbox"}, ticks)

func (p *person) control(name string, roles ...string) thing {
	p.Helper()
	var g thing
	p.soon(fmt.Sprintf("look at %q", name), func() (err error) {
		g, err = p.find(name, roles...)
		return err
	})
	return g
}

// Names are the names of all that has this role (link, button, heading ...),
// in the order of the page.
func (p *person) Names(role string) []string {
	p.Helper()
	var names []string
	p.soon("read the names of each "+role, func() error {
		all, err := p.things(role)
		names = names[:0]
		for _, g := range all {
			names = append(names, g.name)
		}
		return err
	})
	return names
}
