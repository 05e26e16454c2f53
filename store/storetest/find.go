package storetest

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// named is a person of the model and what they are found by.
type named struct {
	person
	brief cordon.Brief
}

// foundBy reports whether somebody who types prefix finds the person.
func (n named) foundBy(prefix string) bool {
	return slices.ContainsFunc(n.names(), func(name string) bool { return strings.HasPrefix(name, prefix) })
}

func (n named) names() []string {
	b := n.brief
	return []string{cordon.Key(n.email), cordon.Key(b.Name()), cordon.Key(b.FirstName), cordon.Key(b.LastName), cordon.Key(b.FirstName + " " + b.LastName)}
}

// Names that begin alike, in other letters, and with what SQL patterns are made of.
var (
	givenNames  = []string{"", "Ann", "ANN", "Anna", "an", "Åsa", "A\u030asa", "Élan", "%", "_", "100%", "a_b", "日本", "Strauß", "o'neill", `"quoted"`, "\U0010FFFD"}
	familyNames = []string{"", "Ann", "Lee", "le", "Ångström", "%s", "_", "*", "STRASSE", "straße", "日本語", "x'); DROP TABLE user;--"}
	searches    = []string{"a", "an", "Ann", "anna", "ann l", " ANN ", "å", "Å", "a\u030a", "é", "%", "_", "a_", "*", "strass", "Straß", "日", "日本語", "user1", "USER", "user12@", "x'", `"`, "o'", "\U0010FFFD", "zzz", "lee", "l"}
)

// throng is crowd with names.
func (s *stage) throng(r *rand.Rand, n int, groups []string) (list []named) {
	s.t.Helper()
	pick := func(of []string) string { return of[r.IntN(len(of))] }
	s.operate(func(tx *store.OperatorTx) error {
		for i := range n {
			u := cordon.User{Status: statuses[r.IntN(3)], Email: fmt.Sprintf("%s%d@Example.com", []string{"User", "ann", "l", "%"}[r.IntN(4)], i),
				Brief: cordon.Brief{FirstName: pick(givenNames), LastName: pick(familyNames)}}
			if r.IntN(3) == 0 {
				u.Brief.DisplayName = pick(familyNames) + " " + pick(givenNames)
			}
			for _, g := range groups {
				if r.IntN(3) == 0 {
					u.Groups = append(u.Groups, g)
				}
			}
			if err := tx.AddUser(s.account, &u); err != nil {
				return err
			}
			list = append(list, named{person{u.ID, u.Email, "", u.Status, cordon.MemberRole, u.Groups}, u.Brief})
		}
		return nil
	})
	return list
}

// onlookers are viewers of every kind, by name, over four groups.
func (s *stage) onlookers(g []string) map[string]*caller {
	list := map[string]*caller{"owner": s.owner}
	for name, reach := range map[string]reaches{
		"everyone":            {cordon.UserRead: everyone, cordon.GroupRead: everyone},
		"one group":           {cordon.UserRead: reach(g[0]), cordon.GroupRead: reach(g[0])},
		"several groups":      {cordon.UserRead: reach(g[0], g[1]), cordon.GroupRead: reach(g[1], g[2])},
		"two clauses":         {cordon.UserRead: reach(g[0], g[1]), cordon.UserEdit: reach(g[1], g[2], g[3]), cordon.GroupRead: everyone},
		"one in two clauses":  {cordon.UserRead: reach(g[0]), cordon.UserEdit: reach(g[0], g[1])},
		"self only":           {cordon.UserRead: reach(), cordon.GroupRead: everyone},
		"wide users, a group": {cordon.UserRead: everyone, cordon.GroupRead: reach(g[3])},
	} {
		list[name] = s.viewer(name, reach)
	}
	return list
}

// people is whom the caller sees.
func (c *caller) people() (people access.People) {
	c.t.Helper()
	c.read("GET /users", func(tx *store.Tx) error { people = tx.Grant.People(); return nil })
	return people
}

// with adds the onlookers to the model.
func with(list []named, s *stage, viewers map[string]*caller) []named {
	for _, c := range viewers {
		s.owner.read("GET /users/{userId}", func(tx *store.Tx) error {
			row, err := tx.User(tx.Grant.People(), key(c.id))
			list = append(list, named{person{c.id, row.Email, "", row.Status, row.RoleID, nil}, cordon.Brief{}})
			return err
		})
	}
	return list
}

// testFindUsers compares searches with a naive one, over random accounts, for
// viewers of every kind.
func testFindUsers(t *testing.T, open Open) {
	r := rand.New(rand.NewPCG(4, 2))
	s := set(t, open)
	groups := []string{s.group("a"), s.group("b"), s.group("c"), s.group("d")}
	list := s.throng(r, 120, groups)
	viewers := s.onlookers(groups)
	list = with(list, s, viewers)
	for _, name := range slices.Sorted(maps.Keys(viewers)) {
		t.Run(name, func(t *testing.T) {
			viewers[name].read("GET /users", func(tx *store.Tx) error {
				v, known := tx.Grant.People().Visibility(), tx.Grant.Groups()
				for i, text := range searches {
					if raced && i%8 != 0 {
						continue // the others are the run's without the race detector
					}
					for _, f := range []store.UserSearch{{}, {Status: cordon.Active}, {Group: groups[0]}, {Group: groups[3], Status: cordon.Pending}, {NotInGroup: groups[0]}, {Group: groups[0], NotInGroup: groups[1]}} {
						f.Prefix = text
						var want []string
						for _, n := range list {
							out := f.Group != "" && (!known.Has(f.Group) || !slices.Contains(n.groups, f.Group)) || f.NotInGroup != "" && known.Has(f.NotInGroup) && slices.Contains(n.groups, f.NotInGroup)
							if n.seenBy(v) && n.foundBy(cordon.Key(text)) && !out && (f.Status == "" || f.Status == n.status) {
								want = append(want, n.id)
							}
						}
						whole := search(t, tx, tx.Grant.People(), f, 1000)
						if got := sorted(whole); !slices.Equal(got, sorted(want)) {
							t.Fatalf("%+v found %d people, want %d", f, len(got), len(want))
						}
						for _, size := range []int{1, 3, max(len(want), 1)} {
							if got := search(t, tx, tx.Grant.People(), f, size); !slices.Equal(got, whole) {
								t.Fatalf("%+v in pages of %d: %d people, want %d", f, size, len(got), len(want))
							}
						}
					}
				}
				return nil
			})
		})
	}
}

// search turns the pages of a search. It holds each row to its place: under a
// name that begins as was asked, after the row before.
func search(t *testing.T, tx *store.Tx, people access.People, f store.UserSearch, size int) (ids []string) {
	t.Helper()
	f.Limit = size
	for more := true; more; {
		var rows []store.UserRow
		var err error
		if rows, more, err = tx.FindUsers(people, f); err != nil {
			t.Fatal(err)
		}
		if len(rows) > size || more && len(rows) < size {
			t.Fatalf("%+v: %d rows, more %v", f, len(rows), more)
		}
		for _, row := range rows {
			if !strings.HasPrefix(row.Found, cordon.Key(f.Prefix)) || row.Found < f.AfterKey || row.Found == f.AfterKey && row.Seq <= f.After {
				t.Fatalf("%+v: found %q, seq %d", f, row.Found, row.Seq)
			}
			f.AfterKey, f.After = row.Found, row.Seq
			ids = append(ids, row.ID)
		}
	}
	return ids
}

// Whoever is found is listed by the name that is found, each once.
func testFindOrder(t *testing.T, open Open) {
	s := set(t, open)
	add := func(email, first, last string) (id string) {
		u := cordon.User{Email: email, Status: cordon.Active, Brief: cordon.Brief{FirstName: first, LastName: last}}
		s.operate(func(tx *store.OperatorTx) error { return tx.AddUser(s.account, &u) })
		return u.ID
	}
	zoe, lee, second := add("z@example.com", "Ann", "Zoe"), add("ann.lee@example.com", "Bo", "Lee"), add("y@example.com", "Ann", "Lee")
	ann := add("x@example.com", "Ann", "")
	check := func(prefix string, want ...string) {
		t.Helper()
		s.owner.read("GET /users", func(tx *store.Tx) error {
			if got := search(t, tx, tx.Grant.People(), store.UserSearch{Prefix: prefix}, 10); !slices.Equal(got, want) {
				t.Errorf("%q finds %v, want %v", prefix, got, want)
			}
			// A place before the first that could be found is no way to the others.
			rows, more, err := tx.FindUsers(tx.Grant.People(), store.UserSearch{Prefix: prefix, AfterKey: "a", After: -1, Limit: 10})
			if err != nil || more || len(rows) != len(want) {
				t.Errorf("%q from elsewhere: %d rows, %v, %v", prefix, len(rows), more, err)
			}
			return nil
		})
	}
	check("ann", ann, second, zoe, lee) // "ann", "ann lee", "ann zoe", "ann.lee@..."
	check("ANN L", second)
	check("lee", lee, second)
	check("")
	check(" \t")
	check("example.com")

	// Names are kept up, by whatever changes them.
	edit := func(id string, fn func(*cordon.User)) {
		t.Helper()
		s.owner.mustWrite(func(tx *store.WriteTx) error {
			return tx.UpdateUser(tx.Grant.People(), key(id), "", func(u *cordon.User) error { fn(u); return nil })
		})
	}
	edit(zoe, func(u *cordon.User) { u.Brief.LastName, u.Brief.DisplayName = "Abel", "Captain" })
	check("ann", ann, zoe, second, lee)
	check("zoe")
	check("captain", zoe)
	s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.SetEmail(tx.Grant.People(), key(lee), "Other@example.com") })
	check("ann", ann, zoe, second)
	check("OTHER@", lee)
	check("bo", lee)
	s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.SetStatus(tx.Grant.People(), key(lee), cordon.Inactive) })
	check("bo", lee)
	s.owner.mustWrite(func(tx *store.WriteTx) error {
		_, _, err := tx.UpdateEach(tx.Grant.People(), []store.UserKey{key(ann)}, func(u *cordon.User) { u.Brief.FirstName = "Hanna" })
		return err
	})
	check("ann", zoe, second)
	check("han", ann)
	s.operate(func(tx *store.OperatorTx) error {
		u, _, err := tx.User(s.account, second)
		if err != nil {
			return err
		}
		u.Email, u.Brief.FirstName = "put@example.com", "Ulla"
		return tx.PutUser(s.account, u)
	})
	check("ann", zoe)
	check("u", second)
	check("put@", second)
	check("y@")
	created := cordon.User{Email: "made@example.com", Status: cordon.Active, Brief: cordon.Brief{FirstName: "Anders"}}
	s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.CreateUser(tx.Grant.People(), &created, "") })
	check("an", created.ID, zoe)
	s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.DeleteUser(tx.Grant.People(), key(zoe), "") })
	check("an", created.ID)
	if err := s.CheckIntegrity(t.Context()); err != nil {
		t.Error(err)
	}
}

// Nobody hidden is found: not by the zero People, not from another account, and
// not through a group that does not exist for the caller.
func testFindHidden(t *testing.T, open Open) {
	s := set(t, open)
	ours, board := s.group("Ours"), s.group("Board")
	ann := s.user("ann@example.com", "", ours)
	dan := s.user("dan@example.com", "", ours, board)
	boss := s.user("boss@example.com", "", board)
	_, _, stranger := s.newAccount("Other", "stranger@other.example")
	service := s.viewer("service", reaches{cordon.UserRead: reach(ours), cordon.GroupRead: reach(ours)})
	all := []string{"ann@example.com", "dan@example.com", "boss@example.com", "service@service.example"}
	for name, test := range map[string]struct {
		*caller
		people access.People
		sees   []string // of all
	}{
		"the owner":       {s.owner, s.owner.people(), all},
		"the service":     {service, service.people(), []string{all[0], all[1], all[3]}},
		"the zero People": {s.owner, access.People{}, nil},
		"a stranger":      {stranger, stranger.people(), nil},
	} {
		test.read("GET /users", func(tx *store.Tx) error {
			for _, email := range all {
				want := slices.Contains(test.sees, email)
				rows, _, err := tx.FindUsers(test.people, store.UserSearch{Prefix: email, Limit: 10})
				if err != nil || (len(rows) == 1) != want {
					t.Errorf("%s finds %d by %s, %v", name, len(rows), email, err)
				}
			}
			found, missing, err := tx.UsersByEmail(test.people, all)
			if err != nil || len(found) != len(test.sees) || len(missing) != len(all)-len(test.sees) {
				t.Errorf("%s finds %d by address, and %v are missing: %v", name, len(found), missing, err)
			}
			for _, row := range found {
				if !slices.Contains(test.sees, row.Email) {
					t.Errorf("%s finds %s", name, row.Email)
				}
			}
			for id, email := range map[string]string{ann: all[0], dan: all[1], boss: all[2], service.id: all[3], "": "", "nobody": ""} {
				if sees, err := tx.HasUser(test.people, id); err != nil || sees != slices.Contains(test.sees, email) {
					t.Errorf("%s sees %s: %v, %v", name, email, sees, err)
				}
			}
			return nil
		})
	}
	service.read("GET /users", func(tx *store.Tx) error {
		if got := search(t, tx, tx.Grant.People(), store.UserSearch{Prefix: "d", Group: board}, 10); len(got) > 0 {
			t.Errorf("found %v in a group that does not exist", got)
		}
		if got := search(t, tx, tx.Grant.People(), store.UserSearch{Prefix: "d", NotInGroup: board}, 10); !slices.Equal(got, []string{dan}) {
			t.Errorf("outside a group that does not exist: %v", got)
		}
		return nil
	})
	stranger.read("GET /users", func(tx *store.Tx) error {
		if got := search(t, tx, tx.Grant.People(), store.UserSearch{Prefix: "s", Group: ours}, 10); len(got) > 0 {
			t.Errorf("found %v in a group of another account", got)
		}
		return nil
	})
}

// Addresses keep their order, in any letters; one that nobody in sight has is
// missing, whoever else has it.
func testUsersByEmail(t *testing.T, open Open) {
	s := set(t, open)
	vendor := s.group("Vendor")
	a, b := s.user("Ann@example.com", "", vendor), s.user("ben@example.com", "", vendor)
	s.user("hidden@example.com", "")
	service := s.viewer("service", reaches{cordon.UserRead: reach(vendor)})
	service.read("GET /users", func(tx *store.Tx) error {
		found, missing, err := tx.UsersByEmail(tx.Grant.People(), []string{"ben@example.com", " Nobody@example.com ", "", "ANN@EXAMPLE.COM", "Hidden@example.com", "ann@example.com", "  ", "nobody@EXAMPLE.com", "ｂen@example.com"})
		if err != nil || len(found) != 2 || found[0].ID != b || found[1].ID != a || found[1].Email != "Ann@example.com" {
			t.Errorf("found %+v, %v", found, err)
		}
		if !slices.Equal(missing, []string{"Nobody@example.com", "Hidden@example.com"}) {
			t.Errorf("missing %q", missing)
		}
		if found, missing, err := tx.UsersByEmail(tx.Grant.People(), nil); len(found)+len(missing) > 0 || err != nil {
			t.Errorf("of none: %v, %v, %v", found, missing, err)
		}
		many := make([]string, store.MaxAddresses+1)
		for i := range many {
			many[i] = fmt.Sprint(i, "@example.com")
		}
		var e *cordon.Error
		if _, _, err := tx.UsersByEmail(tx.Grant.People(), many); !errors.As(err, &e) || e.Status != 400 {
			t.Errorf("of too many: %v", err)
		}
		if _, missing, err := tx.UsersByEmail(tx.Grant.People(), many[1:]); err != nil || !slices.Equal(missing, many[1:]) {
			t.Errorf("of the most: %d are missing, %v", len(missing), err)
		}
		return nil
	})
}
