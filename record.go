package cordon

import "time"

// Kind is a kind of record. Where a thing moves on (a meeting that is live ends,
// a recording goes to the trash) its kind changes, so that each list is one walk
// along an index.
type Kind string

// The kinds of records.
const (
	KindMeeting        Kind = "meeting"         // arranged; ID is the meeting number, Time its start
	KindLiveMeeting    Kind = "live_meeting"    // being held; ID is the UUID, Parent the number, Time its start
	KindPastMeeting    Kind = "past_meeting"    // held, as above
	KindWebinar        Kind = "webinar"         // as the three before
	KindLiveWebinar    Kind = "live_webinar"    //
	KindPastWebinar    Kind = "past_webinar"    //
	KindRecording      Kind = "recording"       // cloud recording; ID is the UUID of what was held, Parent the number
	KindTrash          Kind = "trash"           // a recording in the trash
	KindCall           Kind = "call"            // one side of a call; ID is its call log's, Parent the call_id of both
	KindPhoneRecording Kind = "phone_recording" // Parent is the call_id
	KindVoicemail      Kind = "voicemail"       // Parent is the call_id
	KindChannel        Kind = "channel"         // its members are its holders
	KindChat           Kind = "chat"            // two people who write to each other; both are its holders
	KindMessage        Kind = "message"         // Parent is the channel or chat, through which it is reached; it has no holder
	KindSignIn         Kind = "sign_in"         // one line of the sign-in report
	KindDialIn         Kind = "dial_in"         // one line of the telephone report; Parent is the meeting number
	KindOperation      Kind = "operation"       // one line of the admin activity report; it has no holder
)

// Shared reports whether records of the kind may have other holders than their
// owner. All others name their owner as whose they are, so that who sees one
// must see the owner.
func (k Kind) Shared() bool { return k == KindChannel || k == KindChat }

// Record is anything that happened or was arranged: a document with a time and
// the users it belongs to.
type Record struct {
	Kind   Kind
	ID     string // unique among its kind in the account
	Parent string // ID of what it is a part of; the Kind says which
	Time   time.Time
	// Owner is the id of the user it names first: the host, the extension's
	// user, the sender. "" if that is nobody of the account.
	Owner string
	// Holders are the ids of the users it belongs to: whoever sees one of them
	// sees the record. Nil means the owner alone; none means that it is reached
	// through its parent, or not at all.
	Holders []string
	Doc     any // what lists show of it; marshals to a JSON object
	Detail  any // what it shows alone besides; nil for nothing
}

// Person is somebody as a record names them. A user of the account is named by
// id: the address is read from the user when the record is shown, if that user
// is in sight. Email is what somebody from outside gave, or what was typed.
type Person struct {
	User  string `json:"user,omitempty"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
}
