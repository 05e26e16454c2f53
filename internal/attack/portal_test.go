package attack

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/portal"
)

// TestPortalLeak: random accounts, whose people sign in to the portal and open
// every page of it, about whatever there is and is not. Nobody is shown who is
// out of their sight, nor a group, a role or an app that is.
func TestPortalLeak(t *testing.T) {
	done := &tally{}
	t.Cleanup(func() {
		if t.Failed() || done.n["people"] < 100 {
			return
		}
		t.Logf("%d people signed in", done.n["people"])
		for _, r := range world.New(t, 1).Server.Portal.Routes() {
			if strings.HasPrefix(r.Pattern, "GET") && !r.Open {
				done.wants(t, 10, "shown "+r.Pattern)
			}
		}
	})
	for seed := range worlds(t, 20) {
		t.Run("seed="+strconv.Itoa(seed+1), func(t *testing.T) {
			t.Parallel()
			c := newCrowd(t, uint64(seed+1), shape{accounts: 4, minUsers: 6, maxUsers: 14, admins: seed%2 == 0})
			c.done = done
			c.givePasswords(t)
			for i, m := range c.models {
				for _, p := range m.users {
					if p.status != string(cordon.Active) || c.chance(30) {
						continue
					}
					c.visits(t, i, p)
					c.Flush()
					done.count("people")
				}
			}
			c.quietLog(t)
		})
	}
}

// givePasswords gives everybody the world's password, behind the portal's back.
func (c *crowd) givePasswords(t testing.TB) {
	t.Helper()
	conn, err := sqlite.OpenConn(c.Path, sqlite.OpenReadWrite, sqlite.OpenWAL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := sqlitex.Execute(conn, "UPDATE user SET password = ?", &sqlitex.ExecOptions{Args: []any{c.Hash(world.Password)}}); err != nil {
		t.Fatal(err)
	}
}

// visits opens every page as somebody, a few times with other ids.
func (c *crowd) visits(t testing.TB, account int, p *person) {
	t.Helper()
	b := c.Browse()
	if a := b.Do("POST", "/portal/signin", url.Values{"email": {p.email}, "password": {world.Password}}); a.Status != http.StatusSeeOther {
		t.Fatalf("%s does not get in: %d", p.email, a.Status)
	}
	for _, r := range c.Server.Portal.Routes() {
		if r.Open || !strings.HasPrefix(r.Pattern, "GET") {
			continue
		}
		for range 3 {
			path, said := c.address(account, r)
			a := b.Get(path)
			if a.Status >= 500 {
				t.Errorf("%s %s: %d\n%s", p.email, path, a.Status, a.Body)
			}
			if _, rid, ok := strings.Cut(a.Header.Get("X-Zm-Trackingid"), "rid="); ok && a.Status == http.StatusForbidden {
				c.rids[account] = append(c.rids[account], rid)
			}
			if a.Status == http.StatusOK {
				c.done.count("shown " + r.Pattern)
			}
			c.looks(t, account, p, path, said, a)
			if !strings.Contains(r.Pattern, "{") && c.chance(60) {
				break
			}
		}
	}
}

// address is a page's with ids drawn from the account and from beside it, and
// what a visitor may type. said is what the visitor has said themselves.
func (c *crowd) address(account int, r *portal.Route) (path string, said []string) {
	m := c.models[account]
	if c.chance(10) {
		m = c.models[c.r.IntN(len(c.models))]
	}
	draw := func(kind string) string {
		id := ""
		switch kind {
		case "user":
			u := pick(c.r, m.users)
			id = u.id
			if c.chance(30) {
				id = u.email
			}
		case "group":
			if len(m.groups) > 0 {
				id = pick(c.r, m.groups).id
			}
		case "role":
			id = pick(c.r, m.roles).id
		case "app":
			if len(m.apps) > 0 {
				id = pick(c.r, m.apps).id
			}
		case "rid":
			id = pick(c.r, c.rids[account])
		case "permission":
			id = string(pick(c.r, granted))
		}
		if id == "" {
			id = randomID(c.r)
		}
		said = append(said, strings.ToLower(id))
		return id
	}
	_, path, _ = strings.Cut(strings.TrimSuffix(r.Pattern, "{$}"), " ")
	for _, kind := range []string{"user", "group", "role", "app", "rid", "permission"} {
		if strings.Contains(path, "{"+kind+"}") {
			path = strings.ReplaceAll(path, "{"+kind+"}", url.PathEscape(draw(kind)))
		}
	}
	q := url.Values{}
	for _, name := range []string{"q", "find", "person", "user", "who", "about", "permission", "after", "group", "operation", "id"} {
		if name != "id" && !c.chance(25) {
			continue
		}
		switch name {
		case "q", "find":
			q.Set(name, "zq"+strings.Repeat("0", c.r.IntN(3)))
		case "person", "user", "who":
			q.Set(name, draw("user"))
		case "permission":
			q.Set(name, draw("permission"))
		case "after":
			q.Set(name, strconv.Itoa(c.r.IntN(30)))
		case "group":
			q.Set(name, draw("group"))
		case "id":
			q.Set(name, draw("rid"))
		case "about", "operation":
			q.Set(name, pick(c.r, c.Server.API.Routes()).Operation.String())
		}
	}
	if strings.HasSuffix(path, "/scope") {
		q.Set("permission", draw("permission"))
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path, said
}

// looks holds a page to the oracle: whom the visitor sees under User:Read, and
// themselves; the groups that Group:Read reaches, or that their own role names;
// roles where they may read roles, and their own; apps whose owners they see
// under the apps' privilege and User:Read, and their own.
func (c *crowd) looks(t testing.TB, account int, p *person, path string, said []string, a world.Answer) {
	t.Helper()
	m := c.models[account]
	role := m.roleID[p.role]
	users, apps := role.under(cordon.UserRead), role.under(cordon.AppRead)
	known := verdict{role: role, viewer: p.id}.reachable(m)
	for g, in := range role.named(m.groups) {
		known[g] = known[g] || in
	}
	c.reg.scan(a.Body, func(x thing, raw string) {
		if slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, raw) }) || strings.HasPrefix(path, "/portal/activity") && x.account != account {
			return // echoed; the activity log echoes what others of the account asked for
		}
		ok := x.account == account
		switch {
		case !ok:
		case x.kind == 'u':
			who := m.byID[x.id]
			ok = who != nil && (who.id == p.id || users.sees(p.id, who))
		case x.kind == 'g':
			ok = known[x.id]
		case x.kind == 'r':
			// A user in sight is told with their role.
			ok = x.id == p.role || role.under(cordon.RoleRead).granted ||
				slices.ContainsFunc(m.users, func(u *person) bool { return u.role == x.id && users.sees(p.id, u) })
		case x.kind == 'a':
			if app := m.app(x.id); app == nil || app.owner != p.id {
				ok = app != nil && (app.owner == "" && users.everyone() && apps.everyone() ||
					m.byID[app.owner] != nil && users.sees(p.id, m.byID[app.owner]) && apps.sees(p.id, m.byID[app.owner]))
			}
		default:
			ok = false
		}
		if !ok {
			t.Errorf("%s with role %s opens %s: %d, and the page tells of %q, %c of account %d (%s)", p.email, p.role, path, a.Status, raw, x.kind, x.account, x.id)
		}
	})
}
