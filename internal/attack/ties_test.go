package attack

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// ties is what binds people to each other in an account, and what they have
// besides their records.
type ties struct {
	assistants, schedulers map[string][]string // user ids by user id
	admins                 map[string][]string // user ids by group id
	contacts               []*contactGroup
	types                  map[string]int // by user id
}

type contactGroup struct {
	id, name      string
	users, groups []string // ids
}

func (d *database) loadTies(m *model) {
	d.t.Helper()
	t := &ties{assistants: map[string][]string{}, schedulers: map[string][]string{}, admins: map[string][]string{}, types: map[string]int{}}
	m.ties = t
	d.each("SELECT id, json_extract(brief, '$.type') FROM user WHERE account = ?", func(s *sqlite.Stmt) { t.types[s.ColumnText(0)] = s.ColumnInt(1) }, m.id)
	d.each("SELECT u.id, a.id FROM delegation d JOIN user u ON u.seq = d.user JOIN user a ON a.seq = d.assistant WHERE u.account = ?", func(s *sqlite.Stmt) {
		user, assistant := s.ColumnText(0), s.ColumnText(1)
		t.assistants[user], t.schedulers[assistant] = append(t.assistants[user], assistant), append(t.schedulers[assistant], user)
	}, m.id)
	d.each("SELECT a.grp, u.id FROM group_admin a JOIN user u ON u.seq = a.user WHERE u.account = ?", func(s *sqlite.Stmt) {
		t.admins[s.ColumnText(0)] = append(t.admins[s.ColumnText(0)], s.ColumnText(1))
	}, m.id)
	bySeq := map[int64]*contactGroup{}
	d.each("SELECT seq, id, name FROM contact_group WHERE account = ? ORDER BY seq", func(s *sqlite.Stmt) {
		g := &contactGroup{id: s.ColumnText(1), name: s.ColumnText(2)}
		bySeq[s.ColumnInt64(0)], t.contacts = g, append(t.contacts, g)
	}, m.id)
	d.each("SELECT m.contact_group, u.id, m.grp FROM contact_member m JOIN contact_group g ON g.seq = m.contact_group LEFT JOIN user u ON u.seq = m.user WHERE g.account = ?", func(s *sqlite.Stmt) {
		g := bySeq[s.ColumnInt64(0)]
		if id := s.ColumnText(1); id != "" {
			g.users = append(g.users, id)
		} else {
			g.groups = append(g.groups, s.ColumnText(2))
		}
	}, m.id)
	d.each(`SELECT t.status, t.type, t.n, (SELECT count(*) FROM user u WHERE u.account = t.account AND u.status = t.status AND json_extract(u.brief, '$.type') = t.type) c
		FROM user_type_total t WHERE account = ? AND n <> c`, func(s *sqlite.Stmt) {
		d.t.Errorf("kept total of %s users of type %d is %d, counted %d", s.ColumnText(0), s.ColumnInt(1), s.ColumnInt(2), s.ColumnInt(3))
	}, m.id)
}

// seedTies ties people of every account together, straight in the file: a few
// of each kind, whoever may see them.
func (c *crowd) seedTies(t testing.TB, accounts []string) {
	t.Helper()
	conn, err := sqlite.OpenConn(c.Path, sqlite.OpenReadWrite, sqlite.OpenWAL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	defer sqlitex.Transaction(conn)(&err)
	run := func(query string, args ...any) {
		t.Helper()
		if err := sqlitex.Execute(conn, query, &sqlitex.ExecOptions{Args: args}); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	all := func(query string, account string) (list []string) {
		d := &database{t, conn}
		d.each(query, func(s *sqlite.Stmt) { list = append(list, s.ColumnText(0)) }, account)
		return list
	}
	for i, account := range accounts {
		users, groups := all("SELECT seq FROM user WHERE account = ? ORDER BY seq", account), all("SELECT id FROM user_group WHERE account = ? ORDER BY seq", account)
		for range 3 * len(users) / 2 {
			run("INSERT OR IGNORE INTO delegation SELECT ?1, ?2, ?3 WHERE ?1 <> ?2", pick(c.r, users), pick(c.r, users), c.r.IntN(2))
		}
		for range 2 * len(groups) {
			run("INSERT OR IGNORE INTO group_admin VALUES (?, ?)", pick(c.r, groups), pick(c.r, users))
		}
		for j := range c.r.IntN(5) {
			run("INSERT INTO contact_group (id, account, name, privacy) VALUES (?, ?, ?, 1)", newID(c.r, i, 'c', j), account, mark(i, 'c', j, fName))
			seq := conn.LastInsertRowID()
			for _, user := range some(c.r, users, 5) {
				run("INSERT INTO contact_member (contact_group, user) VALUES (?, ?)", seq, user)
			}
			for _, group := range some(c.r, groups, 2) {
				run("INSERT INTO contact_member (contact_group, grp) VALUES (?, ?)", seq, group)
			}
		}
	}
}

// addTies notes the strings by which contact groups could be recognised.
func (g *registry) addTies(m *model) {
	for _, x := range m.ties.contacts {
		c := thing{m.index, 'c', x.id}
		g.ids[strings.ToLower(x.id)] = c
		g.whose(x.id, c)
	}
}

// seesContacts reports whether a contact group exists for the operation: all of
// them under an account-wide reach, else those with a member in the reach.
func (v verdict) seesContacts(m *model, op *access.Operation, g *contactGroup) bool {
	if v.op.everyone() {
		return true
	}
	users, groups := v.contactMembers(m, op, g)
	reached := v.op.groups(m.groups)
	return len(users) > 0 || slices.ContainsFunc(groups, func(id string) bool { return reached[id] })
}

// contactMembers is who and what of a contact group may be named.
func (v verdict) contactMembers(m *model, op *access.Operation, g *contactGroup) (users []*person, groups []string) {
	known := v.known(m, op)
	for _, id := range g.users {
		if v.sees(m.byID[id]) {
			users = append(users, m.byID[id])
		}
	}
	for _, id := range g.groups {
		if known[id] {
			groups = append(groups, id)
		}
	}
	return users, groups
}

// contactGroup finds a contact group of the account.
func (m *model) contactGroup(id string) *contactGroup {
	for _, g := range m.ties.contacts {
		if g.id == id {
			return g
		}
	}
	return nil
}

// selfOnly are the reads that are refused about anybody but the caller's user,
// whoever may be in sight.
var selfOnly = map[string]bool{"GET /users/{userId}/token": true}

type lister = func(name, key string, q url.Values, path ...string) ([]map[string]any, int, outcome)

// auditTies reads who is tied to whom, and holds it to the oracle.
func (c *crowd) auditTies(t testing.TB, account int, k *caller, m *model, routes []*zoomapi.Route, list lister,
	same func(outcome, []map[string]any, string, int, []string)) {
	t.Helper()
	one := func(name string, path ...string) (outcome, map[string]any) {
		t.Helper()
		i := slices.IndexFunc(routes, func(r *zoomapi.Route) bool { return r.Operation.String() == name })
		o := c.call(t, account, k, routes[i], request{"GET", path, nil, nil})
		var answer map[string]any
		if o.ok() {
			o.JSON(t, &answer)
		}
		return o, answer
	}
	emails := func(o outcome, ids []string) (list []string) {
		for _, id := range ids {
			if p := m.byID[id]; o.sees(p) {
				list = append(list, p.email)
			}
		}
		return list
	}
	if o, answer := one("GET /users/summary", "users", "summary"); o.ok() {
		want := map[string]int{}
		for _, p := range o.visible(m) {
			switch {
			case p.status == "pending":
				want["pending"]++
				continue
			case m.ties.types[p.id] == 1:
				want["basic"]++
			case m.ties.types[p.id] == 2:
				want["licensed"]++
			default:
				want["join_only"]++
			}
			want["total"]++
		}
		for _, name := range []string{"licensed", "basic", "pending", "join_only", "total", "room", "on_prem"} {
			if got := answer[name+"_users_count"]; got != float64(want[name]) {
				t.Errorf("GET /users/summary: %s is %v, want %d\n%s", name, got, want[name], o.who())
			}
		}
	}
	for range 3 {
		p := pick(c.r, m.users)
		rows, _, o := list("GET /users/{userId}/assistants", "assistants", nil, "users", p.id, "assistants")
		if o.ok() {
			same(o, rows, "email", -1, emails(o, m.ties.assistants[p.id]))
		}
		if rows, _, o = list("GET /users/{userId}/schedulers", "schedulers", nil, "users", p.id, "schedulers"); o.ok() {
			same(o, rows, "email", -1, emails(o, m.ties.schedulers[p.id]))
		}
	}
	for _, g := range m.groups {
		if rows, total, o := list("GET /groups/{groupId}/admins", "admins", nil, "groups", g.id, "admins"); o.ok() {
			same(o, rows, "email", total, emails(o, m.ties.admins[g.id]))
		}
	}
	c.auditContacts(t, m, one, list, same)
}

func (c *crowd) auditContacts(t testing.TB, m *model, one func(string, ...string) (outcome, map[string]any), list lister,
	same func(outcome, []map[string]any, string, int, []string)) {
	t.Helper()
	rows, _, o := list("GET /contacts/groups", "groups", nil, "contacts", "groups")
	if !o.ok() {
		return
	}
	op := access.Operations().Find("GET /contacts/groups")
	var want []string
	for _, g := range m.ties.contacts {
		if o.seesContacts(m, op, g) {
			want = append(want, g.id)
		}
	}
	same(o, rows, "group_id", -1, want)
	for _, id := range want {
		g := m.contactGroup(id)
		o, answer := one("GET /contacts/groups/{groupId}", "contacts", "groups", id)
		if o.dead || !o.allowed {
			continue // it asks for another scope
		}
		users, groups := o.contactMembers(m, op, g)
		if got := fmt.Sprint(answer["total_members"]); got != fmt.Sprint(len(users)+len(groups)) {
			t.Errorf("%s: total_members %s, want %d users and %d groups\n%s", o.request, got, len(users), len(groups), o.who())
		}
		rows, _, o = list("GET /contacts/groups/{groupId}/members", "group_members", nil, "contacts", "groups", id, "members")
		if !o.ok() {
			continue
		}
		members := slices.Clone(groups)
		for _, p := range users {
			if p.status == "pending" {
				members = append(members, fmt.Sprint(nil)) // has no id in lists
			} else {
				members = append(members, p.id)
			}
		}
		same(o, rows, "id", -1, members)
	}
}

// tiesActedOn are the people whom a write about several at once, or about a
// group's admins, acts on; false for all other writes.
func (o outcome) tiesActedOn(route string) (list []*person, ok bool) {
	var names []string
	members := func(key string) {
		for _, member := range o.body.(map[string]any)[key].([]map[string]string) {
			names = append(names, member["id"]+member["email"])
		}
	}
	switch route {
	case "POST /users/features":
		members("users")
	case "POST /groups/{groupId}/admins":
		members("admins")
	case "DELETE /groups/{groupId}/admins/{userId}":
		names = []string{o.path[3]}
	default:
		return nil, false
	}
	for _, p := range o.visible(o.before) { // the others are not found
		if slices.ContainsFunc(names, func(s string) bool {
			return s == p.id || strings.EqualFold(s, p.email) || s == "me" && p.id == o.viewer
		}) {
			list = append(list, p)
		}
	}
	return list, true
}
