package demo

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
)

// sessions tells what one person held: one to three meetings a week; about ten
// in six months where the company is large, four where it is huge. Those with a
// licence for it held webinars.
func (k *chronicle) sessions(person int) error {
	u := &k.People[person]
	if u.Status == cordon.Pending || u.Brief.Type == cordon.Unassigned {
		return nil
	}
	meetings, most := 26+k.IntN(53), 12
	switch n := len(k.People); {
	case !k.rich:
		meetings, most = 4, 4
	case n > 1000:
		meetings, most = max(8+k.IntN(5), meetings*1000/n), 4
	}
	s := regulars{host: person, series: k.series}
	for i := range meetings {
		s.recorded = k.chance(15) || i == 0 // everybody has recorded something
		if err := k.hold(s, cordon.KindPastMeeting, k.workday(person, k.now.Add(-past), k.now.Add(-3*time.Hour)), 2+k.IntN(most-1)); err != nil {
			return err
		}
	}
	s.recorded = false
	webinars := 0
	if u.Features.Webinar && k.rich {
		webinars = 1 + k.IntN(3)
	}
	for range webinars {
		if err := k.hold(s, cordon.KindPastWebinar, k.workday(person, k.now.Add(-past), k.now.Add(-3*time.Hour)), 12+k.IntN(max(1, 5*most-11))); err != nil {
			return err
		}
	}
	if k.featured(person) {
		s.recorded = true
		for _, ago := range []time.Duration{5 * time.Hour, 26 * time.Hour, lately / 2} {
			if err := k.hold(s, cordon.KindPastMeeting, k.now.Add(-ago).Truncate(time.Minute), 5); err != nil {
				return err
			}
		}
		s.recorded = false
		if err := k.hold(s, cordon.KindPastWebinar, k.now.Add(-lately/3).Truncate(time.Minute), 20); err != nil {
			return err
		}
	}
	switch {
	case person%100 == FeaturedVisible || person%100 == FeaturedHidden: // some are in a meeting right now
		return k.hold(s, cordon.KindLiveMeeting, k.now.Add(-time.Duration(5+k.IntN(40))*time.Minute), 3+k.IntN(3))
	case webinars > 0 && k.chance(2):
		return k.hold(s, cordon.KindLiveWebinar, k.now.Add(-time.Duration(5+k.IntN(40))*time.Minute), 20)
	}
	return nil
}

// regulars are what somebody holds again and again.
type regulars struct {
	host     int
	series   []cordon.Meeting // arranged, and recurring
	recorded bool             // what is held next is recorded
}

// number draws a meeting number that nothing has.
func (k *chronicle) number() int64 {
	for {
		if n := 80_000_000_000 + k.dice.Int63n(19_000_000_000); !k.taken[n] {
			k.taken[n] = true
			return n
		}
	}
}

// hold tells one time that something was held, or is being held, for so many
// people.
func (k *chronicle) hold(of regulars, kind cordon.Kind, start time.Time, people int) error {
	webinar := kind == cordon.KindPastWebinar || kind == cordon.KindLiveWebinar
	minutes, u := choose(k, []int{15, 30, 30, 45, 60, 60}), &k.People[of.host]
	s := cordon.Session{
		UUID: base64.StdEncoding.EncodeToString(k.dice.Bytes(16)), Number: k.number(), Topic: choose(k, sessionTopics), Timezone: u.Brief.Timezone,
		Type: choose(k, []int{cordon.InstantMeeting, cordon.ScheduledMeeting}), Start: start, Source: "Zoom", HostName: k.person(of.host).Name,
		Created:  start.Add(-time.Duration(1+k.IntN(200)) * time.Hour),
		Features: cordon.Used{VoIP: true, Video: k.chance(85), ScreenShare: k.chance(60), PSTN: k.chance(8), Recording: of.recorded},
	}
	switch {
	case webinar:
		s.Type, s.Topic = cordon.ScheduledWebinar, choose(k, heldWebinars)
	case len(of.series) > 0 && k.chance(60):
		if m := choose(k, of.series); m.Start.Before(start) {
			s.Type, s.Topic, s.Number, s.Created = m.Type, m.Topic, m.Number, m.CreatedAt
		}
	}
	end := start.Add(time.Duration(minutes)*time.Minute + time.Duration(k.IntN(240))*time.Second)
	if kind == cordon.KindPastMeeting || kind == cordon.KindPastWebinar {
		s.End = end
	} else {
		end = k.now
	}
	var d cordon.SessionDetail
	for i, p := range k.guests(of.host, people, webinar) {
		d.Participants = append(d.Participants, k.stay(&s, p, i, end))
	}
	if !s.End.IsZero() {
		k.aftermath(&s, &d, webinar)
	}
	d.Tally(&s, k.now)
	if s.Features.PSTN && !s.End.IsZero() {
		if err := k.save(k.dialIn(of.host, &s, webinar)); err != nil {
			return err
		}
	}
	if of.recorded {
		thrown := k.chance(8) && !k.featured(of.host)
		if err := k.save(k.recording(of.host, &s, thrown)); err != nil {
			return err
		}
	}
	return k.save(&cordon.Record{Kind: kind, ID: s.UUID, Parent: strconv.FormatInt(s.Number, 10), Time: start, Owner: u.ID, Doc: s, Detail: d})
}

// dialIn is somebody who took part by telephone.
func (k *chronicle) dialIn(host int, s *cordon.Session, webinar bool) *cordon.Record {
	d := cordon.DialIn{Session: s.UUID, Meeting: s.Number, Webinar: webinar, Type: choose(k, []string{"toll-free", "call-out", "Toll", "call-in"}), Called: "+14155550100",
		Phone: fmt.Sprintf("+1212555%04d", 100+k.IntN(100)), Country: "United States", End: s.End, Cents: choose(k, []int{0, 2, 5})}
	return &cordon.Record{Kind: cordon.KindDialIn, ID: k.dice.ID(), Parent: strconv.FormatInt(s.Number, 10), Time: s.Start, Owner: k.People[host].ID, Doc: d}
}

// guests are who comes: the host, colleagues, and people from outside.
func (k *chronicle) guests(host, n int, webinar bool) []cordon.Person {
	list := []cordon.Person{k.person(host)}
	outside := 15
	if webinar {
		outside = 60
	}
	inside := 0
	for range n - 1 {
		if k.chance(outside) || len(k.People) < 3 {
			list = append(list, k.guest())
		} else {
			inside++
		}
	}
	for _, i := range k.colleagues(host, inside) {
		list = append(list, k.person(i))
	}
	return list
}

// guest is somebody from outside.
func (k *chronicle) guest() cordon.Person {
	name := [2]string{choose(k, givenNames), choose(k, familyNames)}
	return cordon.Person{Name: name[0] + " " + name[1], Email: guestAddress(name)}
}

// stay is one participant, the i-th to come.
func (k *chronicle) stay(s *cordon.Session, who cordon.Person, i int, end time.Time) cordon.Participant {
	kit := choose(k, kits)
	p := cordon.Participant{Person: who, Number: 16_778_240 + int64(i)*1024, UUID: k.dice.ID(), Join: s.Start.Add(time.Duration(k.IntN(180)) * time.Second), Device: kit.device,
		IP: fmt.Sprintf("198.51.100.%d", 1+k.IntN(254)), Location: choose(k, places).city, Network: choose(k, []string{"Wifi", "Wifi", "Wired", "Cellular"}),
		DataCenter: choose(k, []string{"Germany", "United States", "Netherlands"}), Version: kit.version, Microphone: kit.microphone, Speaker: kit.speaker, Camera: kit.camera,
		Panelist: i > 0 && i < 3 && s.Type == cordon.ScheduledWebinar}
	if i == 0 {
		p.Join = s.Start
	}
	if p.Join.After(end) {
		p.Join = end
	}
	p.Quality = cordon.Quality{Latency: 15 + k.IntN(120), Jitter: 1 + k.IntN(30), Loss: k.IntN(15), Bitrate: 40 + k.IntN(60), CPU: 4 + k.IntN(30)}
	if k.chance(8) { // a bad line
		p.Quality.Latency, p.Quality.Loss = 200+k.IntN(600), 20+k.IntN(120)
	}
	if s.Features.ScreenShare && i < 2 {
		p.Shared = []cordon.Share{{Content: choose(k, []string{"desktop", "app", "whiteboard"}), Start: p.Join, End: end}}
	}
	if s.End.IsZero() {
		return p
	}
	p.Leave = end
	if i > 0 && k.chance(20) {
		p.Leave = p.Join.Add(end.Sub(p.Join) / 2).Truncate(time.Second)
	}
	switch {
	case k.chance(20):
		p.Satisfied = cordon.Good
	case k.chance(3):
		p.Satisfied, p.Comment = cordon.NotGood, choose(k, complaints)
	}
	return p
}

// aftermath adds what a session leaves behind: answers, questions, a summary.
func (k *chronicle) aftermath(s *cordon.Session, d *cordon.SessionDetail, webinar bool) {
	often := 6
	if webinar {
		often = 70
	}
	host := d.Participants[0].Person
	if k.chance(often) {
		poll, asked := k.dice.ID(), choose(k, pollQuestions)
		for i := range d.Participants {
			if p := &d.Participants[i]; k.chance(60) {
				d.Polls = append(d.Polls, cordon.PollAnswer{Person: p.Person, At: p.Join.Add(time.Minute),
					Answers: []cordon.AnsweredEntry{{Poll: poll, Question: asked, Answer: choose(k, []string{"Yes", "No", "Not sure"})}}})
			}
		}
	}
	if k.chance(often) {
		for i := range d.Participants {
			if p := &d.Participants[i]; i > 0 && len(d.Questions) < 4 && k.chance(30) {
				q := choose(k, sessionQuestions)
				at := p.Join.Add(time.Minute)
				d.Questions = append(d.Questions, cordon.Question{Person: p.Person, ID: k.dice.ID(), At: at, Text: q[0],
					Answers: []cordon.Reply{{Person: host, At: at.Add(time.Minute), Text: q[1]}}})
			}
		}
	}
	if webinar {
		for range 2 + k.IntN(8) {
			name := [2]string{choose(k, givenNames), choose(k, familyNames)}
			d.Absentees = append(d.Absentees, cordon.Registrant{Person: cordon.Person{Name: name[0], Email: guestAddress(name)}, LastName: name[1], ID: k.dice.ID(),
				Status: "approved", Created: s.Created})
		}
		for i := range d.Participants {
			if k.chance(25) {
				d.Survey = append(d.Survey, cordon.PollAnswer{Person: d.Participants[i].Person, At: s.End,
					Answers: []cordon.AnsweredEntry{{Poll: "1", Question: "Was this worth your time?", Answer: choose(k, []string{"Yes", "Mostly", "No"})}}})
			}
		}
	}
	if k.chance(12) {
		at := s.End.Add(time.Duration(2+k.IntN(8)) * time.Minute)
		d.Summary = &cordon.Summary{Title: "Summary of " + s.Topic, Overview: choose(k, overviews), Created: at, Modified: at,
			Parts: []cordon.Part{{Label: "Progress", Text: choose(k, overviews)}, {Label: "Open points", Text: choose(k, overviews)}},
			Next:  []string{choose(k, nextSteps), choose(k, nextSteps)}}
	}
}
