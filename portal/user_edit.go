package portal

import (
	"errors"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// editable is which parts of a user the visitor may edit.
type editable struct{ Profile, Role bool }

func (e editable) any() bool { return e.Profile || e.Role }

// editableBy asks for the licences what it asks for the profile: the operations
// have one privilege.
func (v *visit) editableBy(key store.UserKey) (e editable, err error) {
	if e.Profile, err = v.mayActOn("PATCH /users/{userId}", key); err == nil {
		e.Role, err = v.mayActOn("POST /roles/{roleId}/members", key)
	}
	return e, err
}

// profileForm and featureForm are what the form of a user shows, beside the role.
type profileForm struct {
	FirstName, LastName, DisplayName, Dept, JobTitle, Timezone string
	Licence                                                    int
}

type featureForm struct{ ZoomPhone, Webinar, LargeMeeting bool }

func profileFormOf(f facts) profileForm {
	return profileForm{f.Brief.FirstName, f.Brief.LastName, f.Brief.DisplayName, f.Brief.Dept, f.Profile.JobTitle, f.Brief.Timezone, f.Brief.Type}
}

func featureFormOf(f cordon.Features) featureForm {
	return featureForm{f.ZoomPhone, f.Webinar, f.LargeMeeting}
}

func (r *request) profileForm(was profileForm) (p profileForm, err error) {
	var bad faults
	p = profileForm{
		FirstName:   r.line("first_name", cordon.MaxPersonName, &bad),
		LastName:    r.line("last_name", cordon.MaxPersonName, &bad),
		DisplayName: r.line("display_name", cordon.MaxDisplayName, &bad),
		Dept:        r.line("dept", cordon.MaxDept, &bad),
		JobTitle:    r.line("job_title", cordon.MaxJobTitle, &bad),
		Timezone:    r.zone("timezone", was.Timezone, &bad),
		Licence:     r.licence(was.Licence, &bad),
	}
	return p, bad.err()
}

func (p profileForm) apply(u *cordon.User) error {
	u.Brief.FirstName, u.Brief.LastName, u.Brief.DisplayName = p.FirstName, p.LastName, p.DisplayName
	u.Brief.Dept, u.Profile.JobTitle, u.Brief.Timezone, u.Brief.Type = p.Dept, p.JobTitle, p.Timezone, p.Licence
	return nil
}

func (r *request) featureForm() featureForm {
	return featureForm{r.value("zoom_phone") != "", r.value("webinar") != "", r.value("large_meeting") != ""}
}

// newCapacity is how many may join where a licence is given here: the least that
// Zoom sells of both.
const newCapacity = 500

func (f featureForm) apply(u *cordon.User) error {
	had := &u.Features
	had.ZoomPhone = f.ZoomPhone
	if f.Webinar != had.Webinar {
		had.Webinar, had.WebinarCapacity = f.Webinar, capacity(f.Webinar)
	}
	if f.LargeMeeting != had.LargeMeeting {
		had.LargeMeeting, had.LargeMeetingCapacity = f.LargeMeeting, capacity(f.LargeMeeting)
	}
	return nil
}

func capacity(licensed bool) int {
	if licensed {
		return newCapacity
	}
	return 0
}

// userEdit is a user with all that their form shows.
type userEdit struct {
	facts
	Form     profileForm
	Features featureForm
	May      editable
	Role     pick
	Version  string
}

// Zones are offered while a time zone is typed.
func (userEdit) Zones() []string { return zones }

// Types are the licences to choose from.
func (e userEdit) Types() (list []int) {
	list = licences
	if e.Form.Licence != cordon.Basic && e.Form.Licence != cordon.Licensed {
		list = append([]int{e.Form.Licence}, list...)
	}
	return list
}

// TypeName is what the portal calls a user's type.
func (userEdit) TypeName(userType int) string { return licenceName(userType) }

// readUser reads what may be edited of the user whom the address names. Where
// that is nothing, it is refused.
func (v *visit) readUser() (e userEdit, err error) {
	u, err := v.Tx.User(v.Grant.People(), store.UserKey{Value: v.path("user")})
	if err != nil {
		return e, err
	}
	if e.facts, err = factsOf(u); err != nil {
		return e, err
	}
	key := store.UserKey{Value: e.ID}
	if e.May, err = v.editableBy(key); err != nil {
		return e, err
	}
	if !e.May.any() {
		return e, cordon.NoPermission("the visitor may edit nothing of the user")
	}
	if tx, ok := v.may("GET /users/{userId}/settings"); ok && e.May.Profile {
		f, err := tx.Features(tx.Grant.People(), key)
		if err != nil {
			return e, err
		}
		e.Features = featureFormOf(f)
	}
	e.Form = profileFormOf(e.facts)
	e.Version, err = fingerprint([]any{e.Form, e.Features, e.RoleID})
	return e, err
}

func showEditUser(v *visit) (any, error) {
	e, err := v.readUser()
	if err != nil {
		return nil, err
	}
	if tx, ok := v.may("GET /roles"); ok && e.May.Role && !e.Owner() {
		e.Role, err = pickRole(tx, choice{e.RoleID, e.RoleName})
	}
	return e, err
}

// saveUser saves the profile, the licences and the role, each by its own
// operation and only where it changed, all of them or none.
func saveUser(a *act) (outcome, error) {
	was, err := (&visit{request: a.request, Visit: a.Act.Visit, Tx: a.Tx}).readUser()
	if err != nil {
		return outcome{}, err
	}
	if was.Version != a.value("version") {
		return outcome{}, stale()
	}
	key := store.UserKey{Value: was.ID}
	if a.values.Has("first_name") { // as it is where the form shows the profile
		if err := a.saveProfile(key, was); err != nil {
			return outcome{}, err
		}
	}
	if a.value("role")+a.value("role_name") != "" {
		effects, err := a.saveRole(key, was.facts)
		if err == nil {
			err = a.confirm("Save", effects)
		}
		if err != nil {
			return outcome{}, err
		}
	}
	return outcome{to: "/portal/users/" + was.ID, done: "user-saved"}, nil
}

func (a *act) saveProfile(key store.UserKey, was userEdit) error {
	profile, err := a.profileForm(was.Form)
	if err != nil {
		return err
	}
	type part struct {
		operation, what string
		changed         bool
		apply           func(*cordon.User) error
	}
	features := a.featureForm()
	for _, p := range []part{
		{"PATCH /users/{userId}", "edited the profile of " + was.Email, profile != was.Form, profile.apply},
		{"PATCH /users/{userId}/settings", "changed the licences of " + was.Email, features != was.Features, features.apply},
	} {
		if !p.changed {
			continue
		}
		tx, err := a.may(p.operation, p.what)
		if err != nil {
			return err
		}
		if err := tx.UpdateUser(tx.Grant.People(), key, "", p.apply); err != nil {
			return err
		}
	}
	return nil
}

// saveRole gives the user the role that the form names. effects is whom they,
// and with them their apps, gain and lose.
func (a *act) saveRole(key store.UserKey, was facts) (effects []effect, err error) {
	if a.value("role") == was.RoleID {
		return nil, nil
	}
	reading, err := a.Visit.May(a.call(a.request, "GET /roles", ""))
	if err != nil {
		return nil, err
	}
	role, err := a.chosenRole(reading)
	if err != nil || role.ID == was.RoleID {
		return nil, err
	}
	operation := "POST /roles/{roleId}/members"
	if role.ID == cordon.MemberRole {
		operation = "DELETE /roles/{roleId}/members/{memberId}"
	}
	tx, err := a.may(operation, "gave "+was.Email+" the role “"+role.Name+"”")
	if err != nil {
		return nil, err
	}
	people := tx.Grant.People()
	before, err := tx.SightOf(people, key)
	if err != nil {
		return nil, err
	}
	after, err := tx.SightWith(people, key, role.ID)
	if err != nil {
		return nil, asField(err, "role", notYoursToGive)
	}
	if role.ID == cordon.MemberRole {
		err = tx.Unassign(people, was.RoleID, key)
	} else {
		_, err = tx.Assign(people, role.ID, []store.UserKey{key})
	}
	var e *cordon.Error
	if errors.As(err, &e) && e.Code == 300 { // the owner's role stays
		err = cordon.InvalidField("role", "The account owner keeps their role.")
	}
	if err != nil {
		return nil, err
	}
	who, err := a.withApps(was.person)
	if err != nil {
		return nil, err
	}
	return compare(tx.Tx, who, "/portal/users/"+was.ID, before, after)
}

// withApps names somebody, and the apps that see whom they see.
func (a *act) withApps(p person) (string, error) {
	tx, err := a.Visit.May(a.call(a.request, "GET /marketplace/apps", ""))
	if err != nil {
		return p.Name, nil // no app is theirs to read
	}
	apps, err := tx.AppsOf(tx.Grant.People(), store.UserKey{Value: p.ID}, shownApps)
	if err != nil || len(apps) == 0 {
		return p.Name, err
	}
	names := make([]string, len(apps))
	for i, app := range apps {
		names[i] = "“" + app.Name + "”"
	}
	if len(names) == 1 {
		return p.Name + " and the app " + names[0], nil
	}
	return p.Name + " and the apps " + strings.Join(names, ", "), nil
}
