package portal_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/internal/world"
)

// roleVersion is what the forms of a page about a role hold.
func roleVersion(b *world.Browser, page string) string {
	b.World.T.Helper()
	return between(string(b.Want(http.StatusOK, b.Get(page)).Body), `name="version" value="`, `"`)
}

// reaches is what the API says of a role: "Recording:Read User:Read=a,b", the
// groups by name.
func reaches(w *world.World, page string, groups map[string]string) string {
	w.T.Helper()
	var r struct {
		Privileges []string
		Scopes     []struct {
			Permission string   `json:"permission_id"`
			Groups     []string `json:"group_ids"`
		} `json:"privilege_scopes"`
	}
	w.Must(200, w.OwnerToken(), "GET", "/roles/"+strings.TrimPrefix(page, "/portal/roles/"), nil).JSON(w.T, &r)
	custom := make(map[string]string)
	for _, s := range r.Scopes {
		names := []string{}
		for name, id := range groups {
			if slices.Contains(s.Groups, id) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		custom[s.Permission] = "=" + strings.Join(names, ",")
	}
	var list []string
	for _, p := range r.Privileges {
		list = append(list, p+custom[p])
	}
	return strings.Join(list, " ")
}

func wantReaches(w *world.World, page string, groups map[string]string, want string) {
	w.T.Helper()
	if got := reaches(w, page, groups); got != want {
		w.T.Errorf("the role is %q, want %q", got, want)
	}
}

var ticked = regexp.MustCompile(`<input type="(?:checkbox|radio)" name="([^"]+)" value="([^"]+)"[^>]* checked>`)

// checks are the boxes of a name that are ticked on a page.
func checks(a world.Answer, name string) (values []string) {
	for _, m := range ticked.FindAllStringSubmatch(string(a.Body), -1) {
		if m[1] == name {
			values = append(values, html.UnescapeString(m[2]))
		}
	}
	return values
}

// account makes three people and two groups: Ann is in Sales, Ben in Support.
func account(w *world.World) map[string]string {
	for _, name := range []string{"Ann", "Ben", "Cat"} {
		addUser(w, strings.ToLower(name)+"@example.com", name)
	}
	return map[string]string{"Sales": addGroup(w, "Sales", "ann@example.com"), "Support": addGroup(w, "Support", "ben@example.com")}
}

// addFreeRole makes a role through the API that reaches the entire account.
func addFreeRole(w *world.World, name string, privileges ...string) string {
	w.T.Helper()
	var r struct{ ID string }
	w.Must(201, w.OwnerToken(), "POST", "/roles", map[string]any{"name": name, "privileges": privileges}).JSON(w.T, &r)
	return r.ID
}

func TestRoleIsRenamedAndDeleted(t *testing.T) {
	w := world.New(t, 36)
	groups := account(w)
	page := "/portal/roles/" + addRole(w, "Vendor", groups["Sales"], []string{"Recording:Read"}, "cat@example.com", "ben@example.com")
	b := w.SignIn("owner@example.com")
	a := b.Get(page)
	contains(t, a, `data-testid="members-total">2<`, "cat@example.com", "ben@example.com", `<a href="/portal/users/`, "2 holders become plain members",
		"Without Users: View no answer names anybody")
	lacks(t, a, "ann@example.com")
	form := url.Values{"version": {roleVersion(b, page)}, "name": {"admin"}, "description": {"kept text"}}
	a = b.Want(http.StatusUnprocessableEntity, b.Send(page, page+"/name", form))
	contains(t, a, "Another role has this name", "kept text")
	if got := checks(a, "permission"); !slices.Equal(got, []string{"Recording:Read"}) {
		t.Errorf("a form about the name unticked permissions: %v", got)
	}
	form.Set("name", "Supplier")
	b.Want(http.StatusSeeOther, b.Send(page, page+"/name", form))
	contains(t, b.Get(page), "Supplier", "kept text")
	wantReaches(w, page, groups, "Recording:Read=Sales")
	contains(t, b.Want(http.StatusConflict, b.Send(page, page+"/name", form)), "Somebody changed this")

	form = url.Values{"version": {roleVersion(b, page)}, "name_again": {"Vendor"}}
	contains(t, b.Want(http.StatusUnprocessableEntity, b.Send(page, page+"/delete", form)), "Type the role&#39;s name to delete it")
	form.Set("name_again", "Supplier")
	b.Want(http.StatusConflict, b.Send(page, page+"/delete", url.Values{"version": {"old"}, "name_again": {"Supplier"}}))
	// Without Users: View nobody is named, so nobody in sight is lost.
	_, done := b.Confirm(page, page+"/delete", form)
	if b.Want(http.StatusSeeOther, done); done.Header.Get("Location") != "/portal/roles?done=role-deleted" {
		t.Errorf("leads to %q", done.Header.Get("Location"))
	}
	b.Want(http.StatusNotFound, b.Get(page))
	var cat struct {
		Role string `json:"role_id"`
	}
	if w.Must(200, w.OwnerToken(), "GET", "/users/cat@example.com", nil).JSON(t, &cat); cat.Role != "2" {
		t.Errorf("the holder has role %q", cat.Role)
	}

	page = "/portal/roles/" + addRole(w, "Vendor", groups["Sales"], []string{"User:Read"})
	asked, done := b.Confirm(page, page+"/delete", url.Values{"version": {roleVersion(b, page)}, "name_again": {"Vendor"}})
	contains(t, asked, "Role “Vendor”", "1 person lost", "ann@example.com")
	lacks(t, asked, "gained</strong>")
	b.Want(http.StatusSeeOther, done)
	b.Want(http.StatusNotFound, b.Get(page))
}

// The roles that every account has are shown, and no form changes them.
func TestSystemRolesStay(t *testing.T) {
	w := world.New(t, 37)
	b := w.SignIn("owner@example.com")
	for id, text := range map[string]string{"0": "The account owner has every permission", "1": "Admins have every permission", "2": "Members have no permission"} {
		a := b.Want(http.StatusOK, b.Get("/portal/roles/"+id))
		contains(t, a, text)
		lacks(t, a, `name="permission"`, "Delete role", "Edit name", "Role Settings")
	}
	contains(t, b.Get("/portal/roles/0"), "owner@example.com")
	// Not even one that knows the version, which no page holds.
	var r struct{ Name, Description string }
	w.Must(200, w.OwnerToken(), "GET", "/roles/2", nil).JSON(t, &r)
	shown, err := json.Marshal([]any{r.Name, r.Description, false, map[string]string{}})
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(shown)
	form := url.Values{"version": {hex.EncodeToString(sum[:16])}, "settings": {"1"}, "name": {"Mine"}, "name_again": {"Member"}, "permission": {"User:Read"}, "scope": {"account"}}
	for to, want := range map[string]string{"": "cannot be changed", "/name": "cannot be changed", "/narrow": "cannot be changed", "/delete": "cannot be deleted"} {
		form.Set("form_token", world.FormToken(b.Get("/portal/roles/add")))
		contains(t, b.Want(http.StatusUnprocessableEntity, b.Do("POST", "/portal/roles/2"+to, form)), want)
	}
	if a := b.Do("POST", "/portal/roles/2/scope", form); a.Status != http.StatusNotFound {
		t.Errorf("scope of a system role: %d", a.Status)
	}
	wantReaches(w, "/portal/roles/2", nil, "")
}

// Who may do what: an admin all of it, a narrowed one only look, others nothing;
// and no page names somebody hidden.
func TestRolePagesOfOthers(t *testing.T) {
	w := world.New(t, 38)
	groups := account(w)
	addUser(w, "svc@example.com", "Svc")
	addUser(w, "adm@example.com", "Adm")
	addUser(w, "vw@example.com", "Viewer")
	page := "/portal/roles/" + addRole(w, "Vendor", groups["Support"], []string{"User:Read", "Recording:Read"}, "ben@example.com", "ann@example.com")
	own := "/portal/roles/" + addRole(w, "Team lead", groups["Sales"], []string{"User:Read", "Group:Read", "Role:Edit"}, "svc@example.com")
	addRole(w, "Looks only", groups["Sales"], []string{"User:Read", "Role:Read"}, "vw@example.com")
	w.Must(201, w.OwnerToken(), "POST", "/roles/1/members", map[string]any{"members": []map[string]string{{"email": "adm@example.com"}}})
	mine := "/portal/roles/" + addFreeRole(w, "Empty")

	adm := w.SignIn("adm@example.com")
	contains(t, adm.Get(page), "ben@example.com", "Delete role", "Edit scope of")
	form := settings(adm, page, "User:Read")
	_, done := adm.Confirm(page, page, form)
	adm.Want(http.StatusSeeOther, done)

	lead := w.SignIn("svc@example.com")
	hidden := []string{"ben@example.com", "Ben Test", "cat@example.com", "Cat Test", "Support", groups["Support"], "all 7 users"}
	list := lead.Want(http.StatusOK, lead.Get("/portal/roles"))
	contains(t, list, "Vendor", "Team lead")
	lacks(t, list, hidden...)
	a := lead.Want(http.StatusOK, lead.Get(page))
	contains(t, a, `data-testid="members-total">1<`, "ann@example.com", "no group that you see")
	lacks(t, a, hidden...)
	a = lead.Want(http.StatusOK, lead.Get(page+"/scope?permission=User:Read"))
	contains(t, a, `aria-label="Sales"`)
	lacks(t, a, hidden...)
	a = lead.Want(http.StatusOK, lead.Get(page+"/scope?permission=User:Read&scope=custom&q=Supp&group="+groups["Support"]))
	lacks(t, a, "Support", groups["Support"])
	a = lead.Get("/portal/roles/" + addFreeRole(w, "Free", "User:Read"))
	contains(t, a, "This role reaches the entire account: everybody in the account.") // not how many they are
	a = lead.Get("/portal/roles/1")
	lacks(t, a, "adm@example.com", "Adm Test")
	before := reaches(w, page, groups)
	for to, form := range map[string]url.Values{
		"":        {"settings": {"1"}, "permission": {"User:Read", "PbxAdmin:Read"}, "new_scope": {"account"}},
		"/scope":  {"permission": {"User:Read"}, "scope": {"custom"}, "group": {groups["Sales"]}},
		"/delete": {"name_again": {"Vendor"}},
		"/name":   {"name": {"Mine"}},
	} {
		form.Set("version", roleVersion(lead, page))
		if a := lead.Send(page, page+to, form); a.Status != http.StatusForbidden {
			t.Errorf("POST %s: %d\n%s", to, a.Status, a.Body)
		} else {
			lacks(t, a, hidden...)
		}
	}
	if got := reaches(w, page, groups); got != before {
		t.Errorf("changed to %q", got)
	}
	// What they cover they may rename, and no more.
	lead.Want(http.StatusSeeOther, lead.Send(own, own+"/name", url.Values{"version": {roleVersion(lead, own)}, "name": {"Lead"}}))
	lead.Want(http.StatusForbidden, lead.Send(own, own, settings(lead, own, "User:Read")))
	// A role that grants what they lack, or further than they reach, is not
	// theirs to make out of an empty one.
	for _, p := range []string{"Recording:Read", "User:Read"} {
		if a := lead.Send(mine, mine, settings(lead, mine, p)); a.Status != http.StatusForbidden {
			t.Errorf("gave %s: %d", p, a.Status)
		}
	}
	wantReaches(w, mine, groups, "")

	look := w.SignIn("vw@example.com")
	a = look.Want(http.StatusOK, look.Get(page))
	contains(t, a, `aria-label="Users: View" checked disabled>`)
	lacks(t, a, "Edit scope of", "Delete role", "Edit name", ">Save<")
	lacks(t, a, hidden...)
	lacks(t, look.Get("/portal/roles"), "Add Role")
	for _, path := range []string{"/portal/roles/add", page + "/scope?permission=User:Read"} {
		look.Want(http.StatusForbidden, look.Get(path))
	}
	cat := w.SignIn("cat@example.com")
	for _, path := range []string{"/portal/roles", "/portal/roles/add", page, "/portal/roles/none", page + "/scope?permission=User:Read"} {
		a := cat.Want(http.StatusForbidden, cat.Get(path))
		lacks(t, a, "Vendor")
	}
	token := world.FormToken(cat.Get("/portal/password"))
	for _, to := range []string{"/portal/roles/add", page, page + "/name", page + "/narrow", page + "/scope", page + "/delete"} {
		cat.Want(http.StatusForbidden, cat.Do("POST", to, url.Values{"form_token": {token}, "name": {"Mine"}}))
	}
}

func TestMarkupInRolesIsText(t *testing.T) {
	w := world.New(t, 39)
	const nasty = `"><script>alert(1)</script>`
	group := addGroup(w, nasty)
	page := "/portal/roles/" + addRole(w, nasty, group, []string{"User:Read"})
	w.Must(204, w.OwnerToken(), "PATCH", strings.TrimPrefix(page, "/portal"), map[string]any{"description": nasty, "privileges": []string{"User:Read", "Recording:Read"},
		"privilege_scopes": []map[string]any{{"permission_id": "Recording:Read", "reach": "account"}}})
	b := w.SignIn("owner@example.com")
	for _, path := range []string{"/portal/roles", page, page + "/scope?permission=User:Read", page + "/scope?permission=User:Read&scope=custom&q=" + url.QueryEscape(nasty)} {
		a := b.Want(http.StatusOK, b.Get(path))
		lacks(t, a, "<script>alert")
		contains(t, a, "&lt;script&gt;alert(1)&lt;/script&gt;")
	}
}

// Long lists page, and the fullest pages stay small.
func TestManyRoles(t *testing.T) {
	w := world.New(t, 42)
	groups := account(w)
	for i := range 58 {
		addRole(w, fmt.Sprintf("Role %02d", i), groups["Sales"], []string{"User:Read"})
	}
	b := w.SignIn("owner@example.com")
	a := b.Want(http.StatusOK, b.Get("/portal/roles"))
	next := html.UnescapeString(between(string(a.Body), `rel="next" href="`, `"`))
	if n := strings.Count(string(a.Body), `data-testid="role"`); n != 50 || next == "" {
		t.Fatalf("%d roles, next %q", n, next)
	}
	first := string(a.Body)
	a = b.Want(http.StatusOK, b.Get(next))
	lacks(t, a, `rel="next"`)
	for i := range 58 {
		name := fmt.Sprintf("Role %02d<", i)
		if strings.Count(first+string(a.Body), name) != 1 {
			t.Errorf("%s is not there once", name)
		}
	}
	if n := strings.Count(string(a.Body), `data-testid="role"`); n != 11 {
		t.Errorf("%d roles on the second page", n)
	}
	contains(t, b.Get("/portal/roles?after=nothing"), "There are no more roles")

	var privileges []string
	for _, p := range access.Operations().Privileges() {
		privileges = append(privileges, string(p))
	}
	full := "/portal/roles/" + addRole(w, "Full", addGroup(w, strings.Repeat("Long name of a group ", 6)), privileges)
	for _, path := range []string{"/portal/roles", full} {
		if a := b.Want(http.StatusOK, b.Get(path)); len(a.Body) > 75_000 {
			t.Errorf("%s has %d bytes", path, len(a.Body))
		} else {
			t.Logf("%s has %d bytes", path, len(a.Body))
		}
	}
}
