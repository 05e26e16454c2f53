package portal

import (
	"errors"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

func (p *Portal) registerRoles() {
	const role, scope = "GET /portal/roles/{role}", "GET /portal/roles/{role}/scope"
	p.page("GET /portal/roles", "roles", "GET /roles", showRoles)
	p.page("GET /portal/roles/add", "role-add", "POST /roles", func(*visit) (any, error) { return nil, nil })
	p.act("POST /portal/roles/add", "GET /portal/roles/add", "POST /roles", addRole)
	p.page(role, "role", "GET /roles/{roleId}", showRole)
	p.act("POST /portal/roles/{role}", role, "PATCH /roles/{roleId}", savePermissions)
	p.act("POST /portal/roles/{role}/name", role, "PATCH /roles/{roleId}", renameRole)
	p.act("POST /portal/roles/{role}/narrow", role, "PATCH /roles/{roleId}", narrowRole)
	p.act("POST /portal/roles/{role}/delete", role, "DELETE /roles/{roleId}", deleteRole)
	p.page(scope, "role-scope", "PATCH /roles/{roleId}", showRoleScope)
	p.act("POST /portal/roles/{role}/scope", scope, "PATCH /roles/{roleId}", saveRoleScope)
}

type rolesPage struct {
	Roles     []roleLine
	Mixed     []mixedRole
	MoreMixed int
	Next      string
	MayCreate bool
}

type roleLine struct {
	store.RoleRow
	Badge roleBadge
}

// maxMixed is how many mixed roles the list tells about at length.
const maxMixed = 5

func showRoles(v *visit) (any, error) {
	var d rolesPage
	_, d.MayCreate = v.may("POST /roles")
	ids, err := v.RoleIDs(v.value("after"), pageSize+1)
	if err != nil {
		return nil, err
	}
	if len(ids) > pageSize {
		ids = ids[:pageSize]
		d.Next = ids[pageSize-1]
	}
	tx, ok := v.may("GET /roles/{roleId}")
	if !ok {
		return nil, notFound()
	}
	for _, id := range ids {
		r, err := tx.Role(tx.Grant.People(), id)
		if err != nil {
			return nil, err
		}
		d.Roles = append(d.Roles, roleLine{r, badgeOf(&r.Role)})
		mixed, err := v.mixed(tx, &r.Role)
		switch {
		case err != nil:
			return nil, err
		case mixed == nil:
		case len(d.Mixed) == maxMixed:
			d.MoreMixed++
		default:
			mixed.Listed = true
			d.Mixed = append(d.Mixed, *mixed)
		}
	}
	return d, nil
}

// mixedRole is a role of which some permissions are narrowed, and others reach
// everybody: the mistake that lets a vendor see the whole account.
type mixedRole struct {
	ID, Name, Version string
	Wide              []string // permissions, the first few
	More              int
	Everyone          string // "all 4,212 users"
	To                string // the groups that the narrowed ones reach, "" for none
	Several           bool   // they do not all reach the same
	MayNarrow, Listed bool   // Listed beside other roles
}

// maxWide is how many permissions are named that reach everybody.
const maxWide = 5

// mixed tells of a role that is mixed, nil for any other. tx is what the role
// was read through.
func (v *visit) mixed(tx *store.Tx, r *cordon.Role) (*mixedRole, error) {
	wide, narrow := wideAndNarrow(r)
	if len(wide) == 0 || len(narrow) == 0 {
		return nil, nil
	}
	m := &mixedRole{ID: r.ID, Name: r.Name}
	for _, p := range wide {
		if len(m.Wide) == maxWide {
			m.More = len(wide) - maxWide
			break
		}
		m.Wide = append(m.Wide, permissionName(p))
	}
	_, m.MayNarrow = v.may("PATCH /roles/{roleId}")
	words, err := v.reachWordsOf(tx, r)
	if err != nil {
		return nil, err
	}
	groups, same := sharedGroups(r)
	if m.Several = !same; len(groups) > 0 {
		m.To = words.groups(groups)
	}
	if m.Everyone, err = v.everyone(); err != nil {
		return nil, err
	}
	m.Version, err = roleVersion(r)
	return m, err
}

// everyone is "all 4,212 users" of the account, or no number to somebody who
// may not know it.
func (v *visit) everyone() (string, error) {
	tx, ok := v.may("GET /users")
	if !ok || !tx.Grant.People().Everyone() {
		return "everybody in the account", nil
	}
	n, err := tx.CountUsers(tx.Grant.People(), store.UserFilter{})
	return "all " + plural(n, "user", "users"), err
}

// roleForm reads a role's name and description.
func (r *request) roleForm() (name, description string, err error) {
	name, description = r.value("name"), r.value("description")
	if e := cordon.CheckName("name", name, cordon.MaxRoleName); e != nil {
		return "", "", e
	}
	if e := cordon.CheckText("description", description, cordon.MaxDescription); e != nil {
		return "", "", e
	}
	return name, description, nil
}

func addRole(a *act) (outcome, error) {
	if err := a.once(); err != nil {
		return outcome{}, err
	}
	name, description, err := a.roleForm()
	if err != nil {
		return outcome{}, err
	}
	r := cordon.Role{Name: name, Description: description, Type: "common"}
	if err := a.CreateRole(&r); err != nil {
		return outcome{}, roleNameError(err)
	}
	return outcome{to: "/portal/roles/" + r.ID, done: "role-added"}, nil
}

// roleNameError puts what is wrong with a name beside its field.
func roleNameError(err error) error {
	if e := (*cordon.Error)(nil); errors.As(err, &e) && e.Code == cordon.RoleNameTaken("").Code {
		return cordon.InvalidField("name", "Another role has this name.")
	}
	return err
}

// editedRole is the role that a form is about, as the visitor sees it, and what
// it was read through. It refuses a form that was made for another version.
func (a *act) editedRole() (tx *store.Tx, r store.RoleRow, err error) {
	if tx, err = a.Visit.May(a.call(a.request, "GET /roles/{roleId}", "")); err != nil {
		return nil, r, err
	}
	if r, err = tx.Role(tx.Grant.People(), a.path("role")); err != nil {
		return nil, r, err
	}
	version, err := roleVersion(&r.Role)
	if err == nil && version != a.value("version") {
		err = stale()
	}
	return tx, r, err
}

func renameRole(a *act) (outcome, error) {
	_, r, err := a.editedRole()
	if err != nil {
		return outcome{}, err
	}
	name, description, err := a.roleForm()
	if err != nil {
		return outcome{}, err
	}
	err = a.UpdateRole(r.ID, nil, func(r *cordon.Role) error {
		r.Name, r.Description = name, description
		return nil
	})
	return outcome{to: "/portal/roles/" + r.ID, done: "role-saved"}, roleNameError(err)
}

func deleteRole(a *act) (outcome, error) {
	tx, r, err := a.editedRole()
	if err != nil {
		return outcome{}, err
	}
	if a.value("name_again") != r.Name {
		return outcome{}, cordon.InvalidField("name_again", "Type the role's name to delete it.")
	}
	before, err := tx.SightOfRole(r.ID)
	if err != nil {
		return outcome{}, err
	}
	if err := a.DeleteRole(r.ID); err != nil {
		return outcome{}, err
	}
	after, err := tx.SightOfRole(cordon.MemberRole)
	if err != nil {
		return outcome{}, err
	}
	return outcome{to: "/portal/roles", done: "role-deleted"}, a.confirmRole(tx, "Delete role", &r.Role, before, after)
}

// confirmRole asks to confirm whom the holders of a role gain and lose.
func (a *act) confirmRole(tx *store.Tx, what string, r *cordon.Role, before, after access.Sight) error {
	effects, err := compare(tx, "Role “"+r.Name+"”", "/portal/roles/"+r.ID, before, after)
	if err != nil {
		return err
	}
	return a.confirm(what, effects)
}
