package portal

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// App Marketplace > Develop. Of their own app, its owner needs no permission for
// any of this (rule 10); of others there are those that the role reaches.

const (
	appOperation    = "GET /marketplace/apps/{appId}"
	changeAppOp     = "PATCH /marketplace/apps/{appId}"
	rotateSecretOp  = "POST /marketplace/apps/{appId}/rotate_client_secret"
	deleteAppOp     = "DELETE /marketplace/apps/{appId}"
	appPagePattern  = "GET /portal/apps/{app}"
	appScopesPage   = "GET /portal/apps/{app}/scopes"
	addScopesPage   = "GET /portal/apps/{app}/scopes/add"
	informationPage = "GET /portal/apps/{app}/information"
	activationPage  = "GET /portal/apps/{app}/activation"
)

func (p *Portal) registerApps() {
	p.page("GET /portal/apps", "apps", "GET /marketplace/apps", showApps)
	p.page("GET /portal/apps/build", "app-build", "POST /marketplace/apps", func(*visit) (any, error) { return nil, nil })
	p.act("POST /portal/apps/build", "GET /portal/apps/build", "POST /marketplace/apps", createApp)

	p.page(appPagePattern, "app", appOperation, showApp)
	p.act("POST /portal/apps/{app}/rotate", appPagePattern, rotateSecretOp, rotateSecret)
	p.act("POST /portal/apps/{app}/rotate/end", appPagePattern, rotateSecretOp, endOldSecrets)
	p.act("POST /portal/apps/{app}/delete", appPagePattern, deleteAppOp, deleteApp)

	p.page(informationPage, "app-information", appOperation, showInformation)
	p.act("POST /portal/apps/{app}/information", informationPage, changeAppOp, saveInformation)

	scopes := p.indexScopes()
	p.page(appScopesPage, "app-scopes", appOperation, scopes.show)
	p.act("POST /portal/apps/{app}/scopes/remove", appScopesPage, changeAppOp, removeScopes)
	p.page(addScopesPage, "app-scopes-add", appOperation, scopes.showAdd)
	p.act("POST /portal/apps/{app}/scopes/add", addScopesPage, changeAppOp, addScopes)
	p.act("POST /portal/apps/{app}/scopes/grant/{permission}", addScopesPage, "PATCH /roles/{roleId}", grantPermission)

	p.page(activationPage, "app-activation", appOperation, scopes.showActivation)
	p.act("POST /portal/apps/{app}/activate", activationPage, changeAppOp, activateApp)
	p.act("POST /portal/apps/{app}/deactivate", activationPage, changeAppOp, deactivateApp)
}

type appsPage struct {
	Own, Others         []appRow
	NextOwn, NextOthers string
}

// appRow is an app in a list.
type appRow struct {
	store.AppRow
	By       person // the owner; zero for the visitor's own, and where they left
	LastUsed time.Time
}

// Status is an app's status in the words of lists.
func (a appRow) Status() string {
	switch {
	case a.Owner == "":
		return "Owner left"
	case a.Active:
		return "Active"
	}
	return "Not activated"
}

// showApps lists the visitor's own apps, then the others in sight. Each list
// goes on by itself.
func showApps(v *visit) (any, error) {
	var d appsPage
	people, own, others := v.Grant.People(), v.value("own"), v.value("after")
	var err error
	if others == "" {
		if d.Own, d.NextOwn, err = v.appList(own, func(page store.Page) ([]store.AppRow, error) { return v.OwnApps(people, page) }); err != nil {
			return nil, err
		}
	}
	if own == "" {
		if d.Others, d.NextOthers, err = v.appList(others, func(page store.Page) ([]store.AppRow, error) { return v.OthersApps(people, page) }); err != nil {
			return nil, err
		}
	}
	return d, v.nameOwners(d.Others)
}

// appList is one page of a list of apps, after the one that after says.
func (v *visit) appList(after string, list func(store.Page) ([]store.AppRow, error)) (rows []appRow, next string, err error) {
	page := store.Page{Limit: pageSize + 1}
	if after != "" {
		if page.After, err = strconv.ParseInt(after, 10, 64); err != nil || page.After < 0 {
			return nil, "", notFound()
		}
	}
	found, err := list(page)
	if err != nil {
		return nil, "", err
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		next = fmt.Sprint(found[pageSize-1].Seq)
	}
	var ids []string
	for _, a := range found {
		ids = append(ids, a.ID)
	}
	used, err := v.LastUsed(v.Grant.People(), ids)
	for _, a := range found {
		rows = append(rows, appRow{AppRow: a, LastUsed: used[a.ID]})
	}
	return rows, next, err
}

// nameOwners fills in who owns the apps, as far as the visitor may read users.
func (v *visit) nameOwners(rows []appRow) error {
	tx, ok := v.may("GET /users/{userId}")
	if !ok {
		return nil
	}
	var ids []string
	for _, a := range rows {
		ids = append(ids, a.Owner)
	}
	found, err := tx.Among(tx.Grant.People(), ids)
	if err != nil {
		return err
	}
	people, err := peopleOf(found)
	for i := range rows {
		for _, p := range people {
			if p.ID == rows[i].Owner {
				rows[i].By = p
			}
		}
	}
	return err
}

// createApp makes an app of the visitor's own, with no scopes and not active,
// and shows its secret, which can be read only now.
func createApp(a *act) (outcome, error) {
	if err := a.once(); err != nil {
		return outcome{}, err
	}
	app := cordon.App{Name: a.value("name"), ContactName: cordon.Cut(a.Visitor.Name, cordon.MaxAppContact),
		Contact: a.Visitor.Email, Company: cordon.Cut(a.Visitor.AccountName, cordon.MaxAppContact)}
	if e := cordon.CheckName("name", app.Name, cordon.MaxAppName); e != nil {
		return outcome{}, e
	}
	secret, err := a.CreateApp(a.Grant.People(), &app, store.UserKey{Value: a.Visitor.User})
	return a.showSecret(store.AppRow{App: app}, secret, secretPage{Made: true}), err
}

func deleteApp(a *act) (outcome, error) {
	id, people := a.path("app"), a.Grant.People()
	app, err := a.App(people, id)
	if err != nil {
		return outcome{}, err
	}
	if a.value("name_again") != app.Name {
		return outcome{}, cordon.InvalidField("name_again", "Type the app's name to delete it.")
	}
	return outcome{to: "/portal/apps", done: "app-deleted"}, a.DeleteApp(people, id)
}

// isAbsent reports whether what was asked for is not there, or not in sight.
func isAbsent(err error) bool {
	var e *cordon.Error
	return errors.As(err, &e) && (e.Status == 404 || e.Code == 1034)
}
