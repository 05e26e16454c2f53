package zoomapi

import (
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

// One side of a call has one element, so the id of its call log, of its history
// and of its element are one id. Lists show each row under the old names and the
// new ones, as Zoom does.

func registerCallHistory(a *API) {
	read(a, "GET /phone/call_history", holder.Rows, listCallHistory)
	read(a, "GET /phone/call_history/{callHistoryUuid}", holder.Parent("call", "callHistoryUuid"), getCallHistory)
	read(a, "GET /phone/call_history_detail/{callHistoryId}", holder.Parent("call", "callHistoryId"), getCallHistoryDetail)
	read(a, "GET /phone/call_element/{callElementId}", holder.Parent("call", "callElementId"), getCallElement)
	read(a, "GET /phone/users/{userId}/call_history", holder.Path("userId"), listUserCallHistory)
	read(a, "GET /phone/users/{userId}/call_history/sync", holder.Path("userId"), syncCallHistory)
	write(a, "DELETE /phone/users/{userId}/call_history/{callLogId}", 204, holder.Path("userId"), deleteCallHistory)
	write(a, "PATCH /phone/call_history/{callLogId}/client_code", 204, holder.Parent("call", "callLogId"), setCallHistoryCode)
}

// callCore is what every view of a call has.
type callCore struct {
	CallID        string     `json:"call_id"`
	ConnectType   string     `json:"connect_type" enum:"internal,external"`
	CallType      string     `json:"call_type" enum:"general,emergency"`
	Direction     string     `json:"direction" enum:"inbound,outbound"`
	HideCallerID  bool       `json:"hide_caller_id"`
	EndToEnd      bool       `json:"end_to_end"`
	CallerExtID   string     `json:"caller_ext_id,omitempty"`
	CallerName    string     `json:"caller_name"`
	CallerEmail   string     `json:"caller_email,omitempty"`
	CallerNumber  string     `json:"caller_did_number,omitempty"`
	CallerExt     string     `json:"caller_ext_number,omitempty"`
	CallerExtType string     `json:"caller_ext_type,omitempty"`
	CalleeExtID   string     `json:"callee_ext_id,omitempty"`
	CalleeName    string     `json:"callee_name"`
	CalleeEmail   string     `json:"callee_email,omitempty"`
	CalleeNumber  string     `json:"callee_did_number,omitempty"`
	CalleeExt     string     `json:"callee_ext_number,omitempty"`
	CalleeExtType string     `json:"callee_ext_type,omitempty"`
	Start         time.Time  `json:"start_time"`
	Answer        *time.Time `json:"answer_time,omitempty"`
	End           time.Time  `json:"end_time"`
}

// callNumbers is what is known of the two numbers.
type callNumbers struct {
	CallerType    string `json:"caller_number_type,omitempty"`
	CallerDevice  string `json:"caller_device_type,omitempty"`
	CallerCountry string `json:"caller_country_iso_code,omitempty"`
	CallerCode    string `json:"caller_country_code,omitempty"`
	CalleeType    string `json:"callee_number_type,omitempty"`
	CalleeDevice  string `json:"callee_device_type,omitempty"`
	CalleeCountry string `json:"callee_country_iso_code,omitempty"`
	CalleeCode    string `json:"callee_country_code,omitempty"`
}

// callOwner is where the user belongs whose side of the call it is.
type callOwner struct {
	Department string `json:"department"`
	CostCenter string `json:"cost_center"`
}

func (v callers) core(d *cordon.Call) callCore {
	a, b := v.line(d.Caller), v.line(d.Callee)
	return callCore{CallID: d.CallID, ConnectType: d.Connect, CallType: d.Type, Direction: d.Direction,
		CallerExtID: a.ExtID, CallerName: a.Name, CallerEmail: a.Email, CallerNumber: a.Number, CallerExt: a.Extension, CallerExtType: a.Kind,
		CalleeExtID: b.ExtID, CalleeName: b.Name, CalleeEmail: b.Email, CalleeNumber: b.Number, CalleeExt: b.Extension, CalleeExtType: b.Kind,
		Start: d.Start, Answer: orNil(d.Answer), End: d.End}
}

func (v callers) numbers(d *cordon.Call) callNumbers {
	a, b := v.line(d.Caller), v.line(d.Callee)
	n := callNumbers{CallerType: a.Type, CallerCountry: a.Country, CallerCode: a.Code, CalleeType: b.Type, CalleeCountry: b.Country, CalleeCode: b.Code}
	if d.Direction == "outbound" {
		n.CallerDevice = d.Device.Type
	} else {
		n.CalleeDevice = d.Device.Type
	}
	return n
}

// historyRow is a call in the account's list.
type historyRow struct {
	callCore
	callNumbers
	callOwner
	International   bool   `json:"international"`
	Duration        int    `json:"duration"` // seconds
	Result          string `json:"call_result"`
	RecordingStatus string `json:"recording_status" enum:"recorded,non_recorded"`
}

type historyOld struct {
	ID string `json:"id"`
	historyRow
}

type historyNew struct {
	UUID string `json:"call_history_uuid"`
	historyRow
}

type historyList struct {
	phoneWindow
	Old []historyOld `json:"call_logs"`
	New []historyNew `json:"call_history"`
}

type listCallHistoryInput struct {
	tokenCursor
	dates
	callFilters
	PageSize int      `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
	CallIDs  []string `query:"call_ids" max:"100" json:"-"`
}

func listCallHistory(c *call, in listCallHistoryInput) (historyList, error) {
	out := historyList{Old: []historyOld{}, New: []historyNew{}}
	where, err := in.where()
	if err != nil {
		return out, err
	}
	if len(in.CallIDs) > 0 {
		where = append(where, store.Where{Path: "$.call_id", Values: in.CallIDs})
	}
	f := store.RecordFilter{Where: where}
	if f.Group, err = in.group(); err != nil {
		return out, err
	}
	list, view, paging, err := c.calls(in.tokenCursor, in.dates, in.PageSize, lastDay, f)
	if err != nil {
		return out, err
	}
	out.phoneWindow = paging
	for i := range list {
		d := &list[i].Doc
		row := historyRow{callCore: view.core(d), callNumbers: view.numbers(d), callOwner: callOwner{d.Department, d.CostCenter},
			International: d.International, Duration: d.Seconds(), Result: d.Result, RecordingStatus: "non_recorded"}
		if d.Recorded {
			row.RecordingStatus = "recorded"
		}
		out.Old, out.New = append(out.Old, historyOld{list[i].ID, row}), append(out.New, historyNew{list[i].ID, row})
	}
	return out, nil
}

// calls lists sides of calls in sight that match the filter.
func (c *call) calls(p tokenCursor, d dates, size int, rule windowRule, f store.RecordFilter) (list []entry[cordon.Call], v callers, paging phoneWindow, err error) {
	w, err := d.window(c, rule)
	if err != nil {
		return nil, v, paging, err
	}
	f.Kinds, f.From, f.To = []cordon.Kind{cordon.KindCall}, w.From, w.To
	list, info, err := entries[cordon.Call](c, p.cursor(), size, f)
	if err != nil {
		return nil, v, paging, err
	}
	v, err = c.callers(linesOf(list, callLines))
	return list, v, within(w, info), err
}

// aCall reads one side of a call.
func (c *call) aCall(id string, absent *cordon.Error) (w whole[cordon.Call, cordon.CallDetail], v callers, err error) {
	w, err = record[cordon.Call, cordon.CallDetail](c, id, "", absent, cordon.KindCall)
	if err != nil {
		return w, v, err
	}
	v, err = c.callers([]cordon.Line{w.Doc.Caller, w.Doc.Callee})
	return w, v, err
}

// callElement is what one step of a call shows.
type callElement struct {
	callCore
	callNumbers
	callOwner
	ClientCode    string `json:"client_code,omitempty"`
	Event         string `json:"event"`
	Result        string `json:"result"`
	PrivateIP     string `json:"device_private_ip,omitempty"`
	PublicIP      string `json:"device_public_ip,omitempty"`
	Segment       int    `json:"segment"`
	Node          int    `json:"node"`
	IsNode        int    `json:"is_node"`
	RecordingID   string `json:"recording_id,omitempty"`
	RecordingType string `json:"recording_type,omitempty"`
	HoldTime      int    `json:"hold_time"`
	WaitingTime   int    `json:"waiting_time"`
	VoicemailID   string `json:"voicemail_id,omitempty"`
}

// historyRecording is how call history says how a recording came about.
var historyRecording = map[string]string{"OnDemand": "ad-hoc", "Automatic": "automatic"}

func event(d *cordon.Call) string {
	if d.Direction == "outbound" {
		return "outgoing"
	}
	return "incoming"
}

func (v callers) element(d *cordon.Call) callElement {
	return callElement{callCore: v.core(d), callNumbers: v.numbers(d), callOwner: callOwner{d.Department, d.CostCenter}, ClientCode: d.ClientCode,
		Event: event(d), Result: d.Result, PrivateIP: d.Device.PrivateIP, PublicIP: d.Device.PublicIP, RecordingID: d.Recording,
		RecordingType: historyRecording[d.RecordingType], HoldTime: d.Hold, WaitingTime: d.Wait, VoicemailID: d.Voicemail}
}

type elementOld struct {
	ID string `json:"id"`
	callElement
}

type elementNew struct {
	ID string `json:"call_element_id"`
	callElement
}

type historyAlone struct {
	ID   string `json:"id"`
	UUID string `json:"call_history_uuid"`
	callCore
	callOwner
	International bool         `json:"international"`
	Old           []elementOld `json:"call_path"`
	New           []elementNew `json:"call_elements"`
}

type callHistoryPath struct {
	UUID string `path:"callHistoryUuid" json:"-"`
}

func getCallHistory(c *call, in callHistoryPath) (historyAlone, error) {
	w, v, err := c.aCall(in.UUID, phoneNotFound(404, 301, "Call history not found: %s.", in.UUID))
	e := v.element(&w.Doc)
	return historyAlone{ID: w.ID, UUID: w.ID, callCore: e.callCore, callOwner: e.callOwner, International: w.Doc.International,
		Old: []elementOld{{w.ID, e}}, New: []elementNew{{w.ID, e}}}, err
}

type callHistoryIDPath struct {
	ID string `path:"callHistoryId" json:"-"`
}

type historyDetail struct {
	ID     string `json:"id"`
	PathID string `json:"call_path_id"`
	callElement
}

func getCallHistoryDetail(c *call, in callHistoryIDPath) (historyDetail, error) {
	w, v, err := c.aCall(in.ID, phoneNotFound(404, 301, "Call history does not exist for call log Id: %s.", in.ID))
	return historyDetail{w.ID, w.ID, v.element(&w.Doc)}, err
}

type callElementPath struct {
	ID string `path:"callElementId" json:"-"`
}

type elementAlone struct {
	ID   string `json:"call_element_id"`
	UUID string `json:"call_history_uuid"`
	callElement
}

func getCallElement(c *call, in callElementPath) (elementAlone, error) {
	w, v, err := c.aCall(in.ID, phoneNotFound(404, 404, "Call element does not exist: %s.", in.ID))
	return elementAlone{w.ID, w.ID, v.element(&w.Doc)}, err
}
