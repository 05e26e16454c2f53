// Package world makes whole servers for tests: an account with its owner, a
// clock to move by hand, dice that fall the same way each time, and no network.
package world

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/ratelimit"
	"github.com/cordon-zoom/cordon/server"
	"github.com/cordon-zoom/cordon/store"
)

// World is one server with one account in it to begin with.
type World struct {
	T       testing.TB
	Clock   *Clock
	Dice    *cordon.Dice
	DB      *store.DB
	Server  *server.Server
	Path    string // of the database file
	Log     *Log
	Limits  ratelimit.Plan // of a server that Open starts after it was set
	Account Account
}

// Account is an account of a world, with the app of its owner.
type Account struct {
	ID    string
	Owner cordon.User
	App   Credentials
}

// Credentials are what a vendor is handed.
type Credentials struct{ AccountID, ClientID, ClientSecret string }

// Start is the time at which every world begins.
var Start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// New makes a world whose dice follow seed.
func New(t testing.TB, seed uint64) *World {
	t.Helper()
	w := &World{T: t, Clock: &Clock{now: Start}, Dice: Dice(seed), Path: filepath.Join(t.TempDir(), "cordon.db"), Log: &Log{}}
	w.Open()
	w.Account = w.NewAccount("Example", "owner@example.com")
	return w
}

// quickHash stands for argon2id, which tests cannot wait for.
func quickHash(password string) string {
	return fmt.Sprintf("quick %x", sha256.Sum256([]byte(password)))
}

// Dice are seeded dice.
func Dice(seed uint64) *cordon.Dice {
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	return cordon.NewDice(rand.NewChaCha8(key))
}

// Open opens the world's database and starts its server, at first or again.
func (w *World) Open() {
	w.T.Helper()
	ctx := context.Background()
	var err error
	if w.DB, err = store.Open(ctx, w.Path, store.Options{Clock: w.Clock.Now, Dice: w.Dice}); err != nil {
		w.T.Fatal(err)
	}
	w.T.Cleanup(w.Close)
	w.Server, err = server.New(ctx, server.Config{
		DB: w.DB, Clock: w.Clock.Now, Dice: w.Dice, PublicURL: "http://cordon.test", Version: "test",
		Log:          server.TrackingLog(slog.NewJSONHandler(w.Log, nil)),
		HashPassword: quickHash, PasswordMatches: func(hash, password string) bool { return hash == quickHash(password) },
		RateLimits: w.Limits,
		Tick:       make(chan time.Time), // never: Flush does
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// Flush writes what the server is still to keep of requests.
func (w *World) Flush() {
	w.T.Helper()
	if err := w.Server.Activity.Flush(context.Background()); err != nil {
		w.T.Error(err)
	}
}

// Close closes the world's server and database, as a server that stops does.
// Open starts it again.
func (w *World) Close() {
	w.T.Helper()
	if w.DB == nil {
		return
	}
	if w.Server != nil {
		if err := w.Server.Close(context.Background()); err != nil {
			w.T.Error(err)
		}
	}
	if err := w.DB.Close(); err != nil {
		w.T.Error(err)
	}
	w.DB = nil
}

// NewAccount adds an account whose owner's app holds every scope.
func (w *World) NewAccount(name, ownerEmail string) Account {
	w.T.Helper()
	a := cordon.Account{Name: name}
	owner := cordon.User{Email: ownerEmail, Status: cordon.Active, Brief: cordon.Brief{FirstName: "Olivia", LastName: "Owner", Type: cordon.Licensed}, Features: cordon.DefaultFeatures(cordon.Licensed)}
	owner.Features.ZoomPhone = true
	app := cordon.App{Name: "Owner", Active: true, Scopes: AllScopes()}
	var secret string
	w.Operate(func(tx *store.OperatorTx) (err error) {
		secret, err = tx.CreateAccount(&a, &owner, &app)
		return err
	})
	return Account{ID: a.ID, Owner: owner, App: Credentials{a.ID, app.ClientID, secret}}
}

// AllScopes is every scope but those of master accounts.
func AllScopes() (scopes []cordon.Scope) {
	for _, s := range access.Operations().Scopes() {
		if !s.Master() {
			scopes = append(scopes, s)
		}
	}
	return scopes
}

// Operate goes through the operator's door.
func (w *World) Operate(fn func(*store.OperatorTx) error) {
	w.T.Helper()
	if err := w.DB.Operate(context.Background(), "test", "set up", fn); err != nil {
		w.T.Fatal(err)
	}
}

// Answer is what the server answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// JSON reads the answer's body into v.
func (a Answer) JSON(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.Body, v); err != nil {
		t.Fatalf("answer is not JSON: %v\n%s", err, a.Body)
	}
}

// Code is the code of an error answer, 0 if there is none.
func (a Answer) Code() int {
	var e struct{ Code int }
	_ = json.Unmarshal(a.Body, &e)
	return e.Code
}

// Do sends a request to the API; path is below /v2. A body that is a string or
// bytes goes as it is, anything else as JSON, nil as none.
func (w *World) Do(token, method, path string, body any) Answer {
	w.T.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	case []byte:
		r = bytes.NewReader(b)
	default:
		text, err := json.Marshal(body)
		if err != nil {
			w.T.Fatal(err)
		}
		r = bytes.NewReader(text)
	}
	req := httptest.NewRequest(method, "/v2"+path, r)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return w.Send(req)
}

// Must is Do for a request that has to end with the status given.
func (w *World) Must(status int, token, method, path string, body any) Answer {
	w.T.Helper()
	a := w.Do(token, method, path, body)
	if a.Status != status {
		w.T.Fatalf("%s %s: got %d, want %d\n%s", method, path, a.Status, status, a.Body)
	}
	return a
}

// Send sends a request as it is.
func (w *World) Send(req *http.Request) Answer {
	rec := httptest.NewRecorder()
	w.Server.ServeHTTP(rec, req)
	return Answer{rec.Code, rec.Header(), rec.Body.Bytes()}
}

// Token gets a token for the credentials, through POST /oauth/token.
func (w *World) Token(c Credentials) string {
	w.T.Helper()
	a := w.AskToken(c)
	if a.Status != http.StatusOK {
		w.T.Fatalf("POST /oauth/token: got %d\n%s", a.Status, a.Body)
	}
	var t struct {
		AccessToken string `json:"access_token"`
	}
	a.JSON(w.T, &t)
	return t.AccessToken
}

// AskToken asks for a token, whatever the answer.
func (w *World) AskToken(c Credentials) Answer {
	form := url.Values{"grant_type": {"account_credentials"}, "account_id": {c.AccountID}}
	req := httptest.NewRequest("POST", "/oauth/token", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(c.ClientID, c.ClientSecret)
	return w.Send(req)
}

// OwnerToken is a token of the first account's owner.
func (w *World) OwnerToken() string { w.T.Helper(); return w.Token(w.Account.App) }

// Clock is a clock that stands still until moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Move moves the clock, also backwards.
func (c *Clock) Move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// Log keeps what was logged.
type Log struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *Log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

// String is all that was logged.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
