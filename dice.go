package cordon

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"io"
	"sync"
	"time"
)

// Clock tells the time. Nothing that serves calls time.Now but the command.
type Clock func() time.Time

// Dice is the one source of identifiers and secrets. A seeded source makes a
// repeatable world for tests and demos; SecureDice is for everything real.
// It is safe for concurrent use.
type Dice struct {
	mu  sync.Mutex
	src io.Reader
}

// SecureDice draws from the operating system.
func SecureDice() *Dice { return &Dice{src: rand.Reader} }

// NewDice draws from src, which must never run dry.
func NewDice(src io.Reader) *Dice { return &Dice{src: src} }

// Bytes returns n random bytes. It panics if the source fails: no identifier
// or secret may ever be less than random.
func (d *Dice) Bytes(n int) []byte {
	b := make([]byte, n)
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := io.ReadFull(d.src, b); err != nil {
		panic("cordon: random source failed: " + err.Error())
	}
	return b
}

// ID is an opaque identifier of 22 base64url characters (128 bits), the shape
// of Zoom's user, group and role ids. It may begin with "-" or "_".
func (d *Dice) ID() string { return base64.RawURLEncoding.EncodeToString(d.Bytes(16)) }

// Secret is 256 random bits as 43 base64url characters.
func (d *Dice) Secret() string { return base64.RawURLEncoding.EncodeToString(d.Bytes(32)) }

// Int63n is a number in [0, n), for numbers that people see: PMI, account number.
func (d *Dice) Int63n(n int64) int64 {
	return int64(binary.BigEndian.Uint64(d.Bytes(8))>>1) % n
}

// HashSecret is how a client secret is stored. One fast hash is right only
// because the secret is 256 bits that we drew; no person ever chooses one.
func HashSecret(secret string) [sha256.Size]byte { return sha256.Sum256([]byte(secret)) }
