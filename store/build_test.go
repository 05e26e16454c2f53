package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// TestBuild: a file that was built has all that an opened one has, and is read
// and written like it.
func TestBuild(t *testing.T) {
	dir := t.TempDir()
	options := store.Options{Clock: now, Dice: cordon.SecureDice()}
	path, opened := filepath.Join(dir, "built.db"), filepath.Join(dir, "opened.db")
	var account string
	err := store.Build(t.Context(), path, options, func(db *store.DB) error {
		var people []string
		account, people = somePeople(t, db, 3)
		return db.Operate(t.Context(), "test", "fill", func(tx *store.OperatorTx) error {
			for i := range 10 {
				if err := tx.AddRecord(account, heldMeeting(i, people[i%3])); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := mustOpen(t, opened).Close(); err != nil {
		t.Fatal(err)
	}
	schema := "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1"
	if got, want := column(t, path, schema), column(t, opened, schema); got != want {
		t.Errorf("the schema is\n%s\nwant\n%s", got, want)
	}
	if got := column(t, path, "PRAGMA journal_mode"); got != "wal\n" {
		t.Errorf("the journal is %s", got)
	}
	if got := column(t, path, "SELECT sum(n) FROM record_total UNION ALL SELECT count(*) FROM record_holder"); got != "10\n10\n" {
		t.Errorf("totals are %s", got)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	db := mustOpen(t, path)
	defer db.Close()
	if err := db.CheckIntegrity(t.Context()); err != nil {
		t.Error(err)
	}
	if err := db.Operate(t.Context(), "test", "more", func(tx *store.OperatorTx) error { return tx.SetUserLevelScopes(account, cordon.ScopesOwnData) }); err != nil {
		t.Error(err)
	}
}

func TestBuildFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "built.db")
	options := store.Options{Clock: now, Dice: cordon.SecureDice()}
	broken := errors.New("broken")
	if err := store.Build(t.Context(), path, options, func(*store.DB) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	err := store.Build(context.Background(), path, options, func(*store.DB) error { t.Error("filled a file that was there"); return nil })
	if !errors.Is(err, os.ErrExist) {
		t.Errorf("got %v", err)
	}
}

// column is what a statement yields, a line for each row.
func column(t *testing.T, path, query string) (text string) {
	t.Helper()
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = sqlitex.ExecuteTransient(conn, query, &sqlitex.ExecOptions{ResultFunc: func(s *sqlite.Stmt) error {
		text += s.ColumnText(0) + "\n"
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
