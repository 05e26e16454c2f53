package zoomapi_test

import (
	"maps"
	"strings"
)

// befriend makes contact groups: friends has members of all sorts, strangers
// hidden ones alone, lonely none. The vendor may read what reaches its group.
func befriend(tr *troupe) {
	tr.T.Helper()
	for name, body := range map[string]string{
		"friends": `{"group_name":"Friends","group_privacy":2,"description":"Some <of> them","group_members":[{"type":1,"id":"{ann}"},{"type":1,"id":"{pat}"},{"type":1,"id":"{cat}"},
			{"type":2,"id":"{seen}"},{"type":2,"id":"{dark}"}]}`,
		"strangers": `{"group_name":"` + hiddenMark + ` friends","group_members":[{"type":1,"id":"{cat}"},{"type":2,"id":"{dark}"}]}`,
		"lonely":    `{"group_name":"` + hiddenMark + ` lonely"}`,
	} {
		tr.ids[name] = text(tr.T, tr.ok("owner POST /contacts/groups", body), "group_id")
	}
	tr.ok("owner PATCH /roles/{reader}", `{"privileges":["User:Read","Group:Read","Role:Read","MarketPlace:Read","IMGroups:Read"],"privilege_scopes":[{"permission_id":"IMGroups:Read","group_ids":["{seen}"]}]}`)
}

// delegate gives ann assistants, and makes her one: of each, one is hidden.
func delegate(tr *troupe) {
	tr.T.Helper()
	tr.ok("owner POST /users/{ann}/assistants", `{"assistants":[{"id":"{ben}","can_manage_host_private_event":true},{"id":"{cat}"},{"email":"pat@example.com"}]}`)
	for _, of := range []string{"ben", "pat", "hid"} {
		tr.ok("owner POST /users/{"+of+"}/assistants", `{"assistants":[{"id":"{ann}"}]}`)
	}
}

// appoint makes admins of the group seen: one is hidden.
func appoint(tr *troupe) {
	tr.T.Helper()
	tr.ok("owner POST /groups/{seen}/admins", `{"admins":[{"id":"{ann}"},{"id":"{cat}"},{"id":"{ben}"}]}`)
}

func did(call, body string) func(*troupe) {
	return func(tr *troupe) {
		tr.T.Helper()
		tr.ok(call, body)
	}
}

func init() {
	maps.Copy(samples, map[string][]sample{
		"GET /users/summary": {
			{200, "owner GET /users/summary", "", nil},
			{200, "vendor GET /users/summary", "", nil},
			{401, "nobody GET /users/summary", "", nil},
		},
		"GET /users/vanity_name": {
			{200, "owner GET /users/vanity_name?vanity_name=Ann", "", nil},
			{200, "owner GET /users/vanity_name?vanity_name=nobody", "", nil},
			{200, "vendor GET /users/vanity_name?vanity_name=" + strings.ToLower(hiddenMark) + "-cat@example.com", "", nil},
			{400, "owner GET /users/vanity_name", "", nil},
		},
		"GET /users/me/zak": {
			{200, "owner GET /users/me/zak", "", nil},
			{200, "vendor GET /users/me/zak", "", nil},
		},
		"GET /users/{userId}/token": {
			{200, "owner GET /users/me/token", "", nil},
			{200, "vendor GET /users/svc@example.com/token?type=zak&ttl=60", "", nil},
			{200, "vendor GET /users/{svc}/token?type=onbehalf&meeting_id=1", "", nil},
			{400, "owner GET /users/{ann}/token", "", nil},
			{400, "vendor GET /users/{ann}/token?type=zak", "", nil},
			{404, "vendor GET /users/{cat}/token?type=zak", "", nil},
			{400, "owner GET /users/me/token?ttl=0", "", nil},
		},
		"POST /users/features": {
			{201, "owner POST /users/features", `{"feature_type":"webinar","feature_value":"64","users":[{"id":"{ann}"},{"email":"BEN@example.com"},{"id":"{ben}"},{"id":"nobody"}],
				"license_info_list":[{"license_type":"MEETING","license_option":16,"subscription_id":"s"}]}`, nil},
			{201, "editor POST /users/features", `{"feature_type":"user_type","feature_value":"2","users":[{"id":"{cat}"},{"id":"nobody"}]}`, nil},
			{201, "owner POST /users/features", `{"feature_type":"zoom_one_type","feature_value":"0","users":[{"id":"{pat}"}]}`, nil},
			{400, "owner POST /users/features", `{"feature_type":"webinar","feature_value":"5","users":[{"id":"{ann}"}]}`, nil},
			{400, "owner POST /users/features", `{"feature_type":"zoom_whiteboard","feature_value":"true","users":[]}`, nil},
			{400, "owner POST /users/features", `{"feature_type":"zoom_whiteboard","feature_value":"true","users":[{}]}`, nil},
			{400, "owner POST /users/features", `{"feature_type":"zoom_whiteboard","feature_value":"true","subscription_id":"s","users":[{"id":"{ann}"}]}`, nil},
			{400, "vendor POST /users/features", `{"feature_type":"zoom_whiteboard","feature_value":"true","users":[{"id":"{ann}"}]}`, nil},
		},

		"GET /users/{userId}/assistants": {
			{200, "owner GET /users/{ann}/assistants", "", delegate},
			{200, "vendor GET /users/ann@example.com/assistants", "", delegate},
			{200, "owner GET /users/{ann}/assistants", "", nil},
			{404, "vendor GET /users/{cat}/assistants", "", nil},
		},
		"POST /users/{userId}/assistants": {
			{201, "owner POST /users/{ann}/assistants", `{"assistants":[{"id":"{ben}","can_manage_host_private_event":true},{"email":"PAT@example.com"}]}`, nil},
			{201, "editor POST /users/{ann}/assistants", `{"assistants":[{"id":"{ben}"}]}`, nil},
			{400, "editor POST /users/{ann}/assistants", `{"assistants":[{"id":"{cat}"}]}`, nil},
			{400, "editor POST /users/{ann}/assistants", `{"assistants":[{"id":"nobody"}]}`, nil},
			{400, "owner POST /users/{ann}/assistants", `{"assistants":[{"id":"{ben}"}]}`, delegate},
			{400, "owner POST /users/{ann}/assistants", `{"assistants":[{"id":"{ann}"}]}`, nil},
			{400, "owner POST /users/{ann}/assistants", `{"assistants":[]}`, nil},
			{400, "owner POST /users/{ann}/assistants", `{"assistants":[{}]}`, nil},
			{404, "editor POST /users/{cat}/assistants", `{"assistants":[{"id":"{ben}"}]}`, nil},
		},
		"DELETE /users/{userId}/assistants": {
			{204, "owner DELETE /users/{ann}/assistants", "", delegate},
			{204, "editor DELETE /users/{ann}/assistants", "", delegate},
			{404, "editor DELETE /users/{cat}/assistants", "", delegate},
		},
		"DELETE /users/{userId}/assistants/{assistantId}": {
			{204, "editor DELETE /users/{ann}/assistants/{ben}", "", delegate},
			{204, "owner DELETE /users/{ann}/assistants/{cat}", "", delegate},
			{404, "editor DELETE /users/{ann}/assistants/{cat}", "", delegate},
			{404, "owner DELETE /users/{ann}/assistants/{ian}", "", delegate},
		},
		"GET /users/{userId}/schedulers": {
			{200, "owner GET /users/{ann}/schedulers", "", delegate},
			{200, "vendor GET /users/{ann}/schedulers", "", delegate},
			{200, "owner GET /users/{ben}/schedulers", "", nil},
			{404, "vendor GET /users/{cat}/schedulers", "", nil},
		},
		"DELETE /users/{userId}/schedulers": {
			{204, "owner DELETE /users/{ann}/schedulers", "", delegate},
			{404, "editor DELETE /users/{cat}/schedulers", "", nil},
		},
		"DELETE /users/{userId}/schedulers/{schedulerId}": {
			{204, "editor DELETE /users/{ann}/schedulers/{ben}", "", delegate},
			{404, "editor DELETE /users/{ann}/schedulers/{hid}", "", delegate},
			{404, "owner DELETE /users/{ann}/schedulers/{ian}", "", delegate},
		},

		"GET /users/{userId}/presence_status": {
			{200, "owner GET /users/{ann}/presence_status", "", nil},
			{200, "vendor GET /users/me/presence_status", "", did("owner PUT /users/{svc}/presence_status", `{"status":"Do_No_Disturb"}`)},
			{200, "owner GET /users/{ann}/presence_status", "", did("owner PUT /users/{ann}/presence_status", `{"status":"Do_Not_Disturb","duration":5}`)},
			{200, "vendor GET /users/{ben}/presence_status", "", did("owner PUT /users/{ben}/presence_status", `{"status":"Out_of_Office"}`)},
			{404, "vendor GET /users/{cat}/presence_status", "", nil},
		},
		"PUT /users/{userId}/presence_status": {
			{204, "owner PUT /users/me/presence_status", `{"status":"Do_No_Disturb","duration":1440}`, nil},
			{204, "editor PUT /users/{ann}/presence_status", `{"status":"Busy"}`, nil},
			{400, "owner PUT /users/me/presence_status", `{"status":"Asleep"}`, nil},
			{400, "owner PUT /users/me/presence_status", `{"status":"Away","duration":5}`, nil},
			{400, "owner PUT /users/me/presence_status", `{"status":"Do_No_Disturb","duration":1441}`, nil},
			{404, "editor PUT /users/{cat}/presence_status", `{"status":"Busy"}`, nil},
		},

		"GET /groups/{groupId}/admins": {
			{200, "owner GET /groups/{seen}/admins", "", appoint},
			{200, "owner GET /groups/{seen}/admins?page_size=2", "", appoint},
			{200, "vendor GET /groups/{seen}/admins?page_size=1", "", appoint},
			{200, "owner GET /groups/{void}/admins", "", nil},
			{404, "vendor GET /groups/{dark}/admins", "", nil},
			{400, "owner GET /groups/{seen}/admins?next_page_token=forged", "", nil},
		},
		"POST /groups/{groupId}/admins": {
			{201, "owner POST /groups/{seen}/admins", `{"admins":[{"id":"{ann}"},{"email":"cat@example.com","id":"{cat}"},{"id":"{ann}"}]}`, nil},
			{201, "editor POST /groups/{seen}/admins", `{"admins":[{"email":"ann@example.com"}]}`, nil},
			{404, "editor POST /groups/{seen}/admins", `{"admins":[{"id":"{cat}"}]}`, nil},
			{404, "editor POST /groups/{dark}/admins", `{"admins":[{"id":"{ann}"}]}`, nil},
			{400, "owner POST /groups/{seen}/admins", `{"admins":[]}`, nil},
		},
		"DELETE /groups/{groupId}/admins/{userId}": {
			{204, "editor DELETE /groups/{seen}/admins/{ann}", "", appoint},
			{400, "editor DELETE /groups/{seen}/admins/{cat}", "", appoint},
			{400, "owner DELETE /groups/{seen}/admins/{ian}", "", appoint},
			{404, "editor DELETE /groups/{dark}/admins/{ann}", "", nil},
		},
		"GET /groups/{groupId}/settings": {
			{200, "owner GET /groups/{seen}/settings", "", did("owner PATCH /groups/{seen}/settings", `{"in_meeting":{"chat":false},"recording":{"auto_recording":"cloud"}}`)},
			{200, "vendor GET /groups/{seen}/settings?custom_query_fields=x", "", nil},
			{400, "owner GET /groups/{seen}/settings?option=meeting_security", "", nil},
			{404, "vendor GET /groups/{dark}/settings", "", nil},
		},
		"PATCH /groups/{groupId}/settings": {
			{204, "owner PATCH /groups/{seen}/settings", `{"schedule_meeting":{"host_video":true,"audio_type":"voip","require_password_for_pmi_meetings":"jbh_only"},"in_meeting":{"chat":false,"entry_exit_chime":"all"},
				"email_notification":{"jbh_reminder":false},"recording":{"cloud_recording":false},"telephony":{"third_party_audio":true},"other_options":{"blur_snapshot":true}}`, nil},
			{204, "editor PATCH /groups/{seen}/settings", `{"in_meeting":{"chat":true}}`, nil},
			{400, "owner PATCH /groups/{seen}/settings", `{"in_meeting":{"chatt":true}}`, nil},
			{400, "owner PATCH /groups/{seen}/settings", `{"recording":{"auto_recording":"often"}}`, nil},
			{400, "owner PATCH /groups/{seen}/settings?option=meeting_security", `{}`, nil},
			{404, "editor PATCH /groups/{dark}/settings", `{"in_meeting":{"chat":true}}`, nil},
		},
		"GET /groups/{groupId}/lock_settings": {
			{200, "owner GET /groups/{seen}/lock_settings", "", did("owner PATCH /groups/{seen}/lock_settings", `{"in_meeting":{"chat":true}}`)},
			{200, "vendor GET /groups/{seen}/lock_settings", "", nil},
			{400, "owner GET /groups/{seen}/lock_settings?option=meeting_security", "", nil},
			{404, "vendor GET /groups/{dark}/lock_settings", "", nil},
		},
		"PATCH /groups/{groupId}/lock_settings": {
			{204, "owner PATCH /groups/{seen}/lock_settings", `{"schedule_meeting":{"audio_type":true},"recording":{"archive":true},"telephony":{"telephony_regions":true}}`, nil},
			{400, "owner PATCH /groups/{seen}/lock_settings", `{"recording":{"archive":"yes"}}`, nil},
			{400, "owner PATCH /groups/{seen}/lock_settings?option=meeting_security", `{}`, nil},
			{404, "editor PATCH /groups/{dark}/lock_settings", `{}`, nil},
		},

		"GET /contacts/groups": {
			{200, "owner GET /contacts/groups", "", befriend},
			{200, "owner GET /contacts/groups?page_size=2", "", befriend},
			{200, "vendor GET /contacts/groups?page_size=1", "", befriend},
			{200, "owner GET /contacts/groups", "", nil},
			{400, "owner GET /contacts/groups?page_size=51", "", nil},
			{400, "vendor GET /contacts/groups", "", nil},
		},
		"POST /contacts/groups": {
			{201, "owner POST /contacts/groups", `{"group_name":"Friends","group_privacy":3,"description":"d","group_members":[{"type":1,"id":"{ann}"},{"type":2,"id":"{seen}"}]}`, nil},
			{201, "owner POST /contacts/groups", `{"group_name":"Friends"}`, nil},
			{400, "owner POST /contacts/groups", `{"group_name":" "}`, nil},
			{400, "owner POST /contacts/groups", `{"group_name":"Friends","group_members":[{"type":2,"id":"{ann}"}]}`, nil},
			{400, "owner POST /contacts/groups", `{"group_name":"Friends","group_members":[{"type":2,"id":"1"},{"type":2,"id":"2"},{"type":2,"id":"3"},{"type":2,"id":"4"}]}`, nil},
			{400, "editor POST /contacts/groups", `{"group_name":"Friends"}`, nil},
		},
		"GET /contacts/groups/{groupId}": {
			{200, "owner GET /contacts/groups/{friends}", "", befriend},
			{200, "owner GET /contacts/groups/{lonely}", "", befriend},
			{200, "vendor GET /contacts/groups/{friends}", "", befriend},
			{400, "vendor GET /contacts/groups/{strangers}", "", befriend},
			{400, "vendor GET /contacts/groups/{lonely}", "", befriend},
			{400, "owner GET /contacts/groups/none", "", nil},
		},
		"PATCH /contacts/groups/{groupId}": {
			{204, "owner PATCH /contacts/groups/{friends}", `{"name":"Foes","privacy":1,"description":""}`, befriend},
			{204, "owner PATCH /contacts/groups/{friends}", `{}`, befriend},
			{400, "owner PATCH /contacts/groups/{friends}", `{"privacy":4}`, befriend},
			{400, "owner PATCH /contacts/groups/none", `{"name":"x"}`, nil},
		},
		"DELETE /contacts/groups/{groupId}": {
			{204, "owner DELETE /contacts/groups/{friends}", "", befriend},
			{400, "owner DELETE /contacts/groups/none", "", nil},
		},
		"GET /contacts/groups/{groupId}/members": {
			{200, "owner GET /contacts/groups/{friends}/members", "", befriend},
			{200, "owner GET /contacts/groups/{friends}/members?page_size=2", "", befriend},
			{200, "vendor GET /contacts/groups/{friends}/members?page_size=1", "", befriend},
			{200, "owner GET /contacts/groups/{lonely}/members", "", befriend},
			{400, "vendor GET /contacts/groups/{strangers}/members", "", befriend},
			{400, "owner GET /contacts/groups/none/members", "", nil},
		},
		"POST /contacts/groups/{groupId}/members": {
			{201, "owner POST /contacts/groups/{lonely}/members", `{"group_members":[{"type":1,"id":"{ben}"},{"type":2,"id":"{void}"},{"type":1,"id":"{ben}"}]}`, befriend},
			{400, "owner POST /contacts/groups/{lonely}/members", `{"group_members":[{"type":1,"id":"nobody"}]}`, befriend},
			{400, "owner POST /contacts/groups/{lonely}/members", `{"group_members":[]}`, befriend},
			{400, "owner POST /contacts/groups/{lonely}/members", `{"group_members":[{"type":3,"id":"{ben}"}]}`, befriend},
		},
		"DELETE /contacts/groups/{groupId}/members": {
			{204, "owner DELETE /contacts/groups/{friends}/members?member_ids={ann},{dark}", "", befriend},
			{400, "owner DELETE /contacts/groups/{friends}/members?member_ids={ann},{ben}", "", befriend},
			{400, "owner DELETE /contacts/groups/{strangers}/members?member_ids={cat},{dark}", "", befriend},
			{400, "owner DELETE /contacts/groups/{friends}/members?member_ids=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u", "", befriend},
			{400, "owner DELETE /contacts/groups/{friends}/members", "", befriend},
		},
	})
}
