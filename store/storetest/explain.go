package storetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// Explanations are of what the caller covers, and name whom the caller sees.
func testExplanations(t *testing.T, open Open) {
	s := set(t, open)
	seen, other := s.group("Seen"), s.group("Other")
	ann, cat := s.user("ann@example.com", "", seen), s.user("cat@example.com", "", seen, other)
	dan := s.user("dan@example.com", "", other)
	vendor := s.user("vendor@example.com", s.role("vendor", reaches{cordon.UserRead: reach(seen)}), seen)
	app := s.app(vendor)
	s.app(dan)
	ask := func(tx *store.Tx, pattern, who string) (bool, *access.Refusal, error) {
		people := tx.Grant.People()
		return tx.ExplainAppFor(people, app.ID, people, key(who), s.owner.call(pattern))
	}
	s.owner.read("GET /marketplace/apps", func(tx *store.Tx) error {
		for who, want := range map[string]bool{ann: true, cat: true, vendor: true, dan: false} {
			if sees, refusal, err := ask(tx, "GET /users", who); sees != want || refusal != nil || err != nil {
				t.Errorf("%s: %v %v %v", who, sees, refusal, err)
			}
		}
		if sees, refusal, err := ask(tx, "GET /groups", ann); sees || refusal == nil || refusal.Stage != access.StageRole || err != nil {
			t.Errorf("a refused operation: %v %v %v", sees, refusal, err)
		}
		if _, _, err := ask(tx, "GET /users", "nobody"); err == nil {
			t.Error("nobody was found")
		}
		if list, err := tx.RolesByName("Admin", 2); err != nil || len(list) != 2 || list[0].Name != "Member" || list[1].Name != "Owner" {
			t.Errorf("roles: %v %v", list, err)
		}
		if in, err := tx.InGroups(tx.Grant.People(), key(cat), []string{other, "none", seen}); err != nil || len(in) != 2 {
			t.Errorf("groups of cat: %v %v", in, err)
		}
		return nil
	})
	helper := s.viewer("helper", reaches{cordon.UserRead: reach(seen), cordon.AppRead: everyone, cordon.RoleRead: everyone})
	wide := s.app(s.user("wide@example.com", s.role("wide", reaches{cordon.UserRead: reach(seen, other)}), seen))
	helper.read("GET /marketplace/apps", func(tx *store.Tx) error {
		people := tx.Grant.People()
		var e *cordon.Error
		if sees, refusal, err := ask(tx, "GET /users", ann); !sees || refusal != nil || err != nil {
			t.Errorf("the helper asks of ann: %v %v %v", sees, refusal, err)
		}
		if _, _, err := ask(tx, "GET /users", dan); !errors.As(err, &e) || e.Code != 1001 {
			t.Errorf("somebody hidden: %v", err)
		}
		if _, err := tx.ExplainApp(people, wide.ID, s.owner.call("GET /users")); !errors.As(err, &e) || e.Code != 200 {
			t.Errorf("an app that is not covered: %v", err)
		}
		if _, err := tx.InGroups(people, key(dan), []string{other}); !errors.As(err, &e) || e.Code != 1001 {
			t.Errorf("the groups of somebody hidden: %v", err)
		}
		rows, err := tx.People(people, store.Page{Limit: 10})
		if err != nil || len(rows) == 0 || slices.ContainsFunc(rows, func(u store.UserRow) bool { return u.ID == dan }) {
			t.Errorf("people: %v %v", rows, err)
		}
		apps, err := tx.ActiveAppsOf(people, []string{vendor, dan}, 10)
		if err != nil || len(apps) != 1 || apps[0].ID != app.ID {
			t.Errorf("apps: %v %v", apps, err)
		}
		if rows, err := tx.People(access.People{}, store.Page{Limit: 10}); len(rows) != 0 || err != nil {
			t.Errorf("people of nobody: %v %v", rows, err)
		}
		if apps, err := tx.ActiveAppsOf(access.People{}, []string{vendor}, 10); len(apps) != 0 || err != nil {
			t.Errorf("apps of nobody: %v %v", apps, err)
		}
		if _, err := tx.InGroups(access.People{}, key(ann), []string{seen}); err == nil {
			t.Error("somebody's groups are told who is not in sight")
		}
		return nil
	})
	_, _, stranger := s.newAccount("Other", "stranger@other.example")
	stranger.read("GET /marketplace/apps", func(tx *store.Tx) error {
		people := tx.Grant.People()
		if _, err := tx.ExplainApp(people, app.ID, s.owner.call("GET /users")); err == nil {
			t.Error("an app of another account is explained")
		}
		if apps, err := tx.ActiveAppsOf(people, []string{vendor}, 10); len(apps) != 0 || err != nil {
			t.Errorf("apps of another account: %v %v", apps, err)
		}
		if _, err := tx.InGroups(people, key(ann), []string{seen}); err == nil {
			t.Error("groups of somebody of another account")
		}
		return nil
	})
}
