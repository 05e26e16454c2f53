package portal

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// cookieName is that of the session. Over TLS, the prefix keeps a neighbour
// domain from planting one.
func (p *Portal) cookieName() string {
	if p.Secure {
		return "__Host-cordon"
	}
	return "cordon"
}

func (p *Portal) cookie(r *http.Request) string {
	c, err := r.Cookie(p.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

func sessionOf(secret string) store.Session { return store.Session(cordon.HashSecret(secret)) }

// setCookie gives the browser a session, or takes it away where secret is "".
// It ends with the browser; the server ends it before.
func (p *Portal) setCookie(w http.ResponseWriter, secret string) {
	c := &http.Cookie{Name: p.cookieName(), Value: secret, Path: "/", HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode}
	if secret == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

func onceHash(c Config) func() string {
	return sync.OnceValue(func() string { return c.Hash(c.Dice.Secret()) })
}

func (p *Portal) registerSignIn() {
	p.open("GET /portal/signin", p.signInPage)
	p.open("POST /portal/signin", p.signIn)
	p.open("GET /portal/welcome/{link}", p.welcomePage)
	p.open("POST /portal/welcome/{link}", p.welcome)
	p.open("POST /portal/signout", p.signOut)
}

// maxOpenForm is the longest form that is read of a stranger, or has but a
// password in it, in bytes.
const maxOpenForm = 16 << 10

// open registers an address for those who are not signed in.
func (p *Portal) open(pattern string, serve func(*request) error) {
	p.routes = append(p.routes, &Route{Pattern: pattern, Open: true})
	p.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		req := &request{Portal: p, w: w, r: r, secret: p.cookie(r), values: r.URL.Query(), status: http.StatusOK}
		var err error
		if r.Method == http.MethodPost {
			err = req.readForm(maxOpenForm)
		}
		if err == nil {
			err = serve(req)
		}
		if err != nil {
			p.fail(req, err)
		}
	})
}

func (p *Portal) signInPage(r *request) error {
	p.render(r.w, r.status, r.publicView("signin", struct{ Next string }{nextPage(r.r.URL.Query().Get("next"))}))
	return nil
}

// nextPage is where to go after signing in: a page of ours, or home.
func nextPage(next string) string {
	if !strings.HasPrefix(next, "/portal/") || strings.ContainsAny(next, "\\\r\n\t\x00") {
		return "/portal/"
	}
	return next
}

// maxTrying is how many may wait for their password to be compared. Strangers
// must not be able to heap up requests that wait for a slow hash.
const maxTrying = 64

// signIn answers a wrong password, an unknown address, somebody inactive and
// somebody without a password alike, and takes as long over each.
func (p *Portal) signIn(r *request) error {
	select {
	case p.trying <- struct{}{}:
		defer func() { <-p.trying }()
	default:
		return r.signInAgain(http.StatusServiceUnavailable, "Too many people are signing in at once. Try again in a moment.")
	}
	ctx := r.r.Context()
	logins, until, err := p.Store.Logins(ctx, r.value("email"))
	if err != nil {
		return err
	}
	if len(logins) == 0 {
		return r.lockedOut(until)
	}
	nobody := p.nobody() // made at the first attempt, whosever it is
	for i, l := range logins {
		hash := cmp.Or(l.PasswordHash, nobody)
		if !p.Matches(hash, r.values.Get("password")) || !l.Active || l.PasswordHash == "" {
			continue
		}
		secret, locked, err := p.Store.SignIn(ctx, l, logins[:i], r.r.UserAgent(), r.trackingID())
		if err != nil {
			return err
		}
		if !locked.IsZero() {
			return r.lockedOut(locked)
		}
		if r.secret != "" { // whoever was signed in here no longer is
			if err := p.Store.SignOut(ctx, sessionOf(r.secret), false); err != nil {
				return err
			}
		}
		p.setCookie(r.w, secret)
		http.Redirect(r.w, r.r, nextPage(r.value("next")), http.StatusSeeOther)
		return nil
	}
	locked, err := p.Store.SignInFailed(ctx, logins)
	if err != nil {
		return err
	}
	for _, end := range []time.Time{locked, until} {
		if !end.IsZero() {
			return r.lockedOut(end)
		}
	}
	return r.signInAgain(http.StatusUnauthorized, "The e-mail address or the password is wrong.")
}

func (r *request) lockedOut(until time.Time) error {
	wait := until.Sub(r.Clock()).Round(time.Second)
	return r.signInAgain(http.StatusTooManyRequests, "Too many attempts. Try again in "+wait.String()+".")
}

func (r *request) signInAgain(status int, problem string) error {
	r.status, r.problem = status, problem
	r.render(r.w, r.status, r.publicView("signin", struct{ Next string }{nextPage(r.value("next"))}))
	return nil
}

// signOut needs no token of the form: all it can do is end the session of the
// browser that sent it, and no other site can make a browser send it.
func (p *Portal) signOut(r *request) error {
	if r.secret != "" {
		if err := p.Store.SignOut(r.r.Context(), sessionOf(r.secret), r.value("everywhere") != ""); err != nil {
			return err
		}
	}
	p.setCookie(r.w, "")
	http.Redirect(r.w, r.r, "/portal/signin?done=signed-out", http.StatusSeeOther)
	return nil
}

type welcome struct{ Email, Account string }

// welcomePage lets the bearer of a one-time link set a password. Looking at it
// does not use the link up: mail programs and chats look at links too.
func (p *Portal) welcomePage(r *request) error {
	email, account, err := p.Store.Link(r.r.Context(), r.path("link"))
	if err != nil {
		return err
	}
	p.render(r.w, r.status, r.publicView("welcome", welcome{email, account}))
	return nil
}

func (p *Portal) welcome(r *request) error {
	password, err := r.newPassword()
	if err == nil {
		if _, _, err = p.Store.Link(r.r.Context(), r.path("link")); err == nil { // before the slow hash
			err = p.Store.UseLink(r.r.Context(), r.path("link"), p.Hash(password), r.trackingID())
		}
	}
	var e *cordon.Error
	if errors.As(err, &e) && len(e.Fields) > 0 {
		r.wrong(e)
		return p.welcomePage(r)
	}
	if err != nil {
		return err
	}
	http.Redirect(r.w, r.r, "/portal/signin?done=password-set", http.StatusSeeOther)
	return nil
}

// newPassword reads a password that was typed twice.
func (r *request) newPassword() (string, error) {
	password := r.values.Get("password")
	if e := cordon.CheckPassword("password", password); e != nil {
		return "", e
	}
	if r.values.Get("again") != password {
		return "", cordon.InvalidField("again", "The two passwords differ.")
	}
	return password, nil
}

// wrong keeps what is wrong with a form for when it is shown again.
func (r *request) wrong(e *cordon.Error) {
	r.status, r.errors = http.StatusUnprocessableEntity, make(map[string]string)
	if e.Status == http.StatusConflict || e.Status == http.StatusNotFound {
		r.status = e.Status
	}
	for _, f := range e.Fields {
		r.errors[f.Field] = f.Message
	}
	if len(e.Fields) == 0 {
		r.problem = e.Message
	}
}
