package store

import (
	"context"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// This file keeps what was done and what was refused. A change is noted in the
// transaction that makes it, so there is none without its trace; refusals come
// in batches. Nothing here answers a caller.

// note keeps an event of an account that is there; of any other it keeps
// nothing.
func (tx *WriteTx) note(e cordon.Event) error {
	e = e.Bounded()
	return tx.run(`INSERT INTO event (account, at, outcome, tracking, origin, user, email, app, app_name, client_id, operation, product,
			path, what, status, code, message, reason, stage)
		SELECT acc.id, ?, ?, ?, ?, ?, coalesce(u.email, ''), coalesce(a.id, ''), coalesce(a.name, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
		FROM account acc LEFT JOIN user u ON u.id = ?5 AND u.account = acc.id LEFT JOIN app a ON a.client_id = ?6 AND a.account = acc.id
		WHERE acc.id = ?`,
		millis(e.At), e.Outcome, e.TrackingID, e.From, e.User, e.ClientID, e.Operation, productOf(e.Operation),
		e.Path, e.What, e.Status, e.Code, e.Message, e.Reason, e.Stage, e.Account)
}

// productOf is the product of an operation, "" where the catalog has none of
// that name.
func productOf(pattern string) string {
	if op := access.Operations().Find(pattern); op != nil {
		return op.Product
	}
	return ""
}

// noteChange notes what a call is about to do.
func (tx *WriteTx) noteChange(call Call) error {
	return tx.note(cordon.Event{Account: tx.Grant.Account(), At: tx.db.clock(), TrackingID: call.TrackingID, Outcome: cordon.EventChanged, From: cordon.FromAPI,
		User: tx.Grant.User(), ClientID: call.Claims.ClientID, Operation: call.Operation.String(), Path: call.Path, What: call.What})
}

// notePortal notes what somebody signed in to the portal is about to do.
// operation is "" for what everybody may do for themselves.
func (tx *WriteTx) notePortal(v Visitor, call Call, operation string) error {
	return tx.note(cordon.Event{Account: v.Account, At: tx.db.clock(), TrackingID: call.TrackingID, Outcome: cordon.EventChanged, From: cordon.FromPortal,
		User: v.User, Operation: operation, Path: call.Path, What: call.What})
}

// Refusal is an event of a caller who was refused. Where the decision let them
// in and what they named was not found, Call and Named are there to find out
// why; they are not kept.
type Refusal struct {
	cordon.Event
	Call  Call
	Named map[string]string // what the path parameters said
}

// Uncounted are refusals that come without their events: there were too many
// at once.
type Uncounted struct {
	Account, ClientID, User string
	Day                     int64 // days since 1970, UTC
	N                       int
}

// Use is that an app used an operation.
type Use struct {
	ClientID  string
	Operation *access.Operation
	At        time.Time // the last time
	N         int
}

// Batch is what came together since the last one.
type Batch struct {
	Refused   []Refusal
	Uncounted []Uncounted
	Used      []Use
}

// Keep keeps a batch, all of it or nothing. It finds out first why things were
// not found that callers named; the request itself must not, lest hidden and
// absent take it differently long.
func (db *DB) Keep(ctx context.Context, b Batch) error {
	err := db.read(ctx, func(tx *Tx) error {
		for i := range b.Refused {
			if err := tx.trueReason(&b.Refused[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return db.write(ctx, func(tx *WriteTx) error {
		if err := tx.run("INSERT OR IGNORE INTO app_use_since VALUES (1, ?)", millis(db.clock())); err != nil {
			return err
		}
		if err := tx.keepRefused(b); err != nil {
			return err
		}
		for _, u := range b.Used {
			err := tx.run(`INSERT INTO app_use SELECT seq, ?, ?, ? FROM app WHERE client_id = ?
				ON CONFLICT DO UPDATE SET last_at = max(last_at, excluded.last_at), n = n + excluded.n`,
				u.Operation.String(), millis(u.At), u.N, u.ClientID)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Day is the day (UTC) of a time, as days since 1970.
func Day(t time.Time) int64 { return t.Unix() / int64(24*time.Hour/time.Second) }

// refusedDay counts the refusals of one app, or of one person in the portal, on
// one day.
type refusedDay struct {
	account, who, user string
	day                int64
}

func dayOf(account, clientID, user string, day int64) refusedDay {
	if clientID == "" {
		clientID = user
	}
	return refusedDay{account, clientID, user, day}
}

// keepRefused notes refusals, as many of each day as are kept in full, and
// counts all.
func (tx *WriteTx) keepRefused(b Batch) error {
	type count struct{ before, n, kept int }
	counts := map[refusedDay]*count{}
	of := func(key refusedDay) (c *count, err error) {
		if c = counts[key]; c == nil {
			c = &count{}
			c.before, err = tx.number("SELECT kept FROM refused_day WHERE account = ? AND day = ? AND who = ?", key.account, key.day, key.who)
			counts[key] = c
		}
		return c, err
	}
	for _, r := range b.Refused {
		c, err := of(dayOf(r.Account, r.ClientID, r.User, Day(r.At)))
		if err != nil {
			return err
		}
		c.n++
		if c.before+c.kept >= cordon.MaxRefused {
			continue
		}
		c.kept++
		r.Event.Outcome = cordon.EventRefused
		if r.From == "" {
			r.Event.From = cordon.FromAPI
		}
		if err := tx.note(r.Event); err != nil {
			return err
		}
	}
	for _, u := range b.Uncounted {
		c, err := of(dayOf(u.Account, u.ClientID, u.User, u.Day))
		if err != nil {
			return err
		}
		c.n += u.N
	}
	for key, c := range counts {
		err := tx.run(`INSERT INTO refused_day SELECT id, ?, ?, ?, ?, ? FROM account WHERE id = ?
			ON CONFLICT DO UPDATE SET n = n + excluded.n, kept = kept + excluded.kept`, key.day, key.who, key.user, c.n, c.kept, key.account)
		if err != nil {
			return err
		}
	}
	return nil
}

// sweepChunk is how many events go in one transaction: others write in between.
const sweepChunk = 5000

// SweepEvents forgets events that are too old, as many as one transaction may.
// more says that it should be called again.
func (db *DB) SweepEvents(ctx context.Context) (more bool, err error) {
	end := db.clock().Add(-cordon.EventLife)
	left := sweepChunk
	err = db.write(ctx, func(tx *WriteTx) error {
		var accounts []string
		err := tx.each("SELECT id FROM account WHERE id > ''", nil, func(s *sqlite.Stmt) error {
			accounts = append(accounts, s.ColumnText(0))
			return nil
		})
		for _, account := range accounts {
			if err != nil || left == 0 {
				break
			}
			if err = tx.run("DELETE FROM refused_day WHERE account = ? AND day < ?", account, Day(end)); err != nil {
				break
			}
			err = tx.run("DELETE FROM event WHERE seq IN (SELECT seq FROM event WHERE account = ? AND at <= ? LIMIT ?)", account, millis(end), left)
			left -= tx.conn.Changes()
		}
		return err
	})
	return left == 0, err
}
