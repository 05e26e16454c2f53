package attack

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

// tally counts what a random test did, so that one that does nothing fails.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

func (y *tally) count(what string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.n == nil {
		y.n = map[string]int{}
	}
	y.n[what]++
}

// wants fails the test unless each of the things was done at least so often.
func (y *tally) wants(t testing.TB, least int, things ...string) {
	t.Helper()
	for _, what := range things {
		if y.n[what] < least {
			t.Errorf("%s: done %d times; a test that does not reach it proves nothing of it", what, y.n[what])
		}
	}
}

func (y *tally) String() string {
	var lines []string
	for what, n := range y.n {
		lines = append(lines, fmt.Sprintf("%-75s %d", what, n))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
