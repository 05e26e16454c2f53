package zoomapi

import (
	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// userCall is a call in one user's list.
type userCall struct {
	callCore
	callNumbers
	CallerPrivateIP  string `json:"caller_device_private_ip,omitempty"`
	CallerPublicIP   string `json:"caller_device_public_ip,omitempty"`
	CallerDepartment string `json:"caller_department,omitempty"`
	CallerCostCenter string `json:"caller_cost_center,omitempty"`
	CalleePrivateIP  string `json:"callee_device_private_ip,omitempty"`
	CalleePublicIP   string `json:"callee_device_public_ip,omitempty"`
	CalleeDepartment string `json:"callee_department,omitempty"`
	CalleeCostCenter string `json:"callee_cost_center,omitempty"`
	Event            string `json:"event"`
	Result           string `json:"result"`
	RecordingID      string `json:"recording_id,omitempty"`
	RecordingType    string `json:"recording_type,omitempty"`
	VoicemailID      string `json:"voicemail_id,omitempty"`
	TalkTime         int    `json:"talk_time"`
	HoldTime         int    `json:"hold_time"`
	WaitTime         int    `json:"wait_time"`
}

type userCallOld struct {
	ID     string `json:"id"`
	PathID string `json:"call_path_id"`
	userCall
}

type userCallNew struct {
	ID   string `json:"call_element_id"`
	UUID string `json:"call_history_uuid"`
	userCall
}

// userCalls is the rows of one user's lists.
type userCalls struct {
	Old []userCallOld `json:"call_logs"`
	New []userCallNew `json:"call_elements"`
}

type userCallList struct {
	phoneWindow
	userCalls
}

// userCall shows a call. Of device, department and cost center only the user's
// own are kept with it.
func (v callers) userCall(d *cordon.Call) userCall {
	u := userCall{callCore: v.core(d), callNumbers: v.numbers(d), Event: event(d), Result: d.Result, RecordingID: d.Recording,
		RecordingType: historyRecording[d.RecordingType], VoicemailID: d.Voicemail, TalkTime: d.Seconds(), HoldTime: d.Hold, WaitTime: d.Wait}
	if d.Direction == "outbound" {
		u.CallerPrivateIP, u.CallerPublicIP, u.CallerDepartment, u.CallerCostCenter = d.Device.PrivateIP, d.Device.PublicIP, d.Department, d.CostCenter
	} else {
		u.CalleePrivateIP, u.CalleePublicIP, u.CalleeDepartment, u.CalleeCostCenter = d.Device.PrivateIP, d.Device.PublicIP, d.Department, d.CostCenter
	}
	return u
}

func (v callers) userCalls(list []entry[cordon.Call]) userCalls {
	out := userCalls{make([]userCallOld, len(list)), make([]userCallNew, len(list))}
	for i := range list {
		id, u := list[i].ID, v.userCall(&list[i].Doc)
		out.Old[i], out.New[i] = userCallOld{id, id, u}, userCallNew{id, id, u}
	}
	return out
}

type listUserCallHistoryInput struct {
	userPath
	tokenCursor
	dates
	callFilters
	PageSize int `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

func listUserCallHistory(c *call, in listUserCallHistoryInput) (out userCallList, err error) {
	where, err := in.where()
	if err != nil {
		return out, err
	}
	if len(in.GroupIDs) > 0 {
		return out, cordon.InvalidField("group_ids", "The list is of one user, whose groups Cordon does not filter by.")
	}
	list, v, paging, err := c.calls(in.tokenCursor, in.dates, in.PageSize, lastDay, store.RecordFilter{User: c.user(in.UserID).Value, Where: where})
	return userCallList{paging, v.userCalls(list)}, recode(err, 300)
}

type syncedCallHistory struct {
	userCalls
	SyncToken string `json:"sync_token"`
}

func syncCallHistory(c *call, in syncInput) (out syncedCallHistory, err error) {
	list, token, err := c.sync(in, cordon.InvalidField("sync_token", "The sync token is invalid or expired."))
	if err != nil {
		return out, recode(err, 300)
	}
	v, err := c.callers(linesOf(list, callLines))
	return syncedCallHistory{v.userCalls(list), token}, err
}

type userCallPath struct {
	userPath
	CallLogID string `path:"callLogId" json:"-"`
}

func deleteCallHistory(c *call, tx *store.WriteTx, in userCallPath) (empty, error) {
	return empty{}, recode(c.deleteCall(tx, in, phoneNotFound(404, 301, "Call history not found: %s.", in.CallLogID)), 300)
}

// deleteCall deletes one user's side of a call.
func (c *call) deleteCall(tx *store.WriteTx, in userCallPath, absent *cordon.Error) error {
	people := c.Grant.People()
	u, err := c.User(people, c.user(in.UserID))
	if err != nil {
		return err
	}
	w, err := record[cordon.Call, cordon.CallDetail](c, in.CallLogID, "", absent, cordon.KindCall)
	if err != nil {
		return err
	}
	if w.Owner.ID != u.ID {
		return absent
	}
	return tx.DeleteRecord(people, w.RecordRow)
}

func setCallHistoryCode(c *call, tx *store.WriteTx, in clientCodeInput) (empty, error) {
	return empty{}, c.setClientCode(tx, in, phoneNotFound(404, 300, "Call history not found: %s", in.CallLogID))
}
