package importer

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-zoom/cordon"
)

func putGroup(t *target, r row) error {
	var g struct{ ID, Name string }
	if err := decode(r.text, &g); err != nil {
		return err
	}
	if err := checkID("id", g.ID); err != nil {
		return err
	}
	if err := cordon.CheckName("name", g.Name, cordon.MaxGroupName); err != nil {
		return err
	}
	return t.PutGroup(t.account, &cordon.Group{ID: g.ID, Name: g.Name})
}

// putRole takes privileges and reaches as the answer of GET /roles/{roleId} says
// them: what privilege_scopes does not list reaches the entire account. A list
// of roles says neither, and gives a new role no privileges.
func putRole(t *target, r row) error {
	var in struct {
		ID, Name, Type string
		Description    *string
		Privileges     []cordon.Privilege
		Scopes         *[]cordon.ReachSpec `json:"privilege_scopes"`
		SubAccount     *struct {
			SecondLevel int `json:"second_level"`
		} `json:"sub_account_privileges"`
	}
	if err := decode(r.text, &in); err != nil {
		return err
	}
	if err := checkID("id", in.ID); err != nil {
		return err
	}
	if err := cordon.CheckName("name", in.Name, cordon.MaxRoleName); err != nil {
		return err
	}
	role, found, err := t.Role(t.account, in.ID)
	if err != nil {
		return err
	}
	if !found {
		role = &cordon.Role{ID: in.ID, Type: "common", Reaches: map[cordon.Privilege]cordon.Reach{}}
		if in.Type == "iq" {
			role.Type = in.Type
		}
	}
	role.Name = in.Name
	if in.Description != nil {
		if err := cordon.CheckText("description", *in.Description, cordon.MaxDescription); err != nil {
			return err
		}
		role.Description = *in.Description
	}
	if in.SubAccount != nil {
		role.SecondLevel = in.SubAccount.SecondLevel
	}
	switch {
	case in.Privileges == nil:
	case in.Scopes == nil: // whether it is narrowed is not said: the door stays as it is, for a new role closed
		t.note("its privileges are left out: it has no privilege_scopes, and would reach the entire account; add \"privilege_scopes\": [] to say so")
	default:
		if err := t.setReaches(role, in.Privileges, *in.Scopes); err != nil {
			return err
		}
	}
	return t.PutRole(t.account, role)
}

// setReaches leaves out what Cordon does not know: a group that is not there,
// without which a reach only gets narrower, or a privilege with its reach, unless
// that narrows another.
func (t *target) setReaches(role *cordon.Role, privileges []cordon.Privilege, scopes []cordon.ReachSpec) error {
	known := slices.DeleteFunc(slices.Clone(privileges), func(p cordon.Privilege) bool {
		if t.KnowsPrivilege(p) {
			return false
		}
		t.note("left out: %s is no privilege that is known", p)
		return true
	})
	var specs []cordon.ReachSpec
	said := map[cordon.Privilege]bool{}
	for _, spec := range scopes {
		if !slices.Contains(privileges, spec.Privilege) || slices.Contains(known, spec.Privilege) {
			said[spec.Privilege] = true
			if spec.Groups != nil {
				there, err := t.there(*spec.Groups)
				if err != nil {
					return err
				}
				spec.Groups = &there
			}
			specs = append(specs, spec)
		} else if slices.ContainsFunc(known, spec.Privilege.Implies) {
			return bad("%s is no privilege that is known, and narrows one that is", spec.Privilege)
		}
	}
	for _, p := range known {
		if !said[p] {
			said[p] = true
			specs = append(specs, cordon.ReachSpec{Privilege: p, Reach: "account"})
		}
	}
	if err := role.SetReaches(known, specs); err != nil {
		return err
	}
	return nil
}

// there is which of the groups are in the account, with a note on the others.
func (t *target) there(ids []string) ([]string, error) {
	there := []string{}
	for _, id := range ids {
		ok, err := t.HasGroup(t.account, id)
		if err != nil {
			return nil, err
		}
		if ok {
			there = append(there, id)
		} else {
			t.note("left out: there is no group %s", id)
		}
	}
	return there, nil
}

// userRow is what a user's row has besides Brief and Profile.
type userRow struct {
	ID         string                   `json:"id"`
	Email      string                   `json:"email"`
	Status     cordon.Status            `json:"status"`
	RoleID     string                   `json:"role_id"`
	Groups     []string                 `json:"group_ids"`
	CreatedAt  moment                   `json:"created_at"`
	HostKey    string                   `json:"host_key"`
	Manager    *string                  `json:"manager"`
	Attributes []cordon.CustomAttribute `json:"custom_attributes"`
	r          row
}

func (u *userRow) check() error {
	if err := checkID("id", u.ID); err != nil {
		return err
	}
	if err := cordon.CheckEmail("email", u.Email); err != nil {
		return err
	}
	if u.HostKey != "" {
		if err := cordon.CheckHostKey("host_key", u.HostKey); err != nil {
			return err
		}
	}
	if u.Status != "" && u.Status != cordon.Active && u.Status != cordon.Inactive && u.Status != cordon.Pending {
		return bad("status %q is none", u.Status)
	}
	return nil
}

// onto changes a user to what the row says, all but role and groups.
func (u *userRow) onto(to *cordon.User) error {
	if err := decode(u.r.text, &to.Brief); err != nil {
		return err
	}
	if err := decode(u.r.text, &to.Profile); err != nil {
		return err
	}
	switch to.Brief.Type {
	case cordon.Basic, cordon.Licensed, cordon.Unassigned, cordon.NoMeetings:
	default:
		return bad("type %d is none", to.Brief.Type)
	}
	if to.Brief.PMI < 0 {
		return bad("pmi %d is none", to.Brief.PMI)
	}
	if to.Brief.PMI != 0 { // as everybody's is here
		to.Profile.PersonalURL = "https://zoom.us/j/" + strconv.FormatInt(to.Brief.PMI, 10)
	}
	to.ID, to.Email = u.ID, u.Email
	if u.Status != "" {
		to.Status = u.Status
	} else if to.Status == "" {
		to.Status = cordon.Active
	}
	if !u.CreatedAt.IsZero() {
		to.CreatedAt = u.CreatedAt.Time
	}
	if u.HostKey != "" {
		to.HostKey = u.HostKey
	}
	if u.Manager != nil {
		to.Manager = *u.Manager
	}
	if u.Attributes != nil {
		to.Attributes = u.Attributes
	}
	return nil
}

func readUser(r row) (u userRow, err error) {
	if err := decode(r.text, &u); err != nil {
		return u, err
	}
	u.r = r
	return u, u.check()
}

func putUser(t *target, r row) error {
	in, err := readUser(r)
	if err != nil {
		return err
	}
	taken, err := t.UserID(t.account, in.Email)
	if err != nil {
		return err
	}
	if taken != "" && taken != in.ID {
		return bad("%s is the address of another user, %s", in.Email, taken)
	}
	u, found, err := t.User(t.account, in.ID)
	if err != nil {
		return err
	}
	if !found {
		u = &cordon.User{RoleID: cordon.MemberRole}
	}
	if err := in.onto(u); err != nil {
		return err
	}
	if err := t.role(u, in.RoleID); err != nil {
		return err
	}
	there, err := t.there(in.Groups)
	if err != nil {
		return err
	}
	for _, g := range there {
		if !slices.Contains(u.Groups, g) {
			u.Groups = append(slices.Clip(u.Groups), g)
		}
	}
	return t.PutUser(t.account, u)
}

// role gives a user the role that a row names. An account keeps its one owner,
// and nobody else becomes one.
func (t *target) role(u *cordon.User, id string) error {
	switch {
	case u.RoleID == cordon.OwnerRole:
		if u.Status != cordon.Active {
			t.note("the account owner stays active")
			u.Status = cordon.Active
		}
		return nil
	case id == cordon.OwnerRole:
		t.note("the account has an owner: imported without the owner's role")
		return nil
	case id == "" || id == u.RoleID:
		return nil
	}
	_, found, err := t.Role(t.account, id)
	if err == nil && !found {
		t.note("left out: there is no role %s", id)
		return nil
	}
	u.RoleID = id
	return err
}

func putPhoneUser(t *target, r row) error {
	var in struct {
		ID        string                        `json:"id"`
		Extension string                        `json:"extension_id"`
		Number    number                        `json:"extension_number"`
		Lines     []struct{ ID, Number string } `json:"phone_numbers"`
	}
	if err := decode(r.text, &in); err != nil {
		return err
	}
	u, err := t.user(in.ID)
	if err != nil {
		return err
	}
	u.Features.ZoomPhone = true
	if in.Extension != "" {
		if err := checkID("extension_id", in.Extension); err != nil {
			return err
		}
	}
	u.Phone = cordon.Extension{ID: in.Extension, Number: max(0, int64(in.Number))}
	if len(in.Lines) > 0 && numberPattern.MatchString(in.Lines[0].Number) && idPattern.MatchString(in.Lines[0].ID) {
		u.Phone.Line, u.Phone.LineID = "+"+strings.TrimPrefix(in.Lines[0].Number, "+"), in.Lines[0].ID
	}
	return t.PutUser(t.account, u)
}

// user reads a user who must be there, and is named by id or address.
func (t *target) user(name string) (*cordon.User, error) {
	id := name
	if strings.Contains(name, "@") {
		var err error
		if id, err = t.UserID(t.account, name); err != nil {
			return nil, err
		}
	}
	u, found, err := t.User(t.account, id)
	if err == nil && !found {
		err = bad("there is no user %q", name)
	}
	return u, err
}

func putUserSettings(t *target, r row) error {
	u, err := t.user(r.of)
	if err != nil {
		return err
	}
	in := struct{ Feature *cordon.Features }{&u.Features}
	if err := decode(r.text, &in); err != nil {
		return err
	}
	return t.PutUser(t.account, u)
}

func putMember(t *target, r row) error {
	var in struct{ ID, Email string }
	if err := decode(r.text, &in); err != nil {
		return err
	}
	ok, err := t.HasGroup(t.account, r.of)
	if err != nil {
		return err
	}
	if !ok {
		return bad("there is no group %s", r.of)
	}
	if in.ID == "" && in.Email != "" {
		if in.ID, err = t.UserID(t.account, in.Email); err != nil {
			return err
		}
	}
	if _, err := t.user(in.ID); err != nil {
		return err
	}
	return t.Join(t.account, r.of, in.ID)
}
