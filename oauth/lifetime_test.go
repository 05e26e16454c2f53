package oauth_test

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/oauth"
)

func TestSeveralTokens(t *testing.T) {
	s := newShop(t)
	var tokens []string
	for range 20 {
		tokens = append(tokens, s.Token(s.c))
		s.Clock.Move(time.Minute)
	}
	if len(slices.Compact(slices.Sorted(slices.Values(tokens)))) != 20 {
		t.Error("two tokens are the same")
	}
	for i, token := range tokens {
		if a := s.use(token); a.Status != 200 {
			t.Errorf("token %d: %d %s", i, a.Status, a.Body)
		}
	}
	s.Clock.Move(40 * time.Minute) // the first is an hour old
	if a := s.use(tokens[0]); a.Status != 401 || string(a.Body) != `{"code":124,"message":"Access token is expired."}` {
		t.Errorf("an hour old: %d %s", a.Status, a.Body)
	}
	s.Clock.Move(-time.Second)
	if a := s.use(tokens[0]); a.Status != 200 {
		t.Errorf("a second less than an hour old: %d %s", a.Status, a.Body)
	}
}

// rotate changes the app's secret and returns the answer's members.
func (s *shop) rotate(action, until string) (id, secret string) {
	s.T.Helper()
	var a struct {
		ID     string `json:"secret_id"`
		Secret string `json:"new_secret"`
		Until  string `json:"revoke_old_secret_time"`
	}
	s.Must(201, s.OwnerToken(), "POST", "/marketplace/apps/"+s.app+"/rotate_client_secret", map[string]string{"action": action, "revoke_old_secret_time": until}).JSON(s.T, &a)
	if want := until; want != "now" && a.Until != want {
		s.T.Errorf("revoke_old_secret_time: got %s, want %s", a.Until, want)
	}
	return a.ID, a.Secret
}

func (s *shop) at(d time.Duration) string {
	return s.Clock.Now().Add(d).UTC().Format("2006-01-02T15:04:05Z")
}

func (s *shop) works(c world.Credentials) bool { return s.AskToken(c).Status == 200 }

func TestSecretRotation(t *testing.T) {
	s := newShop(t)
	old, before := s.c, s.Token(s.c)
	_, secret := s.rotate("new", s.at(2*time.Hour))
	fresh := s.c
	fresh.ClientSecret = secret
	if secret == old.ClientSecret || !s.works(old) || !s.works(fresh) {
		t.Fatal("both secrets must work until the old one ends")
	}
	s.Clock.Move(90 * time.Minute)
	byOld, byNew := s.Token(old), s.Token(fresh)
	s.Clock.Move(30*time.Minute - time.Second)
	if !s.works(old) {
		t.Error("the old secret ended early")
	}
	s.Clock.Move(time.Second)
	if s.works(old) || !s.works(fresh) {
		t.Error("the old secret must end at its time, and the new one go on")
	}
	if a := s.AskToken(old); string(a.Body) != invalidClient {
		t.Errorf("an ended secret: %s", a.Body)
	}
	if a := s.use(byOld); a.Status != 401 || a.Code() != 124 {
		t.Errorf("a token that the ended secret fetched: %d %s", a.Status, a.Body)
	}
	if a := s.use(byNew); a.Status != 200 {
		t.Errorf("a token that the new secret fetched: %d %s", a.Status, a.Body)
	}
	if a := s.use(before); a.Status != 401 {
		t.Errorf("an old token: %d", a.Status)
	}

	// Now.
	last := s.Token(fresh)
	_, secret = s.rotate("new", "now")
	newest := s.c
	newest.ClientSecret = secret
	if s.works(fresh) || s.works(old) || !s.works(newest) {
		t.Error("now means now")
	}
	if a := s.use(last); a.Status != 401 || a.Code() != 124 {
		t.Errorf("a token of a secret that ended now: %d %s", a.Status, a.Body)
	}
	s.Close()
	s.Open()
	if s.works(fresh) || s.works(old) || !s.works(newest) {
		t.Error("a restart brought an ended secret back")
	}
}

func TestSecretUpdate(t *testing.T) {
	s := newShop(t)
	path, owner := "/marketplace/apps/"+s.app+"/rotate_client_secret", s.OwnerToken()
	if a := s.Do(owner, "POST", path, map[string]string{"action": "update", "revoke_old_secret_time": "now"}); a.Status != 404 || a.Code() != 1401 {
		t.Errorf("nothing to update: %d %s", a.Status, a.Body)
	}
	if !s.works(s.c) {
		t.Fatal("the only secret was touched")
	}
	_, secret := s.rotate("new", s.at(24*time.Hour))
	fresh := s.c
	fresh.ClientSecret = secret
	s.rotate("update", s.at(time.Hour))
	s.Clock.Move(59 * time.Minute)
	if !s.works(s.c) || !s.works(fresh) {
		t.Error("both must work until the time moved to")
	}
	s.Clock.Move(time.Minute)
	if s.works(s.c) || !s.works(fresh) {
		t.Error("the old secret must end at the time moved to")
	}
	_, secret = s.rotate("new", s.at(24*time.Hour))
	newest := s.c
	newest.ClientSecret = secret
	s.rotate("update", "now")
	if s.works(fresh) || !s.works(newest) {
		t.Error("update to now ends the old secret and no other")
	}
}

// TestEndedIsEnded: a clock that goes back a little brings no ended secret back.
func TestEndedIsEnded(t *testing.T) {
	s := newShop(t)
	_, secret := s.rotate("new", s.at(24*time.Hour))
	fresh := s.c
	fresh.ClientSecret = secret
	token := s.Token(s.c)
	s.rotate("update", "now")
	s.Clock.Move(-time.Minute)
	if s.works(s.c) {
		t.Error("update, now: the old secret works again")
	}
	if a := s.use(token); a.Status != 401 {
		t.Errorf("update, now: the old secret's token works again: %d", a.Status)
	}
	s.Clock.Move(time.Minute)
	token = s.Token(fresh)
	_, secret = s.rotate("new", "now")
	s.Clock.Move(-time.Minute)
	if s.works(fresh) {
		t.Error("new, now: the old secret works again")
	}
	if a := s.use(token); a.Status != 401 {
		t.Errorf("new, now: the old secret's token works again: %d", a.Status)
	}
	fresh.ClientSecret = secret
	if !s.works(fresh) {
		t.Error("the new secret does not work")
	}
}

func TestSecretChangesAreFew(t *testing.T) {
	s := newShop(t)
	path, owner := "/marketplace/apps/"+s.app+"/rotate_client_secret", s.OwnerToken()
	c := s.c
	for range 3 {
		_, c.ClientSecret = s.rotate("new", "now")
		s.Clock.Move(4 * time.Minute)
	}
	refused := func() {
		t.Helper()
		for _, action := range []string{"new", "update"} {
			a := s.Do(owner, "POST", path, map[string]string{"action": action, "revoke_old_secret_time": "now"})
			if a.Status != 400 || a.Code() != 2000 {
				t.Errorf("a fourth change, %s: %d %s", action, a.Status, a.Body)
			}
		}
	}
	refused()
	if !s.works(c) {
		t.Error("a refused change touched the secret")
	}
	// Refused ones do not count; the first falls out of the 15 minutes.
	s.Clock.Move(3*time.Minute - time.Second)
	refused()
	s.Clock.Move(time.Second)
	_, c.ClientSecret = s.rotate("new", "now")
	refused()
	for _, until := range []string{"", "soon", "2026-03-02", s.at(31 * 24 * time.Hour), s.at(-time.Second), "2026-13-01T00:00:00Z", "NOW", "now ", "2026-03-02T11:00:00+02:00"} {
		a := s.Do(owner, "POST", path, map[string]string{"action": "new", "revoke_old_secret_time": until})
		if a.Status != 400 {
			t.Errorf("until %q: %d %s", until, a.Status, a.Body)
		}
	}
	if !s.works(c) {
		t.Error("a refused change touched the secret")
	}
}

// TestSigningKeys: a new key takes over after 30 days; tokens of the old one
// verify until they end, then it is gone.
func TestSigningKeys(t *testing.T) {
	s := newShop(t)
	kid := func(token string) string {
		head, _, _ := strings.Cut(token, ".")
		text, err := base64.RawURLEncoding.DecodeString(head)
		if err != nil {
			t.Fatal(err)
		}
		var h struct{ Alg, Kid string }
		if err := json.Unmarshal(text, &h); err != nil || h.Alg != "HS512" {
			t.Fatalf("header %s: %v", text, err)
		}
		return h.Kid
	}
	first := s.Token(s.c)
	s.Clock.Move(oauth.RotateKeys - 10*time.Minute)
	last := s.Token(s.c)
	if kid(first) != kid(last) {
		t.Error("the key changed early")
	}
	s.Clock.Move(11 * time.Minute)
	// Many ask at once when the time has come: one new key, and all are served.
	var wg sync.WaitGroup
	tokens := make([]string, 20)
	for i := range tokens {
		wg.Go(func() {
			a := s.AskToken(s.c)
			var body struct {
				Token string `json:"access_token"`
			}
			_ = json.Unmarshal(a.Body, &body)
			tokens[i] = body.Token
		})
	}
	wg.Wait()
	for _, token := range tokens {
		if token == "" || kid(token) == kid(last) || kid(token) != kid(tokens[0]) {
			t.Fatalf("the new key: %q", token)
		}
		if a := s.use(token); a.Status != 200 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
	}
	s.Clock.Move(48 * time.Minute) // last is 59 minutes old
	if a := s.use(last); a.Status != 200 {
		t.Errorf("a token of the old key: %d %s", a.Status, a.Body)
	}
	s.Close()
	s.Open()
	if a := s.use(last); a.Status != 200 {
		t.Errorf("a token of the old key after a restart: %d %s", a.Status, a.Body)
	}
	if a := s.use(tokens[0]); a.Status != 200 {
		t.Errorf("a token of the new key after a restart: %d %s", a.Status, a.Body)
	}
	s.Clock.Move(time.Minute)
	if a := s.use(last); a.Status != 401 || string(a.Body) != `{"code":124,"message":"Access token is expired."}` {
		t.Errorf("expired: %d %s", a.Status, a.Body)
	}
	keys, err := s.DB.SigningKeys(t.Context(), oauth.RotateKeys)
	if err != nil || len(keys) != 2 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	s.Clock.Move(cordon.DownloadLife + 3*time.Hour)
	if keys, err = s.DB.SigningKeys(t.Context(), oauth.RotateKeys); err != nil || len(keys) != 1 {
		t.Errorf("%d keys, %v: the old one has no token left", len(keys), err)
	}
	// A server that slept for months wakes up with a new key.
	s.Close()
	s.Clock.Move(100 * 24 * time.Hour)
	s.Open()
	if token := s.Token(s.c); kid(token) == kid(tokens[0]) {
		t.Error("an old key signs")
	} else if a := s.use(token); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// TestRestart: tokens live on when the server does not.
func TestRestart(t *testing.T) {
	s := newShop(t)
	token := s.Token(s.c)
	for range 3 {
		s.Close()
		s.Open()
		if a := s.use(token); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if !s.works(s.c) {
			t.Fatal("the credentials no longer work")
		}
	}
}
