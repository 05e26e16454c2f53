package store

import (
	"slices"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// Writes to contact groups need an account-wide reach (holder.Account), since a
// group may have members out of any narrower one. Whom they name must be in
// sight all the same.

// NewContact is what is to be a member of a contact group.
type NewContact struct {
	Type int // cordon.UserContact or cordon.GroupContact
	ID   string
}

// CreateContactGroup makes a contact group. It returns how many members it has.
func (tx *WriteTx) CreateContactGroup(known access.Groups, people access.People, g *cordon.ContactGroup, who []NewContact) (members int, err error) {
	g.ID = tx.db.dice.ID()
	err = tx.run("INSERT INTO contact_group (id, account, name, privacy, description) VALUES (?, ?, ?, ?, ?)", g.ID, tx.Grant.Account(), g.Name, g.Privacy, g.Description)
	if err != nil {
		return 0, err
	}
	ids, err := tx.AddContacts(known, people, g.ID, who)
	return len(ids), err
}

// UpdateContactGroup lets change edit a contact group.
func (tx *WriteTx) UpdateContactGroup(known access.Groups, people access.People, id string, change func(*cordon.ContactGroup)) error {
	g, err := tx.findContactGroup(known, people, id)
	if err != nil {
		return err
	}
	change(&g.ContactGroup)
	return tx.run("UPDATE contact_group SET name = ?, privacy = ?, description = ? WHERE seq = ?", g.Name, g.Privacy, g.Description, g.Seq)
}

// DeleteContactGroup deletes a contact group, and nobody who is in it.
func (tx *WriteTx) DeleteContactGroup(known access.Groups, people access.People, id string) error {
	g, err := tx.findContactGroup(known, people, id)
	if err != nil {
		return err
	}
	return tx.run("DELETE FROM contact_group WHERE seq = ?", g.Seq)
}

// AddContacts puts people and user groups into a contact group, all of them or
// none. What is in it already stays. It returns their ids.
func (tx *WriteTx) AddContacts(known access.Groups, people access.People, id string, who []NewContact) (ids []string, err error) {
	g, err := tx.findContactGroup(known, people, id)
	if err != nil {
		return nil, err
	}
	for _, c := range who {
		var user, grp any
		name := c.ID
		if c.Type == cordon.GroupContact {
			_, err = tx.findGroup(known, c.ID)
			grp = c.ID
		} else {
			var p seat
			p, err = tx.find(people, UserKey{Value: c.ID})
			user, name = p.seq, p.id
		}
		if isCode(err, 1001) || isCode(err, 4130) {
			err = cordon.NoSuchContact(c.ID)
		}
		if err != nil {
			return nil, err
		}
		if err := tx.run("INSERT INTO contact_member (contact_group, user, grp) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", g.Seq, user, grp); err != nil {
			return nil, err
		}
		if !slices.Contains(ids, name) {
			ids = append(ids, name)
		}
	}
	return ids, nil
}

// RemoveContacts takes members out of a contact group, all of them or none.
// What is hidden, not in the group, or nothing at all is the same missing
// member. One that exists for the caller must be left: hidden ones do not count,
// or the refusal would tell of them.
func (tx *WriteTx) RemoveContacts(known access.Groups, people access.People, id string, members []string) error {
	g, err := tx.findContactGroup(known, people, id)
	if err != nil {
		return err
	}
	for _, member := range members {
		q := new(sql).add("SELECT m.seq").contacts(known, people).add(" WHERE m.contact_group = ? AND (u.id = ? OR k.id = ?)", g.Seq, member, member)
		var seq int64
		found, err := tx.one(q.String(), q.args, func(s *sqlite.Stmt) { seq = s.ColumnInt64(0) })
		if err != nil {
			return err
		}
		if !found {
			return cordon.NoSuchContact(member)
		}
		if err := tx.run("DELETE FROM contact_member WHERE seq = ?", seq); err != nil {
			return err
		}
	}
	left, err := tx.countContacts(known, people, g.Seq)
	if err == nil && left == 0 {
		err = cordon.LastContact()
	}
	return err
}
