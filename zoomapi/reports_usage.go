package zoomapi

import (
	"fmt"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type reportDailyInput struct {
	Year    *int   `query:"year" min:"2000" max:"2999" json:"-"`
	Month   *int   `query:"month" min:"1" max:"12" json:"-"`
	GroupID string `query:"group_id" max:"64" json:"-"`
}

type reportDailyOut struct {
	Year  int        `json:"year"`
	Month int        `json:"month"`
	Dates []dayUsage `json:"dates"`
}

type dayUsage struct {
	Date         string `json:"date"`
	NewUsers     int    `json:"new_users"`
	Meetings     int    `json:"meetings"`
	Participants int    `json:"participants"`
	Minutes      int    `json:"meeting_minutes"`
}

// reportDaily counts what the people in sight did, day by day of one month.
func reportDaily(c *call, in reportDailyInput) (out reportDailyOut, err error) {
	now := c.now()
	out.Year, out.Month = now.Year(), int(now.Month())
	if in.Year != nil {
		out.Year = *in.Year
	}
	if in.Month != nil {
		out.Month = *in.Month
	}
	first := time.Date(out.Year, time.Month(out.Month), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, 0)
	if first.After(now) || last.Before(now.AddDate(0, -6, 0)) {
		return out, cordon.BadRequest("Daily report can only be provided for a month that falls within the recent 6 months.")
	}
	if last.After(now) {
		last = now.Truncate(day).Add(day)
	}
	f := store.RecordFilter{Kinds: bothPast, Group: in.GroupID, From: first, To: last}
	held, err := c.Sums(c.Grant.People(), f, store.ByDay, "$.participants", "$.total_minutes")
	if err != nil {
		return out, err
	}
	joined, err := c.NewUsers(c.Grant.People(), f)
	if err != nil {
		return out, err
	}
	out.Dates = make([]dayUsage, 0, 31)
	for t := first; t.Before(last); t = t.Add(day) {
		d := dayUsage{Date: t.Format(time.DateOnly)}
		if s, ok := sumOf(held, d.Date); ok {
			d.Meetings, d.Participants, d.Minutes = s.N, s.Of[0], s.Of[1]
		}
		if s, ok := sumOf(joined, d.Date); ok {
			d.NewUsers = s.N
		}
		out.Dates = append(out.Dates, d)
	}
	return out, nil
}

func sumOf(list []store.Sum, key string) (store.Sum, bool) {
	for _, s := range list {
		if s.Key == key {
			return s, true
		}
	}
	return store.Sum{}, false
}

type reportStorageInput struct {
	dates
	GroupID string `query:"group_id" max:"64" json:"-"`
}

type reportStorageOut struct {
	From string       `json:"from"`
	To   string       `json:"to"`
	Days []dayStorage `json:"cloud_recording_storage"`
}

type dayStorage struct {
	Date  string `json:"date"`
	Usage string `json:"usage"` // "12.34 MB"
}

// reportStorage tells, day by day, how much the recordings take that the people
// in sight had made by then and have kept.
func reportStorage(c *call, in reportStorageInput) (out reportStorageOut, err error) {
	w, err := in.window(c, windowRule{Days: 30})
	if err != nil {
		return out, err
	}
	list, err := c.Stored(c.Grant.People(), store.RecordFilter{Kinds: []cordon.Kind{cordon.KindRecording}, Group: in.GroupID, To: w.To})
	if err != nil {
		return out, err
	}
	out = reportStorageOut{w.fromDate(), w.toDate(), []dayStorage{}}
	bytes, next := 0, 0
	for t := w.From.Truncate(day); t.Before(w.To); t = t.Add(day) {
		d := dayStorage{Date: t.Format(time.DateOnly)}
		for ; next < len(list) && list[next].Key <= d.Date; next++ {
			bytes += list[next].N
		}
		d.Usage = fmt.Sprintf("%.2f MB", float64(bytes)/1e6)
		out.Days = append(out.Days, d)
	}
	return out, nil
}
