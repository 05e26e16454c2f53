package importer_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/importer"
)

// FuzzImport: no file, whatever its name and text, brings the importer down or
// breaks the database, and each problem has a line of the file.
func FuzzImport(f *testing.F) {
	for _, file := range acme(f) {
		text, err := os.ReadFile(file.Path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(strings.TrimPrefix(file.Path, "testdata/acme/"), text)
	}
	f.Add("groups/%2525/members.json", []byte("[[{}],{\"members\":[0,{},\"\"]}]"))
	f.Add("", []byte("\xef\xbb\xbf{\"users\":[{\"id\":\"a\",\"email\":\"a@b.c\",\"type\":1}]"))
	w, account, _ := acmeWorld(f)
	f.Fuzz(func(t *testing.T, path string, text []byte) {
		lines := strings.Count(string(text), "\n") + 1
		m := importer.Importer{DB: w.DB, Account: account.ID, Report: func(p importer.Problem) {
			if p.Line < 1 || p.Line > lines {
				t.Errorf("%s, of %d lines", p, lines)
			}
		}}
		if _, err := m.Run(context.Background(), []importer.File{{Path: path, Read: func() ([]byte, error) { return text, nil }}}); err != nil {
			t.Error(err)
		}
		if err := w.DB.CheckIntegrity(context.Background()); err != nil {
			t.Error(err)
		}
	})
}
