package demo

import (
	"encoding/base64"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
)

// series are meetings that recur: how often, and for how many minutes.
var series = []struct {
	topic, agenda string
	minutes       int
	r             cordon.Recurrence
}{
	{"Daily stand-up", "Done, next, in the way.", 15, cordon.Recurrence{Type: cordon.Weekly, RepeatInterval: 1, WeeklyDays: "2,3,4,5,6", EndTimes: 60}},
	{"Weekly team meeting", "Numbers, news, questions.", 45, cordon.Recurrence{Type: cordon.Weekly, RepeatInterval: 1, WeeklyDays: "3", EndTimes: 26}},
	{"One to one", "", 30, cordon.Recurrence{Type: cordon.Weekly, RepeatInterval: 2, WeeklyDays: "5", EndTimes: 13}},
	{"Planning", "What the next two weeks are for.", 60, cordon.Recurrence{Type: cordon.Weekly, RepeatInterval: 2, WeeklyDays: "2", EndTimes: 12}},
	{"Monthly review", "What went well, what did not.", 60, cordon.Recurrence{Type: cordon.Monthly, RepeatInterval: 1, MonthlyWeek: -1, MonthlyWeekDay: 6, EndTimes: 12}},
	{"Budget round", "Bring the forecast.", 50, cordon.Recurrence{Type: cordon.Monthly, RepeatInterval: 1, MonthlyDay: 10, EndTimes: 6}},
}

var (
	arrangedTopics  = []string{"Interview", "Supplier call", "Design review", "Contract talk", "Onboarding", "Customer visit", "Retrospective", "Training", "Release check", "Office move"}
	eventTopics     = []string{"What is new this quarter", "Getting started", "A look behind the scenes", "Questions and answers for partners", "Safety training"}
	registrantNames = [][2]string{{"Amara", "Osei"}, {"Luis", "Prado"}, {"Ingrid", "Falk"}, {"Kenji", "Mori"}, {"Nadia", "Haddad"}, {"Tom", "Barlow"}, {"Eva", "Novak"}, {"Ravi", "Menon"}}
	registrantHosts = []string{"northwind.example", "lakeside.example", "harbor.example"}
)

// arrange tells what one person has arranged: in a large company one meeting,
// else some, and webinars for those who may hold them.
func (k *chronicle) arrange(person int) error {
	u := &k.People[person]
	if u.Status != cordon.Active {
		return nil
	}
	k.series = k.series[:0]
	add := func(r *cordon.Record, m cordon.Meeting, d cordon.MeetingDetail) error {
		m.Number, m.UUID = k.number(), base64.StdEncoding.EncodeToString(k.dice.Bytes(16))
		m.Timezone, m.CreatedAt = u.Brief.Timezone, k.workday(person, k.now.Add(-30*day), k.now.Add(-day))
		m.Plan()
		if m.Type == cordon.RecurringFixed {
			m.CreatedAt = m.Start.Add(-day)
			k.series = append(k.series, m)
		}
		r.ID, r.Time, r.Owner, r.Doc, r.Detail = strconv.FormatInt(m.Number, 10), m.Time(), u.ID, m, d
		return k.save(r)
	}
	once, recurring := 1, 0
	if k.rich {
		once, recurring = 1+k.IntN(3), 1+k.IntN(2)
	}
	for range once {
		d := cordon.MeetingDetail{Meeting: cordon.DefaultMeetingSettings()}
		d.Meeting.WaitingRoom = new(k.chance(40))
		m := cordon.Meeting{Topic: choose(k, arrangedTopics), Type: cordon.ScheduledMeeting, Start: k.workday(person, k.now.Add(2*time.Hour), k.now.Add(21*day)),
			Duration: choose(k, []int{30, 30, 45, 60}), Passcode: k.passcode()}
		if m.Start.Before(k.now) {
			m.Start = k.now.Add(day)
		}
		if err := add(&cordon.Record{Kind: cordon.KindMeeting}, m, d); err != nil {
			return err
		}
	}
	for range recurring {
		s := choose(k, series)
		d := cordon.MeetingDetail{Meeting: cordon.DefaultMeetingSettings()}
		d.Meeting.JoinBeforeHost, d.Meeting.AutoRecording = new(true), new(choose(k, []string{"none", "none", "cloud"}))
		d.Guests.Invitees = k.others(person, 1+k.IntN(4))
		if k.chance(30) {
			d.Guests.Hosts = k.others(person, 1)
		}
		m := cordon.Meeting{Topic: s.topic, Agenda: s.agenda, Type: cordon.RecurringFixed, Start: k.workday(person, k.now.Add(-60*day), k.now.Add(-30*day)),
			Duration: s.minutes, Recurrence: &s.r, Passcode: k.passcode()}
		if err := add(&cordon.Record{Kind: cordon.KindMeeting}, m, d); err != nil {
			return err
		}
	}
	if !k.rich || !u.Features.Webinar {
		return nil
	}
	for range 1 + k.IntN(2) {
		m := cordon.Meeting{Topic: choose(k, eventTopics), Agenda: "Open to everybody who registers.", Type: cordon.ScheduledWebinar,
			Start: k.workday(person, k.now.Add(3*day), k.now.Add(40*day)), Duration: 60, Passcode: k.passcode()}
		if err := add(&cordon.Record{Kind: cordon.KindWebinar}, m, k.webinar(person)); err != nil {
			return err
		}
	}
	return nil
}

func (k *chronicle) passcode() string { return strconv.Itoa(100_000 + k.IntN(900_000)) }

// others are some others of the company.
func (k *chronicle) others(person, n int) (list []cordon.Person) {
	for range n {
		if i := k.IntN(len(k.People)); i != person && k.People[i].Status == cordon.Active {
			list = append(list, k.person(i))
		}
	}
	return list
}

// webinar is who speaks in a webinar, who registered for it, and what they are
// asked.
func (k *chronicle) webinar(person int) cordon.MeetingDetail {
	d := cordon.MeetingDetail{Webinar: cordon.DefaultWebinarSettings()}
	d.Webinar.Approval, d.Webinar.PanelistsVideo, d.Webinar.Practice = new(k.IntN(2)), new(true), new(true)
	d.Guests.Contact = k.person(person)
	for _, p := range k.others(person, 3) {
		d.Panelists = append(d.Panelists, cordon.Panelist{Person: p, ID: k.dice.ID()})
	}
	for i, name := range []string{"Newsletter", "Web site"} {
		d.Sources = append(d.Sources, cordon.TrackingSource{ID: strconv.Itoa(i + 1), Name: name, URL: "https://zoom.us/webinar/register/" + k.dice.ID(), Visitors: 20 + k.IntN(200)})
	}
	register := func(p cordon.Person, last string) {
		status := cordon.RegistrantApproved
		if *d.Webinar.Approval == cordon.ApproveByHand {
			status = choose(k, []string{cordon.RegistrantApproved, cordon.RegistrantPending, cordon.RegistrantDenied})
		}
		d.Registrants = append(d.Registrants, cordon.Registrant{Person: p, LastName: last, ID: k.dice.ID(), Status: status, Created: k.now.Add(-time.Duration(1+k.IntN(200)) * time.Hour),
			Source: strconv.Itoa(1 + k.IntN(2))})
	}
	for _, p := range k.others(person, 2+k.IntN(5)) {
		register(p, "")
	}
	for range 3 + k.IntN(12) {
		name, host := choose(k, registrantNames), choose(k, registrantHosts)
		register(cordon.Person{Name: name[0], Email: "guest" + strconv.Itoa(k.IntN(10_000)) + "@" + host}, name[1])
	}
	d.Questions = cordon.RegistrationQuestions{Fields: []cordon.FieldQuestion{{Field: "org", Required: true}},
		Custom: []cordon.CustomQuestion{{Title: "What would you like to hear about?", Type: "short"}}}
	d.Polls = []cordon.Poll{{ID: k.dice.ID(), Status: "notstart", PollForm: cordon.PollForm{Title: "Before we begin", Type: 1, Anonymous: true,
		Questions: []cordon.PollQuestion{{Name: "How well do you know us?", Type: "single", Answers: []string{"Well", "A little", "Not yet"}}}}}}
	d.Survey = &cordon.Survey{InBrowser: new(true), Custom: &cordon.CustomSurvey{Title: "How was it?", Anonymous: true,
		Questions: []cordon.SurveyQuestion{{Name: "Was it worth your time?", Type: "rating_scale", RatingMin: 1, RatingMax: 5}}}}
	return d
}
