package store

import "github.com/cordon-zoom/cordon"

// talkRead is all that a handler may ask of channels and chats beyond what it
// asks of any record.
func talkRead(tx *Tx, who, other UserKey) {
	people := tx.Grant.People()
	_, _, _ = tx.Sees(people, who, "ChatMessage:Edit")
	_, _, _ = tx.Holds(people, RecordRow{Seq: 1}, who)
	_, _, _ = tx.Between(people, cordon.KindChat, who, other)
	_, _, _ = tx.Part(people, RecordRow{ID: "p"}, cordon.KindMessage, "id")
	_, _ = tx.Colleagues(people, "ann", cordon.Active, Page{Limit: 10})
}

// talkWritten is all that a handler may change of them.
func talkWritten(tx *WriteTx, who, other UserKey) {
	people := tx.Grant.People()
	_, _ = tx.ActAs(people, who)
	r := cordon.Record{Kind: cordon.KindChannel, ID: "channel", Time: tx.db.clock(), Doc: struct{}{}}
	_ = tx.AddRecord(people, other.Value, &r)
	row, _, _ := tx.Record(people, cordon.KindChannel, "channel", "")
	_, _ = tx.AddToChannel(people, row, []string{who.Value})
}
