package portal

import (
	"net/http"
	"slices"

	"github.com/cordon-zoom/cordon"
)

type roleScopePage struct {
	ID, Name, Version string // of the role
	Privilege         cordon.Privilege
	Permission        string // "Users: View"
	Custom            bool
	Groups            []groupTick
	Search, More      bool // there are too many groups to list; more than are shown
	Query             string
	MayGroups         bool // the visitor may read groups
	Others            bool // the role has other permissions
	All               bool // use the scope for all of them
	Wide              []string
	WideMore          int
	Combined          []string // how other permissions of the role combine with this one
}

// groupTick is a group to tick.
type groupTick struct {
	ID, Name string
	Members  int
	Known    bool // the name and members are
	Ticked   bool
}

// groupsListed is how many groups are listed without a search.
const groupsListed = 100

func showRoleScope(v *visit) (any, error) {
	p := cordon.Privilege(v.value("permission"))
	if v.status == http.StatusConflict {
		v.values = nil // what was sent is about a role that is no more like this
	}
	tx, ok := v.may("GET /roles/{roleId}")
	if !ok {
		return nil, notFound()
	}
	r, err := tx.Role(tx.Grant.People(), v.path("role"))
	if err != nil {
		return nil, err
	}
	reach, has := r.Reaches[p]
	if !has || cordon.SystemRole(r.ID) {
		return nil, notFound()
	}
	d := roleScopePage{ID: r.ID, Name: r.Name, Privilege: p, Permission: permissionName(p), Custom: !reach.Account, Query: v.value("q"), Others: len(r.Reaches) > 1}
	if d.Version, err = roleVersion(&r.Role); err != nil {
		return nil, err
	}
	words, err := v.reachWordsOf(tx, &r.Role)
	if err != nil {
		return nil, err
	}
	d.Combined = combined(&r.Role, p, words)
	for _, q := range r.Privileges() {
		switch {
		case q == p || !r.Reaches[q].Account:
		case len(d.Wide) < maxWide:
			d.Wide = append(d.Wide, permissionName(q))
		default:
			d.WideMore++
		}
	}
	ticked := reach.Groups
	shared, same := sharedGroups(&r.Role)
	d.All = len(d.Wide) > 0 && (same || !r.Restricted())
	if v.values.Has("scope") { // sent, or searching among the groups
		d.Custom, d.All, ticked = v.value("scope") == "custom", v.values.Has("all"), v.ticked("group")
	}
	return d, v.listGroups(&d, ticked, shared)
}

// listGroups lists the groups to tick: those that are ticked first, then those
// that the role's other permissions reach, then what the search finds.
func (v *visit) listGroups(d *roleScopePage, ticked, shared []string) error {
	groups, ok := v.may("GET /groups")
	if d.MayGroups = ok; !ok {
		for _, id := range ticked {
			d.Groups = append(d.Groups, groupTick{ID: id, Name: id, Ticked: true})
		}
		return nil
	}
	known, people := groups.Grant.Groups(), groups.Grant.People()
	found, more, err := groups.FindGroups(known, people, "", groupsListed)
	if err != nil {
		return err
	}
	if d.Search = more; more && d.Query != "" {
		if found, more, err = groups.FindGroups(known, people, d.Query, pageSize); err != nil {
			return err
		}
	}
	if d.More = more; more && d.Query == "" {
		found = found[:pageSize]
	}
	listed := make(map[string]bool)
	add := func(g cordon.Group, tick bool) {
		if !listed[g.ID] {
			listed[g.ID] = true
			d.Groups = append(d.Groups, groupTick{ID: g.ID, Name: g.Name, Members: g.TotalMembers, Known: true, Ticked: tick})
		}
	}
	first := slices.Concat(ticked, shared)
	names, err := groups.GroupNames(known, first)
	if err != nil {
		return err
	}
	for i, id := range first {
		if _, exists := names[id]; !exists {
			continue
		}
		g, err := groups.Group(known, people, id)
		if err != nil {
			return err
		}
		add(g, i < len(ticked))
	}
	for _, g := range found {
		add(g.Group, false)
	}
	return nil
}

// combined says how the other permissions of a role that imply this one, or are
// implied by it, combine with it.
func combined(r *cordon.Role, p cordon.Privilege, words reachWords) (list []string) {
	for _, q := range r.Privileges() {
		switch {
		case q == p:
		case q.Implies(p):
			list = append(list, permissionName(q)+" ("+words.text(r.Reaches[q])+") implies "+permissionName(p)+
				". Whoever is seen under "+permissionName(p)+" must be within both scopes.")
		case p.Implies(q):
			list = append(list, permissionName(p)+" implies "+permissionName(q)+" ("+words.text(r.Reaches[q])+
				"). Whoever is seen under "+permissionName(q)+" must be within both scopes.")
		}
	}
	return list
}

func saveRoleScope(a *act) (outcome, error) {
	p, groups := cordon.Privilege(a.value("permission")), a.ticked("group")
	account := a.value("scope") == "account"
	var said []cordon.ReachSpec
	if !account {
		said = toGroups(groups, p)
	}
	return a.changeRole("Save", "group", said, func(seen, r *cordon.Role) error {
		if _, has := r.Reaches[p]; !has {
			return notFound()
		}
		if err := checkScope(seen.Reaches[p], a.value("scope"), groups); err != nil {
			return err
		}
		specs := said
		if account {
			specs = toAccount(p)
		}
		for _, q := range r.Privileges() {
			switch {
			case q == p:
			case a.value("all") != "" && !account:
				specs = append(specs, toGroups(groups, q)...)
			case !everNarrowed(r): // once one is custom, every other must be said
				specs = append(specs, toAccount(q)...)
			}
		}
		if e := r.SetReaches(nil, specs); e != nil {
			return e
		}
		return nil
	})
}

// checkScope says what is wrong with a scope as it was chosen, where before is
// how it was shown.
func checkScope(before cordon.Reach, scope string, groups []string) error {
	switch {
	case scope == "account" && len(groups) > 0 && !slices.Equal(groups, before.Groups):
		return cordon.InvalidField("scope", "You ticked groups, but Entire Account is chosen. Choose Custom Scope, or untick the groups.")
	case scope == "account":
	case scope != "custom":
		return cordon.InvalidField("scope", "Choose Entire Account or Custom Scope.")
	case len(groups) == 0:
		return cordon.InvalidField("group", "Tick at least one group.")
	case len(groups) > cordon.MaxGroupsInReach:
		return cordon.InvalidField("group", "Tick at most %d groups.", cordon.MaxGroupsInReach)
	}
	return nil
}
