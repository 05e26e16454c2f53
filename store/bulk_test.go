package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// BenchmarkAddRecord measures how fast a new file takes records: of 10,000
// people in turn, 5,000 records a transaction, each about as large as a meeting
// that was held by six.
func BenchmarkAddRecord(b *testing.B) {
	fill := func(b *testing.B, db *store.DB) {
		account, people := somePeople(b, db, 10_000)
		b.ResetTimer()
		for i := 0; i < b.N; {
			operate(b, db, func(tx *store.OperatorTx) error {
				for end := min(i+5000, b.N); i < end; i++ {
					if err := tx.AddRecord(account, heldMeeting(i, people[i%len(people)])); err != nil {
						return err
					}
				}
				return nil
			})
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
	}
	options := store.Options{Clock: now, Dice: cordon.SecureDice()}
	b.Run("open", func(b *testing.B) {
		db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "cordon.db"), options)
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		fill(b, db)
	})
	b.Run("build", func(b *testing.B) {
		err := store.Build(b.Context(), filepath.Join(b.TempDir(), "cordon.db"), options, func(db *store.DB) error {
			fill(b, db)
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	})
}

func somePeople(b testing.TB, db *store.DB, n int) (account string, people []string) {
	a := cordon.Account{Name: "Example"}
	operate(b, db, func(tx *store.OperatorTx) error {
		if _, err := tx.CreateAccount(&a, &cordon.User{Email: "owner@example.com", Status: cordon.Active}, &cordon.App{Name: "Owner"}); err != nil {
			return err
		}
		for i := range n {
			u := &cordon.User{Email: fmt.Sprintf("p%d@example.com", i), Status: cordon.Active}
			if err := tx.AddUser(a.ID, u); err != nil {
				return err
			}
			people = append(people, u.ID)
		}
		return nil
	})
	return a.ID, people
}

func operate(tb testing.TB, db *store.DB, fn func(*store.OperatorTx) error) {
	tb.Helper()
	if err := db.Operate(context.Background(), "test", "fill", fn); err != nil {
		tb.Fatal(err)
	}
}

func heldMeeting(i int, host string) *cordon.Record {
	at := now().Add(-time.Duration(i%250_000) * time.Minute)
	id := fmt.Sprintf("%022d==", i*7919%10_000_000)
	s := cordon.Session{UUID: id, Number: 80_000_000_000 + int64(i), Topic: "Weekly meeting of the team", Type: cordon.ScheduledMeeting,
		Start: at, End: at.Add(time.Hour), Timezone: "Europe/Berlin", HostName: "Somebody", Participants: 6, Unique: 6, TotalMinutes: 360}
	var d cordon.SessionDetail
	for n := range 6 {
		d.Participants = append(d.Participants, cordon.Participant{Person: cordon.Person{User: host, Name: "Somebody"}, Number: int64(16778240 + 1024*n),
			UUID: id, Join: at, Leave: at.Add(time.Hour), Device: "Windows", IP: "192.0.2.1", Location: "Berlin (DE)", Network: "Wifi"})
	}
	return &cordon.Record{Kind: cordon.KindPastMeeting, ID: id, Parent: strconv.FormatInt(s.Number, 10), Time: at, Owner: host, Doc: s, Detail: d}
}
