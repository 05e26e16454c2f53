package cordon_test

import (
	"slices"
	"testing"

	. "github.com/cordon-zoom/cordon"
)

func TestImpliedBy(t *testing.T) {
	for _, test := range []struct {
		p    Privilege
		want []Privilege
	}{
		{"User:Read", []Privilege{"User:Edit"}},
		{"User:Edit", nil},
		{"PbxAdmin:Read", []Privilege{"PbxAdmin:Edit"}},
		{"Dashboard:Read", []Privilege{"Dashboard:Edit"}},
		{"DashboardIM:Read", []Privilege{"DashboardIM:Edit", "Dashboard:Read", "Dashboard:Edit"}},
		{"DashboardIM:Edit", nil},
		{"Meeting:Join", nil},
		{AccountOwner, nil},
		{"", nil},
		{"User", nil},
		{"User:read", nil},
	} {
		if got := test.p.ImpliedBy(); !slices.Equal(got, test.want) {
			t.Errorf("%s is implied by %v, want %v", test.p, got, test.want)
		}
	}
}

func TestImplies(t *testing.T) {
	for _, test := range []struct {
		p, q Privilege
		want bool
	}{
		{"User:Read", "User:Read", true},
		{"User:Edit", "User:Read", true},
		{"User:Read", "User:Edit", false},
		{"User:Edit", "Group:Read", false},
		{"Dashboard:Read", "DashboardIM:Read", true},
		{"Dashboard:Edit", "DashboardIM:Read", true},
		{"Dashboard:Edit", "DashboardIM:Edit", false},
		{"DashboardIM:Read", "Dashboard:Read", false},
		{"DashboardIM:Edit", "DashboardHome:Read", false},
		{"Recording:Read", "RecordingContent:Read", false},
		{AccountOwner, "User:Read", false},
		{"User:Edit", AccountOwner, false},
		{"Meeting:Edit", "Meeting:Join", false},
	} {
		if got := test.p.Implies(test.q); got != test.want {
			t.Errorf("%s implies %s = %v", test.p, test.q, got)
		}
	}
}
