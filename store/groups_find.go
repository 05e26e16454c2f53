package store

import (
	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// FindGroups lists the groups that exist for the caller whose name begins with
// prefix, in any letter case, by name, and whether there are more. An empty
// prefix begins every name. Members are counted over the people in sight.
func (tx *Tx) FindGroups(known access.Groups, people access.People, prefix string, limit int) (list []GroupRow, more bool, err error) {
	key, column := cordon.Key(prefix), "g.name_key"
	if !known.All() {
		column = "+g.name_key" // keeps the planner on the groups that exist
	}
	q := new(sql).add("SELECT g.seq, g.id, g.name, g.description FROM user_group g WHERE ").known(known, "g")
	q.add(" AND "+column+" >= ? AND "+column+" < ? ORDER BY "+column+" LIMIT ?", key, prefixEnd(key), limit+1)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanGroup(s))
		return nil
	})
	if len(list) > limit {
		list, more = list[:limit], true
	}
	for i := range list {
		if err != nil {
			break
		}
		list[i].TotalMembers, err = tx.CountUsers(people, UserFilter{Group: list[i].ID})
	}
	if err != nil {
		return nil, false, err
	}
	return list, more, nil
}

// Memberships lists the groups of a person in sight that exist for the caller,
// the primary first. Their members are not counted.
func (tx *Tx) Memberships(known access.Groups, people access.People, key UserKey) (list []cordon.Group, err error) {
	q := new(sql).add("SELECT g.seq, g.id, g.name, g.description FROM user u LEFT JOIN json_each(u.groups) w LEFT JOIN user_group g ON g.id = w.value AND ").known(known, "g")
	q.add(" WHERE ").named(key, "u").add(" AND ").visible(people.Visibility(), "u").add(" ORDER BY w.key")
	found := false
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		found = true // also where nothing is joined
		if s.ColumnInt64(0) != 0 {
			list = append(list, scanGroup(s).Group)
		}
		return nil
	})
	if err == nil && !found {
		err = cordon.NoSuchUser(key.Value)
	}
	return list, err
}

// RoleReach is a role that reaches through a group, and under which of its
// privileges, as it names them: each may imply others.
type RoleReach struct {
	ID, Name   string
	Privileges []cordon.Privilege
}

// RolesReaching lists the roles that reach through a group, by name. To a caller
// who may not read roles, and of a group that does not exist for the caller,
// there are none.
func (tx *Tx) RolesReaching(group string) (list []RoleReach, err error) {
	if tx.Grant.See(cordon.RoleRead).Account() == "" {
		return nil, nil
	}
	q := new(sql).add(`SELECT r.id, r.name, rr.privilege FROM role_reach rr JOIN user_group g ON g.id = rr.grp
		JOIN role r ON r.account = rr.account AND r.id = rr.role WHERE rr.grp = ? AND `, group).known(tx.Grant.Groups(), "g")
	q.add(" ORDER BY r.name_key, r.id, rr.privilege")
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		if id := s.ColumnText(0); len(list) == 0 || list[len(list)-1].ID != id {
			list = append(list, RoleReach{ID: id, Name: s.ColumnText(1)})
		}
		last := &list[len(list)-1]
		last.Privileges = append(last.Privileges, cordon.Privilege(s.ColumnText(2)))
		return nil
	})
	return list, err
}
