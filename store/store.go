// Package store keeps the accounts in one SQLite file. Its doors:
//
//   - Read and Write make the decision in the very snapshot or transaction they
//     then hand out, so no handler can hold a Tx without a Grant.
//   - Operate is the operator's door: the command with the file in hand, audited.
//   - Credential, SigningKeys and the like serve the token endpoint; they know
//     apps and keys, and nobody's data.
//
// Every method that reads people's data for a caller takes an access.People.
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
	"strings"
	"sync"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitemigration"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
)

//go:embed migrations/*.sql
var migrations embed.FS

// DB is an open database. It is safe for concurrent use.
type DB struct {
	readers connections
	writer  connections // just one
	clock   cordon.Clock
	dice    *cordon.Dice
	closing sync.Once

	// Compiled policies and scope sets by revision. Only readers fill them,
	// and readers see committed revisions alone, which never change.
	policies sync.Map // policyKey -> *access.Policy
	scopes   sync.Map // scopesKey -> *access.ScopeSet

	backedScopes sync.Map // backedKey -> string
}

// Options are what a database is opened with.
type Options struct {
	Clock cordon.Clock
	Dice  *cordon.Dice
}

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

// Close waits for requests under way and closes the file. Closing again does
// nothing.
func (db *DB) Close() (err error) {
	db.closing.Do(func() { err = errors.Join(db.readers.close(), db.writer.close()) })
	return err
}

// Ping says whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	return db.read(ctx, func(tx *Tx) error {
		return tx.each("SELECT 1", nil, func(*sqlite.Stmt) error { return nil })
	})
}

// CheckIntegrity runs SQLite's own integrity and foreign-key checks.
func (db *DB) CheckIntegrity(ctx context.Context) error {
	return db.read(ctx, func(tx *Tx) error {
		err := tx.each("PRAGMA integrity_check", nil, func(s *sqlite.Stmt) error {
			if text := s.ColumnText(0); text != "ok" {
				return fmt.Errorf("integrity check: %s", text)
			}
			return nil
		})
		if err != nil {
			return err
		}
		return tx.each("PRAGMA foreign_key_check", nil, func(s *sqlite.Stmt) error {
			return fmt.Errorf("foreign key check: a row of %s points nowhere", s.ColumnText(0))
		})
	})
}

// Call is a request as the decision sees it: a verified token, an operation and
// the rule that finds the operation's holders.
type Call struct {
	Claims    *access.Claims
	Operation *access.Operation
	Holder    holder.Rule
}

// Tx is a snapshot of the database in the hands of one granted caller.
type Tx struct {
	Grant access.Grant
	db    *DB
	conn  *sqlite.Conn
	fill  bool // whether it may fill the caches: only where all it sees is committed
}

// WriteTx is a Tx that may also change things. What it changed is kept only if
// its function returns nil.
type WriteTx struct{ *Tx }

// Read decides about call and, if it is allowed, runs fn on the same snapshot.
// The error is a *access.Refusal where the decision was against it.
func (db *DB) Read(ctx context.Context, call Call, fn func(*Tx) error) error {
	return db.read(ctx, func(tx *Tx) error {
		if err := tx.decide(call); err != nil {
			return err
		}
		return fn(tx)
	})
}

// Check only decides. A write asks first, so that a refused caller neither
// queues for the writer nor learns what its request lacked.
func (db *DB) Check(ctx context.Context, call Call) error {
	return db.Read(ctx, call, func(*Tx) error { return nil })
}

// Write decides about call inside the transaction in which fn then runs.
func (db *DB) Write(ctx context.Context, call Call, fn func(*WriteTx) error) error {
	return db.write(ctx, func(tx *WriteTx) error {
		if err := tx.decide(call); err != nil {
			return err
		}
		return fn(tx)
	})
}

func (tx *Tx) decide(call Call) error {
	subject, err := tx.subject(call.Claims)
	if err != nil {
		return err
	}
	grant, refusal := access.Decide(subject, call.Claims, call.Operation, call.Holder, tx.db.clock())
	if refusal != nil {
		return refusal
	}
	tx.Grant = grant
	return nil
}

func (db *DB) read(ctx context.Context, fn func(*Tx) error) error {
	conn, err := db.readers.take(ctx)
	if err != nil {
		return err
	}
	defer func() { db.readers <- conn }()
	tx := &Tx{db: db, conn: conn, fill: true}
	return tx.between("BEGIN", func() error { return fn(tx) })
}

func (db *DB) write(ctx context.Context, fn func(*WriteTx) error) error {
	conn, err := db.writer.take(ctx)
	if err != nil {
		return err
	}
	defer func() { db.writer <- conn }()
	tx := &WriteTx{&Tx{db: db, conn: conn}}
	return tx.between("BEGIN IMMEDIATE", func() error { return fn(tx) })
}

// between runs fn between begin and COMMIT, or ROLLBACK if it fails or panics.
func (tx *Tx) between(begin string, fn func() error) (err error) {
	if err := tx.run(begin); err != nil {
		return err
	}
	defer func() {
		if !tx.conn.AutocommitEnabled() { // fn failed, or the commit did
			err = errors.Join(err, tx.run("ROLLBACK"))
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	return tx.run("COMMIT")
}

// each runs a statement and calls row for each row it yields.
func (tx *Tx) each(query string, args []any, row func(*sqlite.Stmt) error) (err error) {
	stmt, err := tx.conn.Prepare(query)
	if err != nil {
		return err
	}
	defer func() {
		if again := stmt.Reset(); err == nil {
			err = again
		}
	}()
	for i, a := range args {
		switch a := a.(type) {
		case string:
			stmt.BindText(i+1, a)
		case int64:
			stmt.BindInt64(i+1, a)
		case int:
			stmt.BindInt64(i+1, int64(a))
		case bool:
			stmt.BindBool(i+1, a)
		case []byte:
			stmt.BindBytes(i+1, a)
		case nil:
			stmt.BindNull(i + 1)
		default:
			return fmt.Errorf("store: cannot bind %T", a)
		}
	}
	for {
		more, err := stmt.Step()
		if err != nil || !more {
			return err
		}
		if err := row(stmt); err != nil {
			return err
		}
	}
}

// one runs a statement for at most one row and reports whether there was one.
func (tx *Tx) one(query string, args []any, row func(*sqlite.Stmt)) (bool, error) {
	found := false
	err := tx.each(query, args, func(s *sqlite.Stmt) error {
		if !found {
			row(s)
		}
		found = true
		return nil
	})
	return found, err
}

// exists reports whether the statement yields a row.
func (tx *Tx) exists(query string, args ...any) (bool, error) {
	return tx.one(query, args, func(*sqlite.Stmt) {})
}

// number is the one number that the statement yields, 0 for none.
func (tx *Tx) number(query string, args ...any) (n int, err error) {
	_, err = tx.one(query, args, func(s *sqlite.Stmt) { n = s.ColumnInt(0) })
	return n, err
}

// run executes a statement that yields nothing.
func (tx *Tx) run(query string, args ...any) error {
	return tx.each(query, args, func(*sqlite.Stmt) error { return nil })
}

// changed is run, and reports whether any row changed.
func (tx *WriteTx) changed(query string, args ...any) (bool, error) {
	err := tx.run(query, args...)
	return err == nil && tx.conn.Changes() > 0, err
}

// sql builds a statement and its arguments side by side.
type sql struct {
	strings.Builder
	args []any
}

func (q *sql) add(text string, args ...any) *sql {
	q.WriteString(text)
	q.args = append(q.args, args...)
	return q
}

// in adds a parenthesised list of values. It is filled up to a power of two with
// the last of them, so that there are few texts to prepare: a connection keeps
// each for good.
func (q *sql) in(values []string) *sql {
	q.WriteByte('(')
	for i := range values {
		if i > 0 {
			q.WriteByte(',')
		}
		q.add("?", values[i])
	}
	for n := len(values); n > 0 && n&(n-1) != 0; n++ {
		q.add(",?", values[len(values)-1])
	}
	q.WriteByte(')')
	return q
}

// isCode reports whether err is an error of ours with that code.
func isCode(err error, code int) bool {
	var e *cordon.Error
	return errors.As(err, &e) && e.Code == code
}

func millis(t time.Time) int64 { return t.UnixMilli() }

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
