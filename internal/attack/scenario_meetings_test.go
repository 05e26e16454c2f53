package attack

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-zoom/cordon"
)

func arrangedKind(x *record) bool {
	return x.kind == cordon.KindMeeting || x.kind == cordon.KindWebinar
}

// arrangedOf are the meetings and webinars of an account.
func arrangedOf(m *model) (list []*record) {
	for _, x := range m.records {
		if arrangedKind(x) {
			list = append(list, x)
		}
	}
	return list
}

func (x *record) meeting() (m cordon.Meeting, d cordon.MeetingDetail) {
	readDoc(x, &m)
	if err := json.Unmarshal([]byte(x.detailText), &d); err != nil {
		panic(err)
	}
	return m, d
}

// number is the number of a meeting or webinar: mostly one in sight, and of the
// sort that the operation is about.
func (x *drawing) number(kind cordon.Kind) (string, *record) {
	var seen, sort []*record
	all := arrangedOf(x.m)
	for _, r := range all {
		if x.v.holds(x.m, r) {
			if seen = append(seen, r); r.kind == kind {
				sort = append(sort, r)
			}
		}
	}
	n, r := x.r.IntN(100), &record{id: strconv.FormatInt(90_000_000_000+x.r.Int64N(9_000_000_000), 10), doc: "{}", detailText: "{}"}
	switch {
	case n < 80 && len(sort) > 0:
		r = pick(x.r, sort)
	case n < 85 && len(seen) > 0:
		r = pick(x.r, seen)
	case n < 93 && len(all) > 0:
		r = pick(x.r, all)
	case n < 97 && len(arrangedOf(x.other)) > 0:
		r = pick(x.r, arrangedOf(x.other))
	}
	return x.drawn('n', r.id), r
}

// liveNumber is the number of what is being held.
func (x *drawing) liveNumber(kind cordon.Kind) string {
	live := cordon.KindLiveMeeting
	if kind == cordon.KindWebinar {
		live = cordon.KindLiveWebinar
	}
	var seen, all []*record
	for _, r := range x.m.records {
		if r.kind == live {
			if all = append(all, r); x.v.holds(x.m, r) {
				seen = append(seen, r)
			}
		}
	}
	r := &record{parent: strconv.FormatInt(90_000_000_000+x.r.Int64N(9_000_000_000), 10)}
	if len(seen) > 0 && x.chance(80) {
		r = pick(x.r, seen)
	} else if len(all) > 0 {
		r = pick(x.r, all)
	}
	return x.drawn('N', r.parent)
}

// registrantID is the id of a registrant: mostly of that meeting.
func (x *drawing) registrantID(of *record) string {
	_, d := of.meeting()
	id, n := randomID(x.r)[:18], x.r.IntN(10)
	var known []cordon.Registrant
	for _, r := range d.Registrants {
		if x.v.shown(x.m, r.Person) {
			known = append(known, r)
		}
	}
	switch {
	case n < 7 && len(known) > 0:
		id = pick(x.r, known).ID
	case n < 9 && len(d.Registrants) > 0:
		id = pick(x.r, d.Registrants).ID
	}
	return x.drawn('i', id)
}

// shown reports whether the caller may know who registered.
func (v verdict) shown(m *model, p cordon.Person) bool {
	if p.User != "" {
		return m.byID[p.User] != nil && v.sees(m.byID[p.User])
	}
	return v.people.everyone() || slices.ContainsFunc(m.users, func(u *person) bool { return strings.EqualFold(u.email, p.Email) && v.sees(u) })
}

// registrantsOutOfSight are the ids of registrants of an account; of its own
// those that the caller may not know.
func registrantsOutOfSight(m *model, hides func(cordon.Person) bool) (list []string) {
	for _, x := range arrangedOf(m) {
		_, d := x.meeting()
		for _, r := range d.Registrants {
			if hides(r.Person) {
				list = append(list, r.ID)
			}
		}
	}
	return list
}

// arranges reports whether an operation arranges something for somebody, which
// gives nobody anything and is no act on that person.
func arranges(op string) bool {
	return op == "POST /users/{userId}/meetings" || op == "POST /users/{userId}/webinars"
}

func (x *drawing) arrangement(kind cordon.Kind) map[string]any {
	types := []int{1, 2, 3, 8, 8}
	if kind == cordon.KindWebinar {
		types = []int{5, 6, 9}
	}
	settings := map[string]any{"approval_type": x.r.IntN(3), "host_video": x.chance(50)}
	if x.chance(25) {
		settings["alternative_hosts"] = x.email()
	}
	if x.chance(20) {
		settings["contact_email"], settings["contact_name"] = x.taken().email, x.word()
	}
	if kind == cordon.KindMeeting && x.chance(30) {
		settings["meeting_invitees"] = []map[string]any{{"email": x.taken().email}, {"email": x.word() + "@new.test"}}
	}
	return x.some(60, map[string]any{"topic": x.word(), "agenda": x.word(), "password": x.word()[:6], "duration": 1 + x.r.IntN(90), "type": pick(x.r, types), "start_time": "2026-03-" + strconv.Itoa(10+x.r.IntN(19)) + "T10:00:00Z",
		"recurrence": map[string]any{"type": 1, "repeat_interval": 1 + x.r.IntN(3), "end_times": 1 + x.r.IntN(9)}, "settings": settings})
}

// occurrenceOf is the id of an occurrence of the meeting, or of nothing.
func (x *drawing) occurrenceOf(r *record) url.Values {
	q := url.Values{}
	var m cordon.Meeting
	readDoc(r, &m)
	if o := pick(x.r, m.Times); o.ID != "" && x.chance(40) {
		q.Set("occurrence_id", o.ID)
	}
	return q
}

func init() {
	scenarios["GET /users/{userId}/meetings"] = func(x *drawing) request {
		q := paged(x, url.Values{})
		if x.chance(70) {
			q.Set("type", pick(x.r, []string{"scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings"}))
		}
		return request{"GET", []string{"users", x.user(), "meetings"}, q, nil}
	}
	scenarios["GET /users/{userId}/upcoming_meetings"] = func(x *drawing) request {
		return request{"GET", []string{"users", x.user(), "upcoming_meetings"}, nil, nil}
	}
	scenarios["GET /users/{userId}/webinars"] = func(x *drawing) request {
		q := paged(x, url.Values{})
		q.Set("type", pick(x.r, []string{"scheduled", "upcoming"}))
		return request{"GET", []string{"users", x.user(), "webinars"}, q, nil}
	}
	scenarios["GET /meetings/{meetingId}/invitation"] = func(x *drawing) request {
		id, _ := x.number(cordon.KindMeeting)
		return request{"GET", []string{"meetings", id, "invitation"}, nil, nil}
	}
	scenarios["POST /meetings/{meetingId}/batch_registrants"] = func(x *drawing) request {
		id, _ := x.number(cordon.KindMeeting)
		return request{"POST", []string{"meetings", id, "batch_registrants"}, nil, map[string]any{"auto_approve": x.chance(50), "registrants": []map[string]any{
			{"first_name": x.word(), "email": x.address()}, {"first_name": x.word(), "email": x.address()}}}}
	}
	panelists := func(method string, body func(x *drawing) any, more ...string) func(x *drawing) request {
		return func(x *drawing) request {
			id, _ := x.number(cordon.KindWebinar)
			var b any
			if body != nil {
				b = body(x)
			}
			return request{method, append([]string{"webinars", id}, more...), nil, b}
		}
	}
	scenarios["GET /webinars/{webinarId}/tracking_sources"] = panelists("GET", nil, "tracking_sources")
	scenarios["GET /webinars/{webinarId}/panelists"] = panelists("GET", nil, "panelists")
	scenarios["DELETE /webinars/{webinarId}/panelists"] = panelists("DELETE", nil, "panelists")
	scenarios["DELETE /webinars/{webinarId}/panelists/{panelistId}"] = panelists("DELETE", nil, "panelists", "panelist0")
	scenarios["POST /webinars/{webinarId}/panelists"] = panelists("POST", func(x *drawing) any {
		return map[string]any{"panelists": []map[string]any{{"name": x.word(), "email": x.address()}}}
	}, "panelists")
	arrangedScenarios("meeting", cordon.KindMeeting)
	arrangedScenarios("webinar", cordon.KindWebinar)
}

// arrangedScenarios are those of what meetings and webinars both have.
func arrangedScenarios(what string, kind cordon.Kind) {
	at := what + "s"
	pattern := "/" + at + "/{" + what + "Id}"
	scenarios["POST /users/{userId}/"+at] = func(x *drawing) request {
		body := x.arrangement(kind)
		if x.chance(30) {
			body["schedule_for"] = x.user()
		}
		return request{"POST", []string{"users", x.user(), at}, nil, body}
	}
	// add adds one on a meeting; a rest of "{registrantId}" or "{pollId}" is one of
	// its own, and body may be nil.
	add := func(method, rest string, query, body func(x *drawing, r *record) map[string]any) {
		scenarios[method+" "+pattern+rest] = func(x *drawing) request {
			id, r := x.number(kind)
			path := []string{at, id}
			for segment := range strings.SplitSeq(strings.TrimPrefix(rest, "/"), "/") {
				switch segment {
				case "":
					continue
				case "{registrantId}":
					segment = x.registrantID(r)
				case "{pollId}":
					segment = randomID(x.r)[:18]
					if _, d := r.meeting(); len(d.Polls) > 0 {
						segment = d.Polls[0].ID
					}
				}
				path = append(path, segment)
			}
			q := url.Values{}
			if query != nil {
				for k, v := range query(x, r) {
					q.Set(k, v.(string))
				}
			}
			if body == nil {
				return request{method, path, q, nil}
			}
			return request{method, path, q, body(x, r)}
		}
	}
	occurrence := func(x *drawing, r *record) map[string]any {
		if id := x.occurrenceOf(r).Get("occurrence_id"); id != "" {
			return map[string]any{"occurrence_id": id}
		}
		return nil
	}
	page := func(x *drawing, _ *record) map[string]any {
		return map[string]any{"page_size": strconv.Itoa(1 + x.r.IntN(4)), "status": pick(x.r, []string{"approved", "pending", "denied"})}
	}
	change := func(x *drawing, _ *record) map[string]any { return x.arrangement(kind) }
	end := func(*drawing, *record) map[string]any { return map[string]any{"action": "end"} }
	register := func(x *drawing, _ *record) map[string]any {
		return map[string]any{"first_name": x.word(), "email": x.address(), "org": x.word()}
	}
	move := func(x *drawing, r *record) map[string]any {
		ref := map[string]any{"id": x.registrantID(r)}
		if x.chance(40) {
			ref = map[string]any{"email": x.email()}
		}
		return map[string]any{"action": pick(x.r, []string{"approve", "deny", "cancel"}), "registrants": []map[string]any{ref}}
	}
	ask := func(x *drawing, _ *record) map[string]any {
		return map[string]any{"custom_questions": []map[string]any{{"title": x.word(), "type": "short"}}}
	}
	poll := func(x *drawing, _ *record) map[string]any {
		return map[string]any{"title": x.word(), "questions": []map[string]any{{"name": x.word(), "type": "single"}}}
	}
	survey := func(x *drawing, _ *record) map[string]any { return map[string]any{"third_party_survey": x.word()} }
	add("GET", "", occurrence, nil)
	add("PATCH", "", occurrence, change)
	add("DELETE", "", occurrence, nil)
	add("GET", "/registrants", page, nil)
	add("POST", "/registrants", nil, register)
	add("PUT", "/registrants/status", nil, move)
	add("GET", "/registrants/{registrantId}", nil, nil)
	add("DELETE", "/registrants/{registrantId}", nil, nil)
	add("GET", "/registrants/questions", nil, nil)
	add("PATCH", "/registrants/questions", nil, ask)
	add("GET", "/polls", nil, nil)
	add("POST", "/polls", nil, poll)
	add("GET", "/polls/{pollId}", nil, nil)
	add("PUT", "/polls/{pollId}", nil, poll)
	add("DELETE", "/polls/{pollId}", nil, nil)
	add("GET", "/survey", nil, nil)
	add("PATCH", "/survey", nil, survey)
	add("DELETE", "/survey", nil, nil)
	add("GET", "/livestream", nil, nil)
	add("PATCH", "/livestream", nil, func(x *drawing, _ *record) map[string]any {
		return map[string]any{"page_url": "https://new.test/" + x.word(), "stream_url": x.word(), "stream_key": x.word()}
	})
	add("POST", "/invite_links", nil, func(x *drawing, _ *record) map[string]any {
		return map[string]any{"attendees": []map[string]any{{"name": x.word()}}}
	})
	if kind == cordon.KindMeeting {
		add("POST", "/batch_polls", nil, func(x *drawing, r *record) map[string]any {
			return map[string]any{"polls": []map[string]any{poll(x, r), poll(x, r)}}
		})
	}
	scenarios["PUT "+pattern+"/status"] = func(x *drawing) request {
		id := ""
		if x.chance(70) {
			id = x.liveNumber(kind)
		} else {
			id, _ = x.number(kind)
		}
		return request{"PUT", []string{at, id, "status"}, nil, end(x, nil)}
	}
}
