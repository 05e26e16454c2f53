package storetest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// The caller's own apps and the others in sight are two lists, and between them
// every app in sight is there once.
func testAppLists(t *testing.T, open Open) {
	s := set(t, open)
	a := s.group("a")
	viewer := s.viewer("viewer", reaches{cordon.UserRead: reach(a), cordon.AppRead: reach(a)})
	lonely := s.viewer("lonely", reaches{cordon.UserRead: {}, cordon.AppRead: {}})
	ann, hidden := s.user("ann@example.com", cordon.MemberRole, a), s.user("hidden@example.com", cordon.MemberRole)
	own, anns, his, left := s.app(viewer.id).ID, s.app(ann).ID, s.app(hidden).ID, s.app(s.user("left@example.com", cordon.MemberRole, a)).ID
	s.owner.mustWrite(func(tx *store.WriteTx) error {
		return tx.DeleteUser(tx.Grant.People(), store.UserKey{Value: "left@example.com"}, "")
	})
	list := func(c *caller, page store.Page) (mine, others []string) {
		t.Helper()
		c.read("GET /marketplace/apps", func(tx *store.Tx) error {
			rows, err := tx.OwnApps(tx.Grant.People(), page)
			for _, r := range rows {
				mine = append(mine, r.ID)
			}
			if err != nil {
				return err
			}
			rows, err = tx.OthersApps(tx.Grant.People(), page)
			for _, r := range rows {
				others = append(others, r.ID)
			}
			return err
		})
		return mine, others
	}
	mine, others := list(viewer, store.Page{Limit: 10})
	if len(mine) != 2 || mine[1] != own || !slices.Equal(others, []string{anns}) {
		t.Errorf("a narrowed viewer: %v and %v, want two with %s, and %s", mine, others, own, anns)
	}
	mine, others = list(lonely, store.Page{Limit: 10})
	if len(mine) != 1 || len(others) != 0 {
		t.Errorf("who sees nobody else: %v and %v", mine, others)
	}
	mine, others = list(s.owner, store.Page{Limit: 10})
	if len(mine) != 1 || len(others) != 6 || !slices.Contains(others, his) || !slices.Contains(others, left) {
		t.Errorf("the owner: %v and %v", mine, others)
	}
	var all []string
	for after := int64(0); ; {
		var rows []store.AppRow
		s.owner.read("GET /marketplace/apps", func(tx *store.Tx) (err error) {
			rows, err = tx.OthersApps(tx.Grant.People(), store.Page{After: after, Limit: 2})
			return err
		})
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			all, after = append(all, r.ID), r.Seq
		}
	}
	if !slices.Equal(all, others) {
		t.Errorf("page by page %v, at once %v", all, others)
	}
}

// Scopes come and go one by one: what is added must be backed, what is there
// already need not be.
func testScopesOneByOne(t *testing.T, open Open) {
	s := set(t, open)
	a := s.group("a")
	role := s.role("reader", reaches{cordon.UserRead: reach(a), cordon.GroupRead: reach(a)})
	ann := s.user("ann@example.com", role, a)
	app := cordon.App{Name: "Ann's", Owner: ann, Active: true, Scopes: []cordon.Scope{"group:read:list_groups:admin"}}
	s.operate(func(tx *store.OperatorTx) error { _, err := tx.AddApp(s.account, &app); return err })
	held := func() (scopes []cordon.Scope) {
		s.owner.read("GET /marketplace/apps", func(tx *store.Tx) error {
			row, err := tx.App(tx.Grant.People(), app.ID)
			scopes = row.Scopes
			return err
		})
		return scopes
	}
	add := func(c *caller, scopes ...cordon.Scope) error {
		return c.write(func(tx *store.WriteTx) error { return tx.AddScopes(tx.Grant.People(), app.ID, scopes) })
	}
	remove := func(c *caller, scopes ...cordon.Scope) error {
		return c.write(func(tx *store.WriteTx) error { return tx.RemoveScopes(tx.Grant.People(), app.ID, scopes) })
	}
	// The role loses what the app's scope needs.
	s.owner.mustWrite(func(tx *store.WriteTx) error {
		return tx.UpdateRole(role, nil, func(r *cordon.Role) error { delete(r.Reaches, cordon.GroupRead); return nil })
	})
	if err := add(s.owner, "user:read:user:admin", "user:read:user:admin"); err != nil || !slices.Equal(held(), []cordon.Scope{"group:read:list_groups:admin", "user:read:user:admin"}) {
		t.Errorf("added: %v, %v", held(), err)
	}
	var e *cordon.Error
	if err := add(s.owner, "user:read:email:admin", "phone:read:admin"); !errors.As(err, &e) || len(e.Fields) != 1 || !strings.HasPrefix(e.Fields[0].Message, "phone:read:admin: ") {
		t.Errorf("an unbacked scope: %v", err)
	}
	if len(held()) != 2 {
		t.Errorf("after a refusal: %v", held())
	}
	s.owner.read("GET /marketplace/apps", func(tx *store.Tx) error {
		backs, err := tx.AppBacks(tx.Grant.People(), app.ID)
		if err == nil && (!backs("user:read:user:admin") || backs("group:read:list_groups:admin") || backs("none")) {
			t.Error("what the role backs is told wrong")
		}
		return err
	})
	if err := remove(s.owner, "user:read:user:admin", "none"); err != nil || !slices.Equal(held(), []cordon.Scope{"group:read:list_groups:admin"}) {
		t.Errorf("removed: %v, %v", held(), err)
	}
	if err := remove(s.owner, "group:read:list_groups:admin"); err != nil || len(held()) != 0 {
		t.Errorf("the last one removed: %v, %v", held(), err)
	}

	// Who does not cover the owner's role may neither, and is not told what it backs.
	s.owner.mustWrite(func(tx *store.WriteTx) error {
		return tx.UpdateRole(role, nil, func(r *cordon.Role) error { r.Reaches["Recording:Read"] = reach(a); return nil })
	})
	admin := s.viewer("helper", reaches{cordon.UserEdit: reach(a), cordon.AppEdit: reach(a)})
	for what, err := range map[string]error{
		"add": add(admin, "user:read:user:admin"), "remove": remove(admin, "user:read:user:admin"),
		"end": admin.write(func(tx *store.WriteTx) error { return tx.EndOldSecrets(tx.Grant.People(), app.ID) }),
		"ask": admin.write(func(tx *store.WriteTx) error { _, err := tx.AppBacks(tx.Grant.People(), app.ID); return err }),
		"old": admin.write(func(tx *store.WriteTx) error { _, err := tx.OldSecrets(tx.Grant.People(), app.ID); return err }),
	} {
		if !errors.As(err, &e) || e.Code != 200 {
			t.Errorf("%s by who does not cover the role: %v", what, err)
		}
	}
}

// Old secrets can be ended before their time, all of them, and the newest stays.
func testOldSecrets(t *testing.T, open Open) {
	s := set(t, open)
	app := s.app(s.user("ann@example.com", s.role("reader", reaches{cordon.UserRead: everyone})))
	first := s.caller(app.ClientID)
	rotate := func(ends time.Duration) (secret string) {
		s.owner.mustWrite(func(tx *store.WriteTx) (err error) {
			_, secret, err = tx.RotateSecret(tx.Grant.People(), app.ID, true, s.clock.Now().Add(ends))
			return err
		})
		return secret
	}
	old := func() (ends []time.Time) {
		s.owner.read("GET /users", func(tx *store.Tx) (err error) {
			ends, err = tx.OldSecrets(tx.Grant.People(), app.ID)
			return err
		})
		return ends
	}
	end := func() error {
		return s.owner.write(func(tx *store.WriteTx) error { return tx.EndOldSecrets(tx.Grant.People(), app.ID) })
	}
	if len(old()) != 0 {
		t.Errorf("before any rotation: %v", old())
	}
	second := rotate(time.Hour)
	third := rotate(2 * time.Hour)
	if ends := old(); len(ends) != 2 || !ends[0].Equal(start.Add(time.Hour)) || !ends[1].Equal(start.Add(2*time.Hour)) {
		t.Errorf("two old ones: %v", ends)
	}
	if err := end(); err != nil || len(old()) != 0 || s.opens(app.ClientID, second) || !s.opens(app.ClientID, third) {
		t.Errorf("ended: %v, %v", old(), err)
	}
	if reason := first.refused("GET /users"); reason != "the client secret that the token was issued for is gone" {
		t.Errorf("a token of the oldest: %q", reason)
	}
	if err := end(); err == nil {
		t.Error("a fourth change in 15 minutes")
	}
	s.clock.move(cordon.SecretChangeEvery)
	if err := end(); err != nil || !s.opens(app.ClientID, third) {
		t.Errorf("nothing to end: %v", err)
	}
}
