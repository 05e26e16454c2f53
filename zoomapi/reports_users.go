package zoomapi

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type reportUserMeetingsInput struct {
	userPath
	tokenCursor
	dates
	Type     string `query:"type" default:"past" enum:"past,pastOne,pastJoined" json:"-"`
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type reportUserMeetingsOut struct {
	pageInfo
	From     string        `json:"from"`
	To       string        `json:"to"`
	Meetings []userMeeting `json:"meetings"`
}

type userMeeting struct {
	UUID           string    `json:"uuid"`
	ID             int64     `json:"id"`
	Topic          string    `json:"topic"`
	Type           int       `json:"type"`
	StartTime      time.Time `json:"start_time"`
	EndTime        time.Time `json:"end_time"`
	Duration       int       `json:"duration"`
	TotalMinutes   int       `json:"total_minutes"`
	Participants   int       `json:"participants_count"`
	Source         string    `json:"source"`
	UserName       string    `json:"user_name"`
	UserEmail      string    `json:"user_email"`
	HostName       string    `json:"host_name"`
	HasScreenShare bool      `json:"has_screen_share"`
	HasRecording   bool      `json:"has_recording"`
}

// reportUserMeetings lists what somebody hosted and at least two people came
// to, or with pastOne the rest of it.
func reportUserMeetings(c *call, in reportUserMeetingsInput) (out reportUserMeetingsOut, err error) {
	if in.Type == "pastJoined" {
		return out, cordon.InvalidField("type", "Must be past or pastOne: Cordon reports meetings by their hosts.")
	}
	w, err := in.window(c, windowRule{Months: 6})
	if err != nil {
		return out, err
	}
	list, info, err := entries[cordon.Session](c, in.cursor(), in.PageSize, store.RecordFilter{Kinds: bothPast, User: c.user(in.UserID).Value,
		From: w.From, To: w.To, Where: []store.Where{alone(in.Type == "pastOne")}})
	if err != nil {
		return out, err
	}
	out = reportUserMeetingsOut{info, w.fromDate(), w.toDate(), make([]userMeeting, len(list))}
	for i, s := range list {
		h, err := hostOf(s)
		if err != nil {
			return out, err
		}
		d := &s.Doc
		out.Meetings[i] = userMeeting{d.UUID, d.Number, d.Topic, d.Type, d.Start, d.End, d.Minutes(c.now()), d.TotalMinutes, d.Participants, d.Source,
			h.Name, h.Email, h.Name, d.Features.ScreenShare, d.Features.Recording}
	}
	return out, nil
}

// alone filters sessions by whether fewer than two people came.
func alone(is bool) store.Where {
	if is {
		return used("$.alone")
	}
	return store.Where{Path: "$.alone", Values: []string{"0"}}
}

type reportUsersInput struct {
	cursor
	dates
	Type     string `query:"type" default:"active" enum:"active,inactive" json:"-"`
	GroupID  string `query:"group_id" max:"64" json:"-"`
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type reportUsersOut struct {
	pageInfo
	From         string       `json:"from"`
	To           string       `json:"to"`
	Meetings     int          `json:"total_meetings"`
	Participants int          `json:"total_participants"`
	Minutes      int          `json:"total_meeting_minutes"`
	Users        []reportUser `json:"users"`
}

type reportUser struct {
	ID           string                   `json:"id"`
	Email        string                   `json:"email"`
	UserName     string                   `json:"user_name"`
	Type         int                      `json:"type"`
	Dept         string                   `json:"dept"`
	Meetings     int                      `json:"meetings"`
	Participants int                      `json:"participants"`
	Minutes      int                      `json:"meeting_minutes"`
	Attributes   []cordon.CustomAttribute `json:"custom_attributes,omitempty"`
}

// reportUsers lists who hosted a meeting or webinar in the time, or who hosted
// none.
func reportUsers(c *call, in reportUsersInput) (out reportUsersOut, err error) {
	w, err := in.window(c, windowRule{Months: 6})
	if err != nil {
		return out, err
	}
	f := store.RecordFilter{Kinds: bothPast, Group: in.GroupID, From: w.From, To: w.To}
	if f.Page, err = c.page(in.cursor, in.PageSize); err != nil {
		return out, err
	}
	out.From, out.To = w.fromDate(), w.toDate()
	var hosts []store.HostRow
	var total int
	if in.Type == "inactive" {
		var rows []store.UserRow
		rows, total, err = c.Idle(c.Grant.People(), f)
		for _, r := range rows {
			hosts = append(hosts, store.HostRow{UserRow: r})
		}
	} else {
		var all store.HostSum
		hosts, all, err = c.Hosts(c.Grant.People(), f)
		total, out.Meetings, out.Participants, out.Minutes = all.Hosts, all.Meetings, all.Participants, all.Minutes
	}
	if err != nil {
		return out, err
	}
	hosts, next, err := cut(c, hosts, in.PageSize, func(h store.HostRow) int64 { return h.Seq })
	if err != nil {
		return out, err
	}
	out.pageInfo, out.Users = c.pageInfo(in.cursor, in.PageSize, total, next), make([]reportUser, len(hosts))
	for i, h := range hosts {
		b, err := brief(store.Owner{Brief: h.Brief})
		if err != nil {
			return out, err
		}
		u := reportUser{ID: h.ID, Email: h.Email, UserName: b.Name(), Type: b.Type, Dept: b.Dept, Meetings: h.Meetings, Participants: h.Participants, Minutes: h.Minutes}
		if err := json.Unmarshal(h.Attributes, &u.Attributes); err != nil {
			return out, fmt.Errorf("attributes of %s: %w", h.ID, err)
		}
		out.Users[i] = u
	}
	return out, nil
}
