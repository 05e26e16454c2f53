package store

import (
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

func (tx *WriteTx) newSecret(app int64) (id, secret string, err error) {
	id, secret = tx.db.dice.ID(), tx.db.dice.Secret()
	hash := cordon.HashSecret(secret)
	return id, secret, tx.run("INSERT INTO app_secret VALUES (?, ?, ?, ?, NULL)", id, app, hash[:], millis(tx.db.clock()))
}

// RotateSecret makes a new client secret and lets the old one work until
// oldEnds; at or before now, it ends at once, and with it every token that it
// fetched. With fresh false it only moves the end of the old secret.
func (tx *WriteTx) RotateSecret(people access.People, id string, fresh bool, oldEnds time.Time) (secretID, secret string, err error) {
	a, err := tx.AppToChange(people, id)
	if err != nil {
		return "", "", err
	}
	now := tx.db.clock()
	if err := tx.secretChange(a.Seq); err != nil {
		return "", "", err
	}
	if fresh {
		return tx.rotate(a.Seq, oldEnds)
	}
	_, err = tx.one("SELECT id FROM app_secret WHERE app = ? AND expires_at > ? ORDER BY created_at DESC LIMIT 1",
		[]any{a.Seq, millis(now)}, func(s *sqlite.Stmt) { secretID = s.ColumnText(0) })
	if err == nil && secretID == "" {
		err = &cordon.Error{Status: 404, Code: 1401, Message: "Secret ID does not exist."}
	}
	if err != nil {
		return "", "", err
	}
	if err := tx.run("UPDATE app_secret SET expires_at = ? WHERE id = ?", millis(oldEnds), secretID); err != nil {
		return "", "", err
	}
	// Gone, and not only ended: a clock that goes back must not revive it.
	return secretID, "", tx.run("DELETE FROM app_secret WHERE app = ? AND expires_at <= ?", a.Seq, millis(now))
}

// secretChange counts a change of an app's secrets, and refuses one too many.
func (tx *WriteTx) secretChange(app int64) error {
	now := tx.db.clock()
	recent, err := tx.number("SELECT count(*) FROM secret_change WHERE app = ? AND at > ?", app, millis(now.Add(-cordon.SecretChangeEvery)))
	if err != nil {
		return err
	}
	if recent >= cordon.SecretChanges {
		return &cordon.Error{Status: 400, Code: 2000, Message: "The client secret can be changed 3 times in 15 minutes. Try again later."}
	}
	if err := tx.run("DELETE FROM secret_change WHERE app = ? AND at <= ?", app, millis(now.Add(-cordon.SecretChangeEvery))); err != nil {
		return err
	}
	return tx.run("INSERT INTO secret_change VALUES (?, ?)", app, millis(now))
}

// rotate ends every secret that the app has, by oldEnds at the latest, and
// makes a new one.
func (tx *WriteTx) rotate(app int64, oldEnds time.Time) (secretID, secret string, err error) {
	if err := tx.run("UPDATE app_secret SET expires_at = ?2 WHERE app = ?1 AND (expires_at IS NULL OR expires_at > ?2)", app, millis(oldEnds)); err != nil {
		return "", "", err
	}
	if err := tx.run("DELETE FROM app_secret WHERE app = ? AND expires_at <= ?", app, millis(tx.db.clock())); err != nil {
		return "", "", err
	}
	return tx.newSecret(app)
}

// OldSecrets is when each secret ends that was rotated and still works, the next
// to end first. Rule 10 is as for rotating.
func (tx *Tx) OldSecrets(people access.People, id string) (ends []time.Time, err error) {
	a, err := tx.AppToChange(people, id)
	if err != nil {
		return nil, err
	}
	err = tx.each("SELECT expires_at FROM app_secret WHERE app = ? AND expires_at > ? ORDER BY expires_at", []any{a.Seq, millis(tx.db.clock())}, func(s *sqlite.Stmt) error {
		ends = append(ends, fromMillis(s.ColumnInt64(0)))
		return nil
	})
	return ends, err
}

// EndOldSecrets ends every secret but the newest at once, and with them every
// token that they fetched. It counts as a change of the secret.
func (tx *WriteTx) EndOldSecrets(people access.People, id string) error {
	a, err := tx.AppToChange(people, id)
	if err != nil {
		return err
	}
	if err := tx.secretChange(a.Seq); err != nil {
		return err
	}
	return tx.run("DELETE FROM app_secret WHERE app = ? AND expires_at IS NOT NULL", a.Seq)
}
