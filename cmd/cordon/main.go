// Command cordon serves a Zoom-compatible API in which every credential sees
// only the users an admin chose. "Cordon for Zoom", not affiliated with Zoom.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/cordon-zoom/cordon"
)

// Exit codes; docs/operations.md promises them.
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
	exitPartly  = 3 // some rows of an import were bad
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends at once
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}

// env is what a command works with. Results go to stdout, all else to stderr.
type env struct {
	ctx            context.Context
	stdout, stderr io.Writer
	getenv         func(string) string
	clock          cordon.Clock
	dice           *cordon.Dice
}

type cli struct {
	Serve   serveCmd   `cmd:"" help:"Serve the API from a database file."`
	Token   tokenCmd   `cmd:"" help:"Print an access token. Reads ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET."`
	Account accountCmd `cmd:"" help:"Accounts of a database file."`
	Owner   ownerCmd   `cmd:"" help:"The account owner's credentials."`
	Import  importCmd  `cmd:"" help:"Load an account from files of Zoom's answers."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// hinted is an error with advice on what to do next.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

// usage marks an error as one of the command line.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

// partly marks an error of a command that did the rest of its work.
type partly struct{ error }

func (p partly) Unwrap() error { return p.error }

func withHint(err error, hint string, args ...any) error {
	return hinted{err, fmt.Sprintf(hint, args...)}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer, getenv func(string) string) (code int) {
	var c cli
	exited := -1
	parser, err := kong.New(&c, kong.Name("cordon"), kong.Writers(stdout, stderr), kong.Exit(func(n int) { exited = n }),
		kong.Description("Cordon for Zoom: a Zoom-compatible API in which every credential sees only the users an admin chose."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return fail(stderr, err)
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fail(stderr, withHint(err, "cordon --help lists the commands and their flags"))
		return exitUsage
	}
	e := &env{ctx: ctx, stdout: stdout, stderr: stderr, getenv: getenv, clock: time.Now, dice: cordon.SecureDice()}
	if err := parsed.Run(e); err != nil {
		code := fail(stderr, err)
		switch {
		case errors.As(err, new(usage)):
			code = exitUsage
		case errors.As(err, new(partly)):
			code = exitPartly
		}
		return code
	}
	return exitOK
}

func fail(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "cordon: error: %v\n", err)
	var h hinted
	if errors.As(err, &h) {
		fmt.Fprintf(stderr, "cordon: hint: %s\n", h.hint)
	}
	return exitFailure
}

// version is set by release builds: -ldflags "-X main.version=v1.2.3".
var version string

func versionString() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

type versionCmd struct{}

func (versionCmd) Run(e *env) error {
	_, err := fmt.Fprintln(e.stdout, "cordon", versionString())
	return err
}
