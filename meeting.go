package cordon

import (
	"strconv"
	"time"
)

// Types of meetings and webinars, as published.
const (
	InstantMeeting        = 1
	ScheduledMeeting      = 2
	RecurringAnyTime      = 3
	RecurringFixed        = 8
	ScheduledWebinar      = 5
	RecurringWebinarAny   = 6
	RecurringWebinarFixed = 9
)

// Meeting is a meeting or webinar as it was arranged: the Doc of KindMeeting and
// KindWebinar. The time of its record is its first start that is not called
// off, or when it was made if it has none.
type Meeting struct {
	Number     int64        `json:"number"` // 9 to 11 digits
	UUID       string       `json:"uuid"`
	Topic      string       `json:"topic"`
	Agenda     string       `json:"agenda,omitempty"`
	Type       int          `json:"type"`
	Start      time.Time    `json:"start,omitzero"` // zero for recurring without a fixed time
	Duration   int          `json:"duration"`       // minutes
	Timezone   string       `json:"timezone"`
	CreatedAt  time.Time    `json:"created_at"`
	PMI        bool         `json:"pmi,omitempty"` // held in the host's personal room
	Passcode   string       `json:"passcode,omitempty"`
	Recurrence *Recurrence  `json:"recurrence,omitempty"`
	Times      []Occurrence `json:"times,omitempty"` // of a recurring one with fixed times
}

// Occurrence is one time at which a recurring meeting is to be held. Its id is
// its first start in milliseconds.
type Occurrence struct {
	ID       string    `json:"id"`
	Start    time.Time `json:"start"`
	Duration int       `json:"duration"` // minutes
	Deleted  bool      `json:"deleted,omitempty"`
}

// JoinURL is where people join.
func (m *Meeting) JoinURL() string { return "https://zoom.us/j/" + strconv.FormatInt(m.Number, 10) }

// Webinar reports whether it is a webinar.
func (m *Meeting) Webinar() bool {
	return m.Type == ScheduledWebinar || m.Type == RecurringWebinarAny || m.Type == RecurringWebinarFixed
}

// Recurring reports whether the meeting is held more than once.
func (m *Meeting) Recurring() bool {
	switch m.Type {
	case RecurringAnyTime, RecurringFixed, RecurringWebinarAny, RecurringWebinarFixed:
		return true
	}
	return false
}

// Fixed reports whether the meeting recurs at fixed times.
func (m *Meeting) Fixed() bool { return m.Type == RecurringFixed || m.Type == RecurringWebinarFixed }

// Plan works out the occurrences anew.
func (m *Meeting) Plan() {
	m.Times = nil
	if !m.Fixed() || m.Recurrence == nil {
		return
	}
	zone, err := time.LoadLocation(m.Timezone)
	if err != nil {
		zone = time.UTC
	}
	for _, start := range m.Recurrence.Starts(m.Start.In(zone)) {
		m.Times = append(m.Times, Occurrence{ID: strconv.FormatInt(start.UnixMilli(), 10), Start: start, Duration: m.Duration})
	}
	if len(m.Times) > 0 {
		m.Start = m.Times[0].Start
	}
}

// Time is the time of the record.
func (m *Meeting) Time() time.Time {
	for _, o := range m.Times {
		if !o.Deleted {
			return o.Start
		}
	}
	if m.Start.IsZero() {
		return m.CreatedAt
	}
	return m.Start
}

// Next is when the meeting is to be held next, at or after a time. A meeting
// that goes on at that time has its start behind it.
func (m *Meeting) Next(from time.Time) (at time.Time, minutes int, ok bool) {
	if !m.Fixed() {
		return m.Start, m.Duration, !m.Start.IsZero() && !m.Start.Before(from)
	}
	for _, o := range m.Times {
		if !o.Deleted && !o.Start.Before(from) && (!ok || o.Start.Before(at)) {
			at, minutes, ok = o.Start, o.Duration, true
		}
	}
	return at, minutes, ok
}

// Occurrence finds one that is not called off, nil if there is none.
func (m *Meeting) Occurrence(id string) *Occurrence {
	for i := range m.Times {
		if o := &m.Times[i]; o.ID == id && !o.Deleted {
			return o
		}
	}
	return nil
}
