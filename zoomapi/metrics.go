package zoomapi

import (
	"fmt"
	"net/http"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerMetrics(a *API) {
	read(a, "GET /metrics/meetings", holder.Rows, metricsMeetings)
	read(a, "GET /metrics/webinars", holder.Rows, metricsWebinars)
	read(a, "GET /metrics/meetings/{meetingId}", holder.Parent("meeting", "meetingId"), metricsMeeting)
	read(a, "GET /metrics/webinars/{webinarId}", holder.Parent("webinar", "webinarId"), metricsWebinar)
	read(a, "GET /metrics/meetings/{meetingId}/participants", holder.Parent("meeting", "meetingId"), metricsMeetingParticipants)
	read(a, "GET /metrics/webinars/{webinarId}/participants", holder.Parent("webinar", "webinarId"), metricsWebinarParticipants)
	read(a, "GET /metrics/meetings/{meetingId}/participants/qos", holder.Parent("meeting", "meetingId"), meetingQOS)
	read(a, "GET /metrics/webinars/{webinarId}/participants/qos", holder.Parent("webinar", "webinarId"), webinarQOS)
	read(a, "GET /metrics/meetings/{meetingId}/participants/{participantId}/qos", holder.Parent("meeting", "meetingId"), participantQOS)
	read(a, "GET /metrics/webinars/{webinarId}/participants/{participantId}/qos", holder.Parent("webinar", "webinarId"), webinarParticipantQOS)
	for _, f := range families {
		rule, under := holder.Parent(f.noun, f.param), "GET /metrics/"+f.plural+"/{"+f.param+"}/participants/"
		read(a, under+"satisfaction", rule, f.satisfaction)
		read(a, under+"sharing", rule, f.sharing)
		read(a, under+"qos_summary", rule, f.qosSummary)
	}
	read(a, "GET /metrics/client/satisfaction", holder.Rows, clientSatisfaction)
	read(a, "GET /metrics/client_versions", holder.Rows, clientVersions)
	read(a, "GET /metrics/quality", holder.Rows, meetingQuality)
}

type metricsListInput struct {
	tokenCursor
	dates
	GroupID  string `query:"group_id" max:"64" json:"-"`
	With     bool   `query:"group_include_participant" json:"-"`
	DateType string `query:"query_date_type" default:"start_time" enum:"start_time,end_time" json:"-"`
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type metricsMeetingsInput struct {
	metricsListInput
	Type    string `query:"type" default:"live" enum:"past,pastOne,live" json:"-"`
	Include string `query:"include_fields" enum:"tracking_fields" json:"-"`
}

type metricsWebinarsInput struct {
	metricsListInput
	Type string `query:"type" default:"live" enum:"past,live" json:"-"`
}

// metricsEntry is a session as both dashboards show it.
type metricsEntry struct {
	UUID         string     `json:"uuid"`
	ID           int64      `json:"id"`
	Topic        string     `json:"topic"`
	Host         string     `json:"host"`
	Email        string     `json:"email"`
	Dept         string     `json:"dept"`
	UserType     string     `json:"user_type"`
	StartTime    time.Time  `json:"start_time"`
	EndTime      *time.Time `json:"end_time,omitempty"` // not while live
	Duration     string     `json:"duration"`           // "01:02:03"
	Participants int        `json:"participants"`
	ThirdParty   bool       `json:"has_3rd_party_audio"`
	Archiving    bool       `json:"has_archiving"`
	PSTN         bool       `json:"has_pstn"`
	Recording    bool       `json:"has_recording"`
	ScreenShare  bool       `json:"has_screen_share"`
	SIP          bool       `json:"has_sip"`
	Video        bool       `json:"has_video"`
	VoIP         bool       `json:"has_voip"`
	Poll         bool       `json:"has_poll"`
	Survey       bool       `json:"has_survey"`
}

// qualities is how sound, picture and screen went.
type qualities struct {
	Audio  string `json:"audio_quality,omitempty"`
	Video  string `json:"video_quality,omitempty"`
	Screen string `json:"screen_share_quality,omitempty"`
}

func qualitiesOf(level string, f cordon.Used) (q qualities) {
	q.Audio = level
	if f.Video {
		q.Video = level
	}
	if f.ScreenShare {
		q.Screen = level
	}
	return q
}

func metricsOf(c *call, s entry[cordon.Session]) (metricsEntry, error) {
	h, err := hostOf(s)
	d := &s.Doc
	m := metricsEntry{UUID: d.UUID, ID: d.Number, Topic: d.Topic, Host: h.Name, Email: h.Email, Dept: h.Dept, UserType: "Basic", StartTime: d.Start,
		Participants: d.Participants, ThirdParty: d.Features.ThirdParty, PSTN: d.Features.PSTN, Recording: d.Features.Recording, ScreenShare: d.Features.ScreenShare,
		SIP: d.Features.SIP, Video: d.Features.Video, VoIP: d.Features.VoIP, Poll: d.Features.Poll, Survey: d.Features.Survey}
	if h.Licensed {
		m.UserType = "Licensed"
	}
	end := c.now()
	if !d.End.IsZero() {
		end, m.EndTime = d.End, &d.End
	}
	long := end.Sub(d.Start)
	m.Duration = fmt.Sprintf("%02d:%02d:%02d", int(long.Hours()), int(long.Minutes())%60, int(long.Seconds())%60)
	return m, err
}

// metricsList reads one page of a dashboard. What is live is all shown, whenever
// it began.
func (f family) metricsList(c *call, in metricsListInput, which string) (list []entry[cordon.Session], info tokenInfo, w window, err error) {
	if w, err = in.window(c, windowRule{Months: 6}); err != nil {
		return nil, info, w, err
	}
	switch {
	case in.DateType == "end_time":
		err = &cordon.Error{Status: http.StatusBadRequest, Code: 12700, Message: "This account cannot query meetings by `end_time`."}
	case in.With:
		err = cordon.InvalidField("group_include_participant", "Must be false: Cordon lists meetings by their hosts.")
	}
	if err != nil {
		return nil, info, w, err
	}
	filter := store.RecordFilter{Kinds: []cordon.Kind{f.past}, Group: in.GroupID, From: w.From, To: w.To}
	switch which {
	case "live":
		filter.Kinds, filter.From, filter.To = []cordon.Kind{f.live}, time.Time{}, time.Time{}
	case "pastOne":
		filter.Where = []store.Where{alone(true)}
	}
	list, page, err := entries[cordon.Session](c, in.cursor(), in.PageSize, filter)
	return list, tokenInfoOf(page), w, err
}

type metricsMeetingsOut struct {
	tokenInfo
	From     string                `json:"from"`
	To       string                `json:"to"`
	Meetings []metricsMeetingEntry `json:"meetings"`
}

type metricsMeetingEntry struct {
	metricsEntry
	qualities
	QA bool `json:"has_qa"`
}

func metricsMeetings(c *call, in metricsMeetingsInput) (out metricsMeetingsOut, err error) {
	list, info, w, err := ofMeetings.metricsList(c, in.metricsListInput, in.Type)
	out = metricsMeetingsOut{info, w.fromDate(), w.toDate(), make([]metricsMeetingEntry, len(list))}
	for i, s := range list {
		m, err := metricsOf(c, s)
		if err != nil {
			return out, err
		}
		out.Meetings[i] = metricsMeetingEntry{m, qualitiesOf(s.Doc.Quality, s.Doc.Features), s.Doc.Features.QA}
	}
	return out, err
}

type metricsWebinarsOut struct {
	tokenInfo
	From     string                `json:"from"`
	To       string                `json:"to"`
	Webinars []metricsWebinarEntry `json:"webinars"`
}

type metricsWebinarEntry struct {
	metricsEntry
	qualities
}

func metricsWebinars(c *call, in metricsWebinarsInput) (out metricsWebinarsOut, err error) {
	list, info, w, err := ofWebinars.metricsList(c, in.metricsListInput, in.Type)
	out = metricsWebinarsOut{info, w.fromDate(), w.toDate(), make([]metricsWebinarEntry, len(list))}
	for i, s := range list {
		m, err := metricsOf(c, s)
		if err != nil {
			return out, err
		}
		out.Webinars[i] = metricsWebinarEntry{m, qualitiesOf(s.Doc.Quality, s.Doc.Features)}
	}
	return out, err
}

// metricsType says what of a meeting a dashboard is asked about.
type metricsType struct {
	Type string `query:"type" default:"live" enum:"past,pastOne,live" json:"-"`
}

// pastOrLive is the same where no difference is made by how many came.
type pastOrLive struct {
	Type string `query:"type" default:"live" enum:"past,live" json:"-"`
}

// onDashboard reads what was or is being held.
func (f family) onDashboard(c *call, ref, which string) (held, error) {
	kind := f.past
	if which == "live" {
		kind = f.live
	}
	w, err := c.ended(ref, kind)
	if err == nil && which == "pastOne" && !w.Doc.Alone {
		err = noSuchMeeting(ref)
	}
	return w, err
}

type metricsMeetingInput struct {
	heldPath
	metricsType
}

type metricsMeetingOut struct {
	metricsEntry
	HasSummary bool `json:"has_meeting_summary"`
	QA         bool `json:"has_qa"`
}

func metricsMeeting(c *call, in metricsMeetingInput) (out metricsMeetingOut, err error) {
	w, err := ofMeetings.onDashboard(c, in.ref(), in.Type)
	if err != nil {
		return out, err
	}
	m, err := metricsOf(c, w.entry)
	return metricsMeetingOut{m, w.Doc.HasSummary, w.Doc.Features.QA}, err
}

type metricsWebinarInput struct {
	heldPath
	pastOrLive
}

func metricsWebinar(c *call, in metricsWebinarInput) (out metricsWebinarEntry, err error) {
	w, err := ofWebinars.onDashboard(c, in.ref(), in.Type)
	if err != nil {
		return out, err
	}
	m, err := metricsOf(c, w.entry)
	return metricsWebinarEntry{m, qualitiesOf(w.Doc.Quality, w.Doc.Features)}, err
}
