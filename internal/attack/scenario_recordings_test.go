package attack

import (
	"encoding/json"
	"maps"
	"net/url"
	"strconv"

	"github.com/cordon-zoom/cordon"
)

func readDoc(x *record, into any) {
	if err := json.Unmarshal([]byte(x.doc), into); err != nil {
		panic(err)
	}
}

// recordings are the recordings of an account, in the trash or not.
func recordings(m *model) (list []*record) {
	for _, x := range m.records {
		if x.kind == cordon.KindRecording || x.kind == cordon.KindTrash {
			list = append(list, x)
		}
	}
	return list
}

// recording is a reference to a recording: a UUID or, where the operation takes
// it, a meeting number.
func (x *drawing) recording(byNumber bool) string {
	all := recordings(x.m)
	var seen []*record
	for _, r := range all {
		if x.v.holds(x.m, r) {
			seen = append(seen, r)
		}
	}
	r, n := &record{id: randomID(x.r), parent: strconv.FormatInt(80_000_000_000+x.r.Int64N(9_000_000_000), 10)}, x.r.IntN(100)
	switch {
	case n < 60 && len(seen) > 0 || x.near && n < 90 && len(seen) > 0:
		r = pick(x.r, seen)
	case n < 92 && len(all) > 0:
		r = pick(x.r, all)
	case n < 96 && len(recordings(x.other)) > 0:
		r = pick(x.r, recordings(x.other))
	}
	if byNumber && x.chance(40) {
		return x.drawn('O', r.parent)
	}
	return x.drawn('o', r.id)
}

// recordingFile is a file of the recording named, or of another.
func (x *drawing) recordingFile(of string) string {
	all := recordings(x.m)
	r := pick(x.r, all)
	for _, y := range all {
		if (y.id == of || y.parent == of) && x.r.IntN(10) > 0 {
			r = y
		}
	}
	var doc cordon.Recording
	if r != nil {
		readDoc(r, &doc)
	}
	if len(doc.Files) == 0 {
		return randomID(x.r)
	}
	return pick(x.r, doc.Files).ID
}

func (x *drawing) recordingDates(q url.Values) url.Values {
	if x.chance(80) {
		q.Set("from", "2026-02-05")
		q.Set("to", "2026-03-02")
	}
	return q
}

func init() {
	of := func(method string, body func(x *drawing) any, rest ...string) func(*drawing) request {
		return func(x *drawing) request {
			q := request{method, append([]string{"meetings", x.recording(true)}, rest...), nil, nil}
			if body != nil {
				q.body = body(x)
			}
			return q
		}
	}
	list := func(rest ...string) func(*drawing) request {
		return func(x *drawing) request {
			return request{"GET", append([]string{"meetings", x.recording(true), "recordings"}, rest...), paged(x, x.recordingDates(url.Values{})), nil}
		}
	}
	throw := func(x *drawing) url.Values {
		return url.Values{"action": {pick(x.r, []string{"trash", "trash", "delete"})}}
	}
	back := func(*drawing) any { return map[string]any{"action": "recover"} }
	maps.Copy(scenarios, map[string]func(x *drawing) request{
		"GET /users/{userId}/recordings": func(x *drawing) request {
			q := x.recordingDates(url.Values{})
			switch x.r.IntN(4) {
			case 0:
				q.Set("trash", "true")
			case 1:
				q.Set("trash", "true")
				q.Set("trash_type", "recording_file")
			case 2:
				q.Set("meeting_id", strconv.FormatInt(80_000_000_000+x.r.Int64N(9_000_000_000), 10))
			}
			return request{"GET", []string{"users", x.user(), "recordings"}, paged(x, q), nil}
		},
		"GET /accounts/{accountId}/recordings": func(x *drawing) request {
			return request{"GET", []string{"accounts", pick(x.r, []string{"me", "me", x.m.id, x.other.id}), "recordings"}, paged(x, x.recordingDates(url.Values{})), nil}
		},
		"GET /meetings/{meetingId}/recordings": func(x *drawing) request {
			q := url.Values{}
			if x.chance(30) {
				q.Set("include_fields", "download_access_token")
			}
			return request{"GET", []string{"meetings", x.recording(true), "recordings"}, q, nil}
		},
		"GET /meetings/{meetingId}/recordings/settings":              of("GET", nil, "recordings", "settings"),
		"GET /meetings/{meetingId}/recordings/registrants":           list("registrants"),
		"GET /meetings/{meetingId}/recordings/registrants/questions": of("GET", nil, "recordings", "registrants", "questions"),
		"GET /meetings/{meetingId}/recordings/analytics_summary":     list("analytics_summary"),
		"GET /meetings/{meetingId}/recordings/analytics_details":     list("analytics_details"),
		"GET /meetings/{meetingId}/transcript":                       of("GET", nil, "transcript"),
		"DELETE /meetings/{meetingId}/transcript":                    of("DELETE", nil, "transcript"),
		"DELETE /meetings/{meetingId}/recordings": func(x *drawing) request {
			return request{"DELETE", []string{"meetings", x.recording(true), "recordings"}, throw(x), nil}
		},
		"DELETE /meetings/{meetingId}/recordings/{recordingId}": func(x *drawing) request {
			id := x.recording(true)
			return request{"DELETE", []string{"meetings", id, "recordings", x.recordingFile(id)}, throw(x), nil}
		},
		"PUT /meetings/{meetingUUID}/recordings/status": of("PUT", back, "recordings", "status"),
		"PUT /meetings/{meetingId}/recordings/{recordingId}/status": func(x *drawing) request {
			id := x.recording(true)
			return request{"PUT", []string{"meetings", id, "recordings", x.recordingFile(id), "status"}, nil, back(x)}
		},
		"PATCH /meetings/{meetingId}/recordings/settings": of("PATCH", func(x *drawing) any {
			return x.some(50, map[string]any{"topic": x.word(), "on_demand": x.chance(50), "password": "Passw0rd", "share_recording": "internally"})
		}, "recordings", "settings"),
		"POST /meetings/{meetingId}/recordings/registrants": of("POST", func(x *drawing) any {
			return map[string]any{"email": x.address(), "first_name": x.word(), "org": x.word()}
		}, "recordings", "registrants"),
		"PUT /meetings/{meetingId}/recordings/registrants/status": func(x *drawing) request {
			id := x.recording(true)
			who := randomID(x.r)
			for _, r := range recordings(x.m) {
				var detail cordon.RecordingDetail
				if r.id == id || r.parent == id {
					_ = json.Unmarshal([]byte(r.detailText), &detail)
				}
				if len(detail.Registrants) > 0 {
					who = pick(x.r, detail.Registrants).ID
				}
			}
			return request{"PUT", []string{"meetings", id, "recordings", "registrants", "status"}, nil,
				map[string]any{"action": pick(x.r, []string{"approve", "deny"}), "registrants": []any{map[string]any{"id": who}}}}
		},
		"PATCH /meetings/{meetingId}/recordings/registrants/questions": of("PATCH", func(x *drawing) any {
			return map[string]any{"custom_questions": []any{map[string]any{"title": x.word(), "type": "short"}}}
		}, "recordings", "registrants", "questions"),
	})
}
