package interop

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
)

// One server, one wire and one world serve all tests; each test then acts as
// one client does. They run one after the other, so that what passes over the
// wire during a test is that test's.
var fix struct {
	creds credentials
	wire  *wire
	world *world
}

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "cordon-interop-")
	if err != nil {
		return broken(err)
	}
	defer os.RemoveAll(dir)
	creds, stop, err := startServer(dir)
	if err != nil {
		return broken(err)
	}
	defer stop()
	base, err := url.Parse(creds.BaseURL)
	if err != nil {
		return broken(err)
	}
	w, closeWire, err := newWire(base)
	if err != nil {
		return broken(err)
	}
	defer closeWire()
	world, err := learn(creds)
	if err != nil {
		return broken(err)
	}
	fix.creds, fix.wire, fix.world = creds, w, world
	return m.Run()
}

func broken(err error) int {
	fmt.Fprintln(os.Stderr, "interop:", err)
	return 1
}

// sameSet fails unless got holds exactly the ids of want, each once.
func sameSet(t *testing.T, what string, got, want []string) {
	t.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if slices.Equal(got, want) {
		return
	}
	var b strings.Builder
	for _, id := range want {
		if !slices.Contains(got, id) {
			fmt.Fprintf(&b, "\n  missing %s", id)
		}
	}
	for i, id := range got {
		if !slices.Contains(want, id) {
			fmt.Fprintf(&b, "\n  must not appear %s", id)
		}
		if i > 0 && got[i-1] == id {
			fmt.Fprintf(&b, "\n  twice %s", id)
		}
	}
	t.Errorf("%s: got %d, want %d%s", what, len(got), len(want), b.String())
}
