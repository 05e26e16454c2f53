package zoomapi

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/cordon-zoom/cordon/access"
)

// Note is what the server in front of the API learns of a request, for its log
// line and its metrics.
type Note struct {
	TrackingID string
	Operation  string // "GET /users/{userId}", "" for none that is served
	Account    string
	ClientID   string
	Log        *slog.Logger
}

type noteKey struct{}

// WithNote gives the request a note to fill in.
func WithNote(ctx context.Context, n *Note) context.Context {
	return context.WithValue(ctx, noteKey{}, n)
}

func noteOf(r *http.Request) *Note {
	n, _ := r.Context().Value(noteKey{}).(*Note)
	if n == nil {
		n = &Note{Log: slog.Default()}
	}
	return n
}

// TrackingIDFrom is the tracking id of the request that ctx belongs to.
func TrackingIDFrom(ctx context.Context) string {
	n, _ := ctx.Value(noteKey{}).(*Note)
	if n == nil {
		return ""
	}
	return n.TrackingID
}

func noteOperation(r *http.Request, route *Route) { noteOf(r).Operation = route.Operation.String() }

func noteCaller(r *http.Request, c *access.Claims) {
	n := noteOf(r)
	n.Account, n.ClientID = c.Account, c.ClientID
}
