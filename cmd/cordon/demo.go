package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/client"
	"github.com/cordon-zoom/cordon/demo"
	"github.com/cordon-zoom/cordon/server"
	"github.com/cordon-zoom/cordon/store"
)

// demoPeople is how many licensed users the demo account has.
const demoPeople = 200

// setUpDemo fills an empty database with a company, then performs the four
// stages as its owner through the public API of a server over that database.
func setUpDemo(e *env, db *store.DB, base, ownerEmail string) (f credentialsFile, err error) {
	company := demo.NewCompany(e.dice, e.clock(), demoPeople)
	account := &cordon.Account{Name: company.Name}
	f.BaseURL = base
	if f.Owner, err = addFirstAccount(e, db, account, newOwner(ownerEmail)); err != nil {
		return f, err
	}
	f.AccountID = account.ID
	err = db.Operate(e.ctx, "command", "demo people", func(tx *store.OperatorTx) error { return company.Save(tx, account.ID) })
	if err != nil {
		return f, err
	}

	// Every eighth person, so that the group cuts across departments.
	var members []string
	for i := 4; i < len(company.People); i += 8 {
		members = append(members, company.People[i].ID)
	}
	f.VisibleUser, f.HiddenUser = members[0], company.People[5].ID

	handler, err := newServer(e, db, base, server.TrackingLog(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		return f, err
	}
	// On an address of its own: the one to serve on takes nobody before all is
	// ready, and may speak TLS under a name that is not reached from here.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return f, err
	}
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = srv.Serve(listener) }() // ends with Close
	defer srv.Close()
	owner := &client.Client{HTTP: &http.Client{}, BaseURL: "http://" + listener.Addr().String(), AccountID: account.ID, Credentials: f.Owner}
	stages, err := demo.RunStages(e.ctx, owner, company, members)
	if err != nil {
		return f, fmt.Errorf("demo: %w", err)
	}
	f.GroupID, f.Restricted = stages.GroupID, &stages.Restricted
	return f, nil
}

// printDemo shows the restricted credentials and what to try with them. The
// secret goes to curl on its standard input, since arguments are no secrets.
func printDemo(e *env, base string, f credentialsFile) {
	printCredentials(e, demo.AppName, f.AccountID, *f.Restricted)
	fmt.Fprintf(e.stdout, `
Try the restricted credentials. Get a token:

  TOKEN=$(printf 'user = "%s:%s"' | curl -s -K - -d grant_type=account_credentials -d account_id=%s %s/oauth/token | sed 's/.*"access_token":"\([^"]*\)".*/\1/')

Read a user of the group "%s" (200):

  curl -i -H "Authorization: Bearer $TOKEN" %[4]s/v2/users/%[6]s

Read a user outside it (404, as if there were none):

  curl -i -H "Authorization: Bearer $TOKEN" %[4]s/v2/users/%[7]s

List the users (the group and the service user, and no more in the total):

  curl -s -H "Authorization: Bearer $TOKEN" "%[4]s/v2/users?page_size=300"

`, f.Restricted.ClientID, f.Restricted.ClientSecret, f.AccountID, base, demo.GroupName, f.VisibleUser, f.HiddenUser)
}
