package portal

import (
	"encoding/json"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// facts is a user as their own page shows them.
type facts struct {
	person
	Brief     cordon.Brief
	Profile   cordon.Profile
	CreatedAt time.Time
	RoleName  string
}

func factsOf(u store.UserDetail) (f facts, err error) {
	if f.person, err = personOf(u.UserRow); err != nil {
		return f, err
	}
	if err := json.Unmarshal(u.Brief, &f.Brief); err != nil {
		return f, err
	}
	f.CreatedAt, f.RoleName = u.CreatedAt, u.RoleName
	return f, json.Unmarshal(u.Profile, &f.Profile)
}

// Owner reports whether the user owns the account: nobody else acts on them.
func (f facts) Owner() bool { return f.RoleID == cordon.OwnerRole }

// Active, Pending and Inactive say what the user's status is.
func (f facts) Active() bool   { return f.Status == cordon.Active }
func (f facts) Pending() bool  { return f.Status == cordon.Pending }
func (f facts) Inactive() bool { return f.Status == cordon.Inactive }

// LastLogin is the zero time where the user never signed in to Zoom.
func (f facts) LastLogin() (at time.Time) {
	if f.Brief.LastLoginTime != nil {
		at = *f.Brief.LastLoginTime
	}
	return at
}

type userPage struct {
	facts
	Licences []string // beside the type
	Groups   []cordon.Group
	Apps     []cordon.App
	MoreApps bool
	MaySee   bool // what the user sees, and who sees them
	MayEdit, MaySetStatus,
	MayLink, MayDelete,
	MayGroups, MayApps bool
}

// shownApps is how many of a user's apps their page shows.
const shownApps = 20

func showUser(v *visit) (any, error) {
	key := store.UserKey{Value: v.path("user")}
	u, err := v.Tx.User(v.Grant.People(), key)
	if err != nil {
		return nil, err
	}
	d := userPage{}
	if d.facts, err = factsOf(u); err != nil {
		return nil, err
	}
	key.Value = d.ID
	if tx, ok := v.may("GET /users/{userId}/settings"); ok {
		f, err := tx.Features(tx.Grant.People(), key)
		if err != nil {
			return nil, err
		}
		d.Licences = licencesOf(f)
	}
	if tx, ok := v.may("GET /groups"); ok {
		d.MayGroups = true
		d.Groups, err = tx.Memberships(tx.Grant.Groups(), tx.Grant.People(), key)
		if err != nil && !hasCode(err, 1001) { // out of sight for groups
			return nil, err
		}
	}
	if tx, ok := v.may("GET /marketplace/apps"); ok {
		d.MayApps = true
		if d.Apps, err = tx.AppsOf(tx.Grant.People(), key, shownApps+1); err != nil {
			return nil, err
		}
		if d.MoreApps = len(d.Apps) > shownApps; d.MoreApps {
			d.Apps = d.Apps[:shownApps]
		}
	}
	_, d.MaySee = v.may("GET /roles")
	editable, err := v.editableBy(key)
	if err != nil {
		return nil, err
	}
	d.MayEdit = editable.any()
	for operation, may := range map[string]*bool{"PUT /users/{userId}/status": &d.MaySetStatus, "PUT /users/{userId}/password": &d.MayLink, "DELETE /users/{userId}": &d.MayDelete} {
		if *may, err = v.mayActOn(operation, key); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// licencesOf names what a user is licensed for beside meetings.
func licencesOf(f cordon.Features) (list []string) {
	for _, l := range []struct {
		name string
		has  bool
	}{{"Zoom Phone", f.ZoomPhone}, {"Webinar", f.Webinar}, {"Large Meeting", f.LargeMeeting}, {"Zoom Events", f.ZoomEvents}, {"Whiteboard", f.ZoomWhiteboard},
		{"Revenue Accelerator", f.ZoomRevenue}, {"Scheduler", f.ZoomScheduler}, {"Docs", f.ZoomDocs}, {"Clips", f.ZoomClips}, {"Mail and Calendar", f.ZoomMailCalendar}} {
		if l.has {
			list = append(list, l.name)
		}
	}
	return list
}

// mayActOn reports whether the visitor's role allows an operation, and covers
// the user (rule 10). The store asks again when it is done.
func (v *visit) mayActOn(operation string, key store.UserKey) (bool, error) {
	tx, ok := v.may(operation)
	if !ok {
		return false, nil
	}
	_, err := tx.SightOf(tx.Grant.People(), key)
	if isNoPermission(err) || hasCode(err, 1001) {
		return false, nil
	}
	return err == nil, err
}

func activateUser(a *act) (outcome, error) { return a.setStatus(cordon.Active, "user-activated") }

func deactivateUser(a *act) (outcome, error) { return a.setStatus(cordon.Inactive, "user-deactivated") }

func (a *act) setStatus(to cordon.Status, done string) (outcome, error) {
	id := a.path("user")
	err := a.SetStatus(a.Grant.People(), store.UserKey{Value: id}, to)
	return outcome{to: "/portal/users/" + id, done: done}, err
}

// linkUser makes a new one-time link. The earlier one ends; the password stays
// until the link is used.
func linkUser(a *act) (outcome, error) {
	if err := a.once(); err != nil {
		return outcome{}, err
	}
	u, err := a.Tx.User(a.Grant.People(), store.UserKey{Value: a.path("user")})
	if err != nil {
		return outcome{}, err
	}
	p, err := personOf(u.UserRow)
	if err != nil {
		return outcome{}, err
	}
	if p.Status == cordon.Inactive {
		return outcome{}, cordon.BadRequest("A link would not work while the user is inactive. Activate them first.")
	}
	links, expires, err := a.links(a.WriteTx, []link{{person: p}})
	return outcome{show: "user-links", data: linksPage{Title: "One-time link", Links: links, Expires: expires}}, err
}

// deleteUser takes a user out of the account. Meetings, webinars and recordings
// go to somebody else if the form names them.
func deleteUser(a *act) (outcome, error) {
	people, key := a.Grant.People(), store.UserKey{Value: a.path("user")}
	u, err := a.Tx.User(people, key)
	if err != nil {
		return outcome{}, err
	}
	if cordon.Key(a.value("email_again")) != cordon.Key(u.Email) {
		return outcome{}, cordon.InvalidField("email_again", "Type the user's e-mail address to delete them.")
	}
	to := a.value("transfer")
	if to != "" {
		found, _, err := a.UsersByEmail(people, []string{to})
		switch {
		case err != nil:
			return outcome{}, err
		case len(found) == 0:
			return outcome{}, cordon.InvalidField("transfer", "No user has this address.")
		case found[0].ID == u.ID:
			return outcome{}, cordon.InvalidField("transfer", "This is the user who is deleted. Name somebody else.")
		}
		to = found[0].ID
	}
	err = a.DeleteUser(people, key, to, "meeting", "webinar", "recording")
	return outcome{to: "/portal/users", done: "user-deleted"}, err
}
