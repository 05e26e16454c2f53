package zoomapi

import (
	"time"

	"github.com/cordon-zoom/cordon"
)

// dates is the from and to of a request: a date, or a time.
type dates struct {
	From string `query:"from" max:"32" json:"-"`
	To   string `query:"to" max:"32" json:"-"`
}

// window is the time that a list is about: From <= t < To. A date in "to" counts
// to its end.
type window struct{ From, To time.Time }

// windowRule says what a list takes for its window.
type windowRule struct {
	Default time.Duration // how long it is where from is not given; 0: from must be
	Days    int           // at most so many days; 0: one month
	Months  int           // from lies at most so many months back; 0: no bound
	Zone    *time.Location
}

// lastSixMonths is what most lists of the past take: at most one month, within
// the last six.
var lastSixMonths = windowRule{Default: 30 * day, Months: 6}

const day = 24 * time.Hour

var timeFormats = []string{time.DateOnly, timeFormat, time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05"}

func parseTime(text string, zone *time.Location) (t time.Time, dateOnly, ok bool) {
	if zone == nil {
		zone = time.UTC
	}
	for i, format := range timeFormats {
		if t, err := time.ParseInLocation(format, text, zone); err == nil && t.Year() > 1970 && t.Year() < 3000 {
			return t.UTC(), i == 0, true
		}
	}
	return t, false, false
}

// window works out what a request's dates mean. A "to" in the future is now
// (Zoom's pagination page).
func (d dates) window(c *call, rule windowRule) (w window, err error) {
	now := c.now()
	w.To = now.Add(time.Second)
	bad := func(field string) error {
		return cordon.InvalidField(field, "Must be a date, yyyy-MM-dd, or a time, yyyy-MM-ddTHH:mm:ssZ.")
	}
	if d.To != "" {
		t, dateOnly, ok := parseTime(d.To, rule.Zone)
		if !ok {
			return w, bad("to")
		}
		if dateOnly {
			t = t.Add(day)
		} else {
			t = t.Add(time.Second)
		}
		if t.Before(w.To) {
			w.To = t
		}
	}
	if d.From == "" {
		if rule.Default == 0 {
			return w, cordon.InvalidField("from", "from is required.")
		}
		w.From = w.To.Add(-rule.Default)
		return w, nil
	}
	t, _, ok := parseTime(d.From, rule.Zone)
	if !ok {
		return w, bad("from")
	}
	w.From = t
	switch {
	case w.From.After(w.To):
		return w, cordon.InvalidField("from", "Must not be after to.")
	case rule.Days > 0 && w.To.After(w.From.AddDate(0, 0, rule.Days+1)):
		return w, cordon.InvalidField("to", "The time from from to to must be at most %d days.", rule.Days)
	case rule.Days == 0 && w.To.After(w.From.AddDate(0, 1, 1)):
		return w, cordon.InvalidField("to", "The time from from to to must be at most one month.")
	case rule.Months > 0 && w.From.Before(now.AddDate(0, -rule.Months, -1)):
		return w, cordon.InvalidField("from", "Must be within the last %d months.", rule.Months)
	}
	return w, nil
}

// fromDate and toDate are the window as answers show it: the first and the last
// day in it.
func (w window) fromDate() string { return w.From.Format(time.DateOnly) }
func (w window) toDate() string   { return w.To.Add(-time.Second).Format(time.DateOnly) }
