package attack

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/cordon-zoom/cordon"
)

// phoneKinds are the records that phone scenarios name by id, by the letter of
// the draw; 'L' is a call, by the id that both of its sides have.
var phoneKinds = map[byte]cordon.Kind{'l': cordon.KindCall, 'L': cordon.KindCall, 'y': cordon.KindPhoneRecording, 'Y': cordon.KindPhoneTrash, 'w': cordon.KindVoicemail}

// phoneIDs are the ids of a kind of draw, and which of them are in sight.
func phoneIDs(m *model, v verdict, kind byte) map[string]bool {
	ids := map[string]bool{}
	for _, x := range m.records {
		if x.kind != phoneKinds[kind] {
			continue
		}
		id := x.id
		if kind == 'L' {
			id = x.parent
		}
		ids[id] = ids[id] || v.holds(m, x)
	}
	return ids
}

// hiddenPhone are the ids of that kind that are out of sight.
func hiddenPhone(m *model, v verdict, kind byte) (list []string) {
	for id, seen := range phoneIDs(m, v, kind) {
		if !seen {
			list = append(list, id)
		}
	}
	return list
}

// phone draws the id of a call, a recording or a voicemail; mostly, where that
// is asked, of a side of a call whose document has a member.
func (x *drawing) phone(kind byte, with string) string { return x.drawn(kind, x.phoneID(kind, with)) }

func (x *drawing) phoneID(kind byte, with string) string {
	of, seen := x.m, true
	switch n := x.r.IntN(100); {
	case n < 8 && !x.near:
		of = x.other
	case n < 25 && !x.near:
		seen = false
	}
	var list, better []string
	for id, is := range phoneIDs(of, x.v, kind) {
		if is == seen || of == x.other {
			list = append(list, id)
			if y := x.side(id); with != "" && y != nil && textAt(y.doc, with) != "" {
				better = append(better, id)
			}
		}
	}
	if len(better) > 0 && x.chance(85) {
		list = better
	}
	slices.Sort(list)
	id := pick(x.r, list)
	if id == "" {
		id = mark(999, 'u', 999, 60) + randomID(x.r)[:8]
	}
	return id
}

// side finds one side of a call.
func (x *drawing) side(id string) *record {
	i := slices.IndexFunc(x.m.records, func(y *record) bool { return y.kind == cordon.KindCall && y.id == id })
	if i < 0 {
		return nil
	}
	return x.m.records[i]
}

// theirs draws one side of a call, and a user: mostly the one whose it is.
func (x *drawing) theirs(with string) (user, id string) {
	id = x.phoneID('l', with)
	if y := x.side(id); y != nil && x.chance(85) {
		user = x.drawn('u', y.owner)
	} else {
		user = x.user()
	}
	return user, x.drawn('l', id)
}

// lately is a query about a random part of the last weeks.
func (x *drawing) lately(q url.Values) url.Values {
	if x.chance(80) {
		q.Set("from", "2026-02-"+strconv.Itoa(10+x.r.IntN(10)))
		q.Set("to", "2026-03-02")
	}
	return q
}

func init() {
	get := func(query func(x *drawing) url.Values, path ...string) func(x *drawing) request {
		return func(x *drawing) request {
			segments := slices.Clone(path)
			for i, s := range segments {
				switch {
				case s == "{user}" && slices.Contains(path, "l"):
					segments[i], segments[slices.Index(path, "l")] = x.theirs(map[string]string{"voice_mail": "voicemail"}[path[len(path)-1]])
				case s == "{user}":
					segments[i] = x.user()
				case len(segments[i]) == 1:
					segments[i] = x.phone(s[0], map[string]string{"voice_mail": "voicemail", "recording": "recording"}[path[len(path)-1]])
				}
			}
			q := request{"GET", segments, nil, nil}
			if query != nil {
				q.query = query(x)
			}
			return q
		}
	}
	of := func(method string, make func(x *drawing) request) func(x *drawing) request {
		return func(x *drawing) request {
			q := make(x)
			q.method = method
			return q
		}
	}
	list := func(more ...string) func(x *drawing) url.Values {
		return func(x *drawing) url.Values {
			q := paged(x, x.lately(url.Values{}))
			if len(more) > 0 && x.chance(40) {
				n := 2 * x.r.IntN(len(more)/2)
				q.Set(more[n], more[n+1])
			}
			return q
		}
	}
	sync := func(x *drawing) url.Values { return url.Values{"count": {strconv.Itoa(1 + x.r.IntN(9))}} }
	withGroup := func(name string, query func(x *drawing) url.Values) func(x *drawing) url.Values {
		return func(x *drawing) url.Values {
			q := query(x)
			if x.chance(30) {
				q.Set(name, x.group())
			}
			return q
		}
	}
	history := []string{"directions", "inbound", "connect_types", "internal", "recording_status", "recorded", "with_voicemail", "true", "call_results", "answered"}
	maps.Copy(scenarios, map[string]func(x *drawing) request{
		"GET /phone/users": get(func(x *drawing) url.Values {
			q := paged(x, url.Values{})
			switch x.r.IntN(4) {
			case 0:
				q.Set("keyword", mark(x.m.index, 'u', x.r.IntN(9), fDisplay))
			case 1:
				q.Set("department", mark(x.m.index, 'u', x.r.IntN(9), fDept))
			case 2:
				q.Set("status", pick(x.r, []string{"activate", "deactivate", "pending"}))
			}
			return q
		}, "phone", "users"),
		"GET /phone/users/{userId}":          get(nil, "phone", "users", "{user}"),
		"GET /phone/users/{userId}/settings": get(nil, "phone", "users", "{user}", "settings"),
		"PATCH /phone/users/{userId}": func(x *drawing) request {
			number := strconv.Itoa(100 + x.r.IntN(30)) // often taken
			return request{"PATCH", []string{"phone", "users", x.user()}, nil, map[string]any{"extension_number": number, "policy": map[string]any{"delegation": x.chance(50)}}}
		},
		"GET /phone/numbers":                                    get(func(x *drawing) url.Values { return paged(x, url.Values{}) }, "phone", "numbers"),
		"GET /phone/call_history":                               get(withGroup("group_ids", list(history...)), "phone", "call_history"),
		"GET /phone/call_history/{callHistoryUuid}":             get(nil, "phone", "call_history", "l"),
		"GET /phone/call_history_detail/{callHistoryId}":        get(nil, "phone", "call_history_detail", "l"),
		"GET /phone/call_element/{callElementId}":               get(nil, "phone", "call_element", "l"),
		"GET /phone/users/{userId}/call_history":                get(list(history...), "phone", "users", "{user}", "call_history"),
		"GET /phone/users/{userId}/call_history/sync":           get(sync, "phone", "users", "{user}", "call_history", "sync"),
		"DELETE /phone/users/{userId}/call_history/{callLogId}": of("DELETE", get(nil, "phone", "users", "{user}", "call_history", "l")),
		"GET /phone/call_logs":                                  get(list("type", "missed", "charged_call_logs", "true"), "phone", "call_logs"),
		"GET /phone/call_logs/{callLogId}":                      get(nil, "phone", "call_logs", "l"),
		"GET /phone/users/{userId}/call_logs":                   get(list("type", "missed"), "phone", "users", "{user}", "call_logs"),
		"GET /phone/users/{userId}/call_logs/sync":              get(sync, "phone", "users", "{user}", "call_logs", "sync"),
		"DELETE /phone/users/{userId}/call_logs/{callLogId}":    of("DELETE", get(nil, "phone", "users", "{user}", "call_logs", "l")),
		"PATCH /phone/call_history/{callLogId}/client_code": func(x *drawing) request {
			return request{"PATCH", []string{"phone", "call_history", x.phone('l', ""), "client_code"}, nil, map[string]any{"client_code": "7"}}
		},
		"PUT /phone/call_logs/{callLogId}/client_code": func(x *drawing) request {
			return request{"PUT", []string{"phone", "call_logs", x.phone('l', ""), "client_code"}, nil, map[string]any{"client_code": "7"}}
		},
		"GET /phone/recordings":                                  get(withGroup("group_id", list("recording_type", "Automatic")), "phone", "recordings"),
		"GET /phone/users/{userId}/recordings":                   get(list(), "phone", "users", "{user}", "recordings"),
		"GET /phone/call_element/{callElementId}/recording":      get(nil, "phone", "call_element", "l", "recording"),
		"GET /phone/recording/download/{fileId}":                 get(nil, "phone", "recording", "download", "y"),
		"GET /phone/recording_transcript/download/{recordingId}": get(nil, "phone", "recording_transcript", "download", "y"),
		"GET /phone/call_logs/{id}/recordings": func(x *drawing) request {
			return request{"GET", []string{"phone", "call_logs", x.phone(pick(x.r, []byte{'l', 'L'}), "recording"), "recordings"}, nil, nil}
		},
		"DELETE /phone/recordings/{recordingId}": of("DELETE", get(nil, "phone", "recordings", "y")),
		"PATCH /phone/recordings/{recordingId}": func(x *drawing) request {
			return request{"PATCH", []string{"phone", "recordings", x.phone('y', "")}, nil, map[string]any{"auto_delete_enable": x.chance(50)}}
		},
		"PUT /phone/recordings/{recordingId}/status": func(x *drawing) request {
			return request{"PUT", []string{"phone", "recordings", x.phone('Y', ""), "status"}, nil, map[string]any{"action": "recover"}}
		},
		"GET /phone/voice_mails":                              get(list("status", "unread"), "phone", "voice_mails"),
		"GET /phone/voice_mails/{voicemailId}":                get(nil, "phone", "voice_mails", "w"),
		"GET /phone/users/{userId}/voice_mails":               get(list("status", "unread"), "phone", "users", "{user}", "voice_mails"),
		"GET /phone/users/{userId}/call_logs/{id}/voice_mail": get(nil, "phone", "users", "{user}", "call_logs", "l", "voice_mail"),
		"GET /phone/call_element/{callElementId}/voice_mail":  get(nil, "phone", "call_element", "l", "voice_mail"),
		"GET /phone/voice_mails/download/{fileId}":            get(nil, "phone", "voice_mails", "download", "w"),
		"PATCH /phone/voice_mails/{voicemailId}": of("PATCH", get(func(x *drawing) url.Values {
			return url.Values{"read_status": {pick(x.r, []string{"Read", "Unread"})}}
		}, "phone", "voice_mails", "w")),
		"DELETE /phone/voice_mails/{voicemailId}":   of("DELETE", get(nil, "phone", "voice_mails", "w")),
		"GET /phone/metrics/call_logs":              get(list("quality_type", "good"), "phone", "metrics", "call_logs"),
		"GET /phone/metrics/past_calls":             get(list("directions", "internal", "quality_type", "good"), "phone", "metrics", "past_calls"),
		"GET /phone/metrics/call_logs/{call_id}":    get(nil, "phone", "metrics", "call_logs", "L"),
		"GET /phone/metrics/call_logs/{callId}/qos": get(nil, "phone", "metrics", "call_logs", "L", "qos"),
		"GET /phone/reports/call_charges":           get(list("show_charges_only", "true"), "phone", "reports", "call_charges"),
	})
}
