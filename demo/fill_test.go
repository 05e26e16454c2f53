package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// fill makes a database with a company and its past in it, and returns what
// progress was told.
func fill(ctx context.Context, path string, people int) (told []float64, err error) {
	dice := cordon.NewDice(rand.NewChaCha8([32]byte{1}))
	options := store.Options{Clock: func() time.Time { return testNow }, Dice: dice}
	err = store.Build(ctx, path, options, func(db *store.DB) error {
		account := cordon.Account{Name: CompanyName}
		err := db.Operate(ctx, "test", "set up", func(tx *store.OperatorTx) error {
			_, err := tx.CreateAccount(&account, &cordon.User{Email: "owner@cordon.example", Status: cordon.Active}, &cordon.App{Name: "Owner"})
			return err
		})
		if err != nil {
			return err
		}
		return NewCompany(dice, testNow, people).Fill(ctx, db, account.ID, dice, testNow, func(part float64) { told = append(told, part) })
	})
	return told, err
}

func TestFill(t *testing.T) {
	told, err := fill(t.Context(), filepath.Join(t.TempDir(), "cordon.db"), 60)
	if err != nil {
		t.Fatal(err)
	}
	if len(told) == 0 || told[len(told)-1] != 1 {
		t.Errorf("progress was told %v", told)
	}
	for i := range told {
		if i > 0 && told[i] < told[i-1] {
			t.Errorf("progress went back: %v", told)
		}
	}
}

func TestFillBrokenOff(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fill(ctx, filepath.Join(t.TempDir(), "cordon.db"), 60); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// BenchmarkFill is what "serve --demo" does before its four stages: it makes the
// company and its past up, stores them in a new file, and checks that.
func BenchmarkFill(b *testing.B) {
	for _, people := range []int{200, 10_000, 100_000} {
		b.Run(fmt.Sprintf("people=%d", people), func(b *testing.B) {
			records := 0
			for b.Loop() {
				if _, err := fill(b.Context(), filepath.Join(b.TempDir(), "cordon.db"), people); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				dice := cordon.NewDice(rand.NewChaCha8([32]byte{2}))
				records = 0
				count := func(*cordon.Record) error { records++; return nil }
				drop := func(string, []byte) (string, error) { return "", nil }
				if err := NewCompany(dice, testNow, people).Activity(dice, testNow, count, drop, func(int) {}); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(records), "records")
			b.ReportMetric(float64(records)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
