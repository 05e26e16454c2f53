package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/internal/world"
)

// scopeForm is the form of a scope page: "account", or groups.
func scopeForm(b *world.Browser, page, permission, scope string, groups ...string) url.Values {
	b.World.T.Helper()
	return url.Values{"permission": {permission}, "scope": {scope}, "group": groups, "version": {roleVersion(b, page)}}
}

// A change of scope is not saved before just its effects are confirmed.
func TestScopeIsConfirmed(t *testing.T) {
	w := world.New(t, 31)
	groups := account(w)
	page := "/portal/roles/" + addRole(w, "Vendor", groups["Sales"], []string{"User:Read", "Recording:Read"})
	b := w.SignIn("owner@example.com")
	scope := page + "/scope?permission=Recording:Read"
	form := scopeForm(b, scope, "Recording:Read", "custom", groups["Support"])
	asked := b.Want(http.StatusOK, b.Send(scope, page+"/scope", form))
	contains(t, asked, "Nothing is saved yet", "1 person gained", "ben@example.com", "1 person lost", "ann@example.com", "Recording: View")
	lacks(t, asked, "Users: View")
	wantReaches(w, page, groups, "Recording:Read=Sales User:Read=Sales")
	form.Set("confirm", "0123456789")
	contains(t, b.Want(http.StatusOK, b.Send(scope, page+"/scope", form)), "This is not what you confirmed")
	wantReaches(w, page, groups, "Recording:Read=Sales User:Read=Sales")
	_, saved := b.Confirm(scope, page+"/scope", scopeForm(b, scope, "Recording:Read", "custom", groups["Support"], groups["Sales"]))
	b.Want(http.StatusSeeOther, saved)
	wantReaches(w, page, groups, "Recording:Read=Sales,Support User:Read=Sales")
	// The box that is for all of them says nothing about the entire account.
	form = scopeForm(b, scope, "Recording:Read", "account", groups["Sales"], groups["Support"])
	form.Set("all", "1")
	slices.Sort(form["group"])
	asked, saved = b.Confirm(scope, page+"/scope", form)
	contains(t, asked, "2 people gained", "cat@example.com", "owner@example.com")
	b.Want(http.StatusSeeOther, saved)
	wantReaches(w, page, groups, "Recording:Read User:Read=Sales")
}

// What is wrong with a scope is said beside it, and nothing is saved.
func TestScopeRefused(t *testing.T) {
	w := world.New(t, 32)
	groups := account(w)
	page := "/portal/roles/" + addRole(w, "Vendor", groups["Sales"], []string{"User:Read", "Recording:Read"})
	b := w.SignIn("owner@example.com")
	scope := page + "/scope?permission=User:Read"
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprintf("group-%d", i)
	}
	for message, form := range map[string]url.Values{
		"Choose Entire Account or Custom Scope":            {"group": {groups["Sales"]}},
		"Tick at least one group":                          {"scope": {"custom"}},
		"Tick at most 100 groups":                          {"scope": {"custom"}, "group": many},
		"A group is not there any more":                    {"scope": {"custom"}, "group": {groups["Support"], "gone"}},
		"You ticked groups, but Entire Account is chosen.": {"scope": {"account"}, "group": {groups["Support"]}},
	} {
		form.Set("permission", "User:Read")
		form.Set("version", roleVersion(b, scope))
		a := b.Want(http.StatusUnprocessableEntity, b.Send(scope, page+"/scope", form))
		contains(t, a, message, "<h1>Scope of Users: View</h1>")
		if g := groups["Support"]; slices.Contains(form["group"], g) != slices.Contains(checks(a, "group"), g) {
			t.Errorf("%s: ticked %v", message, checks(a, "group"))
		}
	}
	wantReaches(w, page, groups, "Recording:Read=Sales User:Read=Sales")
	// Changed meanwhile: nothing of what was sent stays in the form.
	form := scopeForm(b, scope, "User:Read", "custom", groups["Support"])
	w.Must(204, w.OwnerToken(), "PATCH", strings.TrimPrefix(page, "/portal"), map[string]string{"name": "Renamed"})
	a := b.Want(http.StatusConflict, b.Send(scope, scope, form))
	contains(t, a, "Somebody changed this", "Renamed")
	if got := checks(a, "group"); !slices.Equal(got, []string{groups["Sales"]}) {
		t.Errorf("ticked: %v", got)
	}
	for _, path := range []string{page + "/scope", page + "/scope?permission=User:Edit", page + "/scope?permission=x", "/portal/roles/1/scope?permission=User:Read",
		"/portal/roles/none/scope?permission=User:Read", "/portal/roles/none"} {
		if a := b.Get(path); a.Status != http.StatusNotFound {
			t.Errorf("GET %s: %d", path, a.Status)
		}
	}
}

// With many groups one searches among them; what is ticked stays ticked, and no
// address holds the form's token.
func TestScopeOfManyGroups(t *testing.T) {
	w := world.New(t, 40)
	var last string
	for i := range 101 {
		last = addGroup(w, fmt.Sprintf("Team %03d", i))
	}
	other := addGroup(w, "Zebra")
	page := "/portal/roles/" + addRole(w, "Vendor", last, []string{"User:Read", "Recording:Read"})
	b := w.SignIn("owner@example.com")
	scope := page + "/scope?permission=User:Read"
	first := regexp.MustCompile(`name="group" value="([^"]+)"`)
	a := b.Want(http.StatusOK, b.Get(scope))
	contains(t, a, "Search groups", "There are more groups", "Team 049")
	lacks(t, a, "Team 050", "Zebra", `type="hidden" name="form_token"`)
	if m := first.FindSubmatch(a.Body); string(m[1]) != last {
		t.Error("what is ticked is not listed first")
	}
	a = b.Get(scope + "&scope=custom&q=zeb&all=1&group=" + last)
	contains(t, a, "Zebra")
	lacks(t, a, "Team 049", "There are more groups")
	if got := checks(a, "group"); !slices.Equal(got, []string{last}) || checks(a, "scope")[0] != "custom" || checks(a, "all") == nil {
		t.Errorf("searching forgot: %v %v %v", got, checks(a, "scope"), checks(a, "all"))
	}
	if got := checks(b.Get(scope+"&scope=account&q=zeb"), "all"); got != nil {
		t.Errorf("searching ticked %v", got)
	}
	_, done := b.Confirm(scope, page+"/scope", scopeForm(b, scope, "User:Read", "custom", last, other))
	b.Want(http.StatusSeeOther, done)
	contains(t, b.Get(page), "Custom Scope: Team 100, Zebra")
}
