package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/demo"
	"github.com/cordon-zoom/cordon/ratelimit"
	"github.com/cordon-zoom/cordon/server"
	"github.com/cordon-zoom/cordon/store"
)

type serveCmd struct {
	dbFlag
	Addr            string `default:"127.0.0.1:8080" help:"Address to listen on."`
	Demo            bool   `help:"Fill an empty database with a believable account and perform the four stages on it."`
	DemoUsers       *int   `help:"How many people the demo account has: 50 to 100000. 200 if not given." placeholder:"N"`
	CredentialsFile string `help:"Write the new account's credentials to this file (mode 0600) once everything is ready." type:"path" placeholder:"FILE"`
	PublicURL       string `help:"The URL that clients reach this server by, told to them as api_url." placeholder:"URL"`
	TLSCert         string `help:"Certificate file (PEM), with --tls-key." type:"existingfile" placeholder:"FILE"`
	TLSKey          string `help:"Key file (PEM) of the certificate." type:"existingfile" placeholder:"FILE"`
	BehindProxy     bool   `help:"A proxy in front speaks TLS: allow plain HTTP on an address that is not loopback."`
	AccountName     string `default:"My account" help:"Name of the account made in an empty database."`
	OwnerEmail      string `default:"owner@cordon.example" help:"E-mail address of that account's owner."`
	RateLimits      string `default:"off" enum:"off,pro,business" help:"Limit calls as Zoom does, by the plan: off, pro or business."`
	LogLevel        string `default:"info" enum:"debug,info,warn,error" help:"How much to log: debug, info, warn or error."`
}

func (c serveCmd) Run(e *env) error {
	if err := c.check(); err != nil {
		return usage{err}
	}
	var certificates []tls.Certificate
	if c.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
		if err != nil {
			return withHint(err, "--tls-cert and --tls-key are PEM files of one certificate and its key")
		}
		certificates = append(certificates, pair)
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return withHint(err, "choose another address with --addr")
	}
	defer listener.Close()
	base := c.baseURL(listener)

	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return err
	}
	log := server.TrackingLog(slog.NewTextHandler(e.stderr, &slog.HandlerOptions{Level: level}))

	made, err := c.setUp(e, base)
	if err != nil {
		return err
	}
	db, err := c.existing(e)
	if err != nil {
		return err
	}
	defer db.Close()
	handler, err := newServer(e, db, server.Config{PublicURL: base, Secure: c.secure(base), RateLimits: ratelimit.Plan(c.RateLimits), Log: log})
	if err != nil {
		return err
	}
	err = c.serve(e, listener, certificates, handler, log, func() error { return c.announce(e, base, made) })
	return errors.Join(err, closeServer(e, handler))
}

// closeServer writes what a server that answers no more is still to keep.
func closeServer(e *env, s *server.Server) error {
	grace, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), shutdownGrace)
	defer cancel()
	return s.Close(grace)
}

func (c serveCmd) check() error {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return withHint(errors.New("a certificate and its key go together"), "give both --tls-cert and --tls-key")
	}
	if err := c.checkDemo(); err != nil {
		return err
	}
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return withHint(err, "--addr is host:port, such as 127.0.0.1:8080")
	}
	if c.TLSCert != "" || c.BehindProxy || host == "localhost" || net.ParseIP(host).IsLoopback() {
		return nil
	}
	return withHint(fmt.Errorf("%s is not a loopback address, and plain HTTP there would show every token", c.Addr),
		"give --tls-cert and --tls-key, or --behind-proxy if a proxy in front speaks TLS")
}

func (c serveCmd) baseURL(l net.Listener) string {
	if c.PublicURL != "" {
		return strings.TrimSuffix(c.PublicURL, "/")
	}
	addr := l.Addr().(*net.TCPAddr)
	if addr.IP.IsUnspecified() { // every address of the machine: name one that works
		addr = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: addr.Port}
	}
	if c.TLSCert != "" {
		return "https://" + addr.String()
	}
	return "http://" + addr.String()
}

// secure reports whether browsers reach the portal by TLS, so that its cookie
// need never go without.
func (c serveCmd) secure(base string) bool {
	return c.TLSCert != "" || c.BehindProxy || strings.HasPrefix(base, "https://")
}

func newServer(e *env, db *store.DB, c server.Config) (*server.Server, error) {
	c.DB, c.Clock, c.Dice, c.Version = db, e.clock, e.dice, versionString()
	return server.New(e.ctx, c)
}

// created is what setUp made, nil where the database had an account already.
type created struct {
	file    credentialsFile
	company *demo.Company // of a demo
}

// setUp makes the first account of a database. A new file is built in a folder
// of its own and put in place when it is complete, never over another: a set-up
// that is broken off leaves nothing half done, and two at once are one that
// works and one that says why not.
func (c serveCmd) setUp(e *env, base string) (*created, error) {
	if _, err := os.Stat(c.DB); err == nil {
		db, err := c.open(e)
		if err != nil {
			return nil, err
		}
		defer db.Close()
		made, err := c.fill(e, db, base)
		if errors.Is(err, errHasAccount) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return made, made.stages(e, db)
	}
	dir, err := os.MkdirTemp(filepath.Dir(c.DB), filepath.Base(c.DB)+".new-*")
	if err != nil {
		return nil, withHint(err, "--db needs a folder that can be written to")
	}
	defer os.RemoveAll(dir)
	building := filepath.Join(dir, "cordon.db")
	var made *created
	err = store.Build(e.ctx, building, store.Options{Clock: e.clock, Dice: e.dice}, func(db *store.DB) (err error) {
		made, err = c.fill(e, db, base)
		return err
	})
	if err != nil {
		return nil, err
	}
	db, err := openDB(e, building)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(made.stages(e, db), db.Close()); err != nil {
		return nil, err
	}
	if info, err := os.Stat(building + "-wal"); err == nil && info.Size() > 0 {
		return nil, fmt.Errorf("%s-wal was not folded into the database", building)
	}
	if err := os.Link(building, c.DB); err != nil {
		return nil, withHint(err, "another process made the database meanwhile; start again to serve that one")
	}
	return made, nil
}

// fill makes the account in an open database, unless it has one, and a demo's
// people and their past.
func (c serveCmd) fill(e *env, db *store.DB, base string) (made *created, err error) {
	a := &cordon.Account{Name: c.AccountName}
	if c.Demo {
		a.Name = demo.CompanyName
	}
	made = &created{file: credentialsFile{BaseURL: base}}
	var l login
	if made.file.Owner, l, err = addFirstAccount(e, db, a, newOwner(c.OwnerEmail)); err != nil {
		return nil, err
	}
	made.file.Portal = &l
	made.file.AccountID = a.ID
	if c.Demo {
		made.company, err = fillDemo(e, db, a.ID, c.demoUsers())
	}
	return made, err
}

// announce tells the user that everything is ready, and how to use it.
func (c serveCmd) announce(e *env, base string, made *created) error {
	if made == nil {
		if c.Demo || c.CredentialsFile != "" {
			fmt.Fprintf(e.stderr, "cordon: %s has an account already: --demo and --credentials-file change nothing\n", c.DB)
		}
		c.serving(e, base)
		return nil
	}
	printCredentials(e, "Account owner's app", made.file.AccountID, made.file.Owner)
	printLogin(e, *made.file.Portal)
	if made.company != nil {
		printDemo(e, base, made.file)
	}
	if c.CredentialsFile != "" {
		if err := made.file.write(c.CredentialsFile); err != nil {
			return err
		}
	}
	c.serving(e, base)
	return nil
}

// serving says where to go.
func (c serveCmd) serving(e *env, base string) {
	fmt.Fprintf(e.stderr, "cordon: serving %s on %s, the portal on %s/portal/\n", c.DB, base, base)
}

// shutdownGrace is how long requests that are under way may take to finish.
const shutdownGrace = 10 * time.Second

func (c serveCmd) serve(e *env, l net.Listener, certificates []tls.Certificate, h http.Handler, log *slog.Logger, ready func() error) error {
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: certificates},
	}
	ended := make(chan error, 1)
	go func() {
		if c.TLSCert != "" {
			ended <- srv.ServeTLS(l, "", "")
		} else {
			ended <- srv.Serve(l)
		}
	}()
	if err := ready(); err != nil {
		return errors.Join(err, srv.Close())
	}
	select {
	case err := <-ended:
		return err
	case <-e.ctx.Done():
	}
	fmt.Fprintln(e.stderr, "cordon: stopping")
	grace, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), shutdownGrace)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		fmt.Fprintln(e.stderr, "cordon: some requests did not end in time")
		return srv.Close()
	}
	return nil
}
