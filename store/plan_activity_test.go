package store

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
)

// eventFilters are the ways to look for events.
func eventFilters(at time.Time) []EventFilter {
	list := []EventFilter{{}, {Outcome: cordon.EventRefused}, {User: "u"}, {App: "a"}, {Operation: "GET /users"}, {Product: "users"}, {TrackingID: "WEB_1"},
		{From: at, To: at.Add(time.Hour)}, {User: "u", App: "a", Outcome: cordon.EventChanged, From: at}, {TrackingID: "WEB_1", User: "u", Outcome: cordon.EventChanged}}
	for _, f := range list {
		f.After, f.AfterTime = 7, at.UnixMilli()
		list = append(list, f)
	}
	for i := range list {
		list[i].Limit = 10
	}
	return list
}

// activityRead is all that a page may ask of the activity.
func activityRead(tx *Tx, app, role string) {
	people := tx.Grant.People()
	for _, f := range eventFilters(tx.db.clock()) {
		_, _, _ = tx.Events(f)
	}
	for _, f := range []EventFilter{{}, {User: "u"}, {App: "a"}} {
		_, _ = tx.MoreRefused(f)
	}
	_, _ = tx.AppUse(people, app)
	_, _ = tx.LastUsed(people, []string{app})
	_, _ = tx.RoleUse(people, role)
	_, _ = tx.RoleUse(people, cordon.AdminRole)
}

// activityKept is what the recorder writes, with a look at all that a refusal
// may have named.
func activityKept(db *DB, call Call) error {
	e := cordon.Event{Account: call.Claims.Account, At: db.clock(), From: cordon.FromAPI, User: call.Claims.Owner, ClientID: call.Claims.ClientID, Status: 404}
	b := Batch{Used: []Use{{ClientID: call.Claims.ClientID, Operation: call.Operation, At: db.clock(), N: 1}},
		Uncounted: []Uncounted{{Account: e.Account, ClientID: e.ClientID, Day: 1, N: 1}}}
	for _, ask := range []struct {
		op    string
		rule  holder.Rule
		named map[string]string
	}{
		{"GET /users/{userId}", holder.Path("userId"), map[string]string{"userId": "x"}},
		{"GET /users/{userId}", holder.Path("userId"), map[string]string{"userId": "owner@example.com"}},
		{"GET /groups/{groupId}", holder.Group("groupId"), map[string]string{"groupId": "x"}},
		{"GET /contacts/groups/{groupId}", holder.Parent("contact group", "groupId"), map[string]string{"groupId": "x"}},
		{"GET /meetings/{meetingId}", holder.Parent("meeting", "meetingId"), map[string]string{"meetingId": "x"}},
		{"GET /chat/channels/{channelId}", holder.Parent("channel", "channelId"), map[string]string{"channelId": "x"}},
		{"GET /marketplace/apps/{appId}", holder.Policy, map[string]string{"appId": "x"}},
	} {
		r := Refusal{Event: e, Call: call, Named: ask.named}
		r.Operation = ask.op
		r.Call.Operation, r.Call.Holder = access.Operations().Find(ask.op), ask.rule
		b.Refused = append(b.Refused, r)
	}
	_, err := db.SweepEvents(context.Background())
	return errors.Join(err, db.Keep(context.Background(), b))
}

// A page of events is a walk along one index, and is never sorted.
func TestEventPlans(t *testing.T) {
	db := planDB(t)
	tx := &Tx{db: db}
	for _, f := range eventFilters(db.clock()) {
		q := tx.eventQuery(f)
		p := plan(t, db, q.String(), q.args)
		sorted := strings.Contains(p, "B-TREE")
		index := "event_list"
		switch {
		case f.TrackingID != "":
			index, sorted = "event_tracking", false // those of one request are few
		case f.User != "" && f.App != "":
			index = "event_"
		case f.User != "":
			index = "event_user"
		case f.Outcome != "":
			index = "event_outcome"
		case f.App != "":
			index = "event_app"
		case f.Operation != "" || f.Product != "":
			index = "event_product"
		}
		if sorted || !strings.Contains(p, "SEARCH e USING INDEX "+index) {
			t.Errorf("%+v: want a walk along %s:\n%s", f, index, p)
		}
	}
}
