package zoomapi_test

import (
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

func init() {
	props = append(props, arrangedProps)
	maps.Copy(samples, meetingSamples)
	maps.Copy(samples, webinarSamples)
	for _, what := range []string{"meeting", "webinar"} {
		maps.Copy(samples, arrangedSamples(what))
	}
	exceptions = append(exceptions, []struct{ op, kind, what, why string }{
		{"GET /meetings/{meetingId}", "value", "recurrence.weekly_days", "several days, with commas"},
		{"POST /users/{userId}/meetings", "value", "recurrence.weekly_days", "several days, with commas"},
	}...)
}

// arrangedProps are meetings and webinars that ann and cat arranged:
//
//	annmeeting, annevent   a weekly meeting and a webinar of ann's, with every field filled; people named are ben (in sight), cat (hidden) and gus (from outside)
//	annplain, annpmi       with hardly any
//	annonce                an instant one
//	catmeeting, catevent   cat's
func arrangedProps(tr *troupe, tx *store.OperatorTx) error {
	n := int64(95_000_000_001)
	for _, p := range []struct {
		name, host string
		kind       cordon.Kind
		full       bool
		style      int
	}{
		{"annmeeting", "ann", cordon.KindMeeting, true, cordon.RecurringFixed}, {"annplain", "ann", cordon.KindMeeting, false, cordon.RecurringAnyTime},
		{"annpmi", "ann", cordon.KindMeeting, false, cordon.ScheduledMeeting}, {"annonce", "ann", cordon.KindMeeting, false, cordon.InstantMeeting},
		{"catmeeting", "cat", cordon.KindMeeting, true, cordon.RecurringFixed}, {"annevent", "ann", cordon.KindWebinar, true, cordon.ScheduledWebinar},
		{"catevent", "cat", cordon.KindWebinar, true, cordon.RecurringWebinarFixed}, {"svcmeeting", "svc", cordon.KindMeeting, true, cordon.ScheduledMeeting},
	} {
		mark := ""
		if p.host == "cat" {
			mark = hiddenMark
		}
		m := cordon.Meeting{Number: n, UUID: p.name + "==", Topic: "Tea" + mark, Type: p.style, Start: world.Start.Add(2 * time.Hour), Duration: 30, Timezone: "Europe/Berlin",
			CreatedAt: world.Start.Add(-time.Hour), PMI: p.name == "annpmi", Passcode: hiddenMark[:9]}
		var d cordon.MeetingDetail
		if p.style == cordon.RecurringAnyTime {
			m.Start = time.Time{}
		}
		if p.full {
			m.Agenda = "Tea <first>" + mark
			m.Recurrence = &cordon.Recurrence{Type: cordon.Weekly, RepeatInterval: 1, WeeklyDays: "2,4", EndTimes: 3}
			m.Plan()
			d = arrangedDetail(tr, p.kind, mark)
			for i := range m.Times {
				tr.ids[p.name+"time"+strconv.Itoa(i)] = m.Times[i].ID
			}
		}
		tr.ids[p.name] = strconv.FormatInt(n, 10)
		n++
		if err := tx.AddRecord(tr.ids["account"], &cordon.Record{Kind: p.kind, ID: tr.ids[p.name], Time: m.Time(), Owner: tr.ids[p.host], Doc: m, Detail: d}); err != nil {
			return err
		}
	}
	return nil
}

func arrangedDetail(tr *troupe, kind cordon.Kind, mark string) (d cordon.MeetingDetail) {
	ben, cat := cordon.Person{User: tr.ids["ben"], Name: "Ben"}, cordon.Person{User: tr.ids["cat"], Name: "Cat" + mark}
	typed := cordon.Person{Email: strings.ToLower(hiddenMark) + "-cat@example.com", Name: "Cathy" + mark}
	gus := cordon.Person{Name: "Gus" + mark, Email: "gus" + hiddenMark + "@elsewhere.example"}
	people := []cordon.Person{ben, cat, typed, gus, {Name: "Pat", Email: "PAT@example.com"}}
	d.Guests = cordon.Guests{Hosts: people[:2], Contact: cordon.Person{Email: typed.Email, Name: hiddenMark}}
	d.Tracking = []cordon.TrackingField{{Field: "Cost" + mark, Value: "7" + mark}}
	for i, p := range people {
		if p.User == "" || p.User == cat.User {
			p.Name += strings.Repeat(hiddenMark, min(1, 4-i)) // whoever is left out is left out whole
		}
		d.Registrants = append(d.Registrants, cordon.Registrant{Person: p, ID: "registrant" + strconv.Itoa(i) + mark, LastName: "L", Status: []string{"approved", "approved", "pending", "approved", "denied"}[i],
			Created: world.Start.Add(-time.Hour), Source: "source1", Language: "en-US", RegistrantFields: cordon.RegistrantFields{Address: "1 Road", City: "Bonn", State: "NW", Zip: "1", Country: "DE", Phone: "5", Comments: "None",
				Industry: "Tea", JobTitle: "Taster", Employees: "1-20", Org: "Tea <Ltd>", Timeframe: "Within a month", Purchase: "Influencer", Custom: []cordon.CustomAnswer{{Title: "Diet?", Value: "None"}}}})
	}
	d.Questions = cordon.RegistrationQuestions{Fields: []cordon.FieldQuestion{{Field: "city", Required: true}}, Custom: []cordon.CustomQuestion{{Title: "Diet?" + mark, Type: "short", Answers: []string{"a"}}}}
	d.Polls = []cordon.Poll{{ID: "poll1" + mark, Status: "notstart", PollForm: cordon.PollForm{Title: "Tea?" + mark, Type: 2, Questions: []cordon.PollQuestion{
		{Name: "Which?", Type: "single", AnswerRequired: true, Answers: []string{"Green", "Black"}, Right: []string{"Green"}, Dropdown: true},
		{Name: "Why?", Type: "long_answer", MinLength: 1, MaxLength: 200}, {Name: "Which is which?", Type: "matching", Prompts: []cordon.PollPrompt{{Question: "1", Right: []string{"a"}}}},
		{Name: "How?", Type: "rating_scale", RatingMin: 1, RatingMax: 10, RatingMinLabel: "bad", RatingMaxLabel: "good"}}}},
		{ID: "poll2" + mark, Status: "ended", PollForm: cordon.PollForm{Title: "Who?", Type: 1, Anonymous: true, Questions: []cordon.PollQuestion{{Name: "Blank", Type: "fill_in_the_blank", CaseSensitive: true}}}}}
	d.Survey = &cordon.Survey{InBrowser: new(true), Custom: &cordon.CustomSurvey{Title: "After" + mark, Anonymous: true, Feedback: "Thanks", Questions: []cordon.SurveyQuestion{
		{Name: "Good?", Type: "rating_scale", RatingMin: 1, RatingMax: 5, RatingMinLabel: "bad", RatingMaxLabel: "good"}, {Name: "Pairs", Type: "matching", Prompts: []cordon.SurveyPrompt{{Question: "1"}, {Question: "2"}}}}}}
	d.Stream = &cordon.Livestream{PageURL: "https://example.com/" + mark, StreamURL: "rtmp://example.com/" + mark, StreamKey: hiddenMark, Resolution: "1080p"}
	if kind == cordon.KindWebinar {
		d.Webinar = cordon.DefaultWebinarSettings()
		d.Webinar.Approval = new(cordon.ApproveAll)
		d.Webinar.Reminder = &cordon.WebinarMail{Enable: new(true), Type: new(1)}
		d.Panelists = []cordon.Panelist{{Person: ben, ID: "panelist1"}, {Person: cat, ID: "panelist2"}, {Person: cordon.Person{Name: "Gus", Email: gus.Email}, ID: "panelist3"}}
		d.Sources = []cordon.TrackingSource{{ID: "source1", Name: "Paper" + mark, URL: "https://example.com/" + mark, Visitors: 3}}
		return d
	}
	d.Meeting = cordon.DefaultMeetingSettings()
	d.Meeting.Approval = new(cordon.ApproveByHand)
	d.Meeting.DataCenterRegions, d.Meeting.QuestionsAndAnswers = []string{"DE"}, &cordon.QuestionsAndAnswer{Enable: new(true)}
	d.Guests.Invitees, d.Guests.Exceptions = people[2:], people[2:]
	d.Guests.Rooms = []cordon.BreakoutRoom{{Name: "Red", People: people[2:]}}
	return d
}

var meetingSamples = map[string][]sample{
	"GET /users/{userId}/meetings": {
		{200, "owner GET /users/{ann}/meetings?page_size=2", "", nil},
		{200, "owner GET /users/{ann}/meetings?type=live", "", nil},
		{200, "owner GET /users/{ann}/meetings?type=upcoming&page_size=1", "", nil},
		{200, "owner GET /users/{ann}/meetings?type=upcoming_meetings&from=2026-03-02&to=2026-03-09&timezone=Asia/Tokyo", "", nil},
		{200, "owner GET /users/{ann}/meetings?type=previous_meetings", "", nil},
		{200, "vendor GET /users/{ann}/meetings?from=2026-03-02&to=2030-01-01&page_number=1", "", nil},
		{200, "vendor GET /users/{ben}/meetings?type=upcoming", "", nil},
		{200, "vendor GET /users/me/meetings", "", nil},
		{404, "vendor GET /users/{cat}/meetings", "", nil},
		{404, "vendor GET /users/{cat}/meetings?type=upcoming", "", nil},
		{404, "vendor GET /users/nobody/meetings?type=live", "", nil},
		{400, "vendor GET /users/{ann}/meetings?timezone=Mars", "", nil},
		{400, "vendor GET /users/{ann}/meetings?from=soon", "", nil},
		{400, "vendor GET /users/{ann}/meetings?type=previous_meetings&from=2020-01-01", "", nil},
	},
	"GET /users/{userId}/upcoming_meetings": {
		{200, "owner GET /users/{ann}/upcoming_meetings", "", nil},
		{200, "vendor GET /users/{ann}/upcoming_meetings", "", revoke},
		{200, "vendor GET /users/{ben}/upcoming_meetings", "", nil},
		{404, "vendor GET /users/{cat}/upcoming_meetings", "", nil},
	},
	"POST /users/{userId}/meetings": {
		{201, "owner POST /users/{ann}/meetings", `{}`, nil},
		{201, "editor POST /users/{ann}/meetings", `{"type":1,"topic":"Now","default_password":true}`, nil},
		{201, "editor POST /users/me/meetings", `{"type":2,"topic":"Later","start_time":"2026-03-10T10:00:00Z","password":"tea","schedule_for":"ben@example.com"}`, nil},
		{201, "owner POST /users/{ann}/meetings", `{"type":3,"topic":"Any <time>","agenda":"A"}`, nil},
		{201, "owner POST /users/{ann}/meetings", `{"type":8,"topic":"T","start_time":"2026-03-10T10:00:00","timezone":"America/New_York","duration":45,"recurrence":{"type":2,"repeat_interval":1,"weekly_days":"1,3","end_times":5},
			"tracking_fields":[{"field":"f","value":"v"}],"settings":{"host_video":true,"approval_type":0,"audio":"voip","auto_recording":"cloud","alternative_hosts":"ben@example.com;cat-nobody@example.com","waiting_room":true,
			"continuous_meeting_chat":{"enable":true},"global_dial_in_countries":["DE"]}}`, func(tr *troupe) {
			tr.ok("owner PUT /users/{cat}/email", `{"email":"cat-nobody@example.com"}`)
		}},
		{201, "owner POST /users/{ann}/meetings", `{"type":8,"start_time":"2026-03-10T10:00:00Z","recurrence":{"type":3,"monthly_week":-1,"monthly_week_day":6,"end_date_time":"2026-12-31T00:00:00Z"},"settings":{
			"meeting_invitees":[{"email":"a@elsewhere.example"}],"authentication_exception":[{"name":"A","email":"a@elsewhere.example"}],"contact_email":"c@elsewhere.example","contact_name":"C",
			"breakout_room":{"enable":true,"rooms":[{"name":"Red","participants":["ben@example.com"]}]}}}`, nil},
		{400, "owner POST /users/{ann}/meetings", `{"type":8,"start_time":"2026-03-10T10:00:00Z"}`, nil},
		{400, "owner POST /users/{ann}/meetings", `{"type":7}`, nil},
		{400, "owner POST /users/{ann}/meetings", `{"timezone":"Mars"}`, nil},
		{400, "owner POST /users/{ann}/meetings", `{"start_time":"soon"}`, nil},
		{400, "owner POST /users/{ann}/meetings", `{"settings":{"contact_email":"nobody"}}`, nil},
		{400, "editor POST /users/{ann}/meetings", `{"schedule_for":"{cat}"}`, nil},
		{400, "editor POST /users/{ann}/meetings", `{"settings":{"alternative_hosts":"{cat}"}}`, nil},
		{404, "editor POST /users/{cat}/meetings", `{}`, nil},
		{400, "vendor POST /users/{ann}/meetings", `{}`, nil},
	},
	"GET /meetings/{meetingId}": {
		{200, "owner GET /meetings/{annmeeting}", "", nil},
		{200, "owner GET /meetings/{annmeeting}?occurrence_id={annmeetingtime1}&show_previous_occurrences=true", "", nil},
		{200, "owner GET /meetings/{annplain}", "", nil},
		{200, "owner GET /meetings/{annpmi}", "", nil},
		{200, "vendor GET /meetings/{annmeeting}", "", revoke},
		{200, "vendor GET /meetings/{annonce}", "", revoke},
		{404, "vendor GET /meetings/{catmeeting}", "", nil},
		{404, "vendor GET /meetings/{catevent}", "", nil},
		{400, "vendor GET /meetings/{annevent}", "", nil},
		{404, "vendor GET /meetings/123456789", "", nil},
		{404, "vendor GET /meetings/{annmeeting}?occurrence_id=1", "", nil},
	},
	"PATCH /meetings/{meetingId}": {
		{204, "owner PATCH /meetings/{annmeeting}", `{"topic":"T","agenda":"A","duration":15,"password":"","settings":{"mute_upon_entry":true,"alternative_hosts":""}}`, nil},
		{204, "editor PATCH /meetings/{annmeeting}?occurrence_id={annmeetingtime1}", `{"start_time":"2026-03-04T15:00:00Z","duration":10,"agenda":"B"}`, nil},
		{204, "owner PATCH /meetings/{annmeeting}", `{"type":2}`, nil},
		{204, "owner PATCH /meetings/{annplain}", `{"type":8,"start_time":"2026-03-10T10:00:00Z","recurrence":{"type":1,"end_times":60}}`, nil},
		{400, "owner PATCH /meetings/{annplain}", `{"type":8}`, nil},
		{400, "owner PATCH /meetings/{annmeeting}", `{"recurrence":{"type":2,"weekly_days":"9"}}`, nil},
		{400, "owner PATCH /meetings/{annmeeting}", `{"recurrence":{"type":3,"monthly_week":2}}`, nil},
		{400, "owner PATCH /meetings/{annmeeting}", `{"recurrence":{"type":1,"end_date_time":"2020-01-01"}}`, nil},
		{400, "owner PATCH /meetings/{annmeeting}", `{"schedule_for":"{ben}"}`, nil},
		{404, "owner PATCH /meetings/{annmeeting}?occurrence_id=1", `{}`, nil},
		{400, "owner PATCH /meetings/{annevent}", `{}`, nil},
		{404, "editor PATCH /meetings/{catmeeting}", `{"topic":"T"}`, nil},
	},
	"PUT /meetings/{meetingId}/status": {
		{204, "editor PUT /meetings/{annlivemeetingnumber}/status", `{"action":"end"}`, nil},
		{400, "owner PUT /meetings/{annmeeting}/status", `{"action":"end"}`, nil},
		{400, "owner PUT /meetings/{annmeeting}/status", `{"action":"recover"}`, nil},
		{404, "editor PUT /meetings/{catlivemeetingnumber}/status", `{"action":"end"}`, nil},
	},
	"GET /meetings/{meetingId}/invitation": {
		{200, "owner GET /meetings/{annmeeting}/invitation", "", nil},
		{200, "vendor GET /meetings/{annplain}/invitation", "", revoke},
		{404, "vendor GET /meetings/{catmeeting}/invitation", "", nil},
	},
	"POST /meetings/{meetingId}/batch_polls": {
		{201, "editor POST /meetings/{annmeeting}/batch_polls", `{"polls":[{"title":"P","questions":[{"name":"Q","type":"single"}]},{"title":"R","poll_type":3,"questions":[{"name":"S","type":"multiple","answers":["1","2"],"right_answers":["1"]}]}]}`, nil},
		{400, "editor POST /meetings/{annmeeting}/batch_polls", `{"polls":[]}`, nil},
		{404, "editor POST /meetings/{catmeeting}/batch_polls", `{"polls":[{"title":"P","questions":[{"name":"Q","type":"single"}]}]}`, nil},
	},
	"POST /meetings/{meetingId}/batch_registrants": {
		{201, "editor POST /meetings/{annmeeting}/batch_registrants", `{"auto_approve":true,"registrants":[{"first_name":"A","last_name":"B","email":"a@b.example"},{"first_name":"A","email":"a@b.example"}]}`, nil},
		{400, "editor POST /meetings/{annmeeting}/batch_registrants", `{"registrants":[{"first_name":"A","email":"a"}]}`, nil},
		{400, "editor POST /meetings/{annplain}/batch_registrants", `{"registrants":[{"first_name":"A","email":"a@b.example"}]}`, nil},
		{404, "editor POST /meetings/{catmeeting}/batch_registrants", `{"registrants":[{"first_name":"A","email":"a@b.example"}]}`, nil},
	},
}

// revoke takes RecordingContent:Read from the vendor, so that passcodes, which
// bear the hidden mark, must not show.
func revoke(tr *troupe) {
	tr.T.Helper()
	tr.ok("owner PATCH /roles/{reader}", `{"privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"]}]}`)
}

var webinarSamples = map[string][]sample{
	"GET /users/{userId}/webinars": {
		{200, "owner GET /users/{ann}/webinars?page_size=1", "", nil},
		{200, "owner GET /users/{ann}/webinars?type=upcoming", "", nil},
		{200, "vendor GET /users/{ann}/webinars?page_number=2", "", nil},
		{200, "vendor GET /users/{ben}/webinars", "", nil},
		{404, "vendor GET /users/{cat}/webinars?type=upcoming", "", nil},
	},
	"POST /users/{userId}/webinars": {
		{201, "editor POST /users/{ann}/webinars", `{"topic":"W","start_time":"2026-03-10T10:00:00Z","default_passcode":true,"settings":{"approval_type":0,"panelists_video":true,"alternative_hosts":"ben@example.com",
			"contact_email":"ben@example.com","attendees_and_panelists_reminder_email_notification":{"enable":true,"type":1}}}`, nil},
		{201, "owner POST /users/me/webinars", `{"type":9,"schedule_for":"{ann}","recurrence":{"type":2,"weekly_days":"1,2","end_times":2}}`, nil},
		{201, "owner POST /users/{ann}/webinars", `{"type":6}`, nil},
		{400, "owner POST /users/{ben}/webinars", `{}`, nil},
		{400, "owner POST /users/{ann}/webinars", `{"type":2}`, nil},
		{404, "editor POST /users/{cat}/webinars", `{}`, nil},
	},
	"GET /webinars/{webinarId}": {
		{200, "owner GET /webinars/{annevent}", "", nil},
		{200, "owner GET /webinars/{catevent}?show_previous_occurrences=true", "", nil},
		{200, "vendor GET /webinars/{annevent}", "", revoke},
		{404, "vendor GET /webinars/{catevent}", "", nil},
		{404, "vendor GET /webinars/{catmeeting}", "", nil},
		{400, "vendor GET /webinars/{annmeeting}", "", nil},
	},
	"PATCH /webinars/{webinarId}": {
		{204, "editor PATCH /webinars/{annevent}", `{"topic":"T","settings":{"practice_session":true,"alternative_hosts":"ann@example.com"}}`, nil},
		{400, "editor PATCH /webinars/{annevent}", `{"settings":{"alternative_hosts":"{cat}"}}`, nil},
		{404, "editor PATCH /webinars/{catevent}", `{"topic":"T"}`, nil},
	},
	"PUT /webinars/{webinarId}/status": {
		{200, "editor PUT /webinars/{annlivewebinarnumber}/status", `{"action":"end"}`, nil},
		{400, "editor PUT /webinars/{annevent}/status", `{"action":"end"}`, nil},
		{404, "editor PUT /webinars/{catevent}/status", `{"action":"end"}`, nil},
	},
	"GET /webinars/{webinarId}/panelists": {
		{200, "owner GET /webinars/{annevent}/panelists", "", nil},
		{200, "vendor GET /webinars/{annevent}/panelists", "", nil},
		{200, "vendor GET /webinars/{annplanwebinar}/panelists", "", nil},
		{404, "vendor GET /webinars/{catevent}/panelists", "", nil},
	},
	"POST /webinars/{webinarId}/panelists": {
		{201, "editor POST /webinars/{annevent}/panelists", `{"panelists":[{"name":"A","email":"a@b.example"}]}`, nil},
		{400, "editor POST /webinars/{annevent}/panelists", `{"panelists":[{"name":"A","email":"a"}]}`, nil},
		{404, "editor POST /webinars/{catevent}/panelists", `{"panelists":[{"name":"A","email":"a@b.example"}]}`, nil},
	},
	"DELETE /webinars/{webinarId}/panelists": {
		{204, "editor DELETE /webinars/{annevent}/panelists", "", nil},
		{404, "editor DELETE /webinars/{catevent}/panelists", "", nil},
	},
	"DELETE /webinars/{webinarId}/panelists/{panelistId}": {
		{204, "editor DELETE /webinars/{annevent}/panelists/panelist1", "", nil},
		{400, "editor DELETE /webinars/{annevent}/panelists/nobody", "", nil},
		{404, "editor DELETE /webinars/{catevent}/panelists/panelist1", "", nil},
	},
	"GET /webinars/{webinarId}/tracking_sources": {
		{200, "owner GET /webinars/{annevent}/tracking_sources", "", nil},
		{200, "vendor GET /webinars/{annevent}/tracking_sources", "", nil},
		{404, "vendor GET /webinars/{catevent}/tracking_sources", "", nil},
	},
}

// arrangedSamples are of what meetings and webinars both have.
func arrangedSamples(what string) map[string][]sample {
	ann, cat, plain := "{annmeeting}", "{catmeeting}", "{annplain}"
	if what == "webinar" {
		ann, cat, plain = "{annevent}", "{catevent}", "{annplanwebinar}"
	}
	list := map[string][]sample{}
	at := "/" + what + "s/"
	add := func(method, rest string, more ...sample) {
		for i := range more {
			more[i].call = strings.Replace(more[i].call, " ", " "+method+" "+at, 1)
		}
		list[method+" "+at+"{"+what+"Id}"+rest] = more
	}
	add("DELETE", "", sample{204, "editor " + ann, "", nil}, sample{404, "editor " + cat, "", nil}, sample{404, "owner " + ann + "?occurrence_id=1", "", nil},
		sample{204, "owner {annmeeting}?occurrence_id={annmeetingtime0}&cancel_meeting_reminder=true&schedule_for_reminder=false", "", nil})
	if what == "webinar" {
		list["DELETE /webinars/{webinarId}"] = list["DELETE /webinars/{webinarId}"][:3]
	}
	add("GET", "/registrants", sample{200, "owner " + ann + "/registrants?page_size=2", "", nil}, sample{200, "owner " + ann + "/registrants?status=pending", "", nil}, sample{200, "vendor " + ann + "/registrants", "", nil},
		sample{200, "vendor " + ann + "/registrants?status=denied&tracking_source_id=source1", "", nil}, sample{200, "vendor " + plain + "/registrants", "", nil}, sample{404, "vendor " + cat + "/registrants", "", nil},
		sample{404, "vendor " + ann + "/registrants?occurrence_id=1", "", nil})
	body := `{"first_name":"A","last_name":"B","email":"a@b.example","address":"1","city":"C","state":"S","zip":"1","country":"DE","phone":"1","comments":"c","industry":"i","job_title":"j","no_of_employees":"1,001-5,000","org":"o",
		"purchasing_time_frame":"Within a month","role_in_purchase_process":"Influencer","language":"de-DE","custom_questions":[{"title":"t","value":"v"}]}`
	add("POST", "/registrants", sample{201, "editor " + ann + "/registrants", body, nil}, sample{201, "editor " + ann + "/registrants", `{"first_name":"A","email":"ben@example.com"}`, nil},
		sample{400, "editor " + ann + "/registrants", `{"first_name":"A","email":"nobody"}`, nil}, sample{400, "editor " + ann + "/registrants", `{"first_name":"A","email":"a@b.example","no_of_employees":"many"}`, nil},
		sample{400, "editor " + plain + "/registrants", body, nil}, sample{404, "editor " + cat + "/registrants", body, nil})
	add("PUT", "/registrants/status", sample{204, "editor " + ann + "/registrants/status", `{"action":"deny","registrants":[{"id":"registrant0","email":""}]}`, nil},
		sample{204, "editor " + ann + "/registrants/status", `{"action":"approve","registrants":[{"email":"Ben@example.com"}]}`, nil},
		sample{204, "owner " + ann + "/registrants/status", `{"action":"cancel","registrants":[{"id":"registrant1"}]}`, nil},
		sample{400, "editor " + ann + "/registrants/status", `{"action":"cancel","registrants":[{"id":"registrant1"}]}`, nil},
		sample{400, "editor " + ann + "/registrants/status", `{"action":"approve","registrants":[{"email":"gus@elsewhere.example"}]}`, nil},
		sample{404, "editor " + cat + "/registrants/status", `{"action":"deny","registrants":[]}`, nil})
	add("GET", "/registrants/{registrantId}", sample{200, "owner " + ann + "/registrants/registrant1", "", nil}, sample{200, "vendor " + ann + "/registrants/registrant0", "", nil},
		sample{400, "vendor " + ann + "/registrants/registrant1", "", nil}, sample{400, "vendor " + ann + "/registrants/registrant3", "", nil}, sample{404, "vendor " + cat + "/registrants/registrant0", "", nil})
	add("DELETE", "/registrants/{registrantId}", sample{204, "editor " + ann + "/registrants/registrant0", "", nil}, sample{400, "editor " + ann + "/registrants/registrant1", "", nil},
		sample{404, "editor " + cat + "/registrants/registrant0", "", nil})
	add("GET", "/registrants/questions", sample{200, "owner " + ann + "/registrants/questions", "", nil}, sample{200, "vendor " + plain + "/registrants/questions", "", nil}, sample{404, "vendor " + cat + "/registrants/questions", "", nil})
	add("PATCH", "/registrants/questions", sample{204, "editor " + ann + "/registrants/questions", `{"questions":[{"field_name":"zip","required":true}],"custom_questions":[{"title":"t","type":"short","required":true,"answers":[]}]}`, nil},
		sample{400, "editor " + ann + "/registrants/questions", `{"custom_questions":[{"title":"t","type":"` + map[string]string{"meeting": "multiple", "webinar": "single"}[what] + `"}]}`, nil},
		sample{404, "editor " + cat + "/registrants/questions", `{}`, nil})
	add("GET", "/polls", sample{200, "owner " + ann + "/polls", "", nil}, sample{200, "vendor " + ann + "/polls?anonymous=true", "", nil}, sample{200, "vendor " + plain + "/polls", "", nil}, sample{404, "vendor " + cat + "/polls", "", nil})
	poll := `{"title":"P","poll_type":2,"anonymous":true,"questions":[{"name":"Q","type":"rank_order","answer_required":true,"answers":["1","2"],"prompts":[{"prompt_question":"p","prompt_right_answers":["1"]}]}]}`
	add("POST", "/polls", sample{201, "editor " + ann + "/polls", poll, nil}, sample{201, "editor " + plain + "/polls", `{"title":"P","questions":[{"name":"Q","type":"single"}]}`, nil},
		sample{400, "editor " + ann + "/polls", `{"title":"P"}`, nil}, sample{400, "editor " + ann + "/polls", `{"title":"P","questions":[{"name":"Q","type":"single","answers":["1"]}]}`, nil}, sample{404, "editor " + cat + "/polls", poll, nil})
	add("GET", "/polls/{pollId}", sample{200, "vendor " + ann + "/polls/poll1", "", nil}, sample{404, "vendor " + ann + "/polls/poll9", "", nil}, sample{404, "vendor " + cat + "/polls/poll1", "", nil})
	add("PUT", "/polls/{pollId}", sample{204, "editor " + ann + "/polls/poll1", poll, nil}, sample{404, "editor " + ann + "/polls/poll9", poll, nil}, sample{404, "editor " + cat + "/polls/poll1", poll, nil})
	add("DELETE", "/polls/{pollId}", sample{204, "editor " + ann + "/polls/poll1", "", nil}, sample{404, "editor " + ann + "/polls/poll9", "", nil}, sample{404, "editor " + cat + "/polls/poll1", "", nil})
	add("GET", "/survey", sample{200, "vendor " + ann + "/survey", "", nil}, sample{200, "vendor " + plain + "/survey", "", nil}, sample{404, "vendor " + cat + "/survey", "", nil})
	survey := `{"custom_survey":{"title":"S","questions":[{"name":"Q","type":"single","answers":["1","2"]}]},"show_in_the_browser":false}`
	add("PATCH", "/survey", sample{204, "editor " + ann + "/survey", survey, nil}, sample{204, "editor " + plain + "/survey", `{"third_party_survey":"https://example.com"}`, nil},
		sample{400, "editor " + ann + "/survey", `{"custom_survey":{"questions":[{"name":"Q","type":"matching","prompts":[{"prompt_question":"p"}]}]}}`, nil},
		sample{400, "editor " + ann + "/survey", `{"custom_survey":{"title":"S","questions":[{"name":"Q","type":"short_answer"}]},"third_party_survey":"https://example.com"}`, nil}, sample{404, "editor " + cat + "/survey", survey, nil})
	stream := `{"page_url":"https://example.com/p","stream_url":"rtmp://example.com","stream_key":"k","resolution":"720p"}`
	add("GET", "/livestream", sample{200, "owner " + ann + "/livestream", "", nil}, sample{200, "vendor " + ann + "/livestream", "", revoke}, sample{200, "vendor " + plain + "/livestream", "", nil},
		sample{404, "vendor " + cat + "/livestream", "", nil})
	add("PATCH", "/livestream", sample{204, "editor " + ann + "/livestream", stream, nil}, sample{400, "editor " + ann + "/livestream", `{"page_url":"x","stream_url":"y","stream_key":"z"}`, nil},
		sample{400, "editor " + ann + "/livestream", `{}`, nil}, sample{404, "editor " + cat + "/livestream", stream, nil})
	links := `{"attendees":[{"name":"A","disable_video":true},{"name":"B"}],"ttl":60}`
	add("POST", "/invite_links", sample{201, "editor " + ann + "/invite_links", links, nil}, sample{400, "editor " + ann + "/invite_links", `{"attendees":[{"name":""}]}`, nil},
		sample{404, "editor " + cat + "/invite_links", links, nil})
	add("DELETE", "/survey", sample{204, "editor " + ann + "/survey", "", nil}, sample{404, "editor " + cat + "/survey", "", nil})
	return list
}
