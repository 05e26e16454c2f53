package zoomapi

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerRecordings(a *API) {
	of := holder.Parent("meeting", "meetingId")
	read(a, "GET /users/{userId}/recordings", holder.Path("userId"), listRecordings)
	read(a, "GET /accounts/{accountId}/recordings", holder.Rows, listAccountRecordings)
	read(a, "GET /meetings/{meetingId}/recordings", of, getRecording)
	read(a, "GET /meetings/{meetingId}/recordings/settings", of, getRecordingSettings)
	read(a, "GET /meetings/{meetingId}/recordings/registrants", of, listRecordingRegistrants)
	read(a, "GET /meetings/{meetingId}/recordings/registrants/questions", of, getRecordingQuestions)
	read(a, "GET /meetings/{meetingId}/recordings/analytics_summary", of, sumRecordingViews)
	read(a, "GET /meetings/{meetingId}/recordings/analytics_details", of, listRecordingViews)
	read(a, "GET /meetings/{meetingId}/transcript", of, getTranscript)
	write(a, "DELETE /meetings/{meetingId}/recordings", http.StatusNoContent, of, deleteRecording)
	write(a, "DELETE /meetings/{meetingId}/recordings/{recordingId}", http.StatusNoContent, of, deleteRecordingFile)
	write(a, "PUT /meetings/{meetingUUID}/recordings/status", http.StatusOK, holder.Parent("meeting", "meetingUUID"), recoverRecording)
	write(a, "PUT /meetings/{meetingId}/recordings/{recordingId}/status", http.StatusNoContent, of, recoverRecordingFile)
	write(a, "PATCH /meetings/{meetingId}/recordings/settings", http.StatusNoContent, of, updateRecordingSettings)
	write(a, "POST /meetings/{meetingId}/recordings/registrants", http.StatusCreated, of, addRecordingRegistrant)
	write(a, "PUT /meetings/{meetingId}/recordings/registrants/status", http.StatusNoContent, of, setRecordingRegistrants)
	write(a, "PATCH /meetings/{meetingId}/recordings/registrants/questions", http.StatusNoContent, of, setRecordingQuestions)
	write(a, "DELETE /meetings/{meetingId}/transcript", http.StatusNoContent, of, deleteTranscript)
	registerDownloads(a)
}

// seeContent is the privilege under which the host must be in sight for what is
// in a recording: its files' URLs and its passcode.
const seeContent cordon.Privilege = "RecordingContent:Read"

type (
	recordingEntry = entry[cordon.Recording]
	recordingWhole = whole[cordon.Recording, cordon.RecordingDetail]
)

// noRecording is what a recording reads as, or a file of one, that is hidden or
// not there.
func noRecording() *cordon.Error {
	return &cordon.Error{Status: http.StatusNotFound, Code: 3301, Message: "There is no recording for this meeting."}
}

// recording finds the recording that a path parameter names: by UUID, or by
// number the latest of the meeting.
func (c *call) recording(param string, absent *cordon.Error, kinds ...cordon.Kind) (w recordingWhole, err error) {
	number, uuid, err := instance(param)
	if err != nil {
		return w, err
	}
	if uuid == "" {
		rows, _, err := c.Records(c.Grant.People(), store.RecordFilter{Kinds: kinds, Parent: number, Page: store.Page{Limit: 1}})
		if err != nil {
			return w, err
		}
		if len(rows) == 0 {
			return w, absent
		}
		uuid = rows[0].ID
	}
	return record[cordon.Recording, cordon.RecordingDetail](c, uuid, seeContent, absent, kinds...)
}

type recordingPath struct {
	MeetingID string `path:"meetingId" json:"-"`
}

// recordingFile is a file of a recording as answers show it.
type recordingFile struct {
	ID             string     `json:"id"`
	MeetingID      string     `json:"meeting_id"`
	RecordingStart time.Time  `json:"recording_start"`
	RecordingEnd   time.Time  `json:"recording_end"`
	FileType       string     `json:"file_type"`
	FileExtension  string     `json:"file_extension"`
	FileSize       int        `json:"file_size"`
	PlayURL        string     `json:"play_url,omitempty"`
	DownloadURL    string     `json:"download_url,omitempty"`
	Status         string     `json:"status"`
	DeletedTime    *time.Time `json:"deleted_time,omitempty"`
	RecordingType  string     `json:"recording_type"`
}

// recordingBody is a recording as answers show it.
type recordingBody struct {
	UUID           string          `json:"uuid"`
	ID             int64           `json:"id"`
	AccountID      string          `json:"account_id"`
	HostID         string          `json:"host_id,omitempty"`
	Topic          string          `json:"topic"`
	Type           string          `json:"type"`
	StartTime      time.Time       `json:"start_time"`
	Duration       int             `json:"duration"`
	TotalSize      int             `json:"total_size"`
	RecordingCount int             `json:"recording_count"`
	Passcode       string          `json:"recording_play_passcode,omitempty"`
	Files          []recordingFile `json:"recording_files"`
}

// recordingFiles shows the files given of a recording, and adds up their sizes.
func (c *call) recordingFiles(r recordingEntry, files []cordon.RecordingFile) (list []recordingFile, total int) {
	list = make([]recordingFile, len(files))
	for i, f := range files {
		list[i] = recordingFile{ID: f.ID, MeetingID: r.Doc.UUID, RecordingStart: f.Start, RecordingEnd: f.End, FileType: f.Type, FileExtension: f.Extension(),
			FileSize: f.Size, Status: "completed", DeletedTime: f.Deleted, RecordingType: f.View}
		if r.Also && f.Deleted == nil {
			at := fileRef{r.Doc.UUID, f.ID}.String()
			list[i].PlayURL, list[i].DownloadURL = c.api.url+playPath+at, c.api.url+downloadPath+at
		}
		total += f.Size
	}
	return list, total
}

func (c *call) recordingBody(r recordingEntry, files []cordon.RecordingFile) recordingBody {
	b := recordingBody{UUID: r.Doc.UUID, ID: r.Doc.Number, AccountID: c.Grant.Account(), HostID: r.Owner.ID, Topic: r.Doc.Topic, Type: strconv.Itoa(r.Doc.Type),
		StartTime: r.Doc.Start, Duration: r.Doc.Duration, RecordingCount: len(files)}
	b.Files, b.TotalSize = c.recordingFiles(r, files)
	if r.Also {
		b.Passcode = r.Doc.Passcode
	}
	return b
}

type listRecordingsInput struct {
	userPath
	dates
	tokenCursor
	PageSize  int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
	Trash     bool   `query:"trash" json:"-"`
	TrashType string `query:"trash_type" default:"meeting_recordings" enum:"meeting_recordings,recording_file" json:"-"`
	MeetingID int64  `query:"meeting_id" min:"1" json:"-"`
	MC        string `query:"mc" default:"false" enum:"true,false" json:"-"`
}

type recordingList struct {
	From          string          `json:"from,omitempty"`
	To            string          `json:"to,omitempty"`
	PageCount     int             `json:"page_count"`
	PageSize      int             `json:"page_size"`
	TotalRecords  int             `json:"total_records"`
	NextPageToken string          `json:"next_page_token"`
	Meetings      []recordingBody `json:"meetings"`
}

// oneDay is the window of lists of recordings: the current day, unless asked
// for more (Zoom's recordings pages).
func oneDay(c *call, d dates) (window, error) {
	w, err := d.window(c, windowRule{Default: day})
	if err == nil && d.From == "" {
		w.From = w.To.Add(-time.Second).Truncate(day)
	}
	return w, err
}

func listRecordings(c *call, in listRecordingsInput) (out recordingList, err error) {
	f := store.RecordFilter{Kinds: []cordon.Kind{cordon.KindRecording}, User: c.user(in.UserID).Value, Also: seeContent}
	show := (*cordon.Recording).Kept
	switch {
	case in.Trash && in.TrashType == "recording_file": // the trash has no dates
		f.Kinds = append(f.Kinds, cordon.KindTrash)
		f.Where = append(f.Where, store.Where{Path: "$.loose", Values: []string{"1"}})
		show = func(r *cordon.Recording) []cordon.RecordingFile {
			return slices.DeleteFunc(slices.Clone(r.Files), func(f cordon.RecordingFile) bool { return !f.Loose })
		}
	case in.Trash:
		f.Kinds = []cordon.Kind{cordon.KindTrash}
		show = func(r *cordon.Recording) []cordon.RecordingFile { return r.Files }
	default:
		w, err := oneDay(c, in.dates)
		if err != nil {
			return out, err
		}
		f.From, f.To, out.From, out.To = w.From, w.To, w.fromDate(), w.toDate()
	}
	if in.MeetingID != 0 {
		f.Where = append(f.Where, store.Where{Path: "$.number", Values: []string{strconv.FormatInt(in.MeetingID, 10)}})
	}
	list, info, err := entries[cordon.Recording](c, in.cursor(), in.PageSize, f)
	if err != nil {
		return out, err
	}
	out.PageCount, out.PageSize, out.TotalRecords, out.NextPageToken = info.PageCount, info.PageSize, info.TotalRecords, info.NextPageToken
	out.Meetings = make([]recordingBody, len(list))
	for i, r := range list {
		out.Meetings[i] = c.recordingBody(r, show(&r.Doc))
	}
	return out, nil
}

type listAccountRecordingsInput struct {
	dates
	AccountID string `path:"accountId" json:"-"`
	tokenCursor
	PageSize int  `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
	MC       bool `query:"mc" json:"-"`
}

// accountRecording is a recording as the list of the account shows it.
type accountRecording struct {
	UUID           string          `json:"uuid"`
	ID             int64           `json:"id"`
	HostID         string          `json:"host_id,omitempty"`
	Topic          string          `json:"topic"`
	Type           int             `json:"type"`
	StartTime      time.Time       `json:"start_time"`
	Duration       int             `json:"duration"`
	TotalSize      int             `json:"total_size"`
	RecordingCount int             `json:"recording_count"`
	Files          []recordingFile `json:"recording_files"`
}

type accountRecordingList struct {
	From          string             `json:"from"`
	To            string             `json:"to"`
	PageSize      int                `json:"page_size"`
	TotalRecords  int                `json:"total_records"`
	NextPageToken string             `json:"next_page_token"`
	Meetings      []accountRecording `json:"meetings"`
}

func listAccountRecordings(c *call, in listAccountRecordingsInput) (out accountRecordingList, err error) {
	if in.AccountID != "me" && in.AccountID != c.Grant.Account() {
		return out, &cordon.Error{Status: http.StatusNotFound, Code: 2001, Message: fmt.Sprintf("This account does not exist or does not belong to you: %s.", in.AccountID)}
	}
	w, err := oneDay(c, in.dates)
	if err != nil {
		return out, err
	}
	list, info, err := entries[cordon.Recording](c, in.cursor(), in.PageSize,
		store.RecordFilter{Kinds: []cordon.Kind{cordon.KindRecording}, From: w.From, To: w.To, Also: seeContent})
	if err != nil {
		return out, err
	}
	out = accountRecordingList{From: w.fromDate(), To: w.toDate(), PageSize: info.PageSize, TotalRecords: info.TotalRecords, NextPageToken: info.NextPageToken,
		Meetings: make([]accountRecording, len(list))}
	for i, r := range list {
		b := c.recordingBody(r, r.Doc.Kept())
		out.Meetings[i] = accountRecording{UUID: b.UUID, ID: b.ID, HostID: b.HostID, Topic: b.Topic, Type: r.Doc.Type, StartTime: b.StartTime, Duration: b.Duration,
			TotalSize: b.TotalSize, RecordingCount: b.RecordingCount, Files: b.Files}
	}
	return out, nil
}

type getRecordingInput struct {
	recordingPath
	IncludeFields string `query:"include_fields" max:"256" json:"-"`
	TTL           *int   `query:"ttl" min:"0" max:"604800" json:"-"`
}

// oneRecording is a recording as it is shown alone.
type oneRecording struct {
	recordingBody
	Password            string     `json:"password,omitempty"`
	AutoDelete          bool       `json:"auto_delete"`
	AutoDeleteDate      string     `json:"auto_delete_date,omitempty"`
	DownloadAccessToken string     `json:"download_access_token,omitempty"`
	ParticipantFiles    []struct{} `json:"participant_audio_files"` // Cordon keeps none
}

func getRecording(c *call, in getRecordingInput) (out oneRecording, err error) {
	r, err := c.recording(in.MeetingID, noRecording(), cordon.KindRecording)
	if err != nil {
		return out, err
	}
	out = oneRecording{recordingBody: c.recordingBody(r.entry, r.Doc.Kept()), ParticipantFiles: []struct{}{}}
	out.Password = out.Passcode
	out.AutoDelete, out.AutoDeleteDate = autoDelete(r)
	if r.Also && slices.Contains(strings.Split(in.IncludeFields, ","), "download_access_token") {
		life := defaultDownloadLife
		if in.TTL != nil {
			life = time.Duration(*in.TTL) * time.Second
		}
		out.DownloadAccessToken, err = c.downloadToken(r.Doc.UUID, life)
	}
	return out, err
}

// autoDelete is whether a recording is to be deleted, and on which day.
func autoDelete(r recordingWhole) (on bool, date string) {
	if !r.Detail.Settings.AutoDelete {
		return false, ""
	}
	return true, r.Doc.Start.Add(cordon.AutoDeleteAfter).Format(time.DateOnly)
}
