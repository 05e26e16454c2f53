package walk

import (
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Roles as Chromium names them. One without a name in ARIA begins with a capital.
var (
	clickable = []string{"button", "link", "tab", "menuitem", "DisclosureTriangle", "DisclosureTriangleGrouped"}
	fillable  = []string{"textbox", "searchbox", "combobox", "spinbutton", "Date", "DateTime", "InputTime"}
	choices   = []string{"combobox", "listbox"}
	ticks     = []string{"checkbox", "radio", "switch"}
)

// Click clicks the button, link, tab or disclosure of that name; where there
// is none, the suggestion of a list. It waits for the page that this leads to.
func (p *person) Click(name string) {
	p.Helper()
	p.soon(fmt.Sprintf("click %q", name), func() error {
		g, err := p.find(name, clickable...)
		if err != nil {
			var none error
			if g, none = p.find(name, "option"); none != nil {
				return err
			}
		}
		return p.click(g)
	})
	p.settle()
}

// Fill replaces what stands in the field with that label. Into an area for
// long text it is pasted, elsewhere typed key by key. Dates are like 2026-03-02.
func (p *person) Fill(label, text string) {
	p.Helper()
	p.soon(fmt.Sprintf("fill %q", label), func() error {
		g, err := p.find(label, fillable...)
		if err != nil {
			return err
		}
		if g.disabled {
			return errors.New("it is greyed")
		}
		kind, err := on[string](p, g, `return this.type || this.localName`)
		if err != nil {
			return err
		}
		switch kind {
		case "select-one":
			return errors.New("it is a list of choices; say Select")
		case "date", "datetime-local", "time", "month", "week": // typed differently in each language
			if _, err = on[bool](p, g, `this.focus(); this.value = args[0]; `+changed, text); err != nil {
				return err
			}
		default:
			if err := p.write(g, text, kind == "textarea"); err != nil {
				return err
			}
		}
		held, err := on[string](p, g, `return this.value`)
		if err == nil && held != text {
			err = fmt.Errorf("it now holds %q", held)
		}
		return err
	})
	p.settle()
}

// changed is how a page learns of a value that no key brought.
const changed = `
	this.dispatchEvent(new Event("input", {bubbles: true}));
	this.dispatchEvent(new Event("change", {bubbles: true}));
	return true;`

func (p *person) write(g thing, text string, paste bool) error {
	if err := p.click(g); err != nil {
		return err
	}
	all := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeRawKeyDown, Commands: []string{"selectAll"}}
	if err := call(p, input.DispatchKeyEvent, all); err != nil {
		return err
	}
	switch {
	case text == "":
		return chromedp.Do(p.ctx, chromedp.KeyEvent(keys["Delete"]))
	case paste:
		return call(p, input.InsertText, input.InsertTextParams{Text: text})
	case strings.ContainsAny(text, "\r\n\t"):
		return fmt.Errorf("%q does not fit into one line", text)
	}
	return chromedp.Do(p.ctx, chromedp.KeyEvent(text))
}

// Select chooses from the list with that label what shows as choice.
func (p *person) Select(label, choice string) {
	p.Helper()
	p.soon(fmt.Sprintf("select %q in %q", choice, label), func() error {
		g, err := p.find(label, choices...)
		if err != nil {
			return err
		}
		if g.disabled {
			return errors.New("it is greyed")
		}
		others, err := on[[]string](p, g, `
			const name = o => o.label.replace(/\s+/g, " ").trim();
			const all = [...this.options ?? []].filter(o => !o.disabled);
			const found = all.filter(o => name(o) === args[0]);
			if (found.length !== 1) { return all.map(name); }
			this.focus();
			found[0].selected = true;
			this.dispatchEvent(new Event("input", {bubbles: true}));
			this.dispatchEvent(new Event("change", {bubbles: true}));
			return null;`, plain(choice))
		if err == nil && others != nil {
			err = fmt.Errorf("it is not one of the choices: %s", listed(others))
		}
		return err
	})
	p.settle()
}

// Check ticks the box, or picks the radio button, of that label, unless it is already.
func (p *person) Check(label string) {
	p.Helper()
	p.tick(label, true)
}

// Uncheck is the reverse of Check.
func (p *person) Uncheck(label string) {
	p.Helper()
	p.tick(label, false)
}

func (p *person) tick(label string, want bool) {
	p.Helper()
	p.soon(fmt.Sprintf("make %q %v", label, want), func() error {
		g, err := p.find(label, ticks...)
		if err != nil || g.checked == want {
			return err
		}
		if err := p.click(g); err != nil {
			return err
		}
		p.settle() // and look again
		if g, err = p.find(label, ticks...); err == nil && g.checked != want {
			err = errors.New("a click does not change it")
		}
		return err
	})
}

// spot is where to click a control, and what is in front of it there.
type spot struct {
	X, Y    float64
	InFront string
}

// locate brings a control into the middle of the window, at once, which also
// ends a glide of the page. Of a link over two lines it is the part on the first.
const locate = `
	this.scrollIntoView({behavior: "instant", block: "center", inline: "nearest"});
	const place = this.getClientRects()[0];
	if (!place) { return {InFront: "nothing: it has no place on the page"}; }
	const x = place.x + place.width / 2, y = place.y + place.height / 2;
	const hit = document.elementFromPoint(x, y);
	const mine = hit && (this.contains(hit) || hit.closest("label")?.control === this);
	return {X: x, Y: y, InFront: mine ? "" : hit ? hit.outerHTML.slice(0, 200) : "the edge of the window"};`

// click moves the mouse to the middle of a control and presses. A control that
// is greyed, or behind something, is nothing that a person can click.
func (p *person) click(g thing) error {
	if g.disabled {
		return errors.New("it is greyed")
	}
	at, err := on[spot](p, g, locate)
	if err != nil {
		return err
	}
	if at.InFront != "" {
		return fmt.Errorf("it is behind %s", at.InFront)
	}
	if err := chromedp.Do(p.ctx, chromedp.MouseEvent(chromedp.MouseMoved, at.X, at.Y), chromedp.MouseClickXY(at.X, at.Y)); err != nil {
		p.Fatalf("the mouse does not click: %v", err) // no second try: the first may have counted
	}
	return nil
}
