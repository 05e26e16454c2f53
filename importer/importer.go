// Package importer loads an account from files of answers that a client got from
// Zoom's API. docs/import.md says which, and how they are named.
package importer

import (
	"context"
	"fmt"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// MaxFile is how large a file may be, in bytes: a file is read as a whole.
const MaxFile = 256 << 20

// File is a file of answers.
type File struct {
	Path string // with slashes; it may say whose answers these are
	Read func() ([]byte, error)
}

// Problem is a row that was not imported or, as a Note, one of which something
// was left out.
type Problem struct {
	Path   string
	Line   int // where the row begins; 0 for the whole file
	Reason string
	Note   bool
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.Path + ": " + p.Reason
	}
	return fmt.Sprintf("%s:%d: %s", p.Path, p.Line, p.Reason)
}

// Summary counts the rows that were imported, by what they are, and those that
// were not.
type Summary struct {
	Users        int `json:"users"`
	Groups       int `json:"groups"`
	Members      int `json:"members"`
	Roles        int `json:"roles"`
	PhoneUsers   int `json:"phone_users"`
	Meetings     int `json:"meetings"`
	Webinars     int `json:"webinars"`
	PastMeetings int `json:"past_meetings"`
	PastWebinars int `json:"past_webinars"`
	Participants int `json:"participants"`
	Recordings   int `json:"recordings"`
	Calls        int `json:"calls"`
	Bad          int `json:"bad"`
}

// Importer puts files into one account.
type Importer struct {
	DB      *store.DB
	Account string
	Report  func(Problem)
}

// Run imports the files: people and groups first, whatever the order of the
// files, each file and kind of row in a transaction. What is there already under
// the same id is changed to what a row says, and keeps what it does not say.
// Importing the same files again changes nothing.
func (m *Importer) Run(ctx context.Context, files []File) (s Summary, err error) {
	kinds := make([]map[kind]bool, len(files))
	for i, f := range files {
		rows, problems, err := read(f)
		if err != nil {
			return s, err
		}
		kinds[i] = map[kind]bool{}
		for _, r := range rows {
			kinds[i][r.kind] = true
		}
		m.tell(problems, &s)
	}
	for _, k := range order {
		for i, f := range files {
			if !kinds[i][k] {
				continue
			}
			if err := m.file(ctx, f, k, &s); err != nil {
				return s, fmt.Errorf("%s: %w", f.Path, err)
			}
		}
	}
	return s, nil
}

// file imports the rows of one kind in a file.
func (m *Importer) file(ctx context.Context, f File, k kind, s *Summary) error {
	rows, _, err := read(f)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r row) bool { return r.kind != k })
	var good int
	var problems []Problem // told when the transaction is kept
	err = m.DB.Operate(ctx, "command", "import "+f.Path, func(tx *store.OperatorTx) error {
		t := &target{OperatorTx: tx, account: m.Account}
		for _, r := range rows {
			if err := ctx.Err(); err != nil {
				return err
			}
			t.notes = nil
			refused, err := tx.Try(func() error { return put[k](t, r) })
			if err != nil {
				return err
			}
			if refused != nil {
				problems = append(problems, Problem{Path: f.Path, Line: r.line, Reason: reason(refused)})
				continue
			}
			good++
			for _, note := range t.notes {
				problems = append(problems, Problem{Path: f.Path, Line: r.line, Reason: note, Note: true})
			}
		}
		return t.keep()
	})
	if err != nil {
		return err
	}
	if n := s.of(k); n != nil {
		*n += good
	}
	m.tell(problems, s)
	return nil
}

func (m *Importer) tell(problems []Problem, s *Summary) {
	for _, p := range problems {
		if !p.Note {
			s.Bad++
		}
		m.Report(p)
	}
}

// target is the account that a transaction puts rows into.
type target struct {
	*store.OperatorTx
	account string
	notes   []string // what was left out of the row at hand
	meeting *meeting // whose people the file lists
}

func (t *target) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

// bad is why a row cannot be imported.
func bad(format string, args ...any) error { return cordon.BadRequest(format, args...) }

// reason is a refusal as the operator reads it.
func reason(e *cordon.Error) string {
	text := e.Message
	for _, f := range e.Fields {
		text = f.Field + ": " + f.Message
	}
	if e.Reason != "" {
		text += " (" + e.Reason + ")"
	}
	return text
}

// FirstOwner finds the account owner among the users in files: the first who has
// the owner's role. ok is false if there is nobody.
func FirstOwner(files []File) (owner cordon.User, ok bool, err error) {
	for _, f := range files {
		rows, _, err := read(f)
		if err != nil {
			return owner, false, err
		}
		for _, r := range rows {
			if r.kind != users {
				continue
			}
			u, err := readUser(r)
			if err != nil || u.RoleID != cordon.OwnerRole {
				continue
			}
			owner = cordon.User{Status: cordon.Active}
			if u.Status = cordon.Active; u.onto(&owner) == nil {
				return owner, true, nil
			}
		}
	}
	return cordon.User{}, false, nil
}
