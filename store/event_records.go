package store

import (
	"fmt"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// recordKinds are the kinds of records that holder rules name.
var recordKinds = map[string][]cordon.Kind{
	"meeting":         {cordon.KindMeeting, cordon.KindLiveMeeting, cordon.KindPastMeeting, cordon.KindRecording, cordon.KindTrash},
	"webinar":         {cordon.KindWebinar, cordon.KindLiveWebinar, cordon.KindPastWebinar, cordon.KindRecording, cordon.KindTrash},
	"call":            {cordon.KindCall},
	"phone recording": {cordon.KindPhoneRecording},
	"voicemail":       {cordon.KindVoicemail},
	"channel":         {cordon.KindChannel},
	"channel or chat": {cordon.KindChannel, cordon.KindChat},
}

// recordingContent is the privilege that files ask for besides (rule 8).
const recordingContent cordon.Privilege = "RecordingContent:Read"

// whyNoRecord says why the caller does not see the record that is named by its
// id, or by that of what it is a part of: a meeting by number.
func (tx *Tx) whyNoRecord(what, id string, kinds []cordon.Kind) (w why, err error) {
	var seq, owner int64
	var kind, own string
	scan := func(s *sqlite.Stmt) {
		seq, kind, own, owner = s.ColumnInt64(0), s.ColumnText(1), s.ColumnText(2), s.ColumnInt64(3)
	}
	account := tx.Grant.Account()
	q := new(sql).add("SELECT seq, kind, id, owner FROM record WHERE account = ? AND kind IN ", account).in(kindNames(kinds)).add(" AND id = ? LIMIT 1", id)
	found, err := tx.one(q.String(), q.args, scan)
	if err == nil && !found {
		q = new(sql).add("SELECT seq, kind, id, owner FROM record WHERE account = ? AND parent = ? AND parent <> '' AND kind IN ", account, id).in(kindNames(kinds)).add(" LIMIT 1")
		found, err = tx.one(q.String(), q.args, scan)
	}
	if err != nil || !found {
		return absent(what), err
	}
	row, seen, err := tx.Record(tx.Grant.People(), cordon.Kind(kind), own, recordingContent)
	file := strings.Contains(tx.Grant.Operation().Path, "/download/")
	switch {
	case err != nil || seen && (row.Also || !file):
		return w, err
	case seen:
		return why{fmt.Sprintf("the %s is in sight, and its %s %s is not under %s", what, hostWord(what), row.Owner.Email, recordingContent), access.StageRole}, nil
	}
	var host seat
	found, err = tx.one("SELECT seq, id, email FROM user WHERE seq = ? AND account = ?", []any{owner, account}, func(s *sqlite.Stmt) {
		host = seat{seq: s.ColumnInt64(0), id: s.ColumnText(1), email: s.ColumnText(2)}
	})
	if err != nil {
		return w, err
	}
	if found && !cordon.Kind(kind).Shared() {
		return tx.whyHidden(host, fmt.Sprintf("the %s exists, and its %s %s", what, hostWord(what), host.email))
	}
	holders, err := tx.number("SELECT count(*) FROM record_holder WHERE record = ?", seq)
	return why{fmt.Sprintf("the %s exists, and none of its %d members is in sight under %s", what, holders, tx.cuts()[0]), access.StageGroup}, err
}

// hostWord is what the user is called that a record belongs to.
func hostWord(what string) string {
	if what == "meeting" || what == "webinar" {
		return "host"
	}
	return "user"
}
