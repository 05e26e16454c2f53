package portal

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// reachesAll reports whether a role reaches everybody under a privilege that it
// names: also what implies the privilege narrows it.
func reachesAll(r *cordon.Role, p cordon.Privilege) bool {
	for q, reach := range r.Reaches {
		if q.Implies(p) && !reach.Account {
			return false
		}
	}
	return true
}

// wideAndNarrow divides what a role names into what reaches everybody, and what
// does not.
func wideAndNarrow(r *cordon.Role) (wide, narrow []cordon.Privilege) {
	for _, p := range r.Privileges() {
		if reachesAll(r, p) {
			wide = append(wide, p)
		} else {
			narrow = append(narrow, p)
		}
	}
	return wide, narrow
}

// everNarrowed reports whether a role was ever narrowed. From then on nothing of it
// may become wide without being said.
func everNarrowed(r *cordon.Role) bool { return r.Custom || r.Restricted() }

// sharedGroups is the groups that most of the narrowed privileges of a role
// share, and whether all of them do. Where nothing is narrowed, or the groups
// are gone, there are none.
func sharedGroups(r *cordon.Role) (groups []string, all bool) {
	count, most, kinds := make(map[string]int), 0, 0
	for _, p := range r.Privileges() {
		if reach := r.Reaches[p]; !reach.Account {
			key := strings.Join(reach.Groups, " ")
			if count[key]++; count[key] == 1 {
				kinds++
			}
		}
	}
	for _, p := range r.Privileges() {
		reach := r.Reaches[p]
		if n := count[strings.Join(reach.Groups, " ")]; !reach.Account && len(reach.Groups) > 0 && n > most {
			groups, most = reach.Groups, n
		}
	}
	return groups, kinds == 1
}

// narrowedBy lists those of the privileges gone without which p would reach
// further than it did.
func narrowedBy(r *cordon.Role, p cordon.Privilege, gone []cordon.Privilege) (by []cordon.Privilege) {
	for _, g := range gone {
		// The role's own rule is asked, of the two alone.
		two := cordon.Role{Custom: everNarrowed(r), Reaches: map[cordon.Privilege]cordon.Reach{p: r.Reaches[p], g: r.Reaches[g]}}
		if two.SetReaches([]cordon.Privilege{p}, nil) != nil {
			by = append(by, g)
		}
	}
	return by
}

// cutTo is a reach of p that stays within those of the privileges that narrow
// it: the groups that all of them have.
func cutTo(r *cordon.Role, p cordon.Privilege, by []cordon.Privilege) cordon.Reach {
	reach := r.Reaches[p]
	for _, q := range by {
		limit := r.Reaches[q]
		switch {
		case limit.Account:
		case reach.Account:
			reach = cordon.Reach{Groups: slices.Clone(limit.Groups)}
		default:
			reach.Groups = slices.DeleteFunc(slices.Clone(reach.Groups), func(g string) bool { return !slices.Contains(limit.Groups, g) })
		}
	}
	return reach
}

// toGroups says that privileges reach the groups, and toAccount that they reach
// the entire account.
func toGroups(groups []string, privileges ...cordon.Privilege) (specs []cordon.ReachSpec) {
	said := append([]string{}, groups...) // nil would say nothing
	for _, p := range privileges {
		specs = append(specs, cordon.ReachSpec{Privilege: p, Groups: &said})
	}
	return specs
}

func toAccount(privileges ...cordon.Privilege) (specs []cordon.ReachSpec) {
	for _, p := range privileges {
		specs = append(specs, cordon.ReachSpec{Privilege: p, Reach: "account"})
	}
	return specs
}

// roleBadge is a word about a role, and how it is coloured.
type roleBadge struct{ Text, Class string }

func badgeOf(r *cordon.Role) roleBadge {
	wide, narrow := wideAndNarrow(r)
	switch {
	case cordon.SystemRole(r.ID):
		return roleBadge{"System", ""}
	case len(wide)+len(narrow) == 0:
		return roleBadge{"No permissions", ""}
	case len(narrow) == 0:
		return roleBadge{"Entire account", ""}
	case len(wide) == 0:
		return roleBadge{"Custom Scope", "good"}
	}
	return roleBadge{"Mixed", "warn"}
}

// reachWords puts reaches into words for the visitor.
type reachWords struct {
	names map[string]string // of groups
	all   bool              // every group exists for the visitor
}

// reachWordsOf reads the names of the groups that a role reaches. tx is what the
// role was read through.
func (v *visit) reachWordsOf(tx *store.Tx, r *cordon.Role) (s reachWords, err error) {
	s.all = tx.Grant.Groups().All()
	var ids []string
	for _, reach := range r.Reaches {
		ids = append(ids, reach.Groups...)
	}
	slices.Sort(ids)
	if groups, ok := v.may("GET /groups"); ok {
		s.names, err = groups.GroupNames(groups.Grant.Groups(), slices.Compact(ids))
	}
	return s, err
}

// groupWords is how long a list of groups may get before the rest is counted.
const groupWords = 60

// groups is "Sales, Support and 3 more". Where the visitor may not read groups
// they are only counted.
func (s reachWords) groups(ids []string) string {
	var names []string
	for _, id := range ids {
		if name, ok := s.names[id]; ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	length, shown := 0, 0
	for shown < len(names) && (shown == 0 || length+utf8.RuneCountInString(names[shown]) <= groupWords) {
		length += utf8.RuneCountInString(names[shown]) + 2
		shown++
	}
	switch rest := len(ids) - shown; {
	case shown == 0:
		return plural(len(ids), "group", "groups")
	case rest > 0:
		return fmt.Sprintf("%s and %s more", strings.Join(names[:shown], ", "), number(rest))
	}
	return strings.Join(names, ", ")
}

// text is what the Scope column says of a reach.
func (s reachWords) text(r cordon.Reach) string {
	switch {
	case r.Account:
		return "Entire Account"
	case len(r.Groups) > 0:
		return "Custom Scope: " + s.groups(r.Groups)
	case s.all:
		return "Custom Scope: no group, so it reaches nobody but the holder"
	}
	return "Custom Scope: no group that you see"
}

// roleVersion marks what the pages of a role show, and not who holds it.
func roleVersion(r *cordon.Role) (string, error) {
	return fingerprint([]any{r.Name, r.Description, r.Custom, r.Reaches})
}
