package portal

import (
	"errors"
	"fmt"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

func (p *Portal) registerGroups() {
	p.page("GET /portal/groups", "groups", "GET /groups", showGroups)
	p.page("GET /portal/groups/add", "group-add", "POST /groups", func(*visit) (any, error) { return nil, nil })
	p.act("POST /portal/groups/add", "GET /portal/groups/add", "POST /groups", addGroup)
	p.page("GET /portal/groups/{group}", "group", "GET /groups/{groupId}", showGroup)
	p.act("POST /portal/groups/{group}", "GET /portal/groups/{group}", "PATCH /groups/{groupId}", saveGroup)
	p.act("POST /portal/groups/{group}/members", "GET /portal/groups/{group}", "POST /groups/{groupId}/members", addGroupMembers)
	p.act("POST /portal/groups/{group}/remove", "GET /portal/groups/{group}", "DELETE /groups/{groupId}/members/{memberId}", removeGroupMembers)
	p.act("POST /portal/groups/{group}/delete", "GET /portal/groups/{group}", "DELETE /groups/{groupId}", deleteGroup)
}

// pageSize is how many rows a table shows, findSize how many people are offered
// while somebody types.
const (
	pageSize = 50
	findSize = 20
)

type groupsPage struct {
	Groups    []store.GroupRow
	Total     int
	Query     string
	More      bool // are found than are shown
	Next      string
	MayCreate bool
}

func showGroups(v *visit) (any, error) {
	d := groupsPage{Query: v.value("q")}
	_, d.MayCreate = v.may("POST /groups")
	known, people := v.Grant.Groups(), v.Grant.People()
	after, err := v.after()
	if err != nil {
		return nil, err
	}
	if d.Query != "" {
		d.Groups, d.More, err = v.FindGroups(known, people, d.Query, pageSize)
		return d, err
	}
	d.Groups, d.Total, err = v.Groups(known, people, store.Page{After: after, Limit: pageSize + 1})
	if len(d.Groups) > pageSize {
		d.Groups = d.Groups[:pageSize]
		d.Next = fmt.Sprint(d.Groups[pageSize-1].Seq)
	}
	return d, err
}

func addGroup(a *act) (outcome, error) {
	if err := a.once(); err != nil {
		return outcome{}, err
	}
	g, err := a.groupForm()
	if err != nil {
		return outcome{}, err
	}
	if err := a.CreateGroup(a.Grant.Groups(), &g); err != nil {
		return outcome{}, err
	}
	return outcome{to: "/portal/groups/" + g.ID, done: "group-added"}, nil
}

// groupForm reads a group's name and description.
func (r *request) groupForm() (g cordon.Group, err error) {
	g = cordon.Group{Name: r.value("name"), Description: r.value("description")}
	if e := cordon.CheckName("name", g.Name, cordon.MaxGroupName); e != nil {
		return g, e
	}
	if e := cordon.CheckText("description", g.Description, cordon.MaxDescription); e != nil {
		return g, e
	}
	return g, nil
}

type groupPage struct {
	cordon.Group
	Version   string
	Members   []person
	Query     string // among the members
	More      bool   // members are found than are shown
	Next      string
	Find      string // among those who may be added
	Found     []person
	MoreFound bool
	Roles     []store.RoleReach
	MayEdit, MayAdd,
	MayRemove, MayDelete bool
}

func showGroup(v *visit) (any, error) {
	g, err := v.Group(v.Grant.Groups(), v.Grant.People(), v.path("group"))
	if err != nil {
		return nil, err
	}
	d := groupPage{Group: g, Query: v.value("q"), Find: v.value("find")}
	if d.Version, err = groupVersion(g); err != nil {
		return nil, err
	}
	_, d.MayEdit = v.may("PATCH /groups/{groupId}")
	_, d.MayRemove = v.may("DELETE /groups/{groupId}/members/{memberId}")
	_, d.MayDelete = v.may("DELETE /groups/{groupId}")
	adding, mayAdd := v.may("POST /groups/{groupId}/members")
	d.MayAdd = mayAdd
	if tx, ok := v.may("GET /groups/{groupId}/members"); ok {
		if err := v.members(tx, &d); err != nil {
			return nil, err
		}
	}
	if d.Find != "" && mayAdd {
		rows, more, err := adding.FindUsers(adding.Grant.People(), store.UserSearch{Prefix: d.Find, NotInGroup: g.ID, Limit: findSize})
		if err != nil {
			return nil, err
		}
		d.MoreFound = more
		if d.Found, err = peopleOf(rows); err != nil {
			return nil, err
		}
	}
	if tx, ok := v.may("GET /roles"); ok {
		d.Roles, err = tx.RolesReaching(g.ID)
	}
	return d, err
}

// groupVersion marks what a group's form shows, and not its members.
func groupVersion(g cordon.Group) (string, error) {
	return fingerprint([]string{g.Name, g.Description})
}

// members reads one page of a group's members, or those found by typing.
func (v *visit) members(tx *store.Tx, d *groupPage) (err error) {
	var rows []store.UserRow
	if d.Query != "" {
		rows, d.More, err = tx.FindUsers(tx.Grant.People(), store.UserSearch{Prefix: d.Query, Group: d.ID, Limit: findSize})
	} else {
		after, bad := v.after()
		if bad != nil {
			return bad
		}
		rows, _, err = tx.Users(tx.Grant.People(), store.UserFilter{Group: d.ID, Page: store.Page{After: after, Limit: pageSize + 1}})
	}
	if err != nil {
		return err
	}
	if len(rows) > pageSize {
		rows = rows[:pageSize]
		d.Next = fmt.Sprint(rows[pageSize-1].Seq)
	}
	d.Members, err = peopleOf(rows)
	return err
}

func saveGroup(a *act) (outcome, error) {
	id := a.path("group")
	was, err := a.Group(a.Grant.Groups(), a.Grant.People(), id)
	if err != nil {
		return outcome{}, err
	}
	if version, err := groupVersion(was); err != nil || version != a.value("version") {
		return outcome{}, errors.Join(err, stale())
	}
	g, err := a.groupForm()
	if err != nil {
		return outcome{}, err
	}
	err = a.UpdateGroup(a.Grant.Groups(), id, &g.Name, &g.Description)
	return outcome{to: "/portal/groups/" + id, done: "group-saved"}, err
}

// pasted is what became of addresses that were pasted.
type pasted struct {
	Group   cordon.Group
	Added   int
	Already int
	Missing []string
}

// maxPasted is how many people are added at once.
const maxPasted = store.MaxAddresses

func addGroupMembers(a *act) (outcome, error) {
	id, people := a.path("group"), a.Grant.People()
	ids, emails := a.ticked("user"), addresses(a.values.Get("emails"))
	if len(emails) > maxPasted {
		return outcome{}, cordon.InvalidField("emails", "Paste at most %s addresses at a time.", number(maxPasted))
	}
	found, missing, err := a.UsersByEmail(people, emails)
	if err != nil {
		return outcome{}, err
	}
	for _, u := range found {
		ids = append(ids, u.ID)
	}
	switch {
	case len(ids) == 0 && len(emails) > 0:
		return outcome{}, cordon.InvalidField("emails", "None of these addresses is a user's.")
	case len(ids) == 0:
		return outcome{}, cordon.InvalidField("emails", "Paste addresses, or find users and tick them.")
	}
	added, err := a.joinGroup(id, ids)
	if err != nil {
		return outcome{}, err
	}
	if len(emails) == 0 {
		return outcome{to: "/portal/groups/" + id, done: "members-added"}, nil
	}
	g, err := a.Group(a.Grant.Groups(), people, id)
	return outcome{show: "group-pasted", data: pasted{g, added, len(ids) - added, missing}}, err
}

// joinGroup puts people into a group once the visitor has confirmed who gains
// sight of them. It returns how many were not in it before.
func (a *act) joinGroup(group string, ids []string) (added int, err error) {
	known, people := a.Grant.Groups(), a.Grant.People()
	before, err := a.CountUsers(people, store.UserFilter{Group: group})
	if err != nil {
		return 0, err
	}
	w, err := a.watch(group, ids)
	if err != nil {
		return 0, err
	}
	if _, err := a.AddMembers(known, people, group, keysOf(ids)); err != nil {
		return 0, err
	}
	after, err := a.CountUsers(people, store.UserFilter{Group: group})
	if err != nil {
		return 0, err
	}
	effects, err := w.effects()
	if err != nil {
		return 0, err
	}
	return after - before, a.confirm("Add members", effects)
}

// watch watches the roles that the visitor may read.
func (a *act) watch(group string, ids []string) (*watch, error) {
	tx, err := a.Visit.May(a.call(a.request, "GET /roles", ""))
	if err != nil {
		return &watch{}, nil // no role is theirs to read
	}
	return watchGroup(tx, group, ids)
}

func removeGroupMembers(a *act) (outcome, error) {
	id, ids := a.path("group"), a.ticked("user")
	if len(ids) == 0 {
		return outcome{}, cordon.InvalidField("user", "Tick the members to remove.")
	}
	w, err := a.watch(id, ids)
	if err != nil {
		return outcome{}, err
	}
	for _, key := range keysOf(ids) {
		if err := a.RemoveMember(a.Grant.Groups(), a.Grant.People(), id, key); err != nil {
			return outcome{}, err
		}
	}
	effects, err := w.effects()
	if err == nil {
		err = a.confirm("Remove members", effects)
	}
	return outcome{to: "/portal/groups/" + id, done: "members-removed"}, err
}

func deleteGroup(a *act) (outcome, error) {
	id := a.path("group")
	g, err := a.Group(a.Grant.Groups(), a.Grant.People(), id)
	if err != nil {
		return outcome{}, err
	}
	if a.value("name_again") != g.Name {
		return outcome{}, cordon.InvalidField("name_again", "Type the group's name to delete it.")
	}
	members, _, err := a.Users(a.Grant.People(), store.UserFilter{Group: id, Page: store.Page{Limit: maxPasted}})
	if err != nil {
		return outcome{}, err
	}
	var ids []string
	for _, m := range members {
		ids = append(ids, m.ID)
	}
	w, err := a.watch(id, ids)
	if err != nil {
		return outcome{}, err
	}
	if err := a.DeleteGroup(a.Grant.Groups(), id); err != nil {
		return outcome{}, err
	}
	effects, err := w.effects()
	if err == nil {
		err = a.confirm("Delete group", effects)
	}
	return outcome{to: "/portal/groups", done: "group-deleted"}, err
}
