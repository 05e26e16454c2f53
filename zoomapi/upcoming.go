package zoomapi

import (
	"slices"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// mostArranged bounds what one person's arranged meetings may cost a request.
const mostArranged = 5000

// upcoming is what a person has arranged that is to be held between two times,
// the next first, each with its next start. What recurs is held at other times
// than its record has, so all that the person arranged is read.
func (c *call) upcoming(kind cordon.Kind, user string, from, to time.Time, also cordon.Privilege) ([]entry[cordon.Meeting], error) {
	now := c.now()
	if from.Before(now) {
		from = now
	}
	if end := now.AddDate(0, aheadMonths, 0); to.IsZero() || to.After(end) {
		to = end
	}
	rows, _, err := c.Records(c.Grant.People(), store.RecordFilter{Kinds: []cordon.Kind{kind}, User: user, Also: also, Page: store.Page{Limit: mostArranged}})
	if err != nil {
		return nil, err
	}
	list, err := readDocs[cordon.Meeting](rows)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(m entry[cordon.Meeting]) bool {
		_, _, ok := m.Doc.Next(from)
		return !ok || m.Doc.Type == cordon.InstantMeeting
	})
	for i := range list {
		m := &list[i].Doc
		m.Start, m.Duration, _ = m.Next(from)
	}
	list = slices.DeleteFunc(list, func(m entry[cordon.Meeting]) bool { return m.Doc.Start.After(to) })
	slices.SortStableFunc(list, func(a, b entry[cordon.Meeting]) int { return a.Doc.Start.Compare(b.Doc.Start) })
	return list, nil
}

// span is what a request's dates mean where they may lie ahead; zero for none.
func (d dates) span(zone *time.Location) (from, to time.Time, err error) {
	read := func(field, text string) (time.Time, bool, error) {
		t, dateOnly, ok := parseTime(text, zone)
		if !ok && text != "" {
			return t, false, cordon.InvalidField(field, "Must be a date, yyyy-MM-dd, or a time, yyyy-MM-ddTHH:mm:ssZ.")
		}
		return t, dateOnly, nil
	}
	if from, _, err = read("from", d.From); err != nil {
		return from, to, err
	}
	to, dateOnly, err := read("to", d.To)
	if dateOnly && !to.IsZero() {
		to = to.AddDate(0, 0, 1) // to its end
	}
	return from, to, err
}

// zoneNamed reads a time zone, UTC for none.
func zoneNamed(field, name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return time.UTC, cordon.InvalidField(field, "There is no such time zone.")
	}
	return zone, nil
}

type upcomingEntry struct {
	ID        int64     `json:"id"`
	Topic     string    `json:"topic"`
	Type      int       `json:"type"`
	StartTime time.Time `json:"start_time"`
	Duration  int       `json:"duration"`
	Timezone  string    `json:"timezone"`
	CreatedAt time.Time `json:"created_at"`
	JoinURL   string    `json:"join_url"`
	Passcode  string    `json:"passcode,omitempty"`
	UsePMI    bool      `json:"use_pmi"`
	IsHost    bool      `json:"is_host"`
	AllDay    bool      `json:"is_all_day"`
}

type upcomingList struct {
	TotalRecords int             `json:"total_records"`
	Meetings     []upcomingEntry `json:"meetings"`
}

// listUpcoming lists what a person is to host within a day.
func listUpcoming(c *call, in userPath) (upcomingList, error) {
	list, err := c.upcoming(cordon.KindMeeting, c.user(in.UserID).Value, time.Time{}, c.now().Add(day), seeContent)
	out := upcomingList{len(list), make([]upcomingEntry, len(list))}
	for i, m := range list {
		out.Meetings[i] = upcomingEntry{ID: m.Doc.Number, Topic: m.Doc.Topic, Type: m.Doc.Type, StartTime: m.Doc.Start, Duration: m.Doc.Duration,
			Timezone: m.Doc.Timezone, CreatedAt: m.Doc.CreatedAt, JoinURL: m.Doc.JoinURL(), Passcode: c.passcode(m), UsePMI: m.Doc.PMI, IsHost: true}
	}
	return out, err
}

// opens reports whether what opens a meeting is for this caller: the host, or
// somebody who may see what the host records (rule 8).
func (c *call) opens(m entry[cordon.Meeting]) bool {
	return m.Also || m.Owner.ID != "" && m.Owner.ID == c.Grant.User()
}

// passcode is a meeting's, "" unless it is for this caller.
func (c *call) passcode(m entry[cordon.Meeting]) string {
	if c.opens(m) {
		return m.Doc.Passcode
	}
	return ""
}
