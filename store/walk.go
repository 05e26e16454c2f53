package store

import (
	"slices"

	"github.com/cordon-zoom/cordon/access"
)

// mostWalked is how many rows a count or a comparison of people walks at most,
// so that no page costs more for a larger account.
const mostWalked = 2000

// walk is where all the people in sight can be come by: the whole account, or
// the members of groups, and self. Not all who are there need be in sight.
type walk struct {
	account string // "" where it is the groups
	groups  []string
	self    string
	most    int // no more people are there; somebody in two groups counts twice
}

// walkOf is the smallest walk for a visibility. Groups that without names are
// left out.
func (tx *Tx) walkOf(v access.Visibility, without func(group string) bool) (w walk, err error) {
	if v.Everyone() {
		w = walk{account: v.Account(), self: v.Self()}
		w.most, err = tx.countUsers(v, UserFilter{})
		return w, err
	}
	for i, clause := range v.Clauses() {
		groups := slices.DeleteFunc(slices.Clone(clause), without)
		n, err := tx.membersOf(groups)
		if err != nil {
			return walk{}, err
		}
		if i == 0 || n < w.most {
			w = walk{groups: groups, most: n}
		}
	}
	w.self = v.Self()
	w.most++
	return w, nil
}

// none leaves no group out of a walk.
func none(string) bool { return false }

// membersOf is how many members the groups have, by the kept totals.
func (tx *Tx) membersOf(groups []string) (int, error) {
	if len(groups) == 0 {
		return 0, nil
	}
	q := new(sql).add("SELECT coalesce(sum(n), 0) FROM member_total WHERE grp IN ").in(groups)
	return tx.number(q.String(), q.args...)
}

// along adds the walk as a table w of seq, in the order of lists, which ends
// after limit rows. Each group's members are read along their index and merged.
func (q *sql) along(w walk, limit int) *sql {
	if w.account != "" {
		return q.add("(SELECT seq FROM user WHERE account = ? ORDER BY seq LIMIT ?) w", w.account, limit)
	}
	q.add("(")
	for _, g := range w.groups {
		q.add("SELECT user AS seq FROM member WHERE grp = ? UNION ", g)
	}
	return q.add("SELECT seq FROM user WHERE id = ? ORDER BY seq LIMIT ?) w", w.self, limit)
}
