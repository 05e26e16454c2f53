package store

import (
	"context"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
)

// LinkLife is how long a one-time link works.
const LinkLife = 7 * 24 * time.Hour

// linked is whom a one-time link is for.
type linked struct {
	user                   int64
	id, email, accountName string
}

const linkQuery = `
	SELECT u.seq, u.id, u.email, acc.name, acc.id, m.id, m.status, m.generation, r.id, r.rev
	FROM password_link l JOIN user u ON u.seq = l.user JOIN account acc ON acc.id = u.account
		JOIN user m ON m.seq = l.maker AND m.account = u.account JOIN role r ON r.account = m.account AND r.id = m.role
	WHERE l.id = ? AND l.expires_at > ? AND u.status <> 'inactive'`

// link finds whom a link is for. Setting the password is the maker's act, done
// late: whoever made the link must be allowed to do it still. Otherwise a link
// that was made for a member would take over the admin whom they became, and one
// that somebody kept would outlive their own rights.
func (tx *Tx) link(secret string) (linked, error) {
	id, now := cordon.HashSecret(secret), tx.db.clock()
	var l linked
	maker := &access.Subject{}
	var role policyKey
	found, err := tx.one(linkQuery, []any{id[:], millis(now)}, func(s *sqlite.Stmt) {
		l = linked{s.ColumnInt64(0), s.ColumnText(1), s.ColumnText(2), s.ColumnText(3)}
		maker.Account = s.ColumnText(4)
		maker.Owner = access.OwnerFacts{ID: s.ColumnText(5), Active: s.ColumnText(6) == string(cordon.Active), Generation: s.ColumnInt64(7)}
		role = policyKey{maker.Account, s.ColumnText(8), s.ColumnInt64(9)}
	})
	if err != nil {
		return linked{}, err
	}
	if !found {
		return linked{}, ErrNoLink
	}
	if maker.Role, err = tx.policy(role); err != nil {
		return linked{}, err
	}
	maker.Session = &access.SessionFacts{ExpiresAt: now.Add(LinkLife), Generation: maker.Owner.Generation}
	grant, refusal := access.Decide(maker, nil, access.Operations().Find("PUT /users/{userId}/password"), holder.Path("userId"), now)
	if refusal != nil {
		return linked{}, ErrNoLink.Because("whoever made the link may set no password any more: %s", refusal.Err.Reason)
	}
	by := &Tx{Grant: grant, db: tx.db, conn: tx.conn, fill: tx.fill}
	switch _, err = by.actOn(grant.People(), UserKey{Value: l.id}); {
	case isCode(err, 200), isCode(err, 1001):
		return linked{}, ErrNoLink.Because("whoever made the link may not act on its user any more: %s", err)
	case err != nil:
		return linked{}, err
	}
	return l, nil
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
	return secret, expires, tx.run("INSERT INTO password_link SELECT ?, ?, seq, ? FROM user WHERE id = ?", id[:], p.seq, millis(expires), tx.Grant.User())
}

// Link says whom a one-time link is for; ErrNoLink if it is used or over.
func (db *DB) Link(ctx context.Context, secret string) (email, account string, err error) {
	err = db.read(ctx, func(tx *Tx) error {
		l, err := tx.link(secret)
		email, account = l.email, l.accountName
		return err
	})
	return email, account, err
}

// ErrNoLink is one answer for a link that is used, over, or nobody's, or whose
// maker may not set the password any more.
var ErrNoLink = &cordon.Error{Status: 404, Code: 300, Message: "This link was used already, or is over. Ask for a new one."}

// UseLink sets the password of whom a link is for. Who was invited is active
// from then on. Every session of theirs ends, and a lock-out with it.
func (db *DB) UseLink(ctx context.Context, secret, hash, trackingID string) error {
	return db.write(ctx, func(tx *WriteTx) error {
		l, err := tx.link(secret)
		if err != nil {
			return err
		}
		if err := tx.run("UPDATE user SET status = 'active' WHERE seq = ? AND status = 'pending'", l.user); err != nil {
			return err
		}
		if err := tx.noteOwn(l.user, trackingID, "Set a password by a one-time link"); err != nil {
			return err
		}
		return tx.newPassword(l.user, hash, false)
	})
}
