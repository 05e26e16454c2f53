package zoomapi

import (
	"slices"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
)

type includeRegistrant struct {
	Include  string `query:"include_fields" enum:"registrant_id" json:"-"`
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type metricsParticipantsInput struct {
	heldPath
	tokenCursor
	metricsType
	includeRegistrant
}

type metricsWebinarParticipantsInput struct {
	heldPath
	tokenCursor
	pastOrLive
	includeRegistrant
}

// metricsStay is a participant as every dashboard shows them.
type metricsStay struct {
	ID                string     `json:"id"`
	UserID            string     `json:"user_id"`
	ParticipantUUID   string     `json:"participant_uuid"`
	UserName          string     `json:"user_name"`
	Email             string     `json:"email,omitempty"`
	JoinTime          time.Time  `json:"join_time"`
	LeaveTime         *time.Time `json:"leave_time,omitempty"`
	ShareApplication  bool       `json:"share_application"`
	ShareDesktop      bool       `json:"share_desktop"`
	ShareWhiteboard   bool       `json:"share_whiteboard"`
	Recording         bool       `json:"recording"`
	metricsWhereabout            // of those in sight
}

// metricsWhereabout is where somebody was, and with what. Of who is out of sight,
// and of people from outside as well, it is left out.
type metricsWhereabout struct {
	Device     string `json:"device,omitempty"`
	IP         string `json:"ip_address,omitempty"`
	Location   string `json:"location,omitempty"`
	Network    string `json:"network_type,omitempty"`
	DataCenter string `json:"data_center,omitempty"`
	Version    string `json:"version,omitempty"`
}

// devices are what people may have, as participants' devices begin.
var devices = []string{"Phone", "H.323/SIP", "Windows", "Mac", "iOS", "Android"}

func (a attendees) stay(p *cordon.Participant) metricsStay {
	shared := func(what string) bool {
		return slices.ContainsFunc(p.Shared, func(s cordon.Share) bool { return s.Content == what })
	}
	s := metricsStay{ID: a.id(p), UserID: strconv.FormatInt(p.Number, 10), ParticipantUUID: p.UUID, UserName: p.Name, Email: a.faces.Email(p.Person),
		JoinTime: p.Join, ShareApplication: shared("app"), ShareDesktop: shared("desktop"), ShareWhiteboard: shared("whiteboard")}
	if !p.Leave.IsZero() {
		s.LeaveTime = &p.Leave
	}
	if a.near(p) {
		s.metricsWhereabout = metricsWhereabout{"", p.IP, p.Location, p.Network, p.DataCenter, p.Version}
		if slices.Contains(devices, p.Device) {
			s.Device = p.Device
		}
	}
	return s
}

// metricsAttendee is a participant as the lists of dashboards show them.
type metricsAttendee struct {
	metricsStay
	ParticipantUserID string `json:"participant_user_id"`
	Role              string `json:"role"`
	RegistrantID      string `json:"registrant_id,omitempty"`
	Microphone        string `json:"microphone,omitempty"`
	Speaker           string `json:"speaker,omitempty"`
	Audio             string `json:"audio_quality"`
	Video             string `json:"video_quality"`
	Screen            string `json:"screen_share_quality"`
}

func (c *call) metricsAttendees(w held, cur tokenCursor, in includeRegistrant) (a attendees, list []metricsAttendee, info tokenInfo, err error) {
	a, page, err := c.attendees(w, w.Detail.Participants, cur, in.PageSize)
	list = make([]metricsAttendee, len(a.list))
	for i := range a.list {
		p := &a.list[i]
		q := qualitiesOf(p.Quality.Level(), w.Doc.Features)
		m := metricsAttendee{metricsStay: a.stay(p), ParticipantUserID: a.id(p), Role: "attendee", Audio: q.Audio, Video: q.Video, Screen: q.Screen}
		switch {
		case a.id(p) != "" && a.id(p) == a.host:
			m.Role = "host"
		case p.Panelist && (w.Kind == cordon.KindPastWebinar || w.Kind == cordon.KindLiveWebinar):
			m.Role = "panelist"
		}
		if a.near(p) {
			m.Microphone, m.Speaker = p.Microphone, p.Speaker
		}
		if in.Include != "" {
			m.RegistrantID = p.Registrant
		}
		list[i] = m
	}
	return a, list, tokenInfoOf(page), err
}

type metricsParticipantsOut struct {
	tokenInfo
	Number       string            `json:"meeting_number"`
	Participants []meetingAttendee `json:"participants"`
}

type meetingAttendee struct {
	metricsAttendee
	Camera string `json:"camera,omitempty"`
	Status string `json:"status"`
}

func metricsMeetingParticipants(c *call, in metricsParticipantsInput) (out metricsParticipantsOut, err error) {
	w, err := ofMeetings.onDashboard(c, in.ref(), in.Type)
	if err != nil {
		return out, err
	}
	a, list, info, err := c.metricsAttendees(w, in.tokenCursor, in.includeRegistrant)
	out = metricsParticipantsOut{info, strconv.FormatInt(w.Doc.Number, 10), make([]meetingAttendee, len(list))}
	for i, m := range list {
		out.Participants[i] = meetingAttendee{m, "", "in_meeting"}
		if p := &a.list[i]; a.near(p) {
			out.Participants[i].Camera = p.Camera
		}
	}
	return out, err
}

type metricsWebinarParticipantsOut struct {
	tokenInfo
	Number       string            `json:"webinar_number"`
	Participants []metricsAttendee `json:"participants"`
}

func metricsWebinarParticipants(c *call, in metricsWebinarParticipantsInput) (out metricsWebinarParticipantsOut, err error) {
	w, err := ofWebinars.onDashboard(c, in.ref(), in.Type)
	if err != nil {
		return out, err
	}
	_, list, info, err := c.metricsAttendees(w, in.tokenCursor, in.includeRegistrant)
	return metricsWebinarParticipantsOut{info, strconv.FormatInt(w.Doc.Number, 10), list}, err
}

type satisfactionInput struct {
	heldPath
	tokenCursor
	metricsType
	PageSize int `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type satisfactionOut struct {
	shortInfo
	Participants []satisfied `json:"participants"`
}

type satisfied struct {
	DateTime time.Time `json:"date_time"`
	Email    string    `json:"email,omitempty"`
	Quality  string    `json:"quality"`
	UserID   string    `json:"user_id"`
	Comment  string    `json:"comment"`
}

func (f family) satisfaction(c *call, in satisfactionInput) (out satisfactionOut, err error) {
	w, err := f.onDashboard(c, in.ref(), in.Type)
	if err != nil {
		return out, err
	}
	said := slices.DeleteFunc(w.Detail.Participants, func(p cordon.Participant) bool { return p.Satisfied == "" })
	a, info, err := c.attendees(w, said, in.tokenCursor, in.PageSize)
	out = satisfactionOut{shortInfoOf(info), make([]satisfied, len(a.list))}
	for i := range a.list {
		p := &a.list[i]
		out.Participants[i] = satisfied{p.Leave, a.faces.Email(p.Person), p.Satisfied, strconv.FormatInt(p.Number, 10), p.Comment}
	}
	return out, err
}

type sharingInput struct {
	heldPath
	tokenCursor
	pastOrLive
	PageSize int `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type sharingOut struct {
	tokenInfo
	Participants []sharer `json:"participants"`
}

type sharer struct {
	ID       string       `json:"id"`
	UserID   string       `json:"user_id"`
	UserName string       `json:"user_name"`
	Details  []sharedOnce `json:"details"`
}

type sharedOnce struct {
	Content string    `json:"content"`
	Start   time.Time `json:"start_time"`
	End     time.Time `json:"end_time"`
}

func (f family) sharing(c *call, in sharingInput) (out sharingOut, err error) {
	w, err := f.onDashboard(c, in.ref(), in.Type)
	if err != nil {
		return out, err
	}
	shared := slices.DeleteFunc(w.Detail.Participants, func(p cordon.Participant) bool { return len(p.Shared) == 0 })
	a, info, err := c.attendees(w, shared, in.tokenCursor, in.PageSize)
	out = sharingOut{tokenInfoOf(info), make([]sharer, len(a.list))}
	for i := range a.list {
		p := &a.list[i]
		s := sharer{a.id(p), strconv.FormatInt(p.Number, 10), p.Name, make([]sharedOnce, len(p.Shared))}
		for j, x := range p.Shared {
			s.Details[j] = sharedOnce{x.Content, x.Start, x.End}
		}
		out.Participants[i] = s
	}
	return out, err
}
