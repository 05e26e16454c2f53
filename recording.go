package cordon

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Recording is a cloud recording of one time that a meeting or webinar was held:
// the Doc of KindRecording, and of KindTrash where none of its files is left
// outside the trash.
type Recording struct {
	UUID     string          `json:"uuid"` // of the session
	Number   int64           `json:"number"`
	Topic    string          `json:"topic"`
	Type     int             `json:"type"` // of the meeting or webinar; 99 for an upload
	Start    time.Time       `json:"start"`
	Duration int             `json:"duration"` // minutes
	Timezone string          `json:"timezone"`
	Passcode string          `json:"passcode,omitempty"`
	Files    []RecordingFile `json:"files"`
	// Loose is whether a file was thrown away by itself. It is kept here for
	// the list of such files in the trash.
	Loose bool `json:"loose"`
}

// RecordingFile is one file of a recording. What is in it is either kept as
// media, or made from the lines of the RecordingDetail.
type RecordingFile struct {
	ID      string     `json:"id"`
	Type    string     `json:"type"` // "MP4", "M4A", "TRANSCRIPT", "CHAT" ..., as published
	View    string     `json:"view"` // recording_type: "audio_only" ..., as published
	Size    int        `json:"size"` // bytes
	Start   time.Time  `json:"start"`
	End     time.Time  `json:"end"`
	Media   string     `json:"media,omitempty"`   // hash of the content
	Deleted *time.Time `json:"deleted,omitempty"` // when it was put into the trash
	Loose   bool       `json:"loose,omitempty"`   // by itself, and not with the others
}

// The types of recording files that Cordon has, with their extensions.
var recordingExtensions = map[string]string{"MP4": "MP4", "M4A": "M4A", "TRANSCRIPT": "VTT", "CC": "VTT", "CHAT": "TXT", "CSV": "CSV", "TIMELINE": "JSON", "SUMMARY": "JSON"}

// Extension is how the name of the file ends, in capitals as published.
func (f *RecordingFile) Extension() string { return recordingExtensions[f.Type] }

// Settle keeps Loose what the files say.
func (r *Recording) Settle() {
	r.Loose = slices.ContainsFunc(r.Files, func(f RecordingFile) bool { return f.Loose })
}

// Kept lists the files that are not in the trash.
func (r *Recording) Kept() []RecordingFile {
	return slices.DeleteFunc(slices.Clone(r.Files), func(f RecordingFile) bool { return f.Deleted != nil })
}

// RecordingDetail is the Detail of a recording.
type RecordingDetail struct {
	Settings    RecordingSettings     `json:"settings"`
	Registrants []Registrant          `json:"registrants,omitempty"`
	Questions   RegistrationQuestions `json:"questions,omitzero"`
	Transcript  []Said                `json:"transcript,omitempty"`
	Chat        []Said                `json:"chat,omitempty"`
	Views       []RecordingView       `json:"views,omitempty"` // oldest first
}

// RecordingSettings are who may see a recording on the web, as published.
type RecordingSettings struct {
	Approval       int    `json:"approval_type"` // of registrations: 0 automatic, 1 by hand, 2 none needed
	Domains        string `json:"authentication_domains,omitempty"`
	Option         string `json:"authentication_option,omitempty"`
	Authentication bool   `json:"recording_authentication,omitempty"`
	OnDemand       bool   `json:"on_demand,omitempty"` // registration is required
	EmailHost      bool   `json:"send_email_to_host,omitempty"`
	Share          string `json:"share_recording"` // "publicly", "internally", "none"
	SocialButtons  bool   `json:"show_social_share_buttons,omitempty"`
	Download       bool   `json:"viewer_download,omitempty"`
	AutoDelete     bool   `json:"auto_delete,omitempty"`
}

// AutoDeleteAfter is how long a recording with AutoDelete is said to be kept.
const AutoDeleteAfter = 120 * 24 * time.Hour

// RecordingView is one time that somebody watched or downloaded a recording on
// the web.
type RecordingView struct {
	Person
	At       time.Time `json:"at"`
	Download bool      `json:"download,omitempty"`
	Seconds  int       `json:"seconds,omitempty"` // watched
}

// Said is what somebody said or wrote in a session.
type Said struct {
	Speaker string `json:"speaker"` // as they were shown then
	Text    string `json:"text"`
	At      int    `json:"at"` // ms since the recording began
}

// lastLine is how long the last line of a transcript is shown, in ms.
const lastLine = 4000

var (
	oneLine = strings.NewReplacer("\r", " ", "\n", " ", "\u2028", " ", "\u2029", " ", "\t", " ")
	cueText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;") // begin markup or end a cue: www.w3.org/TR/webvtt1, 4.2
)

// VTT is a transcript in WebVTT. Each line is shown until the next.
func VTT(lines []Said) []byte {
	b := []byte("WEBVTT\r\n")
	for i, l := range lines {
		end := l.At + lastLine
		if i+1 < len(lines) && lines[i+1].At > l.At {
			end = lines[i+1].At
		}
		b = fmt.Appendf(b, "\r\n%d\r\n%s.%03d --> %s.%03d\r\n%s\r\n", i+1, clockTime(l.At), l.At%1000, clockTime(end), end%1000,
			cueText.Replace(oneLine.Replace(l.Speaker+": "+l.Text)))
	}
	return b
}

// ChatText is what was written in a session, a line each: time, who, what.
func ChatText(lines []Said) []byte {
	var b []byte
	for _, l := range lines {
		b = fmt.Appendf(b, "%s\t%s:\t%s\r\n", clockTime(l.At), oneLine.Replace(l.Speaker), oneLine.Replace(l.Text))
	}
	return b
}

// clockTime is a number of ms as hours, minutes and seconds: "01:02:03".
func clockTime(ms int) string {
	s := ms / 1000
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}
