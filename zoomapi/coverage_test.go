package zoomapi_test

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cordon-zoom/cordon/internal/world"
)

var update = flag.Bool("update", false, "write docs/coverage.md")

// TestCoverage holds docs/coverage.md to the catalog and the handlers.
func TestCoverage(t *testing.T) {
	const page = "../docs/coverage.md"
	want := world.New(t, 1).Server.API.Coverage()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/coverage.md is out of date; run go test ./zoomapi -run TestCoverage -update\n%s", diff)
	}
}
