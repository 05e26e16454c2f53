package zoomapi

import (
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type clientSatisfactionOut struct {
	From  string            `json:"from"`
	To    string            `json:"to"`
	Total int               `json:"total_records"`
	Days  []daySatisfaction `json:"client_satisfaction"`
}

type daySatisfaction struct {
	Date    string `json:"date"`
	Good    int    `json:"good_count"`
	NotGood int    `json:"not_good_count"`
	None    int    `json:"none_count"`
	Percent int    `json:"satisfaction_percent"`
}

// clientSatisfaction counts what was said of the sessions of the people in
// sight, day by day.
func clientSatisfaction(c *call, in dates) (out clientSatisfactionOut, err error) {
	w, err := in.window(c, lastSixMonths)
	if err != nil {
		return out, err
	}
	list, err := c.Sums(c.Grant.People(), store.RecordFilter{Kinds: bothPast, From: w.From, To: w.To}, store.ByDay,
		"$.ratings.good", "$.ratings.not_good", "$.ratings.none")
	if err != nil {
		return out, err
	}
	out = clientSatisfactionOut{w.fromDate(), w.toDate(), 0, []daySatisfaction{}}
	for t := w.From.Truncate(day); t.Before(w.To); t = t.Add(day) {
		d := daySatisfaction{Date: t.Format(time.DateOnly)}
		if s, ok := sumOf(list, d.Date); ok {
			d.Good, d.NotGood, d.None = s.Of[0], s.Of[1], s.Of[2]
		}
		if said := d.Good + d.NotGood; said > 0 {
			d.Percent = 100 * d.Good / said
		}
		out.Days = append(out.Days, d)
	}
	out.Total = len(out.Days)
	return out, nil
}

type clientVersionsOut struct {
	Versions []versionCount `json:"client_versions"`
}

type versionCount struct {
	Version string `json:"client_version"`
	Total   int    `json:"total_count"`
}

// clientVersions counts the people in sight by the client they last used.
func clientVersions(c *call, _ struct{}) (out clientVersionsOut, err error) {
	list, err := c.ClientVersions(c.Grant.People())
	out.Versions = []versionCount{}
	for _, s := range list {
		if s.Key != "" {
			out.Versions = append(out.Versions, versionCount{s.Key, s.N})
		}
	}
	return out, err
}

type meetingQualityInput struct {
	dates
	Type string `query:"type" default:"meeting" enum:"meeting,participants" json:"-"`
}

type meetingQualityOut struct {
	From    string       `json:"from"`
	To      string       `json:"to"`
	Quality qualityTypes `json:"quality"`
}

type qualityTypes struct {
	Audio  cordon.Levels `json:"audio"`
	Video  cordon.Levels `json:"video"`
	Screen cordon.Levels `json:"screen_share"`
}

// meetingQuality counts the meetings of the people in sight, or who took part
// in them, by how they went.
func meetingQuality(c *call, in meetingQualityInput) (out meetingQualityOut, err error) {
	w, err := in.window(c, windowRule{})
	if err != nil {
		return out, err
	}
	out.From, out.To = w.fromDate(), w.toDate()
	for _, m := range []struct {
		into *cordon.Levels
		used []store.Where
	}{
		{&out.Quality.Audio, nil},
		{&out.Quality.Video, []store.Where{used("$.features.video")}},
		{&out.Quality.Screen, []store.Where{used("$.features.screen_share")}},
	} {
		list, err := c.Sums(c.Grant.People(), store.RecordFilter{Kinds: []cordon.Kind{cordon.KindPastMeeting}, From: w.From, To: w.To, Where: m.used},
			"$.quality", "$.levels.good", "$.levels.fair", "$.levels.poor", "$.levels.bad")
		if err != nil {
			return out, err
		}
		for _, s := range list {
			if in.Type == "participants" {
				m.into.Good, m.into.Fair, m.into.Poor, m.into.Bad = m.into.Good+s.Of[0], m.into.Fair+s.Of[1], m.into.Poor+s.Of[2], m.into.Bad+s.Of[3]
				continue
			}
			switch s.Key {
			case "good":
				m.into.Good = s.N
			case "fair":
				m.into.Fair = s.N
			case "poor":
				m.into.Poor = s.N
			case "bad":
				m.into.Bad = s.N
			}
		}
	}
	return out, nil
}
