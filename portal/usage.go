package portal

import (
	"fmt"
	"slices"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// usagePage is what apps and roles hold and do not use. Each list goes on by
// itself.
type usagePage struct {
	MayActivity         bool
	MayRoles            bool
	Apps                []appUsage
	Roles               []roleUsage
	NextApps, NextRoles string
	Everyone            bool // no app is hidden from the visitor
	Partial             bool // roles that grant more than the visitor's are left out
}

// unused is what of a thing nothing used since Since.
type unused struct {
	Since time.Time
	Days  int  // since then; below 30 it is too early to tell
	Young bool // it is too early because the thing itself is new
	First []string
	Total int
}

// Early reports whether it is too early to call anything unused.
func (u unused) Early() bool { return u.Days < int(cordon.UnusedFor/(24*time.Hour)) }

// More is how many are not named.
func (u unused) More() int { return u.Total - len(u.First) }

type appUsage struct {
	appRow
	unused
}

type roleUsage struct {
	cordon.Role
	unused
	Apps int // whose owners hold the role
}

// How many apps and roles a page shows, and how many scopes and permissions of
// each it names.
const (
	usageSize = 20
	fewUnused = 5
)

func (v *visit) newUnused(since time.Time, total int) unused {
	return unused{Since: since, Days: int(v.Clock().Sub(since) / (24 * time.Hour)), Total: total}
}

func showUsage(v *visit) (any, error) {
	d := usagePage{Everyone: v.Grant.People().Everyone()}
	activity, ok := v.may(activityOp)
	d.MayActivity = ok && activity.MayReadEvents()
	if !v.values.Has("roles_after") {
		if err := v.appsUsage(&d); err != nil {
			return nil, err
		}
	}
	if v.values.Has("after") {
		return d, nil
	}
	return d, v.rolesUsage(&d)
}

func (v *visit) appsUsage(d *usagePage) error {
	after, err := v.after()
	if err != nil {
		return err
	}
	people := v.Grant.People()
	list, _, err := v.Apps(people, store.Page{After: after, Limit: usageSize + 1})
	if err != nil {
		return err
	}
	if len(list) > usageSize {
		list = list[:usageSize]
		d.NextApps = fmt.Sprint(list[usageSize-1].Seq)
	}
	for _, a := range list {
		use, err := v.AppUse(people, a.ID)
		if err != nil {
			return err
		}
		row := appUsage{appRow: appRow{AppRow: a, LastUsed: use.LastUsed}, unused: v.newUnused(use.Since, len(use.Unused))}
		row.Young = use.Since.Equal(use.CreatedAt)
		for _, s := range use.Unused[:min(len(use.Unused), fewUnused)] {
			row.First = append(row.First, string(s))
		}
		d.Apps = append(d.Apps, row)
	}
	return nil
}

// rolesUsage is of the roles that the visitor covers: of no other may they know
// what it does.
func (v *visit) rolesUsage(d *usagePage) error {
	names, mayList := v.may("GET /roles")
	roles, mayRead := v.may("GET /roles/{roleId}")
	if d.MayRoles = mayList && mayRead; !d.MayRoles {
		return nil
	}
	list, err := names.RolesByName(v.value("roles_after"), usageSize+1)
	if err != nil {
		return err
	}
	if len(list) > usageSize {
		list = list[:usageSize]
		d.NextRoles = list[usageSize-1].Name
	}
	for _, r := range list {
		if cordon.SystemRole(r.ID) { // nothing can be taken from them
			continue
		}
		_, err := roles.SightOfRole(r.ID)
		if isNoPermission(err) {
			d.Partial = true
			continue
		}
		if err != nil {
			return err
		}
		use, err := roles.RoleUse(v.Grant.People(), r.ID)
		if err != nil {
			return err
		}
		row := roleUsage{Role: r, unused: v.newUnused(use.Since, len(use.Unused)), Apps: use.Apps}
		for _, p := range use.Unused[:min(len(use.Unused), fewUnused)] {
			row.First = append(row.First, permissionName(p))
		}
		slices.Sort(row.First)
		d.Roles = append(d.Roles, row)
	}
	return nil
}
