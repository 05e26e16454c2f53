package zoomapi_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon/internal/published"
)

// emails lists the addresses that an answer's list has.
func emails(t testing.TB, body []byte, list string) (out []string) {
	t.Helper()
	var m map[string]json.RawMessage
	var rows []struct{ Email, Name string }
	if err := json.Unmarshal(body, &m); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(m[list], &rows); err != nil {
		t.Fatalf("no list %s in %s", list, body)
	}
	for _, r := range rows {
		if r.Email == "" {
			r.Email = r.Name
		}
		name, _, _ := strings.Cut(r.Email, "@")
		out = append(out, name)
	}
	return out
}

// lists holds the names in a list to those wanted.
func (tr *troupe) lists(call, list, want string) {
	tr.T.Helper()
	a := tr.ok(call)
	if got := strings.Join(emails(tr.T, a.Body, list), " "); got != want {
		tr.T.Errorf("%s: got %q, want %q", call, got, want)
	}
}

// alike makes the same call about somebody hidden and about nobody, and wants
// the same bytes back.
func (tr *troupe) alike(status, code int, call, body, hidden string) {
	tr.T.Helper()
	var first string
	for _, id := range []string{tr.expand(hidden), strings.Repeat("x", len(tr.expand(hidden)))} {
		var b []string
		if body != "" {
			b = []string{strings.ReplaceAll(body, "{X}", id)}
		}
		a := tr.want(status, code, strings.ReplaceAll(call, "{X}", id), b...)
		text := strings.ReplaceAll(string(a.Body), id, "THE NAME")
		if first == "" {
			first = text + fmt.Sprint(a.Status)
		} else if text+fmt.Sprint(a.Status) != first {
			tr.T.Errorf("%s %s tells hidden from absent:\n%s\n%s", call, body, first, text)
		}
	}
}

const mark = "outsidermark-"

func TestDelegationIsCut(t *testing.T) {
	tr := newTroupe(t)
	delegate(tr)
	tr.lists("owner GET /users/{ann}/assistants", "assistants", "ben pat "+mark+"cat")
	tr.lists("vendor GET /users/{ann}/assistants", "assistants", "ben pat")
	tr.lists("owner GET /users/{ann}/schedulers", "schedulers", "ben pat "+mark+"hid")
	tr.lists("vendor GET /users/{ann}/schedulers", "schedulers", "ben pat")
	tr.lists("owner GET /users/{ben}/schedulers", "schedulers", "ann")
	if a := tr.ok("owner GET /users/{ann}/assistants"); strings.Contains(string(a.Body), tr.ids["pat"]) || strings.Count(string(a.Body), `"can_manage_host_private_event":true`) != 1 {
		t.Errorf("got %s", a.Body)
	}

	// Somebody hidden is nobody, whichever way they are named.
	tr.alike(400, 200, "editor POST /users/{ann}/assistants", `{"assistants":[{"id":"{X}"}]}`, "{cat}")
	tr.alike(400, 200, "editor POST /users/{ann}/assistants", `{"assistants":[{"email":"{X}"}]}`, mark+"hid@example.com")
	tr.alike(404, 1001, "editor POST /users/{X}/assistants", `{"assistants":[{"id":"{ben}"}]}`, "{cat}")
	tr.alike(404, 1001, "editor DELETE /users/{ann}/assistants/{X}", "", "{cat}")
	tr.alike(404, 1001, "editor DELETE /users/{ann}/schedulers/{X}", "", "{hid}")
	tr.alike(404, 1001, "editor DELETE /users/{X}/schedulers", "", "{hid}")

	// All or none.
	tr.want(400, 200, "editor POST /users/{ian}/assistants", `{"assistants":[{"id":"{ben}"},{"id":"{cat}"}]}`)
	tr.lists("owner GET /users/{ian}/assistants", "assistants", "")

	// Whom the caller does not see stays.
	tr.want(204, 0, "editor DELETE /users/{ann}/assistants")
	tr.lists("owner GET /users/{ann}/assistants", "assistants", mark+"cat")
	tr.want(204, 0, "editor DELETE /users/{ann}/schedulers")
	tr.lists("owner GET /users/{ann}/schedulers", "schedulers", mark+"hid")
	tr.lists("owner GET /users/{ben}/assistants", "assistants", "")

	// Whoever leaves takes theirs along.
	tr.ok("owner DELETE /users/{cat}")
	tr.lists("owner GET /users/{ann}/assistants", "assistants", "")
	tr.ok("owner DELETE /users/{ann}")
	tr.lists("owner GET /users/{hid}/assistants", "assistants", "")
	tr.sound()
}

// To be an assistant, or a group's admin, gives a credential nothing.
func TestDelegationGivesNothing(t *testing.T) {
	tr := newTroupe(t)
	tr.ok("owner POST /users/{cat}/assistants", `{"assistants":[{"id":"{svc}"},{"id":"{ed}"}]}`)
	tr.ok("owner POST /groups/{dark}/admins", `{"admins":[{"id":"{svc}"},{"id":"{ed}"}]}`)
	tr.ok("owner POST /contacts/groups", `{"group_name":"All","group_members":[{"type":1,"id":"{svc}"},{"type":1,"id":"{cat}"},{"type":2,"id":"{dark}"}]}`)
	tr.want(404, 1001, "vendor GET /users/{cat}")
	tr.want(404, 4130, "vendor GET /groups/{dark}")
	tr.want(404, 4130, "vendor GET /groups/{dark}/admins")
	tr.want(404, 4130, "editor PATCH /groups/{dark}/settings", `{}`)
	tr.want(404, 1001, "editor PATCH /users/{cat}", `{}`)
	tr.lists("vendor GET /users/me/schedulers", "schedulers", "")
}

func TestSummaryIsOfThePeopleInSight(t *testing.T) {
	tr := newTroupe(t)
	check := func(who string, licensed, basic, pending, joinOnly int) {
		t.Helper()
		a := tr.ok(who + " GET /users/summary")
		for name, want := range map[string]int{"licensed": licensed, "basic": basic, "pending": pending, "join_only": joinOnly, "total": licensed + basic + joinOnly, "room": 0, "on_prem": 0} {
			if got := number(t, a, name+"_users_count"); got != want {
				t.Errorf("%s: %s is %d, want %d", who, name, got, want)
			}
		}
	}
	count := func(who string) (n int) {
		for _, status := range []string{"active", "inactive"} {
			n += number(t, tr.ok(who+" GET /users?status="+status), "total_records")
		}
		return n
	}
	licensed := number(t, tr.ok("owner GET /users/summary"), "licensed_users_count")
	check("owner", licensed, count("owner")-licensed, 1, 0)
	check("vendor", 1, 3, 1, 0) // ann; ben, ian, svc; pat
	tr.ok("owner PATCH /users/{ben}", `{"type":4}`)
	tr.ok("owner PATCH /users/{cat}", `{"type":2}`)
	tr.ok("owner PUT /users/{pat}/status", `{"action":"activate"}`)
	check("owner", licensed+1, count("owner")-licensed-2, 0, 1)
	check("vendor", 1, 3, 0, 1)
	tr.ok("owner DELETE /users/{ann}")
	tr.ok("owner DELETE /users/{hid}")
	check("owner", licensed, count("owner")-licensed-1, 0, 1)
	check("vendor", 0, 3, 0, 1)
}

func TestVanityNameOfSomebodyHidden(t *testing.T) {
	tr := newTroupe(t)
	path := "/users/vanity_name?vanity_name=OUTSIDERMARK-cat@example.com"
	for who, want := range map[string]string{"owner": `{"existed":true}`, "vendor": `{"existed":false}`} {
		if a := tr.ok(who + " GET " + path); string(a.Body) != want {
			t.Errorf("%s: got %s, want %s", who, a.Body, want)
		}
	}
	if a := tr.ok("vendor GET /users/vanity_name?vanity_name=ann"); string(a.Body) != `{"existed":true}` {
		t.Errorf("got %s", a.Body)
	}
}

// Whoever has a user's token is that user: it is for them alone.
func TestUserTokensAreForTheirUserAlone(t *testing.T) {
	tr := newTroupe(t)
	seen := map[string]bool{}
	for _, call := range []string{"vendor GET /users/me/zak", "vendor GET /users/me/token", "vendor GET /users/SVC@example.com/token?type=zak", "owner GET /users/{owner}/token?type=onbehalf"} {
		token := text(t, tr.ok(call), "token")
		if seen[token] || len(token) < 40 {
			t.Errorf("%s: %s", call, token)
		}
		seen[token] = true
		// It opens nothing here.
		tr.token["zak"] = token
		tr.want(401, 124, "zak GET /users")
		tr.want(400, 300, "vendor GET /users?next_page_token="+token)
	}
	for _, who := range []string{"owner", "vendor", "editor"} {
		for _, kind := range []string{"", "?type=token", "?type=zak", "?type=onbehalf"} {
			a := tr.want(400, 200, who+" GET /users/{ann}/token"+kind)
			if string(a.Body) != `{"code":200,"message":"No permission."}` {
				t.Errorf("got %s", a.Body)
			}
		}
	}
	tr.alike(404, 1001, "vendor GET /users/{X}/token?type=zak", "", "{cat}")
}

func TestPresence(t *testing.T) {
	tr := newTroupe(t)
	status := func(call, want string) {
		t.Helper()
		if got := text(t, tr.ok(call), "status"); got != want {
			t.Errorf("%s: got %s, want %s", call, got, want)
		}
	}
	status("vendor GET /users/{ann}/presence_status", "Away")
	tr.ok("owner PUT /users/{svc}/presence_status", `{"status":"Do_No_Disturb"}`)
	status("owner GET /users/{svc}/presence_status", "Do_Not_Disturb")
	own := tr.ok("vendor GET /users/me/presence_status")
	if want := `{"status":"Do_No_Disturb","end_time":"2026-03-02T09:20:00Z","remaining_time":1200}`; string(own.Body) != want {
		t.Errorf("got %s, want %s", own.Body, want)
	}
	tr.Clock.Move(20*time.Minute - time.Second)
	if n := number(t, tr.ok("vendor GET /users/me/presence_status"), "remaining_time"); n != 1 {
		t.Errorf("a second before the end: %d", n)
	}
	tr.Clock.Move(time.Second)
	status("vendor GET /users/me/presence_status", "Away")
	tr.ok("editor PUT /users/{ann}/presence_status", `{"status":"Presenting"}`)
	status("vendor GET /users/{ann}/presence_status", "Presenting")
	tr.alike(404, 1001, "editor PUT /users/{X}/presence_status", `{"status":"Busy"}`, "{cat}")
	tr.alike(404, 1001, "vendor GET /users/{X}/presence_status", "", "{cat}")
}

func TestFeaturesOfManyUsers(t *testing.T) {
	tr := newTroupe(t)
	const call = "POST /users/features"
	body := func(kind, value string, users ...string) string {
		list := make([]string, len(users))
		for i, u := range users {
			list[i] = `{"id":"` + u + `"}`
		}
		return fmt.Sprintf(`{"feature_type":%q,"feature_value":%q,"users":[%s]}`, kind, value, strings.Join(list, ","))
	}
	answer := func(who, body, done, unknown string) {
		t.Helper()
		var got struct {
			Done   []string `json:"success_user_ids"`
			Failed []struct {
				Users  []string `json:"user_ids"`
				Reason string
			} `json:"fail_details"`
		}
		a := tr.want(201, 0, who+" "+call, body)
		a.JSON(t, &got)
		var failed []string
		for _, f := range got.Failed {
			if f.Reason != "Users not found" {
				t.Errorf("reason %q", f.Reason)
			}
			failed = append(failed, f.Users...)
		}
		if strings.Join(got.Done, " ") != tr.expand(done) || strings.Join(failed, " ") != tr.expand(unknown) {
			t.Errorf("%s: got %s, want %s and %s", body, a.Body, done, unknown)
		}
	}
	// A hidden one fails as one who is not there, among others who are.
	answer("editor", body("webinar", "64", "{ann}", "{cat}", "nobody", "{ben}", "{ann}"), "{ann} {ben}", "{cat} nobody")
	for who, want := range map[string]bool{"ann": true, "ben": true, "cat": false} {
		if got := strings.Contains(string(tr.ok("owner GET /users/{"+who+"}/settings").Body), `"webinar":true,"webinar_capacity":1000`); got != want {
			t.Errorf("%s has the webinars: %v", who, got)
		}
	}
	answer("owner", body("plan_united_type", "0", "ann@example.com"), "{ann}", "")
	answer("owner", body("user_type", "2", "{ben}"), "{ben}", "")
	if a := tr.ok("owner GET /users/{ben}"); !strings.Contains(string(a.Body), `"type":2`) {
		t.Errorf("got %s", a.Body)
	}
	// Rule 10, person by person: one whom the caller may not act on refuses all.
	tr.ok("owner POST /groups/{seen}/members", `{"members":[{"id":"{owner}"}]}`)
	tr.want(400, 200, "editor "+call, body("webinar", "0", "{ann}", "{owner}"))
	if a := tr.ok("owner GET /users/{ann}/settings"); !strings.Contains(string(a.Body), `"webinar":true`) {
		t.Errorf("half done: %s", a.Body)
	}
	for kind, value := range map[string]string{"user_type": "99", "webinar": "100", "large_meeting": "16", "zoom_whiteboard": "1", "plan_united_type": "3", "zoom_one_type": "17", "zoom_events": "1", "concurrent_meeting": "plus"} {
		tr.want(400, 300, "owner "+call, body(kind, value, "{ann}"))
	}
}

func TestGroupAdminsAreCut(t *testing.T) {
	tr := newTroupe(t)
	appoint(tr)
	call := " GET /groups/{seen}/admins"
	tr.lists("owner"+call, "admins", "ann ben "+mark+"cat")
	tr.lists("vendor"+call, "admins", "ann ben")
	if n := number(t, tr.ok("vendor"+call), "total_records"); n != 2 {
		t.Errorf("the vendor counts %d", n)
	}
	tr.alike(404, 1001, "editor POST /groups/{seen}/admins", `{"admins":[{"id":"{X}"}]}`, "{cat}")
	tr.alike(400, 4138, "editor DELETE /groups/{seen}/admins/{X}", "", "{cat}")
	tr.alike(404, 4130, "editor POST /groups/{X}/admins", `{"admins":[{"id":"{ann}"}]}`, "{dark}")
	tr.alike(404, 4130, "editor DELETE /groups/{X}/admins/{ann}", "", "{dark}")
	tr.want(400, 200, "vendor POST /groups/{seen}/admins", `{"admins":[{"id":"{ann}"}]}`)
	// Rule 10: nobody appoints, or dismisses, one who grants more than they have.
	tr.ok("owner POST /groups/{seen}/members", `{"members":[{"id":"{owner}"}]}`)
	tr.want(400, 200, "editor POST /groups/{seen}/admins", `{"admins":[{"id":"{ben}"},{"id":"{owner}"}]}`)
	tr.ok("owner POST /groups/{seen}/admins", `{"admins":[{"id":"{owner}"}]}`)
	tr.want(400, 200, "editor DELETE /groups/{seen}/admins/{owner}")
	tr.ok("editor DELETE /groups/{seen}/admins/{ben}")
	tr.ok("owner DELETE /users/{ann}")
	tr.lists("vendor"+call, "admins", "owner")
	tr.ok("owner DELETE /groups/{seen}")
	tr.sound()
}

func TestGroupSettings(t *testing.T) {
	tr := newTroupe(t)
	setting := func(who, what, section, name string, want any) {
		t.Helper()
		var all map[string]map[string]any
		tr.ok(who+" GET /groups/{seen}/"+what).JSON(t, &all)
		if got := all[section][name]; got != want {
			t.Errorf("%s.%s is %v, want %v", section, name, got, want)
		}
	}
	setting("vendor", "settings", "in_meeting", "chat", true)
	setting("vendor", "settings", "recording", "auto_recording", "none")
	tr.ok("editor PATCH /groups/{seen}/settings", `{"in_meeting":{"chat":false,"polling":null},"recording":{"auto_recording":"cloud"},"telephony":null}`)
	setting("vendor", "settings", "in_meeting", "chat", false)
	setting("vendor", "settings", "in_meeting", "polling", true)
	setting("vendor", "settings", "recording", "auto_recording", "cloud")
	tr.ok("editor PATCH /groups/{seen}/settings", `{"recording":{"local_recording":false}}`)
	setting("vendor", "settings", "in_meeting", "chat", false)
	setting("vendor", "settings", "recording", "auto_recording", "cloud")
	setting("vendor", "lock_settings", "in_meeting", "chat", false)
	tr.ok("editor PATCH /groups/{seen}/lock_settings", `{"in_meeting":{"chat":true}}`)
	setting("vendor", "lock_settings", "in_meeting", "chat", true)
	setting("vendor", "settings", "in_meeting", "chat", false)
	for _, what := range []string{"settings", "lock_settings"} {
		tr.want(400, 300, "editor PATCH /groups/{seen}/"+what, `{"in_meeting":{"chat":true,"chat":false}}`)
		tr.want(400, 300, "editor PATCH /groups/{seen}/"+what, `{"meeting_security":{}}`)
		tr.want(400, 200, "vendor PATCH /groups/{seen}/"+what, `{}`)
		tr.alike(404, 4130, "vendor GET /groups/{X}/"+what, "", "{dark}")
		tr.alike(404, 4130, "editor PATCH /groups/{X}/"+what, `{"in_meeting":{"chat":true}}`, "{dark}")
	}
}

func TestContactGroupsAreCut(t *testing.T) {
	tr := newTroupe(t)
	befriend(tr)
	names := func(who string) (list []string) {
		var got struct {
			Groups []struct {
				Name string `json:"group_name"`
			}
		}
		tr.ok(who+" GET /contacts/groups?page_size=50").JSON(t, &got)
		for _, g := range got.Groups {
			list = append(list, g.Name)
		}
		slices.Sort(list)
		return list
	}
	// Under a custom reach, what has a member in it exists.
	if got := names("vendor"); !slices.Equal(got, []string{"Friends"}) {
		t.Errorf("the vendor sees %v", got)
	}
	if got := names("owner"); len(got) != 3 {
		t.Errorf("the owner sees %v", got)
	}
	count := func(who string, want int) {
		t.Helper()
		if n := number(t, tr.ok(who+" GET /contacts/groups/{friends}"), "total_members"); n != want {
			t.Errorf("%s counts %d, want %d", who, n, want)
		}
	}
	count("owner", 5)
	count("vendor", 3) // ann, pat, the group seen
	tr.lists("vendor GET /contacts/groups/{friends}/members", "group_members", "Ann </script> Pat Example Seen")
	tr.alike(400, 300, "vendor GET /contacts/groups/{X}", "", "{strangers}")
	tr.alike(400, 300, "vendor GET /contacts/groups/{X}/members", "", "{lonely}")

	// An account-wide reach of IMGroups, and a narrow one of User and Group:
	// every contact group, and of its members those in sight.
	tr.ok("owner PATCH /roles/{writer}", `{"privileges":["User:Edit","Group:Edit","Role:Edit","MarketPlace:Edit","IMGroups:Edit"],"privilege_scopes":[{"permission_id":"IMGroups:Edit","reach":"account"}]}`)
	if got := names("editor"); len(got) != 3 {
		t.Errorf("the editor sees %v", got)
	}
	count("editor", 3)
	for _, m := range []struct{ kind, hidden string }{{"1", "{cat}"}, {"2", "{dark}"}} {
		tr.alike(400, 300, "editor POST /contacts/groups/{friends}/members", `{"group_members":[{"type":`+m.kind+`,"id":"{X}"}]}`, m.hidden)
		tr.alike(400, 300, "editor POST /contacts/groups", `{"group_name":"n","group_members":[{"type":`+m.kind+`,"id":"{X}"}]}`, m.hidden)
		tr.alike(400, 300, "editor DELETE /contacts/groups/{friends}/members?member_ids={X}", "", m.hidden)
	}
	// Whether hidden members are left does not show: the last one in sight stays.
	tr.want(400, 300, "editor DELETE /contacts/groups/{friends}/members?member_ids={ann},{pat},{seen}")
	tr.ok("editor DELETE /contacts/groups/{friends}/members?member_ids={ann},{pat}")
	count("editor", 1)
	count("owner", 3)
	tr.ok("editor POST /contacts/groups/{friends}/members", `{"group_members":[{"type":1,"id":"{ben}"},{"type":1,"id":"{ben}"}]}`)
	tr.ok("owner DELETE /users/{ben}")
	tr.ok("owner DELETE /groups/{seen}")
	count("editor", 0)
	count("owner", 2)
	tr.ok("editor DELETE /contacts/groups/{friends}")
	tr.want(400, 300, "owner GET /contacts/groups/{friends}")
	tr.sound()

	// A narrow reach writes nothing, even of what it sees.
	tr.ok("owner PATCH /roles/{writer}", `{"privilege_scopes":[{"permission_id":"IMGroups:Edit","group_ids":["{void}"]}]}`)
	for _, call := range []string{"POST /contacts/groups", "PATCH /contacts/groups/{lonely}", "DELETE /contacts/groups/{lonely}", "POST /contacts/groups/{lonely}/members", "DELETE /contacts/groups/{lonely}/members?member_ids=x"} {
		tr.want(400, 200, "editor "+call, `{"group_name":"n"}`)
	}
}

// TestFeatureValuesArePublished: whatever feature is given, a GET shows the user
// in the published shape afterwards.
func TestFeatureValuesArePublished(t *testing.T) {
	contract, ex := published.Load(t), exceptionTable()
	tr := newTroupe(t)
	for kind, values := range map[string]string{
		"user_type": "1 2", "concurrent_meeting": "Basic Plus None", "large_meeting": "1 32 64 128 256 1024 2048 0",
		"webinar":     "16 1 64 128 256 512 1024 2048 4096 8192 16384 32768 0",
		"zoom_events": "500 1000 3000 5000 10000 20000 30000 50000 0", "zoom_whiteboard": "true false", "zoom_iq_for_sales": "true",
		"zoom_revenue_accelerator": "false", "zoom_clips_plus": "true", "plan_united_type": "1 131072 0",
		"zoom_one_type": "16 32 64 128 33554432 134217728 1073741824 536870912 268435456 4398046511104 18014398509481984 72057594037927936 576460752303423488 144115188075855872 137438953472 1099511627776 549755813888 274877906944 2199023255552 0",
	} {
		for value := range strings.FieldsSeq(values) {
			tr.ok("owner POST /users/features", fmt.Sprintf(`{"feature_type":%q,"feature_value":%q,"users":[{"id":"{ben}"}],
				"license_info_list":[{"license_type":"ZOOM_WORKPLACE_BUNDLE","license_option":2,"subscription_id":""}]}`, kind, value))
			for call, path := range map[string]string{"owner GET /users/{ben}": "/users/{userId}", "owner GET /users/{ben}/settings": "/users/{userId}/settings", "owner GET /users": "/users"} {
				a := tr.ok(call)
				if err := contract.Check("GET", path, a.Status, a.Header.Get("Content-Type"), a.Body, ex); err != nil {
					t.Errorf("after %s %s: %v", kind, value, err)
				}
			}
		}
	}
}

// TestBadPeople: what is malformed is refused by the name of its field, and
// changes nothing.
func TestBadPeople(t *testing.T) {
	tr := newTroupe(t)
	befriend(tr)
	before := tr.state()
	for _, c := range []struct{ call, body, field string }{
		{"POST /users/{ann}/assistants", `{"assistants":[null]}`, "assistants"},
		{"POST /users/{ann}/assistants", `{"assistants":[{"id":7}]}`, "assistants.id"},
		{"POST /users/{ann}/assistants", `{"assistants":"{ben}"}`, "assistants"},
		{"POST /users/{ann}/assistants", `{"assistants":[` + strings.Repeat(`{"id":"{ben}"},`, 30) + `{"id":"{ben}"}]}`, "assistants"},
		{"PUT /users/{ann}/presence_status", `{"status":null}`, "status"},
		{"PUT /users/{ann}/presence_status", `{"status":"Do_Not_Disturb","duration":0}`, "duration"},
		{"POST /users/features", `{"feature_type":"webinar","feature_value":"1","users":[null]}`, "users"},
		{"POST /users/features", `{"feature_type":"no","feature_value":"1","users":[{"id":"{ann}"}]}`, "feature_type"},
		{"POST /users/features", `{"feature_type":"webinar","feature_value":1,"users":[{"id":"{ann}"}]}`, "feature_value"},
		{"POST /users/features", `{"feature_type":"webinar","feature_value":"1","users":[{"id":"{ann}"}],"license_info_list":[null]}`, "license_info_list[0].license_type"},
		{"POST /groups/{seen}/admins", `{"admins":[{"email":""}]}`, "admins"},
		{"POST /groups/{seen}/admins", `{"admins":[` + strings.Repeat(`{"id":"{ben}"},`, 10) + `{"id":"{ben}"}]}`, "admins"},
		{"PATCH /groups/{seen}/settings", `{"in_meeting":{"chat":"on"}}`, "in_meeting.chat"},
		{"PATCH /groups/{seen}/settings", `{"schedule_meeting":{"audio_type":"smoke"}}`, "schedule_meeting.audio_type"},
		{"PATCH /groups/{seen}/lock_settings", `{"in_meeting":[]}`, "in_meeting"},
		{"POST /contacts/groups", `{"group_name":"a\nb"}`, "group_name"},
		{"POST /contacts/groups", `{"group_name":"` + strings.Repeat("é", 128) + `"}`, "group_name"},
		{"POST /contacts/groups", `{"group_name":"n","group_privacy":4}`, "group_privacy"},
		{"POST /contacts/groups", `{"group_name":"n","group_members":[{"type":1}]}`, "group_members[0].id"},
		{"POST /contacts/groups/{friends}/members", `{"group_members":[null]}`, "group_members[0].type"},
		{"PATCH /contacts/groups/{friends}", `{"name":""}`, "name"},
	} {
		a := tr.want(400, 300, "owner "+c.call, c.body)
		zoomShaped(t, a)
		if !strings.Contains(string(a.Body), `"field":"`+c.field+`"`) {
			t.Errorf("%s %.100s: does not name %s: %s", c.call, c.body, c.field, a.Body)
		}
	}
	for call, body := range map[string]string{
		"POST /contacts/groups/{friends}/members":   `{"group_members":[` + strings.Repeat(`{"type":1,"id":"{ben}"},`, 50) + `{"type":1,"id":"{ben}"}]}`,
		"DELETE /contacts/groups/{friends}/members": "",
		"POST /users/{ann}/assistants":              `[]`,
		"PATCH /groups/{seen}/settings":             ``,
	} {
		zoomShaped(t, tr.want(400, 300, "owner "+call, body))
	}
	if tr.state() != before {
		t.Error("a refused request changed something")
	}
	tr.sound()
}
