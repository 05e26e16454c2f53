// Package store keeps the accounts in one SQLite file. Its doors:
//
//   - Read and Write make the decision in the very snapshot or transaction they
//     then hand out, so no handler can hold a Tx without a Grant.
//   - Operate is the operator's door: the command with the file in hand, audited.
//   - Credential, SigningKeys and the like serve the token endpoint; they know
//     apps and keys, and nobody's data.
//   - Keep writes what is to be kept of requests. It finds out why things were
//     hidden, and answers nobody.
//
// Every method that reads people's data for a caller takes an access.People.
package store

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
)

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
	return db.check(ctx, "PRAGMA integrity_check")
}

func (db *DB) check(ctx context.Context, pragma string) error {
	return db.read(ctx, func(tx *Tx) error {
		err := tx.each(pragma, nil, func(s *sqlite.Stmt) error {
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
	Claims     *access.Claims
	Operation  *access.Operation
	Holder     holder.Rule
	TrackingID string // the request's, which a change is noted under
	Path       string // the request's, without its query
	What       string // what it does in plain words; may be empty
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

// Write decides about call inside the transaction in which fn then runs, and
// notes there what was done.
func (db *DB) Write(ctx context.Context, call Call, fn func(*WriteTx) error) error {
	return db.write(ctx, func(tx *WriteTx) error {
		if err := tx.decide(call); err != nil {
			return err
		}
		if err := tx.noteChange(call); err != nil {
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
