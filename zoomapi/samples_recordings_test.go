package zoomapi_test

import (
	"maps"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

func init() {
	props = append(props, recordingProps)
	exceptions = append(exceptions, []struct{ op, kind, what, why string }{
		{"GET /meetings/{meetingId}/recordings/registrants", "value", "registrants[].email", "empty where a restricted credential may not have it"},
	}...)
	maps.Copy(samples, map[string][]sample{
		"GET /users/{userId}/recordings": {
			{200, "owner GET /users/{ann}/recordings", "", nil},
			{200, "owner GET /users/{ann}/recordings?from=2026-02-10&to=2026-03-02&page_size=1&mc=false", "", nil},
			{200, "owner GET /users/{ann}/recordings?from=2026-02-10&to=2026-03-02&meeting_id=81111111111", "", nil},
			{200, "owner GET /users/{ann}/recordings?trash=true", "", nil},
			{200, "owner GET /users/{ann}/recordings?trash=true&trash_type=recording_file", "", nil},
			{200, "owner GET /users/{pat}/recordings", "", nil},
			{200, "vendor GET /users/{ann}/recordings?from=2026-02-10&to=2026-03-02", "", nil},
			{200, "vendor GET /users/me/recordings", "", nil},
			{404, "vendor GET /users/{cat}/recordings", "", nil},
			{404, "owner GET /users/nobody/recordings", "", nil},
			{400, "owner GET /users/{ann}/recordings?from=2026-01-01&to=2026-03-01", "", nil},
			{400, "owner GET /users/{ann}/recordings?from=yesterday", "", nil},
			{400, "owner GET /users/{ann}/recordings?trash=true&trash_type=bin", "", nil},
		},
		"GET /accounts/{accountId}/recordings": {
			{200, "owner GET /accounts/me/recordings?from=2026-02-10&to=2026-03-02&page_size=2", "", nil},
			{200, "owner GET /accounts/{account}/recordings?mc=false", "", nil},
			{200, "vendor GET /accounts/me/recordings?from=2026-02-10&to=2026-03-02", "", nil},
			{200, "vendor GET /accounts/me/recordings?from=2025-02-10&to=2025-03-02", "", nil},
			{404, "owner GET /accounts/other/recordings", "", nil},
			{400, "vendor GET /accounts/me/recordings?from=2026-03-02&to=2026-02-10", "", nil},
		},
		"GET /meetings/{meetingId}/recordings": {
			{200, "owner GET /meetings/{annrecording}/recordings?include_fields=download_access_token&ttl=60", "", nil},
			{200, "owner GET /meetings/81111111111/recordings", "", nil},
			{200, "vendor GET /meetings/{annrecording}/recordings?include_fields=download_access_token", "", nil},
			{200, "vendor GET /meetings/{benrecording}/recordings", "", nil},
			{404, "vendor GET /meetings/{catrecording}/recordings", "", nil},
			{404, "vendor GET /meetings/83333333333/recordings", "", nil},
			{404, "owner GET /meetings/{anntrash}/recordings", "", nil},
			{400, "owner GET /meetings/{annrecording}/recordings?include_fields=download_access_token&ttl=604801", "", nil},
		},
		"GET /meetings/{meetingId}/recordings/settings": {
			{200, "owner GET /meetings/{annrecording}/recordings/settings", "", nil},
			{200, "vendor GET /meetings/{benrecording}/recordings/settings", "", nil},
			{404, "vendor GET /meetings/{catrecording}/recordings/settings", "", nil},
		},
		"GET /meetings/{meetingId}/recordings/registrants": {
			{200, "owner GET /meetings/{annrecording}/recordings/registrants?page_size=1", "", nil},
			{200, "owner GET /meetings/{annrecording}/recordings/registrants?status=pending", "", nil},
			{200, "vendor GET /meetings/{annrecording}/recordings/registrants", "", nil},
			{200, "vendor GET /meetings/{benrecording}/recordings/registrants", "", nil},
			{404, "vendor GET /meetings/{catrecording}/recordings/registrants", "", nil},
			{400, "owner GET /meetings/{annrecording}/recordings/registrants?status=asleep", "", nil},
		},
		"GET /meetings/{meetingId}/recordings/registrants/questions": {
			{200, "owner GET /meetings/{annrecording}/recordings/registrants/questions", "", nil},
			{200, "vendor GET /meetings/{benrecording}/recordings/registrants/questions", "", nil},
			{404, "vendor GET /meetings/{catrecording}/recordings/registrants/questions", "", nil},
		},
		"GET /meetings/{meetingId}/recordings/analytics_summary": {
			{200, "owner GET /meetings/{annrecording}/recordings/analytics_summary?from=2026-02-10&to=2026-03-02", "", nil},
			{200, "vendor GET /meetings/{benrecording}/recordings/analytics_summary", "", nil},
			{404, "vendor GET /meetings/{catrecording}/recordings/analytics_summary", "", nil},
			{400, "owner GET /meetings/{annrecording}/recordings/analytics_summary?from=2025-02-10", "", nil},
		},
		"GET /meetings/{meetingId}/recordings/analytics_details": {
			{200, "owner GET /meetings/{annrecording}/recordings/analytics_details?from=2026-02-10&to=2026-03-02&page_size=1", "", nil},
			{200, "owner GET /meetings/{annrecording}/recordings/analytics_details?from=2026-02-10&type=by_download", "", nil},
			{200, "vendor GET /meetings/{annrecording}/recordings/analytics_details?from=2026-02-10&type=by_view", "", nil},
			{200, "vendor GET /meetings/{benrecording}/recordings/analytics_details", "", nil},
			{404, "vendor GET /meetings/{catrecording}/recordings/analytics_details", "", nil},
			{400, "owner GET /meetings/{annrecording}/recordings/analytics_details?type=by_smell", "", nil},
		},
		"GET /meetings/{meetingId}/transcript": {
			{200, "owner GET /meetings/{annrecording}/transcript", "", nil},
			{200, "vendor GET /meetings/{annrecording}/transcript", "", nil},
			{200, "owner GET /meetings/{anntrash}/transcript", "", nil},
			{404, "owner GET /meetings/{benrecording}/transcript", "", nil},
			{404, "vendor GET /meetings/{catrecording}/transcript", "", nil},
		},
		"DELETE /meetings/{meetingId}/recordings": {
			{204, "owner DELETE /meetings/{annrecording}/recordings", "", nil},
			{204, "editor DELETE /meetings/{annrecording}/recordings?action=delete", "", nil},
			{204, "owner DELETE /meetings/{anntrash}/recordings?action=delete", "", nil},
			{404, "owner DELETE /meetings/{anntrash}/recordings?action=trash", "", nil},
			{404, "editor DELETE /meetings/{catrecording}/recordings", "", nil},
			{400, "owner DELETE /meetings/{annrecording}/recordings?action=burn", "", nil},
		},
		"DELETE /meetings/{meetingId}/recordings/{recordingId}": {
			{204, "owner DELETE /meetings/{annrecording}/recordings/annvideo", "", nil},
			{204, "editor DELETE /meetings/{annrecording}/recordings/annaudio?action=delete", "", nil},
			{204, "editor DELETE /meetings/{benrecording}/recordings/benvideo?action=delete", "", nil},
			{204, "editor DELETE /meetings/{benrecording}/recordings/benvideo", "", nil},
			{404, "owner DELETE /meetings/{annrecording}/recordings/annloose", "", nil},
			{404, "owner DELETE /meetings/{annrecording}/recordings/benvideo", "", nil},
			{404, "editor DELETE /meetings/{catrecording}/recordings/catvideo", "", nil},
		},
		"PUT /meetings/{meetingUUID}/recordings/status": {
			{200, "owner PUT /meetings/{anntrash}/recordings/status", `{"action":"recover"}`, nil},
			{200, "editor PUT /meetings/{annrecording}/recordings/status", `{"action":"recover"}`, nil},
			{404, "owner PUT /meetings/{benrecording}/recordings/status", `{"action":"recover"}`, nil},
			{404, "editor PUT /meetings/{cattrash}/recordings/status", `{"action":"recover"}`, nil},
			{400, "owner PUT /meetings/{anntrash}/recordings/status", `{"action":"burn"}`, nil},
		},
		"PUT /meetings/{meetingId}/recordings/{recordingId}/status": {
			{204, "owner PUT /meetings/{anntrash}/recordings/trashvideo/status", `{"action":"recover"}`, nil},
			{204, "editor PUT /meetings/{annrecording}/recordings/annloose/status", `{"action":"recover"}`, nil},
			{404, "owner PUT /meetings/{annrecording}/recordings/annvideo/status", `{"action":"recover"}`, nil},
			{404, "editor PUT /meetings/{cattrash}/recordings/catvideo/status", `{"action":"recover"}`, nil},
			{400, "owner PUT /meetings/{anntrash}/recordings/trashvideo/status", `[]`, nil},
		},
		"PATCH /meetings/{meetingId}/recordings/settings": {
			{204, "owner PATCH /meetings/{annrecording}/recordings/settings", `{"approval_type":1,"authentication_domains":"example.com","authentication_option":"o","on_demand":true,"password":"Passw0rd",
				"recording_authentication":true,"send_email_to_host":true,"share_recording":"internally","show_social_share_buttons":true,"topic":"T","viewer_download":true,"auto_delete":true}`, nil},
			{204, "editor PATCH /meetings/{annrecording}/recordings/settings", `{}`, nil},
			{404, "editor PATCH /meetings/{catrecording}/recordings/settings", `{}`, nil},
			{400, "owner PATCH /meetings/{annrecording}/recordings/settings", `{"share_recording":"x","password":"much too long"}`, nil},
		},
		"POST /meetings/{meetingId}/recordings/registrants": {
			{201, "owner POST /meetings/81111111111/recordings/registrants", `{"email":"zoe@elsewhere.test","first_name":"Zoë","last_name":"Z","address":"a","city":"c","comments":"x","country":"DE","industry":"i",
				"job_title":"j","no_of_employees":"501-1,000","org":"o","phone":"5550100","purchasing_time_frame":"1-3 months","role_in_purchase_process":"Influencer","state":"s","zip":"1",
				"custom_questions":[{"title":"Why?","value":"Because"}]}`, nil},
			{201, "editor POST /meetings/81111111111/recordings/registrants", `{"email":"` + hiddenMark + `-cat@example.com","first_name":"C"}`, nil},
			{404, "editor POST /meetings/83333333333/recordings/registrants", `{"email":"zoe@elsewhere.test","first_name":"Z"}`, nil},
			{400, "owner POST /meetings/81111111111/recordings/registrants", `{"email":"not an address","first_name":"Z"}`, nil},
			{400, "owner POST /meetings/81111111111/recordings/registrants", `{"email":"zoe@elsewhere.test","first_name":"Z","no_of_employees":"7"}`, nil},
		},
		"PUT /meetings/{meetingId}/recordings/registrants/status": {
			{204, "owner PUT /meetings/81111111111/recordings/registrants/status", `{"action":"approve","registrants":[{"id":"regpending"}]}`, nil},
			{204, "editor PUT /meetings/81111111111/recordings/registrants/status", `{"action":"deny","registrants":[{"id":"regben"},{"id":"regcat"}]}`, nil},
			{404, "editor PUT /meetings/83333333333/recordings/registrants/status", `{"action":"deny","registrants":[{"id":"regben"}]}`, nil},
			{400, "owner PUT /meetings/81111111111/recordings/registrants/status", `{"action":"deny","registrants":[{"id":"nobody"}]}`, nil},
			{400, "owner PUT /meetings/81111111111/recordings/registrants/status", `{"action":"deny","registrants":[]}`, nil},
		},
		"PATCH /meetings/{meetingId}/recordings/registrants/questions": {
			{204, "owner PATCH /meetings/{annrecording}/recordings/registrants/questions", `{"custom_questions":[{"title":"Which?","type":"single","required":true,"answers":["This","That"]}],"questions":[{"field_name":"city","required":true}]}`, nil},
			{204, "editor PATCH /meetings/{annrecording}/recordings/registrants/questions", `{"questions":[]}`, nil},
			{404, "editor PATCH /meetings/{catrecording}/recordings/registrants/questions", `{}`, nil},
			{400, "owner PATCH /meetings/{annrecording}/recordings/registrants/questions", `{"questions":[{"field_name":"shoe_size"}]}`, nil},
			{400, "owner PATCH /meetings/{annrecording}/recordings/registrants/questions", `{"custom_questions":[{"title":"Which?","type":"single_radio"}]}`, nil},
		},
		"DELETE /meetings/{meetingId}/transcript": {
			{204, "editor DELETE /meetings/{annrecording}/transcript", "", nil},
			{404, "owner DELETE /meetings/{benrecording}/transcript", "", nil},
			{404, "owner DELETE /meetings/{anntrash}/transcript", "", nil},
			{404, "editor DELETE /meetings/{catrecording}/transcript", "", nil},
		},
	})
}

// The contents of the files of a troupe's recordings.
var (
	annVideo = []byte("the video of Ann, of which a part may be asked for")
	catVideo = []byte("the video of " + hiddenMark)
	annSaid  = []cordon.Said{{Speaker: "Ann", Text: "a < b & c", At: 1500}, {Speaker: "Cat Outside", Text: "So\nit is", At: 3_661_001}}
)

// recordingProps gives ann a recording with all that there is, an older one and
// two in the trash, ben a bare one, and cat, who is hidden, one of each.
//
//	annrecording  81111111111  annvideo, annaudio, annsaid (transcript), annchat, annloose (in the trash by itself)
//	annolder      81111111111
//	anntrash      82222222222  trashvideo, trashsaid (transcript)
//	benrecording  84444444444  benvideo
//	catrecording  83333333333  catvideo
//	cattrash      83333333333  catvideo
func recordingProps(tr *troupe, tx *store.OperatorTx) error {
	video, err := tx.AddMedia("video/mp4", annVideo)
	if err != nil {
		return err
	}
	hidden, err := tx.AddMedia("video/mp4", catVideo)
	if err != nil {
		return err
	}
	gone := world.Start.Add(-time.Hour)
	file := func(id, kind, view, media string) cordon.RecordingFile {
		return cordon.RecordingFile{ID: id, Type: kind, View: view, Media: media, Size: len(annVideo), Start: world.Start.Add(-2 * time.Hour), End: world.Start.Add(-time.Hour)}
	}
	away := func(f cordon.RecordingFile, loose bool) cordon.RecordingFile {
		f.Deleted, f.Loose = &gone, loose
		return f
	}
	add := func(name, owner string, kind cordon.Kind, start time.Time, r cordon.Recording, d cordon.RecordingDetail) error {
		tr.ids[name] = "Uuid" + name + "=="
		r.UUID, r.Start, r.Timezone = tr.ids[name], start, "UTC"
		r.Settle()
		if d.Settings.Share == "" {
			d.Settings.Share = "none"
		}
		return tx.AddRecord(tr.Account.ID, &cordon.Record{Kind: kind, ID: r.UUID, Parent: strconv.FormatInt(r.Number, 10), Time: start, Owner: tr.ids[owner], Doc: r, Detail: d})
	}
	at := func(days int) time.Time { return world.Start.Add(-2*time.Hour - time.Duration(days)*24*time.Hour) }
	outsider := cordon.Person{Name: "Olaf Outside", Email: "olaf@elsewhere.test"}
	ben, cat := cordon.Person{User: tr.ids["ben"], Name: "Ben Example"}, cordon.Person{User: tr.ids["cat"], Name: "Cat Outside"}
	registrant := func(id, status string, p cordon.Person) cordon.Registrant {
		return cordon.Registrant{Person: p, ID: id, LastName: "Last", Status: status, Created: at(1), RegistrantFields: cordon.RegistrantFields{
			Address: "1 Road", City: "Town", State: "S", Zip: "12345", Country: "US", Phone: "5550100", Comments: "None", Industry: "Food", JobTitle: "Chef", Employees: "1-20",
			Org: "Org", Timeframe: "1-3 months", Purchase: "Influencer", Custom: []cordon.CustomAnswer{{Title: "Why?", Value: "Because"}}}}
	}
	detail := cordon.RecordingDetail{
		Settings: cordon.RecordingSettings{Approval: 1, Domains: "example.com", Option: "signIn_1", Authentication: true, OnDemand: true, EmailHost: true, Share: "publicly",
			SocialButtons: true, Download: true, AutoDelete: true},
		Registrants: []cordon.Registrant{registrant("regben", "approved", ben), registrant("regcat", "approved", cat), registrant("regout", "approved", outsider), registrant("regpending", "pending", outsider)},
		Questions: cordon.RegistrationQuestions{Fields: []cordon.FieldQuestion{{Field: "city", Required: true}},
			Custom: []cordon.CustomQuestion{{Title: "Which?", Type: "single", Required: true, Answers: []string{"This", "That"}}}},
		Transcript: annSaid,
		Chat:       annSaid,
		Views: []cordon.RecordingView{{Person: ben, At: at(3), Seconds: 60}, {Person: cat, At: at(2), Seconds: 30}, {Person: outsider, At: at(2), Download: true},
			{Person: outsider, At: at(1), Seconds: 10}},
	}
	full := cordon.Recording{Number: 81111111111, Topic: `Ann's "weekly" / talk`, Type: cordon.RecurringFixed, Duration: 60, Passcode: "Passw0rd",
		Files: []cordon.RecordingFile{file("annvideo", "MP4", "shared_screen_with_speaker_view", video), file("annaudio", "M4A", "audio_only", video),
			file("annsaid", "TRANSCRIPT", "audio_transcript", ""), file("annchat", "CHAT", "chat_file", ""), away(file("annloose", "MP4", "gallery_view", video), true)}}
	bare := func(number int64, topic string, files ...cordon.RecordingFile) cordon.Recording {
		return cordon.Recording{Number: number, Topic: topic, Type: cordon.ScheduledMeeting, Duration: 5, Files: files}
	}
	for _, err := range []error{
		add("annrecording", "ann", cordon.KindRecording, at(0), full, detail),
		add("annolder", "ann", cordon.KindRecording, at(7), bare(81111111111, "Older", file("oldervideo", "MP4", "active_speaker", video)), cordon.RecordingDetail{}),
		add("anntrash", "ann", cordon.KindTrash, at(9), bare(82222222222, "Thrown away", away(file("trashvideo", "MP4", "active_speaker", video), false),
			away(file("trashsaid", "TRANSCRIPT", "audio_transcript", ""), false)), cordon.RecordingDetail{Transcript: annSaid}),
		add("benrecording", "ben", cordon.KindRecording, at(1), bare(84444444444, "Ben's", file("benvideo", "MP4", "active_speaker", video)), cordon.RecordingDetail{}),
		add("catrecording", "cat", cordon.KindRecording, at(0), bare(83333333333, hiddenMark, file("catvideo", "MP4", "active_speaker", hidden)), cordon.RecordingDetail{}),
		add("cattrash", "cat", cordon.KindTrash, at(1), bare(83333333333, hiddenMark, away(file("catvideo", "MP4", "active_speaker", hidden), false)), cordon.RecordingDetail{}),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}
