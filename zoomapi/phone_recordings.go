package zoomapi

import (
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

// What was said in a call needs RecordingContent:Read over the user whose side
// it is, on top of PbxAdmin:Read: without it there is no download_url, and the
// file does not exist.

func registerPhoneRecordings(a *API) {
	read(a, "GET /phone/recordings", holder.Rows, listPhoneRecordings)
	read(a, "GET /phone/users/{userId}/recordings", holder.Path("userId"), listUserPhoneRecordings)
	read(a, "GET /phone/call_logs/{id}/recordings", holder.Parent("call", "id"), getCallRecording)
	read(a, "GET /phone/call_element/{callElementId}/recording", holder.Parent("call", "callElementId"), getElementRecording)
	readFile(a, "GET /phone/recording/download/{fileId}", holder.Parent("phone recording", "fileId"), downloadPhoneRecording)
	readFile(a, "GET /phone/recording_transcript/download/{recordingId}", holder.Parent("phone recording", "recordingId"), downloadPhoneTranscript)
	write(a, "DELETE /phone/recordings/{recordingId}", 204, holder.Parent("phone recording", "recordingId"), deletePhoneRecording)
	write(a, "PATCH /phone/recordings/{recordingId}", 204, holder.Parent("phone recording", "recordingId"), updatePhoneRecording)
	write(a, "PUT /phone/recordings/{recordingId}/status", 204, holder.Parent("phone recording", "recordingId"), recoverPhoneRecording)
}

// content is the privilege that recordings and voicemail need to be heard.
const content cordon.Privilege = "RecordingContent:Read"

// callEnds is both ends of a call as recordings and voicemail show them.
type callEnds struct {
	CallID       string `json:"call_id"`
	CallerName   string `json:"caller_name"`
	CallerNumber string `json:"caller_number"`
	CallerType   int    `json:"caller_number_type" enum:"1,2"`
	CalleeName   string `json:"callee_name"`
	CalleeNumber string `json:"callee_number"`
	CalleeType   int    `json:"callee_number_type" enum:"1,2,3"`
}

func ends(callID string, caller, callee cordon.Line) callEnds {
	a, b := shownLine{Line: caller}, shownLine{Line: callee}
	return callEnds{callID, a.Name, a.Shown(), a.numberType(), b.Name, b.Shown(), b.numberType()}
}

// recordedCall is what every view of a recording has.
type recordedCall struct {
	callEnds
	ID          string     `json:"id"`
	CallElement string     `json:"call_element_id"`
	DateTime    time.Time  `json:"date_time"`
	Direction   string     `json:"direction" enum:"inbound,outbound"`
	Duration    int        `json:"duration"` // seconds
	DownloadURL string     `json:"download_url,omitempty"`
	OutgoingBy  *spokenFor `json:"outgoing_by,omitempty"`
	AcceptedBy  *spokenFor `json:"accepted_by,omitempty"`
}

// spokenFor is the user who made or took a call.
type spokenFor struct {
	Name            string `json:"name"`
	ExtensionNumber string `json:"extension_number"`
}

// downloadURL is an operation, decided again at each use.
func (c *call) downloadURL(what, id string) string {
	return c.api.url + "/v2/phone/" + what + "/download/" + id
}

func (c *call) showRecording(e *entry[cordon.PhoneRecording]) recordedCall {
	d := &e.Doc
	r := recordedCall{callEnds: ends(d.CallID, d.Caller, d.Callee), ID: e.ID, CallElement: d.CallLog, DateTime: d.Start, Direction: d.Direction,
		Duration: int(d.End.Sub(d.Start) / time.Second)}
	if e.Also {
		r.DownloadURL = c.downloadURL("recording", e.ID)
	}
	if d.Direction == "outbound" {
		r.OutgoingBy = &spokenFor{d.Caller.Name, d.Caller.Extension}
	} else {
		r.AcceptedBy = &spokenFor{d.Callee.Name, d.Callee.Extension}
	}
	return r
}

func (c *call) transcriptURL(e *entry[cordon.PhoneRecording]) string {
	if e.Also && e.Doc.Transcript {
		return c.downloadURL("recording_transcript", e.ID)
	}
	return ""
}

type listPhoneRecordingsInput struct {
	tokenCursor
	dates
	PageSize      int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
	OwnerType     string `query:"owner_type" default:"all" enum:"all,null,user,callQueue,commonArea,sharedOffice" json:"-"`
	RecordingType string `query:"recording_type" enum:"null,all,OnDemand,Automatic" json:"-"`
	SiteID        string `query:"site_id" json:"-"`
	QueryDateType string `query:"query_date_type" default:"start_time" enum:"start_time,end_time" json:"-"`
	GroupID       string `query:"group_id" json:"-"`
}

type phoneRecordingEntry struct {
	recordedCall
	CallLogID     string         `json:"call_log_id"`
	Disclaimer    int            `json:"disclaimer_status" enum:"0,1,2"`
	EndTime       time.Time      `json:"end_time"`
	Owner         extensionOwner `json:"owner"`
	RecordingType string         `json:"recording_type"`
	TranscriptURL string         `json:"transcript_download_url,omitempty"`
	AutoDelete    bool           `json:"auto_delete_enable"`
}

type phoneRecordingList struct {
	phoneInfo
	Recordings []phoneRecordingEntry `json:"recordings"`
}

func (c *call) phoneRecordings(p tokenCursor, d dates, size int, f store.RecordFilter) (list []entry[cordon.PhoneRecording], w window, info pageInfo, err error) {
	if w, err = d.window(c, lastSixMonths); err != nil {
		return nil, w, info, err
	}
	f.Kinds, f.From, f.To, f.Also = []cordon.Kind{cordon.KindPhoneRecording}, w.From, w.To, content
	list, info, err = entries[cordon.PhoneRecording](c, p.cursor(), size, f)
	return list, w, info, err
}

func listPhoneRecordings(c *call, in listPhoneRecordingsInput) (phoneRecordingList, error) {
	out := phoneRecordingList{Recordings: []phoneRecordingEntry{}}
	if err := unkept("site_id", in.SiteID); err != nil {
		return out, err
	}
	if err := startOnly(in.QueryDateType); err != nil {
		return out, err
	}
	f := store.RecordFilter{Group: in.GroupID}
	switch in.OwnerType {
	case "callQueue", "commonArea", "sharedOffice":
		return out, cordon.InvalidField("owner_type", "Cordon keeps the recordings of users only.")
	}
	if in.RecordingType == "OnDemand" || in.RecordingType == "Automatic" {
		f.Where = []store.Where{{Path: "$.type", Values: []string{in.RecordingType}}}
	}
	list, _, info, err := c.phoneRecordings(in.tokenCursor, in.dates, in.PageSize, f)
	if err != nil {
		return out, err
	}
	out.phoneInfo = short(info)
	for i := range list {
		d := &list[i].Doc
		owner, err := ownerOf(list[i].Owner, d.Direction, d.Caller, d.Callee)
		if err != nil {
			return out, err
		}
		out.Recordings = append(out.Recordings, phoneRecordingEntry{recordedCall: c.showRecording(&list[i]), CallLogID: d.CallLog, EndTime: d.End, Owner: owner,
			RecordingType: d.Type, TranscriptURL: c.transcriptURL(&list[i]), AutoDelete: d.AutoDelete})
	}
	return out, nil
}

type userPhoneRecording struct {
	recordedCall
	CallLogID     string `json:"call_log_id"`
	CallHistoryID string `json:"call_history_id"`
	TranscriptURL string `json:"transcript_download_url,omitempty"`
}

type userPhoneRecordingList struct {
	phoneWindow
	Recordings []userPhoneRecording `json:"recordings"`
}

type listUserPhoneRecordingsInput struct {
	userPath
	tokenCursor
	dates
	PageSize int `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

func listUserPhoneRecordings(c *call, in listUserPhoneRecordingsInput) (out userPhoneRecordingList, err error) {
	list, w, info, err := c.phoneRecordings(in.tokenCursor, in.dates, in.PageSize, store.RecordFilter{User: c.user(in.UserID).Value})
	out = userPhoneRecordingList{within(w, info), make([]userPhoneRecording, len(list))}
	for i := range list {
		id := list[i].Doc.CallLog
		out.Recordings[i] = userPhoneRecording{c.showRecording(&list[i]), id, id, c.transcriptURL(&list[i])}
	}
	return out, err
}

// callRecording is a recording as a call log or element shows it.
type callRecording struct {
	recordedCall
	EndTime       time.Time      `json:"end_time"`
	Owner         extensionOwner `json:"owner"`
	RecordingType string         `json:"recording_type" enum:"OnDemand,Automatic"`
	FileURL       string         `json:"file_url,omitempty"`
	Disclaimer    int            `json:"disclaimer_status" enum:"0,1,2"`
}

type callLogRecording struct {
	callRecording
	CallLogID     string `json:"call_log_id"`
	CallHistoryID string `json:"call_history_id"`
}

func (c *call) showCallRecording(e *entry[cordon.PhoneRecording]) (r callRecording, err error) {
	d := &e.Doc
	r = callRecording{recordedCall: c.showRecording(e), EndTime: d.End, RecordingType: d.Type}
	r.FileURL = r.DownloadURL
	r.Owner, err = ownerOf(e.Owner, d.Direction, d.Caller, d.Callee)
	return r, err
}

// recordingOf reads the recording of one side of a call in sight.
func (c *call) recordingOf(callLog string, absent *cordon.Error) (w whole[cordon.PhoneRecording, cordon.PhoneRecordingDetail], err error) {
	side, err := record[cordon.Call, cordon.CallDetail](c, callLog, "", absent, cordon.KindCall)
	if err != nil {
		return w, err
	}
	return record[cordon.PhoneRecording, cordon.PhoneRecordingDetail](c, side.Doc.Recording, content, absent, cordon.KindPhoneRecording)
}

type callOrLogPath struct {
	ID string `path:"id" json:"-"`
}

// getCallRecording takes the id of a call log, or that of a call, which may have
// a recording of each of its sides: it shows the latest in sight.
func getCallRecording(c *call, in callOrLogPath) (out callLogRecording, err error) {
	absent := phoneNotFound(404, 1001, "Recording does not exist: %s.", strconv.Quote(in.ID))
	rows, _, err := c.Records(c.Grant.People(), store.RecordFilter{Kinds: []cordon.Kind{cordon.KindPhoneRecording}, Parent: in.ID, Also: content, Page: store.Page{Limit: 1}})
	if err != nil {
		return out, err
	}
	list, err := readDocs[cordon.PhoneRecording](rows)
	if err != nil {
		return out, err
	}
	if len(list) == 0 {
		w, err := c.recordingOf(in.ID, absent)
		if err != nil {
			return out, err
		}
		list = append(list, w.entry)
	}
	r, err := c.showCallRecording(&list[0])
	id := list[0].Doc.CallLog
	return callLogRecording{r, id, id}, err
}

func getElementRecording(c *call, in callElementPath) (out callRecording, err error) {
	w, err := c.recordingOf(in.ID, phoneNotFound(404, 404, "Recording does not exist for %s.", in.ID))
	if err != nil {
		return out, err
	}
	return c.showCallRecording(&w.entry)
}
