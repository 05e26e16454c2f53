package store

import (
	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// Sum is a line of totals over the records in sight.
type Sum struct {
	Key string // a day (yyyy-MM-dd, UTC), or what stands at a path
	N   int    // records, or what else is counted
	Of  []int  // of what stands at each of the paths that were asked for
}

// ByDay adds records up by the day.
const ByDay = "day"

// Sums adds up the records in sight that match the filter, by the day or by what
// stands at a path of their documents. Its lines are in the order of their keys.
func (tx *Tx) Sums(people access.People, f RecordFilter, by string, paths ...string) (list []Sum, err error) {
	from, err := tx.recordsFrom(people, f)
	if err != nil {
		return nil, err
	}
	q := new(sql)
	if by == ByDay {
		q.add("SELECT strftime('%Y-%m-%d', r.time / 1000, 'unixepoch')")
	} else {
		q.add("SELECT coalesce(r.doc ->> ?, '')", by)
	}
	q.add(", count(*)")
	for _, p := range paths {
		q.add(", coalesce(sum(r.doc ->> ?), 0)", p)
	}
	q.add(" FROM (")
	from.every(q, f)
	q.add(") p JOIN record r ON r.seq = p.record GROUP BY 1 ORDER BY 1")
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		line := Sum{Key: s.ColumnText(0), N: s.ColumnInt(1), Of: make([]int, len(paths))}
		for i := range paths {
			line.Of[i] = int(s.ColumnInt64(2 + i))
		}
		list = append(list, line)
		return nil
	})
	return list, err
}

// Stored adds up the bytes of the recordings in sight that match the filter, by
// the day on which they were made.
func (tx *Tx) Stored(people access.People, f RecordFilter) (list []Sum, err error) {
	from, err := tx.recordsFrom(people, f)
	if err != nil {
		return nil, err
	}
	q := new(sql).add("SELECT strftime('%Y-%m-%d', r.time / 1000, 'unixepoch'), coalesce(sum((SELECT sum(f.value ->> 'size') FROM json_each(r.doc, '$.files') f)), 0) FROM (")
	from.every(q, f)
	return tx.sums(q.add(") p JOIN record r ON r.seq = p.record GROUP BY 1 ORDER BY 1"))
}

// every adds the whole of a list, without order or pages.
func (from recordSource) every(q *sql, f RecordFilter) {
	low, high := f.span()
	from.add(q, f, low, high, func(_, _ string) func(*sql) { return func(*sql) {} })
}

// HostRow is somebody and what they hosted.
type HostRow struct {
	UserRow
	HostSum
}

// HostSum is what somebody hosted.
type HostSum struct{ Hosts, Meetings, Participants, Minutes int }

// Hosts lists the people in sight who hosted any of the sessions that match the
// filter, in the order in which they joined the account, and what they hosted
// together on all pages.
func (tx *Tx) Hosts(people access.People, f RecordFilter) (list []HostRow, all HostSum, err error) {
	from, err := tx.recordsFrom(people, f)
	if err != nil {
		return nil, all, err
	}
	hosted := func(columns string) *sql {
		q := new(sql).add("SELECT " + columns + ` FROM (SELECT r.owner AS host, count(*) AS n, sum(r.doc ->> '$.participants') AS people,
			sum(r.doc ->> '$.total_minutes') AS minutes FROM (`)
		from.every(q, f)
		q.add(") p JOIN record r ON r.seq = p.record GROUP BY r.owner) t CROSS JOIN user u ON u.seq = t.host WHERE ")
		return q.visible(people.Visibility(), "u")
	}
	q := hosted(userColumns+", t.n, t.people, t.minutes").add(" AND u.seq > ? ORDER BY u.seq LIMIT ? OFFSET ?", f.After, f.Limit, f.Skip)
	groups, mem := tx.Grant.Groups(), new(arena)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, HostRow{scanUser(s, groups, mem), HostSum{1, s.ColumnInt(10), s.ColumnInt(11), s.ColumnInt(12)}})
		return nil
	})
	if err != nil {
		return nil, all, err
	}
	q = hosted("count(*), coalesce(sum(t.n), 0), coalesce(sum(t.people), 0), coalesce(sum(t.minutes), 0)")
	_, err = tx.one(q.String(), q.args, func(s *sqlite.Stmt) {
		all = HostSum{s.ColumnInt(0), s.ColumnInt(1), s.ColumnInt(2), s.ColumnInt(3)}
	})
	return list, all, err
}

// Idle lists the people in sight who hosted none of the sessions that match the
// filter, and how many they are on all pages. Who is only invited does not
// count.
func (tx *Tx) Idle(people access.People, f RecordFilter) (list []UserRow, total int, err error) {
	from, err := tx.recordsFrom(people, f)
	if err != nil {
		return nil, 0, err
	}
	low, high := f.span()
	idle := func(columns string) *sql {
		q := new(sql).add("SELECT " + columns + " FROM user u WHERE ")
		if from.whole {
			q.add("u.account = ?", from.account)
		} else {
			q.add("u.seq IN (SELECT holder FROM (")
			from.holders(q)
			q.add(")) AND +u.account = ?", from.account)
		}
		q.add(" AND u.status <> ? AND NOT EXISTS (SELECT 1 FROM record_holder h WHERE h.holder = u.seq AND h.kind IN ", string(cordon.Pending)).in(kindNames(f.Kinds))
		return q.add(" AND h.time BETWEEN ? AND ?)", low, high)
	}
	q := idle(userColumns).add(" AND u.seq > ? ORDER BY u.seq LIMIT ? OFFSET ?", f.After, f.Limit, f.Skip)
	groups, mem := tx.Grant.Groups(), new(arena)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanUser(s, groups, mem))
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	if !from.whole {
		q = idle("count(*)")
		total, err = tx.number(q.String(), q.args...)
		return list, total, err
	}
	// Everybody but the hosts: what is kept, less what is counted anyway.
	q = new(sql).add("SELECT coalesce(sum(n), 0) FROM user_total WHERE account = ? AND status <> ?", from.account, string(cordon.Pending))
	if total, err = tx.number(q.String(), q.args...); err != nil {
		return nil, 0, err
	}
	q = new(sql).add("SELECT count(*) FROM (SELECT DISTINCT r.owner AS host FROM (")
	from.every(q, f)
	q.add(") p JOIN record r ON r.seq = p.record) t CROSS JOIN user u ON u.seq = t.host WHERE u.account = ? AND u.status <> ?", from.account, string(cordon.Pending))
	hosts, err := tx.number(q.String(), q.args...)
	return list, total - hosts, err
}

// NewUsers counts the people in sight, of a group or of all, by the day on which
// they joined the account.
func (tx *Tx) NewUsers(people access.People, f RecordFilter) (list []Sum, err error) {
	if _, err := tx.recordsFrom(people, f); err != nil {
		return nil, err
	}
	low, high := f.span()
	q := new(sql).add("SELECT strftime('%Y-%m-%d', u.created_at / 1000, 'unixepoch'), count(*) FROM user u WHERE ")
	q.listed(people.Visibility(), UserFilter{Group: f.Group, Page: Page{Limit: -1}}) // a negative LIMIT is none
	q.add(" AND u.created_at BETWEEN ? AND ? GROUP BY 1 ORDER BY 1", low, high)
	return tx.sums(q)
}

// ClientVersions counts the people in sight by the client that they last used.
func (tx *Tx) ClientVersions(people access.People) (list []Sum, err error) {
	q := new(sql).add("SELECT coalesce(u.brief ->> '$.last_client_version', ''), count(*) FROM user u WHERE ")
	q.listed(people.Visibility(), UserFilter{Page: Page{Limit: -1}})
	return tx.sums(q.add(" GROUP BY 1 ORDER BY 1"))
}

func (tx *Tx) sums(q *sql) (list []Sum, err error) {
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, Sum{Key: s.ColumnText(0), N: int(s.ColumnInt64(1))})
		return nil
	})
	return list, err
}
