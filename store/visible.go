package store

import (
	"slices"

	"github.com/cordon-zoom/cordon/access"
)

// visible adds the condition that the row u of user is in sight. Membership is
// joined here, in the statement itself; no list of people is ever made first.
func (q *sql) visible(v access.Visibility, u string) *sql {
	return q.add("("+u+".account = ?", v.Account()).clauses(v, u, "").add(")")
}

// clauses adds a condition for each clause of v, leaving out those that members
// of the group within satisfy anyway.
func (q *sql) clauses(v access.Visibility, u, within string) *sql {
	if v.Account() == "" {
		return q.add(" AND 0") // nobody; no clauses would mean everyone
	}
	for _, groups := range v.Clauses() {
		if within != "" && slices.Contains(groups, within) {
			continue
		}
		q.add(" AND ("+u+".id = ?", v.Self())
		if len(groups) > 0 {
			q.add(" OR EXISTS (SELECT 1 FROM member vm WHERE vm.user = " + u + ".seq AND vm.grp IN ").in(groups).add(")")
		}
		q.add(")")
	}
	return q
}

// known adds the condition that the row g of user_group exists for the caller.
func (q *sql) known(groups access.Groups, g string) *sql {
	q.add(g+".account = ?", groups.Account())
	if !groups.All() {
		q.add(" AND " + g + ".id IN ").in(groups.IDs())
	}
	return q
}

// sees reports whether the user at seq is in sight under every one of the
// visibilities.
func (tx *Tx) sees(seq int64, within ...access.Visibility) (bool, error) {
	for _, v := range within {
		q := new(sql).add("SELECT 1 FROM user u WHERE u.seq = ? AND ", seq).visible(v, "u")
		ok, err := tx.exists(q.String(), q.args...)
		if err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}
