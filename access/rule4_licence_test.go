package access

import (
	"testing"

	"github.com/cordon-zoom/cordon"
)

// Rule 4. Zoom Phone asks that the app's owner has a licence.

var noLicenceRefusal = &no{403, 403, "You do not have permission.", StageServiceUser, "the app's owner has no Zoom Phone licence"}

func TestRule4Licence(t *testing.T) {
	rows(t, []row{
		{"phone, licensed", []func(*scene){asks("GET /phone/call_history")}, nil},
		{"phone, not licensed", []func(*scene){asks("GET /phone/call_history"), noLicence}, noLicenceRefusal},
		{"phone, not licensed, the account's owner", []func(*scene){asks("GET /phone/call_history"), noLicence, as(OwnerPolicy())}, noLicenceRefusal},
		{"users, not licensed", []func(*scene){noLicence}, nil},
		{"telephone report, not licensed: no phone product", []func(*scene){asks("GET /report/telephone"), noLicence}, nil},
		{"without the privilege nothing is told of the licence",
			[]func(*scene){asks("PATCH /phone/fax/logs/{faxLogId}"), noLicence, with(reaches{"PbxAdmin:Read": everyone})}, noPermission("the role does not grant PbxAdmin:Edit")},
		{"without the scope neither", []func(*scene){asks("GET /phone/call_history"), noLicence, holding("user:read:user")}, noScope("phone:read:list_call_logs:admin", StageApp)},
	})
	for _, op := range Operations().All() {
		if op.Privilege == "" {
			continue
		}
		_, r := play(t, func(s *scene) { s.op = op }, holding(Operations().Scopes()...), as(OwnerPolicy()), noLicence).decide()
		if refused := r != nil; refused != (op.Product == "phone") {
			t.Errorf("%s without a licence: %v", op, r)
		}
	}
	if g := granted(t, asks("GET /phone/call_history")); g.Operation().Privilege != cordon.Privilege("PbxAdmin:Read") {
		t.Error("call history asks for", g.Operation().Privilege)
	}
}
