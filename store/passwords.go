package store

import (
	"context"
	"crypto/sha256"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
)

// This file holds what signing in needs to know: passwords and
// failures. Nothing here shows anybody's data.

// Failed sign-ins: after freeFailures, each one closes the door to that user
// for lockFirst, doubling up to lockLongest. They are forgotten after
// failuresFor without another.
const (
	freeFailures = 5
	lockFirst    = 30 * time.Second
	lockLongest  = 15 * time.Minute
	failuresFor  = 24 * time.Hour
)

// Login is a user who may be the one that signs in, or, where no user has the
// address, nobody.
type Login struct {
	user         int64
	key          []byte // of the failures
	PasswordHash string // "" where the user has no password yet
	Active       bool
}

// maxLogins is how many accounts of a server one address may be tried for: each
// try costs a slow hash.
const maxLogins = 3

// Logins finds the users with an address: one in each account that has it, or
// nobody. Those who are locked out are left out, and until is when the first of
// them no longer is. Failures count in each account by themselves: somebody who
// has the address of another in an account of their own must not be able to
// forgive what they tried on that one.
func (db *DB) Logins(ctx context.Context, email string) (list []Login, until time.Time, err error) {
	err = db.read(ctx, func(tx *Tx) error {
		var all []Login
		err := tx.each("SELECT seq, password, status, account FROM user WHERE email_key = ? ORDER BY seq LIMIT ?", []any{cordon.Key(email), maxLogins},
			func(s *sqlite.Stmt) error {
				all = append(all, Login{s.ColumnInt64(0), failureKey(email, s.ColumnText(3)), s.ColumnText(1), s.ColumnText(2) == string(cordon.Active)})
				return nil
			})
		if len(all) == 0 {
			all = []Login{{key: failureKey(email, "")}}
		}
		for _, l := range all {
			if err != nil {
				return err
			}
			var end time.Time
			switch end, err = tx.lockedUntil(l); {
			case end.IsZero():
				list = append(list, l)
			case until.IsZero() || end.Before(until):
				until = end
			}
		}
		return err
	})
	return list, until, err
}

// failureKey is what the failures of an address in an account are counted
// under. No account has "", which is for addresses that nobody has.
func failureKey(email, account string) []byte {
	sum := sha256.Sum256([]byte(cordon.Key(email) + "\n" + account))
	return sum[:]
}

// lockedUntil is the zero time for somebody who is not locked out.
func (tx *Tx) lockedUntil(l Login) (until time.Time, err error) {
	_, err = tx.one("SELECT n, at FROM signin_failure WHERE email = ?", []any{l.key}, func(s *sqlite.Stmt) {
		until = lockedUntil(s.ColumnInt(0), fromMillis(s.ColumnInt64(1)))
	})
	if !tx.db.clock().Before(until) {
		until = time.Time{}
	}
	return until, err
}

func lockedUntil(failures int, last time.Time) time.Time {
	if failures < freeFailures {
		return time.Time{}
	}
	lock := lockFirst << min(failures-freeFailures, 10)
	return last.Add(min(lock, lockLongest))
}

// SignInFailed counts a failure of each whose password was found not to match,
// and forgets old ones. Of those whom others locked out meanwhile nothing may be
// told, and until is set: a hundred guesses at once are no more than five.
func (db *DB) SignInFailed(ctx context.Context, tried []Login) (until time.Time, err error) {
	err = db.write(ctx, func(tx *WriteTx) (err error) {
		until, err = tx.countFailed(tried)
		return err
	})
	return until, err
}

func (tx *WriteTx) countFailed(tried []Login) (until time.Time, err error) {
	now := tx.db.clock()
	if err := tx.run("DELETE FROM signin_failure WHERE at <= ?", millis(now.Add(-failuresFor))); err != nil {
		return until, err
	}
	for _, l := range tried {
		end, err := tx.lockedUntil(l)
		if err != nil {
			return until, err
		}
		if !end.IsZero() {
			until = end
			continue
		}
		if err := tx.run(`INSERT INTO signin_failure VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET n = n + 1, at = excluded.at`, l.key, millis(now)); err != nil {
			return until, err
		}
	}
	return until, nil
}

// SignIn begins a session for somebody whose password was found to match l's,
// and counts a failure of each of those who were tried before. It fails if the
// password or the status changed since; until is set if others locked l out
// meanwhile.
func (db *DB) SignIn(ctx context.Context, l Login, before []Login, agent, trackingID string) (secret string, until time.Time, err error) {
	err = db.write(ctx, func(tx *WriteTx) (err error) {
		if _, err = tx.countFailed(before); err != nil {
			return err
		}
		if until, err = tx.lockedUntil(l); err != nil || !until.IsZero() {
			return err
		}
		same, err := tx.exists("SELECT 1 FROM user WHERE seq = ? AND password = ? AND password <> '' AND status = 'active'", l.user, l.PasswordHash)
		if err != nil {
			return err
		}
		if !same {
			return cordon.Unauthorized("Sign in again.").Because("the password or status changed meanwhile")
		}
		if err := tx.run("DELETE FROM signin_failure WHERE email = ?", l.key); err != nil {
			return err
		}
		if err := tx.noteOwn(l.user, trackingID, "Signed in"); err != nil {
			return err
		}
		secret, err = tx.startSession(l.user, agent)
		return err
	})
	return secret, until, err
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
func (tx *WriteTx) newPassword(user int64, hash string, mustChange bool) error {
	var failures []byte
	_, err := tx.one("SELECT email, account FROM user WHERE seq = ?", []any{user}, func(s *sqlite.Stmt) { failures = failureKey(s.ColumnText(0), s.ColumnText(1)) })
	if err != nil {
		return err
	}
	if err := tx.run("UPDATE user SET password = ?, must_change = ? WHERE seq = ?", hash, mustChange, user); err != nil {
		return err
	}
	if err := tx.run("DELETE FROM password_link WHERE user = ?", user); err != nil {
		return err
	}
	if err := tx.run("DELETE FROM signin_failure WHERE email = ?", failures); err != nil {
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
	return email, o.tx.newPassword(user, hash, true)
}
