package store

import (
	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// This file reads what it takes to say in words what somebody sees, and why. It
// counts nothing, so it costs the same in an account of any size.

// RolesByName lists the account's roles by name, after the one of that name,
// without who holds them: limit of them, or all where that is negative.
func (tx *Tx) RolesByName(after string, limit int) (list []cordon.Role, err error) {
	err = tx.each("SELECT id, name, description, type, second_level, custom FROM role WHERE account = ? AND name_key > ? ORDER BY name_key LIMIT ?",
		[]any{tx.Grant.Account(), cordon.Key(after), limit}, func(s *sqlite.Stmt) error {
			list = append(list, scanRole(s))
			return nil
		})
	return list, err
}

// InGroups lists those of some groups that a person in sight is a member of.
// They may not exist for the caller: they say why somebody is in reach, and
// only GroupNames may say their names.
func (tx *Tx) InGroups(people access.People, key UserKey, ids []string) (in []string, err error) {
	p, err := tx.find(people, key)
	if err != nil {
		return nil, err
	}
	q := new(sql).add("SELECT m.grp FROM ").given(ids).add(" CROSS JOIN member m ON m.grp = w.value AND m.user = ?", p.seq)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		in = append(in, s.ColumnText(0))
		return nil
	})
	return in, err
}

// People lists people in sight, as Users does, and does not count them.
func (tx *Tx) People(people access.People, page Page) (list []UserRow, err error) {
	known, mem := tx.Grant.Groups(), new(arena)
	q := new(sql).add("SELECT " + userColumns + " FROM user u WHERE ")
	q.listed(people.Visibility(), UserFilter{Page: page})
	q.add(" ORDER BY u.seq LIMIT ? OFFSET ?", page.Limit, page.Skip)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanUser(s, known, mem))
		return nil
	})
	return list, err
}

// ActiveAppsOf lists the active apps of some people in sight, by their ids, in
// the order in which they were made.
func (tx *Tx) ActiveAppsOf(people access.People, owners []string, limit int) (list []AppRow, err error) {
	q := new(sql).add("SELECT " + appColumns + " FROM ").given(owners).add(" CROSS JOIN user u ON u.id = w.value CROSS JOIN app a ON a.owner = u.seq AND a.active WHERE ")
	q.visibleApps(people).add(" ORDER BY a.seq LIMIT ?", limit)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanApp(s))
		return nil
	})
	return list, err
}
