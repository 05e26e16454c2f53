package portal

import (
	"fmt"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

func (p *Portal) registerUsers() {
	p.page("GET /portal/users", "users", "GET /users", showUsers)
	p.act("POST /portal/users/add-to-group", "GET /portal/users", "POST /groups/{groupId}/members", addUsersToGroup)
	p.page("GET /portal/users/add", "user-add", "POST /users", showAddUsers)
	p.act("POST /portal/users/add", "GET /portal/users/add", "POST /users", addUsers)
	p.page("GET /portal/users/{user}", "user", "GET /users/{userId}", showUser)
	p.act("POST /portal/users/{user}/activate", "GET /portal/users/{user}", "PUT /users/{userId}/status", activateUser)
	p.act("POST /portal/users/{user}/deactivate", "GET /portal/users/{user}", "PUT /users/{userId}/status", deactivateUser)
	p.act("POST /portal/users/{user}/link", "GET /portal/users/{user}", "PUT /users/{userId}/password", linkUser)
	p.act("POST /portal/users/{user}/delete", "GET /portal/users/{user}", "DELETE /users/{userId}", deleteUser)
	p.page("GET /portal/users/{user}/edit", "user-edit", "GET /users/{userId}", showEditUser)
	p.act("POST /portal/users/{user}/edit", "GET /portal/users/{user}/edit", "GET /users/{userId}", saveUser)
}

type usersPage struct {
	Users            []userLine
	Total            int
	More             bool   // than were found
	Query            string // the beginning of a name or address
	Status           string
	Key, After       string // where this page begins
	NextKey, Next    string // where the next one does
	MayAdd, MayGroup bool
	Groups           pick
}

// userLine is a user in the list.
type userLine struct {
	person
	Role string
}

// statuses are what the list is filtered by.
var statuses = []choice{{string(cordon.Active), "Active"}, {string(cordon.Pending), "Pending"}, {string(cordon.Inactive), "Inactive"}}

// Statuses are the choices of the filter.
func (usersPage) Statuses() []choice { return statuses }

// StatusName is what the portal calls the user's status.
func (p person) StatusName() string {
	for _, s := range statuses {
		if s.ID == string(p.Status) {
			return s.Name
		}
	}
	return ""
}

// StatusClass is the colour of the user's status.
func (p person) StatusClass() string {
	return map[cordon.Status]string{cordon.Active: "good", cordon.Pending: "warn", cordon.Inactive: "bad"}[p.Status]
}

func showUsers(v *visit) (any, error) {
	d := usersPage{Query: v.value("q"), Key: v.value("key"), After: v.value("after")}
	for _, s := range statuses {
		if s.ID == v.value("status") {
			d.Status = s.ID
		}
	}
	rows, err := v.userRows(&d)
	if err != nil {
		return nil, err
	}
	var roles map[string]string
	if tx, ok := v.may("GET /users/{userId}"); ok {
		if roles, err = tx.RolesOf(rows); err != nil {
			return nil, err
		}
	}
	list, err := peopleOf(rows)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		d.Users = append(d.Users, userLine{p, roles[p.RoleID]})
	}
	_, d.MayAdd = v.may("POST /users")
	var tx *store.Tx
	if tx, d.MayGroup = v.may("POST /groups/{groupId}/members"); d.MayGroup {
		d.Groups, err = pickGroup(tx, "Choose a group")
	}
	return d, err
}

// userRows is one page of the list, or of those found by typing.
func (v *visit) userRows(d *usersPage) (rows []store.UserRow, err error) {
	after, err := v.after()
	if err != nil {
		return nil, err
	}
	people, status := v.Grant.People(), cordon.Status(d.Status)
	if d.Query != "" {
		rows, d.More, err = v.FindUsers(people, store.UserSearch{Prefix: d.Query, Status: status, AfterKey: d.Key, After: after, Limit: pageSize})
		if d.More {
			last := rows[len(rows)-1]
			d.NextKey, d.Next = last.Found, fmt.Sprint(last.Seq)
		}
		return rows, err
	}
	rows, d.Total, err = v.Users(people, store.UserFilter{Status: status, Page: store.Page{After: after, Limit: pageSize + 1}})
	if len(rows) > pageSize {
		rows = rows[:pageSize]
		d.Next = fmt.Sprint(rows[pageSize-1].Seq)
	}
	return rows, err
}

// addUsersToGroup puts the ticked users into a group.
func addUsersToGroup(a *act) (outcome, error) {
	ids := a.ticked("user")
	switch {
	case len(ids) == 0:
		return outcome{}, cordon.InvalidField("user", "Tick the users to add.")
	case len(ids) > maxPasted:
		return outcome{}, cordon.InvalidField("user", "Tick at most %s users at a time.", number(maxPasted))
	}
	group, err := a.chosenGroup(a.Tx)
	if err == nil && group.ID == "" {
		err = cordon.InvalidField("group", "Choose the group to add them to.")
	}
	if err != nil {
		return outcome{}, err
	}
	_, err = a.joinGroup(group.ID, ids)
	return outcome{to: "/portal/groups/" + group.ID, done: "members-added"}, err
}
