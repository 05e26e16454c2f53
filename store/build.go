package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Build makes a new database at path and has fill put much into it, through the
// operator's door alone: there are no readers. It keeps no journal, syncs
// nothing and leaves the indexes of records and names until the end, which is
// several times as fast. So after an error, or where it is broken off, the file
// is good for nothing, and the caller removes it. One that it returns without an
// error is complete, on the disk and checked.
func Build(ctx context.Context, path string, opts Options, fill func(*DB) error) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err == nil {
		err = build(ctx, path, opts, fill)
	}
	if err == nil {
		err = syncFile(path)
	}
	if err != nil {
		return fmt.Errorf("build database %s: %w", path, err)
	}
	db, err := Open(ctx, path, opts)
	if err != nil {
		return err
	}
	// The quick check leaves out whether the indexes are right: they are new.
	return errors.Join(db.check(ctx, "PRAGMA quick_check"), db.Close())
}

func build(ctx context.Context, path string, opts Options, fill func(*DB) error) (err error) {
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := prepare(conn); err != nil {
		return err
	}
	err = execute(conn, "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA cache_size = -262144")
	if err != nil {
		return err
	}
	db := &DB{clock: opts.Clock, dice: opts.Dice, writer: make(connections, 1)}
	db.writer <- conn
	if err := db.migrate(ctx); err != nil {
		return err
	}
	var drop, remake []string
	tx := &Tx{conn: conn}
	err = tx.each("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name IN ('record', 'record_holder', 'user_name') AND sql IS NOT NULL", nil, func(s *sqlite.Stmt) error {
		drop, remake = append(drop, "DROP INDEX "+s.ColumnText(0)), append(remake, s.ColumnText(1))
		return nil
	})
	if err != nil {
		return err
	}
	if err := execute(conn, drop...); err != nil {
		return err
	}
	if err := fill(db); err != nil {
		return err
	}
	if err := execute(conn, remake...); err != nil {
		return err
	}
	return execute(conn, "PRAGMA locking_mode = NORMAL", "PRAGMA journal_mode = WAL")
}

func execute(conn *sqlite.Conn, statements ...string) error {
	for _, s := range statements {
		if err := sqlitex.ExecuteTransient(conn, s, nil); err != nil {
			return err
		}
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
