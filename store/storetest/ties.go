package storetest

import (
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// tied is an account in which ann is tied to ben, who is in the group Board, in
// every way there is.
type tied struct {
	*stage
	ann, ben, group, contacts string
}

func tie(t *testing.T, open Open) *tied {
	t.Helper()
	s := set(t, open)
	x := &tied{stage: s, group: s.group("Board")}
	x.ann, x.ben = s.user("ann@example.com", ""), s.user("ben@example.com", "", x.group)
	s.owner.mustWrite(func(tx *store.WriteTx) error {
		people, known := tx.Grant.People(), tx.Grant.Groups()
		for _, pair := range [][2]string{{x.ann, x.ben}, {x.ben, x.ann}} {
			if _, err := tx.AddAssistants(people, key(pair[0]), []store.NewAssistant{{UserKey: key(pair[1]), PrivateEvents: true}}); err != nil {
				return err
			}
		}
		if err := tx.SetPresence(people, key(x.ben), "Busy", time.Minute); err != nil {
			return err
		}
		if _, err := tx.AddGroupAdmins(known, people, x.group, []store.UserKey{key(x.ann), key(x.ben)}); err != nil {
			return err
		}
		g := cordon.ContactGroup{Name: "Contacts", Privacy: 1}
		_, err := tx.CreateContactGroup(known, people, &g, []store.NewContact{{Type: cordon.UserContact, ID: x.ann}, {Type: cordon.UserContact, ID: x.ben}, {Type: cordon.GroupContact, ID: x.group}})
		x.contacts = g.ID
		return err
	})
	return x
}

// has holds what a caller is told of all that to what it should be.
func (x *tied) has(c *caller, assistants, schedulers, admins, contacts int) {
	x.t.Helper()
	c.read("GET /contacts/groups", func(tx *store.Tx) error {
		people, known, page := tx.Grant.People(), tx.Grant.Groups(), store.Page{Limit: 10}
		for _, list := range []struct {
			what string
			want int
			get  func() (int, error)
		}{
			{"assistants", assistants, func() (int, error) { l, err := tx.Assistants(people, key(x.ann)); return len(l), err }},
			{"schedulers", schedulers, func() (int, error) { l, err := tx.Schedulers(people, key(x.ann)); return len(l), err }},
			{"admins", admins, func() (int, error) { l, _, err := tx.GroupAdmins(known, people, x.group, page); return len(l), err }},
			{"total of admins", admins, func() (int, error) { _, n, err := tx.GroupAdmins(known, people, x.group, page); return n, err }},
			{"contacts", contacts, func() (int, error) { l, err := tx.Contacts(known, people, x.contacts, page); return len(l), err }},
			{"total of contacts", contacts, func() (int, error) { _, n, err := tx.ContactGroup(known, people, x.contacts); return n, err }},
		} {
			got, err := list.get()
			if list.want < 0 && err == nil {
				x.t.Errorf("%s: %d, want an error", list.what, got)
			}
			if list.want >= 0 && (err != nil || got != list.want) {
				x.t.Errorf("%s: %d, %v, want %d", list.what, got, err, list.want)
			}
		}
		return nil
	})
}

// What binds people to each other is cut to the people in sight, and goes with
// whoever goes.
func testTies(t *testing.T, open Open) {
	x := tie(t, open)
	x.has(x.owner, 1, 1, 2, 3)
	all := reaches{cordon.UserRead: everyone, cordon.GroupRead: everyone, "IMGroups:Read": everyone}
	x.has(x.viewer("all", all), 1, 1, 2, 3)
	x.has(x.viewer("board", reaches{cordon.UserRead: reach(x.group), cordon.GroupRead: reach(x.group), "IMGroups:Read": everyone}), -1, -1, 1, 2)
	x.has(x.viewer("annless", reaches{cordon.UserRead: reach(x.group), "IMGroups:Read": reach(x.group)}), -1, -1, 1, 2)
	x.has(x.viewer("nobody", reaches{cordon.UserRead: reach(), cordon.GroupRead: reach(), "IMGroups:Read": reach()}), -1, -1, -1, -1)
	x.has(x.viewer("blind", reaches{cordon.GroupRead: everyone, "IMGroups:Read": everyone}), -1, -1, 0, 1)

	x.owner.mustWrite(func(tx *store.WriteTx) error { return tx.DeleteUser(tx.Grant.People(), key(x.ben), "") })
	x.has(x.owner, 0, 0, 1, 2)
	x.owner.mustWrite(func(tx *store.WriteTx) error { return tx.DeleteGroup(tx.Grant.Groups(), x.group) })
	x.has(x.owner, 0, 0, -1, 1)
	if err := x.CheckIntegrity(t.Context()); err != nil {
		t.Error(err)
	}
}

// The zero People are nobody, and another account's are others.
func testTiesOfOthers(t *testing.T, open Open) {
	x := tie(t, open)
	_, _, stranger := x.newAccount("Other", "stranger@other.example")
	x.has(stranger, -1, -1, -1, -1)
	x.owner.read("GET /contacts/groups", func(tx *store.Tx) error {
		if sum, err := tx.Summary(access.People{}); err != nil || len(sum.Types) > 0 || sum.Pending > 0 {
			t.Errorf("the zero People are %+v, %v", sum, err)
		}
		if n, err := tx.GroupSettings(access.Groups{}, x.group); err == nil {
			t.Errorf("settings of a group that is not known: %+v", n)
		}
		return nil
	})
	for what, write := range map[string]func(*store.WriteTx) error{
		"assistant": func(tx *store.WriteTx) error {
			return second(tx.AddAssistants(tx.Grant.People(), key(stranger.id), []store.NewAssistant{{UserKey: key(x.ann)}}))
		},
		"assistants": func(tx *store.WriteTx) error { return tx.RemoveAssistants(tx.Grant.People(), key(x.ann)) },
		"schedulers": func(tx *store.WriteTx) error { return tx.RemoveSchedulers(tx.Grant.People(), key(x.ann)) },
		"presence":   func(tx *store.WriteTx) error { return tx.SetPresence(tx.Grant.People(), key(x.ann), "Busy", 0) },
		"dismissal": func(tx *store.WriteTx) error {
			return tx.RemoveGroupAdmin(tx.Grant.Groups(), tx.Grant.People(), x.group, key(x.ann))
		},
		"group's lock": func(tx *store.WriteTx) error {
			return tx.UpdateGroupLocks(tx.Grant.Groups(), x.group, cordon.GroupLocks[*bool]{})
		},
		"contact": func(tx *store.WriteTx) error {
			return second(tx.AddContacts(tx.Grant.Groups(), tx.Grant.People(), x.contacts, []store.NewContact{{Type: cordon.UserContact, ID: stranger.id}}))
		},
		"contacts of others": func(tx *store.WriteTx) error {
			g := cordon.ContactGroup{Name: "Mine", Privacy: 1}
			return second(tx.CreateContactGroup(tx.Grant.Groups(), tx.Grant.People(), &g, []store.NewContact{{Type: cordon.GroupContact, ID: x.group}}))
		},
		"contact group": func(tx *store.WriteTx) error {
			return tx.DeleteContactGroup(tx.Grant.Groups(), tx.Grant.People(), x.contacts)
		},
	} {
		if err := stranger.write(write); err == nil {
			t.Errorf("%s: an account reached into another", what)
		}
	}
	x.has(x.owner, 1, 1, 2, 3)
}
