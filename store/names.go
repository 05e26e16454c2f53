package store

import (
	"encoding/json"
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
)

// namesOf is what a person is found by, folded and sorted: the address, the
// name that lists show, first and last name, and both together. What another of
// them begins with is left out: whoever looks for "ann" finds "ann lee".
func namesOf(email string, b *cordon.Brief) (keys []string) {
	all := []string{cordon.Key(email), cordon.Key(b.Name()), cordon.Key(b.FirstName), cordon.Key(b.LastName), cordon.Key(b.FirstName + " " + b.LastName)}
	slices.Sort(all)
	for i, key := range all {
		if i+1 == len(all) || !strings.HasPrefix(all[i+1], key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// nameUser writes what the user at seq is found by. Whatever writes a user's
// address or brief calls it.
func (tx *WriteTx) nameUser(account string, seq int64, email string, b *cordon.Brief) error {
	keys := namesOf(email, b)
	var had []string
	err := tx.each("SELECT key FROM user_name WHERE user = ? ORDER BY key", []any{seq}, func(s *sqlite.Stmt) error {
		had = append(had, s.ColumnText(0))
		return nil
	})
	if err != nil || slices.Equal(had, keys) {
		return err
	}
	if len(had) > 0 {
		if err := tx.run("DELETE FROM user_name WHERE user = ?", seq); err != nil {
			return err
		}
	}
	q := new(sql).add("INSERT INTO user_name VALUES ")
	for i, key := range keys {
		if i > 0 {
			q.add(", ")
		}
		q.add("(?, ?, ?)", seq, key, account)
	}
	return tx.run(q.String(), q.args...)
}

// provideNames gives the migration that makes user_name namesOf as a function:
// user_names(email, brief) is their JSON array. So it names those who are there
// in the migration's own transaction, all of them or none.
func provideNames(conn *sqlite.Conn) error {
	return conn.CreateFunction("user_names", &sqlite.FunctionImpl{NArgs: 2, Deterministic: true,
		Scalar: func(_ sqlite.Context, args []sqlite.Value) (sqlite.Value, error) {
			var b cordon.Brief
			if err := json.Unmarshal([]byte(args[1].Text()), &b); err != nil {
				return sqlite.Value{}, err
			}
			keys, err := json.Marshal(namesOf(args[0].Text(), &b))
			return sqlite.TextValue(string(keys)), err
		}})
}
