package zoomapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/internal/world"
)

// A clear Zoom-shaped error, and nothing lost or half done.

// zoomShaped holds any answer to the shape that all answers have.
func zoomShaped(t testing.TB, a world.Answer) {
	t.Helper()
	if a.Header.Get("X-Zm-Trackingid") == "" {
		t.Error("no x-zm-trackingid")
	}
	if a.Status >= 500 && a.Status != http.StatusNotImplemented {
		t.Errorf("status %d: %s", a.Status, a.Body)
	}
	if len(a.Body) == 0 {
		if a.Status != 200 && a.Status != 204 {
			t.Errorf("status %d without a body", a.Status)
		}
		return
	}
	if a.Status < 300 && strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment;") {
		return // a file
	}
	if ct := a.Header.Get("Content-Type"); ct != "application/json;charset=UTF-8" {
		t.Errorf("Content-Type %q", ct)
	}
	if a.Status < 400 {
		var object map[string]any
		if err := json.Unmarshal(a.Body, &object); err != nil || a.Status >= 300 {
			t.Errorf("status %d: not a JSON object: %s", a.Status, a.Body)
		}
		return
	}
	var e struct {
		Code    *int                              `json:"code"`
		Message *string                           `json:"message"`
		Errors  []struct{ Field, Message string } `json:"errors"`
	}
	d := json.NewDecoder(strings.NewReader(string(a.Body)))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil || e.Code == nil || e.Message == nil || *e.Message == "" {
		t.Errorf("not Zoom's error shape: %v: %s", err, a.Body)
	}
	if e.Code != nil && *e.Code == 300 && *e.Message == "Validation Failed." && len(e.Errors) == 0 {
		t.Errorf("a validation error names no field: %s", a.Body)
	}
	for _, f := range e.Errors {
		if f.Message == "" { // the field may be "": a body can have a member of that name
			t.Errorf("an empty message: %s", a.Body)
		}
	}
}

func TestBadBodies(t *testing.T) {
	tr := newTroupe(t)
	const notJSON = `{"code":300,"message":"Request Body should be a valid JSON object."}`
	before := tr.state()
	for _, op := range []string{
		"POST /users", "PATCH /users/{ann}", "PUT /users/{ann}/status", "PUT /users/{ann}/email", "PUT /users/{ann}/password", "PATCH /users/{ann}/settings",
		"POST /groups", "PATCH /groups/{seen}", "POST /groups/{void}/members", "PATCH /groups/{seen}/members/{ann}",
		"POST /roles", "PATCH /roles/{spare}", "POST /roles/{spare}/members",
		"POST /marketplace/apps", "PATCH /marketplace/apps/{vendorapp}", "POST /marketplace/apps/{vendorapp}/rotate_client_secret",
	} {
		for name, body := range map[string]string{
			"empty": "", "space": " \n", "text": "hello", "array": `[{"name":"x"}]`, "string": `"x"`, "number": "1", "null": "null", "true": "true",
			"cut short": `{"name":"x"`, "trailing": `{}x`, "two objects": `{}{}`, "form": "name=x", "XML": "<name>x</name>",
			"comment": `{"name":"x"/**/}`, "single quotes": `{'name':'x'}`, "trailing comma": `{"name":"x",}`, "NaN": `{"name":NaN}`,
			"invalid UTF-8": "{\"name\":\"\xff\"}", "BOM": "\ufeff{\"name\":\"x\"}", "NUL": "{}\x00", "deep": strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000),
		} {
			a := tr.ask("owner "+op, body)
			zoomShaped(t, a)
			if a.Status != 400 || string(a.Body) != notJSON {
				t.Errorf("%s with %s: got %d %s, want 400 %s", op, name, a.Status, a.Body, notJSON)
			}
		}
		a := tr.ask("owner "+op, `{"name":"`+strings.Repeat("x", 10<<20)+`"}`)
		zoomShaped(t, a)
		if a.Status != http.StatusRequestEntityTooLarge || a.Code() != 300 {
			t.Errorf("%s with 10 MB: got %d %s", op, a.Status, a.Body)
		}
	}
	if after := tr.state(); after != before {
		t.Error("a refused body changed something")
	}
}

// TestBadFields: a wrong type or value is refused by the name of its field.
func TestBadFields(t *testing.T) {
	tr := newTroupe(t)
	before := tr.state()
	long := strings.Repeat("x", 2000)
	for _, c := range []struct{ call, body, field string }{
		{"POST /users", `{}`, "action"},
		{"POST /users", `{"action":"create"}`, "user_info"},
		{"POST /users", `{"action":"create","user_info":{}}`, "user_info"},
		{"POST /users", `{"action":"create","user_info":{"email":"a@example.com"}}`, "user_info.type"},
		{"POST /users", `{"action":"create","user_info":{"email":"a@example.com","type":"1"}}`, "user_info.type"},
		{"POST /users", `{"action":"create","user_info":{"email":"a@example.com","type":1.5}}`, "user_info.type"},
		{"POST /users", `{"action":"create","user_info":{"email":"a@example.com","type":1e99}}`, "user_info.type"},
		{"POST /users", `{"action":"create","user_info":{"email":"a@example.com","type":3}}`, "user_info.type"},
		{"POST /users", `{"action":"create","user_info":{"email":"a@example.com","type":99}}`, "user_info.type"},
		{"POST /users", `{"action":"destroy","user_info":{"email":"a@example.com","type":1}}`, "action"},
		{"POST /users", `{"action":7,"user_info":{"email":"a@example.com","type":1}}`, "action"},
		{"POST /users", `{"action":"create","user_info":[]}`, "user_info"},
		{"POST /users", `{"action":"create","user_info":{"email":["a@example.com"],"type":1}}`, "user_info.email"},
		{"POST /users", `{"action":"create","user_info":{"email":"a@example.com","type":1,"first_name":"` + strings.Repeat("é", 65) + `"}}`, "user_info.first_name"},
		{"POST /users", `{"action":"create","user_info":{"email":"a@example.com","type":1,"first_name":"a\u0000b"}}`, "user_info.first_name"},
		{"POST /users", `{"action":"create","user_info":{"email":"a@example.com","type":1,"division_ids":["a\u0007"]}}`, "user_info.division_ids[0]"},
		{"POST /users", `{"action":"create","user_info":{"email":"a@example.com","type":1,"license_info_list":[{"license_type":"NO"}]}}`, "user_info.license_info_list[0].license_type"},
		{"POST /users", `{"action":"autoCreate","user_info":{"email":"a@example.com","type":1}}`, "user_info.password"},
		{"POST /users", `{"action":"autoCreate","user_info":{"email":"a@example.com","type":1,"password":"alllowercase1"}}`, "user_info.password"},
		{"PATCH /users/{ann}", `{"type":3}`, "type"},
		{"PATCH /users/{ann}", `{"type":true}`, "type"},
		{"PATCH /users/{ann}", `{"pmi":123}`, "pmi"},
		{"PATCH /users/{ann}", `{"pmi":"1234567891"}`, "pmi"},
		{"PATCH /users/{ann}", `{"host_key":"12"}`, "host_key"},
		{"PATCH /users/{ann}", `{"manager":"nobody"}`, "manager"},
		{"PATCH /users/{ann}", `{"vanity_name":"a/b"}`, "vanity_name"},
		{"PATCH /users/{ann}", `{"phone_numbers":[{"label":"Ship"}]}`, "phone_numbers[0].label"},
		{"PATCH /users/{ann}", `{"phone_numbers":[{},{},{},{}]}`, "phone_numbers"},
		{"PATCH /users/{ann}", `{"custom_attributes":[{"key":"` + long + `"}]}`, "custom_attributes[0].key"},
		{"PATCH /users/{ann}", `{"custom_attributes":{"key":"k"}}`, "custom_attributes"},
		{"PATCH /users/{ann}", `{"first_name":"new","group_id":"none"}`, "group_id"},
		{"PUT /users/{ann}/status", `{"action":"explode"}`, "action"},
		{"PUT /users/{ann}/status", `{"actoin":"activate"}`, "action"},
		{"PUT /users/{ann}/email", `{"email":"Ann <ann@example.com>"}`, "email"},
		{"PUT /users/{ann}/email", `{"email":"a b@example.com"}`, "email"},
		{"PUT /users/{ann}/email", `{"email":"` + long + `@example.com"}`, "email"},
		{"PUT /users/{ann}/password", `{"password":""}`, "password"},
		{"PATCH /users/{ann}/settings", `{"feature":{"meeting_capacity":0}}`, "feature.meeting_capacity"},
		{"PATCH /users/{ann}/settings", `{"feature":{"webinar":"yes"}}`, "feature.webinar"},
		{"PATCH /users/{ann}/settings", `{"feature":[]}`, "feature"},
		{"POST /groups", `{"name":""}`, "name"},
		{"POST /groups", `{"name":" \t "}`, "name"},
		{"POST /groups", `{"name":"` + strings.Repeat("é", 128) + `"}`, "name"},
		{"POST /groups", `{"name":"a\u0000b"}`, "name"},
		{"POST /groups", `{"name":"two\nlines"}`, "name"},
		{"POST /groups", `{"name":"two\u2028lines"}`, "name"},
		{"POST /groups", `{"name":null}`, "name"},
		{"POST /groups", `{"name":5}`, "name"},
		{"PATCH /groups/{seen}", `{"name":""}`, "name"},
		{"POST /groups/{void}/members", `{}`, "members"},
		{"POST /groups/{void}/members", `{"members":[]}`, "members"},
		{"POST /groups/{void}/members", `{"members":[{}]}`, "members"},
		{"POST /groups/{void}/members", `{"members":"{ann}"}`, "members"},
		{"POST /groups/{void}/members", `{"members":["{ann}"]}`, "members"},
		{"POST /groups/{void}/members", `{"members":[{"id":5}]}`, "members.id"},
		{"POST /groups/{void}/members", `{"members":[` + strings.Repeat(`{"id":"{ann}"},`, 30) + `{"id":"{ben}"}]}`, "members"},
		{"POST /roles/{spare}/members", `{"members":[` + strings.Repeat(`{"id":"{ann}"},`, 30) + `{"id":"{ben}"}]}`, "members"},
		{"POST /roles/{spare}/members", `{"members":[]}`, "members"},
		{"PATCH /groups/{seen}/members/{ann}", `{"action":"copy"}`, "action"},
		{"POST /roles", `{}`, "name"},
		{"POST /roles", `{"name":"R","type":"odd"}`, "type"},
		{"POST /roles", `{"name":"R","privileges":["User:Fly"]}`, "privileges"},
		{"POST /roles", `{"name":"R","privileges":["user:read"]}`, "privileges"},
		{"POST /roles", `{"name":"R","privileges":["cordon:AccountOwner"]}`, "privileges"},
		{"POST /roles", `{"name":"R","privileges":"User:Read"}`, "privileges"},
		{"POST /roles", `{"name":"R","privileges":["User:Read"],"privilege_scopes":{"User:Read":["{seen}"]}}`, "privilege_scopes"},
		{"POST /roles", `{"name":"R","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read"}]}`, "privilege_scopes[0]"},
		{"POST /roles", `{"name":"R","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":null}]}`, "privilege_scopes[0]"},
		{"POST /roles", `{"name":"R","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"],"reach":"account"}]}`, "privilege_scopes[0]"},
		{"POST /roles", `{"name":"R","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","reach":"everything"}]}`, "privilege_scopes[0].reach"},
		{"POST /roles", `{"name":"R","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"Group:Read","group_ids":["{seen}"]}]}`, "privilege_scopes"},
		{"POST /roles", `{"name":"R","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"]},{"permission_id":"User:Read","reach":"account"}]}`, "privilege_scopes[1].permission_id"},
		{"POST /roles", `{"name":"R","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":[` + strings.Repeat(`"{seen}",`, 100) + `"{void}"]}]}`, "privilege_scopes[0].group_ids"},
		// misspelt
		{"POST /roles", `{"name":"R","privileges":["User:Read"],"privilege_scope":[]}`, "privilege_scope"},
		{"POST /roles", `{"name":"R","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_id":["{seen}"]}]}`, "group_id"},
		{"POST /roles", `{"name":"R","privilages":["User:Read"]}`, "privilages"},
		{"PATCH /roles/{spare}", `{"privilegescopes":[]}`, "privilegescopes"},
		{"PATCH /roles/{spare}", `{"sub_account_privileges":{"first_level":1}}`, "first_level"},
		{"PATCH /roles/{spare}", `{"sub_account_privileges":{"second_level":4}}`, "sub_account_privileges.second_level"},
		{"POST /marketplace/apps", app(`"scope":["user:read:admin"]`), "scope"},
		{"POST /marketplace/apps", app(`"scopes":["user:read:everything"]`), "scopes"},
		{"POST /marketplace/apps", app(`"scopes":"user:read:admin"`), "scopes"},
		{"POST /marketplace/apps", app(`"active":true`), "scopes"},
		{"POST /marketplace/apps", app(`"active":"true"`), "active"},
		{"POST /marketplace/apps", strings.Replace(app(`"active":false`), "New app", strings.Repeat("x", 51), 1), "app_name"},
		{"POST /marketplace/apps", strings.Replace(app(`"active":false`), "ann@example.com", "nobody", 1), "contact_email"},
		{"POST /marketplace/apps", strings.Replace(app(`"active":false`), `"company_name":"Example",`, "", 1), "company_name"},
		{"PATCH /marketplace/apps/{vendorapp}", `{"name":"x"}`, "name"},
		{"PATCH /marketplace/apps/{vendorapp}", `{"owner":"{ann}"}`, "owner"},
		{"PATCH /marketplace/apps/{vendorapp}", `{"app_name":""}`, "app_name"},
		{"PATCH /marketplace/apps/{vendorapp}", `{"scopes":[],"active":true}`, "active"},
		{"POST /marketplace/apps/{vendorapp}/rotate_client_secret", `{"action":"new"}`, "revoke_old_secret_time"},
		{"POST /marketplace/apps/{vendorapp}/rotate_client_secret", `{"revoke_old_secret_time":"now"}`, "action"},
	} {
		a := tr.ask("owner "+c.call, c.body)
		zoomShaped(t, a)
		var e struct {
			Code    int
			Message string
			Errors  []struct{ Field string }
		}
		a.JSON(t, &e)
		named := slices.ContainsFunc(e.Errors, func(f struct{ Field string }) bool { return f.Field == c.field })
		if a.Status != 400 || e.Code != 300 || e.Message != "Validation Failed." || !named {
			body := c.body
			if len(body) > 150 {
				body = body[:150] + "..."
			}
			t.Errorf("%s %s:\n\tgot %d %s\n\twant a validation error that names %q", c.call, body, a.Status, a.Body, c.field)
		}
	}
	if after := tr.state(); after != before {
		t.Error("a refused request changed something")
	}
}

func TestBadPageSizes(t *testing.T) {
	tr := newTroupe(t)
	for path, most := range map[string]int{
		"/users": 2000, "/groups": 300, "/groups/{seen}/members": 2000, "/roles/2/members": 300, "/marketplace/apps": 300, "/marketplace/apps?type=account_created": 300,
	} {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		for _, size := range []string{"0", "-1", "1000000", fmt.Sprint(most + 1), "abc", "1.5", "1e2", "0x10", "9223372036854775808", "-9223372036854775808", "%00", "%ff", "١٠", "1%20", "true"} {
			a := tr.want(400, 300, "owner GET "+path+sep+"page_size="+size)
			zoomShaped(t, a)
			if !strings.Contains(string(a.Body), `"field":"page_size"`) {
				t.Errorf("%s page_size=%s: %s", path, size, a.Body)
			}
		}
		for _, size := range []string{"1", fmt.Sprint(most), ""} {
			tr.want(200, 0, "owner GET "+path+sep+"page_size="+size)
		}
	}
	for _, path := range []string{"/users", "/groups/{seen}/members", "/roles/2/members"} {
		for _, n := range []string{"0", "-1", "abc", "99999999", "9223372036854775807", "9223372036854775808"} {
			tr.want(400, 300, "owner GET "+path+"?page_size=2000&page_number="+n)
			zoomShaped(t, tr.ask("owner GET "+path+"?page_number="+n))
		}
	}
}

// TestHalfDone: a write that fails in the middle leaves nothing.
func TestHalfDone(t *testing.T) {
	tr := newTroupe(t)
	tr.ok("owner POST /roles/1/members", `{"members":[{"id":"{ed}"}]}`) // the editor is an admin: it may not act on the owner
	tr.ok("owner PATCH /users/{ben}", `{"vanity_name":"taken","pmi":2222222222}`)
	before := tr.state()
	for _, c := range []struct {
		status, code int
		call, body   string
	}{
		{404, 1001, "owner POST /groups/{void}/members", `{"members":[{"id":"{ann}"},{"id":"{ben}"},{"id":"nobody"}]}`},
		{404, 1001, "owner POST /groups/{void}/members", `{"members":[{"id":"{ann}"},{"email":"nobody@example.com"},{"id":"{ben}"}]}`},
		{400, 300, "owner POST /groups/{void}/members", `{"members":[{"id":"{ann}"},{"id":""}]}`},
		{404, 1001, "owner POST /roles/{spare}/members", `{"members":[{"id":"{ann}"},{"id":"nobody"}]}`},
		{400, 300, "owner POST /roles/{spare}/members", `{"members":[{"id":"{ann}"},{"id":"{owner}"}]}`},
		{400, 300, "editor POST /roles/{spare}/members", `{"members":[{"id":"{ann}"},{"id":"{owner}"}]}`},
		{400, 200, "editor DELETE /users/{owner}", ``},
		{400, 300, "owner POST /roles", `{"name":"R","privileges":["User:Read","Group:Read"],"privilege_scopes":[{"permission_id":"Group:Read","group_ids":["{seen}"]},{"permission_id":"User:Read","group_ids":["none"]}]}`},
		{400, 300, "owner PATCH /roles/{spare}", `{"name":"Renamed","privileges":["User:Read","Group:Read"],"privilege_scopes":[{"permission_id":"Group:Read","group_ids":["none"]}]}`},
		{400, 1224, "owner PATCH /roles/{spare}", `{"name":"Role reader","privileges":[]}`},
		{400, 300, "owner PATCH /users/{ann}", `{"first_name":"Half","group_id":"none"}`},
		{400, 4100, "owner PATCH /users/{ann}", `{"first_name":"Half","vanity_name":"TAKEN","group_id":"{void}"}`},
		{400, 300, "owner PATCH /users/{ann}", `{"first_name":"Half","pmi":2222222222,"group_id":"{void}"}`},
		{404, 1001, "owner DELETE /users/{ann}?transfer_email=nobody@example.com", ``},
		{400, 300, "owner DELETE /users/{ann}?transfer_email=ann@example.com", ``},
		{400, 300, "owner PATCH /marketplace/apps/{vendorapp}", `{"app_name":"Half","scopes":["user:read:admin","sip_phone:read:admin"]}`},
		{400, 300, "owner PATCH /marketplace/apps/{vendorapp}", `{"app_name":"Half","scopes":[],"active":true}`},
		{400, 300, "owner POST /marketplace/apps", app(`"owner":"{ian}","active":true,"scopes":["user:read:admin"]`)},
		{404, 1001, "owner POST /marketplace/apps", app(`"owner":"nobody"`)},
		{404, 4130, "owner PATCH /groups/{seen}/members/{ann}", `{"action":"move","target_group_id":"none"}`},
		{400, 2001, "owner POST /marketplace/apps/{vendorapp}/rotate_client_secret", `{"action":"new","revoke_old_secret_time":"2026-03-01T00:00:00Z"}`},
	} {
		a := tr.want(c.status, c.code, c.call, c.body)
		zoomShaped(t, a)
		if after := tr.state(); after != before {
			t.Errorf("%s %s: refused, and half done", c.call, c.body)
			before = after
		}
	}
	tr.want(200, 0, "vendor GET /users") // its secret is as it was
	tr.Token(tr.creds["vendor"])
	tr.sound()
}

// TestAcceptedReadsBack: what a write accepted is shown as it was said. A write
// that does half of what it was asked has to refuse.
func TestAcceptedReadsBack(t *testing.T) {
	tr := newTroupe(t)
	for _, c := range []struct{ body, want string }{
		{`{"first_name":"Bén","last_name":"O'Neil <b>"}`, `"first_name":"Bén"`},
		{`{"dept":"R&D"}`, `"dept":"R\u0026D"`},
		{`{"job_title":"Chief \"X\""}`, `"job_title":"Chief \"X\""`},
		{`{"division_ids":["d1"]}`, `"division_ids":["d1"]`},
		{`{"pmi":3333333333}`, `"personal_meeting_url":"https://zoom.us/j/3333333333"`},
		{`{"vanity_name":"ben.vanity"}`, `"vanity_url":"https://zoom.us/my/ben.vanity"`},
	} {
		a := tr.ask("owner PATCH /users/{ben}", c.body)
		if a.Status == 400 {
			continue
		}
		if got := string(tr.ok("owner GET /users/{ben}").Body); !strings.Contains(got, c.want) {
			t.Errorf("PATCH /users %s: %d, and GET does not have it: %s", c.body, a.Status, got)
		}
	}
	if a := tr.ask("owner PATCH /users/{ben}/settings", `{"feature":{"zoom_phone":true},"in_meeting":{"chat":true}}`); a.Status == 204 {
		t.Errorf("PATCH settings: in_meeting is not kept, and %d says that all is well", a.Status)
	}
	if a := tr.ask("owner PATCH /users/{ben}/settings", `{"feature":{"zoom_events_capacity":500}}`); a.Status == 204 {
		t.Errorf("PATCH settings: feature.zoom_events_capacity is not kept, and %d says that all is well", a.Status)
	}
}

// TestSaidTwice: a body that says one thing twice says nothing. Where the last
// one wins, a reach that was said first is lost, and the role is wider.
func TestSaidTwice(t *testing.T) {
	tr := newTroupe(t)
	before := tr.state()
	for _, body := range []string{
		`{"name":"R1","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"]}],"privilege_scopes":[]}`,
		`{"name":"R2","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"]}],"privilege_scopes":null}`,
		`{"name":"R3","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"]}],"Privilege_Scopes":[]}`,
		`{"name":"R4","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"],"permission_id":"Group:Read"}]}`,
		`{"name":"R5","privileges":["User:Read"],"privileges":["User:Edit"]}`,
	} {
		if a := tr.ask("owner POST /roles", body); a.Status != 400 {
			t.Errorf("%s: got %d %s", body, a.Status, a.Body)
		}
	}
	if a := tr.ask("owner PATCH /marketplace/apps/{vendorapp}", `{"active":false,"active":true}`); a.Status != 400 {
		t.Errorf("app: got %d %s", a.Status, a.Body)
	}
	if tr.state() != before {
		t.Error("something changed")
	}
	// One person named twice is one person.
	for call, want := range map[string]string{"owner POST /groups/{void}/members": "{ann}", "owner POST /roles/{spare}/members": "{ann}"} {
		a := tr.ok(call, `{"members":[{"id":"{ann}"},{"email":"ann@example.com"},{"id":"{ann}"}]}`)
		if got := text(t, a, "ids"); got != tr.expand(want) {
			t.Errorf("%s: ids %q, want %q", call, got, tr.expand(want))
		}
	}
	totals(t, tr)
}
