package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
)

// oneTimeLink makes a link for somebody, and returns its address.
func oneTimeLink(b *world.Browser, id string) string {
	b.World.T.Helper()
	page := b.Want(http.StatusOK, b.Send("/portal/users/"+id, "/portal/users/"+id+"/link", url.Values{}))
	secret := between(string(page.Body), "/portal/welcome/", "<")
	if len(secret) != 43 {
		b.World.T.Fatalf("no link on the page\n%s", page.Body)
	}
	return "/portal/welcome/" + secret
}

// A link is used in the name of whoever made it, and they may lose the right to
// set that password before it is: then it opens nothing.
func TestAttackLinksOverTime(t *testing.T) {
	desk := map[cordon.Privilege]string{"User:Edit": "Seen", "Recording:Read": "Seen"}
	over := func(role string) func(*gallery) {
		return func(g *gallery) {
			g.Must(201, g.OwnerToken(), "POST", "/roles/"+g.ids[role]+"/members", map[string]any{"members": []map[string]string{{"email": "ann@example.com"}}})
		}
	}
	for name, test := range map[string]struct {
		then  func(g *gallery)
		works bool
	}{
		"nothing changes":                   {func(g *gallery) {}, true},
		"to a role that the maker covers":   {over("Lesser"), true},
		"to an admin":                       {over("Admin"), false},
		"to a role with another permission": {over("Chatter"), false},
		"to a wider reach":                  {over("Wide"), false},
		"their role was widened": {func(g *gallery) {
			over("Lesser")(g)
			g.Must(204, g.OwnerToken(), "PATCH", "/roles/"+g.ids["Lesser"], map[string]any{"privileges": []string{"User:Read", "Recording:Read", "ChatChannel:Read"},
				"privilege_scopes": []map[string]any{{"permission_id": "ChatChannel:Read", "group_ids": []string{g.ids["Seen"]}}}})
		}, false},
		"out of the maker's sight": {func(g *gallery) {
			g.Must(204, g.OwnerToken(), "DELETE", "/groups/"+g.ids["Seen"]+"/members/"+g.ids["ann"], nil)
		}, false},
		"the maker loses their role": {func(g *gallery) {
			g.Must(204, g.OwnerToken(), "DELETE", "/roles/"+g.ids["Desk"]+"/members/desk@example.com", nil)
		}, false},
		"the maker is deactivated": {func(g *gallery) {
			g.Must(200, g.OwnerToken(), "PUT", "/users/desk@example.com/status", map[string]string{"action": "deactivate"})
		}, false},
		"the maker leaves": {func(g *gallery) { g.Must(204, g.OwnerToken(), "DELETE", "/users/desk@example.com", nil) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGallery(t, 400)
			g.role("Desk", desk)
			g.role("Lesser", map[cordon.Privilege]string{"User:Read": "Seen", "Recording:Read": "Seen"})
			g.role("Chatter", map[cordon.Privilege]string{"User:Read": "Seen", "ChatChannel:Read": "Seen"})
			g.role("Wide", map[cordon.Privilege]string{"User:Read": "Seen Other"})
			g.user("desk", "Desk")
			link := oneTimeLink(g.SignIn("desk@example.com"), g.ids["ann"])
			test.then(g)
			b := g.Browse()
			if !test.works {
				lacks(t, b.Want(http.StatusNotFound, b.Get(link)), "ann@example.com")
				b.Want(http.StatusNotFound, b.Do("POST", link, url.Values{"password": {"Taken-over-1"}, "again": {"Taken-over-1"}}))
				b.Want(http.StatusUnauthorized, signIn(b, "ann@example.com", "Taken-over-1"))
				return
			}
			contains(t, b.Want(http.StatusOK, b.Get(link)), "ann@example.com")
			b.Want(http.StatusSeeOther, b.Do("POST", link, url.Values{"password": {"Mine-alone-1"}, "again": {"Mine-alone-1"}}))
			b.Want(http.StatusSeeOther, signIn(b, "ann@example.com", "Mine-alone-1"))
		})
	}
}

// A link is of the account in which it was made, and a guess finds nothing,
// whatever it looks like.
func TestAttackGuessedLinks(t *testing.T) {
	g := newGallery(t, 401)
	link := oneTimeLink(g.SignIn("owner@example.com"), g.ids["ann"])
	b := g.Browse()
	for _, guess := range []string{link[:len(link)-1], link + "A", strings.ToUpper(link[len("/portal/welcome/"):]), "/portal/welcome/", "/portal/welcome/%00", "/portal/welcome/" + strings.Repeat("A", 43), link + "%00", link + "/"} {
		if !strings.HasPrefix(guess, "/portal/") {
			guess = "/portal/welcome/" + guess
		}
		for _, method := range []string{"GET", "POST", "HEAD"} {
			a := b.Do(method, guess, url.Values{"password": {"Taken-over-1"}, "again": {"Taken-over-1"}})
			if a.Status < 400 || strings.Contains(string(a.Body), "ann@example.com") {
				t.Errorf("%s %s: %d", method, guess, a.Status)
			}
		}
	}
	b.Want(http.StatusOK, b.Do("HEAD", link, nil)) // and looking uses nothing up
	b.Want(http.StatusOK, b.Get(link))
}
