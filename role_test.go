package cordon_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	. "github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// How a request says reaches.
func groups(p Privilege, ids ...string) ReachSpec {
	if ids == nil {
		ids = []string{}
	}
	return ReachSpec{Privilege: p, Groups: &ids}
}
func account(p Privilege) ReachSpec { return ReachSpec{Privilege: p, Reach: "account"} }

var whole = Reach{Account: true}

func only(ids ...string) Reach { return Reach{Groups: ids} }

// rolesOf makes tables short: "User:Read=*" reaches the account, "User:Read=a,b"
// two groups, "User:Read=" nobody.
func rolesOf(words ...string) map[Privilege]Reach {
	m := map[Privilege]Reach{}
	for _, w := range words {
		name, reach, _ := strings.Cut(w, "=")
		switch reach {
		case "*":
			m[Privilege(name)] = whole
		case "":
			m[Privilege(name)] = Reach{}
		default:
			m[Privilege(name)] = only(strings.Split(reach, ",")...)
		}
	}
	return m
}

func show(m map[Privilege]Reach) string {
	var list []string
	for _, p := range slices.Sorted(maps.Keys(m)) {
		r := strings.Join(m[p].Groups, ",")
		if m[p].Account {
			r = "*" + r
		}
		list = append(list, string(p)+"="+r)
	}
	return strings.Join(list, " ")
}

func TestSetReaches(t *testing.T) {
	const (
		u, g, rec = Privilege("User:Read"), Privilege("Group:Read"), Privilege("Recording:Read")
	)
	list := func(p ...Privilege) []Privilege { return append([]Privilege{}, p...) } // never nil
	say := func(p Privilege) string {
		return fmt.Sprintf(`privilege_scopes: Say the reach of %s: group_ids, or reach "account". Once one reach is custom, every privilege must say its own.`, p)
	}
	tooMany := make([]ReachSpec, MaxReaches+1)
	for i := range tooMany {
		tooMany[i] = account(Privilege(fmt.Sprintf("P%d:Read", i)))
	}
	ids := func(n int) (list []string) {
		for i := range n {
			list = append(list, fmt.Sprintf("g%03d", i))
		}
		return list
	}
	for _, test := range []struct {
		name       string
		before     map[Privilege]Reach
		privileges []Privilege
		specs      []ReachSpec
		after      string // where it is allowed
		refused    string // "field: message" where it is not
	}{
		// POST
		{"made without any reach: the entire account", nil, list(u, g), nil, "Group:Read=* User:Read=*", ""},
		{"made without a privilege", nil, list(), nil, "", ""},
		{"made of nothing", nil, nil, nil, "", ""},
		{"an empty list of reaches says none", nil, list(u), []ReachSpec{}, "User:Read=*", ""},
		{"every one custom", nil, list(u, g), []ReachSpec{groups(u, "b", "a"), groups(g, "a")}, "Group:Read=a User:Read=a,b", ""},
		{"one custom, one the account", nil, list(u, g), []ReachSpec{groups(u, "a"), account(g)}, "Group:Read=* User:Read=a", ""},
		{"all said to be the account", nil, list(u, g), []ReachSpec{account(u), account(g)}, "Group:Read=* User:Read=*", ""},
		{"some said to be the account, none custom", nil, list(u, g), []ReachSpec{account(u)}, "Group:Read=* User:Read=*", ""},
		{"one custom, one unsaid", nil, list(u, g), []ReachSpec{groups(u, "a")}, "", say(g)},
		{"one custom, two unsaid: the first by name", nil, list(rec, u, g), []ReachSpec{groups(u, "a")}, "", say(g)},
		{"no groups at all: custom, and nobody", nil, list(u), []ReachSpec{groups(u)}, "User:Read=", ""},
		{"no groups for one makes the others say", nil, list(u, g), []ReachSpec{groups(u)}, "", say(g)},
		{"a privilege listed twice is one", nil, list(u, u), []ReachSpec{groups(u, "a")}, "User:Read=a", ""},
		{"a group listed twice is one", nil, list(u), []ReachSpec{groups(u, "b", "a", "b")}, "User:Read=a,b", ""},
		{"Edit's reach does not speak for Read", nil, list(UserEdit, u), []ReachSpec{groups(UserEdit, "a")}, "", say(u)},

		// what is malformed
		{"reach said twice", nil, list(u), []ReachSpec{groups(u, "a"), groups(u, "b")}, "", "privilege_scopes[1].permission_id: User:Read is listed twice."},
		{"reach said twice, the same", nil, list(u), []ReachSpec{account(u), account(u)}, "", "privilege_scopes[1].permission_id: User:Read is listed twice."},
		{"of no privilege of the role", nil, list(u), []ReachSpec{account(u), groups(g, "a")}, "", "privilege_scopes: Group:Read is not among the privileges of the role."},
		{"of the empty privilege", nil, list(u), []ReachSpec{groups("", "a")}, "", "privilege_scopes:  is not among the privileges of the role."},
		{"both kinds at once", nil, list(u), []ReachSpec{{Privilege: u, Reach: "account", Groups: &[]string{"a"}}}, "", `privilege_scopes[0]: Give either group_ids or reach "account".`},
		{"both kinds, no groups", nil, list(u), []ReachSpec{{Privilege: u, Reach: "account", Groups: &[]string{}}}, "", `privilege_scopes[0]: Give either group_ids or reach "account".`},
		{"neither kind", nil, list(u), []ReachSpec{{Privilege: u}}, "", `privilege_scopes[0]: Give either group_ids or reach "account".`},
		{"an unknown kind", nil, list(u), []ReachSpec{{Privilege: u, Reach: "groups"}}, "", `privilege_scopes[0]: Give either group_ids or reach "account".`},
		{"account in capitals", nil, list(u), []ReachSpec{{Privilege: u, Reach: "Account"}}, "", `privilege_scopes[0]: Give either group_ids or reach "account".`},
		{"too many groups", nil, list(u), []ReachSpec{groups(u, ids(101)...)}, "", "privilege_scopes[0].group_ids: Must have at most 100 groups."},
		{"as many groups as may be", nil, list(u), []ReachSpec{groups(u, ids(100)...)}, "User:Read=" + strings.Join(ids(100), ","), ""},
		{"too many entries", nil, list(u), tooMany, "", "privilege_scopes: Must have at most 250 entries."},

		// PATCH of a role that reaches everyone
		{"neither said: nothing changes", rolesOf("User:Read=*"), nil, nil, "User:Read=*", ""},
		{"privileges only: the account as before", rolesOf("User:Read=*"), list(u, g), nil, "Group:Read=* User:Read=*", ""},
		{"the first custom reach: every other must say its own", rolesOf("User:Read=*", "Group:Read=*"), nil, []ReachSpec{groups(u, "a")}, "", say(g)},
		{"the first custom reach, all said", rolesOf("User:Read=*", "Group:Read=*"), nil, []ReachSpec{groups(u, "a"), account(g)}, "Group:Read=* User:Read=a", ""},
		{"the first custom reach of the only privilege", rolesOf("User:Read=*"), nil, []ReachSpec{groups(u, "a")}, "User:Read=a", ""},
		{"a reach of a privilege that goes", rolesOf("User:Read=*", "Group:Read=*"), list(g), []ReachSpec{groups(u, "a")}, "", "privilege_scopes: User:Read is not among the privileges of the role."},

		// PATCH of a role that is narrowed
		{"neither said", rolesOf("User:Read=a", "Group:Read=*"), nil, nil, "Group:Read=* User:Read=a", ""},
		{"the same privileges, no reaches: they stay", rolesOf("User:Read=a", "Group:Read=*"), list(u, g), nil, "Group:Read=* User:Read=a", ""},
		{"an empty list of reaches: they stay", rolesOf("User:Read=a"), list(u), []ReachSpec{}, "User:Read=a", ""},
		{"one reach said, the other stays", rolesOf("User:Read=a", "Group:Read=*"), nil, []ReachSpec{groups(u, "b")}, "Group:Read=* User:Read=b", ""},
		{"an empty list of groups empties, never widens", rolesOf("User:Read=a", "Group:Read=*"), nil, []ReachSpec{groups(u)}, "Group:Read=* User:Read=", ""},
		{"a reach that lost its groups stays", rolesOf("User:Read="), list(u), nil, "User:Read=", ""},
		{"one privilege more must say its own", rolesOf("User:Read=a"), list(u, g), nil, "", say(g)},
		{"also next to a reach that lost its groups", rolesOf("User:Read="), list(u, g), nil, "", say(g)},
		{"one privilege more, said", rolesOf("User:Read=a"), list(u, g), []ReachSpec{groups(g, "a")}, "Group:Read=a User:Read=a", ""},
		{"one privilege less", rolesOf("User:Read=a", "Group:Read=b"), list(u), nil, "User:Read=a", ""},
		{"the last custom one goes as a new one comes: it must say its own", rolesOf("User:Read=a", "Group:Read=*"), list(g, rec), nil, "", say(rec)},
		{"all become the account, each said", rolesOf("User:Read=a", "Group:Read=b"), nil, []ReachSpec{account(u), account(g)}, "Group:Read=* User:Read=*", ""},
		{"the last custom reach is said away", rolesOf("User:Read=a", "Group:Read=*"), nil, []ReachSpec{account(u)}, "Group:Read=* User:Read=*", ""},
		{"the last custom reach is said away, and a new one is unsaid", rolesOf("User:Read=a"), list(u, g), []ReachSpec{account(u)}, "", say(g)},
		{"all privileges go", rolesOf("User:Read=a"), list(), nil, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := Role{ID: "r", Reaches: maps.Clone(test.before)}
			was := show(r.Reaches)
			err := r.SetReaches(test.privileges, test.specs)
			if test.refused != "" {
				if err == nil {
					t.Fatalf("accepted: %s", show(r.Reaches))
				}
				if len(err.Fields) != 1 || err.Status != 400 || err.Code != 300 || err.Fields[0].Field+": "+err.Fields[0].Message != test.refused {
					t.Errorf("refused with %v %v\nwant %s", err, err.Fields, test.refused)
				}
				if show(r.Reaches) != was {
					t.Errorf("refused, and yet changed from %s to %s", was, show(r.Reaches))
				}
				return
			}
			if err != nil {
				t.Fatalf("refused: %v %v", err, err.Fields)
			}
			if got := show(r.Reaches); got != test.after {
				t.Errorf("got  %s\nwant %s", got, test.after)
			}
		})
	}
}

// What a request says is copied: it may not be changed afterwards.
func TestSetReachesCopies(t *testing.T) {
	ids := []string{"b", "a"}
	var r Role
	if err := r.SetReaches([]Privilege{UserRead}, []ReachSpec{{Privilege: UserRead, Groups: &ids}}); err != nil {
		t.Fatal(err)
	}
	if ids[0] != "b" {
		t.Error("the request's own list was sorted")
	}
	ids[0] = "c"
	if got := show(r.Reaches); got != "User:Read=a,b" {
		t.Errorf("got %s", got)
	}
}

// Taking a narrow privilege away, without a word about reaches, must not widen
// what is left: rule 3 gives User:Read the intersection of its own reach and
// User:Edit's, and the narrow half would go.
func TestDroppingAPrivilegeNeverWidensAnother(t *testing.T) {
	for name, test := range map[string]struct {
		before map[Privilege]Reach
		keep   []Privilege
	}{
		"the narrow Edit goes, Read is wide":        {rolesOf("User:Edit=a", "User:Read=*"), []Privilege{"User:Read"}},
		"the narrow Read goes, Edit is wide":        {rolesOf("User:Edit=*", "User:Read=a"), []Privilege{"User:Edit"}},
		"the narrow Edit goes, Read has more":       {rolesOf("User:Edit=a", "User:Read=a,b"), []Privilege{"User:Read"}},
		"the narrow Dashboard goes, one page stays": {rolesOf("Dashboard:Read=a", "DashboardIM:Read=*"), []Privilege{"DashboardIM:Read"}},
		"the narrow page goes, Dashboard stays":     {rolesOf("Dashboard:Read=*", "DashboardIM:Read=a"), []Privilege{"Dashboard:Read"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := Role{Reaches: test.before}
			before := access.NewPolicy(&r)
			if err := r.SetReaches(test.keep, nil); err != nil {
				return // refused is as good
			}
			if after := access.NewPolicy(&r); !after.Within(before) {
				t.Errorf("leaving reaches out widened the role to %s", show(r.Reaches))
			}
		})
	}
}

// "Once one reach of a role is custom, every privilege must say its own": taking
// the custom privilege away and putting it back, in two requests that leave
// reaches out, must not give it the entire account.
func TestTakenAwayAndPutBack(t *testing.T) {
	for name, steps := range map[string][][]Privilege{
		"beside another":          {{"Group:Read"}, {"User:Read", "Group:Read"}},
		"by way of none at all":   {{}, {"User:Read", "Group:Read"}},
		"by way of another still": {{"Recording:Read"}, {"User:Read"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := Role{Reaches: rolesOf("User:Read=a", "Group:Read=*", "Recording:Read=*")}
			for _, privileges := range steps {
				if err := r.SetReaches(privileges, nil); err != nil {
					return // refused is as good
				}
			}
			if r.Reaches[UserRead].Account {
				t.Errorf("two requests that left reaches out widened the role to %s", show(r.Reaches))
			}
		})
	}
}

var (
	anyPrivilege = rapid.SampledFrom([]Privilege{"User:Read", "User:Edit", "Group:Read", "Recording:Read", "PbxAdmin:Read"})
	anySpec      = rapid.Custom(func(t *rapid.T) ReachSpec {
		s := ReachSpec{Privilege: anyPrivilege.Draw(t, "privilege")}
		if rapid.IntRange(0, 3).Draw(t, "says account") == 0 {
			s.Reach = "account"
		}
		if s.Reach == "" || rapid.IntRange(0, 9).Draw(t, "and groups") == 0 {
			ids := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c"})).Draw(t, "groups")
			s.Groups = &ids
		}
		return s
	})
	anyRole = rapid.Custom(func(t *rapid.T) *Role {
		r := &Role{}
		_ = r.SetReaches(rapid.SliceOf(anyPrivilege).Draw(t, "privileges"), rapid.SliceOf(anySpec).Draw(t, "specs"))
		return r
	})
)

// Whatever is asked, in whatever order: a custom reach becomes the account only
// by a request that says so of that very privilege, and a role with a custom
// reach has a reach that somebody said for each privilege.
func TestSetReachesNeverWidensUnsaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRole.Draw(t, "role")
		if r.Reaches == nil {
			r.Reaches = map[Privilege]Reach{}
		}
		for range rapid.IntRange(1, 6).Draw(t, "requests") {
			before, restricted := maps.Clone(r.Reaches), r.Restricted()
			var privileges []Privilege
			if rapid.Bool().Draw(t, "says privileges") {
				privileges = rapid.SliceOf(anyPrivilege).Draw(t, "privileges")
			}
			var specs []ReachSpec
			if rapid.Bool().Draw(t, "says reaches") {
				specs = rapid.SliceOf(anySpec).Draw(t, "specs")
			}
			said := map[Privilege]ReachSpec{}
			for _, s := range specs {
				said[s.Privilege] = s
			}
			if err := r.SetReaches(privileges, specs); err != nil {
				if show(before) != show(r.Reaches) {
					t.Fatal("refused, and yet changed")
				}
				continue
			}
			for p, reach := range r.Reaches {
				was, had := before[p]
				switch s, ok := said[p]; {
				case ok && reach.Account != (s.Reach == "account"):
					t.Fatalf("%s: said %+v, got %+v", p, s, reach)
				case ok:
				case had && show(map[Privilege]Reach{p: was}) != show(map[Privilege]Reach{p: reach}):
					t.Fatalf("%s: unsaid, and changed from %+v to %+v", p, was, reach)
				case !had && (restricted || r.Restricted()):
					t.Fatalf("%s: new to a restricted role, and nobody said its reach: %+v", p, reach)
				case !had && !reach.Account:
					t.Fatalf("%s: custom, and nobody said so", p)
				case had && !restricted && r.Restricted() && was.Account:
					t.Fatalf("%s: kept the account when the role became restricted, and nobody said so", p)
				}
				if reach.Account && len(reach.Groups) > 0 || !slices.IsSorted(reach.Groups) {
					t.Fatalf("%s: stored as %+v", p, reach)
				}
			}
		}
	})
}

// With reaches left out of every request and no privilege taken away in between,
// no sequence turns a custom reach into the account.
func TestReachesLeftOutNeverWiden(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRole.Draw(t, "role")
		custom := map[Privilege]string{}
		for p, reach := range r.Reaches {
			if !reach.Account {
				custom[p] = show(map[Privilege]Reach{p: reach})
			}
		}
		for range rapid.IntRange(1, 8).Draw(t, "requests") {
			privileges := append(r.Privileges(), rapid.SliceOfN(anyPrivilege, 0, 3).Draw(t, "more")...)
			if rapid.Bool().Draw(t, "unsaid") {
				privileges = nil
			}
			_ = r.SetReaches(privileges, rapid.SampledFrom([][]ReachSpec{nil, {}}).Draw(t, "specs"))
		}
		for p, was := range custom {
			if got := show(map[Privilege]Reach{p: r.Reaches[p]}); got != was {
				t.Fatalf("%s became %s", was, got)
			}
		}
	})
}

func TestRestricted(t *testing.T) {
	for want, list := range map[bool][]map[Privilege]Reach{
		false: {nil, {}, rolesOf("User:Read=*"), rolesOf("User:Read=*", "Group:Read=*")},
		true:  {rolesOf("User:Read=a"), rolesOf("User:Read="), rolesOf("User:Read=*", "Group:Read=a"), {"User:Read": {Groups: []string{}}}},
	} {
		for _, m := range list {
			if got := (&Role{Reaches: m}).Restricted(); got != want {
				t.Errorf("%s: restricted = %v", show(m), got)
			}
		}
	}
}

func TestSystemRole(t *testing.T) {
	for id, want := range map[string]bool{"0": true, "1": true, "2": true, "": false, "3": false, "00": false, "R": false} {
		if SystemRole(id) != want {
			t.Errorf("SystemRole(%q) = %v", id, !want)
		}
	}
}
