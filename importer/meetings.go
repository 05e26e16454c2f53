package importer

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
)

// meetingRow is a meeting or webinar as it was arranged.
type meetingRow struct {
	UUID        string             `json:"uuid"`
	ID          number             `json:"id"`
	HostID      string             `json:"host_id"`
	Topic       *string            `json:"topic"`
	Agenda      *string            `json:"agenda"`
	Type        int                `json:"type"`
	Start       moment             `json:"start_time"`
	Duration    *int               `json:"duration"`
	Timezone    string             `json:"timezone"`
	CreatedAt   moment             `json:"created_at"`
	PMI         number             `json:"pmi"`
	Passcode    *string            `json:"password"`
	Recurrence  *cordon.Recurrence `json:"recurrence"`
	Occurrences []struct {
		ID       string `json:"occurrence_id"`
		Start    moment `json:"start_time"`
		Duration int    `json:"duration"`
		Status   string `json:"status"`
	} `json:"occurrences"`
}

func (in *meetingRow) check() error {
	if err := checkUUID(in.UUID); err != nil {
		return err
	}
	if err := checkNumber(in.ID); err != nil {
		return err
	}
	if in.Duration != nil && (*in.Duration < 0 || *in.Duration > 1e6) {
		return bad("duration %d is none", *in.Duration)
	}
	return in.texts()
}

func (in *meetingRow) texts() error {
	for name, text := range map[string]*string{"topic": in.Topic, "agenda": in.Agenda, "password": in.Passcode} {
		if text == nil {
			continue
		}
		if err := cordon.CheckText(name, *text, maxText); err != nil {
			return err
		}
	}
	return nil
}

// maxText is how long a text of a row may be, in characters. Zoom's own limits
// are all lower.
const maxText = 10_000

func putMeeting(t *target, r row) error {
	var in meetingRow
	if err := decode(r.text, &in); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	if _, err := t.user(in.HostID); err != nil {
		return err
	}
	kind, initial := cordon.KindMeeting, cordon.MeetingDetail{Meeting: cordon.DefaultMeetingSettings()}
	switch in.Type {
	case cordon.InstantMeeting, cordon.ScheduledMeeting, cordon.RecurringAnyTime, cordon.RecurringFixed, pmiMeeting, screenShare:
	case cordon.ScheduledWebinar, cordon.RecurringWebinarAny, cordon.RecurringWebinarFixed:
		kind, initial = cordon.KindWebinar, cordon.MeetingDetail{Webinar: cordon.DefaultWebinarSettings()}
	default:
		return bad("type %d is none of a meeting or webinar", in.Type)
	}
	id := strconv.FormatInt(int64(in.ID), 10)
	var m cordon.Meeting
	_, found, err := t.read(kind, id, &m, nil)
	if err != nil {
		return err
	}
	in.onto(&m)
	if m.CreatedAt.IsZero() {
		m.CreatedAt = m.Start
	}
	record := &cordon.Record{Kind: kind, ID: id, Time: m.Time(), Owner: in.HostID, Doc: m}
	if record.Time.IsZero() {
		return bad("it has neither start_time nor created_at")
	}
	if !found {
		record.Detail = initial
	}
	return t.PutRecord(t.account, record)
}

// Types of meetings that cannot be arranged over the API.
const (
	pmiMeeting  = 4
	screenShare = 10
)

func (in *meetingRow) onto(m *cordon.Meeting) {
	m.Number, m.UUID, m.Type = int64(in.ID), in.UUID, in.Type
	for from, to := range map[*string]*string{in.Topic: &m.Topic, in.Agenda: &m.Agenda, in.Passcode: &m.Passcode} {
		if from != nil {
			*to = *from
		}
	}
	if in.Timezone != "" {
		m.Timezone = in.Timezone
	} else if m.Timezone == "" {
		m.Timezone = "UTC"
	}
	if !in.Start.IsZero() && !(m.Fixed() && len(m.Times) > 0) { // of which a list shows any one
		m.Start = in.Start.Time
	}
	if in.Duration != nil {
		m.Duration = *in.Duration
	}
	if !in.CreatedAt.IsZero() {
		m.CreatedAt = in.CreatedAt.Time
	}
	m.PMI = m.PMI || in.PMI != 0 && in.PMI == in.ID
	if in.Recurrence == nil && in.Occurrences == nil {
		return
	}
	if in.Recurrence != nil {
		m.Recurrence = in.Recurrence
	}
	if len(in.Occurrences) == 0 {
		m.Plan()
		return
	}
	m.Times = nil
	for _, o := range in.Occurrences {
		if !o.Start.IsZero() {
			m.Times = append(m.Times, cordon.Occurrence{ID: o.ID, Start: o.Start.Time, Duration: o.Duration, Deleted: o.Status == "deleted"})
		}
	}
	if len(m.Times) > 0 {
		m.Start = m.Times[0].Start
	}
}

// read reads what there is of a record into its documents. A nil one is not
// read.
func (t *target) read(kind cordon.Kind, id string, doc, detail any) (r *cordon.Record, found bool, err error) {
	r, found, err = t.Record(t.account, kind, id)
	if err != nil || !found {
		return nil, false, err
	}
	err = json.Unmarshal(r.Doc.(json.RawMessage), doc)
	if err == nil && detail != nil {
		err = json.Unmarshal(r.Detail.(json.RawMessage), detail)
	}
	if err != nil {
		err = fmt.Errorf("documents of %s %s: %w", kind, id, err)
	}
	return r, true, err
}

// orElse is a if it is a time, or b.
func orElse(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}
