package oauth_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

const (
	invalidClient = `{"reason":"Invalid client_id or client_secret","error":"invalid_client"}`
	badRequest    = `{"reason":"Bad Request","error":"invalid_request"}`
	noAccount     = `{"reason":"Account does not exist","error":"invalid_request"}`
	notActivated  = `{"reason":"The app is not activated","error":"invalid_request"}`
	ownerGone     = `{"reason":"The owner of the token does not exist.","error":"invalid_request"}`
	unsupported   = `{"reason":"unsupported grant type","error":"unsupported_grant_type"}`

	form   = "application/x-www-form-urlencoded"
	asJSON = "application/json"
)

// shop is a world with one restricted app in it.
type shop struct {
	*world.World
	c     world.Credentials
	app   string // its id
	user  string // its owner's
	role  string
	group string
}

func newShop(t testing.TB) *shop {
	t.Helper()
	s := &shop{World: world.New(t, 3)}
	s.Operate(func(tx *store.OperatorTx) error {
		g := cordon.Group{Name: "Seen"}
		if err := tx.AddGroup(s.Account.ID, &g); err != nil {
			return err
		}
		r := cordon.Role{Name: "Reader", Reaches: map[cordon.Privilege]cordon.Reach{cordon.UserRead: {Groups: []string{g.ID}}}}
		if err := tx.AddRole(s.Account.ID, &r); err != nil {
			return err
		}
		u := cordon.User{Email: "svc@example.com", Status: cordon.Active, RoleID: r.ID, Brief: cordon.Brief{Type: cordon.Licensed}}
		if err := tx.AddUser(s.Account.ID, &u); err != nil {
			return err
		}
		a := cordon.App{Name: "Vendor", Owner: u.ID, Active: true, Scopes: []cordon.Scope{"user:read:user:admin", "user:read:list_users:admin", "phone:read:admin", "role:write:admin"}}
		secret, err := tx.AddApp(s.Account.ID, &a)
		s.app, s.user, s.role, s.group = a.ID, u.ID, r.ID, g.ID
		s.c = world.Credentials{AccountID: s.Account.ID, ClientID: a.ClientID, ClientSecret: secret}
		return err
	})
	return s
}

// ask is one request for a token, in whatever way.
type ask struct {
	method, path, query, contentType, body string
	basic                                  string // "id:secret", or a whole header if it has a space
}

func (s *shop) post(a ask) world.Answer {
	s.T.Helper()
	if a.method == "" {
		a.method = "POST"
	}
	if a.path == "" {
		a.path = "/oauth/token"
	}
	target := a.path
	if a.query != "" {
		target += "?" + a.query
	}
	req := httptest.NewRequest(a.method, target, strings.NewReader(a.body))
	if a.contentType != "" {
		req.Header.Set("Content-Type", a.contentType)
	}
	switch {
	case strings.Contains(a.basic, " "):
		req.Header.Set("Authorization", a.basic)
	case a.basic != "":
		req.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(a.basic)))
	}
	got := s.Send(req)
	if id := got.Header.Get("X-Zm-Trackingid"); id == "" {
		s.T.Error("no x-zm-trackingid")
	}
	return got
}

func (s *shop) use(token string) world.Answer {
	s.T.Helper()
	return s.Do(token, "GET", "/users", nil)
}

func TestToken(t *testing.T) {
	s := newShop(t)
	other := s.NewAccount("Other", "owner@other.example")
	id, secret, account := s.c.ClientID, s.c.ClientSecret, s.c.AccountID
	basic := id + ":" + secret
	both := "grant_type=account_credentials&account_id=" + account
	creds := "&client_id=" + id + "&client_secret=" + secret
	object := `{"grant_type":"account_credentials","account_id":"` + account + `"}`
	unknown := strings.Repeat("A", len(account))
	for _, c := range []struct {
		name string
		ask
		want string // the refusal, or "" for a token
	}{
		// 1.1
		{"form body", ask{contentType: form, body: both, basic: basic}, ""},
		{"form body with a charset", ask{contentType: form + ";charset=UTF-8", body: both, basic: basic}, ""},
		{"form body, parameters the other way round", ask{contentType: form, body: "account_id=" + account + "&grant_type=account_credentials", basic: basic}, ""},
		{"form body, no content type", ask{body: both, basic: basic}, ""},
		{"query, no body", ask{query: both, basic: basic}, ""},
		{"query, empty form", ask{query: both, contentType: form, basic: basic}, ""},
		{"query, JSON content type, no body", ask{query: both, contentType: asJSON, basic: basic}, ""},
		{"query, JSON content type, empty object", ask{query: both, contentType: asJSON, body: "{}", basic: basic}, ""},
		{"query and form alike", ask{query: both, contentType: form, body: both, basic: basic}, ""},
		{"half and half", ask{query: "grant_type=account_credentials", contentType: form, body: "account_id=" + account, basic: basic}, ""},
		{"JSON body", ask{contentType: asJSON, body: object, basic: basic}, ""}, // docs/extensions.md
		{"JSON body with a charset", ask{contentType: asJSON + "; charset=utf-8", body: object, basic: basic}, ""},
		{"credentials in the form", ask{contentType: form, body: both + creds}, ""},
		{"credentials in the query", ask{query: both + creds}, ""},
		{"credentials twice, alike", ask{contentType: form, body: both + creds, basic: basic}, ""},
		{"basic in lower case", ask{query: both, basic: "basic " + base64.StdEncoding.EncodeToString([]byte(basic))}, ""},
		{"index, as of old", ask{query: both + "&index=1", basic: basic}, ""},
		{"unknown parameters", ask{query: both + "&scope=user:read:admin&foo=", basic: basic}, ""},
		{"a space around the form", ask{contentType: form, body: both + "\r\n", basic: basic}, ""},

		// 1.5
		{"wrong secret", ask{query: both, basic: id + ":" + strings.Repeat("A", len(secret))}, invalidClient},
		{"cut secret", ask{query: both, basic: id + ":" + secret[1:]}, invalidClient},
		{"secret in another case", ask{query: both, basic: id + ":" + strings.ToUpper(secret)}, invalidClient},
		{"secret and a space", ask{query: both, basic: basic + " "}, invalidClient},
		{"empty secret", ask{query: both, basic: id + ":"}, invalidClient},
		{"no colon", ask{query: both, basic: id}, invalidClient},
		{"secret of another app", ask{query: both, basic: id + ":" + s.Account.App.ClientSecret}, invalidClient},
		{"wrong id", ask{query: both, basic: unknown + ":" + secret}, invalidClient},
		{"empty id", ask{query: both, basic: ":" + secret}, invalidClient},
		{"id in another case", ask{query: both, basic: strings.ToUpper(id) + ":" + secret}, invalidClient},
		{"app id for client id", ask{query: both, basic: s.app + ":" + secret}, invalidClient},
		{"id of the wild", ask{query: both, basic: "%:" + secret}, invalidClient},
		{"wrong secret in the form", ask{contentType: form, body: both + "&client_id=" + id + "&client_secret=x"}, invalidClient},
		{"no secret in the form", ask{contentType: form, body: both + "&client_id=" + id}, invalidClient},
		{"no credentials", ask{query: both}, invalidClient},
		{"two clients named", ask{contentType: form, body: both + "&client_id=" + other.App.ClientID, basic: basic}, invalidClient},
		{"bearer", ask{query: both, basic: "Bearer " + secret}, invalidClient},
		{"basic of garbage", ask{query: both, basic: "Basic !!!"}, invalidClient},
		{"basic of nothing", ask{query: both, basic: "Basic "}, invalidClient},
		{"garbled header, good form", ask{contentType: form, body: both + creds, basic: "Basic !!!"}, invalidClient},
		{"long secret", ask{query: both, basic: id + ":" + strings.Repeat("x", 5000)}, invalidClient},
		{"long id", ask{query: both, basic: strings.Repeat("x", 5000) + ":" + secret}, invalidClient},
		{"NUL in the secret", ask{query: both, basic: basic + "\x00"}, invalidClient},
		{"invalid UTF-8 in the secret", ask{query: both, basic: id + ":\xff"}, invalidClient},
		{"invalid UTF-8 in the id", ask{query: both, basic: "\xff:" + secret}, invalidClient},

		{"garbled account", ask{query: "grant_type=account_credentials&account_id=x", basic: basic}, badRequest},
		{"no account", ask{query: "grant_type=account_credentials", basic: basic}, badRequest},
		{"empty account", ask{query: "grant_type=account_credentials&account_id=", basic: basic}, badRequest},
		{"account and a space", ask{query: both + "%20", basic: basic}, badRequest},
		{"account twice, unlike", ask{query: both + "&account_id=" + unknown, basic: basic}, badRequest},
		{"account in query and form, unlike", ask{query: both, contentType: form, body: "account_id=" + unknown, basic: basic}, badRequest},
		{"grant twice, unlike", ask{query: both + "&grant_type=client_credentials", basic: basic}, badRequest},
		{"NUL in the account", ask{query: both + "%00", basic: basic}, badRequest},
		{"invalid UTF-8", ask{query: both + "%ff", basic: basic}, badRequest},
		{"bad percent sign", ask{query: both + "&x=%zz", basic: basic}, badRequest},
		{"bad percent sign in the form", ask{contentType: form, body: both + "&x=%zz", basic: basic}, badRequest},
		{"JSON cut short", ask{contentType: asJSON, body: object[:20], basic: basic}, badRequest},
		{"JSON of numbers", ask{contentType: asJSON, body: `{"grant_type":1,"account_id":2}`, basic: basic}, badRequest},
		{"100 KB", ask{contentType: form, body: both + "&x=" + strings.Repeat("x", 100<<10), basic: basic}, badRequest},

		{"unknown account", ask{query: "grant_type=account_credentials&account_id=" + unknown, basic: basic}, noAccount},
		{"account of another tenant", ask{query: "grant_type=account_credentials&account_id=" + other.ID, basic: basic}, noAccount},
		{"account in another case", ask{query: "grant_type=account_credentials&account_id=" + swapCase(account), basic: basic}, noAccount},
		{"another tenant's account, wrong secret", ask{query: "grant_type=account_credentials&account_id=" + other.ID, basic: id + ":x"}, invalidClient},
		{"another tenant's credentials", ask{query: both, basic: other.App.ClientID + ":" + other.App.ClientSecret}, noAccount},

		{"no grant", ask{query: "account_id=" + account, basic: basic}, unsupported},
		{"nothing at all", ask{}, unsupported},
		{"empty grant", ask{query: "grant_type=&account_id=" + account, basic: basic}, unsupported},
		{"client_credentials", ask{query: "grant_type=client_credentials&account_id=" + account, basic: basic}, unsupported},
		{"authorization_code", ask{query: "grant_type=authorization_code&code=x", basic: basic}, unsupported},
		{"refresh_token", ask{query: "grant_type=refresh_token&refresh_token=x", basic: basic}, unsupported},
		{"grant in another case", ask{query: strings.Replace(both, "account_cr", "Account_Cr", 1), basic: basic}, unsupported},
		{"JSON content type, form body", ask{contentType: asJSON, body: "[]", basic: basic}, unsupported},
		{"JSON body, form content type", ask{contentType: form, body: object, basic: basic}, unsupported},
	} {
		a := s.post(c.ask)
		if ct := a.Header.Get("Content-Type"); ct != "application/json;charset=UTF-8" {
			t.Errorf("%s: Content-Type %q", c.name, ct)
		}
		if cc := a.Header.Get("Cache-Control"); cc != "no-store" {
			t.Errorf("%s: Cache-Control %q", c.name, cc)
		}
		if c.want != "" {
			if a.Status != 400 || string(a.Body) != c.want {
				t.Errorf("%s: got %d %s, want 400 %s", c.name, a.Status, a.Body, c.want)
			}
			continue
		}
		if a.Status != 200 {
			t.Errorf("%s: got %d %s, want a token", c.name, a.Status, a.Body)
			continue
		}
		// 1.2
		var got map[string]any
		a.JSON(t, &got)
		token, _ := got["access_token"].(string)
		delete(got, "access_token")
		rest, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		want := `{"api_url":"http://cordon.test","expires_in":3600,"scope":"user:read:list_users:admin user:read:user:admin","token_type":"bearer"}`
		if string(rest) != want || strings.Count(token, ".") != 2 {
			t.Errorf("%s: got %s, want %s", c.name, rest, want)
		}
		if a := s.use(token); a.Status != 200 {
			t.Errorf("%s: the token does not work: %d %s", c.name, a.Status, a.Body)
		}
	}
	// Only POST.
	for _, method := range []string{"GET", "PUT", "DELETE", "PATCH", "HEAD"} {
		if a := s.post(ask{method: method, query: both, basic: basic}); a.Status/100 != 4 || strings.Contains(string(a.Body), "access_token") {
			t.Errorf("%s: got %d %s", method, a.Status, a.Body)
		}
	}
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if l := strings.ToLower(string(r)); l != string(r) {
			return rune(l[0])
		}
		return rune(strings.ToUpper(string(r))[0])
	}, s)
}

// TestOtherTenantLooksUnknown: nothing tells another tenant's account on this
// server from one that nobody has, nor its client ids.
func TestOtherTenantLooksUnknown(t *testing.T) {
	s := newShop(t)
	other := s.NewAccount("Other", "owner@other.example")
	basic := s.c.ClientID + ":" + s.c.ClientSecret
	a := s.post(ask{query: "grant_type=account_credentials&account_id=" + other.ID, basic: basic})
	b := s.post(ask{query: "grant_type=account_credentials&account_id=" + strings.Repeat("q", 22), basic: basic})
	if a.Status != b.Status || !bytes.Equal(a.Body, b.Body) {
		t.Errorf("another tenant: %d %s\nunknown: %d %s", a.Status, a.Body, b.Status, b.Body)
	}
	a = s.post(ask{query: "grant_type=account_credentials&account_id=" + other.ID, basic: other.App.ClientID + ":wrong"})
	b = s.post(ask{query: "grant_type=account_credentials&account_id=" + other.ID, basic: strings.Repeat("q", 22) + ":wrong"})
	if a.Status != b.Status || !bytes.Equal(a.Body, b.Body) {
		t.Errorf("another tenant's client: %d %s\nunknown: %d %s", a.Status, a.Body, b.Status, b.Body)
	}
	if h := cmpHeaders(a, b); h != "" {
		t.Errorf("headers differ: %s", h)
	}
}

func cmpHeaders(a, b world.Answer) string {
	for name := range a.Header {
		if name != "X-Zm-Trackingid" && a.Header.Get(name) != b.Header.Get(name) {
			return name
		}
	}
	return ""
}

// TestAppAndOwner: an app that is not active and an owner who is not get no token.
func TestAppAndOwner(t *testing.T) {
	for name, c := range map[string]struct {
		method, path string
		body         any
		want         string
	}{
		"inactive app":      {"PATCH", "/marketplace/apps/{app}", map[string]any{"active": false}, notActivated},
		"deactivated owner": {"PUT", "/users/{user}/status", map[string]any{"action": "deactivate"}, ownerGone},
		"deleted owner":     {"DELETE", "/users/{user}", nil, notActivated},
		"deleted app":       {"DELETE", "/marketplace/apps/{app}", nil, invalidClient},
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			token := s.Token(s.c)
			a := s.Do(s.OwnerToken(), c.method, strings.NewReplacer("{app}", s.app, "{user}", s.user).Replace(c.path), c.body)
			if a.Status/100 != 2 {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			got := s.AskToken(s.c)
			if got.Status != 400 || string(got.Body) != c.want {
				t.Errorf("got %d %s, want %s", got.Status, got.Body, c.want)
			}
			// Not even that is told to whoever lacks the secret.
			wrong := s.c
			wrong.ClientSecret = "wrong"
			if got := s.AskToken(wrong); string(got.Body) != invalidClient {
				t.Errorf("with a wrong secret: %s", got.Body)
			}
			if got := s.use(token); got.Status != 401 || got.Code() != 124 {
				t.Errorf("the token: %d %s", got.Status, got.Body)
			}
		})
	}
}

// TestScopes: the scope string is what the app holds and its owner's role backs.
func TestScopes(t *testing.T) {
	s := newShop(t)
	scope := func() string {
		var a struct{ Scope string }
		s.AskToken(s.c).JSON(t, &a)
		return a.Scope
	}
	owner := s.OwnerToken()
	must := func(method, path string, body any) {
		t.Helper()
		if a := s.Do(owner, method, path, body); a.Status/100 != 2 {
			t.Fatalf("%s %s: %d %s", method, path, a.Status, a.Body)
		}
	}
	for _, c := range []struct {
		privileges any
		want       string
	}{
		{[]string{"User:Read"}, "user:read:list_users:admin user:read:user:admin"},
		{[]string{}, ""},
		{[]string{"PbxAdmin:Read"}, "phone:read:admin"},
		{[]string{"Role:Edit", "PbxAdmin:Read"}, "phone:read:admin role:write:admin"},
		{[]string{"Role:Read"}, "role:write:admin"}, // a read accepts it
	} {
		scopes := []map[string]any{}
		for _, p := range c.privileges.([]string) {
			scopes = append(scopes, map[string]any{"permission_id": p, "group_ids": []string{s.group}})
		}
		must("PATCH", "/roles/"+s.role, map[string]any{"privileges": c.privileges, "privilege_scopes": scopes})
		if got := scope(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.privileges, got, c.want)
		}
	}
	var a struct{ Scope string }
	s.AskToken(s.Account.App).JSON(t, &a)
	list := strings.Split(a.Scope, " ")
	if !slices.IsSorted(list) || len(list) < 100 || slices.Contains(list, "") {
		t.Errorf("the owner's scopes: %d, %.80q", len(list), a.Scope)
	}
}

func TestRevoke(t *testing.T) {
	s := newShop(t)
	const success = `{"status":"success"}`
	mine, basic := s.Token(s.c), s.c.ClientID+":"+s.c.ClientSecret
	kept, owners := s.Token(s.c), s.OwnerToken()
	revoke := func(token string, a ask) world.Answer {
		a.path = "/oauth/revoke"
		if a.basic == "" {
			a.basic = basic
		}
		if a.body == "" && a.query == "" {
			a.contentType, a.body = form, url.Values{"token": {token}}.Encode()
		}
		return s.post(a)
	}
	for _, c := range []struct {
		name, token string
		ask
		want string
	}{
		{"own", mine, ask{}, success},
		{"twice", mine, ask{}, success},
		{"in the query", "", ask{query: "token=" + s.Token(s.c)}, success},
		{"garbage", "garbage", ask{}, success},
		{"a token with one letter changed", kept[:len(kept)-3] + "AAA", ask{}, success},
		{"another client's", owners, ask{}, badRequest},
		{"none", "", ask{contentType: form, body: "x=y"}, badRequest},
		{"empty", "", ask{contentType: form, body: "token="}, badRequest},
		{"wrong secret", kept, ask{basic: s.c.ClientID + ":x"}, invalidClient},
		{"no credentials", kept, ask{basic: "Basic "}, invalidClient},
		{"another client", kept, ask{basic: s.Account.App.ClientID + ":" + s.Account.App.ClientSecret}, badRequest},
		{"two tokens", "", ask{query: "token=" + kept, contentType: form, body: "token=" + mine}, badRequest},
	} {
		a := revoke(c.token, c.ask)
		want := 400
		if c.want == success {
			want = 200
		}
		if a.Status != want || string(a.Body) != c.want {
			t.Errorf("%s: got %d %s, want %d %s", c.name, a.Status, a.Body, want, c.want)
		}
	}
	if a := s.use(mine); a.Status != 401 || string(a.Body) != `{"code":124,"message":"Invalid access token."}` {
		t.Errorf("revoked: %d %s", a.Status, a.Body)
	}
	for name, token := range map[string]string{"its sibling": kept, "the owner's": owners} {
		if a := s.use(token); a.Status != 200 {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	// It stays revoked, also over a restart, until it would have ended anyway.
	s.Clock.Move(30 * time.Minute)
	s.Close()
	s.Open()
	revoke(s.Token(s.c), ask{})
	if a := s.use(mine); a.Status != 401 || a.Code() != 124 {
		t.Errorf("after a restart: %d %s", a.Status, a.Body)
	}
	s.Clock.Move(time.Hour)
	if a := revoke(kept, ask{}); a.Status != 200 || string(a.Body) != success {
		t.Errorf("expired: %d %s", a.Status, a.Body)
	}
}
