package world

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"github.com/cordon-zoom/cordon/store"
)

// Password is what everybody who signs in to a world's portal has.
const Password = "Correct-Horse-9"

// Browser is somebody at the portal: it keeps cookies and fills in forms, and
// runs no script.
type Browser struct {
	World   *World
	cookies map[string]*http.Cookie
}

// Browse opens a browser in which nobody is signed in.
func (w *World) Browse() *Browser { return &Browser{World: w, cookies: make(map[string]*http.Cookie)} }

// Hash is what a world keeps of a password.
func (w *World) Hash(password string) string { return quickHash(password) }

// Copy is a browser with the same cookies, as a thief of them has.
func (b *Browser) Copy() *Browser { return &Browser{World: b.World, cookies: maps.Clone(b.cookies)} }

// SignIn gives a user of the first account a password, through the API, and
// signs them in.
func (w *World) SignIn(email string) *Browser {
	w.T.Helper()
	if email == w.Account.Owner.Email {
		w.Operate(func(tx *store.OperatorTx) error {
			_, err := tx.SetOwnerPassword(w.Account.ID, quickHash("Given-by-us-1"))
			return err
		})
		b := w.Browse()
		b.Want(http.StatusSeeOther, b.Do("POST", "/portal/signin", url.Values{"email": {email}, "password": {"Given-by-us-1"}}))
		b.Want(http.StatusSeeOther, b.Send("/portal/password", "/portal/password", url.Values{"current": {"Given-by-us-1"}, "password": {Password}, "again": {Password}}))
		return b
	}
	w.Must(http.StatusNoContent, w.OwnerToken(), "PUT", "/users/"+email+"/password", map[string]string{"password": Password})
	b := w.Browse()
	b.Want(http.StatusSeeOther, b.Do("POST", "/portal/signin", url.Values{"email": {email}, "password": {Password}}))
	return b
}

// Want fails the test unless the answer has the status.
func (b *Browser) Want(status int, a Answer) Answer {
	b.World.T.Helper()
	if a.Status != status {
		b.World.T.Fatalf("got %d (Location %q), want %d\n%s", a.Status, a.Header.Get("Location"), status, a.Body)
	}
	return a
}

// Get asks for a page, and does not follow redirects.
func (b *Browser) Get(path string) Answer { return b.Do("GET", path, nil) }

// Do sends a request as a browser sends it from a page of the portal; form nil
// is no body.
func (b *Browser) Do(method, path string, form url.Values) Answer {
	req := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.Request(req)
}

// Request sends a request with the browser's cookies, and keeps those that come
// back.
func (b *Browser) Request(req *http.Request) Answer {
	for _, c := range b.cookies {
		req.AddCookie(c)
	}
	a := b.World.Send(req)
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
			continue
		}
		b.cookies[c.Name] = c
	}
	return a
}

// Send fills in the form of a page and sends it to an address.
func (b *Browser) Send(page, to string, form url.Values) Answer {
	b.World.T.Helper()
	a := b.Want(http.StatusOK, b.Get(page))
	form.Set("form_token", FormToken(a))
	return b.Do("POST", to, form)
}

var formToken = regexp.MustCompile(`name="form_token" value="([^"]+)"`)

// FormToken is the token of the forms on a page, "" where it has none.
func FormToken(a Answer) string {
	m := formToken.FindSubmatch(a.Body)
	if m == nil {
		return ""
	}
	return string(m[1])
}

var confirmMark = regexp.MustCompile(`name="confirm" value="([^"]+)"`)

// Confirm is Send, and where a page asks to confirm the people gained and lost,
// it does. The answer is that of the confirmed form.
func (b *Browser) Confirm(page, to string, form url.Values) (asked, done Answer) {
	b.World.T.Helper()
	asked = b.Send(page, to, form)
	m := confirmMark.FindSubmatch(asked.Body)
	if m == nil {
		return asked, asked
	}
	form.Set("form_token", FormToken(asked))
	form.Set("confirm", string(m[1]))
	return asked, b.Do("POST", to, form)
}
