package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/demo"
	"github.com/cordon-zoom/cordon/internal/world"
)

// choice is the row of a scope on the page Add Scopes, "" where it has none.
func choice(a world.Answer, scope string) string {
	for _, row := range strings.Split(string(a.Body), "<tr ") {
		if strings.Contains(row, `name="scope" value="`+scope+`"`) {
			row, _, _ = strings.Cut(row, "</tr>")
			return row
		}
	}
	return ""
}

// vendor is a world with a service user of a narrowed role, and an app of theirs.
func vendor(t *testing.T, seed uint64, privileges ...string) (w *world.World, svc *world.Browser, page string, c world.Credentials) {
	w = world.New(t, seed)
	for _, name := range []string{"Ann", "Hidden", "Svc"} {
		addUser(w, strings.ToLower(name)+"@example.com", name)
	}
	group := addGroup(w, "Seen", "ann@example.com")
	addRole(w, "Vendor role", group, privileges, "svc@example.com")
	svc = w.SignIn("svc@example.com")
	page, c = newApp(svc, "Vendor app")
	return w, svc, page, c
}

func TestSearchScopes(t *testing.T) {
	_, b, page, _ := vendor(t, 70, "User:Read")
	at := page + "/scopes/add"
	found := func(query string) (a world.Answer, n string) {
		t.Helper()
		a = b.Want(http.StatusOK, b.Get(at+query))
		return a, between(string(a.Body), `data-testid="found">`, " ")
	}
	// What the role backs comes first.
	a, all := found("")
	if all != "1,137" {
		t.Errorf("%s scopes in all", all)
	}
	if n := strings.Count(string(a.Body), `data-testid="choice"`); n != 40 {
		t.Errorf("%d rows on a page", n)
	}
	if strings.Contains(string(a.Body), " disabled") {
		t.Error("the first page has what the role does not back")
	}
	contains(t, a, ">Next</button>")
	lacks(t, a, ">Previous</button>", "user:read:user:master")
	if len(a.Body) > 60<<10 {
		t.Errorf("the page has %d bytes", len(a.Body))
	}
	// Words must all be there: of the name, an operation, the product, the permission.
	for _, query := range []string{"?q=list_users+ADMIN", "?q=get+%2Fusers+user:read:list", "?q=users%3A+view+list_users:admin", "?q=User:Read+LIST_USERS", "?product=users&q=list_users:admin"} {
		if a, _ := found(query); choice(a, "user:read:list_users:admin") == "" {
			t.Errorf("%s does not find it\n%s", query, a.Body)
		}
	}
	for _, query := range []string{"?q=list_users+recording", "?product=phone&q=user:read:list_users:admin", "?q=nowhere"} {
		if a, _ := found(query); choice(a, "user:read:list_users:admin") != "" {
			t.Errorf("%s finds it", query)
		}
	}
	a, _ = found("?q=nowhere+to+be+found")
	contains(t, a, "No scope has all of “nowhere to be found”")

	// Greyed, naming the permission that lacks; who may not mend the role is offered nothing.
	a, _ = found("?q=cloud_recording:read:list_user_recordings:admin")
	row := choice(a, "cloud_recording:read:list_user_recordings:admin")
	for _, want := range []string{"disabled", "needs Recording: View, which the role lacks", "GET /users/{userId}/recordings", `aria-describedby="why-0"`, `id="why-0"`} {
		if !strings.Contains(row, want) {
			t.Errorf("the row lacks %q: %s", want, row)
		}
	}
	lacks(t, a, "Add Recording: View narrowed", "Add it to the role")
	if a, _ = found("?backed=yes&q=recording"); choice(a, "cloud_recording:read:list_user_recordings:admin") != "" {
		t.Error("only what the role backs, and a greyed one")
	}
	if a, n := found("?q=chatbot"); n == "0" || !strings.Contains(string(a.Body), "not served here") {
		t.Errorf("%s scopes of what is not served, and nothing says so", n)
	}

	// What is ticked is carried along, and can be unticked, wherever the search goes.
	a, _ = found("?q=recording&scope=user:read:list_users:admin&scope=user:read:user:admin&scope=phone:read:admin&scope=none")
	contains(t, a, `data-testid="ticked">2<`, `name="scope" value="user:read:user:admin" checked`, `name="scope" value="user:read:list_users:admin" checked`)
	lacks(t, a, "phone:read:admin\" checked", `value="none"`)
	a, _ = found("?q=list_users&scope=user:read:list_users:admin")
	if strings.Count(string(a.Body), `value="user:read:list_users:admin"`) != 1 || !strings.Contains(choice(a, "user:read:list_users:admin"), "checked") {
		t.Error("what is ticked and found is there twice, or not ticked")
	}
	a, _ = found("?page=2")
	contains(t, a, ">Previous</button>", ">Next</button>")
	a, _ = found("?page=9999")
	lacks(t, a, ">Next</button>")
	b.Want(http.StatusNotFound, b.Get(at+"?page=0"))
	// Searching shows no token in the address.
	if form := between(string(a.Body), `<form action="`+at+`">`, "</form>"); form == "" || strings.Contains(form, `<input type="hidden"`) {
		t.Error("the form of the search sends something hidden")
	}
}

func TestAddAndRemoveScopes(t *testing.T) {
	w, b, page, c := vendor(t, 71, "User:Read", "PbxAdmin:Read")
	at := page + "/scopes"
	contains(t, b.Get(at), "The app has no scope yet", ">Add Scopes<", ">Continue</a>")
	for problem, scopes := range map[string][]string{
		"Tick the scopes to add":                                        nil,
		"nothing:here is no scope":                                      {"nothing:here", "user:read:user:admin"},
		"user:read:user:master is no scope":                             {"user:read:user:master", "user:read:user:admin"},
		"dashboard:read:admin: the owner&#39;s role backs no operation": {"dashboard:read:admin", "user:read:user:admin"},
	} {
		a := b.Want(http.StatusUnprocessableEntity, b.Send(at+"/add", at+"/add", url.Values{"scope": scopes, "q": {"user:read:user"}}))
		contains(t, a, problem, `value="user:read:user"`)
		if scopes != nil && !strings.Contains(string(a.Body), `value="user:read:user:admin" checked`) {
			t.Errorf("%s: what was ticked is not any more", problem)
		}
	}
	contains(t, b.Get(at), "The app has no scope yet")
	addTo(b, page, "user:read:user:admin", "user:read:list_users:admin")
	addTo(b, page, "phone:read:list_users:admin", "user:read:user:admin")
	a := b.Get(at)
	contains(t, a, `data-testid="scopes-total">3<`, "Users: View", "Zoom Phone: View", "GET /phone/users", "backed")
	contains(t, choiceText(b.Get(at+"/add?q=user:read:user:admin"), "user:read:user:admin"), "in the app", "disabled")
	// The phone needs a licence besides.
	a = b.Get(page + "/activation")
	contains(t, a, "3 scopes", "its owner has no Zoom Phone licence. Ask an admin for one.")
	contains(t, w.SignIn("owner@example.com").Get(page+"/activation"), "no Zoom Phone licence.", ">Edit the user</a>", "Its owner is active, in the role “Vendor role”")
	activate(b, page)
	api := w.Token(c)
	w.Must(http.StatusOK, api, "GET", "/users/ann@example.com", nil)

	b.Want(http.StatusUnprocessableEntity, b.Send(at, at+"/remove", url.Values{}))
	b.Want(http.StatusSeeOther, b.Send(at, at+"/remove", url.Values{"scope": {"user:read:user:admin"}}))
	if a := w.Must(http.StatusBadRequest, api, "GET", "/users/ann@example.com", nil); a.Code() != 4711 {
		t.Errorf("a scope that was removed: %s", a.Body)
	}
	lacks(t, b.Get(at), `value="user:read:user:admin"`)

	// A scope whose permission the role lost is called out, and the others can still be changed.
	w.Must(http.StatusNoContent, w.OwnerToken(), "PATCH", "/roles/"+roleID(w, "Vendor role"), map[string]any{"privileges": []string{"User:Read"}})
	a = b.Get(at)
	contains(t, a, `data-testid="unbacked"`, "1 scope opens nothing: the role “Vendor role” does not back it", "no longer backed")
	contains(t, b.Get(page+"/activation"), "1 scope opens nothing")
	addTo(b, page, "user:read:email:admin")
	b.Want(http.StatusSeeOther, b.Send(at, at+"/remove", url.Values{"scope": {"user:read:email:admin"}}))
	b.Want(http.StatusSeeOther, b.Send(at, at+"/remove", url.Values{"scope": {"phone:read:list_users:admin"}}))
	lacks(t, b.Get(at), "no longer backed")
	contains(t, b.Get(at+"?q=list_users"), "user:read:list_users:admin")
	contains(t, b.Get(at+"?q=nothing"), "No scope of the app has “nothing”")

	// After 30 days without a use, that is said.
	w.Flush()
	lacks(t, b.Get(at), "not used in 30 days")
	w.Clock.Move(cordon.UnusedFor + time.Hour)
	b = w.SignIn("svc@example.com")
	contains(t, b.Get(at), "not used in 30 days")
}

func choiceText(a world.Answer, scope string) world.Answer {
	return world.Answer{Body: []byte(choice(a, scope))}
}

var ownersApp = regexp.MustCompile(`/portal/apps/[A-Za-z0-9_-]{22}`)

// The owner's app holds every scope: the list pages.
func TestManyScopesPage(t *testing.T) {
	w := world.New(t, 72)
	b := w.SignIn("owner@example.com")
	page := ownersApp.FindString(string(b.Get("/portal/apps").Body))
	rows := 0
	for next := page + "/scopes"; next != ""; {
		a := b.Want(http.StatusOK, b.Get(next))
		rows += strings.Count(string(a.Body), `data-testid="scope"`)
		if len(a.Body) > 60<<10 {
			t.Fatalf("%s has %d bytes", next, len(a.Body))
		}
		next = strings.ReplaceAll(between(string(a.Body), `rel="next" href="`, `"`), "&amp;", "&")
	}
	if want := len(world.AllScopes()); rows != want {
		t.Errorf("%d of %d scopes", rows, want)
	}
	q := url.Values{}
	for i, s := range world.AllScopes() {
		if i%5 == 0 {
			q.Add("scope", string(s))
		}
	}
	other, _ := newApp(b, "Other")
	a := b.Want(http.StatusOK, b.Get(other+"/scopes/add?"+q.Encode()))
	contains(t, a, `data-testid="ticked">100<`, "Add these first")
	if len(a.Body) > 60<<10 {
		t.Errorf("with 100 ticked the page has %d bytes", len(a.Body))
	}
}

func TestRecipe(t *testing.T) {
	_, b, page, _ := vendor(t, 73, "User:Read", "UsageReport:Read", "PbxAdmin:Read")
	at := page + "/scopes/add"
	a := b.Want(http.StatusOK, b.Get(at))
	contains(t, a, "The published recipe", "Add the recipe's scopes", "Ticks 9 scopes", `data-testid="recipe-lacks"><code>team:read:team</code>, <code>team:read:list_teams:admin</code> <span class="muted">needs Chat channels: View, which the role lacks`)
	a = b.Want(http.StatusOK, b.Get(at+"?recipe=yes&q=nothing"))
	contains(t, a, `data-testid="ticked">9<`)
	var scopes []string
	for _, s := range demo.RecipeScopes {
		if strings.HasPrefix(string(s), "team:") != strings.Contains(string(a.Body), fmt.Sprintf(`<code>%s</code>`, s)) {
			t.Errorf("%s is listed as lacking, or is not", s)
		}
		if !strings.HasPrefix(string(s), "team:") {
			contains(t, a, fmt.Sprintf(`value="%s" checked`, s))
			scopes = append(scopes, string(s))
		}
	}
	addTo(b, page, scopes...)
	a = b.Get(at)
	contains(t, a, "The app has 9 of them")
	lacks(t, a, "Add the recipe")
}

// An admin adds the permission that lacks, narrowed as the others are, once they
// have seen who comes into sight.
func TestAddAMissingPermission(t *testing.T) {
	w, svc, page, c := vendor(t, 74, "User:Read", "UsageReport:Read")
	b := w.SignIn("owner@example.com")
	at := page + "/scopes/add"
	contains(t, b.Get(at+"?q=list_user_recordings"), "Add Recording: View narrowed", page+"/scopes/grant/Recording:Read")
	grant := page + "/scopes/grant/Recording:Read"
	form := url.Values{"q": {"list_user_recordings"}, "scope": {"user:read:user:admin"}}
	a := b.Want(http.StatusOK, b.Send(at, grant, form))
	contains(t, a, "Add permission?", "Vendor role", "Recording: View", "1 person gained", "ann@example.com")
	lacks(t, a, "hidden@example.com", "lost</strong>")
	contains(t, b.Get(at+"?q=list_user_recordings"), "Add Recording: View narrowed")
	_, done := b.Confirm(at, grant, form)
	b.Want(http.StatusSeeOther, done)
	to := done.Header.Get("Location")
	if !strings.HasPrefix(to, at+"?q=list_user_recordings&scope=user%3Aread%3Auser%3Aadmin&") {
		t.Errorf("leads to %s", to)
	}
	a = b.Want(http.StatusOK, b.Get(to))
	contains(t, a, "The permission is added to the role", `value="user:read:user:admin" checked`)
	if row := choice(a, "cloud_recording:read:list_user_recordings:admin"); row == "" || strings.Contains(row, "disabled") {
		t.Errorf("still greyed: %s", row)
	}
	addTo(b, page, "cloud_recording:read:list_user_recordings:admin")
	activate(b, page)
	api := w.Token(c)
	w.Must(http.StatusOK, api, "GET", "/users/ann@example.com/recordings?from=2026-02-10", nil)
	w.Must(http.StatusNotFound, api, "GET", "/users/hidden@example.com/recordings?from=2026-02-10", nil)

	// The service user may not, and neither may anybody for a permission that is none.
	svc.Want(http.StatusForbidden, svc.Send(at, page+"/scopes/grant/Dashboard:Read", url.Values{}))
	b.Want(http.StatusNotFound, b.Send(at, page+"/scopes/grant/Nothing:Read", url.Values{}))
	b.Want(http.StatusNotFound, b.Send(at, page+"/scopes/grant/cordon:AccountOwner", url.Values{}))
	// Given already: nothing to do.
	b.Want(http.StatusSeeOther, b.Send(at, grant, url.Values{}))

	// Of a role that narrows nothing, the page leads to its settings.
	w.Must(http.StatusCreated, w.OwnerToken(), "POST", "/roles", map[string]any{"name": "Free", "privileges": []string{"User:Read"}})
	free := roleID(w, "Free")
	addUser(w, "free@example.com", "Free")
	w.Must(http.StatusCreated, w.OwnerToken(), "POST", "/roles/"+free+"/members", map[string]any{"members": []map[string]string{{"email": "free@example.com"}}})
	wide, _ := newApp(w.SignIn("free@example.com"), "Wide app")
	a = b.Want(http.StatusOK, b.Get(wide+"/scopes/add?q=list_user_recordings"))
	lacks(t, a, "narrowed</button>")
	contains(t, a, `<a href="/portal/roles/`+free+`">Add it to the role</a>`)
	contains(t, b.Want(http.StatusUnprocessableEntity, b.Send(wide+"/scopes/add", wide+"/scopes/grant/Recording:Read", url.Values{})), "not all narrowed to the same groups")
	contains(t, b.Get(wide+"/activation"), "This app reaches everyone in the account")
}

func roleID(w *world.World, name string) string {
	w.T.Helper()
	var list struct{ Roles []struct{ ID, Name string } }
	w.Must(http.StatusOK, w.OwnerToken(), "GET", "/roles", nil).JSON(w.T, &list)
	for _, r := range list.Roles {
		if r.Name == name {
			return r.ID
		}
	}
	w.T.Fatalf("no role %s", name)
	return ""
}

// Some permissions narrowed and others not is called out.
func TestActivationCallsOutWhatIsWide(t *testing.T) {
	w, b, page, _ := vendor(t, 75, "User:Read", "Recording:Read")
	group := groupOf(w, "Seen")
	w.Must(http.StatusNoContent, w.OwnerToken(), "PATCH", "/roles/"+roleID(w, "Vendor role"), map[string]any{"privileges": []string{"User:Read", "Recording:Read"},
		"privilege_scopes": []map[string]any{{"permission_id": "User:Read", "group_ids": []string{group}}, {"permission_id": "Recording:Read", "reach": "account"}}})
	a := b.Want(http.StatusOK, b.Get(page+"/activation"))
	contains(t, a, `data-testid="wide"`, "still reaching everyone in the account: Recording: View.", "2 people")
	lacks(t, a, `data-testid="everyone"`)
}

func groupOf(w *world.World, name string) string {
	var list struct{ Groups []struct{ ID, Name string } }
	w.Must(http.StatusOK, w.OwnerToken(), "GET", "/groups", nil).JSON(w.T, &list)
	for _, g := range list.Groups {
		if g.Name == name {
			return g.ID
		}
	}
	return ""
}
