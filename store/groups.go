package store

import (
	"encoding/json"
	"slices"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// GroupRow is a group with its place in the list of groups.
type GroupRow struct {
	Seq int64
	cordon.Group
}

// Groups lists the groups that exist for the caller, their members counted
// over the people in sight, and how many groups there are on all pages.
func (tx *Tx) Groups(known access.Groups, people access.People, page Page) (list []GroupRow, total int, err error) {
	q := new(sql).add("SELECT g.seq, g.id, g.name, g.description FROM user_group g WHERE ").known(known, "g")
	q.add(" AND g.seq > ? ORDER BY g.seq LIMIT ? OFFSET ?", page.After, page.Limit, page.Skip)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanGroup(s))
		return nil
	})
	for i := range list {
		if err != nil {
			return nil, 0, err
		}
		list[i].TotalMembers, err = tx.CountUsers(people, UserFilter{Group: list[i].ID})
	}
	if err != nil {
		return nil, 0, err
	}
	q = new(sql).add("SELECT count(*) FROM user_group g WHERE ").known(known, "g")
	total, err = tx.number(q.String(), q.args...)
	return list, total, err
}

func scanGroup(s *sqlite.Stmt) GroupRow {
	return GroupRow{s.ColumnInt64(0), cordon.Group{ID: s.ColumnText(1), Name: s.ColumnText(2), Description: s.ColumnText(3)}}
}

// Group finds one group that exists for the caller.
func (tx *Tx) Group(known access.Groups, people access.People, id string) (g cordon.Group, err error) {
	row, err := tx.findGroup(known, id)
	if err != nil {
		return g, err
	}
	row.TotalMembers, err = tx.CountUsers(people, UserFilter{Group: id})
	return row.Group, err
}

// GroupExists says whether the group exists for the caller: nil, or that it
// does not.
func (tx *Tx) GroupExists(known access.Groups, id string) error {
	_, err := tx.findGroup(known, id)
	return err
}

func (tx *Tx) findGroup(known access.Groups, id string) (g GroupRow, err error) {
	q := new(sql).add("SELECT g.seq, g.id, g.name, g.description FROM user_group g WHERE g.id = ? AND ", id).known(known, "g")
	found, err := tx.one(q.String(), q.args, func(s *sqlite.Stmt) { g = scanGroup(s) })
	if err == nil && !found {
		err = cordon.NoSuchGroup(id)
	}
	return g, err
}

// CreateGroup makes an empty group. The operation needs an account-wide reach
// (holder.Account), so nobody makes a group they cannot see.
func (tx *WriteTx) CreateGroup(known access.Groups, g *cordon.Group) error {
	if err := tx.groupNameFree(known, g.Name, ""); err != nil {
		return err
	}
	n, err := tx.number("SELECT count(*) FROM user_group WHERE account = ?", known.Account())
	if err != nil {
		return err
	}
	if n >= cordon.MaxGroupsInAccount {
		return cordon.BadRequest("The account has the most groups it can have, %d. Delete some first.", cordon.MaxGroupsInAccount)
	}
	return tx.insertGroup(known.Account(), g)
}

func (tx *WriteTx) insertGroup(account string, g *cordon.Group) error {
	if g.ID == "" {
		g.ID = tx.db.dice.ID()
	}
	return tx.run("INSERT INTO user_group (id, account, name, name_key, description, created_at) VALUES (?, ?, ?, ?, ?, ?)",
		g.ID, account, g.Name, cordon.Key(g.Name), g.Description, millis(tx.db.clock()))
}

// groupNameFree refuses a name that another group has: by name if that group
// exists for the caller, as plain invalid if not.
func (tx *Tx) groupNameFree(known access.Groups, name, except string) error {
	var id string
	taken, err := tx.one("SELECT id FROM user_group WHERE account = ? AND name_key = ? AND id <> ?",
		[]any{known.Account(), cordon.Key(name), except}, func(s *sqlite.Stmt) { id = s.ColumnText(0) })
	switch {
	case err != nil || !taken:
		return err
	case known.Has(id):
		return cordon.GroupNameTaken(name)
	}
	return cordon.InvalidField("name", "Invalid field.").Because("taken by a group that does not exist for the caller")
}

// UpdateGroup changes a group's name and description; nil leaves one as it is.
func (tx *WriteTx) UpdateGroup(known access.Groups, id string, name, description *string) error {
	g, err := tx.findGroup(known, id)
	if err != nil {
		return err
	}
	if name != nil {
		if err := tx.groupNameFree(known, *name, id); err != nil {
			return err
		}
		g.Name = *name
	}
	if description != nil {
		g.Description = *description
	}
	return tx.run("UPDATE user_group SET name = ?, name_key = ?, description = ? WHERE id = ?", g.Name, cordon.Key(g.Name), g.Description, id)
}

// DeleteGroup deletes a group. A reach that named it has one group less; it
// never becomes wider.
func (tx *WriteTx) DeleteGroup(known access.Groups, id string) error {
	if _, err := tx.findGroup(known, id); err != nil {
		return err
	}
	var members []seat
	err := tx.each("SELECT u.seq, u.groups FROM member m JOIN user u ON u.seq = m.user WHERE m.grp = ?", []any{id}, func(s *sqlite.Stmt) error {
		members = append(members, seat{seq: s.ColumnInt64(0), groups: groupList(s.ColumnText(1))})
		return nil
	})
	for _, p := range members {
		if err != nil {
			return err
		}
		err = tx.leave(p, id)
	}
	if err != nil {
		return err
	}
	if err := tx.run("DELETE FROM user_group WHERE id = ?", id); err != nil {
		return err
	}
	return tx.run("DELETE FROM member_total WHERE grp = ?", id)
}

// AddMembers puts people into a group, all of them or none. Who is in it
// already stays. It returns their ids.
func (tx *WriteTx) AddMembers(known access.Groups, people access.People, id string, who []UserKey) (ids []string, err error) {
	if _, err := tx.findGroup(known, id); err != nil {
		return nil, err
	}
	for _, key := range who {
		p, err := tx.find(people, key)
		if err != nil {
			return nil, err
		}
		if err := tx.join(p, id); err != nil {
			return nil, err
		}
		if !slices.Contains(ids, p.id) {
			ids = append(ids, p.id)
		}
	}
	return ids, nil
}

// MoveMember takes a person out of one group and puts them into another.
func (tx *WriteTx) MoveMember(known access.Groups, people access.People, id string, key UserKey, target string) error {
	p, err := tx.findMember(known, people, id, key)
	if err != nil {
		return err
	}
	if _, err := tx.findGroup(known, target); err != nil {
		return err
	}
	// Rule 10 asks about sight as it is before the move, so join comes first.
	if err := tx.join(p, target); err != nil || target == id {
		return err
	}
	if !slices.Contains(p.groups, target) {
		p.groups = append(p.groups, target)
	}
	return tx.leave(p, id)
}

// SetPrimary makes a group that the person is in their primary one.
func (tx *WriteTx) SetPrimary(known access.Groups, people access.People, id string, key UserKey) error {
	p, err := tx.findMember(known, people, id, key)
	if err != nil {
		return err
	}
	groups := slices.DeleteFunc(slices.Clone(p.groups), func(g string) bool { return g == id })
	return tx.setGroups(p.seq, append([]string{id}, groups...))
}

// RemoveMember takes a person out of a group.
func (tx *WriteTx) RemoveMember(known access.Groups, people access.People, id string, key UserKey) error {
	p, err := tx.findMember(known, people, id, key)
	if err != nil {
		return err
	}
	return tx.leave(p, id)
}

// findMember finds a person in sight in a group that exists. Somebody who is
// hidden, not in the group, or nobody at all is the same missing member.
func (tx *Tx) findMember(known access.Groups, people access.People, id string, key UserKey) (p seat, err error) {
	if _, err := tx.findGroup(known, id); err != nil {
		return p, err
	}
	p, err = tx.find(people, key)
	if err == nil && !slices.Contains(p.groups, id) {
		err = cordon.NoSuchUser(key.Value)
	}
	if isCode(err, 1001) {
		err = cordon.NoSuchMember()
	}
	return p, err
}

// join is the one way into a group. Rule 10: whoever reaches the group gains p,
// so the caller must see p under every privilege that any role reaches through
// it, implied ones included.
func (tx *WriteTx) join(p seat, group string) error {
	if slices.Contains(p.groups, group) {
		return nil
	}
	if err := tx.mayShow(p, group); err != nil {
		return err
	}
	return tx.insertMember(p, group)
}

// mayShow is rule 10 for letting those who reach a group see p: the caller sees
// p under every privilege that any role reaches through it.
func (tx *WriteTx) mayShow(p seat, group string) error {
	var through []cordon.Privilege
	err := tx.each("SELECT DISTINCT privilege FROM role_reach WHERE grp = ?", []any{group}, func(s *sqlite.Stmt) error {
		through = append(through, access.Closure(cordon.Privilege(s.ColumnText(0)))...)
		return nil
	})
	if err != nil {
		return err
	}
	slices.Sort(through)
	for _, privilege := range slices.Compact(through) {
		ok, err := tx.sees(p.seq, tx.Grant.See(privilege))
		if err != nil {
			return err
		}
		if !ok {
			return cordon.NoPermission("a role reaches %s through group %s, and the caller does not see the user under it", privilege, group)
		}
	}
	return nil
}

func (tx *WriteTx) insertMember(p seat, group string) error {
	err := tx.run("INSERT INTO member SELECT ?, seq, status FROM user WHERE seq = ?", group, p.seq)
	if err != nil {
		return err
	}
	return tx.setGroups(p.seq, append(slices.Clip(p.groups), group))
}

func (tx *WriteTx) leave(p seat, group string) error {
	if err := tx.run("DELETE FROM member WHERE grp = ? AND user = ?", group, p.seq); err != nil {
		return err
	}
	return tx.setGroups(p.seq, slices.DeleteFunc(slices.Clone(p.groups), func(g string) bool { return g == group }))
}

func (tx *WriteTx) setGroups(user int64, groups []string) error {
	if groups == nil {
		groups = []string{}
	}
	text, err := json.Marshal(groups)
	if err != nil {
		return err
	}
	return tx.run("UPDATE user SET groups = ? WHERE seq = ?", string(text), user)
}
