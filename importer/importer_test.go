package importer_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/importer"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// acme is the account in testdata: answers of every kind, made up.
func acme(t testing.TB) (files []importer.File) {
	t.Helper()
	err := filepath.WalkDir("testdata/acme", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, importer.File{Path: filepath.ToSlash(name), Read: func() ([]byte, error) { return os.ReadFile(name) }})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func file(path, text string) importer.File {
	return importer.File{Path: path, Read: func() ([]byte, error) { return []byte(text), nil }}
}

// load imports files into an account of a world, and returns what was told.
func load(t testing.TB, w *world.World, account string, files ...importer.File) (importer.Summary, []string) {
	t.Helper()
	var told []string
	m := importer.Importer{DB: w.DB, Account: account, Report: func(p importer.Problem) { told = append(told, p.String()) }}
	s, err := m.Run(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	return s, told
}

// acmeWorld is a world with the account in testdata imported, and its owner's
// token.
func acmeWorld(t testing.TB) (w *world.World, account world.Account, owner string) {
	w = world.New(t, 1)
	user, ok, err := importer.FirstOwner(acme(t))
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	a := cordon.Account{Name: "Acme"}
	app := cordon.App{Name: "Owner", Active: true, Scopes: world.AllScopes()}
	var secret string
	w.Operate(func(tx *store.OperatorTx) (err error) {
		secret, err = tx.CreateAccount(&a, &user, &app)
		return err
	})
	account = world.Account{ID: a.ID, Owner: user, App: world.Credentials{AccountID: a.ID, ClientID: app.ClientID, ClientSecret: secret}}
	s, told := load(t, w, a.ID, acme(t)...)
	want := importer.Summary{Users: 5, Groups: 2, Members: 2, Roles: 2, PhoneUsers: 1, Meetings: 3, Webinars: 1, PastMeetings: 1, Participants: 3, Recordings: 1, Calls: 3}
	if d := cmp.Diff(want, s); d != "" {
		t.Error(d)
	}
	wantTold := []string{"testdata/acme/accounts/me/recordings.json:1: left out: a file without an id or a type"}
	if d := cmp.Diff(wantTold, told); d != "" {
		t.Error(d)
	}
	return w, account, w.Token(account.App)
}

const (
	ann     = "z8yAAAAA8bbbQ-nb2iqVnw"
	ben     = "q1wAAAAA8bbbQ-nb2iqVnw"
	service = "svcAAAAA8bbbQ-nb2iqVnw"
	group   = "wFZ3kq0sQ2eT8m1Rr5Uo7A"
)

// TestRoundTrip: what was imported is answered as it was.
func TestRoundTrip(t *testing.T) {
	w, account, owner := acmeWorld(t)
	if account.Owner.ID != "KDcuGIm1QgePTO8WbOqwIQ" {
		t.Errorf("the owner is %s", account.Owner.ID)
	}
	for _, test := range []struct {
		path string
		want []string
	}{
		{"/users/" + ann, []string{`"job_title":"Seller"`, `"pmi":3456789012`, `"manager":"olga@acme.example"`, `"value":"3-104"`, `"group_ids":["` + group + `"]`}},
		{"/users/me", []string{`"id":"KDcuGIm1QgePTO8WbOqwIQ"`, `"role_id":"0"`, `"dept":"Board"`}},
		{"/users/" + ben, []string{`"status":"inactive"`, `"group_ids":["aaZ3kq0sQ2eT8m1Rr5Uo7A"]`}},
		{"/groups/" + group + "/members", []string{`"total_records":1`, ann}},
		{"/roles/R4mQ0aLkQ5-4bGd0Xk3HhQ", []string{`"privileges":["PbxAdmin:Read","Recording:Read","User:Read"]`, `{"permission_id":"User:Read","group_ids":["` + group + `"]}`}},
		{"/users/" + ann + "/meetings", []string{`"total_records":2`, `"id":97763643886`, `"uuid":"aDYlohsHRtCd4ii1uC2+hA=="`, `"topic":"Weekly"`, `"agenda":"What is new"`}},
	} {
		a := w.Must(200, owner, "GET", test.path, nil)
		for _, want := range test.want {
			if !bytes.Contains(a.Body, []byte(want)) {
				t.Errorf("%s: no %s in\n%s", test.path, want, a.Body)
			}
		}
	}
}

// TestRestricted: an app of the imported service user sees the imported group
// and nobody else.
func TestRestricted(t *testing.T) {
	w, account, owner := acmeWorld(t)
	a := w.Must(201, owner, "POST", "/marketplace/apps", map[string]any{
		"app_type": "s2s_oauth", "app_name": "Vendor", "owner": "api@acme.example", "active": true, "scopes": []string{"user:read:list_users:admin", "user:read:user:admin"},
		"contact_name": "V", "contact_email": "api@acme.example", "company_name": "Acme",
	})
	var app struct {
		Credentials struct {
			ID     string `json:"client_id"`
			Secret string `json:"client_secret"`
		} `json:"production_credentials"`
	}
	a.JSON(t, &app)
	vendor := w.Token(world.Credentials{AccountID: account.ID, ClientID: app.Credentials.ID, ClientSecret: app.Credentials.Secret})
	w.Must(200, vendor, "GET", "/users/"+ann, nil)
	w.Must(404, vendor, "GET", "/users/"+ben, nil)
	w.Must(404, vendor, "GET", "/users/"+account.Owner.ID, nil)
	if list := w.Must(200, vendor, "GET", "/users", nil); !bytes.Contains(list.Body, []byte(`"total_records":2`)) {
		t.Errorf("%s", list.Body)
	}
}

// TestAgain: the same files once more, in another order, change nothing.
func TestAgain(t *testing.T) {
	w, account, owner := acmeWorld(t)
	look := func() (all string) {
		for _, path := range []string{"/users", "/users/" + ann, "/users/" + service, "/groups", "/groups/" + group + "/members", "/roles/R4mQ0aLkQ5-4bGd0Xk3HhQ", "/users/" + ann + "/meetings"} {
			all += path + " " + string(w.Must(200, owner, "GET", path, nil).Body) + "\n"
		}
		return all + documents(t, w, account.ID)
	}
	before := look()
	files := acme(t)
	slices.Reverse(files)
	load(t, w, account.ID, files...)
	if d := cmp.Diff(before, look()); d != "" {
		t.Error(d)
	}
}

// documents are those of the records whose ids testdata has.
func documents(t *testing.T, w *world.World, account string) (all string) {
	w.Operate(func(tx *store.OperatorTx) error {
		for _, r := range []struct {
			kind cordon.Kind
			id   string
		}{
			{cordon.KindMeeting, "97763643886"}, {cordon.KindMeeting, "97763643887"}, {cordon.KindWebinar, "87763643888"}, {cordon.KindPastMeeting, "/ajXp112QmuoKj4854875=="},
			{cordon.KindRecording, "/ajXp112QmuoKj4854875=="}, {cordon.KindCall, "48c1dfd4-91ce-4df5-8495-7c9e33d10869"}, {cordon.KindCall, "58c1dfd4-91ce-4df5-8495-7c9e33d10869"},
		} {
			found, ok, err := tx.Record(account, r.kind, r.id)
			if err != nil || !ok {
				return fmt.Errorf("%s %s: %t, %w", r.kind, r.id, ok, err)
			}
			all += fmt.Sprintf("%s %s %s %s %s %s %s\n", r.kind, r.id, found.Parent, found.Time, found.Owner, found.Doc, found.Detail)
		}
		return nil
	})
	return all
}

// TestDocuments: people are users where there are such, and call history and
// call log are one call.
func TestDocuments(t *testing.T) {
	w, account, _ := acmeWorld(t)
	all := documents(t, w, account.ID)
	for _, want := range []string{
		`{"user":"` + ben + `","name":"Ben Brown","number":16779264`, `{"name":"Vera Visitor","email":"vera@other.example","number":16780288`, `"total_minutes":150`,
		`"passcode":"s3cret"`, `{"id":"1774332000000","start":"2026-03-24T06:00:00Z","duration":30,"deleted":true}`,
		`"caller":{"name":"Vera Visitor","number":"+12125550199"`, `"callee":{"user":"` + ann + `"`, `"hold":4,"wait":6`,
		`"id":"72576a1f-4e66-4a77-87c4-f13f9808bd76","type":"MP4"`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no %s in\n%s", want, all)
		}
	}
}

func TestBadRows(t *testing.T) {
	const user = `{"id":"%s","email":"%s","type":1,"first_name":"A","last_name":"B"%s}`
	good := fmt.Sprintf(user, "good", "good@example.com", "")
	for name, test := range map[string]struct {
		file importer.File
		good int
		told []string
	}{
		"broken off": {file("users.json", "{\"users\":[\n"+good+"]}\n{\"users\":["), 1, []string{"users.json:3: not JSON from here on: unexpected EOF"}},
		"syntax":     {file("users.json", "{\"users\":["+good+"]}\n\n{nonsense}\n"+good), 1, []string{"users.json:3: not JSON from here on: invalid character 'n' looking for beginning of object key string"}},
		"the line of a row": {file("users.json", "\ufeff[\n{\"users\":[\n  7,\n\n  "+good+",\n  "+fmt.Sprintf(user, "x/y", "a@example.com", "")+"\n]},\n\"what\"]"), 1,
			[]string{"users.json:8: neither an answer nor an array of answers", "users.json:3: cannot unmarshal number into userRow", "users.json:6: id \"x/y\" is none of Zoom's"}},
		"me is nobody's id":     {file("u.json", fmt.Sprintf(user, "me", "me@example.com", "")), 0, []string{`u.json:1: id "me" is none of Zoom's`}},
		"no address":            {file("u.json", fmt.Sprintf(user, "a", "nobody", "")), 0, []string{"u.json:1: email: Must be an e-mail address that can be used, of at most 128 characters."}},
		"the address of others": {file("u.json", good+"\n"+fmt.Sprintf(user, "b", "GOOD@example.com", "")), 1, []string{"u.json:2: GOOD@example.com is the address of another user, good"}},
		"a second owner":        {file("u.json", fmt.Sprintf(user, "b", "b@example.com", `,"role_id":"0"`)), 1, []string{"u.json:1: the account has an owner: imported without the owner's role"}},
		"no such role":          {file("u.json", fmt.Sprintf(user, "b", "b@example.com", `,"role_id":"nope"`)), 1, []string{"u.json:1: left out: there is no role nope"}},
		"no such group":         {file("u.json", fmt.Sprintf(user, "b", "b@example.com", `,"group_ids":["nope"]`)), 1, []string{"u.json:1: left out: there is no group nope"}},
		"no such type":          {file("u.json", `{"id":"a","email":"a@example.com","type":7}`), 0, []string{"u.json:1: type 7 is none"}},
		"wrong type":            {file("u.json", `{"id":"a","email":"a@example.com","type":"x"}`), 0, []string{"u.json:1: type cannot be a JSON string"}},
		"another's host":        {file("m.json", `{"meetings":[{"uuid":"a==","id":123456789,"host_id":"nope","type":2,"start_time":"2026-01-01T00:00:00Z"}]}`), 0, []string{`m.json:1: there is no user "nope"`}},
		"nobody's members":      {file("members.json", `{"members":[{"id":"a"}]}`), 0, []string{"members.json:1: whose this is only the path of the file can say, such as groups/{groupId}/members.json"}},
		"members of nothing":    {file("groups/nope/members.json", `{"members":[{"id":"a"}]}`), 0, []string{"groups/nope/members.json:1: there is no group nope"}},
		"people of nothing":     {file("past_meetings/a==/participants.json", `{"participants":[{"name":"a","join_time":"2026-01-01T00:00:00Z"}]}`), 0, []string{"past_meetings/a==/participants.json:1: there is no past meeting or webinar a==: import GET /past_meetings/a== too"}},
		"something else":        {file("x.json", `{"next_page_token":"","plans":[]}`), 0, []string{"x.json:1: left out: not an answer that is imported"}},
		"empty":                 {file("x.json", " \n"), 0, nil},
		"an empty page":         {file("x.json", `{"users":[],"total_records":0}`), 0, nil},
		"a role that widens": {file("roles/a.json", `{"id":"a","name":"A","privileges":["User:Read","User:Nope"],"privilege_scopes":[{"permission_id":"User:Nope","group_ids":[]}]}`), 1,
			[]string{"roles/a.json:1: left out: User:Nope is no privilege that is known"}},
		"a role that says no reach": {file("roles/a.json", `{"id":"a","name":"A","privileges":["User:Read"]}`), 1,
			[]string{`roles/a.json:1: its privileges are left out: it has no privilege_scopes, and would reach the entire account; add "privilege_scopes": [] to say so`}},
	} {
		t.Run(name, func(t *testing.T) {
			w := world.New(t, 1)
			s, told := load(t, w, w.Account.ID, test.file)
			for i := range told {
				told[i] = strings.Replace(told[i], "json: cannot unmarshal number into Go value of type importer.userRow", "cannot unmarshal number into userRow", 1)
			}
			if d := cmp.Diff(test.told, told); d != "" {
				t.Error(d)
			}
			if got := s.Users + s.Meetings + s.Members + s.Participants + s.Roles; got != test.good {
				t.Errorf("%d rows imported, want %d", got, test.good)
			}
		})
	}
}

// TestHostChanges: a meeting that has another host now is not in sight through
// the one before.
func TestHostChanges(t *testing.T) {
	w, account, owner := acmeWorld(t)
	load(t, w, account.ID, file("m.json", `{"meetings":[{"uuid":"aDYlohsHRtCd4ii1uC2+hA==","id":97763643886,"host_id":"`+ben+`","type":2}]}`))
	if a := w.Must(200, owner, "GET", "/users/"+ann+"/meetings", nil); bytes.Contains(a.Body, []byte("97763643886")) {
		t.Errorf("%s", a.Body)
	}
	if a := w.Must(200, owner, "GET", "/users/"+ben+"/meetings", nil); !bytes.Contains(a.Body, []byte(`"topic":"Kick-off"`)) {
		t.Errorf("%s", a.Body)
	}
}

// TestRoleWithoutReaches: an answer that leaves the reaches out opens nothing.
func TestRoleWithoutReaches(t *testing.T) {
	w := world.New(t, 1)
	for _, test := range []struct{ scopes, want string }{
		{``, `"privileges":[]`}, {`,"privilege_scopes":[]`, `"privileges":["User:Read"]`}, {``, `"privileges":["User:Read"]`},
	} {
		load(t, w, w.Account.ID, file("roles/a.json", `{"id":"a","name":"A","privileges":["User:Read"]`+test.scopes+`}`))
		if a := w.Must(200, w.OwnerToken(), "GET", "/roles/a", nil); !bytes.Contains(a.Body, []byte(test.want)) {
			t.Errorf("%q: %s", test.scopes, a.Body)
		}
	}
}

// TestApart: ids that another account has are not taken over.
func TestApart(t *testing.T) {
	w, _, _ := acmeWorld(t)
	other := w.NewAccount("Other", "owner@other.example")
	s, told := load(t, w, other.ID, acme(t)...)
	if s.Users+s.Groups+s.Meetings+s.Calls+s.Recordings+s.Members != 0 || s.Bad == 0 || len(told) < s.Bad {
		t.Errorf("%+v, %d told", s, len(told))
	}
}

func TestTooLarge(t *testing.T) {
	w := world.New(t, 1)
	big := importer.File{Path: "big.json", Read: func() ([]byte, error) { return make([]byte, importer.MaxFile+1), nil }}
	m := importer.Importer{DB: w.DB, Account: w.Account.ID, Report: func(importer.Problem) {}}
	if _, err := m.Run(t.Context(), []importer.File{big}); err == nil || !strings.Contains(err.Error(), "big.json has more than 256 MiB: split it") {
		t.Errorf("got %v", err)
	}
	broken := errors.New("broken")
	if _, err := m.Run(t.Context(), []importer.File{{Path: "x.json", Read: func() ([]byte, error) { return nil, broken }}}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// TestManyRows: a file of many people and pages is one walk.
func TestManyRows(t *testing.T) {
	w := world.New(t, 1)
	var b bytes.Buffer
	for page := range 20 {
		fmt.Fprint(&b, `{"users":[`)
		for i := range 100 {
			fmt.Fprintf(&b, "%s\n{\"id\":\"u%d\",\"email\":\"u%[2]d@example.com\",\"type\":1}", strings.Repeat(",", min(i, 1)), 100*page+i)
		}
		fmt.Fprintln(&b, "]}")
	}
	if s, told := load(t, w, w.Account.ID, file("users.jsonl", b.String())); s.Users != 2000 || len(told) > 0 {
		t.Errorf("%+v %v", s, told)
	}
}
