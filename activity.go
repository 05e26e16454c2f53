package cordon

import "time"

// SignIn is one line of the sign-in report: the Doc of KindSignIn. Whose it is,
// the record says.
type SignIn struct {
	Out     bool   `json:"out,omitempty"` // signed out
	IP      string `json:"ip"`
	Client  string `json:"client"` // "Browser", "Windows", "Mac", "iPhone" ...
	Version string `json:"version,omitempty"`
}

// Operation is one line of the admin activity report: the Doc of KindOperation.
// The record's owner did it, and nobody holds it: the text may name anybody.
type Operation struct {
	Action   string `json:"action"`   // "Add", "Update" ...
	Category string `json:"category"` // "user", "role" ..., as category_type takes them
	Detail   string `json:"detail"`
}

// DialIn is one time that somebody took part in a session by telephone: the Doc
// of KindDialIn. The session's host owns it.
type DialIn struct {
	Session string    `json:"session"` // UUID
	Meeting int64     `json:"meeting"` // its number
	Webinar bool      `json:"webinar,omitempty"`
	Type    string    `json:"type"`   // "call-in", "call-out", "toll-free", "Toll"
	Called  string    `json:"called"` // the number that was dialled, E.164
	Phone   string    `json:"phone"`  // of who took part
	Country string    `json:"country"`
	End     time.Time `json:"end"`
	Cents   int       `json:"cents,omitempty"` // for a minute
}

// Minutes is how many are charged, each one begun.
func (d *DialIn) Minutes(start time.Time) int {
	return int((d.End.Sub(start) + time.Minute - 1) / time.Minute)
}
