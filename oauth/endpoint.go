package oauth

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// Apps is what the token endpoint may ask the store: apps and tokens, and
// nobody's data.
type Apps interface {
	Credential(ctx context.Context, clientID string) (store.Credential, error)
	Revoke(ctx context.Context, tokenID string, expires time.Time, by cordon.Event) error
}

// Endpoint serves POST /oauth/token and POST /oauth/revoke.
type Endpoint struct {
	Apps   Apps
	Keys   *Keys
	Clock  cordon.Clock
	Dice   *cordon.Dice
	APIURL string // told to clients as api_url
	Log    *slog.Logger
	// Count, if not nil, is told how each request to the endpoint ended.
	Count func(result string)
	// Refused, if not nil, is told of the refusal of a client whose secret was
	// right: who it was and why.
	Refused func(context.Context, cordon.Event)
	// TrackingID, if not nil, is that of a request.
	TrackingID func(context.Context) string
}

// Register adds the endpoint's routes.
func (e *Endpoint) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /oauth/token", e.handle(e.token))
	mux.HandleFunc("POST /oauth/revoke", e.handle(e.revoke))
}

// failure is the token endpoint's error body: {"reason", "error"}, not the
// {"code", "message"} of the rest of the API.
type failure struct {
	Reason string `json:"reason"`
	Kind   string `json:"error"`
	true   string // for the log and the account's owner
	stage  access.Stage
}

func (f *failure) Error() string { return f.Kind + ": " + f.Reason + " " + f.true }

func (f *failure) because(reason string) *failure {
	g := *f
	g.true = reason
	return &g
}

// refused is because with the stage to mend.
func (f *failure) refused(r *access.Refusal) *failure {
	g := f.because(r.Err.Reason)
	g.stage = r.Stage
	return g
}

var (
	invalidClient   = &failure{Reason: "Invalid client_id or client_secret", Kind: "invalid_client"}
	badRequest      = &failure{Reason: "Bad Request", Kind: "invalid_request"}
	unknownAccount  = &failure{Reason: "Account does not exist", Kind: "invalid_request"}
	notActivated    = &failure{Reason: "The app is not activated", Kind: "invalid_request"}
	ownerGone       = &failure{Reason: "The owner of the token does not exist.", Kind: "invalid_request"}
	unsupportedType = &failure{Reason: "unsupported grant type", Kind: "unsupported_grant_type"}
)

var (
	noStore  = []string{"no-store"}
	jsonType = []string{"application/json;charset=UTF-8"}
)

// maxForm is the longest request body that the endpoint reads, in bytes.
const maxForm = 64 << 10

func (e *Endpoint) handle(serve func(context.Context, params) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["Cache-Control"], h["Content-Type"] = noStore, jsonType
		p, err := parse(r)
		var answer any
		if err == nil {
			answer, err = serve(r.Context(), p)
		}
		status, result := http.StatusOK, "ok"
		if err != nil {
			var f *failure
			status, result = http.StatusBadRequest, "refused"
			if !errors.As(err, &f) {
				status, result = http.StatusInternalServerError, "error"
				f = &failure{Reason: "Internal error", Kind: "server_error", true: err.Error()}
				e.Log.ErrorContext(r.Context(), "token endpoint failed", "error", err)
			} else {
				e.Log.InfoContext(r.Context(), "token refused", "error", f.Kind, "reason", f.Reason, "true_reason", f.true, "stage", string(f.stage))
			}
			answer = f
		}
		if e.Count != nil {
			e.Count(result)
		}
		var body []byte
		if a, ok := answer.(*tokenAnswer); ok {
			body, err = a.encode()
		} else {
			body, err = json.Marshal(answer)
		}
		if err != nil {
			status, body = http.StatusInternalServerError, []byte(`{"error":"server_error"}`)
		}
		h["Content-Length"] = []string{strconv.Itoa(len(body))}
		w.WriteHeader(status)
		_, _ = w.Write(body) // the client may have gone; there is nobody left to tell
	}
}

// params are the request's parameters, from wherever the client put them.
type params struct {
	values                 url.Values
	clientID, clientSecret string
}

func (p params) get(name string) string { return p.values.Get(name) }

// parse reads parameters from the form body, the query string, or a JSON
// object, and the client's credentials from Basic auth or two of the
// parameters. A parameter given twice with two values is refused.
func parse(r *http.Request) (p params, err error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxForm+1))
	if err != nil || len(body) > maxForm {
		return p, badRequest.because("the body cannot be read or is too long")
	}
	p.values = url.Values{}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return p, badRequest.because("the query string is malformed")
	}
	given := []url.Values{query}
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if text := strings.TrimSpace(string(body)); text != "" {
		if mediaType == "application/json" && text[0] == '{' {
			var object map[string]any
			if json.Unmarshal(body, &object) != nil {
				return p, badRequest.because("the JSON body is malformed")
			}
			values := url.Values{}
			for name, v := range object {
				s, ok := v.(string)
				if !ok {
					return p, badRequest.because("a parameter of the JSON body is not a string")
				}
				values.Set(name, s)
			}
			given = append(given, values)
		} else {
			form, err := url.ParseQuery(text)
			if err != nil {
				return p, badRequest.because("the form body is malformed")
			}
			given = append(given, form)
		}
	}
	for _, values := range given {
		for name, list := range values {
			for _, v := range list {
				if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
					return p, badRequest.because("a parameter is not text")
				}
				if p.values.Has(name) && p.values.Get(name) != v {
					return p, badRequest.because("a parameter is given twice")
				}
				p.values.Set(name, v)
			}
		}
	}
	p.clientID, p.clientSecret = p.get("client_id"), p.get("client_secret")
	if r.Header.Get("Authorization") == "" {
		return p, nil
	}
	id, secret, ok := r.BasicAuth()
	if !ok {
		return p, invalidClient.because("the Authorization header is garbled")
	}
	if p.clientID != "" && p.clientID != id {
		return p, invalidClient.because("two different clients are named")
	}
	p.clientID, p.clientSecret = id, secret
	return p, nil
}

// tokenAnswer is the body of POST /oauth/token: access_token, token_type,
// expires_in, scope, api_url. It is put together by hand, since encoding/json
// would look at each of some thousand characters that need no escaping: a token
// is base64url, and scopes are names of the catalog.
type tokenAnswer struct{ token, scope, apiURL string }

func (a *tokenAnswer) encode() ([]byte, error) {
	apiURL, err := json.Marshal(a.apiURL)
	b := make([]byte, 0, len(a.token)+len(a.scope)+len(apiURL)+128)
	b = append(append(b, `{"access_token":"`...), a.token...)
	b = append(b, `","token_type":"bearer","expires_in":`...)
	b = strconv.AppendInt(b, int64(cordon.TokenLife/time.Second), 10)
	b = append(append(b, `,"scope":"`...), a.scope...)
	b = append(append(b, `","api_url":`...), apiURL...)
	return append(b, '}'), err
}

func (e *Endpoint) token(ctx context.Context, p params) (any, error) {
	if p.get("grant_type") != "account_credentials" {
		return nil, unsupportedType
	}
	c, secret, err := e.authenticate(ctx, p)
	if err != nil {
		return nil, err
	}
	answer, err := e.issue(ctx, p, c, secret)
	if err != nil {
		e.tell(ctx, "POST /oauth/token", c, err)
		return nil, err
	}
	return answer, nil
}

// tell says that a client was refused whose secret was right.
func (e *Endpoint) tell(ctx context.Context, operation string, c store.Credential, err error) {
	if e.Refused == nil {
		return
	}
	refused := event(operation, c)
	refused.Status = http.StatusInternalServerError
	var f *failure
	if errors.As(err, &f) {
		refused.Status, refused.Message, refused.Reason, refused.Stage = http.StatusBadRequest, f.Reason, f.true, string(f.stage)
	}
	e.Refused(ctx, refused)
}

// event is what a client did whose secret was right.
func event(operation string, c store.Credential) cordon.Event {
	return cordon.Event{From: cordon.FromToken, Operation: operation, Account: c.Subject.Account, ClientID: c.Subject.App.ClientID, User: c.Subject.Owner.ID}
}

func (e *Endpoint) issue(ctx context.Context, p params, c store.Credential, secret string) (*tokenAnswer, error) {
	if account := p.get("account_id"); account != c.Subject.Account {
		if len(account) != len(c.Subject.Account) {
			return nil, badRequest.because("account_id is missing or garbled")
		}
		return nil, unknownAccount.because("the app is of another account")
	}
	if r := access.CheckApp(c.Subject); r != nil {
		if r.Stage == access.StageApp {
			return nil, notActivated.refused(r)
		}
		return nil, ownerGone.refused(r)
	}
	now := e.Clock()
	token, err := e.Keys.sign(ctx, &access.Claims{
		ID: e.Dice.ID(), Account: c.Subject.Account, ClientID: c.Subject.App.ClientID, Owner: c.Subject.Owner.ID,
		Secret: secret, Scopes: c.ScopesRev, AppGen: c.Subject.App.Generation, OwnerGen: c.Subject.Owner.Generation,
		IssuedAt: now, ExpiresAt: now.Add(cordon.TokenLife),
	})
	if err != nil {
		return nil, err
	}
	return &tokenAnswer{token: token, scope: c.Scope, apiURL: e.APIURL}, nil
}

// authenticate finds the app that the credentials belong to, and which of its
// secrets was given. Every failure is the same to the caller.
func (e *Endpoint) authenticate(ctx context.Context, p params) (c store.Credential, secretID string, err error) {
	if p.clientID == "" || p.clientSecret == "" || len(p.clientID) > 256 || len(p.clientSecret) > 1024 {
		return c, "", invalidClient.because("client id or secret is missing or too long")
	}
	c, err = e.Apps.Credential(ctx, p.clientID)
	if err != nil {
		return c, "", err
	}
	given := cordon.HashSecret(p.clientSecret)
	for _, s := range c.Secrets {
		if subtle.ConstantTimeCompare(given[:], s.Hash) == 1 {
			secretID = s.ID
		}
	}
	if secretID == "" {
		return c, "", invalidClient
	}
	return c, secretID, nil
}

// revoke ends a token of the client's own. One that is already worthless is
// no error (RFC 7009); one of another client is refused.
func (e *Endpoint) revoke(ctx context.Context, p params) (any, error) {
	c, _, err := e.authenticate(ctx, p)
	if err != nil {
		return nil, err
	}
	if err := e.end(ctx, p, c); err != nil {
		e.tell(ctx, "POST /oauth/revoke", c, err)
		return nil, err
	}
	return map[string]string{"status": "success"}, nil
}

func (e *Endpoint) end(ctx context.Context, p params, c store.Credential) error {
	if p.get("token") == "" {
		return badRequest.because("token is missing")
	}
	claims, err := e.Keys.Verify(p.get("token"))
	if err != nil {
		return nil
	}
	if claims.ClientID != p.clientID {
		return badRequest.because("the token is another client's")
	}
	if !e.Clock().Before(claims.ExpiresAt) {
		return nil
	}
	by := event("POST /oauth/revoke", c)
	by.At, by.Outcome, by.Path, by.What = e.Clock(), cordon.EventChanged, "/oauth/revoke", "revoked an access token"
	if e.TrackingID != nil {
		by.TrackingID = e.TrackingID(ctx)
	}
	return e.Apps.Revoke(ctx, claims.ID, claims.ExpiresAt, by)
}
