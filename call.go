package cordon

import "time"

// KindPhoneTrash is a phone recording that was deleted and may come back.
const KindPhoneTrash Kind = "phone_trash"

// Extension is what a Zoom Phone licence gives a user.
type Extension struct {
	ID     string // extension_id
	Number int64  // inside the account: six digits when drawn
	Line   string // the direct number, E.164
	LineID string // id of that number
}

// PhonePolicy is what Zoom Phone lets a user do. Nil is as the account has it.
type PhonePolicy struct {
	AdHocRecording     *RecordingPolicy `json:"ad_hoc_call_recording,omitempty"`
	AutoRecording      *RecordingPolicy `json:"auto_call_recording,omitempty"`
	Delegation         *bool            `json:"delegation,omitempty"`
	ElevateToMeeting   *bool            `json:"elevate_to_meeting,omitempty"`
	EmergencyToPSAP    *bool            `json:"emergency_calls_to_psap,omitempty"`
	ForwardingExternal *bool            `json:"forwarding_to_external_numbers,omitempty"`
	International      *bool            `json:"international_calling,omitempty"`
	Voicemail          *VoicemailPolicy `json:"voicemail,omitempty"`
}

// RecordingPolicy says which calls are recorded, and how.
type RecordingPolicy struct {
	Enable        *bool `json:"enable,omitempty"`
	StartPrompt   *bool `json:"recording_start_prompt,omitempty"`
	Transcription *bool `json:"recording_transcription,omitempty"`
}

// VoicemailPolicy says what a user may do with voicemail.
type VoicemailPolicy struct {
	Enable             *bool `json:"enable,omitempty"`
	AllowDelete        *bool `json:"allow_delete,omitempty"`
	AllowDownload      *bool `json:"allow_download,omitempty"`
	AllowTranscription *bool `json:"allow_transcription,omitempty"`
	AllowVideomail     *bool `json:"allow_videomail,omitempty"`
}

// Call is one side of a call: the Doc of KindCall. It belongs to the user whose
// extension it was. A call between two users of an account is two of them, with
// ids of their own and one CallID.
type Call struct {
	CallID        string    `json:"call_id"`
	Direction     string    `json:"direction"`    // "inbound", "outbound": as its user sees it
	Connect       string    `json:"connect_type"` // "internal" between users of the account, else "external"
	Type          string    `json:"call_type"`    // "general", "emergency"
	International bool      `json:"international"`
	Start         time.Time `json:"start"`
	Answer        time.Time `json:"answer,omitzero"` // zero where nobody answered
	End           time.Time `json:"end"`
	Result        string    `json:"result"` // as call history has it: "answered", "no_answer", "voicemail" ...
	Path          string    `json:"path"`   // as call logs have it: "extension", "pstn", "voiceMail"
	Caller        Line      `json:"caller"`
	Callee        Line      `json:"callee"`
	Department    string    `json:"department"`  // of its user, then
	CostCenter    string    `json:"cost_center"` // of its user, then
	Hold          int       `json:"hold"`        // seconds
	Wait          int       `json:"wait"`        // seconds until somebody answered
	Recorded      bool      `json:"recorded"`
	Recording     string    `json:"recording,omitempty"`      // its id
	RecordingType string    `json:"recording_type,omitempty"` // "OnDemand", "Automatic"
	HasVoicemail  bool      `json:"has_voicemail"`
	Voicemail     string    `json:"voicemail,omitempty"` // its id
	ClientCode    string    `json:"client_code,omitempty"`
	Device        Device    `json:"device,omitzero"` // that its user spoke with
	MOS           string    `json:"mos,omitempty"`   // how well it sounded: "1.00" to "5.00"
	Good          bool      `json:"good"`            // MOS is at least 3.5
	Charged       bool      `json:"charged"`
	Rate          string    `json:"rate,omitempty"`   // a minute
	Charge        string    `json:"charge,omitempty"` // in all
	Currency      string    `json:"currency,omitempty"`
}

// Seconds is how long the two spoke, 0 where nobody answered.
func (c *Call) Seconds() int {
	if c.Answer.IsZero() {
		return 0
	}
	return int(c.End.Sub(c.Answer) / time.Second)
}

// Line is one end of a call. Whoever is a user of the account is named by id.
type Line struct {
	Person
	Number    string `json:"number,omitempty"`    // E.164
	Extension string `json:"extension,omitempty"` // if the other end saw that one
	Type      string `json:"type,omitempty"`      // number type of call history: "zoom_pstn", "external_pstn" ...
	Country   string `json:"country,omitempty"`   // of the number: "US"
	Code      string `json:"code,omitempty"`      // of that country: "1"
}

// Shown is the number that the other end saw.
func (l *Line) Shown() string {
	if l.Extension != "" {
		return l.Extension
	}
	return l.Number
}

// Device is what a user spoke with.
type Device struct {
	Type       string `json:"type,omitempty"`
	PublicIP   string `json:"public_ip,omitempty"`
	PrivateIP  string `json:"private_ip,omitempty"`
	Codec      string `json:"codec,omitempty"`
	Headset    string `json:"headset,omitempty"`
	Microphone string `json:"microphone,omitempty"`
	ISP        string `json:"isp,omitempty"`
}

// CallDetail is the Detail of a call.
type CallDetail struct {
	Samples []CallSample `json:"samples,omitempty"` // of the user's own end
}

// CallSample is how well a call went at one moment.
type CallSample struct {
	At      time.Time `json:"at"`
	Sending bool      `json:"sending,omitempty"` // else receiving
	MOS     string    `json:"mos"`
	Quality Quality   `json:"quality"`
}

// PhoneRecording is the Doc of KindPhoneRecording. It belongs to the user who
// recorded their side of a call.
type PhoneRecording struct {
	CallID     string    `json:"call_id"`
	CallLog    string    `json:"call_log"` // id of that side
	Direction  string    `json:"direction"`
	Caller     Line      `json:"caller"`
	Callee     Line      `json:"callee"`
	Start      time.Time `json:"start"`
	End        time.Time `json:"end"`
	Type       string    `json:"type"` // "OnDemand", "Automatic"
	AutoDelete bool      `json:"auto_delete"`
	Media      string    `json:"media,omitempty"` // hash of what it sounds like
	Transcript bool      `json:"transcript,omitempty"`
}

// PhoneRecordingDetail is the Detail of a phone recording.
type PhoneRecordingDetail struct {
	Spoken []Spoken `json:"spoken,omitempty"`
}

// Spoken is what somebody said.
type Spoken struct {
	From, To  int    // milliseconds into the recording
	Text      string // what was said
	Extension string // by whom
	Caller    bool   // the caller; else the callee
}

// Voicemail is the Doc of KindVoicemail. It belongs to the user who was called.
type Voicemail struct {
	CallID   string    `json:"call_id"`
	CallLog  string    `json:"call_log"` // id of that user's side
	Caller   Line      `json:"caller"`
	Callee   Line      `json:"callee"`
	At       time.Time `json:"at"`
	Duration int       `json:"duration"`        // seconds
	Status   string    `json:"status"`          // "read", "unread"
	Media    string    `json:"media,omitempty"` // hash of what it sounds like
}

// VoicemailDetail is the Detail of a voicemail.
type VoicemailDetail struct {
	Text string `json:"text,omitempty"` // what it says
}
