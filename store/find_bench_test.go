package store_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// BenchmarkAddUser measures how fast a new file takes people, each with a name
// and in one of a hundred groups.
func BenchmarkAddUser(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				namedPeople(b, filepath.Join(b.TempDir(), "cordon.db"), n)
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "users/s")
		})
	}
}

// BenchmarkFindUsers measures a page of a search, and what else asks about
// people in sight, for somebody who sees everyone and for somebody who sees one
// of a hundred groups. The larger account should cost no more than twice as much.
func BenchmarkFindUsers(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		path := filepath.Join(b.TempDir(), "cordon.db")
		viewers, groups := namedPeople(b, path, n)
		db, err := store.Open(b.Context(), path, store.Options{Clock: now, Dice: cordon.SecureDice()})
		if err != nil {
			b.Fatal(err)
		}
		for who, client := range viewers {
			call, err := callBy(db, client)
			if err != nil {
				b.Fatal(err)
			}
			for what, fn := range map[string]func(*store.Tx, access.People) error{
				"many": func(tx *store.Tx, p access.People) error { return found(tx, p, store.UserSearch{Prefix: "an"}) },
				"one":  func(tx *store.Tx, p access.People) error { return found(tx, p, store.UserSearch{Prefix: "p100@"}) },
				"group": func(tx *store.Tx, p access.People) error {
					return found(tx, p, store.UserSearch{Prefix: "p", Group: groups[0]})
				},
				"count": func(tx *store.Tx, p access.People) error { _, _, err := tx.CountPeople(p); return err },
				"gone": func(tx *store.Tx, p access.People) error {
					_, _, _, err := tx.Difference(p, access.People{}, 25)
					return err
				},
			} {
				b.Run(fmt.Sprint(what, "/", who, "/", n), func(b *testing.B) {
					for range b.N {
						if err := db.Read(b.Context(), call, func(tx *store.Tx) error { return fn(tx, tx.Grant.People()) }); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func found(tx *store.Tx, people access.People, f store.UserSearch) error {
	f.Limit = 25
	list, _, err := tx.FindUsers(people, f)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("nobody is found by %+v", f)
	}
	return err
}

var firstNames = []string{"Ann", "Ben", "Carla", "Dan", "Émile", "Fatima", "Grace", "Hiro", "Ida", "Jan", "Karl", "Lea", "Mia", "Noah", "Olga", "Paul"}

// namedPeople builds a file of n people, each with a name and in one of a
// hundred groups. It returns the client ids of the owner and of somebody who
// sees the first group, and the groups.
func namedPeople(b *testing.B, path string, n int) (viewers map[string]string, groups []string) {
	b.Helper()
	scopes := access.Operations().Scopes()
	all, one := cordon.App{Name: "All", Active: true, Scopes: scopes}, cordon.App{Name: "One", Active: true, Scopes: scopes}
	fill := func(tx *store.OperatorTx) error {
		a := cordon.Account{Name: "Example"}
		if _, err := tx.CreateAccount(&a, &cordon.User{Email: "owner@example.com", Status: cordon.Active}, &all); err != nil {
			return err
		}
		for i := range 100 {
			g := cordon.Group{Name: fmt.Sprint("Group ", i)}
			if err := tx.AddGroup(a.ID, &g); err != nil {
				return err
			}
			groups = append(groups, g.ID)
		}
		for i := range n {
			first := firstNames[i/100%len(firstNames)]
			u := &cordon.User{Email: fmt.Sprintf("p%d@example.com", i), Status: cordon.Active, Groups: []string{groups[i%100]},
				Brief: cordon.Brief{FirstName: first, LastName: fmt.Sprintf("Lastname%d", i*7919%n), DisplayName: fmt.Sprintf("%s L. %d", first, i)}}
			if err := tx.AddUser(a.ID, u); err != nil {
				return err
			}
		}
		reach := cordon.Reach{Groups: groups[:1]}
		role := cordon.Role{Name: "One group", Reaches: map[cordon.Privilege]cordon.Reach{cordon.UserEdit: reach, cordon.GroupRead: reach}}
		if err := tx.AddRole(a.ID, &role); err != nil {
			return err
		}
		u := &cordon.User{Email: "service@example.com", Status: cordon.Active, RoleID: role.ID}
		if err := tx.AddUser(a.ID, u); err != nil {
			return err
		}
		one.Owner = u.ID
		_, err := tx.AddApp(a.ID, &one)
		return err
	}
	err := store.Build(b.Context(), path, store.Options{Clock: now, Dice: cordon.SecureDice()}, func(db *store.DB) error {
		return db.Operate(b.Context(), "test", "fill", fill)
	})
	if err != nil {
		b.Fatal(err)
	}
	return map[string]string{"everyone": all.ClientID, "one group": one.ClientID}, groups
}
