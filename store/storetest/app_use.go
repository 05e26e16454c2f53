package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// use notes that the caller used an operation now.
func (c *caller) use(n int, patterns ...string) {
	c.t.Helper()
	var b store.Batch
	for _, p := range patterns {
		b.Used = append(b.Used, store.Use{ClientID: c.claims.ClientID, Operation: c.call(p).Operation, At: c.clock.Now(), N: n})
	}
	if err := c.Keep(context.Background(), b); err != nil {
		c.t.Fatal(err)
	}
}

// appID is the id of the caller's app.
func (c *caller) appID() string {
	c.t.Helper()
	id := ""
	c.read("GET /users", func(tx *store.Tx) error {
		apps, _, err := tx.Apps(tx.Grant.People(), store.Page{Limit: 100})
		for _, a := range apps {
			if a.ClientID == c.claims.ClientID {
				id = a.ID
			}
		}
		return err
	})
	return id
}

// testAppUse: when an app was last used, and which of its scopes never are.
func testAppUse(t *testing.T, open Open) {
	s := set(t, open)
	s.clock.move(-40 * 24 * time.Hour)
	hidden := s.viewer("hidden", reaches{cordon.UserRead: everyone})
	group := s.group("a")
	vendor := s.viewer("vendor", reaches{cordon.UserRead: reach(group), cordon.GroupRead: reach(group)}, group)
	vendorID, hiddenID := vendor.appID(), hidden.appID()
	of := func(by *caller, id string) (u store.AppUse, err error) {
		t.Helper()
		by = s.caller(by.claims.ClientID)
		by.read("GET /users", func(tx *store.Tx) error {
			u, err = tx.AppUse(tx.Grant.People(), id)
			last, err2 := tx.LastUsed(tx.Grant.People(), []string{id, "x"})
			if err2 != nil || !last[id].Equal(u.LastUsed) || (len(last) == 1) == u.LastUsed.IsZero() {
				t.Errorf("last used %v, want %v: %v", last, u.LastUsed, err2)
			}
			return nil
		})
		return u, err
	}
	must := func(by *caller, id string) store.AppUse {
		t.Helper()
		u, err := of(by, id)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	if u := must(s.owner, vendorID); !u.LastUsed.IsZero() || len(u.Operations) != 0 || len(u.Unused) != len(scopes()) || !u.Since.Equal(s.clock.Now()) || !u.CreatedAt.Equal(s.clock.Now()) {
		t.Errorf("never used, and nothing noted: %v %v, %d unused", u.LastUsed, u.Since, len(u.Unused))
	}
	built := s.clock.Now()
	vendor.use(3, "GET /users", "GET /users/{userId}")
	s.clock.move(24 * time.Hour)
	vendor.use(2, "GET /users")
	vendor.use(1, "GET /groups")
	u := must(s.owner, vendorID)
	want := []store.OperationUse{{Operation: "GET /groups", LastAt: s.clock.Now(), N: 1}, {Operation: "GET /users", LastAt: s.clock.Now(), N: 5}, {Operation: "GET /users/{userId}", LastAt: built, N: 3}}
	if !slices.Equal(u.Operations, want) || !u.LastUsed.Equal(s.clock.Now()) || !u.Since.Equal(built) {
		t.Errorf("got %+v", u)
	}
	unused := func(by *caller, want ...cordon.Scope) {
		t.Helper()
		u := must(by, vendorID)
		for _, scope := range scopes() {
			used := slices.Contains(want, scope)
			if slices.Contains(u.Unused, scope) == used {
				t.Errorf("%s: unused %v", scope, !used)
			}
		}
	}
	accepted := func(patterns ...string) (list []cordon.Scope) {
		for _, p := range patterns {
			op := access.Operations().Find(p)
			list = append(list, slices.Concat(op.Classic, op.Granular, op.Added)...)
		}
		return list
	}
	unused(s.owner, accepted("GET /users", "GET /users/{userId}", "GET /groups")...)
	if len(accepted("GET /users", "GET /groups")) < 4 {
		t.Error("this test says little")
	}

	// A month later the one of the first day is long ago; what was used stays known.
	s.clock.move(29*24*time.Hour + time.Hour)
	unused(s.owner, accepted("GET /users", "GET /groups")...)
	if u := must(s.owner, vendorID); len(u.Operations) != 3 || !u.Since.Equal(s.clock.Now().Add(-cordon.UnusedFor)) {
		t.Errorf("a month later: %+v", u)
	}

	// One's own app, but none of somebody hidden; and of an app that is gone nothing.
	if u := must(vendor, vendorID); len(u.Operations) != 3 {
		t.Errorf("its own app: %+v", u)
	}
	if _, err := of(vendor, hiddenID); err == nil || err.Error() != cordon.NoSuchApp(hiddenID).Error() {
		t.Errorf("a hidden app: %v", err)
	}
	if _, err := of(vendor, "nothing"); err == nil || err.Error() != cordon.NoSuchApp("nothing").Error() {
		t.Errorf("no app: %v", err)
	}
	s.owner = s.caller(s.owner.claims.ClientID)
	s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.DeleteApp(tx.Grant.People(), vendorID) })
	vendor.use(1, "GET /users")
	if err := s.CheckIntegrity(context.Background()); err != nil {
		t.Error(err)
	}
}

// testRoleUse: which privileges of a role no app of its holders uses.
func testRoleUse(t *testing.T, open Open) {
	s := set(t, open)
	group := s.group("a")
	role := s.role("vendor", reaches{cordon.UserRead: reach(group), cordon.GroupEdit: reach(group), "Dashboard:Read": reach(group), "Recording:Read": reach(group), "RecordingContent:Read": reach(group)})
	all := []cordon.Privilege{"Dashboard:Read", cordon.GroupEdit, "Recording:Read", "RecordingContent:Read", cordon.UserRead}
	a := s.caller(s.app(s.user("a@example.com", role, group)).ClientID)
	b := s.caller(s.app(s.user("b@example.com", role)).ClientID)
	of := func(by *caller, role string) (u store.RoleUse) {
		t.Helper()
		by = s.caller(by.claims.ClientID)
		by.read("GET /users", func(tx *store.Tx) (err error) {
			u, err = tx.RoleUse(tx.Grant.People(), role)
			return err
		})
		return u
	}
	check := func(what string, u store.RoleUse, apps int, unused ...cordon.Privilege) {
		t.Helper()
		if u.Apps != apps || !slices.Equal(u.Unused, unused) {
			t.Errorf("%s: %d apps, unused %v, want %v", what, u.Apps, u.Unused, unused)
		}
	}
	check("never used", of(s.owner, role), 2, all...)
	a.use(1, "GET /users")
	check("a list of users", of(s.owner, role), 2, "Dashboard:Read", cordon.GroupEdit, "Recording:Read", "RecordingContent:Read")
	b.use(1, "GET /metrics/meetings") // implied by Dashboard:Read
	b.use(1, "GET /groups")           // implied by Group:Edit
	check("implied privileges", of(s.owner, role), 2, "Recording:Read", "RecordingContent:Read")
	// b is out of a's sight.
	check("what a sees", of(a, role), 1, "Dashboard:Read", cordon.GroupEdit, "Recording:Read", "RecordingContent:Read")
	a.use(1, "GET /users/{userId}/recordings") // some parts of which need the content's
	check("recordings", of(s.owner, role), 2)
	s.clock.move(cordon.UnusedFor + time.Hour)
	check("a month later", of(s.owner, role), 2, all...)
	b = s.caller(b.claims.ClientID)
	b.use(1, "GET /users/{userId}/recordings") // names people, whom User:Read cuts
	check("recordings alone", of(s.owner, role), 2, "Dashboard:Read", cordon.GroupEdit)

	empty := s.role("empty", nil)
	check("nobody's", of(s.owner, empty), 0)
	if u := of(s.owner, cordon.OwnerRole); u.Apps != 1 || len(u.Unused) != len(access.Operations().Privileges()) {
		t.Errorf("the owner's: %d apps, %d unused", u.Apps, len(u.Unused))
	}
	s.owner = s.caller(s.owner.claims.ClientID)
	s.owner.read("GET /users", func(tx *store.Tx) error {
		if _, err := tx.RoleUse(tx.Grant.People(), "x"); err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("no such role: %v", err)
		}
		return nil
	})
}
