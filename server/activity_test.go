package server_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// office is a world with a vendor in it who sees the group Vendors.
type office struct {
	*world.World
	credentials  world.Credentials
	app, service string
	ann, mia     string // ann is in the group, mia is not
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{World: world.New(t, 7)}
	o.Operate(func(tx *store.OperatorTx) error {
		g := cordon.Group{Name: "Vendors"}
		if err := tx.AddGroup(o.Account.ID, &g); err != nil {
			return err
		}
		reach := cordon.Reach{Groups: []string{g.ID}}
		r := cordon.Role{Name: "Reader", Reaches: map[cordon.Privilege]cordon.Reach{cordon.UserRead: reach, "Recording:Read": reach, "RecordingContent:Read": reach}}
		if err := tx.AddRole(o.Account.ID, &r); err != nil {
			return err
		}
		for id, u := range map[*string]cordon.User{
			&o.ann:     {Email: "ann@example.com", Groups: []string{g.ID}},
			&o.mia:     {Email: "mia@example.com"},
			&o.service: {Email: "svc@example.com", RoleID: r.ID},
		} {
			u.Status, u.Brief.Type = cordon.Active, cordon.Licensed
			if err := tx.AddUser(o.Account.ID, &u); err != nil {
				return err
			}
			*id = u.ID
		}
		a := cordon.App{Name: "Vendor", Owner: o.service, Active: true, Scopes: []cordon.Scope{"user:read:user:admin", "user:read:list_users:admin", "cloud_recording:read:list_recording_files:admin"}}
		secret, err := tx.AddApp(o.Account.ID, &a)
		o.app = a.ID
		o.credentials = world.Credentials{AccountID: o.Account.ID, ClientID: a.ClientID, ClientSecret: secret}
		return err
	})
	return o
}

// read reads as the account's owner.
func (o *office) read(fn func(*store.Tx) error) {
	o.T.Helper()
	claims, err := o.Server.Keys.Verify(o.OwnerToken())
	if err != nil {
		o.T.Fatal(err)
	}
	call := store.Call{Claims: claims, Operation: access.Operations().Find("GET /users"), Holder: holder.Rows}
	if err := o.DB.Read(context.Background(), call, fn); err != nil {
		o.T.Fatal(err)
	}
}

// lookUp finds what is kept of an answer, by the tracking id that came with it.
func (o *office) lookUp(a world.Answer) (list []store.EventRow) {
	o.T.Helper()
	id := a.Header.Get("X-Zm-Trackingid")
	if id == "" {
		o.T.Fatal("no tracking id")
	}
	o.read(func(tx *store.Tx) (err error) {
		list, _, err = tx.Events(store.EventFilter{TrackingID: id, Page: store.Page{Limit: 10}})
		return err
	})
	return list
}

func (o *office) post(path, form, client, secret string) world.Answer {
	req := httptest.NewRequest("POST", path, strings.NewReader(form))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if client != "" {
		req.SetBasicAuth(client, secret)
	}
	return o.Send(req)
}

// strangers is how many refusals of unknown callers /metrics tells of.
func (o *office) strangers() int {
	o.T.Helper()
	text := string(o.Send(httptest.NewRequest("GET", "/metrics", nil)).Body)
	found := regexp.MustCompile(`(?m)^cordon_unauthenticated_total (\d+)$`).FindStringSubmatch(text)
	if found == nil {
		o.T.Fatal("/metrics does not count refusals of unknown callers")
	}
	for _, id := range []string{o.Account.ID, o.credentials.ClientID, o.app, o.service} {
		if strings.Contains(text, id) {
			o.T.Errorf("/metrics names %s", id)
		}
	}
	n, _ := strconv.Atoi(found[1])
	return n
}

// TestActivity: of each change and each refusal the account's owner finds the
// true reason by the tracking id of its answer, which told the caller less.
func TestActivity(t *testing.T) {
	o := newOffice(t)
	owner, vendor := o.OwnerToken(), o.Token(o.credentials)
	inVendors := "mia@example.com exists, and is in none of the groups that User:Read reaches (Vendors)"
	byVendor := cordon.Event{From: cordon.FromAPI, User: o.service, ClientID: o.credentials.ClientID, App: o.app, Outcome: cordon.EventRefused}
	event := func(e cordon.Event, operation, path string, status, code int, message, reason string, stage access.Stage) cordon.Event {
		e.Account, e.At = o.Account.ID, o.Clock.Now()
		e.Operation, e.Path, e.Status, e.Code, e.Message, e.Reason, e.Stage = operation, path, status, code, message, reason, string(stage)
		return e
	}
	check := func(name string, a world.Answer, want cordon.Event) {
		t.Helper()
		o.Flush()
		list := o.lookUp(a)
		if len(list) != 1 {
			t.Fatalf("%s: %d events", name, len(list))
		}
		got := list[0].Event
		want.TrackingID = cordon.TrackingRID(a.Header.Get("X-Zm-Trackingid"))
		if got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}

	// A change is there at once.
	a := o.Must(201, owner, "POST", "/groups?x=secret", map[string]any{"name": "New", "description": ""})
	list := o.lookUp(a)
	if len(list) != 1 || list[0].Outcome != cordon.EventChanged || list[0].Operation != "POST /groups" || list[0].Path != "/v2/groups" || list[0].Email != "owner@example.com" || list[0].AppName != "Owner" {
		t.Errorf("a change: %+v", list)
	}
	// One that failed left no trace of a change, but of its refusal.
	a = o.Must(409, owner, "POST", "/groups", map[string]any{"name": "New", "description": ""})
	o.Flush()
	if list := o.lookUp(a); len(list) != 1 || list[0].Outcome != cordon.EventRefused || list[0].Code != 4132 {
		t.Errorf("a change that failed: %+v", list)
	}

	hidden := o.Must(404, vendor, "GET", "/users/"+o.mia, nil)
	check("hidden", hidden, event(byVendor, "GET /users/{userId}", "/v2/users/"+o.mia, 404, 1001, "User does not exist: "+o.mia+".", inVendors, access.StageGroup))
	if strings.Contains(string(hidden.Body), "mia@") || strings.Contains(fmt.Sprint(hidden.Header), "mia@") {
		t.Error("the caller was told")
	}
	absent := o.Must(404, vendor, "GET", "/users/nobody@example.com", nil)
	check("absent", absent, event(byVendor, "GET /users/{userId}", "/v2/users/nobody@example.com", 404, 1001, "User does not exist: nobody@example.com.",
		"there is no such user in the account", ""))
	a = o.Must(400, vendor, "GET", "/groups", nil)
	list = o.lookUp(a)
	if len(list) != 0 {
		t.Errorf("a refusal is written before the flush: %+v", list)
	}
	o.Flush()
	if list = o.lookUp(a); len(list) != 1 || list[0].Code != 4711 || list[0].Stage != string(access.StageApp) || list[0].Reason != "the token holds none of the scopes" {
		t.Errorf("a scope that is lacking: %+v", list)
	}
	a = o.Do(vendor, "GET", "/users?page_size=x", nil)
	check("a bad request", a, event(byVendor, "GET /users", "/v2/users", 400, 300, "Validation Failed. page_size: Must be a whole number.", "", ""))
	a = o.Do(vendor, "GET", "/nothing/here", nil)
	check("no such endpoint", a, event(byVendor, "", "/v2/nothing/here", 400, 2300, "This API endpoint is not recognized.", "", ""))
	req := httptest.NewRequest("GET", "/rec/download/"+base64.RawURLEncoding.EncodeToString([]byte("uuid file"))+"?access_token="+vendor, nil)
	check("a file", o.Send(req), event(byVendor, "GET /rec", "/rec/", 404, 3301, "There is no recording for this meeting.", "there is no such meeting in the account", ""))

	// The token endpoint knows a client by its secret.
	form := "grant_type=account_credentials&account_id=" + o.credentials.AccountID
	byVendor.From = cordon.FromToken
	a = o.post("/oauth/token", form+"x", o.credentials.ClientID, o.credentials.ClientSecret)
	check("another account", a, event(byVendor, "POST /oauth/token", "/oauth/token", 400, 0, "Bad Request", "account_id is missing or garbled", ""))
	gone := o.Token(o.credentials)
	a = o.post("/oauth/revoke", "token="+gone, o.credentials.ClientID, o.credentials.ClientSecret)
	if list := o.lookUp(a); a.Status != 200 || len(list) != 1 || list[0].Outcome != cordon.EventChanged || list[0].Operation != "POST /oauth/revoke" || list[0].AppName != "Vendor" {
		t.Errorf("a token that was revoked: %+v", list)
	}
	byVendor.From = cordon.FromAPI
	check("its use", o.Do(gone, "GET", "/users", nil), event(byVendor, "GET /users", "/v2/users", 401, 124, "Invalid access token.", "revoked", access.StageToken))
	o.Clock.Move(2 * time.Hour)
	owner = o.OwnerToken()
	a = o.Do(vendor, "GET", "/users", nil)
	check("an expired token", a, event(byVendor, "GET /users", "/v2/users", 401, 124, "Access token is expired.", "expired at 2026-03-02 10:00:00 +0000 UTC", access.StageToken))
	vendor = o.Token(o.credentials)
	o.Must(204, owner, "PATCH", "/marketplace/apps/"+o.app, map[string]any{"active": false})
	byVendor.From = cordon.FromToken
	a = o.post("/oauth/token", form, o.credentials.ClientID, o.credentials.ClientSecret)
	check("an app that is not activated", a, event(byVendor, "POST /oauth/token", "/oauth/token", 400, 0, "The app is not activated", "the app is not activated", access.StageApp))
	byVendor.From = cordon.FromAPI
	check("a token of before", o.Do(vendor, "GET", "/users", nil), event(byVendor, "GET /users", "/v2/users", 401, 124, "Invalid access token.", "the app is not activated", access.StageApp))

	// Whoever nobody knows is only counted.
	before := o.strangers()
	for _, a := range []world.Answer{o.Do("", "GET", "/users", nil), o.Do("nonsense", "GET", "/users", nil), o.Do(vendor+"x", "GET", "/nothing", nil), o.Do("", "GET", "/nothing", nil),
		o.post("/oauth/token", form, o.credentials.ClientID, "wrong"), o.post("/oauth/token", form, "", ""), o.post("/oauth/revoke", "token=x", o.credentials.ClientID, "wrong")} {
		o.Flush()
		if list := o.lookUp(a); a.Status < 400 || len(list) != 0 {
			t.Errorf("an unknown caller, answered %d: %+v", a.Status, list)
		}
	}
	if n := o.strangers() - before; n != 7 {
		t.Errorf("%d unknown callers were counted, want 7", n)
	}

	// What is over is over also where it is kept.
	o.Clock.Move(cordon.EventLife)
	o.Flush()
	if list := o.lookUp(hidden); len(list) != 0 {
		t.Errorf("after 90 days: %+v", list)
	}
}

// TestHiddenRecordReasons: the owner learns whose a meeting is that the vendor
// did not find.
func TestHiddenRecordReasons(t *testing.T) {
	o := newOffice(t)
	o.Operate(func(tx *store.OperatorTx) error {
		r := cordon.Record{Kind: cordon.KindRecording, ID: "/uuid//==", Parent: "123", Time: world.Start, Owner: o.mia, Doc: cordon.Recording{UUID: "/uuid//=="}, Detail: cordon.RecordingDetail{}}
		return tx.AddRecord(o.Account.ID, &r)
	})
	vendor := o.Token(o.credentials)
	for _, path := range []string{"/meetings/123/recordings", "/meetings/%252Fuuid%252F%252F==/recordings"} {
		a := o.Must(404, vendor, "GET", path, nil)
		o.Flush()
		list := o.lookUp(a)
		if want := "the meeting exists, and its host mia@example.com is in none of the groups that Recording:Read reaches (Vendors)"; len(list) != 1 || list[0].Reason != want || list[0].Stage != string(access.StageGroup) {
			t.Errorf("%s: %+v", path, list)
		}
	}
}

// TestActivityOfUse: what an app used, and what it never does.
func TestActivityOfUse(t *testing.T) {
	o := newOffice(t)
	vendor := o.Token(o.credentials)
	o.Must(200, vendor, "GET", "/users/"+o.ann, nil)
	o.Must(404, vendor, "GET", "/users/"+o.mia, nil)
	o.Clock.Move(time.Minute)
	o.Must(200, vendor, "GET", "/users/me", nil)
	o.Must(404, vendor, "GET", "/meetings/123/recordings", nil) // refused, so not used
	o.Flush()
	o.read(func(tx *store.Tx) error {
		u, err := tx.AppUse(tx.Grant.People(), o.app)
		if err != nil || len(u.Operations) != 1 || u.Operations[0] != (store.OperationUse{Operation: "GET /users/{userId}", LastAt: o.Clock.Now(), N: 2}) || !u.LastUsed.Equal(o.Clock.Now()) {
			t.Errorf("got %+v, %v", u, err)
		}
		if want := []cordon.Scope{"cloud_recording:read:list_recording_files:admin", "user:read:list_users:admin"}; fmt.Sprint(u.Unused) != fmt.Sprint(want) {
			t.Errorf("unused %v, want %v", u.Unused, want)
		}
		return nil
	})
}

// TestNoSecretsInActivity: wherever a caller puts a secret, it is not kept.
func TestNoSecretsInActivity(t *testing.T) {
	o := newOffice(t)
	owner, vendor := o.OwnerToken(), o.Token(o.credentials)
	secret := o.credentials.ClientSecret
	spelled := ""
	for _, c := range []byte(secret) {
		spelled += fmt.Sprintf("%%%02X", c)
	}
	secrets := []string{secret, o.Account.App.ClientSecret, owner, vendor, "Passw0rdOfAnn", spelled}
	for _, part := range strings.Split(vendor, ".")[1:] {
		secrets = append(secrets, part)
	}
	o.Must(204, owner, "PUT", "/users/"+o.ann+"/password", map[string]any{"password": "Passw0rdOfAnn"})
	for _, by := range []string{owner, vendor} {
		for _, path := range []string{"/users/" + secret, "/users/" + spelled, "/users/" + vendor, "/users?access_token=" + vendor, "/" + secret, "/users/x/" + secret, "/meetings/" + secret + "/recordings",
			"/groups/" + strings.Repeat("x", 480) + secret, "/groups/" + strings.Repeat("x.", 1020) + secret, "/roles/" + secret} {
			o.Do(by, "GET", path, nil)
		}
		for _, body := range []string{`{"Passw0rdOfAnn":1}`, `{"name":"x","name":"Passw0rdOfAnn"}`, `{"Passw0rdOfAnn":1,"Passw0rdOfAnn":2}`, `{"name":"` + secret + secret + secret + `"}`, `{"password":["Passw0rdOfAnn"]}`, "Passw0rdOfAnn"} {
			o.Do(by, "POST", "/roles", body)
			o.Do(by, "PUT", "/users/"+o.mia+"/password", body)
			o.Do(by, "PUT", "/users/nobody/password", strings.ReplaceAll(body, "name", "password"))
		}
		o.Send(httptest.NewRequest("GET", "/rec/download/"+secret+"?access_token="+by, nil))
		o.Send(httptest.NewRequest("GET", "/rec/play/x/"+secret+"?access_token="+by, nil))
	}
	for _, form := range []string{"token=" + owner, "token=" + vendor, "token=" + secret, "token="} {
		o.post("/oauth/revoke", form, o.credentials.ClientID, secret)
	}
	o.post("/oauth/token", "grant_type=account_credentials&account_id="+secret, o.credentials.ClientID, secret)
	o.Flush()

	conn, err := sqlite.OpenConn(o.Path, sqlite.OpenReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	rows, columns := 0, 0
	for _, table := range []string{"event", "refused_day", "app_use"} {
		err = sqlitex.ExecuteTransient(conn, "SELECT * FROM "+table, &sqlitex.ExecOptions{ResultFunc: func(s *sqlite.Stmt) error {
			rows++
			for i := range s.ColumnCount() {
				columns++
				for _, secret := range secrets {
					if text := s.ColumnText(i); strings.Contains(text, secret) {
						t.Errorf("%s.%s holds %.8s...: %s", table, s.ColumnName(i), secret, text)
					}
				}
			}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	if rows < 40 || columns < 800 {
		t.Errorf("only %d rows with %d columns were looked at", rows, columns)
	}
}

// TestStoppingKeepsActivity: a server that is stopped writes what waits.
func TestStoppingKeepsActivity(t *testing.T) {
	o := newOffice(t)
	vendor := o.Token(o.credentials)
	refused := o.Must(404, vendor, "GET", "/users/"+o.mia, nil)
	o.Must(200, vendor, "GET", "/users/me", nil)
	o.Close()
	o.Open()
	if list := o.lookUp(refused); len(list) != 1 || list[0].Stage != string(access.StageGroup) {
		t.Errorf("got %+v", list)
	}
	o.read(func(tx *store.Tx) error {
		u, err := tx.AppUse(tx.Grant.People(), o.app)
		if len(u.Operations) != 1 {
			t.Errorf("used: %+v", u)
		}
		return err
	})
}
