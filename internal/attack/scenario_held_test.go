package attack

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-zoom/cordon"
)

// heldDates has all that the accounts begin with.
func heldDates() url.Values { return url.Values{"from": {"2026-02-10"}, "to": {"2026-03-02"}} }

// heldDraws says which sessions a draw is of, by its letter: by UUID, or in
// upper case by number.
var heldDraws = map[byte][]cordon.Kind{
	'h': {cordon.KindPastMeeting}, 'H': {cordon.KindPastMeeting},
	'z': {cordon.KindPastWebinar}, 'Z': {cordon.KindPastWebinar},
	'j': {cordon.KindLiveMeeting}, 'J': {cordon.KindLiveWebinar},
}

// heldName is how a draw names a session.
func heldName(letter byte, x *record) (string, bool) {
	in := slices.Contains(heldDraws[letter], x.kind)
	if letter == 'H' || letter == 'Z' {
		return x.parent, in
	}
	return x.id, in
}

// session draws what was held: mostly by somebody in sight, else hidden,
// foreign or nothing.
func (x *drawing) session(letter byte) string {
	var seen, all, foreign []string
	for _, r := range x.m.records {
		if name, ok := heldName(letter, r); ok {
			all = append(all, name)
			if x.v.holds(x.m, r) {
				seen = append(seen, name)
			}
		}
	}
	for _, r := range x.other.records {
		if name, ok := heldName(letter, r); ok {
			foreign = append(foreign, name)
		}
	}
	n, name := x.r.IntN(100), strconv.FormatInt(90_000_000_000+x.r.Int64N(9_000_000_000), 10)
	switch {
	case n < 75 && len(seen) > 0:
		name = pick(x.r, seen)
	case n < 90 && len(all) > 0:
		name = pick(x.r, all)
	case n < 95 && len(foreign) > 0:
		name = pick(x.r, foreign)
	}
	return x.drawn(letter, name)
}

func init() {
	for letter := range heldDraws {
		drawnRecords[letter] = func(x *record) (string, bool) { return heldName(letter, x) }
	}
	maps.Copy(scenarios, heldScenarios())
	for _, l := range []struct {
		op, key, id string
		query       url.Values
		kinds       []cordon.Kind
		want        func(x *record) bool
	}{
		{"GET /metrics/meetings", "meetings", "uuid", url.Values{"type": {"past"}}, heldDraws['h'], nil},
		{"GET /metrics/meetings", "meetings", "uuid", nil, heldDraws['j'], nil},
		{"GET /metrics/meetings", "meetings", "uuid", url.Values{"type": {"pastOne"}}, heldDraws['h'], alone},
		{"GET /metrics/webinars", "webinars", "uuid", url.Values{"type": {"past"}}, heldDraws['z'], nil},
		{"GET /metrics/webinars", "webinars", "uuid", nil, heldDraws['J'], nil},
		{"GET /meetings/meeting_summaries", "summaries", "meeting_uuid", nil, pastKinds, func(x *record) bool { return strings.Contains(x.doc, `"has_summary":true`) }},
		{"GET /report/history_meetings", "history_meetings", "meeting_uuid", nil, pastKinds, nil},
		{"GET /report/users/{userId}/meetings", "meetings", "uuid", nil, pastKinds, func(x *record) bool { return !alone(x) }},
		{"GET /report/users/{userId}/meetings", "meetings", "uuid", url.Values{"type": {"pastOne"}}, pastKinds, alone},
		{"GET /report/activities", "activity_logs", "ip_address", nil, []cordon.Kind{cordon.KindSignIn}, nil},
		{"GET /report/telephone", "telephony_usage", "uuid", url.Values{"type": {"2"}}, []cordon.Kind{cordon.KindDialIn}, func(x *record) bool { return textAt(x.doc, "type") == "Toll" }},
	} {
		q := heldDates()
		maps.Copy(q, l.query)
		path := strings.Split(strings.TrimPrefix(l.op, "GET /"), "/")
		if i := slices.Index(path, "{userId}"); i >= 0 {
			path[i] = "{user}"
		}
		recordLists = append(recordLists, recordList{op: l.op, path: path, query: q, key: l.key, id: l.id, want: func(x *record) (string, bool) {
			name := x.id
			switch x.kind {
			case cordon.KindSignIn:
				name = textAt(x.doc, "ip")
			case cordon.KindDialIn:
				name = textAt(x.doc, "session")
			}
			return name, slices.Contains(l.kinds, x.kind) && (l.want == nil || l.want(x))
		}})
	}
}

var pastKinds = []cordon.Kind{cordon.KindPastMeeting, cordon.KindPastWebinar}

func alone(x *record) bool { return strings.Contains(x.doc, `"alone":true`) }

func heldScenarios() map[string]func(x *drawing) request {
	list := map[string]func(x *drawing) request{
		"GET /past_meetings/{meetingId}/instances": func(x *drawing) request {
			return request{"GET", []string{"past_meetings", x.session('H'), "instances"}, nil, nil}
		},
		"GET /past_webinars/{webinarId}/instances": func(x *drawing) request {
			return request{"GET", []string{"past_webinars", x.session('Z'), "instances"}, nil, nil}
		},
		"DELETE /meetings/{meetingId}/meeting_summary": func(x *drawing) request {
			return request{"DELETE", []string{"meetings", x.session(pick(x.r, []byte("hHz"))), "meeting_summary"}, nil, nil}
		},
		"GET /report/users/{userId}/meetings": func(x *drawing) request {
			return request{"GET", []string{"report", "users", x.user(), "meetings"}, paged(x, heldDates()), nil}
		},
		"GET /report/daily": func(x *drawing) request {
			q := url.Values{}
			x.inGroup(q)
			return request{"GET", []string{"report", "daily"}, q, nil}
		},
	}
	// Lists of the account: with dates, some of a group.
	for op, grouped := range map[string]bool{"GET /meetings/meeting_summaries": false, "GET /report/users": true, "GET /report/cloud_recording": true, "GET /report/history_meetings": true,
		"GET /report/upcoming_events": true, "GET /report/activities": false, "GET /report/telephone": false, "GET /report/operationlogs": false, "GET /metrics/client/satisfaction": false,
		"GET /metrics/client_versions": false, "GET /metrics/quality": false, "GET /metrics/meetings": true, "GET /metrics/webinars": true} {
		list[op] = func(x *drawing) request {
			q := paged(x, heldDates())
			if grouped {
				x.inGroup(q)
			}
			if types := map[string][]string{"GET /report/users": {"active", "inactive"}, "GET /metrics/meetings": {"live", "past", "pastOne"}, "GET /metrics/webinars": {"live", "past"},
				"GET /metrics/quality": {"meeting", "participants"}}[op]; types != nil {
				q.Set("type", pick(x.r, types))
			}
			return request{"GET", strings.Split(strings.TrimPrefix(op, "GET /"), "/"), q, nil}
		}
	}
	// What is asked of one session, by any of its names.
	of := func(op, letters string) {
		list[op] = func(x *drawing) request {
			letter := pick(x.r, []byte(letters))
			q := paged(x, url.Values{})
			q.Del("page_number")
			if letter != 'j' && letter != 'J' {
				q.Set("type", "past")
			}
			path := strings.Split(strings.TrimPrefix(op, "GET /"), "/")
			for i, s := range path {
				switch s {
				case "{meetingId}", "{webinarId}":
					path[i] = x.session(letter)
				case "{participantId}":
					if path[i] = strconv.Itoa(16778240 + x.r.IntN(5)); x.chance(50) {
						path[i] = x.user()
					}
				}
			}
			return request{"GET", path, q, nil}
		}
	}
	of("GET /past_meetings/{meetingId}", "hH")
	of("GET /meetings/{meetingId}/meeting_summary", "hHz")
	of("GET /past_webinars/{webinarId}/absentees", "zZ")
	for _, s := range []string{"participants", "polls", "qa"} {
		of("GET /past_meetings/{meetingId}/"+s, "hH")
		of("GET /past_webinars/{webinarId}/"+s, "zZ")
	}
	for _, s := range []string{"", "/participants", "/polls", "/qa", "/survey"} {
		of("GET /report/meetings/{meetingId}"+s, "hH")
		of("GET /report/webinars/{webinarId}"+s, "zZ")
	}
	for _, s := range []string{"", "/participants", "/participants/qos", "/participants/{participantId}/qos", "/participants/satisfaction", "/participants/sharing"} {
		of("GET /metrics/meetings/{meetingId}"+s, "hHj")
		of("GET /metrics/webinars/{webinarId}"+s, "zZJ")
	}
	of("GET /metrics/meetings/{meetingId}/participants/qos_summary", "hH")
	of("GET /metrics/webinars/{webinarId}/participants/qos_summary", "zZ")
	return list
}

// inGroup asks for a group now and then.
func (x *drawing) inGroup(q url.Values) {
	if x.chance(40) {
		q.Set("group_id", x.group())
	}
}
