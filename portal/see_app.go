package portal

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// appSight is what a page about an app's sight shows besides.
type appSight struct {
	store.AppRow
	By       person // the owner; zero where they left
	MayOwner bool   // open the owner's pages
	Opens    int    // operations that the decision allows it
	Served   int
}

// operations are those of one product, to choose from.
type operations struct {
	Product string
	Names   []string
}

// showAppSight is open also to the app's owner, whose role may grant nothing of
// what an admin needs here.
func showAppSight(v *visit) (any, error) {
	app, err := v.App(v.Grant.People(), v.path("app"))
	if err != nil {
		return nil, err
	}
	d := &sightPage{Kind: "app", Name: app.Name, Path: "/portal/see/app/" + app.ID, App: &appSight{AppRow: app}}
	_, d.MayRole = v.may("GET /roles/{roleId}")
	_, d.MaySee = v.may("GET /roles")
	if err := v.ownerOf(d); err != nil {
		return nil, err
	}
	if err := v.explainApp(d); err != nil {
		return nil, err
	}
	if app.Owner == "" { // for good, whatever else the decision would find first
		d.Sentence = app.Name + " sees nobody."
		d.Dead = v.mendOf(d, access.StageServiceUser, "Its owner left the account, and it never moves to somebody else: build a new app as another service user.", "")
		return d, nil
	}
	s, err := v.SightOf(v.Grant.People(), store.UserKey{Value: app.Owner})
	if err != nil {
		return nil, err
	}
	if err := v.fill(d, s, app.Owner, app.Name); err != nil {
		return nil, err
	}
	if d.Dead != nil && d.Sentence != "" {
		d.Sentence = app.Name + " sees nobody now. Once that is mended: " + d.Sentence
	}
	return d, nil
}

// ownerOf tells who the app's owner is and which role they hold, as far as the
// visitor may know it.
func (v *visit) ownerOf(d *sightPage) error {
	if d.App.Owner == "" {
		return nil
	}
	if d.App.Owner == v.Visitor.User {
		d.App.By = person{ID: v.Visitor.User, Name: v.Visitor.Name, Email: v.Visitor.Email, Status: cordon.Active}
		d.Role = choice{v.RoleID, v.RoleName}
		_, d.App.MayOwner = v.may("GET /users/{userId}")
		return nil
	}
	tx, ok := v.may("GET /users/{userId}")
	if !ok {
		return nil
	}
	u, err := tx.User(tx.Grant.People(), store.UserKey{Value: d.App.Owner})
	if err != nil {
		return err
	}
	d.Role, d.App.MayOwner = choice{u.RoleID, u.RoleName}, true
	d.App.By, err = personOf(u.UserRow)
	return err
}

// explainApp asks the decision about every operation: how many it allows, and
// what stops the app from all of them, or from Zoom Phone.
func (v *visit) explainApp(d *sightPage) error {
	calls := make([]store.Call, len(v.Served))
	for i, r := range v.Served {
		calls[i] = store.Call{Operation: r.Operation, Holder: r.Holder}
	}
	refusals, err := v.ExplainApp(v.Grant.People(), d.App.ID, calls...)
	if err != nil {
		return err
	}
	d.App.Served = len(calls)
	for _, r := range refusals {
		switch {
		case r == nil:
			d.App.Opens++
		case r.Err.Status == http.StatusUnauthorized:
			d.Dead = v.mendOf(d, r.Stage, sentenceOf(r.Err.Reason), "")
			return nil
		case r.Stage == access.StageServiceUser:
			d.Unlicensed = v.mendOf(d, r.Stage, sentenceOf(r.Err.Reason), "")
		}
	}
	return nil
}

// operationChoices lists what is served, product by product.
func operationChoices(served []*zoomapi.Route) (list []operations) {
	at := make(map[string]int)
	for _, r := range served {
		i, ok := at[r.Product]
		if !ok {
			i = len(list)
			at[r.Product] = i
			list = append(list, operations{Product: strings.ReplaceAll(r.Product, "_", " ")})
		}
		list[i].Names = append(list[i].Names, r.Operation.String())
	}
	for _, o := range list {
		slices.Sort(o.Names)
	}
	return list
}
