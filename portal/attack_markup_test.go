package portal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// hostile is stored wherever somebody may store a text: it breaks out of text,
// of an attribute and of a script, if anything lets it.
const hostile = `"'><img src=x onerror=b>`

// Nothing that is stored, or was asked for, becomes markup on any page: names,
// descriptions, departments, contacts, browsers, paths and tracking ids.
func TestAttackMarkupEverywhere(t *testing.T) {
	g := newGallery(t, 440)
	group := cordon.Group{Name: hostile + "g", Description: hostile}
	role := cordon.Role{Name: hostile + "r", Description: hostile, Reaches: map[cordon.Privilege]cordon.Reach{"User:Read": {Account: true}}}
	app := cordon.App{Name: hostile + "a", Active: true, Scopes: []cordon.Scope{readUsers}, ContactName: hostile, Contact: hostile, Company: hostile}
	user := cordon.User{Email: `"<img/src=x/onerror=b>"@example.com`, Status: cordon.Active,
		Brief:   cordon.Brief{FirstName: hostile, LastName: hostile, DisplayName: hostile, Dept: hostile, Timezone: hostile, Type: cordon.Licensed},
		Profile: cordon.Profile{JobTitle: hostile}}
	g.Operate(func(tx *store.OperatorTx) error {
		if err := tx.AddGroup(g.Account.ID, &group); err != nil {
			return err
		}
		reach := role.Reaches["User:Read"]
		reach.Account, reach.Groups = false, []string{group.ID}
		role.Reaches["User:Read"], role.Reaches["Recording:Read"] = reach, cordon.Reach{Account: true}
		if err := tx.AddRole(g.Account.ID, &role); err != nil {
			return err
		}
		user.RoleID, user.Groups = role.ID, []string{group.ID}
		if err := tx.AddUser(g.Account.ID, &user); err != nil {
			return err
		}
		app.Owner = user.ID
		_, err := tx.AddApp(g.Account.ID, &app)
		return err
	})
	b := g.SignIn("owner@example.com")
	req := formRequest("/portal/signin", url.Values{"email": {"owner@example.com"}, "password": {world.Password}, "next": {"/portal/" + hostile}})
	req.Header.Set("User-Agent", hostile)
	b.Want(http.StatusSeeOther, b.Request(req))
	api := httptest.NewRequest("GET", "/v2/users/"+url.PathEscape(hostile), nil)
	api.Header.Set("Authorization", "Bearer "+g.Token(g.app("Probe", "svc", readUser)))
	api.Header.Set("X-Zm-Trackingid", hostile)
	g.Send(api)
	g.Flush()

	ids := map[string]string{"group": group.ID, "role": role.ID, "user": user.ID, "app": app.ID, "permission": "User:Read", "rid": url.PathEscape(hostile)}
	clean := func(what string, a world.Answer) {
		t.Helper()
		if a.Status >= 500 {
			t.Errorf("%s: %d", what, a.Status)
		}
		for _, markup := range []string{"<img src=x", "<img/src", `""'`, `="javascript:`, "#ZgotmplZ", "{{"} {
			if strings.Contains(strings.ReplaceAll(string(a.Body), `value="javascript:`, ""), markup) && a.Header.Get("Content-Type") != "application/x-ndjson" {
				t.Errorf("%s has %s: %q", what, markup, near(a, markup))
			}
		}
	}
	q := url.QueryEscape(hostile)
	queries := []string{"", "?permission=User:Read", "?done=" + q}
	for _, name := range []string{"q", "find", "person", "user", "who", "about", "from", "to", "id", "product", "scope", "status", "key", "after", "at", "own", "page", "permission", "next", "roles_after", "operation"} {
		queries = append(queries, "?"+name+"="+q, "?"+name+"=javascript%3Aalert(1)")
	}
	texts := 0
	for _, r := range g.Server.Portal.Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		path = strings.TrimSuffix(path, "{$}")
		for param, id := range ids {
			path = strings.ReplaceAll(path, "{"+param+"}", id)
		}
		path = strings.ReplaceAll(path, "{link}", url.PathEscape(hostile))
		switch {
		case strings.HasPrefix(path, "/portal/assets/"):
		case method == "GET":
			for _, query := range queries {
				a := b.Get(path + query)
				clean(path+query, a)
				texts += strings.Count(string(a.Body), "&lt;img src=x")
			}
		case !strings.HasSuffix(path, "/signout") && !strings.HasSuffix(path, "/delete") && !strings.HasSuffix(path, "/signin"):
			form := url.Values{"form_token": {world.FormToken(b.Get("/portal/password"))}}
			for _, name := range []string{"name", "description", "emails", "first_name", "last_name", "display_name", "dept", "job_title", "timezone", "licence", "role", "role_name", "group", "group_name", "user",
				"company", "contact_name", "contact_email", "scope", "permission", "version", "overlap", "who", "new_group", "email", "app_name", "existing_email", "bundle", "say.User:Read", "new_scope", hostile} {
				form.Set(name, hostile)
			}
			req := formRequest(path, form)
			req.Header.Set("Referer", "http://cordon.test/portal/groups?q="+q)
			clean("POST "+path, b.Request(req))
		}
	}
	if texts < 50 {
		t.Errorf("the pages have it %d times only", texts)
	}
}

// near is where a page has a text.
func near(a world.Answer, s string) string {
	i := strings.Index(string(a.Body), s)
	return string(a.Body[max(0, i-60):min(len(a.Body), i+60)])
}

// No answer has a header, or leads to a site, that a visitor was made to ask for.
func TestAttackHeadersAndRedirects(t *testing.T) {
	g := newGallery(t, 441)
	b := g.SignIn("owner@example.com")
	for _, next := range []string{"//evil.example", "/\\evil.example", "https://evil.example", "/portal/../..//evil.example", "/portal//evil.example", "/portal/%0d%0aSet-Cookie:a=b", "/portal/\r\nSet-Cookie: a=b",
		"/portal/\tx", "javascript:alert(1)", "/portal", "", "/portal/%2e%2e//evil.example", "/portal/@evil.example", "\x00/portal/"} {
		a := b.Do("POST", "/portal/signin", url.Values{"email": {"owner@example.com"}, "password": {world.Password}, "next": {next}})
		to, err := url.Parse(a.Header.Get("Location"))
		if err != nil || to.Host != "" || to.Scheme != "" || !strings.HasPrefix(to.Path, "/") || strings.HasPrefix(to.Path, "//") || len(a.Header.Values("Set-Cookie")) != 1 {
			t.Errorf("next %q leads to %q: %v", next, a.Header.Get("Location"), err)
		}
		if a := g.Browse().Get("/portal/signin?next=" + url.QueryEscape(next)); strings.Contains(string(a.Body), "evil.example") && !strings.Contains(string(a.Body), `name="next" value="/portal/`) {
			t.Errorf("next %q is carried on", next)
		}
	}
	b = g.SignIn("owner@example.com")
	token := world.FormToken(b.Get("/portal/password"))
	for _, path := range []string{"/portal/users/" + url.PathEscape("ann@example.com\r\nSet-Cookie: a=b") + "/deactivate", "/portal/users/" + url.PathEscape("ann@example.com\r\n") + "/deactivate",
		"/portal/users/%2F%2Fevil.example/activate", "/portal/groups/..%2F..%2F%2Fevil.example/members"} {
		a := b.Do("POST", path, url.Values{"form_token": {token}, "user": {g.ids["ann"]}})
		if to := a.Header.Get("Location"); len(a.Header.Values("Set-Cookie")) > 0 || to != "" && !strings.HasPrefix(to, "/portal/") {
			t.Errorf("%s: %d, leads to %q", path, a.Status, to)
		}
	}
}

// Asking for something changes nothing, by any method that a link or an image
// can be made to use, with a good token in the address too.
func TestAttackFormsByGet(t *testing.T) {
	s := newStage(t)
	b := s.people["owner"]
	token := world.FormToken(b.Get("/portal/password"))
	before := everything(s.World)
	for _, r := range s.Server.Portal.Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if method != "POST" {
			continue
		}
		for param, id := range s.seen {
			path = strings.ReplaceAll(path, "{"+param+"}", id)
		}
		path = strings.ReplaceAll(path, "{link}", "x")
		query := url.Values{"form_token": {token}, "name": {"Forged"}, "name_again": {"Seen"}, "user": {s.seen["user"]}, "email_again": {"ann@example.com"}, "everywhere": {"yes"}}
		for _, m := range []string{"GET", "HEAD", "OPTIONS"} {
			if a := b.Do(m, path+"?"+query.Encode(), nil); a.Status == http.StatusSeeOther {
				t.Errorf("%s %s: %d to %s", m, path, a.Status, a.Header.Get("Location"))
			}
		}
		if path == "/portal/signin" || path == "/portal/signout" || strings.Contains(path, "/welcome/") {
			continue
		}
		// A token in the address is none, and other methods are no forms.
		if a := b.Do("POST", path+"?"+query.Encode(), url.Values{}); a.Status != http.StatusForbidden {
			t.Errorf("POST %s with the form in the address: %d", path, a.Status)
		}
		for _, m := range []string{"PUT", "PATCH", "DELETE"} {
			if a := b.Do(m, path, url.Values{"form_token": {token}}); a.Status < 400 {
				t.Errorf("%s %s: %d", m, path, a.Status)
			}
		}
	}
	b.Want(http.StatusOK, b.Get("/portal/")) // and is still signed in
	if after := everything(s.World); after != before {
		t.Error("something was changed")
	}
}

// A form of very many fields is not read.
func TestAttackManyFields(t *testing.T) {
	g := newGallery(t, 442)
	b := g.SignIn("owner@example.com")
	page := "/portal/groups/" + g.ids["Seen"]
	form := url.Values{"user": {g.ids["dan"]}, "form_token": {world.FormToken(b.Get(page))}}
	for i := range 100_000 {
		form.Add(fmt.Sprint("f", i%1000), "")
	}
	if a := b.Want(http.StatusRequestEntityTooLarge, b.Do("POST", page+"/members", form)); len(a.Body) > 10_000 {
		t.Errorf("%d bytes are answered", len(a.Body))
	}
	lacks(t, b.Get(page), "dan@example.com")
}
