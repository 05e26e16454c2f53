package store

import (
	"context"
	"crypto/sha256"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// This file holds what signing in needs to know: passwords, links that set one,
// and failures. Nothing here shows anybody's data.

// LinkLife is how long a one-time link works.
const LinkLife = 7 * 24 * time.Hour

// Failed sign-ins: after freeFailures, each one closes the door to that address
// for lockFirst, doubling up to lockLongest. They are forgotten after
// failuresFor without another.
const (
	freeFailures = 5
	lockFirst    = 30 * time.Second
	lockLongest  = 15 * time.Minute
	failuresFor  = 24 * time.Hour
)

// Login is a user who may be the one that signs in.
type Login struct {
	user         int64
	PasswordHash string // "" where the user has no password yet
	Active       bool
}

// maxLogins is how many accounts of a server one address may be tried for: each
// try costs a slow hash.
const maxLogins = 3

// Logins finds the users with an address: one in each account that has it. until
// is set while the address is locked out, whether or not anybody has it.
func (db *DB) Logins(ctx context.Context, email string) (list []Login, until time.Time, err error) {
	key := emailHash(email)
	err = db.read(ctx, func(tx *Tx) error {
		_, err := tx.one("SELECT n, at FROM signin_failure WHERE email = ?", []any{key}, func(s *sqlite.Stmt) {
			until = lockedUntil(s.ColumnInt(0), fromMillis(s.ColumnInt64(1)))
		})
		if err != nil {
			return err
		}
		return tx.each("SELECT seq, password, status FROM user WHERE email_key = ? ORDER BY seq LIMIT ?", []any{cordon.Key(email), maxLogins},
			func(s *sqlite.Stmt) error {
				list = append(list, Login{user: s.ColumnInt64(0), PasswordHash: s.ColumnText(1), Active: s.ColumnText(2) == string(cordon.Active)})
				return nil
			})
	})
	if !db.clock().Before(until) {
		until = time.Time{}
	}
	return list, until, err
}

func emailHash(email string) []byte {
	sum := sha256.Sum256([]byte(cordon.Key(email)))
	return sum[:]
}

func lockedUntil(failures int, last time.Time) time.Time {
	if failures < freeFailures {
		return time.Time{}
	}
	lock := lockFirst << min(failures-freeFailures, 10)
	return last.Add(min(lock, lockLongest))
}

// SignInFailed counts a failure of an address, and forgets old ones.
func (db *DB) SignInFailed(ctx context.Context, email string) error {
	return db.write(ctx, func(tx *WriteTx) error {
		now := db.clock()
		if err := tx.run("DELETE FROM signin_failure WHERE at <= ?", millis(now.Add(-failuresFor))); err != nil {
			return err
		}
		return tx.run(`INSERT INTO signin_failure VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET n = n + 1, at = excluded.at`, emailHash(email), millis(now))
	})
}

// SignIn begins a session for somebody whose password was found to match l's.
// It fails if the password or the status changed since.
func (db *DB) SignIn(ctx context.Context, email string, l Login, agent, trackingID string) (secret string, err error) {
	err = db.write(ctx, func(tx *WriteTx) error {
		same, err := tx.exists("SELECT 1 FROM user WHERE seq = ? AND password = ? AND password <> '' AND status = 'active'", l.user, l.PasswordHash)
		if err != nil {
			return err
		}
		if !same {
			return cordon.Unauthorized("Sign in again.").Because("the password or status changed meanwhile")
		}
		if err := tx.run("DELETE FROM signin_failure WHERE email = ?", emailHash(email)); err != nil {
			return err
		}
		if err := tx.noteOwn(l.user, trackingID, "Signed in"); err != nil {
			return err
		}
		secret, err = tx.startSession(l.user, agent)
		return err
	})
	return secret, err
}

// maxSessions is how many sessions one user has at most; the oldest ends.
const maxSessions = 20

func (tx *WriteTx) startSession(user int64, agent string) (secret string, err error) {
	now := tx.db.clock()
	if err := tx.run("DELETE FROM session WHERE expires_at <= ?", millis(now)); err != nil {
		return "", err
	}
	err = tx.run(`DELETE FROM session WHERE id IN (SELECT id FROM session WHERE user = ? ORDER BY created_at DESC LIMIT -1 OFFSET ?)`, user, maxSessions-1)
	if err != nil {
		return "", err
	}
	secret = tx.db.dice.Secret()
	id := cordon.HashSecret(secret)
	return secret, tx.run(`INSERT INTO session SELECT ?, seq, generation, ?, ?, ?, ? FROM user WHERE seq = ?`,
		id[:], millis(now), millis(now), millis(now.Add(SessionLife)), cordon.Cut(agent, 200), user)
}

// PasswordHash is what is kept of the visitor's own password.
func (v *Visit) PasswordHash() (hash string, err error) {
	_, err = v.tx.one("SELECT password FROM user WHERE seq = ?", []any{v.user}, func(s *sqlite.Stmt) { hash = s.ColumnText(0) })
	return hash, err
}

// SetOwnPassword changes the visitor's password from what old is the hash of.
// Every other session of theirs ends.
func (a *Act) SetOwnPassword(old, hash, trackingID string) error {
	ok, err := a.tx.changed("UPDATE user SET password = ?, must_change = 0 WHERE seq = ? AND password = ?", hash, a.user, old)
	if err == nil && !ok {
		err = cordon.InvalidField("current", "The password was changed meanwhile.")
	}
	if err != nil {
		return err
	}
	if err := a.tx.noteOwn(a.user, trackingID, "Changed their own password"); err != nil {
		return err
	}
	if err := a.tx.run("DELETE FROM password_link WHERE user = ?", a.user); err != nil {
		return err
	}
	return a.tx.run("DELETE FROM session WHERE user = ? AND id <> ?", a.user, a.session[:])
}

// PasswordLink makes the secret of a one-time link with which a person sets a
// password; earlier links end. Rule 10 is as for setting the password itself.
func (tx *WriteTx) PasswordLink(people access.People, key UserKey) (secret string, expires time.Time, err error) {
	p, err := tx.actOn(people, key)
	if err != nil {
		return "", expires, err
	}
	now := tx.db.clock()
	if err := tx.run("DELETE FROM password_link WHERE user = ? OR expires_at <= ?", p.seq, millis(now)); err != nil {
		return "", expires, err
	}
	secret, expires = tx.db.dice.Secret(), now.Add(LinkLife)
	id := cordon.HashSecret(secret)
	return secret, expires, tx.run("INSERT INTO password_link VALUES (?, ?, ?)", id[:], p.seq, millis(expires))
}

// Link says whom a one-time link is for; ErrNoLink if it is used or over.
func (db *DB) Link(ctx context.Context, secret string) (email, account string, err error) {
	id := cordon.HashSecret(secret)
	err = db.read(ctx, func(tx *Tx) error {
		found, err := tx.one(`SELECT u.email, acc.name FROM password_link l JOIN user u ON u.seq = l.user JOIN account acc ON acc.id = u.account
			WHERE l.id = ? AND l.expires_at > ? AND u.status <> 'inactive'`, []any{id[:], millis(db.clock())},
			func(s *sqlite.Stmt) { email, account = s.ColumnText(0), s.ColumnText(1) })
		if err == nil && !found {
			err = ErrNoLink
		}
		return err
	})
	return email, account, err
}

// ErrNoLink is one answer for a link that is used, over, or nobody's.
var ErrNoLink = &cordon.Error{Status: 404, Code: 300, Message: "This link was used already, or is over. Ask for a new one."}

// UseLink sets the password of whom a link is for. Who was invited is active
// from then on. Every session of theirs ends, and a lock-out with it.
func (db *DB) UseLink(ctx context.Context, secret, hash, trackingID string) error {
	id := cordon.HashSecret(secret)
	return db.write(ctx, func(tx *WriteTx) error {
		var user int64
		var email string
		found, err := tx.one(`SELECT u.seq, u.email FROM password_link l JOIN user u ON u.seq = l.user
			WHERE l.id = ? AND l.expires_at > ? AND u.status <> 'inactive'`, []any{id[:], millis(db.clock())},
			func(s *sqlite.Stmt) { user, email = s.ColumnInt64(0), s.ColumnText(1) })
		if err != nil {
			return err
		}
		if !found {
			return ErrNoLink
		}
		if err := tx.run("UPDATE user SET status = 'active' WHERE seq = ? AND status = 'pending'", user); err != nil {
			return err
		}
		if err := tx.noteOwn(user, trackingID, "Set a password by a one-time link"); err != nil {
			return err
		}
		return tx.newPassword(user, email, hash, false)
	})
}

// noteOwn notes what a user does for themselves.
func (tx *WriteTx) noteOwn(user int64, trackingID, what string) error {
	var v Visitor
	_, err := tx.one("SELECT account, id FROM user WHERE seq = ?", []any{user}, func(s *sqlite.Stmt) { v.Account, v.User = s.ColumnText(0), s.ColumnText(1) })
	if err != nil {
		return err
	}
	return tx.notePortal(v, Call{TrackingID: trackingID, What: what}, "")
}

// newPassword sets a password and ends what the old one opened.
func (tx *WriteTx) newPassword(user int64, email, hash string, mustChange bool) error {
	if err := tx.run("UPDATE user SET password = ?, must_change = ? WHERE seq = ?", hash, mustChange, user); err != nil {
		return err
	}
	if err := tx.run("DELETE FROM password_link WHERE user = ?", user); err != nil {
		return err
	}
	if err := tx.run("DELETE FROM signin_failure WHERE email = ?", emailHash(email)); err != nil {
		return err
	}
	return tx.run("DELETE FROM session WHERE user = ?", user)
}

// SetOwnerPassword gives the account's owner a password, which they must change
// at their next sign-in, and returns the owner's address.
func (o *OperatorTx) SetOwnerPassword(account, hash string) (email string, err error) {
	var user int64
	_, err = o.tx.one("SELECT seq, email FROM user WHERE account = ? AND role = ?", []any{account, cordon.OwnerRole}, func(s *sqlite.Stmt) {
		user, email = s.ColumnInt64(0), s.ColumnText(1)
	})
	if err != nil {
		return "", err
	}
	return email, o.tx.newPassword(user, email, hash, true)
}
