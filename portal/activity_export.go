package portal

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// chunkTime is how long the reader of an export may take for one chunk of it.
const chunkTime = time.Minute

// registerExport registers the activity as a file: what the list shows, and
// not a page of it.
func (p *Portal) registerExport(pattern, operation string) {
	route := &Route{Pattern: pattern, Needs: p.need(operation)}
	p.routes = append(p.routes, route)
	p.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		x := &export{request: &request{Portal: p, w: w, r: r, route: route, secret: p.cookie(r), values: r.URL.Query(), status: http.StatusOK}}
		err := x.run()
		switch {
		case err == nil:
		case !x.began:
			p.fail(x.request, err)
		default:
			noteRefusal(x.request, err)
			// Half a file must not look like a whole one: the connection breaks.
			_ = http.NewResponseController(w).SetWriteDeadline(time.Unix(1, 0))
		}
	})
}

// export is an export on its way.
type export struct {
	*request
	began bool // to be written
}

func (x *export) run() error {
	var filter store.EventFilter
	err := x.open(func(v *visit) (err error) {
		var form eventForm
		filter, err = v.eventFilter(&form)
		if err == nil && len(form.Wrong)+len(form.Choices) > 0 {
			err = cordon.BadRequest("This filter finds nothing that could be exported. Mend it on the page of the activity.")
		}
		return err
	})
	if err != nil {
		return err
	}
	lines := json.NewEncoder(x.w)
	lines.SetEscapeHTML(false)
	err = store.EachEvent(filter, func(read func(*store.Tx) error) error {
		_ = http.NewResponseController(x.w).SetWriteDeadline(x.Clock().Add(chunkTime)) // a test has no connection
		return x.open(func(v *visit) error { return read(v.Tx) })
	}, func(e store.EventRow) error {
		x.begin()
		return lines.Encode(e)
	})
	if err == nil {
		x.begin() // also where there is no line
	}
	return err
}

// open opens a snapshot for whoever is signed in, if they may have this still.
func (x *export) open(fn func(*visit) error) error {
	return x.Store.Visit(x.r.Context(), sessionOf(x.secret), func(sv *store.Visit) (err error) {
		v := &visit{request: x.request, Visit: sv}
		x.met(sv)
		if sv.MustChange {
			return access.MustChange
		}
		if v.Tx, err = sv.May(x.call(x.request, x.route.Needs.Operation.String(), "")); err != nil {
			return err
		}
		return fn(v)
	})
}

// begin writes the headers, once.
func (x *export) begin() {
	if x.began {
		return
	}
	x.began = true
	h := x.w.Header()
	h.Set("Content-Type", "application/x-ndjson")
	h.Set("Content-Disposition", `attachment; filename="cordon-activity-`+x.Clock().UTC().Format(time.DateOnly)+`.jsonl"`)
	x.w.WriteHeader(http.StatusOK)
}
