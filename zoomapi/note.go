package zoomapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// Note is what the server in front of the API learns of a request, for its log
// line and its metrics.
type Note struct {
	TrackingID string
	Operation  string // "GET /users/{userId}", "" for none that is served
	Account    string
	ClientID   string // "" in the portal
	User       string // whom the caller acts as
	From       string // cordon.FromPortal or FromToken; "" for the API
	Log        *slog.Logger
	Err        error             // why the request was refused
	Call       store.Call        // what was decided about
	Named      map[string]string // of a refusal: what the path parameters said
}

type noteKey struct{}

// WithNote gives the request a note to fill in.
func WithNote(ctx context.Context, n *Note) context.Context {
	return context.WithValue(ctx, noteKey{}, n)
}

// NoteFrom is the note of the request that ctx belongs to. Where nobody gave it
// one, nobody reads what is filled in.
func NoteFrom(ctx context.Context) *Note {
	n, _ := ctx.Value(noteKey{}).(*Note)
	if n == nil {
		n = &Note{Log: slog.Default()}
	}
	return n
}

func noteOf(r *http.Request) *Note { return NoteFrom(r.Context()) }

// TrackingIDFrom is the tracking id of the request that ctx belongs to.
func TrackingIDFrom(ctx context.Context) string { return NoteFrom(ctx).TrackingID }

func noteOperation(r *http.Request, route *Route) { noteOf(r).Operation = route.Operation.String() }

func noteCaller(r *http.Request, c *access.Claims) {
	n := noteOf(r)
	n.Account, n.ClientID, n.User = c.Account, c.ClientID, c.Owner
}

// noteCall completes a call with what is to be kept of its request.
func noteCall(r *http.Request, call store.Call) store.Call {
	n := noteOf(r)
	call.TrackingID, call.Path = n.TrackingID, PathOf(r.URL)
	n.Call = call
	return call
}

// PathOf is a request's path as it is kept: without its query, and spelled in
// one way only, so that nothing can be hidden in the spelling.
func PathOf(u *url.URL) string {
	if p := u.EscapedPath(); u.RawPath == "" {
		return p
	}
	return (&url.URL{Path: u.Path}).EscapedPath()
}

// maxNamed is the longest path parameter that is looked up again, in bytes.
const maxNamed = 256

// noteNamed keeps what a refused request named, so that somebody may find out
// why it was not found.
func noteNamed(r *http.Request, op *access.Operation) {
	n := noteOf(r)
	for _, param := range pathParam.FindAllStringSubmatch(op.Path, -1) {
		value := r.PathValue(param[1])
		if number, uuid, err := instance(value); err == nil {
			value = number + uuid // one of them is empty
		}
		if len(value) > maxNamed {
			continue
		}
		if n.Named == nil {
			n.Named = map[string]string{}
		}
		n.Named[param[1]] = value
	}
}

// NoteError tells the server in front why a request was refused, and logs it.
func NoteError(r *http.Request, err error) {
	n := noteOf(r)
	n.Err = err
	var refusal *access.Refusal
	var e *cordon.Error
	switch {
	case errors.As(err, &refusal):
		e = refusal.Err
		n.Log.InfoContext(r.Context(), "refused", "status", e.Status, "code", e.Code, "stage", string(refusal.Stage), "reason", e.Reason)
	case errors.As(err, &e):
		if e.Reason != "" {
			n.Log.InfoContext(r.Context(), "refused", "status", e.Status, "code", e.Code, "reason", e.Reason)
		}
	case !errors.Is(err, context.Canceled):
		n.Log.ErrorContext(r.Context(), "request failed", "error", err)
	}
}

// Told is what a caller is told by an error, as it is kept: with the fields at
// fault, but no name of one that the caller made up. It may be a secret in the
// wrong place.
func Told(e *cordon.Error) string {
	text := e.Message
	for i, f := range e.Fields {
		if i == maxTold {
			break
		}
		if f.Message == saidTwiceMessage || f.Message == unknownMessage {
			text += " " + f.Message
			continue
		}
		text += " " + f.Field + ": " + f.Message
	}
	return text
}

// maxTold is how many fields at fault are kept.
const maxTold = 5
