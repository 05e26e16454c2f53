package portal

import (
	"fmt"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// sightPage is whom an app, a role or a user sees.
type sightPage struct {
	Kind       string // "app", "role" or "user"
	Name, Path string
	App        *appSight
	User       *person
	Role       choice // of the app's owner or the user, or the role itself; no ID where it is not the visitor's to know
	MayRole    bool   // open that role's pages
	MaySee     bool   // choose something else to look at

	Sentence    string
	Dead        *toMend // why an app can do nothing now
	Unlicensed  *toMend // why it is refused all of Zoom Phone
	Grants      bool
	Restricted  bool
	Reads       bool     // users: without it no answer names anybody
	Counted     bool     // the visitor may list users
	Everyone    bool     // from whom nobody is hidden
	Wide        []string // permissions that still reach everyone, the first few
	MoreWide    int
	Permissions []sightRow
	Names       *namesPart
	May         *mayPart
}

// sightRow is a permission with those that it implies and that reach as far.
type sightRow struct {
	Privilege string
	Name      string
	Implied   []string
	Reach     sightReach
	Wide      bool  // though the role is narrowed
	InReach   tally // people
	Named     tally // those of them whom answers may name
	Fewer     bool  // they are fewer
}

// tally is how many people there are; at least N where it is not exact.
type tally struct {
	N     int
	Exact bool
}

func (t tally) String() string {
	if !t.Exact {
		return "at least " + number(t.N)
	}
	return number(t.N)
}

// looking is a sight on its way to a page.
type looking struct {
	*visit
	sight access.Sight
	self  string            // whose it is, "" for the role alone
	users *store.Tx         // nil where the visitor may not list users
	tally map[string]tally  // by reach
	known map[string]string // names of the groups that the visitor may be told of
}

func (v *visit) look(s access.Sight, self string) (*looking, error) {
	l := &looking{visit: v, sight: s, self: self, tally: make(map[string]tally)}
	if tx, ok := v.may("GET /users"); ok {
		l.users = tx
	}
	var err error
	l.known, err = v.knownGroups(s)
	return l, err
}

// inReach counts whom the sight reaches under a permission, as far as the
// visitor sees them.
func (l *looking) inReach(q cordon.Privilege) (tally, error) {
	return l.count(sightKey(l.sight, q), l.sight.People(q))
}

// named counts whom answers under a permission may name.
func (l *looking) named(q cordon.Privilege) (tally, error) {
	return l.count(sightKey(l.sight, q)+sightKey(l.sight, cordon.UserRead), l.sight.Named(q))
}

func (l *looking) count(key string, people access.People) (t tally, err error) {
	if t, ok := l.tally[key]; ok {
		return t, nil
	}
	t.N, t.Exact, err = l.users.CountPeople(people)
	l.tally[key] = t
	return t, err
}

func showRoleSight(v *visit) (any, error) {
	role, err := v.Role(v.Grant.People(), v.path("role"))
	if err != nil {
		return nil, err
	}
	s, err := v.SightOfRole(role.ID)
	if err != nil {
		return nil, err
	}
	d := &sightPage{Kind: "role", Name: role.Name, Path: "/portal/see/role/" + role.ID, Role: choice{role.ID, role.Name}, MayRole: true}
	_, d.MaySee = v.may("GET /roles")
	return d, v.fill(d, s, "", "Whoever holds "+role.Name)
}

func showUserSight(v *visit) (any, error) {
	people, key := v.Grant.People(), store.UserKey{Value: v.path("user")}
	u, err := v.User(people, key)
	if err != nil {
		return nil, err
	}
	p, err := personOf(u.UserRow)
	if err != nil {
		return nil, err
	}
	s, err := v.SightOf(people, store.UserKey{Value: u.ID})
	if err != nil {
		return nil, err
	}
	d := &sightPage{Kind: "user", Name: p.Name, Path: "/portal/see/user/" + u.ID, User: &p, Role: choice{u.RoleID, u.RoleName}}
	_, d.MayRole = v.may("GET /roles/{roleId}")
	_, d.MaySee = v.may("GET /roles")
	return d, v.fill(d, s, u.ID, p.Name)
}

// fill works out all that the page says of a sight. self is whose it is, "" for
// the role alone; who begins the first sentence.
func (v *visit) fill(d *sightPage, s access.Sight, self, who string) error {
	l, err := v.look(s, self)
	if err != nil {
		return err
	}
	d.Restricted, d.Grants = s.Restricted(), len(s.Privileges()) > 0
	_, _, d.Reads = s.Reach(cordon.UserRead)
	d.Counted = l.users != nil
	d.Everyone = d.Counted && l.users.Grant.People().Everyone()
	if v.values.Has("permission") {
		d.Names, err = l.names(cordon.Privilege(v.value("permission")))
		return err
	}
	if d.Sentence, err = l.sentence(d, who); err != nil {
		return err
	}
	if err := l.permissions(d); err != nil {
		return err
	}
	d.May, err = l.mayIt(d)
	return err
}

// sentence says in one sentence whom the sight comes to: whom its answers may
// name at all, which User:Read decides (rule 7).
func (l *looking) sentence(d *sightPage, who string) (string, error) {
	account, _, ok := l.sight.Reach(cordon.UserRead)
	words := sightReachOf(l.sight, cordon.UserRead, l.known).Words()
	switch {
	case !d.Grants:
		return who + " sees nobody: the role grants nothing.", nil
	case !ok:
		return who + " sees nobody: the role lacks " + permissionName(cordon.UserRead) + ", and without it no answer names anybody.", nil
	case !d.Counted && account:
		return who + " reaches everyone in the account.", nil
	case !d.Counted:
		return who + " sees " + words + ", and nobody else but " + d.itself() + ".", nil
	}
	all, exact, err := l.users.CountPeople(l.users.Grant.People())
	if err != nil {
		return "", err
	}
	total := tally{all, exact}
	n, err := l.inReach(cordon.UserRead)
	switch {
	case err != nil:
		return "", err
	case account && d.Everyone:
		return who + " reaches everyone: all " + plural(all, "user", "users") + ".", nil
	case account:
		return who + " reaches everyone in the account.", nil
	case n.Exact && (n.N == 0 || n.N == 1 && l.self != ""):
		return who + " sees nobody but " + d.itself() + ".", nil
	}
	of := total.String() + " users"
	if !d.Everyone {
		of = "the " + total.String() + " users that you see"
	}
	if l.self == "" {
		return fmt.Sprintf("%s sees %s of %s, and %s.", who, n, of, d.itself()), nil
	}
	return fmt.Sprintf("%s sees %s of %s, %s included.", who, n, of, d.itself()), nil
}

// itself is what a sentence calls the holder, who is always in their own sight.
func (d *sightPage) itself() string {
	if d.Kind == "app" {
		return "its owner"
	}
	return "themselves"
}

// maxWideTold is how many permissions are named above the table that reach
// everyone though the role is narrowed.
const maxWideTold = 5

func (l *looking) permissions(d *sightPage) error {
	everyone, err := l.everyone()
	if err != nil {
		return err
	}
	for _, f := range families(l.sight) {
		r := sightRow{Privilege: string(f.Top), Name: permissionName(f.Top), Reach: sightReachOf(l.sight, f.Top, l.known)}
		for _, q := range f.Implied {
			r.Implied = append(r.Implied, permissionName(q))
		}
		if r.Wide = d.Restricted && r.Reach.Account; r.Wide {
			d.Wide = append(d.Wide, r.Name+" still reaches "+everyone+".")
		}
		if d.Counted {
			if r.InReach, err = l.inReach(f.Top); err != nil {
				return err
			}
			if r.Named, err = l.named(f.Top); err != nil {
				return err
			}
			r.Fewer = r.Named != r.InReach
		}
		d.Permissions = append(d.Permissions, r)
	}
	if len(d.Wide) > maxWideTold {
		d.MoreWide, d.Wide = len(d.Wide)-maxWideTold, d.Wide[:maxWideTold]
	}
	return nil
}

// namesPart is one page of those whom answers under a permission may name.
type namesPart struct {
	Permission, Name string
	Total            tally
	People           []person
	Next             string
}

func (l *looking) names(q cordon.Privilege) (*namesPart, error) {
	if l.users == nil {
		return nil, cordon.NoPermission("the visitor may not list users")
	}
	if !slices.Contains(l.sight.Privileges(), q) {
		return nil, notFound()
	}
	after, err := l.after()
	if err != nil {
		return nil, err
	}
	n := &namesPart{Permission: string(q), Name: permissionName(q)}
	if n.Total, err = l.named(q); err != nil {
		return nil, err
	}
	rows, err := l.users.People(l.sight.Named(q), store.Page{After: after, Limit: pageSize + 1})
	if err != nil {
		return nil, err
	}
	if len(rows) > pageSize {
		rows = rows[:pageSize]
		n.Next = fmt.Sprint(rows[pageSize-1].Seq)
	}
	n.People, err = peopleOf(rows)
	return n, err
}
