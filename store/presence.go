package store

import (
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon/access"
)

// Presence is what a person's status icon shows.
type Presence struct {
	User   string    // id
	Status string    // "" if none was ever set, or a "do not disturb" is over
	Ends   time.Time // of a "do not disturb"; otherwise zero
}

// Presence reads a person's presence.
func (tx *Tx) Presence(people access.People, key UserKey) (p Presence, err error) {
	who, err := tx.find(people, key)
	if err != nil {
		return p, err
	}
	p.User = who.id
	_, err = tx.one("SELECT status, ends_at FROM presence WHERE user = ? AND (ends_at IS NULL OR ends_at > ?)", []any{who.seq, millis(tx.db.clock())}, func(s *sqlite.Stmt) {
		p.Status = s.ColumnText(0)
		if !s.ColumnIsNull(1) {
			p.Ends = fromMillis(s.ColumnInt64(1))
		}
	})
	return p, err
}

// SetPresence sets a person's presence, for as long as life says where that is
// not zero.
func (tx *WriteTx) SetPresence(people access.People, key UserKey, status string, life time.Duration) error {
	p, err := tx.actOn(people, key)
	if err != nil {
		return err
	}
	var ends any
	if life > 0 {
		ends = millis(tx.db.clock().Add(life))
	}
	return tx.run("INSERT INTO presence VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET status = ?2, ends_at = ?3", p.seq, status, ends)
}
