package zoomapi

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// arrangement is what a request says of a meeting or webinar. Nil leaves it as
// it is.
type arrangement struct {
	Topic      *string                `json:"topic" max:"200"`
	Agenda     *string                `json:"agenda" max:"2000"`
	Start      *string                `json:"start_time" max:"32"`
	Duration   *int                   `json:"duration" min:"1" max:"1440"` // minutes
	Timezone   *string                `json:"timezone" max:"64"`
	Password   *string                `json:"password" max:"10"`
	Recurrence *recurrenceInput       `json:"recurrence"`
	Tracking   []cordon.TrackingField `json:"tracking_fields" max:"100"`
}

type createMeetingInput struct {
	userPath
	arrangement
	Type        int                   `json:"type" enum:"1,2,3,8"`
	For         string                `json:"schedule_for" max:"128"`
	AnyPassword bool                  `json:"default_password"`
	Settings    *meetingSettingsInput `json:"settings"`
}

func (in *createMeetingInput) prepare(*API) error {
	if in.Settings != nil {
		return in.Settings.check()
	}
	return nil
}

func createMeeting(c *call, tx *store.WriteTx, in createMeetingInput) (out meetingAlone, err error) {
	if in.Type == 0 {
		in.Type = cordon.ScheduledMeeting
	}
	var m arranged
	m.Detail.Meeting = cordon.DefaultMeetingSettings()
	m.Kind, m.Doc = cordon.KindMeeting, cordon.Meeting{Topic: "Zoom Meeting", Type: in.Type, Duration: 60}
	host, err := c.schedule(tx, &m, in.UserID, in.For, in.arrangement, in.AnyPassword)
	if err != nil {
		return out, err
	}
	if err := c.setMeeting(&m, in.Settings); err != nil {
		return out, err
	}
	if m, err = c.keep(tx, m, host); err != nil {
		return out, err
	}
	out, err = c.meetingAlone(m, getArrangedInput{Previous: true})
	for i := range out.Settings.Invitees {
		out.Settings.Invitees[i].Internal = nil // as published
	}
	return out, err
}

// schedule finds the host and fills in what a request arranges.
func (c *call) schedule(tx *store.WriteTx, m *arranged, user, on string, in arrangement, anyPassword bool) (host store.UserDetail, err error) {
	if host, err = c.User(c.Grant.People(), c.user(user)); err != nil {
		return host, err
	}
	if on != "" {
		if host, err = c.User(c.Grant.People(), c.user(on)); err != nil {
			return host, &cordon.Error{Status: http.StatusBadRequest, Code: 3000, Message: fmt.Sprintf("You cannot schedule a meeting for %s.", on)}
		}
	}
	b, err := brief(store.Owner{Brief: host.Brief})
	if err != nil {
		return host, err
	}
	if m.Doc.Timezone = b.Timezone; b.Timezone == "" {
		m.Doc.Timezone = "UTC"
	}
	m.Doc.CreatedAt, m.Doc.UUID = c.now(), tx.NewUUID()
	if m.Doc.Number, err = tx.NewNumber(); err != nil {
		return host, err
	}
	if anyPassword && in.Password == nil {
		in.Password = new(tx.NewID()[:6])
	}
	if in.Start == nil && (m.Doc.Fixed() || !m.Doc.Recurring()) {
		m.Doc.Start = c.now()
	}
	if m.Doc.Fixed() && in.Recurrence == nil {
		return host, cordon.InvalidField("recurrence", "Must be given for a meeting that recurs at fixed times.")
	}
	return host, m.arrange(in)
}

// keep adds what was arranged, and reads it back.
func (c *call) keep(tx *store.WriteTx, m arranged, host store.UserDetail) (arranged, error) {
	if err := c.countHostWrite(host.ID); err != nil {
		return m, err
	}
	id := strconv.FormatInt(m.Doc.Number, 10)
	if err := tx.AddRecord(c.Grant.People(), host.ID, &cordon.Record{Kind: m.Kind, ID: id, Time: m.Doc.Time(), Doc: m.Doc, Detail: m.Detail}); err != nil {
		return m, err
	}
	var err error
	m.whole, err = record[cordon.Meeting, cordon.MeetingDetail](c, id, seeContent, noSuchMeeting(id), m.Kind)
	return m, err
}

// arrange changes a meeting to what the request says.
func (m *arranged) arrange(in arrangement) error {
	set(&m.Doc.Topic, in.Topic)
	set(&m.Doc.Agenda, in.Agenda)
	set(&m.Doc.Duration, in.Duration)
	set(&m.Doc.Passcode, in.Password)
	if in.Tracking != nil {
		m.Detail.Tracking = in.Tracking
	}
	if in.Timezone != nil {
		m.Doc.Timezone = *in.Timezone
	}
	zone, err := zoneNamed("timezone", m.Doc.Timezone)
	if err != nil {
		if in.Timezone != nil {
			return err
		}
		m.Doc.Timezone = "UTC" // of the host, who says what nobody knows
	}
	if in.Start != nil {
		start, _, ok := parseTime(*in.Start, zone)
		if !ok {
			return cordon.InvalidField("start_time", "Must be a time, yyyy-MM-ddTHH:mm:ss, with a Z at its end or in the meeting's time zone.")
		}
		m.Doc.Start = start.Truncate(time.Second)
	}
	if !m.Doc.Fixed() {
		m.Doc.Recurrence, m.Doc.Times = nil, nil
		if m.Doc.Recurring() {
			m.Doc.Start = time.Time{}
		}
		return nil
	}
	if in.Recurrence != nil {
		r, err := in.Recurrence.recurrence(zone)
		if err != nil {
			return err
		}
		m.Doc.Recurrence = &r
	}
	if in.Start == nil && in.Recurrence == nil && in.Timezone == nil && len(m.Doc.Times) > 0 {
		for i := range m.Doc.Times {
			set(&m.Doc.Times[i].Duration, in.Duration)
		}
		return nil
	}
	if m.Doc.Plan(); len(m.Doc.Times) == 0 {
		return cordon.InvalidField("recurrence", "There is no time at which the meeting would be held.")
	}
	return nil
}

// recurrenceInput is a recurrence in a request.
type recurrenceInput struct {
	Type           int    `json:"type" required:"true" enum:"1,2,3"`
	RepeatInterval int    `json:"repeat_interval" min:"1" max:"99"`
	WeeklyDays     string `json:"weekly_days" max:"20"`
	MonthlyDay     int    `json:"monthly_day" min:"1" max:"31"`
	MonthlyWeek    int    `json:"monthly_week" enum:"-1,1,2,3,4"`
	MonthlyWeekDay int    `json:"monthly_week_day" enum:"1,2,3,4,5,6,7"`
	EndTimes       int    `json:"end_times" min:"1" max:"60"`
	EndDateTime    string `json:"end_date_time" max:"32"`
}

func (in *recurrenceInput) recurrence(zone *time.Location) (r cordon.Recurrence, err error) {
	r = cordon.Recurrence{Type: in.Type, RepeatInterval: max(in.RepeatInterval, 1), EndTimes: in.EndTimes}
	switch in.Type {
	case cordon.Weekly:
		if r.WeeklyDays = in.WeeklyDays; r.WeeklyDays == "" {
			r.WeeklyDays = "1" // as published
		}
		if _, ok := r.Days(); !ok {
			return r, cordon.InvalidField("recurrence.weekly_days", "Must be days from 1 (Sunday) to 7, with commas.")
		}
	case cordon.Monthly:
		r.MonthlyDay, r.MonthlyWeek, r.MonthlyWeekDay = in.MonthlyDay, in.MonthlyWeek, in.MonthlyWeekDay
		if (r.MonthlyWeek == 0) != (r.MonthlyWeekDay == 0) {
			return r, cordon.InvalidField("recurrence.monthly_week", "Goes with monthly_week_day.")
		}
		if r.MonthlyWeek != 0 {
			r.MonthlyDay = 0
		} else {
			r.MonthlyDay = max(r.MonthlyDay, 1) // as published
		}
	}
	if in.EndDateTime != "" {
		end, dateOnly, ok := parseTime(in.EndDateTime, zone)
		if !ok {
			return r, cordon.InvalidField("recurrence.end_date_time", "Must be a time, yyyy-MM-ddTHH:mm:ssZ.")
		}
		if dateOnly {
			end = end.Add(day - time.Second)
		}
		end = end.Truncate(time.Second)
		r.EndDateTime = &end
	}
	if r.EndTimes == 0 && r.EndDateTime == nil {
		r.EndTimes = 1 // as published
	}
	return r, nil
}
