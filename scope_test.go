package cordon_test

import (
	"testing"

	. "github.com/cordon-zoom/cordon"
)

func TestScopeReach(t *testing.T) {
	for _, test := range []struct {
		s             Scope
		admin, master bool
	}{
		{"user:read:user", false, false},
		{"user:read:list_users:admin", true, false},
		{"user:read", false, false},
		{"user:read:admin", true, false},
		{"meeting:write:admin:sip_dialing", true, false},
		{"account:read:settings:master", true, true},
		{"phone:master", true, true},
		{"master:phone", true, false},
		{"administrator:read", false, false},
		{"user:read:list_admins", false, false},
		{"user:read:Admin", false, false},
		{"imchat:bot", false, false},
		{"", false, false},
	} {
		if test.s.Admin() != test.admin || test.s.Master() != test.master {
			t.Errorf("%q: admin %v, master %v", test.s, test.s.Admin(), test.s.Master())
		}
	}
}
