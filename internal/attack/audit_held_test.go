package attack

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// unrestrictedOnly are the operations that rule 9 refuses to any restricted
// credential.
var unrestrictedOnly = map[string]bool{"GET /report/operationlogs": true}

// auditHeld holds the reports that add up to what the people in sight held.
func (c *crowd) auditHeld(t testing.TB, account int, k *caller, m *model, routes []*zoomapi.Route, list lister,
	same func(outcome, []map[string]any, string, int, []string)) {
	t.Helper()
	one := func(name string, q url.Values, path ...string) (outcome, map[string]any) {
		t.Helper()
		i := slices.IndexFunc(routes, func(r *zoomapi.Route) bool { return r.Operation.String() == name })
		o := c.call(t, account, k, routes[i], request{"GET", path, q, nil})
		var answer map[string]any
		if o.ok() {
			o.JSON(t, &answer)
		}
		return o, answer
	}
	total := func(o outcome, answer any, member string, want int) {
		t.Helper()
		got := 0
		var rows []any
		if rows, _ = answer.([]any); rows == nil {
			rows = []any{answer}
		}
		for _, row := range rows {
			n, _ := row.(map[string]any)[member].(float64)
			got += int(n)
		}
		if got != want {
			t.Errorf("%s: %s add up to %d, want %d\n%s\n%s", o.request, member, got, want, o.Body, o.who())
		}
	}
	from, to := time.Date(2026, 2, 10, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	held := func(o outcome, from time.Time) (hosts map[string]bool, n int) {
		hosts = map[string]bool{}
		for _, x := range m.records {
			if slices.Contains(pastKinds, x.kind) && o.holds(m, x) && !x.time.Before(from) && x.time.Before(to) {
				n++
				hosts[x.owner] = true
			}
		}
		return hosts, n
	}
	for _, kind := range []string{"active", "inactive"} {
		q := heldDates()
		q.Set("type", kind)
		rows, count, o := list("GET /report/users", "users", q, "report", "users")
		if !o.ok() {
			break
		}
		hosts, n := held(o, from)
		var want []string
		for _, p := range o.visible(m) {
			if hosts[p.id] == (kind == "active") && (kind == "active" || p.status != "pending") {
				want = append(want, p.email)
			}
		}
		same(o, rows, "email", count, want)
		if kind == "active" {
			answer := []any{}
			for _, r := range rows {
				answer = append(answer, r)
			}
			total(o, answer, "meetings", n)
			o, first := one("GET /report/users", heldDates(), "report", "users")
			total(o, first, "total_meetings", n)
		}
	}
	if o, answer := one("GET /report/daily", url.Values{"year": {"2026"}, "month": {"2"}}, "report", "daily"); o.ok() {
		n := 0
		for _, x := range m.records {
			if slices.Contains(pastKinds, x.kind) && o.holds(m, x) && x.time.Month() == time.February {
				n++
			}
		}
		total(o, answer["dates"], "meetings", n)
	}
	if o, answer := one("GET /report/cloud_recording", heldDates(), "report", "cloud_recording"); o.ok() {
		bytes := 0.0
		for _, x := range m.records {
			var d cordon.Recording
			if x.kind == cordon.KindRecording && o.holds(m, x) && json.Unmarshal([]byte(x.doc), &d) == nil && x.time.Before(to) {
				for _, f := range d.Files {
					bytes += float64(f.Size)
				}
			}
		}
		days := answer["cloud_recording_storage"].([]any)
		if got, want := days[len(days)-1].(map[string]any)["usage"], fmt.Sprintf("%.2f MB", bytes/1e6); got != want {
			t.Errorf("%s: on the last day %s, want %s\n%s", o.request, got, want, o.who())
		}
	}
	if o, answer := one("GET /metrics/client_versions", nil, "metrics", "client_versions"); o.ok() {
		n := 0
		c.db.each("SELECT id FROM user WHERE account = ? AND brief ->> '$.last_client_version' <> ''", func(s *sqlite.Stmt) {
			if p := m.byID[s.ColumnText(0)]; p != nil && o.sees(p) {
				n++
			}
		}, m.id)
		total(o, answer["client_versions"], "total_count", n)
	}
	if o, answer := one("GET /metrics/quality", heldDates(), "metrics", "quality"); o.ok() {
		n := 0
		for _, x := range m.records {
			if x.kind == cordon.KindPastMeeting && o.holds(m, x) && textAt(x.doc, "quality") != "" {
				n++
			}
		}
		sum := 0.0
		for _, v := range answer["quality"].(map[string]any)["audio"].(map[string]any) {
			sum += v.(float64)
		}
		if int(sum) != n {
			t.Errorf("%s: of %d meetings, want %d\n%s\n%s", o.request, int(sum), n, o.Body, o.who())
		}
	}
	c.auditPeopleHeld(t, account, k, m, routes)
}

// auditPeopleHeld reads who took part in what somebody in sight held. That
// nobody hidden shows, every call is held to.
func (c *crowd) auditPeopleHeld(t testing.TB, account int, k *caller, m *model, routes []*zoomapi.Route) {
	t.Helper()
	for range 4 {
		x := pick(c.r, m.records)
		if x == nil || !slices.Contains(pastKinds, x.kind) {
			continue
		}
		path, kind := "{meetingId}", "meetings"
		if x.kind == cordon.KindPastWebinar {
			path, kind = "{webinarId}", "webinars"
		}
		under := []string{"GET /past_" + kind + "/" + path + "/participants", "GET /report/" + kind + "/" + path + "/qa", "GET /metrics/" + kind + "/" + path + "/participants/qos",
			"GET /metrics/" + kind + "/" + path + "/participants"}
		if x.kind == cordon.KindPastWebinar {
			under = append(under, "GET /past_webinars/{webinarId}/absentees")
		}
		for _, op := range under {
			i := slices.IndexFunc(routes, func(r *zoomapi.Route) bool { return r.Operation.String() == op })
			segments := strings.Split(strings.Replace(strings.TrimPrefix(op, "GET /"), path, x.id, 1), "/")
			o := c.call(t, account, k, routes[i], request{"GET", segments, url.Values{"type": {"past"}, "page_size": {"10"}}, nil})
			if o.dead || !o.allowed {
				continue
			}
			if want := map[bool]int{true: 200, false: 404}[o.holds(m, x)]; o.Status != want {
				t.Errorf("%s: got %d, want %d\n%s\n%s", o.request, o.Status, want, o.Body, o.who())
			}
		}
	}
}
