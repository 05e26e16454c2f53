package portal

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon/store"
)

// Events name everybody, so their operation is for roles alone from which
// nobody is hidden.
const (
	activityOp   = "GET /report/operationlogs"
	activityPath = "/portal/activity"
)

func (p *Portal) registerActivity() {
	p.page("GET /portal/activity", "activity", activityOp, showActivity)
	p.page("GET /portal/activity/request", "activity-event", activityOp, showRequest)
	p.page("GET /portal/activity/request/{rid}", "activity-event", activityOp, showRequest)
	p.registerExport("GET /portal/activity/export", activityOp)
	p.page("GET /portal/usage", "usage", "GET /marketplace/apps", showUsage)
}

// activityPage is one page of what was done and refused.
type activityPage struct {
	eventForm
	MayActivity bool
	Zone        string
	Products    []string // to filter by
	Rows        []activityRow
	Crowded     moreRow // callers that no row has room for
	Filtered    bool
	Next        string
	Export      string
}

// activityRow is an event, or else what is only counted of a day.
type activityRow struct {
	Event *eventRow
	More  *moreRow
}

// moreRow is refusals of one caller and day beyond those that are kept in full.
type moreRow struct {
	store.MoreRefused
	Name    string // of the user
	Callers int    // of Crowded
}

// On is the day that the refusals were on.
func (m moreRow) On() string { return m.Day.Format("2 Jan 2006") }

// maxMoreRows is how many callers are told of that were refused too often to
// keep all of it.
const maxMoreRows = 20

func showActivity(v *visit) (any, error) {
	d := activityPage{MayActivity: true, Zone: v.readerZone().String(), Products: productsOf(v.Served)}
	f, err := v.eventFilter(&d.eventForm)
	kept := d.kept()
	d.Filtered = len(kept) > 0
	if err != nil || len(d.Wrong) > 0 || len(d.Choices) > 0 {
		return d, err
	}
	if f.Page, err = v.eventsAfter(); err != nil {
		return nil, err
	}
	list, more, err := v.Events(f)
	if err != nil {
		return nil, err
	}
	counted, err := v.countedOnly(f, list, more)
	if err != nil {
		return nil, err
	}
	if err := v.activityRows(&d, list, counted); err != nil {
		return nil, err
	}
	d.Export = addressOf(activityPath+"/export", kept)
	if more {
		d.Next = addressOf(activityPath, afterEvent(kept, list[len(list)-1]))
	}
	return d, nil
}

// eventsAfter is where a list of events goes on.
func (r *request) eventsAfter() (page store.Page, err error) {
	page.Limit = pageSize
	if page.After, err = r.after(); err != nil || page.After == 0 {
		return page, err
	}
	if page.AfterTime, err = strconv.ParseInt(r.value("at"), 10, 64); err != nil {
		err = notFound()
	}
	return page, err
}

// afterEvent is the query of the page after an event, with what else it keeps.
func afterEvent(kept url.Values, last store.EventRow) url.Values {
	q := url.Values{"after": {fmt.Sprint(last.Seq)}, "at": {fmt.Sprint(last.At.UnixMilli())}}
	maps.Copy(q, kept)
	return q
}

func addressOf(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// countedOnly is what is only counted of the days that begin on this page of
// the list, the newest first: each day is told of once.
func (v *visit) countedOnly(f store.EventFilter, list []store.EventRow, more bool) ([]store.MoreRefused, error) {
	if f.After != 0 {
		if end := time.UnixMilli(f.AfterTime + 1); f.To.IsZero() || end.Before(f.To) {
			f.To = end
		}
	}
	var last time.Time
	if more {
		if last = list[len(list)-1].At; last.After(f.From) {
			f.From = last
		}
	}
	counted, err := v.MoreRefused(f)
	return slices.DeleteFunc(counted, func(m store.MoreRefused) bool { return more && !m.Day.After(last) }), err
}

// activityRows puts events and what is only counted into one list.
func (v *visit) activityRows(d *activityPage, list []store.EventRow, counted []store.MoreRefused) error {
	for _, m := range counted[min(len(counted), maxMoreRows):] {
		d.Crowded.Callers++
		d.Crowded.N += m.N
	}
	counted = counted[:min(len(counted), maxMoreRows)]
	var ids []string
	for _, e := range list {
		ids = append(ids, e.User)
	}
	for _, m := range counted {
		ids = append(ids, m.User)
	}
	names, err := v.namesOf(ids)
	if err != nil {
		return err
	}
	for _, e := range list {
		for len(counted) > 0 && counted[0].Day.After(e.At) {
			d.Rows = append(d.Rows, activityRow{More: &moreRow{MoreRefused: counted[0], Name: names[counted[0].User]}})
			counted = counted[1:]
		}
		d.Rows = append(d.Rows, activityRow{Event: &eventRow{e, names[e.User]}})
	}
	for _, m := range counted {
		d.Rows = append(d.Rows, activityRow{More: &moreRow{MoreRefused: m, Name: names[m.User]}})
	}
	return nil
}

// namesOf is the names, by id, of those users whom the visitor may look up.
func (v *visit) namesOf(ids []string) (map[string]string, error) {
	names := make(map[string]string)
	tx, ok := v.may("GET /users/{userId}")
	if !ok {
		return names, nil
	}
	slices.Sort(ids)
	rows, err := tx.Among(tx.Grant.People(), slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	people, err := peopleOf(rows)
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names, err
}
