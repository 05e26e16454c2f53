package zoomapi_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/ratelimit"
)

// limited is a troupe whose server is started again with a plan.
func limited(t *testing.T, p ratelimit.Plan) *troupe {
	tr := newTroupe(t)
	tr.Close()
	tr.Limits = p
	tr.Open()
	return tr
}

var limitHeaders = []string{"X-RateLimit-Category", "X-RateLimit-Type", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After"}

// told checks what an answer's headers say of the limits, in that order.
func (tr *troupe) told(a world.Answer, want ...string) {
	tr.T.Helper()
	for i, name := range limitHeaders {
		w := ""
		if i < len(want) {
			w = want[i]
		}
		if got := a.Header.Get(name); got != w || len(a.Header.Values(name)) > 1 {
			tr.T.Errorf("%s: got %q, want %q", name, got, w)
		}
	}
}

// TestPerSecond: an account's apps share its calls, and are told so.
func TestPerSecond(t *testing.T) {
	tr := limited(t, ratelimit.Pro)
	other := tr.NewAccount("Other", "owner@other.example")
	tr.token["other"] = tr.Token(other.App)

	tr.told(tr.ok("vendor GET /users/{ann}"), "Light", "QPS", "30", "29")
	tr.told(tr.want(404, 1001, "vendor GET /users/{cat}"), "Light", "QPS", "30", "28")
	tr.told(tr.ok("owner GET /users/{cat}"), "Light", "QPS", "30", "27")
	tr.told(tr.want(400, 200, "vendor DELETE /users/{ann}"), "Light", "QPS", "30", "26") // refused for the privilege
	tr.told(tr.want(400, 2300, "vendor GET /nothing"))                                   // no operation
	tr.told(tr.want(501, 2300, "vendor GET /tsp"))                                       // not served
	for range 26 {
		tr.ok("owner GET /users/{cat}")
	}
	a := tr.ask("vendor GET /users/{ann}")
	const want = `{"code":429,"message":"You have reached the maximum per-second rate limit for this API. Try again later."}`
	if a.Status != http.StatusTooManyRequests || string(a.Body) != want {
		t.Errorf("got %d %s", a.Status, a.Body)
	}
	tr.told(a, "Light", "QPS", "30", "0", "1772442001")
	tr.told(tr.ok("vendor GET /users"), "Medium", "QPS", "20", "19")
	tr.told(tr.ok("other GET /users/me"), "Light", "QPS", "30", "29")
	tr.want(401, 124, "nobody GET /users/{ann}")
	tr.Clock.Move(time.Second)
	tr.told(tr.ok("vendor GET /users/{ann}"), "Light", "QPS", "30", "29")
}

// TestRevokedTokensCountNot: who was thrown out neither uses up the others'
// calls nor learns how many there are.
func TestRevokedTokensCountNot(t *testing.T) {
	tr := limited(t, ratelimit.Pro)
	tr.ok("owner PATCH /users/{svc}", `{"first_name":"S"}`)
	tr.ok("owner PUT /users/{svc}/status", `{"action":"deactivate"}`)
	tr.Clock.Move(time.Second)
	for range 40 {
		tr.told(tr.want(401, 124, "vendor GET /users/{ann}"))
	}
	tr.told(tr.ok("owner GET /users/{ann}"), "Light", "QPS", "30", "29")
}

// TestNoLimits: without a plan nothing is counted or told.
func TestNoLimits(t *testing.T) {
	tr := newTroupe(t)
	for range 100 {
		tr.told(tr.ok("vendor GET /users/{ann}"))
	}
}
