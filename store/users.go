package store

import (
	"encoding/json"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// UserRow is a user as lists show them. The raw fields are JSON as it goes
// over the wire.
type UserRow struct {
	Seq        int64 // position in every list of people; a page goes on after it
	ID         string
	Email      string
	Status     cordon.Status
	RoleID     string
	CreatedAt  time.Time
	HostKey    string
	Groups     json.RawMessage // ids, the primary first; only groups that exist for the caller
	Brief      json.RawMessage
	Attributes json.RawMessage
	Found      string // by FindUsers: the folded name that it found them under
}

// UserDetail is a user as GET /users/{userId} shows them.
type UserDetail struct {
	UserRow
	RoleName      string
	AccountNumber int64
	Manager       string // "" unless that person is in sight too
	Profile       json.RawMessage
}

// Page is the part of a list that is asked for: Limit rows after the row at
// After, or after skipping Skip rows (the old page_number).
type Page struct {
	After       int64
	AfterTime   int64 // in lists by time: when the row at After was, in milliseconds
	Skip, Limit int
}

// UserFilter narrows a list of people. Empty fields filter nothing.
type UserFilter struct {
	Status cordon.Status
	Role   string
	Group  string
	Page
}

const userColumns = `u.seq, u.id, u.email, u.status, u.role, u.created_at, u.host_key, u.groups, u.brief, u.attributes`

func scanUser(s *sqlite.Stmt, groups access.Groups, mem *arena) UserRow {
	return UserRow{
		Seq: s.ColumnInt64(0), ID: mem.string(s, 1), Email: mem.string(s, 2), Status: cordon.Status(mem.string(s, 3)),
		RoleID: mem.string(s, 4), CreatedAt: fromMillis(s.ColumnInt64(5)), HostKey: mem.string(s, 6),
		Groups: mem.groups(s, 7, groups), Brief: mem.column(s, 8), Attributes: mem.column(s, 9),
	}
}

// groupList reads the groups column: a JSON array of ids, which hold nothing
// that JSON escapes.
func groupList(column string) []string {
	if len(column) <= len("[]") {
		return nil
	}
	return strings.Split(column[2:len(column)-2], `","`)
}

// Users lists the people in sight that match the filter, and how many they are
// on all pages. Every list of people is this one: of the account, of a role, of
// a group.
func (tx *Tx) Users(people access.People, f UserFilter) (list []UserRow, total int, err error) {
	groups, mem := tx.Grant.Groups(), new(arena)
	q := new(sql).add("SELECT " + userColumns + " FROM user u WHERE ")
	q.listed(people.Visibility(), f)
	q.add(" ORDER BY u.seq LIMIT ? OFFSET ?", f.Limit, f.Skip)
	list = make([]UserRow, 0, f.Limit)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanUser(s, groups, mem))
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	total, err = tx.countUsers(people.Visibility(), f)
	return list, total, err
}

// listed adds the condition of a list. It starts from the smaller side: where
// there is a group to start from, each branch walks that group's members in
// order and stops after one page, so the cost follows the page and not the
// account.
func (q *sql) listed(v access.Visibility, f UserFilter) {
	start, self := startOf(v, f)
	if start == nil && !self {
		q.add("u.account = ?", v.Account()).matching("u", f).add(" AND u.seq > ?", f.After)
		return
	}
	q.add("u.seq IN (")
	for i, g := range start {
		if i > 0 {
			q.add(" UNION ALL ") // IN sees each once anyway
		}
		q.add("SELECT seq FROM (SELECT m.user AS seq FROM member m")
		rest := new(sql).clauses(v, "mu", g)
		if rest.Len() > 0 || f.Role != "" {
			q.add(" JOIN user mu ON mu.seq = m.user")
		}
		q.add(" WHERE m.grp = ?", g)
		if f.Status != "" {
			q.add(" AND m.status = ?", string(f.Status))
		}
		if f.Role != "" {
			q.add(" AND mu.role = ?", f.Role)
		}
		q.add(" AND m.user > ?", f.After).add(rest.String(), rest.args...)
		q.add(" ORDER BY m.user LIMIT ?)", f.Limit+f.Skip)
	}
	if self {
		if len(start) > 0 {
			q.add(" UNION ALL ") // IN sees each once anyway
		}
		q.add("SELECT su.seq FROM user su WHERE su.id = ? AND su.seq > ?", v.Self(), f.After).matching("su", f)
	}
	// The plus keeps the planner on u.seq, the row's own place.
	q.add(") AND +u.account = ?", v.Account())
}

// startOf is where a list starts: the groups whose members it may hold, and
// whether self comes on top. Neither means the whole account.
func startOf(v access.Visibility, f UserFilter) (groups []string, self bool) {
	switch {
	case f.Group != "":
		return []string{f.Group}, false
	case v.Everyone():
		return nil, false
	case v.Account() == "":
		return nil, true // self is "": nobody
	}
	groups = v.Clauses()[0]
	for _, c := range v.Clauses() {
		if len(c) < len(groups) {
			groups = c
		}
	}
	return groups, true
}

func (q *sql) matching(u string, f UserFilter) *sql {
	if f.Status != "" {
		q.add(" AND "+u+".status = ?", string(f.Status))
	}
	if f.Role != "" {
		q.add(" AND "+u+".role = ?", f.Role)
	}
	return q
}

// countUsers is the total of a list: read from the kept totals where the list
// is a whole account or a whole group, counted over the visible set otherwise.
func (tx *Tx) countUsers(v access.Visibility, f UserFilter) (int, error) {
	start, self := startOf(v, f)
	if start == nil && !self {
		q := new(sql).add("SELECT coalesce(sum(n), 0) FROM user_total u WHERE u.account = ?", v.Account()).matching("u", f)
		return tx.number(q.String(), q.args...)
	}
	if len(start) == 1 && f.Role == "" && new(sql).clauses(v, "u", start[0]).Len() == 0 {
		q := new(sql).add("SELECT coalesce(sum(n), 0)")
		if self {
			q.add(" + (SELECT count(*) FROM user su WHERE su.id = ?", v.Self()).matching("su", f)
			q.add(" AND NOT EXISTS (SELECT 1 FROM member m WHERE m.user = su.seq AND m.grp = ?))", start[0])
		}
		q.add(" FROM member_total m JOIN user_group g ON g.id = m.grp WHERE g.account = ? AND m.grp = ?", v.Account(), start[0]).matching("m", UserFilter{Status: f.Status})
		return tx.number(q.String(), q.args...)
	}
	f.Page = Page{Limit: -1} // a negative LIMIT is none
	q := new(sql).add("SELECT count(*) FROM user u WHERE ")
	q.listed(v, f)
	return tx.number(q.String(), q.args...)
}

// CountUsers is the total that Users would give.
func (tx *Tx) CountUsers(people access.People, f UserFilter) (int, error) {
	return tx.countUsers(people.Visibility(), f)
}

// UserKey is the way a path names a user.
type UserKey struct {
	Value    string
	ByUnique bool // the value is the employee_unique_id
}

// named adds the condition that the row u is the user that key names: by id,
// by e-mail (which has an "@", as no id does), or by employee id.
func (q *sql) named(key UserKey, u string) *sql {
	switch {
	case key.ByUnique:
		return q.add(u+".employee = ? AND "+u+".employee <> ''", key.Value)
	case strings.ContainsRune(key.Value, '@'):
		return q.add(u+".email_key = ?", cordon.Key(key.Value))
	}
	return q.add(u+".id = ?", key.Value)
}

// User finds one person in sight. Somebody hidden is as absent as nobody.
func (tx *Tx) User(people access.People, key UserKey) (d UserDetail, err error) {
	q := new(sql).add("SELECT " + userColumns + `, u.profile, r.name, acc.number, u.manager, u.manager = '' OR `)
	if people.Everyone() {
		q.add("1")
	} else {
		q.add("EXISTS (SELECT 1 FROM user b WHERE b.email_key = u.manager_key AND ").visible(people.Visibility(), "b").add(")")
	}
	q.add(` FROM user u JOIN role r ON r.account = u.account AND r.id = u.role JOIN account acc ON acc.id = u.account
		WHERE `).named(key, "u").add(" AND ").visible(people.Visibility(), "u")
	groups, mem := tx.Grant.Groups(), new(arena)
	found, err := tx.one(q.String(), q.args, func(s *sqlite.Stmt) {
		d = UserDetail{UserRow: scanUser(s, groups, mem), Profile: mem.column(s, 10), RoleName: s.ColumnText(11), AccountNumber: s.ColumnInt64(12)}
		if s.ColumnBool(14) {
			d.Manager = s.ColumnText(13)
		}
	})
	if err == nil && !found {
		err = cordon.NoSuchUser(key.Value)
	}
	return d, err
}

// HasEmail reports whether somebody in sight has the address.
func (tx *Tx) HasEmail(people access.People, email string) (bool, error) {
	q := new(sql).add("SELECT 1 FROM user u WHERE u.email_key = ? AND ", cordon.Key(email)).visible(people.Visibility(), "u")
	return tx.exists(q.String(), q.args...)
}

// seat is a person found for a write: in sight, with what rule 10 asks about.
type seat struct {
	seq    int64
	id     string
	email  string
	role   string
	status cordon.Status
	groups []string
}

// find is User for writes.
func (tx *Tx) find(people access.People, key UserKey) (p seat, err error) {
	q := new(sql).add("SELECT u.seq, u.id, u.email, u.role, u.status, u.groups FROM user u WHERE ").named(key, "u").add(" AND ").visible(people.Visibility(), "u")
	found, err := tx.one(q.String(), q.args, func(s *sqlite.Stmt) {
		p = seat{s.ColumnInt64(0), s.ColumnText(1), s.ColumnText(2), s.ColumnText(3), cordon.Status(s.ColumnText(4)), groupList(s.ColumnText(5))}
	})
	if err == nil && !found {
		err = cordon.NoSuchUser(key.Value)
	}
	return p, err
}

// Permissions lists what a person's role grants.
func (tx *Tx) Permissions(people access.People, key UserKey) ([]cordon.Privilege, error) {
	p, err := tx.find(people, key)
	if err != nil {
		return nil, err
	}
	policy, err := tx.policyOf(people.Account(), p.role)
	if err != nil {
		return nil, err
	}
	return policy.Privileges(), nil
}

// Features reads the feature block of a person's settings.
func (tx *Tx) Features(people access.People, key UserKey) (f cordon.Features, err error) {
	p, err := tx.find(people, key)
	if err != nil {
		return f, err
	}
	var text string
	if _, err = tx.one("SELECT features FROM user WHERE seq = ?", []any{p.seq}, func(s *sqlite.Stmt) { text = s.ColumnText(0) }); err != nil {
		return f, err
	}
	return f, json.Unmarshal([]byte(text), &f)
}
