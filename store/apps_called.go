package store

import "github.com/cordon-zoom/cordon/access"

// AppsCalled lists the apps in sight whose name, id or client id is just that
// text, without their scopes.
func (tx *Tx) AppsCalled(people access.People, text string, limit int) ([]AppRow, error) {
	q := new(sql).add("SELECT " + appColumns + " FROM app a LEFT JOIN user u ON u.seq = a.owner WHERE ").visibleApps(people)
	return tx.appRows(q.add(" AND ? IN (a.id, a.client_id, a.name) ORDER BY a.seq LIMIT ?", text, limit))
}
