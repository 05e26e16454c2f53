package zoomapi

import (
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type reportTelephoneInput struct {
	cursor
	dates
	Type     string `query:"type" default:"1" enum:"1,2,3" json:"-"`
	DateType string `query:"query_date_type" default:"start_time" enum:"start_time,end_time,meeting_start_time,meeting_end_time" json:"-"`
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type reportTelephoneOut struct {
	tokenInfo
	From  string           `json:"from"`
	To    string           `json:"to"`
	Usage []telephoneUsage `json:"telephony_usage"`
}

type telephoneUsage struct {
	UUID      string    `json:"uuid"`
	MeetingID int64     `json:"meeting_id"`
	Kind      string    `json:"meeting_type"`
	HostID    string    `json:"host_id"`
	HostName  string    `json:"host_name"`
	HostEmail string    `json:"host_email"`
	Dept      string    `json:"dept"`
	Type      string    `json:"type"`
	Called    string    `json:"call_in_number,omitempty"`
	Phone     string    `json:"phone_number"`
	Country   string    `json:"country_name"`
	StartTime time.Time `json:"start_time"`
	EndTime   time.Time `json:"end_time"`
	Duration  int       `json:"duration"` // minutes
	Rate      float64   `json:"rate"`     // for a minute
	Total     float64   `json:"total"`
}

// telephoneTypes are the kinds of calls in each report: toll-free calls in and
// calls out; toll calls; what comes over SIP, of which none is kept.
var telephoneTypes = map[string][]string{"1": {"toll-free", "call-out"}, "2": {"Toll", "call-in"}, "3": {"SIP"}}

// reportTelephone lists who took part by telephone in the meetings of hosts in
// sight.
func reportTelephone(c *call, in reportTelephoneInput) (out reportTelephoneOut, err error) {
	if in.DateType != "start_time" {
		return out, cordon.InvalidField("query_date_type", "Cordon looks calls up by start_time.")
	}
	w, err := in.window(c, windowRule{})
	if err != nil {
		return out, err
	}
	list, info, err := entries[cordon.DialIn](c, in.cursor, in.PageSize, store.RecordFilter{Kinds: []cordon.Kind{cordon.KindDialIn}, From: w.From, To: w.To,
		Where: []store.Where{{Path: "$.type", Values: telephoneTypes[in.Type]}}})
	if err != nil {
		return out, err
	}
	out = reportTelephoneOut{tokenInfoOf(info), w.fromDate(), w.toDate(), make([]telephoneUsage, len(list))}
	for i, e := range list {
		b, err := brief(e.Owner)
		if err != nil {
			return out, err
		}
		d, kind := &e.Doc, "Meeting"
		if d.Webinar {
			kind = "Webinar"
		}
		minutes, rate := d.Minutes(e.Time), float64(d.Cents)/100
		out.Usage[i] = telephoneUsage{d.Session, d.Meeting, kind, e.Owner.ID, b.Name(), e.Owner.Email, b.Dept, d.Type, d.Called, d.Phone, d.Country,
			e.Time, d.End, minutes, rate, float64(minutes*d.Cents) / 100}
	}
	return out, nil
}
