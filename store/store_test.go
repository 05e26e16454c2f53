package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
	"github.com/cordon-zoom/cordon/store/storetest"
)

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T, clock cordon.Clock, dice *cordon.Dice) storetest.Engine {
		db, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "cordon.db"), store.Options{Clock: clock, Dice: dice})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { closeSoon(db) })
		return db
	})
}

// closeSoon closes a database that may be closed already.
func closeSoon(db *store.DB) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = db.Close()
	}()
	select {
	case <-done:
	case <-time.After(2 * time.Second):
	}
}

// now is when these tests play.
func now() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

func openFile(path string) (*store.DB, error) {
	return store.Open(context.Background(), path, store.Options{Clock: now, Dice: cordon.SecureDice()})
}

func mustOpen(t *testing.T, path string) *store.DB {
	t.Helper()
	db, err := openFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// makeAccount gives the database an account, and returns its owner's client id.
func makeAccount(t *testing.T, db *store.DB) (clientID string) {
	t.Helper()
	app := cordon.App{Name: "Owner", Active: true, Scopes: access.Operations().Scopes()}
	err := db.Operate(context.Background(), "test", "set up", func(tx *store.OperatorTx) error {
		_, err := tx.CreateAccount(&cordon.Account{Name: "Example"}, &cordon.User{Email: "owner@example.com", Status: cordon.Active}, &app)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return app.ClientID
}

// callBy is a call of PATCH /users/{userId} with a token of the app.
func callBy(db *store.DB, clientID string) (store.Call, error) {
	c, err := db.Credential(context.Background(), clientID)
	if err != nil {
		return store.Call{}, err
	}
	if len(c.Secrets) == 0 {
		return store.Call{}, errors.New("no such app: " + clientID)
	}
	return store.Call{
		Claims: &access.Claims{ID: "token", Account: c.Subject.Account, ClientID: clientID, Owner: c.Subject.Owner.ID, Secret: c.Secrets[0].ID, Scopes: c.ScopesRev,
			AppGen: c.Subject.App.Generation, OwnerGen: c.Subject.Owner.Generation, IssuedAt: now(), ExpiresAt: now().Add(time.Hour)},
		Operation: access.Operations().Find("PATCH /users/{userId}"), Holder: holder.Rows,
	}, nil
}

func mode(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

// Nobody else on the machine may read the file, nor what SQLite keeps beside it.
func TestFileMode(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	path := filepath.Join(t.TempDir(), "cordon.db")
	db := mustOpen(t, path)
	makeAccount(t, db)
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if m := mode(t, name); m != 0o600 {
			t.Errorf("%s has mode %o", filepath.Base(name), m)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	// A file that somebody opened up is closed again.
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	db = mustOpen(t, path)
	defer closeSoon(db)
	if m := mode(t, path); m != 0o600 {
		t.Errorf("opened again: mode %o", m)
	}
}

// What was written is there after the file is opened again, and migrations are
// not applied to it twice.
func TestReopen(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "cordon.db")
	db := mustOpen(t, path)
	client := makeAccount(t, db)
	call, err := callBy(db, client)
	if err != nil {
		t.Fatal(err)
	}
	var group cordon.Group
	if err := db.Write(ctx, call, func(tx *store.WriteTx) error {
		group = cordon.Group{Name: "Vendor"}
		u := cordon.User{Email: "ann@example.com", Status: cordon.Active}
		return errors.Join(tx.CreateGroup(tx.Grant.Groups(), &group), tx.CreateUser(tx.Grant.People(), &u, ""),
			func() error {
				_, err := tx.AddMembers(tx.Grant.Groups(), tx.Grant.People(), group.ID, []store.UserKey{{Value: u.ID}})
				return err
			}())
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Revoke(ctx, "another token", now().Add(time.Hour), cordon.Event{}); err != nil {
		t.Fatal(err)
	}
	keys, err := db.SigningKeys(ctx, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	dump := func(db *store.DB) (text string) {
		t.Helper()
		if err := db.Read(ctx, call, func(tx *store.Tx) error {
			users, n, err := tx.Users(tx.Grant.People(), store.UserFilter{Page: store.Page{Limit: 100}})
			groups, m, err2 := tx.Groups(tx.Grant.Groups(), tx.Grant.People(), store.Page{Limit: 100})
			apps, k, err3 := tx.Apps(tx.Grant.People(), store.Page{Limit: 100})
			roles, err4 := tx.Roles(tx.Grant.People(), "common")
			text = fmt.Sprintf("%+v %d %+v %d %+v %d %+v", users, n, groups, m, apps, k, roles)
			return errors.Join(err, err2, err3, err4)
		}); err != nil {
			t.Fatal(err)
		}
		return text
	}
	before := dump(db)
	for range 3 {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		db = mustOpen(t, path)
		if after := dump(db); after != before {
			t.Errorf("before\n%s\nafter\n%s", before, after)
		}
		again, err := db.SigningKeys(ctx, time.Hour)
		if err != nil || len(again) != 1 || again[0].ID != keys[0].ID {
			t.Errorf("signing keys: %v", err)
		}
		gone := *call.Claims
		gone.ID = "another token"
		if err := db.Check(ctx, store.Call{Claims: &gone, Operation: call.Operation, Holder: call.Holder}); err == nil {
			t.Error("a revoked token works again")
		}
		if err := db.CheckIntegrity(ctx); err != nil {
			t.Error(err)
		}
	}
	// Two processes on one file: what one writes the other sees, also of a role
	// that it has read before.
	other := mustOpen(t, path)
	defer closeSoon(other)
	if dump(other) != before {
		t.Error("the second process sees something else")
	}
	if err := db.Write(ctx, call, func(tx *store.WriteTx) error { return tx.DeleteGroup(tx.Grant.Groups(), group.ID) }); err != nil {
		t.Fatal(err)
	}
	if dump(other) != dump(db) {
		t.Error("the second process does not see what the first wrote")
	}
	closeSoon(db)
}

// A file that is not Cordon's, or that a later Cordon made, is refused with an
// error that says so, and is left as it was.
func TestRefusedFiles(t *testing.T) {
	sql := func(script string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			t.Helper()
			conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite|sqlite.OpenCreate)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(sqlitex.ExecuteScript(conn, script, nil), conn.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	write := func(text string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			t.Helper()
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, test := range []struct {
		name string
		make func(*testing.T, string)
		says []string // any of these
	}{
		{"another program's database", sql("PRAGMA application_id = 252006673; CREATE TABLE t (x); INSERT INTO t VALUES (1);"), []string{"application"}},
		{"a database that names no program", sql("CREATE TABLE t (x); INSERT INTO t VALUES (1);"), []string{"application"}},
		{"text", write(strings.Repeat("This is a letter, not a database.\n", 100)), []string{"not a database"}},
		{"a short text", write("hello"), []string{"not a database"}},
		{"made by a later Cordon", func(t *testing.T, path string) {
			if err := mustOpen(t, path).Close(); err != nil {
				t.Fatal(err)
			}
			sql("PRAGMA user_version = 1000;")(t, path)
		}, []string{"newer", "later"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "cordon.db")
			test.make(t, path)
			if err := os.Chmod(path, 0o640); err != nil {
				t.Fatal(err)
			}
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			db, err := openFile(path)
			if err == nil {
				closeSoon(db)
				t.Fatal("opened")
			}
			if !strings.Contains(err.Error(), path) || !slices.ContainsFunc(test.says, func(s string) bool { return strings.Contains(err.Error(), s) }) {
				t.Errorf("the error does not say what is wrong, or with which file: %v", err)
			}
			after, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
			if m := mode(t, path); m != 0o640 {
				t.Errorf("the file's mode was changed to %o", m)
			}
			if left, _ := filepath.Glob(path + "-*"); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	for name, path := range map[string]string{"a directory": t.TempDir(), "nowhere": filepath.Join(t.TempDir(), "no", "such", "place.db")} {
		if db, err := openFile(path); err == nil {
			closeSoon(db)
			t.Errorf("%s was opened", name)
		}
	}
	// An empty file is a new database.
	path := filepath.Join(t.TempDir(), "empty.db")
	write("")(t, path)
	db := mustOpen(t, path)
	makeAccount(t, db)
	closeSoon(db)
}
