package access

import (
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
)

// Rule 9. Unknown is refused: an operation without privilege or holder rule,
// and, to a restricted credential, one whose holders are unknown.

func TestRule9Unknown(t *testing.T) {
	all := holding(Operations().Scopes()...)
	report := asks("GET /report/operationlogs") // free text; asks for UsageReport:Read
	in := func(r reaches, rule holder.Rule, more ...func(*scene)) []func(*scene) {
		return append([]func(*scene){all, report, with(r), ruled(rule)}, more...)
	}
	mixes := noPermission("GET /report/operationlogs mixes people that cannot be told apart, and the credential is restricted")
	narrow := noPermission("UsageReport:Read must reach the entire account for GET /report/operationlogs")
	wide, group := reaches{"UsageReport:Read": everyone}, reaches{"UsageReport:Read": reach("vendor")}
	elsewhere := reaches{"UsageReport:Read": everyone, "Recording:Read": reach("vendor")}
	rows(t, []row{
		{"holders unknown, nothing narrowed", in(wide, holder.Unknown), nil},
		{"holders unknown, the owner", in(nil, holder.Unknown, as(OwnerPolicy())), nil},
		{"holders unknown, an admin", in(nil, holder.Unknown, as(AdminPolicy())), nil},
		{"holders unknown, its privilege narrowed", in(group, holder.Unknown), mixes},
		{"holders unknown, another privilege narrowed", in(elsewhere, holder.Unknown), mixes},
		{"holders unknown, a reach without groups", in(reaches{"UsageReport:Read": everyone, "Recording:Read": {}}, holder.Unknown), mixes},
		{"holders unknown, own data only", in(nil, holder.Unknown, as(OwnerPolicy()), ownData, holding("user:read"), asks("GET /users")),
			noPermission("GET /users mixes people that cannot be told apart, and the credential is restricted")},

		{"the account, nothing narrowed", in(wide, holder.Account), nil},
		{"the account, another privilege narrowed", in(elsewhere, holder.Account), nil},
		{"the account, its privilege narrowed", in(group, holder.Account), narrow},
		{"the account, no groups left", in(reaches{"UsageReport:Read": {}}, holder.Account), narrow},

		{"each row, narrowed", in(group, holder.Rows), nil},
		{"a user of the path, narrowed", in(group, holder.Path("userId")), nil},
		{"a group of the path, narrowed", in(group, holder.Group("groupId")), nil},
		{"roles and apps, narrowed", in(group, holder.Policy), nil},

		{"no holder rule", in(wide, holder.Rule{}), noPermission("GET /report/operationlogs has no privilege or holder rule")},
		{"no holder rule, the owner", in(nil, holder.Rule{}, as(OwnerPolicy())), noPermission("GET /report/operationlogs has no privilege or holder rule")},
		{"no privilege, the owner", in(nil, holder.Rows, as(OwnerPolicy()), asks("GET /archive_files/statistics")), noPermission("GET /archive_files/statistics has no privilege or holder rule")},
		{"AccountOwner opens no operation", in(reaches{cordon.AccountOwner: everyone}, holder.Rows), noScope("report:read:operation_logs:admin", StageRole)},
	})
}

// Each operation whose privilege nobody published or inferred is closed to all.
func TestRule9NoPrivilegeIsClosed(t *testing.T) {
	closed := 0
	for _, op := range Operations().All() {
		if op.Privilege != "" {
			continue
		}
		closed++
		for name, p := range map[string]*Policy{"owner": OwnerPolicy(), "admin": AdminPolicy()} {
			if g, r := play(t, func(s *scene) { s.op = op }, holding(Operations().Scopes()...), as(p)).decide(); r == nil {
				t.Errorf("%s to the %s: %+v", op, name, g)
			}
		}
	}
	if closed == 0 {
		t.Error("every operation has a privilege: this test says nothing")
	}
}
