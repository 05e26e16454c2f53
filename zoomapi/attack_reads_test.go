package zoomapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// spies are credentials from whom cat and hid are hidden, each by another cut:
// what their role reaches under the privileges that begin so, and under all
// others. "*" is the account, "-" that the role does not grant it.
var spies = []struct{ name, prefix, reach, others string }{
	{"all of seen", "", "seen", "seen"},
	{"people of seen", "User:", "seen", "*"},
	{"contents of all", "RecordingContent:", "*", "seen"},
	{"contents of none", "RecordingContent:", "-", "seen"},
}

func addSpies(tr *troupe) {
	tr.T.Helper()
	creds := map[string]world.Credentials{}
	tr.Operate(func(tx *store.OperatorTx) error {
		for _, s := range spies {
			r := cordon.Role{Name: s.name, Reaches: map[cordon.Privilege]cordon.Reach{}}
			for _, p := range access.Operations().Privileges() {
				reach := s.others
				if strings.HasPrefix(string(p), s.prefix) {
					reach = s.reach
				}
				switch reach {
				case "-":
				case "*":
					r.Reaches[p] = cordon.Reach{Account: true}
				default:
					r.Reaches[p] = cordon.Reach{Groups: []string{tr.ids[reach]}}
				}
			}
			if err := tx.AddRole(tr.Account.ID, &r); err != nil {
				return err
			}
			u := person("spy" + strings.ReplaceAll(s.name, " ", ""))
			u.RoleID = r.ID
			if err := tx.AddUser(tr.Account.ID, &u); err != nil {
				return err
			}
			a := cordon.App{Name: s.name, Owner: u.ID, Active: true, Scopes: world.AllScopes()}
			secret, err := tx.AddApp(tr.Account.ID, &a)
			if err != nil {
				return err
			}
			creds[s.name] = world.Credentials{AccountID: tr.Account.ID, ClientID: a.ClientID, ClientSecret: secret}
		}
		return nil
	})
	for name, c := range creds {
		tr.token[name] = tr.Token(c)
	}
}

// param is a query parameter, as /openapi.json has it.
type param struct {
	Name, In string
	Schema   struct {
		Type  string
		Enum  []any
		Items struct{ Enum []any }
	}
}

// queries are what a GET is asked with: each value of each of its parameters,
// one at a time, in a window in which there is something.
func queries(tr *troupe, params []param) []string {
	window, list := url.Values{}, []string{""}
	for name, value := range map[string]string{"from": "2026-02-20", "to": "2026-03-02", "to_channel": "{sensors}", "search_key": "e"} {
		if slices.ContainsFunc(params, func(p param) bool { return p.Name == name && p.In == "query" }) {
			window.Set(name, tr.expand(value))
		}
	}
	list = append(list, window.Encode())
	for _, p := range params {
		var values []string
		switch {
		case p.In != "query" || p.Name == "next_page_token" || p.Name == "from" || p.Name == "to":
		case p.Name == "page_size":
			values = []string{"1", "10"}
		case strings.HasPrefix(p.Name, "group_id"):
			values = []string{"{seen}", "{dark}", "{void}"}
		case p.Name == "to_channel":
			values = []string{"{closed}", "{darkroom}"}
		case p.Name == "to_contact":
			values = []string{"{ben}", "{cat}"}
		case len(p.Schema.Enum)+len(p.Schema.Items.Enum) > 0:
			for _, v := range slices.Concat(p.Schema.Enum, p.Schema.Items.Enum) {
				values = append(values, fmt.Sprint(v))
			}
		case p.Schema.Type == "boolean":
			values = []string{"true", "false"}
		case p.Schema.Type == "string":
			values = []string{hiddenMark, "Weekly", "R&D", "c1", "edited_messages,deleted_messages"}
		}
		for _, v := range values {
			q := maps.Clone(window)
			if q.Set(p.Name, tr.expand(v)); p.Name == "to_contact" {
				q.Del("to_channel")
			}
			list = append(list, q.Encode())
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// request is a path with the queries that it is asked with.
type request struct {
	path    string
	queries []string
}

var pathParam = regexp.MustCompile(`\{[^}]+\}`)

// everyRead is every GET with everything in the troupe that its path may name.
func everyRead(tr *troupe) (list []request) {
	tr.T.Helper()
	var doc struct {
		Paths map[string]map[string]struct{ Parameters []param }
	}
	tr.Send(httptest.NewRequest("GET", "/openapi.json", nil)).JSON(tr.T, &doc)
	people := []string{"{ann}", "{ben}", "{cat}", "{hid}", "ANN@example.com", strings.ToLower(hiddenMark) + "-cat@example.com", "me"}
	var things []string
	for _, name := range slices.Sorted(maps.Keys(tr.ids)) {
		if !slices.Contains(people, "{"+name+"}") {
			things = append(things, "{"+name+"}")
		}
	}
	parts := append([]string{"registrant0", "registrant1", "registrant2", "registrant3", "poll1", "16778240", "16778242", "Participant2"}, things...)
	for _, r := range tr.Server.API.Routes() {
		if r.Method != "GET" {
			continue
		}
		q := queries(tr, doc.Paths["/v2"+r.Path]["get"].Parameters)
		params := pathParam.FindAllString(r.Path, -1)
		paths := []string{r.Path}
		for i, param := range params {
			values := things
			switch {
			case param == "{userId}":
				values = people
			case i > 0:
				values = append(parts, people...)
			case len(params) > 1:
				values = []string{"{annmeeting}", "{catmeeting}", "{annevent}", "{annheld}", "{annlivemeeting}", "{annlivewebinar}"}
			}
			var next []string
			for _, path := range paths {
				for _, v := range values {
					next = append(next, strings.Replace(path, param, url.PathEscape(tr.expand(v)), 1))
				}
			}
			paths = next
		}
		for _, path := range paths {
			list = append(list, request{path, q})
		}
	}
	return list
}

// sealed is what is drawn anew for each answer.
var sealed = regexp.MustCompile(`"(next_page_token|sync_token|download_access_token|token)":"[^"]+"`)

// spy is all that a credential reads, by call: status, header and body. Of what
// is not found it asks no more than twice, and for its other types.
func spy(tr *troupe, who string, reads []request) map[string]string {
	seen := map[string]string{}
	for _, r := range reads {
		found := false
		for i, q := range r.queries {
			if i > 1 && !found && !strings.Contains(q, "type=") {
				continue
			}
			a := tr.Do(tr.token[who], "GET", r.path+"?"+q, nil)
			a.Header.Del("X-Zm-Trackingid")
			found = found || a.Status == 200
			seen[r.path+"?"+q] = fmt.Sprintf("%d %v %s", a.Status, a.Header, sealed.ReplaceAll(a.Body, []byte(`"$1":"sealed"`)))
		}
	}
	return seen
}

// TestReadsTellNothingOfTheHidden: whatever happens to people whom a credential
// does not see, and even if they were no colleagues at all but people from
// outside, all that it reads stays the same to the byte.
func TestReadsTellNothingOfTheHidden(t *testing.T) {
	if testing.Short() || raced {
		t.Skip("tens of thousands of calls")
	}
	tr := newTroupe(t)
	delegate(tr)
	tr.ok("owner POST /contacts/groups", `{"group_name":"Known","group_members":[{"type":1,"id":"{ann}"},{"type":1,"id":"{cat}"},{"type":2,"id":"{seen}"}]}`)
	addSpies(tr)
	reads, before := everyRead(tr), map[string]map[string]string{}
	for _, s := range spies {
		before[s.name] = spy(tr, s.name, reads)
		found := 0
		for call, a := range before[s.name] {
			if strings.HasPrefix(a, "200") {
				found++
			}
			if strings.Contains(a, `"`+tr.ids["cat"]) || strings.Contains(a, `"`+tr.ids["hid"]) {
				t.Errorf("%s: %s names somebody hidden: %s", s.name, call, a)
			}
		}
		if found < 1000 {
			t.Errorf("%s: %d calls that found something prove nothing", s.name, found)
		}
	}
	stir(tr)
	castOut(tr)
	for _, s := range spies {
		wrong := 0
		for call, is := range spy(tr, s.name, reads) {
			if was := before[s.name][call]; is != was && wrong < 5 {
				wrong++
				t.Errorf("%s: GET %s\nwas %s\nis  %s", s.name, call, was, is)
			}
		}
	}
}

// stir changes all kinds of things about cat and hid.
func stir(tr *troupe) {
	tr.ok("owner PATCH /users/{cat}", `{"first_name":"E","last_name":"E","display_name":"E","dept":"R&D","type":2,"pmi":5555511111,"vanity_name":"other","cost_center":"C1"}`)
	tr.ok("owner PUT /users/{cat}/email", `{"email":"aardvark@example.com"}`)
	tr.ok("owner POST /roles/{spare}/members", `{"members":[{"id":"{hid}"}]}`)
	tr.ok("owner PUT /users/{hid}/presence_status", `{"status":"Busy"}`)
	tr.ok("owner POST /groups/{void}/members", `{"members":[{"id":"{hid}"}]}`)
	tr.ok("owner POST /groups/{seen}/admins", `{"admins":[{"id":"{hid}"}]}`)
	tr.ok("owner POST /users/{ben}/assistants", `{"assistants":[{"id":"{hid}"}]}`)
	tr.ok("owner POST /users/{cat}/meetings", `{"topic":"Weekly","type":2,"start_time":"2026-03-02T12:00:00Z"}`)
	tr.ok("owner POST /users", `{"action":"custCreate","user_info":{"email":"new@example.com","type":1}}`)
	tr.ok("owner DELETE /meetings/{catmeeting}")
	tr.ok("owner PUT /users/{hid}/status", `{"action":"deactivate"}`)
	tr.ok("owner DELETE /users/{hid}?action=delete")
}

// castOut makes cat somebody from outside in every record.
func castOut(tr *troupe) {
	tr.T.Helper()
	conn, err := sqlite.OpenConn(tr.Path, sqlite.OpenReadWrite, sqlite.OpenWAL)
	if err != nil {
		tr.T.Fatal(err)
	}
	changed := 0
	for _, column := range []string{"doc", "detail"} {
		err := sqlitex.Execute(conn, "UPDATE record SET "+column+" = replace("+column+", ?1, ?2) WHERE instr("+column+", ?1)",
			&sqlitex.ExecOptions{Args: []any{`"user":"` + tr.ids["cat"] + `"`, `"email":"cat@elsewhere.test"`}})
		if err != nil {
			tr.T.Fatal(err)
		}
		changed += conn.Changes()
	}
	if err := conn.Close(); err != nil {
		tr.T.Fatal(err)
	}
	if changed < 20 {
		tr.T.Errorf("%d records that name cat prove nothing", changed)
	}
	tr.ok("owner DELETE /users/{cat}?action=delete")
}

// TestLinksInOthersNames: who has the link of a registrant or a panelist joins as
// them, without the passcode: it is for whom the passcode is for.
func TestLinksInOthersNames(t *testing.T) {
	tr := newTroupe(t)
	addSpies(tr)
	for path, list := range map[string]string{"/meetings/{annmeeting}/registrants": "registrants", "/webinars/{annevent}/registrants": "registrants",
		"/webinars/{annevent}/panelists": "panelists", "/meetings/{annmeeting}/registrants/registrant0": "", "/webinars/{annevent}/registrants/registrant0": ""} {
		for who, want := range map[string]bool{"owner": true, "all of seen": true, "contents of all": true, "contents of none": false} {
			a := tr.Do(tr.token[who], "GET", tr.expand(path), nil)
			if got := strings.Contains(string(a.Body), "?tk="); a.Status != 200 || got != want {
				t.Errorf("%s GET %s: links %v, want %v: %s", who, path, got, want, a.Body)
			}
			if list != "" && len(rows(t, a.Body, list)) == 0 {
				t.Errorf("%s GET %s: nobody there: %s", who, path, a.Body)
			}
		}
	}
	var m map[string]json.RawMessage
	tr.Do(tr.token["contents of none"], "GET", tr.expand("/meetings/{annmeeting}"), nil).JSON(t, &m)
	if m["password"] != nil || m["start_url"] != nil {
		t.Errorf("what opens the meeting is told: %s %s", m["password"], m["start_url"])
	}
}
