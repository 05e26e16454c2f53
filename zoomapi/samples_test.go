package zoomapi_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// sample is a real call. {names} stand for ids of the troupe; a list is
// followed through all of its pages. Each runs in a world where before ran.
type sample struct {
	status int
	call   string // "vendor GET /users"
	body   string
	before func(*troupe)
}

var samples = map[string][]sample{
	"GET /users": {
		{200, "owner GET /users", "", nil},
		{200, "owner GET /users?page_size=2&include_fields=custom_attributes", "", nil},
		{200, "owner GET /users?page_size=2&page_number=2", "", nil},
		{200, "owner GET /users?page_number=99", "", nil},
		{200, "owner GET /users?status=pending", "", nil},
		{200, "owner GET /users?status=inactive", "", nil},
		{200, "owner GET /users?role_id=2&page_size=2", "", nil},
		{200, "owner GET /users?role_id={spare}", "", nil},
		{200, "vendor GET /users?include_fields=host_key", "", nil},
		{200, "vendor GET /users?page_size=1", "", nil},
		{200, "vendor GET /users?status=pending", "", nil},
		{400, "owner GET /users?status=asleep", "", nil},
		{400, "owner GET /users?page_size=0&page_number=0", "", nil},
		{400, "owner GET /users?license=zoom_workforce_management", "", nil},
		{400, "owner GET /users?next_page_token=forged", "", nil},
		{401, "nobody GET /users", "", nil},
	},
	"POST /users": {
		{201, "owner POST /users", `{"action":"create","user_info":{"email":"new@example.com","type":1}}`, nil},
		{201, "owner POST /users", `{"action":"ssoCreate","user_info":{"email":"new@example.com","type":99,"first_name":"Nöel","last_name":"N"}}`, nil},
		{201, "owner POST /users", `{"action":"autoCreate","user_info":{"email":"new@example.com","type":2,"password":"Passw0rdPassw0rd","display_name":"D","division_ids":["d"],
			"feature":{"zoom_phone":true,"zoom_one_type":16},"plan_united_type":"1","license_info_list":[{"license_type":"MEETING","license_option":16,"subscription_id":"s"}]}}`, nil},
		{201, "owner POST /users", `{"action":"custCreate","user_info":{"email":"new@example.com","type":1}}`, nil},
		{409, "owner POST /users", `{"action":"create","user_info":{"email":"ann@example.com","type":1}}`, nil},
		{400, "owner POST /users", `{"action":"create","user_info":{"email":"not an address","type":7}}`, nil},
		{400, "owner POST /users", `[]`, nil},
		{400, "editor POST /users", `{"action":"create","user_info":{"email":"new@example.com","type":1}}`, nil},
		{400, "vendor POST /users", `{"action":"create","user_info":{"email":"new@example.com","type":1}}`, nil},
	},
	"GET /users/{userId}": {
		{200, "owner GET /users/{ann}", "", nil},
		{200, "owner GET /users/{ben}?login_type=100", "", nil},
		{200, "owner GET /users/ANN@EXAMPLE.COM", "", nil},
		{200, "owner GET /users/E-1?search_by_unique_id=true", "", nil},
		{200, "owner GET /users/me", "", nil},
		{200, "owner GET /users/{pat}", "", nil},
		{200, "owner GET /users/{ian}", "", nil},
		{200, "vendor GET /users/{ann}", "", nil},
		{200, "vendor GET /users/me", "", nil},
		{200, "vendor GET /users/pat@example.com", "", nil},
		{404, "vendor GET /users/{cat}", "", nil},
		{404, "owner GET /users/nobody", "", nil},
		{400, "owner GET /users/{ann}?encrypted_email=true", "", nil},
	},
	"PATCH /users/{userId}": {
		{204, "owner PATCH /users/{ben}", `{"first_name":"B","dept":"D","cms_user_id":"c","company":"c","custom_attributes":[{"key":"k","name":"n","value":"v"}],
			"display_name":"d","division_ids":["x"],"host_key":"654321","job_title":"j","cost_center":"c","language":"en-US","location":"l","manager":"ann@example.com",
			"phone_country":"US","phone_number":"1","phone_numbers":[{"country":"US","code":"+1","number":"8005550101","label":"Home"}],"pmi":1111111111,
			"pronouns":"p","pronouns_option":2,"timezone":"UTC","type":2,"use_pmi":true,"vanity_name":"ben","feature":{"zoom_phone":true},"group_id":"{void}",
			"license_info_list":[{"license_type":"MEETING","license_option":16,"subscription_id":"s"}]}`, nil},
		{204, "editor PATCH /users/{ann}", `{"plan_united_type":"none","vanity_name":""}`, nil},
		{204, "owner PATCH /users/{ann}", `{}`, nil},
		{404, "editor PATCH /users/{cat}", `{"first_name":"x"}`, nil},
		{400, "owner PATCH /users/{ann}", `{"type":2,"plan_united_type":"1"}`, nil},
		{400, "owner PATCH /users/{ann}", `{"pmi":12}`, nil},
	},
	"DELETE /users/{userId}": {
		{204, "owner DELETE /users/{ann}", "", nil},
		{204, "owner DELETE /users/{ann}?action=delete&transfer_email=ben@example.com&transfer_meeting=true", "", nil},
		{204, "editor DELETE /users/{pat}", "", nil},
		{404, "editor DELETE /users/{cat}", "", nil},
		{400, "owner DELETE /users/{owner}", "", nil},
	},
	"PUT /users/{userId}/status": {
		{200, "owner PUT /users/{ann}/status", `{"action":"deactivate"}`, nil},
		{200, "editor PUT /users/{ian}/status", `{"action":"activate"}`, nil},
		{400, "owner PUT /users/{ann}/status", `{"action":"clock_in"}`, nil},
		{404, "editor PUT /users/{cat}/status", `{"action":"deactivate"}`, nil},
	},
	"PUT /users/{userId}/email": {
		{204, "owner PUT /users/{ann}/email", `{"email":"anna@example.com"}`, nil},
		{409, "owner PUT /users/{ann}/email", `{"email":"BEN@example.com"}`, nil},
		{400, "owner PUT /users/{ann}/email", `{"email":"x"}`, nil},
	},
	"PUT /users/{userId}/password": {
		{204, "owner PUT /users/{ann}/password", `{"password":"Passw0rdPassw0rd"}`, nil},
		{400, "owner PUT /users/{ann}/password", `{"password":"short"}`, nil},
	},
	"GET /users/email": {
		{200, "owner GET /users/email?email=ann@example.com", "", nil},
		{200, "vendor GET /users/email?email=" + strings.ToLower(hiddenMark) + "-cat@example.com", "", nil},
		{400, "owner GET /users/email", "", nil},
	},
	"GET /users/{userId}/permissions": {
		{200, "owner GET /users/me/permissions", "", nil},
		{200, "owner GET /users/{ann}/permissions", "", nil},
		{200, "owner GET /users/{ed}/permissions", "", nil},
		{200, "vendor GET /users/me/permissions", "", nil},
		{404, "vendor GET /users/{cat}/permissions", "", nil},
	},
	"GET /users/{userId}/settings": {
		{200, "owner GET /users/{ann}/settings", "", nil},
		{200, "vendor GET /users/{ben}/settings?login_type=100", "", nil},
		{400, "owner GET /users/{ann}/settings?option=meeting_security", "", nil},
		{404, "vendor GET /users/{cat}/settings", "", nil},
	},
	"PATCH /users/{userId}/settings": {
		{204, "owner PATCH /users/{ann}/settings", `{"feature":{"zoom_phone":false,"meeting_capacity":100,"concurrent_meeting":"Plus","webinar_capacity":100,"large_meeting_capacity":1000,
			"large_meeting":false,"webinar":false,"zoom_events":true,"zoom_whiteboard":true,"zoom_revenue_accelerator":true,"zoom_scheduler":true,"zoom_docs":true,"zoom_clips_plus":true,"zoom_mail_calendar":true}}`, nil},
		{400, "owner PATCH /users/{ann}/settings", `{"in_meeting":{}}`, nil},
		{400, "owner PATCH /users/{ann}/settings", `{"feature":{"webinar_capacity":7}}`, nil},
	},
	"GET /groups": {
		{200, "owner GET /groups", "", nil},
		{200, "owner GET /groups?page_size=1", "", nil},
		{200, "vendor GET /groups", "", nil},
		{400, "owner GET /groups?page_size=301", "", nil},
	},
	"POST /groups": {
		{201, "owner POST /groups", `{"name":"New"}`, nil},
		{201, "owner POST /groups", `{"name":"Newér","description":"Ours"}`, nil},
		{409, "owner POST /groups", `{"name":"SEEN"}`, nil},
		{400, "editor POST /groups", `{"name":"New"}`, nil},
	},
	"GET /groups/{groupId}": {
		{200, "owner GET /groups/{seen}", "", nil},
		{200, "owner GET /groups/{void}", "", nil},
		{200, "vendor GET /groups/{seen}", "", nil},
		{404, "vendor GET /groups/{dark}", "", nil},
	},
	"PATCH /groups/{groupId}": {
		{204, "owner PATCH /groups/{seen}", `{"name":"Seen again","description":""}`, nil},
		{204, "editor PATCH /groups/{seen}", `{}`, nil},
		{409, "owner PATCH /groups/{void}", `{"name":"Seen"}`, nil},
		{404, "editor PATCH /groups/{dark}", `{"name":"Seen"}`, nil},
	},
	"DELETE /groups/{groupId}": {
		{204, "owner DELETE /groups/{seen}", "", nil},
		{404, "editor DELETE /groups/{dark}", "", nil},
	},
	"GET /groups/{groupId}/members": {
		{200, "owner GET /groups/{seen}/members", "", nil},
		{200, "owner GET /groups/{seen}/members?page_size=1", "", nil},
		{200, "owner GET /groups/{seen}/members?page_number=2&page_size=3", "", nil},
		{200, "owner GET /groups/{void}/members", "", nil},
		{200, "vendor GET /groups/{seen}/members?page_size=2", "", nil},
		{404, "vendor GET /groups/{dark}/members", "", nil},
	},
	"POST /groups/{groupId}/members": {
		{201, "owner POST /groups/{void}/members", `{"members":[{"id":"{ann}"},{"email":"ben@example.com"},{"email":"pat@example.com"}]}`, nil},
		{201, "editor POST /groups/{seen}/members", `{"members":[{"id":"{ed}"}]}`, nil},
		{404, "owner POST /groups/{void}/members", `{"members":[{"id":"nobody"}]}`, nil},
		{400, "owner POST /groups/{void}/members", `{"members":[]}`, nil},
	},
	"PATCH /groups/{groupId}/members/{memberId}": {
		{204, "owner PATCH /groups/{seen}/members/{ann}", `{"action":"set_primary"}`, nil},
		{204, "owner PATCH /groups/{seen}/members/{ann}", `{"action":"move","target_group_id":"{void}"}`, nil},
		{400, "owner PATCH /groups/{seen}/members/{ann}", `{"action":"move"}`, nil},
		{404, "owner PATCH /groups/{seen}/members/{cat}", `{"action":"set_primary"}`, nil},
	},
	"DELETE /groups/{groupId}/members/{memberId}": {
		{204, "owner DELETE /groups/{seen}/members/{ann}", "", nil},
		{404, "owner DELETE /groups/{seen}/members/{cat}", "", nil},
	},
	"GET /roles": {
		{200, "owner GET /roles", "", nil},
		{200, "owner GET /roles?type=iq", "", nil},
		{200, "vendor GET /roles", "", nil},
		{400, "owner GET /roles?type=x", "", nil},
	},
	"POST /roles": {
		{201, "owner POST /roles", `{"name":"R"}`, nil},
		{201, "owner POST /roles", `{"name":"R","description":"d","type":"iq","privileges":["User:Read","Group:Read"],"privilege_scopes":[
			{"permission_id":"User:Read","group_ids":["{seen}"]},{"permission_id":"Group:Read","reach":"account"}],"sub_account_privileges":{"second_level":1}}`, nil},
		{201, "owner POST /roles", `{"name":"R","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":[]}]}`, nil},
		{400, "owner POST /roles", `{"name":"ROLE SPARE"}`, nil},
		{400, "owner POST /roles", `{"name":"R","privilege":[]}`, nil},
		{400, "vendor POST /roles", `{"name":"R"}`, nil},
	},
	"GET /roles/{roleId}": {
		{200, "owner GET /roles/0", "", nil},
		{200, "owner GET /roles/1", "", nil},
		{200, "owner GET /roles/2", "", nil},
		{200, "owner GET /roles/{reader}", "", nil},
		{200, "vendor GET /roles/{writer}", "", nil},
		{200, "owner GET /roles/{spare}", "", func(tr *troupe) { tr.ok("owner DELETE /groups/{seen}") }},
		{400, "owner GET /roles/none", "", nil},
	},
	"PATCH /roles/{roleId}": {
		{204, "owner PATCH /roles/{spare}", `{"name":"Sparer","description":"d","privileges":["User:Read","Role:Read"],"privilege_scopes":[{"permission_id":"Role:Read","reach":"account"}],"sub_account_privileges":{"second_level":3}}`, nil},
		{204, "owner PATCH /roles/{spare}", `{}`, nil},
		{400, "owner PATCH /roles/1", `{"name":"x"}`, nil},
		{400, "owner PATCH /roles/none", `{"name":"x"}`, nil},
	},
	"DELETE /roles/{roleId}": {
		{204, "owner DELETE /roles/{spare}", "", nil},
		{400, "owner DELETE /roles/2", "", nil},
	},
	"GET /roles/{roleId}/members": {
		{200, "owner GET /roles/2/members", "", nil},
		{200, "owner GET /roles/2/members?page_size=1", "", nil},
		{200, "owner GET /roles/2/members?page_size=2&page_number=2", "", nil},
		{200, "owner GET /roles/{spare}/members", "", nil},
		{200, "vendor GET /roles/0/members", "", nil},
		{400, "owner GET /roles/none/members", "", nil},
	},
	"POST /roles/{roleId}/members": {
		{201, "owner POST /roles/{spare}/members", `{"members":[{"id":"{ann}"},{"email":"ben@example.com"}]}`, nil},
		{400, "owner POST /roles/2/members", `{"members":[{"id":"{ann}"}]}`, nil},
		{404, "owner POST /roles/{spare}/members", `{"members":[{"id":"nobody"}]}`, nil},
	},
	"DELETE /roles/{roleId}/members/{memberId}": {
		{204, "owner DELETE /roles/{reader}/members/{svc}", "", nil},
		{404, "owner DELETE /roles/{reader}/members/{ann}", "", nil},
	},
	"GET /marketplace/apps": {
		{200, "owner GET /marketplace/apps", "", nil},
		{200, "owner GET /marketplace/apps?type=account_created&page_size=1", "", nil},
		{200, "vendor GET /marketplace/apps?type=account_created", "", nil},
		{400, "owner GET /marketplace/apps?type=x", "", nil},
	},
	"POST /marketplace/apps": {
		{201, "owner POST /marketplace/apps", app(`"active":true,"scopes":["user:read:user:admin","user:read:admin"]`), nil},
		{201, "owner POST /marketplace/apps", app(`"owner":"svc@example.com"`), nil},
		{404, "owner POST /marketplace/apps", strings.Replace(app(`"publish":true`), "s2s_oauth", "meeting_sdk", 1), nil},
		{400, "owner POST /marketplace/apps", app(`"scopes":["no:such:scope"]`), nil},
		{400, "owner POST /marketplace/apps", app(`"owner":"svc@example.com","scopes":["account:read:admin","account:write:admin"]`), nil},
	},
	"GET /marketplace/apps/{appId}": {
		{200, "owner GET /marketplace/apps/{vendorapp}", "", nil},
		{200, "vendor GET /marketplace/apps/{vendorapp}", "", nil},
		{200, "owner GET /marketplace/apps/{vendorapp}", "", func(tr *troupe) { tr.ok("owner DELETE /users/{svc}") }},
		{200, "owner GET /marketplace/apps/{vendorapp}", "", func(tr *troupe) { tr.ok("owner PATCH /marketplace/apps/{vendorapp}", `{"scopes":[]}`) }},
		{404, "vendor GET /marketplace/apps/{ownerapp}", "", nil},
	},
	"PATCH /marketplace/apps/{appId}": {
		{204, "owner PATCH /marketplace/apps/{vendorapp}", `{"app_name":"Renamed","active":false,"scopes":["user:read:admin"]}`, nil},
		{400, "owner PATCH /marketplace/apps/{vendorapp}", `{"name":"misspelt"}`, nil},
		{404, "editor PATCH /marketplace/apps/{ownerapp}", `{}`, nil},
		{400, "vendor PATCH /marketplace/apps/{ownerapp}", `{}`, nil},
	},
	"DELETE /marketplace/apps/{appId}": {
		{204, "owner DELETE /marketplace/apps/{vendorapp}", "", nil},
		{404, "editor DELETE /marketplace/apps/{ownerapp}", "", nil},
	},
	"POST /marketplace/apps/{appId}/rotate_client_secret": {
		{201, "owner POST /marketplace/apps/{vendorapp}/rotate_client_secret", `{"action":"new","revoke_old_secret_time":"now"}`, nil},
		{201, "owner POST /marketplace/apps/{vendorapp}/rotate_client_secret", `{"action":"new","revoke_old_secret_time":"2026-03-20T00:00:00Z"}`, nil},
		{201, "owner POST /marketplace/apps/{vendorapp}/rotate_client_secret", `{"action":"update","revoke_old_secret_time":"now"}`, func(tr *troupe) {
			tr.ok("owner POST /marketplace/apps/{vendorapp}/rotate_client_secret", `{"action":"new","revoke_old_secret_time":"2026-03-20T00:00:00Z"}`)
		}},
		{404, "owner POST /marketplace/apps/{vendorapp}/rotate_client_secret", `{"action":"update","revoke_old_secret_time":"now"}`, nil},
		{400, "owner POST /marketplace/apps/{vendorapp}/rotate_client_secret", `{"action":"new","revoke_old_secret_time":"soon"}`, nil},
		{400, "owner POST /marketplace/apps/{vendorapp}/rotate_client_secret", `{"action":"new","revoke_old_secret_time":"2027-03-20T00:00:00Z"}`, nil},
	},
}

// app is the body of POST /marketplace/apps with more members.
func app(more string) string {
	return `{"app_type":"s2s_oauth","app_name":"New app","contact_name":"Ann","contact_email":"ann@example.com","company_name":"Example",` + more + `}`
}

// answered is an answer to a sample call.
type answered struct {
	call  string
	route *zoomapi.Route
	world.Answer
}

var cast struct {
	answers []answered
	all     bool
}

// everyAnswer runs all samples, once per process, following lists through their
// pages. The vendor and the editor must never be told of anybody hidden. all
// reports whether every sample ran, which -run may prevent.
func everyAnswer(t0 *testing.T) (answers []answered, all bool) {
	if cast.answers != nil {
		return cast.answers, cast.all
	}
	left := 0
	shared := newTroupe(t0)
	served := shared.Server.API.Routes()
	for _, r := range served {
		if len(samples[r.String()]) == 0 {
			t0.Errorf("%s is served and has no sample call", r)
		}
		for _, s := range samples[r.String()] {
			left++
			t0.Run(s.call, func(t *testing.T) {
				tr := shared
				if r.Method != "GET" || s.before != nil {
					tr = newTroupe(t)
				}
				tr.T = t
				defer func() { shared.T = t0 }()
				if s.before != nil {
					s.before(tr)
				}
				who, method, path := split3(t, tr.expand(s.call))
				if method != r.Method {
					t.Fatalf("the sample of %s is a %s", r, method)
				}
				var body any
				if s.body != "" {
					body = tr.expand(s.body)
				}
				for range 20 {
					a := tr.Must(s.status, tr.token[who], method, path, body)
					if who != "owner" && strings.Contains(strings.ToLower(string(a.Body)), strings.ToLower(hiddenMark)) {
						t.Errorf("tells of somebody hidden: %s", a.Body)
					}
					cast.answers = append(cast.answers, answered{s.call + " " + s.body, r, a})
					next := nextPage(a)
					if next == "" {
						left--
						return
					}
					path = withToken(path, next)
				}
				t.Error("more than 20 pages")
			})
		}
	}
	for op := range samples {
		if !slices.ContainsFunc(served, func(r *zoomapi.Route) bool { return r.String() == op }) {
			t0.Errorf("%s has samples and is not served", op)
		}
	}
	cast.all = left == 0
	return cast.answers, cast.all
}

func nextPage(a world.Answer) string {
	var page struct {
		Next string `json:"next_page_token"`
	}
	_ = json.Unmarshal(a.Body, &page)
	return page.Next
}

// withToken sets next_page_token in a path's query.
func withToken(path, token string) string {
	if i := strings.Index(path, "next_page_token="); i >= 0 {
		path = path[:i-1]
	}
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + "next_page_token=" + token
}
