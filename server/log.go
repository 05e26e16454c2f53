package server

import (
	"context"
	"log/slog"

	"github.com/cordon-zoom/cordon/zoomapi"
)

// TrackingLog adds the tracking id of the request to each line about it, so
// that an owner can look up what a vendor quotes.
func TrackingLog(h slog.Handler) *slog.Logger { return slog.New(trackingHandler{h}) }

type trackingHandler struct{ slog.Handler }

func (h trackingHandler) Handle(ctx context.Context, r slog.Record) error {
	if id := zoomapi.TrackingIDFrom(ctx); id != "" {
		r.AddAttrs(slog.String("tracking_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h trackingHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return trackingHandler{h.Handler.WithAttrs(attrs)}
}

func (h trackingHandler) WithGroup(name string) slog.Handler {
	return trackingHandler{h.Handler.WithGroup(name)}
}
