package store

import (
	"context"
	"crypto/sha256"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// How long a session of the portal lasts: in all, and without a request.
const (
	SessionLife = 12 * time.Hour
	SessionIdle = 2 * time.Hour
	// sessionSeen is how old seen_at may grow before a request moves it on, so
	// that not every page is a write.
	sessionSeen = 5 * time.Minute
)

// Session is the hash of what the cookie of somebody signed in holds.
type Session [sha256.Size]byte

// Visitor is somebody signed in to the portal.
type Visitor struct {
	Account, AccountName string
	User, Email, Name    string
	Timezone             string // "" or an IANA name
	RoleID, RoleName     string
	MustChange           bool // the password; nothing else opens before
	SignedInAt           time.Time
}

// Visit is a snapshot in the hands of somebody signed in. It shows nothing by
// itself: May opens it for one operation after another, each decided about.
type Visit struct {
	Visitor
	tx      *Tx
	subject *access.Subject
	user    int64
	session Session
}

// Visit runs fn on one snapshot for the bearer of a session. The error is a
// *access.Refusal where nobody is signed in with it.
func (db *DB) Visit(ctx context.Context, s Session, fn func(*Visit) error) error {
	var stale bool
	err := db.read(ctx, func(tx *Tx) (err error) {
		v, seen, err := tx.visit(s)
		if err != nil {
			return err
		}
		stale = db.clock().Sub(seen) >= sessionSeen
		return fn(v)
	})
	if stale && err == nil {
		err = db.write(ctx, func(tx *WriteTx) error {
			return tx.run("UPDATE session SET seen_at = ? WHERE id = ?", millis(db.clock()), s[:])
		})
	}
	return err
}

// Act is Visit in a transaction that may change things. What it changed is kept
// only if fn returns nil.
func (db *DB) Act(ctx context.Context, s Session, fn func(*Act) error) error {
	return db.write(ctx, func(tx *WriteTx) error {
		v, _, err := tx.visit(s)
		if err != nil {
			return err
		}
		return fn(&Act{Visit: v, tx: tx})
	})
}

const visitQuery = `
	SELECT s.generation, s.created_at, s.seen_at, s.expires_at, u.seq, u.id, u.email, u.status, u.generation, u.zoom_phone, u.must_change,
		coalesce(u.brief ->> '$.display_name', trim((u.brief ->> '$.first_name') || ' ' || (u.brief ->> '$.last_name'))),
		u.brief ->> '$.timezone', r.id, r.rev, r.name, acc.id, acc.name, acc.user_level_scopes
	FROM session s JOIN user u ON u.seq = s.user JOIN role r ON r.account = u.account AND r.id = u.role
		JOIN account acc ON acc.id = u.account
	WHERE s.id = ?`

func (tx *Tx) visit(id Session) (v *Visit, seen time.Time, err error) {
	v = &Visit{tx: tx, session: id, subject: &access.Subject{}}
	var role policyKey
	_, err = tx.one(visitQuery, []any{id[:]}, func(s *sqlite.Stmt) {
		seen = fromMillis(s.ColumnInt64(2))
		end := fromMillis(s.ColumnInt64(3))
		if idle := seen.Add(SessionIdle); idle.Before(end) {
			end = idle
		}
		v.user = s.ColumnInt64(4)
		v.Visitor = Visitor{Account: s.ColumnText(16), AccountName: s.ColumnText(17), User: s.ColumnText(5), Email: s.ColumnText(6), Name: s.ColumnText(11),
			Timezone: s.ColumnText(12), RoleID: s.ColumnText(13), RoleName: s.ColumnText(15), MustChange: s.ColumnBool(10), SignedInAt: fromMillis(s.ColumnInt64(1))}
		if v.Name == "" {
			v.Name = v.Email
		}
		v.subject = &access.Subject{
			Account: v.Account, UserLevelScopes: cordon.UserLevelScopes(s.ColumnText(18)),
			Session: &access.SessionFacts{ExpiresAt: end, Generation: s.ColumnInt64(0), MustChange: v.MustChange},
			Owner: access.OwnerFacts{ID: v.User, Active: s.ColumnText(7) == string(cordon.Active), Generation: s.ColumnInt64(8),
				ZoomPhone: s.ColumnBool(9)},
		}
		role = policyKey{v.Account, v.RoleID, s.ColumnInt64(14)}
	})
	if err != nil {
		return nil, seen, err
	}
	if v.subject.Role, err = tx.policy(role); err != nil {
		return nil, seen, err
	}
	if r := access.CheckSession(v.subject, tx.db.clock()); r != nil && r.Err.Message != access.MustChange.Message {
		return nil, seen, r
	}
	return v, seen, nil
}

// May decides about call's operation for the visitor, and opens the snapshot
// for it.
func (v *Visit) May(call Call) (*Tx, error) {
	grant, refusal := access.Decide(v.subject, nil, call.Operation, call.Holder, v.tx.db.clock())
	if refusal != nil {
		return nil, refusal
	}
	return &Tx{Grant: grant, db: v.tx.db, conn: v.tx.conn, fill: v.tx.fill}, nil
}

// Act is a Visit that may change things.
type Act struct {
	*Visit
	tx *WriteTx
}

// May is Visit.May for a change, which is noted under its operation in the
// transaction that makes it.
func (a *Act) May(call Call) (*WriteTx, error) {
	tx, err := a.Visit.May(call)
	if err != nil || call.Operation.Method == "GET" {
		return &WriteTx{tx}, err
	}
	return &WriteTx{tx}, a.tx.notePortal(a.Visitor, call, call.Operation.String())
}

// Once refuses a form that was sent before, so that sending one again makes
// nothing twice.
func (a *Act) Once(form string) error {
	now := a.tx.db.clock()
	if err := a.tx.run("DELETE FROM sent_form WHERE expires_at <= ?", millis(now)); err != nil {
		return err
	}
	ok, err := a.tx.changed("INSERT OR IGNORE INTO sent_form VALUES (?, ?)", form, millis(now.Add(SessionLife)))
	if err == nil && !ok {
		err = ErrSentBefore
	}
	return err
}

// ErrSentBefore says that a form was sent, and took effect, already.
var ErrSentBefore = cordon.BadRequest("This form was sent already, and what it asked for is done.")

// Sessions lists where the visitor is signed in, the newest first.
func (v *Visit) Sessions() (list []SessionRow, err error) {
	now := v.tx.db.clock()
	err = v.tx.each("SELECT id, created_at, seen_at, agent FROM session WHERE user = ? AND expires_at > ? AND seen_at > ? ORDER BY created_at DESC LIMIT 50",
		[]any{v.user, millis(now), millis(now.Add(-SessionIdle))}, func(s *sqlite.Stmt) error {
			var id Session
			s.ColumnBytes(0, id[:])
			list = append(list, SessionRow{CreatedAt: fromMillis(s.ColumnInt64(1)), SeenAt: fromMillis(s.ColumnInt64(2)), Agent: s.ColumnText(3), Current: id == v.session})
			return nil
		})
	return list, err
}

// SessionRow is one place where somebody is signed in.
type SessionRow struct {
	CreatedAt, SeenAt time.Time
	Agent             string // what the browser called itself
	Current           bool
}

// SignOut ends a session, and every other of its user too if all is set.
// Ending one that is not there is no error.
func (db *DB) SignOut(ctx context.Context, s Session, all bool) error {
	var there bool
	err := db.read(ctx, func(tx *Tx) (err error) { // strangers must not queue for the writer
		there, err = tx.exists("SELECT 1 FROM session WHERE id = ?", s[:])
		return err
	})
	if err != nil || !there {
		return err
	}
	return db.write(ctx, func(tx *WriteTx) error {
		if all {
			return tx.run("DELETE FROM session WHERE user = (SELECT user FROM session WHERE id = ?)", s[:])
		}
		return tx.run("DELETE FROM session WHERE id = ?", s[:])
	})
}
