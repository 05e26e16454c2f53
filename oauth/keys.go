// Package oauth is the token endpoint: it issues, verifies and revokes the
// tokens of Server-to-Server OAuth apps. Whether a token may do anything is not
// decided here but in access.
package oauth

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// RotateKeys is how old a signing key may grow before a new one takes over.
const RotateKeys = 30 * 24 * time.Hour

// KeyStore keeps the signing keys.
type KeyStore interface {
	SigningKeys(ctx context.Context, rotate time.Duration) ([]store.SigningKey, error)
}

// Keys sign and verify tokens, and seal what must come back unread and
// unchanged. Old keys verify and open until their tokens have ended.
type Keys struct {
	store KeyStore
	clock cordon.Clock
	dice  *cordon.Dice

	mu   sync.RWMutex
	keys []key // the signing one first

	// Tokens whose signature was found good. It stays good, so only the
	// decision is made again; what the token says is looked at each time.
	genuine sync.Map // string -> *access.Claims
	known   atomic.Int64
}

type key struct {
	store.SigningKey
	header string // of the tokens it signs
	aead   cipher.AEAD
}

// LoadKeys reads the keys, making the first one in a new database.
func LoadKeys(ctx context.Context, s KeyStore, clock cordon.Clock, dice *cordon.Dice) (*Keys, error) {
	k := &Keys{store: s, clock: clock, dice: dice}
	return k, k.load(ctx)
}

func (k *Keys) load(ctx context.Context) error {
	stored, err := k.store.SigningKeys(ctx, RotateKeys)
	if err != nil {
		return fmt.Errorf("signing keys: %w", err)
	}
	keys := make([]key, len(stored))
	for i, s := range stored {
		secret, err := hkdf.Key(sha256.New, s.Secret, nil, "cordon seal v1", 32)
		if err != nil {
			return fmt.Errorf("signing keys: %w", err)
		}
		block, err := aes.NewCipher(secret)
		if err != nil {
			return fmt.Errorf("signing keys: %w", err)
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return fmt.Errorf("signing keys: %w", err)
		}
		head, err := header(s.ID)
		if err != nil {
			return fmt.Errorf("signing keys: %w", err)
		}
		keys[i] = key{s, head, aead}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys = keys
	k.genuine.Clear()
	k.known.Store(0)
	return nil
}

// all returns the keys, the signing one first, after seeing to it that the
// signing one is not too old.
func (k *Keys) all(ctx context.Context) ([]key, error) {
	k.mu.RLock()
	keys := k.keys
	k.mu.RUnlock()
	if k.clock().Sub(keys[0].CreatedAt) < RotateKeys {
		return keys, nil
	}
	if err := k.load(ctx); err != nil {
		return nil, err
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.keys, nil
}

// over reports whether all that the key signed has ended, which lives so long.
func (k *Keys) over(key key, life time.Duration) bool {
	return !key.RetiredAt.IsZero() && k.clock().After(key.RetiredAt.Add(life+time.Minute))
}

// byID finds a key that verifies.
func (k *Keys) byID(id string) ([]byte, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, key := range k.keys {
		if key.ID == id && !k.over(key, cordon.TokenLife) {
			return key.Secret, true
		}
	}
	return nil, false
}

// Seal encrypts plain so that only Open with the same bound bytes reads it.
func (k *Keys) Seal(ctx context.Context, plain, bound []byte) (string, error) {
	keys, err := k.all(ctx)
	if err != nil {
		return "", err
	}
	nonce := k.dice.Bytes(keys[0].aead.NonceSize())
	return base64.RawURLEncoding.EncodeToString(keys[0].aead.Seal(nonce, nonce, plain, bound)), nil
}

// Open is the reverse of Seal; false for anything that Seal did not make for
// these bound bytes.
func (k *Keys) Open(sealed string, bound []byte) ([]byte, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil {
		return nil, false
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, key := range k.keys {
		n := key.aead.NonceSize()
		if len(raw) < n || k.over(key, cordon.DownloadLife) {
			continue
		}
		if plain, err := key.aead.Open(nil, raw[:n], raw[n:], bound); err == nil {
			return plain, true
		}
	}
	return nil, false
}
