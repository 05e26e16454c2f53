package store

import (
	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon/access"
)

// RoleIDs lists the ids of the account's roles, of every type: those that every
// account has first, then by age. A page goes on after a role; "" begins. Like
// the roles themselves, they are listed for everyone who may read roles.
func (tx *Tx) RoleIDs(after string, limit int) (list []string, err error) {
	account := tx.Grant.Account()
	q := new(sql).add("SELECT id FROM role WHERE account = ?", account)
	if after != "" {
		q.add(" AND (length(id), created_at, id) > (SELECT length(id), created_at, id FROM role WHERE account = ? AND id = ?)", account, after)
	}
	q.add(" ORDER BY length(id), created_at, id LIMIT ?", limit)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, s.ColumnText(0))
		return nil
	})
	return list, err
}

// GroupNames is the names, by id, of those groups that exist for the caller.
func (tx *Tx) GroupNames(known access.Groups, ids []string) (names map[string]string, err error) {
	names = make(map[string]string, len(ids))
	q := new(sql).add("SELECT g.id, g.name FROM ").given(ids).add(" CROSS JOIN user_group g ON g.id = w.value WHERE ").known(known, "g")
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		names[s.ColumnText(0)] = s.ColumnText(1)
		return nil
	})
	return names, err
}
