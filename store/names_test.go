package store

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitemigration"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/cordon-zoom/cordon"
)

func TestNamesOf(t *testing.T) {
	for _, test := range []struct {
		email string
		brief cordon.Brief
		want  []string
	}{
		{"Ann@Example.com", cordon.Brief{}, []string{"ann@example.com"}},
		{"x@example.com", cordon.Brief{FirstName: "Ann", LastName: "Lee"}, []string{"ann lee", "lee", "x@example.com"}},
		{"x@example.com", cordon.Brief{FirstName: "Ann", LastName: "Lee", DisplayName: "Annie"}, []string{"ann lee", "annie", "lee", "x@example.com"}},
		{"ann@example.com", cordon.Brief{FirstName: "ANN"}, []string{"ann@example.com"}},
		{"x@example.com", cordon.Brief{LastName: "A\u030angström"}, []string{"x@example.com", "ångström"}},
		{"x@example.com", cordon.Brief{FirstName: " ", LastName: "Lee "}, []string{"lee", "x@example.com"}},
		{"x@example.com", cordon.Brief{FirstName: "Lee", LastName: "Lee"}, []string{"lee lee", "x@example.com"}},
	} {
		if got := namesOf(test.email, &test.brief); !slices.Equal(got, test.want) {
			t.Errorf("%s, %+v: got %q, want %q", test.email, test.brief, got, test.want)
		}
	}
}

// Whoever was there before there were names is found under theirs once the file
// is brought up to date; if that fails or is broken off, the next time.
func TestNamesOfOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cordon.db")
	scripts, err := migrationScripts()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(scripts, func(s string) bool { return strings.Contains(s, "CREATE TABLE user_name ") })
	if at < 1 {
		t.Fatal("no migration makes user_name")
	}
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite|sqlite.OpenCreate|sqlite.OpenWAL)
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlitemigration.Migrate(context.Background(), conn, sqlitemigration.Schema{AppID: applicationID, Migrations: scripts[:at]}); err != nil {
		t.Fatal(err)
	}
	run := func(conn *sqlite.Conn, script string) {
		t.Helper()
		if err := sqlitex.ExecuteScript(conn, script, nil); err != nil {
			t.Fatal(err)
		}
	}
	run(conn, `INSERT INTO account VALUES ('acme', 1, 'Acme', 0, 'role');
		INSERT INTO role (account, id, name, name_key, created_at) VALUES ('acme', '2', 'Member', 'member', 0);
		INSERT INTO user (id, account, email, email_key, status, role, created_at, brief, profile) VALUES
			('a', 'acme', 'Ann@example.com', 'ann@example.com', 'active', '2', 0, '{"first_name": "Åsa", "last_name": "Lee"}', '{}'),
			('b', 'acme', 'ben@example.com', 'ben@example.com', 'active', '2', 0, '{"display_name": "STRASSE"}', '{}');
		CREATE TABLE broken AS SELECT brief FROM user WHERE id = 'b';
		UPDATE user SET brief = '{"type": 1, "display_name": 7}' WHERE id = 'b';`)
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	options := Options{Clock: func() time.Time { return time.UnixMilli(0) }, Dice: cordon.SecureDice()}
	if db, err := Open(t.Context(), path, options); err == nil {
		_ = db.Close()
		t.Fatal("opened, with somebody left without a name")
	}
	if conn, err = sqlite.OpenConn(path, sqlite.OpenReadWrite); err != nil {
		t.Fatal(err)
	}
	if err := sqlitex.ExecuteTransient(conn, "SELECT count(*) FROM user_name", nil); err == nil {
		t.Error("half a migration was kept")
	}
	run(conn, "UPDATE user SET brief = (SELECT brief FROM broken) WHERE id = 'b'; DROP TABLE broken;")
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	all := peopleOf(t, map[cordon.Privilege]cordon.Reach{cordon.UserRead: {Account: true}})
	for range 2 { // the second time there is nothing to do
		db, err := Open(t.Context(), path, options)
		if err != nil {
			t.Fatal(err)
		}
		err = db.read(t.Context(), func(tx *Tx) error {
			for prefix, want := range map[string]string{"a\u030asa l": "a", "ann@": "a", "lee": "a", "straß": "b", "BEN": "b"} {
				rows, _, err := tx.FindUsers(all, UserSearch{Prefix: prefix, Limit: 10})
				if err != nil || len(rows) != 1 || rows[0].ID != want {
					t.Errorf("%q finds %+v, %v, want %s", prefix, rows, err, want)
				}
			}
			if w, err := tx.walkFor(all.Visibility(), "small"); err != nil || w.account != "" || !slices.Equal(w.groups, []string{"small"}) || w.most != 1 {
				t.Errorf("a search in a small group starts from %+v, %v", w, err)
			}
			n, err := tx.number("SELECT count(*) FROM user_name")
			if n != 5 { // ann@, åsa lee, lee; ben@, strasse
				t.Errorf("%d names", n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if err := db.CheckIntegrity(t.Context()); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	// Who leaves takes their names along.
	db, err := Open(t.Context(), path, options)
	if err != nil {
		t.Fatal(err)
	}
	err = db.write(t.Context(), func(tx *WriteTx) error {
		err := tx.run("DELETE FROM user WHERE id = 'a'")
		if n, _ := tx.number("SELECT count(*) FROM user_name"); n != 2 {
			t.Errorf("%d names are left", n)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
