package portal

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
	"github.com/cordon-zoom/cordon/zoomapi"
)

func notFound() error {
	return &cordon.Error{Status: http.StatusNotFound, Code: 2300, Message: "There is no such page."}
}

func forged(why string) error {
	return (&cordon.Error{Status: http.StatusForbidden, Code: 300,
		Message: "This form was not sent from a page that is open in your session. Go back, reload the page and try again."}).Because("%s", why)
}

// stale is the answer to a form about something that is not as it was shown.
func stale() error {
	return &cordon.Error{Status: http.StatusConflict, Code: 300, Message: staleMessage}
}

const staleMessage = "Somebody changed this while you were looking at it. Nothing of yours was saved: this is how it is now."

// failure is what the error page shows.
type failure struct {
	Status   int
	Message  string
	Lacks    string // the permission that the visitor's role lacks
	Tracking string
}

// fail answers with an error page, or with the sign-in page where nobody is
// signed in.
func (p *Portal) fail(req *request, err error) {
	noteRefusal(req, err)
	var e *cordon.Error
	if !errors.As(err, &e) {
		e = &cordon.Error{Status: http.StatusInternalServerError, Message: "Something went wrong here. Nothing was changed."}
	}
	f := failure{Status: e.Status, Message: e.Message, Tracking: req.trackingID()}
	var refusal *access.Refusal
	switch {
	case e.Status == http.StatusUnauthorized && e.Message == access.MustChange.Message:
		http.Redirect(req.w, req.r, "/portal/password", http.StatusSeeOther)
		return
	case e.Status == http.StatusUnauthorized:
		p.toSignIn(req)
		return
	case errors.As(err, &refusal):
		f.Status, f.Message = http.StatusForbidden, "Your role does not allow this."
		switch {
		case req.missing != "":
			f.Lacks = permissionName(req.missing)
		case req.route != nil && req.route.Needs.Operation != nil:
			f.Lacks = permissionName(req.route.Needs.Operation.Privilege)
		}
	case e.Code == 200:
		f.Status, f.Message = http.StatusForbidden, "Your role does not allow this: it would give or touch more than your own role covers."
	case e.Code == 1034: // "no such role" is a 400 over the API
		f.Status = http.StatusNotFound
	}
	body := req.publicView("error", f)
	// Whoever is signed in keeps the menu; for anybody else this fails.
	_ = p.Store.Visit(req.r.Context(), sessionOf(req.secret), func(v *store.Visit) error {
		body = (&visit{request: req, Visit: v}).view("error", f)
		return nil
	})
	p.render(req.w, f.Status, body)
}

// toSignIn asks to sign in, and comes back to a page that was asked for.
func (p *Portal) toSignIn(req *request) {
	to := "/portal/signin"
	if req.r.Method == http.MethodGet && req.r.URL.Path != "/portal/" {
		to += "?next=" + url.QueryEscape(req.r.URL.RequestURI())
	}
	http.Redirect(req.w, req.r, to, http.StatusSeeOther)
}

// noteRefusal tells the server in front why a request failed.
func noteRefusal(req *request, err error) { zoomapi.NoteError(req.r, err) }

// isNoPermission reports whether the visitor's role does not allow something.
func isNoPermission(err error) bool {
	var e *cordon.Error
	return errors.As(err, &e) && e.Code == 200
}
