package portal

import (
	"net/url"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// roleMend is how the visitor can give the role of an app's owner a permission that
// it lacks: here, narrowed as the others are; or on the page of the role; or not
// at all.
type roleMend struct {
	RoleName string
	Role     string // whose page to go to, "" where the visitor may not change it
	Here     bool
	grants   func(cordon.Privilege) bool // what the visitor may give, and so add here
}

// May reports whether the permission can be added here.
func (m roleMend) May(p cordon.Privilege) bool { return m.Here && m.grants(p) }

func (v *visit) roleMend(t appTab) (m roleMend, err error) {
	id, name, err := v.ownerRole(t)
	m.RoleName = name
	if err != nil || id == "" || cordon.SystemRole(id) {
		return m, err
	}
	tx, ok := v.may("PATCH /roles/{roleId}")
	if !ok {
		return m, nil
	}
	if _, err := tx.SightOfRole(id); err != nil {
		if isNoPermission(err) {
			err = nil
		}
		return m, err
	}
	m.Role = id
	role, err := tx.Role(tx.Grant.People(), id)
	if err != nil {
		return m, err
	}
	m.grants = func(p cordon.Privilege) bool { return tx.Grant.See(p).Everyone() }
	groups, same := sharedGroups(&role.Role)
	// A role changes only in the hands of those who see whoever may hold it.
	m.Here = same && len(groups) > 0 && !slices.ContainsFunc(role.Privileges(), func(p cordon.Privilege) bool { return !m.grants(p) })
	return m, nil
}

// look opens the transaction for reading the app that a form is about.
func (a *act) look() (*visit, appTab, error) {
	tx, err := a.Visit.May(a.call(a.request, appOperation, ""))
	if err != nil {
		return nil, appTab{}, err
	}
	v := &visit{a.request, a.Act.Visit, tx}
	t, err := v.app("scopes")
	return v, t, err
}

// grantPermission adds a permission to the role of an app's owner, narrowed to
// the groups that all its narrowed permissions share.
func grantPermission(a *act) (outcome, error) {
	p := cordon.Privilege(a.path("permission"))
	v, t, err := a.look()
	if err != nil {
		return outcome{}, err
	}
	id, name, err := v.ownerRole(t)
	if err != nil {
		return outcome{}, err
	}
	if !access.Operations().KnowsPrivilege(p) || id == "" || cordon.SystemRole(id) {
		return outcome{}, notFound()
	}
	role, err := a.Role(a.Grant.People(), id)
	if err != nil {
		return outcome{}, err
	}
	out := outcome{to: addScopesAgain(t.ID, a.values), done: "permission-added"}
	if _, has := role.Reaches[p]; has {
		return out, nil
	}
	groups, same := sharedGroups(&role.Role)
	if !same || len(groups) == 0 {
		return outcome{}, cordon.BadRequest("The permissions of the role “%s” are not all narrowed to the same groups. Add this one in the role's settings.", name)
	}
	before, err := a.SightOfRole(id)
	if err != nil {
		return outcome{}, err
	}
	said := []cordon.ReachSpec{{Privilege: p, Groups: &groups}}
	err = a.UpdateRole(id, said, func(r *cordon.Role) error {
		if e := r.SetReaches(append(r.Privileges(), p), said); e != nil {
			return e
		}
		return nil
	})
	if err != nil {
		return outcome{}, err
	}
	after, err := a.SightOfRole(id)
	if err != nil {
		return outcome{}, err
	}
	effects, err := compare(a.WriteTx.Tx, "Role “"+name+"”", "/portal/roles/"+id, before, after)
	if err != nil {
		return outcome{}, err
	}
	return out, a.confirm("Add permission", effects)
}

// addScopesAgain is the page Add Scopes as the form was sent from it.
func addScopesAgain(app string, values url.Values) string {
	q := url.Values{}
	for _, name := range []string{"q", "product", "backed"} {
		if s := values.Get(name); s != "" {
			q.Set(name, s)
		}
	}
	ticked := values["scope"]
	if len(ticked) > 0 {
		q["scope"] = ticked[:min(maxTicked, len(ticked))]
	}
	to := "/portal/apps/" + app + "/scopes/add"
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	return to
}
