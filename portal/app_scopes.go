package portal

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/cordon-zoom/cordon"
)

// appScopes is the tab Scopes.
type appScopes struct {
	appTab
	RoleName string
	Query    string
	Rows     []appScope
	Held     int // all that the app holds
	Unbacked int
	pages
}

// appScope is a scope that an app holds.
type appScope struct {
	*scopeFacts
	Lost   bool // the role of the app's owner does not back it
	Unused bool // nothing that it opens was asked for in 30 days
}

// pages says where a list that is held in memory goes on.
type pages struct {
	Page, Prev, Next int // from 1; 0 for none
}

// newPages is the page that was asked for of n rows, and where it begins and ends.
func (r *request) newPages(n, size int) (p pages, from, to int, err error) {
	p.Page = 1
	if s := r.value("page"); s != "" {
		if p.Page, err = strconv.Atoi(s); err != nil || p.Page < 1 {
			return p, 0, 0, notFound()
		}
	}
	p.Page = min(p.Page, (n-1)/size+1)
	from, to = (p.Page-1)*size, min(p.Page*size, n)
	p.Prev = p.Page - 1
	if to < n {
		p.Next = p.Page + 1
	}
	return p, from, to, nil
}

// PrevText and NextText are the numbers as the query has them.
func (p pages) PrevText() string { return fmt.Sprint(p.Prev) }
func (p pages) NextText() string { return fmt.Sprint(p.Next) }

// show lists what the app holds: first what the role does not back.
func (x *scopeIndex) show(v *visit) (any, error) {
	t, err := v.app("scopes")
	if err != nil {
		return nil, err
	}
	d := appScopes{appTab: t, Query: v.value("q"), Held: len(t.Scopes)}
	if _, d.RoleName, err = v.ownerRole(t); err != nil {
		return nil, err
	}
	rows, err := x.held(v, t)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.Lost {
			d.Unbacked++
		}
	}
	d.Rows = slices.DeleteFunc(rows, func(r appScope) bool { return !r.has(searchWords(d.Query)) })
	var from, to int
	if d.pages, from, to, err = v.newPages(len(d.Rows), pageSize); err != nil {
		return nil, err
	}
	d.Rows = d.Rows[from:to]
	return d, nil
}

// held is what an app holds, with what the visitor may know about it.
func (x *scopeIndex) held(v *visit, t appTab) (rows []appScope, err error) {
	backs, err := v.backs(t)
	if err != nil {
		return nil, err
	}
	use, err := v.AppUse(v.Grant.People(), t.ID)
	if err != nil {
		return nil, err
	}
	if v.Clock().Sub(use.Since) < cordon.UnusedFor { // too early to tell
		use.Unused = nil
	}
	for _, s := range t.Scopes {
		rows = append(rows, appScope{scopeFacts: x.facts(s), Lost: backs != nil && !backs(s), Unused: slices.Contains(use.Unused, s)})
	}
	slices.SortStableFunc(rows, func(a, b appScope) int {
		switch {
		case a.Lost == b.Lost:
			return 0
		case a.Lost:
			return -1
		}
		return 1
	})
	return rows, nil
}

// backs says which scopes the role of the app's owner backs, nil where the
// visitor may not change the app.
func (v *visit) backs(t appTab) (func(cordon.Scope) bool, error) {
	tx, ok, err := v.mayChangeApp(changeAppOp, t.ID)
	if err != nil || !ok {
		return nil, err
	}
	return tx.AppBacks(tx.Grant.People(), t.ID)
}

// tickedScopes are the scopes that the form names, whether or not there are such.
func (r *request) tickedScopes() (list []cordon.Scope) {
	for _, s := range r.ticked("scope") {
		list = append(list, cordon.Scope(s))
	}
	return list
}

func removeScopes(a *act) (outcome, error) {
	id, removed := a.path("app"), a.tickedScopes()
	if len(removed) == 0 {
		return outcome{}, cordon.InvalidField("scope", "Tick the scopes to remove.")
	}
	return outcome{to: "/portal/apps/" + id + "/scopes", done: "scopes-removed"}, a.RemoveScopes(a.Grant.People(), id, removed)
}

// scopeField gives an error of the store about scopes the name that the form
// has for them.
func scopeField(err error) error {
	var e *cordon.Error
	if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != "scopes" {
		return err
	}
	return cordon.InvalidField("scope", "%s", e.Fields[0].Message)
}
