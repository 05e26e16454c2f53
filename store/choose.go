package store

import (
	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// This file names what there is to choose from, and counts nobody for it.

// GroupsByName lists the groups that exist for the caller, by name: limit of them,
// or all where that is negative. Their members are not counted.
func (tx *Tx) GroupsByName(known access.Groups, limit int) (list []cordon.Group, err error) {
	column := "g.name_key"
	if !known.All() {
		column = "+g.name_key" // keeps the planner on the groups that exist
	}
	q := new(sql).add("SELECT g.seq, g.id, g.name, g.description FROM user_group g WHERE ").known(known, "g")
	q.add(" ORDER BY "+column+" LIMIT ?", limit)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanGroup(s).Group)
		return nil
	})
	return list, err
}

// RolesOf names the roles that people of a list hold, by their ids.
func (tx *Tx) RolesOf(people []UserRow) (names map[string]string, err error) {
	names = make(map[string]string)
	var ids []string
	for _, u := range people {
		if _, again := names[u.RoleID]; !again {
			names[u.RoleID], ids = "", append(ids, u.RoleID)
		}
	}
	q := new(sql).add("SELECT r.id, r.name FROM ").given(ids).add(" CROSS JOIN role r ON r.account = ? AND r.id = w.value", tx.Grant.Account())
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		names[s.ColumnText(0)] = s.ColumnText(1)
		return nil
	})
	return names, err
}

// AppsOf lists the apps that a person in sight owns: limit of them. Their scopes
// are not read.
func (tx *Tx) AppsOf(people access.People, key UserKey, limit int) (list []cordon.App, err error) {
	q := new(sql).add("SELECT "+appColumns+" FROM user u CROSS JOIN app a ON a.owner = u.seq WHERE ").named(key, "u").add(" AND ").visible(people.Visibility(), "u")
	q.add(" ORDER BY a.seq LIMIT ?", limit)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanApp(s).App)
		return nil
	})
	return list, err
}
