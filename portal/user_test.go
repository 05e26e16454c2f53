package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// addApp makes an active app for a user, and returns what its vendor is handed.
func addApp(w *world.World, name, owner string, scopes ...cordon.Scope) world.Credentials {
	w.T.Helper()
	app := cordon.App{Name: name, Owner: owner, Active: true, Scopes: scopes}
	var secret string
	w.Operate(func(tx *store.OperatorTx) (err error) {
		secret, err = tx.AddApp(w.Account.ID, &app)
		return err
	})
	return world.Credentials{AccountID: w.Account.ID, ClientID: app.ClientID, ClientSecret: secret}
}

// userFields are the fields of a user's form as they are.
func userFields(b *world.Browser, page string) url.Values {
	b.World.T.Helper()
	a := b.Want(200, b.Get(page))
	form := url.Values{}
	for _, name := range []string{"version", "first_name", "last_name", "display_name", "dept", "job_title", "timezone"} {
		if body := string(a.Body); strings.Contains(body, `name="`+name+`"`) {
			form.Set(name, between(between(body, `name="`+name+`"`, ">"), `value="`, `"`))
		}
	}
	for _, name := range []string{"role", "licence"} {
		if list := between(string(a.Body), `<select id="`+name+`"`, "</select>"); list != "" {
			before, _, _ := strings.Cut(list, `" selected>`)
			form.Set(name, before[strings.LastIndex(before, `"`)+1:])
		}
	}
	for _, name := range []string{"zoom_phone", "webinar", "large_meeting"} {
		if strings.Contains(between(string(a.Body), `name="`+name+`"`, ">"), " checked") {
			form.Set(name, "yes")
		}
	}
	return form
}

func TestUserPage(t *testing.T) {
	w := world.New(t, 70)
	ann := addUser(w, "ann@example.com", "Ann")
	group := addGroup(w, "Seen", "ann@example.com")
	w.Must(204, w.OwnerToken(), "PATCH", "/users/"+ann, map[string]any{"dept": "Sales", "job_title": "Seller", "timezone": "Europe/Berlin"})
	w.Must(204, w.OwnerToken(), "PATCH", "/users/"+ann+"/settings", map[string]any{"feature": map[string]bool{"zoom_phone": true, "webinar": true}})
	w.Must(201, w.OwnerToken(), "POST", "/roles/1/members", map[string]any{"members": []map[string]string{{"id": ann}}})
	addApp(w, "Ann’s app", ann, "user:read:admin")
	b := w.SignIn("owner@example.com")
	a := b.Want(200, b.Get("/portal/users/"+ann))
	contains(t, a, "<h1>Ann Test</h1>", "ann@example.com", "Sales", "Seller", "Europe/Berlin", "Licensed, Zoom Phone, Webinar", `data-testid="role">Admin<`,
		`href="/portal/groups/`+group+`">Seen</a>`, "Ann’s app</a>", "2 Mar 2026, 09:00 UTC", ">Edit</a>", "What can they see?", "Who can see them?",
		"/portal/see/user/"+ann, "/portal/see/who?user="+ann, "Deactivate user", "Make a link", "Delete user")
	lacks(t, a, "Activate user")
	// An admin may not act on the owner, nor the owner be taken away.
	boss := w.SignIn("ann@example.com")
	page := "/portal/users/" + w.Account.Owner.ID
	a = boss.Want(200, boss.Get(page))
	contains(t, a, "Olivia Owner", "never deactivated or deleted")
	lacks(t, a, ">Edit</a>", "Make a link", "Deactivate user", "Delete user")
	boss.Want(http.StatusForbidden, boss.Get(page+"/edit"))
	for _, act := range []string{"deactivate", "activate", "link", "delete", "edit"} {
		a := boss.Send("/portal/password", page+"/"+act, url.Values{"email_again": {"owner@example.com"}, "first_name": {"Changed"}, "role": {"2"}})
		contains(t, boss.Want(http.StatusForbidden, a), "Your role does not allow this")
	}
	a = b.Want(200, b.Get(page))
	contains(t, a, ">Edit</a>", "Make a link")
	lacks(t, a, "Deactivate user", "Delete user")
	for _, act := range []string{"deactivate", "delete"} {
		b.Want(http.StatusForbidden, b.Send(page, page+"/"+act, url.Values{"email_again": {"owner@example.com"}}))
	}
	if u := userOf(w, "owner@example.com"); !strings.Contains(u, `"status":"active"`) || !strings.Contains(u, `"first_name":"Olivia"`) {
		t.Errorf("the owner is now %s", u)
	}
}

func TestEditUser(t *testing.T) {
	w := world.New(t, 71)
	ann := addUser(w, "ann@example.com", "Ann")
	b := w.SignIn("owner@example.com")
	page := "/portal/users/" + ann + "/edit"
	a := b.Want(200, b.Get(page))
	contains(t, a, "User Role", "Zoom Phone", `<option value="2" selected>Member</option>`, `<option value="2" selected>Licensed</option>`)
	lacks(t, a, ">Owner</option>")

	// What is wrong stands beside its field, and what was typed is kept.
	for message, change := range map[string]url.Values{
		"Not a time zone":            {"timezone": {"Mars/Base"}},
		"They are called like":       {"timezone": {"Local"}},
		"Choose a licence":           {"licence": {"4"}},
		"Must have at most 64":       {"last_name": {strings.Repeat("y", 65)}},
		"Must have at most 128":      {"dept": {strings.Repeat("y", 129)}},
		"Must be text on one line":   {"job_title": {"a\nb"}},
		"There is no such role":      {"role": {"0"}},
		"no such role to give":       {"role": {"nonesuch"}},
		"There is no such role to g": {"role": {""}, "role_name": {"None such"}},
	} {
		form := userFields(b, page)
		for name := range change {
			form.Set(name, change.Get(name))
		}
		form.Set("first_name", "Kept")
		form.Set("webinar", "yes")
		a := b.Want(http.StatusUnprocessableEntity, b.Send(page, page, form))
		contains(t, a, message, `aria-invalid="true"`, `value="Kept"`, `name="webinar" value="yes" checked`)
		if u := userOf(w, ann); strings.Contains(u, "Kept") {
			t.Fatalf("%s: saved all the same: %s", message, u)
		}
	}

	form := userFields(b, page)
	for name, value := range map[string]string{"first_name": "Anna", "last_name": "New", "display_name": "", "dept": "Sales", "job_title": "Seller", "timezone": "Asia/Tokyo",
		"licence": "1", "zoom_phone": "yes", "webinar": "yes", "large_meeting": "yes"} {
		form.Set(name, value)
	}
	a = b.Want(http.StatusSeeOther, b.Send(page, page, form))
	contains(t, b.Get(a.Header.Get("Location")), "The user is saved", "<h1>Anna New</h1>", "Basic, Zoom Phone, Webinar, Large Meeting", "Asia/Tokyo")
	u := userOf(w, ann)
	for _, want := range []string{`"first_name":"Anna"`, `"dept":"Sales"`, `"job_title":"Seller"`, `"type":1`, `"timezone":"Asia/Tokyo"`, `"role_id":"2"`} {
		if !strings.Contains(u, want) {
			t.Errorf("no %s in %s", want, u)
		}
	}
	settings := func() string { return string(w.Must(200, w.OwnerToken(), "GET", "/users/"+ann+"/settings", nil).Body) }
	for _, want := range []string{`"zoom_phone":true`, `"webinar":true`, `"webinar_capacity":500`, `"large_meeting":true`, `"large_meeting_capacity":500`} {
		if s := settings(); !strings.Contains(s, want) {
			t.Errorf("no %s in %s", want, s)
		}
	}
	// The form shows what is saved, and saving it as it is changes nothing.
	before := userOf(w, ann) + settings()
	b.Want(http.StatusSeeOther, b.Send(page, page, userFields(b, page)))
	if after := userOf(w, ann) + settings(); after != before {
		t.Errorf("changed without a change\n%s\n%s", before, after)
	}
	form = userFields(b, page)
	form.Del("webinar")
	form.Del("zoom_phone")
	b.Want(http.StatusSeeOther, b.Send(page, page, form))
	if s := settings(); strings.Contains(s, `"zoom_phone":true`) || strings.Contains(s, `"webinar":true`) || !strings.Contains(s, `"large_meeting":true`) {
		t.Errorf("settings are %s", s)
	}

	// An edit of what was changed meanwhile is not taken, whatever changed.
	for _, change := range []func(){
		func() { w.Must(204, w.OwnerToken(), "PATCH", "/users/"+ann, map[string]string{"dept": "Legal"}) },
		func() {
			w.Must(204, w.OwnerToken(), "PATCH", "/users/"+ann+"/settings", map[string]any{"feature": map[string]bool{"webinar": true}})
		},
		func() {
			w.Must(201, w.OwnerToken(), "POST", "/roles/1/members", map[string]any{"members": []map[string]string{{"id": ann}}})
		},
	} {
		form := userFields(b, page)
		change()
		form.Set("job_title", "Lost")
		contains(t, b.Want(http.StatusConflict, b.Send(page, page, form)), "Somebody changed this")
	}
	if strings.Contains(userOf(w, ann), "Lost") {
		t.Error("saved over what somebody else saved")
	}
}

// A new role is saved only after who is gained and lost was confirmed, for the
// user and the apps that they built.
func TestUserRoleShowsWhoIsGained(t *testing.T) {
	w := world.New(t, 72)
	addUser(w, "ann@example.com", "Ann")
	addUser(w, "ben@example.com", "Ben")
	svc := addUser(w, "svc@example.com", "Svc")
	seen, other := addGroup(w, "Seen", "ann@example.com"), addGroup(w, "Other", "ben@example.com")
	role := addRole(w, "Vendor role", seen, []string{"User:Read"}, "svc@example.com")
	next := addRole(w, "Next role", other, []string{"User:Read"})
	app := addApp(w, "Sync", svc, "user:read:admin")
	b := w.SignIn("owner@example.com")
	page := "/portal/users/" + svc + "/edit"
	sees := func(email string) bool { return w.Do(w.Token(app), "GET", "/users/"+email, nil).Status == 200 }
	if !sees("ann@example.com") || sees("ben@example.com") {
		t.Fatal("the app does not see what the role reaches")
	}

	form := userFields(b, page)
	if form.Get("role") != role {
		t.Fatalf("the form shows role %q", form.Get("role"))
	}
	form.Set("role", next)
	form.Set("dept", "Both or none")
	a := b.Want(200, b.Send(page, page, form))
	contains(t, a, "Save?", "Svc Test and the app “Sync”", "Users: View", "1 person gained", "ben@example.com", "1 person lost", "ann@example.com", "Nothing is saved yet")
	lacks(t, a, "svc@example.com</span>")
	if u := userOf(w, svc); !strings.Contains(u, role) || strings.Contains(u, "Both or none") {
		t.Fatalf("saved before it was confirmed: %s", u)
	}
	// A confirmation of something else is none: meanwhile Cat came into the group.
	form.Set("confirm", between(string(a.Body), `name="confirm" value="`, `"`))
	addUser(w, "cat@example.com", "Cat")
	w.Must(201, w.OwnerToken(), "POST", "/groups/"+other+"/members", map[string]any{"members": []map[string]string{{"email": "cat@example.com"}}})
	contains(t, b.Want(200, b.Send(page, page, form)), "not what you confirmed", "cat@example.com")
	form.Del("confirm")
	_, done := b.Confirm(page, page, form)
	b.Want(http.StatusSeeOther, done)
	if u := userOf(w, svc); !strings.Contains(u, next) || !strings.Contains(u, "Both or none") {
		t.Errorf("confirmed, and not saved: %s", u)
	}
	if sees("ann@example.com") || !sees("ben@example.com") {
		t.Error("the app does not see what the new role reaches")
	}
	// To plain member: all are lost.
	form = userFields(b, page)
	form.Set("role", "2")
	asked, done := b.Confirm(page, page, form)
	contains(t, asked, "3 people lost", "ben@example.com", "svc@example.com") // themselves too
	b.Want(http.StatusSeeOther, done)
	if u := userOf(w, svc); !strings.Contains(u, `"role_id":"2"`) {
		t.Errorf("not a plain member: %s", u)
	}
}

// Nobody gives more than they have, or edits somebody who has more.
func TestEditingIsHeldToRule10(t *testing.T) {
	w := world.New(t, 73)
	ann := addUser(w, "ann@example.com", "Ann")
	addUser(w, "boss@example.com", "Boss")
	strong := addUser(w, "strong@example.com", "Strong")
	seen := addGroup(w, "Seen", "ann@example.com", "boss@example.com", "strong@example.com")
	wide := addRole(w, "Records too", seen, []string{"User:Read", "Recording:Read"}, "strong@example.com")
	addRole(w, "Helpdesk", seen, []string{"User:Edit", "Role:Edit"}, "boss@example.com")
	within := addRole(w, "Reader", seen, []string{"User:Read"})
	b := w.SignIn("boss@example.com")
	page := "/portal/users/" + ann + "/edit"
	form := userFields(b, page)
	for _, role := range []string{wide, "1"} {
		form.Set("role", role)
		form.Set("dept", "Kept")
		a := b.Want(http.StatusUnprocessableEntity, b.Send(page, page, form))
		contains(t, a, "Your own role does not cover", `value="Kept"`)
	}
	_, done := b.Confirm(page, page, func() url.Values { f := userFields(b, page); f.Set("role", within); return f }())
	b.Want(http.StatusSeeOther, done)
	if u := userOf(w, ann); !strings.Contains(u, within) || strings.Contains(u, "Kept") {
		t.Errorf("Ann is now %s", u)
	}
	a := b.Want(200, b.Get("/portal/users/"+strong))
	lacks(t, a, ">Edit</a>", "Make a link", "Deactivate user", "Delete user")
	b.Want(http.StatusForbidden, b.Get("/portal/users/"+strong+"/edit"))
	before := userOf(w, strong)
	for _, act := range []string{"deactivate", "activate", "link", "delete", "edit"} {
		b.Want(http.StatusForbidden, b.Send(page, "/portal/users/"+strong+"/"+act, url.Values{"email_again": {"strong@example.com"}, "first_name": {"X"}, "role": {"2"}}))
	}
	if after := userOf(w, strong); after != before {
		t.Errorf("changed: %s", after)
	}
}

// Who may assign roles and not edit users gets a form of the role alone, which
// leaves the rest as it is.
func TestRoleAloneIsEdited(t *testing.T) {
	w := world.New(t, 74)
	ann := addUser(w, "ann@example.com", "Ann")
	addUser(w, "boss@example.com", "Boss")
	seen := addGroup(w, "Seen", "ann@example.com", "boss@example.com")
	addRole(w, "Assigner", seen, []string{"User:Read", "Role:Edit"}, "boss@example.com")
	reader := addRole(w, "Reader", seen, []string{"User:Read"})
	b := w.SignIn("boss@example.com")
	page := "/portal/users/" + ann + "/edit"
	a := b.Want(200, b.Get(page))
	contains(t, a, "User Role", ">Reader</option>")
	lacks(t, a, "first_name", "Zoom Phone", "Licence")
	form := userFields(b, page)
	form.Set("role", reader)
	_, done := b.Confirm(page, page, form)
	b.Want(http.StatusSeeOther, done)
	if u := userOf(w, ann); !strings.Contains(u, reader) || !strings.Contains(u, `"first_name":"Ann"`) || !strings.Contains(u, `"type":2`) {
		t.Errorf("Ann is now %s", u)
	}
	form = userFields(b, page)
	form.Set("first_name", "Changed")
	form.Set("licence", "1")
	form.Set("timezone", "UTC")
	b.Want(http.StatusForbidden, b.Send(page, page, form))
	if strings.Contains(userOf(w, ann), "Changed") {
		t.Error("edited without the permission")
	}
}

func TestDeactivateAndActivate(t *testing.T) {
	w := world.New(t, 75)
	svc := addUser(w, "svc@example.com", "Svc")
	w.Must(201, w.OwnerToken(), "POST", "/roles/1/members", map[string]any{"members": []map[string]string{{"id": svc}}})
	app := addApp(w, "Sync", svc, "user:read:admin")
	token := w.Token(app)
	w.Must(200, token, "GET", "/users", nil)
	signedIn := w.SignIn("svc@example.com")
	b := w.SignIn("owner@example.com")
	page := "/portal/users/" + svc
	contains(t, b.Get(page), "Every token of every app that they own ends for good", "Their licences go")
	a := b.Want(http.StatusSeeOther, b.Send(page, page+"/deactivate", url.Values{}))
	a = b.Want(200, b.Get(a.Header.Get("Location")))
	contains(t, a, "The user is deactivated", `data-testid="status">Inactive<`, `data-testid="licence">Basic<`, "Activate user")
	lacks(t, a, "Deactivate user", "Make a link")
	w.Must(401, token, "GET", "/users", nil)
	signedIn.Want(http.StatusSeeOther, signedIn.Get("/portal/users"))
	contains(t, b.Want(http.StatusUnprocessableEntity, b.Send(page, page+"/link", url.Values{})), "Activate them first")
	a = b.Want(http.StatusSeeOther, b.Send(page, page+"/activate", url.Values{}))
	contains(t, b.Get(a.Header.Get("Location")), "The user is active", `data-testid="status">Active<`)
	w.Must(401, token, "GET", "/users", nil) // not revived
	w.Must(200, w.Token(app), "GET", "/users", nil)
}

func TestNewLink(t *testing.T) {
	w := world.New(t, 76)
	ann := addUser(w, "ann@example.com", "Ann")
	old := w.SignIn("ann@example.com")
	b := w.SignIn("owner@example.com")
	page := "/portal/users/" + ann
	link := func() string {
		form := url.Values{}
		a := b.Want(200, b.Send(page, page+"/link", form))
		contains(t, a, "One-time link", "ann@example.com", "works once, until", "No mail is sent")
		contains(t, b.Want(422, b.Do("POST", page+"/link", form)), "sent already")
		return between(string(a.Body), `data-testid="link">http://cordon.test`, "<")
	}
	first := link()
	second := link()
	lacks(t, b.Get(page), strings.TrimPrefix(second, "/portal/welcome/"))
	nobody := w.Browse()
	nobody.Want(http.StatusNotFound, nobody.Get(first))
	contains(t, nobody.Want(200, nobody.Get(second)), "ann@example.com")
	old.Want(200, old.Get("/portal/")) // until the link is used
	const chosen = "Another-Horse-8"
	nobody.Want(http.StatusSeeOther, nobody.Do("POST", second, url.Values{"password": {chosen}, "again": {chosen}}))
	old.Want(http.StatusSeeOther, old.Get("/portal/"))
	nobody.Want(http.StatusSeeOther, signIn(nobody, "ann@example.com", chosen))
}

func TestDeleteUser(t *testing.T) {
	w := world.New(t, 77)
	ann, ben := addUser(w, "ann@example.com", "Ann"), addUser(w, "ben@example.com", "Ben")
	addUser(w, "cat@example.com", "Cat")
	meeting := func(host string) string {
		var m struct{ ID int64 }
		a := w.Must(201, w.OwnerToken(), "POST", "/users/"+host+"/meetings", map[string]any{"topic": "Of " + host, "type": 2,
			"start_time": w.Clock.Now().Add(48 * time.Hour).Format(time.RFC3339), "duration": 30})
		a.JSON(t, &m)
		return between(string(a.Body), `"id":`, ",")
	}
	kept, gone := meeting(ann), meeting(ben)
	b := w.SignIn("owner@example.com")
	page := "/portal/users/" + ann
	for message, form := range map[string]url.Values{
		"Type the user": {"email_again": {"ben@example.com"}, "transfer": {"cat@example.com"}},
		"No user has":   {"email_again": {"ann@example.com"}, "transfer": {"nobody@example.com"}},
		"somebody else": {"email_again": {"ann@example.com"}, "transfer": {"ANN@example.com"}},
	} {
		a := b.Want(http.StatusUnprocessableEntity, b.Send(page, page+"/delete", form))
		contains(t, a, message, `aria-invalid="true"`, `value="`+form.Get("email_again")+`"`, `value="`+form.Get("transfer")+`"`)
	}
	a := b.Want(http.StatusSeeOther, b.Send(page, page+"/delete", url.Values{"email_again": {"Ann@Example.com"}, "transfer": {"cat@example.com"}}))
	contains(t, b.Get(a.Header.Get("Location")), "The user is deleted", ">3 users<")
	b.Want(http.StatusNotFound, b.Get(page))
	contains(t, w.Must(200, w.OwnerToken(), "GET", "/users/cat@example.com/meetings?type=scheduled", nil), kept)
	page = "/portal/users/" + ben
	b.Want(http.StatusSeeOther, b.Send(page, page+"/delete", url.Values{"email_again": {"ben@example.com"}}))
	w.Must(404, w.OwnerToken(), "GET", "/meetings/"+gone, nil)
	w.Must(200, w.OwnerToken(), "GET", "/meetings/"+kept, nil)
}

func TestMarkupInUsersIsText(t *testing.T) {
	w := world.New(t, 78)
	const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`
	eve := addUser(w, "eve@example.com", evil)
	w.Must(204, w.OwnerToken(), "PATCH", "/users/"+eve, map[string]string{"dept": evil, "job_title": evil, "timezone": evil, "display_name": evil})
	group := addGroup(w, evil, "eve@example.com")
	addRole(w, evil, group, []string{"User:Read"}, "eve@example.com")
	addApp(w, evil, eve, "user:read:admin")
	b := w.SignIn("owner@example.com")
	for _, path := range []string{"/portal/users", "/portal/users?q=" + url.QueryEscape(evil), "/portal/users/add", "/portal/users/" + eve, "/portal/users/" + eve + "/edit"} {
		a := b.Want(200, b.Get(path))
		lacks(t, a, "<script>alert", "<img src=x")
		contains(t, a, "&lt;script&gt;alert(1)")
	}
	page := "/portal/users/" + eve + "/edit"
	for _, a := range []world.Answer{
		b.Send(page, page, url.Values{"version": userFields(b, page)["version"], "role": {"2"}}),
		b.Send("/portal/users/"+eve, "/portal/users/"+eve+"/link", url.Values{}),
		b.Send("/portal/users/add", "/portal/users/add", url.Values{"emails": {evil}, "licence": {"1"}}),
	} {
		lacks(t, a, "<script>alert", "<img src=x")
		contains(t, a, "&lt;script&gt;alert(1)")
	}
}
