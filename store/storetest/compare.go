package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// testDifference compares what every two viewers see with a naive program.
func testDifference(t *testing.T, open Open) {
	r := rand.New(rand.NewPCG(5, 2))
	s := set(t, open)
	groups := []string{s.group("a"), s.group("b"), s.group("c"), s.group("d")}
	list := s.throng(r, 60, groups)
	viewers := s.onlookers(groups)
	list = with(list, s, viewers)
	_, _, stranger := s.newAccount("Other", "stranger@other.example")
	people := map[string]access.People{"nobody": {}, "stranger": stranger.people()}
	for name, c := range viewers {
		people[name] = c.people()
	}
	for _, x := range slices.Sorted(maps.Keys(people)) {
		a := people[x]
		s.owner.read("GET /users", func(tx *store.Tx) error {
			total, exact, err := tx.CountPeople(a)
			if want := len(seenBy(list, a)); x != "stranger" && (err != nil || !exact || total != want) {
				t.Errorf("%s sees %d, exact %v, %v; want %d", x, total, exact, err, want)
			}
			if x == "stranger" {
				return nil // whom they see is not in the model
			}
			for y, b := range people {
				var want []string
				for _, n := range seenBy(list, a) {
					if !n.seenBy(b.Visibility()) || y == "stranger" {
						want = append(want, n.id)
					}
				}
				for _, limit := range []int{1, 5, 1000} {
					rows, total, exact, err := tx.Difference(a, b, limit)
					if err != nil {
						return err
					}
					if total != len(want) || !exact || len(rows) != min(limit, len(want)) {
						t.Fatalf("%s without %s, up to %d: %d rows, total %d, exact %v; want %d", x, y, limit, len(rows), total, exact, len(want))
					}
					for i, row := range rows {
						if !slices.Contains(want, row.ID) || i > 0 && row.Seq <= rows[i-1].Seq {
							t.Fatalf("%s without %s: row %d is %s", x, y, i, row.Email)
						}
					}
				}
			}
			return nil
		})
	}
}

func seenBy(list []named, p access.People) (seen []named) {
	return slices.DeleteFunc(slices.Clone(list), func(n named) bool { return !n.seenBy(p.Visibility()) })
}

// Of very many people the kept totals tell how many they are, or it is said that
// they are more than were counted. Nobody is ever counted who is not there.
func testManyPeople(t *testing.T, open Open) {
	if raced {
		t.Skip("takes too long under the race detector")
	}
	s := set(t, open)
	// The first 2,200 are in old, the next 2,100 in young and half of those in
	// half; three are in few, one of them old; ten are in neither.
	// late leaves the first out, most and nearly the last; last has none of those
	// that a count comes to.
	old, young, half, few := s.group("old"), s.group("young"), s.group("half"), s.group("few")
	late, most, nearly, last := s.group("late"), s.group("most"), s.group("nearly"), s.group("last")
	s.operate(func(tx *store.OperatorTx) error {
		for i := range 4310 {
			u := cordon.User{Email: fmt.Sprintf("u%d@example.com", i), Status: cordon.Active}
			switch {
			case i < 2200:
				u.Groups = []string{old}
			case i < 4300:
				u.Groups = []string{young}
				if i%2 == 0 {
					u.Groups = append(u.Groups, half)
				}
			}
			for group, in := range map[string]bool{late: i >= 100, most: i < 4200, nearly: i < 4305, last: i >= 2150} {
				if in {
					u.Groups = append(u.Groups, group)
				}
			}
			if i == 7 || i == 2201 || i == 4305 {
				u.Groups = append(u.Groups, few)
			}
			if err := tx.AddUser(s.account, &u); err != nil {
				return err
			}
		}
		return nil
	})
	see := func(name string, of ...string) access.People {
		return s.viewer(name, reaches{cordon.UserRead: reach(of...)}).people()
	}
	people := map[string]access.People{"all": s.owner.people(), "old": see("1", old), "young": see("2", young), "few": see("3", few),
		"old or young": see("4", old, young), "old or few": see("5", old, few), "young or few": see("6", young, few), "nobody": {},
		"young and half": s.viewer("7", reaches{cordon.UserRead: reach(half), cordon.UserEdit: reach(young, old)}).people()}
	people["late"], people["most"], people["nearly"] = see("8", late), see("9", most), see("10", nearly)
	people["old and last"] = s.viewer("11", reaches{cordon.UserRead: reach(old), cordon.UserEdit: reach(last, young)}).people()
	s.operate(func(tx *store.OperatorTx) error { return tx.Join(s.account, most, s.owner.id) })
	const everyone = 4310 + 1 + 11 // the owner and eleven viewers
	s.owner.read("GET /users", func(tx *store.Tx) error {
		for name, want := range map[string]struct {
			total int
			exact bool
		}{
			"all": {everyone, true}, "old": {2201, true}, "young": {2101, true}, "few": {4, true}, "old or young": {2000, false}, "nobody": {0, true},
			"young and half": {1051, true}, // counted along half
			"old and last":   {1, false},   // they are fifty, far along old
		} {
			if total, exact, err := tx.CountPeople(people[name]); err != nil || total != want.total || exact != want.exact {
				t.Errorf("%s: %d, exact %v, %v; want %+v", name, total, exact, err, want)
			}
		}
		for _, test := range []struct {
			a, b  string
			total int
			exact bool
			rows  int
		}{
			{"all", "nobody", everyone, true, 25},
			{"all", "all", 0, true, 0},
			{"old", "nobody", 2201, true, 25},
			{"old", "all", 0, true, 0},
			{"old or young", "all", 0, true, 0},
			{"all", "old", everyone - 2201, true, 1}, // only the owner stands before them
			{"all", "few", everyone - 4, true, 25},
			{"old", "few", 2201 - 1, true, 25},
			{"few", "all", 0, true, 0},
			{"few", "old", 3, true, 3},
			{"old", "old or few", 1, true, 1},                      // their own viewer alone
			{"old or few", "old", 3, true, 3},                      // the two others of few, and the viewer
			{"young or few", "young", 3, true, 3},                  // likewise
			{"old or young", "old", 2000, false, 25},               // the young are more than are counted
			{"young", "old", 2000, false, 25},                      // likewise, and no more is sure
			{"all", "old or young", everyone - 4300 - 1, false, 1}, // not counted, but the totals tell this much
			{"old or young", "young and half", 2000, false, 25},
			{"young and half", "old or young", 1, true, 1}, // by their groups, no walk
			{"young and half", "young", 1, true, 1},
			{"young", "young and half", 2101 - 1050, true, 25}, // along half
			{"all", "young and half", everyone - 1050 - 1, true, 25},
			{"late", "most", 25, false, 25},              // the last, far along late
			{"late", "nearly", 4310 - 4305 + 1, true, 6}, // nobody but these, and the viewer
			{"all", "most", everyone - 4202, true, 25},   // the last, far along the account
			{"most", "nearly", 1, false, 1},              // the owner comes first, the viewer last of all
		} {
			rows, total, exact, err := tx.Difference(people[test.a], people[test.b], 25)
			if err != nil || total != test.total || exact != test.exact || len(rows) != test.rows {
				t.Errorf("%s without %s: %d rows, %d, exact %v, %v; want %+v", test.a, test.b, len(rows), total, exact, err, test)
			}
		}
		// Searches start from the names where the groups are large.
		for name, want := range map[string]int{"all": 1111, "old": 311, "young": 800, "few": 1, "old or few": 312, "nobody": 0} {
			f := store.UserSearch{Prefix: "u2"}
			whole := search(t, tx, people[name], f, 5000)
			if pages := search(t, tx, people[name], f, 97); len(whole) != want || !slices.Equal(pages, whole) {
				t.Errorf("%s: %d found, %d in pages, want %d", name, len(whole), len(pages), want)
			}
		}
		for group, want := range map[string]int{old: 311, few: 1, half: 400} {
			rows, _, err := tx.FindUsers(people["all"], store.UserSearch{Prefix: "u2", Group: group, Limit: 5000})
			if err != nil || len(rows) != want {
				t.Errorf("in a group: %d found, want %d: %v", len(rows), want, err)
			}
		}
		return nil
	})
}
