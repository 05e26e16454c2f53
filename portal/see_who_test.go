package portal_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
)

func TestWhoCanSee(t *testing.T) {
	g := newGallery(t, 67)
	g.role("Mixed", map[cordon.Privilege]string{"User:Read": "Other", "Recording:Read": "account"})
	g.role("Elsewhere", map[cordon.Privilege]string{"User:Read": "Other"})
	g.user("max", "Mixed")
	g.user("adam", "Admin")
	b := g.SignIn("owner@example.com")
	part := func(a world.Answer, role string) string {
		return between(string(a.Body), `data-role="`+g.ids[role]+`"`, "</section>")
	}
	a := b.Want(200, b.Get("/portal/see/who?user=ann"))
	contains(t, a, "Who can see Ann Test?", "owner and its admins see everyone")
	for role, wants := range map[string][]string{
		"Owner":  {"Sees everyone.", "owner@example.com"},
		"Admin":  {"Sees everyone.", "adam@example.com"},
		"Vendor": {"<strong>Dashboard: View, Recording: View, Users: View</strong>, through Seen", "svc@example.com", "VendorApp", "1 user holds it:"},
		"Mixed":  {"Recording: View</strong>, as part of the entire account", "in reach, but no answer names them", "max@example.com"},
	} {
		for _, s := range wants {
			if !strings.Contains(part(a, role), s) {
				t.Errorf("%s lacks %q: %s", role, s, part(a, role))
			}
		}
	}
	if part(a, "Elsewhere") != "" || strings.Contains(string(a.Body), "Roles that grant more") {
		t.Errorf("%s", a.Body)
	}
	contains(t, b.Want(404, b.Get("/portal/see/who?user=zoe")), "There is no such user.", `value="zoe"`)
	contains(t, b.Want(200, b.Get("/portal/see/who?user=a")), "Which one do you mean?", g.ids["adam"])
	a = b.Want(200, b.Get("/portal/see/who"))
	contains(t, a, "Who can see you?")
	if part(a, "Vendor") != "" {
		t.Error("the vendor sees the owner")
	}

	// Many roles page.
	for i := range 60 {
		g.role(fmt.Sprintf("Role %02d", i), map[cordon.Privilege]string{"User:Read": "Seen"})
	}
	var all strings.Builder
	pages := 0
	for next := "/portal/see/who?user=" + g.ids["ann"]; next != ""; pages++ {
		a := b.Want(200, b.Get(next))
		all.Write(a.Body)
		next = nextOf(a)
		if len(a.Body) > 60_000 {
			t.Errorf("a page of %d bytes", len(a.Body))
		}
	}
	for i := range 60 {
		id := g.ids[fmt.Sprintf("Role %02d", i)]
		if n := strings.Count(all.String(), `data-role="`+id+`"`); n != 1 {
			t.Errorf("Role %02d is there %d times", i, n)
		}
	}
	if pages < 3 || strings.Count(all.String(), `data-role="0"`) != 1 {
		t.Errorf("%d pages", pages)
	}
	contains(t, b.Get("/portal/see"), "More roles")
}

func TestSightPagesOfManyPeople(t *testing.T) {
	g := newGallery(t, 68)
	for i := range 60 {
		g.user(fmt.Sprintf("u%02d", i), "Member", "Seen")
	}
	b := g.SignIn("owner@example.com")
	page := "/portal/see/role/" + g.ids["Vendor"] + "?permission=User%3ARead"
	first := b.Want(200, b.Get(page))
	contains(t, first, "62 people", "u00@example.com")
	lacks(t, first, "u59@example.com")
	second := b.Want(200, b.Get(nextOf(first)))
	contains(t, second, "u59@example.com")
	lacks(t, second, "u00@example.com", `rel="next"`)
	var longest int
	for _, path := range []string{"role/0", "app/" + g.ownApp()} {
		longest = max(longest, len(b.Want(200, b.Get("/portal/see/"+path+"?person=ann@example.com")).Body))
	}
	t.Logf("the longest page has %d bytes", longest)
	if longest > 60_000 {
		t.Errorf("a page of %d bytes", longest)
	}
}

// ownApp is the id of the account owner's app.
func (g *gallery) ownApp() string {
	var out struct {
		Apps []struct {
			ID    string `json:"app_id"`
			Owner string `json:"owner"`
		}
	}
	g.Must(200, g.OwnerToken(), "GET", "/marketplace/apps?type=account_created", nil).JSON(g.T, &out)
	for _, a := range out.Apps {
		if a.Owner == g.Account.Owner.ID {
			return a.ID
		}
	}
	return ""
}
