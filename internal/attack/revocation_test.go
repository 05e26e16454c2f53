package attack

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cordon-zoom/cordon/internal/world"
)

// revocation is one change, and what it must end at once.
type revocation struct {
	what    string
	before  func(c *cast) // to be ready for it
	act     func(c *cast, token string) world.Answer
	ends    string // "token": every call is 401; "sight": the person is gone, the token works; "scope": the call is refused
	mends   func(c *cast)
	revives bool // whether mends brings the old token's answers back
	noToken bool // whether act also ends the fetching of tokens
}

func call(name, method, path, body string) func(*cast, string) world.Answer {
	return func(c *cast, _ string) world.Answer { return c.as(name, method, path, body) }
}

func doing(status int, method, path, body string) func(*cast) {
	return func(c *cast) { c.must(status, "owner", method, path, body) }
}

var revocations = []revocation{
	{what: "app deactivated", act: call("owner", "PATCH", "/marketplace/apps/{app:vendor}", `{"active":false}`), ends: "token", noToken: true,
		mends: doing(204, "PATCH", "/marketplace/apps/{app:vendor}", `{"active":true}`)},
	{what: "app deleted", act: call("owner", "DELETE", "/marketplace/apps/{app:vendor}", ""), ends: "token", noToken: true},
	{what: "secret rotated now", act: call("owner", "POST", "/marketplace/apps/{app:vendor}/rotate_client_secret", rotate), ends: "token", noToken: true},
	{what: "old secret ended after a soft rotation", ends: "token", noToken: true,
		before: doing(201, "POST", "/marketplace/apps/{app:vendor}/rotate_client_secret", `{"action":"new","revoke_old_secret_time":"2026-03-03T00:00:00Z"}`),
		act:    call("owner", "POST", "/marketplace/apps/{app:vendor}/rotate_client_secret", `{"action":"update","revoke_old_secret_time":"now"}`)},
	{what: "owner deactivated", act: call("owner", "PUT", "/users/{user:vendor}/status", `{"action":"deactivate"}`), ends: "token", noToken: true,
		mends: doing(200, "PUT", "/users/{user:vendor}/status", `{"action":"activate"}`)},
	{what: "owner deleted", act: call("owner", "DELETE", "/users/{user:vendor}", ""), ends: "token", noToken: true},
	{what: "token revoked", act: func(c *cast, token string) world.Answer {
		req := httptest.NewRequest("POST", "/oauth/revoke", strings.NewReader(url.Values{"token": {token}}.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.SetBasicAuth(c.creds["vendor"].ClientID, c.creds["vendor"].ClientSecret)
		return c.Send(req)
	}, ends: "token"},
	{what: "role deleted", act: call("owner", "DELETE", "/roles/{role:vendor's}", ""), ends: "scope"},
	{what: "role without the privilege", act: call("owner", "PATCH", "/roles/{role:vendor's}", `{"privileges":["Recording:Read"]}`), ends: "scope",
		mends: doing(204, "PATCH", "/roles/{role:vendor's}", `{"privileges":["User:Read","User:Edit","Recording:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{group:A}"]},{"permission_id":"User:Edit","group_ids":["{group:A}"]},{"permission_id":"Recording:Read","reach":"account"}]}`), revives: true},
	{what: "role with a reach of nobody", act: call("owner", "PATCH", "/roles/{role:vendor's}", `{"privilege_scopes":[{"permission_id":"User:Read","group_ids":[]}]}`), ends: "sight"},
	{what: "role with another reach", act: call("owner", "PATCH", "/roles/{role:vendor's}", `{"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{group:B}"]},{"permission_id":"User:Edit","group_ids":["{group:B}"]}]}`), ends: "sight"},
	{what: "another role", act: call("owner", "POST", "/roles/{role:in B}/members", `{"members":[{"id":"{user:vendor}"}]}`), ends: "sight"},
	{what: "role taken away", act: call("owner", "DELETE", "/roles/{role:vendor's}/members/{user:vendor}", ""), ends: "scope"},
	{what: "scopes taken away", act: call("owner", "PATCH", "/marketplace/apps/{app:vendor}", `{"scopes":["cloud_recording:read:list_user_recordings:admin"]}`), ends: "scope",
		mends: doing(204, "PATCH", "/marketplace/apps/{app:vendor}", `{"scopes":["user:read:admin","user:write:admin"]}`), revives: true}, // the scopes were issued
	{what: "the person leaves the group", act: call("owner", "DELETE", "/groups/{group:A}/members/{user:ann}", ""), ends: "sight",
		mends: doing(201, "POST", "/groups/{group:A}/members", `{"members":[{"id":"{user:ann}"}]}`), revives: true},
	{what: "the person is moved", act: call("owner", "PATCH", "/groups/{group:A}/members/{user:ann}", `{"action":"move","target_group_id":"{group:B}"}`), ends: "sight"},
	{what: "the group is deleted", act: call("owner", "DELETE", "/groups/{group:A}", ""), ends: "sight"},
	{what: "the person is deleted", act: call("owner", "DELETE", "/users/{user:ann}", ""), ends: "sight"},
}

// TestRevocation: a change holds on the next request of tokens already issued.
// While some go on reading and writing with a token, the change is made; no
// request that starts after its answer has come may still succeed.
func TestRevocation(t *testing.T) {
	rounds := 3
	if testing.Short() {
		rounds = 1
	}
	for _, r := range revocations {
		t.Run(r.what, func(t *testing.T) {
			t.Parallel()
			for range rounds {
				r.try(t)
			}
		})
	}
}

func (r revocation) try(t *testing.T) {
	c := newCast(t, "A", "B")
	c.addRole("vendor's", "User:Read=A; User:Edit=A; Recording:Read=*")
	c.addRole("in B", "User:Read=B; User:Edit=B")
	c.add("vendor", "vendor's")
	c.add("ann", "", "A")
	token := c.Token(c.creds["vendor"])
	c.tokens["vendor"] = token
	if r.before != nil {
		r.before(c)
	}
	var written atomic.Int64
	writes := func() (bool, world.Answer) {
		a := c.Do(token, "PATCH", "/users/"+c.user["ann"], map[string]string{"dept": fmt.Sprint("write ", written.Add(1))})
		return a.Status == 204, a
	}
	tries := []func() (bool, world.Answer){
		func() (bool, world.Answer) {
			a := c.Do(token, "GET", "/users/"+c.user["ann"], nil)
			return a.Status == 200, a
		},
		func() (bool, world.Answer) {
			a := c.Do(token, "GET", "/users?page_size=300", nil)
			return a.Status == 200 && (r.ends != "sight" || strings.Contains(string(a.Body), c.user["ann"])), a
		},
		func() (bool, world.Answer) {
			a := c.Do(token, "GET", "/users/email?email=ann@cast.test", nil)
			return a.Status == 200 && (r.ends != "sight" || strings.Contains(string(a.Body), "true")), a
		},
		writes, writes,
		func() (bool, world.Answer) {
			a := c.AskToken(c.creds["vendor"])
			return a.Status == 200 && r.noToken, a
		},
	}
	var over atomic.Bool
	var before, after atomic.Int64
	var wg sync.WaitGroup
	ready := make(chan struct{}, len(tries))
	for i, try := range tries {
		wg.Go(func() {
			late := 0
			for n := 0; late < 8; n++ {
				started := over.Load()
				ok, a := try()
				switch {
				case started && ok:
					t.Errorf("request %d started after the change was answered, and succeeded: %d %s", i, a.Status, a.Body)
					return
				case started:
					late++
					after.Add(1)
				case ok:
					before.Add(1)
				}
				if n == 3 {
					ready <- struct{}{}
				}
			}
		})
	}
	for range tries {
		<-ready
	}
	if a := r.act(c, token); a.Status/100 != 2 {
		over.Store(true)
		wg.Wait()
		t.Fatalf("the change itself: got %d %s", a.Status, a.Body)
	}
	over.Store(true)
	dept := func() string {
		var ann struct{ Dept string }
		_ = json.Unmarshal(c.as("owner", "GET", "/users/{user:ann}", "").Body, &ann)
		return ann.Dept
	}
	// A write that was under way is decided inside its transaction: it is done
	// before the change, or not at all.
	then := dept()
	wg.Wait()
	if now := dept(); now != then {
		t.Errorf("%q was written over %q after the change was answered", now, then)
	}
	if before.Load() < 12 || after.Load() < 8 {
		t.Errorf("%d requests succeeded before the change and %d came after it: that proves nothing", before.Load(), after.Load())
	}
	a := c.Do(token, "GET", "/users/"+c.user["ann"], nil)
	want := map[string]int{"token": 401, "sight": 404, "scope": 400}[r.ends]
	if a.Status != want {
		t.Errorf("after it: got %d %s, want %d", a.Status, a.Body, want)
	}
	if r.mends == nil {
		return
	}
	r.mends(c)
	if a := c.Do(token, "GET", "/users/"+c.user["ann"], nil); (a.Status == 200) != r.revives {
		t.Errorf("after it was undone, the old token: got %d %s, want it to work: %v", a.Status, a.Body, r.revives)
	}
	if a := c.Do(c.Token(c.creds["vendor"]), "GET", "/users/"+c.user["ann"], nil); r.ends == "token" && a.Status != 200 && a.Status != 400 {
		t.Errorf("after it was undone, a new token: got %d %s", a.Status, a.Body)
	}
}
