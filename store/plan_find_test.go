package store

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// findRead is all that a handler may ask in search of people and groups.
func findRead(tx *Tx, group string, who UserKey) {
	people, groups := tx.Grant.People(), tx.Grant.Groups()
	for _, f := range []UserSearch{{}, {Status: cordon.Active}, {Group: group}, {NotInGroup: group}, {AfterKey: "an", After: 7}} {
		f.Prefix, f.Limit = "a", 10
		_, _, _ = tx.FindUsers(people, f)
	}
	_, _, _ = tx.UsersByEmail(people, []string{"a@example.com", "b@example.com"})
	_, _ = tx.HasUser(people, who.Value)
	_, _, _ = tx.FindGroups(groups, people, "a", 10)
	_, _ = tx.Memberships(groups, people, who)
	_, _ = tx.RolesReaching(group)
	_, _, _ = tx.CountPeople(people)
	_, _, _, _ = tx.Difference(people, access.People{}, 10)
	_, _, _, _ = tx.Difference(people, people, 10)
}

// A search starts at the names asked for, or from the members of few groups. A
// comparison starts from a bounded part of a list, whose order needs no sorting.
func TestFindPlans(t *testing.T) {
	db := planDB(t)
	all := peopleOf(t, map[cordon.Privilege]cordon.Reach{cordon.UserRead: {Account: true}})
	for name, test := range map[string]struct {
		people       access.People
		search, list []string // steps of the plans
	}{
		"everyone": {all, []string{"SEARCH n USING COVERING INDEX user_name_list (account=? AND (key,user)>(?,?) AND key<?)"},
			[]string{"SEARCH user USING COVERING INDEX user_all (account=?)"}},
		"one group": {peopleOf(t, map[cordon.Privilege]cordon.Reach{cordon.UserRead: reach("a")}),
			[]string{"SEARCH member USING PRIMARY KEY (grp=?)", "SEARCH n USING PRIMARY KEY (user=? AND key>? AND key<?)"}, []string{"MERGE (UNION)", "SEARCH member USING PRIMARY KEY (grp=?)"}},
		"two clauses": {peopleOf(t, map[cordon.Privilege]cordon.Reach{cordon.UserRead: reach("a", "b"), cordon.UserEdit: reach("c", "d", "e")}),
			[]string{"SEARCH member USING PRIMARY KEY (grp=?)", "SEARCH n USING PRIMARY KEY (user=? AND key>? AND key<?)"}, []string{"MERGE (UNION)"}},
		"self": {peopleOf(t, map[cordon.Privilege]cordon.Reach{cordon.UserRead: {}}),
			[]string{"SEARCH n USING PRIMARY KEY (user=? AND key>? AND key<?)"}, []string{"SEARCH user USING COVERING INDEX sqlite_autoindex_user_1 (id=?)"}},
	} {
		before := served(t, db)
		asked := func(fn func(*Tx) error) (plans []string) {
			if err := db.read(context.Background(), fn); err != nil {
				t.Fatal(err)
			}
			for _, query := range served(t, db) {
				if strings.Contains(query, userColumns) && !strings.Contains(strings.Join(before, "\n"), query) {
					plans = append(plans, plan(t, db, query, nil))
				}
			}
			before = served(t, db)
			return plans
		}
		check := func(what string, plans, steps []string) {
			if len(plans) == 0 {
				t.Errorf("%s: %s asked for nothing new", name, what)
			}
			for _, p := range plans {
				for _, step := range steps {
					if !strings.Contains(p, step) {
						t.Errorf("%s: %s has no step %s:\n%s", name, what, step, p)
					}
				}
				if sorts := strings.Contains(p, "USE TEMP B-TREE"); sorts && (name == "everyone" || what == "list") {
					t.Errorf("%s: %s sorts:\n%s", name, what, p)
				}
				if strings.Contains(p, "SCAN n") || strings.Contains(p, "SCAN u\n") || strings.Contains(p, "SCAN user") {
					t.Errorf("%s: %s walks a table:\n%s", name, what, p)
				}
			}
		}
		check("search", asked(func(tx *Tx) error {
			_, _, err := tx.FindUsers(test.people, UserSearch{Prefix: "a", Limit: 10})
			return err
		}), test.search)
		check("list", asked(func(tx *Tx) error {
			_, _, _, err := tx.Difference(test.people, access.People{}, 10)
			return err
		}), test.list)
	}
	// A reach of a hundred groups is still one statement.
	var many []string
	for i := range cordon.MaxGroupsInReach {
		many = append(many, fmt.Sprint("g", i))
	}
	wide := peopleOf(t, map[cordon.Privilege]cordon.Reach{cordon.UserRead: reach(many...)})
	if err := db.read(context.Background(), func(tx *Tx) error {
		_, _, err := tx.FindUsers(wide, UserSearch{Prefix: "a", Limit: 10})
		if err == nil {
			_, _, _, err = tx.Difference(wide, all, 10)
		}
		if err == nil {
			_, _, _, err = tx.Difference(wide, access.People{}, 10)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}
