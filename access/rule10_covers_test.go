package access

import (
	"testing"

	"github.com/cordon-zoom/cordon"
)

// Rule 10. Any act on a user, role or app requires that the caller covers all
// that the target's role grants.

func TestRule10Covers(t *testing.T) {
	admin, owner := AdminPolicy(), OwnerPolicy()
	all := policyOf(reaches{cordon.UserEdit: everyone, cordon.RoleEdit: everyone})
	vendor := policyOf(reaches{cordon.UserEdit: reach("vendor"), cordon.RoleEdit: everyone})
	two := policyOf(reaches{cordon.UserEdit: reach("vendor", "board"), cordon.RoleEdit: everyone})
	apart := policyOf(reaches{cordon.UserEdit: reach("vendor"), cordon.UserRead: reach("sales"), cordon.RoleEdit: everyone})
	self := policyOf(reaches{cordon.UserEdit: {}, cordon.RoleEdit: everyone})
	reader := policyOf(reaches{cordon.UserRead: everyone, cordon.RoleEdit: everyone})
	none := policyOf(nil)

	userRead := func(r cordon.Reach) *Policy { return policyOf(reaches{cordon.UserRead: r}) }
	userEdit := func(r cordon.Reach) *Policy { return policyOf(reaches{cordon.UserEdit: r}) }
	for _, test := range []struct {
		name           string
		caller, target *Policy
		lacking        cordon.Privilege // "" if covered
	}{
		{"owner, owner", owner, owner, ""},
		{"owner, admin", owner, admin, ""},
		{"owner, anyone", owner, vendor, ""},
		{"owner, a role that names AccountOwner", owner, policyOf(reaches{cordon.AccountOwner: everyone}), ""},
		{"admin, owner", admin, owner, cordon.AccountOwner},
		{"admin, a role that names AccountOwner", admin, policyOf(reaches{cordon.AccountOwner: reach("vendor")}), cordon.AccountOwner},
		{"admin, admin", admin, admin, ""},
		{"admin, anyone", admin, vendor, ""},
		{"admin, a privilege that nobody knows", admin, policyOf(reaches{"New:Edit": everyone}), "New:Edit"},
		{"anyone, owner", all, owner, cordon.AccountOwner},
		{"anyone, admin", all, admin, "AccountProfile:Edit"},
		{"nobody, a member", none, none, ""},

		{"everyone, a reader of everyone", all, userRead(everyone), ""},
		{"everyone, a reader of a group", all, userRead(reach("vendor")), ""},
		{"everyone, an editor of everyone", all, userEdit(everyone), ""},
		{"a reader, an editor", reader, userEdit(reach("vendor")), cordon.UserEdit},
		{"a reader, an editor of nobody", reader, userEdit(cordon.Reach{}), cordon.UserEdit},
		{"a reader, a reader", reader, userRead(everyone), ""},

		{"a group, the same group", vendor, userEdit(reach("vendor")), ""},
		{"a group, a member", vendor, none, ""},
		{"a group, oneself alone", vendor, userEdit(cordon.Reach{}), ""},
		{"a group, everyone", vendor, userRead(everyone), cordon.UserRead},
		{"a group, another group", vendor, userRead(reach("board")), cordon.UserRead},
		{"a group, one more group", vendor, userEdit(reach("vendor", "board")), cordon.UserEdit},
		{"two groups, one of them", two, userEdit(reach("board")), ""},
		{"two groups, both", two, userEdit(reach("board", "vendor")), ""},
		{"oneself, a group", self, userRead(reach("vendor")), cordon.UserRead},
		{"oneself, oneself alone", self, userRead(cordon.Reach{}), ""},

		{"two clauses, one of them", apart, userRead(reach("vendor")), cordon.UserRead},
		{"two clauses, the other", apart, userRead(reach("sales")), cordon.UserRead},
		{"two clauses, both", apart, policyOf(reaches{cordon.UserEdit: reach("vendor"), cordon.UserRead: reach("sales")}), ""},
		{"implied reaches count", apart, userEdit(reach("vendor")), cordon.UserRead},
		{"one privilege covered, one not", vendor, policyOf(reaches{cordon.UserRead: reach("vendor"), cordon.AppRead: reach("vendor")}), cordon.AppRead},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := Grant{subject: &Subject{Account: "acme", Owner: OwnerFacts{ID: "service"}, Role: test.caller},
				visibility: Visibility{account: "acme", self: "service"}}
			within, lacking, ok := g.Covers(test.target)
			if ok != (test.lacking == "") || lacking != test.lacking {
				t.Errorf("covered %v, lacking %q, want lacking %q", ok, lacking, test.lacking)
			}
			if !ok && within != nil {
				t.Errorf("not covered, and yet within %v", within)
			}
		})
	}
}

// Whoever holds the target's role sees themselves under each of its privileges:
// so the caller must have them in sight under each that is narrowed for it.
func TestRule10SelfSight(t *testing.T) {
	for _, test := range []struct {
		name           string
		caller, target reaches
		want           []any // who may hold the target's role
	}{
		{"caller reaches everyone", reaches{cordon.UserEdit: everyone}, reaches{cordon.UserRead: everyone}, []any{"service", "ann", "ben", "cat", "dan", "eve"}},
		{"target grants nothing", reaches{cordon.UserEdit: reach("vendor")}, reaches{}, []any{"service", "ann", "ben", "cat", "dan", "eve"}},
		{"caller reaches a group", reaches{cordon.UserEdit: reach("vendor")}, reaches{cordon.UserRead: reach("vendor")}, []any{"service", "ann", "ben"}},
		{"even a role that reaches nobody shows its holder to themselves", reaches{cordon.UserEdit: reach("vendor")}, reaches{cordon.UserRead: {}}, []any{"service", "ann", "ben"}},
		{"under every privilege", reaches{cordon.UserEdit: reach("vendor"), "Recording:Read": reach("sales")},
			reaches{cordon.UserRead: {}, "Recording:Read": {}}, []any{"service", "ben"}},
		{"under implied ones", reaches{cordon.UserEdit: reach("vendor"), cordon.UserRead: reach("sales")},
			reaches{cordon.UserEdit: {}}, []any{"service", "ben"}},
		{"caller reaches oneself", reaches{cordon.UserEdit: {}}, reaches{cordon.UserRead: {}}, []any{"service"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := granted(t, with(test.caller))
			within, lacking, ok := g.Covers(policyOf(test.target))
			if !ok {
				t.Fatalf("lacking %s", lacking)
			}
			sight := Visibility{account: "acme", self: "service"}
			for _, v := range within {
				sight = sight.And(v)
			}
			checkSees(t, sight, test.want...)
		})
	}
}

// Within compares two versions of a role.
func TestRule10PolicyWithin(t *testing.T) {
	for _, test := range []struct {
		name string
		p, q *Policy
		want bool
	}{
		{"itself", policyOf(recipe()), policyOf(recipe()), true},
		{"nothing", policyOf(nil), policyOf(nil), true},
		{"fewer privileges", policyOf(reaches{cordon.UserRead: reach("vendor")}), policyOf(recipe()), true},
		{"another privilege", policyOf(reaches{cordon.GroupRead: {}}), policyOf(recipe()), false},
		{"fewer groups", policyOf(reaches{cordon.UserRead: reach("a")}), policyOf(reaches{cordon.UserRead: reach("a", "b")}), true},
		{"more groups", policyOf(reaches{cordon.UserRead: reach("a", "b")}), policyOf(reaches{cordon.UserRead: reach("a")}), false},
		{"groups for account", policyOf(reaches{cordon.UserRead: reach("a")}), policyOf(reaches{cordon.UserRead: everyone}), true},
		{"account for groups", policyOf(reaches{cordon.UserRead: everyone}), policyOf(reaches{cordon.UserRead: reach("a")}), false},
		{"Read for Edit", policyOf(reaches{cordon.UserRead: everyone}), policyOf(reaches{cordon.UserEdit: everyone}), true},
		{"Edit for Read", policyOf(reaches{cordon.UserEdit: everyone}), policyOf(reaches{cordon.UserRead: everyone}), false},
		{"dropping a narrow Edit widens Read", policyOf(reaches{cordon.UserRead: everyone}), policyOf(reaches{cordon.UserRead: everyone, cordon.UserEdit: reach("a")}), false},
		{"anyone, admin", policyOf(recipe()), AdminPolicy(), true},
		{"admin, owner", AdminPolicy(), OwnerPolicy(), true},
		{"owner, owner", OwnerPolicy(), OwnerPolicy(), true},
		{"owner, admin", OwnerPolicy(), AdminPolicy(), false},
	} {
		if got := test.p.Within(test.q); got != test.want {
			t.Errorf("%s: within = %v, want %v", test.name, got, test.want)
		}
	}
}
