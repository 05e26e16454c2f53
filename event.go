package cordon

import (
	"regexp"
	"strings"
	"time"
)

// Event is one thing that somebody did in an account, or was refused. (Activity
// is what the account's people did in Zoom, and another matter.) No secret is
// ever in one.
type Event struct {
	Account    string    `json:"account_id"`
	At         time.Time `json:"at"`
	TrackingID string    `json:"tracking_id"` // its rid: "WEB_" and 32 hexadecimal digits
	Outcome    string    `json:"outcome"`     // EventChanged or EventRefused
	From       string    `json:"from"`        // FromAPI, FromPortal or FromToken
	User       string    `json:"user_id,omitempty"`
	App        string    `json:"app_id,omitempty"`    // none in the portal
	ClientID   string    `json:"client_id,omitempty"` // of the app, which may be gone
	Operation  string    `json:"operation,omitempty"` // "POST /groups"
	Path       string    `json:"path,omitempty"`      // the request's, without its query
	What       string    `json:"what,omitempty"`      // in plain words, where somebody said it
	Status     int       `json:"status,omitempty"`    // of a refusal, as the next two
	Code       int       `json:"code,omitempty"`
	Message    string    `json:"message,omitempty"` // what the caller was told
	Reason     string    `json:"reason,omitempty"`  // the true one, where it is not the message
	Stage      string    `json:"stage,omitempty"`   // what to mend: an access.Stage, or nothing
}

// How an event ended, and where it came from.
const (
	EventChanged = "changed"
	EventRefused = "refused"

	FromAPI    = "api"
	FromPortal = "portal"
	FromToken  = "token" // the token endpoint
)

// Limits of what is kept.
const (
	EventLife  = 90 * 24 * time.Hour
	MaxRefused = 10_000              // kept in full of one app, or one person in the portal, on one day (UTC)
	UnusedFor  = 30 * 24 * time.Hour // after which a permission or scope counts as not used
)

// How long the texts of an event are, in bytes.
const (
	maxEventText   = 512
	maxEventReason = 1024
)

// Bounded is e as it may be kept: long texts cut, and what looks like a secret
// blanked out. Callers put theirs into paths by mistake, and errors repeat them.
func (e Event) Bounded() Event {
	e.TrackingID = TrackingRID(e.TrackingID)
	for _, text := range []*string{&e.TrackingID, &e.Operation, &e.Path, &e.What, &e.Message} {
		*text = blank(*text, maxEventText)
	}
	e.Reason = blank(e.Reason, maxEventReason)
	return e
}

// secretLike is nearly as long as a client secret (43 characters), and as the
// parts of a token. No identifier is.
var secretLike = regexp.MustCompile(`[A-Za-z0-9_-]{40,}`)

const secretLength = 40

func blank(s string, most int) string {
	if len(s) > 4*most { // no more than that is looked at, and no secret may lose its tail and pass
		s = strings.TrimRight(s[:4*most], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
	}
	if len(s) >= secretLength {
		s = secretLike.ReplaceAllString(s, "...")
	}
	return strings.Clone(Cut(s, most))
}

// TrackingRID is the part of an x-zm-trackingid by which a request is looked
// up. It takes the whole value, as in the header, or that part.
func TrackingRID(s string) string {
	for part := range strings.SplitSeq(s, ";") {
		if rid, ok := strings.CutPrefix(strings.TrimSpace(part), "rid="); ok {
			return rid
		}
	}
	return strings.TrimSpace(s)
}
