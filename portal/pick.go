package portal

import (
	"errors"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// pick is a field that chooses one of a list: by a select, or by typing the
// whole name where the list is long.
type pick struct {
	Field, Label string
	None         string // the choice of nothing, "" where something must be chosen
	Chosen       choice
	List         []choice
	Many         bool
}

type choice struct{ ID, Name string }

// pickSize is how long a select may be.
const pickSize = 100

// newPick offers choices; beyond pickSize, their names are typed.
func newPick(field, label, none string, list []choice) pick {
	p := pick{Field: field, Label: label, None: none, List: list}
	if len(list) > pickSize {
		p.List, p.Many = nil, true
	}
	return p
}

// pickGroup offers the groups that exist for an operation.
func pickGroup(tx *store.Tx, none string) (pick, error) {
	groups, err := tx.GroupsByName(tx.Grant.Groups(), pickSize+1)
	var list []choice
	for _, g := range groups {
		list = append(list, choice{g.ID, g.Name})
	}
	return newPick("group", "Group", none, list), err
}

// pickRole offers the roles that can be given: all but the owner's. tx is opened
// for reading roles.
func pickRole(tx *store.Tx, chosen choice) (pick, error) {
	roles, err := tx.RolesByName("", pickSize+2) // one is the owner's
	p := newPick("role", "User Role", "", rolesToGive(roles))
	p.Chosen = chosen
	return p, err
}

func rolesToGive(roles []cordon.Role) (list []choice) {
	for _, r := range roles {
		if r.ID != cordon.OwnerRole {
			list = append(list, choice{r.ID, r.Name})
		}
	}
	return list
}

// chosenGroup is the group that a form names, the zero choice for none.
func (a *act) chosenGroup(tx *store.Tx) (choice, error) {
	known, people := tx.Grant.Groups(), tx.Grant.People()
	if id := a.value("group"); id != "" {
		g, err := tx.Group(known, people, id)
		if hasCode(err, 4130) {
			err = cordon.InvalidField("group", "There is no such group.")
		}
		return choice{g.ID, g.Name}, err
	}
	name := a.value("group_name")
	if name == "" {
		return choice{}, nil
	}
	found, _, err := tx.FindGroups(known, people, name, 1) // the whole name comes first
	if err != nil {
		return choice{}, err
	}
	if len(found) == 0 || cordon.Key(found[0].Name) != cordon.Key(name) {
		return choice{}, cordon.InvalidField("group", "No group has the name “%s”.", name)
	}
	return choice{found[0].ID, found[0].Name}, nil
}

// chosenRole is the role that a form names, the zero choice for none. tx is
// opened for reading roles.
func (a *act) chosenRole(tx *store.Tx) (choice, error) {
	id, name := a.value("role"), a.value("role_name")
	if id == "" && name == "" {
		return choice{}, nil
	}
	roles, err := tx.RolesByName("", -1)
	if err != nil {
		return choice{}, err
	}
	for _, c := range rolesToGive(roles) {
		if c.ID == id || id == "" && cordon.Key(c.Name) == cordon.Key(name) {
			return c, nil
		}
	}
	return choice{}, cordon.InvalidField("role", "There is no such role to give.")
}

// hasCode reports whether err is an error of ours with that code.
func hasCode(err error, code int) bool {
	var e *cordon.Error
	return errors.As(err, &e) && e.Code == code
}
