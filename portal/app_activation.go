package portal

import (
	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// appActivation is the tab Activation.
type appActivation struct {
	appTab
	Checks []appCheck
	Ready  bool // to be activated
	Reach  *appReach
}

// appCheck is something that an app needs to work.
type appCheck struct {
	Good bool
	Text string
	Fix  string // address of the page to mend it on, "" for none
	Call string // what that page is called
}

// appReach is whom an app sees, as far as the visitor covers its owner's role.
type appReach struct {
	Everyone bool     // no permission of the role has a Custom Scope
	Wide     []string // the permissions that have none, where others do
	Names    bool     // the role grants Users: View, without which nobody is named
	Total    int
	Exact    bool
}

func (x *scopeIndex) showActivation(v *visit) (any, error) {
	t, err := v.app("activation")
	if err != nil {
		return nil, err
	}
	d := appActivation{appTab: t, Ready: t.Owner != "" && len(t.Scopes) > 0}
	if d.Checks, err = x.checks(v, t); err != nil || t.Owner == "" {
		return d, err
	}
	sight, err := v.SightOf(v.Grant.People(), store.UserKey{Value: t.Owner})
	if isNoPermission(err) {
		return d, nil
	}
	if err == nil {
		d.Reach, err = v.appReach(sight)
	}
	return d, err
}

func (v *visit) appReach(s access.Sight) (*appReach, error) {
	r := &appReach{Everyone: !s.Restricted() && len(s.Privileges()) > 0}
	for _, q := range s.Privileges() {
		if account, _, _ := s.Reach(q); account && s.Restricted() {
			r.Wide = append(r.Wide, permissionName(q))
		}
	}
	var err error
	if _, _, r.Names = s.Reach(cordon.UserRead); r.Names {
		r.Total, r.Exact, err = v.CountPeople(s.People(cordon.UserRead))
	}
	return r, err
}

// checks is what an app has, and what it still needs, to work.
func (x *scopeIndex) checks(v *visit, t appTab) (list []appCheck, err error) {
	scopes := "/portal/apps/" + t.ID + "/scopes"
	if len(t.Scopes) == 0 {
		list = append(list, appCheck{Text: "It has no scope yet.", Fix: scopes + "/add", Call: "Add Scopes"})
	} else {
		list = append(list, appCheck{Good: true, Text: "It has " + plural(len(t.Scopes), "scope", "scopes") + "."})
	}
	held, err := x.held(v, t)
	if err != nil {
		return nil, err
	}
	lost, phone := 0, false
	for _, s := range held {
		if s.Lost {
			lost++
		}
		for _, o := range s.Opens {
			phone = phone || o.Served && o.Product == "phone"
		}
	}
	if lost > 0 {
		list = append(list, appCheck{Text: plural(lost, "scope opens", "scopes open") + " nothing, because the owner's role does not back it.", Fix: scopes, Call: "Scopes"})
	}
	owner, err := v.ownerChecks(t, phone)
	return append(list, owner...), err
}

// ownerChecks is what the owner needs, as far as the visitor may know it.
func (v *visit) ownerChecks(t appTab, phone bool) (list []appCheck, err error) {
	_, role, err := v.ownerRole(t)
	if err != nil {
		return nil, err
	}
	switch {
	case t.Owner == "":
		return append(list, appCheck{Text: "Its owner left the account. Build a new app as another user."}), nil
	case t.Mine:
		list = append(list, appCheck{Good: true, Text: "You own it, in the role “" + role + "”."})
	case t.By.Status == cordon.Active:
		list = append(list, appCheck{Good: true, Text: "Its owner is active, in the role “" + role + "”."})
	case t.By.ID != "":
		list = append(list, appCheck{Text: "Its owner is not active.", Fix: "/portal/users/" + t.Owner, Call: t.By.Name})
	}
	tx, ok := v.may("GET /users/{userId}/settings")
	if !phone || !ok {
		return list, nil
	}
	f, err := tx.Features(tx.Grant.People(), store.UserKey{Value: t.Owner})
	switch {
	case isAbsent(err):
		return list, nil
	case err != nil:
		return nil, err
	case f.ZoomPhone:
		return append(list, appCheck{Good: true, Text: "Its owner has a Zoom Phone licence."}), nil
	}
	c := appCheck{Text: "It has Zoom Phone scopes, and its owner has no Zoom Phone licence."}
	if _, ok := v.may("PATCH /users/{userId}/settings"); ok {
		c.Fix, c.Call = "/portal/users/"+t.Owner+"/edit", "Edit the user"
	} else {
		c.Text += " Ask an admin for one."
	}
	return append(list, c), nil
}

func activateApp(a *act) (outcome, error)   { return setActive(a, true, "") }
func deactivateApp(a *act) (outcome, error) { return setActive(a, false, "app-deactivated") }

func setActive(a *act, active bool, done string) (outcome, error) {
	id := a.path("app")
	return outcome{to: "/portal/apps/" + id + "/activation", done: done}, a.UpdateApp(a.Grant.People(), id, store.AppChange{Active: &active})
}
