// Package zoomapi is the /v2 API over HTTP. A handler is three steps (parse,
// ask, render); it stands beside the rule that finds its operation's holders.
// Everything it may ask goes through a Tx that a decision opened.
package zoomapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/ratelimit"
	"github.com/cordon-zoom/cordon/store"
)

// Gate is all that this package has of the store: nothing opens without a
// decision.
type Gate interface {
	Check(ctx context.Context, call store.Call) error
	Read(ctx context.Context, call store.Call, fn func(*store.Tx) error) error
	Write(ctx context.Context, call store.Call, fn func(*store.WriteTx) error) error
}

// Tokens verifies bearer tokens and seals page tokens.
type Tokens interface {
	Verify(token string) (*access.Claims, error)
	Seal(ctx context.Context, plain, bound []byte) (string, error)
	Open(sealed string, bound []byte) ([]byte, bool)
}

// API serves the operations that are registered.
type API struct {
	gate    Gate
	tokens  Tokens
	clock   cordon.Clock
	hash    func(password string) string
	limiter *ratelimit.Limiter
	url     string // that callers reach the server under, with no slash at the end
	mux     *http.ServeMux
	routes  []*Route
}

// Config is what an API is made of.
type Config struct {
	Gate   Gate
	Tokens Tokens
	Clock  cordon.Clock
	// Hash turns a password into what is stored of it. It is slow on purpose,
	// so it runs before a transaction, never in one.
	Hash func(password string) string
	// Limiter counts the calls, nil for no limits.
	Limiter *ratelimit.Limiter
	// PublicURL is what the URLs of files begin with.
	PublicURL string
}

// Route is one served operation.
type Route struct {
	*access.Operation
	Holder   holder.Rule
	Success  int
	in, out  reflect.Type
	write    bool
	bodyless bool
}

// New makes the API. It panics if an operation that is registered has no place
// in the catalog, no privilege or no holder rule: such an operation must not
// start.
func New(c Config) *API {
	a := &API{gate: c.Gate, tokens: c.Tokens, clock: c.Clock, hash: c.Hash, limiter: c.Limiter,
		url: strings.TrimRight(c.PublicURL, "/"), mux: http.NewServeMux()}
	registerUsers(a)
	registerGroups(a)
	registerRoles(a)
	registerApps(a)
	registerPeople(a)
	registerMeetings(a)
	registerPast(a)
	registerRecordings(a)
	registerPhone(a)
	registerChat(a)
	a.mux.HandleFunc("/v2/", a.unserved)
	a.unshadow()
	return a
}

// unshadow keeps "GET /users/summary", published and not served, from being
// taken for the user "summary".
func (a *API) unshadow() {
	for _, op := range access.Operations().All() {
		path := "/v2" + pathParam.ReplaceAllString(op.Path, "x")
		_, pattern := a.mux.Handler(&http.Request{Method: op.Method, URL: &url.URL{Path: path}})
		if pattern != "/v2/" && pattern != op.Method+" /v2"+op.Path {
			a.mux.HandleFunc(op.Method+" /v2"+op.Path, a.unserved)
		}
	}
}

// Routes lists the operations served.
func (a *API) Routes() []*Route { return a.routes }

// call is one request on its way through a handler.
type call struct {
	*store.Tx
	api   *API
	req   *http.Request
	bound []byte // what a page token of this request is bound to
}

// user reads a path parameter that names a user: id, e-mail, or "me".
func (c *call) user(ref string) store.UserKey {
	if ref == "me" {
		ref = c.Grant.User()
	}
	return store.UserKey{Value: ref}
}

// preparer is an input that checks more than its tags say, or does slow work,
// before the transaction begins.
type preparer interface{ prepare(*API) error }

// empty is the answer of an operation that answers nothing.
type empty struct{}

// read registers an operation that changes nothing.
func read[In, Out any](a *API, pattern string, rule holder.Rule, serve func(*call, In) (Out, error)) {
	r := route[In, Out](a, pattern, http.StatusOK, rule)
	a.handle(r, func(ctx context.Context, req *request) (any, error) {
		var out Out
		err := a.gate.Read(ctx, req.call, func(tx *store.Tx) error {
			var in In
			if err := decode(&in, req.Request, req.body); err != nil {
				return err
			}
			var err error
			out, err = serve(&call{tx, a, req.Request, req.bound}, in)
			return err
		})
		return out, err
	})
}

// write registers an operation that changes something. It is decided once
// before its input is read and once more inside the transaction.
func write[In, Out any](a *API, pattern string, success int, rule holder.Rule, serve func(*call, *store.WriteTx, In) (Out, error)) {
	r := route[In, Out](a, pattern, success, rule)
	r.write = true
	a.handle(r, func(ctx context.Context, req *request) (any, error) {
		if err := a.gate.Check(ctx, req.call); err != nil {
			return nil, err
		}
		var in In
		if err := decode(&in, req.Request, req.body); err != nil {
			return nil, err
		}
		if p, ok := any(&in).(preparer); ok {
			if err := p.prepare(a); err != nil {
				return nil, err
			}
		}
		var out Out
		err := a.gate.Write(ctx, req.call, func(tx *store.WriteTx) error {
			var err error
			out, err = serve(&call{tx.Tx, a, req.Request, req.bound}, tx, in)
			return err
		})
		return out, err
	})
}

func route[In, Out any](a *API, pattern string, success int, rule holder.Rule) *Route {
	op := access.Operations().Find(pattern)
	switch {
	case op == nil:
		panic("zoomapi: not in the catalog: " + pattern)
	case op.Privilege == "":
		panic("zoomapi: no privilege is known for " + pattern)
	case !rule.Valid():
		panic("zoomapi: no holder rule for " + pattern)
	case rule.Param() != "" && !strings.Contains(op.Path, "{"+rule.Param()+"}"):
		panic("zoomapi: the holder rule of " + pattern + " names a parameter that the path lacks")
	}
	r := &Route{Operation: op, Holder: rule, Success: success, in: reflect.TypeFor[In](), out: reflect.TypeFor[Out]()}
	r.bodyless = r.out == reflect.TypeFor[empty]()
	a.routes = append(a.routes, r)
	return r
}

// request is a request whose token is genuine.
type request struct {
	*http.Request
	call  store.Call
	body  []byte
	bound []byte
}

func (a *API) handle(r *Route, serve func(context.Context, *request) (any, error)) {
	a.mux.HandleFunc(r.Method+" /v2"+r.Path, func(w http.ResponseWriter, req *http.Request) {
		noteOperation(req, r)
		out, err := a.admit(w, req, r, serve)
		if err != nil {
			noteNamed(req, r.Operation)
			WriteError(w, req, err)
			return
		}
		if r.bodyless {
			w.WriteHeader(r.Success)
			return
		}
		if f, ok := out.(file); ok {
			serveFile(w, req, f.Name, f.Type, f.Modified, f.Content)
			return
		}
		render(w, req, r.Success, out)
	})
}

// MaxBody is the longest request body that is read, in bytes.
const MaxBody = 1 << 20

func (a *API) admit(w http.ResponseWriter, req *http.Request, r *Route, serve func(context.Context, *request) (any, error)) (any, error) {
	token, ok := bearer(req.Header.Get("Authorization"))
	if !ok {
		return nil, cordon.Unauthorized("Invalid access token.").Because("no bearer token")
	}
	claims, err := a.tokens.Verify(token)
	if err != nil {
		return nil, err
	}
	noteCaller(req, claims)
	call := noteCall(req, store.Call{Claims: claims, Operation: r.Operation, Holder: r.Holder})
	if err := a.limit(w, req, call); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, MaxBody))
	if tooLarge := (*http.MaxBytesError)(nil); err != nil && !errors.As(err, &tooLarge) {
		return nil, notJSON().Because("the body cannot be read: %v", err)
	} else if err != nil {
		return nil, &cordon.Error{Status: http.StatusRequestEntityTooLarge, Code: 300, Message: fmt.Sprintf("Request Body must have at most %d bytes.", MaxBody)}
	}
	return serve(req.Context(), &request{Request: req, body: body, bound: boundTo(r, claims, req), call: call})
}

func bearer(header string) (string, bool) {
	scheme, token, ok := strings.Cut(header, " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

// ServeHTTP serves /v2/, and the files of recordings under /rec/. A path that
// net/http would tidy up with a redirect is simply not one of the API's.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p := r.URL.EscapedPath(); !Tidy(p) || !strings.HasPrefix(p, "/v2/") && !strings.HasPrefix(p, "/rec/") {
		a.refuseUnknown(w, r, unrecognized())
		return
	}
	a.mux.ServeHTTP(w, r)
}

// Tidy reports whether http.ServeMux takes an escaped path as it is. What is
// encoded in it stays in its segment: "%2e%2e" and "a%2F%2Fb" are ids.
func Tidy(escaped string) bool {
	clean := path.Clean(escaped)
	return clean == escaped || clean+"/" == escaped
}

func unrecognized() *cordon.Error {
	return &cordon.Error{Status: http.StatusBadRequest, Code: 2300, Message: "This API endpoint is not recognized."}
}

// unserved tells a published operation that Cordon does not serve from one that
// nobody knows.
func (a *API) unserved(w http.ResponseWriter, r *http.Request) {
	op := access.Operations().Match(r.Method, strings.TrimPrefix(r.URL.EscapedPath(), "/v2"))
	// A served one gets here with an id of "%2F" alone, which no ServeMux takes.
	if op == nil || slices.ContainsFunc(a.routes, func(r *Route) bool { return r.Operation == op }) {
		a.refuseUnknown(w, r, unrecognized())
		return
	}
	a.refuseUnknown(w, r, &cordon.Error{Status: http.StatusNotImplemented, Code: 2300,
		Message: fmt.Sprintf("Cordon does not serve %s. See /openapi.json for what it does.", op)})
}

// refuseUnknown answers a request for nothing that is served. Nothing is decided
// about it, but a caller whose token is genuine is noted as any other.
func (a *API) refuseUnknown(w http.ResponseWriter, r *http.Request, e *cordon.Error) {
	if token, ok := bearer(r.Header.Get("Authorization")); ok {
		if claims, err := a.tokens.Verify(token); err == nil {
			noteCaller(r, claims)
		}
	}
	WriteError(w, r, e)
}
