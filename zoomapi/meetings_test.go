package zoomapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/ratelimit"
)

// meetingShown is what the tests here look at.
type meetingShown struct {
	ID          int64  `json:"id"`
	HostID      string `json:"host_id"`
	Topic       string `json:"topic"`
	Type        int    `json:"type"`
	StartTime   string `json:"start_time"`
	Duration    int    `json:"duration"`
	Timezone    string `json:"timezone"`
	Password    string `json:"password"`
	Occurrences []struct {
		ID       string `json:"occurrence_id"`
		Start    string `json:"start_time"`
		Duration int    `json:"duration"`
		Status   string `json:"status"`
	} `json:"occurrences"`
	Settings map[string]any `json:"settings"`
}

func shown(t *testing.T, a world.Answer) (m meetingShown) {
	t.Helper()
	a.JSON(t, &m)
	return m
}

// listed are the ids of a list of meetings.
func listed(tr *troupe, call string) (ids []string) {
	tr.T.Helper()
	var list struct {
		Meetings, Webinars []struct{ ID int64 }
	}
	tr.ok(call).JSON(tr.T, &list)
	for _, m := range append(list.Meetings, list.Webinars...) {
		ids = append(ids, fmt.Sprint(m.ID))
	}
	return ids
}

// TestAMeetingsLife: arranged, changed, registered for, called off in part and
// altogether.
func TestAMeetingsLife(t *testing.T) {
	tr := newTroupe(t)
	m := shown(t, tr.want(201, 0, "editor POST /users/{ben}/meetings", `{"type":8,"topic":"Tea","start_time":"2026-03-27T09:00:00","timezone":"Europe/Berlin","duration":30,"password":"1234",
		"recurrence":{"type":1,"end_times":4},"settings":{"approval_type":1,"waiting_room":true,"no_such_setting":1}}`))
	tr.ids["new"] = fmt.Sprint(m.ID)
	var starts []string
	for _, o := range m.Occurrences {
		starts = append(starts, o.Start)
	}
	// Summer time begins on the 29th.
	if want := []string{"2026-03-27T08:00:00Z", "2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z", "2026-03-30T07:00:00Z"}; !slices.Equal(starts, want) {
		t.Errorf("starts: got %v, want %v", starts, want)
	}
	if m.HostID != tr.ids["ben"] || m.Settings["waiting_room"] != true || m.Settings["no_such_setting"] != nil || m.Password != "1234" {
		t.Errorf("got %+v", m)
	}

	tr.ids["first"], tr.ids["second"] = m.Occurrences[0].ID, m.Occurrences[1].ID
	tr.ok("editor DELETE /meetings/{new}?occurrence_id={first}")
	tr.want(404, 3001, "editor DELETE /meetings/{new}?occurrence_id={first}")
	tr.ok("editor PATCH /meetings/{new}?occurrence_id={second}", `{"start_time":"2026-03-28T12:00:00","duration":90}`)
	m = shown(t, tr.ok("vendor GET /meetings/{new}?occurrence_id={second}"))
	if m.StartTime != "2026-03-28T11:00:00Z" || m.Duration != 90 || m.Occurrences[0].Status != "deleted" || m.Occurrences[1].Status != "available" {
		t.Errorf("after changes of two occurrences: %+v", m)
	}
	tr.ok("editor PATCH /meetings/{new}", `{"topic":"Coffee","settings":{"waiting_room":false}}`)
	m = shown(t, tr.ok("vendor GET /meetings/{new}"))
	if m.Topic != "Coffee" || m.Settings["waiting_room"] != false || m.Settings["approval_type"] != 1.0 || len(m.Occurrences) != 4 || m.Occurrences[1].Start != "2026-03-28T11:00:00Z" {
		t.Errorf("a change of the topic changed more: %+v", m)
	}

	tr.ids["r"] = text(t, tr.ok("editor POST /meetings/{new}/registrants", `{"first_name":"Ann","email":"ann@example.com","org":"Tea"}`), "registrant_id")
	count := func(status string) int {
		return number(t, tr.ok("vendor GET /meetings/{new}/registrants?status="+status), "total_records")
	}
	if count("pending") != 1 || count("approved") != 0 {
		t.Error("who registers waits for approval")
	}
	tr.ok("editor PUT /meetings/{new}/registrants/status", `{"action":"approve","registrants":[{"email":"ANN@example.com"}]}`)
	if count("pending") != 0 || count("approved") != 1 || text(t, tr.ok("vendor GET /meetings/{new}/registrants/{r}"), "join_url") == "" {
		t.Error("approved, and has a link")
	}
	tr.ok("editor PUT /meetings/{new}/registrants/status", `{"action":"cancel","registrants":[{"id":"{r}"}]}`)
	tr.want(400, 3079, "vendor GET /meetings/{new}/registrants/{r}")

	tr.ok("editor DELETE /meetings/{new}")
	tr.want(404, 3001, "editor DELETE /meetings/{new}")
	if slices.Contains(listed(tr, "vendor GET /users/{ben}/meetings"), tr.ids["new"]) {
		t.Error("deleted, and listed")
	}
}

// TestTheLastOccurrence: with it the meeting is called off.
func TestTheLastOccurrence(t *testing.T) {
	tr := newTroupe(t)
	m := shown(t, tr.ok("editor POST /users/{ben}/meetings", `{"type":8,"start_time":"2026-03-10T10:00:00Z","recurrence":{"type":1,"end_times":2}}`))
	tr.ids["new"] = fmt.Sprint(m.ID)
	for _, o := range m.Occurrences {
		tr.ok("editor DELETE /meetings/{new}?occurrence_id=" + o.ID)
	}
	tr.want(404, 3001, "editor GET /meetings/{new}")
}

// TestListsOfMeetings: which list has what, and in which order.
func TestListsOfMeetings(t *testing.T) {
	tr := newTroupe(t)
	add := func(name, body string) {
		tr.ids[name] = fmt.Sprint(shown(t, tr.ok("owner POST /users/{ben}/meetings", body)).ID)
	}
	add("instant", `{"type":1}`)
	add("anytime", `{"type":3}`)
	add("soon", `{"type":2,"start_time":"2026-03-02T20:00:00Z"}`)
	add("over", `{"type":2,"start_time":"2026-02-20T10:00:00Z"}`)
	add("weekly", `{"type":8,"start_time":"2026-02-24T10:00:00Z","recurrence":{"type":2,"weekly_days":"3","end_times":9}}`)
	add("far", `{"type":2,"start_time":"2026-12-20T10:00:00Z"}`)
	for query, want := range map[string]string{
		"meetings": "far soon anytime weekly over",
		"meetings?type=scheduled&from=2026-03-02&to=2026-03-02":                      "soon anytime",
		"meetings?type=upcoming":                                                     "soon weekly",
		"meetings?type=upcoming&from=2026-03-03":                                     "weekly",
		"meetings?type=upcoming_meetings&to=2026-03-02":                              "soon",
		"meetings?type=upcoming&to=2026-03-03&timezone=America/New_York&page_size=1": "soon",
		"meetings?type=live":                                                         "",
		"upcoming_meetings":                                                          "soon",
	} {
		var names []string
		for _, id := range listed(tr, "owner GET /users/{ben}/"+query) {
			for _, name := range strings.Fields("instant anytime soon over weekly far") {
				if tr.ids[name] == id {
					names = append(names, name)
				}
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	if m := shown(t, tr.ok("owner GET /meetings/{weekly}")); m.StartTime != "2026-02-24T10:00:00Z" || m.Occurrences[0].Start != "2026-03-03T10:00:00Z" {
		t.Errorf("a series that goes on: %+v", m)
	}
	if m := shown(t, tr.ok("owner GET /meetings/{weekly}?show_previous_occurrences=true")); m.Occurrences[0].Start != "2026-02-24T10:00:00Z" {
		t.Errorf("with what is over: %+v", m)
	}
}

// TestEndingAMeeting: what was live is past, ended at that moment.
func TestEndingAMeeting(t *testing.T) {
	tr := newTroupe(t)
	has := func(kind string) bool {
		return slices.Contains(listed(tr, "vendor GET /users/{ann}/meetings?page_size=300&type="+kind), tr.ids["annlivemeetingnumber"])
	}
	if !has("live") || has("previous_meetings") {
		t.Fatal("not live to begin with")
	}
	tr.Clock.Move(time.Minute)
	tr.token["vendor"], tr.token["editor"] = tr.Token(tr.creds["vendor"]), tr.Token(tr.creds["editor"])
	tr.ok("editor PUT /meetings/{annlivemeetingnumber}/status", `{"action":"end"}`)
	if has("live") || !has("previous_meetings") {
		t.Error("not past")
	}
	past := tr.ok("owner GET /past_meetings/{annlivemeeting}")
	if got, want := text(t, past, "end_time"), tr.Clock.Now().UTC().Format(time.RFC3339); got != want {
		t.Errorf("ended at %s, want %s", got, want)
	}
	tr.want(404, 3001, "editor PUT /meetings/{annlivemeetingnumber}/status", `{"action":"end"}`)
}

// TestMeetingLimits: a host's day takes so many writes, somebody's so many
// registrations; what is refused for another reason, or of somebody hidden,
// counts for nobody.
func TestMeetingLimits(t *testing.T) {
	tr := limited(t, ratelimit.Business)
	for i := range ratelimit.HostWrites {
		tr.want(400, 300, "editor POST /users/{ann}/meetings", `{"timezone":"Mars"}`)
		tr.want(404, 1001, "editor POST /users/{cat}/meetings", `{}`)
		if tr.Clock.Move(time.Second); i%2 == 0 {
			tr.want(204, 0, "editor PATCH /meetings/{annmeeting}", `{"topic":"T"}`)
		} else {
			tr.want(201, 0, "editor POST /users/me/meetings", `{"schedule_for":"{ann}"}`)
		}
	}
	tr.want(429, 429, "editor POST /users/{ann}/meetings", `{}`)
	tr.want(429, 429, "owner PATCH /webinars/{annevent}", `{}`)
	tr.want(201, 0, "editor POST /users/{ben}/meetings", `{}`)
	tr.want(404, 1001, "editor POST /users/{cat}/meetings", `{}`)
	tr.want(404, 3001, "editor PATCH /meetings/{catmeeting}", `{}`)
	body := `{"first_name":"A","email":"a@b.example"}`
	for range ratelimit.Registrations {
		tr.want(201, 0, "editor POST /meetings/{annmeeting}/registrants", body)
	}
	tr.want(429, 429, "editor POST /meetings/{annmeeting}/registrants", body)
	tr.want(429, 429, "editor POST /meetings/{annmeeting}/batch_registrants", `{"registrants":[`+body+`]}`)
	tr.want(201, 0, "editor POST /webinars/{annevent}/registrants", body)
	tr.want(404, 3001, "editor POST /meetings/{catmeeting}/registrants", body)
}
