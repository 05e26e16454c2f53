package zoomapi

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon/access"
)

// Coverage is docs/coverage.md: every operation of the catalog, served or not.
func (a *API) Coverage() string {
	served := map[string]*Route{}
	for _, r := range a.routes {
		served[r.String()] = r
	}
	all := slices.Clone(access.Operations().All())
	slices.SortStableFunc(all, func(x, y *access.Operation) int { return cmp.Compare(x.Product, y.Product) })

	var b strings.Builder
	reads, writes := 0, 0
	for _, r := range a.routes {
		if r.Method == "GET" {
			reads++
		} else {
			writes++
		}
	}
	fmt.Fprintf(&b, "# Coverage\n\nMade from the catalog and the handlers by `go test ./zoomapi -run TestCoverage -update`. Of %d operations, %d reads and %d\n"+
		"writes are served. An operation takes any one of its scopes, classic or granular, and needs its privilege.\n", len(all), reads, writes)
	b.WriteString("\n## Served\n\n| operation | scopes | privilege | holder | label |\n|---|---|---|---|---|\n")
	for _, op := range all {
		r, ok := served[op.String()]
		if !ok {
			continue
		}
		mark := ""
		if op.Extension {
			mark = " (an [extension](extensions.md))"
		}
		fmt.Fprintf(&b, "| `%s`%s | %s | `%s` | %s | %s |\n", op, mark, listScopes(op), op.Privilege, r.Holder, op.Label)
	}
	b.WriteString("\n## Not served\n\nThese answer HTTP 501 and say so.\n")
	product := ""
	for _, op := range all {
		if served[op.String()] != nil {
			continue
		}
		if op.Product != product {
			product = op.Product
			fmt.Fprintf(&b, "\n**%s**\n\n", product)
		}
		fmt.Fprintf(&b, "- `%s`\n", op)
	}
	return b.String()
}

func listScopes(op *access.Operation) string {
	var quoted []string
	for _, s := range append(slices.Clone(op.Granular), op.Classic...) {
		quoted = append(quoted, "`"+string(s)+"`")
	}
	for _, s := range op.Added {
		quoted = append(quoted, "`"+string(s)+"` (Cordon's addition)")
	}
	return strings.Join(quoted, " ")
}
