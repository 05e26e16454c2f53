package attack

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// model is one account as the rows of the database have it, read past the code
// under test.
type model struct {
	id      string
	index   int // of the account in its world
	ownOnly bool
	users   []*person
	groups  []*group
	roles   []*role
	apps    []*app
	records []*record
	ties    *ties
	byID    map[string]*person
	roleID  map[string]*role
}

type person struct {
	id, email, status, role, employee, vanity, manager, hostKey string
	pmi                                                         int64
	password                                                    string
	groups                                                      map[string]bool
	phone                                                       bool // has a Zoom Phone licence
}

type group struct{ id, name string }

type role struct {
	id, name, kind string
	reach          map[cordon.Privilege]cordon.Reach
	cache          map[cordon.Privilege]sight
}

type app struct {
	id, client, owner, name string
	active                  bool
	scopes                  []cordon.Scope
}

// database is a second pair of eyes on a world's file.
type database struct {
	t    testing.TB
	conn *sqlite.Conn
}

func openDatabase(t testing.TB, path string) *database {
	t.Helper()
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadOnly, sqlite.OpenWAL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &database{t, conn}
}

func (d *database) each(query string, row func(*sqlite.Stmt), args ...any) {
	d.t.Helper()
	stmt, err := d.conn.Prepare(query)
	if err != nil {
		d.t.Fatalf("%s: %v", query, err)
	}
	for i, a := range args {
		stmt.BindText(i+1, a.(string))
	}
	for {
		more, err := stmt.Step()
		if err != nil {
			d.t.Fatalf("%s: %v", query, err)
		}
		if !more {
			break
		}
		row(stmt)
	}
	if err := stmt.Reset(); err != nil {
		d.t.Fatal(err)
	}
}

// load reads an account in one snapshot, and holds what the database keeps
// twice to what it keeps once.
func (d *database) load(account string, index int) *model {
	d.t.Helper()
	defer sqlitex.Transaction(d.conn)(new(error))
	m := &model{id: account, index: index, byID: map[string]*person{}, roleID: map[string]*role{}}
	d.each("SELECT user_level_scopes FROM account WHERE id = ?", func(s *sqlite.Stmt) { m.ownOnly = s.ColumnText(0) == "own" }, account)
	listed := map[string]string{}
	d.each(`SELECT id, email, status, role, employee, vanity_key, manager, host_key, pmi, groups, password, zoom_phone FROM user WHERE account = ? ORDER BY seq`, func(s *sqlite.Stmt) {
		p := &person{id: s.ColumnText(0), email: s.ColumnText(1), status: s.ColumnText(2), role: s.ColumnText(3), employee: s.ColumnText(4),
			vanity: s.ColumnText(5), manager: s.ColumnText(6), hostKey: s.ColumnText(7), pmi: s.ColumnInt64(8), password: s.ColumnText(10), phone: s.ColumnBool(11), groups: map[string]bool{}}
		m.users, m.byID[p.id] = append(m.users, p), p
		listed[p.id] = s.ColumnText(9)
	}, account)
	d.each("SELECT id, name FROM user_group WHERE account = ? ORDER BY seq", func(s *sqlite.Stmt) {
		m.groups = append(m.groups, &group{s.ColumnText(0), s.ColumnText(1)})
	}, account)
	d.each(`SELECT u.id, m.grp FROM user u JOIN member m ON m.user = u.seq WHERE u.account = ?`, func(s *sqlite.Stmt) {
		m.byID[s.ColumnText(0)].groups[s.ColumnText(1)] = true
	}, account)
	for _, p := range m.users {
		n := 0
		for g := range p.groups {
			n++
			if !strings.Contains(listed[p.id], `"`+g+`"`) {
				d.t.Errorf("user %s is a member of %s, but its list of groups is %s", p.id, g, listed[p.id])
			}
		}
		if got := strings.Count(listed[p.id], `"`) / 2; got != n {
			d.t.Errorf("user %s is in %d groups, but its list is %s", p.id, n, listed[p.id])
		}
	}
	d.each("SELECT id, name, type FROM role WHERE account = ? ORDER BY length(id), created_at, id", func(s *sqlite.Stmt) {
		r := &role{s.ColumnText(0), s.ColumnText(1), s.ColumnText(2), map[cordon.Privilege]cordon.Reach{}, map[cordon.Privilege]sight{}}
		m.roles, m.roleID[r.id] = append(m.roles, r), r
	}, account)
	d.each("SELECT role, privilege, whole_account FROM role_privilege WHERE account = ?", func(s *sqlite.Stmt) {
		m.roleID[s.ColumnText(0)].reach[cordon.Privilege(s.ColumnText(1))] = cordon.Reach{Account: s.ColumnBool(2)}
	}, account)
	d.each("SELECT role, privilege, grp FROM role_reach WHERE account = ? ORDER BY grp", func(s *sqlite.Stmt) {
		r, p := m.roleID[s.ColumnText(0)], cordon.Privilege(s.ColumnText(1))
		reach := r.reach[p]
		reach.Groups = append(reach.Groups, s.ColumnText(2))
		r.reach[p] = reach
	}, account)
	d.each(`SELECT a.id, a.client_id, coalesce(u.id, ''), a.name, a.active, coalesce(s.scopes, '') FROM app a LEFT JOIN user u ON u.seq = a.owner
		LEFT JOIN app_scopes s ON s.app = a.seq AND s.rev = a.scopes_rev WHERE a.account = ? ORDER BY a.seq`, func(s *sqlite.Stmt) {
		a := &app{id: s.ColumnText(0), client: s.ColumnText(1), owner: s.ColumnText(2), name: s.ColumnText(3), active: s.ColumnBool(4)}
		for _, scope := range strings.Fields(s.ColumnText(5)) {
			a.scopes = append(a.scopes, cordon.Scope(scope))
		}
		m.apps = append(m.apps, a)
	}, account)
	d.loadRecords(m)
	d.loadTies(m)
	d.each(`SELECT status, role, n, (SELECT count(*) FROM user u WHERE u.account = t.account AND u.status = t.status AND u.role = t.role) c
		FROM user_total t WHERE account = ? AND n <> c`, func(s *sqlite.Stmt) {
		d.t.Errorf("kept total of %s users of role %s is %d, counted %d", s.ColumnText(0), s.ColumnText(1), s.ColumnInt(2), s.ColumnInt(3))
	}, account)
	d.each(`SELECT t.grp, t.status, t.n, (SELECT count(*) FROM member m JOIN user u ON u.seq = m.user WHERE m.grp = t.grp AND u.status = t.status) c
		FROM member_total t JOIN user_group g ON g.id = t.grp WHERE g.account = ? AND t.n <> c`, func(s *sqlite.Stmt) {
		d.t.Errorf("kept total of %s members of group %s is %d, counted %d", s.ColumnText(1), s.ColumnText(0), s.ColumnInt(2), s.ColumnInt(3))
	}, account)
	return m
}

// sight is what a role gives one privilege: granted at all, and the sets of
// groups a person must be in, one of each (rule 3: implied privileges carry the
// reach of what implies them, several cut each other).
type sight struct {
	granted bool
	cuts    [][]string
}

// implying lists what grants p, by rule 3.
func implying(p cordon.Privilege) []cordon.Privilege {
	by := []cordon.Privilege{p}
	if name, ok := strings.CutSuffix(string(p), ":Read"); ok {
		by = append(by, cordon.Privilege(name+":Edit"))
		if strings.HasPrefix(name, "Dashboard") && name != "Dashboard" {
			by = append(by, "Dashboard:Read", "Dashboard:Edit")
		}
	}
	return by
}

// under works out a role's sight under a privilege.
func (r *role) under(p cordon.Privilege) sight {
	if r == nil {
		return sight{}
	}
	if s, ok := r.cache[p]; ok {
		return s
	}
	var s sight
	switch r.id {
	case cordon.OwnerRole:
		s.granted = true
	case cordon.AdminRole:
		s.granted = p != "the owner's alone"
	default:
		for _, q := range implying(p) {
			if reach, ok := r.reach[q]; ok {
				s.granted = true
				if !reach.Account {
					s.cuts = append(s.cuts, reach.Groups)
				}
			}
		}
	}
	r.cache[p] = s
	return s
}

// everyone reports whether nobody is cut.
func (s sight) everyone() bool { return s.granted && len(s.cuts) == 0 }

// sees reports whether viewer sees p, by rule 5.
func (s sight) sees(viewer string, p *person) bool {
	if !s.granted {
		return false
	}
	if p.id == viewer {
		return true
	}
	for _, groups := range s.cuts {
		if !slices.ContainsFunc(groups, func(g string) bool { return p.groups[g] }) {
			return false
		}
	}
	return true
}

// groups is which of the account's groups the sight names: nil for all.
func (s sight) groups(all []*group) map[string]bool {
	known := map[string]bool{}
	for _, g := range all {
		in := s.granted
		for _, groups := range s.cuts {
			in = in && slices.Contains(groups, g.id)
		}
		known[g.id] = in
	}
	return known
}

// and is what both see.
func (s sight) and(t sight) sight {
	return sight{s.granted && t.granted, slices.Concat(s.cuts, t.cuts)}
}

// onlyself cuts the sight to the viewer.
func (s sight) onlySelf() sight { return sight{s.granted, append(slices.Clone(s.cuts), nil)} }

// backing is the privileges of the operations that accept a scope.
var backing = func() map[cordon.Scope][]cordon.Privilege {
	by := map[cordon.Scope][]cordon.Privilege{}
	for _, op := range access.Operations().All() {
		for _, s := range slices.Concat(op.Classic, op.Granular, op.Added) {
			if op.Privilege != "" && !slices.Contains(by[s], op.Privilege) {
				by[s] = append(by[s], op.Privilege)
			}
		}
	}
	return by
}()

// verdict is what the rules say about one credential and one operation.
type verdict struct {
	allowed bool
	either  bool // the rules do not say
	own     bool // rule 2: only the owner's own data
	why     string
	role    *role
	viewer  string
	op      sight // under the operation's privilege
	people  sight // rule 7: and under User:Read
}

// judge is rules 1, 2, 3, 5 and 7 for an app that holds scopes.
func (m *model) judge(a *app, issued []cordon.Scope, op *access.Operation, wholeAccount bool) verdict {
	owner := m.byID[a.owner]
	if owner == nil {
		return verdict{why: "no owner"}
	}
	v := verdict{role: m.roleID[owner.role], viewer: owner.id}
	var held, wide bool
	for _, s := range slices.Concat(op.Classic, op.Granular, op.Added) {
		if !slices.Contains(a.scopes, s) || !slices.Contains(issued, s) {
			continue
		}
		if !slices.ContainsFunc(backing[s], func(p cordon.Privilege) bool { return v.role.under(p).granted }) {
			continue
		}
		held = true
		wide = wide || strings.Contains(string(s)+":", ":admin:")
	}
	v.op = v.role.under(op.Privilege)
	if m.ownOnly && !wide {
		v.own = true
	}
	v.op = v.under(op.Privilege)
	v.people = v.op.and(v.under(cordon.UserRead))
	switch {
	case !held:
		v.why = "scope"
	case !v.op.granted:
		v.why = "privilege"
	case op.Product == "phone" && !owner.phone:
		v.why = "licence"
	case unrestrictedOnly[op.String()] && (v.role.narrowed() || v.own):
		v.why = "unknown holders"
	case wholeAccount && !v.op.everyone():
		v.why = "needs the entire account"
	default:
		v.allowed = true
		// TestNobodyMakesWhomTheyCannotSee asks for the read side as well.
		read := cordon.Privilege(strings.TrimSuffix(string(op.Privilege), ":Edit") + ":Read")
		v.either = wholeAccount && !v.under(read).everyone()
	}
	return v
}

// who tells of the caller, for a failure.
func (v verdict) who() string {
	return fmt.Sprintf("caller %s of role %s, own data only: %v, reaches %v", v.viewer, v.role.id, v.own, v.role.reach)
}

// under is the caller's sight under a privilege within this operation.
func (v verdict) under(p cordon.Privilege) sight {
	s := v.role.under(p)
	if v.own {
		s = s.onlySelf()
	}
	return s
}

// sees reports whether the operation may name p.
func (v verdict) sees(p *person) bool { return v.people.sees(v.viewer, p) }

// known is which groups exist for the operation.
func (v verdict) known(m *model, op *access.Operation) map[string]bool {
	read := v.under(cordon.GroupRead)
	switch {
	case !read.granted && v.op.everyone() && v.role.narrowed():
		return v.role.named(m.groups)
	case !read.granted:
		read = v.op
	case op.Privilege == cordon.GroupRead || op.Privilege == cordon.GroupEdit:
		read = read.and(v.op)
	}
	return read.groups(m.groups)
}

// narrowed reports whether any reach of the role is custom.
func (r *role) narrowed() bool {
	for _, reach := range r.reach {
		if !reach.Account {
			return true
		}
	}
	return false
}

// named is which groups the role's custom reaches name, privilege by privilege.
func (r *role) named(all []*group) map[string]bool {
	known := map[string]bool{}
	for _, p := range access.Operations().Privileges() {
		if s := r.under(p); s.granted && !s.everyone() {
			for g, in := range s.groups(all) {
				known[g] = known[g] || in
			}
		}
	}
	return known
}

// reachable is which groups the caller may name in a reach.
func (v verdict) reachable(m *model) map[string]bool {
	if read := v.under(cordon.GroupRead); read.granted {
		return read.groups(m.groups)
	}
	known := map[string]bool{}
	for _, p := range access.Operations().Privileges() {
		for g, in := range v.under(p).groups(m.groups) {
			known[g] = known[g] || in
		}
	}
	return known
}

// visible lists the people that the operation may name.
func (v verdict) visible(m *model) (list []*person) {
	for _, p := range m.users {
		if v.sees(p) {
			list = append(list, p)
		}
	}
	return list
}

func (m *model) app(id string) *app {
	for _, a := range m.apps {
		if a.id == id {
			return a
		}
	}
	return nil
}

func (m *model) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "account %d (%s) user_level_scopes own: %v\n", m.index, m.id, m.ownOnly)
	for _, r := range m.roles {
		fmt.Fprintf(&b, "  role %s %v\n", r.id, r.reach)
	}
	for _, p := range m.users {
		fmt.Fprintf(&b, "  user %s %s %s role %s groups %v\n", p.id, p.email, p.status, p.role, p.groups)
	}
	for _, a := range m.apps {
		fmt.Fprintf(&b, "  app %s owner %s active %v\n", a.id, a.owner, a.active)
	}
	return b.String()
}
