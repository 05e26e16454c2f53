package store

import (
	"encoding/json"
	"maps"
	"slices"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// Face is a user whom a record names, as the caller may see them.
type Face struct {
	ID    string
	Email string
	Brief json.RawMessage // of cordon.Brief
}

// Faces are the users in sight among those whom records name.
type Faces struct {
	everyone bool
	byID     map[string]Face
	byEmail  map[string]Face // by cordon.Key
}

// Faces looks up who of the people named is in sight: by user id, or by the
// address that they gave.
func (tx *Tx) Faces(people access.People, named []cordon.Person) (Faces, error) {
	f := Faces{everyone: people.Everyone(), byID: map[string]Face{}, byEmail: map[string]Face{}}
	ids, emails := map[string]bool{}, map[string]bool{}
	for _, p := range named {
		switch {
		case p.User != "":
			ids[p.User] = true
		case p.Email != "":
			emails[cordon.Key(p.Email)] = true
		}
	}
	add := func(s *sqlite.Stmt) error {
		face := Face{ID: s.ColumnText(0), Email: s.ColumnText(1), Brief: json.RawMessage(s.ColumnText(3))}
		f.byID[face.ID], f.byEmail[s.ColumnText(2)] = face, face
		return nil
	}
	look := func(values map[string]bool, on string, args ...any) error {
		if len(values) == 0 {
			return nil
		}
		q := new(sql).add("SELECT u.id, u.email, u.email_key, u.brief FROM ").given(slices.Collect(maps.Keys(values))).add(" CROSS JOIN user u ON "+on, args...)
		q.add(" WHERE ").visible(people.Visibility(), "u")
		return tx.each(q.String(), q.args, add)
	}
	if err := look(ids, "u.id = w.value"); err != nil {
		return f, err
	}
	if err := look(emails, "u.account = ? AND u.email_key = w.value", people.Account()); err != nil {
		return f, err
	}
	return f, nil
}

// Of is the user in sight that a person is, by id or by address.
func (f Faces) Of(p cordon.Person) (Face, bool) {
	if p.User != "" {
		face, ok := f.byID[p.User]
		return face, ok
	}
	face, ok := f.byEmail[cordon.Key(p.Email)]
	return face, ok && p.Email != ""
}

// ID is the user id of a person, "" unless they are in sight.
func (f Faces) ID(p cordon.Person) string {
	face, _ := f.Of(p)
	return face.ID
}

// Email is the address of a person. Where anybody is hidden from the caller, it
// is "" for all but those in sight: were the addresses of people from outside
// shown, one that is left out would be somebody hidden.
func (f Faces) Email(p cordon.Person) string {
	if face, ok := f.Of(p); ok {
		return face.Email
	}
	if f.everyone && p.User == "" {
		return p.Email
	}
	return ""
}
