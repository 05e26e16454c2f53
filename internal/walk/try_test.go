package walk

import (
	"fmt"
	"strings"
	"testing"
)

// each tries with scripts and without.
func each(t *testing.T, try func(*testing.T, *site, *person)) {
	for _, js := range []bool{true, false} {
		t.Run(map[bool]string{true: "with JavaScript", false: "without"}[js], func(t *testing.T) {
			s := newSite(t)
			try(t, s, open(t, s.URL, options{JS: js}))
		})
	}
}

// broken is what a helper says when it ends the test; it must.
func broken(t *testing.T, p *person, do func(*person)) (said string) {
	t.Helper()
	told := &told{TB: t}
	q := *p
	q.TB = told
	defer func() {
		if r := recover(); r != nil && r != any(told) {
			panic(r)
		}
		if said = told.said; said == "" {
			t.Error("did not fail, and must")
		}
	}()
	do(&q)
	return
}

// told keeps what a test is failed with.
type told struct {
	testing.TB
	said string
}

func (f *told) Errorf(format string, args ...any) { f.said += fmt.Sprintf(format, args...) + "\n" }
func (f *told) Fatalf(format string, args ...any) {
	f.Errorf(format, args...)
	panic(f)
}

func mustSay(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(said, w) {
			t.Errorf("says %q, want %q in it", said, w)
		}
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
