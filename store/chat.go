package store

import (
	"encoding/json"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// Sees finds a person in sight, and tells whether they are in sight under
// another privilege, too.
func (tx *Tx) Sees(people access.People, key UserKey, under cordon.Privilege) (id string, also bool, err error) {
	p, err := tx.find(people, key)
	if err != nil {
		return "", false, err
	}
	also, err = tx.sees(p.seq, tx.Grant.See(under))
	return p.id, also, err
}

// Holds finds a person in sight, and tells whether they are a holder of a record
// that the caller has in hand.
func (tx *Tx) Holds(people access.People, row RecordRow, key UserKey) (id string, holds bool, err error) {
	p, err := tx.find(people, key)
	if err != nil {
		return "", false, err
	}
	holds, err = tx.exists("SELECT 1 FROM record_holder WHERE record = ? AND holder = ?", row.Seq, p.seq)
	return p.id, holds, err
}

// Between finds the record of a kind that two people in sight hold together.
func (tx *Tx) Between(people access.People, kind cordon.Kind, one, other UserKey) (row RecordRow, found bool, err error) {
	p, err := tx.find(people, one)
	if err != nil {
		return row, false, err
	}
	q, err := tx.find(people, other)
	if err != nil || p.seq == q.seq {
		return row, false, err
	}
	var id string
	found, err = tx.one(`SELECT r.id FROM record_holder h CROSS JOIN record_holder o ON o.record = h.record AND o.holder = ? JOIN record r ON r.seq = h.record
		WHERE h.holder = ? AND h.kind = ?`, []any{q.seq, p.seq, string(kind)}, func(s *sqlite.Stmt) { id = s.ColumnText(0) })
	if err != nil || !found {
		return row, false, err
	}
	return tx.Record(people, kind, id, "")
}

// Part finds one part of a record that the caller has in hand, as Parts lists
// them.
func (tx *Tx) Part(people access.People, whole RecordRow, kind cordon.Kind, id string) (row RecordRow, found bool, err error) {
	q := tx.recordColumns(people, "", "r.detail").add(" FROM record r LEFT JOIN user o ON o.seq = r.owner AND ").visible(people.Visibility(), "o")
	q.add(" WHERE r.account = ? AND r.kind = ? AND r.id = ? AND r.parent = ?", people.Account(), string(kind), id, whole.ID)
	mem := new(arena)
	found, err = tx.one(q.String(), q.args, func(s *sqlite.Stmt) { row = scanRecord(s, mem) })
	return row, found, err
}

// Colleague is a user as a search of the company's contacts shows them.
type Colleague struct {
	UserRow
	Profile  json.RawMessage
	Presence string // "" if none was ever set, or a "do not disturb" is over
}

// Colleagues lists the people in sight whose name or address has the text in it,
// in any letter case. Who is invited and has not come is none. A status of ""
// is any.
func (tx *Tx) Colleagues(people access.People, text string, status cordon.Status, page Page) (list []Colleague, err error) {
	groups, mem, now := tx.Grant.Groups(), new(arena), millis(tx.db.clock())
	q := new(sql).add("SELECT "+userColumns+`, u.profile, coalesce(p.status, '')
		FROM user u LEFT JOIN presence p ON p.user = u.seq AND (p.ends_at IS NULL OR p.ends_at > ?) WHERE `, now)
	q.listed(people.Visibility(), UserFilter{Status: status, Page: Page{After: page.After, Limit: -1}}) // a negative LIMIT is none
	q.add(" AND u.status <> ? AND (instr(u.email_key, ?)", string(cordon.Pending), cordon.Key(text))
	for _, name := range []string{"first_name", "last_name", "display_name"} {
		// lower knows ASCII alone: other letters match as they are written.
		q.add(" OR instr(lower(u.brief ->> '$."+name+"'), ?)", asciiLower(text))
	}
	q.add(") ORDER BY u.seq LIMIT ?", page.Limit)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, Colleague{UserRow: scanUser(s, groups, mem), Profile: mem.column(s, 10), Presence: s.ColumnText(11)})
		return nil
	})
	return list, err
}

func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}
