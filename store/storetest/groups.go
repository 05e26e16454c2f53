package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// Groups are found by name, and only those that exist for the caller.
func testFindGroups(t *testing.T, open Open) {
	s := set(t, open)
	ids := map[string]string{}
	for _, name := range []string{"Vendors", "board", "Vendor 10%", "vendor_1", "Åland", "A\u030angström", "Zebra"} {
		ids[name] = s.group(name)
	}
	s.user("ann@example.com", "", ids["Vendors"])
	s.user("ben@example.com", "", ids["Vendors"], ids["board"])
	service := s.viewer("service", reaches{cordon.UserRead: reach(ids["board"]), cordon.GroupRead: reach(ids["Vendors"], ids["vendor_1"], ids["Zebra"])})
	none := s.viewer("none", reaches{cordon.UserRead: everyone, cordon.GroupRead: {}})
	for _, test := range []struct {
		*caller
		prefix string
		limit  int
		want   []string
		more   bool
	}{
		{s.owner, "", 10, []string{"board", "Vendor 10%", "vendor_1", "Vendors", "Zebra", "Åland", "A\u030angström"}, false},
		{s.owner, "VENDOR", 10, []string{"Vendor 10%", "vendor_1", "Vendors"}, false},
		{s.owner, "vendor", 2, []string{"Vendor 10%", "vendor_1"}, true},
		{s.owner, "vendor", 3, []string{"Vendor 10%", "vendor_1", "Vendors"}, false},
		{s.owner, "vendor_", 10, []string{"vendor_1"}, false},
		{s.owner, "%", 10, nil, false},
		{s.owner, "å", 10, []string{"Åland", "A\u030angström"}, false},
		{service, "", 10, []string{"vendor_1", "Vendors", "Zebra"}, false},
		{service, "v", 1, []string{"vendor_1"}, true},
		{service, "b", 10, nil, false},
		{none, "", 10, nil, false},
	} {
		test.read("GET /groups", func(tx *store.Tx) error {
			rows, more, err := tx.FindGroups(tx.Grant.Groups(), tx.Grant.People(), test.prefix, test.limit)
			var names []string
			for _, g := range rows {
				names = append(names, g.Name)
				if g.ID != ids[g.Name] || g.Seq == 0 {
					t.Errorf("%q: got %+v", test.prefix, g)
				}
				want, err := tx.CountUsers(tx.Grant.People(), store.UserFilter{Group: g.ID})
				if err != nil || g.TotalMembers != want {
					t.Errorf("%s has %d members, want %d: %v", g.Name, g.TotalMembers, want, err)
				}
			}
			if !slices.Equal(names, test.want) || more != test.more {
				t.Errorf("%q: got %q, more %v; want %q", test.prefix, names, more, test.want)
			}
			if list, more, err := tx.FindGroups(access.Groups{}, tx.Grant.People(), test.prefix, 10); len(list) > 0 || more || err != nil {
				t.Errorf("the zero Groups knows %v, %v", list, err)
			}
			return err
		})
	}
}

// A person's groups are those that exist for the caller, if the person does.
func testMemberships(t *testing.T, open Open) {
	s := set(t, open)
	vendor, board, sales := s.group("Vendor"), s.group("Board"), s.group("Sales")
	ann, dan, eve := s.user("ann@example.com", "", board, vendor, sales), s.user("dan@example.com", "", board), s.user("eve@example.com", "", vendor)
	lone := s.user("lone@example.com", "")
	service := s.viewer("service", reaches{cordon.UserRead: reach(vendor), cordon.GroupRead: reach(sales, vendor)})
	one := s.viewer("one", reaches{cordon.UserRead: reach(vendor, board), cordon.GroupRead: reach(sales)})
	blind := s.viewer("blind", reaches{cordon.UserRead: everyone, cordon.GroupRead: {}})
	_, _, stranger := s.newAccount("Other", "stranger@other.example")
	for who, want := range map[string][]string{ // by the owner, the service, one, blind, the stranger; "-": there is no such user
		ann:  {"Board Vendor Sales", "Vendor Sales", "Sales", "", "-"},
		dan:  {"Board", "-", "", "", "-"},
		eve:  {"Vendor", "Vendor", "", "", "-"},
		lone: {"", "-", "-", "", "-"},
		"no": {"-", "-", "-", "-", "-"},
	} {
		for i, c := range []*caller{s.owner, service, one, blind, stranger} {
			c.read("GET /users", func(tx *store.Tx) error {
				list, err := tx.Memberships(tx.Grant.Groups(), tx.Grant.People(), key(who))
				got := ""
				for j, g := range list {
					if j > 0 {
						got += " "
					}
					got += g.Name
				}
				var e *cordon.Error
				if errors.As(err, &e) && e.Error() == cordon.NoSuchUser(who).Error() {
					got, err = "-", nil
				}
				if got != want[i] {
					t.Errorf("viewer %d reads of %s %q, want %q", i, who, got, want[i])
				}
				return err
			})
		}
	}
}

// Which roles reach through a group is for those who may read roles, and know
// the group.
func testRolesReaching(t *testing.T, open Open) {
	s := set(t, open)
	vendor, board := s.group("Vendor"), s.group("Board")
	s.role("Wide", reaches{cordon.UserRead: everyone})
	s.role("b narrow", reaches{cordon.UserRead: reach(vendor, board), cordon.GroupRead: reach(vendor), "Dashboard:Read": everyone})
	s.role("A other", reaches{"Recording:Read": reach(board)})
	reader := s.viewer("Reader", reaches{cordon.UserRead: reach(vendor), cordon.RoleRead: everyone, cordon.GroupRead: reach(vendor)})
	blind := s.viewer("Blind", reaches{cordon.UserRead: everyone, cordon.GroupRead: everyone})
	_, _, stranger := s.newAccount("Other", "stranger@other.example")
	ofVendor := []string{"b narrow [Group:Read User:Read]", "Reader [Group:Read User:Read]"}
	for _, test := range []struct {
		name string
		*caller
		group string
		want  []string
	}{
		{"owner", s.owner, vendor, ofVendor},
		{"owner", s.owner, board, []string{"A other [Recording:Read]", "b narrow [User:Read]"}},
		{"owner", s.owner, "no such group", nil},
		{"reader", reader, vendor, ofVendor},
		{"reader", reader, board, nil},
		{"blind", blind, vendor, nil},
		{"stranger", stranger, vendor, nil},
	} {
		test.read("GET /groups", func(tx *store.Tx) error {
			list, err := tx.RolesReaching(test.group)
			var got []string
			for _, r := range list {
				got = append(got, fmt.Sprint(r.Name, " ", r.Privileges))
				if r.ID == "" {
					t.Error("a role without an id")
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%s: got %q, want %q", test.name, got, test.want)
			}
			return err
		})
	}
}
