package portal

import (
	"net/http"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// passwordPage is open also to those who must change their password first.
const passwordPage = "GET /portal/password"

func (p *Portal) registerOwn() {
	p.page(passwordPage, "password", anybody, func(v *visit) (any, error) { return nil, nil })
	// Both hashes are slow, so neither is worked out in a transaction.
	p.routes = append(p.routes, &Route{Pattern: "POST /portal/password", form: passwordPage})
	p.mux.HandleFunc("POST /portal/password", p.changePassword)
	p.page("GET /portal/sessions", "sessions", anybody, func(v *visit) (any, error) { return v.Sessions() })
}

func (p *Portal) changePassword(w http.ResponseWriter, r *http.Request) {
	req := &request{Portal: p, w: w, r: r, route: &Route{form: passwordPage}, secret: p.cookie(r), status: http.StatusOK}
	err := req.readForm(maxOpenForm)
	var old string
	if err == nil {
		err = p.Store.Visit(r.Context(), sessionOf(req.secret), func(v *store.Visit) error {
			req.met(v)
			if err := req.admit(v); err != nil {
				return err
			}
			old, err = v.PasswordHash()
			return err
		})
	}
	if err != nil {
		p.fail(req, err)
		return
	}
	password, err := req.newPassword()
	switch {
	case err != nil:
	case !p.Matches(old, req.values.Get("current")):
		err = cordon.InvalidField("current", "This is not your current password.")
	case password == req.values.Get("current"):
		err = cordon.InvalidField("password", "Choose another one than the current password.")
	default:
		hash := p.Hash(password)
		err = p.Store.Act(r.Context(), sessionOf(req.secret), func(a *store.Act) error { return a.SetOwnPassword(old, hash, req.trackingID()) })
	}
	if err != nil {
		p.again(req, err)
		return
	}
	http.Redirect(w, r, "/portal/?done=password-changed", http.StatusSeeOther)
}
