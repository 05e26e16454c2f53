package zoomapi_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/cordon-zoom/cordon/internal/world"
)

// TestDuplicates: one name, whatever its letter case or Unicode spelling.
func TestDuplicates(t *testing.T) {
	tr := newTroupe(t)
	for _, spellings := range [][]string{
		{"Café", norm.NFD.String("Café"), "CAFÉ", norm.NFD.String("CAFÉ"), "cafÉ", " Café ", "Ｃａｆé"},
		{"Straße", "STRASSE", "strasse", "STRAẞE", "straße", "ＳＴＲＡＳＳＥ"},
		{"ΣΊΣΥΦΟΣ", "σίσυφος", "Σίσυφοσ", norm.NFD.String("σίσυφος")},
		{"ﬁnance", "finance", "FINANCE", "Finance"},
		{"Å", "Å", "å", "a\u030a", "A\u030a"},
		{"가", "\u1100\u1161"},
		{"①②", "12", "１２"},
	} {
		tr.ok("owner POST /groups", quoted(`{"name":%s}`, spellings[0]))
		role := text(t, tr.ok("owner POST /roles", quoted(`{"name":%s}`, spellings[0])), "id")
		group := text(t, tr.ok("owner POST /groups", quoted(`{"name":%s}`, "other "+spellings[0])), "id")
		before := tr.state()
		for _, s := range spellings {
			for _, call := range []string{"owner POST /groups", "owner PATCH /groups/" + group} {
				a := tr.want(409, 4132, call, quoted(`{"name":%s}`, s))
				if got, want := message(t, a), `The group name "`+s+`" is already in use.`; got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
			for _, call := range []string{"owner POST /roles", "owner PATCH /roles/{spare}"} {
				a := tr.want(400, 1224, call, quoted(`{"name":%s}`, s))
				if got, want := message(t, a), "Role name "+s+" has already been used."; got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		}
		if tr.state() != before {
			t.Errorf("%s: a refused name changed something", spellings[0])
		}
		// Its own name, spelled otherwise, is no clash.
		tr.want(204, 0, "owner PATCH /roles/"+role, quoted(`{"name":%s}`, spellings[1]))
		tr.want(204, 0, "owner PATCH /groups/"+group, quoted(`{"name":%s}`, "OTHER "+spellings[1]))
	}
	tr.want(400, 1224, "owner POST /roles", `{"name":"OWNER"}`)
	tr.want(400, 1224, "owner POST /roles", `{"name":"mEmBeR"}`)

	const create = `{"action":"ssoCreate","user_info":{"type":1,"email":%s}}`
	for _, spellings := range [][]string{
		{"rené@example.com", norm.NFD.String("rené@example.com"), "RENÉ@EXAMPLE.COM", "Ｒené@example.com"},
		{"weiß@example.com", "WEISS@example.com", "weiẞ@example.com", "weiss@Example.Com"},
		{"joe@example.com", "Joe@example.com", "JOE@EXAMPLE.COM", "ｊoe@example.com", "joe@ｅxample.com"},
	} {
		id := text(t, tr.ok("owner POST /users", quoted(create, spellings[0])), "id")
		before := tr.state()
		for _, s := range spellings {
			a := tr.want(409, 1005, "owner POST /users", quoted(create, s))
			if got, want := message(t, a), `Email "`+s+`" has already been used.`; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			tr.want(409, 1005, "owner PUT /users/{ben}/email", quoted(`{"email":%s}`, s))
			if got := text(t, tr.ok("owner GET /users/"+url.PathEscape(s)), "id"); got != id {
				t.Errorf("GET /users/%s: another user", s)
			}
			if a := tr.ok("owner GET /users/email?email=" + url.QueryEscape(s)); string(a.Body) != `{"existed_email":true}` {
				t.Errorf("%s: %s", s, a.Body)
			}
		}
		if tr.state() != before {
			t.Errorf("%s: a refused address changed something", spellings[0])
		}
		tr.want(204, 0, "owner PUT /users/"+id+"/email", quoted(`{"email":%s}`, spellings[1]))
	}
	// A name with a quotation mark is told as it is.
	tr.ok("owner POST /groups", quoted(`{"name":%s}`, `The "A" \ team`))
	if got, want := message(t, tr.ask("owner POST /groups", quoted(`{"name":%s}`, `The "A" \ team`))), `The group name "The "A" \ team" is already in use.`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// Another account has names of its own.
	other := tr.NewAccount("Other", "owner@other.example")
	tr.token["other"] = tr.Token(other.App)
	tr.want(201, 0, "other POST /groups", `{"name":"Seen"}`)
	tr.want(201, 0, "other POST /roles", `{"name":"Role spare"}`)
	tr.want(201, 0, "other POST /users", quoted(create, "ann@example.com"))
}

// quoted puts a JSON string in the place of %s.
func quoted(format, s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return strings.Replace(format, "%s", string(b), 1)
}

func message(t testing.TB, a world.Answer) string {
	t.Helper()
	return text(t, a, "message")
}

// TestDuplicatesOfTheHidden: a clash with something hidden reads as plain invalid.
func TestDuplicatesOfTheHidden(t *testing.T) {
	tr := newTroupe(t)
	before := tr.state()
	hidden := strings.ToLower(hiddenMark) + "-cat@example.com"
	invalid := tr.want(400, 300, "editor PUT /users/{ann}/email", `{"email":"not an address"}`)
	taken := tr.want(400, 300, "editor PUT /users/{ann}/email", quoted(`{"email":%s}`, hidden))
	if string(invalid.Body) != string(taken.Body) {
		t.Errorf("a hidden user's address: %s\nan invalid one: %s", taken.Body, invalid.Body)
	}
	a := tr.want(400, 300, "editor PATCH /groups/{seen}", `{"name":"`+hiddenMark+` dark"}`)
	if strings.Contains(string(a.Body), hiddenMark) || strings.Contains(string(a.Body), "use") {
		t.Errorf("tells of a hidden group: %s", a.Body)
	}
	tr.want(400, 300, "editor PATCH /users/{ann}", quoted(`{"vanity_name":%s}`, strings.ToUpper(hidden)))
	if tr.state() != before {
		t.Error("a refused name changed something")
	}
}

// TestErrorTexts: Zoom's words, to the letter.
func TestErrorTexts(t *testing.T) {
	tr := newTroupe(t)
	a := tr.ok("owner POST /marketplace/apps", app(`"active":true,"scopes":["group:read:admin"]`))
	var made struct {
		Credentials struct {
			ID     string `json:"client_id"`
			Secret string `json:"client_secret"`
		} `json:"production_credentials"`
	}
	a.JSON(t, &made)
	tr.token["poor"] = tr.Token(world.Credentials{AccountID: tr.Account.ID, ClientID: made.Credentials.ID, ClientSecret: made.Credentials.Secret})
	for _, c := range []struct {
		status     int
		call, body string
		want       string
	}{
		{404, "owner GET /users/nobody", "", `{"code":1001,"message":"User does not exist: nobody."}`},
		{404, "vendor GET /users/{cat}", "", `{"code":1001,"message":"User does not exist: {cat}."}`},
		{404, "vendor GET /users/" + strings.ToLower(hiddenMark) + "-cat@example.com", "", `{"code":1001,"message":"User does not exist: ` + strings.ToLower(hiddenMark) + `-cat@example.com."}`},
		{404, "owner GET /users/nobody@example.com/settings", "", `{"code":1001,"message":"User does not exist: nobody@example.com."}`},
		{404, "owner GET /groups/none", "", `{"code":4130,"message":"A group with this none does not exist."}`},
		{404, "vendor GET /groups/{dark}/members", "", `{"code":4130,"message":"A group with this {dark} does not exist."}`},
		{404, "owner DELETE /groups/{seen}/members/{cat}", "", `{"code":4131,"message":"Group member does not exist."}`},
		{404, "editor DELETE /groups/{seen}/members/{cat}", "", `{"code":4131,"message":"Group member does not exist."}`},
		{409, "owner POST /groups", `{"name":"sEEN"}`, `{"code":4132,"message":"The group name \"sEEN\" is already in use."}`},
		{409, "owner POST /users", `{"action":"create","user_info":{"email":"Ann@example.com","type":1}}`, `{"code":1005,"message":"Email \"Ann@example.com\" has already been used."}`},
		{400, "owner POST /roles", `{"name":"role Spare"}`, `{"code":1224,"message":"Role name role Spare has already been used."}`},
		{400, "owner GET /roles/none", "", `{"code":1034,"message":"Role does not exist: none."}`},
		{400, "owner POST /roles/2/members", `{"members":[{"id":"{ann}"}]}`, `{"code":300,"message":"Can't delete or add members for Normal/Owner roles."}`},
		{400, "owner DELETE /roles/0/members/{owner}", "", `{"code":300,"message":"Can't delete or add members for Normal/Owner roles."}`},
		{400, "owner POST /groups", "x", `{"code":300,"message":"Request Body should be a valid JSON object."}`},
		{400, "owner GET /users?next_page_token=x", "", `{"code":300,"message":"The next page token is invalid or expired."}`},
		{400, "vendor POST /groups", `{"name":"x"}`, `{"code":200,"message":"No permission."}`},
		{400, "vendor PATCH /marketplace/apps/{vendorapp}", `{}`, `{"code":4711,"message":"Invalid access token, does not contain scopes:[marketplace:write:app, marketplace:write:app:admin]."}`},
		{400, "editor POST /groups", `{"name":"x"}`, `{"code":200,"message":"No permission."}`},
		{400, "poor GET /users", "", `{"code":4711,"message":"Invalid access token, does not contain scopes:[user:read:list_users:admin]."}`},
		{400, "poor GET /users/{ann}", "", `{"code":4711,"message":"Invalid access token, does not contain scopes:[user:read:user, user:read:user:admin]."}`},
		{400, "poor GET /users/nobody", "", `{"code":4711,"message":"Invalid access token, does not contain scopes:[user:read:user, user:read:user:admin]."}`},
		{400, "poor PATCH /users/{ann}", "not JSON", `{"code":4711,"message":"Invalid access token, does not contain scopes:[user:update:user, user:update:user:admin]."}`},
		{400, "poor GET /roles", "", `{"code":4711,"message":"Invalid access token, does not contain scopes:[role:read:list_roles, role:read:list_roles:admin]."}`},
		{401, "nobody GET /users", "", `{"code":124,"message":"Invalid access token."}`},
		{400, "owner GET /nothing", "", `{"code":2300,"message":"This API endpoint is not recognized."}`},
	} {
		var body []string
		if c.body != "" {
			body = append(body, c.body)
		}
		a := tr.ask(c.call, body...)
		zoomShaped(t, a)
		if want := tr.expand(c.want); a.Status != c.status || string(a.Body) != want {
			t.Errorf("%s %s:\n\tgot %d %s\n\twant %d %s", c.call, c.body, a.Status, a.Body, c.status, want)
		}
	}
	tr.Clock.Move(time.Hour)
	if a := tr.ask("owner GET /users"); a.Status != 401 || string(a.Body) != `{"code":124,"message":"Access token is expired."}` {
		t.Errorf("expired: %d %s", a.Status, a.Body)
	}
}

// TestSameNameAtOnce: of many who take one name at once, one has it.
func TestSameNameAtOnce(t *testing.T) {
	tr := newTroupe(t)
	for call, c := range map[string]struct {
		body   string
		status int
	}{
		"POST /users":  {`{"action":"ssoCreate","user_info":{"type":1,"email":"once@example.com"}}`, 409},
		"POST /groups": {`{"name":"Once"}`, 409},
		"POST /roles":  {`{"name":"Once"}`, 400},
	} {
		method, path, _ := strings.Cut(call, " ")
		var wg sync.WaitGroup
		var mu sync.Mutex
		got := map[int]int{}
		for range 20 {
			wg.Go(func() {
				req := httptest.NewRequest(method, "/v2"+path, strings.NewReader(c.body))
				req.Header.Set("Authorization", "Bearer "+tr.token["owner"])
				a := tr.Send(req)
				mu.Lock()
				defer mu.Unlock()
				got[a.Status]++
			})
		}
		wg.Wait()
		if got[201] != 1 || got[c.status] != 19 {
			t.Errorf("%s: %v", call, got)
		}
	}
	totals(t, tr)
}
