package attack

import (
	"slices"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
)

func init() { populaces = append(populaces, populateHeld) }

// heldKinds are the kinds of what was held, or is being held.
var heldKinds = []cordon.Kind{cordon.KindPastMeeting, cordon.KindPastMeeting, cordon.KindPastMeeting, cordon.KindLiveMeeting, cordon.KindPastWebinar, cordon.KindLiveWebinar}

func populateHeld(p *populace) error {
	for range 6 + p.r.IntN(14) {
		host := p.r.IntN(len(p.people))
		kind := pick(p.r, heldKinds)
		if err := p.add(p.session(host, kind, 90_000_000_000+p.r.Int64N(9_000_000_000))); err != nil {
			return err
		}
	}
	for range 4 + p.r.IntN(6) {
		who := p.r.IntN(len(p.people))
		s := cordon.SignIn{Out: p.chance(50), IP: p.mark(who, 40), Client: p.mark(who, 41), Version: p.mark(who, 42)}
		r := cordon.Record{Kind: cordon.KindSignIn, ID: randomID(p.r), Time: p.before(18), Owner: p.people[who], Doc: s}
		if err := p.add(&r); err != nil {
			return err
		}
		d := cordon.DialIn{Session: p.mark(who, 44) + randomID(p.r)[:6], Meeting: 90_000_000_000 + p.r.Int64N(9_000_000_000), Type: pick(p.r, []string{"Toll", "toll-free"}),
			Called: p.mark(who, 45), Phone: p.mark(p.r.IntN(len(p.people)), fPhone), Country: p.mark(who, 46), Cents: 3}
		r = cordon.Record{Kind: cordon.KindDialIn, ID: randomID(p.r), Time: p.before(18), Owner: p.people[who], Doc: d}
		d.End = r.Time.Add(time.Minute)
		r.Doc = d
		if err := p.add(&r); err != nil {
			return err
		}
		o := cordon.Operation{Action: "Update", Category: "user", Detail: p.mark(who, 43)}
		r = cordon.Record{Kind: cordon.KindOperation, ID: randomID(p.r), Time: p.before(18), Owner: p.people[p.r.IntN(len(p.people))], Holders: []string{}, Doc: o}
		if err := p.add(&r); err != nil {
			return err
		}
	}
	return nil
}

// session is one time that host held something, for people of all kinds.
func (p *populace) session(host int, kind cordon.Kind, number int64) *cordon.Record {
	m := func(field int) string { return p.mark(host, field) }
	start := p.before(18)
	s := cordon.Session{UUID: m(44) + randomID(p.r)[:8] + "==", Number: number, Topic: m(45), Type: 2, Start: start, End: start.Add(time.Hour), Timezone: "UTC",
		Source: m(46), HostName: m(fDisplay), Created: start, Features: cordon.Used{Video: p.chance(50), ScreenShare: p.chance(50), PSTN: p.chance(30)}}
	live := kind == cordon.KindLiveMeeting || kind == cordon.KindLiveWebinar
	if live {
		s.End = time.Time{}
	}
	var d cordon.SessionDetail
	for i := range 1 + p.r.IntN(5) {
		who := p.person()
		if i == 0 && p.chance(60) {
			who = cordon.Person{User: p.people[host], Name: m(fDisplay)}
		}
		own := func(field int) string { return "Elsewhere" } // what tells of the participant alone
		if at := slices.Index(p.people, who.User); at >= 0 {
			own = func(field int) string { return p.mark(at, field) }
		}
		x := cordon.Participant{Person: who, Number: int64(16778240 + i), UUID: randomID(p.r), Join: start, Leave: s.End, Device: "Windows", IP: own(47), Location: own(48),
			Network: "Wifi", DataCenter: own(49), Version: own(50), Microphone: own(51), Speaker: own(52), Camera: own(53),
			Quality: cordon.Quality{Latency: p.r.IntN(700), Loss: p.r.IntN(120)}, Comment: m(54)}
		x.Satisfied = pick(p.r, []string{"", cordon.Good, cordon.NotGood})
		if p.chance(40) {
			x.Shared = []cordon.Share{{Content: "desktop", Start: start, End: start.Add(time.Minute)}}
		}
		d.Participants = append(d.Participants, x)
	}
	for range p.r.IntN(3) {
		a := cordon.PollAnswer{Person: p.person(), At: start, Answers: []cordon.AnsweredEntry{{Poll: m(55), Question: m(56), Answer: m(57)}}}
		d.Polls, d.Survey = append(d.Polls, a), append(d.Survey, a)
		d.Questions = append(d.Questions, cordon.Question{Person: p.person(), ID: m(58), At: start, Text: m(59),
			Answers: []cordon.Reply{{Person: p.person(), At: start, Text: m(60)}}})
	}
	for range p.r.IntN(5) {
		d.Absentees = append(d.Absentees, cordon.Registrant{Person: p.person(), ID: randomID(p.r), LastName: m(61), Status: "approved", Created: start,
			RegistrantFields: cordon.RegistrantFields{Org: m(62)}})
	}
	if p.chance(60) {
		d.Summary = &cordon.Summary{Title: m(63), Overview: m(64), Parts: []cordon.Part{{Label: m(65), Text: m(66)}}, Next: []string{m(67)}, Created: start, Modified: start}
	}
	d.Tally(&s, world.Start)
	return &cordon.Record{Kind: kind, ID: s.UUID, Parent: strconv.FormatInt(number, 10), Time: start, Owner: p.people[host], Doc: s, Detail: d}
}
