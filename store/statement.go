package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
)

// each runs a statement and calls row for each row it yields.
func (tx *Tx) each(query string, args []any, row func(*sqlite.Stmt) error) (err error) {
	stmt, err := tx.conn.Prepare(query)
	if err != nil {
		return err
	}
	defer func() {
		if again := stmt.Reset(); err == nil {
			err = again
		}
	}()
	for i, a := range args {
		switch a := a.(type) {
		case string:
			stmt.BindText(i+1, a)
		case int64:
			stmt.BindInt64(i+1, a)
		case int:
			stmt.BindInt64(i+1, int64(a))
		case bool:
			stmt.BindBool(i+1, a)
		case []byte:
			stmt.BindBytes(i+1, a)
		case nil:
			stmt.BindNull(i + 1)
		default:
			return fmt.Errorf("store: cannot bind %T", a)
		}
	}
	for {
		more, err := stmt.Step()
		if err != nil || !more {
			return err
		}
		if err := row(stmt); err != nil {
			return err
		}
	}
}

// one runs a statement for at most one row and reports whether there was one.
func (tx *Tx) one(query string, args []any, row func(*sqlite.Stmt)) (bool, error) {
	found := false
	err := tx.each(query, args, func(s *sqlite.Stmt) error {
		if !found {
			row(s)
		}
		found = true
		return nil
	})
	return found, err
}

// exists reports whether the statement yields a row.
func (tx *Tx) exists(query string, args ...any) (bool, error) {
	return tx.one(query, args, func(*sqlite.Stmt) {})
}

// number is the one number that the statement yields, 0 for none.
func (tx *Tx) number(query string, args ...any) (n int, err error) {
	_, err = tx.one(query, args, func(s *sqlite.Stmt) { n = s.ColumnInt(0) })
	return n, err
}

// run executes a statement that yields nothing.
func (tx *Tx) run(query string, args ...any) error {
	return tx.each(query, args, func(*sqlite.Stmt) error { return nil })
}

// changed is run, and reports whether any row changed.
func (tx *WriteTx) changed(query string, args ...any) (bool, error) {
	err := tx.run(query, args...)
	return err == nil && tx.conn.Changes() > 0, err
}

// sql builds a statement and its arguments side by side.
type sql struct {
	strings.Builder
	args []any
}

func (q *sql) add(text string, args ...any) *sql {
	q.WriteString(text)
	q.args = append(q.args, args...)
	return q
}

// in adds a parenthesised list of values. It is filled up to a power of two with
// the last of them, so that there are few texts to prepare: a connection keeps
// each for good.
func (q *sql) in(values []string) *sql {
	q.WriteByte('(')
	for i := range values {
		if i > 0 {
			q.WriteByte(',')
		}
		q.add("?", values[i])
	}
	for n := len(values); n > 0 && n&(n-1) != 0; n++ {
		q.add(",?", values[len(values)-1])
	}
	q.WriteByte(')')
	return q
}

// given adds values as the table w, to begin a FROM with. CROSS JOIN behind it
// makes the planner look each of them up, where for a long IN it would rather
// walk all that an account has.
func (q *sql) given(values []string) *sql {
	text, _ := json.Marshal(values) // strings always can be
	return q.add("json_each(?) w", string(text))
}

// isCode reports whether err is an error of ours with that code.
func isCode(err error, code int) bool {
	var e *cordon.Error
	return errors.As(err, &e) && e.Code == code
}

func millis(t time.Time) int64 { return t.UnixMilli() }

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
