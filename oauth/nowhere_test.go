package oauth_test

import (
	"bytes"
	"encoding/base64"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon/server"
)

// TestSecretsAreNowhere: no secret, password or token in the log, and no client
// secret or password in the file.
func TestSecretsAreNowhere(t *testing.T) {
	s := newShop(t)
	if err := s.Server.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	var err error
	// The world's server does not hash; this one does what the real one does,
	// and logs all that it can.
	s.Server, err = server.New(t.Context(), server.Config{DB: s.DB, Clock: s.Clock.Now, Dice: s.Dice, PublicURL: "http://cordon.test", Version: "test",
		Log: server.TrackingLog(slog.NewJSONHandler(s.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	owner, vendor := s.OwnerToken(), s.Token(s.c)
	var secrets, hidden []string // hidden: also nowhere in the file
	hidden = append(hidden, s.c.ClientSecret, s.Account.App.ClientSecret, "Passw0rdOfAnn", "Passw0rdOfBen", "wr0ngSecretOfSomebody", "Passw0rdRefused")
	secrets = append(secrets, owner, vendor)

	s.Must(201, owner, "POST", "/users", map[string]any{"action": "autoCreate", "user_info": map[string]any{"email": "ann@example.com", "type": 1, "password": "Passw0rdOfAnn"}})
	s.Must(204, owner, "PUT", "/users/ann@example.com/password", map[string]any{"password": "Passw0rdOfBen"})
	s.Do(owner, "PUT", "/users/nobody@example.com/password", map[string]any{"password": "Passw0rdRefused"})
	s.Do(vendor, "PUT", "/users/ann@example.com/password", map[string]any{"password": "Passw0rdRefused"})
	s.Do(owner, "PUT", "/users/ann@example.com/password", `{"password":["Passw0rdRefused"]}`)
	s.Do(owner, "PUT", "/users/ann@example.com/password", `{"password":"Passw0rdRefused\u0000"}`)
	s.Do(owner, "POST", "/roles", `{"Passw0rdRefused":1}`)
	_, rotated := s.rotate("new", s.at(time.Hour))
	hidden = append(hidden, rotated)
	var made struct {
		Credentials struct {
			Secret string `json:"client_secret"`
		} `json:"production_credentials"`
	}
	s.Must(201, owner, "POST", "/marketplace/apps", map[string]any{"app_type": "s2s_oauth", "app_name": "A", "contact_name": "A", "contact_email": "a@example.com", "company_name": "E"}).JSON(t, &made)
	hidden = append(hidden, made.Credentials.Secret)

	// Everywhere a client may put them by mistake.
	id, secret := s.c.ClientID, s.c.ClientSecret
	both := "grant_type=account_credentials&account_id=" + s.c.AccountID
	for _, a := range []ask{
		{query: both, basic: id + ":wr0ngSecretOfSomebody"},
		{query: both + "&client_id=" + id + "&client_secret=" + secret},
		{query: both + "&client_id=" + id + "&client_secret=" + secret + "&client_secret=wr0ngSecretOfSomebody"},
		{query: both + "&" + secret + "=1&" + secret + "=2"},
		{query: both, basic: secret + ":" + id},
		{query: both, basic: "Basic " + secret},
		{query: "grant_type=" + secret + "&account_id=" + secret, basic: id + ":" + secret},
		{query: "grant_type=account_credentials&account_id=" + secret, basic: id + ":" + secret},
		{contentType: asJSON, body: `{"client_secret":"` + secret + `"`},
		{contentType: form, body: both + "&client_secret=" + secret + "%zz"},
		{path: "/oauth/revoke", query: "token=" + vendor + "x", basic: id + ":" + secret},
		{path: "/oauth/revoke", query: "token=" + owner, basic: id + ":" + secret},
	} {
		s.post(a)
	}
	for _, token := range []string{vendor + "x", secret, vendor[:len(vendor)-4], strings.ReplaceAll(vendor, ".", "!"), vendor + "." + secret} {
		s.Do(token, "GET", "/users", nil)
	}
	s.Do("", "GET", "/users?access_token="+vendor, nil)
	s.Do("", "GET", "/nothing/"+secret, nil)
	s.Do(vendor, "GET", "/users/"+secret, nil)
	s.Do(vendor, "DELETE", "/users/"+s.user, nil)
	s.Must(200, owner, "GET", "/users/me", nil)

	log := s.Log.String()
	if !strings.Contains(log, `"msg":"request"`) || !strings.Contains(log, "true_reason") {
		t.Fatal("the log does not have the lines to look at")
	}
	for _, secret := range append(secrets, hidden...) {
		for _, form := range []string{secret, base64.StdEncoding.EncodeToString([]byte(id + ":" + secret)), url.QueryEscape(secret)} {
			if i := strings.Index(log, form); i >= 0 {
				t.Errorf("in the log: %.12s...: %s", secret, line(log, i))
			}
		}
		if sig := secret[strings.LastIndexByte(secret, '.')+1:]; strings.Contains(log, sig) {
			t.Errorf("in the log: the signature of a token")
		}
	}

	check := func(when string) {
		t.Helper()
		files, err := filepath.Glob(s.Path + "*")
		if err != nil || len(files) == 0 {
			t.Fatal("no files", err)
		}
		size := 0
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			size += len(b)
			info, err := os.Stat(name)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: mode %s, %v", filepath.Base(name), info.Mode(), err)
			}
			for _, secret := range append(hidden, secrets...) {
				if bytes.Contains(b, []byte(secret)) {
					t.Errorf("%s: %s holds %.12s...", when, filepath.Base(name), secret)
				}
			}
		}
		if size < 50_000 {
			t.Errorf("%s: only %d bytes looked at", when, size)
		}
	}
	s.Flush()
	check("running")
	s.Close()
	check("closed")
}

func line(log string, at int) string {
	from := strings.LastIndexByte(log[:at], '\n') + 1
	to := strings.IndexByte(log[at:], '\n')
	return log[from : at+to]
}
