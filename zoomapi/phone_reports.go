package zoomapi

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerPhoneReports(a *API) {
	read(a, "GET /phone/metrics/call_logs", holder.Rows, listCallMetrics)
	read(a, "GET /phone/metrics/past_calls", holder.Rows, listPastCallMetrics)
	read(a, "GET /phone/metrics/call_logs/{call_id}", holder.Parent("call", "call_id"), getCallMetrics)
	read(a, "GET /phone/metrics/call_logs/{callId}/qos", holder.Parent("call", "callId"), getCallQoS)
	read(a, "GET /phone/reports/call_charges", holder.Rows, listCallCharges)
}

// metricEnd is one end of a call. Devices are known of the user's own end alone.
type metricEnd struct {
	Codec           string `json:"codec,omitempty"`
	PrivateIP       string `json:"device_private_ip,omitempty"`
	PublicIP        string `json:"device_public_ip,omitempty"`
	DeviceType      string `json:"device_type,omitempty"`
	ExtensionNumber string `json:"extension_number,omitempty"`
	Headset         string `json:"headset,omitempty"`
	ISP             string `json:"isp,omitempty"`
	Microphone      string `json:"microphone,omitempty"`
	PhoneNumber     string `json:"phone_number,omitempty"`
}

type callMetric struct {
	CallID    string    `json:"call_id"`
	Caller    metricEnd `json:"caller"`
	Callee    metricEnd `json:"callee"`
	DateTime  time.Time `json:"date_time"`
	Direction string    `json:"direction" enum:"inbound,outbound,internal"`
	Duration  int       `json:"duration"` // seconds
	MOS       string    `json:"mos,omitempty"`
}

func endOf(l cordon.Line, own bool, d cordon.Device) metricEnd {
	e := metricEnd{ExtensionNumber: l.Extension, PhoneNumber: l.Number}
	if own {
		e.Codec, e.PrivateIP, e.PublicIP, e.DeviceType = d.Codec, d.PrivateIP, d.PublicIP, d.Type
		e.Headset, e.ISP, e.Microphone = d.Headset, d.ISP, d.Microphone
	}
	return e
}

func showMetric(d *cordon.Call) callMetric {
	out := d.Direction == "outbound"
	return callMetric{d.CallID, endOf(d.Caller, out, d.Device), endOf(d.Callee, !out, d.Device), d.Start, d.Direction, d.Seconds(), d.MOS}
}

// metricList has a row for each side of a call that is in sight.
type metricList struct {
	From string `json:"from"`
	To   string `json:"to"`
	phoneInfo
	Logs []callMetric `json:"call_logs"`
}

type metricFilters struct {
	tokenCursor
	dates
	PageSize int    `query:"page_size" default:"30" min:"1" max:"100" json:"-"`
	SiteID   string `query:"site_id" json:"-"`
}

func (in metricFilters) list(c *call, rule windowRule, where []store.Where) (out metricList, err error) {
	if err := unkept("site_id", in.SiteID); err != nil {
		return out, err
	}
	w, err := in.window(c, rule)
	if err != nil {
		return out, err
	}
	list, info, err := entries[cordon.Call](c, in.cursor(), in.PageSize, store.RecordFilter{Kinds: []cordon.Kind{cordon.KindCall}, From: w.From, To: w.To, Where: where})
	out = metricList{w.fromDate(), w.toDate(), short(info), make([]callMetric, len(list))}
	for i := range list {
		out.Logs[i] = showMetric(&list[i].Doc)
	}
	return out, err
}

func quality(kind string) []store.Where {
	good, ok := map[string]string{"good": "1", "bad": "0"}[kind]
	if !ok {
		return nil
	}
	return []store.Where{{Path: "$.good", Values: []string{good}}}
}

type listCallMetricsInput struct {
	metricFilters
	Quality string `query:"quality_type" enum:"good,bad,all" json:"-"`
}

func listCallMetrics(c *call, in listCallMetricsInput) (metricList, error) {
	return in.list(c, windowRule{Default: day}, quality(in.Quality))
}

type listPastCallMetricsInput struct {
	metricFilters
	Quality         string   `query:"quality_type" enum:"good,bad" json:"-"`
	PhoneNumber     string   `query:"phone_number" json:"-"`
	ExtensionNumber string   `query:"extension_number" json:"-"`
	Department      string   `query:"department" json:"-"`
	CostCenter      string   `query:"cost_center" json:"-"`
	Directions      []string `query:"directions" enum:"inbound,outbound,internal" max:"3" json:"-"`
	Durations       []string `query:"durations" enum:"0,1,2,3" max:"4" json:"-"`
}

func listPastCallMetrics(c *call, in listPastCallMetricsInput) (out metricList, err error) {
	if err := unkept("phone_number", in.PhoneNumber, "extension_number", in.ExtensionNumber, "durations", strings.Join(in.Durations, ",")); err != nil {
		return out, err
	}
	where := quality(in.Quality)
	if in.Department != "" {
		where = append(where, store.Where{Path: "$.department", Values: []string{in.Department}})
	}
	if in.CostCenter != "" {
		where = append(where, store.Where{Path: "$.cost_center", Values: []string{in.CostCenter}})
	}
	if directions := slices.DeleteFunc(in.Directions, func(s string) bool { return s == "internal" }); len(directions) < len(in.Directions) {
		if len(directions) > 0 {
			return out, cordon.InvalidField("directions", "Cordon filters by internal alone.")
		}
		where = append(where, store.Where{Path: "$.connect_type", Values: []string{"internal"}})
	} else if len(directions) > 0 {
		where = append(where, store.Where{Path: "$.connect_type", Values: []string{"external"}}, store.Where{Path: "$.direction", Values: directions})
	}
	out, err = in.list(c, windowRule{Default: 30 * day}, where)
	return out, err
}

// sides reads the sides in sight of one call: its latest two records.
func (c *call) sides(callID string) ([]whole[cordon.Call, cordon.CallDetail], error) {
	absent := phoneNotFound(404, 404, "Call does not exist: %s.", callID)
	rows, _, err := c.Records(c.Grant.People(), store.RecordFilter{Kinds: []cordon.Kind{cordon.KindCall}, Parent: callID, Page: store.Page{Limit: 2}})
	if err != nil {
		return nil, err
	}
	list := make([]whole[cordon.Call, cordon.CallDetail], len(rows))
	for i, r := range rows {
		if list[i], err = record[cordon.Call, cordon.CallDetail](c, r.ID, "", absent, cordon.KindCall); err != nil {
			return nil, err
		}
	}
	if len(list) == 0 {
		return nil, absent
	}
	return list, nil
}

type metricPath struct {
	CallID string `path:"call_id" json:"-"`
}

// namedEnd is one end of one call, with who was there.
type namedEnd struct {
	metricEnd
	ID            string `json:"id,omitempty"`
	ExtensionType string `json:"extension_type,omitempty"`
	DisplayName   string `json:"display_name"`
}

type metricAlone struct {
	CallID    string    `json:"call_id"`
	Caller    namedEnd  `json:"caller"`
	Callee    namedEnd  `json:"callee"`
	DateTime  time.Time `json:"date_time"`
	Direction string    `json:"direction"`
	Duration  int       `json:"duration"`
	MOS       string    `json:"mos,omitempty"`
}

func getCallMetrics(c *call, in metricPath) (out metricAlone, err error) {
	list, err := c.sides(in.CallID)
	if err != nil {
		return out, err
	}
	d := &list[0].Doc
	v, err := c.callers([]cordon.Line{d.Caller, d.Callee})
	if err != nil {
		return out, err
	}
	m, a, b := showMetric(d), v.line(d.Caller), v.line(d.Callee)
	return metricAlone{CallID: m.CallID, Caller: namedEnd{m.Caller, a.UserID, a.Kind, a.Name}, Callee: namedEnd{m.Callee, b.UserID, b.Kind, b.Name},
		DateTime: m.DateTime, Direction: m.Direction, Duration: m.Duration, MOS: m.MOS}, nil
}

type callIDPath struct {
	CallID string `path:"callId" json:"-"`
}

// qosSample is how well a call went at one moment.
type qosSample struct {
	DateTime time.Time `json:"date_time"`
	QoS      qos       `json:"qos"`
}

type qos struct {
	AvgLoss      string `json:"avg_loss"`
	Bitrate      string `json:"bitrate"`
	Jitter       string `json:"jitter"`
	MaxLoss      string `json:"max_loss"`
	MOS          string `json:"mos"`
	NetworkDelay string `json:"network_delay"`
}

// endQoS is how well one end went: empty for an end that is not in sight.
type endQoS struct {
	PrivateIP string      `json:"device_private_ip,omitempty"`
	PublicIP  string      `json:"device_public_ip,omitempty"`
	Receiving []qosSample `json:"receiving"`
	Sending   []qosSample `json:"sending"`
}

type callQoS struct {
	CallID string `json:"call_id"`
	Caller endQoS `json:"caller_qos"`
	Callee endQoS `json:"callee_qos"`
}

func getCallQoS(c *call, in callIDPath) (out callQoS, err error) {
	list, err := c.sides(in.CallID)
	none := endQoS{Receiving: []qosSample{}, Sending: []qosSample{}}
	out = callQoS{in.CallID, none, none}
	for _, w := range list {
		end := &out.Callee
		if w.Doc.Direction == "outbound" {
			end = &out.Caller
		}
		*end = none
		end.PrivateIP, end.PublicIP = w.Doc.Device.PrivateIP, w.Doc.Device.PublicIP
		for _, s := range w.Detail.Samples {
			loss := fmt.Sprintf("%.2f%%", float64(s.Quality.Loss)/10)
			sample := qosSample{s.At, qos{loss, fmt.Sprintf("%dkbps", s.Quality.Bitrate), fmt.Sprintf("%dms", s.Quality.Jitter), loss, s.MOS, fmt.Sprintf("%dms", s.Quality.Latency)}}
			if s.Sending {
				end.Sending = append(end.Sending, sample)
			} else {
				end.Receiving = append(end.Receiving, sample)
			}
		}
	}
	return out, err
}
