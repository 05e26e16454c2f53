package access

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
)

// Rule 2. The operation accepts a scope that the token was issued with, that
// the app still holds, and that the owner's role backs now.

// noScope is 4711 with Zoom's wording: no space after the colon, every granular
// scope that would do.
func noScope(accepted string, stage Stage) *no {
	reason := "the token holds none of the scopes"
	if stage == StageRole {
		reason = "the app holds a scope that the role no longer backs"
	}
	return &no{400, 4711, "Invalid access token, does not contain scopes:[" + accepted + "].", stage, reason}
}

func TestRule2IssuedNowBacked(t *testing.T) {
	const list = "user:read:list_users:admin"
	scopes := func(issued, now []cordon.Scope) []func(*scene) {
		return []func(*scene){func(s *scene) { s.App.Issued, s.App.Scopes = NewScopeSet(issued), NewScopeSet(now) }}
	}
	has, other := []cordon.Scope{list}, []cordon.Scope{"group:read:list_groups:admin"}
	backs, unbacked := with(reaches{cordon.UserRead: reach("vendor")}), with(reaches{cordon.GroupRead: everyone})
	rows(t, []row{
		{"issued, held and backed", append(scopes(has, has), backs), nil},
		{"issued and held, not backed: the role lost it", append(scopes(has, has), unbacked), noScope(list, StageRole)},
		{"issued and backed, not held: the app lost it", append(scopes(has, other), backs), noScope(list, StageApp)},
		{"held and backed, not issued: the app gained it later", append(scopes(other, has), backs), noScope(list, StageApp)},
		{"issued only", append(scopes(has, nil), unbacked), noScope(list, StageApp)},
		{"held only", append(scopes(nil, has), unbacked), noScope(list, StageApp)},
		{"backed only", append(scopes(nil, nil), backs), noScope(list, StageApp)},
		{"one of two is unbacked, the other does", []func(*scene){holding("user:read:admin", "phone:read:admin"), backs}, nil},
	})
}

func TestRule2AnyAcceptedScope(t *testing.T) {
	rows(t, []row{
		{"granular", []func(*scene){holding("user:read:list_users:admin")}, nil},
		{"classic", []func(*scene){holding("user:read:admin")}, nil},
		{"classic without :admin", []func(*scene){holding("user:read")}, nil},
		{"classic write serves the read, as Zoom lists it", []func(*scene){holding("user:write:admin"), with(reaches{cordon.UserRead: everyone})}, nil},
		{"of another operation", []func(*scene){holding("user:read:user:admin")}, noScope("user:read:list_users:admin", StageApp)},
		{"another letter case", []func(*scene){holding("user:read:list_users:Admin")}, noScope("user:read:list_users:admin", StageApp)},
		{"a prefix", []func(*scene){holding("user:read:list_users")}, noScope("user:read:list_users:admin", StageApp)},
		{"two scopes in one string", []func(*scene){holding("user:read:list_users:admin user:read:admin")}, noScope("user:read:list_users:admin", StageApp)},
		{"the empty scope", []func(*scene){holding("")}, noScope("user:read:list_users:admin", StageApp)},
		{"an unknown scope", []func(*scene){holding("user:read:nothing:admin")}, noScope("user:read:list_users:admin", StageApp)},

		{"4711 lists every granular scope", []func(*scene){asks("GET /users/{userId}"), holding()}, noScope("user:read:user, user:read:user:admin", StageApp)},
		{"and the classic ones where there are no others", []func(*scene){asks("DELETE /users/{userId}/picture"), holding()}, noScope("user:write:admin, user:write", StageApp)},
		{"one classic scope only", []func(*scene){asks("GET /report/daily"), holding()}, noScope("report:read:admin", StageApp)},
	})
}

// A role backs a scope if it grants the privilege of at least one operation
// that accepts it. Rule 3 still asks each operation for its own.
func TestRule2Backs(t *testing.T) {
	for _, test := range []struct {
		name  string
		role  reaches
		scope cordon.Scope
		want  bool
	}{
		{"the privilege itself", reaches{cordon.UserRead: everyone}, "user:read:user", true},
		{"however narrow", reaches{cordon.UserRead: {}}, "user:read:user", true},
		{"implied by Edit", reaches{cordon.UserEdit: everyone}, "user:read:user", true},
		{"Read does not back a write", reaches{cordon.UserRead: everyone}, "user:write:user:admin", false},
		{"implied by Dashboard", reaches{"Dashboard:Read": everyone}, "dashboard:read:list_meetings:admin", true},
		{"another product", reaches{"PbxAdmin:Edit": everyone}, "user:read:user", false},
		{"no privilege at all", reaches{}, "user:read:user", false},
		{"unknown scope", reaches{cordon.UserEdit: everyone}, "user:read:nothing", false},
		{"empty scope", reaches{cordon.UserEdit: everyone}, "", false},
		{"scope that no operation of a known privilege accepts", reaches{cordon.UserEdit: everyone}, "account:update:settings:master", false},
	} {
		if got := Backs(policyOf(test.role), test.scope); got != test.want {
			t.Errorf("%s: %v backs %q = %v, want %v", test.name, test.role, test.scope, got, test.want)
		}
	}
	for _, s := range Operations().Scopes() {
		if len(Operations().Backing(s)) > 0 && (!Backs(AdminPolicy(), s) || !Backs(OwnerPolicy(), s)) {
			t.Errorf("admin or owner does not back %s", s)
		}
		if Backs(nil, s) || Backs(&Policy{}, s) || Backs(policyOf(nil), s) {
			t.Errorf("a role without privileges backs %s", s)
		}
	}
}

// The published recipe works as written: each of its eleven scopes, which mix
// user-level ones with ":admin", is backed by its role, and opens a read of the
// vendor's group. Where the account takes user-level scopes literally, those
// reach the service user alone.
func TestRule2Recipe(t *testing.T) {
	if len(recipeScopeList) != 11 {
		t.Fatalf("the recipe has 11 scopes, not %d", len(recipeScopeList))
	}
	opens := map[cordon.Scope]string{
		"user:read:user":                   "GET /users/{userId}",
		"user:read:list_users:admin":       "GET /users",
		"meeting:read:meeting":             "GET /meetings/{meetingId}",
		"meeting:read:list_meetings:admin": "GET /users/{userId}/meetings",
		"report:read:admin":                "GET /report/daily",
		"report:read:user:admin":           "GET /report/users/{userId}/meetings",
		"team:read:team":                   "GET /chat/channels/{channelId}", // Cordon's addition, as the next
		"team:read:list_teams:admin":       "GET /chat/channels",
		"phone:read:admin":                 "GET /phone/call_history",
		"phone_call_log:read:admin":        "GET /phone/call_logs",
		"phone:read":                       "GET /phone/call_logs/{callLogId}",
	}
	for _, scope := range recipeScopeList {
		if !Backs(policyOf(recipe()), scope) {
			t.Errorf("%s is not backed by the recipe's role", scope)
		}
		pattern := opens[scope]
		t.Run(string(scope), func(t *testing.T) {
			g := granted(t, asks(pattern), holding(scope))
			checkSees(t, g.Visibility(), "service", "ann", "ben")
			checkSees(t, g.People().Visibility(), "service", "ann", "ben")
			own := granted(t, asks(pattern), holding(scope), ownData)
			if scope.Admin() {
				checkSees(t, own.Visibility(), "service", "ann", "ben")
			} else {
				checkSees(t, own.Visibility(), "service")
			}
		})
	}
	// All eleven at once open all that any one does.
	for _, pattern := range opens {
		granted(t, asks(pattern))
	}
}

// user_level_scopes: own. A scope without ":admin" reaches its own user's data
// only; one with ":admin" beside it lifts that.
func TestRule2UserLevelScopes(t *testing.T) {
	one := asks("GET /users/{userId}") // accepts both kinds
	for _, test := range []struct {
		name   string
		scopes []cordon.Scope
		change []func(*scene)
		want   []any
	}{
		{"role: the reach decides", []cordon.Scope{"user:read:user"}, nil, []any{"service", "ann", "ben"}},
		{"own: oneself alone", []cordon.Scope{"user:read:user"}, []func(*scene){ownData}, []any{"service"}},
		{"own, classic", []cordon.Scope{"user:read"}, []func(*scene){ownData}, []any{"service"}},
		{"own, :admin", []cordon.Scope{"user:read:user:admin"}, []func(*scene){ownData}, []any{"service", "ann", "ben"}},
		{"own, both", []cordon.Scope{"user:read:user", "user:read:user:admin"}, []func(*scene){ownData}, []any{"service", "ann", "ben"}},
		{"own, classic and granular :admin", []cordon.Scope{"user:read", "user:read:user:admin"}, []func(*scene){ownData}, []any{"service", "ann", "ben"}},
		{"own, :admin of another operation", []cordon.Scope{"user:read:user", "user:read:list_users:admin"}, []func(*scene){ownData}, []any{"service"}},
		{"own, role reaches everyone", []cordon.Scope{"user:read:user"}, []func(*scene){ownData, with(reaches{cordon.UserRead: everyone})}, []any{"service"}},
		{"own, the account's owner", []cordon.Scope{"user:read:user"}, []func(*scene){ownData, as(OwnerPolicy())}, []any{"service"}},
		{"an unknown setting is taken as role", []cordon.Scope{"user:read:user"}, []func(*scene){func(s *scene) { s.UserLevelScopes = "" }}, []any{"service", "ann", "ben"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := granted(t, append([]func(*scene){one, holding(test.scopes...)}, test.change...)...)
			checkSees(t, g.Visibility(), test.want...)
			checkSees(t, g.See(cordon.UserRead), test.want...)
			checkSees(t, g.People().Visibility(), test.want...)
		})
	}

	// The :admin scope counts only if it is itself issued, held and backed.
	for name, change := range map[string]func(*scene){
		"not issued": func(s *scene) {
			s.App.Scopes, s.App.Issued = NewScopeSet([]cordon.Scope{"user:read:user", "user:read:user:admin"}), NewScopeSet([]cordon.Scope{"user:read:user"})
		},
		"not held": func(s *scene) {
			s.App.Issued, s.App.Scopes = NewScopeSet([]cordon.Scope{"user:read:user", "user:read:user:admin"}), NewScopeSet([]cordon.Scope{"user:read:user"})
		},
	} {
		t.Run(":admin "+name, func(t *testing.T) { checkSees(t, granted(t, one, change, ownData).Visibility(), "service") })
	}

	own := func(role *Policy) Grant {
		return granted(t, one, holding("user:read:user"), ownData, as(role))
	}
	for name, role := range map[string]*Policy{"recipe": policyOf(recipe()), "admin": AdminPolicy(), "owner": OwnerPolicy()} {
		t.Run("own data only: "+name, func(t *testing.T) {
			g := own(role)
			if g.Unrestricted() {
				t.Error("unrestricted")
			}
			for _, p := range Operations().Privileges() {
				if v := g.See(p); v.Everyone() || v.Account() != "" && sees(v, "ann", people["ann"]) {
					t.Errorf("sees others under %s", p)
				}
			}
			if known := g.Groups(); known.All() || len(known.IDs()) > 0 {
				t.Errorf("knows groups %+v", known)
			}
			if known := g.Reachable(); known.All() || len(known.IDs()) > 0 {
				t.Errorf("may name groups %+v", known)
			}
			for target, p := range map[string]*Policy{"admin": AdminPolicy(), "owner": OwnerPolicy(), "user reader": policyOf(reaches{cordon.UserRead: everyone})} {
				if within, _, ok := g.Covers(p); ok {
					t.Errorf("covers %s with %+v", target, within)
				}
			}
			within, _, ok := g.Covers(policyOf(reaches{cordon.UserRead: {}}))
			if !ok || len(within) != 1 || sees(within[0], "ann", people["ann"]) {
				t.Errorf("a role that reaches its holder alone is covered %v within %+v, want within oneself", ok, within)
			}
		})
	}
	rows(t, []row{
		{"own data only: account-wide operations are closed, even to the owner",
			[]func(*scene){asks("POST /users"), holding("user:write"), ownData, as(OwnerPolicy()), ruled(holder.Account)},
			noPermission("User:Edit must reach the entire account for POST /users")},
		{"own data only: mixed data is closed, even to the owner",
			[]func(*scene){one, holding("user:read"), ownData, as(OwnerPolicy()), ruled(holder.Unknown)},
			noPermission("GET /users/{userId} mixes people that cannot be told apart, and the credential is restricted")},
	})
}

// No operation of the catalog opens without one of its scopes, and each opens
// with any one of them, the account owner asking.
func TestRule2WholeCatalog(t *testing.T) {
	for _, op := range Operations().All() {
		if op.Privilege == "" {
			continue
		}
		here := func(s *scene) { s.op = op }
		var others []cordon.Scope
		for _, s := range Operations().Scopes() {
			if !op.Accepts(s) {
				others = append(others, s)
			}
		}
		_, r := play(t, here, as(OwnerPolicy()), holding(others...)).decide()
		if r == nil || r.Err.Code != 4711 || r.Err.Status != http.StatusBadRequest {
			t.Errorf("%s without any of its scopes: %v", op, r)
		}
		for _, s := range slices.Concat(op.Classic, op.Granular, op.Added) {
			if _, r := play(t, here, as(OwnerPolicy()), holding(s)).decide(); r != nil {
				t.Errorf("%s with %s: %v", op, s, r)
			}
		}
	}
}

func TestScopeSet(t *testing.T) {
	list := []cordon.Scope{"a", "b", "a"}
	s := NewScopeSet(list)
	list[0] = "c"
	if got := fmt.Sprint(s.Has("a"), s.Has("b"), s.Has("c"), s.Has(""), (*ScopeSet)(nil).Has("a"), (&ScopeSet{}).Has("a")); got != "true true false false false false" {
		t.Errorf("got %s", got)
	}
}
