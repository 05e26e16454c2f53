package store

import (
	"slices"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon/access"
)

// CountPeople is how many there are. Where the totals that are kept do not tell
// and they may be very many, exact is false: they are total or more, and one at
// least.
func (tx *Tx) CountPeople(people access.People) (total int, exact bool, err error) {
	v := people.Visibility()
	if kept(v) {
		total, err = tx.countUsers(v, UserFilter{})
		return total, err == nil, err
	}
	w, err := tx.walkOf(v, none)
	if err != nil {
		return 0, false, err
	}
	those := func(q *sql) { q.visible(v, "u") }
	total, exact, err = tx.countAlong(w, those)
	if err == nil && !exact && total == 0 {
		_, total, exact, err = tx.lookOn(w, those, 1, total, exact)
	}
	return total, exact, err
}

// Difference is who is among a and not among b: the first of them in list
// order, up to limit, which is one or more, and how many. Where exact is false,
// they are total or more. If there is anybody, the list says so: it is empty
// only where total is 0 and exact. But it looks for others only a bounded way
// into a's, so it may be shorter than limit though the total is not.
func (tx *Tx) Difference(a, b access.People, limit int) (list []UserRow, total int, exact bool, err error) {
	va, vb := a.Visibility(), b.Visibility()
	if vb.Account() != va.Account() {
		vb = access.Visibility{}
	}
	w, err := tx.walkOf(va, func(group string) bool { return inEvery(vb, group) })
	if err != nil {
		return nil, 0, false, err
	}
	if within(va, vb) {
		w = walk{self: va.Self(), most: 1}
	}
	only := func(q *sql) { q.visible(va, "u").add(" AND NOT ").visible(vb, "u") }
	if list, err = tx.listAlong(w, only, mostWalked, limit); err != nil {
		return nil, 0, false, err
	}
	if kept(va) && kept(vb) && (va.Everyone() || vb.Account() == "") { // all of b are in a
		total, exact, err = tx.subtractKept(va, vb)
	} else if total, exact, err = tx.countAlong(w, only); err == nil && !exact && kept(va) {
		total, exact, err = tx.subtract(va, vb, total)
	}
	if err == nil && len(list) == 0 && !(exact && total == 0) {
		return tx.lookOn(w, only, limit, total, exact)
	}
	return list, total, exact, err
}

// lookOn goes all along a walk whose first part held nobody who fulfils the
// condition: somebody may be gained or lost beyond it, and that must not look
// like nobody. It ends with the limit-th; total and exact are what is known
// already.
func (tx *Tx) lookOn(w walk, condition func(*sql), limit, total int, exact bool) ([]UserRow, int, bool, error) {
	list, err := tx.listAlong(w, condition, -1, limit) // a negative LIMIT is none
	if err != nil {
		return nil, 0, false, err
	}
	return list, max(total, len(list)), exact || len(list) < limit, nil
}

// subtractKept is how many are in a and not in b, by kept totals alone.
func (tx *Tx) subtractKept(a, b access.Visibility) (total int, exact bool, err error) {
	all, err := tx.countUsers(a, UserFilter{})
	if err != nil {
		return 0, false, err
	}
	n, err := tx.countUsers(b, UserFilter{})
	return all - n, err == nil, err
}

// subtract is how many are in a and not in b, as all of a without those who are
// in b too: exact where b is small. Otherwise it is what can be said for sure,
// and least if that is more.
func (tx *Tx) subtract(a, b access.Visibility, least int) (total int, exact bool, err error) {
	all, err := tx.countUsers(a, UserFilter{})
	if err != nil {
		return 0, false, err
	}
	w, err := tx.walkOf(b, none)
	if err != nil {
		return 0, false, err
	}
	both, exact, err := tx.countAlong(w, func(q *sql) { q.visible(a, "u").add(" AND ").visible(b, "u") })
	if err == nil && !exact {
		return max(least, all-w.most), false, nil
	}
	return all - both, exact, err
}

// kept reports whether the total of a visibility is read and not counted.
func kept(v access.Visibility) bool {
	groups, _ := startOf(v, UserFilter{})
	return len(groups) == 0 || len(groups) == 1 && new(sql).clauses(v, "u", groups[0]).Len() == 0
}

// inEvery reports whether a member of the group is in sight whatever else they
// are a member of.
func inEvery(v access.Visibility, group string) bool {
	return v.Account() != "" && !slices.ContainsFunc(v.Clauses(), func(clause []string) bool { return !slices.Contains(clause, group) })
}

// within reports whether everybody in a's sight but a's own user is in b's,
// judged by group.
func within(a, b access.Visibility) bool {
	if b.Account() == "" {
		return false
	}
	for _, wide := range b.Clauses() {
		if !slices.ContainsFunc(a.Clauses(), func(narrow []string) bool {
			return !slices.ContainsFunc(narrow, func(g string) bool { return !slices.Contains(wide, g) })
		}) {
			return false
		}
	}
	return true
}

// countAlong is how many along a walk fulfil the condition; not exact where it
// ended before the walk did.
func (tx *Tx) countAlong(w walk, condition func(*sql)) (n int, exact bool, err error) {
	q := new(sql).add("SELECT count(*), coalesce(sum(")
	condition(q)
	q.add("), 0) FROM ").along(w, mostWalked+1).add(" CROSS JOIN user u ON u.seq = w.seq")
	_, err = tx.one(q.String(), q.args, func(s *sqlite.Stmt) { n, exact = min(s.ColumnInt(1), mostWalked), s.ColumnInt(0) <= mostWalked })
	return n, exact, err
}

// listAlong is the first who fulfil the condition, of so many along a walk.
func (tx *Tx) listAlong(w walk, condition func(*sql), of, limit int) (list []UserRow, err error) {
	q := new(sql).add("SELECT "+userColumns+" FROM ").along(w, of).add(" CROSS JOIN user u ON u.seq = w.seq WHERE ")
	condition(q)
	q.add(" ORDER BY w.seq LIMIT ?", limit)
	known, mem := tx.Grant.Groups(), new(arena)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanUser(s, known, mem))
		return nil
	})
	return list, err
}
