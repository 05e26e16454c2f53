package portal

import (
	"fmt"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

func (p *Portal) registerSee() {
	p.page("GET /portal/see", "see", "GET /roles", showSee)
	p.page("GET /portal/see/app/{app}", "see-sight", "GET /marketplace/apps/{appId}", showAppSight)
	p.page("GET /portal/see/role/{role}", "see-sight", "GET /roles/{roleId}", showRoleSight)
	p.page("GET /portal/see/user/{user}", "see-sight", "GET /users/{userId}", showUserSight)
	p.page("GET /portal/see/who", "see-who", "GET /roles", showWho)
}

// seePage is what there is to look at: apps, roles and users.
type seePage struct {
	Apps      []cordon.App
	NextApps  string
	MayApps   bool
	Roles     []cordon.Role
	NextRoles string
	Query     string // among the users
	Users     []person
	MoreUsers bool
	MayUsers  bool
	MayFind   bool
	MayMake   bool // a restricted credential
}

func showSee(v *visit) (any, error) {
	d := seePage{Query: v.value("q")}
	after, err := v.after()
	if err != nil {
		return nil, err
	}
	if tx, ok := v.may("GET /marketplace/apps"); ok {
		d.MayApps = true
		rows, _, err := tx.Apps(tx.Grant.People(), store.Page{After: after, Limit: pageSize + 1})
		if err != nil {
			return nil, err
		}
		if len(rows) > pageSize {
			rows = rows[:pageSize]
			d.NextApps = fmt.Sprint(rows[pageSize-1].Seq)
		}
		for _, a := range rows {
			d.Apps = append(d.Apps, a.App)
		}
	}
	if d.Roles, err = v.RolesByName(v.value("roles_after"), pageSize+1); err != nil {
		return nil, err
	}
	if len(d.Roles) > pageSize {
		d.Roles = d.Roles[:pageSize]
		d.NextRoles = d.Roles[pageSize-1].Name
	}
	_, d.MayUsers = v.may("GET /users/{userId}")
	_, d.MayMake = v.may("POST /roles")
	tx, ok := v.may("GET /users")
	d.MayFind = ok && d.MayUsers
	if d.MayFind && d.Query != "" {
		rows, more, err := tx.FindUsers(tx.Grant.People(), store.UserSearch{Prefix: d.Query, Limit: fewPeople})
		if err != nil {
			return nil, err
		}
		d.MoreUsers = more
		if d.Users, err = peopleOf(rows); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// fewPeople is how many people a search by typing offers, and how many holders
// of a role are named.
const fewPeople = 20

// findPerson is the one whom an id, an address or the beginning of a name
// means, or those whom it may mean. Nobody is found where nobody in the
// visitor's sight is meant: somebody hidden is as absent as nobody.
func (v *visit) findPerson(typed string) (found *person, choices []person, err error) {
	tx, ok := v.may("GET /users/{userId}")
	if !ok || typed == "" {
		return nil, nil, nil
	}
	u, err := tx.User(tx.Grant.People(), store.UserKey{Value: typed})
	if err == nil {
		p, err := personOf(u.UserRow)
		return &p, nil, err
	}
	if !hasCode(err, 1001) {
		return nil, nil, err
	}
	if tx, ok = v.may("GET /users"); !ok {
		return nil, nil, nil
	}
	rows, more, err := tx.FindUsers(tx.Grant.People(), store.UserSearch{Prefix: typed, Limit: fewPeople})
	if err != nil {
		return nil, nil, err
	}
	if choices, err = peopleOf(rows); err != nil || len(choices) != 1 || more {
		return nil, choices, err
	}
	return &choices[0], nil, nil
}

// nobodyFound is what is said of somebody who is hidden, and of nobody.
const nobodyFound = "There is no such user."
