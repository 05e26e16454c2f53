// Package portal is the web portal: the four stages in a browser, and the
// answer to "what can this credential see?". Pages are rendered here, work
// without JavaScript, and ask the store only through operations of the API,
// each decided about for whoever is signed in. So the portal can do nothing
// that the decision would refuse.
package portal

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// Store is all that the portal has of the database: nothing opens without a
// session and a decision.
type Store interface {
	Visit(ctx context.Context, s store.Session, fn func(*store.Visit) error) error
	Act(ctx context.Context, s store.Session, fn func(*store.Act) error) error
	Logins(ctx context.Context, email string) ([]store.Login, time.Time, error)
	SignIn(ctx context.Context, l store.Login, before []store.Login, agent, trackingID string) (secret string, until time.Time, err error)
	SignInFailed(ctx context.Context, tried []store.Login) (until time.Time, err error)
	SignOut(ctx context.Context, s store.Session, all bool) error
	Link(ctx context.Context, secret string) (email, account string, err error)
	UseLink(ctx context.Context, secret, hash, trackingID string) error
}

// Config is what a portal is made of.
type Config struct {
	Store Store
	Clock cordon.Clock
	Dice  *cordon.Dice
	// PublicURL is what links to the portal, and calls of the API, begin with.
	PublicURL string
	// Secure says that browsers reach the portal by TLS, here or at a proxy.
	Secure bool
	// Hash turns a password into what is stored of it, Matches compares. Both
	// are slow on purpose, so neither runs in a transaction.
	Hash    func(password string) string
	Matches func(hash, password string) bool
	// Served are the operations of the API, for explanations.
	Served []*zoomapi.Route
}

// Portal serves everything under /portal/.
type Portal struct {
	Config
	mux       *http.ServeMux
	guarded   http.Handler
	templates templates
	routes    []*Route
	pages     map[string]*Route // by pattern
	needs     map[string]Need   // by operation
	nobody    func() string     // a hash that no password has
	trying    chan struct{}     // a place for each who is signing in
}

// New makes the portal. It panics if a page lacks a template, an operation or a
// holder rule: such a page must not start.
func New(c Config) *Portal {
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	p := &Portal{Config: c, mux: http.NewServeMux(), templates: parseTemplates(), pages: make(map[string]*Route), needs: needsOf(c.Served),
		trying: make(chan struct{}, maxTrying)}
	p.nobody = onceHash(c)
	p.registerAssets()
	p.registerSignIn()
	p.registerHome()
	p.registerOwn()
	p.registerGroups()
	p.registerSee()
	p.registerApps()
	p.registerUsers()
	p.registerRoles()
	p.registerRestrict()
	p.registerActivity()
	p.mux.HandleFunc("/portal/", func(w http.ResponseWriter, r *http.Request) {
		p.fail(&request{Portal: p, w: w, r: r}, notFound())
	})
	origin := http.NewCrossOriginProtection()
	if u, err := url.Parse(c.PublicURL); err == nil && u.Host != "" {
		// A proxy may have changed the Host that the origin is compared with.
		_ = origin.AddTrustedOrigin(u.Scheme + "://" + u.Host)
	}
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.fail(&request{Portal: p, w: w, r: r}, forged("it came from another site"))
	}))
	p.guarded = origin.Handler(p.mux)
	return p
}

// Route is one address of the portal.
type Route struct {
	Pattern  string // "GET /portal/groups"
	Template string // of a page
	Needs    Need
	Open     bool // to those who are not signed in

	form string // of a POST: the page that its form is on
	show func(*visit) (any, error)
}

// Form is the page that a form is on, "" for what is no form.
func (r *Route) Form() string { return r.form }

// What is what a form does, in plain words.
func (r *Route) What() string { return whatText[r.Pattern] }

// Routes lists every address, for tests.
func (p *Portal) Routes() []*Route { return p.routes }

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP serves /portal/.
func (p *Portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	if p.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if !strings.HasPrefix(r.URL.Path, "/portal/assets/") {
		h.Set("Cache-Control", "no-store")
	}
	p.guarded.ServeHTTP(w, r)
}
