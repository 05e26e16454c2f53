package zoomapi

import (
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerMeetings(a *API) {
	user := holder.Path("userId")
	read(a, "GET /users/{userId}/meetings", user, listMeetings)
	read(a, "GET /users/{userId}/upcoming_meetings", user, listUpcoming)
	write(a, "POST /users/{userId}/meetings", 201, user, createMeeting)
	read(a, "GET /users/{userId}/webinars", user, listWebinars)
	write(a, "POST /users/{userId}/webinars", 201, user, createWebinar)

	meeting, webinar := holder.Parent("meeting", "meetingId"), holder.Parent("webinar", "webinarId")
	read(a, "GET /meetings/{meetingId}", meeting, getMeeting)
	write(a, "PATCH /meetings/{meetingId}", 204, meeting, updateMeeting)
	write(a, "PUT /meetings/{meetingId}/status", 204, meeting, endMeeting)
	read(a, "GET /meetings/{meetingId}/invitation", meeting, getInvitation)
	write(a, "POST /meetings/{meetingId}/batch_registrants", 201, meeting, addRegistrants)
	write(a, "POST /meetings/{meetingId}/batch_polls", 201, meeting, addPolls)

	read(a, "GET /webinars/{webinarId}", webinar, getWebinar)
	write(a, "PATCH /webinars/{webinarId}", 204, webinar, updateWebinar)
	write(a, "PUT /webinars/{webinarId}/status", 200, webinar, endMeeting)
	read(a, "GET /webinars/{webinarId}/panelists", webinar, listPanelists)
	write(a, "POST /webinars/{webinarId}/panelists", 201, webinar, addPanelists)
	write(a, "DELETE /webinars/{webinarId}/panelists", 204, webinar, removePanelists)
	write(a, "DELETE /webinars/{webinarId}/panelists/{panelistId}", 204, webinar, removePanelist)
	read(a, "GET /webinars/{webinarId}/tracking_sources", webinar, listTrackingSources)

	// What both have.
	for _, what := range []string{"meeting", "webinar"} {
		at, rule := "/"+what+"s/{"+what+"Id}", holder.Parent(what, what+"Id")
		write(a, "DELETE "+at, 204, rule, deleteMeeting)
		read(a, "GET "+at+"/registrants", rule, listRegistrants)
		write(a, "POST "+at+"/registrants", 201, rule, addRegistrant)
		write(a, "PUT "+at+"/registrants/status", 204, rule, moveRegistrants)
		read(a, "GET "+at+"/registrants/{registrantId}", rule, getRegistrant)
		write(a, "DELETE "+at+"/registrants/{registrantId}", 204, rule, removeRegistrant)
		read(a, "GET "+at+"/registrants/questions", rule, getQuestions)
		write(a, "PATCH "+at+"/registrants/questions", 204, rule, setQuestions)
		read(a, "GET "+at+"/polls", rule, listPolls)
		write(a, "POST "+at+"/polls", 201, rule, addPoll)
		read(a, "GET "+at+"/polls/{pollId}", rule, getPoll)
		write(a, "PUT "+at+"/polls/{pollId}", 204, rule, replacePoll)
		write(a, "DELETE "+at+"/polls/{pollId}", 204, rule, removePoll)
		read(a, "GET "+at+"/survey", rule, getSurvey)
		write(a, "PATCH "+at+"/survey", 204, rule, setSurvey)
		write(a, "DELETE "+at+"/survey", 204, rule, removeSurvey)
		read(a, "GET "+at+"/livestream", rule, getLivestream)
		write(a, "PATCH "+at+"/livestream", 204, rule, setLivestream)
		write(a, "POST "+at+"/invite_links", 201, rule, makeInviteLinks)
	}
}

type listMeetingsInput struct {
	userPath
	cursor
	dates
	Type     string `query:"type" default:"scheduled" enum:"scheduled,live,upcoming,upcoming_meetings,previous_meetings" json:"-"`
	Timezone string `query:"timezone" max:"64" json:"-"`
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

// meetingEntry is a meeting as lists show it.
type meetingEntry struct {
	UUID      string     `json:"uuid"`
	ID        int64      `json:"id"`
	HostID    string     `json:"host_id"`
	Topic     string     `json:"topic"`
	Type      int        `json:"type"`
	StartTime *time.Time `json:"start_time,omitempty"`
	Duration  int        `json:"duration"`
	Timezone  string     `json:"timezone"`
	CreatedAt time.Time  `json:"created_at"`
	Agenda    string     `json:"agenda,omitempty"`
	JoinURL   string     `json:"join_url"`
	PMI       string     `json:"pmi,omitempty"`
}

type meetingList struct {
	pageInfo
	Meetings []meetingEntry `json:"meetings"`
}

// ahead is how far ahead lists of what is to come look.
const aheadMonths = 6

// listed are the types of meetings that lists show: no instant ones.
var listed = []store.Where{{Path: "$.type", Values: []string{"2", "3", "8"}}}

func listMeetings(c *call, in listMeetingsInput) (out meetingList, err error) {
	zone, err := zoneNamed("timezone", in.Timezone)
	if err != nil {
		return out, err
	}
	f := store.RecordFilter{Kinds: []cordon.Kind{cordon.KindMeeting}, User: c.user(in.UserID).Value}
	switch in.Type {
	case "live":
		f.Kinds = []cordon.Kind{cordon.KindLiveMeeting}
		return listHeldMeetings(c, in, f)
	case "previous_meetings":
		w, err := in.window(c, windowRule{Default: aheadMonths * 30 * day, Days: aheadMonths*31 + 1, Months: aheadMonths, Zone: zone})
		if err != nil {
			return out, err
		}
		f.Kinds, f.From, f.To = []cordon.Kind{cordon.KindPastMeeting}, w.From, w.To
		return listHeldMeetings(c, in, f)
	}
	from, to, err := in.span(zone)
	if err != nil {
		return out, err
	}
	var list []entry[cordon.Meeting]
	if in.Type == "scheduled" {
		f.From, f.To, f.Where = from, to, listed
		list, out.pageInfo, err = entries[cordon.Meeting](c, in.cursor, in.PageSize, f)
	} else {
		all, e := c.upcoming(f.Kinds[0], f.User, from, to, "")
		if e != nil {
			return out, e
		}
		list, out.pageInfo, err = part(c, in.cursor, in.PageSize, all)
	}
	out.Meetings = make([]meetingEntry, len(list))
	for i, m := range list {
		out.Meetings[i] = meetingEntryOf(m)
	}
	return out, err
}

func meetingEntryOf(m entry[cordon.Meeting]) meetingEntry {
	e := meetingEntry{UUID: m.Doc.UUID, ID: m.Doc.Number, HostID: m.Owner.ID, Topic: m.Doc.Topic, Type: m.Doc.Type, Duration: m.Doc.Duration,
		Timezone: m.Doc.Timezone, CreatedAt: m.Doc.CreatedAt, Agenda: m.Doc.Agenda, JoinURL: m.Doc.JoinURL()}
	if !m.Doc.Start.IsZero() {
		e.StartTime = &m.Doc.Start
	}
	if m.Doc.PMI {
		e.PMI = strconv.FormatInt(m.Doc.Number, 10)
	}
	return e
}

// listHeldMeetings lists what is or was held, in the shape of what was arranged.
func listHeldMeetings(c *call, in listMeetingsInput, f store.RecordFilter) (out meetingList, err error) {
	list, info, err := entries[cordon.Session](c, in.cursor, in.PageSize, f)
	out = meetingList{pageInfo: info, Meetings: make([]meetingEntry, len(list))}
	for i, m := range list {
		created := m.Doc.Created
		if created.IsZero() {
			created = m.Doc.Start
		}
		out.Meetings[i] = meetingEntry{UUID: m.Doc.UUID, ID: m.Doc.Number, HostID: m.Owner.ID, Topic: m.Doc.Topic, Type: m.Doc.Type, StartTime: &list[i].Doc.Start,
			Duration: m.Doc.Minutes(c.now()), Timezone: m.Doc.Timezone, CreatedAt: created, JoinURL: (&cordon.Meeting{Number: m.Doc.Number}).JoinURL()}
	}
	return out, err
}
