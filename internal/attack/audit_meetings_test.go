package attack

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// auditArranged reads some meetings and webinars: there if their host is in
// sight, with a passcode for those who may see what the host records, and with
// the registrants whom the caller may know of.
func (c *crowd) auditArranged(t testing.TB, account int, k *caller, m *model, routes []*zoomapi.Route, list lister, same func(outcome, []map[string]any, string, int, []string)) {
	t.Helper()
	for _, x := range some(c.r, arrangedOf(m), 4) {
		what := "meeting"
		if x.kind == cordon.KindWebinar {
			what = "webinar"
		}
		op := "GET /" + what + "s/{" + what + "Id}"
		i := slices.IndexFunc(routes, func(r *zoomapi.Route) bool { return r.Operation.String() == op })
		o := c.call(t, account, k, routes[i], request{"GET", []string{what + "s", x.id}, nil, nil})
		if o.dead || !o.allowed {
			continue
		}
		if got, want := o.Status, map[bool]int{true: 200, false: 404}[o.holds(m, x)]; got != want {
			t.Errorf("%s: got %d, want %d\n%s", o.request, got, want, o.who())
			continue
		}
		if !o.ok() {
			continue
		}
		host, own := m.byID[x.owner], x.owner == o.viewer
		doc, detail := x.meeting()
		if got, want := strings.Contains(string(o.Body), `"password":`), doc.Passcode != "" && (own || o.under("RecordingContent:Read").sees(o.viewer, host)); got != want {
			t.Errorf("%s: shows the passcode: %v, want %v\n%s", o.request, got, want, o.who())
		}
		if got := strings.Contains(string(o.Body), `"start_url":`); got != own {
			t.Errorf("%s: shows start_url: %v, of the caller's own: %v\n%s", o.request, got, own, o.who())
		}
		for _, status := range []string{"approved", "pending", "denied"} {
			rows, total, o := list(op+"/registrants", "registrants", url.Values{"status": {status}}, what+"s", x.id, "registrants")
			if !o.ok() {
				continue
			}
			var want []string
			for _, r := range detail.Registrants {
				if r.Status == status && o.shown(m, r.Person) {
					want = append(want, r.ID)
				}
			}
			same(o, rows, "id", total, want)
			c.done.count("audited registrants")
		}
		c.done.count("audited " + op)
	}
}
