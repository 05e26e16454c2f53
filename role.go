package cordon

import (
	"fmt"
	"maps"
	"slices"
)

// Role is a set of privileges, each with the reach it has.
type Role struct {
	ID          string
	Name        string
	Description string
	Type        string // "common" or "iq"
	SecondLevel int    // sub_account_privileges.second_level; 0 where unset
	Reaches     map[Privilege]Reach
	// Custom says that some reach of the role was once custom. From then on
	// every privilege must say its own, also where the last custom one is gone.
	Custom bool
}

// Roles that every account has. Their policies are fixed.
const (
	OwnerRole  = "0"
	AdminRole  = "1"
	MemberRole = "2"
)

// SystemRole reports whether id names a role that every account has.
func SystemRole(id string) bool { return id == OwnerRole || id == AdminRole || id == MemberRole }

// Limits of roles, as published.
const (
	MaxRoleName      = 128
	MaxReaches       = 250 // accepted; Zoom shows at most 50 custom ones
	MaxGroupsInReach = 100
)

// Reach is what a role gives one privilege: the entire account, or a set of
// groups (the holder itself is always within reach). It is stored as said and
// never inferred: the zero Reach, like one whose groups are all gone, reaches
// the holder alone.
type Reach struct {
	Account bool
	Groups  []string
}

// ReachSpec is one entry of privilege_scopes in a request: group_ids, or the
// extension "reach": "account".
type ReachSpec struct {
	Privilege Privilege `json:"permission_id"`
	Groups    *[]string `json:"group_ids,omitempty"`
	Reach     string    `json:"reach,omitempty" enum:"account"`
}

// Restricted reports whether any reach is custom.
func (r *Role) Restricted() bool {
	for _, reach := range r.Reaches {
		if !reach.Account {
			return true
		}
	}
	return false
}

// Privileges lists what the role names, sorted.
func (r *Role) Privileges() []Privilege { return slices.Sorted(maps.Keys(r.Reaches)) }

// SetReaches works out the role's reaches after a POST or PATCH, and changes
// nothing on error. privileges nil keeps the privileges as they are; specs nil
// says no reach.
//
//   - What is not mentioned keeps the reach it has: leaving reaches out never
//     widens anything.
//   - A role made without any reach has every privilege for the entire account.
//   - Once one reach is custom, every privilege must say its own; a privilege
//     whose reach nobody ever said is refused by name.
//   - A privilege that is taken away may have narrowed another that it implies
//     or is implied by; that one must say its reach again if it would widen.
func (r *Role) SetReaches(privileges []Privilege, specs []ReachSpec) *Error {
	said, err := reachesSaid(specs)
	if err != nil {
		return err
	}
	wasCustom := r.Custom || r.Restricted()
	if privileges == nil {
		privileges = r.Privileges()
	}
	next := make(map[Privilege]Reach, len(privileges))
	inherited := make(map[Privilege]Reach)
	restricted := false
	var unsaid []Privilege
	for _, p := range privileges {
		if _, twice := next[p]; twice {
			continue
		}
		reach, ok := said[p]
		delete(said, p)
		if !ok {
			reach, ok = r.Reaches[p]
			ok = ok && (wasCustom || !reach.Account)
			if ok {
				inherited[p] = reach
			} else { // inherited from "everything reaches everyone", or new: nobody said it
				reach = Reach{Account: true}
				unsaid = append(unsaid, p)
			}
		}
		next[p] = reach
		restricted = restricted || !reach.Account
	}
	for _, p := range slices.Sorted(maps.Keys(said)) {
		return InvalidField("privilege_scopes", "%s is not among the privileges of the role.", p)
	}
	if len(unsaid) > 0 && (restricted || wasCustom) {
		slices.Sort(unsaid)
		return InvalidField("privilege_scopes",
			"Say the reach of %s: group_ids, or reach \"account\". Once one reach is custom, every privilege must say its own.", unsaid[0])
	}
	for _, gone := range r.Privileges() {
		if _, stays := next[gone]; stays {
			continue
		}
		for _, p := range slices.Sorted(maps.Keys(inherited)) {
			if p.overlaps(gone) && !inherited[p].within(r.Reaches[gone]) {
				return InvalidField("privilege_scopes",
					"Say the reach of %s: without %s, which narrowed it, it would reach further.", p, gone)
			}
		}
	}
	// Only saying all of it makes a role forget that it was narrowed.
	allSaid := len(next) > 0 && len(inherited) == 0 && len(unsaid) == 0
	r.Reaches, r.Custom = next, restricted || wasCustom && !allSaid
	return nil
}

// within reports whether r reaches nobody that s does not.
func (r Reach) within(s Reach) bool {
	if s.Account || r.Account {
		return s.Account
	}
	for _, g := range r.Groups {
		if !slices.Contains(s.Groups, g) {
			return false
		}
	}
	return true
}

func reachesSaid(specs []ReachSpec) (map[Privilege]Reach, *Error) {
	if len(specs) > MaxReaches {
		return nil, InvalidField("privilege_scopes", "Must have at most %d entries.", MaxReaches)
	}
	said := make(map[Privilege]Reach, len(specs))
	for i, s := range specs {
		field := fmt.Sprintf("privilege_scopes[%d]", i)
		if _, twice := said[s.Privilege]; twice {
			return nil, InvalidField(field+".permission_id", "%s is listed twice.", s.Privilege)
		}
		switch {
		case s.Reach == "account" && s.Groups == nil:
			said[s.Privilege] = Reach{Account: true}
		case s.Reach == "" && s.Groups != nil:
			if len(*s.Groups) > MaxGroupsInReach {
				return nil, InvalidField(field+".group_ids", "Must have at most %d groups.", MaxGroupsInReach)
			}
			groups := slices.Clone(*s.Groups)
			slices.Sort(groups)
			said[s.Privilege] = Reach{Groups: slices.Compact(groups)}
		default:
			return nil, InvalidField(field, "Give either group_ids or reach \"account\".")
		}
	}
	return said, nil
}
