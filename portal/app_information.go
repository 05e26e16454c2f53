package portal

import (
	"errors"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type appInformation struct {
	appTab
	Version string
}

func showInformation(v *visit) (any, error) {
	t, err := v.app("information")
	if err != nil {
		return nil, err
	}
	version, err := informationVersion(t.App)
	return appInformation{t, version}, err
}

// informationVersion marks what the form shows.
func informationVersion(a cordon.App) (string, error) {
	return fingerprint([]string{a.Name, a.Company, a.ContactName, a.Contact})
}

// saveInformation leads to the next tab if it was sent by Continue.
func saveInformation(a *act) (outcome, error) {
	id, people := a.path("app"), a.Grant.People()
	was, err := a.App(people, id)
	if err != nil {
		return outcome{}, err
	}
	if version, err := informationVersion(was.App); err != nil || version != a.value("version") {
		return outcome{}, errors.Join(err, stale())
	}
	name, company, contact, email := a.value("name"), a.value("company"), a.value("contact_name"), a.value("contact_email")
	if e := cordon.CheckName("name", name, cordon.MaxAppName); e != nil {
		return outcome{}, e
	}
	for _, f := range []struct{ field, value string }{{"company", company}, {"contact_name", contact}, {"contact_email", email}} {
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
	return out, a.UpdateApp(people, id, store.AppChange{Name: &name, Company: &company, ContactName: &contact, Contact: &email})
}
