package server

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// Close writes what is still to be kept of requests. It is for after the last
// of them, while the database is open.
func (s *Server) Close(ctx context.Context) error { return s.Activity.Close(ctx) }

// note keeps what became of a request that changed nothing; the store itself
// notes changes.
func (s *Server) note(r *http.Request, n *zoomapi.Note, status int, at time.Time) {
	switch {
	case status < http.StatusBadRequest:
		if n.Call.Claims != nil {
			s.Activity.Used(n.ClientID, n.Call.Operation, at)
		}
	case status == zoomapi.StatusClientGone: // nobody was refused
	case n.From == cordon.FromPortal && (status == http.StatusUnprocessableEntity || status == http.StatusConflict): // a form to be mended
	case n.Account == "":
		s.strangers.Inc()
	default:
		s.Activity.Refused(store.Refusal{Event: refused(r, n, status, at), Call: n.Call, Named: n.Named})
	}
}

const internal = "an internal error, which the server's log has under this tracking id"

func refused(r *http.Request, n *zoomapi.Note, status int, at time.Time) cordon.Event {
	e := cordon.Event{Account: n.Account, At: at, TrackingID: n.TrackingID, From: n.From, User: n.User, ClientID: n.ClientID,
		Operation: n.Operation, Path: path(r), Status: status}
	if e.From == "" {
		e.From = cordon.FromAPI
	}
	var refusal *access.Refusal
	if errors.As(n.Err, &refusal) {
		e.Stage = string(refusal.Stage)
	}
	var told *cordon.Error
	switch {
	case errors.As(n.Err, &told):
		e.Code, e.Message, e.Reason = told.Code, zoomapi.Told(told), told.Reason
	case n.Err != nil:
		// What failed is the business of whoever runs the server.
		e.Reason = internal
	}
	return e
}

// path is what is kept of a request's path: nothing of what names a file.
func path(r *http.Request) string {
	p := zoomapi.PathOf(r.URL)
	if strings.HasPrefix(p, "/rec/") {
		return "/rec/"
	}
	return p
}

// refusedClient tells the request's note of a client that the token endpoint
// knows, and why it was refused.
func refusedClient(ctx context.Context, e cordon.Event) {
	n := zoomapi.NoteFrom(ctx)
	n.From, n.Operation, n.Account, n.ClientID, n.User = e.From, e.Operation, e.Account, e.ClientID, e.User
	if e.Reason == "" && e.Status == http.StatusInternalServerError {
		e.Reason = internal
	}
	n.Err = &access.Refusal{Stage: access.Stage(e.Stage), Err: &cordon.Error{Status: e.Status, Message: e.Message, Reason: e.Reason}}
}
