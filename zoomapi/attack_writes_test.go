package zoomapi_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/ratelimit"
)

// drawn is what answers say that is new each time: ids, numbers, UUIDs.
var drawn = regexp.MustCompile(`[A-Za-z0-9_-]{20,}|\d{11}|[A-Za-z0-9+/]{22}==|"password":"[^"]*"`)

// TestNamingSomebodyHidden: wherever a write takes a person in its body or query, somebody hidden reads as nobody, by id and by
// address.
func TestNamingSomebodyHidden(t *testing.T) {
	tr := newTroupe(t)
	tr.ids["hidmail"] = strings.ToLower(hiddenMark) + "-hid@example.com"
	for _, test := range []struct{ line, body string }{
		{"editor POST /users/{ann}/assistants", `{"assistants":[{"id":"WHO"}]}`},
		{"editor POST /users/{ann}/assistants", `{"assistants":[{"email":"WHO"}]}`},
		{"editor DELETE /users/{ann}/assistants/WHO", ""},
		{"editor DELETE /users/{ann}/schedulers/WHO", ""},
		{"editor DELETE /users/{ben}?transfer_email=WHO&transfer_meeting=true", ""},
		{"editor POST /users/{ann}/meetings", `{"schedule_for":"WHO"}`},
		{"editor POST /users/{ann}/meetings", `{"settings":{"alternative_hosts":"ben@example.com;WHO"}}`},
		{"editor PATCH /meetings/{annmeeting}", `{"settings":{"alternative_hosts":"WHO"}}`},
		{"editor PATCH /webinars/{annevent}", `{"settings":{"alternative_hosts":"WHO"}}`},
		{"editor POST /users/{ann}/meetings", `{"settings":{"contact_email":"WHO","contact_name":"X","meeting_invitees":[{"email":"WHO"}],"authentication_exception":[{"name":"X","email":"WHO"}],"breakout_room":{"enable":true,"rooms":[{"name":"r","participants":["WHO"]}]}}}`},
		{"editor POST /meetings/{annmeeting}/registrants", `{"first_name":"X","email":"WHO"}`},
		{"editor POST /meetings/{annmeeting}/batch_registrants", `{"registrants":[{"first_name":"X","email":"WHO"}]}`},
		{"editor PUT /meetings/{annmeeting}/registrants/status", `{"action":"approve","registrants":[{"email":"WHO"}]}`},
		{"editor PUT /webinars/{annevent}/registrants/status", `{"action":"cancel","registrants":[{"email":"WHO"}]}`},
		{"editor POST /webinars/{annevent}/panelists", `{"panelists":[{"name":"X","email":"WHO"}]}`},
		{"editor POST /meetings/{annrecording}/recordings/registrants", `{"first_name":"X","email":"WHO"}`},
		{"editor POST /groups/{seen}/admins", `{"admins":[{"email":"WHO"}]}`},
		{"editor DELETE /groups/{seen}/admins/WHO", ""},
		{"editor POST /groups/{seen}/members", `{"members":[{"email":"WHO"}]}`},
		{"editor POST /users/features", `{"feature_type":"zoom_clips_plus","feature_value":"true","users":[{"id":"WHO"},{"email":"WHO"},{"id":"{ann}"}]}`},
		{"editor PUT /users/WHO/presence_status", `{"status":"Busy"}`},
		{"editor PATCH /phone/users/WHO", `{"extension_number":"7777"}`},
		{"editor POST /chat/users/{ann}/channels", `{"name":"N","members":[{"email":"ben@example.com"},{"email":"WHO"}]}`},
		{"editor POST /chat/channels/{closed}/members", `{"members":[{"email":"WHO"}]}`},
		{"editor POST /chat/users/{ann}/channels/{sensors}/members", `{"members":[{"email":"WHO"}]}`},
		{"editor DELETE /chat/channels/{sensors}/members/WHO", ""},
		{"editor DELETE /chat/users/{ann}/channels/{sensors}/members/WHO", ""},
		{"editor PATCH /chat/channels/{sensors}", `{"channel_settings":{"designated_posting_members":[{"user_id":"WHO"}]}}`},
		{"editor POST /chat/users/{ann}/messages", `{"to_contact":"WHO","message":"M"}`},
		{"editor POST /chat/users/{ann}/messages", `{"to_channel":"{sensors}","message":"M","at_items":[{"at_type":1,"at_contact":"WHO"}]}`},
		{"editor PUT /chat/users/{ann}/messages/said0", `{"to_contact":"WHO","message":"M"}`},
		{"editor PATCH /chat/users/{ann}/messages/said0/emoji_reactions", `{"to_contact":"WHO","action":"add","emoji":"U+1F600"}`},
		{"editor DELETE /chat/users/{ann}/messages/said0?to_contact=WHO", ""},
	} {
		for _, pair := range [][2]string{{"{hid}", strings.Repeat("q", len(tr.ids["hid"]))}, {"{hidmail}", "x" + tr.ids["hidmail"][1:]}} {
			var got [2]string
			for i, who := range pair {
				line, body := strings.ReplaceAll(test.line, "WHO", who), strings.ReplaceAll(test.body, "WHO", who)
				var more []string
				if body != "" {
					more = append(more, body)
				}
				a := tr.ask(line, more...)
				got[i] = fmt.Sprint(a.Status, drawn.ReplaceAllString(strings.ReplaceAll(string(a.Body), tr.expand(who), "WHO"), "DRAWN"))
			}
			if got[0] != got[1] {
				t.Errorf("%s %s tells %s from nobody:\n%s\n%s", test.line, test.body, pair[0], got[0], got[1])
			}
		}
	}
}

// TestRegisteringTellsNothing: how often somebody was registered today by others is not to be had by registering them oneself.
func TestRegisteringTellsNothing(t *testing.T) {
	left := func(before int) (n int) {
		tr := newTroupe(t)
		tr.Close()
		tr.Limits = ratelimit.Business
		tr.Open()
		const gus = `{"first_name":"Gus","email":"gus@elsewhere.test"}`
		for range before {
			tr.ok("owner POST /meetings/{annmeeting}/registrants", gus)
		}
		for n < 9 && tr.ask("editor POST /meetings/{annmeeting}/registrants", gus).Status == 201 {
			n++
		}
		return n
	}
	if fresh, known := left(0), left(2); fresh != known {
		t.Errorf("somebody whom others registered twice can be registered %d times, and somebody new %d times", known, fresh)
	}
}

// TestOneUserGrowsNoList: what one user has, which lists show with each record, stays small.
func TestOneUserGrowsNoList(t *testing.T) {
	tr := newTroupe(t)
	many := `["` + strings.Repeat(strings.Repeat("d", 1000)+`","`, 900) + `"]`
	tr.want(400, 300, "editor PATCH /users/{ben}", `{"division_ids":`+many+`}`)
}

// TestErrorsStayShort: a body with a hundred thousand faults is not answered with a hundred thousand complaints.
func TestErrorsStayShort(t *testing.T) {
	tr := newTroupe(t)
	for _, body := range []string{
		`{"members":[` + strings.TrimSuffix(strings.Repeat(`{"email":"\u0001"},`, 50_000), ",") + `]}`,
	} {
		a := tr.want(400, 300, "editor POST /groups/{seen}/members", body)
		if len(a.Body) > 100_000 {
			t.Errorf("%d bytes of answer to %d", len(a.Body), len(body))
		}
	}
	list := `["` + strings.Repeat(`\u0001","`, 100_000) + `"]`
	if a := tr.want(400, 300, "editor PATCH /users/{ben}", `{"division_ids":`+list+`}`); len(a.Body) > 100_000 {
		t.Errorf("%d bytes of answer to %d", len(a.Body), len(list))
	}
}

// TestDocumentsStayBounded: no write that is repeated makes a record grow without end.
func TestDocumentsStayBounded(t *testing.T) {
	tr := newTroupe(t)
	k := strings.Repeat("k", 1000)
	answers := `["` + strings.TrimSuffix(strings.Repeat(k+`","`, 50), `","`) + `"]`
	question := `{"name":"Q","type":"single","answers":` + answers + `}`
	questions := strings.TrimSuffix(strings.Repeat(question+",", 18), ",")
	custom := strings.TrimSuffix(strings.Repeat(`{"title":"`+k+`","value":""},`, 100), ",")
	for name, test := range map[string]struct {
		line string
		body func(i int) string
		most int // calls
	}{
		"edits":     {"editor PUT /chat/users/{ann}/messages/said0", func(i int) string { return fmt.Sprintf(`{"to_channel":"{sensors}","message":"%d%s"}`, i, k) }, 200},
		"reactions": {"editor PATCH /chat/users/{ann}/messages/said0/emoji_reactions", func(i int) string { return fmt.Sprintf(`{"to_channel":"{sensors}","action":"add","emoji":"%060d"}`, i) }, 1000},
		"polls":     {"editor POST /meetings/{annmeeting}/polls", func(i int) string { return fmt.Sprintf(`{"title":"P%d","questions":[%s]}`, i, questions) }, 20},
		"registrants": {"editor POST /webinars/{annevent}/registrants", func(i int) string {
			return fmt.Sprintf(`{"first_name":"F","email":"f%d@e.test","custom_questions":[%s]}`, i, custom)
		}, 80},
		"viewers": {"editor POST /meetings/{annrecording}/recordings/registrants", func(i int) string {
			return fmt.Sprintf(`{"first_name":"F","email":"f%d@e.test","custom_questions":[%s]}`, i, custom)
		}, 80},
	} {
		i, status := 0, 0
		for ; i < test.most && status/100 != 4; i++ {
			a := tr.ask(test.line, test.body(i))
			if status = a.Status; status/100 == 5 {
				t.Fatalf("%s: %s", name, a.Body)
			}
		}
		if status != 400 {
			t.Errorf("%s: %d calls, and nothing said no", name, i)
		}
	}
	// What is full can still be deleted.
	tr.ok("editor DELETE /chat/users/{ann}/messages/said0?to_channel={sensors}")
	tr.ok("editor DELETE /webinars/{annevent}/panelists")
	tr.ok("editor DELETE /meetings/{annrecording}/recordings")
}

// TestFarStart: a meeting at the end of time is kept or refused, and can be read.
func TestFarStart(t *testing.T) {
	tr := newTroupe(t)
	a := tr.ask("editor POST /users/{ann}/meetings", `{"type":8,"start_time":"2999-12-31T23:59:59","timezone":"America/Los_Angeles","recurrence":{"type":3,"repeat_interval":99,"monthly_day":31,"end_times":60}}`)
	if a.Status/100 == 5 {
		t.Error(string(a.Body))
	}
	tr.ok("owner GET /users/{ann}/meetings")
}

// reach gives the editor's role just the privileges said ("User:Edit seen dark" reaches two groups), and the reader's next to none.
func (tr *troupe) reach(said ...string) {
	tr.T.Helper()
	var names, scopes []string
	for _, s := range said {
		name, groups, _ := strings.Cut(s, " ")
		names = append(names, `"`+name+`"`)
		scopes = append(scopes, `{"permission_id":"`+name+`","group_ids":["{`+strings.ReplaceAll(groups, " ", `}","{`)+`}"]}`)
	}
	tr.ok("owner PATCH /roles/{reader}", `{"privileges":["User:Read"]}`)
	tr.ok("owner PATCH /roles/{writer}", `{"privileges":[`+strings.Join(names, ",")+`],"privilege_scopes":[`+strings.Join(scopes, ",")+`]}`)
}

// TestRecordsMoveNowhereNew: records that change hands, and people who come into a channel, show nobody what the caller lacks.
func TestRecordsMoveNowhereNew(t *testing.T) {
	t.Run("transfer", func(t *testing.T) {
		tr := newTroupe(t)
		tr.reach("User:Edit seen dark", "Group:Read seen dark", "Recording:Edit seen", "RecordingContent:Read seen")
		for _, to := range []string{"{ben}", "{ed}"} {
			tr.want(400, 200, "editor DELETE /users/{cat}?transfer_recording=true&transfer_email="+to)
		}
		tr.ok("owner GET /users/{cat}")
		tr.want(404, 1001, "editor GET /users/{cat}/recordings")
		tr.reach("User:Edit seen dark", "Group:Read seen dark", "Recording:Edit seen dark", "RecordingContent:Read seen")
		tr.want(400, 200, "editor DELETE /users/{cat}?transfer_recording=true&transfer_email={ben}")
		tr.reach("User:Edit seen dark", "Group:Read seen dark", "Recording:Edit seen dark", "RecordingContent:Read seen dark")
		tr.ok("editor DELETE /users/{cat}?transfer_recording=true&transfer_email={ben}")
	})
	t.Run("channel", func(t *testing.T) {
		tr := newTroupe(t)
		tr.ids["quiet"] = text(t, tr.ok("owner POST /chat/users/{ann}/channels", `{"name":"Quiet","members":[{"email":"ben@example.com"}]}`), "id")
		tr.reach("User:Read seen dark", "Group:Read seen dark", "ChatChannel:Edit seen dark", "ChatMessage:Edit dark")
		for _, who := range []string{strings.ToLower(hiddenMark) + "-cat@example.com", "ed@example.com"} {
			tr.want(400, 200, "editor POST /chat/channels/{quiet}/members", `{"members":[{"email":"`+who+`"}]}`)
			tr.want(400, 200, "editor POST /chat/users/{ann}/channels/{quiet}/members", `{"members":[{"email":"`+who+`"}]}`)
			// All or none: whoever could come in does not either.
			tr.want(400, 200, "editor POST /chat/channels/{quiet}/members", `{"members":[{"email":"ian@example.com"},{"email":"`+who+`"}]}`)
		}
		if n := number(t, tr.ok("owner GET /chat/channels/{quiet}/members"), "total_records"); n != 2 {
			t.Errorf("%d members", n)
		}
	})
}
