package attack

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
)

func init() {
	populaces = append(populaces, populatePhone)
	month := func() url.Values {
		return url.Values{"from": {world.Start.AddDate(0, 0, -21).Format(time.DateOnly)}, "to": {world.Start.Format(time.DateOnly)}}
	}
	add := func(op, key, id, member string, kind cordon.Kind, path ...string) {
		recordLists = append(recordLists, recordList{op: op, path: path, query: month(), key: key, id: id, want: func(x *record) (string, bool) {
			if member == "" {
				return x.id, x.kind == kind
			}
			return textAt(x.doc, member), x.kind == kind
		}})
	}
	add("GET /phone/call_history", "call_logs", "id", "", cordon.KindCall, "phone", "call_history")
	add("GET /phone/call_history", "call_history", "call_history_uuid", "", cordon.KindCall, "phone", "call_history")
	add("GET /phone/users/{userId}/call_history", "call_elements", "call_element_id", "", cordon.KindCall, "phone", "users", "{user}", "call_history")
	add("GET /phone/call_logs", "call_logs", "id", "", cordon.KindCall, "phone", "call_logs")
	add("GET /phone/users/{userId}/call_logs", "call_logs", "id", "", cordon.KindCall, "phone", "users", "{user}", "call_logs")
	add("GET /phone/metrics/call_logs", "call_logs", "call_id", "call_id", cordon.KindCall, "phone", "metrics", "call_logs")
	add("GET /phone/metrics/past_calls", "call_logs", "call_id", "call_id", cordon.KindCall, "phone", "metrics", "past_calls")
	add("GET /phone/recordings", "recordings", "id", "", cordon.KindPhoneRecording, "phone", "recordings")
	add("GET /phone/users/{userId}/recordings", "recordings", "id", "", cordon.KindPhoneRecording, "phone", "users", "{user}", "recordings")
	add("GET /phone/voice_mails", "voice_mails", "id", "", cordon.KindVoicemail, "phone", "voice_mails")
	add("GET /phone/users/{userId}/voice_mails", "voice_mails", "id", "", cordon.KindVoicemail, "phone", "users", "{user}", "voice_mails")
	recordLists = append(recordLists, recordList{op: "GET /phone/reports/call_charges", path: []string{"phone", "reports", "call_charges"}, query: month(), key: "call_charges", id: "call_log_id",
		want: func(x *record) (string, bool) {
			return x.id, x.kind == cordon.KindCall && textAt(x.doc, "connect_type") == "external"
		}})
}

// line is where a person of the account is called. A name and numbers may show
// to whoever sees the other side.
func (p *populace) line(i int) cordon.Line {
	return cordon.Line{Person: cordon.Person{User: p.people[i], Name: p.mark(i, fDisplay)}, Number: p.mark(i, 40), Extension: p.mark(i, 41), Type: "zoom_pstn", Country: "US", Code: "1"}
}

// populatePhone makes calls between people of the account, which are two sides
// each, and calls with people outside; some were recorded, some left a message.
func populatePhone(p *populace) error {
	for range 3 + p.r.IntN(6) {
		callID := randomID(p.r)
		a, b := p.r.IntN(len(p.people)), p.r.IntN(len(p.people))
		outside := cordon.Line{Person: cordon.Person{Name: "Outsider " + randomID(p.r)[:6]}, Number: fmt.Sprintf("+49%d", p.r.Int64N(1e9)), Type: "external_pstn", Country: "DE", Code: "49"}
		d := cordon.Call{CallID: callID, Connect: "internal", Type: "general", Start: p.before(18), Result: "answered", Path: "extension", Caller: p.line(a), Callee: p.line(b)}
		d.Answer, d.End = d.Start.Add(10*time.Second), d.Start.Add(5*time.Minute)
		callers, callees := []int{a}, []int{b}
		switch {
		case a == b || p.chance(30):
			d.Connect, d.Path, d.Callee, callees = "external", "pstn", outside, nil
		case p.chance(40):
			d.Connect, d.Path, d.Caller, callers = "external", "pstn", outside, nil
		}
		for _, who := range callers {
			if err := p.side(d, who, "outbound"); err != nil {
				return err
			}
		}
		for _, who := range callees {
			if err := p.side(d, who, "inbound"); err != nil {
				return err
			}
		}
	}
	return nil
}

// side adds one side of a call, with what is its user's own.
func (p *populace) side(d cordon.Call, who int, direction string) error {
	m := func(field int) string { return p.mark(who, field) }
	id := m(42) + randomID(p.r)[:8]
	media, err := p.tx.AddMedia("audio/mpeg", []byte(m(61)))
	if err != nil {
		return err
	}
	d.Direction, d.Department, d.CostCenter, d.ClientCode = direction, m(43), m(44), m(45)
	d.Device = cordon.Device{Type: m(46), PublicIP: m(47), PrivateIP: m(48), Codec: m(49), Headset: m(50), Microphone: m(51), ISP: m(52)}
	d.MOS, d.Good, d.Charged, d.Rate, d.Charge = m(53), true, d.Connect == "external", m(54), m(55)
	if p.chance(50) {
		d.Recorded, d.Recording, d.RecordingType = true, m(56)+randomID(p.r)[:8], "Automatic"
		r := cordon.PhoneRecording{CallID: d.CallID, CallLog: id, Direction: direction, Caller: d.Caller, Callee: d.Callee, Start: d.Start, End: d.End, Type: "Automatic", Transcript: true, Media: media}
		detail := cordon.PhoneRecordingDetail{Spoken: []cordon.Spoken{{Text: d.Caller.Name, Extension: d.Caller.Extension, Caller: true}, {Text: d.Callee.Name, Extension: d.Callee.Extension}}}
		kind := cordon.KindPhoneRecording
		if p.chance(20) {
			kind = cordon.KindPhoneTrash
		}
		if err := p.add(&cordon.Record{Kind: kind, ID: d.Recording, Parent: d.CallID, Time: d.Start, Owner: p.people[who], Doc: r, Detail: detail}); err != nil {
			return err
		}
	}
	if direction == "inbound" && p.chance(50) {
		d.HasVoicemail, d.Voicemail = true, m(57)+randomID(p.r)[:8]
		v := cordon.Voicemail{CallID: d.CallID, CallLog: id, Caller: d.Caller, Callee: d.Callee, At: d.Start, Duration: 9, Status: "unread", Media: media}
		if err := p.add(&cordon.Record{Kind: cordon.KindVoicemail, ID: d.Voicemail, Parent: d.CallID, Time: d.Start, Owner: p.people[who], Doc: v, Detail: cordon.VoicemailDetail{Text: m(58)}}); err != nil {
			return err
		}
	}
	return p.add(&cordon.Record{Kind: cordon.KindCall, ID: id, Parent: d.CallID, Time: d.Start, Owner: p.people[who], Doc: d,
		Detail: cordon.CallDetail{Samples: []cordon.CallSample{{At: d.Start, MOS: m(59)}}}})
}

// auditPhones reads the list of phone users, and counts their numbers.
func (c *crowd) auditPhones(t testing.TB, m *model, list func(string, string, url.Values, ...string) ([]map[string]any, int, outcome),
	same func(outcome, []map[string]any, string, int, []string)) {
	t.Helper()
	var want []string
	rows, total, o := list("GET /phone/users", "users", nil, "phone", "users")
	if !o.ok() {
		return
	}
	for _, p := range o.visible(m) {
		if p.phone {
			want = append(want, p.email)
		}
	}
	same(o, rows, "email", total, want)
	c.done.count("audited GET /phone/users")
	rows, total, o = list("GET /phone/numbers", "phone_numbers", nil, "phone", "numbers")
	if o.ok() && (len(rows) != len(want) || total != len(want)) {
		t.Errorf("%s: got %d numbers, and a total of %d, want %d\n%s", o.request, len(rows), total, len(want), o.who())
	}
}
