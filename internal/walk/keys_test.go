package walk

import (
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var keys = map[string]string{
	"Tab": kb.Tab, "Enter": kb.Enter, "Space": " ", "Escape": kb.Escape, "Delete": kb.Delete,
	"ArrowDown": kb.ArrowDown, "ArrowUp": kb.ArrowUp,
}

// Press presses a key of the table above, also as Shift+Tab, where the focus
// is, and waits for what comes of it.
func (p *person) Press(key string) {
	p.Helper()
	p.settle()
	name, shift := strings.CutPrefix(key, "Shift+")
	var opts []chromedp.KeyOption
	if shift {
		opts = append(opts, chromedp.KeyModifiers(chromedp.ModifierShift))
	}
	code, ok := keys[name]
	if !ok {
		p.Fatalf("press %q: no such key", key)
	}
	if err := chromedp.Do(p.ctx, chromedp.KeyEvent(code, opts...)); err != nil {
		p.Fatalf("press %q: %v", key, err)
	}
	p.settle()
}

// Focused is the role and name of what has the focus, like "button Add".
func (p *person) Focused() string {
	p.Helper()
	return p.focus().String()
}

func (p *person) focus() thing {
	p.Helper()
	var at thing
	p.soon("look for the focus", func() error {
		all, err := p.things()
		for _, g := range all {
			if g.focused {
				at = g // the innermost: the document is focused too
			}
		}
		return err
	})
	return at
}

// TabTo presses Tab until what has the focus is called name, once around the page.
func (p *person) TabTo(name string) {
	p.Helper()
	var passed []string
	seen := map[cdp.BackendNodeID]bool{}
	for {
		p.Press("Tab")
		at := p.focus()
		if at.name == name {
			return
		}
		if seen[at.node] {
			p.Fatalf("the Tab key does not reach %q; it passes %s%s", name, listed(passed), p.where())
		}
		seen[at.node] = true
		passed = append(passed, at.String())
	}
}
