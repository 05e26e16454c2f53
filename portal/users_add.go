package portal

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// maxNewUsers is how many users are added at once.
const maxNewUsers = 50

type addUsersPage struct {
	Groups, Roles       pick
	MayGroup, MayAssign bool
}

func showAddUsers(v *visit) (any, error) {
	var d addUsersPage
	var err error
	var tx *store.Tx
	if tx, d.MayGroup = v.may("POST /groups/{groupId}/members"); d.MayGroup {
		if d.Groups, err = pickGroup(tx, "None"); err != nil {
			return nil, err
		}
	}
	if _, ok := v.may("POST /roles/{roleId}/members"); ok {
		if tx, d.MayAssign = v.may("GET /roles"); d.MayAssign {
			d.Roles, err = pickRole(tx, choice{cordon.MemberRole, "Member"})
		}
	}
	return d, err
}

// newUsers is what the form asks for.
type newUsers struct {
	emails              []string
	firstName, lastName string
	licence             int
	phone               bool
}

func (r *request) newUsersForm() (n newUsers, err error) {
	n = newUsers{emails: newAddresses(r.values.Get("emails")), phone: r.value("zoom_phone") != ""}
	var bad faults
	n.firstName = r.line("first_name", cordon.MaxPersonName, &bad)
	n.lastName = r.line("last_name", cordon.MaxPersonName, &bad)
	n.licence = r.licence(0, &bad)
	switch {
	case len(n.emails) == 0:
		bad.add("emails", "Give at least one address.")
	case len(n.emails) > maxNewUsers:
		bad.add("emails", "Add at most %d users at a time.", maxNewUsers)
	case len(n.emails) > 1 && n.firstName+n.lastName != "":
		bad.add("first_name", "A name goes with one address. Add these users without names, and edit each.")
	}
	return n, bad.err()
}

// newAddresses are the entries of a list of addresses, each once: lines, or
// between commas or semicolons. Unlike addresses it drops nothing, so that what
// is wrong can be named.
func newAddresses(text string) (list []string) {
	seen := make(map[string]bool)
	for _, entry := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\r\n,;", r) }) {
		entry = strings.TrimSpace(entry)
		if i := strings.IndexByte(entry, '<'); i >= 0 && strings.HasSuffix(entry, ">") {
			entry = strings.TrimSpace(entry[i+1 : len(entry)-1]) // Name <name@example.com>
		}
		if key := cordon.Key(entry); entry != "" && !seen[key] {
			seen[key] = true
			list = append(list, entry)
		}
	}
	return list
}

// link is a one-time link as it is shown, once.
type link struct {
	person
	URL string
}

// linksPage shows one-time links.
type linksPage struct {
	Title   string
	Links   []link
	Expires time.Time
	Group   choice // that they were put into
	Role    choice // that they were given
}

// addUsers makes invited users, all of them or none: puts them into a group,
// gives them a role, and shows each one's link.
func addUsers(a *act) (outcome, error) {
	if err := a.once(); err != nil {
		return outcome{}, err
	}
	n, err := a.newUsersForm()
	if err != nil {
		return outcome{}, err
	}
	made, err := a.createUsers(n)
	if err != nil {
		return outcome{}, err
	}
	group, gained, err := a.groupNew(made)
	if err != nil {
		return outcome{}, err
	}
	role, seen, err := a.assignNew(made)
	if err != nil {
		return outcome{}, err
	}
	if err := a.confirm("Add users", withoutIDs(append(gained, seen...))); err != nil {
		return outcome{}, err
	}
	tx, err := a.may("PUT /users/{userId}/password", "made one-time links for "+plural(len(made), "new user", "new users"))
	if err != nil {
		return outcome{}, err
	}
	links, expires, err := a.links(tx, made)
	return outcome{show: "user-links", data: linksPage{Title: "Users added", Links: links, Expires: expires, Group: group, Role: role}}, err
}

// createUsers makes the users. Which addresses are wrong or taken is told of all
// of them at once; taken by somebody hidden reads as wrong.
func (a *act) createUsers(n newUsers) (made []link, err error) {
	var wrong, taken []string
	var reason error // of the first that is not simply malformed
	for _, email := range n.emails {
		u := cordon.NewUser(email, n.firstName, n.lastName, n.licence)
		u.Invite()
		u.Features.ZoomPhone = n.phone
		if e := cordon.CheckEmail("emails", email); e != nil {
			wrong = append(wrong, email)
			continue
		}
		err := a.CreateUser(a.Grant.People(), &u, "")
		switch {
		case hasCode(err, 1005):
			taken = append(taken, email)
		case hasCode(err, 300):
			wrong = append(wrong, email)
			reason = cmp.Or(reason, err)
		case err != nil:
			return nil, err
		default:
			p := person{ID: u.ID, Name: u.Brief.Name(), Email: email, Status: u.Status, Type: n.licence, RoleID: u.RoleID}
			if p.Name == "" {
				p.Name = email
			}
			made = append(made, link{person: p})
		}
	}
	var said []string
	if len(wrong) > 0 {
		said = append(said, "Cannot be used: "+strings.Join(wrong, ", ")+".")
	}
	if len(taken) > 0 {
		said = append(said, "A user has it already: "+strings.Join(taken, ", ")+".")
	}
	switch e := cordon.InvalidField("emails", "%s", strings.Join(said, " ")); {
	case len(said) == 0:
		return made, nil
	case reason != nil:
		return nil, e.Because("%s", reason)
	default:
		return nil, e
	}
}

// groupNew puts new users into the group that the form names, if any.
func (a *act) groupNew(made []link) (group choice, effects []effect, err error) {
	if a.value("group")+a.value("group_name") == "" {
		return choice{}, nil, nil
	}
	tx, err := a.may("POST /groups/{groupId}/members", "put new users into a group")
	if err != nil {
		return choice{}, nil, err
	}
	if group, err = a.chosenGroup(tx.Tx); err != nil {
		return choice{}, nil, err
	}
	ids := idsOf(made)
	w, err := a.watch(group.ID, ids)
	if err != nil {
		return choice{}, nil, err
	}
	if _, err := tx.AddMembers(tx.Grant.Groups(), tx.Grant.People(), group.ID, keysOf(ids)); err != nil {
		return choice{}, nil, asField(err, "group", "Your role may not put users into this group: others would see them whom you do not.")
	}
	effects, err = w.effects()
	return group, effects, err
}

// assignNew gives new users the role that the form names, if any.
func (a *act) assignNew(made []link) (role choice, effects []effect, err error) {
	if a.value("role")+a.value("role_name") == "" {
		return choice{}, nil, nil
	}
	reading, err := a.Visit.May(a.call(a.request, "GET /roles", ""))
	if err != nil {
		return choice{}, nil, err
	}
	role, err = a.chosenRole(reading)
	if err != nil || role.ID == cordon.MemberRole {
		return choice{}, nil, err
	}
	who := fmt.Sprintf("%s with the role “%s”", plural(len(made), "new user", "new users"), role.Name)
	tx, err := a.may("POST /roles/{roleId}/members", "made "+who)
	if err != nil {
		return choice{}, nil, err
	}
	before, err := tx.SightOfRole(cordon.MemberRole)
	if err != nil {
		return choice{}, nil, err
	}
	after, err := tx.SightOfRole(role.ID)
	if err == nil {
		_, err = tx.Assign(tx.Grant.People(), role.ID, keysOf(idsOf(made)))
	}
	if err != nil {
		return choice{}, nil, asField(err, "role", notYoursToGive)
	}
	effects, err = compare(tx.Tx, who, "/portal/roles/"+role.ID, before, after)
	return role, effects, err
}

// notYoursToGive is what rule 10 says of a role.
const notYoursToGive = "Your own role does not cover all that this role grants, so you cannot give it."

// asField says at a field that rule 10 forbids something, or that somebody is out
// of sight for it.
func asField(err error, field, message string) error {
	if !isNoPermission(err) && !hasCode(err, 1001) {
		return err
	}
	return cordon.InvalidField(field, "%s", message).Because("%s", err)
}

// links makes the one-time links of people. tx is opened for setting passwords.
func (a *act) links(tx *store.WriteTx, made []link) (list []link, expires time.Time, err error) {
	for _, l := range made {
		var secret string
		if secret, expires, err = tx.PasswordLink(tx.Grant.People(), store.UserKey{Value: l.ID}); err != nil {
			return nil, expires, err
		}
		l.URL = a.PublicURL + "/portal/welcome/" + secret
		list = append(list, l)
	}
	return list, expires, nil
}

func idsOf(made []link) (ids []string) {
	for _, l := range made {
		ids = append(ids, l.ID)
	}
	return ids
}

// withoutIDs leaves out of effects the ids of people: those who are being made
// get others when the form is confirmed.
func withoutIDs(list []effect) []effect {
	for _, e := range list {
		for _, first := range [][]person{e.Gained.First, e.Lost.First} {
			for i := range first {
				first[i].ID = ""
			}
		}
	}
	return list
}
