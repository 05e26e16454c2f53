package portal

import (
	"net/http"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type rolePage struct {
	store.RoleRow
	Version     string
	Badge       roleBadge
	System      string // what the role is, "" for a custom one
	Permissions settingTable
	Mixed       *mixedRole
	Wide        string   // whom it reaches where nothing of it is narrowed, "" otherwise
	Nobody      []string // permissions that reach the holder alone
	NoNames     bool
	LikeOthers  string // whom newly ticked permissions reach by default, "" where that is everybody
	Members     []person
	Total       int  // of the members
	All         bool // no member is hidden from the visitor
	MayEdit, MayDelete,
	MayMembers, MayUser bool
}

// More is how many members are not shown.
func (d rolePage) More() int { return d.Total - len(d.Members) }

// systemRoles says what the roles are that every account has.
var systemRoles = map[string]string{
	cordon.OwnerRole:  "The account owner has every permission for the entire account. Nobody else can have this role, and it cannot be changed.",
	cordon.AdminRole:  "Admins have every permission for the entire account, but cannot act on the account owner. This role cannot be changed.",
	cordon.MemberRole: "Members have no permission: they reach nobody but themselves. This role cannot be changed.",
}

// membersShown is how many of a role's members its page shows.
const membersShown = 20

func showRole(v *visit) (any, error) {
	row, err := v.Role(v.Grant.People(), v.path("role"))
	if err != nil {
		return nil, err
	}
	if v.status == http.StatusConflict {
		v.values = nil // what was sent is about a role that is no more like this
	}
	r := &row.Role
	d := rolePage{RoleRow: row, Badge: badgeOf(r), System: systemRoles[r.ID], All: v.Grant.People().Everyone()}
	if d.Version, err = roleVersion(r); err != nil {
		return nil, err
	}
	if d.System == "" {
		_, d.MayEdit = v.may("PATCH /roles/{roleId}")
		_, d.MayDelete = v.may("DELETE /roles/{roleId}")
		if err := v.describe(&d); err != nil {
			return nil, err
		}
	}
	_, d.MayUser = v.may("GET /users/{userId}")
	if tx, ok := v.may("GET /roles/{roleId}/members"); ok {
		d.MayMembers = true
		rows, total, err := tx.Users(tx.Grant.People(), store.UserFilter{Role: r.ID, Page: store.Page{Limit: membersShown}})
		if err != nil {
			return nil, err
		}
		d.Total = total
		if d.Members, err = peopleOf(rows); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// describe fills in what a custom role grants, and what is odd about it.
func (v *visit) describe(d *rolePage) (err error) {
	r := &d.Role
	words, err := v.reachWordsOf(v.Tx, r)
	if err != nil {
		return err
	}
	form := v.permissionForm()
	d.Permissions = newSettingTable(r, words, func(p cordon.Privilege) bool {
		if form.sent {
			return slices.Contains(form.ticked, p)
		}
		_, has := r.Reaches[p]
		return has
	}, d.MayEdit)
	d.Permissions.ask(r, form, words)
	if d.Mixed, err = v.mixed(v.Tx, r); err != nil {
		return err
	}
	wide, narrow := wideAndNarrow(r)
	if len(narrow) == 0 && len(wide) > 0 {
		if d.Wide, err = v.everyone(); err != nil {
			return err
		}
	}
	for _, p := range narrow {
		if reach := r.Reaches[p]; !reach.Account && len(reach.Groups) == 0 && words.all {
			d.Nobody = append(d.Nobody, permissionName(p))
		}
	}
	d.NoNames = len(r.Reaches) > 0 && !slices.ContainsFunc(r.Privileges(), func(p cordon.Privilege) bool { return p.Implies(cordon.UserRead) })
	if everNarrowed(r) {
		groups, same := sharedGroups(r)
		switch {
		case len(groups) == 0:
			d.LikeOthers = "Custom Scope, no group yet: they reach nobody but the holder"
		case same:
			d.LikeOthers = "Custom Scope, like the others: " + words.groups(groups)
		default:
			d.LikeOthers = "Custom Scope, like most of the others: " + words.groups(groups)
		}
	}
	return nil
}
