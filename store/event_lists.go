package store

import (
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
)

// EventRow is an event with its place in the list, and who it was then.
type EventRow struct {
	Seq int64 `json:"-"`
	cordon.Event
	Email   string `json:"email,omitempty"`
	AppName string `json:"app_name,omitempty"`
}

// EventFilter narrows a list of events. Empty fields filter nothing.
type EventFilter struct {
	Outcome    string // cordon.EventChanged or cordon.EventRefused
	User, App  string // ids of who acted
	Operation  string // "POST /groups"
	Product    string // "groups", as the catalog has it
	TrackingID string // the whole value of an x-zm-trackingid, or its rid
	From, To   time.Time
	Page       // After and AfterTime: Seq and At.UnixMilli() of the row before
}

// Events lists the events of the account that match the filter, the newest
// first, one page of them, of the last 90 days. more says that there is another
// page. Events name people freely: from the caller nobody may be hidden.
func (tx *Tx) Events(f EventFilter) (list []EventRow, more bool, err error) {
	if err := tx.mayReadEvents(); err != nil {
		return nil, false, err
	}
	q := tx.eventQuery(f)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		if more = len(list) == f.Limit; !more {
			list = append(list, scanEvent(s, tx.Grant.Account()))
		}
		return nil
	})
	return list, more, err
}

// MayReadEvents reports whether nobody whom events may name is hidden from the
// caller.
func (tx *Tx) MayReadEvents() bool { return tx.Grant.Unrestricted() && tx.Grant.People().Everyone() }

func (tx *Tx) mayReadEvents() error {
	if !tx.MayReadEvents() {
		return cordon.NoPermission("events name everybody, and somebody is hidden from the caller")
	}
	return nil
}

func (tx *Tx) eventQuery(f EventFilter) *sql {
	low, high := f.span(tx.db.clock())
	if f.After != 0 {
		high = min(high, f.AfterTime)
	}
	account, one := "e.account", f.TrackingID != ""
	if one {
		account = "+e.account" // keeps the planner on the few events of one request
	}
	q := new(sql).add(`SELECT e.seq, e.at, e.outcome, e.tracking, e.origin, e.user, e.email, e.app, e.app_name, e.client_id, e.operation, e.path, e.what,
		e.status, e.code, e.message, e.reason, e.stage FROM event e WHERE `+account+` = ? AND e.at BETWEEN ? AND ?`, tx.Grant.Account(), low, high)
	if f.After != 0 {
		// Not (at, seq) < (?, ?), which would draw the planner to another index.
		q.add(" AND (e.at < ? OR e.seq < ?)", f.AfterTime, f.After)
	}
	if f.Operation != "" { // found through its product: one index is enough for both
		q.add(" AND e.operation = ? AND e.product = ?", f.Operation, productOf(f.Operation))
	}
	for _, is := range []struct{ column, value string }{{"outcome", f.Outcome}, {"user", f.User}, {"app", f.App}, {"product", f.Product}} {
		if is.value != "" {
			q.add(" AND e."+is.column+" = ?", is.value)
		}
	}
	if one {
		q.add(" AND e.tracking = ?", cordon.TrackingRID(f.TrackingID))
	}
	return q.add(" ORDER BY e.at DESC, e.seq DESC LIMIT ?", f.Limit+1)
}

// span is from when to when, both included, in milliseconds. What is too old is
// left out, also where it is not swept yet.
func (f EventFilter) span(now time.Time) (low, high int64) {
	low, high = RecordFilter{From: f.From, To: f.To}.span()
	return max(low, millis(now.Add(-cordon.EventLife))+1), high
}

func scanEvent(s *sqlite.Stmt, account string) EventRow {
	return EventRow{Seq: s.ColumnInt64(0), Email: s.ColumnText(6), AppName: s.ColumnText(8), Event: cordon.Event{
		Account: account, At: fromMillis(s.ColumnInt64(1)), Outcome: s.ColumnText(2), TrackingID: s.ColumnText(3), From: s.ColumnText(4), User: s.ColumnText(5),
		App: s.ColumnText(7), ClientID: s.ColumnText(9), Operation: s.ColumnText(10), Path: s.ColumnText(11), What: s.ColumnText(12),
		Status: s.ColumnInt(13), Code: s.ColumnInt(14), Message: s.ColumnText(15), Reason: s.ColumnText(16), Stage: s.ColumnText(17),
	}}
}

// exportChunk is how many events are read in one snapshot for an export.
const exportChunk = 500

// EachEvent calls row for every event that matches the filter, the newest first.
// open opens a snapshot for a caller who may read them: once for each chunk, so
// that none is held while a slow client reads, and so that each is decided about.
func EachEvent(f EventFilter, open func(read func(*Tx) error) error, row func(EventRow) error) error {
	f.Limit = exportChunk
	for more := true; more; {
		var list []EventRow
		err := open(func(tx *Tx) (err error) {
			list, more, err = tx.Events(f)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range list {
			if err := row(e); err != nil {
				return err
			}
			f.After, f.AfterTime = e.Seq, e.At.UnixMilli()
		}
	}
	return nil
}

// MoreRefused is how many refusals one app had on one day, or one person in the
// portal, beyond those that are kept in full.
type MoreRefused struct {
	Day      time.Time // its beginning, UTC
	ClientID string    // of the app, "" in the portal
	App      string    // its id and name, "" where it is gone
	AppName  string
	User     string
	N        int // beyond those in Events
}

// MoreRefused lists on which days of a filter's time there were more refusals
// than Events has, the newest day first. They are known by app and user alone,
// so a filter by anything else has none.
func (tx *Tx) MoreRefused(f EventFilter) (list []MoreRefused, err error) {
	if err := tx.mayReadEvents(); err != nil {
		return nil, err
	}
	if f.Outcome == cordon.EventChanged || f.Operation != "" || f.Product != "" || f.TrackingID != "" {
		return nil, nil
	}
	low, high := f.span(tx.db.clock())
	q := new(sql).add(`SELECT d.day, d.who, d.user, d.n - d.kept, coalesce(a.id, ''), coalesce(a.name, '') FROM refused_day d
		LEFT JOIN app a ON a.client_id = d.who AND a.account = d.account
		WHERE d.account = ? AND d.day BETWEEN ? AND ? AND d.n > d.kept`, tx.Grant.Account(), Day(fromMillis(low)), Day(fromMillis(min(high, millis(tx.db.clock())))))
	if f.User != "" {
		q.add(" AND d.user = ?", f.User)
	}
	if f.App != "" {
		q.add(" AND a.id = ?", f.App)
	}
	err = tx.each(q.add(" ORDER BY d.day DESC, d.who LIMIT 1000").String(), q.args, func(s *sqlite.Stmt) error {
		m := MoreRefused{Day: time.Unix(s.ColumnInt64(0)*int64(24*time.Hour/time.Second), 0).UTC(), ClientID: s.ColumnText(1), User: s.ColumnText(2), N: s.ColumnInt(3),
			App: s.ColumnText(4), AppName: s.ColumnText(5)}
		if m.ClientID == m.User {
			m.ClientID = ""
		}
		list = append(list, m)
		return nil
	})
	return list, err
}
