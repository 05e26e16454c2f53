package portal

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// eventForm is the filter of the activity, as it was filled in.
type eventForm struct {
	What, Who, About, From, To string
	Wrong                      map[string]string // by field
	Choices                    []choice          // apps that Who may mean
}

// kept is the form as the query of a page that keeps to it.
func (f eventForm) kept() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"what": f.What, "who": f.Who, "about": f.About, "from": f.From, "to": f.To} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// Choose is the address of the list with one of the apps that Who may mean.
func (f eventForm) Choose(app string) string {
	f.Who = app
	return addressOf(activityPath, f.kept())
}

func (f *eventForm) wrong(field, text string) {
	if f.Wrong == nil {
		f.Wrong = make(map[string]string)
	}
	f.Wrong[field] = text
}

// eventFilter reads the form. What is wrong with it is in form.
func (v *visit) eventFilter(form *eventForm) (f store.EventFilter, err error) {
	form.What, form.Who, form.About, form.From, form.To = v.value("what"), v.value("who"), v.value("about"), v.value("from"), v.value("to")
	switch form.What {
	case "":
	case "changes":
		f.Outcome = cordon.EventChanged
	case "refusals":
		f.Outcome = cordon.EventRefused
	default:
		return f, notFound()
	}
	if form.Who != "" {
		if err := v.whoActed(form, &f); err != nil {
			return f, err
		}
	}
	if form.About != "" {
		var ok bool
		if f.Operation, f.Product, ok = v.aboutWhat(form.About); !ok {
			form.wrong("about", "There is no such product. An operation is written like “POST /groups”.")
		}
	}
	f.From = v.day(form, "from", form.From)
	if to := v.day(form, "to", form.To); !to.IsZero() {
		f.To = to.AddDate(0, 0, 1)
		if !f.From.Before(f.To) {
			form.wrong("to", "This is before the first day.")
		}
	}
	if len(form.Wrong) > 0 {
		v.status = http.StatusUnprocessableEntity
	}
	return f, nil
}

// whoActed finds whom Who means: a user by e-mail or id, an app by name or ids,
// or somebody gone by the id in events.
func (v *visit) whoActed(form *eventForm, f *store.EventFilter) error {
	if tx, ok := v.may("GET /users/{userId}"); ok {
		u, err := tx.User(tx.Grant.People(), store.UserKey{Value: form.Who})
		if err == nil {
			f.User = u.ID
			return nil
		}
		if !isAbsent(err) {
			return err
		}
	}
	if tx, ok := v.may("GET /marketplace/apps"); ok {
		apps, err := tx.AppsCalled(tx.Grant.People(), form.Who, fewPeople)
		switch {
		case err != nil:
			return err
		case len(apps) == 1:
			f.App = apps[0].ID
			return nil
		}
		for _, a := range apps {
			form.Choices = append(form.Choices, choice{a.ID, a.Name})
		}
		if len(apps) > 0 {
			return nil
		}
	}
	for _, gone := range []store.EventFilter{{User: form.Who}, {App: form.Who}} {
		gone.Limit = 1
		list, _, err := v.Events(gone)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			f.User, f.App = gone.User, gone.App
			return nil
		}
	}
	form.wrong("who", "No user has this e-mail address or ID, and no app this name or ID.")
	return nil
}

var operationLike = regexp.MustCompile(`^(?i:(GET|POST|PUT|PATCH|DELETE)) (/\S*)$`)

// aboutWhat reads an operation, or the name of a product with or without its
// underscores.
func (v *visit) aboutWhat(s string) (operation, product string, ok bool) {
	if m := operationLike.FindStringSubmatch(s); m != nil {
		return strings.ToUpper(m[1]) + " " + m[2], "", true
	}
	product = strings.ReplaceAll(strings.ToLower(s), " ", "_")
	return "", product, slices.ContainsFunc(v.Served, func(r *zoomapi.Route) bool { return r.Product == product })
}

// productsOf lists the products that are served.
func productsOf(served []*zoomapi.Route) (list []string) {
	for _, r := range served {
		list = append(list, strings.ReplaceAll(r.Product, "_", " "))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// readerZone is the time zone of the reader's profile.
func (v *visit) readerZone() *time.Location {
	zone, err := time.LoadLocation(v.Timezone)
	if err != nil {
		zone = time.UTC
	}
	return zone
}

// day is the beginning of a day in the reader's time zone, zero for none.
func (v *visit) day(form *eventForm, field, s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := time.ParseInLocation(time.DateOnly, s, v.readerZone())
	if err != nil {
		form.wrong(field, "Write a day like 2026-03-31.")
	}
	return t
}
