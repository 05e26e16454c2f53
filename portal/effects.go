package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// Before a change of role, reach or membership is saved, its effects are shown:
// the people gained and lost. The change is made in its transaction, compared,
// and rolled back unless the visitor has confirmed just these effects.

// effect is what a change does to whom a role, user or app sees.
type effect struct {
	Who         string // "Role “Vendor”"
	Path        string // of its page, "" for none
	Permissions []string
	Gained      crowd
	Lost        crowd
}

// Told is the permissions in words: the first of them where there are many.
func (e effect) Told() string {
	const most = 12
	if len(e.Permissions) <= most {
		return strings.Join(e.Permissions, ", ")
	}
	return strings.Join(e.Permissions[:most], ", ") + " and " + plural(len(e.Permissions)-most, "permission", "permissions") + " more"
}

// crowd is how many people, and the first of them. Where Exact is false they
// are Total at least.
type crowd struct {
	Total int
	Exact bool
	First []person
}

// More is how many are not among the first.
func (c crowd) More() int { return c.Total - len(c.First) }

// shownOf is how many of a crowd are shown by name.
const shownOf = 25

func newCrowd(rows []store.UserRow, total int, exact bool) (c crowd, err error) {
	c = crowd{Total: total, Exact: exact}
	c.First, err = peopleOf(rows)
	return c, err
}

// compare is what changes for the holder of a role when its sight changes.
// Permissions that change alike are told together.
func compare(tx *store.Tx, who, path string, before, after access.Sight) (list []effect, err error) {
	at := make(map[string]int)
	for _, q := range union(before.Privileges(), after.Privileges()) {
		was, is := reachKey(before, q), reachKey(after, q)
		if was == is {
			continue
		}
		if i, ok := at[was+is]; ok {
			list[i].Permissions = append(list[i].Permissions, permissionName(q))
			continue
		}
		e := effect{Who: who, Path: path, Permissions: []string{permissionName(q)}}
		if e.Gained, err = difference(tx, after.People(q), before.People(q)); err != nil {
			return nil, err
		}
		if e.Lost, err = difference(tx, before.People(q), after.People(q)); err != nil {
			return nil, err
		}
		at[was+is] = len(list)
		list = append(list, e)
	}
	return list, nil
}

func difference(tx *store.Tx, a, b access.People) (crowd, error) {
	rows, total, exact, err := tx.Difference(a, b, shownOf)
	if err != nil {
		return crowd{}, err
	}
	return newCrowd(rows, total, exact)
}

// union keeps the order of a, then what only b has.
func union(a, b []cordon.Privilege) (all []cordon.Privilege) {
	seen := make(map[cordon.Privilege]bool)
	for _, list := range [][]cordon.Privilege{a, b} {
		for _, q := range list {
			if !seen[q] {
				seen[q] = true
				all = append(all, q)
			}
		}
	}
	return all
}

// reachKey is the same for two reaches that are alike.
func reachKey(s access.Sight, q cordon.Privilege) string {
	account, groups, ok := s.Reach(q)
	return fmt.Sprintf("%v %v %q|", ok, account, groups)
}

// watch is how roles see some people before a change of a group's members.
type watch struct {
	tx    *store.Tx
	ids   []string
	roles []watched
}

type watched struct {
	name, path string
	sight      access.Sight
	seen       []*seen // one for each reach
}

// seen is who of the watched is in sight under permissions of one reach.
type seen struct {
	key         string // of the reach
	people      access.People
	permissions []string
	before      []store.UserRow
}

// watchGroup begins to watch the roles that reach through a group. tx is opened
// for reading roles. Roles that the visitor does not cover are left out.
func watchGroup(tx *store.Tx, group string, ids []string) (*watch, error) {
	w := &watch{tx: tx, ids: ids}
	reaching, err := tx.RolesReaching(group)
	if err != nil {
		return nil, err
	}
	for _, r := range reaching {
		sight, err := tx.SightOfRole(r.ID)
		if isNoPermission(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		role := watched{name: "Role “" + r.Name + "”", path: "/portal/roles/" + r.ID, sight: sight}
		for _, q := range r.Privileges {
			key := reachKey(sight, q)
			i := slices.IndexFunc(role.seen, func(s *seen) bool { return s.key == key })
			if i < 0 {
				s := &seen{key: key, people: sight.People(q)}
				if s.before, err = tx.Among(s.people, ids); err != nil {
					return nil, err
				}
				i, role.seen = len(role.seen), append(role.seen, s)
			}
			role.seen[i].permissions = append(role.seen[i].permissions, permissionName(q))
		}
		w.roles = append(w.roles, role)
	}
	return w, nil
}

// effects is what the change did.
func (w *watch) effects() (list []effect, err error) {
	for _, r := range w.roles {
		for _, s := range r.seen {
			after, err := w.tx.Among(s.people, w.ids)
			if err != nil {
				return nil, err
			}
			e := effect{Who: r.name, Path: r.path, Permissions: s.permissions}
			if e.Gained, err = without(after, s.before); err != nil {
				return nil, err
			}
			if e.Lost, err = without(s.before, after); err != nil {
				return nil, err
			}
			list = append(list, e)
		}
	}
	return list, nil
}

// without is who is in a and not in b.
func without(a, b []store.UserRow) (c crowd, err error) {
	in := make(map[string]bool, len(b))
	for _, u := range b {
		in[u.ID] = true
	}
	var rows []store.UserRow
	n := 0
	for _, u := range a {
		if in[u.ID] {
			continue
		}
		if n++; n <= shownOf {
			rows = append(rows, u)
		}
	}
	return newCrowd(rows, n, true)
}

// confirmation stops a change until its effects are confirmed.
type confirmation struct{ view view }

func (c *confirmation) Error() string { return "not confirmed yet" }

// confirmData is what the page shows that asks.
type confirmData struct {
	What    string // the button: "Save", "Add members"
	Effects []effect
	Again   bool   // the effects are not those that were confirmed
	Mark    string // of the change and its effects
	Values  url.Values
	Back    string
}

// confirm goes on if the change gains and loses nobody, or if the visitor has
// confirmed just these effects. what is the button's name.
func (a *act) confirm(what string, effects []effect) error {
	var real []effect
	for _, e := range effects {
		if e.Gained.Total+e.Lost.Total > 0 || !e.Gained.Exact || !e.Lost.Exact {
			real = append(real, e)
		}
	}
	if len(real) == 0 {
		return nil
	}
	d := confirmData{What: what, Effects: real, Again: a.value("confirm") != "", Values: url.Values{}, Back: a.r.URL.Path}
	for name, values := range a.values {
		if name != "confirm" && name != tokenField {
			for _, s := range values { // browsers differ in the line breaks of hidden fields
				d.Values.Add(name, strings.ReplaceAll(s, "\r\n", "\n"))
			}
		}
	}
	var err error
	// Two changes may have the same effects today: what was confirmed is this one.
	if d.Mark, err = fingerprint([]any{a.r.URL.Path, d.Values, real}); err != nil || a.value("confirm") == d.Mark {
		return err
	}
	if u, err := url.Parse(a.r.Referer()); err == nil && strings.HasPrefix(u.Path, "/portal/") {
		d.Back = u.RequestURI()
	}
	return &confirmation{(&visit{request: a.request, Visit: a.Act.Visit}).view("confirm", d)}
}

// fingerprint tells whether two things that were shown are alike.
func fingerprint(v any) (string, error) {
	text, err := json.Marshal(v)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16]), err
}
