package store

import (
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
)

// TestPhonePlans: a list of phone users starts from the groups where it can.
func TestPhonePlans(t *testing.T) {
	db := planDB(t)
	for name, reaches := range map[string]map[cordon.Privilege]cordon.Reach{
		"everyone":    {cordon.UserRead: {Account: true}},
		"two groups":  {cordon.UserRead: reach("a", "b")},
		"two clauses": {cordon.UserRead: reach("a", "b"), cordon.UserEdit: reach("c")},
		"self":        {cordon.UserRead: {}},
	} {
		people := peopleOf(t, reaches)
		for _, f := range []PhoneFilter{{}, {Status: cordon.Active, Department: "d", CostCenter: "c", Keyword: "k"}, {Line: "+15552000000"}} {
			q := new(sql).add("SELECT "+phoneColumns).phones(people.Visibility(), f)
			q.add(" AND e.user > ? ORDER BY e.user LIMIT ? OFFSET ?", 17, 31, 0)
			p := plan(t, db, q.String(), q.args)
			if !strings.Contains(p, "SEARCH e USING") || !strings.Contains(p, "SEARCH u USING INTEGER PRIMARY KEY") || strings.Contains(p, "SCAN e") || strings.Contains(p, "SCAN u") {
				t.Errorf("%s %+v:\n%s", name, f, p)
			}
			if name != "everyone" && !strings.Contains(p, "SEARCH e USING INTEGER PRIMARY KEY") {
				t.Errorf("%s: does not go from the people to their extensions:\n%s", name, p)
			}
		}
	}
}
