package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// testRandomWrites does what an owner may do, at random, to an account and to
// the model, and compares: rows, totals that are kept, and the copy of the
// groups that stands beside each user.
func testRandomWrites(t *testing.T, open Open) {
	seeds, steps := 2, 300
	if testing.Short() || raced {
		seeds, steps = 1, 150
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(seed), 2))
			s := set(t, open)
			w := &writes{caller: s.owner, r: r, people: model{{s.owner.id, "owner@example.com", "", cordon.Active, cordon.OwnerRole, nil}},
				roles: []string{cordon.MemberRole, cordon.AdminRole}}
			for step := range steps {
				w.step(fmt.Sprint(step))
				if t.Failed() {
					t.Fatalf("after step %d: %s", step, w.last)
				}
				if step%60 == 59 || step == steps-1 {
					w.compare()
				}
			}
			if err := s.CheckIntegrity(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
}

type writes struct {
	*caller
	r      *rand.Rand
	people model
	groups []string
	roles  []string
	last   string
}

func (w *writes) step(name string) {
	w.t.Helper()
	pick := func(list []string) string {
		if len(list) == 0 {
			return "none"
		}
		return list[w.r.IntN(len(list))]
	}
	i := w.r.IntN(len(w.people))
	p := &w.people[i]
	g, h, role := pick(w.groups), pick(w.groups), pick(w.roles)
	in := slices.Contains(p.groups, g)
	drop := func(list []string, g string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return x == g })
	}
	leave := func(id string) {
		for i := range w.people {
			w.people[i].groups = drop(w.people[i].groups, id)
		}
	}
	fails := errors.New("fails on purpose")
	break_ := w.r.IntN(6) == 0 // the write fails after all was done
	do := func(what string, want bool, fn func(tx *store.WriteTx) error) bool {
		w.t.Helper()
		w.last = what
		err := w.write(func(tx *store.WriteTx) error {
			if err := fn(tx); err != nil {
				return err
			}
			if break_ {
				return fails
			}
			return nil
		})
		if break_ && want {
			if !errors.Is(err, fails) {
				w.t.Errorf("%s: %v", what, err)
			}
			return false
		}
		if (err == nil) != want {
			w.t.Errorf("%s: %v, want success %v", what, err, want)
		}
		return err == nil
	}
	switch n := w.r.IntN(20); {
	case n < 4 || len(w.people) < 5:
		u := cordon.User{Email: "u" + name + "@example.com", Status: statuses[w.r.IntN(3)], Brief: cordon.Brief{EmployeeUniqueID: "E" + name}}
		if do("create user", true, func(tx *store.WriteTx) error { return tx.CreateUser(tx.Grant.People(), &u, "") }) {
			w.people = append(w.people, person{u.ID, u.Email, "E" + name, u.Status, cordon.MemberRole, nil})
		}
	case n == 4 || len(w.groups) < 2:
		g := cordon.Group{Name: "group " + name}
		if do("create group", true, func(tx *store.WriteTx) error { return tx.CreateGroup(tx.Grant.Groups(), &g) }) {
			w.groups = append(w.groups, g.ID)
		}
	case n == 5:
		var id string
		if do("create role", true, func(tx *store.WriteTx) (err error) {
			id, err = createRole(tx, "role "+name, reaches{cordon.UserRead: reach(g), cordon.GroupRead: everyone})
			return err
		}) {
			w.roles = append(w.roles, id)
		}
	case n == 6 && w.r.IntN(3) == 0:
		if do("delete group", true, func(tx *store.WriteTx) error { return tx.DeleteGroup(tx.Grant.Groups(), g) }) {
			w.groups = drop(w.groups, g)
			leave(g)
		}
	case n == 7 && w.r.IntN(2) == 0:
		ok := !cordon.SystemRole(role)
		if do("delete role", ok, func(tx *store.WriteTx) error { return tx.DeleteRole(role) }) {
			w.roles = drop(w.roles, role)
			for i := range w.people {
				if w.people[i].role == role {
					w.people[i].role = cordon.MemberRole
				}
			}
		}
	case n == 8:
		if do("delete user", p.role != cordon.OwnerRole, func(tx *store.WriteTx) error { return tx.DeleteUser(tx.Grant.People(), key(p.id), "") }) {
			w.people = slices.Delete(w.people, i, i+1)
		}
	case n == 9 || n == 10:
		to := statuses[w.r.IntN(3)]
		if do("set status", p.role != cordon.OwnerRole, func(tx *store.WriteTx) error { return tx.SetStatus(tx.Grant.People(), key(p.id), to) }) {
			p.status = to
		}
	case n == 11:
		if do("assign", p.role != cordon.OwnerRole && role != cordon.MemberRole, func(tx *store.WriteTx) error {
			return second(tx.Assign(tx.Grant.People(), role, []store.UserKey{key(p.id)}))
		}) {
			p.role = role
		}
	case n == 12:
		if do("unassign", p.role == role && role != cordon.MemberRole && role != cordon.OwnerRole, func(tx *store.WriteTx) error {
			return tx.Unassign(tx.Grant.People(), role, key(p.id))
		}) {
			p.role = cordon.MemberRole
		}
	case n == 13:
		if do("set e-mail", true, func(tx *store.WriteTx) error {
			return tx.SetEmail(tx.Grant.People(), key(p.email), "n"+name+"@example.com")
		}) {
			p.email = "n" + name + "@example.com"
		}
	case n == 14:
		if do("move", in, func(tx *store.WriteTx) error {
			return tx.MoveMember(tx.Grant.Groups(), tx.Grant.People(), g, key(p.id), h)
		}) && g != h {
			if !slices.Contains(p.groups, h) {
				p.groups = append(slices.Clip(p.groups), h)
			}
			p.groups = drop(p.groups, g)
		}
	case n == 15:
		if do("leave", in, func(tx *store.WriteTx) error {
			return tx.RemoveMember(tx.Grant.Groups(), tx.Grant.People(), g, key(p.email))
		}) {
			p.groups = drop(p.groups, g)
		}
	case n == 16:
		if do("primary", in, func(tx *store.WriteTx) error {
			return tx.SetPrimary(tx.Grant.Groups(), tx.Grant.People(), g, key(p.id))
		}) {
			p.groups = append([]string{g}, drop(p.groups, g)...)
		}
	default:
		q := &w.people[w.r.IntN(len(w.people))]
		if do("join", true, func(tx *store.WriteTx) error {
			return second(tx.AddMembers(tx.Grant.Groups(), tx.Grant.People(), g, []store.UserKey{key(p.id), key(q.email), key(p.email)}))
		}) {
			for _, x := range []*person{p, q} {
				if !slices.Contains(x.groups, g) {
					x.groups = append(slices.Clip(x.groups), g)
				}
			}
		}
	}
}

func (w *writes) compare() {
	w.t.Helper()
	var filters []store.UserFilter
	for _, status := range append([]cordon.Status{""}, statuses...) {
		for _, role := range append([]string{"", cordon.OwnerRole}, w.roles...) {
			filters = append(filters, store.UserFilter{Status: status, Role: role})
			if role == "" || role == cordon.MemberRole {
				for _, group := range w.groups {
					filters = append(filters, store.UserFilter{Status: status, Role: role, Group: group})
				}
			}
		}
	}
	w.read("GET /groups", func(tx *store.Tx) error {
		if err := w.people.check(w.t, w.r, tx, filters); err != nil {
			return err
		}
		groups, total, err := tx.Groups(tx.Grant.Groups(), tx.Grant.People(), store.Page{Limit: 1000})
		var ids []string
		for _, g := range groups {
			ids = append(ids, g.ID)
		}
		if !slices.Equal(ids, w.groups) || total != len(w.groups) {
			w.t.Errorf("groups %v, total %d, want %v", ids, total, w.groups)
		}
		return err
	})
	w.read("GET /roles", func(tx *store.Tx) error {
		roles, err := tx.Roles(tx.Grant.People(), "common")
		if len(roles) != len(w.roles)+1 {
			w.t.Errorf("%d roles, want %d", len(roles), len(w.roles)+1)
		}
		for _, r := range roles {
			want := 0
			for _, p := range w.people {
				if p.role == r.ID {
					want++
				}
			}
			one, err := tx.Role(tx.Grant.People(), r.ID)
			if r.TotalMembers != want || one.TotalMembers != want || err != nil {
				w.t.Errorf("role %s: %d and %d members, want %d: %v", r.Name, r.TotalMembers, one.TotalMembers, want, err)
			}
		}
		return err
	})
}

// testMembership walks one person through groups, by hand.
func testMembership(t *testing.T, open Open) {
	s := set(t, open)
	a, b, c := s.group("a"), s.group("b"), s.group("c")
	ann := s.user("ann@example.com", "")
	groups := func() (list []string) {
		s.owner.read("GET /users/{userId}", func(tx *store.Tx) error {
			d, err := tx.User(tx.Grant.People(), key(ann))
			list = groupsOf(t, d.UserRow)
			for _, g := range []string{a, b, c} {
				members, total, err := tx.Users(tx.Grant.People(), store.UserFilter{Group: g, Page: store.Page{Limit: 10}})
				if in := slices.Contains(list, g); err != nil || (total == 1) != in || (len(members) == 1) != in {
					t.Errorf("group %s: %d members, %v; ann's groups are %v", g, total, err, list)
				}
			}
			return err
		})
		return list
	}
	add := func(g string, who ...store.UserKey) (ids []string, err error) {
		err = s.owner.write(func(tx *store.WriteTx) (err error) {
			ids, err = tx.AddMembers(tx.Grant.Groups(), tx.Grant.People(), g, who)
			return err
		})
		return ids, err
	}
	do := func(fn func(*store.WriteTx) error) func() error { return func() error { return s.owner.write(fn) } }
	move := func(from, to string) func() error {
		return do(func(tx *store.WriteTx) error {
			return tx.MoveMember(tx.Grant.Groups(), tx.Grant.People(), from, key(ann), to)
		})
	}
	primary := func(g string) func() error {
		return do(func(tx *store.WriteTx) error { return tx.SetPrimary(tx.Grant.Groups(), tx.Grant.People(), g, key(ann)) })
	}
	remove := func(g string, who string) func() error {
		return do(func(tx *store.WriteTx) error {
			return tx.RemoveMember(tx.Grant.Groups(), tx.Grant.People(), g, key(who))
		})
	}
	status := func(to cordon.Status) func() error {
		return do(func(tx *store.WriteTx) error { return tx.SetStatus(tx.Grant.People(), key(ann), to) })
	}
	for _, step := range []struct {
		name string
		do   func() error
		want []string
		code int // of the error; 0 for none
	}{
		{"join a", func() error { return second(add(a, key(ann))) }, []string{a}, 0},
		{"join b by e-mail, twice in one call", func() error {
			ids, err := add(b, key("ANN@example.com"), key(ann))
			if !slices.Equal(ids, []string{ann}) {
				t.Errorf("added %v", ids)
			}
			return err
		}, []string{a, b}, 0},
		{"join b again", func() error { return second(add(b, key(ann))) }, []string{a, b}, 0},
		{"b is primary", primary(b), []string{b, a}, 0},
		{"b is primary already", primary(b), []string{b, a}, 0},
		{"c cannot be", primary(c), []string{b, a}, 4131},
		{"move from c, where she is not", move(c, a), []string{b, a}, 4131},
		{"move to nowhere", move(b, "nowhere"), []string{b, a}, 4130},
		{"move from nowhere", move("nowhere", b), []string{b, a}, 4130},
		{"move from b to c", move(b, c), []string{a, c}, 0},
		{"move to where she is", move(c, a), []string{a}, 0},
		{"move from a to a", move(a, a), []string{a}, 0},
		{"join b and c", func() error { return errors.Join(second(add(b, key(ann))), second(add(c, key(ann)))) }, []string{a, b, c}, 0},
		{"one stranger among those who join: nobody joins", func() error {
			return second(add(a, key(s.owner.id), key("nobody@example.com")))
		}, []string{a, b, c}, 1001},
		{"inactive members are members", status(cordon.Inactive), []string{a, b, c}, 0},
		{"and again when active", status(cordon.Active), []string{a, b, c}, 0},
		{"leave b", remove(b, "ann@example.com"), []string{a, c}, 0},
		{"leave b again", remove(b, ann), []string{a, c}, 4131},
		{"nobody leaves", remove(a, "nobody"), []string{a, c}, 4131},
		{"leave nowhere", remove("nowhere", ann), []string{a, c}, 4130},
		{"a is deleted", do(func(tx *store.WriteTx) error { return tx.DeleteGroup(tx.Grant.Groups(), a) }), []string{c}, 0},
		{"a is deleted again", do(func(tx *store.WriteTx) error { return tx.DeleteGroup(tx.Grant.Groups(), a) }), []string{c}, 4130},
		{"leave c", remove(c, ann), nil, 0},
	} {
		err := step.do()
		var e *cordon.Error
		if step.code == 0 && err != nil || step.code != 0 && (!errors.As(err, &e) || e.Code != step.code) {
			t.Errorf("%s: %v, want code %d", step.name, err, step.code)
		}
		if got := groups(); !slices.Equal(got, step.want) {
			t.Errorf("%s: ann is in %v, want %v", step.name, got, step.want)
		}
	}
	// The owner was not left in a by the call that failed.
	s.owner.read("GET /groups", func(tx *store.Tx) error {
		d, err := tx.User(tx.Grant.People(), key(s.owner.id))
		if string(d.Groups) != "[]" {
			t.Errorf("the owner is in %s", d.Groups)
		}
		return err
	})
}

// A group that is deleted leaves its reaches: with it goes what they reached,
// at once, and nothing ever becomes wider. A new group of the same name is
// another group.
func testGroupDeletion(t *testing.T, open Open) {
	s := set(t, open)
	a, b := s.group("a"), s.group("b")
	ann, ben := s.user("ann@example.com", "", a), s.user("ben@example.com", "", b)
	one := s.viewer("one", reaches{cordon.UserRead: reach(a)})
	two := s.viewer("two", reaches{cordon.UserRead: reach(a, b)})
	both := s.viewer("both", reaches{cordon.UserRead: reach(a, b), cordon.UserEdit: reach(a)})
	see := func(c *caller, want ...string) {
		t.Helper()
		if got := c.ids(store.UserFilter{}); !slices.Equal(sorted(got), sorted(append(want, c.id))) {
			t.Errorf("sees %v, want %v and themselves", got, want)
		}
	}
	see(one, ann)
	see(two, ann, ben)
	see(both, ann)
	s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.DeleteGroup(tx.Grant.Groups(), a) })
	see(one)
	see(two, ben)
	see(both)
	for _, c := range []*caller{one, both} {
		s.owner.read("GET /roles", func(tx *store.Tx) error {
			d, err := tx.User(tx.Grant.People(), key(c.id))
			if err != nil {
				return err
			}
			r, err := tx.Role(tx.Grant.People(), d.RoleID)
			for p, reach := range r.Reaches {
				if reach.Account || slices.Contains(reach.Groups, a) {
					t.Errorf("%s: reach of %s is %+v", c.id, p, reach)
				}
			}
			if !r.Restricted() {
				t.Error("no longer restricted")
			}
			return err
		})
	}
	again := s.group("a")
	s.owner.mustWrite(func(tx *store.WriteTx) error {
		return second(tx.AddMembers(tx.Grant.Groups(), tx.Grant.People(), again, []store.UserKey{key(ann), key(ben)}))
	})
	see(one)
	see(two, ben)
	see(both)
	s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.DeleteGroup(tx.Grant.Groups(), b) })
	see(two)
	see(both)
}

// A role that is deleted leaves plain members, whose tokens do no more.
func testRoleDeletion(t *testing.T, open Open) {
	s := set(t, open)
	a := s.group("a")
	s.user("ann@example.com", "", a)
	role := s.role("reader", reaches{cordon.UserRead: reach(a)})
	var holders []*caller
	for i := range 3 {
		holders = append(holders, s.caller(s.app(s.user(fmt.Sprintf("s%d@example.com", i), role)).ClientID))
	}
	for _, h := range holders {
		if reason := h.refused("GET /users"); reason != "" {
			t.Fatal(reason)
		}
	}
	for _, id := range []string{cordon.OwnerRole, cordon.AdminRole, cordon.MemberRole, "nowhere"} {
		if err := s.owner.write(func(tx *store.WriteTx) error { return tx.DeleteRole(id) }); err == nil {
			t.Errorf("role %s was deleted", id)
		}
	}
	s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.DeleteRole(role) })
	for _, h := range holders {
		if reason := h.refused("GET /users"); reason != "the app holds a scope that the role no longer backs" {
			t.Errorf("after the role is gone: %q", reason)
		}
	}
	if got := s.owner.ids(store.UserFilter{Role: cordon.MemberRole}); len(got) != 4 {
		t.Errorf("%d plain members, want 4", len(got))
	}
	if got := s.owner.ids(store.UserFilter{Role: role}); len(got) != 0 {
		t.Errorf("the role that is gone is held by %v", got)
	}
	s.owner.read("GET /roles", func(tx *store.Tx) error {
		if _, err := tx.Role(tx.Grant.People(), role); err == nil {
			t.Error("the role is still there")
		}
		return nil
	})
}

// Every change of a role holds on the next request, however often it changes
// back and forth, and whatever was tried in between and failed.
func testRoleRevisions(t *testing.T, open Open) {
	s := set(t, open)
	a, b := s.group("a"), s.group("b")
	ann, ben := s.user("ann@example.com", "", a), s.user("ben@example.com", "", b)
	c := s.viewer("service", reaches{cordon.UserRead: reach(a)})
	var role string
	s.owner.read("GET /users", func(tx *store.Tx) error {
		d, err := tx.User(tx.Grant.People(), key(c.id))
		role = d.RoleID
		return err
	})
	change := func(r reaches, then error) {
		t.Helper()
		err := s.owner.write(func(tx *store.WriteTx) error {
			if err := tx.UpdateRole(role, said(r), func(x *cordon.Role) error { x.Reaches = r; return nil }); err != nil {
				return err
			}
			// Reading it inside the transaction must not be remembered outside.
			if _, err := tx.Permissions(tx.Grant.People(), key(c.id)); err != nil {
				return err
			}
			return then
		})
		if !errors.Is(err, then) {
			t.Fatal(err)
		}
	}
	see := func(want ...string) {
		t.Helper()
		if got := c.ids(store.UserFilter{}); !slices.Equal(sorted(got), sorted(append(want, c.id))) {
			t.Errorf("sees %v, want %v and themselves", got, want)
		}
	}
	no := errors.New("no")
	for range 5 {
		see(ann)
		change(reaches{cordon.UserRead: everyone}, no)
		see(ann)
		change(reaches{cordon.UserRead: reach(a)}, no) // as many steps as the change that is kept
		change(reaches{cordon.UserRead: reach(b)}, nil)
		see(ben)
		change(reaches{cordon.UserRead: everyone, cordon.GroupRead: everyone}, no)
		see(ben)
		change(reaches{cordon.UserRead: reach(a, b)}, nil)
		see(ann, ben)
		change(reaches{}, nil)
		if reason := c.refused("GET /users"); reason != "the app holds a scope that the role no longer backs" {
			t.Errorf("with no privilege: %q", reason)
		}
		change(reaches{cordon.UserRead: {}}, nil)
		see()
		change(reaches{cordon.UserRead: reach(a)}, nil)
	}
}
