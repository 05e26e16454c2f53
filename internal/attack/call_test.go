package attack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// outcome is one call that was made, and what the rules say about it.
type outcome struct {
	world.Answer
	request
	verdict
	before, after *model // the same where nothing changed
	dead          bool   // the credential could not even get a token
}

// ok reports whether the answer is a success.
func (o outcome) ok() bool { return !o.dead && o.Status/100 == 2 }

// renew gets the caller a token, and holds the token endpoint to rule 1.
func (c *crowd) renew(t testing.TB, k *caller, m *model, a *app) bool {
	t.Helper()
	answer := c.AskToken(k.Credentials)
	alive := a != nil && a.active && m.byID[a.owner] != nil && m.byID[a.owner].status == "active"
	if answer.Status != 200 {
		return false // the secret may have been rotated away
	}
	if !alive {
		t.Errorf("POST /oauth/token gave a token to an app or owner that is not active: %s", answer.Body)
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	answer.JSON(t, &token)
	k.token, k.issued = token.AccessToken, slices.Clone(a.scopes)
	c.secrets = append(c.secrets, k.token)
	return true
}

// call makes one call and holds its answer to the rules: decided as the oracle
// decides, and no sign of anything hidden.
func (c *crowd) call(t testing.TB, account int, k *caller, route *zoomapi.Route, q request) outcome {
	t.Helper()
	m := c.models[account]
	a := m.app(k.app)
	o := outcome{request: q, before: m, after: m}
	if k.token == "" && !c.renew(t, k, m, a) {
		o.dead = true
		return o
	}
	o.Answer = c.Do(k.token, q.method, q.target(), q.body)
	if o.Status == 401 { // some write ended the token; a new one may still be had
		if !c.renew(t, k, m, a) {
			k.token, o.dead = "", true
			return o
		}
		if o.Answer = c.Do(k.token, q.method, q.target(), q.body); o.Status == 401 {
			t.Errorf("%s: a fresh token is refused: %s", q, o.Body)
		}
	}
	if a == nil || !a.active || m.byID[a.owner] == nil || m.byID[a.owner].status != "active" {
		t.Errorf("%s: answered %d to the credential of an app or owner that is gone", q, o.Status)
		return o
	}
	o.verdict = m.judge(a, k.issued, route.Operation, route.Holder.NeedsWholeAccount())
	c.decided(t, route, o)
	c.noLeak(t, route, o)
	c.done.count("calls")
	if o.ok() {
		c.done.count("done " + route.String())
		c.times[route.String()]++
	}
	if o.ok() && q.method != "GET" {
		o.after = c.reload(account)
		c.keepSecrets(o.Body)
	}
	return o
}

// decided holds the answer to the oracle's verdict.
func (c *crowd) decided(t testing.TB, route *zoomapi.Route, o outcome) {
	t.Helper()
	refused := o.Status == 400 && o.Code() == 200
	switch o.why {
	case "scope":
		refused = o.Status == 400 && o.Code() == 4711
	case "licence":
		refused = o.Status == 403 && o.Code() == 403
	}
	switch {
	case o.Status >= 500:
		t.Errorf("%s: got %d %s", o.request, o.Status, o.Body)
	case o.either:
	case !o.allowed && !refused:
		t.Errorf("%s: the rules refuse it (%s), got %d %s\n%s", o.request, o.why, o.Status, o.Body, o.who())
	case o.allowed && (o.Code() == 4711 || o.Code() == 200 && route.Method == "GET" && !selfOnly[route.Operation.String()]):
		t.Errorf("%s: the rules allow it, got %d %s\n%s", o.request, o.Status, o.Body, o.who())
	}
}

// noLeak looks for any sign of what the caller must not know, but for what it
// said itself.
func (c *crowd) noLeak(t testing.TB, route *zoomapi.Route, o outcome) {
	t.Helper()
	var said map[string]bool
	var known map[string]bool
	m := o.before
	text := o.withoutAllowed(route)
	for name, values := range o.Header {
		text = fmt.Appendf(slices.Clip(text), "\n%s: %s", name, strings.Join(values, "\n"))
	}
	c.reg.scan(text, func(x thing, raw string) {
		if known == nil {
			known = o.known(m, route.Operation)
		}
		visible := false
		if x.account == m.index {
			switch x.kind {
			case 'u':
				p := m.byID[x.id]
				visible = p != nil && o.sees(p) || o.people.everyone() || x.id == o.viewer // a caller knows who it is
			case 'h':
				visible = x.id == o.viewer
			case 'g':
				visible = known[x.id]
			case 'r':
				visible = true
			case 'c':
				g := m.contactGroup(x.id)
				visible = g != nil && o.seesContacts(m, route.Operation, g)
			case 'k':
				visible = o.seesTalk(m, x.id)
			case 'a':
				a := m.app(x.id)
				visible = o.people.everyone() || a != nil && m.byID[a.owner] != nil && o.sees(m.byID[a.owner])
			}
		}
		if visible || o.people.everyone() && slices.ContainsFunc(m.users, func(p *person) bool { return strings.Contains(strings.ToLower(p.manager), raw) }) {
			return // a manager's address is the account's own text, whosoever it may be
		}
		if said == nil {
			said = map[string]bool{}
			c.reg.scan([]byte(o.text()), func(_ thing, raw string) { said[raw] = true })
		}
		if !said[raw] {
			t.Errorf("LEAK: %s\nshows %q of %c %s of account %d, to %s of account %d\n%d %s\n%s",
				o.request, raw, x.kind, x.id, x.account, o.viewer, m.index, o.Status, o.Body, o.who())
		}
	})
}

// keepSecrets notes the secrets in an answer: they may stand in no log.
func (c *crowd) keepSecrets(body []byte) {
	var s struct {
		New         string `json:"new_secret"`
		Credentials struct {
			Secret string `json:"client_secret"`
		} `json:"production_credentials"`
	}
	_ = json.Unmarshal(body, &s)
	for _, secret := range []string{s.New, s.Credentials.Secret} {
		if secret != "" {
			c.secrets = append(c.secrets, secret)
		}
	}
}

// quietLog holds the log to "never a secret".
func (c *crowd) quietLog(t testing.TB) {
	t.Helper()
	log := c.Log.String()
	for _, secret := range append(c.secrets, "Passw0rdOK") {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds a secret: %s", secret)
		}
	}
}

// rare draws a route, rather one that was reached few times.
func (c *crowd) rare(routes []*zoomapi.Route, times map[string]int) *zoomapi.Route {
	r := pick(c.r, routes)
	for range 3 {
		if q := pick(c.r, routes); times[q.String()] < times[r.String()] {
			r = q
		}
	}
	return r
}

// random makes one random call of a route.
func (c *crowd) random(t testing.TB, account int, k *caller, route *zoomapi.Route, near bool) outcome {
	t.Helper()
	m := c.models[account]
	var v verdict
	if a := m.app(k.app); a != nil {
		issued := k.issued
		if k.token == "" {
			issued = a.scopes
		}
		v = m.judge(a, issued, route.Operation, route.Holder.NeedsWholeAccount())
	}
	q, _ := c.draw(route, m, v, c.r.Uint64(), near, nil)
	return c.call(t, account, k, route, q)
}

// system reports whether every account has the role.
func (r *role) system() bool { return cordon.SystemRole(r.id) }
