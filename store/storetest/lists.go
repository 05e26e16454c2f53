package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// model is an account as a naive program keeps it: everybody in a slice, in the
// order in which they came.
type model []person

type person struct {
	id, email, employee string
	status              cordon.Status
	role                string
	groups              []string
}

// sees is what a Visibility means.
func (p person) seenBy(v access.Visibility) bool {
	if v.Account() == "" {
		return false
	}
	in := func(clause []string) bool {
		return slices.ContainsFunc(clause, func(g string) bool { return slices.Contains(p.groups, g) })
	}
	return p.id == v.Self() || !slices.ContainsFunc(v.Clauses(), func(c []string) bool { return !in(c) })
}

// list is who is in sight and matches the filter.
func (m model) list(v access.Visibility, f store.UserFilter) (list []person) {
	for _, p := range m {
		if p.seenBy(v) && (f.Status == "" || p.status == f.Status) && (f.Role == "" || p.role == f.Role) && (f.Group == "" || slices.Contains(p.groups, f.Group)) {
			list = append(list, p)
		}
	}
	return list
}

func ids(list []person) (ids []string) {
	for _, p := range list {
		ids = append(ids, p.id)
	}
	return ids
}

var statuses = []cordon.Status{cordon.Active, cordon.Inactive, cordon.Pending}

// crowd fills the account with people of every status, in random groups.
func (s *stage) crowd(r *rand.Rand, m *model, n int, roles, groups []string) {
	s.t.Helper()
	s.operate(func(tx *store.OperatorTx) error {
		for range n {
			u := cordon.User{Status: statuses[r.IntN(4)%3], RoleID: roles[r.IntN(len(roles))],
				Email: fmt.Sprintf("User%d@example.com", len(*m)), Brief: cordon.Brief{EmployeeUniqueID: fmt.Sprintf("E%d", len(*m))}}
			for _, i := range r.Perm(len(groups))[:r.IntN(len(groups)+1)] {
				if r.IntN(3) > 0 {
					u.Groups = append(u.Groups, groups[i])
				}
			}
			if err := tx.AddUser(s.account, &u); err != nil {
				return err
			}
			*m = append(*m, person{u.ID, u.Email, u.Brief.EmployeeUniqueID, u.Status, u.RoleID, u.Groups})
		}
		return nil
	})
}

// testLists compares every list, total and look-up with the model, over random
// accounts, for viewers of every kind.
func testLists(t *testing.T, open Open) {
	seeds := 2
	if testing.Short() || raced {
		seeds = 1
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(seed), 1))
			s := set(t, open)
			groups := []string{s.group("a"), s.group("b"), s.group("c"), s.group("d"), s.group("empty")}
			a, b, c, d, empty := groups[0], groups[1], groups[2], groups[3], groups[4]
			roles := []string{cordon.MemberRole, cordon.AdminRole, s.role("nothing", nil)}
			m := model{{s.owner.id, "owner@example.com", "", cordon.Active, cordon.OwnerRole, nil}}
			viewers := map[string]*caller{"owner": s.owner}
			for name, reach := range map[string]reaches{
				"everyone":            {cordon.UserRead: everyone, cordon.GroupRead: everyone},
				"one group":           {cordon.UserRead: reach(a), cordon.GroupRead: reach(a)},
				"several groups":      {cordon.UserRead: reach(a, b, empty), cordon.GroupRead: reach(b, c)},
				"two clauses":         {cordon.UserRead: reach(a, b), cordon.UserEdit: reach(b, c, d), cordon.GroupRead: everyone},
				"one in two clauses":  {cordon.UserRead: reach(a), cordon.UserEdit: reach(a, b), cordon.GroupRead: everyone},
				"three clauses":       {cordon.UserRead: reach(a, b, c), cordon.UserEdit: reach(b, c, d), cordon.GroupRead: reach(a, c, d)},
				"an empty group":      {cordon.UserRead: reach(empty), cordon.GroupRead: everyone},
				"self only":           {cordon.UserRead: reach(), cordon.GroupRead: everyone},
				"wide users, a group": {cordon.UserRead: everyone, cordon.GroupRead: reach(d)},
				"nobody":              {cordon.GroupRead: everyone},
			} {
				s.crowd(r, &m, r.IntN(6), roles, groups[:4]) // so that viewers stand all over the list
				var own []string
				if r.IntN(2) == 0 {
					own = []string{groups[r.IntN(4)]}
				}
				viewers[name] = s.viewer(name, reach, own...)
				id := viewers[name].id
				s.owner.read("GET /users/{userId}", func(tx *store.Tx) error {
					row, err := tx.User(tx.Grant.People(), key(id))
					m = append(m, person{id, row.Email, "", row.Status, row.RoleID, own})
					return err
				})
			}
			s.crowd(r, &m, 12, roles, groups[:4])

			var filters []store.UserFilter
			for _, status := range []cordon.Status{"", cordon.Active, cordon.Inactive, "unknown"} {
				for _, role := range append([]string{"", "unknown"}, roles...) {
					for _, group := range append([]string{""}, groups...) {
						filters = append(filters, store.UserFilter{Status: status, Role: role, Group: group})
					}
				}
			}
			for _, name := range slices.Sorted(maps.Keys(viewers)) {
				for _, pattern := range []string{"GET /users", "GET /groups"} {
					if name == "nobody" && pattern == "GET /users" {
						continue // is refused
					}
					t.Run(name+" "+pattern, func(t *testing.T) {
						viewers[name].read(pattern, func(tx *store.Tx) error {
							return m.check(t, r, tx, filters)
						})
					})
				}
			}
		})
	}
}

// check holds everything that tx can tell of people to the model.
func (m model) check(t *testing.T, r *rand.Rand, tx *store.Tx, filters []store.UserFilter) error {
	people, known := tx.Grant.People(), tx.Grant.Groups()
	after := map[string]int64{} // where each person stands in the list
	for _, f := range filters {
		if t.Failed() {
			return nil // one is enough
		}
		want := m.list(people.Visibility(), f)
		f.Limit = 1000
		rows, total, err := tx.Users(people, f)
		if err != nil {
			return err
		}
		compareRows(t, f, rows, want, known)
		count, err := tx.CountUsers(people, f)
		if err != nil {
			return err
		}
		if total != len(want) || count != len(want) {
			t.Errorf("%+v: total %d, count %d, want %d", f, total, count, len(want))
		}
		for _, row := range rows {
			if s := after[row.ID]; s != 0 && s != row.Seq {
				t.Errorf("%s stands in two places", row.ID)
			}
			after[row.ID] = row.Seq
		}
		if r.IntN(24) == 0 || f.Status == "" && f.Role == "" {
			if err := pages(t, r, tx, f, want); err != nil {
				return err
			}
		}
	}
	for _, p := range m {
		seen := p.seenBy(people.Visibility())
		keys := []store.UserKey{key(p.id), key(p.email)}
		if p.employee != "" {
			keys = append(keys, store.UserKey{Value: p.employee, ByUnique: true})
		}
		for _, k := range keys {
			d, err := tx.User(people, k)
			var e *cordon.Error
			switch {
			case seen && (err != nil || d.ID != p.id):
				t.Errorf("%s is in sight and not found by %+v: %v", p.id, k, err)
			case !seen && (!errors.As(err, &e) || e.Error() != cordon.NoSuchUser(k.Value).Error() || d.ID != ""):
				t.Errorf("%s is hidden and found by %+v: %+v, %v", p.id, k, d, err)
			}
			if _, err := tx.Permissions(people, k); (err == nil) != seen {
				t.Errorf("permissions of %s, in sight %v: %v", p.id, seen, err)
			}
			if _, err := tx.Features(people, k); (err == nil) != seen {
				t.Errorf("features of %s, in sight %v: %v", p.id, seen, err)
			}
		}
		if has, err := tx.HasEmail(people, p.email); err != nil || has != seen {
			t.Errorf("HasEmail(%s) = %v, %v, want %v", p.email, has, err, seen)
		}
	}
	if tx.Grant.Operation().Privilege != cordon.GroupRead {
		return nil
	}
	groups, total, err := tx.Groups(known, people, store.Page{Limit: 100})
	if err != nil {
		return err
	}
	if total != len(groups) {
		t.Errorf("%d groups, total %d", len(groups), total)
	}
	for _, g := range groups {
		if want := len(m.list(people.Visibility(), store.UserFilter{Group: g.ID})); g.TotalMembers != want || !known.Has(g.ID) {
			t.Errorf("group %s: %d members, want %d; known %v", g.Name, g.TotalMembers, want, known.Has(g.ID))
		}
	}
	return nil
}

func compareRows(t *testing.T, f store.UserFilter, rows []store.UserRow, want []person, known access.Groups) {
	t.Helper()
	if len(rows) != len(want) {
		t.Errorf("%+v: %d rows, want %d", f, len(rows), len(want))
		return
	}
	for i, p := range want {
		row := rows[i]
		groups := slices.DeleteFunc(slices.Clone(p.groups), func(g string) bool { return !known.Has(g) })
		if row.ID != p.id || row.Email != p.email || row.Status != p.status || row.RoleID != p.role || !slices.Equal(groupsOf(t, row), groups) {
			t.Errorf("%+v: row %d is %+v\nwant %+v of groups %v", f, i, row, p, groups)
			return
		}
	}
}

// groupsOf is the row's list of groups, which goes over the wire as it is.
func groupsOf(t *testing.T, row store.UserRow) (groups []string) {
	t.Helper()
	if err := json.Unmarshal(row.Groups, &groups); err != nil || groups == nil {
		t.Errorf("%s: groups are %s: %v", row.ID, row.Groups, err)
	}
	return groups
}

// pages turns the pages of a list, by token and by number, with some of the
// sizes that there are.
func pages(t *testing.T, r *rand.Rand, tx *store.Tx, f store.UserFilter, want []person) error {
	people := tx.Grant.People()
	sizes := []int{1, 2, 3, 7, len(want) - 1, len(want), len(want) + 1, 300}
	for _, i := range r.Perm(len(sizes))[:3] {
		size := max(sizes[i], 1)
		var got, skipped []string
		f.Page = store.Page{Limit: size}
		for range len(want) + 2 {
			rows, total, err := tx.Users(people, f)
			if err != nil {
				return err
			}
			if total != len(want) {
				t.Errorf("%+v: total %d, want %d", f, total, len(want))
			}
			if len(rows) == 0 {
				break
			}
			for _, row := range rows {
				got = append(got, row.ID)
			}
			f.After = rows[len(rows)-1].Seq
		}
		f.After = 0
		for f.Skip = 0; ; f.Skip += size {
			rows, _, err := tx.Users(people, f)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break
			}
			for _, row := range rows {
				skipped = append(skipped, row.ID)
			}
		}
		if !slices.Equal(got, ids(want)) || !slices.Equal(skipped, ids(want)) {
			t.Errorf("%+v in pages of %d: by token %d rows, by number %d rows, want %d", f, size, len(got), len(skipped), len(want))
		}
	}
	return nil
}

// A reach may name a hundred groups.
func testManyGroups(t *testing.T, open Open) {
	s := set(t, open)
	var groups []string
	for i := range cordon.MaxGroupsInReach {
		groups = append(groups, s.group(fmt.Sprint("group ", i)))
	}
	var want []string
	for i := range 20 {
		want = append(want, s.user(fmt.Sprintf("in%d@example.com", i), "", groups[i*5], groups[(i*7+3)%100]))
		s.user(fmt.Sprintf("out%d@example.com", i), "")
	}
	wide := s.viewer("wide", reaches{cordon.UserRead: reach(groups...), cordon.UserEdit: reach(groups...)})
	want = append(want, wide.id)
	if got := wide.ids(store.UserFilter{}); !slices.Equal(got, want) {
		t.Errorf("got %d people, want %d", len(got), len(want))
	}
	if got := wide.ids(store.UserFilter{Role: cordon.MemberRole, Status: cordon.Active}); !slices.Equal(got, want[:20]) {
		t.Errorf("filtered: got %d people, want 20", len(got))
	}
}

// The zero People sees nobody, and counts nobody: it is what a role without
// User:Read has of the lists and totals of other operations.
func testZeroPeople(t *testing.T, open Open) {
	s := set(t, open)
	group := s.group("Board")
	id := s.user("ann@example.com", "", group)
	blind := s.viewer("blind", reaches{cordon.GroupRead: everyone, cordon.RoleRead: everyone}, group)
	blind.read("GET /groups", func(tx *store.Tx) error {
		if tx.Grant.People().Account() != "" {
			t.Fatal("sees somebody")
		}
		for _, people := range []access.People{{}, tx.Grant.People()} {
			for _, f := range []store.UserFilter{{}, {Group: group}, {Role: cordon.MemberRole}, {Status: cordon.Active}, {Group: group, Status: cordon.Active}, {Group: group, Role: cordon.MemberRole}} {
				f.Limit = 10
				rows, total, err := tx.Users(people, f)
				if err != nil {
					return err
				}
				if len(rows) != 0 || total != 0 {
					t.Errorf("%+v: %d rows, total %d", f, len(rows), total)
				}
			}
			if has, err := tx.HasEmail(people, "ann@example.com"); has || err != nil {
				t.Error("HasEmail", has, err)
			}
			if _, err := tx.User(people, key(id)); err == nil {
				t.Error("found by id")
			}
			groups, _, err := tx.Groups(tx.Grant.Groups(), people, store.Page{Limit: 10})
			if err != nil {
				return err
			}
			for _, g := range groups {
				if g.TotalMembers != 0 {
					t.Errorf("group %s: %d members, to a caller who sees nobody", g.Name, g.TotalMembers)
				}
			}
			if g, err := tx.Group(tx.Grant.Groups(), people, group); err != nil || g.TotalMembers != 0 {
				t.Errorf("group: %d members, %v", g.TotalMembers, err)
			}
		}
		if list, total, err := tx.Groups(access.Groups{}, access.People{}, store.Page{Limit: 10}); len(list) != 0 || total != 0 || err != nil {
			t.Errorf("the zero Groups knows %v, %d, %v", list, total, err)
		}
		if list, total, err := tx.Apps(access.People{}, store.Page{Limit: 10}); len(list) != 0 || total != 0 || err != nil {
			t.Errorf("apps: %v, %d, %v", list, total, err)
		}
		return nil
	})
	blind.read("GET /roles", func(tx *store.Tx) error {
		roles, err := tx.Roles(tx.Grant.People(), "common")
		for _, r := range roles {
			if r.TotalMembers != 0 {
				t.Errorf("role %s: %d members, to a caller who sees nobody", r.Name, r.TotalMembers)
			}
		}
		return err
	})
}

// Accounts never mix, even where an id of another account is named.
func testOtherAccount(t *testing.T, open Open) {
	s := set(t, open)
	group := s.group("Ours")
	ann := s.user("ann@example.com", "", group)
	role := s.role("Theirs", reaches{cordon.UserRead: everyone})
	app := s.app(ann)
	_, _, stranger := s.newAccount("Other", "stranger@other.example")
	stranger.read("GET /groups", func(tx *store.Tx) error {
		people, known := tx.Grant.People(), tx.Grant.Groups()
		for _, f := range []store.UserFilter{{Group: group}, {Group: group, Status: cordon.Active}, {Group: group, Role: cordon.MemberRole}, {Role: role}} {
			f.Limit = 10
			rows, total, err := tx.Users(people, f)
			if err != nil {
				return err
			}
			if len(rows) != 0 || total != 0 {
				t.Errorf("%+v: %d rows, total %d", f, len(rows), total)
			}
		}
		for what, err := range map[string]error{
			"user":        second(tx.User(people, key(ann))),
			"by e-mail":   second(tx.User(people, key("ann@example.com"))),
			"permissions": second(tx.Permissions(people, key(ann))),
			"group":       second(tx.Group(known, people, group)),
			"role":        second(tx.Role(people, role)),
			"app":         second(tx.App(people, app.ID)),
		} {
			if err == nil {
				t.Errorf("%s of another account was found", what)
			}
		}
		return nil
	})
	for what, write := range map[string]func(*store.WriteTx) error{
		"delete user":  func(tx *store.WriteTx) error { return tx.DeleteUser(tx.Grant.People(), key(ann), "") },
		"set e-mail":   func(tx *store.WriteTx) error { return tx.SetEmail(tx.Grant.People(), key(ann), "x@example.com") },
		"delete group": func(tx *store.WriteTx) error { return tx.DeleteGroup(tx.Grant.Groups(), group) },
		"rename group": func(tx *store.WriteTx) error { return tx.UpdateGroup(tx.Grant.Groups(), group, new(string), nil) },
		"join": func(tx *store.WriteTx) error {
			return second(tx.AddMembers(tx.Grant.Groups(), tx.Grant.People(), group, []store.UserKey{key(stranger.id)}))
		},
		"move into": func(tx *store.WriteTx) error {
			g := cordon.Group{Name: "Mine"}
			if err := tx.CreateGroup(tx.Grant.Groups(), &g); err != nil {
				t.Error(err)
			}
			if _, err := tx.AddMembers(tx.Grant.Groups(), tx.Grant.People(), g.ID, []store.UserKey{key(stranger.id)}); err != nil {
				t.Error(err)
			}
			return tx.MoveMember(tx.Grant.Groups(), tx.Grant.People(), g.ID, key(stranger.id), group)
		},
		"join by update": func(tx *store.WriteTx) error {
			return tx.UpdateUser(tx.Grant.People(), key(stranger.id), group, func(*cordon.User) error { return nil })
		},
		"delete role": func(tx *store.WriteTx) error { return tx.DeleteRole(role) },
		"update role": func(tx *store.WriteTx) error {
			return tx.UpdateRole(role, nil, func(*cordon.Role) error { return nil })
		},
		"assign": func(tx *store.WriteTx) error { return second(tx.Assign(tx.Grant.People(), role, nil)) },
		"reach": func(tx *store.WriteTx) error {
			return second(createRole(tx, "r", reaches{cordon.UserRead: reach(group)}))
		},
		"delete app": func(tx *store.WriteTx) error { return tx.DeleteApp(tx.Grant.People(), app.ID) },
		"app of theirs": func(tx *store.WriteTx) error {
			return second(tx.CreateApp(tx.Grant.People(), &cordon.App{Name: "x"}, key(ann)))
		},
	} {
		if err := stranger.write(write); err == nil {
			t.Errorf("%s: an account reached into another", what)
		}
	}
}

func second[T any](_ T, err error) error { return err }
