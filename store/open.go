package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitemigration"
	"zombiezen.com/go/sqlite/sqlitex"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks the file as Cordon's ("Crdn"), so that another program's
// database is refused rather than filled.
const applicationID = 0x4372646e

// Open opens the file at path, making it (mode 0600) or bringing it up to date
// as needed. A file that is not Cordon's, or is a newer one's, is left as it is.
func Open(ctx context.Context, path string, opts Options) (*DB, error) {
	if err := inspect(path); err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db := &DB{clock: opts.Clock, dice: opts.Dice}
	if db.writer, err = connect(path, 1); err == nil {
		err = db.migrate(ctx)
	}
	if err == nil {
		// One reader per core, exactly: the engine has a process-wide lock, and
		// more connections than cores only fight over it (docs/performance.md).
		db.readers, err = connect(path, runtime.GOMAXPROCS(0))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), db.Close())
	}
	return db, nil
}

// inspect refuses a file that Cordon must not touch.
func inspect(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		return nil // to be made
	}
	if err != nil {
		return err
	}
	conn, err := openUntouched(path)
	if err != nil {
		return err
	}
	defer conn.Close()
	schema, err := migrationScripts()
	if err != nil {
		return err
	}
	tx := &Tx{conn: conn}
	made, err := tx.number("PRAGMA application_id")
	if err != nil {
		return fmt.Errorf("it is no database: %w", err)
	}
	version, err := tx.number("PRAGMA user_version")
	if err != nil {
		return err
	}
	tables, err := tx.number("SELECT count(*) FROM sqlite_schema")
	switch {
	case err != nil:
		return err
	case made != applicationID && (made != 0 || tables > 0):
		return errors.New("it is the database of another application")
	case version > len(schema):
		return fmt.Errorf("a newer Cordon made it: it is at version %d, and this Cordon knows %d", version, len(schema))
	}
	return nil
}

// openUntouched opens a file to look at it. Unless a log lies beside it, it is
// taken as one that does not change, so that nothing is put beside it.
func openUntouched(path string) (*sqlite.Conn, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	uri := url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}
	if _, err := os.Stat(path + "-wal"); errors.Is(err, os.ErrNotExist) {
		uri.RawQuery = "immutable=1"
	}
	return sqlite.OpenConn(uri.String(), sqlite.OpenReadOnly, sqlite.OpenURI)
}

// connections are those that are free. Statements here end in milliseconds, so
// a caller that hangs up is let go while it waits for a connection, and never
// breaks off one that works.
type connections chan *sqlite.Conn

func connect(path string, n int) (connections, error) {
	free := make(connections, n)
	for range n {
		conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite, sqlite.OpenWAL)
		if err == nil {
			free <- conn
			err = prepare(conn)
		}
		if err != nil {
			for range len(free) {
				err = errors.Join(err, (<-free).Close())
			}
			return nil, err
		}
	}
	return free, nil
}

func (c connections) take(ctx context.Context) (*sqlite.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case conn := <-c:
		if conn == nil {
			return nil, errors.New("the database is closed")
		}
		return conn, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// close waits for every connection and closes it. Whoever still wants one
// afterwards is told so.
func (c connections) close() (err error) {
	if c == nil {
		return nil
	}
	for range cap(c) {
		err = errors.Join(err, (<-c).Close())
	}
	close(c)
	return err
}

func prepare(conn *sqlite.Conn) error {
	conn.SetBusyTimeout(5 * time.Second)
	for _, pragma := range []string{
		"foreign_keys = ON",
		"synchronous = FULL", // an acknowledged write is on the disk
		"temp_store = MEMORY",
		"cache_size = -16000", // KiB, for each connection
		"trusted_schema = OFF",
	} {
		if err := sqlitex.ExecuteTransient(conn, "PRAGMA "+pragma, nil); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) migrate(ctx context.Context) error {
	conn, err := db.writer.take(ctx)
	if err != nil {
		return err
	}
	defer func() { db.writer <- conn }()
	scripts, err := migrationScripts()
	if err != nil {
		return err
	}
	if err := provideNames(conn); err != nil {
		return err
	}
	return sqlitemigration.Migrate(ctx, conn, sqlitemigration.Schema{AppID: applicationID, Migrations: scripts})
}

func migrationScripts() (scripts []string, err error) {
	names, err := fs.Glob(migrations, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		scripts = append(scripts, string(text))
	}
	return scripts, nil
}
