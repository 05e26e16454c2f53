package access

import (
	"slices"
	"testing"

	"github.com/cordon-zoom/cordon"
)

// Rule 5. A reach is a kind, account or groups, per privilege, never inferred.

func TestRule5Visibility(t *testing.T) {
	for _, test := range []struct {
		name  string
		role  reaches
		want  []any
		every bool
	}{
		{"the entire account", reaches{cordon.UserRead: everyone}, []any{"service", "ann", "ben", "cat", "dan", "eve"}, true},
		{"one group, and oneself", reaches{cordon.UserRead: reach("vendor")}, []any{"service", "ann", "ben"}, false},
		{"any of several groups", reaches{cordon.UserRead: reach("vendor", "board")}, []any{"service", "ann", "ben", "dan"}, false},
		{"groups with none left: oneself", reaches{cordon.UserRead: reach()}, []any{"service"}, false},
		{"a group without members", reaches{cordon.UserRead: reach("empty")}, []any{"service"}, false},
		{"the empty group id is nobody's", reaches{cordon.UserRead: reach("")}, []any{"service"}, false},
		{"another privilege's reach is no help", reaches{cordon.UserRead: reach("vendor"), cordon.GroupRead: everyone}, []any{"service", "ann", "ben"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := granted(t, with(test.role))
			v := g.Visibility()
			checkSees(t, v, test.want...)
			if v.Everyone() != test.every || v.Account() != "acme" || v.Self() != "service" || g.Account() != "acme" || g.User() != "service" || g.AppID() != "app" {
				t.Errorf("got %+v", v)
			}
			if g.Operation().String() != "GET /users" || g.subject.Role == nil {
				t.Error("the grant does not say what it is for")
			}
		})
	}
}

func TestRule5See(t *testing.T) {
	g := granted(t, with(reaches{cordon.UserRead: reach("vendor"), "Recording:Read": reach("sales"), cordon.GroupRead: everyone}))
	checkSees(t, g.See(cordon.UserRead), "service", "ann", "ben")
	checkSees(t, g.See("Recording:Read"), "service", "ben", "cat")
	checkSees(t, g.See(cordon.GroupRead), "service", "ann", "ben", "cat", "dan", "eve")
	for _, p := range []cordon.Privilege{"Recording:Edit", cordon.UserEdit, cordon.AccountOwner, "PbxAdmin:Read", "", "user:read"} {
		checkSees(t, g.See(p))
	}
}

// One narrowed privilege makes the credential a restricted one.
func TestRule5Restricted(t *testing.T) {
	for _, test := range []struct {
		name string
		role *Policy
		want bool
	}{
		{"all for the account", policyOf(reaches{cordon.UserRead: everyone, "Recording:Read": everyone}), false},
		{"one narrowed", policyOf(reaches{cordon.UserRead: everyone, "Recording:Read": reach("vendor")}), true},
		{"one without groups left", policyOf(reaches{cordon.UserRead: everyone, "Recording:Read": {}}), true},
		{"none at all", policyOf(nil), false},
		{"admin", AdminPolicy(), false},
		{"owner", OwnerPolicy(), false},
	} {
		if got := test.role.Restricted(); got != test.want {
			t.Errorf("%s: restricted = %v", test.name, got)
		}
		if len(test.role.Privileges()) > 0 {
			if got := granted(t, as(test.role)).Unrestricted(); got == test.want {
				t.Errorf("%s: the grant's unrestricted = %v", test.name, got)
			}
		}
	}
}

// The zero Visibility sees nobody: not everyone, not itself, not nobody's account.
func TestRule5ZeroVisibility(t *testing.T) {
	var zero Visibility
	if zero.Everyone() || zero.Account() != "" || zero.Self() != "" || len(zero.Clauses()) != 0 {
		t.Errorf("got %+v", zero)
	}
	all := Visibility{account: "acme", self: "service"}
	for name, v := range map[string]Visibility{
		"zero and everyone": zero.And(all), "everyone and zero": all.And(zero), "zero and zero": zero.And(zero),
		"another account": all.And(Visibility{account: "other", self: "service"}),
		"another self":    all.And(Visibility{account: "acme", self: "ann"}),
	} {
		if v.Account() != "" || v.Everyone() || v.Self() != "" {
			t.Errorf("%s: got %+v", name, v)
		}
	}
	if all.within(zero) {
		t.Error("everyone is within nobody")
	}
	if other := (Visibility{account: "other"}); all.within(other) || other.within(all) {
		t.Error("accounts mix")
	}
	if (People{}).Everyone() || (People{}).Account() != "" {
		t.Error("the zero People sees somebody")
	}
}

// A policy takes no notice of what happens to the role it was made of, and And
// of nothing that happens to what it was made of.
func TestRule5Immutable(t *testing.T) {
	groups := []string{"vendor", "board"}
	role := &cordon.Role{Reaches: reaches{cordon.UserRead: {Groups: groups}}}
	p := NewPolicy(role)
	groups[0] = "sales"
	role.Reaches[cordon.UserRead] = everyone
	v := p.see(cordon.UserRead, "acme", "service")
	checkSees(t, v, "service", "ann", "ben", "dan")

	narrow := Visibility{account: "acme", self: "service", clauses: slices.Grow([][]string{{"vendor"}}, 4)}
	a := narrow.And(Visibility{account: "acme", self: "service", clauses: [][]string{{"sales"}}})
	b := narrow.And(Visibility{account: "acme", self: "service", clauses: [][]string{{"board"}}})
	checkSees(t, a, "service", "ben")
	checkSees(t, b, "service")
	checkSees(t, narrow, "service", "ann", "ben")
}
