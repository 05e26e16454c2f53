package zoomapi_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// phoneProps are calls: ann with cat, who is hidden, and with ben; somebody
// outside who left ben a message; and cat's own side and things.
func phoneProps(tr *troupe, tx *store.OperatorTx) error {
	sound, err := tx.AddMedia("audio/mpeg", []byte("what was said"))
	if err != nil {
		return err
	}
	at := world.Start.Add(-2 * time.Hour)
	line := func(name string) cordon.Line {
		return cordon.Line{Person: cordon.Person{User: tr.ids[name], Name: "Name of " + name}, Number: "+15550000" + name, Extension: "77" + name, Type: "zoom_pstn", Country: "US", Code: "1"}
	}
	outside := cordon.Line{Person: cordon.Person{Name: "Somebody"}, Number: "+4930123456", Type: "external_pstn", Country: "DE", Code: "49"}
	call := func(name, owner string, d cordon.Call) error {
		tr.ids[name], tr.ids[name+"id"] = "log-"+name, d.CallID
		d.Type, d.Start, d.End, d.Hold, d.Wait = "general", at, at.Add(5*time.Minute), 3, 7
		d.Department, d.CostCenter, d.ClientCode = "R&D", "C1", "42"
		d.Device = cordon.Device{Type: "MAC_Client(6.0.2.33403)", PublicIP: "192.0.2.7", PrivateIP: "10.0.0.7", Codec: "OPUS", Headset: "H", Microphone: "M", ISP: "I"}
		d.MOS, d.Good = "4.41", true
		if owner == "cat" {
			d.Department, d.CostCenter, d.ClientCode, d.Device = hiddenMark, hiddenMark, hiddenMark, cordon.Device{Type: hiddenMark, PublicIP: hiddenMark}
		}
		detail := cordon.CallDetail{Samples: []cordon.CallSample{{At: at, MOS: "4.41", Quality: cordon.Quality{Latency: 20, Jitter: 3, Loss: 8, Bitrate: 42}}, {At: at, Sending: true, MOS: "4.2"}}}
		return tx.AddRecord(tr.ids["account"], &cordon.Record{Kind: cordon.KindCall, ID: "log-" + name, Parent: d.CallID, Time: at, Owner: tr.ids[owner], Doc: d, Detail: detail})
	}
	recording := func(name, owner, of string, d cordon.PhoneRecording) error {
		tr.ids[name] = "rec-" + name
		d.CallLog, d.Start, d.End, d.Type, d.Media, d.Transcript, d.AutoDelete = "log-"+of, at, at.Add(5*time.Minute), "Automatic", sound, true, true
		detail := cordon.PhoneRecordingDetail{Spoken: []cordon.Spoken{{From: 0, To: 1500, Text: "Hello <you>", Extension: d.Caller.Extension, Caller: true}, {From: 1500, To: 2000, Text: "Hello", Extension: d.Callee.Extension}}}
		return tx.AddRecord(tr.ids["account"], &cordon.Record{Kind: cordon.KindPhoneRecording, ID: "rec-" + name, Parent: d.CallID, Time: at, Owner: tr.ids[owner], Doc: d, Detail: detail})
	}
	voicemail := func(name, owner, of string, d cordon.Voicemail) error {
		tr.ids[name] = "vm-" + name
		d.CallLog, d.Caller, d.Callee, d.At, d.Duration, d.Status, d.Media = "log-"+of, outside, line(owner), at, 12, "unread", sound
		return tx.AddRecord(tr.ids["account"], &cordon.Record{Kind: cordon.KindVoicemail, ID: "vm-" + name, Parent: d.CallID, Time: at, Owner: tr.ids[owner], Doc: d,
			Detail: cordon.VoicemailDetail{Text: "Call me back"}})
	}
	with := cordon.Call{CallID: "c1", Direction: "outbound", Connect: "internal", Result: "answered", Path: "extension", Answer: at.Add(time.Minute), Caller: line("ann"), Callee: line("cat"),
		Recorded: true, Recording: "rec-annrec", RecordingType: "Automatic"}
	back := with
	back.Direction, back.Recording = "inbound", "rec-catrec"
	to := with
	to.CallID, to.Callee, to.Recorded, to.Recording, to.RecordingType = "c2", line("ben"), false, "", ""
	from := to
	from.Direction = "inbound"
	message := cordon.Call{CallID: "c3", Direction: "inbound", Connect: "external", Result: "voicemail", Path: "voiceMail", Caller: outside, Callee: line("ben"), HasVoicemail: true, Voicemail: "vm-benvm"}
	hidden := message
	hidden.CallID, hidden.Callee, hidden.Voicemail = "c4", line("cat"), "vm-catvm"
	hidden.Caller.Name = hiddenMark
	abroad := cordon.Call{CallID: "c5", Direction: "outbound", Connect: "external", International: true, Result: "answered", Path: "pstn", Answer: at.Add(time.Minute), Caller: line("ben"), Callee: outside,
		Charged: true, Rate: "0.02", Charge: "0.08", Currency: "USD"}
	rec := cordon.PhoneRecording{CallID: "c1", Direction: "outbound", Caller: with.Caller, Callee: with.Callee}
	theirs := rec
	theirs.Direction = "inbound"
	theirs.Caller.Name = hiddenMark
	for _, add := range []func() error{
		func() error { return call("anncall", "ann", with) },
		func() error { return call("catcall", "cat", back) },
		func() error { return call("anntoben", "ann", to) },
		func() error { return call("benfromann", "ben", from) },
		func() error { return call("bencall", "ben", message) },
		func() error { return call("catmessage", "cat", hidden) },
		func() error { return call("benabroad", "ben", abroad) },
		func() error { return recording("annrec", "ann", "anncall", rec) },
		func() error { return recording("catrec", "cat", "catcall", theirs) },
		func() error { return voicemail("benvm", "ben", "bencall", cordon.Voicemail{CallID: "c3"}) },
		func() error { return voicemail("catvm", "cat", "catmessage", cordon.Voicemail{CallID: "c4"}) },
	} {
		if err := add(); err != nil {
			return err
		}
	}
	return nil
}

func init() {
	props = append(props, phoneProps)
	exceptions = append(exceptions, struct{ op, kind, what, why string }{
		"GET /phone/recording_transcript/download/{recordingId}", "status", "200", "Zoom redirects to where the file is; Cordon answers it at once"})
	const all = "from=2026-02-20&to=2026-03-02"
	window := func(who, path string) []sample {
		return []sample{
			{200, "owner GET " + path + "?page_size=2", "", nil},
			{200, who + " GET " + path, "", nil},
			{200, who + " GET " + path + "?" + all, "", nil},
			{200, who + " GET " + path + "?from=2026-01-01&to=2026-01-20", "", nil},
			{400, who + " GET " + path + "?from=tomorrow", "", nil},
			{400, who + " GET " + path + "?from=2026-01-01&to=2026-02-20", "", nil},
			{400, "owner GET " + path + "?next_page_token=forged", "", nil},
		}
	}
	gone := func(status int, method, path string, names ...string) (list []sample) {
		for _, name := range append(names, "nothing") {
			list = append(list, sample{status, "vendor " + method + " " + strings.ReplaceAll(path, "*", name), "", nil})
		}
		return list
	}
	editGone := func(status int, method, path, body string, names ...string) (list []sample) {
		for _, name := range append(names, "nothing") {
			list = append(list, sample{status, "editor " + method + " " + strings.ReplaceAll(path, "*", name), body, nil})
		}
		return list
	}
	maps.Copy(samples, map[string][]sample{
		"GET /phone/users": {
			{200, "owner GET /phone/users", "", nil},
			{200, "owner GET /phone/users?page_size=2", "", nil},
			{200, "vendor GET /phone/users?page_size=1", "", nil},
			{200, "vendor GET /phone/users?status=pending", "", nil},
			{200, "vendor GET /phone/users?keyword=ann&department=R%26D&cost_center=C1&status=activate", "", nil},
			{200, "vendor GET /phone/users?keyword=" + hiddenMark, "", nil},
			{400, "vendor GET /phone/users?site_id=x", "", nil},
			{400, "vendor GET /phone/users?page_size=101", "", nil},
		},
		"GET /phone/users/{userId}": {
			{200, "vendor GET /phone/users/{ann}", "", nil},
			{200, "owner GET /phone/users/me", "", func(tr *troupe) { tr.ok("owner PATCH /users/me/settings", `{"feature":{"zoom_phone":true}}`) }},
			{200, "owner GET /phone/users/{ann}", "", func(tr *troupe) {
				tr.ok("owner PATCH /phone/users/{ann}", `{"policy":{"voicemail":{"enable":true},"auto_call_recording":{"enable":true},"delegation":false}}`)
			}},
			{404, "vendor GET /phone/users/{ann}", "", func(tr *troupe) { tr.ok("owner PATCH /users/{ann}/settings", `{"feature":{"zoom_phone":false}}`) }},
			{404, "vendor GET /phone/users/{cat}", "", nil},
			{404, "vendor GET /phone/users/nobody", "", nil},
		},
		"PATCH /phone/users/{userId}": {
			{204, "editor PATCH /phone/users/{ann}", `{"extension_number":"4711","policy":{"voicemail":{"enable":true,"allow_delete":true,"allow_download":true,"allow_transcription":true,"allow_videomail":true},
				"ad_hoc_call_recording":{"enable":true},"auto_call_recording":{"enable":true,"recording_start_prompt":true,"recording_transcription":true},"delegation":true,"elevate_to_meeting":true,
				"emergency_calls_to_psap":true,"forwarding_to_external_numbers":true,"international_calling":true}}`, nil},
			{204, "editor PATCH /phone/users/{ann}", `{}`, nil},
			{400, "editor PATCH /phone/users/{ann}", `{"extension_number":"12"}`, nil},
			{400, "editor PATCH /phone/users/{ann}", `{"extension_number":"4711"}`, func(tr *troupe) { tr.ok("owner PATCH /phone/users/{cat}", `{"extension_number":"4711"}`) }},
			{400, "editor PATCH /phone/users/{ann}", `{"site_id":"x"}`, nil},
			{404, "editor PATCH /phone/users/{cat}", `{"extension_number":"4711"}`, nil},
			{404, "editor PATCH /phone/users/nobody", `{"extension_number":"4711"}`, nil},
		},
		"GET /phone/users/{userId}/settings": {
			{200, "vendor GET /phone/users/{ann}/settings", "", nil},
			{200, "vendor GET /phone/users/{pat}/settings", "", nil},
			{404, "vendor GET /phone/users/{cat}/settings", "", nil},
		},
		"GET /phone/numbers": {
			{200, "owner GET /phone/numbers?page_size=3", "", nil},
			{200, "vendor GET /phone/numbers?type=assigned&number_type=toll&extension_type=user", "", nil},
			{200, "vendor GET /phone/numbers?type=unassigned", "", nil},
			{200, "vendor GET /phone/numbers?phone_number=%2B15550000000", "", nil},
			{400, "vendor GET /phone/numbers?site_id=x", "", nil},
		},
		"GET /phone/call_history": append(window("vendor", "/phone/call_history"),
			sample{200, "vendor GET /phone/call_history?directions=inbound&directions=outbound&connect_types=internal&call_types=general&call_results=answered&call_results=voicemail&extension_types=user&department=R%26D&cost_center=C1&recording_status=recorded", "", nil},
			sample{200, "vendor GET /phone/call_history?group_ids={seen}&with_voicemail=true&call_ids=c3&recording_status=non_recorded", "", nil},
			sample{400, "vendor GET /phone/call_history?directions=sideways", "", nil},
			sample{400, "vendor GET /phone/call_history?group_ids={seen},{dark}", "", nil},
			sample{404, "vendor GET /phone/call_history?group_ids={dark}", "", nil},
			sample{400, "vendor GET /phone/call_history?keyword=x", "", nil},
			sample{400, "vendor GET /phone/call_history?number_types=zoom_pstn", "", nil},
			sample{400, "vendor GET /phone/call_history?site_ids=x", "", nil},
			sample{400, "vendor GET /phone/call_history?extension_types=call_queue", "", nil},
			sample{400, "vendor GET /phone/call_history?time_type=end_time", "", nil},
			sample{400, "vendor GET /phone/call_history?from=2025-01-01&to=2025-01-02", "", nil}),
		"GET /phone/call_history/{callHistoryUuid}": append(gone(404, "GET", "/phone/call_history/*", "{catcall}"),
			sample{200, "vendor GET /phone/call_history/{anncall}", "", nil}, sample{200, "owner GET /phone/call_history/{bencall}", "", nil}),
		"GET /phone/call_history_detail/{callHistoryId}": append(gone(404, "GET", "/phone/call_history_detail/*", "{catcall}"),
			sample{200, "vendor GET /phone/call_history_detail/{anncall}", "", nil}),
		"GET /phone/call_element/{callElementId}": append(gone(404, "GET", "/phone/call_element/*", "{catcall}"),
			sample{200, "vendor GET /phone/call_element/{anncall}", "", nil}),
		"GET /phone/users/{userId}/call_history": append(window("vendor", "/phone/users/{ann}/call_history"),
			sample{200, "vendor GET /phone/users/{ben}/call_history?with_voicemail=false", "", nil},
			sample{200, "vendor GET /phone/users/{pat}/call_history", "", nil},
			sample{400, "vendor GET /phone/users/{ann}/call_history?group_ids={seen}", "", nil},
			sample{404, "vendor GET /phone/users/{cat}/call_history", "", nil}),
		"GET /phone/users/{userId}/call_history/sync": {
			{200, "vendor GET /phone/users/{ann}/call_history/sync?count=1", "", nil},
			{200, "vendor GET /phone/users/{ben}/call_history/sync?sync_type=FSync", "", nil},
			{400, "vendor GET /phone/users/{ann}/call_history/sync?sync_type=ISync", "", nil},
			{400, "vendor GET /phone/users/{ann}/call_history/sync?sync_type=BSync&sync_token=forged", "", nil},
			{404, "vendor GET /phone/users/{cat}/call_history/sync", "", nil},
		},
		"DELETE /phone/users/{userId}/call_history/{callLogId}": append(editGone(404, "DELETE", "/phone/users/{ann}/call_history/*", "", "{catcall}", "{bencall}"),
			sample{204, "editor DELETE /phone/users/{ann}/call_history/{anncall}", "", nil},
			sample{404, "editor DELETE /phone/users/{cat}/call_history/{catcall}", "", nil}),
		"GET /phone/call_logs": append(window("vendor", "/phone/call_logs"),
			sample{200, "vendor GET /phone/call_logs?type=missed&path=voiceMail", "", nil},
			sample{200, "vendor GET /phone/call_logs?charged_call_logs=true", "", nil},
			sample{400, "vendor GET /phone/call_logs?time_type=endTime", "", nil},
			sample{400, "vendor GET /phone/call_logs?site_id=x", "", nil}),
		"GET /phone/call_logs/{callLogId}": append(gone(404, "GET", "/phone/call_logs/*", "{catcall}"),
			sample{200, "vendor GET /phone/call_logs/{anncall}", "", nil}, sample{200, "vendor GET /phone/call_logs/{benabroad}", "", nil}),
		"GET /phone/users/{userId}/call_logs": append(window("vendor", "/phone/users/{ben}/call_logs"),
			sample{200, "vendor GET /phone/users/{ann}/call_logs", "", nil},
			sample{200, "vendor GET /phone/users/{ben}/call_logs?type=missed", "", nil},
			sample{400, "vendor GET /phone/users/{ben}/call_logs?phone_number=1", "", nil},
			sample{404, "vendor GET /phone/users/{cat}/call_logs", "", nil}),
		"GET /phone/users/{userId}/call_logs/sync": {
			{200, "vendor GET /phone/users/{ann}/call_logs/sync?count=250", "", nil},
			{400, "vendor GET /phone/users/{ann}/call_logs/sync?count=251", "", nil},
			{404, "vendor GET /phone/users/{ann}/call_logs/sync?sync_type=ISync&sync_token=forged", "", nil},
			{404, "vendor GET /phone/users/{cat}/call_logs/sync", "", nil},
		},
		"DELETE /phone/users/{userId}/call_logs/{callLogId}": append(editGone(404, "DELETE", "/phone/users/{ann}/call_logs/*", "", "{catcall}", "{bencall}"),
			sample{204, "editor DELETE /phone/users/{ann}/call_logs/{anncall}", "", nil},
			sample{404, "editor DELETE /phone/users/{cat}/call_logs/{catcall}", "", nil}),
		"PATCH /phone/call_history/{callLogId}/client_code": append(editGone(404, "PATCH", "/phone/call_history/*/client_code", `{"client_code":"7"}`, "{catcall}"),
			sample{204, "editor PATCH /phone/call_history/{anncall}/client_code", `{"client_code":"7"}`, nil},
			sample{400, "editor PATCH /phone/call_history/{anncall}/client_code", `{}`, nil}),
		"PUT /phone/call_logs/{callLogId}/client_code": append(editGone(404, "PUT", "/phone/call_logs/*/client_code", `{"client_code":"7"}`, "{catcall}"),
			sample{204, "editor PUT /phone/call_logs/{anncall}/client_code", `{"client_code":"7"}`, nil},
			sample{400, "editor PUT /phone/call_logs/{anncall}/client_code", `{"client_code":"12345678901234567"}`, nil}),
		"GET /phone/recordings": append(window("vendor", "/phone/recordings"),
			sample{200, "vendor GET /phone/recordings?recording_type=Automatic&owner_type=user&group_id={seen}", "", nil},
			sample{200, "vendor GET /phone/recordings?recording_type=OnDemand", "", nil},
			sample{404, "vendor GET /phone/recordings?group_id={dark}", "", nil},
			sample{400, "vendor GET /phone/recordings?owner_type=callQueue", "", nil},
			sample{400, "vendor GET /phone/recordings?query_date_type=end_time", "", nil}),
		"GET /phone/users/{userId}/recordings": append(window("vendor", "/phone/users/{ann}/recordings"),
			sample{200, "vendor GET /phone/users/{ben}/recordings", "", nil},
			sample{404, "vendor GET /phone/users/{cat}/recordings", "", nil}),
		"GET /phone/call_logs/{id}/recordings": append(gone(404, "GET", "/phone/call_logs/*/recordings", "{catcall}", "{catmessageid}", "{bencall}"),
			sample{200, "vendor GET /phone/call_logs/{anncall}/recordings", "", nil},
			sample{200, "vendor GET /phone/call_logs/{anncallid}/recordings", "", nil}),
		"GET /phone/call_element/{callElementId}/recording": append(gone(404, "GET", "/phone/call_element/*/recording", "{catcall}", "{bencall}"),
			sample{200, "vendor GET /phone/call_element/{anncall}/recording", "", nil}),
		"GET /phone/recording/download/{fileId}": append(gone(400, "GET", "/phone/recording/download/*", "{catrec}"),
			sample{200, "vendor GET /phone/recording/download/{annrec}", "", nil},
			sample{400, "editor GET /phone/recording/download/{annrec}", "", func(tr *troupe) {
				tr.ok("owner PATCH /roles/{writer}", `{"privileges":["User:Edit","PbxAdmin:Edit"]}`)
			}}),
		"GET /phone/recording_transcript/download/{recordingId}": append(gone(400, "GET", "/phone/recording_transcript/download/*", "{catrec}"),
			sample{200, "vendor GET /phone/recording_transcript/download/{annrec}", "", nil}),
		"DELETE /phone/recordings/{recordingId}": append(editGone(404, "DELETE", "/phone/recordings/*", "", "{catrec}"),
			sample{204, "editor DELETE /phone/recordings/{annrec}", "", nil}),
		"PATCH /phone/recordings/{recordingId}": append(editGone(404, "PATCH", "/phone/recordings/*", `{"auto_delete_enable":true}`, "{catrec}"),
			sample{204, "editor PATCH /phone/recordings/{annrec}", `{"auto_delete_enable":false}`, nil},
			sample{204, "editor PATCH /phone/recordings/{annrec}", `{}`, nil},
			sample{400, "editor PATCH /phone/recordings/{annrec}", `[]`, nil}),
		"PUT /phone/recordings/{recordingId}/status": append(editGone(404, "PUT", "/phone/recordings/*/status", `{"action":"recover"}`, "{catrec}", "{annrec}"),
			sample{204, "editor PUT /phone/recordings/{annrec}/status", `{"action":"recover"}`, func(tr *troupe) { tr.ok("editor DELETE /phone/recordings/{annrec}") }},
			sample{400, "editor PUT /phone/recordings/{annrec}/status", `{"action":"x"}`, nil}),
		"GET /phone/voice_mails": append(window("vendor", "/phone/voice_mails"),
			sample{200, "vendor GET /phone/voice_mails?status=unread&owner_type=user&voicemail_type=normal", "", nil},
			sample{200, "vendor GET /phone/voice_mails?status=read", "", nil},
			sample{400, "vendor GET /phone/voice_mails?trashed=true", "", nil},
			sample{400, "vendor GET /phone/voice_mails?owner_type=callQueue", "", nil},
			sample{400, "vendor GET /phone/voice_mails?voicemail_type=spam", "", nil}),
		"GET /phone/voice_mails/{voicemailId}": append(gone(400, "GET", "/phone/voice_mails/*", "{catvm}"),
			sample{200, "vendor GET /phone/voice_mails/{benvm}", "", nil}),
		"GET /phone/users/{userId}/voice_mails": append(window("vendor", "/phone/users/{ben}/voice_mails"),
			sample{200, "vendor GET /phone/users/{ann}/voice_mails", "", nil},
			sample{400, "vendor GET /phone/users/{ann}/voice_mails?trash=true", "", nil},
			sample{404, "vendor GET /phone/users/{cat}/voice_mails", "", nil}),
		"GET /phone/users/{userId}/call_logs/{id}/voice_mail": append(gone(404, "GET", "/phone/users/{ann}/call_logs/*/voice_mail", "{catmessage}", "{bencall}", "{anncall}"),
			sample{200, "vendor GET /phone/users/{ben}/call_logs/{bencall}/voice_mail", "", nil},
			sample{404, "vendor GET /phone/users/{cat}/call_logs/{catmessage}/voice_mail", "", nil}),
		"GET /phone/call_element/{callElementId}/voice_mail": append(gone(404, "GET", "/phone/call_element/*/voice_mail", "{catmessage}", "{anncall}"),
			sample{200, "vendor GET /phone/call_element/{bencall}/voice_mail", "", nil}),
		"GET /phone/voice_mails/download/{fileId}": append(gone(400, "GET", "/phone/voice_mails/download/*", "{catvm}"),
			sample{200, "vendor GET /phone/voice_mails/download/{benvm}", "", nil}),
		"PATCH /phone/voice_mails/{voicemailId}": append(editGone(400, "PATCH", "/phone/voice_mails/*?read_status=Read", "", "{catvm}"),
			sample{204, "editor PATCH /phone/voice_mails/{benvm}?read_status=Read", "", nil},
			sample{400, "editor PATCH /phone/voice_mails/{benvm}", "", nil}),
		"DELETE /phone/voice_mails/{voicemailId}": append(editGone(404, "DELETE", "/phone/voice_mails/*", "", "{catvm}"),
			sample{204, "editor DELETE /phone/voice_mails/{benvm}", "", nil}),
		"GET /phone/metrics/call_logs": {
			{200, "owner GET /phone/metrics/call_logs?page_size=2", "", nil},
			{200, "vendor GET /phone/metrics/call_logs?quality_type=good", "", nil},
			{200, "vendor GET /phone/metrics/call_logs?quality_type=bad", "", nil},
			{400, "vendor GET /phone/metrics/call_logs?site_id=x", "", nil},
		},
		"GET /phone/metrics/past_calls": {
			{200, "owner GET /phone/metrics/past_calls?page_size=2", "", nil},
			{200, "vendor GET /phone/metrics/past_calls?quality_type=good&department=R%26D&cost_center=C1&directions=inbound&directions=outbound", "", nil},
			{200, "vendor GET /phone/metrics/past_calls?directions=internal", "", nil},
			{400, "vendor GET /phone/metrics/past_calls?directions=internal,inbound", "", nil},
			{400, "vendor GET /phone/metrics/past_calls?phone_number=1", "", nil},
			{400, "vendor GET /phone/metrics/past_calls?durations=1", "", nil},
		},
		"GET /phone/metrics/call_logs/{call_id}": append(gone(404, "GET", "/phone/metrics/call_logs/*", "{catmessageid}"),
			sample{200, "vendor GET /phone/metrics/call_logs/{anncallid}", "", nil}, sample{200, "owner GET /phone/metrics/call_logs/{bencallid}", "", nil}),
		"GET /phone/metrics/call_logs/{callId}/qos": append(gone(404, "GET", "/phone/metrics/call_logs/*/qos", "{catmessageid}"),
			sample{200, "vendor GET /phone/metrics/call_logs/{anncallid}/qos", "", nil}, sample{200, "owner GET /phone/metrics/call_logs/{anncallid}/qos", "", nil}),
		"GET /phone/reports/call_charges": {
			{200, "owner GET /phone/reports/call_charges?page_size=1", "", nil},
			{200, "vendor GET /phone/reports/call_charges?show_charges_only=true&call_ids=c5,c4", "", nil},
			{200, "vendor GET /phone/reports/call_charges?from=2025-03-01&to=2025-03-20", "", nil},
			{400, "vendor GET /phone/reports/call_charges?billing_account_id=x", "", nil},
			{400, "vendor GET /phone/reports/call_charges?from=2024-03-01&to=2024-03-20", "", nil},
		},
	})
}

// TestOtherSideOfACall: of a hidden colleague there is a name and a number, and
// nothing else; and each side is in the total of whoever sees it.
func TestOtherSideOfACall(t *testing.T) {
	tr := newTroupe(t)
	for _, path := range []string{"/phone/call_history", "/phone/call_logs", "/phone/metrics/call_logs"} {
		if got := number(t, tr.ok("vendor GET "+path), "total_records"); got != 5 {
			t.Errorf("%s: the vendor sees %d sides, want 5", path, got)
		}
		if got := number(t, tr.ok("owner GET "+path), "total_records"); got != 7 {
			t.Errorf("%s: the owner sees %d sides, want 7", path, got)
		}
	}
	for _, path := range []string{"/phone/call_history/{anncall}", "/phone/call_element/{anncall}", "/phone/call_logs/{anncall}", "/phone/call_logs/{anncall}/recordings",
		"/phone/users/{ann}/call_history", "/phone/users/{ann}/call_logs/sync", "/phone/metrics/call_logs/{anncallid}", "/phone/metrics/call_logs/{anncallid}/qos"} {
		vendor := string(tr.ok("vendor GET " + path).Body)
		if strings.Contains(vendor, tr.ids["cat"]) {
			t.Errorf("%s: shows the id of somebody hidden: %s", path, vendor)
		}
		if !strings.Contains(vendor, "Name of cat") && !strings.Contains(path, "qos") {
			t.Errorf("%s: no name of the other side: %s", path, vendor)
		}
	}
	callee := func(who, member string) any {
		var c map[string]any
		tr.ok(who+" GET /phone/call_element/{anncall}").JSON(t, &c)
		return c["callee_"+member]
	}
	for _, member := range []string{"ext_id", "email", "ext_type", "number_type", "device_type"} {
		if got := callee("vendor", member); got != nil {
			t.Errorf("the vendor sees callee_%s %v", member, got)
		}
	}
	for _, member := range []string{"name", "did_number", "ext_number"} {
		if got, want := callee("vendor", member), callee("owner", member); got == nil || got != want {
			t.Errorf("callee_%s: the vendor sees %v, the owner %v", member, got, want)
		}
	}
	if callee("owner", "email") == nil || callee("owner", "ext_id") == nil {
		t.Error("the owner sees too little of the other side")
	}
}

// TestCallSync walks one user's calls both ways.
func TestCallSync(t *testing.T) {
	tr := newTroupe(t)
	const path = "vendor GET /phone/users/{ben}/call_logs/sync"
	type logs struct {
		Logs  []struct{ ID string } `json:"call_logs"`
		Token string                `json:"sync_token"`
	}
	get := func(query string) (l logs) {
		tr.ok(path+query).JSON(t, &l)
		return l
	}
	first := get("?count=1")
	back := get("?count=5&sync_type=BSync&sync_token=" + first.Token)
	if len(first.Logs) != 1 || len(back.Logs) != 2 || back.Logs[0].ID == first.Logs[0].ID {
		t.Errorf("backwards: %v, then %v", first.Logs, back.Logs)
	}
	if again := get("?sync_type=ISync&sync_token=" + back.Token); len(again.Logs) != 0 {
		t.Errorf("nothing is new, got %v", again.Logs)
	}
	tr.Operate(func(tx *store.OperatorTx) error {
		now := world.Start.Add(-time.Minute)
		return tx.AddRecord(tr.ids["account"], &cordon.Record{Kind: cordon.KindCall, ID: "log-new", Parent: "c9", Time: now, Owner: tr.ids["ben"],
			Doc: cordon.Call{CallID: "c9", Direction: "inbound", Connect: "external", Type: "general", Start: now, End: now, Result: "no_answer", Path: "pstn"}})
	})
	if fresh := get("?sync_type=ISync&sync_token=" + back.Token); len(fresh.Logs) != 1 || fresh.Logs[0].ID != "log-new" {
		t.Errorf("what is new: %v", fresh.Logs)
	}
	tr.want(404, 300, strings.Replace(path, "{ben}", "{ann}", 1)+"?sync_type=BSync&sync_token="+back.Token)
	tr.want(404, 300, strings.Replace(path, "vendor", "owner", 1)+"?sync_type=BSync&sync_token="+back.Token)
}

// TestPhoneRecordingTrash: what is deleted is nowhere, and comes back whole.
func TestPhoneRecordingTrash(t *testing.T) {
	tr := newTroupe(t)
	before := string(tr.ok("vendor GET /phone/call_element/{anncall}").Body)
	tr.ok("editor DELETE /phone/recordings/{annrec}")
	tr.want(404, 404, "vendor GET /phone/call_element/{anncall}/recording")
	tr.want(400, 404, "vendor GET /phone/recording/download/{annrec}")
	if got := number(t, tr.ok("vendor GET /phone/recordings"), "total_records"); got != 0 {
		t.Errorf("%d recordings after the only one was deleted", got)
	}
	tr.ok("editor PUT /phone/recordings/{annrec}/status", `{"action":"recover"}`)
	if after := string(tr.ok("vendor GET /phone/call_element/{anncall}").Body); after != before {
		t.Errorf("recovered:\n%s\nbefore:\n%s", after, before)
	}
	tr.ok("vendor GET /phone/recording/download/{annrec}")
}
