package zoomapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
)

// outside is a testing.TB for what outlives one run of a fuzz target.
type outside struct {
	testing.TB
	cleanups []func()
}

func (o *outside) Helper()          {}
func (o *outside) Cleanup(f func()) { o.cleanups = append(o.cleanups, f) }
func (o *outside) TempDir() string {
	dir, err := os.MkdirTemp("", "cordon-fuzz")
	if err != nil {
		panic(err)
	}
	o.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
func (o *outside) Fatal(args ...any)                 { panic(fmt.Sprint(args...)) }
func (o *outside) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (o *outside) Error(args ...any)                 { panic(fmt.Sprint(args...)) }
func (o *outside) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (o *outside) end() {
	for i := len(o.cleanups) - 1; i >= 0; i-- {
		o.cleanups[i]()
	}
}

// FuzzRequest sends anything at all with a restricted token. The answer is
// never a 5xx, always Zoom's shape, and never tells of anybody hidden.
func FuzzRequest(f *testing.F) {
	for op, list := range samples {
		method, _, _ := strings.Cut(op, " ")
		for _, s := range list {
			_, _, path := split3(f, s.call)
			path, query, _ := strings.Cut(path, "?")
			f.Add(method, path, query, s.body)
		}
	}
	for _, path := range []string{"/users/a%2Fb", "/users/%00", "/users/%ff", "/users/..", "//users", "/users/%2e%2e", "/users/" + strings.Repeat("x", 3000), "/roles/0", "/groups/{dark}", "/users/{cat}", "/meetings/1", "", "/"} {
		f.Add("GET", path, "page_size=1&next_page_token=AAAA", "")
	}
	f.Add("PATCH", "/roles/{writer}", "", `{"privileges":["User:Edit"],"privilege_scopes":[{"permission_id":"User:Edit","reach":"account"}]}`)
	f.Add("POST", "/groups/{seen}/members", "", `{"members":[{"id":"{cat}"}]}`)
	f.Add("PATCH", "/groups/{seen}/members/{ann}", "", `{"action":"move","target_group_id":"{dark}"}`)
	f.Add("POST", "/roles/1/members", "", `{"members":[{"id":"{ed}"}]}`)
	f.Add("POST", "/marketplace/apps", "", app(`"owner":"{owner}"`))

	var tb *outside
	var tr *troupe
	renew := func() {
		if tb != nil {
			tb.end()
		}
		tb = &outside{TB: f}
		tr = newTroupe(tb)
		// The keys of these streams are for both callers to see, so they bear no mark here.
		for _, at := range []string{"/meetings/{annmeeting}", "/meetings/{svcmeeting}", "/webinars/{annevent}"} {
			tr.ok("owner PATCH "+at+"/livestream", `{"page_url":"https://example.com/p","stream_url":"rtmp://example.com","stream_key":"k"}`)
		}
	}
	renew()
	f.Cleanup(func() { tb.end() })
	runs := 0
	f.Fuzz(func(t *testing.T, method, path, query, body string) {
		if runs++; runs%2000 == 0 {
			renew()
		}
		if !isToken(method) || strings.Contains(strings.ToLower(path+query+body), strings.ToLower(hiddenMark)) {
			t.Skip()
		}
		target := tr.expand("/v2" + path)
		if query != "" {
			target += "?" + tr.expand(query)
		}
		u, err := url.ParseRequestURI(target)
		if err != nil {
			t.Skip() // net/http would have refused it
		}
		for _, who := range []string{"vendor", "editor"} {
			req := httptest.NewRequest("GET", "/", strings.NewReader(tr.expand(body)))
			req.Method, req.URL, req.RequestURI = method, u, target
			req.Header.Set("Authorization", "Bearer "+tr.token[who])
			a := tr.Send(req)
			zoomShaped(t, a)
			for _, secret := range []string{hiddenMark, strings.ToLower(hiddenMark), tr.creds["owner"].ClientID, tr.creds["owner"].ClientSecret} {
				if strings.Contains(string(a.Body), secret) && !strings.Contains(u.Path, secret) {
					t.Errorf("%s %s %s %q tells of %q: %s", who, method, target, body, secret, a.Body)
				}
			}
			for _, name := range []string{"cat", "hid", "dark"} {
				if id := tr.ids[name]; strings.Contains(string(a.Body), id) && !strings.Contains(u.Path+body+query+path, "{"+name+"}") && !strings.Contains(u.Path, id) {
					t.Errorf("%s %s %s %q tells of %s: %s", who, method, target, body, name, a.Body)
				}
			}
			if a.Status == http.StatusUnauthorized {
				renew() // it took itself out
			}
		}
	})
}

// isToken reports whether net/http lets s be a method.
func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}

// FuzzPageToken: no page token works but the one that was given out, for the
// request it was given out for.
func FuzzPageToken(f *testing.F) {
	tr := newTroupe(f)
	genuine := map[string]string{}
	paths := []string{"/users?page_size=1", "/users?page_size=2", "/groups/{seen}/members?page_size=1", "/roles/2/members?page_size=1"}
	for i, path := range paths {
		token := nextPage(tr.ok("vendor GET " + path))
		if token == "" {
			f.Fatalf("%s has one page", path)
		}
		genuine[path] = token
		f.Add(token, i, 0, byte(0))
		f.Add(token, (i+1)%len(paths), 5, byte(1))
		f.Add(token[:len(token)-1], i, 0, byte(0))
		f.Add(token+"=", i, 0, byte(0))
		f.Add(token+token, i, 0, byte(0))
	}
	for _, s := range []string{"", "A", "AAAA", "\x00", "%", "\xff", " ", strings.Repeat("A", 59), strings.Repeat("A", 3000)} {
		f.Add(s, 0, 0, byte(0))
	}
	f.Fuzz(func(t *testing.T, token string, which, at int, flip byte) {
		path := paths[uint(which)%uint(len(paths))]
		if b := []byte(token); len(b) > 0 {
			b[uint(at)%uint(len(b))] ^= flip
			token = string(b)
		}
		req := httptest.NewRequest("GET", "/v2"+tr.expand(path)+"&next_page_token="+url.QueryEscape(token), nil)
		req.Header.Set("Authorization", "Bearer "+tr.token["vendor"])
		a := tr.Send(req)
		zoomShaped(t, a)
		if good := token == "" || token == genuine[path]; good != (a.Status == 200) {
			t.Errorf("%s with %q: %d %s", path, token, a.Status, a.Body)
		}
		if strings.Contains(strings.ToLower(string(a.Body)), strings.ToLower(hiddenMark)) {
			t.Errorf("tells of somebody hidden: %s", a.Body)
		}
	})
}
