package walk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// thing is a control as the accessibility tree has it: what a screen reader
// says of it.
type thing struct {
	role, name, description    string
	disabled, focused, checked bool
	node                       cdp.BackendNodeID
}

func (g thing) String() string { return g.role + " " + g.name }

// things are the controls of these roles in the scope, or all without roles.
func (p *person) things(roles ...string) ([]thing, error) {
	root, err := p.root()
	if err != nil {
		return nil, err
	}
	res, err := chromedp.Call(p.ctx, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{ObjectID: root})
	if err != nil {
		return nil, err
	}
	var all []thing
	for _, n := range res.Nodes {
		g := thing{role: said(n.Role), name: said(n.Name), description: said(n.Description), node: n.BackendDOMNodeID}
		if n.Ignored || len(roles) > 0 && !slices.Contains(roles, g.role) {
			continue
		}
		for _, property := range n.Properties {
			yes := said(property.Value) == "true"
			switch property.Name {
			case accessibility.PropertyNameDisabled:
				g.disabled = yes
			case accessibility.PropertyNameFocused:
				g.focused = yes
			case accessibility.PropertyNameChecked:
				g.checked = yes
			}
		}
		all = append(all, g)
	}
	return all, nil
}

// find is the one control of these roles that is called name. Links of one
// name that lead to one place are one.
func (p *person) find(name string, roles ...string) (thing, error) {
	all, err := p.things(roles...)
	if err != nil {
		return thing{}, err
	}
	var found []thing
	var names []string
	for _, g := range all {
		if g.name == name {
			found = append(found, g)
		}
		names = append(names, g.String())
	}
	switch {
	case len(found) == 0:
		return thing{}, fmt.Errorf("nothing is called %q; there are: %s", name, listed(names))
	case len(found) > 1 && !p.samePlace(found):
		return thing{}, fmt.Errorf("%d things are called %q; say Within or Row", len(found), name)
	}
	return found[0], nil
}

func (p *person) samePlace(links []thing) bool {
	var places []string
	for _, g := range links {
		place, err := on[string](p, g, `return this.href || ""`)
		if err != nil || place == "" {
			return false
		}
		places = append(places, place)
	}
	return len(slices.Compact(places)) == 1
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// said is a value of the accessibility tree as plain words.
func said(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var words any
	if json.Unmarshal(v.Value, &words) != nil || words == nil {
		return ""
	}
	return plain(fmt.Sprint(words))
}

// plain is text with each run of white space as one blank.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

// soon tries until it works. Without scripts a page that has loaded stays as
// it is, so that once is enough.
func (p *person) soon(doing string, try func() error) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.wait)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		p.settle()
		err := try()
		if err == nil {
			return
		}
		if !p.JS {
			p.Fatalf("%s: %v%s", doing, err, p.where())
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			p.Fatalf("%s: %v%s", doing, err, p.where())
		}
	}
}

// settle waits until the page has loaded and nothing that it asked for is
// still to come, and until its scripts have dealt with that.
func (p *person) settle() {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, loadTime)
	defer cancel()
	turn := "0"
	if p.JS {
		turn = "new Promise(done => setTimeout(done))"
	}
	for {
		events, err := p.tab.rest(ctx)
		if err != nil {
			p.Fatalf("%v%s", err, p.where())
		}
		// Fails where the page goes away meanwhile, which is an event.
		_, err = chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: turn, AwaitPromise: new(true)})
		if ctx.Err() != nil {
			p.Fatalf("the page hangs: %v%s", err, p.where())
		}
		if !p.tab.since(events) {
			return
		}
	}
}

// on runs the body of a function on a control, in the page. The protocol may,
// with scripts off too; timers and frames then never come.
func on[T any](p *person, g thing, body string, args ...any) (T, error) {
	var zero T
	res, err := chromedp.Call(p.ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: g.node})
	if err != nil {
		return zero, err
	}
	return run[T](p, res.Object.ObjectID, body, args...)
}

func run[T any](p *person, object runtime.RemoteObjectID, body string, args ...any) (T, error) {
	return chromedp.Run(p.ctx, chromedp.CallFunctionOn[T]("function(...args) { "+body+" }", func(c *runtime.CallFunctionOnParams) { c.ObjectID = object }, args...))
}

var errNoObject = errors.New("the page has no document")

// object evaluates to something of the page that is then known by its id.
func (p *person) object(expression string) (runtime.RemoteObjectID, error) {
	res, err := chromedp.Call(p.ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: expression})
	if err != nil {
		return "", err
	}
	if res.Result.ObjectID == "" {
		return "", errNoObject
	}
	return res.Result.ObjectID, nil
}
