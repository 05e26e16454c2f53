// Command gen writes access/catalog.csv from the published inventory:
//
//	go run ./access/gen ../shared/zoom/operations.csv > access/catalog.csv
//
// It keeps facts only (names, paths, scopes, labels, privileges) and leaves out
// every sentence. The output depends on nothing but the input.
package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// columns of catalog.csv. Classic and granular scopes and privileges are
// separated by a space, in the order of the source.
var columns = []string{"method", "path", "operation_id", "product", "classic", "granular", "label", "privilege"}

// sources names, for each of columns, the column of the inventory it comes from.
var sources = []string{"method", "path", "operationId", "product", "classic_scopes", "granular_scopes", "rate_limit_label", "role_permissions"}

var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

// labels are upper case in the inventory; here they are spelled as in Zoom's
// X-RateLimit-Category header.
var labels = map[string]string{
	"":                   "",
	"LIGHT":              "Light",
	"MEDIUM":             "Medium",
	"HEAVY":              "Heavy",
	"RESOURCE-INTENSIVE": "Resource-intensive",
}

// misspelt privileges of the source. Both are spelled right on the operations
// beside them.
var misspelt = map[string]string{
	"Marketplace:Edit":           "MarketPlace:Edit",
	"MoileDeviceManagement:Read": "MobileDeviceManagement:Read",
}

// elsewhere are operations that are published outside the inventory.
//
// The account-wide recordings list stands in the master-account reference
// (id, label) and in Zoom's list of granular scopes; its privilege is in
// privileges.csv.
var elsewhere = [][]string{
	{"GET", "/accounts/{accountId}/recordings", "ListRecordingsOfAnAccount", "recordings",
		"recording:read:admin", "cloud_recording:read:list_account_recordings:admin", "Medium", ""},
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(args []string, w io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: gen operations.csv > catalog.csv")
	}
	f, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer f.Close()
	catalog, err := generate(f)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	_, err = w.Write(catalog)
	return err
}

// generate reads the inventory and returns catalog.csv.
func generate(inventory io.Reader) ([]byte, error) {
	rows, err := csv.NewReader(inventory).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("no header")
	}
	index := make([]int, len(sources))
	for i, name := range sources {
		if index[i] = slices.Index(rows[0], name); index[i] < 0 {
			return nil, fmt.Errorf("no column %q", name)
		}
	}
	out := slices.Clone(elsewhere)
	for i, row := range rows[1:] {
		picked := make([]string, len(index))
		for j, at := range index {
			picked[j] = row[at]
		}
		if err := clean(picked); err != nil {
			return nil, fmt.Errorf("row %d: %w", i+2, err)
		}
		out = append(out, picked)
	}
	slices.SortFunc(out, func(a, b []string) int {
		return cmp.Or(
			cmp.Compare(a[1], b[1]),
			cmp.Compare(slices.Index(methods, a[0]), slices.Index(methods, b[0])),
		)
	})
	for i := 1; i < len(out); i++ {
		if out[i][0] == out[i-1][0] && out[i][1] == out[i-1][1] {
			return nil, fmt.Errorf("%s %s is listed twice", out[i][0], out[i][1])
		}
	}
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	if err := w.WriteAll(slices.Insert(out, 0, columns)); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// clean checks one row, in the order of columns, and puts it into the form of
// catalog.csv.
func clean(row []string) error {
	if !slices.Contains(methods, row[0]) {
		return fmt.Errorf("unknown method %q", row[0])
	}
	// Fields also drops the stray spaces that some published scopes carry.
	row[4] = strings.Join(strings.Fields(row[4]), " ")
	row[5] = strings.Join(strings.Fields(row[5]), " ")
	label, ok := labels[row[6]]
	if !ok {
		return fmt.Errorf("unknown rate-limit label %q", row[6])
	}
	row[6] = label
	privileges := strings.Fields(row[7])
	for i, p := range privileges {
		privileges[i] = cmp.Or(misspelt[p], p)
	}
	row[7] = strings.Join(privileges, " ")
	return nil
}
