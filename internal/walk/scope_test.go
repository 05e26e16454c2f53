package walk

import (
	"fmt"
	"regexp"

	"github.com/chromedp/cdproto/runtime"
)

// step narrows where to look. Steps are taken anew at each look, so that they
// outlive the page.
type step struct {
	Kind string `json:"kind"` // css, or row
	What string `json:"what"`
}

// Within looks only inside one element: of that test id, or of that CSS
// selector where it is no plain word.
func (p *person) Within(place string) *person {
	return p.narrowed(step{"css", selector(place)})
}

// Row looks only inside the one visible row of a table, or item of a list, that
// has the text. Of rows inside each other it is the inner one.
func (p *person) Row(text string) *person {
	return p.narrowed(step{"row", plain(text)})
}

func (p *person) narrowed(s step) *person {
	q := *p
	q.scope = append(p.scope[:len(p.scope):len(p.scope)], s)
	return &q
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

func selector(place string) string {
	if plainWord.MatchString(place) {
		return `[data-testid="` + place + `"]`
	}
	return place
}

// steps walks the steps from the element it is called on.
const steps = `
	const seen = e => e.checkVisibility({visibilityProperty: true});
	const has = (e, text) => e.innerText.replace(/\s+/g, " ").includes(text);
	const down = {
		css: (e, what) => [...e.querySelectorAll(what)],
		row: (e, what) => [...e.querySelectorAll("tr, li, [role=row]")].filter(r => has(r, what)),
	};
	let found = [this];
	for (const step of args[0]) {
		found = found.flatMap(e => down[step.kind](e, step.what)).filter(seen);
		if (step.kind === "row") {
			found = found.filter(e => !found.some(o => o !== e && e.contains(o)));
		}
	}
`

// root is the element to look in.
func (p *person) root() (runtime.RemoteObjectID, error) {
	top, err := p.object("document.documentElement")
	if err != nil || len(p.scope) == 0 {
		return top, err
	}
	n, err := run[int](p, top, steps+"return found.length", p.scope)
	if err != nil {
		return "", err
	}
	if n != 1 {
		return "", fmt.Errorf("%d places are %v, want 1", n, p.scope)
	}
	one, err := run[*runtime.RemoteObject](p, top, steps+"return found[0]", p.scope)
	if err != nil {
		return "", err
	}
	return one.ObjectID, nil
}

// evaluate runs the body of a function on what an expression gives.
func evaluate[T any](p *person, expression, body string, args ...any) T {
	p.Helper()
	var result T
	p.soon("ask the page", func() error {
		object, err := p.object(expression)
		if err == nil {
			result, err = run[T](p, object, body, args...)
		}
		return err
	})
	return result
}
