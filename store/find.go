package store

import (
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// UserSearch is a search for people: those of whom a name or the address begins
// with Prefix, in any letter case and any Unicode spelling. Empty fields filter
// nothing, but an empty Prefix finds nobody: Users lists all.
type UserSearch struct {
	Prefix     string
	Status     cordon.Status
	Group      string // only its members
	NotInGroup string // only who is not one of its members
	AfterKey   string // Found and Seq of the last row of the page before
	After      int64
	Limit      int
}

// FindUsers lists the people in sight that the search finds, by the name that
// it finds them under, and whether there are more. Each is there once, under the
// first of the names that match. A group that does not exist for the caller has
// no members.
//
// It starts from the names or, where few can be in sight, from these few: then
// it takes no longer for others being there, hidden, under the same names.
func (tx *Tx) FindUsers(people access.People, f UserSearch) (list []UserRow, more bool, err error) {
	prefix, known := cordon.Key(f.Prefix), tx.Grant.Groups()
	if prefix == "" || f.Group != "" && !known.Has(f.Group) {
		return nil, false, nil
	}
	if f.AfterKey < prefix {
		f.AfterKey, f.After = prefix, 0
	}
	w, err := tx.walkFor(people.Visibility(), f.Group)
	if err != nil {
		return nil, false, err
	}
	// The page is made of keys alone; only then are its rows read.
	q, account := new(sql).add("SELECT "+userColumns+", n.key FROM "), "n.account"
	if w.account == "" && w.most <= mostWalked {
		q.along(w, w.most).add(" CROSS JOIN user_name n ON n.user = w.seq")
		account = "+n.account" // keeps the planner on n.user
	} else {
		q.add("user_name n")
	}
	q.add(" CROSS JOIN user u ON u.seq = n.user WHERE "+account+" = ? AND (n.key, n.user) > (?, ?) AND n.key < ?",
		people.Account(), f.AfterKey, f.After, prefixEnd(prefix))
	q.add(" AND NOT EXISTS (SELECT 1 FROM user_name e WHERE e.user = n.user AND e.key >= ? AND e.key < n.key) AND ", prefix).visible(people.Visibility(), "u")
	q.matching("u", UserFilter{Status: f.Status})
	if f.Group != "" {
		q.add(" AND EXISTS (SELECT 1 FROM member WHERE grp = ? AND user = u.seq)", f.Group)
	}
	if f.NotInGroup != "" && known.Has(f.NotInGroup) {
		q.add(" AND NOT EXISTS (SELECT 1 FROM member WHERE grp = ? AND user = u.seq)", f.NotInGroup)
	}
	q.add(" ORDER BY n.key, n.user LIMIT ?", f.Limit+1)
	mem := new(arena)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		if len(list) == f.Limit {
			more = true
			return nil
		}
		row := scanUser(s, known, mem)
		row.Found = mem.string(s, 10)
		list = append(list, row)
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	return list, more, nil
}

// walkFor is the smallest walk for the people of a visibility who are in group,
// if that is not "".
func (tx *Tx) walkFor(v access.Visibility, group string) (walk, error) {
	w, err := tx.walkOf(v, none)
	if err != nil || group == "" {
		return w, err
	}
	n, err := tx.membersOf([]string{group})
	if n < w.most {
		w = walk{groups: []string{group}, self: v.Self(), most: n + 1}
	}
	return w, err
}

// prefixEnd comes after every key that begins with prefix.
func prefixEnd(prefix string) string { return prefix + "\U0010FFFF" }

// MaxAddresses is how many addresses can be looked up at once.
const MaxAddresses = 5000

// UsersByEmail finds the people in sight who have the addresses, in the order
// of these, and tells which nobody in sight has. One that is given twice counts
// once, an empty one not at all.
func (tx *Tx) UsersByEmail(people access.People, emails []string) (found []UserRow, missing []string, err error) {
	if len(emails) > MaxAddresses {
		return nil, nil, cordon.BadRequest("At most %d addresses at once.", MaxAddresses)
	}
	var asked, keys []string
	rows := make(map[string]*UserRow, len(emails))
	for _, email := range emails {
		key := cordon.Key(email)
		if _, twice := rows[key]; twice || key == "" {
			continue
		}
		rows[key] = nil
		asked, keys = append(asked, strings.TrimSpace(email)), append(keys, key)
	}
	q := new(sql).add("SELECT "+userColumns+", u.email_key FROM ").given(keys).add(" CROSS JOIN user u ON u.account = ? AND u.email_key = w.value WHERE ", people.Account())
	q.visible(people.Visibility(), "u")
	known, mem := tx.Grant.Groups(), new(arena)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		row := scanUser(s, known, mem)
		rows[mem.string(s, 10)] = &row
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for i, key := range keys {
		if row := rows[key]; row != nil {
			found = append(found, *row)
		} else {
			missing = append(missing, asked[i])
		}
	}
	return found, missing, nil
}

// HasUser reports whether the person with that id is among people.
func (tx *Tx) HasUser(people access.People, id string) (bool, error) {
	q := new(sql).add("SELECT 1 FROM user u WHERE u.id = ? AND ", id).visible(people.Visibility(), "u")
	return tx.exists(q.String(), q.args...)
}
