package portal

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// whoPage is who can see one person: the roles that reach them, who holds these,
// and the apps of who does.
type whoPage struct {
	Typed   string
	Error   string
	MayAsk  bool
	Choices []person // whom Typed may mean
	Who     *person
	Self    bool // it is the visitor
	Always  []whoRole
	Roles   []whoRole
	Partial bool // roles that the visitor does not cover are left out
	Next    string
}

// whoRole is a role that reaches the person.
type whoRole struct {
	ID, Name string
	Ways     []way
	Told     string   // how many hold it
	Holders  []person // the first few in the visitor's sight
	Total    int      // of these
	Apps     []cordon.App
	MoreApps bool
}

// More is how many holders are not named.
func (r whoRole) More() int { return r.Total - len(r.Holders) }

// way is one way in which a role reaches the person.
type way struct {
	Permissions []string // the first few; not what they imply
	More        int
	Words       string // "through Sales"
	Unnamed     bool   // in reach, but no answer names them
}

// A page looks through so many roles at most, and shows so many. Of each it
// names a few permissions and apps.
const (
	rolesLookedAt   = 50
	rolesShown      = 20
	maxWaysTold     = 6
	maxAppsOfHolder = 10
)

func showWho(v *visit) (any, error) {
	d := whoPage{Typed: v.value("user")}
	users, ok := v.may("GET /users/{userId}")
	if d.MayAsk = ok; !ok {
		return d, nil
	}
	asked := d.Typed
	if asked == "" {
		asked = v.Visitor.User
	}
	var err error
	d.Who, d.Choices, err = v.findPerson(asked)
	if err != nil || len(d.Choices) > 1 {
		return d, err
	}
	if d.Who == nil {
		d.Error, v.status = nobodyFound, http.StatusNotFound
		return d, nil
	}
	d.Self = d.Who.ID == v.Visitor.User
	d.Partial = !cordon.SystemRole(v.RoleID)
	if err := v.alwaysSee(&d); err != nil {
		return nil, err
	}
	return d, v.whoSees(&d, users)
}

// alwaysSee lists the two roles from which nobody is hidden. To a visitor whose
// own role is narrowed they are no more than that.
func (v *visit) alwaysSee(d *whoPage) error {
	for _, r := range []whoRole{{ID: cordon.OwnerRole, Name: "Owner"}, {ID: cordon.AdminRole, Name: "Admin"}} {
		if v.Grant.Unrestricted() && v.value("after") == "" {
			if err := v.holders(&r); err != nil {
				return err
			}
			d.Always = append(d.Always, r)
		}
	}
	return nil
}

// whoSees looks through one page of the roles.
func (v *visit) whoSees(d *whoPage, users *store.Tx) error {
	roles, err := v.RolesByName(v.value("after"), rolesLookedAt+1)
	if err != nil {
		return err
	}
	if len(roles) > rolesLookedAt {
		roles = roles[:rolesLookedAt]
		d.Next = roles[rolesLookedAt-1].Name
	}
	var shown []whoRole
	var sights []access.Sight
	for _, r := range roles {
		if cordon.SystemRole(r.ID) {
			continue
		}
		s, err := v.SightOfRole(r.ID)
		if isNoPermission(err) {
			continue
		}
		if err != nil {
			return err
		}
		shown, sights = append(shown, whoRole{ID: r.ID, Name: r.Name}), append(sights, s)
	}
	known, err := v.knownGroups(sights...)
	if err != nil {
		return err
	}
	in, err := users.InGroups(users.Grant.People(), store.UserKey{Value: d.Who.ID}, groupsOf(sights...))
	if err != nil {
		return err
	}
	for i, r := range shown {
		b := beside{looking: &looking{visit: v, sight: sights[i], known: known}, who: *d.Who, in: in}
		if r.Ways = b.ways(); len(r.Ways) == 0 {
			continue
		}
		if err := v.holders(&r); err != nil {
			return err
		}
		if d.Roles = append(d.Roles, r); len(d.Roles) == rolesShown && i+1 < len(shown) {
			d.Next = r.Name
			return nil
		}
	}
	return nil
}

// ways is how a role reaches the person, with the permissions that do so alike
// in one.
func (b beside) ways() (list []way) {
	named := b.reason(cordon.UserRead).In
	for _, f := range families(b.sight) {
		account, sets, _ := reachOf(b.sight, f.Top)
		if !b.reason(f.Top).In {
			continue
		}
		w := way{Words: "as part of the entire account", Unnamed: !named}
		if !account {
			w.Words = b.through(sets)
		}
		i := slices.IndexFunc(list, func(x way) bool { return x.Words == w.Words })
		if i < 0 {
			i, list = len(list), append(list, w)
		}
		list[i].tell(permissionName(f.Top))
	}
	return list
}

func (w *way) tell(permission string) {
	if len(w.Permissions) == maxWaysTold {
		w.More++
		return
	}
	w.Permissions = append(w.Permissions, permission)
}

// through says in which groups the person is of those that each set names.
func (b beside) through(sets [][]string) string {
	var words []string
	for _, set := range sets {
		shared := slices.DeleteFunc(slices.Clone(set), func(id string) bool { return !slices.Contains(b.in, id) })
		if w := reachSetOf(shared, b.known).Words(); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return "through " + strings.Join(words, " and ")
}

// holders fills in who holds a role, and their apps, as far as both are in the
// visitor's sight.
func (v *visit) holders(r *whoRole) error {
	tx, ok := v.may("GET /users")
	if !ok {
		return nil
	}
	people := tx.Grant.People()
	rows, total, err := tx.Users(people, store.UserFilter{Role: r.ID, Page: store.Page{Limit: fewPeople}})
	if err != nil {
		return err
	}
	r.Total = total
	switch {
	case total > 0:
		r.Told = plural(total, "user holds it:", "users hold it:")
	case people.Everyone():
		r.Told = "Nobody holds it."
	default:
		r.Told = "Nobody that you see holds it."
	}
	if r.Holders, err = peopleOf(rows); err != nil {
		return err
	}
	if tx, ok = v.may("GET /marketplace/apps"); !ok || len(rows) == 0 {
		return nil
	}
	var ids []string
	for _, p := range r.Holders {
		ids = append(ids, p.ID)
	}
	apps, err := tx.ActiveAppsOf(tx.Grant.People(), ids, maxAppsOfHolder+1)
	if r.MoreApps = len(apps) > maxAppsOfHolder; r.MoreApps {
		apps = apps[:maxAppsOfHolder]
	}
	for _, a := range apps {
		r.Apps = append(r.Apps, a.App)
	}
	return err
}
