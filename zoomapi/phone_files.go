package zoomapi

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// noSuchFile is what a file reads as that is not there, hidden, or not for the
// caller's ears.
func noSuchFile() *cordon.Error {
	return &cordon.Error{Status: 400, Code: 404, Message: "File does not exist."}
}

type phoneFilePath struct {
	FileID string `path:"fileId" json:"-"`
}

func downloadPhoneRecording(c *call, in phoneFilePath) (file, error) {
	w, err := record[cordon.PhoneRecording, cordon.PhoneRecordingDetail](c, in.FileID, content, noSuchFile(), cordon.KindPhoneRecording)
	if err != nil {
		return file{}, err
	}
	return c.phoneFile(w.RecordRow, w.Doc.Media, "call_recording")
}

// phoneFile is the file of a recording or voicemail in hand.
func (c *call) phoneFile(row store.RecordRow, hash, what string) (file, error) {
	if !row.Also || hash == "" {
		return file{}, noSuchFile()
	}
	kind, sound, err := c.Media(row, hash)
	return file{Name: fmt.Sprintf("%s_%s_%s.mp3", what, row.ID, row.Time.Format("20060102150405")), Type: kind, Modified: row.Time, Content: sound}, err
}

// phoneTranscript is the published transcript file.
type phoneTranscript struct {
	Type      string        `json:"type"`
	Version   int           `json:"ver"`
	Recording string        `json:"recording_id"`
	Account   string        `json:"account_id"`
	Host      string        `json:"host_id"`
	Start     time.Time     `json:"recording_start"`
	End       time.Time     `json:"recording_end"`
	Timeline  []phoneSpoken `json:"timeline"`
}

type phoneSpoken struct {
	Text    string   `json:"text"`
	RawText string   `json:"raw_text"`
	From    string   `json:"ts"`
	To      string   `json:"end_ts"`
	Users   []string `json:"users"`
	UserID  string   `json:"userId"` // an extension number
	UserIDs []string `json:"userIds"`
	Channel string   `json:"channelMark"` // "L" the caller, "R" the callee
}

type phoneRecordingPath struct {
	RecordingID string `path:"recordingId" json:"-"`
}

func downloadPhoneTranscript(c *call, in phoneRecordingPath) (file, error) {
	w, err := record[cordon.PhoneRecording, cordon.PhoneRecordingDetail](c, in.RecordingID, content, noSuchFile(), cordon.KindPhoneRecording)
	if err != nil {
		return file{}, err
	}
	if !w.Also || !w.Doc.Transcript {
		return file{}, noSuchFile()
	}
	out := phoneTranscript{Type: "zoom_transcript", Version: 1, Recording: w.ID, Account: c.Grant.Account(), Host: w.Owner.ID, Start: w.Doc.Start, End: w.Doc.End, Timeline: []phoneSpoken{}}
	for _, s := range w.Detail.Spoken {
		line := phoneSpoken{s.Text, s.Text, clockTime(s.From), clockTime(s.To), []string{}, s.Extension, []string{}, "R"}
		if s.Caller {
			line.Channel = "L"
		}
		out.Timeline = append(out.Timeline, line)
	}
	text, err := json.Marshal(out)
	return file{Name: "transcript_" + w.ID + ".json", Type: "application/json", Modified: w.Time, Content: text}, err
}

// clockTime is a number of milliseconds as hh:mm:ss.SSS.
func clockTime(ms int) string {
	return time.UnixMilli(int64(ms)).UTC().Format("15:04:05.000")
}
