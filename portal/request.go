package portal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// request is a request on its way to a page. values is what was sent with it,
// kept where the form has to be shown again; errors stand beside their fields.
type request struct {
	*Portal
	w       http.ResponseWriter
	r       *http.Request
	route   *Route
	secret  string // of the session, "" for nobody
	values  url.Values
	errors  map[string]string
	problem string           // of the whole form
	dropped bool             // what was sent, because it was about something that is no more
	missing cordon.Privilege // that the visitor's role was found to lack
	status  int
}

// visit is a page for somebody signed in: Tx is opened for the operation that
// the page needs, nil where it needs none.
type visit struct {
	*request
	*store.Visit
	*store.Tx
}

// may opens the page's snapshot for one more operation, if the visitor's role
// allows it.
func (v *visit) may(operation string) (*store.Tx, bool) {
	tx, err := v.Visit.May(v.call(v.request, operation, ""))
	return tx, err == nil
}

// act is a form that somebody signed in sent.
type act struct {
	*request
	*store.Act
	*store.WriteTx
}

// may opens the transaction for one more operation; what says what it does.
func (a *act) may(operation, what string) (*store.WriteTx, error) {
	tx, err := a.Act.May(a.call(a.request, operation, what))
	if err != nil {
		a.missing = a.need(operation).Operation.Privilege
	}
	return tx, err
}

// path is a parameter of the address.
func (r *request) path(name string) string { return r.r.PathValue(name) }

// value is a field of the form or the query, without space around it.
func (r *request) value(name string) string { return strings.TrimSpace(r.values.Get(name)) }

// after is where a page of a table goes on.
func (r *request) after() (int64, error) {
	s := r.value("after")
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, notFound()
	}
	return n, nil
}

// outcome is what a form leads to: another page, or one shown at once because
// what is on it is shown only once.
type outcome struct {
	to   string
	done string // key of a message on the page that it leads to
	show string // a template
	data any
}

// page registers what is shown at an address. The operation is what the page
// needs; its template has the name of the file.
func (p *Portal) page(pattern, template, operation string, show func(*visit) (any, error)) {
	if !p.templates.has(template) {
		panic("portal: no template " + template)
	}
	route := &Route{Pattern: pattern, Template: template, Needs: p.need(operation), show: show}
	p.routes = append(p.routes, route)
	p.pages[pattern] = route
	p.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		p.visit(&request{Portal: p, w: w, r: r, route: route, secret: p.cookie(r), values: r.URL.Query(), status: http.StatusOK}, route)
	})
}

// visit shows a page.
func (p *Portal) visit(req *request, page *Route) {
	var body view
	err := p.Store.Visit(req.r.Context(), sessionOf(req.secret), func(sv *store.Visit) (err error) {
		v := &visit{request: req, Visit: sv}
		req.met(sv)
		if sv.MustChange && page.Pattern != passwordPage {
			return access.MustChange
		}
		if page.Needs.Operation != nil {
			if v.Tx, err = sv.May(p.call(req, page.Needs.Operation.String(), "")); err != nil {
				return err
			}
		}
		data, err := page.show(v)
		if err != nil {
			return err
		}
		body = v.view(page.Template, data)
		return nil
	})
	if err != nil {
		p.fail(req, err)
		return
	}
	p.render(req.w, req.status, body)
}

// maxForm is the longest form that is read, in bytes: 5,000 pasted addresses
// are well below.
const maxForm = 1 << 20

// act registers what a form does, in one transaction. form is the pattern of
// the page that the form is on, which is shown again if something is wrong.
func (p *Portal) act(pattern, form, operation string, do func(*act) (outcome, error)) {
	if p.pages[form] == nil {
		panic("portal: " + pattern + " has no page to go back to")
	}
	route := &Route{Pattern: pattern, Needs: p.need(operation), form: form}
	p.routes = append(p.routes, route)
	p.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		req := &request{Portal: p, w: w, r: r, route: route, secret: p.cookie(r), status: http.StatusOK}
		if err := req.readForm(maxForm); err != nil {
			p.fail(req, err)
			return
		}
		var out outcome
		var shown view
		// Asked first in a snapshot, so that a forged or refused form does not
		// queue for the writer.
		err := p.Store.Visit(r.Context(), sessionOf(req.secret), func(v *store.Visit) error {
			req.met(v)
			return req.admit(v)
		})
		if err != nil {
			p.fail(req, err)
			return
		}
		err = p.Store.Act(r.Context(), sessionOf(req.secret), func(sa *store.Act) (err error) {
			a := &act{request: req, Act: sa}
			if route.Needs.Operation != nil {
				if a.WriteTx, err = a.may(route.Needs.Operation.String(), whatText[pattern]); err != nil {
					return err
				}
			}
			if out, err = do(a); err == nil && out.show != "" {
				shown = (&visit{request: req, Visit: sa.Visit}).view(out.show, out.data)
			}
			return err
		})
		switch {
		case err != nil:
			p.again(req, err)
		case out.show != "":
			p.render(w, http.StatusOK, shown)
		default:
			http.Redirect(w, r, withDone(out), http.StatusSeeOther)
		}
	})
}

// met tells the server in front who is asking, and for what.
func (r *request) met(v *store.Visit) {
	n := zoomapi.NoteFrom(r.r.Context())
	n.From, n.Account, n.User = cordon.FromPortal, v.Account, v.User
	if r.route != nil && r.route.Needs.Operation != nil {
		n.Operation = r.route.Needs.Operation.String()
	}
}

// trackingID is that of the request, as its answer quotes it.
func (r *request) trackingID() string { return zoomapi.TrackingIDFrom(r.r.Context()) }

// admit says whether a form may be acted on at all.
func (r *request) admit(v *store.Visit) error {
	switch {
	case !r.genuine(r.values.Get(tokenField)):
		return forged("its token is not of this session")
	case v.MustChange && r.route.form != passwordPage:
		return access.MustChange
	case r.route.Needs.Operation == nil:
		return nil
	}
	_, err := v.May(r.call(r, r.route.Needs.Operation.String(), ""))
	return err
}

func (r *request) readForm(most int64) error {
	r.r.Body = http.MaxBytesReader(r.w, r.r.Body, most)
	if err := r.r.ParseForm(); err != nil {
		return &cordon.Error{Status: http.StatusRequestEntityTooLarge, Code: 300, Message: "The form could not be read, or is too long."}
	}
	r.values = r.r.PostForm
	return nil
}

// again shows a form once more with what is wrong beside its fields, and the
// input kept; or a confirmation; or, where there is no form to mend, an error.
func (p *Portal) again(req *request, err error) {
	var ask *confirmation
	var e *cordon.Error
	var refusal *access.Refusal
	switch {
	case errors.As(err, &ask):
		p.render(req.w, http.StatusOK, ask.view)
		return
	case errors.As(err, &refusal), !errors.As(err, &e), e.Code == 124, e.Code == 200, e.Status == http.StatusForbidden:
		p.fail(req, err)
		return
	}
	noteRefusal(req, err)
	req.wrong(e)
	if e.Message == staleMessage { // what was sent is about what is no more
		req.values, req.dropped = req.r.URL.Query(), true
	}
	p.visit(req, p.pages[req.route.form])
}

func withDone(out outcome) string {
	if out.done == "" {
		return out.to
	}
	sep := "?"
	if strings.Contains(out.to, "?") {
		sep = "&"
	}
	return out.to + sep + "done=" + url.QueryEscape(out.done)
}

// tokenField is the hidden field by which a form proves that this portal made
// it for this session. The first half is drawn for each form.
const tokenField = "form_token"

// formToken is a fresh token: 128 random bits, and their HMAC under the
// session's secret.
func (r *request) formToken() string {
	id := r.Dice.ID()
	return id + "." + r.sign(id)
}

func (r *request) sign(id string) string {
	mac := hmac.New(sha256.New, []byte("cordon form "+r.secret))
	mac.Write([]byte(id))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (r *request) genuine(token string) bool {
	id, mac, ok := strings.Cut(token, ".")
	return ok && r.secret != "" && hmac.Equal([]byte(mac), []byte(r.sign(id)))
}

// once refuses a form that was sent before. Forms that make something ask it.
func (a *act) once() error {
	id, _, _ := strings.Cut(a.values.Get(tokenField), ".")
	return a.Act.Once(id)
}
