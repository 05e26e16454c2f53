package cordon_test

import (
	"encoding/base64"
	"strings"
	"testing"

	. "github.com/cordon-zoom/cordon"
)

func TestPassword(t *testing.T) {
	d := seeded(1)
	hash := HashPassword("Correct Horse 1", d)
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=65536,t=3,p=4$") || strings.Contains(hash, "Horse") {
		t.Errorf("hash is %s", hash)
	}
	for password, want := range map[string]bool{
		"Correct Horse 1": true, "correct horse 1": false, "Correct Horse 1 ": false, "": false, "Correct Horse": false,
	} {
		if PasswordMatches(hash, password) != want {
			t.Errorf("%q matches = %v", password, !want)
		}
	}
	other := HashPassword("Correct Horse 1", d)
	if other == hash {
		t.Error("two hashes of one password are the same: no salt")
	}
	if !PasswordMatches(other, "Correct Horse 1") {
		t.Error("the second hash does not match")
	}
	for _, password := range []string{"", "日本語Password1", strings.Repeat("x", 1000), "nul\x00byte", "\xff\xfe"} {
		if h := HashPassword(password, d); !PasswordMatches(h, password) || PasswordMatches(h, password+"x") {
			t.Errorf("%q does not come round", password)
		}
	}
}

// A hash that no HashPassword made matches nothing, and does not panic either: a
// restored or edited file may hold it.
func TestMalformedHash(t *testing.T) {
	good := HashPassword("Password1", seeded(1))
	parts := strings.Split(good, "$")
	with := func(i int, value string) string {
		p := append([]string{}, parts...)
		p[i] = value
		return strings.Join(p, "$")
	}
	b64 := base64.RawStdEncoding.EncodeToString
	for name, hash := range map[string]string{
		"empty":             "",
		"dollars":           "$$$$$",
		"plain text":        "Password1",
		"bcrypt":            "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		"another kind":      with(1, "argon2i"),
		"no cost":           with(3, ""),
		"cost in words":     with(3, "m=x,t=y,p=z"),
		"no rounds":         with(3, "m=65536,t=0,p=4"),
		"no threads":        with(3, "m=65536,t=3,p=0"),
		"no memory":         with(3, "m=0,t=3,p=4"),
		"too many threads":  with(3, "m=65536,t=3,p=256"),
		"negative":          with(3, "m=-1,t=3,p=4"),
		"salt is no base64": with(4, "!!"),
		"salt is padded":    with(4, "AAAAAAAAAAAAAAAAAAAAAA=="),
		"key is no base64":  with(5, "!!"),
		"no key":            with(5, ""),
		"a key cut short":   with(5, parts[5][:20]),
		"another key":       with(5, b64(make([]byte, 32))),
		"another salt":      with(4, b64(make([]byte, 16))),
		"one part too many": good + "$",
		"one part too few":  strings.Join(parts[:5], "$"),
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("panics: %v", p)
				}
			}()
			if PasswordMatches(hash, "Password1") {
				t.Error("matches")
			}
		})
	}
}
