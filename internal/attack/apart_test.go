package attack

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/zoomapi"
)

// TestAccountsApart: whatever happens in one account, every read of the other
// answers the same bytes.
func TestAccountsApart(t *testing.T) {
	done := &tally{}
	t.Cleanup(func() {
		if !t.Failed() {
			done.wants(t, 10, "writes in the other account")
		}
	})
	for seed := range worlds(t, 10) {
		t.Run(fmt.Sprintf("seed=%d", seed+1), func(t *testing.T) {
			t.Parallel()
			c := newCrowd(t, uint64(seed)+2_000_001, shape{accounts: 2, minUsers: 5, maxUsers: 15})
			writes := slices.DeleteFunc(slices.Clone(c.Server.API.Routes()), func(r *zoomapi.Route) bool { return r.Method == "GET" })
			before := c.reads(t, 0)
			for range 150 {
				k := pick(c.r, append(c.callers[1], c.callers[1][0], c.callers[1][0])) // often the owner
				if c.random(t, 1, k, pick(c.r, writes), true).ok() {
					done.count("writes in the other account")
				}
			}
			if len(before) < 10 {
				t.Errorf("%d reads prove nothing", len(before))
			}
			after := c.reads(t, 0)
			for call, was := range before {
				if after[call] != was {
					t.Errorf("writes in another account changed %s\nfrom %s\nto   %s", call, was, after[call])
				}
			}
		})
	}
}

// reads is what an account's credentials read, by call.
func (c *crowd) reads(t testing.TB, account int) map[string]string {
	t.Helper()
	answers := map[string]string{}
	m := c.models[account]
	paths := []string{"/users?page_size=300", "/users?page_size=300&status=inactive", "/groups?page_size=300", "/roles", "/marketplace/apps?type=account_created&page_size=300"}
	for _, p := range m.users {
		paths = append(paths, "/users/"+p.id, "/users/"+p.email, "/users/email?email="+p.email)
	}
	for _, g := range m.groups {
		paths = append(paths, "/groups/"+g.id+"/members")
	}
	for i, k := range c.callers[account] {
		if k.token == "" && !c.renew(t, k, m, m.app(k.app)) {
			continue
		}
		for _, path := range paths {
			a := c.Do(k.token, "GET", path, nil)
			answers[fmt.Sprintf("caller %d GET %s", i, path)] = fmt.Sprint(a.Status, string(a.Body))
		}
	}
	return answers
}

// TestPageTokensAreTheirOwn: a page token is good for the operation, the query
// and the credential it was made for.
func TestPageTokensAreTheirOwn(t *testing.T) {
	c := newCast(t, "A", "B")
	c.addRole("in A", "User:Read=A; Group:Read=A; Role:Read=*")
	c.add("vendor", "in A", "A")
	c.add("rival", "in A", "A")
	for _, name := range []string{"ann", "abe", "amy"} {
		c.add(name, "", "A")
	}
	for _, name := range []string{"bob", "ben"} {
		c.add(name, "", "B")
	}
	token := func(who, path string) string {
		var page struct {
			Next string `json:"next_page_token"`
		}
		c.must(200, who, "GET", path, "").JSON(t, &page)
		if page.Next == "" {
			t.Fatalf("%s: no second page", path)
		}
		return page.Next
	}
	own := token("vendor", "/users?page_size=1")
	c.must(200, "vendor", "GET", "/users?page_size=1&next_page_token="+own, "")
	for what, call := range map[string][2]string{
		"another credential":            {"vendor", "/users?page_size=1&next_page_token=" + token("owner", "/users?page_size=1")},
		"another credential, as narrow": {"vendor", "/users?page_size=1&next_page_token=" + token("rival", "/users?page_size=1")},
		"another query":                 {"vendor", "/users?page_size=1&status=inactive&next_page_token=" + own},
		"another operation":             {"vendor", "/groups/{group:A}/members?page_size=1&next_page_token=" + own},
		"another group":                 {"owner", "/groups/{group:B}/members?page_size=1&next_page_token=" + token("owner", "/groups/{group:A}/members?page_size=1")},
		"a changed token":               {"vendor", "/users?page_size=1&next_page_token=" + flip(own)},
	} {
		if a := c.must(400, call[0], "GET", call[1], ""); a.Code() != 300 {
			t.Errorf("%s: got %s", what, a.Body)
		}
	}
	c.must(204, "owner", "PATCH", "/roles/{role:in A}", `{"privilege_scopes":[{"permission_id":"User:Read","group_ids":[]}]}`)
	if a := c.must(200, "vendor", "GET", "/users?page_size=1&next_page_token="+own, ""); strings.Contains(string(a.Body), "@cast.test") {
		t.Errorf("a page token outlived the reach it was made under: %s", a.Body)
	}
}

// flip changes one character of a token.
func flip(s string) string {
	b := []byte(s)
	if b[20]++; b[20] > 'y' || b[20] < 'a' {
		b[20] = 'b'
	}
	return string(b)
}

// TestHostKeysForSelfAlone is rule 8: even the owner of the account reads no
// host key but their own.
func TestHostKeysForSelfAlone(t *testing.T) {
	c := newCast(t, "A")
	c.add("ann", "", "A")
	c.add("boss", "admin", "A")
	keys := map[string]string{}
	db := openDatabase(t, c.Path)
	for _, p := range db.load(c.Account.ID, 0).users {
		keys[p.id] = p.hostKey
	}
	for _, who := range []string{"owner", "boss"} {
		self := c.user[who]
		shown := false
		for _, path := range []string{"/users?include_fields=host_key&page_size=300", "/users/me", "/users/{user:ann}", "/users/{user:ann}/settings", "/users/{user:ann}?include_fields=host_key"} {
			body := string(c.must(200, who, "GET", path, "").Body)
			for id, key := range keys {
				if strings.Contains(body, `"`+key+`"`) {
					if id != self {
						t.Errorf("%s reads the host key of %s: GET %s %s", who, id, path, body)
					}
					shown = shown || id == self
				}
			}
		}
		if !shown {
			t.Errorf("%s does not even read their own host key: this test proves nothing", who)
		}
	}
}

// TestAClashWithTheHiddenReadsInvalid: where a name must be unique, one that
// somebody hidden has is refused as one that nobody can have; one that somebody
// in sight has is refused by name.
func TestAClashWithTheHiddenReadsInvalid(t *testing.T) {
	c := newCast(t, "A", "H")
	c.addRole("caller's", "User:Read=A; User:Edit=A; Group:Read=A; Group:Edit=A")
	c.addRole("two groups", "User:Read=A; User:Edit=A; Group:Read=A,H; Group:Edit=A,H")
	c.add("caller", "caller's", "A")
	c.add("both", "two groups", "A")
	for _, name := range []string{"ann", "amy"} {
		c.add(name, "", "A")
	}
	c.add("hid", "", "H")
	for _, name := range []string{"amy", "hid"} {
		c.must(204, "owner", "PATCH", "/users/{user:"+name+"}", `{"pmi":55555`+fmt.Sprint(10000+len(name)+int(name[0]))+`,"vanity_name":"room-`+name+`"}`)
	}
	amy, hid := fmt.Sprint(5555510003+int('a')), fmt.Sprint(5555510003+int('h'))
	for _, clash := range []struct{ what, who, method, path, seen, hidden, plain string }{
		{"e-mail", "caller", "PUT", "/users/{user:ann}/email", `{"email":"amy@cast.test"}`, `{"email":"hid@cast.test"}`, `{"email":"no address"}`},
		{"e-mail in other letters", "caller", "PUT", "/users/{user:ann}/email", `{"email":"AMY@cast.test"}`, `{"email":"HID@cast.test"}`, `{"email":"no address"}`},
		{"meeting number", "caller", "PATCH", "/users/{user:ann}", `{"pmi":` + amy + `}`, `{"pmi":` + hid + `}`, ""},
		{"personal link", "caller", "PATCH", "/users/{user:ann}", `{"vanity_name":"room-amy"}`, `{"vanity_name":"room-hid"}`, ""},
		{"name of a group", "caller", "PATCH", "/groups/{group:A}", "", `{"name":"H"}`, ""},
		{"name of a group in sight", "both", "PATCH", "/groups/{group:A}", `{"name":"h"}`, "", ""},
	} {
		var seen, hidden string
		if clash.seen != "" {
			a := c.as(clash.who, clash.method, clash.path, clash.seen)
			if seen = string(a.Body); a.Status/100 != 4 {
				t.Errorf("%s: one in sight: got %d %s", clash.what, a.Status, a.Body)
			}
		}
		if clash.hidden != "" {
			a := c.must(400, clash.who, clash.method, clash.path, clash.hidden)
			hidden = string(a.Body)
			if a.Code() != 300 || hidden == seen || strings.Contains(hidden, "already") || strings.Contains(hidden, "taken") {
				t.Errorf("%s: one hidden: got %s", clash.what, a.Body)
			}
		}
		if clash.plain != "" {
			if plain := string(c.must(400, clash.who, clash.method, clash.path, clash.plain).Body); plain != hidden {
				t.Errorf("%s: one hidden is told from one that cannot be:\n%s\n%s", clash.what, hidden, plain)
			}
		}
	}
}
