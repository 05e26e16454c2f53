package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/internal/world"
)

// settings is the form of Role Settings with those permissions ticked.
func settings(b *world.Browser, page string, permissions ...string) url.Values {
	b.World.T.Helper()
	return url.Values{"settings": {"1"}, "version": {roleVersion(b, page)}, "permission": permissions}
}

// The second stage of the recipe: a role, its permissions, and one scope that
// narrows all of them at once.
func TestRoleOfTheRecipe(t *testing.T) {
	w := world.New(t, 30)
	groups := account(w)
	b := w.SignIn("owner@example.com")
	contains(t, b.Get("/portal/roles"), "Add Role", ">Admin<", ">Member<", ">System<")
	for message, form := range map[string]url.Values{
		"Must not be empty":                 {"name": {" "}, "description": {"kept text"}},
		"Must have at most 128 characters":  {"name": {strings.Repeat("x", 129)}, "description": {"kept text"}},
		"Must be text of at most 1024":      {"name": {"kept text"}, "description": {strings.Repeat("y", 1025)}},
		"Another role has this name":        {"name": {"ADMIN"}, "description": {"kept text"}},
		"Must be text on one line":          {"name": {"two\nlines"}, "description": {"kept text"}},
		"Must not hold control characters.": {"name": {"kept text"}, "description": {"a\x00b"}},
	} {
		a := b.Want(http.StatusUnprocessableEntity, b.Send("/portal/roles/add", "/portal/roles/add", form))
		contains(t, a, message, "kept text", `aria-invalid="true"`)
	}
	form := url.Values{"name": {"Vendor"}, "description": {"Reads recordings"}}
	a := b.Want(http.StatusSeeOther, b.Send("/portal/roles/add", "/portal/roles/add", form))
	page, done, _ := strings.Cut(a.Header.Get("Location"), "?done=")
	if !strings.HasPrefix(page, "/portal/roles/") || done != "role-added" {
		t.Fatalf("leads to %q", a.Header.Get("Location"))
	}
	contains(t, b.Do("POST", "/portal/roles/add", form), "This form was sent already")
	a = b.Get(page)
	contains(t, a, "<h1>Vendor</h1>", "Role Settings", "Reads recordings", "No permissions", "Nobody has this role yet", `href="/portal/see/role/`,
		`aria-label="Users: View"`, `aria-label="Users: Edit"`, `aria-label="Recording: View"`, `aria-label="Dashboard: View"`, `aria-label="Zoom Phone: View"`)
	lacks(t, a, `data-testid="new-scope"`, `data-testid="entire-account"`, `data-testid="no-names"`, `aria-label="Dashboard: Edit"`, "aria-label=\"Edit scope")
	if got := checks(a, "permission"); got != nil {
		t.Errorf("ticked in a new role: %v", got)
	}

	// Its permissions, the entire account to begin with: everybody is gained.
	asked, saved := b.Confirm(page, page, settings(b, page, "User:Read", "Recording:Read", "Dashboard:Read", "PbxAdmin:Read"))
	contains(t, asked, "Role “Vendor”", "Users: View", "Dashboard: View", "4 people gained", "ann@example.com", "cat@example.com")
	if b.Want(http.StatusSeeOther, saved); saved.Header.Get("Location") != page+"?done=role-saved" {
		t.Errorf("leads to %q", saved.Header.Get("Location"))
	}
	wantReaches(w, page, groups, "Dashboard:Read PbxAdmin:Read Recording:Read User:Read")
	a = b.Get(page)
	contains(t, a, "This role reaches the entire account: all 4 users.", "Entire account", `aria-label="Edit scope of Users: View">Edit</a>`)
	lacks(t, a, `data-testid="mixed"`, `data-testid="new-scope"`)
	if got := checks(a, "permission"); !slices.Equal(got, []string{"User:Read", "Dashboard:Read", "Recording:Read", "PbxAdmin:Read"}) {
		t.Errorf("ticked: %v", got)
	}

	// One scope for all of them.
	scope := page + "/scope?permission=User:Read"
	a = b.Get(scope)
	contains(t, a, "<h1>Scope of Users: View</h1>", "Entire Account", "Custom Scope", `aria-label="Sales"`, "Use this scope for all permissions of the role",
		"Dashboard: View, Zoom Phone: View, Recording: View still reach the entire account")
	if checks(a, "scope")[0] != "account" || checks(a, "group") != nil || checks(a, "all") == nil {
		t.Errorf("ticked: %v %v %v", checks(a, "scope"), checks(a, "group"), checks(a, "all"))
	}
	form = scopeForm(b, scope, "User:Read", "custom", groups["Sales"])
	form.Set("all", "1")
	asked, saved = b.Confirm(scope, page+"/scope", form)
	contains(t, asked, "Role “Vendor”", "Zoom Phone: View", "Dashboard meetings: View", "3 people lost", "ben@example.com", "cat@example.com", "owner@example.com")
	lacks(t, asked, "ann@example.com", "gained</strong>")
	b.Want(http.StatusSeeOther, saved)
	wantReaches(w, page, groups, "Dashboard:Read=Sales PbxAdmin:Read=Sales Recording:Read=Sales User:Read=Sales")
	a = b.Get(page)
	contains(t, a, "Custom Scope: Sales", `data-testid="role-badge">Custom Scope<`)
	lacks(t, a, `data-testid="mixed"`, `data-testid="entire-account"`, ">Entire Account <")
	contains(t, b.Get("/portal/roles"), ">Custom Scope<")
}

// A role of which some permissions are narrowed and others are not is called
// out, and one button mends it.
func TestMixedRole(t *testing.T) {
	w := world.New(t, 33)
	groups := account(w)
	page := "/portal/roles/" + addRole(w, "Vendor", groups["Sales"], []string{"User:Read"})
	wide := []string{"Recording:Read", "PbxAdmin:Read", "Group:Read", "Role:Read", "UsageReport:Read", "Recording:Edit", "Security:Read"}
	var said []map[string]any
	for _, p := range wide {
		said = append(said, map[string]any{"permission_id": p, "reach": "account"})
	}
	w.Must(204, w.OwnerToken(), "PATCH", strings.TrimPrefix(page, "/portal"), map[string]any{"privileges": append(wide, "User:Read"), "privilege_scopes": said})
	b := w.SignIn("owner@example.com")
	for _, path := range []string{page, "/portal/roles"} {
		a := b.Get(path)
		contains(t, a, `data-testid="mixed"`, "Groups: View still reaches all 4 users.", "Recording: View still reaches all 4 users.", "and 2 more permissions",
			"Narrow them all", "what the others do: Sales", "Mixed")
		lacks(t, a, "Users: View still")
		if n := strings.Count(string(a.Body), `data-testid="wide"`); n != 5 {
			t.Errorf("%s names %d permissions", path, n)
		}
	}
	if n := strings.Count(string(b.Get(page).Body), `<span class="badge warn">Entire Account</span>`); n != len(wide) {
		t.Errorf("%d scopes stand out", n)
	}
	b.Want(http.StatusConflict, b.Send(page, page+"/narrow", url.Values{"version": {"old"}}))
	asked, done := b.Confirm(page, page+"/narrow", url.Values{"version": {roleVersion(b, page)}})
	contains(t, asked, "Recording: View", "Security: View", "3 people lost", "cat@example.com")
	lacks(t, asked, "gained</strong>", "Users: View", "ann@example.com")
	b.Want(http.StatusSeeOther, done)
	wantReaches(w, page, groups, "Group:Read=Sales PbxAdmin:Read=Sales Recording:Edit=Sales Recording:Read=Sales Role:Read=Sales Security:Read=Sales UsageReport:Read=Sales User:Read=Sales")
	for _, path := range []string{page, "/portal/roles"} {
		lacks(t, b.Get(path), `data-testid="mixed"`, "Mixed")
	}
	// What a wider permission is narrowed by counts: nothing is called out here.
	narrow := "/portal/roles/" + addRole(w, "Narrow through Edit", groups["Sales"], []string{"User:Edit"})
	w.Must(204, w.OwnerToken(), "PATCH", strings.TrimPrefix(narrow, "/portal"), map[string]any{"privileges": []string{"User:Edit", "User:Read"},
		"privilege_scopes": []map[string]any{{"permission_id": "User:Read", "reach": "account"}}})
	a := b.Get(narrow)
	lacks(t, a, `data-testid="mixed"`)
	contains(t, a, "only within the scope of Users: Edit too")
	contains(t, b.Get(narrow+"/scope?permission=User:Read"), "Users: Edit (Custom Scope: Sales) implies Users: View. Whoever is seen under Users: View must be within both scopes.")
	contains(t, b.Get(narrow+"/scope?permission=User:Edit"), "Users: Edit implies Users: View (Entire Account).")
	// Nothing of a role that was never narrowed tells what to narrow to.
	free := "/portal/roles/" + addFreeRole(w, "Free", "User:Read")
	contains(t, b.Want(http.StatusUnprocessableEntity, b.Send(free, free+"/narrow", url.Values{"version": {roleVersion(b, free)}})), "Nothing of this role is narrowed yet")
}

// A permission that is newly ticked in a narrowed role is as narrow as the
// others, unless the visitor says that it is not.
func TestNewPermissionOfANarrowedRole(t *testing.T) {
	w := world.New(t, 34)
	groups := account(w)
	page := "/portal/roles/" + addRole(w, "Vendor", groups["Sales"], []string{"User:Read", "Recording:Read"})
	b := w.SignIn("owner@example.com")
	a := b.Get(page)
	contains(t, a, "Scope of newly ticked permissions", "Custom Scope, like the others: Sales")
	if got := checks(a, "new_scope"); !slices.Equal(got, []string{"like"}) {
		t.Errorf("preselected: %v", got)
	}
	for _, none := range []string{"", "wide"} {
		form := settings(b, page, "User:Read", "Recording:Read", "Group:Read")
		form.Set("new_scope", none)
		a = b.Want(http.StatusUnprocessableEntity, b.Send(page, page, form))
		contains(t, a, "Choose the scope of the newly ticked permissions")
		if got := checks(a, "permission"); !slices.Contains(got, "Group:Read") {
			t.Errorf("the form forgot what was ticked: %v", got)
		}
	}
	form := settings(b, page, "User:Read", "Recording:Read", "Group:Read")
	form.Set("new_scope", "like")
	asked, done := b.Confirm(page, page, form)
	contains(t, asked, "Groups: View", "1 person gained", "ann@example.com")
	lacks(t, asked, "cat@example.com")
	b.Want(http.StatusSeeOther, done)
	wantReaches(w, page, groups, "Group:Read=Sales Recording:Read=Sales User:Read=Sales")

	form = settings(b, page, "User:Read", "Recording:Read", "Group:Read", "PbxAdmin:Read")
	form.Set("new_scope", "account")
	asked, done = b.Confirm(page, page, form)
	contains(t, asked, "Zoom Phone: View", "4 people gained", "cat@example.com")
	b.Want(http.StatusSeeOther, done)
	wantReaches(w, page, groups, "Group:Read=Sales PbxAdmin:Read Recording:Read=Sales User:Read=Sales")
	contains(t, b.Get(page), "Zoom Phone: View still reaches all 4 users.")

	// Unticked: lost.
	asked, done = b.Confirm(page, page, settings(b, page, "User:Read"))
	contains(t, asked, "Zoom Phone: View", "4 people lost", "1 person lost")
	b.Want(http.StatusSeeOther, done)
	wantReaches(w, page, groups, "User:Read=Sales")
	form = settings(b, page, "User:Read", "Nothing:Read")
	form.Set("new_scope", "like")
	contains(t, b.Want(http.StatusUnprocessableEntity, b.Send(page, page, form)), "There is no permission Nothing:Read")
	a = b.Want(http.StatusConflict, b.Send(page, page, url.Values{"settings": {"1"}, "version": {"old"}, "permission": {"Role:Edit"}}))
	contains(t, a, "Somebody changed this")
	if got := checks(a, "permission"); !slices.Equal(got, []string{"User:Read"}) {
		t.Errorf("after a change of somebody else's: %v", got)
	}

	// Groups that are gone reach nobody, and what is new reaches nobody either.
	w.Must(204, w.OwnerToken(), "DELETE", "/groups/"+groups["Sales"], nil)
	a = b.Get(page)
	contains(t, a, "Users: View reaches nobody but the holder: its groups are gone.", "Custom Scope, no group yet: they reach nobody but the holder")
	form = settings(b, page, "User:Read", "Recording:Read")
	form.Set("new_scope", "like")
	_, done = b.Confirm(page, page, form)
	b.Want(http.StatusSeeOther, done)
	wantReaches(w, page, groups, "Recording:Read= User:Read=")
	// All of it unticked: the role still remembers that it was narrowed.
	b.Want(http.StatusSeeOther, b.Send(page, page, settings(b, page)))
	wantReaches(w, page, groups, "")
	contains(t, b.Get(page), `data-testid="new-scope"`, "No permissions")
}

// Without what narrowed it, a permission would reach further: its scope has to
// be said.
func TestPermissionThatNarrowedAnother(t *testing.T) {
	for say, want := range map[string]string{"keep": "User:Read=Sales", "own": "User:Read"} {
		w := world.New(t, 35)
		groups := account(w)
		page := "/portal/roles/" + addRole(w, "Vendor", groups["Sales"], []string{"User:Edit"})
		w.Must(204, w.OwnerToken(), "PATCH", strings.TrimPrefix(page, "/portal"), map[string]any{"privileges": []string{"User:Edit", "User:Read"},
			"privilege_scopes": []map[string]any{{"permission_id": "User:Read", "reach": "account"}}})
		b := w.SignIn("owner@example.com")
		form := settings(b, page, "User:Read")
		form.Set("new_scope", "like")
		a := b.Want(http.StatusUnprocessableEntity, b.Send(page, page, form))
		contains(t, a, "Say the scope of Users: View too: without Users: Edit, which narrowed it, it would reach further.",
			`name="say.User:Read" aria-label="Scope of Users: View" aria-invalid="true"`, `<option value="keep">Custom Scope: Sales</option><option value="own">Entire Account</option>`,
			`aria-label="Edit scope of Users: View"`)
		lacks(t, a, "say.User:Edit")
		wantReaches(w, page, groups, "User:Edit=Sales User:Read")
		form.Set("version", roleVersion(b, page))
		form.Set("say.User:Read", say)
		asked, done := b.Confirm(page, page, form)
		if b.Want(http.StatusSeeOther, done); say == "own" {
			contains(t, asked, "Users: View", "3 people gained", "cat@example.com")
		}
		wantReaches(w, page, groups, want)
	}
}

// Whatever an operation of the API asks for stands above what none does, and no
// two boxes have one name.
func TestEveryPermissionHasABox(t *testing.T) {
	w := world.New(t, 41)
	page := "/portal/roles/" + addFreeRole(w, "Vendor", "User:Read")
	b := w.SignIn("owner@example.com")
	a := b.Want(http.StatusOK, b.Get(page))
	main, rest, found := strings.Cut(string(a.Body), "More permissions")
	if !found {
		t.Fatal("there is no more")
	}
	value := regexp.MustCompile(`name="permission" value="([^"]+)" aria-label="([^"]+)"`)
	labels := make(map[string]string)
	for _, m := range value.FindAllStringSubmatch(string(a.Body), -1) {
		if labels[m[2]] != "" {
			t.Errorf("%s and %s are both called %q", m[1], labels[m[2]], m[2])
		}
		labels[m[2]] = m[1]
	}
	for _, p := range access.Operations().Privileges() {
		if !strings.Contains(string(a.Body), fmt.Sprintf(`name="permission" value="%s"`, p)) {
			t.Errorf("%s has no box", p)
		}
	}
	served := 0
	for _, r := range w.Server.API.Routes() {
		served++
		if !strings.Contains(main, fmt.Sprintf(`value="%s"`, r.Privilege)) {
			t.Errorf("%s, which %s asks for, stands below", r.Privilege, r.Operation)
		}
	}
	if served < 100 || !strings.Contains(rest, `value="Security:Read"`) {
		t.Errorf("%d operations served", served)
	}
}
