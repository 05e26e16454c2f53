package access

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
)

var (
	//go:embed catalog.csv
	catalogFile string // what Zoom publishes; written by access/gen
	//go:embed privileges.csv
	privilegesFile string // privileges that the published entry leaves out, each with its source
	//go:embed extensions.csv
	extensionsFile string // what Cordon serves and Zoom does not publish
)

var (
	operationColumns = []string{"method", "path", "operation_id", "product", "classic", "granular", "label", "privilege"}
	privilegeColumns = []string{"method", "path", "privilege", "source"}

	catalogMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
	catalogLabels  = []string{"", "Light", "Medium", "Heavy", "Resource-intensive"}

	pathForm      = regexp.MustCompile(`^(/(\w+|\{\w+\}))+$`)
	scopeForm     = regexp.MustCompile(`^[a-z0-9_]+(:[a-z0-9_]+)*$`)
	privilegeForm = regexp.MustCompile(`^[A-Za-z]+:(Read|Edit)$`)
)

// newCatalog reads the three files, and adds scopes to operations. Every row
// must be well-formed, no operation may appear twice, and privileges.csv may only
// fill what is empty.
func newCatalog(published, privileges, extensions string, added map[cordon.Scope][]string) (*Catalog, error) {
	c := &Catalog{byPattern: make(map[string]*Operation)}
	var named []cordon.Privilege
	settled := make(map[string]bool) // operations with a published privilege

	for _, file := range []struct {
		name, text string
		extension  bool
	}{
		{"catalog.csv", published, false},
		{"extensions.csv", extensions, true},
	} {
		rows, err := readTable(file.text, operationColumns)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.name, err)
		}
		for _, row := range rows {
			o, own, err := readOperation(row)
			if err == nil {
				err = c.add(o)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %s %s: %w", file.name, row[0], row[1], err)
			}
			o.Extension = file.extension
			settled[o.String()] = len(own) > 0
			named = append(named, own...)
		}
	}

	rows, err := readTable(privileges, privilegeColumns)
	if err != nil {
		return nil, fmt.Errorf("privileges.csv: %w", err)
	}
	for _, row := range rows {
		pattern, p := row[0]+" "+row[1], row[2]
		o := c.Find(pattern)
		switch {
		case o == nil:
			return nil, fmt.Errorf("privileges.csv: %s is not in the catalog", pattern)
		case settled[pattern]:
			return nil, fmt.Errorf("privileges.csv: %s has its privilege already", pattern)
		case !privilegeForm.MatchString(p):
			return nil, fmt.Errorf("privileges.csv: %s: malformed privilege %q", pattern, p)
		case row[3] == "":
			return nil, fmt.Errorf("privileges.csv: %s has no source", pattern)
		}
		settled[pattern] = true
		o.Privilege = cordon.Privilege(p)
		named = append(named, o.Privilege)
	}
	if err := c.addScopes(added); err != nil {
		return nil, err
	}
	c.index(named)
	return c, nil
}

// addScopes makes operations accept scopes that Zoom does not publish for them.
func (c *Catalog) addScopes(added map[cordon.Scope][]string) error {
	for s, patterns := range added {
		for _, pattern := range patterns {
			o := c.Find(pattern)
			switch {
			case o == nil:
				return fmt.Errorf("scope %s is added to %s, which is not in the catalog", s, pattern)
			case o.Accepts(s):
				return fmt.Errorf("scope %s is added to %s, which accepts it", s, pattern)
			}
			o.Added = append(o.Added, s)
		}
	}
	return nil
}

// readTable returns the rows below the header, which must be the one given.
func readTable(text string, header []string) ([][]string, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !slices.Equal(rows[0], header) {
		return nil, fmt.Errorf("the header is not %s", strings.Join(header, ","))
	}
	return rows[1:], nil
}

// readOperation reads one row in the order of operationColumns, and also
// returns the privileges that the row names.
//
// For some operations Zoom names two and does not say whether one suffices. Then
// Privilege stays empty, which keeps the operation closed.
func readOperation(row []string) (*Operation, []cordon.Privilege, error) {
	o := &Operation{Method: row[0], Path: row[1], ID: row[2], Product: row[3], Label: row[6]}
	switch {
	case !slices.Contains(catalogMethods, o.Method):
		return nil, nil, fmt.Errorf("unknown method")
	case !pathForm.MatchString(o.Path):
		return nil, nil, fmt.Errorf("malformed path")
	case o.ID == "" || o.Product == "":
		return nil, nil, fmt.Errorf("no operation id or product")
	case !slices.Contains(catalogLabels, o.Label):
		return nil, nil, fmt.Errorf("unknown label %q", o.Label)
	}
	var privileges []cordon.Privilege
	if err := readNames(&o.Classic, row[4], scopeForm); err != nil {
		return nil, nil, err
	}
	if err := readNames(&o.Granular, row[5], scopeForm); err != nil {
		return nil, nil, err
	}
	if err := readNames(&privileges, row[7], privilegeForm); err != nil {
		return nil, nil, err
	}
	if len(privileges) == 1 {
		o.Privilege = privileges[0]
	}
	return o, privileges, nil
}

// readNames reads a cell of names separated by single spaces.
func readNames[T ~string](into *[]T, cell string, form *regexp.Regexp) error {
	if cell == "" {
		return nil
	}
	for name := range strings.SplitSeq(cell, " ") {
		if !form.MatchString(name) {
			return fmt.Errorf("malformed name %q", name)
		}
		if slices.Contains(*into, T(name)) {
			return fmt.Errorf("%q stands there twice", name)
		}
		*into = append(*into, T(name))
	}
	return nil
}
