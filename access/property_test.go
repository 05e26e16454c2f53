package access

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
)

// Properties of the decision, over random roles, memberships and facts.

var (
	somePrivileges = []cordon.Privilege{cordon.UserRead, cordon.UserEdit, cordon.GroupRead, cordon.GroupEdit, "Dashboard:Read", "Dashboard:Edit",
		"DashboardIM:Read", "DashboardIM:Edit", "PbxAdmin:Read", "PbxAdmin:Edit", "UsageReport:Read", cordon.AccountOwner}
	someGroups = []string{"a", "b", "c", "d"}
	someUsers  = []string{"self", "u1", "u2", "u3", "u4", "u5"}

	anyGroups = rapid.SliceOfDistinct(rapid.SampledFrom(someGroups), rapid.ID[string])
	anyReach  = rapid.Custom(func(t *rapid.T) cordon.Reach {
		if rapid.Bool().Draw(t, "account") {
			return cordon.Reach{Account: true}
		}
		return cordon.Reach{Groups: anyGroups.Draw(t, "groups")}
	})
	anyReaches = rapid.MapOf(rapid.SampledFrom(somePrivileges), anyReach)
	anyPolicy  = rapid.Custom(func(t *rapid.T) *Policy {
		switch rapid.IntRange(0, 9).Draw(t, "policy") {
		case 0:
			return nil
		case 1:
			return OwnerPolicy()
		case 2:
			return AdminPolicy()
		case 3:
			return &Policy{}
		}
		return policyOf(anyReaches.Draw(t, "reaches"))
	})
	anyVisibility = rapid.Custom(func(t *rapid.T) Visibility {
		if rapid.IntRange(0, 9).Draw(t, "zero") == 0 {
			return Visibility{}
		}
		return anySight.Draw(t, "sight")
	})
	anySight = rapid.Custom(func(t *rapid.T) Visibility { // of one user in one account
		return Visibility{account: "acme", self: "self", clauses: rapid.SliceOfN(anyGroups, 0, 3).Draw(t, "clauses")}
	})
	anyMembership = rapid.Custom(func(t *rapid.T) map[string][]string {
		m := map[string][]string{}
		for _, u := range someUsers {
			m[u] = anyGroups.Draw(t, u)
		}
		return m
	})
)

// visible is who of a membership v sees.
func visible(v Visibility, members map[string][]string) (list []string) {
	for _, u := range someUsers {
		if sees(v, u, members[u]) {
			list = append(list, u)
		}
	}
	return list
}

func contains(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// Decide answers whatever it is asked, and never allows what CheckApp refuses.
func TestDecideNeverPanics(t *testing.T) {
	words := rapid.SampledFrom([]string{"", "acme", "other", "app", "client", "service"})
	numbers := rapid.Int64Range(0, 2)
	times := rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.IntRange(0, 9).Draw(t, "extreme") == 0 {
			return time.Unix(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "unix"), 0)
		}
		return noon.Add(time.Duration(rapid.Int64Range(-int64(2*time.Hour), int64(2*time.Hour)).Draw(t, "near")))
	})
	scopes := rapid.Custom(func(t *rapid.T) *ScopeSet {
		if rapid.IntRange(0, 9).Draw(t, "nil") == 0 {
			return nil
		}
		all := Operations().Scopes()
		if rapid.Bool().Draw(t, "all") {
			return NewScopeSet(all)
		}
		return NewScopeSet(rapid.SliceOf(rapid.SampledFrom(all)).Draw(t, "scopes"))
	})
	rules := rapid.SampledFrom([]holder.Rule{{}, holder.Rows, holder.Policy, holder.Account, holder.Unknown, holder.Path("userId"), holder.Group("groupId")})
	every := NewScopeSet(Operations().Scopes())
	known := slices.DeleteFunc(slices.Clone(Operations().All()), func(o *Operation) bool { return o.Privilege == "" })
	allowed := 0
	rapid.Check(t, func(t *rapid.T) {
		s := &Subject{
			Account:         words.Draw(t, "account"),
			UserLevelScopes: rapid.SampledFrom([]cordon.UserLevelScopes{"", "own", "role", "x"}).Draw(t, "user level"),
			App: AppFacts{ID: words.Draw(t, "app"), ClientID: words.Draw(t, "client"), Active: rapid.Bool().Draw(t, "active"), Generation: numbers.Draw(t, "gen"),
				Scopes: scopes.Draw(t, "now"), Issued: scopes.Draw(t, "issued"), SecretValid: rapid.Bool().Draw(t, "secret"), TokenRevoked: rapid.Bool().Draw(t, "revoked")},
			Owner: OwnerFacts{ID: words.Draw(t, "owner"), Active: rapid.Bool().Draw(t, "owner active"), Generation: numbers.Draw(t, "owner gen"), ZoomPhone: rapid.Bool().Draw(t, "phone")},
			Role:  anyPolicy.Draw(t, "role"),
		}
		c := &Claims{ID: words.Draw(t, "id"), Account: words.Draw(t, "c account"), ClientID: words.Draw(t, "c client"), Owner: words.Draw(t, "c owner"),
			Secret: words.Draw(t, "c secret"), AppGen: numbers.Draw(t, "c gen"), OwnerGen: numbers.Draw(t, "c owner gen"), IssuedAt: times.Draw(t, "iat"), ExpiresAt: times.Draw(t, "exp")}
		if rapid.Bool().Draw(t, "good token") { // or nothing would ever reach rule 2
			s.Account, s.App.ID, s.App.Active, s.App.SecretValid, s.App.TokenRevoked, s.Owner.ID, s.Owner.Active = "acme", "app", true, true, false, "self", true
			*c = Claims{Account: "acme", ClientID: s.App.ClientID, Owner: "self", AppGen: s.App.Generation, OwnerGen: s.Owner.Generation, IssuedAt: noon, ExpiresAt: noon.Add(time.Hour)}
		}
		op := rapid.SampledFrom(Operations().All()).Draw(t, "operation")
		if rapid.Bool().Draw(t, "good scopes") { // and nothing rule 3
			s.App.Scopes, s.App.Issued = every, every
			op = rapid.SampledFrom(known).Draw(t, "known operation")
		}
		rule := rules.Draw(t, "rule")
		g, r := Decide(s, c, op, rule, noon)
		if app := CheckApp(s); app != nil && (r == nil || r.Error() != app.Error()) {
			t.Fatalf("CheckApp refuses with %v and Decide says %v", app, r)
		}
		if r != nil {
			if g.Account() != "" || g.AppID() != "" || g.Operation() != nil {
				t.Fatalf("refused with a grant: %+v", g)
			}
			if r.Stage == "" || r.Err == nil || r.Err.Reason == "" || r.Err.Message == "" || r.Err.Status < 400 {
				t.Fatalf("a refusal that does not explain itself: %+v", r)
			}
			return
		}
		allowed++
		if v := g.Visibility(); v.Account() != s.Account || v.Self() != s.Owner.ID || g.Account() == "" || g.User() == "" {
			t.Fatalf("granted %+v", g)
		}
		if rule == holder.Unknown && !g.Unrestricted() || rule == holder.Account && !g.Visibility().Everyone() || !rule.Valid() || op.Privilege == "" {
			t.Fatalf("%s is granted under %s", op, rule)
		}
		if !g.People().Visibility().within(g.Visibility()) && g.People().Account() != "" {
			t.Fatalf("People is wider than the operation's visibility")
		}
	})
	if allowed == 0 {
		t.Error("nothing was ever allowed: this test says little")
	}
}

// A role given fewer groups, or groups for the account, shows nobody new under
// any privilege; nor does one that lost a privilege nothing else implies.
func TestNarrowingNeverWidens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := anyReaches.Draw(t, "before")
		after := maps.Clone(before)
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			if len(after) == 0 {
				break
			}
			p := rapid.SampledFrom(slices.Sorted(maps.Keys(after))).Draw(t, "privilege")
			switch r := after[p]; {
			case r.Account:
				after[p] = cordon.Reach{Groups: anyGroups.Draw(t, "groups")}
			case len(r.Groups) > 0:
				i := rapid.IntRange(0, len(r.Groups)-1).Draw(t, "group")
				after[p] = cordon.Reach{Groups: slices.Delete(slices.Clone(r.Groups), i, i+1)}
			}
		}
		narrower(t, before, after, anyMembership.Draw(t, "members"))
	})
}

// Taking a privilege away shows nobody new under any privilege, unless another
// that stays shares an implied one with it: of a narrow Edit beside a wide Read
// (or the reverse), the intersection of rule 3 loses the narrow part. Whoever
// takes that away has to say the reach of what is left; that is the business of
// cordon.Role.SetReaches (TestDroppingAPrivilegeNeverWidensAnother).
func TestTakingAwayNeverWidens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := anyReaches.Draw(t, "before")
		after := maps.Clone(before)
		for _, p := range slices.Sorted(maps.Keys(before)) {
			shared := false
			for q := range before {
				shared = shared || p != q && slices.ContainsFunc(Closure(p), func(x cordon.Privilege) bool { return slices.Contains(Closure(q), x) })
			}
			if !shared && rapid.Bool().Draw(t, "take "+string(p)) {
				delete(after, p)
			}
		}
		narrower(t, before, after, anyMembership.Draw(t, "members"))
	})
}

func narrower(t *rapid.T, before, after reaches, members map[string][]string) {
	p, q := policyOf(after), policyOf(before)
	if !p.Within(q) {
		t.Fatalf("%v is not within %v", after, before)
	}
	for _, privilege := range somePrivileges {
		was, is := visible(q.see(privilege, "acme", "self"), members), visible(p.see(privilege, "acme", "self"), members)
		if !contains(was, is) {
			t.Fatalf("under %s: saw %v, sees %v", privilege, was, is)
		}
	}
}

// And is an intersection: commutative, associative, idempotent, never wider.
func TestAnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, w, x := anyVisibility.Draw(t, "v"), anyVisibility.Draw(t, "w"), anyVisibility.Draw(t, "x")
		members := anyMembership.Draw(t, "members")
		see := func(v Visibility) []string { return visible(v, members) }
		both := see(v.And(w))
		if !slices.Equal(both, see(w.And(v))) {
			t.Fatal("not commutative")
		}
		if !slices.Equal(see(v.And(w).And(x)), see(v.And(w.And(x)))) {
			t.Fatal("not associative")
		}
		if !slices.Equal(see(v.And(v)), see(v)) || len(v.And(v).Clauses()) != len(v.Clauses()) {
			t.Fatal("not idempotent")
		}
		for _, u := range someUsers {
			if want := slices.Contains(see(v), u) && slices.Contains(see(w), u); slices.Contains(both, u) != want {
				t.Fatalf("%s: %v, want %v", u, !want, want)
			}
		}
		if v.And(w).Everyone() && !(v.Everyone() && w.Everyone()) {
			t.Fatal("everyone, out of less")
		}
		// What both see is within each of them.
		if m := v.And(w); m.Account() != "" && (!m.within(v) || !m.within(w)) {
			t.Fatal("And is not within its parts")
		}
	})
}

// within is a preorder, and sound: if v is within w, then whoever v sees, other
// than self, w sees, whatever the members are.
func TestWithin(t *testing.T) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		v, w, x := anySight.Draw(t, "v"), anySight.Draw(t, "w"), anySight.Draw(t, "x")
		if !v.within(v) {
			t.Fatal("not reflexive")
		}
		if v.within(w) && w.within(x) && !v.within(x) {
			t.Fatal("not transitive")
		}
		if !v.within(w) {
			return
		}
		found++
		members := anyMembership.Draw(t, "members")
		narrow := slices.DeleteFunc(visible(v, members), func(u string) bool { return u == "self" })
		if !contains(visible(w, members), narrow) {
			t.Fatalf("v sees %v, w sees %v", narrow, visible(w, members))
		}
	})
	if found == 0 {
		t.Error("nothing was ever within anything")
	}
	rapid.Check(t, func(t *rapid.T) {
		v := anyVisibility.Draw(t, "v")
		if v.within(Visibility{}) {
			t.Fatal("within nobody")
		}
		// The visibility may be of another self, the account may not.
		other := v
		other.account = "other"
		if v.within(other) || other.within(v) {
			t.Fatal("accounts mix")
		}
	})
}

// Covers is sound: if the caller covers a role, and its holder is within, then
// under every privilege all whom the holder sees the caller sees too.
func TestCoversIsSound(t *testing.T) {
	covered := 0
	rapid.Check(t, func(t *rapid.T) {
		caller, target := anyPolicy.Draw(t, "caller"), anyPolicy.Draw(t, "target")
		if caller == nil || target == nil {
			return
		}
		own := rapid.IntRange(0, 4).Draw(t, "own data only") == 0
		g := Grant{subject: &Subject{Account: "acme", Owner: OwnerFacts{ID: "self"}, Role: caller}, visibility: Visibility{account: "acme", self: "self"}, ownOnly: own}
		within, _, ok := g.Covers(target)
		if !ok {
			return
		}
		covered++
		members := anyMembership.Draw(t, "members")
		holderOf := rapid.SampledFrom(someUsers).Draw(t, "holder")
		for _, v := range within {
			if !sees(v, holderOf, members[holderOf]) {
				return // may not be given the role
			}
		}
		for _, p := range append(target.Privileges(), cordon.AccountOwner) {
			theirs, mine := visible(target.see(p, "acme", holderOf), members), visible(g.See(p), members)
			if !contains(mine, theirs) {
				t.Fatalf("under %s %s sees %v, the caller %v", p, holderOf, theirs, mine)
			}
		}
	})
	if covered == 0 {
		t.Error("nothing was ever covered")
	}
}

// Groups never lists a group that Group:Read does not reach, and Has, IDs and
// All agree.
func TestGroupsAgree(t *testing.T) {
	all := NewScopeSet(Operations().Scopes())
	operations := []*Operation{Operations().Find("GET /users"), Operations().Find("GET /groups"), Operations().Find("PATCH /groups/{groupId}"), Operations().Find("GET /phone/call_logs")}
	rapid.Check(t, func(t *rapid.T) {
		s := &Subject{Account: "acme", App: AppFacts{ID: "app", ClientID: "client", Active: true, Scopes: all, Issued: all, SecretValid: true},
			Owner: OwnerFacts{ID: "self", Active: true, ZoomPhone: true}, Role: policyOf(anyReaches.Draw(t, "role"))}
		c := &Claims{Account: "acme", ClientID: "client", Owner: "self", IssuedAt: noon, ExpiresAt: noon.Add(time.Hour)}
		g, r := Decide(s, c, rapid.SampledFrom(operations).Draw(t, "operation"), holder.Rows, noon)
		if r != nil {
			return
		}
		read := g.See(cordon.GroupRead)
		for _, known := range []Groups{g.Groups(), g.Reachable()} {
			for _, id := range someGroups {
				if known.Has(id) != (known.All() || slices.Contains(known.IDs(), id)) {
					t.Fatalf("%s: Has disagrees with %+v", id, known)
				}
				if known.Has(id) && read.Account() != "" && slices.ContainsFunc(read.Clauses(), func(c []string) bool { return !slices.Contains(c, id) }) {
					t.Fatalf("%s exists beyond Group:Read", id)
				}
			}
		}
	})
}

// Closure is transitive: what is implied by what is implied, is implied.
func TestClosureIsTransitive(t *testing.T) {
	for _, p := range append(Operations().Privileges(), "Dashboard:Edit", "DashboardIM:Edit") {
		all := Closure(p)
		for _, q := range all {
			for _, r := range Closure(q) {
				if !slices.Contains(all, r) {
					t.Errorf("%s implies %s, which implies %s", p, q, r)
				}
			}
		}
	}
}
