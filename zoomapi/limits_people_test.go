package zoomapi

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/ratelimit"
	"github.com/cordon-zoom/cordon/store"
)

// limitedCall is a request to a server on a plan, at nine in the morning.
func limitedCall(p ratelimit.Plan, path string) *call {
	a := &API{limiter: ratelimit.New(p, func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) })}
	return &call{Tx: &store.Tx{}, api: a, req: httptest.NewRequest("POST", path, nil)}
}

// TestLimitsOnPeople: so often a day, then 429 in Zoom's words.
func TestLimitsOnPeople(t *testing.T) {
	for _, test := range []struct {
		path  string
		most  int
		count func(*call) error
		want  string
	}{
		{"/v2/users/me/meetings", 100, func(c *call) error { return c.countHostWrite("ann") },
			"You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00."},
		{"/v2/webinars/7/registrants", 3, func(c *call) error { return c.countRegistration("7", "Ann@example.com") },
			"You have exceeded the daily rate limit of (3) for Add a webinar registrant API requests for the registrant (Ann@example.com). You can resume these API requests at GMT 00:00:00."},
		{"/v2/meetings/7/registrants/status", 10, func(c *call) error { return c.countRegistrantStatus("7", "r1") },
			"You have exceeded the daily rate limit of (10) for meeting Update registrant's status API requests for the registrant (r1). You can resume these API requests at GMT 00:00:00."},
	} {
		c := limitedCall(ratelimit.Pro, test.path)
		for range test.most {
			if err := test.count(c); err != nil {
				t.Fatalf("%s: %v", test.path, err)
			}
		}
		var e *cordon.Error
		if err := test.count(c); !errors.As(err, &e) || e.Status != 429 || e.Code != 429 || e.Message != test.want {
			t.Errorf("%s: got %v", test.path, err)
		}
		off := limitedCall(ratelimit.Off, test.path)
		for range test.most + 1 {
			if err := test.count(off); err != nil {
				t.Errorf("%s: counted without limits: %v", test.path, err)
			}
		}
	}
	// One person, however the address is spelt.
	c := limitedCall(ratelimit.Pro, "/v2/meetings/7/registrants")
	for i, email := range []string{"ann@example.com", "ANN@example.com", " ann@example.com", "Ann@example.com"} {
		if err := c.countRegistration("7", email); (err == nil) != (i < 3) {
			t.Errorf("%q: %v", email, err)
		}
	}
}

// openGate decides in favour of everyone.
type openGate struct{ Gate }

func (openGate) Check(context.Context, store.Call) error { return nil }

// TestDailyLimit: the answer to a heavy call too many, to the letter.
func TestDailyLimit(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	a := &API{gate: openGate{}, limiter: ratelimit.New(ratelimit.Pro, func() time.Time { return now })}
	heavy := store.Call{Claims: &access.Claims{Account: "a"}, Operation: access.Operations().Find("GET /report/daily")}
	var first, last *httptest.ResponseRecorder
	for i := range 30_001 {
		if i > 0 && i%10 == 0 {
			now = now.Add(time.Second)
		}
		last = httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/v2/report/daily", nil)
		if err := a.limit(last, r, heavy); err != nil {
			if i < 30_000 {
				t.Fatalf("number %d: %v", i+1, err)
			}
			WriteError(last, r, err)
		}
		if i == 0 {
			first = last
		}
	}
	const want = `{"code":429,"message":"You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request."}`
	if last.Code != 429 || last.Body.String() != want {
		t.Errorf("got %d %s", last.Code, last.Body)
	}
	for _, test := range []struct {
		of   *httptest.ResponseRecorder
		want map[string]string
	}{
		{first, map[string]string{"X-RateLimit-Remaining": "29999", "Retry-After": ""}},
		{last, map[string]string{"X-RateLimit-Remaining": "0", "Retry-After": "2026-03-03T00:00:00Z"}},
	} {
		test.want["X-RateLimit-Category"], test.want["X-RateLimit-Type"], test.want["X-RateLimit-Limit"] = "Heavy", "Daily-limit", "30000"
		test.want["X-RateLimit-Reset"] = ""
		for name, want := range test.want {
			if got := test.of.Header().Get(name); got != want {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
		}
	}
}
