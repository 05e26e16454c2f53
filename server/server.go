// Package server joins the rooms into one HTTP handler: the API, the token
// endpoint, health, metrics and the description of it all, with a tracking id
// and a log line for each request.
package server

import (
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/activity"
	"github.com/cordon-zoom/cordon/oauth"
	"github.com/cordon-zoom/cordon/portal"
	"github.com/cordon-zoom/cordon/ratelimit"
	"github.com/cordon-zoom/cordon/store"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// Config is what a server is made of.
type Config struct {
	DB        *store.DB
	Clock     cordon.Clock
	Dice      *cordon.Dice
	PublicURL string // told to clients as api_url
	Secure    bool   // clients reach the server by TLS, here or at a proxy
	Version   string
	Log       *slog.Logger
	// HashPassword and PasswordMatches are cordon's unless a test cannot wait
	// for them.
	HashPassword    func(password string) string
	PasswordMatches func(hash, password string) bool
	RateLimits      ratelimit.Plan // none where it is empty
	// Tick is when refusals and uses are written to the database; each second
	// where it is nil.
	Tick <-chan time.Time
}

// Server is the HTTP handler of one Cordon.
type Server struct {
	Keys     *oauth.Keys
	API      *zoomapi.API
	Portal   *portal.Portal
	Activity *activity.Recorder

	config    Config
	mux       *http.ServeMux
	requests  *prometheus.CounterVec
	seconds   *prometheus.HistogramVec
	tokens    *prometheus.CounterVec
	strangers prometheus.Counter
}

// New makes the handler, reading or making the signing keys. It has to be
// closed.
func New(ctx context.Context, c Config) (*Server, error) {
	keys, err := oauth.LoadKeys(ctx, c.DB, c.Clock, c.Dice)
	if err != nil {
		return nil, err
	}
	if c.HashPassword == nil {
		c.HashPassword, c.PasswordMatches = passwords(c.Dice)
	}
	s := &Server{Keys: keys, config: c, mux: http.NewServeMux()}
	registry := s.metrics()
	s.API = zoomapi.New(zoomapi.Config{Gate: c.DB, Tokens: keys, Clock: c.Clock, Hash: c.HashPassword, Limiter: ratelimit.New(c.RateLimits, c.Clock),
		PublicURL: c.PublicURL})
	description, err := s.API.OpenAPI(c.PublicURL, c.Version)
	if err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	endpoint := &oauth.Endpoint{Apps: c.DB, Keys: keys, Clock: c.Clock, Dice: c.Dice, APIURL: c.PublicURL, Log: c.Log,
		Count:      func(result string) { s.tokens.WithLabelValues(result).Inc() },
		TrackingID: zoomapi.TrackingIDFrom, Refused: refusedClient}
	endpoint.Register(s.mux)
	s.mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	s.mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(description)
	})
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	s.mux.HandleFunc("GET /readyz", s.ready)
	s.Portal = portal.New(portal.Config{Store: c.DB, Clock: c.Clock, Dice: c.Dice, PublicURL: c.PublicURL, Secure: c.Secure,
		Hash: c.HashPassword, Matches: c.PasswordMatches, Served: s.API.Routes()})
	s.mux.Handle("/portal/", s.Portal)
	s.mux.Handle("GET /{$}", http.RedirectHandler("/portal/", http.StatusFound))
	s.mux.HandleFunc("/", unknown)
	s.Activity = activity.Start(c.DB, c.Clock, c.Tick, c.Log)
	return s, nil
}

// passwords hash and compare by turns: each takes 64 MiB, so few run at a time
// and the others wait.
func passwords(dice *cordon.Dice) (hash func(string) string, matches func(hash, password string) bool) {
	turn := make(chan struct{}, 2)
	hash = func(password string) string {
		turn <- struct{}{}
		defer func() { <-turn }()
		return cordon.HashPassword(password, dice)
	}
	matches = func(hash, password string) bool {
		turn <- struct{}{}
		defer func() { <-turn }()
		return cordon.PasswordMatches(hash, password)
	}
	return hash, matches
}

// ready says whether requests can be answered: the database answers.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.config.DB.Ping(r.Context()); err != nil {
		s.config.Log.ErrorContext(r.Context(), "not ready", "error", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// metrics has no label that counts people or names an account.
func (s *Server) metrics() *prometheus.Registry {
	s.requests = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "cordon_requests_total", Help: "Requests by operation and HTTP status.",
	}, []string{"operation", "status"})
	s.seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "cordon_request_seconds", Help: "Time to answer, by operation.",
		Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .1, .5, 2},
	}, []string{"operation"})
	s.tokens = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "cordon_tokens_total", Help: "Requests to the token endpoint by result.",
	}, []string{"result"})
	s.strangers = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "cordon_unauthenticated_total", Help: "Refused requests of callers that nobody knows.",
	})
	dropped := prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "cordon_activity_dropped_total", Help: "Refusals that are counted and not kept, because too many came at once.",
	}, func() float64 { return float64(s.Activity.Dropped()) })
	r := prometheus.NewRegistry()
	r.MustRegister(s.requests, s.seconds, s.tokens, s.strangers, dropped, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

var nosniff = []string{"nosniff"}

// ServeHTTP gives the request its tracking id, and sees to it that a panic is
// one failed request and a logged stack.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := s.config.Clock()
	note := &zoomapi.Note{Log: s.config.Log, TrackingID: "v=2.0;clid=cordon;rid=WEB_" + hex.EncodeToString(s.config.Dice.Bytes(16))}
	w.Header()["X-Zm-Trackingid"] = []string{note.TrackingID}
	w.Header()["X-Content-Type-Options"] = nosniff
	rec := &recorder{ResponseWriter: w, status: http.StatusOK}
	r = r.WithContext(zoomapi.WithNote(r.Context(), note))
	defer func() {
		if p := recover(); p != nil {
			s.config.Log.ErrorContext(r.Context(), "panic", "panic", p, "stack", string(debug.Stack()))
			if !rec.wrote {
				zoomapi.WriteError(rec, r, fmt.Errorf("panic: %v", p))
			}
		}
		s.done(r, rec, note, s.config.Clock().Sub(start))
		s.note(r, note, rec.status, start)
	}()
	s.handler(r).ServeHTTP(rec, r)
}

// handler is the API for its paths and the mux for all others. http.ServeMux
// answers a path that it would spell otherwise with a redirect, in HTML; here
// such a path is simply nobody's.
func (s *Server) handler(r *http.Request) http.Handler {
	switch p := r.URL.EscapedPath(); {
	case p == "/v2" || strings.HasPrefix(p, "/v2/") || strings.HasPrefix(p, "/rec/") && zoomapi.Tidy(p):
		return s.API
	case zoomapi.Tidy(p):
		return s.mux
	}
	return http.HandlerFunc(unknown)
}

func unknown(w http.ResponseWriter, r *http.Request) {
	zoomapi.WriteError(w, r, &cordon.Error{Status: http.StatusNotFound, Code: 2300, Message: "This API endpoint is not recognized."})
}

func (s *Server) done(r *http.Request, rec *recorder, note *zoomapi.Note, took time.Duration) {
	operation := note.Operation
	switch {
	case strings.HasPrefix(r.URL.Path, "/portal/"):
		operation = "portal"
	case operation == "":
		operation = "other"
		if r.URL.Path == "/oauth/token" || r.URL.Path == "/oauth/revoke" {
			operation = "POST " + r.URL.Path
		}
	}
	s.requests.WithLabelValues(operation, strconv.Itoa(rec.status)).Inc()
	s.seconds.WithLabelValues(operation).Observe(took.Seconds())
	s.config.Log.DebugContext(r.Context(), "request", "operation", operation, "status", rec.status,
		"account", note.Account, "client", note.ClientID, "took", took)
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (r *recorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	r.wrote = true
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
