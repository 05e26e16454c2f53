package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon/internal/world"
)

// newApp builds an app in a browser and returns its page, and its credentials.
func newApp(b *world.Browser, name string) (page string, c world.Credentials) {
	b.World.T.Helper()
	a := b.Want(http.StatusOK, b.Send("/portal/apps/build", "/portal/apps/build", url.Values{"name": {name}}))
	page = strings.TrimSuffix(between(string(a.Body), `class="button primary" href="`, `"`), "/information")
	return page, credentialsOn(a)
}

func credentialsOn(a world.Answer) world.Credentials {
	id := func(name string) string { return between(string(a.Body), `data-testid="`+name+`">`, `<`) }
	return world.Credentials{AccountID: id("account-id"), ClientID: id("client-id"), ClientSecret: id("client-secret")}
}

// addTo adds scopes to the app of a page.
func addTo(b *world.Browser, page string, scopes ...string) {
	b.World.T.Helper()
	b.Want(http.StatusSeeOther, b.Send(page+"/scopes/add", page+"/scopes/add", url.Values{"scope": scopes}))
}

// activate activates the app of a page.
func activate(b *world.Browser, page string) {
	b.World.T.Helper()
	b.Want(http.StatusSeeOther, b.Send(page+"/activation", page+"/activate", url.Values{}))
}

func TestBuildAnApp(t *testing.T) {
	w := world.New(t, 60)
	b := w.SignIn("owner@example.com")
	contains(t, b.Get("/portal/apps"), "Build an App", "Owner</a>", "Active", "Your apps")
	contains(t, b.Get("/portal/apps/build"), "Server-to-Server OAuth", "App Name", ">Create<")
	for problem, name := range map[string]string{"Must not be empty": " ", "Must have at most 50": strings.Repeat("x", 51)} {
		a := b.Want(http.StatusUnprocessableEntity, b.Send("/portal/apps/build", "/portal/apps/build", url.Values{"name": {name}}))
		contains(t, a, problem, `aria-invalid="true"`, `value="`+strings.TrimSpace(name))
	}
	token := world.FormToken(b.Get("/portal/apps/build"))
	form := url.Values{"name": {"Vendor app"}, "form_token": {token}}
	a := b.Want(http.StatusOK, b.Do("POST", "/portal/apps/build", form))
	contains(t, a, "Vendor app", "Account ID", "Client ID", "Client Secret", "Copy the client secret now", "Not activated", ">Continue</a>")
	c := credentialsOn(a)
	page := strings.TrimSuffix(between(string(a.Body), `class="button primary" href="`, `"`), "/information")
	if c.AccountID != w.Account.ID || len(c.ClientSecret) != 43 || !strings.HasPrefix(page, "/portal/apps/") {
		t.Fatalf("credentials %+v on %s", c, page)
	}
	// The form counts once, and the secret is on no other page.
	contains(t, b.Want(http.StatusUnprocessableEntity, b.Do("POST", "/portal/apps/build", form)), "sent already")
	if n := strings.Count(string(b.Get("/portal/apps").Body), "Vendor app"); n != 1 {
		t.Errorf("the app is listed %d times", n)
	}
	for _, tab := range []string{"", "/information", "/scopes", "/activation"} {
		lacks(t, b.Want(http.StatusOK, b.Get(page+tab)), c.ClientSecret)
	}
	contains(t, b.Get(page), c.ClientID, c.AccountID, "http://cordon.test/oauth/token", "account_id="+c.AccountID, "read -rs SECRET")

	// Not before it has a scope and is activated.
	a = b.Get(page + "/activation")
	contains(t, a, "It has no scope yet", `<button class="primary" disabled>Activate your app`)
	contains(t, b.Want(http.StatusUnprocessableEntity, b.Send(page+"/activation", page+"/activate", url.Values{})), "at least one scope")
	addTo(b, page, "user:read:list_users:admin")
	if a := w.AskToken(c); a.Status == http.StatusOK {
		t.Error("a token before it is activated")
	}
	contains(t, b.Get(page+"/activation"), "It has 1 scope.", "You own it, in the role", "This app reaches everyone in the account: its owner's role has no Custom Scope.", "1 person")
	activate(b, page)
	contains(t, b.Get(page+"/activation"), "Your app is activated", "Deactivate your app")
	api := w.Token(c)
	w.Must(http.StatusOK, api, "GET", "/users", nil)
	b.Want(http.StatusSeeOther, b.Send(page+"/activation", page+"/deactivate", url.Values{}))
	w.Must(http.StatusUnauthorized, api, "GET", "/users", nil)
	activate(b, page)
	w.Must(http.StatusUnauthorized, api, "GET", "/users", nil)
	w.Must(http.StatusOK, w.Token(c), "GET", "/users", nil)
	w.Flush()
	contains(t, b.Get("/portal/apps"), `<time datetime="`+world.Start.Format(time.RFC3339)+`"`)

	a = b.Want(http.StatusUnprocessableEntity, b.Send(page, page+"/delete", url.Values{"name_again": {"Vendor"}}))
	contains(t, a, "Type the app&#39;s name to delete it", `aria-invalid="true"`)
	b.Want(http.StatusSeeOther, b.Send(page, page+"/delete", url.Values{"name_again": {"Vendor app"}}))
	b.Want(http.StatusNotFound, b.Get(page))
	if a := w.AskToken(c); a.Status == http.StatusOK {
		t.Error("a token of a deleted app")
	}
}

func TestAppInformation(t *testing.T) {
	w := world.New(t, 61)
	b := w.SignIn("owner@example.com")
	page, _ := newApp(b, "Vendor")
	at := page + "/information"
	// Somebody may be asked from the start: who built it.
	contains(t, b.Get(at), `value="Vendor"`, `value="Example"`, `value="owner@example.com"`)
	version := func() string { return between(string(b.Get(at).Body), `name="version" value="`, `"`) }
	form := func(name, company, contact, email string) url.Values {
		return url.Values{"version": {version()}, "name": {name}, "company": {company}, "contact_name": {contact}, "contact_email": {email}}
	}
	for problem, f := range map[string]url.Values{
		"Must not be empty":      form(" ", "Kept & Co", "", ""),
		"at most 50 characters":  form(strings.Repeat("x", 51), "Kept & Co", "", ""),
		"at most 150 characters": form("Vendor", "Kept & Co", strings.Repeat("y", 151), ""),
		"contact_email":          form("Vendor", "Kept & Co", "", "nobody"),
	} {
		a := b.Want(http.StatusUnprocessableEntity, b.Send(at, at, f))
		contains(t, a, problem, `value="Kept &amp; Co"`, `aria-invalid="true"`)
	}
	old := form("Old", "Old", "Old", "old@example.com")
	a := b.Want(http.StatusSeeOther, b.Send(at, at, form("Renamed", "Example Ltd", "Ann", "ann@example.com")))
	if to := a.Header.Get("Location"); to != at+"?done=saved" {
		t.Errorf("Save leads to %s", to)
	}
	contains(t, b.Get(at), "Renamed", "Example Ltd", `value="Ann"`, "ann@example.com")
	contains(t, b.Want(http.StatusConflict, b.Send(at, at, old)), "Somebody changed this")
	f := form("Renamed", "", "", "")
	f.Set("next", "scopes")
	a = b.Want(http.StatusSeeOther, b.Send(at, at, f))
	if to := a.Header.Get("Location"); to != page+"/scopes" {
		t.Errorf("Continue leads to %s", to)
	}
	lacks(t, b.Get(at), "Example Ltd", "ann@example.com")
}

func TestRotateSecret(t *testing.T) {
	w := world.New(t, 62)
	b := w.SignIn("owner@example.com")
	page, first := newApp(b, "Vendor")
	addTo(b, page, "user:read:list_users:admin")
	activate(b, page)
	old := w.Token(first)
	lacks(t, b.Get(page), "An old secret still works", "End the old secret now")
	contains(t, b.Want(http.StatusUnprocessableEntity, b.Send(page, page+"/rotate", url.Values{"overlap": {"90d"}})), "Choose how long the old secret keeps working")

	token := world.FormToken(b.Get(page))
	form := url.Values{"overlap": {"1h"}, "form_token": {token}}
	a := b.Want(http.StatusOK, b.Do("POST", page+"/rotate", form))
	contains(t, a, "Copy the client secret now", "The old secret works until", world.Start.Add(time.Hour).Format(time.RFC3339))
	second := credentialsOn(a)
	if second.ClientID != first.ClientID || second.ClientSecret == first.ClientSecret {
		t.Fatalf("%+v after %+v", second, first)
	}
	contains(t, b.Want(http.StatusUnprocessableEntity, b.Do("POST", page+"/rotate", form)), "sent already")
	works := func(c world.Credentials, want bool) {
		t.Helper()
		if got := w.AskToken(c).Status == http.StatusOK; got != want {
			t.Errorf("a token for secret %.4s: %v, want %v", c.ClientSecret, got, want)
		}
	}
	works(first, true)
	works(second, true)
	contains(t, b.Get(page), "An old secret still works until", world.Start.Add(time.Hour).Format(time.RFC3339))
	b.Want(http.StatusSeeOther, b.Send(page, page+"/rotate/end", url.Values{}))
	works(first, false)
	works(second, true)
	w.Must(http.StatusUnauthorized, old, "GET", "/users", nil)
	lacks(t, b.Get(page), "An old secret still works")

	a = b.Want(http.StatusOK, b.Send(page, page+"/rotate", url.Values{"overlap": {"now"}}))
	contains(t, a, "The old secret has ended")
	third := credentialsOn(a)
	works(second, false)
	works(third, true)
	// Three changes in a quarter of an hour, and no more.
	a = b.Want(http.StatusUnprocessableEntity, b.Send(page, page+"/rotate", url.Values{"overlap": {"now"}}))
	contains(t, a, "3 times in 15 minutes")
	works(third, true)
}

// An app sees whom its owner's role reaches: the owner of one needs no
// permission to build, scope, activate, rotate and delete it, and touches no
// other.
func TestAppsOfAServiceUser(t *testing.T) {
	w := world.New(t, 63)
	for _, name := range []string{"Ann", "Hidden", "Svc"} {
		addUser(w, strings.ToLower(name)+"@example.com", name)
	}
	group := addGroup(w, "Seen", "ann@example.com")
	addRole(w, "Vendor role", group, []string{"User:Read"}, "svc@example.com")
	owner := w.SignIn("owner@example.com")
	others, othersCredentials := newApp(owner, "Not theirs")
	addTo(owner, others, "user:read:list_users:admin")
	activate(owner, others)

	b := w.SignIn("svc@example.com")
	a := b.Want(http.StatusOK, b.Get("/portal/apps"))
	contains(t, a, "There is no app yet", "Vendor role", "Build an App")
	lacks(t, a, "Not theirs", "Apps of others")
	page, c := newApp(b, "Theirs")
	addTo(b, page, "user:read:user:admin", "user:read:list_users:admin")
	a = b.Get(page + "/activation")
	contains(t, a, "2 people", "You own it, in the role “Vendor role”")
	lacks(t, a, "reaches everyone", "Without a Custom Scope")
	activate(b, page)
	api := w.Token(c)
	w.Must(http.StatusOK, api, "GET", "/users/ann@example.com", nil)
	w.Must(http.StatusNotFound, api, "GET", "/users/hidden@example.com", nil)
	a = b.Want(http.StatusOK, b.Send(page, page+"/rotate", url.Values{"overlap": {"now"}}))
	w.Must(http.StatusUnauthorized, api, "GET", "/users/ann@example.com", nil)
	w.Must(http.StatusOK, w.Token(credentialsOn(a)), "GET", "/users/ann@example.com", nil)

	// A scope that the role does not back is refused by name.
	a = b.Want(http.StatusUnprocessableEntity, b.Send(page+"/scopes/add", page+"/scopes/add", url.Values{"scope": {"phone:read:admin"}}))
	contains(t, a, "phone:read:admin: the owner&#39;s role backs no operation")
	lacks(t, b.Get(page+"/scopes"), "phone:read:admin")

	// Of others' apps nothing is there, whatever is asked.
	id, absent := strings.TrimPrefix(others, "/portal/apps/"), strings.Repeat("A", 22)
	for _, tab := range []string{"", "/information", "/scopes", "/scopes/add", "/activation"} {
		hidden := b.Want(http.StatusNotFound, b.Get(others+tab))
		if strip(hidden, id) != strip(b.Want(http.StatusNotFound, b.Get("/portal/apps/"+absent+tab)), absent) {
			t.Errorf("%s of somebody else's app reads unlike that of none", tab)
		}
	}
	form := url.Values{"scope": {"user:read:list_users:admin"}, "overlap": {"now"}, "name_again": {"Not theirs"}, "name": {"Mine"}}
	for _, do := range []string{"/rotate", "/rotate/end", "/delete", "/information", "/scopes/add", "/scopes/remove", "/activate", "/deactivate"} {
		b.Want(http.StatusNotFound, b.Send(page, others+do, form))
	}
	if a := b.Send(page, others+"/scopes/grant/Recording:Read", url.Values{}); a.Status != http.StatusForbidden {
		t.Errorf("a permission for somebody else's role: %d", a.Status)
	}
	w.Must(http.StatusOK, w.Token(othersCredentials), "GET", "/users", nil)

	b.Want(http.StatusSeeOther, b.Send(page, page+"/delete", url.Values{"name_again": {"Theirs"}}))
	b.Want(http.StatusNotFound, b.Get(page))
}

// An admin sees the apps of those whom the role reaches, and changes only what
// it covers.
func TestAppsOfANarrowedAdmin(t *testing.T) {
	w := world.New(t, 64)
	for _, name := range []string{"Ann", "Wide", "Hidden", "Boss"} {
		addUser(w, strings.ToLower(name)+"@example.com", name)
	}
	group := addGroup(w, "Seen", "ann@example.com", "wide@example.com")
	addRole(w, "Reader", group, []string{"User:Read"}, "ann@example.com", "hidden@example.com")
	addRole(w, "Wider", group, []string{"User:Read", "Recording:Read"}, "wide@example.com")
	addRole(w, "Helpdesk", group, []string{"User:Read", "MarketPlace:Edit"}, "boss@example.com")
	apps := make(map[string]string)
	for _, name := range []string{"ann", "wide", "hidden"} {
		apps[name], _ = newApp(w.SignIn(name+"@example.com"), "App of "+name)
	}
	b := w.SignIn("boss@example.com")
	a := b.Want(http.StatusOK, b.Get("/portal/apps"))
	contains(t, a, "You have no app", "Apps of others", "App of ann", "App of wide", "Ann Test")
	lacks(t, a, "App of hidden", "hidden@example.com", "Hidden Test")
	lacks(t, b.Want(http.StatusNotFound, b.Get(apps["hidden"])), "App of hidden", "Hidden Test")

	// Ann's grants no more than the role covers; the other one does.
	contains(t, b.Want(http.StatusOK, b.Get(apps["ann"])), "Rotate secret", "Delete app", "owned by", "Ann Test")
	b.Want(http.StatusOK, b.Send(apps["ann"], apps["ann"]+"/rotate", url.Values{"overlap": {"1d"}}))
	a = b.Want(http.StatusOK, b.Get(apps["wide"]))
	contains(t, a, "App of wide", "Client ID")
	lacks(t, a, "Rotate secret", "Delete app")
	lacks(t, b.Want(http.StatusOK, b.Get(apps["wide"]+"/scopes")), "Add Scopes")
	lacks(t, b.Want(http.StatusOK, b.Get(apps["wide"]+"/activation")), "Activate your app", "It sees")
	lacks(t, b.Want(http.StatusOK, b.Get(apps["wide"]+"/information")), "<button>Save")
	b.Want(http.StatusForbidden, b.Get(apps["wide"]+"/scopes/add"))
	form := url.Values{"scope": {"user:read:list_users:admin"}, "overlap": {"now"}, "name_again": {"App of wide"}, "name": {"Mine"}}
	for _, do := range []string{"/rotate", "/rotate/end", "/delete", "/scopes/add", "/scopes/remove", "/activate", "/deactivate"} {
		b.Want(http.StatusForbidden, b.Send(apps["ann"], apps["wide"]+do, form))
		if do != "/delete" {
			b.Want(http.StatusNotFound, b.Send(apps["ann"], apps["hidden"]+do, form))
		}
	}
	contains(t, w.Must(http.StatusOK, w.OwnerToken(), "GET", strings.Replace(apps["wide"], "/portal/", "/marketplace/", 1), nil), "App of wide")

	// Who may read apps and not change them sees them, and no button.
	addUser(w, "reader@example.com", "Reader")
	addRole(w, "Looks", group, []string{"User:Read", "MarketPlace:Read"}, "reader@example.com")
	reader := w.SignIn("reader@example.com")
	contains(t, reader.Get("/portal/apps"), "App of ann")
	lacks(t, reader.Want(http.StatusOK, reader.Get(apps["ann"])), "Rotate secret", "Delete app")
	own, _ := newApp(reader, "Reader's own")
	reader.Want(http.StatusNotFound, reader.Send(own, apps["ann"]+"/rotate", url.Values{"overlap": {"now"}}))
}

// A plain member, whose role grants nothing, may build an app that can do
// nothing.
func TestAppOfAPlainMember(t *testing.T) {
	w := world.New(t, 65)
	addUser(w, "ann@example.com", "Ann")
	b := w.SignIn("ann@example.com")
	page, _ := newApp(b, "Mine")
	a := b.Want(http.StatusOK, b.Get(page+"/activation"))
	lacks(t, a, "reaches everyone")
	contains(t, a, "nobody by name")
	b.Want(http.StatusUnprocessableEntity, b.Send(page+"/scopes/add", page+"/scopes/add", url.Values{"scope": {"user:read:list_users:admin"}}))
}

// An app whose owner left is dead: it can be deleted, and nothing else.
func TestAppWhoseOwnerLeft(t *testing.T) {
	w := world.New(t, 66)
	id := addUser(w, "ann@example.com", "Ann")
	group := addGroup(w, "Seen", "ann@example.com")
	addRole(w, "Reader", group, []string{"User:Read"}, "ann@example.com")
	ann := w.SignIn("ann@example.com")
	page, _ := newApp(ann, "Left behind")
	addTo(ann, page, "user:read:list_users:admin")
	w.Must(http.StatusNoContent, w.OwnerToken(), "DELETE", "/users/"+id+"?action=delete", nil)
	b := w.SignIn("owner@example.com")
	contains(t, b.Get("/portal/apps"), "Left behind", "Owner left")
	lacks(t, b.Want(http.StatusOK, b.Get(page)), "Rotate secret")
	contains(t, b.Get(page+"/activation"), "Its owner left the account", `<button class="primary" disabled>Activate your app`)
	b.Want(http.StatusUnprocessableEntity, b.Send(page+"/activation", page+"/activate", url.Values{}))
	b.Want(http.StatusSeeOther, b.Send(page, page+"/delete", url.Values{"name_again": {"Left behind"}}))
}

func TestMarkupInAppNamesIsText(t *testing.T) {
	w := world.New(t, 67)
	const evil = `<script>alert(1)</script>"'><img src=x>`
	b := w.SignIn("owner@example.com")
	page, _ := newApp(b, evil)
	at := page + "/information"
	b.Want(http.StatusSeeOther, b.Send(at, at, url.Values{"version": {between(string(b.Get(at).Body), `name="version" value="`, `"`)}, "name": {evil}, "company": {evil}, "contact_name": {evil}}))
	q := "?q=" + url.QueryEscape(evil) + "&scope=" + url.QueryEscape(evil)
	for _, path := range []string{"/portal/apps", page, at, page + "/scopes" + q, page + "/scopes/add" + q, page + "/activation"} {
		a := b.Want(http.StatusOK, b.Get(path))
		lacks(t, a, "<script>alert", "<img src=x")
		contains(t, a, "&lt;script&gt;alert(1)")
	}
}

func TestLongAppListsPage(t *testing.T) {
	w := world.New(t, 68)
	addUser(w, "ann@example.com", "Ann")
	b, ann := w.SignIn("owner@example.com"), w.SignIn("ann@example.com")
	for range 60 {
		newApp(b, "Own")
		newApp(ann, "Another's")
	}
	a := b.Want(http.StatusOK, b.Get("/portal/apps"))
	own, others := strings.Count(string(a.Body), ">Own<"), strings.Count(string(a.Body), "Another&#39;s<")
	for _, next := range []string{"own", "after"} {
		to := strings.ReplaceAll(between(string(a.Body), `rel="next" href="/portal/apps?`+next+`=`, `"`), "&amp;", "&")
		more := b.Want(http.StatusOK, b.Get("/portal/apps?"+next+"="+to))
		own, others = own+strings.Count(string(more.Body), ">Own<"), others+strings.Count(string(more.Body), "Another&#39;s<")
	}
	if own != 60 || others != 60 {
		t.Errorf("%d of the own apps and %d of the others, want 60 and 60", own, others)
	}
	if len(a.Body) > 60<<10 {
		t.Errorf("%d bytes", len(a.Body))
	}
	b.Want(http.StatusNotFound, b.Get("/portal/apps?own=x"))
}
