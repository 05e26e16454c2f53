package zoomapi

import (
	"net/http"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type listWebinarsInput struct {
	userPath
	cursor
	Type     string `query:"type" default:"scheduled" enum:"scheduled,upcoming" json:"-"`
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

// webinarEntry is a webinar as lists show it.
type webinarEntry struct {
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
	Simulive  bool       `json:"is_simulive"`
}

type webinarList struct {
	pageInfo
	Webinars []webinarEntry `json:"webinars"`
}

func listWebinars(c *call, in listWebinarsInput) (out webinarList, err error) {
	var list []entry[cordon.Meeting]
	user := c.user(in.UserID).Value
	if in.Type == "scheduled" {
		list, out.pageInfo, err = entries[cordon.Meeting](c, in.cursor, in.PageSize, store.RecordFilter{Kinds: []cordon.Kind{cordon.KindWebinar}, User: user})
	} else {
		all, e := c.upcoming(cordon.KindWebinar, user, time.Time{}, time.Time{}, "")
		if e != nil {
			return out, e
		}
		list, out.pageInfo, err = part(c, in.cursor, in.PageSize, all)
	}
	out.Webinars = make([]webinarEntry, len(list))
	for i, m := range list {
		e := meetingEntryOf(m)
		out.Webinars[i] = webinarEntry{e.UUID, e.ID, e.HostID, e.Topic, e.Type, e.StartTime, e.Duration, e.Timezone, e.CreatedAt, e.Agenda, e.JoinURL, false}
	}
	return out, err
}

type createWebinarInput struct {
	userPath
	arrangement
	Type        int                   `json:"type" enum:"5,6,9"`
	For         string                `json:"schedule_for" max:"128"`
	AnyPassword bool                  `json:"default_passcode"`
	Settings    *webinarSettingsInput `json:"settings"`
}

func (in *createWebinarInput) prepare(*API) error {
	if in.Settings != nil {
		return in.Settings.check()
	}
	return nil
}

// createWebinar arranges a webinar for somebody who has a licence for it.
func createWebinar(c *call, tx *store.WriteTx, in createWebinarInput) (out webinarAlone, err error) {
	if in.Type == 0 {
		in.Type = cordon.ScheduledWebinar
	}
	var m arranged
	m.Detail.Webinar = cordon.DefaultWebinarSettings()
	m.Kind, m.Doc = cordon.KindWebinar, cordon.Meeting{Topic: "Zoom Webinar", Type: in.Type, Duration: 60}
	host, err := c.schedule(tx, &m, in.UserID, in.For, in.arrangement, in.AnyPassword)
	if err != nil {
		return out, err
	}
	f, err := c.Features(c.Grant.People(), store.UserKey{Value: host.ID})
	if err != nil {
		return out, err
	}
	if !f.Webinar {
		return out, &cordon.Error{Status: http.StatusBadRequest, Code: 200, Message: "Webinar plan is missing."}
	}
	if err := c.setWebinar(&m, in.Settings); err != nil {
		return out, err
	}
	if m, err = c.keep(tx, m, host); err != nil {
		return out, err
	}
	return c.webinarAlone(m, getArrangedInput{Previous: true})
}

type updateWebinarInput struct {
	arrangedPath
	occurrenceQuery
	arrangement
	Type     *int                  `json:"type" enum:"5,6,9"`
	For      string                `json:"schedule_for" max:"128"`
	Settings *webinarSettingsInput `json:"settings"`
}

func (in *updateWebinarInput) prepare(*API) error {
	if in.Settings != nil {
		return in.Settings.check()
	}
	return nil
}

func updateWebinar(c *call, tx *store.WriteTx, in updateWebinarInput) (empty, error) {
	m, err := c.change(in.Number, in.Occurrence, in.For, in.Type, in.arrangement)
	if err != nil {
		return empty{}, err
	}
	if err := c.setWebinar(&m, in.Settings); err != nil {
		return empty{}, err
	}
	return empty{}, c.save(tx, m)
}

type trackingSources struct {
	TotalRecords int              `json:"total_records"`
	Sources      []trackingSource `json:"tracking_sources"`
}

type trackingSource struct {
	ID            string `json:"id"`
	Name          string `json:"source_name"`
	URL           string `json:"tracking_url"`
	Registrations int    `json:"registration_count"`
	Visitors      int    `json:"visitor_count"`
}

// listTrackingSources counts the registrants whom the caller may know of.
func listTrackingSources(c *call, in arrangedPath) (out trackingSources, err error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return out, err
	}
	shown, err := c.registrants(m)
	if err != nil {
		return out, err
	}
	out = trackingSources{len(m.Detail.Sources), []trackingSource{}}
	for _, s := range m.Detail.Sources {
		e := trackingSource{ID: s.ID, Name: s.Name, URL: s.URL, Visitors: s.Visitors}
		for _, r := range shown {
			if m.Detail.Registrants[r.place].Source == s.ID {
				e.Registrations++
			}
		}
		out.Sources = append(out.Sources, e)
	}
	return out, nil
}
