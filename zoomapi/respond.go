package zoomapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"sync"

	"github.com/cordon-zoom/cordon"
)

// errorBody is Zoom's error envelope.
type errorBody struct {
	Code    int                 `json:"code"`
	Message string              `json:"message"`
	Errors  []cordon.FieldError `json:"errors,omitempty"`
}

// StatusClientGone is for the metrics alone: nobody is there to read it.
const StatusClientGone = 499

// WriteError renders an error in Zoom's shape. What is no *cordon.Error is
// internal: logged, and shown as nothing more.
func WriteError(w http.ResponseWriter, r *http.Request, err error) {
	NoteError(r, err)
	var e *cordon.Error
	if errors.Is(err, context.Canceled) {
		w.WriteHeader(StatusClientGone)
		return
	}
	if !errors.As(err, &e) { // a refusal is one too
		e = &cordon.Error{Status: http.StatusInternalServerError, Code: 500, Message: "Internal error. Quote the x-zm-trackingid of this answer."}
	}
	render(w, r, e.Status, &errorBody{e.Code, e.Message, e.Fields})
}

// appender is an answer that writes its own JSON, for lists that are long and
// users that are kept as JSON anyway.
type appender interface{ appendJSON(b []byte) []byte }

var jsonType = []string{"application/json;charset=UTF-8"}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

func render(w http.ResponseWriter, r *http.Request, status int, out any) {
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	b := (*buf)[:0]
	if a, ok := out.(appender); ok {
		b = a.appendJSON(b)
	} else {
		text, err := json.Marshal(out)
		if err != nil {
			noteOf(r).Log.ErrorContext(r.Context(), "answer cannot be rendered", "error", err)
			http.Error(w, `{"code":500,"message":"Internal error."}`, http.StatusInternalServerError)
			return
		}
		b = append(b, text...)
	}
	*buf = b
	h := w.Header()
	h["Content-Type"] = jsonType
	h["Content-Length"] = []string{strconv.Itoa(len(b))}
	w.WriteHeader(status)
	_, _ = w.Write(b) // the client may have gone; there is nobody left to tell
}

// appendString adds s as a JSON string.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c > '~' {
			text, _ := json.Marshal(s) // a string always marshals
			return append(b, text...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
