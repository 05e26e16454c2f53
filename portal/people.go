package portal

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// person is somebody as tables show them.
type person struct {
	ID, Name, Email string
	Status          cordon.Status
	Type            int
	RoleID, Dept    string
}

func personOf(u store.UserRow) (p person, err error) {
	var b cordon.Brief
	if err := json.Unmarshal(u.Brief, &b); err != nil {
		return p, err
	}
	p = person{ID: u.ID, Name: b.Name(), Email: u.Email, Status: u.Status, Type: b.Type, RoleID: u.RoleID, Dept: b.Dept}
	if p.Name == "" {
		p.Name = p.Email
	}
	return p, nil
}

func peopleOf(rows []store.UserRow) (list []person, err error) {
	for _, u := range rows {
		p, err := personOf(u)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

// Licence is the name of the user's type.
func (p person) Licence() string { return licenceName(p.Type) }

func licenceName(userType int) string {
	switch userType {
	case cordon.Basic:
		return "Basic"
	case cordon.Licensed:
		return "Licensed"
	case cordon.Unassigned:
		return "Unassigned without meetings"
	}
	return "None"
}

var address = regexp.MustCompile(`[^\s<>,;"'()\[\]]+@[^\s<>,;"'()\[\]]+`)

// addresses finds the e-mail addresses in pasted text, each once: lines, lists
// with commas or semicolons, and "Name <name@example.com>".
func addresses(text string) (list []string) {
	seen := make(map[string]bool)
	for _, a := range address.FindAllString(text, -1) {
		a = strings.Trim(a, ".:")
		if key := cordon.Key(a); !seen[key] {
			seen[key] = true
			list = append(list, a)
		}
	}
	return list
}

// keysOf names people by id.
func keysOf(ids []string) []store.UserKey {
	keys := make([]store.UserKey, len(ids))
	for i, id := range ids {
		keys[i] = store.UserKey{Value: id}
	}
	return keys
}

// ticked are the values of the boxes with that name, each once.
func (r *request) ticked(name string) []string {
	list := slices.DeleteFunc(slices.Clone(r.values[name]), func(s string) bool { return s == "" })
	slices.Sort(list)
	return slices.Compact(list)
}
