package zoomapi

import (
	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type userCallLog struct {
	callLog
	HasRecording bool `json:"has_recording"`
	HasVoicemail bool `json:"has_voicemail"`
}

type userCallLogRow struct {
	userCallLog
	callOwner
}

type userCallLogList struct {
	phoneWindow
	Logs []userCallLogRow `json:"call_logs"`
}

type listUserCallLogsInput struct {
	userPath
	tokenCursor
	dates
	PageSize    int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
	Type        string `query:"type" default:"all" enum:"all,missed" json:"-"`
	PhoneNumber string `query:"phone_number" json:"-"`
	TimeType    string `query:"time_type" default:"startTime" enum:"startTime,endTime" json:"-"`
}

func listUserCallLogs(c *call, in listUserCallLogsInput) (userCallLogList, error) {
	out := userCallLogList{Logs: []userCallLogRow{}}
	if err := unkept("phone_number", in.PhoneNumber); err != nil {
		return out, err
	}
	if err := startOnly(in.TimeType); err != nil {
		return out, err
	}
	list, v, paging, err := c.calls(in.tokenCursor, in.dates, in.PageSize, lastDay, store.RecordFilter{User: c.user(in.UserID).Value, Where: missedOnly(in.Type)})
	if err != nil {
		return out, err
	}
	out.phoneWindow = paging
	for i := range list {
		d := &list[i].Doc
		out.Logs = append(out.Logs, userCallLogRow{userCallLog{v.log(&list[i]), d.Recorded, d.HasVoicemail}, callOwner{d.Department, d.CostCenter}})
	}
	return out, nil
}

type syncedCallLog struct {
	userCallLog
	CallerUserID string `json:"caller_user_id,omitempty"`
	CalleeUserID string `json:"callee_user_id,omitempty"`
}

type syncedCallLogs struct {
	Logs      []syncedCallLog `json:"call_logs"`
	SyncToken string          `json:"sync_token"`
}

func syncCallLogs(c *call, in syncInput) (out syncedCallLogs, err error) {
	list, token, err := c.sync(in, phoneNotFound(404, 300, "The sync token is invalid or expired.%s", ""))
	if err != nil {
		return out, err
	}
	v, err := c.callers(linesOf(list, callLines))
	if err != nil {
		return out, err
	}
	out = syncedCallLogs{make([]syncedCallLog, len(list)), token}
	for i := range list {
		d := &list[i].Doc
		out.Logs[i] = syncedCallLog{userCallLog{v.log(&list[i]), d.Recorded, d.HasVoicemail}, v.line(d.Caller).UserID, v.line(d.Callee).UserID}
	}
	return out, nil
}

func deleteCallLog(c *call, tx *store.WriteTx, in userCallPath) (empty, error) {
	return empty{}, c.deleteCall(tx, in, noSuchCallLog(in.CallLogID))
}

type clientCodeInput struct {
	callLogPath
	Code string `json:"client_code" required:"true" max:"16"`
}

// setClientCode notes whom a call is to be billed to.
func (c *call) setClientCode(tx *store.WriteTx, in clientCodeInput, absent *cordon.Error) error {
	w, err := record[cordon.Call, cordon.CallDetail](c, in.CallLogID, "", absent, cordon.KindCall)
	if err != nil {
		return err
	}
	w.Doc.ClientCode = in.Code
	return tx.SaveRecord(w.RecordRow, w.Doc, nil)
}

func setCallLogCode(c *call, tx *store.WriteTx, in clientCodeInput) (empty, error) {
	return empty{}, c.setClientCode(tx, in, noSuchCallLog(in.CallLogID))
}
