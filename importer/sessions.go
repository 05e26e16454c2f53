package importer

import (
	"cmp"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
)

// sessionRow is one time that a meeting or webinar was held.
type sessionRow struct {
	meetingRow
	End          moment `json:"end_time"`
	HostName     string `json:"user_name"`
	Source       string `json:"source"`
	Participants *int   `json:"participants_count"`
	TotalMinutes *int   `json:"total_minutes"`
}

func putSession(t *target, r row) error {
	var in sessionRow
	if err := decode(r.text, &in); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	host, err := t.user(in.HostID)
	if err != nil {
		return err
	}
	if in.Start.IsZero() {
		return bad("it has no start_time")
	}
	kind := cordon.KindPastMeeting
	if r.kind == pastWebinars || webinarType([]byte(strconv.Itoa(in.Type))) {
		kind = cordon.KindPastWebinar
	}
	var s cordon.Session
	var d cordon.SessionDetail
	if _, _, err := t.read(kind, in.UUID, &s, &d); err != nil {
		return err
	}
	s.UUID, s.Number, s.Type, s.Start = in.UUID, int64(in.ID), in.Type, in.Start.Time
	if in.Topic != nil {
		s.Topic = *in.Topic
	}
	length := 0
	if in.Duration != nil {
		length = *in.Duration
	}
	s.End = orElse(in.End.Time, orElse(s.End, s.Start.Add(time.Duration(length)*time.Minute)))
	if s.End.Before(s.Start) {
		return bad("it ends before it starts")
	}
	s.Timezone = cmp.Or(in.Timezone, s.Timezone, host.Brief.Timezone, "UTC")
	s.HostName = cmp.Or(in.HostName, s.HostName, host.Brief.Name())
	s.Source = cmp.Or(in.Source, s.Source)
	if len(d.Participants) == 0 { // otherwise they are counted
		if in.Participants != nil {
			s.Participants, s.Unique = max(0, *in.Participants), max(0, *in.Participants)
		}
		if in.TotalMinutes != nil {
			s.TotalMinutes = max(0, *in.TotalMinutes)
		}
		s.Alone = s.Unique < 2
	}
	return t.PutRecord(t.account, &cordon.Record{Kind: kind, ID: s.UUID, Parent: strconv.FormatInt(s.Number, 10), Time: s.Start, Owner: in.HostID, Doc: s, Detail: d})
}
