package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// events is what the caller reads of them, on one page.
func (c *caller) events(f store.EventFilter) (list []store.EventRow) {
	c.t.Helper()
	if f.Limit == 0 {
		f.Limit = 1000
	}
	c.read("GET /users", func(tx *store.Tx) (err error) {
		var more bool
		list, more, err = tx.Events(f)
		if more != (len(list) == f.Limit && f.Limit < 1000) && f.Limit == 1000 {
			c.t.Errorf("more is %v after %d events", more, len(list))
		}
		return err
	})
	return list
}

func tracking(n int) string { return fmt.Sprintf("v=2.0;clid=cordon;rid=WEB_%032x", n) }

// change writes under a tracking id.
func (c *caller) change(n int, fn func(*store.WriteTx) error) error {
	call := c.call("PATCH /users/{userId}")
	call.TrackingID, call.Path, call.What = tracking(n), "/v2/users/x", "changed somebody"
	return c.Write(context.Background(), call, fn)
}

// keep keeps refusals of the caller, a second apart, and fails the test if it
// cannot.
func (s *stage) keep(list ...store.Refusal) {
	s.t.Helper()
	if err := s.Keep(context.Background(), store.Batch{Refused: list}); err != nil {
		s.t.Fatal(err)
	}
}

// refusal is one of a request that the caller made now.
func (c *caller) refusal(n int) store.Refusal {
	return store.Refusal{Event: cordon.Event{Account: c.claims.Account, At: c.clock.Now(), TrackingID: tracking(n), User: c.claims.Owner, ClientID: c.claims.ClientID,
		Operation: "GET /users/{userId}", Path: "/v2/users/x", Status: 400, Code: 4711, Message: "no", Reason: "because", Stage: "app"}}
}

// testEvents: a change is noted where and when it is made, or neither is.
func testEvents(t *testing.T, open Open) {
	s := set(t, open)
	admin := s.viewer("manager", reaches{cordon.UserEdit: everyone, cordon.UserRead: everyone})
	if err := admin.change(1, func(tx *store.WriteTx) error {
		return tx.CreateUser(tx.Grant.People(), &cordon.User{Email: "ann@example.com", Status: cordon.Active}, "")
	}); err != nil {
		t.Fatal(err)
	}
	no := errors.New("no")
	if err := admin.change(2, func(tx *store.WriteTx) error {
		_ = tx.CreateUser(tx.Grant.People(), &cordon.User{Email: "ben@example.com", Status: cordon.Active}, "")
		return no
	}); !errors.Is(err, no) {
		t.Error(err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = admin.change(3, func(*store.WriteTx) error { panic("boom") })
	}()
	blind := s.caller(s.app(s.user("blind@example.com", s.role("blind", nil))).ClientID)
	if err := blind.change(4, func(*store.WriteTx) error { return nil }); err == nil {
		t.Error("a refused change went through")
	}

	list := s.owner.events(store.EventFilter{})
	if len(list) != 1 {
		t.Fatalf("%d events, want the one of the change that was kept: %+v", len(list), list)
	}
	app := ""
	s.owner.read("GET /users", func(tx *store.Tx) error {
		apps, _, err := tx.Apps(tx.Grant.People(), store.Page{Limit: 10})
		i := slices.IndexFunc(apps, func(a store.AppRow) bool { return a.ClientID == admin.claims.ClientID })
		app = apps[i].ID
		return err
	})
	want := store.EventRow{Seq: list[0].Seq, Email: "manager@service.example", AppName: "App of " + admin.id, Event: cordon.Event{
		Account: s.account, At: start, TrackingID: "WEB_00000000000000000000000000000001", Outcome: cordon.EventChanged, From: cordon.FromAPI, User: admin.id, App: app,
		ClientID: admin.claims.ClientID, Operation: "PATCH /users/{userId}", Path: "/v2/users/x", What: "changed somebody"}}
	if list[0] != want {
		t.Errorf("got  %+v\nwant %+v", list[0], want)
	}
	for _, quoted := range []string{tracking(1), " " + tracking(1) + "\n", "WEB_00000000000000000000000000000001"} {
		if got := s.owner.events(store.EventFilter{TrackingID: quoted}); len(got) != 1 {
			t.Errorf("by %q: %d events", quoted, len(got))
		}
	}
	if got := s.owner.events(store.EventFilter{TrackingID: tracking(2)}); len(got) != 0 {
		t.Errorf("what was rolled back has a trace: %+v", got)
	}

	// Who it was stays known when they are gone.
	s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.DeleteUser(tx.Grant.People(), key(admin.id), "") })
	if got := s.owner.events(store.EventFilter{TrackingID: tracking(1)}); len(got) != 1 || got[0].Email != want.Email || got[0].App != app {
		t.Errorf("after its actor left: %+v", got)
	}

	// A token that is revoked.
	c := s.owner.claims
	if err := s.Revoke(context.Background(), s.dice.ID(), c.ExpiresAt, cordon.Event{Account: s.account, At: start, TrackingID: tracking(5), Outcome: cordon.EventChanged,
		From: cordon.FromToken, User: c.Owner, ClientID: c.ClientID, Operation: "POST /oauth/revoke"}); err != nil {
		t.Fatal(err)
	}
	if got := s.owner.events(store.EventFilter{TrackingID: tracking(5)}); len(got) != 1 || got[0].From != cordon.FromToken {
		t.Errorf("a token that was revoked: %+v", got)
	}
}

// testEventLists: who may read events, of whom, by what, and page by page.
func testEventLists(t *testing.T, open Open) {
	ctx := context.Background()
	s := set(t, open)
	other, _, theirs := s.newAccount("Other", "owner@other.example")
	admin := s.viewer("manager", reaches{cordon.UserEdit: everyone, cordon.UserRead: everyone})
	group := s.group("a")

	var all []string // newest first
	n := 0
	for range 13 {
		for _, c := range []*caller{s.owner, admin, theirs} {
			n++
			if n%5 == 0 {
				if err := c.change(n, func(*store.WriteTx) error { return nil }); err != nil {
					t.Fatal(err)
				}
			} else {
				r := c.refusal(n)
				if n%2 == 0 {
					r.Operation = "GET /groups/{groupId}"
				}
				s.keep(r)
			}
			if c != theirs {
				all = append(all, cordon.TrackingRID(tracking(n)))
			}
		}
		if n%4 == 0 { // so that many are of one time
			s.clock.move(time.Minute)
		}
	}
	slices.Reverse(all)
	ids := func(list []store.EventRow) (ids []string) {
		for _, e := range list {
			if e.Account != s.account {
				t.Errorf("an event of another account: %+v", e)
			}
			ids = append(ids, e.TrackingID)
		}
		return ids
	}
	if got := ids(s.owner.events(store.EventFilter{})); !slices.Equal(got, all) {
		t.Errorf("the list is\n%v, want\n%v", got, all)
	}
	for _, size := range []int{1, 2, 3, 7, 25, 26, 27} {
		var got []string
		f := store.EventFilter{Page: store.Page{Limit: size}}
		for more := true; more; {
			s.owner.read("GET /users", func(tx *store.Tx) (err error) {
				var list []store.EventRow
				list, more, err = tx.Events(f)
				if len(list) > size || len(list) == 0 {
					t.Fatalf("a page of %d where %d are asked for", len(list), size)
				}
				got = append(got, ids(list)...)
				last := list[len(list)-1]
				f.After, f.AfterTime = last.Seq, last.At.UnixMilli()
				return err
			})
		}
		if !slices.Equal(got, all) {
			t.Errorf("pages of %d: got\n%v, want\n%v", size, got, all)
		}
	}
	whole := s.owner.events(store.EventFilter{})
	for _, f := range []store.EventFilter{{Outcome: cordon.EventChanged}, {Outcome: cordon.EventRefused}, {User: admin.id}, {App: whole[0].App}, {Operation: "GET /groups/{groupId}"},
		{Product: "groups"}, {Product: "users"}, {Operation: "GET /users/{userId}", User: admin.id}, {From: start.Add(time.Minute)}, {To: start.Add(time.Minute)},
		{From: start.Add(time.Minute), To: start.Add(2 * time.Minute), Outcome: cordon.EventRefused}, {User: theirs.id}, {TrackingID: tracking(3)}} {
		var want []string
		for _, e := range whole {
			op := access.Operations().Find(e.Operation)
			if (f.Outcome == "" || e.Outcome == f.Outcome) && (f.User == "" || e.User == f.User) && (f.App == "" || e.App == f.App) && (f.Operation == "" || e.Operation == f.Operation) &&
				(f.Product == "" || op.Product == f.Product) && !e.At.Before(f.From) && (f.To.IsZero() || e.At.Before(f.To)) &&
				(f.TrackingID == "" || e.TrackingID == cordon.TrackingRID(f.TrackingID)) {
				want = append(want, e.TrackingID)
			}
		}
		if got := ids(s.owner.events(f)); !slices.Equal(got, want) {
			t.Errorf("%+v: got %v, want %v", f, got, want)
		}
		if len(want) == 0 && f.User != theirs.id && f.TrackingID == "" || len(want) == len(whole) {
			t.Errorf("%+v says nothing: %d of %d", f, len(want), len(whole))
		}
	}
	if got := theirs.events(store.EventFilter{}); len(got) != n-len(all) || got[0].Account != other {
		t.Errorf("the other account: %d events", len(got))
	}

	// An export of several chunks.
	for i := range 1200 {
		r := admin.refusal(100 + i)
		s.keep(r)
		all = slices.Insert(all, 0, cordon.TrackingRID(r.TrackingID))
	}
	var exported []store.EventRow
	opened := 0
	err := store.EachEvent(store.EventFilter{}, func(read func(*store.Tx) error) error {
		opened++
		return s.Read(ctx, s.owner.call("GET /users"), read)
	}, func(e store.EventRow) error { exported = append(exported, e); return nil })
	if err != nil || !slices.Equal(ids(exported), all) || opened < 3 {
		t.Errorf("exported %d in %d chunks, want %d: %v", len(exported), opened, len(all), err)
	}
	stop := errors.New("stop")
	if err := store.EachEvent(store.EventFilter{}, func(read func(*store.Tx) error) error { return s.Read(ctx, s.owner.call("GET /users"), read) },
		func(store.EventRow) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}

	// Nobody reads them from whom anybody is hidden.
	for name, c := range map[string]*caller{
		"narrowed here":      s.viewer("here", reaches{cordon.UserRead: reach(group)}),
		"narrowed elsewhere": s.viewer("elsewhere", reaches{cordon.UserRead: everyone, cordon.GroupRead: reach(group)}),
	} {
		c.read("GET /users", func(tx *store.Tx) error {
			list, more, err := tx.Events(store.EventFilter{Page: store.Page{Limit: 10}})
			beyond, err2 := tx.MoreRefused(store.EventFilter{})
			for _, err := range []error{err, err2} {
				if e := (*cordon.Error)(nil); !errors.As(err, &e) || e.Code != 200 {
					t.Errorf("%s: got %v", name, err)
				}
			}
			if len(list) > 0 || more || len(beyond) > 0 {
				t.Errorf("%s: sees %d events", name, len(list))
			}
			return nil
		})
	}
	admin.read("GET /users", func(tx *store.Tx) error {
		_, _, err := tx.Events(store.EventFilter{Page: store.Page{Limit: 10}})
		return err
	})
}

// testEventBounds: no secrets, no long texts, not too many of one app and day,
// nothing that is old, and nothing that one bad event could hold up.
func testEventBounds(t *testing.T, open Open) {
	if raced {
		t.Skip("takes too long under the race detector")
	}
	ctx := context.Background()
	s := set(t, open)
	secret := s.dice.Secret()
	r := s.owner.refusal(1)
	r.Path, r.Message, r.Reason = "/v2/users/"+secret, "User does not exist: "+secret+".", strings.Repeat("ä", 5000)
	lost := s.owner.refusal(2)
	lost.Account = "gone"
	s.keep(lost, r)
	list := s.owner.events(store.EventFilter{})
	if len(list) != 1 || list[0].Path != "/v2/users/..." || list[0].Message != "User does not exist: ...." || len(list[0].Reason) > 1024 || list[0].From != cordon.FromAPI {
		t.Errorf("got %+v", list)
	}

	// Many of one app, and a few of another.
	vendor := s.viewer("vendor", reaches{cordon.UserRead: everyone})
	few := s.viewer("few", reaches{cordon.UserRead: everyone})
	many := make([]store.Refusal, 2500)
	for i := range many {
		many[i] = vendor.refusal(1000 + i)
	}
	for range 5 {
		s.keep(many...)
	}
	s.keep(few.refusal(3))
	if err := s.Keep(ctx, store.Batch{Uncounted: []store.Uncounted{
		{Account: s.account, ClientID: vendor.claims.ClientID, User: vendor.id, Day: store.Day(start), N: 7},
		{Account: s.account, ClientID: few.claims.ClientID, User: few.id, Day: store.Day(start), N: 2},
		{Account: s.account, User: s.owner.id, Day: store.Day(start), N: 4}, // in the portal
		{Account: "gone", ClientID: "x", Day: store.Day(start), N: 9},
	}}); err != nil {
		t.Fatal(err)
	}
	count := func(f store.EventFilter) (n int) {
		t.Helper()
		if err := store.EachEvent(f, func(read func(*store.Tx) error) error { return s.Read(ctx, s.owner.call("GET /users"), read) },
			func(store.EventRow) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	beyond := func(f store.EventFilter) (list []string) {
		t.Helper()
		s.owner.read("GET /users", func(tx *store.Tx) error {
			rows, err := tx.MoreRefused(f)
			for _, m := range rows {
				list = append(list, fmt.Sprint(m.Day.Format(time.DateOnly), " ", m.User, " ", m.ClientID != "", " ", m.App != "", " ", m.N))
			}
			return err
		})
		slices.Sort(list)
		return list
	}
	same := func(what string, got []string, want ...string) {
		t.Helper()
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", what, got, want)
		}
	}
	if n := count(store.EventFilter{User: vendor.id}); n != cordon.MaxRefused {
		t.Errorf("%d events of one app and day, want %d", n, cordon.MaxRefused)
	}
	if n := count(store.EventFilter{User: few.id}); n != 1 {
		t.Errorf("%d events of the other app", n)
	}
	day := start.Format(time.DateOnly)
	same("all", beyond(store.EventFilter{}), day+" "+vendor.id+" true true 2507", day+" "+few.id+" true true 2", day+" "+s.owner.id+" false false 4")
	same("of one", beyond(store.EventFilter{User: few.id}), day+" "+few.id+" true true 2")
	same("changes", beyond(store.EventFilter{Outcome: cordon.EventChanged}))
	same("later", beyond(store.EventFilter{From: start.Add(24 * time.Hour)}))

	// The next day is another, and changes are not bounded.
	s.clock.move(24 * time.Hour)
	vendor, s.owner = s.caller(vendor.claims.ClientID), s.caller(s.owner.claims.ClientID)
	s.keep(vendor.refusal(4))
	if n := count(store.EventFilter{User: vendor.id}); n != cordon.MaxRefused+1 {
		t.Errorf("%d events with the next day's", n)
	}

	// Ninety days later what is old is not told, and then not there.
	s.clock.move(cordon.EventLife - 24*time.Hour)
	s.owner = s.caller(s.owner.claims.ClientID)
	if n := count(store.EventFilter{}); n != 1 {
		t.Errorf("%d events after 90 days, before they are swept, want one", n)
	}
	rounds := 0
	for more := true; more; rounds++ {
		var err error
		if more, err = s.SweepEvents(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if rounds != 3 {
		t.Errorf("swept in %d transactions, want 3", rounds)
	}
	s.clock.move(-cordon.EventLife / 2) // what is not swept would show again
	s.owner = s.caller(s.owner.claims.ClientID)
	if n := count(store.EventFilter{}); n != 1 {
		t.Errorf("%d events are left", n)
	}
	s.clock.move(cordon.EventLife)
	if _, err := s.SweepEvents(ctx); err != nil {
		t.Fatal(err)
	}
	s.clock.move(-cordon.EventLife)
	s.owner = s.caller(s.owner.claims.ClientID)
	if n := count(store.EventFilter{}); n != 0 {
		t.Errorf("%d events are left of all", n)
	}
	same("swept", beyond(store.EventFilter{}))
}
