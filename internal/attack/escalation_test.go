package attack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// held are the privileges over which the escalation test compares who has what.
// The last is the owner's alone: it stands for being the owner.
var held = slices.Concat(granted, []cordon.Privilege{"DashboardHome:Read", "PbxAdmin:Edit", "the owner's alone"})

// has reports whether somebody of role r sees p under q.
func (m *model) has(x *person, q cordon.Privilege, p *person) bool {
	return m.roleID[x.role].under(q).sees(x.id, p)
}

// free reports whether a role grants q with nothing of it narrowed: such a
// credential also reaches what mixes people up (rule 9).
func (r *role) free(q cordon.Privilege) bool {
	if r == nil || !r.under(q).granted {
		return false
	}
	for _, reach := range r.reach {
		if !reach.Account {
			return false
		}
	}
	return true
}

// callerHas is has for the one who makes a call, whose scopes may cut it to
// their own data.
func (v verdict) has(q cordon.Privilege, p *person) bool { return v.under(q).sees(v.viewer, p) }

func (v verdict) free(q cordon.Privilege) bool { return v.role.free(q) && !v.own }

const (
	escalationWorlds   = 60
	escalationAccounts = 16
	escalationWrites   = 120
)

// TestEscalation: random sequences of writes by random callers, mostly narrowed
// ones, never let anyone see a (privilege, person) that the maker of the write
// could not, and let nobody act on more than they cover (rule 10).
func TestEscalation(t *testing.T) {
	done := &tally{}
	t.Cleanup(func() {
		t.Logf("%s", done)
		if t.Failed() || done.n["accounts"] < escalationWorlds*escalationAccounts {
			return
		}
		for route := range scenarios {
			if !strings.HasPrefix(route, "GET ") {
				done.wants(t, 10, "done "+route)
				// A narrowed caller rarely covers a role so widely that it may delete it,
				// or has both the account-wide reach and the name of a member.
				if route != "DELETE /roles/{roleId}" && route != "DELETE /contacts/groups/{groupId}/members" {
					done.wants(t, 5, "narrowed "+route)
				}
			}
		}
	})
	for seed := range worlds(t, escalationWorlds) {
		t.Run("seed="+strconv.Itoa(seed+1), func(t *testing.T) {
			t.Parallel()
			c := newCrowd(t, uint64(seed)+1_000_001, shape{accounts: escalationAccounts, minUsers: 5, maxUsers: 12, admins: true})
			c.done = done
			writes := slices.DeleteFunc(slices.Clone(c.Server.API.Routes()), func(r *zoomapi.Route) bool { return r.Method == "GET" })
			narrowed := map[string]int{} // writes of narrowed callers that got through
			for i := range c.models {
				var history []string
				for range escalationWrites {
					k := pick(c.r, c.callers[i])
					if k == c.callers[i][0] && c.chance(80) {
						k = pick(c.r, c.callers[i]) // the owner may do anything: that teaches little
					}
					route := c.rare(writes, narrowed)
					if strings.HasPrefix(route.Method, "DELETE") && c.chance(60) {
						continue // or soon nothing is left
					}
					o := c.random(t, i, k, route, true)
					if !o.ok() {
						continue
					}
					if len(o.role.reach) > 0 && !o.role.free(route.Privilege) {
						done.count("narrowed " + route.String())
						narrowed[route.String()]++
					}
					history = append(history, fmt.Sprintf("%s: %s -> %d", o.viewer, o.request, o.Status))
					c.noEscalation(t, route, o)
					c.keepCredentials(i, k, o)
					if t.Failed() {
						t.Fatalf("after\n%s\nas it was before the last %vand after %v", strings.Join(history, "\n"), o.before, o.after)
					}
				}
				done.count("accounts")
			}
			c.quietLog(t)
		})
	}
}

// noEscalation holds one successful write to rule 10.
func (c *crowd) noEscalation(t testing.TB, route *zoomapi.Route, o outcome) {
	t.Helper()
	before, after := o.before, o.after
	deletes := route.Method == "DELETE"
	var patched *role
	if route.String() == "PATCH /roles/{roleId}" {
		patched = before.roleID[o.path[1]]
	}
	for _, x := range after.users {
		was := before.byID[x.id]
		for _, q := range held {
			for _, p := range after.users {
				now := after.has(x, q, p)
				had := was != nil && before.byID[p.id] != nil && before.has(was, q, before.byID[p.id])
				if !now || had {
					continue
				}
				old := before.byID[p.id]
				switch {
				case deletes:
					t.Errorf("WIDENED BY A DELETE: %s sees (%s, %s)\n%s\n%s", x.id, q, p.id, o.request, o.who())
				case old == nil: // new, and nobody's loss
				case !o.has(q, old):
					t.Errorf("ESCALATION: %s gains (%s, %s), which the caller has not\n%s\n%s", x.id, q, p.id, o.request, o.who())
				case patched != nil && x.role == patched.id && was != nil && was.role == x.role && patched.under(q).granted && !o.saysReach(implying(q)):
					t.Errorf("WIDENED UNSAID: a PATCH that says nothing of that reach gives %s (%s, %s)\n%s\n%s\nthe role reached %v", x.id, q, p.id, o.request, o.who(), patched.reach)
				}
			}
			if r := after.roleID[x.role]; r.free(q) && !(was != nil && before.roleID[was.role].free(q)) && !o.free(q) {
				t.Errorf("ESCALATION: %s is no longer narrowed and has %s, so it reaches what mixes people up; the caller does not\n%s\n%s", x.id, q, o.request, o.who())
			}
		}
	}
	for _, r := range after.roles {
		old := before.roleID[r.id]
		if old == nil {
			continue
		}
		for q, reach := range r.reach {
			if was, ok := old.reach[q]; ok && !was.Account && reach.Account && !o.saysAccount(q) {
				t.Errorf("WIDENED UNSAID: %s of role %s reached groups and now the account\n%s\n%s", q, r.id, o.request, o.who())
			}
		}
	}
	for _, x := range o.actedOn(route) {
		c.covers(t, o, x)
	}
	if patched != nil || deletes && len(o.path) == 2 && o.path[0] == "roles" {
		r := before.roleID[o.path[1]]
		for _, q := range held {
			for _, p := range before.users {
				if r.under(q).sees("", p) && !o.has(q, p) {
					t.Errorf("NOT COVERED: an act on role %s, which reaches (%s, %s)\n%s\n%s", r.id, q, p.id, o.request, o.who())
				}
			}
		}
	}
}

// covers: whoever acts on x has all that x has, or is x.
func (c *crowd) covers(t testing.TB, o outcome, x *person) {
	t.Helper()
	if x.id == o.viewer {
		return
	}
	for _, q := range held {
		for _, p := range o.before.users {
			if o.before.has(x, q, p) && !o.has(q, p) {
				t.Errorf("NOT COVERED: an act on %s, who has (%s, %s)\n%s\n%s", x.id, q, p.id, o.request, o.who())
			}
		}
		if o.before.roleID[x.role].free(q) && !o.free(q) {
			t.Errorf("NOT COVERED: an act on %s, who has %s and is not narrowed\n%s\n%s", x.id, q, o.request, o.who())
		}
	}
}

// says are the reaches that the request itself asks for.
func (o outcome) says() []map[string]any {
	body, _ := o.body.(map[string]any)
	scopes, _ := body["privilege_scopes"].([]map[string]any)
	return scopes
}

// saysAccount reports whether one of them is the entire account for q.
func (o outcome) saysAccount(q cordon.Privilege) bool {
	return slices.ContainsFunc(o.says(), func(s map[string]any) bool { return s["permission_id"] == q && s["reach"] == "account" })
}

// saysReach reports whether one of them is about one of the privileges.
func (o outcome) saysReach(list []cordon.Privilege) bool {
	return slices.ContainsFunc(o.says(), func(s map[string]any) bool { return slices.Contains(list, s["permission_id"].(cordon.Privilege)) })
}

// actedOn are the people whom a write acts on: named in the path of /users, as
// the owner of an app, or as a member of a role.
func (o outcome) actedOn(route *zoomapi.Route) (list []*person) {
	if arranges(route.Operation.String()) {
		return nil
	}
	if list, ok := o.tiesActedOn(route.Operation.String()); ok {
		return list
	}
	add := func(m *model, ref string) {
		for _, p := range m.users {
			if p.id == ref || strings.EqualFold(p.email, ref) || ref == "me" && p.id == o.viewer {
				list = append(list, o.before.byID[p.id])
			}
		}
	}
	switch {
	case o.path[0] == "users" && len(o.path) > 1:
		add(o.before, o.path[1])
	case o.path[0] == "marketplace":
		for _, m := range []*model{o.before, o.after} {
			for _, a := range m.apps {
				if len(o.path) > 2 && a.id == o.path[2] || len(o.path) == 2 && o.before.app(a.id) == nil {
					add(o.before, a.owner)
				}
			}
		}
	case o.path[0] == "roles" && len(o.path) == 4:
		add(o.before, o.path[3])
	case o.path[0] == "roles" && len(o.path) == 3:
		for _, member := range o.body.(map[string]any)["members"].([]map[string]string) {
			add(o.before, member["id"]+member["email"])
		}
	}
	if len(list) == 0 && len(o.path) > 1 && o.path[0] == "users" {
		panic("nobody was acted on by " + o.request.String() + " as " + route.String())
	}
	return slices.DeleteFunc(list, func(p *person) bool { return p == nil })
}

// keepCredentials lets the attackers use what secrets they were given.
func (c *crowd) keepCredentials(account int, k *caller, o outcome) {
	var s struct {
		AppID       string `json:"app_id"`
		New         string `json:"new_secret"`
		Credentials struct {
			ID     string `json:"client_id"`
			Secret string `json:"client_secret"`
		} `json:"production_credentials"`
	}
	_ = json.Unmarshal(o.Body, &s)
	fresh := &caller{}
	fresh.AccountID = k.AccountID
	switch {
	case s.Credentials.Secret != "":
		fresh.app, fresh.ClientID, fresh.ClientSecret = s.AppID, s.Credentials.ID, s.Credentials.Secret
	case s.New != "":
		a := o.after.app(o.path[2])
		fresh.app, fresh.ClientID, fresh.ClientSecret = a.id, a.client, s.New
	default:
		return
	}
	c.callers[account] = append(c.callers[account], fresh)
}
