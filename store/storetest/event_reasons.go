package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

// testEventReasons: of what reads as absent the account's owner learns whether it
// is, and if it is hidden, by what.
func testEventReasons(t *testing.T, open Open) {
	s := set(t, open)
	_, _, theirs := s.newAccount("Other", "owner@other.example")
	seen, dark, contacts := s.group("Vendors"), s.group("Dark"), s.group("Contacts")
	var six []string
	for i := range 6 {
		six = append(six, s.group(fmt.Sprint("group ", i)))
	}
	ann, mia := s.user("ann@example.com", "", seen), s.user("mia@example.com", "", dark)
	half := s.user("half@example.com", "", contacts)
	var anns, mias cordon.App
	anns, mias = s.app(ann), s.app(mia)
	record := func(kind cordon.Kind, id, parent, owner string, holders ...string) {
		s.operate(func(tx *store.OperatorTx) error {
			return tx.AddRecord(s.account, &cordon.Record{Kind: kind, ID: id, Parent: parent, Time: start, Owner: owner, Holders: holders, Doc: struct{}{}, Detail: struct{}{}})
		})
	}
	record(cordon.KindMeeting, "111", "", ann)
	record(cordon.KindMeeting, "222", "", mia)
	record(cordon.KindMeeting, "444", "", half)
	record(cordon.KindRecording, "uuid+/==", "222", mia)
	record(cordon.KindPastWebinar, "held", "333", mia)
	record(cordon.KindCall, "log", "both", mia)
	record(cordon.KindChannel, "channel", "", mia, mia, half)
	record(cordon.KindVoicemail, "voice", "", ann)

	service := cordon.User{Email: "vendor@service.example", Status: cordon.Active, Features: cordon.Features{ZoomPhone: true},
		RoleID: s.role("vendor", reaches{cordon.UserRead: reach(seen), cordon.GroupRead: reach(seen), "DashboardMeetings:Read": reach(seen, contacts), "Recording:Read": reach(six...),
			"PbxAdmin:Edit": everyone, "ChatChannel:Read": reach(seen), cordon.AppRead: everyone})}
	s.operate(func(tx *store.OperatorTx) error { return tx.AddUser(s.account, &service) })
	vendor := s.caller(s.app(service.ID).ClientID)
	blind := s.viewer("blind", reaches{"Recording:Read": everyone})
	alone := s.viewer("alone", reaches{cordon.UserRead: reach()})
	const (
		notVendors = "in none of the groups that User:Read reaches (Vendors)"
		aloneOnly  = "out of sight: User:Read reaches the app's owner alone, since its reach has no group or the scope is for one's own data"
	)
	user, meeting, webinar := holder.Path("userId"), holder.Parent("meeting", "meetingId"), holder.Parent("webinar", "webinarId")
	group, call, channel := holder.Group("groupId"), holder.Parent("call", "callLogId"), holder.Parent("channel", "channelId")
	type named = map[string]string
	for name, test := range map[string]struct {
		by     *caller // vendor if nil
		op     string
		rule   holder.Rule
		named  named
		status int    // 404 if 0
		told   string // that it does not exist if ""
		reason string
		stage  access.Stage
	}{
		"hidden by id":              {op: "GET /users/{userId}", rule: user, named: named{"userId": mia}, reason: "mia@example.com exists, and is " + notVendors, stage: access.StageGroup},
		"hidden by address":         {op: "GET /users/{userId}", rule: user, named: named{"userId": "MIA@example.com"}, reason: "mia@example.com exists, and is " + notVendors, stage: access.StageGroup},
		"in sight":                  {op: "GET /users/{userId}", rule: user, named: named{"userId": ann}},
		"me":                        {op: "GET /users/{userId}", rule: user, named: named{"userId": "me"}},
		"oneself":                   {by: alone, op: "GET /users/{userId}", rule: user, named: named{"userId": alone.id}},
		"absent":                    {op: "GET /users/{userId}", rule: user, named: named{"userId": "nobody"}, reason: "there is no such user in the account"},
		"another account's":         {op: "GET /users/{userId}", rule: user, named: named{"userId": theirs.id}, reason: "there is no such user in the account"},
		"their address":             {op: "GET /users/{userId}", rule: user, named: named{"userId": "owner@other.example"}, reason: "there is no such user in the account"},
		"by a second cut":           {op: "GET /metrics/meetings/{meetingId}", rule: meeting, named: named{"meetingId": "444"}, reason: "the meeting exists, and its host half@example.com is " + notVendors, stage: access.StageGroup},
		"by many groups":            {op: "GET /users/{userId}/recordings", rule: user, named: named{"userId": mia}, reason: "mia@example.com exists, and is in none of the groups that Recording:Read reaches (6 groups)", stage: access.StageGroup},
		"no User:Read":              {by: blind, op: "GET /users/{userId}/recordings", rule: user, named: named{"userId": mia}, reason: "mia@example.com exists, and is out of sight: the role does not grant User:Read", stage: access.StageRole},
		"no group left":             {by: alone, op: "GET /users/{userId}/webinars", rule: user, named: named{"userId": mia}, reason: "mia@example.com exists, and is " + aloneOnly, stage: access.StageRole},
		"a member":                  {by: s.owner, op: "DELETE /groups/{groupId}/members/{memberId}", rule: group, named: named{"groupId": seen, "memberId": "nobody"}, reason: "there is no such user in the account"},
		"a group":                   {op: "GET /groups/{groupId}", rule: group, named: named{"groupId": dark}, reason: "the group Dark exists, and is none of those that Group:Read reaches", stage: access.StageRole},
		"a group in sight":          {op: "GET /groups/{groupId}", rule: group, named: named{"groupId": seen}},
		"no group":                  {op: "GET /groups/{groupId}", rule: group, named: named{"groupId": "x"}, reason: "there is no such group in the account"},
		"a meeting":                 {op: "GET /metrics/meetings/{meetingId}", rule: meeting, named: named{"meetingId": "222"}, reason: "the meeting exists, and its host mia@example.com is in none of the groups that DashboardMeetings:Read reaches (Contacts, Vendors)", stage: access.StageGroup},
		"a meeting in sight":        {op: "GET /meetings/{meetingId}", rule: meeting, named: named{"meetingId": "111"}},
		"no meeting":                {op: "GET /meetings/{meetingId}", rule: meeting, named: named{"meetingId": "999"}, reason: "there is no such meeting in the account"},
		"another account's meeting": {by: theirs, op: "GET /meetings/{meetingId}", rule: meeting, named: named{"meetingId": "222"}, reason: "there is no such meeting in the account"},
		"a recording":               {op: "GET /meetings/{meetingId}/recordings", rule: meeting, named: named{"meetingId": "uuid+/=="}, reason: "the meeting exists, and its host mia@example.com is in none of the groups that Recording:Read reaches (6 groups)", stage: access.StageGroup},
		"by number":                 {by: alone, op: "GET /past_webinars/{webinarId}/participants", rule: webinar, named: named{"webinarId": "333"}, reason: "the webinar exists, and its host mia@example.com is " + aloneOnly, stage: access.StageRole},
		"a call":                    {op: "GET /phone/call_logs/{callLogId}", rule: call, named: named{"callLogId": "log"}, reason: "the call exists, and its user mia@example.com is " + notVendors, stage: access.StageGroup},
		"a call by its id":          {op: "GET /phone/call_logs/{callLogId}", rule: call, named: named{"callLogId": "both"}, reason: "the call exists, and its user mia@example.com is " + notVendors, stage: access.StageGroup},
		"a call of a user":          {op: "DELETE /phone/users/{userId}/call_logs/{callLogId}", rule: user, named: named{"userId": ann, "callLogId": "x"}, reason: "there is no such call in the account"},
		"a channel":                 {op: "GET /chat/channels/{channelId}", rule: channel, named: named{"channelId": "channel"}, reason: "the channel exists, and none of its 2 members is in sight under ChatChannel:Read", stage: access.StageGroup},
		"a file":                    {op: "GET /phone/voice_mails/download/{fileId}", rule: holder.Parent("voicemail", "fileId"), named: named{"fileId": "voice"}, reason: "the voicemail is in sight, and its user ann@example.com is not under RecordingContent:Read", stage: access.StageRole},
		"an app":                    {op: "GET /marketplace/apps/{appId}", rule: holder.Policy, named: named{"appId": mias.ID}, reason: "the app App of " + mia + " exists, and its owner mia@example.com is " + notVendors, stage: access.StageGroup},
		"an app in sight":           {op: "GET /marketplace/apps/{appId}", rule: holder.Policy, named: named{"appId": anns.ID}},
		"no app":                    {op: "GET /marketplace/apps/{appId}", rule: holder.Policy, named: named{"appId": "x"}, reason: "there is no such app in the account"},
		"a 400 that says so":        {op: "GET /users/{userId}", rule: user, status: 400, named: named{"userId": "nobody"}, reason: "there is no such user in the account"},
		"any other 400":             {op: "GET /users/{userId}", rule: user, status: 400, told: "Validation Failed.", named: named{"userId": "nobody"}},
	} {
		t.Run(name, func(t *testing.T) {
			by := test.by
			if by == nil {
				by = vendor
			}
			r := by.refusal(0)
			r.TrackingID, r.Status, r.Message, r.Reason, r.Stage = name, 404, "It does not exist.", "", ""
			if test.status != 0 {
				r.Status = test.status
			}
			if test.told != "" {
				r.Message = test.told
			}
			r.Call, r.Named = by.call(test.op), test.named
			r.Call.Holder = test.rule
			s.keep(r)
			reader := s.owner
			if by == theirs {
				reader = theirs
			}
			got := reader.events(store.EventFilter{TrackingID: name})
			if len(got) != 1 || got[0].Reason != test.reason || got[0].Stage != string(test.stage) {
				t.Errorf("got %+v,\nwant %q, %q", got, test.reason, test.stage)
			}
		})
	}

	// What the decision said stands, and a token that is over by now explains
	// nothing.
	r := vendor.refusal(1)
	r.Status, r.Call, r.Named = 404, vendor.call("GET /users/{userId}"), map[string]string{"userId": mia}
	r.Call.Holder = holder.Path("userId")
	s.keep(r)
	if got := s.owner.events(store.EventFilter{TrackingID: tracking(1)}); len(got) != 1 || got[0].Reason != "because" {
		t.Errorf("got %+v", got)
	}
	r.TrackingID, r.Reason, r.Stage, r.Message = tracking(2), "", "", "It does not exist."
	s.clock.move(2 * time.Hour)
	s.keep(r)
	s.owner = s.caller(s.owner.claims.ClientID)
	if got := s.owner.events(store.EventFilter{TrackingID: tracking(2)}); len(got) != 1 || strings.Contains(got[0].Reason, "mia") {
		t.Errorf("got %+v", got)
	}
}
