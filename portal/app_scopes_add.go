package portal

import (
	"net/http"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

const (
	// scopesShown is how many scopes a page of the catalog shows.
	scopesShown = 40
	// maxTicked is how many ticked scopes a search carries along: their names
	// stand in the address, which servers in between cut at 8 KB.
	maxTicked = 100
)

type addScopesData struct {
	appTab
	Query, Product string
	OnlyBacked     bool
	Products       []string
	Rows           []scopeChoice
	Found          int
	pages
	Ticked  int            // in all
	Besides []cordon.Scope // ticked, and not among the rows
	TooMany bool           // more were ticked than a search carries along
	Recipe  recipeBox
	Mend    roleMend
}

// scopeChoice is a scope of the catalog that may be added.
type scopeChoice struct {
	*scopeFacts
	Held, Backed, Ticked bool
	Mend                 roleMend
}

// Missing is the permission that would back it, "" where it is backed or none
// would.
func (c scopeChoice) Missing() cordon.Privilege {
	if c.Backed || len(c.Needs) == 0 {
		return ""
	}
	return c.Needs[0]
}

// showAdd searches the catalog. What was ticked so far comes with every search.
func (x *scopeIndex) showAdd(v *visit) (any, error) {
	t, err := v.app("scopes")
	if err != nil {
		return nil, err
	}
	backs, err := v.backs(t)
	if err != nil {
		return nil, err
	}
	if backs == nil {
		return nil, cordon.NoPermission("the app is not the visitor's to change")
	}
	d := addScopesData{appTab: t, Query: v.value("q"), Product: v.value("product"), OnlyBacked: v.value("backed") != "", Products: x.products}
	if d.Mend, err = v.roleMend(t); err != nil {
		return nil, err
	}
	d.Recipe = x.recipe(t, backs, d.Mend)
	ticked := v.tickedScopes()
	if v.value("recipe") != "" {
		ticked = append(ticked, d.Recipe.Ready...)
	}
	ticked = slices.DeleteFunc(ticked, func(s cordon.Scope) bool { return slices.Contains(t.Scopes, s) || !backs(s) })
	slices.Sort(ticked)
	ticked = slices.Compact(ticked)
	if len(ticked) > maxTicked && v.r.Method == http.MethodGet {
		ticked, d.TooMany = ticked[:maxTicked], true
	}
	found := x.find(d.Query, d.Product, backs, d.OnlyBacked)
	d.Found, d.Ticked = len(found), len(ticked)
	var from, to int
	if d.pages, from, to, err = v.newPages(d.Found, scopesShown); err != nil {
		return nil, err
	}
	for _, f := range found[from:to] {
		c := scopeChoice{scopeFacts: f, Held: slices.Contains(t.Scopes, f.Name), Backed: backs(f.Name), Mend: d.Mend}
		if i := slices.Index(ticked, f.Name); i >= 0 {
			c.Ticked, ticked = true, slices.Delete(ticked, i, i+1)
		}
		d.Rows = append(d.Rows, c)
	}
	d.Besides = ticked
	return d, nil
}

func addScopes(a *act) (outcome, error) {
	id, added := a.path("app"), a.tickedScopes()
	if len(added) == 0 {
		return outcome{}, cordon.InvalidField("scope", "Tick the scopes to add.")
	}
	for _, s := range added {
		if !access.Operations().Knows(s) || s.Master() {
			return outcome{}, cordon.InvalidField("scope", "%s is no scope.", s)
		}
	}
	return outcome{to: "/portal/apps/" + id + "/scopes", done: "scopes-added"}, scopeField(a.AddScopes(a.Grant.People(), id, added))
}
