package portal_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
)

// narrowAdmin makes somebody who may restrict a credential to Seen, and whose
// view of apps is as given.
func narrowAdmin(g *gallery, name, apps string) *world.Browser {
	g.role("Admin of "+name, map[cordon.Privilege]string{"User:Read": "Seen", "Group:Read": "Seen", "Role:Edit": "Seen", "MarketPlace:Edit": "Seen", "MarketPlace:Read": apps})
	g.user(name, "Admin of "+name, "Seen")
	return g.SignIn(name + "@example.com")
}

// A service user who is there and owns an app that the visitor does not see:
// that app would see the group too, and nobody would be told.
func TestAttackRestrictWithAHiddenApp(t *testing.T) {
	g := newGallery(t, 430)
	g.user("bot", "Member", "Seen")
	other := g.app("Kept by another vendor", "bot", readUsers)
	form := url.Values{"who": {"Vendor two"}, "group_kind": {"existing"}, "group": {g.ids["Seen"]}, "user_kind": {"existing"}, "existing_email": {"bot@example.com"}}
	for name, apps := range map[string]string{"blind": "Other", "nan": "Seen"} {
		b := narrowAdmin(g, name, apps)
		a := b.Want(http.StatusUnprocessableEntity, b.Send(restrictPage, restrictPage, form))
		lacks(t, a, "Kept by another vendor")
		if name == "nan" {
			contains(t, a, "This user owns an app already")
		}
	}
	if a := g.Do(g.Token(other), "GET", "/users", nil); a.Status == http.StatusOK {
		t.Errorf("the other vendor's app sees\n%s", a.Body)
	}
}

// What a narrowed admin's preview says is what the credential sees, which is no
// more than they see themselves.
func TestAttackRestrictAsANarrowedAdmin(t *testing.T) {
	g := newGallery(t, 431)
	g.user("bot", "Member", "Seen")
	b := narrowAdmin(g, "nan", "Seen")
	form := url.Values{"who": {"Vendor two"}, "group_kind": {"existing"}, "group": {g.ids["Seen"]}, "user_kind": {"existing"}, "existing_email": {"bot@example.com"}}
	page, create := preview(b, form)
	lacks(t, page, "cat@example.com", "dan@example.com", "owner@example.com")
	want := visible(page)
	// Another group, user or bundle under the same mark is previewed again; one that is hidden is not there.
	for field, value := range map[string]string{"group": g.ids["Other"], "existing_email": "cat@example.com", "bundle": "recordings", "who": "Somebody"} {
		changed := url.Values{}
		for k, v := range create {
			changed[k] = slices.Clone(v)
		}
		changed.Set(field, value)
		if a := b.Do("POST", restrictPage, changed); read(a, "client-secret") != "" {
			t.Errorf("%s was changed after the preview, and it was made", field)
		}
	}
	c := handedOver(b.Want(http.StatusOK, b.Do("POST", restrictPage, create)))
	got, total := listed(g.World, g.Token(c))
	if i := slices.Index(got, "bot@example.com"); i >= 0 {
		got = slices.Delete(got, i, i+1)
	}
	if !slices.Equal(got, want) || total != len(want)+1 || slices.Contains(got, "cat@example.com") {
		t.Errorf("sees %v of %d, previewed %v", got, total, want)
	}
	for _, hidden := range []string{"cat", "dan", "owner"} {
		g.Must(404, g.Token(c), "GET", "/users/"+hidden+"@example.com", nil)
	}
}
