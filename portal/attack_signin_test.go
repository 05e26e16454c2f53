package portal_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/server"
	"github.com/cordon-zoom/cordon/store"
)

// slowDoor is a second server on a world's database, in which passwords are
// compared only once `together` comparisons have begun.
func slowDoor(t *testing.T, w *world.World, together int) (h http.Handler, begun func() int, open func()) {
	t.Helper()
	var mu sync.Mutex
	n, gate := 0, make(chan struct{})
	release := sync.OnceFunc(func() { close(gate) })
	s, err := server.New(context.Background(), server.Config{DB: w.DB, Clock: w.Clock.Now, Dice: w.Dice, PublicURL: "http://cordon.test", Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		HashPassword: w.Hash, Tick: make(chan time.Time), PasswordMatches: func(hash, password string) bool {
			mu.Lock()
			if n++; n == together {
				release()
			}
			mu.Unlock()
			<-gate
			return hash == w.Hash(password)
		}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(context.Background()) })
	return s, func() int { mu.Lock(); defer mu.Unlock(); return n }, release
}

func tryPassword(h http.Handler, email, password string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, formRequest("/portal/signin", url.Values{"email": {email}, "password": {password}}))
	return rec
}

// Guesses that are all under way before the first has failed are no more than
// the five that come one by one: what the others would have found is not told,
// the right one among them too.
func TestAttackParallelGuesses(t *testing.T) {
	const guesses = 40
	for _, email := range []string{"ann@example.com", "nobody@example.com"} {
		w := world.New(t, 410)
		addUser(w, "ann@example.com", "Ann")
		w.SignIn("ann@example.com")
		h, _, _ := slowDoor(t, w, guesses)
		answers := make([]*httptest.ResponseRecorder, guesses)
		var all sync.WaitGroup
		for i := range guesses {
			all.Go(func() { answers[i] = tryPassword(h, email, fmt.Sprint("Wrong-one-", i)) })
		}
		all.Wait()
		count := map[int]int{}
		for _, a := range answers {
			count[a.Code]++
		}
		if count[http.StatusUnauthorized] != 5 || count[http.StatusTooManyRequests] != guesses-5 {
			t.Errorf("%s: answered %v", email, count)
		}
		// The right one, compared while the others lock the address out.
		w.Clock.Move(30 * time.Second)
		h, _, _ = slowDoor(t, w, 2)
		var right, wrong *httptest.ResponseRecorder
		all.Go(func() { wrong = tryPassword(h, email, "Wrong-again-1") })
		all.Go(func() { right = tryPassword(h, email, world.Password) })
		all.Wait()
		if email == "nobody@example.com" {
			if min(right.Code, wrong.Code) != http.StatusUnauthorized || max(right.Code, wrong.Code) != http.StatusTooManyRequests {
				t.Errorf("nobody: %d and %d", wrong.Code, right.Code)
			}
		} else if got := [2]int{wrong.Code, right.Code}; got != [2]int{http.StatusUnauthorized, http.StatusTooManyRequests} && got != [2]int{http.StatusUnauthorized, http.StatusSeeOther} {
			t.Errorf("wrong and right at once: %v", got) // whichever came first
		}
	}
}

// Whoever signs in from many places at once, with the right password, is not
// locked out.
func TestAttackParallelSignIns(t *testing.T) {
	w := world.New(t, 411)
	addUser(w, "ann@example.com", "Ann")
	w.SignIn("ann@example.com")
	h, _, _ := slowDoor(t, w, 12)
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if a := tryPassword(h, "ann@example.com", world.Password); a.Code != http.StatusSeeOther {
				t.Errorf("answered %d", a.Code)
			}
		})
	}
	all.Wait()
}

// Strangers can make only so many requests wait for a slow hash.
func TestAttackWaitingForTheHash(t *testing.T) {
	w := world.New(t, 412)
	h, begun, open := slowDoor(t, w, -1)
	var all sync.WaitGroup
	refused := make(chan struct{}, 200)
	for i := range 100 {
		all.Go(func() {
			if a := tryPassword(h, fmt.Sprintf("u%d@example.com", i), "Wrong-one-11"); a.Code == http.StatusServiceUnavailable {
				refused <- struct{}{}
			}
		})
	}
	for range 36 { // those beyond the places are answered at once
		<-refused
	}
	open()
	all.Wait()
	if n := begun(); n != 64 || len(refused) != 0 {
		t.Errorf("%d waited, %d more were refused", n, len(refused))
	}
	if a := tryPassword(h, "u@example.com", "Wrong-one-11"); a.Code != http.StatusUnauthorized {
		t.Errorf("afterwards: %d", a.Code)
	}
	long := tryPassword(h, "u@example.com", strings.Repeat("A1a", 100_000))
	if long.Code != http.StatusRequestEntityTooLarge || begun() != 65 {
		t.Errorf("a form of 300 KB from a stranger: %d", long.Code)
	}
}

// Somebody who has the address of another in an account of their own cannot
// forgive themselves what they guess on that other.
func TestAttackSameAddressInAnotherAccount(t *testing.T) {
	w := world.New(t, 413)
	addUser(w, "ann@example.com", "Ann")
	w.SignIn("ann@example.com")
	evil := w.NewAccount("Evil", "mallory@evil.example")
	twin := cordon.User{Email: "Ann@Example.com", Status: cordon.Active, Brief: cordon.Brief{FirstName: "Twin", Type: cordon.Licensed}}
	w.Operate(func(tx *store.OperatorTx) error { return tx.AddUser(evil.ID, &twin) })
	token := w.Token(evil.App)
	set := func(password string) {
		w.Must(204, token, "PUT", "/users/"+twin.ID+"/password", map[string]string{"password": password})
	}
	// Each guess is the twin's password, so that it always signs somebody in.
	for i := range 8 {
		guess := fmt.Sprint("Guess-no-", i)
		set(guess)
		b := w.Browse()
		page := b.Want(http.StatusOK, follow(b, b.Want(http.StatusSeeOther, signIn(b, "ann@example.com", guess))))
		contains(t, page, "Evil")
	}
	// Ann is locked out after five of them, and a new password of the twin helps nothing.
	set("Guess-no-99")
	b := w.Browse()
	b.Want(http.StatusTooManyRequests, signIn(b, "ann@example.com", world.Password))
	w.Clock.Move(15 * time.Minute)
	contains(t, b.Want(http.StatusOK, follow(b, b.Want(http.StatusSeeOther, signIn(b, "ann@example.com", world.Password)))), "Example")
}

func follow(b *world.Browser, a world.Answer) world.Answer { return b.Get(a.Header.Get("Location")) }

// One address has one count of failures, however it is spelled.
func TestAttackSpellings(t *testing.T) {
	w := world.New(t, 414)
	addUser(w, "strasse@example.com", "Ann")
	w.SignIn("strasse@example.com")
	b := w.Browse()
	for i, spelled := range []string{"strasse@example.com", " STRASSE@example.com ", "straße@example.com", "ｓｔｒａｓｓｅ@example.com", "\u2003Strasse@EXAMPLE.com\t"} {
		b.Want(http.StatusUnauthorized, signIn(b, spelled, fmt.Sprint("Wrong-one-", i)))
	}
	for _, spelled := range []string{"strasse@example.com", "STRASSE@example.com", "stra\u00dfe@example.com"} {
		b.Want(http.StatusTooManyRequests, signIn(b, spelled, world.Password))
	}
	// What no address can be is refused like any other.
	for _, odd := range []string{"\x00", "a\x00@example.com", "strasse@example.com\x00", "\xff\xfe@example.com", "%", "' OR 1=1 --", strings.Repeat("a", 10_000) + "@example.com"} {
		b.Want(http.StatusUnauthorized, signIn(b, odd, world.Password))
	}
	w.Clock.Move(time.Minute)
	for _, odd := range []string{world.Password + "\x00", world.Password + " ", strings.ToUpper(world.Password), strings.Repeat(world.Password, 100)} {
		if a := signIn(w.Browse(), "strasse@example.com", odd); a.Status == http.StatusSeeOther {
			t.Errorf("%q signs in", odd)
		}
	}
}

// A session begins with a secret of its own: one that was planted, or that was
// open before, is not taken over.
func TestAttackFixation(t *testing.T) {
	w := world.New(t, 415)
	addUser(w, "ann@example.com", "Ann")
	addUser(w, "eve@example.com", "Eve")
	w.SignIn("ann@example.com")
	victim := w.SignIn("eve@example.com") // the attacker's own session, planted in the victim's browser
	planted := victim.Copy()
	victim.Want(http.StatusSeeOther, signIn(victim, "ann@example.com", world.Password))
	contains(t, victim.Get("/portal/"), "Ann Test")
	if a := planted.Get("/portal/"); a.Status != http.StatusSeeOther {
		t.Errorf("the planted session is open: %d", a.Status)
	}
	// Nor does a form that was made in it count.
	token := world.FormToken(w.SignIn("eve@example.com").Get("/portal/apps/build"))
	victim.Want(http.StatusForbidden, victim.Do("POST", "/portal/apps/build", url.Values{"name": {"Evil"}, "form_token": {token}}))
}

// A given password opens nothing but its own change, on any address by any
// method.
func TestAttackGivenPassword(t *testing.T) {
	s := newStage(t)
	s.Operate(func(tx *store.OperatorTx) error {
		_, err := tx.SetOwnerPassword(s.Account.ID, s.Hash("Given-by-us-1"))
		return err
	})
	b := s.Browse()
	b.Want(http.StatusSeeOther, signIn(b, "owner@example.com", "Given-by-us-1"))
	token := world.FormToken(b.Want(http.StatusOK, b.Get("/portal/password")))
	for _, r := range s.Server.Portal.Routes() {
		if r.Open || strings.HasSuffix(r.Pattern, "/portal/password") {
			continue
		}
		method, path, _ := strings.Cut(r.Pattern, " ")
		path = strings.TrimSuffix(path, "{$}")
		for param, id := range s.seen {
			path = strings.ReplaceAll(path, "{"+param+"}", id)
		}
		methods := []string{method}
		if method == "GET" {
			methods = append(methods, "HEAD")
		}
		for _, m := range methods {
			var form url.Values
			if m == "POST" {
				form = url.Values{"form_token": {token}}
			}
			a := b.Do(m, path, form)
			if a.Status != http.StatusSeeOther || a.Header.Get("Location") != "/portal/password" {
				t.Errorf("%s %s: %d %q", m, path, a.Status, a.Header.Get("Location"))
			}
		}
	}
	page := b.Get("/portal/none")
	lacks(t, page, `<nav class="menu"`)
}

// formRequest is a form as a browser sends it from a page of the portal.
func formRequest(to string, form url.Values) *http.Request {
	req := httptest.NewRequest("POST", to, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return req
}

// Behind TLS the cookie is one that no neighbour can plant, and none other counts.
func TestAttackCookieOverTLS(t *testing.T) {
	w := world.New(t, 416)
	addUser(w, "ann@example.com", "Ann")
	plain := w.SignIn("ann@example.com")
	s, err := server.New(context.Background(), server.Config{DB: w.DB, Clock: w.Clock.Now, Dice: w.Dice, PublicURL: "https://cordon.test", Secure: true,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), HashPassword: w.Hash, Tick: make(chan time.Time),
		PasswordMatches: func(hash, password string) bool { return hash == w.Hash(password) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(context.Background()) })
	a := tryPassword(s, "ann@example.com", world.Password)
	cookie := a.Header().Get("Set-Cookie")
	name, rest, _ := strings.Cut(cookie, "=")
	for _, part := range []string{"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"} {
		if !strings.Contains(rest, part) {
			t.Errorf("cookie %q lacks %s", cookie, part)
		}
	}
	if name != "__Host-cordon" || strings.Contains(rest, "Domain") || a.Header().Get("Strict-Transport-Security") == "" {
		t.Errorf("cookie %q, headers %v", cookie, a.Header())
	}
	w.Server = s
	if a := plain.Get("/portal/"); a.Status != http.StatusSeeOther { // it sends "cordon" without the prefix
		t.Errorf("a cookie without the prefix counts: %d", a.Status)
	}
}

// Signing out with a cookie that is nobody's does not queue for the writer.
func TestAttackStrangersSignOut(t *testing.T) {
	w := world.New(t, 417)
	w.Operate(func(*store.OperatorTx) error { // which has the writer
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		req := formRequest("/portal/signout", url.Values{"everywhere": {"yes"}}).WithContext(ctx)
		req.AddCookie(&http.Cookie{Name: "cordon", Value: strings.Repeat("A", 43)})
		if a := w.Send(req); a.Status != http.StatusSeeOther {
			t.Errorf("answered %d", a.Status)
		}
		return nil
	})
}
