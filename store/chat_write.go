package store

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// ActAs finds a person for an act in their name.
func (tx *WriteTx) ActAs(people access.People, key UserKey) (id string, err error) {
	p, err := tx.actOn(people, key)
	return p.id, err
}

// chatPrivileges are those under which channels and what is written in them are
// reached.
var chatPrivileges = []cordon.Privilege{"ChatChannel:Read", "ChatChannel:Edit", "ChatMessage:Read", "ChatMessage:Edit", "IMChatHistory:Read"}

// AddToChannel makes people in sight members of a channel that the caller has in
// hand. Whoever sees one of them sees the channel from then on, and all that is
// written in it: so under each privilege that reaches a new member, the caller
// must see one of those who are in it already. It returns the ids of those who
// were not.
func (tx *WriteTx) AddToChannel(people access.People, row RecordRow, who []string) (added []string, err error) {
	for _, name := range who {
		p, err := tx.find(people, UserKey{Value: name})
		if err != nil {
			return nil, err
		}
		in, err := tx.exists("SELECT 1 FROM record_holder WHERE record = ? AND holder = ?", row.Seq, p.seq)
		if err == nil && !in {
			err = tx.mayShowChannel(p, row)
		}
		if err != nil {
			return nil, err
		}
	}
	return tx.AddHolders(people, row, who)
}

// mayShowChannel is rule 10 for putting p into a channel.
func (tx *WriteTx) mayShowChannel(p seat, row RecordRow) error {
	policy, err := tx.policyOf(tx.Grant.Account(), p.role)
	if err != nil {
		return err
	}
	var reaching []cordon.Privilege
	if policy.Restricted() { // p sees themselves under these; otherwise everybody, with or without this
		reaching = policy.Privileges()
	}
	for _, g := range p.groups {
		err := tx.each("SELECT DISTINCT privilege FROM role_reach WHERE grp = ?", []any{g}, func(s *sqlite.Stmt) error {
			reaching = append(reaching, access.Closure(cordon.Privilege(s.ColumnText(0)))...)
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, privilege := range chatPrivileges {
		if !slices.Contains(reaching, privilege) {
			continue
		}
		v := tx.Grant.See(privilege).And(tx.Grant.See(cordon.UserRead))
		q := new(sql).add("SELECT 1 FROM record_holder h JOIN user u ON u.seq = h.holder WHERE h.record = ? AND ", row.Seq).visible(v, "u")
		ok, err := tx.exists(q.String(), q.args...)
		if err != nil {
			return err
		}
		if !ok {
			return cordon.NoPermission("%s reaches the new member, and the caller sees nobody of the channel under it", privilege)
		}
	}
	return nil
}

// NewChannelID draws the id of a channel or chat.
func (tx *WriteTx) NewChannelID() string { return hex.EncodeToString(tx.db.dice.Bytes(16)) }

// NewMessageID draws the id of a message.
func (tx *WriteTx) NewMessageID() string {
	b := tx.db.dice.Bytes(16)
	return strings.ToUpper(fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]))
}
