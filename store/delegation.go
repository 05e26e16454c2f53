package store

import (
	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// Delegate is a person at the other end of a scheduling privilege.
type Delegate struct {
	ID            string
	Email         string
	Status        cordon.Status
	PMI           int64
	PrivateEvents bool // an assistant manages the user's private events too
}

// Assistants lists who may schedule for a person, as far as they are in sight.
func (tx *Tx) Assistants(people access.People, key UserKey) ([]Delegate, error) {
	return tx.delegates(people, key, "user", "assistant")
}

// Schedulers lists for whom a person may schedule, as far as they are in sight.
func (tx *Tx) Schedulers(people access.People, key UserKey) ([]Delegate, error) {
	return tx.delegates(people, key, "assistant", "user")
}

// delegates lists the other ends of the delegations of which the person is one
// end. The ends are columns of delegation.
func (tx *Tx) delegates(people access.People, key UserKey, end, other string) (list []Delegate, err error) {
	p, err := tx.find(people, key)
	if err != nil {
		return nil, err
	}
	q := new(sql).add("SELECT u.id, u.email, u.status, u.pmi, d.private_events FROM delegation d CROSS JOIN user u ON u.seq = d."+other+
		" WHERE d."+end+" = ? AND ", p.seq).visible(people.Visibility(), "u").add(" ORDER BY d." + other)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, Delegate{s.ColumnText(0), s.ColumnText(1), cordon.Status(s.ColumnText(2)), s.ColumnInt64(3), s.ColumnBool(4)})
		return nil
	})
	return list, err
}

// NewAssistant is somebody to be made an assistant.
type NewAssistant struct {
	UserKey
	PrivateEvents bool
}

// AddAssistants lets people schedule for a person, all of them or none. The
// caller gives away what is the person's, so it is an act on that person. It
// returns the assistants' ids.
func (tx *WriteTx) AddAssistants(people access.People, key UserKey, who []NewAssistant) (ids []string, err error) {
	p, err := tx.actOn(people, key)
	if err != nil {
		return nil, err
	}
	for _, a := range who {
		q, err := tx.find(people, a.UserKey)
		switch {
		case isCode(err, 1001):
			return nil, cordon.NoSuchAssistant(a.Value)
		case err != nil:
			return nil, err
		case q.seq == p.seq:
			return nil, cordon.OwnAssistant()
		}
		added, err := tx.changed("INSERT INTO delegation VALUES (?, ?, ?) ON CONFLICT DO NOTHING", p.seq, q.seq, a.PrivateEvents)
		if err != nil {
			return nil, err
		}
		if !added {
			return nil, cordon.AlreadyAssistant(a.Value)
		}
		ids = append(ids, q.id)
	}
	return ids, nil
}

// RemoveAssistant ends one assistant's privilege to schedule for a person.
func (tx *WriteTx) RemoveAssistant(people access.People, key, assistant UserKey) error {
	return tx.endDelegation(people, key, assistant, "user", "assistant")
}

// RemoveScheduler ends a person's privilege to schedule for another.
func (tx *WriteTx) RemoveScheduler(people access.People, key, scheduler UserKey) error {
	return tx.endDelegation(people, key, scheduler, "assistant", "user")
}

// endDelegation takes one delegation away. Somebody who is at neither end of
// it, hidden, or nobody at all is the same missing user.
func (tx *WriteTx) endDelegation(people access.People, key, with UserKey, end, other string) error {
	p, err := tx.actOn(people, key)
	if err != nil {
		return err
	}
	q, err := tx.find(people, with)
	if err != nil {
		return err
	}
	gone, err := tx.changed("DELETE FROM delegation WHERE "+end+" = ? AND "+other+" = ?", p.seq, q.seq)
	if err == nil && !gone {
		err = cordon.NoSuchUser(with.Value)
	}
	return err
}

// RemoveAssistants ends the privilege of all assistants in sight. Those who are
// hidden stay: for the caller there are none.
func (tx *WriteTx) RemoveAssistants(people access.People, key UserKey) error {
	return tx.endDelegations(people, key, "user", "assistant")
}

// RemoveSchedulers ends a person's privilege to schedule for anybody in sight.
func (tx *WriteTx) RemoveSchedulers(people access.People, key UserKey) error {
	return tx.endDelegations(people, key, "assistant", "user")
}

func (tx *WriteTx) endDelegations(people access.People, key UserKey, end, other string) error {
	p, err := tx.actOn(people, key)
	if err != nil {
		return err
	}
	q := new(sql).add("DELETE FROM delegation WHERE "+end+" = ? AND EXISTS (SELECT 1 FROM user u WHERE u.seq = delegation."+other+" AND ", p.seq)
	q.visible(people.Visibility(), "u").add(")")
	return tx.run(q.String(), q.args...)
}
