package store

import (
	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// Summary is how many of the people in sight are of each user type. Pending
// ones are counted apart.
type Summary struct {
	Types   map[int]int
	Pending int
}

// Summary counts the people in sight: read from the kept totals where they are
// the whole account.
func (tx *Tx) Summary(people access.People) (sum Summary, err error) {
	sum.Types = make(map[int]int)
	q := new(sql)
	if people.Everyone() {
		q.add("SELECT status, type, n FROM user_type_total WHERE account = ?", people.Account())
	} else {
		q.add("SELECT u.status, coalesce(json_extract(u.brief, '$.type'), 0), count(*) FROM user u WHERE ")
		q.listed(people.Visibility(), UserFilter{Page: Page{Limit: -1}}) // a negative LIMIT is none
		q.add(" GROUP BY 1, 2")
	}
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		if cordon.Status(s.ColumnText(0)) == cordon.Pending {
			sum.Pending += s.ColumnInt(2)
		} else {
			sum.Types[s.ColumnInt(1)] += s.ColumnInt(2)
		}
		return nil
	})
	return sum, err
}

// HasVanityName reports whether somebody in sight has the personal link.
func (tx *Tx) HasVanityName(people access.People, name string) (bool, error) {
	q := new(sql).add("SELECT 1 FROM user u WHERE u.vanity_key = ? AND u.vanity_key <> '' AND ", cordon.Key(name)).visible(people.Visibility(), "u")
	return tx.exists(q.String(), q.args...)
}

// UpdateEach lets change edit several people. It returns the ids of those whom
// it changed, and the names of those who are not there. Where the caller may
// not act on one who is, nothing is changed.
func (tx *WriteTx) UpdateEach(people access.People, who []UserKey, change func(*cordon.User)) (ids, unknown []string, err error) {
	done := make(map[int64]bool)
	for _, key := range who {
		p, err := tx.actOn(people, key)
		switch {
		case isCode(err, 1001):
			unknown = append(unknown, key.Value)
			continue
		case err != nil:
			return nil, nil, err
		case done[p.seq]:
			continue
		}
		u, err := tx.load(p)
		if err != nil {
			return nil, nil, err
		}
		change(u)
		if err := tx.save(p, u); err != nil {
			return nil, nil, err
		}
		done[p.seq] = true
		ids = append(ids, p.id)
	}
	return ids, unknown, nil
}
