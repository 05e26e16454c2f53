package walk

import (
	"testing"
	"time"
)

func TestForm(t *testing.T) {
	each(t, func(t *testing.T, s *site, p *person) {
		p.Go("/")
		p.Fill("Group Name", "no")
		p.Fill("Group Name", "Vendor Ünïcode <b>")
		p.Fill("Description", "two\nlines, pasted")
		p.Fill("Since", "2026-03-02")
		p.Select("User Role", "Vendor role")
		p.Check("Zoom Phone")
		p.Check("Licensed")
		equal(t, "name", p.Value("Group Name"), "Vendor Ünïcode <b>")
		equal(t, "role", p.Value("User Role"), "Vendor role")
		equal(t, "phone", p.Checked("Zoom Phone"), true)
		equal(t, "basic", p.Checked("Basic"), false)
		p.Click("Add")
		equal(t, "status", p.Status(), 200)
		mustSay(t, p.Path(), "/added?")
		for id, want := range map[string]string{
			"name": "Vendor Ünïcode <b>", "description": "two lines, pasted", "since": "2026-03-02",
			"role": "Vendor role", "phone": "on", "kind": "b", "cookie": "true",
		} {
			equal(t, id, p.Text(id), want)
		}
	})
}

func TestRefusedForm(t *testing.T) {
	each(t, func(t *testing.T, s *site, p *person) {
		p.Go("/")
		p.Check("Zoom Phone")
		p.Uncheck("Zoom Phone")
		equal(t, "phone", p.Checked("Zoom Phone"), false)
		p.Click("Add") // the browser itself refuses an empty name
		equal(t, "path", p.Path(), "/")
		equal(t, "hint", p.Described("Group Name"), "As short as you like")
		p.Fill("Group Name", "abc")
		p.Fill("Group Name", "")
		equal(t, "emptied", p.Value("Group Name"), "")
		p.Fill("Group Name", "ab")
		p.Press("Enter")
		p.Answered(422)
		p.See("Too short")
		equal(t, "error", p.Described("Group Name"), "Too short")
		equal(t, "input kept", p.Value("Group Name"), "ab")
	})
}

func TestClick(t *testing.T) {
	each(t, func(t *testing.T, s *site, p *person) {
		p.Go("/")
		p.Click("Jump")
		equal(t, "path", p.Path(), "/#below")
		p.Click("Download")
		equal(t, "path", p.Path(), "/#below")
		p.Click("Far away")
		equal(t, "path", p.Path(), "/other")
		p.Go("/")
		p.Click("Groups") // twice there, to one place
		p.Row("Vendor B").Click("Edit")
		p.See("Edit B")
		p.Go("/")
		p.Within("groups").Row("Vendor A").Click("Edit")
		p.See("Edit A")
		p.Go("/")
		p.Within("body > nav").Click("Users")
		equal(t, "path", p.Path(), "/other")
		p.Go("/")
		p.Click("Slow")
		equal(t, "pictures", s.pictures.Load(), 1)
	})
}

func TestClearFailures(t *testing.T) {
	s := newSite(t)
	p := open(t, s.URL, options{JS: true})
	p.wait = 100 * time.Millisecond
	p.Go("/")
	mustSay(t, broken(t, p, func(p *person) { p.Click("Add Group") }), "button Add, button Delete", "(on /, 200, with JavaScript)")

	p = open(t, s.URL, options{})
	p.Go("/")
	for _, try := range []struct {
		do   func(*person)
		says []string
	}{
		{func(p *person) { p.Click("Add Group") }, []string{`click "Add Group"`, "link Groups, link Users", "button Add, button Delete", "(on /, 200, without JavaScript)"}},
		{func(p *person) { p.Click("Edit") }, []string{`2 things are called "Edit"`}},
		{func(p *person) { p.Click("Delete") }, []string{"greyed"}},
		{func(p *person) { p.Click("Under") }, []string{`behind <div class="cover">`}},
		{func(p *person) { p.Fill("Name", "x") }, []string{"textbox Group Name"}},
		{func(p *person) { p.Fill("User Role", "x") }, []string{"say Select"}},
		{func(p *person) { p.Fill("Group Name", "x\ny") }, []string{"does not fit into one line"}},
		{func(p *person) { p.Fill("Since", "yesterday") }, []string{`it now holds ""`}},
		{func(p *person) { p.Select("User Role", "Owner") }, []string{"Member, Vendor role"}},
		{func(p *person) { p.Check("Nothing") }, []string{"checkbox Zoom Phone, radio Basic"}},
		{func(p *person) { p.Uncheck("Basic") }, []string{"a click does not change it"}},
		{func(p *person) { p.See("Nobody") }, []string{`see "Nobody"`, "the page says: ", "4,212"}},
		{func(p *person) { p.Text("name") }, []string{"2 elements have this test id"}},
		{func(p *person) { p.Row("Vendor").Click("Edit") }, []string{"2 places are"}},
		{func(p *person) { p.Within("nothing").See("x") }, []string{"0 places are"}},
		{func(p *person) { p.Press("F13") }, []string{"no such key"}},
		{func(p *person) { p.TabTo("Nothing") }, []string{"link Users, link Groups", "button Add"}},
		{func(p *person) { p.UnderWire(100) }, []string{"want at most 100"}},
	} {
		mustSay(t, broken(t, p, try.do), try.says...)
	}
}

func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, s *site, p *person) {
		p.Go("/")
		p.TabTo("Zoom Phone")
		equal(t, "focus", p.Focused(), "checkbox Zoom Phone")
		p.Press("Space")
		equal(t, "phone", p.Checked("Zoom Phone"), true)
		p.Press("Shift+Tab")
		equal(t, "focus", p.Focused(), "combobox User Role")
		p.Press("ArrowDown")
		equal(t, "role", p.Value("User Role"), "Vendor role")
		p.Go("/")
		p.TabTo("Users")
		p.Press("Enter")
		equal(t, "path", p.Path(), "/other")
	})
}

func TestHints(t *testing.T) {
	s := newSite(t)
	p := open(t, s.URL, options{JS: true, Zone: "Asia/Tokyo"})
	p.Go("/")
	p.Fill("Search", "ann")
	p.See("hint for ann")
	p.Select("User Role", "Vendor role")
	p.See("role Vendor role")
	p.See("Asia/Tokyo")
	open(t, s.URL, options{}).Go("/") // somebody else's window in front
	p.Click("Copy")
	p.See("Copied")
}
