package walk

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestUnaskedRefusal(t *testing.T) {
	each(t, func(t *testing.T, s *site, p *person) {
		p.Go("/nowhere")
		p.Go("/")
		mustSay(t, strings.Join(p.tab.problems(), "\n"), "/nowhere answered 404, which the test did not ask about")
		p.Go("/nowhere")
		equal(t, "status", p.Status(), 404)
		p.Go("/empty")
		p.Answered(403)
		p.Go("/nowhere")
		p.Answered(404)
		mustSay(t, broken(t, p, func(p *person) { p.Answered(200) }), "status 404, want 200 (on /nowhere, 404, with")
	})
}

func TestSee(t *testing.T) {
	each(t, func(t *testing.T, s *site, p *person) {
		p.Go("/")
		p.See("Everyone in this account: 4,212 users.")
		p.SeeNot("Out of sight")
		p.SeeNot("Small") // the title
		p.SeeNot("Told when asked")
		if !strings.Contains(p.HTML(), "Told when asked") {
			t.Error("the source lacks what is folded away")
		}
		mustSay(t, broken(t, p, func(p *person) { p.SeeNot("4,212 users") }), `must not see "4,212 users" (on /, 200`)
		equal(t, "count", p.Text("count"), "4,212")
		equal(t, "names", strings.Join(p.Texts("name"), "|"), "Vendor A|Vendor B")
		equal(t, "none", len(p.Texts("nothing")), 0)
		equal(t, "greyed", p.Greyed("Delete"), true)
		equal(t, "not greyed", p.Greyed("Add"), false)
		equal(t, "headings", strings.Join(p.Names("heading"), "|"), "Groups")
		p.Click("More")
		p.See("Told when asked")
		if p.JS {
			p.SeeNot("Scripts are off.")
			p.See("UTC en-US")
		} else {
			p.See("Scripts are off.")
			p.SeeNot("UTC")
		}
	})
}

// Each person has cookies of their own.
func TestApart(t *testing.T) {
	s := newSite(t)
	one, two := open(t, s.URL, options{}), open(t, s.URL, options{JS: true})
	one.Go("/")
	one.Fill("Group Name", "abc")
	one.Click("Add")
	equal(t, "one", one.Text("cookie"), "true")
	two.Go("/added")
	equal(t, "two", two.Text("cookie"), "false")
	one.Go("/added")
	equal(t, "one again", one.Text("cookie"), "true")
}

func TestProblems(t *testing.T) {
	s := newSite(t)
	p := open(t, s.URL, options{JS: true})
	p.Go("/")
	if all := p.tab.problems(); len(all) > 0 {
		t.Errorf("problems of a page that has none: %v", all)
	}
	p.Go("/noisy")
	mustSay(t, strings.Join(p.tab.problems(), "\n"),
		`console: "boom" 3`, "nobody catches this", "Content Security Policy directive 'script-src 'self''",
		"no.png", "the page asks another server: http://stranger.example/x.png")
	p.Go("/ask")
	mustSay(t, strings.Join(p.tab.problems(), "\n"), `a dialog stands in the way: "Really?"`)
	if !strings.Contains(p.HTML(), `data-answer="false"`) {
		t.Error("the dialog was not answered with no")
	}
	said := broken(t, p, func(p *person) {
		stopped := *p
		stopped.tab = newTab("http://192.0.2.1:1")
		stopped.base = "http://127.0.0.1:1" // nobody listens
		stopped.Go("/")
	})
	mustSay(t, said, "go to /: net::ERR_")
	p.tab.problems()
}

func TestWire(t *testing.T) {
	each(t, func(t *testing.T, s *site, p *person) {
		before := s.sent.Load()
		p.Go("/")
		equal(t, "bytes", p.Wire(), s.sent.Load()-before)
		before = s.sent.Load()
		p.Go("/")
		equal(t, "bytes, not from a cache", p.Wire(), s.sent.Load()-before)
		p.Fill("Group Name", "abc")
		before = s.sent.Load()
		p.Click("Add")
		equal(t, "bytes with the redirect", p.Wire(), s.sent.Load()-before)
		p.UnderWire(100 << 10)
	})
}

func TestScreenshot(t *testing.T) {
	s := newSite(t)
	t.Setenv(picturesEnv, "0")
	for want, o := range map[string]options{
		"groups-light.png": {JS: true}, "groups-dark.png": {Dark: true}, "groups-phone.png": {Width: 390, Height: 844},
	} {
		p := open(t, s.URL, o)
		p.Go("/")
		file := p.Screenshot("groups")
		equal(t, "file", filepath.Base(file), want)
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		picture, err := png.Decode(f)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "width", picture.Bounds().Dx(), p.Width)
		if tall := picture.Bounds().Dy(); tall < 2000 {
			t.Errorf("%d tall: not the whole page", tall)
		}
		r, _, _, _ := picture.At(1, 1).RGBA()
		equal(t, "dark ground of "+want, r < 0x2000, o.Dark)
		p.Go("/wide")
		mustSay(t, broken(t, p, func(p *person) { p.Screenshot("wide") }), "its window")
	}
}

func TestAccessible(t *testing.T) {
	if _, err := axe(); err != nil {
		skipOrFail(t, fmt.Errorf("pages are not scanned for accessibility: %w", err))
	}
	each(t, func(t *testing.T, s *site, p *person) {
		p.Go("/")
		p.Accessible()
		p.Go("/ugly")
		said := broken(t, p, (*person).Accessible)
		mustSay(t, said, "label (critical)", `<input name="nameless">`, "color-contrast (serious)", "Too pale to read", "(on /ugly, 200, with")
		p.Go("/") // scripts are as they were
		equal(t, "scripts", strings.Contains(p.HTML(), "UTC en-US"), p.JS)
	})
}
