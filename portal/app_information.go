package portal

import (
	"errors"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type appInformation struct {
	appTab
	About   contact
	Version string
}

// contact is whom to ask about an app.
type contact struct {
	store.AppContact
	Hidden bool // there is something, which the visitor is not told
}

func appContact(tx *store.Tx, id string) (c contact, err error) {
	c.AppContact, c.Hidden, err = tx.AppContact(tx.Grant.People(), id)
	return c, err
}

func showInformation(v *visit) (any, error) {
	t, err := v.app("information")
	if err != nil {
		return nil, err
	}
	c, err := appContact(v.Tx, t.ID)
	if err != nil {
		return nil, err
	}
	version, err := informationVersion(t.App, c)
	return appInformation{t, c, version}, err
}

// informationVersion marks what the form shows.
func informationVersion(a cordon.App, c contact) (string, error) {
	return fingerprint([]any{a.Name, c})
}

// saveInformation leads to the next tab if it was sent by Continue.
func saveInformation(a *act) (outcome, error) {
	id, people := a.path("app"), a.Grant.People()
	was, err := a.App(people, id)
	if err != nil {
		return outcome{}, err
	}
	c, err := appContact(a.Tx, id)
	if err != nil {
		return outcome{}, err
	}
	if version, err := informationVersion(was.App, c); err != nil || version != a.value("version") {
		return outcome{}, errors.Join(err, stale())
	}
	name, company, who, email := a.value("name"), a.value("company"), a.value("contact_name"), a.value("contact_email")
	if e := cordon.CheckName("name", name, cordon.MaxAppName); e != nil {
		return outcome{}, e
	}
	for _, f := range []struct{ field, value string }{{"company", company}, {"contact_name", who}, {"contact_email", email}} {
		if f.value == "" {
			continue
		}
		if e := cordon.CheckName(f.field, f.value, cordon.MaxAppContact); e != nil {
			return outcome{}, e
		}
	}
	if email != "" {
		if e := cordon.CheckEmail("contact_email", email); e != nil {
			return outcome{}, e
		}
	}
	out := outcome{to: "/portal/apps/" + id + "/information", done: "saved"}
	if a.value("next") != "" {
		out = outcome{to: "/portal/apps/" + id + "/scopes"}
	}
	change := store.AppChange{Name: &name, Company: &company, ContactName: &who, Contact: &email}
	if c.Hidden && who+email+company == "" {
		change.ContactName, change.Contact, change.Company = nil, nil, nil
	}
	return out, a.UpdateApp(people, id, change)
}
