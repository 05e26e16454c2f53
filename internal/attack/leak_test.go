package attack

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// TestMain keeps the databases in memory where it can: no test here is about
// the disk.
func TestMain(m *testing.M) {
	if f, err := os.CreateTemp("/dev/shm", "cordon"); err == nil && os.Getenv("TMPDIR") == "" {
		_ = f.Close()
		_ = os.Remove(f.Name())
		_ = os.Setenv("TMPDIR", "/dev/shm")
	}
	os.Exit(m.Run())
}

// worlds is how many random worlds to make where usually there are n. The race
// detector makes everything ten times slower, and looks for something else.
func worlds(t testing.TB, n int) int {
	scale := 1
	if s := os.Getenv("CORDON_ATTACK_SCALE"); s != "" {
		var err error
		if scale, err = strconv.Atoi(s); err != nil || scale < 1 {
			t.Fatal("CORDON_ATTACK_SCALE must be a whole number above 0")
		}
	}
	if race || testing.Short() {
		n = (n + 39) / 40
	}
	return n * scale
}

func TestEveryOperationHasAScenario(t *testing.T) {
	routes := world.New(t, 1).Server.API.Routes()
	for _, r := range routes {
		if scenarios[r.Operation.String()] == nil {
			t.Errorf("%s is served and has no scenario in scenarios: nothing here would see it leak", r)
		}
	}
	for name := range scenarios {
		if !slices.ContainsFunc(routes, func(r *zoomapi.Route) bool { return r.Operation.String() == name }) {
			t.Errorf("%s has a scenario and is not served", name)
		}
	}
}

const (
	leakWorlds   = 40
	leakAccounts = 30 // in each world, side by side
)

// TestLeak: random accounts, roles, scopes and calls, writes too, over every
// operation. Nothing hidden shows, every total is of the visible set, and
// hidden is byte for byte like absent.
func TestLeak(t *testing.T) {
	done := &tally{}
	t.Cleanup(func() {
		t.Logf("%d accounts\n%s", done.n["accounts"], done)
		if done.n["accounts"] < leakWorlds*leakAccounts || t.Failed() {
			return // only a part was asked for
		}
		for route := range scenarios {
			done.wants(t, 20, "done "+route)
		}
	})
	for seed := range worlds(t, leakWorlds) {
		t.Run("seed="+strconv.Itoa(seed+1), func(t *testing.T) {
			t.Parallel()
			c := newCrowd(t, uint64(seed+1), shape{accounts: leakAccounts, minUsers: 5, maxUsers: 25, admins: seed%3 == 0})
			c.done = done
			routes := c.Server.API.Routes()
			for i := range c.models {
				before := c.models[i]
				for _, k := range c.callers[i] {
					c.audit(t, i, k, routes)
					for range 4 {
						c.hiddenLooksAbsent(t, i, k, c.rare(routes, c.times))
					}
				}
				for range 60 {
					c.random(t, i, pick(c.r, c.callers[i]), c.rare(routes, c.times), c.chance(50))
				}
				c.audit(t, i, pick(c.r, c.callers[i]), routes)
				done.count("accounts")
				if t.Failed() {
					t.Fatalf("as it began %vand as it is %v", before, c.models[i])
				}
			}
			c.quietLog(t)
		})
	}
}

// audit reads every list to its end, in small pages, and every total, and holds
// all of it to the oracle.
func (c *crowd) audit(t testing.TB, account int, k *caller, routes []*zoomapi.Route) {
	t.Helper()
	m := c.models[account]
	route := func(name string) *zoomapi.Route {
		return routes[slices.IndexFunc(routes, func(r *zoomapi.Route) bool { return r.Operation.String() == name })]
	}
	list := func(name, key string, q url.Values, path ...string) (rows []map[string]any, total int, o outcome) {
		t.Helper()
		if q == nil {
			q = url.Values{}
		}
		if name != "GET /roles" {
			q.Set("page_size", strconv.Itoa(1+c.r.IntN(7)))
		}
		total = -1
		for page := 0; ; page++ {
			o = c.call(t, account, k, route(name), request{"GET", path, q, nil})
			if !o.ok() {
				return nil, -1, o
			}
			var answer map[string]any
			o.JSON(t, &answer)
			for _, row := range answer[key].([]any) {
				rows = append(rows, row.(map[string]any))
			}
			if n, ok := answer["total_records"].(float64); ok {
				if total >= 0 && total != int(n) {
					t.Errorf("%s: total_records changed from page to page: %d, %d", o.request, total, int(n))
				}
				total = int(n)
			}
			next, _ := answer["next_page_token"].(string)
			if next == "" {
				return rows, total, o
			}
			q.Set("next_page_token", next)
			if page > 100 {
				t.Fatalf("%s: pages without end", o.request)
			}
		}
	}
	same := func(o outcome, got []map[string]any, by string, total int, want []string) {
		t.Helper()
		var have []string
		for _, row := range got {
			have = append(have, fmt.Sprint(row[by]))
		}
		slices.Sort(have)
		slices.Sort(want)
		if !slices.Equal(have, want) {
			t.Errorf("%s\ngot  %v\nwant %v\n%s", o.request, have, want, o.who())
		}
		if total >= 0 && total != len(want) {
			t.Errorf("%s: total_records %d, want %d\n%s", o.request, total, len(want), o.who())
		}
	}
	emails := func(o outcome, keep func(*person) bool) (list []string) {
		for _, p := range o.visible(m) {
			if keep(p) {
				list = append(list, p.email)
			}
		}
		return list
	}

	for _, status := range []string{"active", "inactive", "pending"} {
		role := ""
		if c.chance(25) {
			role = pick(c.r, m.roles).id
		}
		rows, total, o := list("GET /users", "users", url.Values{"status": {status}, "role_id": {role}, "include_fields": {"host_key"}}, "users")
		if !o.ok() {
			break
		}
		same(o, rows, "email", total, emails(o, func(p *person) bool { return p.status == status && (role == "" || p.role == role) }))
	}
	groups, total, o := list("GET /groups", "groups", nil, "groups")
	if o.ok() {
		var want []string
		for g, in := range o.known(m, route("GET /groups").Operation) {
			if in {
				want = append(want, g)
			}
		}
		same(o, groups, "id", total, want)
	}
	for _, g := range groups {
		id := g["id"].(string)
		in := func(p *person) bool { return p.groups[id] }
		if got, want := int(g["total_members"].(float64)), len(emails(o, in)); got != want {
			t.Errorf("GET /groups: group %s has total_members %d, want %d\n%s", id, got, want, o.who())
		}
		rows, total, o := list("GET /groups/{groupId}/members", "members", nil, "groups", id, "members")
		if o.ok() {
			same(o, rows, "email", total, emails(o, in))
		}
	}
	rows, total, o := list("GET /roles", "roles", nil, "roles")
	for _, r := range rows {
		id := r["id"].(string)
		in := func(p *person) bool { return p.role == id }
		if got, want := int(r["total_members"].(float64)), len(emails(o, in)); got != want {
			t.Errorf("GET /roles: role %s has total_members %d, want %d\n%s", id, got, want, o.who())
		}
		if c.chance(50) {
			rows, total, o := list("GET /roles/{roleId}/members", "members", nil, "roles", id, "members")
			if o.ok() {
				same(o, rows, "email", total, emails(o, in))
			}
			c.call(t, account, k, route("GET /roles/{roleId}"), request{"GET", []string{"roles", id}, nil, nil})
		}
	}
	if rows != nil {
		var want []string
		for _, r := range m.roles {
			if r.kind == "common" {
				want = append(want, r.id)
			}
		}
		same(o, rows, "id", total, want)
	}
	rows, _, o = list("GET /marketplace/apps", "apps", url.Values{"type": {"account_created"}}, "marketplace", "apps")
	if o.ok() {
		var want []string
		for _, a := range m.apps {
			if o.people.everyone() || m.byID[a.owner] != nil && o.sees(m.byID[a.owner]) {
				want = append(want, a.id)
			}
		}
		same(o, rows, "app_id", -1, want)
	}
	c.auditRecords(t, m, list, same)
	c.auditPhones(t, m, list, same)
	c.auditTies(t, account, k, m, routes, list, same)
	c.auditHeld(t, account, k, m, routes, list, same)
	c.auditArranged(t, account, k, m, routes, list, same)
	c.auditTalk(t, m, list, same)
	c.auditMembers(t, m, list, same)
	for range 4 {
		p := pick(c.r, m.users)
		o := c.call(t, account, k, route("GET /users/{userId}"), request{"GET", []string{"users", pick(c.r, []string{p.id, p.email, strings.ToUpper(p.email)})}, nil, nil})
		if o.dead || !o.allowed {
			continue
		}
		if got, want := o.Status, map[bool]int{true: 200, false: 404}[o.sees(p)]; got != want {
			t.Errorf("%s: got %d, want %d", o.request, got, want)
		}
		if o.ok() {
			c.managerShown(t, m, o, p)
		}
	}
}

// managerShown: a manager's address only where that person is in sight too.
func (c *crowd) managerShown(t testing.TB, m *model, o outcome, p *person) {
	t.Helper()
	var got struct{ Manager string }
	o.JSON(t, &got)
	want := p.manager
	if !o.people.everyone() && !slices.ContainsFunc(m.users, func(q *person) bool { return strings.EqualFold(q.email, p.manager) && o.sees(q) }) {
		want = ""
	}
	if got.Manager != want {
		t.Errorf("%s: manager %q, want %q", o.request, got.Manager, want)
	}
}

// hiddenLooksAbsent makes the same call about something hidden, something of
// another account, and nothing at all, and wants the same bytes back.
func (c *crowd) hiddenLooksAbsent(t testing.TB, account int, k *caller, route *zoomapi.Route) {
	t.Helper()
	m := c.models[account]
	a := m.app(k.app)
	if a == nil {
		return
	}
	issued := k.issued
	if k.token == "" {
		issued = a.scopes
	}
	v := m.judge(a, issued, route.Operation, route.Holder.NeedsWholeAccount())
	if !v.allowed {
		return
	}
	seed := c.r.Uint64()
	_, x := c.draw(route, m, v, seed, true, nil)
	if len(x.kinds) == 0 {
		return
	}
	n := c.r.IntN(len(x.kinds))
	names := c.outOfSight(m, v, x.kinds[n], route)
	if len(names) > 0 { // a name that the request says elsewhere too says nothing of this place
		q, _ := c.draw(route, m, v, seed, true, map[int]string{n: names[len(names)-1]})
		for i, kind := range x.kinds { // of two groups that are not there, which is named depends on the order of their ids
			if i != n && kind == 'G' && !v.reachable(m)[x.values[i]] {
				return
			}
		}
		if !strings.Contains(q.text(), names[len(names)-1]) {
			return // drawn, and then left out
		}
		if text := strings.ToLower(q.text()); slices.ContainsFunc(names[:len(names)-1], func(s string) bool { return strings.Contains(text, strings.ToLower(s)) }) {
			return
		}
	}
	var base world.Answer
	var baseRequest request
	for i, name := range names {
		q, _ := c.draw(route, m, v, seed, true, map[int]string{n: name})
		o := c.call(t, account, k, route, q)
		if o.dead {
			return
		}
		seen := o.Answer
		seen.Header = seen.Header.Clone()
		seen.Header.Del("X-Zm-Trackingid")
		seen.Body = bytes.ReplaceAll(seen.Body, []byte(name), []byte("THE NAME ASKED FOR"))
		if i == 0 {
			base, baseRequest = seen, q
			c.done.count("compared " + route.String() + " by " + string(x.kinds[n]))
			continue
		}
		if seen.Status != base.Status || !bytes.Equal(seen.Body, base.Body) || fmt.Sprint(seen.Header) != fmt.Sprint(base.Header) {
			t.Errorf("TELLS APART: something hidden, foreign and absent must read the same\n%s\n%d %v %s\n%s\n%d %v %s\n%s",
				baseRequest, base.Status, base.Header, base.Body, q, seen.Status, seen.Header, seen.Body, v.who())
		}
	}
}

// outOfSight gives names of one shape that a caller must not tell apart: of
// something hidden if there is any, of something of another account, of nothing.
func (c *crowd) outOfSight(m *model, v verdict, kind byte, route *zoomapi.Route) (names []string) {
	other := c.models[(m.index+1+c.r.IntN(len(c.models)-1))%len(c.models)]
	style := c.r.IntN(3)
	userName := func(p *person) string {
		switch {
		case kind == 'e':
			return p.employee
		case kind == 'v':
			return p.vanity
		case kind == 'u' && style == 0:
			return p.id
		case style == 1:
			return strings.ToUpper(p.email)
		}
		return p.email
	}
	add := func(list []string) {
		if len(list) > 0 {
			names = append(names, pick(c.r, list))
		}
	}
	var hidden, foreign []string
	switch kind {
	case 'u', 'm', 'e', 'v':
		for _, p := range m.users {
			if !v.sees(p) {
				hidden = append(hidden, userName(p))
			}
		}
		for _, p := range other.users {
			foreign = append(foreign, userName(p))
		}
	case 'g', 'G':
		known := v.known(m, route.Operation)
		if kind == 'G' {
			known = v.reachable(m)
		}
		for _, g := range m.groups {
			if !known[g.id] {
				hidden = append(hidden, g.id)
			}
		}
		for _, g := range other.groups {
			foreign = append(foreign, g.id)
		}
	case 'c':
		for _, g := range m.ties.contacts {
			if !v.seesContacts(m, route.Operation, g) {
				hidden = append(hidden, g.id)
			}
		}
		for _, g := range other.ties.contacts {
			foreign = append(foreign, g.id)
		}
	case 'k', 'K':
		kinds := talking
		if kind == 'k' {
			kinds = talking[:1]
		}
		for _, x := range m.talks(kinds...) {
			if !v.holds(m, x) {
				hidden = append(hidden, x.id)
			}
		}
		for _, x := range other.talks(kinds...) {
			foreign = append(foreign, x.id)
		}
	case 'q':
		for _, x := range m.talks(cordon.KindMessage) {
			if !v.seesTalk(m, x.parent) {
				hidden = append(hidden, x.id)
			}
		}
		for _, x := range other.talks(cordon.KindMessage) {
			foreign = append(foreign, x.id)
		}
	case 'l', 'L', 'y', 'Y', 'w':
		hidden, foreign = hiddenPhone(m, v, kind), hiddenPhone(other, v, kind)
	case 'r':
		for _, r := range other.roles {
			if !r.system() {
				foreign = append(foreign, r.id)
			}
		}
	case 'a':
		for _, a := range m.apps {
			if !v.people.everyone() && (m.byID[a.owner] == nil || !v.sees(m.byID[a.owner])) {
				hidden = append(hidden, a.id)
			}
		}
		for _, a := range other.apps {
			foreign = append(foreign, a.id)
		}
	case 'i':
		hidden = registrantsOutOfSight(m, func(p cordon.Person) bool { return !v.shown(m, p) })
		foreign = registrantsOutOfSight(other, func(cordon.Person) bool { return true })
	default:
		hidden, foreign = recordsOutOfSight(m, other, v, kind)
	}
	unnamed := func(s string) bool { return s == "" } // users made by a write have no employee id
	hidden, foreign = slices.DeleteFunc(hidden, unnamed), slices.DeleteFunc(foreign, unnamed)
	slices.Sort(hidden)
	add(hidden)
	// Lengths differ where e-mails or employee ids do, and lengths show in
	// Content-Length: the foreign name must be as long as the hidden one.
	if len(names) > 0 {
		foreign = slices.DeleteFunc(foreign, func(s string) bool { return len(s) != len(names[0]) })
	}
	add(foreign)
	if len(names) > 0 {
		names = append(names, absent(c, names[0]))
	}
	return names
}

// absent is a name like s that nothing has: the same shape and length.
func absent(c *crowd, s string) string {
	b := []byte(s)
	for i := range b {
		switch {
		case b[i] >= 'a' && b[i] <= 'z' || b[i] >= '0' && b[i] <= '9':
			b[i] = 'b' + byte(c.r.IntN(20))
		case b[i] >= 'A' && b[i] <= 'Z':
			b[i] = 'B' + byte(c.r.IntN(20))
		}
	}
	return string(b)
}
