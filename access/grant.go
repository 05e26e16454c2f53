package access

import (
	"slices"

	"github.com/cordon-zoom/cordon"
)

// Grant is a decision in favour: who asks, and whom they may see. The zero
// Grant sees nobody and may do nothing.
type Grant struct {
	op         *Operation
	subject    *Subject
	visibility Visibility
	ownOnly    bool
	own        bool // the caller's own apps are in sight whatever the role says
}

// Operation is what was decided about.
func (g Grant) Operation() *Operation { return g.op }

// Account is the caller's account.
func (g Grant) Account() string { return g.visibility.account }

// User is the id of the user the caller acts as.
func (g Grant) User() string { return g.visibility.self }

// AppID is the app the caller uses.
func (g Grant) AppID() string {
	if g.subject == nil {
		return ""
	}
	return g.subject.App.ID
}

// Visibility is the holders in sight under the operation's privilege.
func (g Grant) Visibility() Visibility { return g.visibility }

// See is whom the caller sees under another privilege; nobody if the role does
// not grant it.
func (g Grant) See(p cordon.Privilege) Visibility {
	if g.subject == nil {
		return Visibility{}
	}
	v := g.subject.Role.see(p, g.subject.Account, g.subject.Owner.ID)
	if g.ownOnly {
		v = v.And(alone(v.account, v.self))
	}
	return v
}

// People is whom the caller may be told about by this operation: in sight
// under its privilege and under User:Read.
func (g Grant) People() People {
	v := g.visibility.And(g.See(cordon.UserRead))
	if v.account == "" && g.own {
		v = alone(g.Account(), g.User())
	}
	return People{v: v}
}

// Groups is which groups exist for the caller: those that Group:Read reaches.
// Where the role lacks Group:Read, only the groups that the operation's own
// reach names, or, where that is the entire account, those that any of the
// role's reaches names: the caller's set-up has told it these anyway.
func (g Grant) Groups() Groups {
	known := groupsOf(g.visibility)
	if g.op == nil {
		return Groups{}
	}
	read := g.See(cordon.GroupRead)
	if read.account == "" {
		if known.all && !g.Unrestricted() {
			return g.named()
		}
		return known
	}
	if g.op.Privilege == cordon.GroupRead || g.op.Privilege == cordon.GroupEdit {
		return known.and(groupsOf(read))
	}
	return groupsOf(read)
}

// Reachable is which groups the caller may name in a reach: those that exist
// for it under Group:Read, or under any privilege where the role lacks that.
// Covers still asks that the caller's own reach contains them.
func (g Grant) Reachable() Groups {
	if g.subject == nil {
		return Groups{}
	}
	if read := g.See(cordon.GroupRead); read.account != "" {
		return groupsOf(read)
	}
	named := g.named()
	named.all = slices.ContainsFunc(g.subject.Role.Privileges(), func(p cordon.Privilege) bool { return g.See(p).Everyone() })
	return named
}

// named is the groups that the role's custom reaches name.
func (g Grant) named() Groups {
	named := Groups{account: g.Account()}
	for _, p := range g.subject.Role.Privileges() {
		named.ids = append(named.ids, groupsOf(g.See(p)).ids...)
	}
	slices.Sort(named.ids)
	named.ids = slices.Compact(named.ids)
	return named
}

// Unrestricted reports whether no privilege of the caller's role is narrowed.
func (g Grant) Unrestricted() bool {
	return g.subject != nil && !g.subject.Role.Restricted() && !g.ownOnly
}

// Covers reports whether the caller covers all that a role grants: has each of
// its privileges, with a reach that contains the role's. within lists how the
// holder of such a role must be in sight besides, because whoever holds it
// sees themselves under each of its privileges. On refusal lacking is the
// privilege that is missing or too narrow.
func (g Grant) Covers(p *Policy) (within []Visibility, lacking cordon.Privilege, ok bool) {
	if p == nil || g.subject == nil {
		return nil, "", false
	}
	if p.accountWide {
		if g.subject.Role.accountWide && !g.ownOnly {
			return nil, "", true
		}
		return nil, cordon.AccountOwner, false
	}
	for _, q := range p.Privileges() {
		mine := g.See(q)
		if !p.see(q, g.Account(), g.User()).within(mine) {
			return nil, q, false
		}
		if !mine.Everyone() {
			within = append(within, mine)
		}
	}
	if p.grantsFreely() && !g.Unrestricted() {
		return nil, cordon.Unrestricted, false
	}
	return within, "", true
}
