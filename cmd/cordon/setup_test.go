package main

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
)

// TestExitCodes: 0 done, 1 failed, 2 the command line was wrong.
func TestExitCodes(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.db")
	for _, test := range []struct {
		want int
		args []string
	}{
		{exitOK, []string{"version"}},
		{exitOK, []string{"--help"}},
		{exitFailure, []string{"account", "list", "--db", missing}},
		{exitFailure, []string{"token"}},
		{exitUsage, []string{"sevre"}},
		{exitUsage, []string{"account", "add"}},
		{exitUsage, []string{"serve", "--addr", "0.0.0.0:0", "--db", missing}},
		{exitUsage, []string{"serve", "--addr", "nonsense", "--db", missing}},
	} {
		var out, errs bytes.Buffer
		if got := run(t.Context(), test.args, &out, &errs, func(string) string { return "" }); got != test.want {
			t.Errorf("%v: got %d, want %d\n%s", test.args, got, test.want, errs.String())
		}
	}
}

// TestSetUpAtOnce: however many set a database up at once, in a new file, over
// an empty one, or beside what a broken-off set-up left, it gets one account,
// and only its maker has credentials to show.
func TestSetUpAtOnce(t *testing.T) {
	for _, before := range []string{"no file", "an empty file", "a file without an account", "a set-up broken off"} {
		t.Run(before, func(t *testing.T) {
			dir := t.TempDir()
			e := &env{ctx: t.Context(), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, clock: time.Now, dice: cordon.SecureDice()}
			c := serveCmd{dbFlag: dbFlag{DB: filepath.Join(dir, "cordon.db")}, AccountName: "A", OwnerEmail: "owner@example.com"}
			switch before {
			case "an empty file":
				if err := os.WriteFile(c.DB, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			case "a file without an account":
				db, err := openDB(e, c.DB)
				if err != nil {
					t.Fatal(err)
				}
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
			case "a set-up broken off":
				left := filepath.Join(dir, "cordon.db.new-1")
				if err := os.Mkdir(left, 0o700); err != nil {
					t.Fatal(err)
				}
				db, err := openDB(e, filepath.Join(left, "cordon.db"))
				if err != nil {
					t.Fatal(err)
				}
				if _, _, err := addAccount(e, db, &cordon.Account{Name: "Left"}, newOwner("left@example.com")); err != nil {
					t.Fatal(err)
				}
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
			}
			const many = 6
			made := make([]*created, many)
			var wg sync.WaitGroup
			for i := range many {
				wg.Go(func() {
					var err error
					if made[i], err = c.setUp(e, "http://cordon.test"); err != nil {
						made[i] = nil // said so, and shows nothing
					}
				})
			}
			wg.Wait()
			db, err := c.existing(e)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			accounts, err := db.Accounts(e.ctx)
			if err != nil || len(accounts) != 1 {
				t.Fatalf("%d accounts, %v", len(accounts), err)
			}
			makers := 0
			for _, m := range made {
				if m == nil {
					continue
				}
				makers++
				if m.file.AccountID != accounts[0].ID {
					t.Errorf("shows the credentials of %s, and the account is %s", m.file.AccountID, accounts[0].ID)
				}
			}
			if makers != 1 {
				t.Errorf("%d show credentials", makers)
			}
		})
	}
}
