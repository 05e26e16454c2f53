package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/cordon-zoom/cordon/client"
	"github.com/cordon-zoom/cordon/demo"
	"github.com/cordon-zoom/cordon/server"
	"github.com/cordon-zoom/cordon/store"
)

// How many people a demo account has.
const (
	demoUsers    = 200
	minDemoUsers = 50
	maxDemoUsers = 100_000
)

func (c serveCmd) checkDemo() error {
	switch {
	case c.DemoUsers == nil:
		return nil
	case !c.Demo:
		return withHint(errors.New("--demo-users is about a demo account"), "give --demo with it")
	case *c.DemoUsers < minDemoUsers || *c.DemoUsers > maxDemoUsers:
		return withHint(fmt.Errorf("a demo account cannot have %d people", *c.DemoUsers), "--demo-users is %d to %d", minDemoUsers, maxDemoUsers)
	}
	return nil
}

func (c serveCmd) demoUsers() int {
	if c.DemoUsers == nil {
		return demoUsers
	}
	return *c.DemoUsers
}

// fillDemo makes up a company and its past, and puts them into an account.
func fillDemo(e *env, db *store.DB, account string, people int) (*demo.Company, error) {
	p := newProgress(e, fmt.Sprintf("making up %d people and their past", people))
	defer p.end()
	company := demo.NewCompany(e.dice, e.clock(), people)
	return company, company.Fill(e.ctx, db, account, e.dice, e.clock(), p.part)
}

// stages performs a demo's four stages as the account's owner, through the
// public API of a server over that database. Other accounts have none.
func (m *created) stages(e *env, db *store.DB) (err error) {
	if m.company == nil {
		return nil
	}
	// Every eighth person, so that the group cuts across departments.
	var members []string
	for i := demo.FeaturedVisible; i < len(m.company.People); i += 8 {
		members = append(members, m.company.People[i].ID)
	}
	f := &m.file
	f.VisibleUser, f.HiddenUser = m.company.People[demo.FeaturedVisible].ID, m.company.People[demo.FeaturedHidden].ID

	handler, err := newServer(e, db, server.Config{PublicURL: f.BaseURL, Log: server.TrackingLog(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return err
	}
	// On an address of its own: the one to serve on takes nobody before all is
	// ready, and may speak TLS under a name that is not reached from here.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = srv.Serve(listener) }() // ends with Close
	defer func() { err = errors.Join(err, srv.Close(), closeServer(e, handler)) }()
	owner := &client.Client{HTTP: &http.Client{}, BaseURL: "http://" + listener.Addr().String(), AccountID: f.AccountID, Credentials: f.Owner}
	stages, err := demo.RunStages(e.ctx, owner, m.company, members)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	f.GroupID, f.Restricted = stages.GroupID, &stages.Restricted
	return nil
}

// printDemo shows the restricted credentials and what to try with them. The
// secret goes to curl on its standard input, since arguments are no secrets.
func printDemo(e *env, base string, f credentialsFile) {
	printCredentials(e, demo.AppName, f.AccountID, *f.Restricted)
	from := e.clock().UTC().AddDate(0, 0, -28).Format(time.DateOnly)
	fmt.Fprintf(e.stdout, `
Try the restricted credentials. Get a token:

  TOKEN=$(printf 'user = "%s:%s"' | curl -s -K - -d grant_type=account_credentials -d account_id=%s %s/oauth/token | sed 's/.*"access_token":"\([^"]*\)".*/\1/')

Read a user of the group "%s" (200), with meetings, recordings and calls:

  curl -i -H "Authorization: Bearer $TOKEN" %[4]s/v2/users/%[6]s
  curl -s -H "Authorization: Bearer $TOKEN" %[4]s/v2/users/%[6]s/meetings
  curl -s -H "Authorization: Bearer $TOKEN" "%[4]s/v2/users/%[6]s/recordings?from=%[8]s"
  curl -s -H "Authorization: Bearer $TOKEN" "%[4]s/v2/phone/users/%[6]s/call_history?from=%[8]s"

Read a user outside it (404, as if there were none):

  curl -i -H "Authorization: Bearer $TOKEN" %[4]s/v2/users/%[7]s
  curl -i -H "Authorization: Bearer $TOKEN" %[4]s/v2/users/%[7]s/meetings

List the users (the group and the service user, and no more in the total):

  curl -s -H "Authorization: Bearer $TOKEN" "%[4]s/v2/users?page_size=300"

`, f.Restricted.ClientID, f.Restricted.ClientSecret, f.AccountID, base, demo.GroupName, f.VisibleUser, f.HiddenUser, from)
}
