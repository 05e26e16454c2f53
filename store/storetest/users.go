package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

func testAccounts(t *testing.T, open Open) {
	s := set(t, open)
	other, _, stranger := s.newAccount("Other", "owner@example.com") // the same address, in another account
	list, err := s.Accounts(context.Background())
	if err != nil || len(list) != 2 || list[0].ID == list[1].ID || list[0].Number == list[1].Number {
		t.Fatalf("accounts: %+v, %v", list, err)
	}
	for _, a := range list {
		if a.UserLevelScopes != cordon.ScopesFollowRole || !a.CreatedAt.Equal(start) {
			t.Errorf("got %+v", a)
		}
	}
	if got := s.owner.ids(store.UserFilter{}); !slices.Equal(got, []string{s.owner.id}) {
		t.Errorf("the owner sees %v", got)
	}
	if got := stranger.ids(store.UserFilter{}); !slices.Equal(got, []string{stranger.id}) {
		t.Errorf("the other owner sees %v", got)
	}
	s.owner.read("GET /roles", func(tx *store.Tx) error {
		roles, err := tx.Roles(tx.Grant.People(), "common")
		if len(roles) != 3 || roles[0].ID != cordon.OwnerRole || roles[0].TotalMembers != 1 || roles[1].TotalMembers+roles[2].TotalMembers != 0 {
			t.Errorf("roles: %+v", roles)
		}
		return err
	})
	s.operate(func(tx *store.OperatorTx) error { return tx.SetUserLevelScopes(other, cordon.ScopesOwnData) })
	if err := s.Operate(context.Background(), "test", "no such account", func(tx *store.OperatorTx) error {
		return tx.SetUserLevelScopes("nowhere", cordon.ScopesOwnData)
	}); err == nil {
		t.Error("the setting of no account was set")
	}
	if err := s.Ping(context.Background()); err != nil {
		t.Error(err)
	}
	if err := s.CheckIntegrity(context.Background()); err != nil {
		t.Error(err)
	}
}

func testUsers(t *testing.T, open Open) {
	s := set(t, open)
	u := cordon.User{Email: "Ann@Example.com", Status: cordon.Active, Brief: cordon.Brief{FirstName: "Ann", LastName: `O"Neill 日本`, Type: cordon.Licensed, EmployeeUniqueID: "E-1"},
		Profile: cordon.Profile{Company: "Example"}, Attributes: []cordon.CustomAttribute{{Key: "k", Name: "n", Value: "v"}}, Manager: "owner@example.com"}
	s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.CreateUser(tx.Grant.People(), &u, "hash") })
	if u.ID == "" || u.Brief.PMI < 1_000_000_000 || u.Brief.PMI > 9_999_999_999 || u.RoleID != cordon.MemberRole || len(u.HostKey) != 6 || !u.CreatedAt.Equal(start) {
		t.Errorf("made %+v", u)
	}
	get := func(key store.UserKey) (d store.UserDetail, err error) {
		s.owner.read("GET /users/{userId}", func(tx *store.Tx) error {
			d, err = tx.User(tx.Grant.People(), key)
			return nil
		})
		return d, err
	}
	for _, k := range []store.UserKey{key(u.ID), key("ann@example.com"), key("ANN@EXAMPLE.COM"), {Value: "E-1", ByUnique: true}} {
		d, err := get(k)
		if err != nil {
			t.Fatal(err)
		}
		var brief cordon.Brief
		var profile cordon.Profile
		if err := errors.Join(json.Unmarshal(d.Brief, &brief), json.Unmarshal(d.Profile, &profile)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(u.Brief, brief) + cmp.Diff(u.Profile, profile); diff != "" {
			t.Errorf("%+v: (-made +read)\n%s", k, diff)
		}
		if d.ID != u.ID || d.Email != "Ann@Example.com" || d.Status != cordon.Active || d.RoleName != "Member" || d.Manager != "owner@example.com" || d.AccountNumber == 0 || d.HostKey != u.HostKey || string(d.Groups) != "[]" {
			t.Errorf("%+v: got %+v", k, d)
		}
	}
	for _, k := range []store.UserKey{key("nobody"), key(""), key("nobody@example.com"), {Value: "", ByUnique: true}, {Value: u.ID, ByUnique: true}, {Value: "e-1", ByUnique: true}, key("E-1")} {
		_, err := get(k)
		want := cordon.NoSuchUser(k.Value)
		if e := (*cordon.Error)(nil); !errors.As(err, &e) || cmp.Diff(want, e) != "" {
			t.Errorf("%+v: got %v, want %v", k, err, want)
		}
	}

	// Update: what change leaves alone stays.
	s.owner.mustWrite(func(tx *store.WriteTx) error {
		return tx.UpdateUser(tx.Grant.People(), key(u.ID), "", func(u *cordon.User) error {
			u.Brief.FirstName, u.HostKey, u.Manager, u.Features.ZoomPhone = "Anna", "1234567", "", true
			return nil
		})
	})
	if d, _ := get(key(u.ID)); d.HostKey != "1234567" || d.Manager != "" || !jsonHas(d.Brief, `"first_name":"Anna"`) || !jsonHas(d.Brief, `日本`) || !jsonHas(d.Attributes, `"value":"v"`) {
		t.Errorf("after the update: %+v", d)
	}
	fails := errors.New("no")
	if err := s.owner.write(func(tx *store.WriteTx) error {
		return tx.UpdateUser(tx.Grant.People(), key(u.ID), "", func(u *cordon.User) error { u.HostKey = "999999"; return fails })
	}); !errors.Is(err, fails) {
		t.Errorf("got %v", err)
	}
	if d, _ := get(key(u.ID)); d.HostKey != "1234567" {
		t.Error("a change that failed was kept")
	}

	// Status.
	status := func(id string, to cordon.Status) error {
		return s.owner.write(func(tx *store.WriteTx) error { return tx.SetStatus(tx.Grant.People(), key(id), to) })
	}
	for _, to := range []cordon.Status{cordon.Inactive, cordon.Inactive, cordon.Active, cordon.Pending, cordon.Active} {
		if err := status(u.ID, to); err != nil {
			t.Fatal(err)
		}
		if d, _ := get(key(u.ID)); d.Status != to || jsonHas(d.Brief, `"type":2`) {
			t.Errorf("set to %s: %+v", to, d)
		}
	}
	s.owner.read("GET /users/{userId}/settings", func(tx *store.Tx) error {
		f, err := tx.Features(tx.Grant.People(), key(u.ID))
		if f != cordon.DefaultFeatures(cordon.Basic) {
			t.Errorf("licences after deactivation: %+v", f)
		}
		return err
	})
	if status(s.owner.id, cordon.Inactive) == nil {
		t.Error("the account owner was deactivated")
	}

	// E-mail and password.
	s.owner.mustWrite(func(tx *store.WriteTx) error {
		return errors.Join(tx.SetEmail(tx.Grant.People(), key(u.ID), "new@example.com"), tx.SetPassword(tx.Grant.People(), key(u.ID), "other"))
	})
	if _, err := get(key("ann@example.com")); err == nil {
		t.Error("the old address is still found")
	}
	if d, err := get(key("NEW@example.com")); err != nil || d.ID != u.ID {
		t.Errorf("by the new address: %+v, %v", d, err)
	}

	// Deletion.
	gone := func(id, to string) error {
		return s.owner.write(func(tx *store.WriteTx) error { return tx.DeleteUser(tx.Grant.People(), key(id), to) })
	}
	for id, to := range map[string]string{u.ID: u.ID, s.owner.id: "", "nobody": ""} {
		if gone(id, to) == nil {
			t.Errorf("%q, transferred to %q, was deleted", id, to)
		}
	}
	if gone(u.ID, "nobody@example.com") == nil {
		t.Error("transferred to nobody")
	}
	if err := gone(u.ID, "owner@example.com"); err != nil {
		t.Fatal(err)
	}
	if _, err := get(key(u.ID)); err == nil {
		t.Error("still there")
	}
	if got := s.owner.ids(store.UserFilter{}); len(got) != 1 {
		t.Errorf("left: %v", got)
	}
	// The address is free again, and whoever has it next is somebody else.
	again := cordon.User{Email: "new@example.com", Status: cordon.Active}
	s.clock.move(time.Hour / 2)
	s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.CreateUser(tx.Grant.People(), &again, "") })
	if again.ID == u.ID || !again.CreatedAt.Equal(start.Add(time.Hour/2)) {
		t.Errorf("got %+v", again)
	}
}

func jsonHas(b json.RawMessage, part string) bool {
	return json.Valid(b) && strings.Contains(string(b), part)
}

// A manager is a person like any other: named to those who see them.
func testManagers(t *testing.T, open Open) {
	s := set(t, open)
	vendor, board := s.group("Vendor"), s.group("Board")
	s.user("ben@example.com", "", vendor)
	s.user("dan@example.com", "", board)
	s.newAccount("Other", "eve@other.example")
	id := s.user("ann@example.com", "", vendor)
	service := s.viewer("service", reaches{cordon.UserRead: reach(vendor)})
	self := s.viewer("self", reaches{cordon.UserRead: {}}, vendor)
	for manager, seen := range map[string][3]string{ // by the owner, the service, ann alone
		"":                     {},
		"ben@example.com":      {"ben@example.com", "ben@example.com", ""},
		"BEN@Example.com":      {"BEN@Example.com", "BEN@Example.com", ""},
		"dan@example.com":      {"dan@example.com", "", ""},
		"gone@example.com":     {"gone@example.com", "", ""}, // left the account: the owner still reads the text
		"eve@other.example":    {"eve@other.example", "", ""},
		"self@service.example": {"self@service.example", "self@service.example", "self@service.example"},
	} {
		for _, who := range []string{id, self.id} {
			s.owner.mustWrite(func(tx *store.WriteTx) error {
				return tx.UpdateUser(tx.Grant.People(), key(who), "", func(u *cordon.User) error { u.Manager = manager; return nil })
			})
		}
		for i, c := range []*caller{s.owner, service, self} {
			who := id
			if c == self {
				who = self.id
			}
			c.read("GET /users/{userId}", func(tx *store.Tx) error {
				d, err := tx.User(tx.Grant.People(), key(who))
				if d.Manager != seen[i] {
					t.Errorf("manager %q: viewer %d reads %q", manager, i, d.Manager)
				}
				return err
			})
		}
	}
}

// A name must be unique. A clash with somebody in sight says so; a clash with
// somebody hidden reads like a value that is merely invalid.
func testUniqueNames(t *testing.T, open Open) {
	s := set(t, open)
	vendor, board := s.group("Vendor"), s.group("Board")
	ann, dan := s.user("ann@example.com", "", vendor), s.user("dan@example.com", "", board)
	service := s.viewer("service", reaches{cordon.UserEdit: reach(vendor), cordon.GroupEdit: reach(vendor), cordon.RoleEdit: reach(vendor)}, vendor)
	s.owner.mustWrite(func(tx *store.WriteTx) error {
		return errors.Join(
			tx.UpdateUser(tx.Grant.People(), key(ann), "", func(u *cordon.User) error {
				u.Brief.PMI, u.Profile.VanityURL = 1111111111, "https://example.zoom.us/my/ann"
				return nil
			}),
			tx.UpdateUser(tx.Grant.People(), key(dan), "", func(u *cordon.User) error {
				u.Brief.PMI, u.Profile.VanityURL = 2222222222, "https://example.zoom.us/my/dan"
				return nil
			}))
	})
	change := func(c *caller, fn func(*cordon.User)) error {
		return c.write(func(tx *store.WriteTx) error {
			return tx.UpdateUser(tx.Grant.People(), key(service.id), "", func(u *cordon.User) error { fn(u); return nil })
		})
	}
	email := func(c *caller, to string) error {
		return c.write(func(tx *store.WriteTx) error { return tx.SetEmail(tx.Grant.People(), key(service.id), to) })
	}
	name := func(c *caller, to string) error {
		return c.write(func(tx *store.WriteTx) error { return tx.UpdateGroup(tx.Grant.Groups(), vendor, &to, nil) })
	}
	pmi := func(n int64) func(*cordon.User) { return func(u *cordon.User) { u.Brief.PMI = n } }
	link := func(s string) func(*cordon.User) {
		return func(u *cordon.User) { u.Profile.VanityURL = "https://example.zoom.us/my/" + s }
	}
	for what, test := range map[string]struct {
		err  error
		code int
		text string // of the message or the field
	}{
		"e-mail of somebody in sight":        {email(service, "ANN@example.com"), 1005, `Email "ANN@example.com" has already been used.`},
		"e-mail of somebody hidden":          {email(service, "dan@example.com"), 300, cordon.InvalidEmail("email").Fields[0].Message},
		"e-mail of somebody hidden, owner":   {email(s.owner, "dan@example.com"), 1005, `Email "dan@example.com" has already been used.`},
		"PMI of somebody in sight":           {change(service, pmi(1111111111)), 300, "Already taken by another user of the account."},
		"PMI of somebody hidden":             {change(service, pmi(2222222222)), 300, "Invalid field."},
		"link of somebody in sight":          {change(service, link("ANN")), 4100, "Personal link name is already taken by another user of the account."},
		"link of somebody hidden":            {change(service, link("dan")), 300, "Invalid field."},
		"name of a group that is not known":  {name(service, "BOARD"), 300, "Invalid field."},
		"name of a group that is, the owner": {name(s.owner, "BOARD"), 4132, `The group name "BOARD" is already in use.`},
	} {
		var e *cordon.Error
		if !errors.As(test.err, &e) || e.Code != test.code || e.Message != test.text && (len(e.Fields) != 1 || e.Fields[0].Message != test.text) {
			t.Errorf("%s: got %v %+v, want %d %s", what, test.err, e, test.code, test.text)
		}
	}
	for what, err := range map[string]error{
		"one's own e-mail in other letters": email(service, "SERVICE@service.example"),
		"one's own name in other letters":   name(service, "VENDOR"),
		"a free e-mail":                     email(service, "free@example.com"),
		"a free PMI":                        change(service, pmi(3333333333)),
		"a free link":                       change(service, link("service")),
		"the link again":                    change(service, link("service")),
	} {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}
