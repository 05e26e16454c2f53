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
	props = append(props, heldProps)
	maps.Copy(samples, heldSamples())
}

const heldWindow = "from=2026-02-20&to=2026-03-02"

// heldSamples is the samples of what was held. What is published of meetings
// and of webinars is asked in the same ways of both.
func heldSamples() map[string][]sample {
	const window = heldWindow
	list := map[string][]sample{
		"GET /past_meetings/{meetingId}": {
			{200, "owner GET /past_meetings/{annheld}", "", nil},
			{200, "owner GET /past_meetings/{annheldnumber}", "", nil},
			{200, "owner GET /past_meetings/%252FSlash%252F%252Fheld00000==", "", nil},
			{400, "owner GET /past_meetings/%2FSlash%2F%2Fheld00000==", "", nil},
			{400, "owner GET /past_meetings/{oldheld}", "", nil},
		},
		"GET /past_meetings/{meetingId}/instances": {
			{200, "owner GET /past_meetings/{annheldnumber}/instances", "", nil},
			{200, "vendor GET /past_meetings/{annheldnumber}/instances", "", nil},
			{200, "vendor GET /past_meetings/{annplanmeeting}/instances", "", nil},
			{404, "vendor GET /past_meetings/{catheldnumber}/instances", "", nil},
			{404, "vendor GET /past_meetings/{annheld}/instances", "", nil},
		},
		"GET /past_webinars/{webinarId}/instances": {
			{200, "owner GET /past_webinars/{annwebinarnumber}/instances", "", nil},
			{404, "vendor GET /past_webinars/{annheldnumber}/instances", "", nil},
		},
		"GET /past_webinars/{webinarId}/absentees": {
			{200, "owner GET /past_webinars/{annwebinar}/absentees", "", nil},
			{200, "owner GET /past_webinars/{annwebinar}/absentees?page_size=1", "", nil},
			{200, "vendor GET /past_webinars/{annwebinar}/absentees", "", nil},
			{404, "owner GET /past_webinars/{annwebinar}/absentees?occurrence_id=1", "", nil},
			{404, "vendor GET /past_webinars/{catwebinar}/absentees", "", nil},
		},
		"GET /meetings/meeting_summaries": {
			{200, "owner GET /meetings/meeting_summaries", "", nil},
			{200, "owner GET /meetings/meeting_summaries?" + window + "&page_size=1", "", nil},
			{200, "vendor GET /meetings/meeting_summaries", "", nil},
			{200, "owner GET /meetings/meeting_summaries?from=2025-12-01&to=2025-12-02", "", nil},
			{400, "owner GET /meetings/meeting_summaries?time_filter_field=summary_created_time", "", nil},
		},
		"GET /meetings/{meetingId}/meeting_summary": {
			{200, "owner GET /meetings/{annheld}/meeting_summary", "", nil},
			{200, "vendor GET /meetings/{annheldnumber}/meeting_summary", "", nil},
			{404, "vendor GET /meetings/{annalone}/meeting_summary", "", nil},
			{404, "vendor GET /meetings/{catheld}/meeting_summary", "", nil},
		},
		"DELETE /meetings/{meetingId}/meeting_summary": {
			{204, "editor DELETE /meetings/{annheld}/meeting_summary", "", nil},
			{404, "editor DELETE /meetings/{catheld}/meeting_summary", "", nil},
			{404, "owner DELETE /meetings/{annheld}/meeting_summary", "", func(tr *troupe) { tr.ok("owner DELETE /meetings/{annheld}/meeting_summary") }},
		},
		"GET /report/users/{userId}/meetings": {
			{200, "owner GET /report/users/{ann}/meetings?" + window, "", nil},
			{200, "owner GET /report/users/{ann}/meetings?" + window + "&page_size=1", "", nil},
			{200, "owner GET /report/users/{ann}/meetings?" + window + "&type=pastOne", "", nil},
			{200, "vendor GET /report/users/{ben}/meetings?" + window, "", nil},
			{404, "vendor GET /report/users/{cat}/meetings?" + window, "", nil},
			{400, "owner GET /report/users/{ann}/meetings", "", nil},
			{400, "owner GET /report/users/{ann}/meetings?" + window + "&type=pastJoined", "", nil},
			{400, "owner GET /report/users/{ann}/meetings?from=2025-01-01&to=2025-01-02", "", nil},
		},
		"GET /report/users": {
			{200, "owner GET /report/users?" + window, "", nil},
			{200, "owner GET /report/users?" + window + "&page_size=1", "", nil},
			{200, "owner GET /report/users?" + window + "&type=inactive&page_size=2", "", nil},
			{200, "owner GET /report/users?" + window + "&page_number=2&page_size=1", "", nil},
			{200, "vendor GET /report/users?" + window, "", nil},
			{200, "vendor GET /report/users?" + window + "&type=inactive", "", nil},
			{200, "vendor GET /report/users?" + window + "&group_id={seen}", "", nil},
			{404, "vendor GET /report/users?" + window + "&group_id={dark}", "", nil},
			{400, "owner GET /report/users?type=x", "", nil},
		},
		"GET /report/daily": {
			{200, "owner GET /report/daily", "", nil},
			{200, "vendor GET /report/daily?year=2026&month=2&group_id={seen}", "", nil},
			{404, "vendor GET /report/daily?group_id={dark}", "", nil},
			{400, "owner GET /report/daily?year=2024&month=1", "", nil},
		},
		"GET /report/cloud_recording": {
			{200, "owner GET /report/cloud_recording?" + window, "", nil},
			{200, "vendor GET /report/cloud_recording?" + window + "&group_id={seen}", "", nil},
			{404, "vendor GET /report/cloud_recording?" + window + "&group_id={dark}", "", nil},
			{400, "owner GET /report/cloud_recording?from=2026-01-01&to=2026-03-01", "", nil},
		},
		"GET /report/history_meetings": {
			{200, "owner GET /report/history_meetings?" + window, "", nil},
			{200, "vendor GET /report/history_meetings?" + window + "&page_size=1", "", nil},
			{200, "vendor GET /report/history_meetings?" + window + "&meeting_type=webinar&report_type=poll", "", nil},
			{200, "vendor GET /report/history_meetings?" + window + "&meeting_type=meeting&meeting_feature=avatar", "", nil},
			{200, "vendor GET /report/history_meetings?" + window + "&meeting_feature=video_on&search_key={annheldnumber}&group_id={seen}", "", nil},
			{200, "vendor GET /report/history_meetings?" + window + "&search_key=Weekly", "", nil},
			{403, "vendor GET /report/history_meetings?" + window + "&group_id={dark}", "", nil},
			{400, "owner GET /report/history_meetings?" + window + "&date_type=end_time", "", nil},
		},
		"GET /report/upcoming_events": {
			{200, "owner GET /report/upcoming_events?from=2026-03-02&to=2026-03-30", "", nil},
			{200, "owner GET /report/upcoming_events?from=2026-03-02&to=2026-03-30&type=webinar", "", nil},
			{200, "vendor GET /report/upcoming_events?from=2026-03-02&to=2026-03-30&group_id={seen}", "", nil},
			{404, "vendor GET /report/upcoming_events?from=2026-03-02&to=2026-03-30&group_id={dark}", "", nil},
			{400, "owner GET /report/upcoming_events?from=2026-03-02&to=2026-05-30", "", nil},
		},
		"GET /report/activities": {
			{200, "owner GET /report/activities", "", nil},
			{200, "owner GET /report/activities?" + window + "&page_size=1", "", nil},
			{200, "vendor GET /report/activities", "", nil},
			{400, "owner GET /report/activities?from=yesterday", "", nil},
		},
		"GET /report/telephone": {
			{200, "owner GET /report/telephone?" + window, "", nil},
			{200, "owner GET /report/telephone?" + window + "&type=2&page_size=1", "", nil},
			{200, "vendor GET /report/telephone?" + window + "&type=2", "", nil},
			{200, "vendor GET /report/telephone?" + window + "&type=3", "", nil},
			{400, "owner GET /report/telephone", "", nil},
			{400, "owner GET /report/telephone?" + window + "&query_date_type=end_time", "", nil},
		},
		"GET /report/operationlogs": {
			{200, "owner GET /report/operationlogs?" + window, "", nil},
			{200, "owner GET /report/operationlogs?" + window + "&category_type=billing", "", nil},
			{400, "vendor GET /report/operationlogs?" + window, "", nil},
			{400, "owner GET /report/operationlogs", "", nil},
		},
		"GET /metrics/client/satisfaction": {
			{200, "owner GET /metrics/client/satisfaction?" + window, "", nil},
			{200, "vendor GET /metrics/client/satisfaction", "", nil},
			{400, "owner GET /metrics/client/satisfaction?from=2025-01-01", "", nil},
		},
		"GET /metrics/client_versions": {
			{200, "owner GET /metrics/client_versions", "", nil},
			{200, "vendor GET /metrics/client_versions", "", nil},
		},
		"GET /metrics/quality": {
			{200, "owner GET /metrics/quality?" + window, "", nil},
			{200, "vendor GET /metrics/quality?" + window + "&type=participants", "", nil},
			{400, "owner GET /metrics/quality", "", nil},
		},
	}
	for _, kind := range []string{"meeting", "webinar"} {
		held := map[string]string{"meeting": "held", "webinar": "webinar"}[kind]
		known := func(op, query string) []sample {
			path := func(which string) string {
				return strings.NewReplacer("{meetingId}", "{"+which+"}", "{webinarId}", "{"+which+"}", "{participantId}", "{ben}").Replace(strings.TrimPrefix(op, "GET "))
			}
			return []sample{
				{200, "owner GET " + path("ann"+held) + query, "", nil},
				{200, "vendor GET " + path("ann"+held) + query, "", nil},
				{404, "vendor GET " + path("cat"+held) + query, "", nil},
				{404, "vendor GET " + path("void") + query, "", nil},
			}
		}
		add := func(op, query string, more ...sample) {
			op = strings.ReplaceAll(strings.ReplaceAll(op, "{id}", "{"+kind+"Id}"), "(kind)", kind)
			list[op] = append(list[op], append(known(op, query), more...)...)
		}
		if kind == "meeting" {
			add("GET /past_meetings/{id}", "")
		}
		add("GET /past_(kind)s/{id}/participants", "?page_size=2")
		add("GET /past_(kind)s/{id}/polls", "")
		add("GET /past_(kind)s/{id}/qa", "")
		add("GET /report/(kind)s/{id}", "")
		add("GET /report/(kind)s/{id}/participants", "?page_size=3&include_fields=registrant_id")
		add("GET /report/(kind)s/{id}/polls", "")
		add("GET /report/(kind)s/{id}/qa", "")
		add("GET /report/(kind)s/{id}/survey", "")
		live := "{annlive" + kind + "}"
		under := " GET /metrics/" + kind + "s/"
		add("GET /metrics/(kind)s/{id}", "?type=past", sample{200, "vendor" + under + live, "", nil}, sample{404, "vendor" + under + live + "?type=past", "", nil})
		add("GET /metrics/(kind)s/{id}/participants", "?type=past&page_size=3&include_fields=registrant_id", sample{200, "vendor" + under + live + "/participants", "", nil})
		add("GET /metrics/(kind)s/{id}/participants/qos", "?type=past&page_size=2", sample{200, "vendor" + under + live + "/participants/qos", "", nil})
		add("GET /metrics/(kind)s/{id}/participants/{participantId}/qos", "?type=past", sample{404, "vendor" + under + live + "/participants/{cat}/qos", "", nil},
			sample{200, "owner" + under + live + "/participants/{cat}/qos", "", nil}, sample{200, "vendor" + under + live + "/participants/16778240/qos", "", nil})
		add("GET /metrics/(kind)s/{id}/participants/satisfaction", "?type=past")
		add("GET /metrics/(kind)s/{id}/participants/sharing", "?type=past")
		add("GET /metrics/(kind)s/{id}/participants/qos_summary", "?page_size=2")
		all := under[:len(under)-1] + "?" + window
		list["GET /metrics/"+kind+"s"] = []sample{
			{200, "owner" + all, "", nil},
			{200, "owner" + all + "&type=past&page_size=1", "", nil},
			{200, "vendor" + all, "", nil},
			{200, "vendor" + all + "&type=past&group_id={seen}", "", nil},
			{404, "vendor" + all + "&group_id={dark}", "", nil},
			{400, "owner" + all + "&query_date_type=end_time", "", nil},
			{400, "owner" + all + "&group_include_participant=true", "", nil},
			{400, "owner" + under[:len(under)-1], "", nil},
		}
	}
	list["GET /metrics/meetings"] = append(list["GET /metrics/meetings"], sample{200, "vendor GET /metrics/meetings?" + window + "&type=pastOne", "", nil})
	list["GET /metrics/meetings/{meetingId}"] = append(list["GET /metrics/meetings/{meetingId}"],
		sample{200, "vendor GET /metrics/meetings/{annalone}?type=pastOne", "", nil}, sample{404, "vendor GET /metrics/meetings/{annheld}?type=pastOne", "", nil})
	list["GET /past_meetings/{meetingId}/participants"] = append(list["GET /past_meetings/{meetingId}/participants"],
		sample{200, "vendor GET /past_meetings/{annalone}/participants", "", nil})
	list["GET /report/meetings/{meetingId}/polls"] = append(list["GET /report/meetings/{meetingId}/polls"],
		sample{200, "vendor GET /report/meetings/{annalone}/polls", "", nil})
	return list
}

// heldProps are what ann, ben and cat held: each time with ann, ben, cat, and
// somebody from outside.
func heldProps(tr *troupe, tx *store.OperatorTx) error {
	account, n := tr.ids["account"], int64(94_000_000_001)
	add := func(name, host string, kind cordon.Kind, uuid string, ago time.Duration, people int, mark string) error {
		start := world.Start.Add(-ago)
		s, d := heldSession(tr, host, start, people, mark)
		s.Number, s.UUID = n, uuid
		if kind == cordon.KindPastWebinar || kind == cordon.KindLiveWebinar {
			s.Type = cordon.RecurringWebinarFixed
		}
		if kind == cordon.KindLiveMeeting || kind == cordon.KindLiveWebinar {
			s.End, s.Quality = time.Time{}, ""
			for i := range d.Participants {
				d.Participants[i].Leave, d.Participants[i].Quality = time.Time{}, cordon.Quality{}
			}
		}
		d.Tally(&s, world.Start)
		tr.ids[name], tr.ids[name+"number"] = uuid, strconv.FormatInt(n, 10)
		n++
		return tx.AddRecord(account, &cordon.Record{Kind: kind, ID: uuid, Parent: strconv.FormatInt(s.Number, 10), Time: start, Owner: tr.ids[host], Doc: s, Detail: d})
	}
	for _, p := range []struct {
		name, host, uuid string
		kind             cordon.Kind
		ago              time.Duration
		people           int
		mark             string
	}{
		{"annheld", "ann", "AnnHeld0000000000000==", cordon.KindPastMeeting, 26 * time.Hour, 4, ""},
		{"slashheld", "ann", "/Slash//held00000==", cordon.KindPastMeeting, 50 * time.Hour, 2, ""},
		{"annalone", "ann", "AnnAlone000000000000==", cordon.KindPastMeeting, 30 * time.Hour, 1, ""},
		{"benheld", "ben", "BenHeld0000000000000==", cordon.KindPastMeeting, 28 * time.Hour, 3, ""},
		{"oldheld", "ann", "OldHeld0000000000000==", cordon.KindPastMeeting, 400 * 24 * time.Hour, 4, ""},
		{"catheld", "cat", "CatHeld0000000000000==", cordon.KindPastMeeting, 27 * time.Hour, 4, hiddenMark},
		{"annlivemeeting", "ann", "AnnLive0000000000000==", cordon.KindLiveMeeting, time.Hour, 4, ""},
		{"catlivemeeting", "cat", "CatLive0000000000000==", cordon.KindLiveMeeting, time.Hour, 4, hiddenMark},
		{"annwebinar", "ann", "AnnWebinar0000000000==", cordon.KindPastWebinar, 31 * time.Hour, 4, ""},
		{"catwebinar", "cat", "CatWebinar0000000000==", cordon.KindPastWebinar, 31 * time.Hour, 4, hiddenMark},
		{"annlivewebinar", "ann", "AnnLiveW000000000000==", cordon.KindLiveWebinar, time.Hour, 4, ""},
	} {
		if err := add(p.name, p.host, p.kind, p.uuid, p.ago, p.people, p.mark); err != nil {
			return err
		}
	}
	for i, host := range []string{"ann", "cat"} {
		mark := strings.Repeat(hiddenMark, i)
		for _, kind := range []cordon.Kind{cordon.KindMeeting, cordon.KindWebinar} {
			m := cordon.Meeting{Number: n, UUID: host + string(kind) + "00==", Topic: "Planned " + mark, Type: cordon.ScheduledMeeting, Start: world.Start.Add(72 * time.Hour),
				Duration: 30, Timezone: "UTC", CreatedAt: world.Start.Add(-time.Hour)}
			if kind == cordon.KindWebinar {
				m.Type = cordon.ScheduledWebinar
			}
			tr.ids[host+"plan"+string(kind)] = strconv.FormatInt(n, 10)
			n++
			if err := tx.AddRecord(account, &cordon.Record{Kind: kind, ID: strconv.FormatInt(m.Number, 10), Time: m.Start, Owner: tr.ids[host], Doc: m}); err != nil {
				return err
			}
		}
		for j, kind := range []string{"toll-free", "Toll"} {
			at := world.Start.Add(-26 * time.Hour)
			d := cordon.DialIn{Session: "AnnHeld0000000000000==", Meeting: 1, Webinar: j == 1, Type: kind, Called: "+12125550100" + mark, Phone: "+12125550199" + mark, Country: "United States" + mark,
				End: at.Add(90 * time.Second), Cents: 5}
			if err := tx.AddRecord(account, &cordon.Record{Kind: cordon.KindDialIn, ID: host + kind, Parent: "1", Time: at, Owner: tr.ids[host], Doc: d}); err != nil {
				return err
			}
		}
		for _, out := range []bool{false, true} {
			s := cordon.SignIn{Out: out, IP: "192.0.2." + strconv.Itoa(i+1), Client: "Browser" + mark, Version: "5.9.6"}
			r := cordon.Record{Kind: cordon.KindSignIn, ID: host + "signin" + strconv.FormatBool(out), Time: world.Start.Add(-time.Hour), Owner: tr.ids[host], Doc: s}
			if err := tx.AddRecord(account, &r); err != nil {
				return err
			}
		}
	}
	return tx.AddRecord(account, &cordon.Record{Kind: cordon.KindOperation, ID: "operation1", Time: world.Start.Add(-time.Hour), Owner: tr.ids["owner"], Holders: []string{},
		Doc: cordon.Operation{Action: "Update", Category: "user", Detail: "Update User " + hiddenMark}})
}

// heldSession is one hour that host held for so many people, with every field
// filled.
func heldSession(tr *troupe, host string, start time.Time, people int, mark string) (s cordon.Session, d cordon.SessionDetail) {
	end := start.Add(time.Hour)
	s = cordon.Session{Topic: "Weekly" + mark, Type: cordon.ScheduledMeeting, Start: start, End: end, Timezone: "UTC", Created: start.Add(-time.Hour), Source: "Zoom" + mark,
		HostName: "Host" + mark, Features: cordon.Used{PSTN: true, VoIP: true, ThirdParty: true, Video: true, ScreenShare: true, Recording: true, SIP: true}}
	everyone := []cordon.Person{{User: tr.ids["ann"], Name: "Ann"}, {User: tr.ids["ben"], Name: "Ben"}, {User: tr.ids["cat"], Name: "Cat" + mark},
		{Name: "Gus" + mark, Email: "gus" + mark + "@elsewhere.example"}}
	for i, p := range everyone[:people] {
		secret := mark
		if i > 1 {
			secret = hiddenMark // where they were shows to nobody who does not see them
		}
		d.Participants = append(d.Participants, cordon.Participant{Person: p, Number: 16778240 + int64(i), UUID: "Participant" + strconv.Itoa(i) + mark, Panelist: i == 1,
			Registrant: "registrant" + strconv.Itoa(i) + mark, Join: start.Add(time.Duration(i) * time.Minute), Leave: end, Device: []string{"Windows", "Mac", "iOS", "Phone"}[i],
			IP: "192.0.2.7" + secret, Location: "Berlin (DE)" + secret, Network: "Wifi", DataCenter: "Germany" + secret, Version: "5.9.6" + secret, Microphone: "M" + secret,
			Speaker: "S" + secret, Camera: "C" + secret, Shared: []cordon.Share{{Content: []string{"desktop", "whiteboard", "app"}[i%3], Start: start, End: end}},
			Quality: cordon.Quality{Latency: 20 + 100*i, Jitter: 2, Loss: 3, Bitrate: 64, CPU: 9}, Satisfied: []string{cordon.Good, cordon.NotGood}[i%2], Comment: "Echo" + mark})
	}
	for i, p := range everyone[:max(0, people-1)] {
		a := cordon.PollAnswer{Person: p, At: start.Add(time.Minute), Answers: []cordon.AnsweredEntry{{Poll: "poll1", Question: "Tea?" + mark, Answer: "Yes" + mark}}}
		d.Polls, d.Survey = append(d.Polls, a), append(d.Survey, a)
		q := cordon.Question{Person: p, ID: "question" + strconv.Itoa(i), At: start.Add(time.Minute), Text: "Why?" + mark}
		if i > 0 {
			q.Answers = []cordon.Reply{{Person: everyone[2], At: end, Text: "Because" + mark}}
		}
		d.Questions = append(d.Questions, q)
	}
	if people > 1 {
		d.Summary = &cordon.Summary{Title: "Summary" + mark, Overview: "All went well." + mark, Parts: []cordon.Part{{Label: "Tea" + mark, Text: "Was had." + mark}},
			Next: []string{"More tea" + mark}, Created: end.Add(time.Minute), Modified: end.Add(time.Hour)}
	}
	fields := cordon.RegistrantFields{Address: "address" + mark, City: "city" + mark, State: "state" + mark, Zip: "zip" + mark, Country: "country" + mark, Phone: "phone" + mark,
		Org: "org" + mark, JobTitle: "job_title" + mark, Industry: "industry" + mark, Comments: "comments" + mark, Custom: []cordon.CustomAnswer{{Title: "Diet?", Value: "None"}}}
	for i, p := range []cordon.Person{{User: tr.ids["ben"], Name: "Ben"}, {User: tr.ids["cat"], Name: hiddenMark}, {Name: "Hal" + hiddenMark, Email: "hal@elsewhere.example"}} {
		d.Absentees = append(d.Absentees, cordon.Registrant{Person: p, ID: "registrant9" + strconv.Itoa(i), LastName: "L", Status: "approved", Created: start.Add(-time.Hour),
			RegistrantFields: fields})
	}
	return s, d
}
