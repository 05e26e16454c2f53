package store

import (
	"slices"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon/access"
)

// OwnApps lists the caller's own apps, without their scopes.
func (tx *Tx) OwnApps(people access.People, page Page) ([]AppRow, error) {
	q := new(sql).add("SELECT "+appColumns+" FROM user u CROSS JOIN app a ON a.owner = u.seq WHERE u.id = ? AND ", tx.Grant.User()).visibleApps(people)
	return tx.appRows(q.add(" AND a.seq > ? ORDER BY a.seq LIMIT ?", page.After, page.Limit))
}

// OthersApps lists the other apps in sight, without their scopes.
func (tx *Tx) OthersApps(people access.People, page Page) ([]AppRow, error) {
	if slices.ContainsFunc(people.Visibility().Clauses(), func(groups []string) bool { return len(groups) == 0 }) {
		return nil, nil // nobody else is in sight
	}
	q := new(sql).add("SELECT " + appColumns + " FROM app a LEFT JOIN user u ON u.seq = a.owner WHERE ").visibleApps(people)
	return tx.appRows(q.add(" AND u.id IS NOT ? AND a.seq > ? ORDER BY a.seq LIMIT ?", tx.Grant.User(), page.After, page.Limit))
}

func (tx *Tx) appRows(q *sql) (list []AppRow, err error) {
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanApp(s))
		return nil
	})
	return list, err
}
