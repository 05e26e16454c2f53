package cordon_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"regexp"
	"sync"
	"testing"
	"testing/iotest"

	. "github.com/cordon-zoom/cordon"
)

func seeded(seed byte) *Dice { return NewDice(rand.NewChaCha8([32]byte{seed})) }

func TestIDShape(t *testing.T) {
	for name, d := range map[string]*Dice{"secure": SecureDice(), "seeded": seeded(1)} {
		seen := map[string]bool{}
		for range 10_000 {
			id := d.ID()
			if seen[id] || !regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`).MatchString(id) {
				t.Fatalf("%s: %q is not new, or has another shape", name, id)
			}
			seen[id] = true
		}
		secret := d.Secret()
		if raw, err := base64.RawURLEncoding.DecodeString(secret); err != nil || len(raw) != 32 || len(secret) != 43 {
			t.Errorf("%s: secret of %d bytes: %v", name, len(raw), err)
		}
	}
}

// One seed makes one world; another makes another.
func TestSeededDice(t *testing.T) {
	draw := func(d *Dice) string {
		return d.ID() + d.Secret() + string(d.Bytes(7)) + string(rune(d.Int63n(1000)))
	}
	first, again, other := draw(seeded(1)), draw(seeded(1)), draw(seeded(2))
	if first != again {
		t.Error("the same seed drew two things")
	}
	if secure, another := draw(SecureDice()), draw(SecureDice()); first == other || secure == another {
		t.Error("two sources drew the same")
	}
	// What the first bytes turn into must never change: demos are made of it.
	if got := NewDice(bytes.NewReader(make([]byte, 16))).ID(); got != "AAAAAAAAAAAAAAAAAAAAAA" {
		t.Errorf("got %s", got)
	}
}

func TestInt63n(t *testing.T) {
	d := seeded(3)
	for _, n := range []int64{1, 2, 10, 1 << 40, 1<<63 - 1} {
		for range 1000 {
			if got := d.Int63n(n); got < 0 || got >= n {
				t.Fatalf("Int63n(%d) = %d", n, got)
			}
		}
	}
	seen := map[int64]int{}
	for range 6000 {
		seen[d.Int63n(6)]++
	}
	for face := range int64(6) {
		if n := seen[face]; n < 800 || n > 1200 {
			t.Errorf("%d fell %d times of 6000", face, n)
		}
	}
	if n := NewDice(bytes.NewReader(bytes.Repeat([]byte{0xff}, 8))).Int63n(1<<63 - 1); n != 0 {
		t.Errorf("all bits set: got %d", n)
	}
}

func TestBytes(t *testing.T) {
	d := seeded(4)
	for _, n := range []int{0, 1, 16, 1000} {
		if len(d.Bytes(n)) != n {
			t.Errorf("%d bytes asked, %d drawn", n, len(d.Bytes(n)))
		}
	}
	// A source that trickles still fills all that was asked for.
	if got := NewDice(iotest.OneByteReader(rand.NewChaCha8([32]byte{1}))).Secret(); len(got) != 43 {
		t.Errorf("got %q", got)
	}
}

// No identifier is ever less than random: a source that fails stops everything.
func TestDiceRunDry(t *testing.T) {
	for name, src := range map[string]io.Reader{
		"empty": bytes.NewReader(nil), "too short": bytes.NewReader(make([]byte, 15)), "failing": iotest.ErrReader(errors.New("no entropy")),
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("drew an id all the same")
				}
			}()
			t.Log(NewDice(src).ID())
		})
	}
}

// Many draw at once, and nothing is drawn twice.
func TestDiceConcurrently(t *testing.T) {
	d := seeded(5)
	var mu sync.Mutex
	seen := map[string]bool{}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 500 {
				id := d.ID()
				mu.Lock()
				if seen[id] {
					t.Errorf("%s was drawn twice", id)
				}
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	all.Wait()
}

// After a panic the dice still fall: the lock is not left behind.
func TestDiceAfterPanic(t *testing.T) {
	d := NewDice(io.MultiReader(bytes.NewReader(make([]byte, 3)), iotest.ErrReader(io.ErrUnexpectedEOF)))
	for range 2 {
		func() {
			defer func() { _ = recover() }()
			d.ID()
		}()
	}
}

func TestHashSecret(t *testing.T) {
	got := HashSecret("abc")
	if hex.EncodeToString(got[:]) != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("not SHA-256: %x", got)
	}
}
