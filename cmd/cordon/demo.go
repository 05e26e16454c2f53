package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

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
	if f.Owner, err = addAccount(e, db, account, newOwner(ownerEmail)); err != nil {
		return f, err
	}
	f.AccountID = account.ID
	err = db.Operate(e.ctx, "command", "demo people", func(tx *store.OperatorTx) error {
		for i := range company.Groups {
			if err := tx.AddGroup(account.ID, &company.Groups[i]); err != nil {
				return err
			}
		}
		for i := range company.People {
			if err := tx.AddUser(account.ID, &company.People[i]); err != nil {
				return err
			}
		}
		return nil
	})
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
	owner := &client.Client{HTTP: &http.Client{Transport: direct{handler}}, BaseURL: base, AccountID: account.ID, Credentials: f.Owner}
	stages, err := demo.RunStages(e.ctx, owner, company, members)
	if err != nil {
		return f, fmt.Errorf("demo: %w", err)
	}
	f.GroupID, f.Restricted = stages.GroupID, &stages.Restricted
	return f, nil
}

// direct sends requests straight to a handler, so that the set-up is complete
// before the first connection is taken.
type direct struct{ handler http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	d.handler.ServeHTTP(rec, r)
	return rec.Result(), nil
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

// write puts the file in place under a temporary name first, so that whoever
// waits for it never reads half of it.
func (f credentialsFile) write(path string) error {
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*") // mode 0600
	if err != nil {
		return withHint(err, "--credentials-file needs a folder that can be written to")
	}
	defer os.Remove(tmp.Name()) // gone already where all went well
	if _, err := tmp.Write(append(text, '\n')); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
