package zoomapi

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type reportHistoryInput struct {
	tokenCursor
	dates
	DateType string `query:"date_type" default:"start_time" enum:"start_time,end_time" json:"-"`
	Type     string `query:"meeting_type" default:"all" enum:"meeting,webinar,all" json:"-"`
	Report   string `query:"report_type" default:"all" enum:"all,poll,survey,qa,resource,reaction" json:"-"`
	Search   string `query:"search_key" max:"256" json:"-"`
	GroupID  string `query:"group_id" max:"64" json:"-"`
	Feature  string `query:"meeting_feature" max:"64" json:"-"`
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type reportHistoryOut struct {
	shortInfo
	History []historyEntry `json:"history_meetings"`
}

type historyEntry struct {
	UUID         string       `json:"meeting_uuid"`
	ID           int64        `json:"meeting_id"`
	Type         string       `json:"type"`
	HostName     string       `json:"host_display_name"`
	HostEmail    string       `json:"host_email"`
	StartTime    time.Time    `json:"start_time"`
	EndTime      time.Time    `json:"end_time"`
	Topic        string       `json:"topic"`
	Participants int          `json:"participants"`
	Duration     int          `json:"duration"`
	Minutes      int          `json:"total_participant_minutes"`
	Department   string       `json:"department"`
	Source       string       `json:"source"`
	Viewers      int          `json:"unique_viewers"`
	CreateTime   *time.Time   `json:"create_time,omitempty"`
	Features     featuresUsed `json:"feature_used"`
}

// featuresUsed is what Cordon keeps of it.
type featuresUsed struct {
	ScreenSharing bool `json:"screen_sharing"`
	VideoOn       bool `json:"video_on"`
	Telephone     bool `json:"telephone_usage"`
	Poll          bool `json:"poll"`
	Summary       bool `json:"meeting_summary"`
	CloudRecord   bool `json:"record_to_cloud"`
}

// historyFeatures is where a session says whether it used a feature. What is
// not kept was used by none.
var historyFeatures = map[string]string{"screen_sharing": "$.features.screen_share", "video_on": "$.features.video", "telephone_usage": "$.features.pstn",
	"poll": "$.features.poll", "meeting_summary": "$.has_summary", "record_to_cloud": "$.features.recording"}

func kindsOf(which string, meeting, webinar cordon.Kind) []cordon.Kind {
	switch which {
	case "meeting":
		return []cordon.Kind{meeting}
	case "webinar":
		return []cordon.Kind{webinar}
	}
	return []cordon.Kind{meeting, webinar}
}

// noSuchReportGroup is what this report says of a group that is not there.
func noSuchReportGroup(id string) *cordon.Error {
	return &cordon.Error{Status: http.StatusForbidden, Code: 12703, Message: "No permission for the group: " + id + "."}
}

func reportHistory(c *call, in reportHistoryInput) (out reportHistoryOut, err error) {
	w, err := in.window(c, windowRule{})
	if err != nil {
		return out, err
	}
	if in.DateType != "start_time" {
		return out, cordon.InvalidField("date_type", "Meetings are listed by start_time.")
	}
	f := store.RecordFilter{Kinds: kindsOf(in.Type, cordon.KindPastMeeting, cordon.KindPastWebinar), Group: in.GroupID, From: w.From, To: w.To}
	if in.Report != "all" {
		f.Where = append(f.Where, used("$.features."+in.Report))
	}
	if in.Feature != "" {
		path, ok := historyFeatures[in.Feature]
		if !ok {
			path = "$.features.not_kept"
		}
		f.Where = append(f.Where, used(path))
	}
	switch {
	case in.Search != "" && strings.Trim(in.Search, "0123456789") == "":
		f.Where = append(f.Where, store.Where{Path: "$.number", Values: []string{in.Search}})
	case in.Search != "":
		f.Where = append(f.Where, store.Where{Path: "$.topic", Values: []string{in.Search}})
	}
	if in.GroupID != "" {
		if err := c.GroupExists(c.Grant.Groups(), in.GroupID); err != nil {
			return out, noSuchReportGroup(in.GroupID)
		}
	}
	list, info, err := entries[cordon.Session](c, in.cursor(), in.PageSize, f)
	if err != nil {
		return out, err
	}
	out = reportHistoryOut{shortInfoOf(info), make([]historyEntry, len(list))}
	for i, s := range list {
		h, err := hostOf(s)
		if err != nil {
			return out, err
		}
		d := &s.Doc
		e := historyEntry{d.UUID, d.Number, "Meeting", h.Name, h.Email, d.Start, d.End, d.Topic, d.Participants, d.Minutes(c.now()), d.TotalMinutes, h.Dept, d.Source,
			d.Unique, nil, featuresUsed{d.Features.ScreenShare, d.Features.Video, d.Features.PSTN, d.Features.Poll, d.HasSummary, d.Features.Recording}}
		if s.Kind == cordon.KindPastWebinar {
			e.Type = "Webinar"
		}
		if !d.Created.IsZero() {
			e.CreateTime = &d.Created
		}
		out.History[i] = e
	}
	return out, nil
}

type reportUpcomingInput struct {
	tokenCursor
	dates
	Type     string `query:"type" default:"all" enum:"meeting,webinar,all" json:"-"`
	GroupID  string `query:"group_id" max:"64" json:"-"`
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type reportUpcomingOut struct {
	shortInfo
	From   string          `json:"from"`
	To     string          `json:"to"`
	Events []upcomingEvent `json:"upcoming_events"`
}

type upcomingEvent struct {
	ID        string    `json:"id"`
	Topic     string    `json:"topic"`
	StartTime time.Time `json:"start_time"`
	HostID    string    `json:"host_id"`
	HostName  string    `json:"host_name"`
	Dept      string    `json:"dept"`
}

// reportUpcoming lists the meetings and webinars whose time lies in a window of
// at most one month, which may lie ahead.
func reportUpcoming(c *call, in reportUpcomingInput) (out reportUpcomingOut, err error) {
	from, _, ok := parseTime(in.From, nil)
	if !ok {
		return out, cordon.InvalidField("from", "Must be a date, yyyy-MM-dd.")
	}
	to, dateOnly, ok := parseTime(in.To, nil)
	if !ok {
		return out, cordon.InvalidField("to", "Must be a date, yyyy-MM-dd.")
	}
	if dateOnly {
		to = to.Add(day)
	}
	if to.Before(from) || to.After(from.AddDate(0, 1, 1)) {
		return out, cordon.InvalidField("to", "Must be at most one month after from.")
	}
	w := window{from, to}
	list, info, err := entries[cordon.Meeting](c, in.cursor(), in.PageSize, store.RecordFilter{Kinds: kindsOf(in.Type, cordon.KindMeeting, cordon.KindWebinar),
		Group: in.GroupID, From: w.From, To: w.To, Oldest: true})
	if err != nil {
		return out, err
	}
	out = reportUpcomingOut{shortInfoOf(info), w.fromDate(), w.toDate(), make([]upcomingEvent, len(list))}
	for i, m := range list {
		b, err := brief(m.Owner)
		if err != nil {
			return out, err
		}
		out.Events[i] = upcomingEvent{strconv.FormatInt(m.Doc.Number, 10), m.Doc.Topic, m.Time, m.Owner.ID, b.Name(), b.Dept}
	}
	return out, nil
}

type reportLinesInput struct {
	tokenCursor
	dates
	PageSize int `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type reportSignInsOut struct {
	shortInfo
	From string       `json:"from"`
	To   string       `json:"to"`
	Logs []signInLine `json:"activity_logs"`
}

type signInLine struct {
	Email   string    `json:"email"`
	Time    time.Time `json:"time"`
	Type    string    `json:"type"`
	IP      string    `json:"ip_address"`
	Client  string    `json:"client_type"`
	Version string    `json:"version"`
}

func reportSignIns(c *call, in reportLinesInput) (out reportSignInsOut, err error) {
	w, err := in.window(c, lastSixMonths)
	if err != nil {
		return out, err
	}
	list, info, err := entries[cordon.SignIn](c, in.cursor(), in.PageSize, store.RecordFilter{Kinds: []cordon.Kind{cordon.KindSignIn}, From: w.From, To: w.To})
	out = reportSignInsOut{shortInfoOf(info), w.fromDate(), w.toDate(), make([]signInLine, len(list))}
	for i, s := range list {
		out.Logs[i] = signInLine{s.Owner.Email, s.Time.Truncate(time.Second), "Sign in", s.Doc.IP, s.Doc.Client, s.Doc.Version}
		if s.Doc.Out {
			out.Logs[i].Type = "Sign out"
		}
	}
	return out, err
}

type reportOperationsInput struct {
	reportLinesInput
	Category string `query:"category_type" default:"all" enum:"all,user,user_settings,account,billing,im,recording,phone_contacts,webinar,sub_account,role,zoom_rooms" json:"-"`
}

type reportOperationsOut struct {
	shortInfo
	Logs []operationLine `json:"operation_logs"`
}

type operationLine struct {
	Time     time.Time `json:"time"`
	By       string    `json:"operator"`
	Category string    `json:"category_type"`
	Action   string    `json:"action"`
	Detail   string    `json:"operation_detail"`
}

// reportOperations lists what administrators did. Its text may name anybody, so
// only a caller from whom nobody is hidden gets here.
func reportOperations(c *call, in reportOperationsInput) (out reportOperationsOut, err error) {
	w, err := in.window(c, windowRule{})
	if err != nil {
		return out, err
	}
	f := store.RecordFilter{Kinds: []cordon.Kind{cordon.KindOperation}, From: w.From, To: w.To}
	if in.Category != "all" {
		f.Where = []store.Where{{Path: "$.category", Values: []string{in.Category}}}
	}
	list, info, err := entries[cordon.Operation](c, in.cursor(), in.PageSize, f)
	out = reportOperationsOut{shortInfoOf(info), make([]operationLine, len(list))}
	for i, o := range list {
		out.Logs[i] = operationLine{o.Time.Truncate(time.Second), o.Owner.Email, o.Doc.Category, o.Doc.Action, o.Doc.Detail}
	}
	return out, err
}
