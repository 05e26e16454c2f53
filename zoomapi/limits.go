package zoomapi

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/ratelimit"
	"github.com/cordon-zoom/cordon/store"
)

// limit counts a call whose token is good, whatever else comes of it, and tells
// the caller where the account stands: the numbers are of all its apps together.
// A token that was revoked is refused first, lest it use up what the others may
// call.
func (a *API) limit(w http.ResponseWriter, req *http.Request, call store.Call) error {
	if a.limiter == nil {
		return nil
	}
	var refusal *access.Refusal
	if err := a.gate.Check(req.Context(), call); errors.As(err, &refusal) && refusal.Err.Status == http.StatusUnauthorized {
		return err
	}
	v := a.limiter.Take(call.Claims.Account, call.Operation.Product, call.Operation.Label)
	h := w.Header()
	h.Set("X-RateLimit-Category", v.Category)
	h.Set("X-RateLimit-Limit", strconv.Itoa(v.Limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(v.Remaining))
	if v.Daily {
		h.Set("X-RateLimit-Type", "Daily-limit")
	} else {
		h.Set("X-RateLimit-Type", "QPS") // also for calls per minute
	}
	switch {
	case v.Allowed:
		return nil
	case v.Daily:
		// A date, where HTTP would have one of another form or a number of seconds.
		h.Set("Retry-After", v.Reset.Format(time.RFC3339))
		return tooMany("You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.")
	}
	h.Set("X-RateLimit-Reset", strconv.FormatInt(v.Reset.Unix(), 10))
	return tooMany("You have reached the maximum per-second rate limit for this API. Try again later.")
}

func tooMany(message string) *cordon.Error {
	return &cordon.Error{Status: http.StatusTooManyRequests, Code: 429, Message: message}
}

// countHostWrite counts a meeting or webinar that is created or updated,
// against its host's day. It is for a host in sight, after all other checks: a
// refusal tells that there is such a host.
func (c *call) countHostWrite(host string) error {
	if c.api.limiter == nil || c.api.limiter.Host(c.Grant.Account(), host) {
		return nil
	}
	return tooMany("You have exceeded the daily rate limit (" + strconv.Itoa(ratelimit.HostWrites) +
		") of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00.")
}

// countRegistration counts a registration for a meeting or webinar in sight.
// Where anybody is hidden from the caller, only its own are counted: were others'
// counted too, a refusal would tell who registered.
func (c *call) countRegistration(meeting, email string) error {
	who := cordon.Key(email)
	if !c.Grant.People().Everyone() {
		who += " by " + c.Grant.User()
	}
	if c.api.limiter == nil || c.api.limiter.Registration(c.Grant.Account(), meeting, who) {
		return nil
	}
	return tooMany("You have exceeded the daily rate limit of (" + strconv.Itoa(ratelimit.Registrations) + ") for Add a " + c.session() +
		" registrant API requests for the registrant (" + email + "). You can resume these API requests at GMT 00:00:00.")
}

// countRegistrantStatus counts a change of the status of a registrant, by the
// id or e-mail address that the request names, of a meeting or webinar in sight.
func (c *call) countRegistrantStatus(meeting, registrant string) error {
	if c.api.limiter == nil || c.api.limiter.RegistrantStatus(c.Grant.Account(), meeting, cordon.Key(registrant)) {
		return nil
	}
	return tooMany("You have exceeded the daily rate limit of (" + strconv.Itoa(ratelimit.RegistrantMoves) + ") for " + c.session() +
		" Update registrant's status API requests for the registrant (" + registrant + "). You can resume these API requests at GMT 00:00:00.")
}

// session is what the operation is about: Zoom's texts differ.
func (c *call) session() string {
	if strings.HasPrefix(c.req.URL.Path, "/v2/webinars/") {
		return "webinar"
	}
	return "meeting"
}
