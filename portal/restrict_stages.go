package portal

import (
	"errors"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// stages is what the four stages made, or took that was there.
type stages struct {
	Group   cordon.Group
	Missing []string // addresses that are no user's
	Role    cordon.Role
	User    person
	App     cordon.App
	secret  string // of the app
}

// fourStages makes a credential: user group, role, service user, app. Each step
// is decided about for itself.
func (a *act) fourStages(w wanted) (m stages, err error) {
	privileges, scopes, phone := chosen(w.Bundles)
	if w.NewGroup {
		m.Group, m.Missing, err = a.newGroup(w)
	} else {
		m.Group, err = a.oldGroup()
	}
	if err != nil {
		return m, err
	}
	if m.Role, err = a.narrowRole(w.RoleName, m.Group, privileges); err != nil {
		return m, err
	}
	if w.NewUser {
		m.User, err = a.newServiceUser(w, phone)
	} else {
		m.User, err = a.oldServiceUser(w.Email, phone)
	}
	if err == nil {
		err = a.giveRole(m.Role, m.User)
	}
	if err == nil {
		m.App, m.secret, err = a.newApp(w.AppName, m.User, scopes)
	}
	return m, err
}

// inField puts an error with a code beside a field: 200 says that the visitor's
// own role does not cover something, 300 that some field is wrong.
func inField(err error, code int, field, text string) error {
	var e *cordon.Error
	if !errors.As(err, &e) || e.Code != code || code == 300 && len(e.Fields) == 0 {
		return err
	}
	return cordon.InvalidField(field, "%s", text).Because("%s", err)
}

func (a *act) newGroup(w wanted) (g cordon.Group, missing []string, err error) {
	tx, err := a.open("POST /groups", "made the group “"+w.GroupName+"”")
	if err != nil {
		return g, nil, err
	}
	g = cordon.Group{Name: w.GroupName, Description: "The users that the credential “" + w.AppName + "” sees"}
	if err := tx.CreateGroup(tx.Grant.Groups(), &g); err != nil {
		err = inField(err, 300, "new_group", "This name cannot be used.")
		return g, nil, inField(err, 4132, "new_group", "Another group has this name.")
	}
	if len(w.Emails) == 0 {
		return g, nil, nil
	}
	tx, err = a.open("POST /groups/{groupId}/members", "put members into the group “"+g.Name+"”")
	if err != nil {
		return g, nil, err
	}
	people := tx.Grant.People()
	found, missing, err := tx.UsersByEmail(people, w.Emails)
	if err != nil {
		return g, nil, err
	}
	if len(found) == 0 {
		return g, nil, cordon.InvalidField("emails", "None of these addresses is a user's.")
	}
	ids := make([]string, len(found))
	for i, u := range found {
		ids[i] = u.ID
	}
	_, err = tx.AddMembers(tx.Grant.Groups(), people, g.ID, keysOf(ids))
	return g, missing, err
}

func (a *act) oldGroup() (g cordon.Group, err error) {
	tx, err := a.read("GET /groups")
	if err != nil {
		return g, err
	}
	c, err := a.chosenGroup(tx)
	return cordon.Group{ID: c.ID, Name: c.Name}, err
}

// narrowRole makes a role that has each permission for the members of the group
// and for nobody else.
func (a *act) narrowRole(name string, g cordon.Group, privileges []cordon.Privilege) (r cordon.Role, err error) {
	r = cordon.Role{Name: name, Description: "Reads the data of the group “" + g.Name + "”, and of nobody else", Type: "common"}
	reaches := make([]cordon.ReachSpec, len(privileges))
	for i, q := range privileges {
		reaches[i] = cordon.ReachSpec{Privilege: q, Groups: &[]string{g.ID}}
	}
	if e := r.SetReaches(privileges, reaches); e != nil {
		return r, e
	}
	err = a.CreateRole(&r)
	err = inField(err, 1224, "role_name", "Another role has this name.")
	return r, inField(err, 200, "bundle", "Your own role does not reach this group under all of these permissions.")
}

func (a *act) newServiceUser(w wanted, phone bool) (p person, err error) {
	tx, err := a.open("POST /users", "made the service user "+w.Email)
	if err != nil {
		return p, err
	}
	u := cordon.NewUser(w.Email, w.First, w.Last, cordon.Licensed)
	u.Features.ZoomPhone = phone
	if err := tx.CreateUser(tx.Grant.People(), &u, ""); err != nil {
		err = inField(err, 300, "email", "This address cannot be used.")
		return p, inField(err, 1005, "email", "Another user has this address.")
	}
	return person{ID: u.ID, Name: u.Brief.Name(), Email: u.Email}, nil
}

// oldServiceUser finds a user who is there, and checks that the credential can
// be theirs.
func (a *act) oldServiceUser(email string, phone bool) (p person, err error) {
	tx, err := a.read("GET /users/{userId}")
	if err != nil {
		return p, err
	}
	key := store.UserKey{Value: email}
	u, err := tx.User(tx.Grant.People(), key)
	if err != nil {
		return p, inField(err, 1001, "existing_email", "No user has this address.")
	}
	switch {
	case u.RoleID != cordon.MemberRole:
		return p, cordon.InvalidField("existing_email", "This user has the role %s. Name one with the role Member.", u.RoleName)
	case u.Status != cordon.Active:
		return p, cordon.InvalidField("existing_email", "This user is not active.")
	}
	if tx, err = a.read("GET /marketplace/apps"); err != nil {
		return p, err
	}
	// An app out of the visitor's sight would see these people unsaid.
	known, err := tx.HasUser(tx.Grant.People(), u.ID)
	if err == nil && !known {
		err = cordon.InvalidField("existing_email", "Your role does not show whether this user owns an app. Name another user.")
	}
	if err != nil {
		return p, err
	}
	apps, err := tx.AppsOf(tx.Grant.People(), key, 1)
	if err != nil {
		return p, err
	}
	if len(apps) > 0 {
		return p, cordon.InvalidField("existing_email", "This user owns an app already, which would see these people too. Name another user.")
	}
	if phone {
		if tx, err = a.read("GET /users/{userId}/settings"); err != nil {
			return p, err
		}
		f, err := tx.Features(tx.Grant.People(), key)
		if err != nil {
			return p, err
		}
		if !f.ZoomPhone {
			return p, cordon.InvalidField("existing_email", "This user has no Zoom Phone licence. Give one first, or leave out Zoom Phone.")
		}
	}
	return personOf(u.UserRow)
}

func (a *act) giveRole(r cordon.Role, p person) error {
	tx, err := a.open("POST /roles/{roleId}/members", "gave the role “"+r.Name+"” to "+p.Email)
	if err != nil {
		return err
	}
	_, err = tx.Assign(tx.Grant.People(), r.ID, keysOf([]string{p.ID}))
	return inField(err, 200, "existing_email", "You do not see this user under all of these permissions.")
}

func (a *act) newApp(name string, owner person, scopes []cordon.Scope) (app cordon.App, secret string, err error) {
	tx, err := a.open("POST /marketplace/apps", "built the app “"+name+"” for "+owner.Email)
	if err != nil {
		return app, "", err
	}
	app = cordon.App{Name: name, Scopes: scopes, ContactName: owner.Name, Contact: owner.Email, Company: a.AccountName}
	if secret, err = tx.CreateApp(tx.Grant.People(), &app, store.UserKey{Value: owner.ID}); err != nil {
		return app, "", err
	}
	if tx, err = a.open("PATCH /marketplace/apps/{appId}", "activated the app “"+name+"”"); err != nil {
		return app, "", err
	}
	active := true
	return app, secret, tx.UpdateApp(tx.Grant.People(), app.ID, store.AppChange{Active: &active})
}
