package portal_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
)

// crawled is an account in which everybody and everything carries a marker of
// its own, and somebody in a role that was drawn.
type crawled struct {
	*gallery
	draw    *rand.Rand
	people  []string            // by short name, without the visitor
	in      map[string][]string // groups by person
	reaches map[cordon.Privilege]string
	visitor *world.Browser
}

var crawlGroups = []string{"Qgroupa", "Qgroupb", "Qgroupc"}

// drawnReach is what gallery.role takes.
func drawnReach(draw *rand.Rand) string {
	return []string{"account", "account", "Qgroupa", "Qgroupb", "Qgroupa Qgroupb", ""}[draw.IntN(6)]
}

func newCrawled(t *testing.T, seed uint64) *crawled {
	t.Helper()
	c := &crawled{gallery: &gallery{world.New(t, seed), map[string]string{"Member": cordon.MemberRole, "Admin": cordon.AdminRole}},
		draw: rand.New(rand.NewPCG(seed, 1)), in: map[string][]string{}, reaches: map[cordon.Privilege]string{}}
	for _, g := range crawlGroups {
		c.group(g)
	}
	drawn := func(privileges ...cordon.Privilege) map[cordon.Privilege]string {
		all, free := make(map[cordon.Privilege]string), c.draw.IntN(4) == 0
		for _, p := range privileges {
			if c.draw.IntN(10) >= 6 {
				continue
			}
			if all[p] = drawnReach(c.draw); free {
				all[p] = "account"
			}
		}
		return all
	}
	c.role("Qrolea", drawn("User:Read", "Recording:Read", "Group:Read"))
	c.role("Qroleb", drawn("User:Read", "MarketPlace:Edit", "Dashboard:Read"))
	c.reaches = drawn("User:Read", "User:Edit", "Group:Read", "Group:Edit", "Role:Read", "Role:Edit", "MarketPlace:Read", "MarketPlace:Edit", "Recording:Read", "Dashboard:Read", "UsageReport:Read")
	c.role("Qvisitor", c.reaches)
	add := func(name, role string) {
		for _, g := range crawlGroups {
			if c.draw.IntN(3) == 0 {
				c.in[name] = append(c.in[name], g)
			}
		}
		c.user(name, role, c.in[name]...)
	}
	for i := range 6 {
		name := fmt.Sprintf("zqperson%dx", i)
		add(name, []string{"Member", "Qrolea", "Qroleb", "Member"}[c.draw.IntN(4)])
		c.people = append(c.people, name)
		if c.draw.IntN(2) == 0 {
			c.app("Qapp"+name, name, readUsers, readRecordings)
		}
	}
	add("visitor", "Qvisitor")
	c.app("Qappvisitor", "visitor", readUsers)
	c.visitor = c.SignIn("visitor@example.com")
	return c
}

// under says whether the visitor's role takes somebody in under a privilege, and
// whether it grants it at all.
func (c *crawled) under(q cordon.Privilege, person string) (in, granted bool) {
	in = true
	for p, groups := range c.reaches {
		if !p.Implies(q) {
			continue
		}
		granted = true
		if groups != "account" && !slices.ContainsFunc(c.in[person], func(g string) bool { return slices.Contains(strings.Fields(groups), g) }) {
			in = false
		}
	}
	return in && granted, granted
}

// markers is what no page may show the visitor.
func (c *crawled) markers() (list []string) {
	for _, p := range c.people {
		seen, _ := c.under(cordon.UserRead, p)
		if !seen {
			list = append(list, p+"@example.com", strings.ToUpper(p[:1])+p[1:], c.ids[p])
		}
		if market, _ := c.under("MarketPlace:Read", p); c.ids["Qapp"+p] != "" && !(seen && market) {
			list = append(list, "Qapp"+p, c.ids["Qapp"+p])
		}
	}
	if seen, _ := c.under(cordon.UserRead, "owner"); !seen {
		list = append(list, "owner@example.com", "Olivia Owner")
	}
	for _, g := range crawlGroups {
		known, granted, named, wide := true, false, false, false
		for p, groups := range c.reaches {
			has := slices.Contains(strings.Fields(groups), g)
			named, wide = named || has, wide || groups == "account"
			if p.Implies(cordon.GroupRead) {
				granted = true
				known = known && (has || groups == "account")
			}
		}
		if granted && !known || !granted && !named && !wide {
			list = append(list, g, c.ids[g])
		}
	}
	return list
}

func (c *crawled) ids4() []map[string]string {
	var all []map[string]string
	add := func(param string, names ...string) {
		for _, n := range names {
			if c.ids[n] != "" {
				all = append(all, map[string]string{param: c.ids[n]})
			}
		}
	}
	add("group", crawlGroups...)
	add("role", "Qrolea", "Qroleb", "Qvisitor")
	add("role", "Member", "Admin")
	add("user", append(c.people, "visitor")...)
	for _, p := range append(c.people, "visitor") {
		add("app", "Qapp"+p)
	}
	return all
}

// addresses are all that the visitor could ask for.
func (c *crawled) addresses(method string) (list []string) {
	for _, r := range c.Server.Portal.Routes() {
		m, path, _ := strings.Cut(r.Pattern, " ")
		if r.Open || m != method {
			continue
		}
		path = strings.TrimSuffix(path, "{$}")
		if !strings.Contains(path, "{") {
			list = append(list, path)
			continue
		}
		path = strings.ReplaceAll(path, "{permission}", "Recording:Read")
		path = strings.ReplaceAll(path, "{rid}", "WEB_0")
		for _, ids := range c.ids4() {
			for param, id := range ids {
				if strings.Contains(path, "{"+param+"}") {
					list = append(list, strings.ReplaceAll(path, "{"+param+"}", id))
				}
			}
		}
	}
	return list
}

var crawlQueries = []string{"", "?q=zq", "?q=q", "?find=zq", "?permission=User:Read", "?permission=Recording:Read", "?person=zq", "?user=zq", "?person=zq&operation=GET+%2Fusers", "?status=active", "?after=0", "?who=zq"}

// Whatever role somebody has, no page of the portal shows them a person, app or
// group that the role hides.
func TestAttackCrawl(t *testing.T) {
	worlds := 12
	if testing.Short() || race {
		worlds = 2
	}
	shown, refused := 0, 0
	for seed := range uint64(worlds) {
		c := newCrawled(t, 7000+seed)
		hidden := c.markers()
		for _, address := range c.addresses("GET") {
			for _, query := range crawlQueries {
				a := c.visitor.Get(address + query)
				switch {
				case a.Status == http.StatusOK:
					shown++
				case a.Status >= 500:
					t.Errorf("seed %d: %v: %s%s: %d", seed, c.reaches, address, query, a.Status)
				default:
					refused++
				}
				body := without(address, a)
				for _, marker := range hidden {
					if strings.HasPrefix(address, "/portal/activity") && c.isThing(marker) {
						continue // events name what was changed, to those from whom nobody is hidden
					}
					if strings.Contains(body, marker) {
						t.Errorf("seed %d: %v, in %v: %s%s shows %s", seed, c.reaches, c.in, address, query, marker)
					}
				}
			}
		}
		c.crawlForms(t, seed)
	}
	if shown < 10*worlds || refused < 10*worlds {
		t.Errorf("%d shown and %d refused: the roles are not as they should be", shown, refused)
	}
}

// isThing reports whether a marker is of an app or a group, and of no person.
func (c *crawled) isThing(marker string) bool {
	for name, id := range c.ids {
		if strings.HasPrefix(name, "Q") && (marker == name || marker == id) {
			return true
		}
	}
	return false
}

// without is a page without the ids of its address: what was asked for may be
// said again.
func without(address string, a world.Answer) string {
	body := string(a.Body)
	for id := range strings.SplitSeq(address, "/") {
		if len(id) > 10 {
			body = strings.ReplaceAll(body, id, "")
		}
	}
	return body
}

// crawlForms sends every form with what may be there and what is hidden. What a
// form did may bring people into sight, so one is sent per role and kind.
func (c *crawled) crawlForms(t *testing.T, seed uint64) {
	hidden := c.markers()
	all := c.addresses("POST")
	c.draw.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var users []string
	for _, p := range c.people {
		users = append(users, c.ids[p])
	}
	for _, address := range all {
		token := world.FormToken(c.visitor.Get("/portal/password"))
		if token == "" {
			return // signed out: something that was done ended the session
		}
		g := c.ids[crawlGroups[c.draw.IntN(3)]]
		form := url.Values{"form_token": {token}, "user": users, "group": {g}, "permission": {"User:Read"}, "scope": {"custom"}, "settings": {"1"}, "new_scope": {"like"},
			"role": {c.ids["Qrolea"]}, "emails": {strings.Join(c.people, "@example.com ") + "@example.com"}, "name": {"Crawl"}, "first_name": {"A"}, "last_name": {"B"},
			"who": {"Crawl"}, "group_kind": {"existing"}, "user_kind": {"existing"}, "existing_email": {c.people[0] + "@example.com"}, "licence": {"2"}, "timezone": {"UTC"}, "overlap": {"1d"}}
		page := c.visitor.Get(strings.TrimSuffix(address, "/narrow"))
		if v := between(string(page.Body), `name="version" value="`, `"`); v != "" {
			form.Set("version", v)
		}
		a := c.visitor.Do("POST", address, form)
		if a.Status >= 500 {
			t.Errorf("seed %d: %v: POST %s: %d\n%s", seed, c.reaches, address, a.Status, a.Body)
		}
		body := without(address, a)
		for _, said := range append(users, g, form.Get("emails"), form.Get("existing_email")) {
			body = strings.ReplaceAll(body, said, "")
		}
		if strings.Contains(body, "not found") || strings.Contains(body, "is a user") { // addresses that were typed
			for _, p := range c.people {
				body = strings.ReplaceAll(body, p+"@example.com", "")
			}
		}
		for _, marker := range hidden {
			if strings.Contains(body, marker) {
				t.Errorf("seed %d: %v, in %v: POST %s: %d shows %s", seed, c.reaches, c.in, address, a.Status, marker)
			}
		}
		if a.Status < 400 && a.Status != http.StatusOK || a.Status == http.StatusOK && !strings.Contains(string(a.Body), "Nothing is ") {
			return // it was done
		}
	}
}
