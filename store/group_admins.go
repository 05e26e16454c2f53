package store

import (
	"encoding/json"
	"slices"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// GroupAdmin is an admin of a group. Seq is their place in the list.
type GroupAdmin struct {
	Seq   int64
	Email string
	Name  string
}

// GroupAdmins lists a group's admins in sight, and how many they are on all
// pages. To be one gives nothing: what a credential may do comes from its
// owner's role alone.
func (tx *Tx) GroupAdmins(known access.Groups, people access.People, id string, page Page) (list []GroupAdmin, total int, err error) {
	if _, err := tx.findGroup(known, id); err != nil {
		return nil, 0, err
	}
	const from = " FROM group_admin a CROSS JOIN user u ON u.seq = a.user WHERE a.grp = ? AND "
	q := new(sql).add("SELECT u.seq, u.email, u.brief"+from, id).visible(people.Visibility(), "u")
	q.add(" AND a.user > ? ORDER BY a.user LIMIT ?", page.After, page.Limit)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		name, err := displayName(s.ColumnText(2))
		list = append(list, GroupAdmin{s.ColumnInt64(0), s.ColumnText(1), name})
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	q = new(sql).add("SELECT count(*)"+from, id).visible(people.Visibility(), "u")
	total, err = tx.number(q.String(), q.args...)
	return list, total, err
}

// displayName is the name in the JSON of a cordon.Brief.
func displayName(brief string) (string, error) {
	var b cordon.Brief
	err := json.Unmarshal([]byte(brief), &b)
	return b.Name(), err
}

// AddGroupAdmins makes people admins of a group, all of them or none. It
// returns their ids.
func (tx *WriteTx) AddGroupAdmins(known access.Groups, people access.People, id string, who []UserKey) (ids []string, err error) {
	if _, err := tx.findGroup(known, id); err != nil {
		return nil, err
	}
	for _, key := range who {
		p, err := tx.actOn(people, key)
		if err != nil {
			return nil, err
		}
		if err := tx.run("INSERT INTO group_admin VALUES (?, ?) ON CONFLICT DO NOTHING", id, p.seq); err != nil {
			return nil, err
		}
		if !slices.Contains(ids, p.id) {
			ids = append(ids, p.id)
		}
	}
	return ids, nil
}

// RemoveGroupAdmin takes a person from a group's admins. Somebody who is
// hidden, not an admin, or nobody at all is the same missing admin.
func (tx *WriteTx) RemoveGroupAdmin(known access.Groups, people access.People, id string, key UserKey) error {
	if _, err := tx.findGroup(known, id); err != nil {
		return err
	}
	p, err := tx.find(people, key)
	if isCode(err, 1001) {
		return cordon.NoSuchGroupAdmin(id)
	}
	if err != nil {
		return err
	}
	is, err := tx.exists("SELECT 1 FROM group_admin WHERE grp = ? AND user = ?", id, p.seq)
	if err != nil {
		return err
	}
	if !is {
		return cordon.NoSuchGroupAdmin(id)
	}
	if err := tx.mayActOn(p); err != nil {
		return err
	}
	return tx.run("DELETE FROM group_admin WHERE grp = ? AND user = ?", id, p.seq)
}
