package access

import (
	"slices"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
)

// Rule 3. The role grants the operation's privilege, by name or implied.

func TestRule3Privilege(t *testing.T) {
	admin := Operations().Scopes() // every scope, so that rule 2 never speaks
	in := func(pattern string, r reaches, more ...func(*scene)) []func(*scene) {
		return append([]func(*scene){asks(pattern), holding(admin...), with(r)}, more...)
	}
	lacks := func(p string) *no { return noPermission("the role does not grant " + p) }
	const meetings = "GET /metrics/meetings" // asks for DashboardMeetings:Read
	rows(t, []row{
		{"named", in("GET /users", reaches{cordon.UserRead: everyone}), nil},
		{"named, for a group", in("GET /users", reaches{cordon.UserRead: reach("vendor")}), nil},
		{"named, for nobody", in("GET /users", reaches{cordon.UserRead: {}}), nil},
		{"Edit implies Read", in("GET /users", reaches{cordon.UserEdit: everyone}), nil},
		{"Read does not imply Edit", in("PATCH /users/{userId}", reaches{cordon.UserRead: everyone}), lacks("User:Edit")},
		{"Edit is Edit", in("PATCH /users/{userId}", reaches{cordon.UserEdit: everyone}), nil},
		{"Dashboard implies its family", in(meetings, reaches{"Dashboard:Read": everyone}), nil},
		{"Dashboard:Edit implies it too", in(meetings, reaches{"Dashboard:Edit": everyone}), nil},
		{"a member of the family is itself", in(meetings, reaches{"DashboardMeetings:Read": everyone}), nil},
		{"a member's Edit implies its Read", in(meetings, reaches{"DashboardMeetings:Edit": everyone}), nil},
		{"but not its sister", in(meetings, reaches{"DashboardWebinars:Read": everyone, "dashboard:read": everyone}), lacks("DashboardMeetings:Read")},
		{"a held scope of the family, the sister's privilege", in("GET /metrics/zoomrooms", reaches{"DashboardHome:Read": everyone}, holding("dashboard:read:admin")), lacks("DashboardZR:Read")},
		{"nor does it imply Dashboard's other members", in("GET /metrics/crc", reaches{"DashboardHome:Edit": everyone}, holding("dashboard:read:admin")), lacks("DashboardCRC:Read")},
		{"another letter case", in("GET /users", reaches{"user:read": everyone, "PbxAdmin:Edit": everyone}), noScope("user:read:list_users:admin", StageRole)},
		{"the admin role", in("PATCH /users/{userId}", nil, as(AdminPolicy())), nil},
		{"the owner role", in("PATCH /users/{userId}", nil, as(OwnerPolicy())), nil},
		// A role may back the scope by another operation, and still not grant this one.
		{"scope backed by a sibling, privilege missing", in("PATCH /users/{userId}/settings", reaches{cordon.UserRead: everyone}, holding("user:write:admin")), lacks("User:Edit")},
		{"no privilege is known: closed even to the owner", in("GET /archive_files/statistics", nil, as(OwnerPolicy())), noPermission("GET /archive_files/statistics has no privilege or holder rule")},
	})
}

func TestRule3Implies(t *testing.T) {
	for _, test := range []struct {
		has  cordon.Privilege
		want []cordon.Privilege // all that it grants
	}{
		{cordon.UserRead, []cordon.Privilege{"User:Read"}},
		{cordon.UserEdit, []cordon.Privilege{"User:Edit", "User:Read"}},
		{"Dashboard:Read", []cordon.Privilege{"Dashboard:Read", "DashboardCRC:Read", "DashboardHome:Read", "DashboardIM:Read", "DashboardMeetings:Read", "DashboardWebinars:Read", "DashboardZR:Read"}},
		{"DashboardIM:Read", []cordon.Privilege{"DashboardIM:Read"}},
		{"Meeting:Join", []cordon.Privilege{"Meeting:Join"}},
		{cordon.AccountOwner, []cordon.Privilege{cordon.AccountOwner}},
	} {
		if got := policyOf(reaches{test.has: everyone}).Privileges(); !slices.Equal(got, test.want) {
			t.Errorf("%s grants %v, want %v", test.has, got, test.want)
		}
	}
}

// An implied privilege carries the reach of the one that implies it; where
// several apply, their intersection.
func TestRule3ImpliedReach(t *testing.T) {
	for _, test := range []struct {
		name string
		role reaches
		at   cordon.Privilege
		want []any
	}{
		{"Edit's reach is Read's", reaches{cordon.UserEdit: reach("vendor")}, cordon.UserRead, []any{"service", "ann", "ben"}},
		{"account and account", reaches{cordon.UserEdit: everyone, cordon.UserRead: everyone}, cordon.UserRead, []any{"service", "ann", "ben", "cat", "dan", "eve"}},
		{"Edit account, Read narrow", reaches{cordon.UserEdit: everyone, cordon.UserRead: reach("vendor")}, cordon.UserRead, []any{"service", "ann", "ben"}},
		{"Edit narrow, Read account", reaches{cordon.UserEdit: reach("vendor"), cordon.UserRead: everyone}, cordon.UserRead, []any{"service", "ann", "ben"}},
		{"the narrower Read leaves Edit alone", reaches{cordon.UserEdit: everyone, cordon.UserRead: reach("vendor")}, cordon.UserEdit, []any{"service", "ann", "ben", "cat", "dan", "eve"}},
		{"two groups, one in common", reaches{cordon.UserEdit: reach("vendor"), cordon.UserRead: reach("sales")}, cordon.UserRead, []any{"service", "ben"}},
		{"nobody in common", reaches{cordon.UserEdit: reach("vendor"), cordon.UserRead: reach("board")}, cordon.UserRead, []any{"service"}},
		{"unions within a reach", reaches{cordon.UserEdit: reach("vendor", "board"), cordon.UserRead: reach("sales", "board")}, cordon.UserRead, []any{"service", "ben", "dan"}},
		{"Edit for nobody", reaches{cordon.UserEdit: {}, cordon.UserRead: everyone}, cordon.UserRead, []any{"service"}},
		{"three that apply", reaches{"Dashboard:Read": reach("vendor", "board"), "DashboardIM:Read": reach("sales", "board"), "DashboardIM:Edit": reach("sales")}, "DashboardIM:Read", []any{"service", "ben"}},
		{"not granted", reaches{cordon.UserRead: everyone}, cordon.UserEdit, nil},
		{"no privilege", reaches{cordon.UserRead: everyone}, "", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkSees(t, policyOf(test.role).see(test.at, "acme", "service"), test.want...)
		})
	}
}

// Every operation with a privilege opens to a role that grants just that.
func TestRule3WholeCatalog(t *testing.T) {
	all := holding(Operations().Scopes()...)
	for _, op := range Operations().All() {
		here := func(s *scene) { s.op = op }
		_, r := play(t, here, all, with(reaches{op.Privilege: everyone}), ruled(holder.Account)).decide()
		if op.Privilege == "" {
			if r == nil || r.Stage != StageRole && r.Err.Code != 4711 {
				t.Errorf("%s has no privilege and got %v", op, r)
			}
			continue
		}
		if r != nil {
			t.Errorf("%s with %s: %v", op, op.Privilege, r)
		}
		others := reaches{}
		for _, p := range Operations().Privileges() {
			if !p.Implies(op.Privilege) {
				others[p] = everyone
			}
		}
		if g, r := play(t, here, all, with(others)).decide(); r == nil {
			t.Errorf("%s without %s: %+v", op, op.Privilege, g)
		}
	}
}
