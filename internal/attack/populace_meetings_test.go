package attack

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
)

func init() {
	populaces = append(populaces, populateMeetings)
	meetings, webinars := []string{"users", "{user}", "meetings"}, []string{"users", "{user}", "webinars"}
	held := func(kind cordon.Kind, days int) func(x *record) (string, bool) {
		return func(x *record) (string, bool) {
			return textAt(x.doc, "uuid"), x.kind == kind && !x.time.Before(world.Start.AddDate(0, 0, -days))
		}
	}
	ahead := func(kind cordon.Kind, within time.Duration) func(x *record) (string, bool) {
		return func(x *record) (string, bool) {
			if x.kind != kind {
				return "", false
			}
			var m cordon.Meeting
			readDoc(x, &m)
			at, _, ok := m.Next(world.Start)
			name := m.UUID
			if within > 0 { // that list has no UUIDs
				name = strconv.FormatFloat(float64(m.Number), 'g', -1, 64)
			}
			return name, ok && m.Type != cordon.InstantMeeting && !at.After(world.Start.AddDate(0, 6, 0)) && (within == 0 || !at.After(world.Start.Add(within)))
		}
	}
	scheduled := func(kind cordon.Kind) func(x *record) (string, bool) {
		return func(x *record) (string, bool) {
			if x.kind != kind {
				return "", false
			}
			var m cordon.Meeting
			readDoc(x, &m)
			return m.UUID, m.Type != cordon.InstantMeeting
		}
	}
	recordLists = append(recordLists,
		recordList{"GET /users/{userId}/meetings", meetings, nil, "meetings", "uuid", scheduled(cordon.KindMeeting)},
		recordList{"GET /users/{userId}/meetings", meetings, url.Values{"type": {"upcoming"}}, "meetings", "uuid", ahead(cordon.KindMeeting, 0)},
		recordList{"GET /users/{userId}/meetings", meetings, url.Values{"type": {"live"}}, "meetings", "uuid", held(cordon.KindLiveMeeting, 9999)},
		recordList{"GET /users/{userId}/meetings", meetings, url.Values{"type": {"previous_meetings"}}, "meetings", "uuid", held(cordon.KindPastMeeting, 180)},
		recordList{"GET /users/{userId}/upcoming_meetings", []string{"users", "{user}", "upcoming_meetings"}, nil, "meetings", "id", ahead(cordon.KindMeeting, 24*time.Hour)},
		recordList{"GET /users/{userId}/webinars", webinars, nil, "webinars", "uuid", scheduled(cordon.KindWebinar)},
		recordList{"GET /users/{userId}/webinars", webinars, url.Values{"type": {"upcoming"}}, "webinars", "uuid", ahead(cordon.KindWebinar, 0)},
	)
	drawnRecords['N'] = func(x *record) (string, bool) {
		return x.parent, x.kind == cordon.KindLiveMeeting || x.kind == cordon.KindLiveWebinar
	}
	drawnRecords['n'] = func(x *record) (string, bool) { return x.id, arrangedKind(x) }
}

// populateMeetings lets people arrange meetings and webinars, with others named
// in all the places that there are.
func populateMeetings(p *populace) error {
	for range 3 + p.r.IntN(8) {
		host := p.r.IntN(len(p.people))
		number := 80_000_000_000 + p.r.Int64N(9_000_000_000)
		kind, style := cordon.KindMeeting, pick(p.r, []int{cordon.InstantMeeting, cordon.ScheduledMeeting, cordon.RecurringAnyTime, cordon.RecurringFixed, cordon.RecurringFixed})
		if p.chance(35) {
			kind, style = cordon.KindWebinar, pick(p.r, []int{cordon.ScheduledWebinar, cordon.RecurringWebinarAny, cordon.RecurringWebinarFixed})
		}
		made := p.before(20)
		m := cordon.Meeting{Number: number, UUID: p.mark(host, 31) + randomID(p.r)[:8] + "==", Topic: p.mark(host, 32), Agenda: p.mark(host, 33), Type: style, Passcode: p.mark(host, 34),
			Start: made.Add(time.Duration(p.r.IntN(22*24)) * time.Hour), Duration: 30, Timezone: "UTC", CreatedAt: made}
		if style == cordon.RecurringAnyTime || style == cordon.RecurringWebinarAny {
			m.Start = time.Time{}
		}
		m.Recurrence = &cordon.Recurrence{Type: cordon.Daily, RepeatInterval: 1 + p.r.IntN(3), EndTimes: 1 + p.r.IntN(12)}
		m.Plan()
		if len(m.Times) > 0 {
			m.Times[p.r.IntN(len(m.Times))].Deleted = len(m.Times) > 1 && p.chance(30)
		} else {
			m.Recurrence = nil
		}
		id := strconv.FormatInt(number, 10)
		if err := p.add(&cordon.Record{Kind: kind, ID: id, Time: m.Time(), Owner: p.people[host], Doc: m, Detail: p.arrangement(host, kind)}); err != nil {
			return err
		}
	}
	return nil
}

func (p *populace) arrangement(host int, kind cordon.Kind) (d cordon.MeetingDetail) {
	people := func() (list []cordon.Person) {
		for range p.r.IntN(6) {
			x := p.person()
			if i := slices.Index(p.people, x.User); i >= 0 && p.chance(30) { // typed, not looked up
				x.User, x.Email = "", p.mark(i, fEmail)+"@account"+strconv.Itoa(p.index)+".test"
			}
			list = append(list, x)
		}
		return list
	}
	d.Tracking = []cordon.TrackingField{{Field: p.mark(host, 35), Value: p.mark(host, 36)}}
	for _, x := range people() {
		if x.User != "" {
			d.Guests.Hosts = append(d.Guests.Hosts, x)
		}
	}
	if list := people(); len(list) > 0 {
		d.Guests.Contact = list[0]
	}
	for _, x := range people() {
		r := cordon.Registrant{Person: x, ID: "none" + randomID(p.r)[:14], LastName: x.Name, Status: pick(p.r, []string{"approved", "pending", "denied"}), Created: p.before(5)}
		if i := slices.Index(p.people, x.User); i >= 0 {
			r.ID, r.Org = p.mark(i, 37)+"regs", p.mark(i, 38)
		}
		d.Registrants = append(d.Registrants, r)
	}
	d.Questions.Custom = []cordon.CustomQuestion{{Title: p.mark(host, 39), Type: "short"}}
	d.Polls = []cordon.Poll{{ID: p.mark(host, 70) + "poll", Status: "notstart", PollForm: cordon.PollForm{Title: p.mark(host, 71), Type: 1, Questions: []cordon.PollQuestion{{Name: p.mark(host, 72), Type: "short_answer"}}}}}
	d.Stream = &cordon.Livestream{PageURL: p.mark(host, 76), StreamURL: p.mark(host, 77), StreamKey: p.mark(host, 78)}
	d.Survey = &cordon.Survey{Custom: &cordon.CustomSurvey{Title: p.mark(host, 73), Questions: []cordon.SurveyQuestion{{Name: p.mark(host, 74), Type: "short_answer"}}}}
	if kind == cordon.KindWebinar {
		d.Webinar = cordon.DefaultWebinarSettings()
		d.Webinar.Approval = new(pick(p.r, []int{0, 0, 1, 1, 2}))
		for i, x := range people() {
			d.Panelists = append(d.Panelists, cordon.Panelist{Person: x, ID: "panelist" + strconv.Itoa(i)})
		}
		d.Sources = []cordon.TrackingSource{{ID: "source", Name: p.mark(host, 75), URL: "https://example.test", Visitors: p.r.IntN(9)}}
		return d
	}
	d.Meeting = cordon.DefaultMeetingSettings()
	d.Meeting.Approval = new(pick(p.r, []int{0, 0, 1, 1, 2}))
	d.Guests.Invitees, d.Guests.Exceptions = people(), people()
	d.Guests.Rooms = []cordon.BreakoutRoom{{Name: "Red", People: people()}}
	return d
}
