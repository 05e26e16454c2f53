package zoomapi

import (
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerCallLogs(a *API) {
	read(a, "GET /phone/call_logs", holder.Rows, listCallLogs)
	read(a, "GET /phone/call_logs/{callLogId}", holder.Parent("call", "callLogId"), getCallLog)
	read(a, "GET /phone/users/{userId}/call_logs", holder.Path("userId"), listUserCallLogs)
	read(a, "GET /phone/users/{userId}/call_logs/sync", holder.Path("userId"), syncCallLogs)
	write(a, "DELETE /phone/users/{userId}/call_logs/{callLogId}", 204, holder.Path("userId"), deleteCallLog)
	write(a, "PUT /phone/call_logs/{callLogId}/client_code", 204, holder.Parent("call", "callLogId"), setCallLogCode)
}

// missed are the results of calls that nobody took.
var missed = []string{"no_answer", "ring_timeout", "voicemail", "abandoned", "busy", "rejected"}

// logResult is how call logs say a result of call history.
var logResult = map[string]string{
	"answered": "Call connected", "accepted": "Call connected", "picked_up": "Call connected", "connected": "Call connected", "succeeded": "Call connected",
	"voicemail": "Voicemail", "hang_up": "Call Cancel", "canceled": "Call Cancel", "rejected": "Rejected", "busy": "Busy",
	"ring_timeout": "No Answer", "no_answer": "No Answer", "abandoned": "Missed", "system_blocked": "Blocked", "service_unavailable": "Internal Error",
}

// callLog is what every view of a call log has. A line is an extension where the
// other end saw one.
type callLog struct {
	ID           string     `json:"id"`
	CallID       string     `json:"call_id"`
	Direction    string     `json:"direction"`
	DateTime     time.Time  `json:"date_time"`
	Answer       *time.Time `json:"answer_start_time,omitempty"`
	End          time.Time  `json:"call_end_time"`
	Duration     int        `json:"duration"` // seconds
	Path         string     `json:"path"`
	Result       string     `json:"result"`
	HoldTime     int        `json:"hold_time"`
	WaitingTime  int        `json:"waiting_time"`
	ClientCode   string     `json:"client_code,omitempty"`
	Rate         string     `json:"rate,omitempty"`
	Charge       string     `json:"charge,omitempty"`
	Recording    string     `json:"recording_type,omitempty"`
	UserID       string     `json:"user_id,omitempty"`
	CallerName   string     `json:"caller_name"`
	CallerNumber string     `json:"caller_number"`
	CallerType   int        `json:"caller_number_type" enum:"1,2"`
	CallerSource string     `json:"caller_number_source" enum:"internal,external,byop"`
	callerLine
	CalleeName   string `json:"callee_name"`
	CalleeNumber string `json:"callee_number"`
	CalleeType   int    `json:"callee_number_type" enum:"1,2,3"`
	CalleeSource string `json:"callee_number_source" enum:"internal,external,byop"`
	calleeLine
}

type callerLine struct {
	CallerDID     string `json:"caller_did_number,omitempty"`
	CallerCountry string `json:"caller_country_iso_code,omitempty"`
	CallerCode    string `json:"caller_country_code,omitempty"`
}

type calleeLine struct {
	CalleeDID     string `json:"callee_did_number,omitempty"`
	CalleeCountry string `json:"callee_country_iso_code,omitempty"`
	CalleeCode    string `json:"callee_country_code,omitempty"`
}

func (v callers) log(e *entry[cordon.Call]) callLog {
	d := &e.Doc
	a, b := v.line(d.Caller), v.line(d.Callee)
	l := callLog{ID: e.ID, CallID: d.CallID, Direction: d.Direction, DateTime: d.Start, Answer: orNil(d.Answer), End: d.End, Duration: d.Seconds(),
		Path: d.Path, Result: logResult[d.Result], HoldTime: d.Hold, WaitingTime: d.Wait, ClientCode: d.ClientCode, Rate: d.Rate, Charge: d.Charge,
		Recording: d.RecordingType, UserID: e.Owner.ID,
		CallerName: a.Name, CallerNumber: a.Shown(), CallerType: a.numberType(), callerLine: callerLine{a.Number, a.Country, a.Code}, CallerSource: "internal",
		CalleeName: b.Name, CalleeNumber: b.Shown(), CalleeType: b.numberType(), calleeLine: calleeLine{b.Number, b.Country, b.Code}, CalleeSource: "internal"}
	if l.Result == "" {
		l.Result = "Call failed"
	}
	if d.Connect == "external" {
		if d.Direction == "outbound" {
			l.CalleeSource = "external"
		} else {
			l.CallerSource = "external"
		}
	}
	return l
}

// callType is how call logs say what kind of call it was.
func callType(d *cordon.Call) string {
	switch {
	case d.International:
		return "international"
	case d.Connect == "external":
		return "pstn"
	}
	return "voip"
}

// extensionOwner is the user whose side of a call it is.
type extensionOwner struct {
	ExtensionNumber int64  `json:"extension_number"`
	ID              string `json:"id"`
	Name            string `json:"name"`
	Type            string `json:"type" enum:"user"`
}

// ownerOf is the owner of a record, on the line that is theirs.
func ownerOf(o store.Owner, direction string, caller, callee cordon.Line) (extensionOwner, error) {
	own := callee
	if direction == "outbound" {
		own = caller
	}
	number, _ := strconv.ParseInt(own.Extension, 10, 64) // 0 where there is none
	b, err := brief(o)
	return extensionOwner{number, o.ID, b.Name(), "user"}, err
}

type callLogRow struct {
	callLog
	callOwner
	CallType    string         `json:"call_type" enum:"voip,pstn,tollfree,international,contactCenter"`
	Owner       extensionOwner `json:"owner"`
	RecordingID string         `json:"recording_id,omitempty"`
	PrivateIP   string         `json:"device_private_ip,omitempty"`
	PublicIP    string         `json:"device_public_ip,omitempty"`
}

type callLogList struct {
	phoneWindow
	Logs []callLogRow `json:"call_logs"`
}

type listCallLogsInput struct {
	tokenCursor
	dates
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
	Type     string `query:"type" default:"all" enum:"all,missed" json:"-"`
	Path     string `query:"path" json:"-"`
	TimeType string `query:"time_type" default:"startTime" enum:"startTime,endTime" json:"-"`
	SiteID   string `query:"site_id" json:"-"`
	Charged  bool   `query:"charged_call_logs" json:"-"`
}

// missedOnly is the filter that type=missed means.
func missedOnly(kind string) []store.Where {
	if kind != "missed" {
		return nil
	}
	return []store.Where{{Path: "$.direction", Values: []string{"inbound"}}, {Path: "$.result", Values: missed}}
}

// startOnly refuses lists by the time at which calls ended.
func startOnly(timeType string) error {
	if timeType == "endTime" || timeType == "end_time" {
		return cordon.InvalidField("time_type", "Cordon keeps calls by the time at which they began.")
	}
	return nil
}

func listCallLogs(c *call, in listCallLogsInput) (callLogList, error) {
	out := callLogList{Logs: []callLogRow{}}
	if err := unkept("site_id", in.SiteID); err != nil {
		return out, err
	}
	if err := startOnly(in.TimeType); err != nil {
		return out, err
	}
	where := missedOnly(in.Type)
	if in.Path != "" {
		where = append(where, store.Where{Path: "$.path", Values: []string{in.Path}})
	}
	if in.Charged {
		where = append(where, store.Where{Path: "$.charged", Values: []string{"1"}})
	}
	list, v, paging, err := c.calls(in.tokenCursor, in.dates, in.PageSize, lastDay, store.RecordFilter{Where: where})
	if err != nil {
		return out, err
	}
	out.phoneWindow = paging
	for i := range list {
		d := &list[i].Doc
		owner, err := ownerOf(list[i].Owner, d.Direction, d.Caller, d.Callee)
		if err != nil {
			return out, err
		}
		out.Logs = append(out.Logs, callLogRow{v.log(&list[i]), callOwner{d.Department, d.CostCenter}, callType(d), owner, d.Recording, d.Device.PrivateIP, d.Device.PublicIP})
	}
	return out, nil
}

// callLogAlone leaves out what Zoom shows in lists only.
type callLogAlone struct {
	callOwner
	CallID       string    `json:"call_id"`
	CallType     string    `json:"call_type" enum:"voip,pstn,tollfree,international,contactCenter"`
	CallerName   string    `json:"caller_name"`
	CallerNumber string    `json:"caller_number"`
	CallerType   int       `json:"caller_number_type" enum:"1,2"`
	CallerSource string    `json:"caller_number_source" enum:"internal,external,byop"`
	CalleeName   string    `json:"callee_name"`
	CalleeNumber string    `json:"callee_number"`
	CalleeType   int       `json:"callee_number_type" enum:"1,2,3"`
	CalleeSource string    `json:"callee_number_source" enum:"internal,external,byop"`
	DateTime     time.Time `json:"date_time"`
	Direction    string    `json:"direction" enum:"inbound,outbound"`
	Duration     int       `json:"duration"`
	HasRecording bool      `json:"has_recording"`
	HasVoicemail bool      `json:"has_voicemail"`
	ID           string    `json:"id"`
	Path         string    `json:"path"`
	Result       string    `json:"result"`
	callerLine
	calleeLine
	PrivateIP string    `json:"device_private_ip,omitempty"`
	PublicIP  string    `json:"device_public_ip,omitempty"`
	Details   []logStep `json:"log_details"`
}

// logStep is one step of a call.
type logStep struct {
	ID        string    `json:"id"`
	DateTime  time.Time `json:"date_time"`
	Duration  int       `json:"duration"`
	HoldTime  int       `json:"hold_time"`
	Path      string    `json:"path"`
	Result    string    `json:"result"`
	PrivateIP string    `json:"device_private_ip,omitempty"`
	PublicIP  string    `json:"device_public_ip,omitempty"`
}

type callLogPath struct {
	CallLogID string `path:"callLogId" json:"-"`
}

func noSuchCallLog(id string) *cordon.Error {
	return phoneNotFound(404, 404, "Call log information was not found for the following callLogId: %s.", id)
}

func getCallLog(c *call, in callLogPath) (out callLogAlone, err error) {
	w, v, err := c.aCall(in.CallLogID, noSuchCallLog(in.CallLogID))
	if err != nil {
		return out, err
	}
	d := &w.Doc
	l := v.log(&w.entry)
	return callLogAlone{callOwner: callOwner{d.Department, d.CostCenter}, CallID: l.CallID, CallType: callType(d),
		CallerName: l.CallerName, CallerNumber: l.CallerNumber, CallerType: l.CallerType, CallerSource: l.CallerSource,
		CalleeName: l.CalleeName, CalleeNumber: l.CalleeNumber, CalleeType: l.CalleeType, CalleeSource: l.CalleeSource,
		DateTime: l.DateTime, Direction: l.Direction, Duration: l.Duration, HasRecording: d.Recorded, HasVoicemail: d.HasVoicemail, ID: l.ID,
		Path: l.Path, Result: l.Result, callerLine: l.callerLine, calleeLine: l.calleeLine, PrivateIP: d.Device.PrivateIP, PublicIP: d.Device.PublicIP,
		Details: []logStep{{l.ID, l.DateTime, l.Duration, l.HoldTime, l.Path, l.Result, d.Device.PrivateIP, d.Device.PublicIP}}}, nil
}
