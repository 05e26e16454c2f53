package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// preview is what a credential that was made sees, as it is read back.
type preview struct {
	Wanted      wanted
	Made        stages
	Sees        crowd // without the service user
	Hidden      int   // everybody else, as far as the visitor may know of them
	Permissions []narrowed
	Again       bool // this is not what was confirmed
	Mark        string
	Values      url.Values
}

// narrowed is a permission of the role and the scopes that need it.
type narrowed struct {
	Permission string
	Scopes     []cordon.Scope
}

// previewed is how many people a preview names.
const previewed = 500

// preview reads whom the service user sees. It fails if that is anybody but the
// group and the service user, under any permission.
func (a *act) preview(w wanted, m stages) (d preview, err error) {
	d = preview{Wanted: w, Made: m, Values: url.Values{}}
	roles, err := a.read("GET /roles")
	if err != nil {
		return d, err
	}
	users, err := a.read("GET /users")
	if err != nil {
		return d, err
	}
	sight, err := roles.SightOf(roles.Grant.People(), store.UserKey{Value: m.User.ID})
	if err != nil {
		return d, err
	}
	seen, err := onlyGroup(users, sight, m)
	if err != nil {
		return d, err
	}
	d.Sees = seen.crowd
	all, err := users.CountUsers(users.Grant.People(), store.UserFilter{})
	if err != nil {
		return d, err
	}
	d.Hidden = all - seen.Total - 1
	privileges, _, _ := chosen(w.Bundles) // in the order of the form
	for _, q := range privileges {
		d.Permissions = append(d.Permissions, narrowed{permissionName(q), backedBy(q, m.App.Scopes)})
	}
	for name, values := range a.values {
		if name != "confirm" && name != "back" && name != tokenField {
			d.Values[name] = values
		}
	}
	group, user := m.Group.ID, m.User.ID
	if w.NewGroup { // what is made next time has another id
		group = ""
	}
	if w.NewUser {
		user = ""
	}
	d.Mark, err = fingerprint([]any{w, group, m.Group.Name, user, seen.First, seen.mark, m.Missing})
	d.Again = a.value("confirm") != ""
	return d, err
}

func backedBy(q cordon.Privilege, scopes []cordon.Scope) (list []cordon.Scope) {
	for _, s := range scopes {
		if slices.ContainsFunc(access.Operations().Backing(s), q.Implies) {
			list = append(list, s)
		}
	}
	return list
}

// roll is a list of people that was read to its end.
type roll struct {
	crowd
	mark string // of all who are on it
}

// onlyGroup proves that whoever m was made for sees, under each permission, the
// members of m's group and themselves, and nobody else: each permission names
// that group alone, counts the same people, and those whom it lists are those
// whom the group lists.
func onlyGroup(users *store.Tx, sight access.Sight, m stages) (seen roll, err error) {
	for _, q := range sight.Privileges() {
		account, groups, ok := sight.Reach(q)
		if !ok || account || len(groups) == 0 || slices.ContainsFunc(groups, func(g []string) bool { return !slices.Equal(g, []string{m.Group.ID}) }) {
			return seen, fmt.Errorf("portal: %s reaches %v and not the group %s alone", q, groups, m.Group.ID)
		}
	}
	if seen, err = readRoll(users, sight.Named(cordon.UserRead), store.UserFilter{}, m.User.ID); err != nil {
		return seen, err
	}
	group, err := readRoll(users, users.Grant.People(), store.UserFilter{Group: m.Group.ID}, m.User.ID)
	if err != nil {
		return seen, err
	}
	if seen.mark != group.mark {
		return seen, fmt.Errorf("portal: %d people are in sight of the service user %s, and the group %s has %d", seen.Total, m.User.ID, m.Group.ID, group.Total)
	}
	for _, q := range sight.Privileges() {
		n, err := users.CountUsers(sight.Named(q), store.UserFilter{})
		if err != nil {
			return seen, err
		}
		if n != seen.Total+1 { // and the service user
			return seen, fmt.Errorf("portal: %d people are in sight under %s, and %d should be", n, q, seen.Total+1)
		}
	}
	return seen, nil
}

// readRoll reads a list of people to its end, without one of them.
func readRoll(tx *store.Tx, people access.People, f store.UserFilter, without string) (r roll, err error) {
	var first []store.UserRow
	sum := sha256.New()
	f.Limit = 1000
	for {
		rows, _, err := tx.Users(people, f)
		if err != nil {
			return r, err
		}
		for _, u := range rows {
			f.After = u.Seq
			if u.ID == without {
				continue
			}
			r.Total++
			fmt.Fprintf(sum, "%s %s\n", u.ID, u.Email)
			if len(first) < previewed {
				first = append(first, u)
			}
		}
		if len(rows) < f.Limit {
			break
		}
	}
	r.Exact, r.mark = true, hex.EncodeToString(sum.Sum(nil))
	r.First, err = peopleOf(first)
	slices.SortStableFunc(r.First, func(a, b person) int { return strings.Compare(cordon.Key(a.Name), cordon.Key(b.Name)) })
	return r, err
}
