package zoomapi

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// arranged is a meeting or a webinar as it was arranged.
type arranged struct {
	whole[cordon.Meeting, cordon.MeetingDetail]
}

// arrangedPath names a meeting or a webinar by its number.
type arrangedPath struct {
	Number string `path:"meetingId,webinarId" json:"-"`
}

// arranged finds the meeting or webinar, whichever the operation is about. One
// of the other sort says so, if it is in sight.
func (c *call) arranged(number string) (m arranged, err error) {
	kind, other, wrong := cordon.KindMeeting, cordon.KindWebinar, &cordon.Error{Status: http.StatusBadRequest, Code: 3000, Message: "Cannot access webinar info."}
	absent := noSuchMeeting(number)
	if c.session() == "webinar" {
		kind, other, wrong = other, kind, &cordon.Error{Status: http.StatusBadRequest, Code: 300, Message: "Invalid webinar ID."}
		absent = noSuchWebinar(number)
	}
	row, found, err := c.Record(c.Grant.People(), kind, number, seeContent)
	if err != nil {
		return m, err
	}
	if found {
		m.whole, err = readWhole[cordon.Meeting, cordon.MeetingDetail](row)
		return m, err
	}
	if _, found, err = c.Record(c.Grant.People(), other, number, ""); err != nil {
		return m, err
	}
	if found {
		return m, wrong
	}
	return m, absent
}

func noSuchWebinar(number string) *cordon.Error {
	return &cordon.Error{Status: http.StatusNotFound, Code: 3001, Message: fmt.Sprintf("Webinar does not exist: %s.", number)}
}

func (c *call) noSuchOccurrence(id string) *cordon.Error {
	what := "Meeting"
	if c.session() == "webinar" {
		what = "Webinar"
	}
	return &cordon.Error{Status: http.StatusNotFound, Code: 3001, Message: fmt.Sprintf("%s occurrence does not exist: %s.", what, id)}
}

// live finds what is being held of a meeting or webinar.
func (c *call) live(number string) (row store.RecordRow, found bool, err error) {
	kind := cordon.KindLiveMeeting
	if c.session() == "webinar" {
		kind = cordon.KindLiveWebinar
	}
	rows, _, err := c.Records(c.Grant.People(), store.RecordFilter{Kinds: []cordon.Kind{kind}, Parent: number, Page: store.Page{Limit: 1}})
	if err != nil || len(rows) == 0 {
		return row, false, err
	}
	return c.Record(c.Grant.People(), kind, rows[0].ID, "")
}

type getArrangedInput struct {
	arrangedPath
	Occurrence string `query:"occurrence_id" max:"32" json:"-"`
	Previous   bool   `query:"show_previous_occurrences" json:"-"`
}

// arrangedAlone is what a meeting and a webinar show alone.
type arrangedAlone struct {
	UUID            string                 `json:"uuid"`
	ID              int64                  `json:"id"`
	HostID          string                 `json:"host_id"`
	HostEmail       string                 `json:"host_email"`
	Topic           string                 `json:"topic"`
	Type            int                    `json:"type"`
	StartTime       *time.Time             `json:"start_time,omitempty"`
	Duration        int                    `json:"duration"`
	Timezone        string                 `json:"timezone"`
	CreatedAt       time.Time              `json:"created_at"`
	Agenda          string                 `json:"agenda"`
	StartURL        string                 `json:"start_url,omitempty"` // for the host alone
	JoinURL         string                 `json:"join_url"`
	RegistrationURL string                 `json:"registration_url,omitempty"`
	Password        string                 `json:"password,omitempty"`
	Recurrence      *cordon.Recurrence     `json:"recurrence,omitempty"`
	Occurrences     []occurrence           `json:"occurrences,omitempty"`
	Tracking        []cordon.TrackingField `json:"tracking_fields,omitempty"`
	CreationSource  string                 `json:"creation_source" enum:"open_api,web_portal,other"`
}

type occurrence struct {
	ID        string    `json:"occurrence_id"`
	StartTime time.Time `json:"start_time"`
	Duration  int       `json:"duration"`
	Status    string    `json:"status" enum:"available,deleted"`
}

// meetingAlone is a meeting as it is shown alone.
type meetingAlone struct {
	arrangedAlone
	PMI      string          `json:"pmi,omitempty"`
	Status   string          `json:"status" enum:"waiting,started"`
	Settings meetingSettings `json:"settings"`
}

// webinarAlone is a webinar as it is shown alone.
type webinarAlone struct {
	arrangedAlone
	Settings webinarSettings `json:"settings"`
}

func getMeeting(c *call, in getArrangedInput) (out meetingAlone, err error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return out, err
	}
	return c.meetingAlone(m, in)
}

func (c *call) meetingAlone(m arranged, in getArrangedInput) (out meetingAlone, err error) {
	if out.arrangedAlone, err = c.arrangedAlone(m, in); err != nil {
		return out, err
	}
	if m.Doc.PMI {
		out.PMI = m.ID
	}
	out.Status = "waiting"
	if _, live, err := c.live(m.ID); err != nil {
		return out, err
	} else if live {
		out.Status = "started"
	}
	out.Settings, err = c.meetingSettings(m)
	return out, err
}

func getWebinar(c *call, in getArrangedInput) (out webinarAlone, err error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return out, err
	}
	return c.webinarAlone(m, in)
}

func (c *call) webinarAlone(m arranged, in getArrangedInput) (out webinarAlone, err error) {
	if out.arrangedAlone, err = c.arrangedAlone(m, in); err != nil {
		return out, err
	}
	out.Settings, err = c.webinarSettings(m)
	return out, err
}

func (c *call) arrangedAlone(m arranged, in getArrangedInput) (out arrangedAlone, err error) {
	out = arrangedAlone{UUID: m.Doc.UUID, ID: m.Doc.Number, HostID: m.Owner.ID, HostEmail: m.Owner.Email, Topic: m.Doc.Topic, Type: m.Doc.Type, Duration: m.Doc.Duration,
		Timezone: m.Doc.Timezone, CreatedAt: m.Doc.CreatedAt, Agenda: m.Doc.Agenda, JoinURL: m.Doc.JoinURL(), Password: c.passcode(m.entry),
		Recurrence: m.Doc.Recurrence, Tracking: m.Detail.Tracking, CreationSource: "open_api"}
	if m.Owner.ID == c.Grant.User() {
		out.StartURL = "https://zoom.us/s/" + m.ID
	}
	if m.registration() {
		out.RegistrationURL = "https://zoom.us/" + c.session() + "/register/" + m.ID
	}
	if !m.Doc.Start.IsZero() {
		out.StartTime = &m.Doc.Start
	}
	if in.Occurrence != "" {
		o := m.Doc.Occurrence(in.Occurrence)
		if o == nil {
			return out, c.noSuchOccurrence(in.Occurrence)
		}
		out.StartTime, out.Duration = &o.Start, o.Duration
	}
	out.Occurrences = occurrences(m.Doc.Times, c.now(), in.Previous)
	return out, nil
}

// occurrences are those to come, and those that are over where previous is set.
func occurrences(times []cordon.Occurrence, now time.Time, previous bool) (list []occurrence) {
	for _, o := range times {
		status := "available"
		if o.Deleted {
			status = "deleted"
		}
		if previous || !o.Start.Add(time.Duration(o.Duration)*time.Minute).Before(now) {
			list = append(list, occurrence{o.ID, o.Start, o.Duration, status})
		}
	}
	return list
}

// registration reports whether people register for it.
func (m arranged) registration() bool {
	if m.Kind == cordon.KindWebinar {
		return m.Detail.Webinar.Registration()
	}
	return m.Detail.Meeting.Registration()
}

type invitation struct {
	Invitation string `json:"invitation"`
}

func getInvitation(c *call, in arrangedPath) (out invitation, err error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return out, err
	}
	b, err := brief(m.Owner)
	if err != nil {
		return out, err
	}
	text := fmt.Sprintf("%s invites you to a meeting.\r\n\r\nTopic: %s\r\n", b.Name(), m.Doc.Topic)
	if !m.Doc.Start.IsZero() {
		zone, err := time.LoadLocation(m.Doc.Timezone)
		if err != nil {
			zone = time.UTC
		}
		text += fmt.Sprintf("Time: %s %s\r\n", m.Doc.Start.In(zone).Format("2 Jan 2006 15:04"), m.Doc.Timezone)
	}
	text += fmt.Sprintf("\r\nJoin: %s\r\nMeeting ID: %s\r\n", m.Doc.JoinURL(), strconv.FormatInt(m.Doc.Number, 10))
	if code := c.passcode(m.entry); code != "" {
		text += fmt.Sprintf("Passcode: %s\r\n", code)
	}
	return invitation{text}, nil
}
