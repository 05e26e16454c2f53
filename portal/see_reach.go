package portal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// sightReach is how far a sight goes under a permission, as a page tells it: the
// entire account, or who is in one group of each set.
type sightReach struct {
	Account bool
	Sets    []reachSet
}

// reachSet is the groups of one set, by name. A group that the visitor's role
// does not show has no name here.
type reachSet struct {
	Groups []choice // at most fewGroups
	More   int      // that could be named
	Unsaid bool     // others are not the visitor's to know
}

// fewGroups is how many groups of a reach are named.
const fewGroups = 8

// Gone reports whether no group is left: then the holder is all that is in reach.
func (s reachSet) Gone() bool { return len(s.Groups) == 0 && !s.Unsaid }

// Words names the groups: "Vendor group, Sales or others".
func (s reachSet) Words() string {
	var names []string
	for _, g := range s.Groups {
		names = append(names, g.Name)
	}
	switch {
	case s.More > 0:
		names = append(names, plural(s.More, "other group", "other groups"))
	case s.Unsaid && len(names) == 0:
		names = append(names, "groups that your role does not show")
	case s.Unsaid:
		names = append(names, "others that your role does not show")
	}
	if len(names) == 0 {
		return "no group that is left"
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " or " + names[last]
	}
	return names[0]
}

// Words says who is in reach: "members of Vendor group".
func (r sightReach) Words() string {
	if r.Account {
		return "the entire account"
	}
	var parts []string
	for _, s := range r.Sets {
		parts = append(parts, s.Words())
	}
	return "members of " + strings.Join(parts, ", who are also in ")
}

// knownGroups is the names, by id, of those groups of some sights that the
// visitor may be told of.
func (v *visit) knownGroups(sights ...access.Sight) (map[string]string, error) {
	tx, ok := v.may("GET /groups")
	if !ok {
		return nil, nil
	}
	return tx.GroupNames(tx.Grant.Groups(), groupsOf(sights...))
}

// groupsOf lists the ids of all groups that the sights reach through.
func groupsOf(sights ...access.Sight) (ids []string) {
	for _, s := range sights {
		for _, q := range s.Privileges() {
			_, sets, _ := s.Reach(q)
			for _, set := range sets {
				ids = append(ids, set...)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// reachOf is the sight's reach under a permission, without the sets that say
// nothing more than another: whoever is in Sales is in Sales or Support.
func reachOf(s access.Sight, q cordon.Privilege) (account bool, sets [][]string, ok bool) {
	account, all, ok := s.Reach(q)
	for i, set := range all {
		if !slices.ContainsFunc(all, func(other []string) bool { return len(other) < len(set) && within(other, set) }) &&
			!slices.ContainsFunc(all[:i], func(other []string) bool { return slices.Equal(other, set) }) {
			sets = append(sets, set)
		}
	}
	return account, sets, ok
}

// sightKey is the same for two permissions that reach alike.
func sightKey(s access.Sight, q cordon.Privilege) string {
	account, sets, ok := reachOf(s, q)
	return fmt.Sprintf("%v %v %q|", ok, account, sets)
}

// within reports whether a has nothing that b has not.
func within(a, b []string) bool {
	return !slices.ContainsFunc(a, func(x string) bool { return !slices.Contains(b, x) })
}

func sightReachOf(s access.Sight, q cordon.Privilege, known map[string]string) sightReach {
	account, sets, _ := reachOf(s, q)
	r := sightReach{Account: account}
	for _, ids := range sets {
		r.Sets = append(r.Sets, reachSetOf(ids, known))
	}
	return r
}

func reachSetOf(ids []string, known map[string]string) (s reachSet) {
	for _, id := range ids {
		name, ok := known[id]
		if !ok {
			s.Unsaid = true
			continue
		}
		s.Groups = append(s.Groups, choice{id, name})
	}
	slices.SortFunc(s.Groups, func(a, b choice) int { return strings.Compare(cordon.Key(a.Name), cordon.Key(b.Name)) })
	if len(s.Groups) > fewGroups {
		s.More = len(s.Groups) - fewGroups
		s.Groups = s.Groups[:fewGroups]
	}
	return s
}

// family is a permission with those that it implies and that reach just as far.
type family struct {
	Top     cordon.Privilege
	Implied []cordon.Privilege
}

// families folds what a role grants, so that what is implied needs no row of
// its own.
func families(s access.Sight) (list []family) {
	granted := s.Privileges()
	// over is what implies q and reaches as far.
	over := func(q cordon.Privilege) (by []cordon.Privilege) {
		for _, p := range q.ImpliedBy() {
			if slices.Contains(granted, p) && sightKey(s, p) == sightKey(s, q) {
				by = append(by, p)
			}
		}
		return by
	}
	at := make(map[cordon.Privilege]int)
	var implied []cordon.Privilege
	for _, q := range granted {
		if len(over(q)) > 0 {
			implied = append(implied, q)
			continue
		}
		at[q] = len(list)
		list = append(list, family{Top: q})
	}
	for _, q := range implied {
		for _, p := range over(q) {
			if i, ok := at[p]; ok {
				list[i].Implied = append(list[i].Implied, q)
				break
			}
		}
	}
	slices.SortStableFunc(list, func(a, b family) int { return strings.Compare(permissionName(a.Top), permissionName(b.Top)) })
	return list
}
