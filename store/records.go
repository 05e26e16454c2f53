package store

import (
	"encoding/json"
	"math"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// RecordRow is a record as lists show it.
type RecordRow struct {
	Seq    int64
	Kind   cordon.Kind
	ID     string
	Parent string
	Time   time.Time
	Owner  Owner // the zero one if the record has none, or that user is out of sight
	Also   bool  // the owner is in sight under RecordFilter.Also, too
	Doc    json.RawMessage
	Detail json.RawMessage // only where one record was asked for
}

// Owner is the user that a record names first, as they are now.
type Owner struct {
	ID    string
	Email string
	Brief json.RawMessage // of cordon.Brief
}

// RecordFilter narrows a list of records. Empty fields filter nothing, but for
// Kinds, which names at least one.
type RecordFilter struct {
	Kinds    []cordon.Kind
	User     string    // what this person holds, who is named as in UserKey and must be in sight
	Group    string    // what members of this group hold, which must exist for the caller
	Parent   string    // what is a part of this
	From, To time.Time // From <= Time < To
	Oldest   bool      // oldest first; otherwise newest first
	Where    []Where
	Also     cordon.Privilege
	Page
}

// Where is a condition on a record's document: what stands at Path, as text, is
// one of Values. False is "0", true "1", and what is not there is nothing.
type Where struct {
	Path   string // such as "$.direction"
	Values []string
}

// Records lists the records in sight that match the filter, and how many they
// are on all pages. Every list of records is this one. A record is in sight if
// one of its holders is.
func (tx *Tx) Records(people access.People, f RecordFilter) (list []RecordRow, total int, err error) {
	from, err := tx.recordsFrom(people, f)
	if err != nil {
		return nil, 0, err
	}
	return tx.listRecords(people, from, f, "'{}'")
}

// Record finds one record in sight. found is false for one that is hidden, as
// for one that never was.
func (tx *Tx) Record(people access.People, kind cordon.Kind, id string, also cordon.Privilege) (row RecordRow, found bool, err error) {
	q := tx.recordColumns(people, also, "r.detail").add(" FROM record r LEFT JOIN user o ON o.seq = r.owner AND ").visible(people.Visibility(), "o")
	q.add(" WHERE r.account = ? AND r.kind = ? AND r.id = ?", people.Account(), string(kind), id).held(people.Visibility())
	mem := new(arena)
	found, err = tx.one(q.String(), q.args, func(s *sqlite.Stmt) { row = scanRecord(s, mem) })
	return row, found, err
}

// Parts lists what is a part of a record that the caller has in hand, where the
// parts have no holders of their own: the decision about the whole is theirs.
// Their owners are shown if they are in sight.
func (tx *Tx) Parts(people access.People, whole RecordRow, f RecordFilter) (list []RecordRow, total int, err error) {
	return tx.listRecords(people, recordSource{parts: true, parent: whole.ID, account: people.Account()}, f, "r.detail")
}

func (tx *Tx) listRecords(people access.People, from recordSource, f RecordFilter, detail string) (list []RecordRow, total int, err error) {
	way := " DESC"
	if f.Oldest {
		way = ""
	}
	q := tx.recordColumns(people, f.Also, detail).add(" FROM (")
	from.page(q, f)
	q.add(" ORDER BY time"+way+", record"+way+" LIMIT ? OFFSET ?) p JOIN record r ON r.seq = p.record", f.Limit, f.Skip)
	q.add(" LEFT JOIN user o ON o.seq = r.owner AND ").visible(people.Visibility(), "o")
	q.add(" ORDER BY p.time" + way + ", p.record" + way)
	list = make([]RecordRow, 0, min(f.Limit, 300))
	mem := new(arena)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanRecord(s, mem))
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	total, err = tx.countRecords(from, f)
	return list, total, err
}

func (tx *Tx) recordColumns(people access.People, also cordon.Privilege, detail string) *sql {
	q := new(sql).add("SELECT r.seq, r.kind, r.id, r.parent, r.time, r.doc, " + detail + ", coalesce(o.id, ''), coalesce(o.email, ''), coalesce(o.brief, '{}'), ")
	switch v := tx.Grant.See(also); {
	case also == "":
		q.add("0")
	case v.Everyone() && people.Everyone():
		q.add("1")
	case v.Everyone():
		q.add("o.seq IS NOT NULL")
	default:
		q.add("coalesce(").visible(v, "o").add(", 0)")
	}
	return q
}

func scanRecord(s *sqlite.Stmt, mem *arena) RecordRow {
	return RecordRow{
		Seq: s.ColumnInt64(0), Kind: cordon.Kind(mem.string(s, 1)), ID: mem.string(s, 2), Parent: mem.string(s, 3), Time: fromMillis(s.ColumnInt64(4)),
		Doc: mem.column(s, 5), Detail: mem.column(s, 6), Owner: Owner{ID: mem.string(s, 7), Email: mem.string(s, 8), Brief: mem.column(s, 9)}, Also: s.ColumnBool(10),
	}
}

// held adds the condition that a holder of the record r is in sight.
func (q *sql) held(v access.Visibility) *sql {
	if v.Everyone() {
		return q
	}
	return q.add(" AND EXISTS (SELECT 1 FROM record_holder h JOIN user u ON u.seq = h.holder WHERE h.record = r.seq AND ").visible(v, "u").add(")")
}

// recordSource is where a list of records starts: from one holder, from the
// parts of one thing, from the whole account by time, or from the members of
// groups. Each walks an index, and only the last can meet a record twice.
type recordSource struct {
	account string
	user    int64
	parent  string
	parts   bool // parts are reached through the whole: nobody holds them
	whole   bool // nobody is hidden, so the account's own order will do
	groups  []string
	self    bool
	v       access.Visibility
}

func (tx *Tx) recordsFrom(people access.People, f RecordFilter) (recordSource, error) {
	v := people.Visibility()
	from := recordSource{account: people.Account(), v: v}
	switch {
	case f.User != "":
		p, err := tx.find(people, UserKey{Value: f.User})
		from.user = p.seq
		return from, err
	case f.Group != "":
		if err := tx.GroupExists(tx.Grant.Groups(), f.Group); err != nil {
			return from, err
		}
	case f.Parent != "":
		from.parent = f.Parent
		return from, nil
	}
	from.groups, from.self = startOf(v, UserFilter{Group: f.Group})
	from.whole = from.groups == nil && !from.self
	return from, nil
}

// page adds the part of a list that is asked for, unsorted: time and record.
func (from recordSource) page(q *sql, f RecordFilter) {
	low, high := f.span()
	if f.After != 0 && f.Oldest {
		low = max(low, f.AfterTime)
	} else if f.After != 0 {
		high = min(high, f.AfterTime)
	}
	cursor := func(time, record string) func(*sql) {
		return func(q *sql) {
			switch {
			case f.After == 0:
			case f.Oldest:
				q.add(" AND ("+time+", "+record+") > (?, ?)", f.AfterTime, f.After)
			default:
				q.add(" AND ("+time+", "+record+") < (?, ?)", f.AfterTime, f.After)
			}
		}
	}
	from.add(q, f, low, high, cursor)
}

// add adds the list between two times, with more conditions on time and record.
func (from recordSource) add(q *sql, f RecordFilter, low, high int64, more func(time, record string) func(*sql)) {
	if from.whole || from.parts || from.parent != "" {
		q.add("SELECT r.time AS time, r.seq AS record FROM record r WHERE r.account = ?", from.account)
		if !from.whole {
			q.add(" AND r.parent = ? AND r.parent <> ''", from.parent)
		}
		q.add(" AND r.kind IN ").in(kindNames(f.Kinds)).add(" AND r.time BETWEEN ? AND ?", low, high)
		more("r.time", "r.seq")(q)
		if !from.whole && !from.parts {
			q.held(from.v)
		}
		q.conditions(f.Where, "r.seq")
		return
	}
	tail := func() {
		q.add(" AND h.kind IN ").in(kindNames(f.Kinds)).add(" AND h.time BETWEEN ? AND ?", low, high)
		more("h.time", "h.record")(q)
		q.conditions(f.Where, "h.record")
	}
	if from.user != 0 {
		q.add("SELECT h.time AS time, h.record AS record FROM record_holder h WHERE h.holder = ?", from.user)
		tail()
		return
	}
	// CROSS JOIN keeps the planner on the way from the group to its records.
	q.add("SELECT DISTINCT h.time AS time, h.record AS record FROM (")
	from.holders(q)
	q.add(") w CROSS JOIN record_holder h WHERE h.holder = w.holder")
	tail()
}

// holders adds the list of those whose records these are, where they are not
// the whole account.
func (from recordSource) holders(q *sql) {
	for i, g := range from.groups {
		if i > 0 {
			q.add(" UNION ")
		}
		q.add("SELECT m.user AS holder FROM member m")
		rest := new(sql).clauses(from.v, "mu", g)
		if rest.Len() > 0 {
			q.add(" JOIN user mu ON mu.seq = m.user")
		}
		q.add(" WHERE m.grp = ?", g).add(rest.String(), rest.args...)
	}
	if from.self {
		if len(from.groups) > 0 {
			q.add(" UNION ")
		}
		q.add("SELECT su.seq AS holder FROM user su WHERE su.id = ?", from.v.Self())
	}
}

func (f RecordFilter) span() (low, high int64) {
	low, high = 0, math.MaxInt64
	if !f.From.IsZero() {
		low = millis(f.From)
	}
	if !f.To.IsZero() {
		high = millis(f.To) - 1
	}
	return low, high
}

func (q *sql) conditions(where []Where, record string) {
	for _, w := range where {
		q.add(" AND EXISTS (SELECT 1 FROM record d WHERE d.seq = "+record+" AND CAST(d.doc ->> ? AS TEXT) IN ", w.Path).in(w.Values).add(")")
	}
}

func kindNames(kinds []cordon.Kind) []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return names
}

// countRecords is the total of a list. For the whole account it is read from
// the totals that are kept by the hour, and only the hours at both ends are
// counted.
func (tx *Tx) countRecords(from recordSource, f RecordFilter) (total int, err error) {
	low, high := f.span()
	count := func(low, high int64) {
		if low > high || err != nil {
			return
		}
		q := new(sql).add("SELECT count(*) FROM (")
		from.add(q, f, low, high, func(_, _ string) func(*sql) { return func(*sql) {} })
		var n int
		n, err = tx.number(q.add(")").String(), q.args...)
		total += n
	}
	const hour = int64(time.Hour / time.Millisecond)
	if !from.whole || len(f.Where) > 0 || high-low < 2*hour {
		count(low, high)
		return total, err
	}
	first, last := (low+hour-1)/hour, int64(math.MaxInt64) // whole hours: first <= h < last
	count(low, first*hour-1)
	if high < math.MaxInt64 {
		last = (high + 1) / hour
		count(last*hour, high)
	}
	if err != nil {
		return 0, err
	}
	q := new(sql).add("SELECT coalesce(sum(n), 0) FROM record_total WHERE account = ? AND kind IN ", from.account).in(kindNames(f.Kinds))
	kept, err := tx.number(q.add(" AND hour >= ? AND hour < ?", first, last).String(), q.args...)
	return total + kept, err
}
