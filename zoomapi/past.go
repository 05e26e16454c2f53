package zoomapi

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

// family is meetings or webinars: what is published of both is one shape under
// two names.
type family struct {
	noun, plural, param  string
	arranged, live, past cordon.Kind
}

var (
	ofMeetings = family{"meeting", "meetings", "meetingId", cordon.KindMeeting, cordon.KindLiveMeeting, cordon.KindPastMeeting}
	ofWebinars = family{"webinar", "webinars", "webinarId", cordon.KindWebinar, cordon.KindLiveWebinar, cordon.KindPastWebinar}
	families   = []family{ofMeetings, ofWebinars}
)

// held is one time that a meeting or webinar was held.
type held = whole[cordon.Session, cordon.SessionDetail]

// heldPath names what was held, by number or UUID, in the paths of either
// family.
type heldPath struct {
	Meeting string `path:"meetingId" json:"-"`
	Webinar string `path:"webinarId" json:"-"`
}

func (p heldPath) ref() string { return cmp.Or(p.Meeting, p.Webinar) }

func registerPast(a *API) {
	read(a, "GET /past_meetings/{meetingId}", holder.Parent("meeting", "meetingId"), pastMeeting)
	read(a, "GET /past_meetings/{meetingId}/participants", holder.Parent("meeting", "meetingId"), pastParticipants)
	for _, f := range families {
		rule, under := holder.Parent(f.noun, f.param), "GET /past_"+f.plural+"/{"+f.param+"}"
		read(a, under+"/polls", rule, f.pastPolls)
		read(a, under+"/qa", rule, f.pastQuestions)
	}
	read(a, "GET /past_meetings/{meetingId}/instances", holder.Parent("meeting", "meetingId"), pastMeetings)
	registerPastWebinars(a)
	registerSummaries(a)
	registerReports(a)
	registerMetrics(a)
}

// ended reads one time that was held, and is over.
func (c *call) ended(ref string, kinds ...cordon.Kind) (held, error) {
	w, err := c.heldSession(ref, kinds...)
	if err == nil && w.Doc.Start.Before(c.now().AddDate(-1, 0, 0)) {
		err = &cordon.Error{Status: http.StatusBadRequest, Code: 12702, Message: "Can not access a meeting a year ago."}
	}
	return w, err
}

// host is what reports show of whose a session was: the user as they are now,
// and nothing of one who is out of sight.
type host struct {
	ID, Name, Email, Dept string
	Licensed              bool
}

func hostOf(s entry[cordon.Session]) (host, error) {
	if s.Owner.ID == "" {
		return host{}, nil
	}
	b, err := brief(s.Owner)
	return host{s.Owner.ID, cmp.Or(b.Name(), s.Doc.HostName), s.Owner.Email, b.Dept, b.Type == cordon.Licensed}, err
}

type pastMeetingOut struct {
	ID           int64     `json:"id"`
	UUID         string    `json:"uuid"`
	Duration     int       `json:"duration"`
	StartTime    time.Time `json:"start_time"`
	EndTime      time.Time `json:"end_time"`
	HostID       string    `json:"host_id"`
	Dept         string    `json:"dept"`
	Participants int       `json:"participants_count"`
	Source       string    `json:"source"`
	Topic        string    `json:"topic"`
	TotalMinutes int       `json:"total_minutes"`
	Type         int       `json:"type"`
	UserEmail    string    `json:"user_email,omitempty"`
	UserName     string    `json:"user_name"`
	HasSummary   bool      `json:"has_meeting_summary"`
}

func pastMeeting(c *call, in heldPath) (out pastMeetingOut, err error) {
	w, err := c.ended(in.ref(), cordon.KindPastMeeting)
	if err != nil {
		return out, err
	}
	h, err := hostOf(w.entry)
	s := &w.Doc
	return pastMeetingOut{ID: s.Number, UUID: s.UUID, Duration: s.Minutes(c.now()), StartTime: s.Start, EndTime: s.End, HostID: h.ID, Dept: h.Dept,
		Participants: s.Participants, Source: s.Source, Topic: s.Topic, TotalMinutes: s.TotalMinutes, Type: s.Type, UserEmail: h.Email,
		UserName: h.Name, HasSummary: s.HasSummary}, err
}

// maxInstances bounds a list that has no pages.
const maxInstances = 1000

type instanceOut struct {
	UUID      string    `json:"uuid"`
	StartTime time.Time `json:"start_time"`
}

// instances lists when a meeting or webinar was held, the latest first.
func (f family) instances(c *call, in heldPath) (list []instanceOut, err error) {
	if n, err := strconv.ParseInt(in.ref(), 10, 64); err != nil || n <= 0 {
		return nil, noSuchMeeting(in.ref())
	}
	rows, _, err := c.Records(c.Grant.People(), store.RecordFilter{Kinds: []cordon.Kind{f.past}, Parent: in.ref(), Page: store.Page{Limit: maxInstances}})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		_, err = record[cordon.Meeting, struct{}](c, in.ref(), "", noSuchMeeting(in.ref()), f.arranged)
	}
	list = make([]instanceOut, len(rows))
	for i, r := range rows {
		list[i] = instanceOut{r.ID, r.Time}
	}
	return list, err
}

type pastMeetingsOut struct {
	Meetings []instanceOut `json:"meetings"`
}

func pastMeetings(c *call, in heldPath) (pastMeetingsOut, error) {
	list, err := ofMeetings.instances(c, in)
	return pastMeetingsOut{list}, err
}

type pastParticipantsInput struct {
	heldPath
	tokenCursor
	PageSize int `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type pastParticipantsOut struct {
	tokenInfo
	Participants []pastAttendee `json:"participants"`
}

func pastParticipants(c *call, in pastParticipantsInput) (out pastParticipantsOut, err error) {
	w, err := c.ended(in.ref(), cordon.KindPastMeeting)
	if err != nil {
		return out, err
	}
	list, info, err := c.pastAttendees(w, in.tokenCursor, in.PageSize)
	return pastParticipantsOut{info, list}, err
}
