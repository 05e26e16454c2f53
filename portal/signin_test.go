package portal_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// addUser makes a user through the API and returns their id.
func addUser(w *world.World, email, first string) string {
	w.T.Helper()
	a := w.Must(http.StatusCreated, w.OwnerToken(), "POST", "/users", map[string]any{"action": "create",
		"user_info": map[string]any{"email": email, "type": 2, "first_name": first, "last_name": "Test"}})
	var out struct{ ID string }
	a.JSON(w.T, &out)
	w.Must(http.StatusOK, w.OwnerToken(), "PUT", "/users/"+out.ID+"/status", map[string]string{"action": "activate"})
	return out.ID
}

func signIn(b *world.Browser, email, password string) world.Answer {
	return b.Do("POST", "/portal/signin", url.Values{"email": {email}, "password": {password}})
}

func TestOwnersFirstSignIn(t *testing.T) {
	w := world.New(t, 1)
	const given = "Given-by-us-1"
	w.Operate(func(tx *store.OperatorTx) error {
		_, err := tx.SetOwnerPassword(w.Account.ID, w.Hash(given))
		return err
	})
	b := w.Browse()
	a := b.Want(http.StatusSeeOther, signIn(b, "owner@example.com", given))
	if to := a.Header.Get("Location"); to != "/portal/" {
		t.Errorf("leads to %s", to)
	}
	cookie := a.Header.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("cookie %q lacks %s", cookie, part)
		}
	}
	// Nothing opens before the password is changed, and no form is taken.
	for _, path := range []string{"/portal/", "/portal/users", "/portal/groups", "/portal/groups/add", "/portal/apps", "/portal/sessions"} {
		if a := b.Get(path); a.Status != http.StatusSeeOther || a.Header.Get("Location") != "/portal/password" {
			t.Errorf("GET %s: %d to %q", path, a.Status, a.Header.Get("Location"))
		}
	}
	token := world.FormToken(b.Want(http.StatusOK, b.Get("/portal/password")))
	if a := b.Do("POST", "/portal/groups/add", url.Values{"name": {"Early"}, "form_token": {token}}); a.Header.Get("Location") != "/portal/password" {
		t.Errorf("a form before the change: %d %q", a.Status, a.Header.Get("Location"))
	}
	for field, form := range map[string]url.Values{
		"This is not your current password": {"current": {"Wrong-one-11"}, "password": {world.Password}, "again": {world.Password}},
		"Choose another one":                {"current": {given}, "password": {given}, "again": {given}},
		"The two passwords differ":          {"current": {given}, "password": {world.Password}, "again": {"Other-one-11"}},
		"Must have 8 to 32 characters":      {"current": {given}, "password": {"weak"}, "again": {"weak"}},
	} {
		a := b.Want(http.StatusUnprocessableEntity, b.Send("/portal/password", "/portal/password", form))
		if !strings.Contains(string(a.Body), field) {
			t.Errorf("%q is not said", field)
		}
	}
	b.Want(http.StatusSeeOther, b.Send("/portal/password", "/portal/password", url.Values{"current": {given}, "password": {world.Password}, "again": {world.Password}}))
	b.Want(http.StatusOK, b.Get("/portal/groups"))
	if a := signIn(w.Browse(), "owner@example.com", given); a.Status != http.StatusUnauthorized {
		t.Errorf("the old password still signs in: %d", a.Status)
	}
}

// Wrong password, unknown address, inactive, invited and without a password: one
// answer.
func TestRefusedSignInsAreAlike(t *testing.T) {
	w := world.New(t, 2)
	w.SignIn("owner@example.com")
	addUser(w, "ian@example.com", "Ian")
	w.SignIn("ian@example.com")
	w.Must(http.StatusOK, w.OwnerToken(), "PUT", "/users/ian@example.com/status", map[string]string{"action": "deactivate"})
	addUser(w, "nopass@example.com", "Nopass")
	var first string
	for _, c := range []struct{ email, password string }{
		{"owner@example.com", "Wrong-one-11"}, {"nobody@example.com", world.Password}, {"ian@example.com", world.Password},
		{"nopass@example.com", ""}, {"nopass@example.com", "Some-pass-11"}, {"", ""},
	} {
		a := signIn(w.Browse(), c.email, c.password)
		body := strings.ReplaceAll(string(a.Body), c.email, "E")
		if c.email == "" {
			body = strings.Replace(string(a.Body), `autofocus value=""`, `autofocus value="E"`, 1)
		}
		if first == "" {
			first = body
		}
		if a.Status != http.StatusUnauthorized || body != first || a.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d, another answer than for a wrong password\n%s", c.email, a.Status, body)
		}
	}
}

func TestLockOut(t *testing.T) {
	w := world.New(t, 3)
	w.SignIn("owner@example.com")
	for _, email := range []string{"owner@example.com", "nobody@example.com"} { // locked alike
		b := w.Browse()
		for i := range 5 {
			b.Want(http.StatusUnauthorized, signIn(b, strings.ToUpper(email[:i])+email[i:], fmt.Sprint("Wrong-one-", i)))
		}
		for _, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
			w.Clock.Move(wait - time.Second)
			b.Want(http.StatusTooManyRequests, signIn(b, email, world.Password)) // the right one does not help
			w.Clock.Move(time.Second)
			b.Want(http.StatusUnauthorized, signIn(b, email, "Wrong-again-1"))
		}
	}
	w.Clock.Move(15 * time.Minute)
	b := w.Browse()
	b.Want(http.StatusSeeOther, signIn(b, "owner@example.com", world.Password))
	b = w.Browse() // and is forgotten
	b.Want(http.StatusUnauthorized, signIn(b, "owner@example.com", "Wrong-one-11"))
	b.Want(http.StatusSeeOther, signIn(b, "owner@example.com", world.Password))
}

func TestSessionsEnd(t *testing.T) {
	ends := map[string]func(w *world.World, b *world.Browser){
		"idle for two hours": func(w *world.World, b *world.Browser) { w.Clock.Move(store.SessionIdle) },
		"signed out":         func(w *world.World, b *world.Browser) { b.Do("POST", "/portal/signout", url.Values{}) },
		"signed out elsewhere": func(w *world.World, b *world.Browser) {
			other := w.Browse()
			signIn(other, "ann@example.com", world.Password)
			other.Do("POST", "/portal/signout", url.Values{"everywhere": {"yes"}})
		},
		"deactivated":          func(w *world.World, b *world.Browser) { status(w, "deactivate") },
		"deactivated and back": func(w *world.World, b *world.Browser) { status(w, "deactivate"); status(w, "activate") },
		"deleted": func(w *world.World, b *world.Browser) {
			w.Must(204, w.OwnerToken(), "DELETE", "/users/ann@example.com", nil)
		},
		"password set by another": func(w *world.World, b *world.Browser) {
			w.Must(204, w.OwnerToken(), "PUT", "/users/ann@example.com/password", map[string]string{"password": "Another-one-1"})
		},
		"password changed elsewhere": func(w *world.World, b *world.Browser) {
			other := w.Browse()
			signIn(other, "ann@example.com", world.Password)
			other.Want(http.StatusSeeOther, other.Send("/portal/password", "/portal/password", url.Values{"current": {world.Password}, "password": {"Another-one-1"}, "again": {"Another-one-1"}}))
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			w := world.New(t, 4)
			addUser(w, "ann@example.com", "Ann")
			b := w.SignIn("ann@example.com")
			b.Want(http.StatusOK, b.Get("/portal/"))
			old := b.Copy()
			end(w, b)
			if a := old.Get("/portal/"); a.Status != http.StatusSeeOther || a.Header.Get("Location") != "/portal/signin" {
				t.Errorf("still open: %d %q", a.Status, a.Header.Get("Location"))
			}
		})
	}
	t.Run("after twelve hours, however busy", func(t *testing.T) {
		w := world.New(t, 4)
		addUser(w, "ann@example.com", "Ann")
		b := w.SignIn("ann@example.com")
		for range 11 {
			w.Clock.Move(time.Hour)
			b.Want(http.StatusOK, b.Get("/portal/"))
		}
		w.Clock.Move(time.Hour)
		b.Want(http.StatusSeeOther, b.Get("/portal/"))
	})
}

func status(w *world.World, action string) {
	w.Must(200, w.OwnerToken(), "PUT", "/users/ann@example.com/status", map[string]string{"action": action})
}

// What a role allows is asked on each request of a session that is open.
func TestRolesHoldNow(t *testing.T) {
	w := world.New(t, 5)
	addUser(w, "ann@example.com", "Ann")
	b := w.SignIn("ann@example.com")
	b.Want(http.StatusForbidden, b.Get("/portal/groups"))
	w.Must(201, w.OwnerToken(), "POST", "/roles/1/members", map[string]any{"members": []map[string]string{{"email": "ann@example.com"}}})
	b.Want(http.StatusOK, b.Get("/portal/groups"))
	token := world.FormToken(b.Get("/portal/groups/add"))
	w.Must(204, w.OwnerToken(), "DELETE", "/roles/1/members/ann@example.com", nil)
	b.Want(http.StatusForbidden, b.Get("/portal/groups"))
	b.Want(http.StatusForbidden, b.Do("POST", "/portal/groups/add", url.Values{"name": {"Late"}, "form_token": {token}}))
	if a := w.Must(200, w.OwnerToken(), "GET", "/groups", nil); strings.Contains(string(a.Body), "Late") {
		t.Error("the group was made")
	}
}

// Forms that were not sent from a page of the session are refused, and change
// nothing.
func TestForgedForms(t *testing.T) {
	w := world.New(t, 6)
	b := w.SignIn("owner@example.com")
	token := world.FormToken(b.Want(http.StatusOK, b.Get("/portal/groups/add")))
	addUser(w, "ann@example.com", "Ann")
	foreign := world.FormToken(w.SignIn("ann@example.com").Get("/portal/password"))
	post := func(token string, headers map[string]string) world.Answer {
		form := url.Values{"name": {"Forged"}}
		if token != "" {
			form.Set("form_token", token)
		}
		req := httptest.NewRequest("POST", "/portal/groups/add", strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for k, v := range headers {
			req.Header.Set(k, v)
		}
		return b.Request(req)
	}
	same := map[string]string{"Sec-Fetch-Site": "same-origin"}
	for name, a := range map[string]world.Answer{
		"another site":              post(token, map[string]string{"Sec-Fetch-Site": "cross-site"}),
		"a neighbour site":          post(token, map[string]string{"Sec-Fetch-Site": "same-site"}),
		"another origin":            post(token, map[string]string{"Origin": "https://evil.example"}),
		"a sandboxed frame":         post(token, map[string]string{"Origin": "null"}),
		"no token":                  post("", same),
		"no token, no header":       post("", nil),
		"garbage for a token":       post("a.b", same),
		"half a token":              post(strings.Split(token, ".")[0]+".", same),
		"a token of another person": post(foreign, same),
	} {
		if a.Status != http.StatusForbidden {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	if a := w.Must(200, w.OwnerToken(), "GET", "/groups", nil); strings.Contains(string(a.Body), "Forged") {
		t.Error("the group was made")
	}
	b.Want(http.StatusSeeOther, post(token, same)) // the test's own form is right
	if a := post(token, same); !strings.Contains(string(a.Body), "sent already") {
		t.Errorf("sent twice: %d", a.Status)
	}
	old := b.Copy()
	b.Do("POST", "/portal/signout", url.Values{})
	if a := old.Do("POST", "/portal/groups/add", url.Values{"name": {"Stale"}, "form_token": {token}}); a.Header.Get("Location") != "/portal/signin" {
		t.Errorf("after signing out: %d", a.Status)
	}
}

func TestOneTimeLink(t *testing.T) {
	w := world.New(t, 7)
	id := addUser(w, "ann@example.com", "Ann")
	make := func() string {
		var secret string
		owner := w.SignIn("owner@example.com")
		a := owner.Want(http.StatusOK, owner.Send("/portal/users/"+id, "/portal/users/"+id+"/link", url.Values{}))
		_, rest, ok := strings.Cut(string(a.Body), "/portal/welcome/")
		if ok {
			secret, _, _ = strings.Cut(rest, "<")
		}
		if len(secret) != 43 {
			t.Fatalf("no link on the page\n%s", a.Body)
		}
		return "/portal/welcome/" + secret
	}
	form := url.Values{"password": {world.Password}, "again": {world.Password}}
	b := w.Browse()
	first := make()
	link := make()
	if a := b.Get(first); a.Status != http.StatusNotFound {
		t.Errorf("an older link: %d", a.Status)
	}
	for range 2 { // looking does not use it up
		b.Want(http.StatusOK, b.Get(link))
	}
	b.Want(http.StatusUnprocessableEntity, b.Do("POST", link, url.Values{"password": {"weak"}, "again": {"weak"}}))
	b.Want(http.StatusSeeOther, b.Do("POST", link, form))
	b.Want(http.StatusSeeOther, signIn(b, "ann@example.com", world.Password))
	if a := b.Do("POST", link, form); a.Status != http.StatusNotFound {
		t.Errorf("used twice: %d", a.Status)
	}
	link = make()
	w.Clock.Move(store.LinkLife)
	if a := w.Browse().Do("POST", link, form); a.Status != http.StatusNotFound {
		t.Errorf("after a week: %d", a.Status)
	}
}

// Every answer of the portal carries the headers that keep a page to itself.
func TestHeaders(t *testing.T) {
	w := world.New(t, 8)
	b := w.SignIn("owner@example.com")
	for _, path := range []string{"/portal/signin", "/portal/", "/portal/groups", "/portal/none", "/portal/assets/portal.css"} {
		h := b.Get(path).Header
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s: %v", path, h)
		}
		if cache := h.Get("Cache-Control"); (cache == "no-store") == strings.Contains(path, "/assets/") {
			t.Errorf("%s: Cache-Control %q", path, cache)
		}
	}
	if a := w.Browse().Get("/"); a.Header.Get("Location") != "/portal/" {
		t.Errorf("/ leads to %q", a.Header.Get("Location"))
	}
	// After signing in, one goes on to where one wanted to, if it is here.
	for next, want := range map[string]string{"/portal/groups?q=a": "/portal/groups?q=a", "https://evil.example/": "/portal/", "//evil.example": "/portal/", "/portal/\\evil": "/portal/"} {
		a := w.Browse().Do("POST", "/portal/signin", url.Values{"email": {"owner@example.com"}, "password": {world.Password}, "next": {next}})
		if a.Header.Get("Location") != want {
			t.Errorf("next %q leads to %q", next, a.Header.Get("Location"))
		}
	}
}
