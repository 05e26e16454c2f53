package zoomapi

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type updateMeetingInput struct {
	arrangedPath
	occurrenceQuery
	arrangement
	Type     *int                  `json:"type" enum:"1,2,3,8"`
	For      string                `json:"schedule_for" max:"128"`
	Settings *meetingSettingsInput `json:"settings"`
}

type occurrenceQuery struct {
	Occurrence string `query:"occurrence_id" max:"32" json:"-"`
}

func (in *updateMeetingInput) prepare(*API) error {
	if in.Settings != nil {
		return in.Settings.check()
	}
	return nil
}

func updateMeeting(c *call, tx *store.WriteTx, in updateMeetingInput) (empty, error) {
	m, err := c.change(in.Number, in.Occurrence, in.For, in.Type, in.arrangement)
	if err != nil {
		return empty{}, err
	}
	if err := c.setMeeting(&m, in.Settings); err != nil {
		return empty{}, err
	}
	return empty{}, c.save(tx, m)
}

// change finds a meeting and changes it to what a request says: all of it, or
// one occurrence.
func (c *call) change(number, occurrence, on string, kind *int, in arrangement) (m arranged, err error) {
	if m, err = c.arranged(number); err != nil {
		return m, err
	}
	if on != "" {
		return m, cordon.InvalidField("schedule_for", "Cordon hands no meeting over to somebody else.")
	}
	if occurrence == "" {
		if kind != nil {
			m.Doc.Type = *kind
		}
		if m.Doc.Fixed() && m.Doc.Recurrence == nil && in.Recurrence == nil {
			return m, cordon.InvalidField("recurrence", "Must be given for a meeting that recurs at fixed times.")
		}
		if m.Doc.Start.IsZero() && (m.Doc.Fixed() || !m.Doc.Recurring()) {
			m.Doc.Start = c.now()
		}
		return m, m.arrange(in)
	}
	o := m.Doc.Occurrence(occurrence)
	if o == nil {
		return m, c.noSuchOccurrence(occurrence)
	}
	set(&o.Duration, in.Duration)
	set(&m.Doc.Agenda, in.Agenda)
	if in.Start == nil {
		return m, nil
	}
	zone, err := zoneNamed("timezone", m.Doc.Timezone)
	if err != nil {
		return m, err
	}
	start, _, ok := parseTime(*in.Start, zone)
	if !ok {
		return m, cordon.InvalidField("start_time", "Must be a time, yyyy-MM-ddTHH:mm:ss, with a Z at its end or in the meeting's time zone.")
	}
	o.Start = start
	slices.SortStableFunc(m.Doc.Times, func(a, b cordon.Occurrence) int { return a.Start.Compare(b.Start) })
	return m, nil
}

// save writes back what was changed of the arrangement.
func (c *call) save(tx *store.WriteTx, m arranged) error {
	if err := c.countHostWrite(m.Owner.ID); err != nil {
		return err
	}
	m.Time = m.Doc.Time()
	return tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}

type deleteMeetingInput struct {
	arrangedPath
	occurrenceQuery
	Remind   bool `query:"schedule_for_reminder" json:"-"`   // Cordon sends no mail
	Cancel   bool `query:"cancel_meeting_reminder" json:"-"` // as above
	CancelIt bool `query:"cancel_webinar_reminder" json:"-"` // as above
}

// deleteMeeting calls off a meeting or webinar, or one occurrence of it. With
// the last occurrence it is gone.
func deleteMeeting(c *call, tx *store.WriteTx, in deleteMeetingInput) (empty, error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return empty{}, err
	}
	if in.Occurrence == "" {
		return empty{}, tx.DeleteRecord(c.Grant.People(), m.RecordRow)
	}
	o := m.Doc.Occurrence(in.Occurrence)
	if o == nil {
		return empty{}, c.noSuchOccurrence(in.Occurrence)
	}
	o.Deleted = true
	for _, o := range m.Doc.Times {
		if !o.Deleted {
			m.Time = m.Doc.Time()
			return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, nil)
		}
	}
	return empty{}, tx.DeleteRecord(c.Grant.People(), m.RecordRow)
}

type endMeetingInput struct {
	arrangedPath
	Action string `json:"action" required:"true" enum:"end"` // Cordon keeps nothing deleted that could be recovered
}

// endMeeting ends what is being held. Whoever is still there leaves with it.
func endMeeting(c *call, tx *store.WriteTx, in endMeetingInput) (empty, error) {
	row, live, err := c.live(in.Number)
	if err != nil {
		return empty{}, err
	}
	if !live {
		if _, err := c.arranged(in.Number); err != nil {
			return empty{}, err
		}
		return empty{}, &cordon.Error{Status: http.StatusBadRequest, Code: 3007, Message: fmt.Sprintf("It is not being held: %s.", in.Number)}
	}
	w, err := readWhole[cordon.Session, cordon.SessionDetail](row)
	if err != nil {
		return empty{}, err
	}
	now := c.now()
	for i := range w.Detail.Participants {
		p := &w.Detail.Participants[i]
		if p.Leave.IsZero() {
			p.Leave = now
		}
	}
	w.Doc.End, w.Kind = now, cordon.KindPastMeeting
	if row.Kind == cordon.KindLiveWebinar {
		w.Kind = cordon.KindPastWebinar
	}
	return empty{}, tx.MarkRecord(w.RecordRow, w.Doc, w.Detail)
}
