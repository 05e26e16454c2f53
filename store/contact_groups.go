package store

import (
	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// ContactGroupRow is a contact group with its place in the list.
type ContactGroupRow struct {
	Seq int64
	cordon.ContactGroup
}

// Contact is a member of a contact group. Seq is their place in the list.
type Contact struct {
	Seq  int64
	Type int // cordon.UserContact or cordon.GroupContact
	ID   string
	Name string
}

// contacts adds the rows m of contact_member that exist for the caller, joined
// to the user u or the user group k that each is. A WHERE has to follow that
// keeps those of which either is there.
func (q *sql) contacts(known access.Groups, people access.People) *sql {
	q.add(" FROM contact_member m LEFT JOIN user u ON u.seq = m.user AND ").visible(people.Visibility(), "u")
	return q.add(" LEFT JOIN user_group k ON k.id = m.grp AND ").known(known, "k")
}

const contactShown = " (u.seq IS NOT NULL OR k.seq IS NOT NULL)"

// contactGroups adds the condition that the contact group g exists for the
// caller: any of the account under an account-wide reach; under a custom one,
// what has a member in it, as a record with several holders does.
func (tx *Tx) contactGroups(q *sql, known access.Groups, people access.People) *sql {
	v := tx.Grant.Visibility()
	q.add("g.account = ?", v.Account())
	if v.Everyone() {
		return q
	}
	q.add(" AND EXISTS (SELECT 1").contacts(known, people).add(" WHERE m.contact_group = g.seq AND (u.seq IS NOT NULL OR k.seq IS NOT NULL")
	for _, groups := range v.Clauses() {
		q.add(" AND k.id IN ").in(groups)
	}
	return q.add("))")
}

// ContactGroups lists the contact groups that exist for the caller.
func (tx *Tx) ContactGroups(known access.Groups, people access.People, page Page) (list []ContactGroupRow, err error) {
	q := new(sql).add("SELECT g.seq, g.id, g.name, g.privacy, g.description FROM contact_group g WHERE ")
	tx.contactGroups(q, known, people).add(" AND g.seq > ? ORDER BY g.seq LIMIT ?", page.After, page.Limit)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanContactGroup(s))
		return nil
	})
	return list, err
}

func scanContactGroup(s *sqlite.Stmt) ContactGroupRow {
	return ContactGroupRow{s.ColumnInt64(0), cordon.ContactGroup{ID: s.ColumnText(1), Name: s.ColumnText(2), Privacy: s.ColumnInt(3), Description: s.ColumnText(4)}}
}

func (tx *Tx) findContactGroup(known access.Groups, people access.People, id string) (g ContactGroupRow, err error) {
	q := new(sql).add("SELECT g.seq, g.id, g.name, g.privacy, g.description FROM contact_group g WHERE g.id = ? AND ", id)
	tx.contactGroups(q, known, people)
	found, err := tx.one(q.String(), q.args, func(s *sqlite.Stmt) { g = scanContactGroup(s) })
	if err == nil && !found {
		err = cordon.NoSuchContactGroup(id)
	}
	return g, err
}

// ContactGroup finds one contact group, and how many of its members exist for
// the caller.
func (tx *Tx) ContactGroup(known access.Groups, people access.People, id string) (g cordon.ContactGroup, members int, err error) {
	row, err := tx.findContactGroup(known, people, id)
	if err != nil {
		return g, 0, err
	}
	members, err = tx.countContacts(known, people, row.Seq)
	return row.ContactGroup, members, err
}

func (tx *Tx) countContacts(known access.Groups, people access.People, group int64) (int, error) {
	q := new(sql).add("SELECT count(*)").contacts(known, people).add(" WHERE m.contact_group = ? AND"+contactShown, group)
	return tx.number(q.String(), q.args...)
}

// Contacts lists the members of a contact group that exist for the caller:
// people in sight, and user groups that are known.
func (tx *Tx) Contacts(known access.Groups, people access.People, id string, page Page) (list []Contact, err error) {
	g, err := tx.findContactGroup(known, people, id)
	if err != nil {
		return nil, err
	}
	q := new(sql).add("SELECT m.seq, u.id, u.status, u.brief, k.id, k.name").contacts(known, people)
	q.add(" WHERE m.contact_group = ? AND m.seq > ? AND"+contactShown+" ORDER BY m.seq LIMIT ?", g.Seq, page.After, page.Limit)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) (err error) {
		c := Contact{Seq: s.ColumnInt64(0), Type: cordon.GroupContact, ID: s.ColumnText(4), Name: s.ColumnText(5)}
		if c.ID == "" {
			c.Type, c.ID = cordon.UserContact, s.ColumnText(1)
			c.Name, err = displayName(s.ColumnText(3))
		}
		if cordon.Status(s.ColumnText(2)) == cordon.Pending {
			c.ID = ""
		}
		list = append(list, c)
		return err
	})
	return list, err
}
