package zoomapi_test

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/oauth"
	"github.com/cordon-zoom/cordon/store"
)

// recordingFiles is a recording as GET /meetings/{meetingId}/recordings shows it.
type recordingFiles struct {
	Token    string `json:"download_access_token"`
	Passcode string `json:"recording_play_passcode"`
	Password string `json:"password"`
	Files    []struct {
		ID       string `json:"id"`
		Type     string `json:"file_type"`
		Download string `json:"download_url"`
		Play     string `json:"play_url"`
	} `json:"recording_files"`
}

// recording reads a recording with a download token that has a life of ttl
// seconds, and the paths of its files by id.
func (tr *troupe) recording(who, name string, ttl int) (r recordingFiles, paths map[string]string) {
	tr.T.Helper()
	tr.ok(fmt.Sprintf("%s GET /meetings/{%s}/recordings?include_fields=download_access_token&ttl=%d", who, name, ttl)).JSON(tr.T, &r)
	paths = map[string]string{}
	for _, f := range r.Files {
		paths[f.ID] = strings.TrimPrefix(f.Download, "http://cordon.test")
	}
	return r, paths
}

// fetch asks for a file. headers are "Name: value".
func (tr *troupe) fetch(method, token, path string, headers ...string) world.Answer {
	req := httptest.NewRequest(method, path, nil)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	a := tr.Send(req)
	a.Header.Del("X-Zm-Trackingid")
	return a
}

// opens reports whether a token opens a file, and holds a refusal to its shape.
func (tr *troupe) opens(token, path string) bool {
	tr.T.Helper()
	a := tr.fetch("GET", token, path)
	switch {
	case a.Status == 200:
		return true
	case a.Status == 404 && string(a.Body) == `{"code":3301,"message":"There is no recording for this meeting."}`:
	case a.Status == 401 && a.Code() == 124:
	default:
		tr.T.Errorf("%s: %d %s", path, a.Status, a.Body)
	}
	return false
}

func TestDownload(t *testing.T) {
	tr := newTroupe(t)
	r, paths := tr.recording("owner", "annrecording", 60)
	if len(paths) != 4 || r.Token == "" || r.Passcode != "Passw0rd" || r.Password != "Passw0rd" {
		t.Fatalf("%+v", r)
	}
	video := paths["annvideo"]
	for _, who := range []string{"owner", "vendor", "editor"} {
		a := tr.fetch("GET", tr.token[who], video)
		if a.Status != 200 || !bytes.Equal(a.Body, annVideo) {
			t.Fatalf("%s: %d %s", who, a.Status, a.Body)
		}
		for name, want := range map[string]string{
			"Content-Type": "video/mp4", "Content-Length": fmt.Sprint(len(annVideo)), "Accept-Ranges": "bytes", "Cache-Control": "private, no-store",
			"Content-Disposition": `attachment; filename="Ann's _weekly_ _ talk 2026-03-02.mp4"`, "X-Content-Type-Options": "nosniff",
		} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
	tag := tr.fetch("GET", r.Token, video).Header.Get("Etag")
	for _, c := range []struct {
		method, header string
		status         int
		body, rng      string
	}{
		{"HEAD", "Accept: */*", 200, "", ""},
		{"GET", "Range: bytes=4-8", 206, "video", fmt.Sprintf("bytes 4-8/%d", len(annVideo))},
		{"GET", "Range: bytes=-3", 206, "for", fmt.Sprintf("bytes 47-49/%d", len(annVideo))},
		{"GET", "Range: bytes=1000-", 416, "", fmt.Sprintf("bytes */%d", len(annVideo))},
		{"GET", "If-None-Match: " + tag, 304, "", ""},
	} {
		a := tr.fetch(c.method, r.Token, video, c.header)
		if a.Status != c.status || c.status < 300 && string(a.Body) != c.body || a.Header.Get("Content-Range") != c.rng {
			t.Errorf("%s %s: %d %q %q", c.method, c.header, a.Status, a.Body, a.Header.Get("Content-Range"))
		}
		// The same of what is not there: no part of the refusal is served.
		if a := tr.fetch(c.method, r.Token, video+"x", c.header); a.Status != 404 {
			t.Errorf("%s %s of an absent file: %d", c.method, c.header, a.Status)
		}
	}
	if a := tr.fetch("GET", r.Token, video, "Range: bytes=4-8", `If-Range: "another"`); a.Status != 200 || len(a.Body) != len(annVideo) {
		t.Errorf("a part of another version: %d %s", a.Status, a.Body)
	}
	if a := tr.fetch("GET", "", video+"?access_token="+url.QueryEscape(r.Token)); a.Status != 200 {
		t.Errorf("access_token: %d %s", a.Status, a.Body)
	}
	if a := tr.fetch("GET", "", video+"?access_token="+url.QueryEscape(tr.token["vendor"])); a.Status != 200 {
		t.Errorf("the access token as access_token: %d %s", a.Status, a.Body)
	}
	play := strings.Replace(video, "/download/", "/play/", 1)
	if a := tr.fetch("GET", r.Token, play); a.Status != 200 || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "inline;") {
		t.Errorf("play: %d %v", a.Status, a.Header)
	}
	const vtt = "WEBVTT\r\n\r\n1\r\n00:00:01.500 --> 01:01:01.001\r\nAnn: a &lt; b &amp; c\r\n\r\n2\r\n01:01:01.001 --> 01:01:05.001\r\nCat Outside: So it is\r\n"
	if a := tr.fetch("GET", r.Token, paths["annsaid"]); string(a.Body) != vtt || a.Header.Get("Content-Type") != "text/vtt;charset=utf-8" {
		t.Errorf("transcript: %d %q", a.Status, a.Body)
	}
	const chat = "00:00:01\tAnn:\ta < b & c\r\n01:01:01\tCat Outside:\tSo it is\r\n"
	if a := tr.fetch("GET", r.Token, paths["annchat"]); string(a.Body) != chat {
		t.Errorf("chat: %d %q", a.Status, a.Body)
	}
	var said struct {
		URL string `json:"download_url"`
	}
	tr.ok("vendor GET /meetings/{annrecording}/transcript").JSON(t, &said)
	if path := strings.TrimPrefix(said.URL, "http://cordon.test"); path != paths["annsaid"] {
		t.Errorf("transcript at %s, want %s", path, paths["annsaid"])
	}
	for _, method := range []string{"POST", "PUT", "DELETE"} {
		if a := tr.fetch(method, tr.token["owner"], video); a.Status != 404 {
			t.Errorf("%s: %d %s", method, a.Status, a.Body)
		}
	}
	if strings.Contains(tr.Log.String(), r.Token) {
		t.Error("the log has a download token")
	}
}

// TestDownloadHiddenLooksAbsent: a file that the caller may not have, for
// whatever reason, answers the same bytes as one that never was.
func TestDownloadHiddenLooksAbsent(t *testing.T) {
	tr := newTroupe(t)
	_, ann := tr.recording("owner", "annrecording", 60)
	_, cat := tr.recording("owner", "catrecording", 60)
	_, ben := tr.recording("owner", "benrecording", 60)
	_, older := tr.recording("vendor", "annolder", 60)
	if !tr.opens(tr.token["vendor"], older["oldervideo"]) {
		t.Fatal("the vendor sees Ann")
	}
	if !tr.opens(tr.token["owner"], cat["catvideo"]) || !tr.opens(tr.token["owner"], ben["benvideo"]) {
		t.Fatal("the owner sees them")
	}
	other := tr.NewAccount("Other", "other@elsewhere.test")
	elsewhere := tr.Token(other.App)
	vendor, _ := tr.recording("vendor", "annrecording", 60)
	tr.ok("owner DELETE /meetings/{benrecording}/recordings/benvideo")
	base := tr.fetch("GET", tr.token["vendor"], "/rec/download/nothing")
	if base.Status != 404 || base.Code() != 3301 {
		t.Fatalf("%d %s", base.Status, base.Body)
	}
	for what, ask := range map[string][2]string{
		"hidden":                            {tr.token["vendor"], cat["catvideo"]},
		"hidden, to be played":              {tr.token["vendor"], strings.Replace(cat["catvideo"], "download", "play", 1)},
		"hidden, with a download token":     {vendor.Token, cat["catvideo"]},
		"visible, with one for another":     {vendor.Token, older["oldervideo"]},
		"absent, with a download token":     {vendor.Token, "/rec/download/nothing"},
		"of another account":                {elsewhere, ann["annvideo"]},
		"in the trash":                      {tr.token["vendor"], ben["benvideo"]},
		"in the trash, for the owner":       {tr.token["owner"], ben["benvideo"]},
		"no file":                           {tr.token["vendor"], "/rec/download/"},
		"nowhere":                           {tr.token["vendor"], "/rec/share/" + strings.TrimPrefix(ann["annvideo"], "/rec/download/")},
		"not quite":                         {tr.token["vendor"], ann["annvideo"] + "A"},
		"nothing, for somebody elsewhere":   {elsewhere, "/rec/download/nothing"},
		"spelt otherwise":                   {tr.token["vendor"], ann["annvideo"] + "="},
		"a name that is no file's":          {tr.token["vendor"], "/rec/download/%00%2f..%2f"},
		"the folder":                        {tr.token["vendor"], "/rec/"},
		"another file of a visible meeting": {tr.token["vendor"], "/rec/download/AAAA"},
	} {
		for _, header := range []string{"Accept: */*", "Range: bytes=0-3", "If-None-Match: *"} {
			a := tr.fetch("GET", ask[0], ask[1], header)
			a.Header.Set("Cache-Control", base.Header.Get("Cache-Control"))
			if a.Status != base.Status || !bytes.Equal(a.Body, base.Body) || fmt.Sprint(a.Header) != fmt.Sprint(base.Header) {
				t.Errorf("%s, %s: %d %v %s\nwant %d %v %s", what, header, a.Status, a.Header, a.Body, base.Status, base.Header, base.Body)
			}
		}
	}
	page := tr.ok("owner GET /users?page_size=1")
	for what, token := range map[string]string{
		"none": "", "forged": "forged", "a page token": nextPage(page), "a JWT that nobody signed": "a.b.c", "long": strings.Repeat("a", 5000),
	} {
		for _, path := range []string{ann["annvideo"], cat["catvideo"], "/rec/download/nothing"} {
			if a := tr.fetch("GET", token, path); a.Status != 401 || a.Code() != 124 {
				t.Errorf("token %s, %s: %d %s", what, path, a.Status, a.Body)
			}
		}
	}
	// A download token is good for files alone.
	for _, path := range []string{"/meetings/{annrecording}/recordings", "/users/{ann}", "/users"} {
		if a := tr.Do(vendor.Token, "GET", tr.expand(path), nil); a.Status != 401 || a.Code() != 124 {
			t.Errorf("%s with a download token: %d %s", path, a.Status, a.Body)
		}
	}
}

// TestContentNeedsItsPrivilege: without sight of the host under
// RecordingContent:Read there is neither URL nor passcode nor file.
func TestContentNeedsItsPrivilege(t *testing.T) {
	for name, policy := range map[string]string{
		"none":    `{"privileges":["User:Read","Recording:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"]},{"permission_id":"Recording:Read","group_ids":["{seen}"]}]}`,
		"of dark": `{"privileges":["User:Read","Recording:Read","RecordingContent:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"]},{"permission_id":"Recording:Read","group_ids":["{seen}"]},{"permission_id":"RecordingContent:Read","group_ids":["{dark}"]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			tr := newTroupe(t)
			_, paths := tr.recording("vendor", "annrecording", 60)
			tr.ok("owner PATCH /roles/{reader}", policy)
			for _, line := range []string{"GET /meetings/{annrecording}/recordings?include_fields=download_access_token", "GET /meetings/{annrecording}/recordings/settings",
				"GET /meetings/{annrecording}/transcript", "GET /users/{ann}/recordings?from=2026-02-10", "GET /accounts/me/recordings?from=2026-02-10"} {
				a := tr.ok("vendor " + line)
				for _, secret := range []string{"Passw0rd", "/rec/", "download_access_token", "password", "passcode"} {
					if strings.Contains(string(a.Body), secret) {
						t.Errorf("%s shows %s: %s", line, secret, a.Body)
					}
				}
			}
			for _, path := range paths {
				if tr.opens(tr.token["vendor"], path) {
					t.Errorf("opens %s", path)
				}
			}
		})
	}
}

// TestDownloadTokenEnds: whatever ends a token, or what it may see, ends the
// download tokens that were made with it at once.
func TestDownloadTokenEnds(t *testing.T) {
	const narrowed = `{"privileges":["User:Read","Recording:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"]},{"permission_id":"Recording:Read","group_ids":["{seen}"]}]}`
	for name, end := range map[string]func(tr *troupe){
		"app deactivated": func(tr *troupe) { tr.ok("owner PATCH /marketplace/apps/{vendorapp}", `{"active":false}`) },
		"app active again": func(tr *troupe) {
			tr.ok("owner PATCH /marketplace/apps/{vendorapp}", `{"active":false}`)
			tr.ok("owner PATCH /marketplace/apps/{vendorapp}", `{"active":true}`)
		},
		"app deleted": func(tr *troupe) { tr.ok("owner DELETE /marketplace/apps/{vendorapp}") },
		"secret rotated": func(tr *troupe) {
			tr.ok("owner POST /marketplace/apps/{vendorapp}/rotate_client_secret", `{"action":"new","revoke_old_secret_time":"now"}`)
		},
		"scopes gone":           func(tr *troupe) { tr.ok("owner PATCH /marketplace/apps/{vendorapp}", `{"scopes":["user:read:admin"]}`) },
		"owner deactivated":     func(tr *troupe) { tr.ok("owner PUT /users/{svc}/status", `{"action":"deactivate"}`) },
		"owner deleted":         func(tr *troupe) { tr.ok("owner DELETE /users/{svc}") },
		"role narrowed":         func(tr *troupe) { tr.ok("owner PATCH /roles/{reader}", narrowed) },
		"role taken":            func(tr *troupe) { tr.ok("owner DELETE /roles/{reader}/members/{svc}") },
		"group deleted":         func(tr *troupe) { tr.ok("owner DELETE /groups/{seen}") },
		"host leaves the group": func(tr *troupe) { tr.ok("owner DELETE /groups/{seen}/members/{ann}") },
		"host leaves":           func(tr *troupe) { tr.ok("owner DELETE /users/{ann}") },
		"recording thrown away": func(tr *troupe) { tr.ok("owner DELETE /meetings/{annrecording}/recordings") },
		"file thrown away":      func(tr *troupe) { tr.ok("owner DELETE /meetings/{annrecording}/recordings/annvideo") },
		"token revoked": func(tr *troupe) {
			form := url.Values{"token": {tr.token["vendor"]}}
			req := httptest.NewRequest("POST", "/oauth/revoke", strings.NewReader(form.Encode()))
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.SetBasicAuth(tr.creds["vendor"].ClientID, tr.creds["vendor"].ClientSecret)
			if a := tr.Send(req); a.Status != 200 {
				tr.T.Fatalf("%d %s", a.Status, a.Body)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			tr := newTroupe(t)
			r, paths := tr.recording("vendor", "annrecording", int(cordon.DownloadLife/time.Second))
			if !tr.opens(r.Token, paths["annvideo"]) {
				t.Fatal("does not open at first")
			}
			end(tr)
			for range 8 { // and for good, whatever is swept later
				if tr.opens(r.Token, paths["annvideo"]) {
					t.Fatal("still opens the file")
				}
				tr.Clock.Move(20 * time.Hour)
				if err := tr.DB.Revoke(t.Context(), tr.Dice.ID(), tr.Clock.Now(), cordon.Event{}); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestDownloadTokenLife: a download token outlives the token that it was made
// with, and a change of signing keys, until its own end.
func TestDownloadTokenLife(t *testing.T) {
	tr := newTroupe(t)
	tr.Clock.Move(oauth.RotateKeys - time.Hour)
	tr.token["vendor"] = tr.Token(tr.creds["vendor"])
	minute, paths := tr.recording("vendor", "annrecording", 60)
	none, _ := tr.recording("vendor", "annrecording", 0)
	week, _ := tr.recording("vendor", "annrecording", int(cordon.DownloadLife/time.Second))
	var day recordingFiles
	tr.ok("vendor GET /meetings/{annrecording}/recordings?include_fields=x,download_access_token").JSON(t, &day)
	check := func(what, token string, want bool) {
		t.Helper()
		if got := tr.opens(token, paths["annvideo"]); got != want {
			t.Errorf("%s, %s: opens: %v", tr.Clock.Now(), what, got)
		}
	}
	check("none", none.Token, false)
	check("minute", minute.Token, true)
	tr.Clock.Move(time.Minute)
	check("minute", minute.Token, false)
	tr.Clock.Move(24*time.Hour - time.Minute - time.Second)
	tr.Token(tr.creds["owner"]) // with a new key
	check("day", day.Token, true)
	tr.Clock.Move(time.Second)
	check("day", day.Token, false)
	// The scopes that the token was issued with are still known, so that other
	// scopes in between do no harm.
	tr.token["owner"] = tr.Token(tr.creds["owner"])
	for range 5 {
		tr.Clock.Move(45 * time.Minute)
		tr.ok("owner PATCH /marketplace/apps/{vendorapp}", `{"scopes":["user:read:admin"]}`)
		check("week, without scopes", week.Token, false)
		tr.ok("owner PATCH /marketplace/apps/{vendorapp}", `{"scopes":["user:read:admin","cloud_recording:read:list_recording_files:admin"]}`)
		check("week", week.Token, true)
		tr.token["owner"] = tr.Token(tr.creds["owner"])
	}
	tr.Clock.Move(6*24*time.Hour - 226*time.Minute)
	tr.Close()
	tr.Open()
	check("week", week.Token, true)
	tr.Clock.Move(time.Minute)
	check("week", week.Token, false)
}

// TestTrash follows files into the trash and back.
func TestTrash(t *testing.T) {
	tr := newTroupe(t)
	_, paths := tr.recording("owner", "annrecording", 60)
	count := func(query string) (rows int) {
		t.Helper()
		return number(t, tr.ok("owner GET /users/{ann}/recordings?"+query), "total_records")
	}
	want := func(live, whole, loose int) {
		t.Helper()
		if a, b, c := count("from=2026-03-02"), count("trash=true"), count("trash=true&trash_type=recording_file"); a != live || b != whole || c != loose {
			t.Errorf("live %d, in the trash %d, single files %d, want %d %d %d", a, b, c, live, whole, loose)
		}
	}
	want(1, 1, 1)
	tr.ok("editor PUT /meetings/{annrecording}/recordings/annloose/status", `{"action":"recover"}`)
	want(1, 1, 0)
	tr.ok("editor DELETE /meetings/{annrecording}/recordings")
	want(0, 2, 0)
	tr.want(404, 3301, "editor GET /meetings/{annrecording}/recordings")
	tr.want(404, 3301, "editor GET /meetings/{annrecording}/recordings/settings")
	tr.ok("editor PUT /meetings/{annrecording}/recordings/annvideo/status", `{"action":"recover"}`)
	want(1, 1, 1)
	if !tr.opens(tr.token["vendor"], paths["annvideo"]) || tr.opens(tr.token["vendor"], paths["annaudio"]) {
		t.Error("the file that came back is there alone")
	}
	tr.ok("editor PUT /meetings/{annrecording}/recordings/status", `{"action":"recover"}`)
	want(1, 1, 0)
	tr.ok("editor DELETE /meetings/{annrecording}/recordings?action=delete")
	want(0, 1, 0)
	tr.want(404, 3301, "editor PUT /meetings/{annrecording}/recordings/status", `{"action":"recover"}`)
	if a := tr.ok("owner GET /meetings/81111111111/recordings"); text(t, a, "topic") != "Older" {
		t.Errorf("the latest that is left: %s", a.Body)
	}
}

// TestMediaIsReadThroughItsRecordAlone: a hash opens nothing by itself.
func TestMediaIsReadThroughItsRecordAlone(t *testing.T) {
	tr := newTroupe(t)
	var hash string
	tr.Operate(func(tx *store.OperatorTx) (err error) {
		hash, err = tx.AddMedia("video/mp4", catVideo)
		return err
	})
	// A text that looks like the member which names a file.
	tr.ok("owner PATCH /meetings/{annrecording}/recordings/settings", quoted(`{"topic":%s}`, `","media":"`+hash+`"`))
	claims, err := tr.Server.Keys.Verify(tr.token["owner"])
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range tr.Server.API.Routes() {
		if r.String() != "GET /meetings/{meetingId}/recordings" {
			continue
		}
		err = tr.DB.Read(t.Context(), store.Call{Claims: claims, Operation: r.Operation, Holder: r.Holder}, func(tx *store.Tx) error {
			for name, want := range map[string]bool{"annrecording": false, "catrecording": true} {
				row, found, err := tx.Record(tx.Grant.People(), cordon.KindRecording, tr.ids[name], "")
				if err != nil || !found {
					t.Fatal(found, err)
				}
				if _, content, err := tx.Media(row, hash); (err == nil) != want || want && !bytes.Equal(content, catVideo) {
					t.Errorf("%s: %q, %v", name, content, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
