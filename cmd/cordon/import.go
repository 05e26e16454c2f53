package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/client"
	"github.com/cordon-zoom/cordon/importer"
	"github.com/cordon-zoom/cordon/store"
)

type importCmd struct {
	dbFlag
	Paths       []string `arg:"" name:"path" help:"Files of answers, or folders of them (.json, .jsonl, .ndjson)."`
	Account     string   `help:"The account's id, where the database has several."`
	AccountName string   `default:"My account" help:"Name of the account made in an empty database."`
	OwnerEmail  string   `default:"owner@cordon.example" help:"E-mail address of that account's owner, where the files have none."`
	JSON        bool     `help:"Print the result as JSON."`
}

// imported is what the command prints.
type imported struct {
	Account string              `json:"account_id"`
	Owner   *client.Credentials `json:"owner,omitempty"` // of an account made now
	Portal  *login              `json:"portal,omitempty"`
	Rows    importer.Summary    `json:"rows"`
}

func (c importCmd) Run(e *env) error {
	files, err := answerFiles(c.Paths)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return withHint(errors.New("there is no file to import"), "files of answers end in .json, .jsonl or .ndjson")
	}
	db, err := c.open(e)
	if err != nil {
		return err
	}
	defer db.Close()
	out, err := c.account(e, db, files)
	if err != nil {
		return err
	}
	im := importer.Importer{DB: db, Account: out.Account, Report: func(p importer.Problem) { fmt.Fprintln(e.stderr, p) }}
	out.Rows, err = im.Run(e.ctx, files)
	if err := errors.Join(err, out.print(e, c.JSON)); err != nil {
		return err
	}
	if out.Rows.Bad > 0 {
		return partly{withHint(fmt.Errorf("%d rows were not imported, all others were", out.Rows.Bad), "the lines above say which and why; importing again does no harm")}
	}
	return nil
}

// account finds the account to import into, or makes the first, which is the
// owner's whom the files have.
func (c importCmd) account(e *env, db *store.DB, files []importer.File) (out imported, err error) {
	list, err := db.Accounts(e.ctx)
	switch {
	case err != nil:
		return out, err
	case c.Account != "" && !slices.ContainsFunc(list, func(a cordon.Account) bool { return a.ID == c.Account }):
		return out, withHint(fmt.Errorf("the database has no account %s", c.Account), "cordon account list shows the accounts")
	case c.Account != "":
		return imported{Account: c.Account}, nil
	case len(list) > 0:
		out.Account, err = onlyAccount(e, db)
		return out, err
	}
	owner, ok, err := importer.FirstOwner(files)
	if err != nil {
		return out, err
	}
	if !ok {
		owner = *newOwner(c.OwnerEmail)
	}
	a := &cordon.Account{Name: c.AccountName}
	credentials, l, err := addFirstAccount(e, db, a, &owner)
	return imported{Account: a.ID, Owner: &credentials, Portal: &l}, err
}

func (i imported) print(e *env, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(e.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(i)
	}
	if i.Owner != nil {
		printCredentials(e, "Account owner's app", i.Account, *i.Owner)
		printLogin(e, *i.Portal)
	}
	r := i.Rows
	for _, count := range []struct {
		what string
		n    int
	}{
		{"users", r.Users}, {"groups", r.Groups}, {"members", r.Members}, {"roles", r.Roles}, {"phone users", r.PhoneUsers}, {"meetings", r.Meetings},
		{"webinars", r.Webinars}, {"past meetings", r.PastMeetings}, {"past webinars", r.PastWebinars}, {"participants", r.Participants},
		{"recordings", r.Recordings}, {"calls", r.Calls}, {"bad rows", r.Bad},
	} {
		if _, err := fmt.Fprintf(e.stdout, "%-14s %d\n", count.what, count.n); err != nil {
			return err
		}
	}
	return nil
}

// answerFiles are the files named, and those in the folders named, by path.
func answerFiles(paths []string) (files []importer.File, err error) {
	add := func(name string) {
		files = append(files, importer.File{Path: filepath.ToSlash(name), Read: func() ([]byte, error) { return readAnswers(name) }})
	}
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			add(p)
			continue
		}
		err = filepath.WalkDir(p, func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && slices.Contains([]string{".json", ".jsonl", ".ndjson"}, filepath.Ext(name)) {
				add(name)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// readAnswers reads a file unless it is too large.
func readAnswers(name string) ([]byte, error) {
	if info, err := os.Stat(name); err == nil && info.Size() > importer.MaxFile {
		return nil, withHint(fmt.Errorf("it has more than %d MiB", importer.MaxFile>>20), "split it: a file can have any number of answers, one after another")
	}
	return os.ReadFile(name)
}
