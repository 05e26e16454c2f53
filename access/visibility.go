package access

import (
	"slices"
	"sync"

	"github.com/cordon-zoom/cordon"
)

// Visibility is the holders one credential may see under one privilege. Only
// the decision makes one. The zero value sees nobody.
//
// A user is visible if they are Self, or if for every one of the clauses they
// are a member of at least one of its groups. No clauses means everyone. A
// clause without groups leaves Self alone.
type Visibility struct {
	account string
	self    string
	clauses [][]string
}

// alone is the visibility of somebody who sees themselves and nobody else.
func alone(account, self string) Visibility {
	return Visibility{account: account, self: self, clauses: [][]string{{}}}
}

// Account is the account the visibility is about, "" for the zero value, which
// no account has: a query bound to it finds nothing.
func (v Visibility) Account() string { return v.account }

// Self is the credential's own user.
func (v Visibility) Self() string { return v.self }

// Everyone reports whether nobody in the account is hidden.
func (v Visibility) Everyone() bool { return v.account != "" && len(v.clauses) == 0 }

// Clauses are the sets of groups that a user other than Self must be in, one
// of each.
func (v Visibility) Clauses() [][]string { return v.clauses }

// And is what both see.
func (v Visibility) And(w Visibility) Visibility {
	if v.account == "" || v.account != w.account || v.self != w.self {
		return Visibility{}
	}
	clauses := slices.Clip(v.clauses)
	for _, c := range w.clauses {
		if !slices.ContainsFunc(clauses, func(d []string) bool { return slices.Equal(c, d) }) {
			clauses = append(clauses, c)
		}
	}
	v.clauses = clauses
	return v
}

// within reports whether v sees nobody that w does not see, judged by group and
// not by today's members, so that it stays true as groups change. Self is the
// caller's business.
func (v Visibility) within(w Visibility) bool {
	if v.account != w.account || w.account == "" {
		return false
	}
	for _, wide := range w.clauses {
		if !slices.ContainsFunc(v.clauses, func(narrow []string) bool { return subset(narrow, wide) }) {
			return false
		}
	}
	return true
}

func subset(a, b []string) bool {
	for _, x := range a {
		if !slices.Contains(b, x) {
			return false
		}
	}
	return true
}

// People is a visibility cut twice: by the operation's own privilege and by
// User:Read. Whatever names a person takes one of these.
//
// Only Grant.People makes one, so the second cut cannot be left out.
type People struct{ v Visibility }

// Visibility is both cuts in one.
func (p People) Visibility() Visibility { return p.v }

// Account is as for Visibility.
func (p People) Account() string { return p.v.account }

// Everyone reports whether nobody in the account is hidden.
func (p People) Everyone() bool { return p.v.Everyone() }

// Groups says which groups exist for a credential. The zero value knows none.
type Groups struct {
	account string
	all     bool
	ids     []string
}

// Account is the account the groups belong to, "" for the zero value.
func (g Groups) Account() string { return g.account }

// All reports whether every group of the account exists.
func (g Groups) All() bool { return g.all }

// IDs are the groups that exist where not all do.
func (g Groups) IDs() []string { return g.ids }

// Has reports whether the group exists for the credential.
func (g Groups) Has(id string) bool { return g.all || slices.Contains(g.ids, id) }

// groupsOf turns a visibility into the groups it names.
func groupsOf(v Visibility) Groups {
	g := Groups{account: v.account, all: v.Everyone()}
	for i, clause := range v.clauses {
		if i == 0 {
			g.ids = slices.Clone(clause)
			continue
		}
		g.ids = slices.DeleteFunc(g.ids, func(id string) bool { return !slices.Contains(clause, id) })
	}
	return g
}

// And is what both know.
func (g Groups) and(h Groups) Groups {
	switch {
	case g.account == "" || g.account != h.account:
		return Groups{}
	case g.all:
		return h
	case h.all:
		return g
	}
	return Groups{account: g.account, ids: slices.DeleteFunc(slices.Clone(g.ids), func(id string) bool { return !h.Has(id) })}
}

// Operator is the visibility of the operator door: the command with the
// database file in hand. Nothing that serves a request may use it; a test
// forbids it in zoomapi, oauth and portal.
func Operator(account string) People { return People{v: Visibility{account: account}} }

// Policy is a role made ready for decisions. It is immutable.
type Policy struct {
	role        string
	restricted  bool
	reaches     map[cordon.Privilege][][]string // every privilege granted, implied ones too; nil clauses: entire account
	accountWide bool                            // grants everything there is (the owner role)
}

// NewPolicy works out every privilege that r grants: an implied privilege
// carries the reach of the one that implies it, and where several apply, their
// intersection.
func NewPolicy(r *cordon.Role) *Policy {
	p := &Policy{role: r.ID, restricted: r.Restricted(), reaches: make(map[cordon.Privilege][][]string)}
	for _, named := range r.Privileges() {
		reach := r.Reaches[named]
		for _, q := range Closure(named) {
			clauses, ok := p.reaches[q]
			if !ok {
				clauses = nil
			}
			if !reach.Account {
				groups := slices.Sorted(slices.Values(reach.Groups))
				if groups == nil {
					groups = []string{}
				}
				clauses = append(slices.Clip(clauses), groups)
			}
			p.reaches[q] = clauses
		}
	}
	return p
}

// OwnerPolicy grants every privilege for the entire account, and with them
// AccountOwner, which no other role has.
func OwnerPolicy() *Policy {
	return &Policy{role: cordon.OwnerRole, accountWide: true}
}

// Restricted reports whether any privilege of the role is.
// No policy is as narrow as can be.
func (p *Policy) Restricted() bool { return p == nil || p.restricted }

// grantsFreely reports whether p grants anything, and narrows nothing of it.
func (p *Policy) grantsFreely() bool { return !p.restricted && len(p.reaches) > 0 }

// Within reports whether p grants nothing that q does not: no other privilege,
// and no wider reach.
func (p *Policy) Within(q *Policy) bool {
	if p.accountWide && !q.accountWide {
		return false
	}
	for _, name := range p.Privileges() {
		if !p.see(name, "any", "").within(q.see(name, "any", "")) {
			return false
		}
	}
	return true
}

// Grants reports whether the role grants the privilege, named or implied.
func (p *Policy) Grants(q cordon.Privilege) bool {
	_, ok := p.clauses(q)
	return ok
}

// Privileges lists all that the role grants, implied ones too, sorted.
func (p *Policy) Privileges() []cordon.Privilege {
	if p == nil {
		return nil
	}
	if p.accountWide {
		return Operations().Privileges()
	}
	list := make([]cordon.Privilege, 0, len(p.reaches))
	for q := range p.reaches {
		list = append(list, q)
	}
	slices.Sort(list)
	return list
}

func (p *Policy) clauses(q cordon.Privilege) ([][]string, bool) {
	if p == nil || q == "" {
		return nil, false
	}
	if p.accountWide {
		return nil, true
	}
	c, ok := p.reaches[q]
	return c, ok
}

// see is whom a user with this role sees under q.
func (p *Policy) see(q cordon.Privilege, account, self string) Visibility {
	clauses, ok := p.clauses(q)
	if !ok {
		return Visibility{}
	}
	return Visibility{account: account, self: self, clauses: clauses}
}

// Closure lists p and every known privilege that p implies.
func Closure(p cordon.Privilege) []cordon.Privilege {
	all := []cordon.Privilege{p}
	for _, q := range Operations().Privileges() {
		if q != p && p.Implies(q) {
			all = append(all, q)
		}
	}
	return all
}

// AdminPolicy grants every privilege that Zoom knows for the entire account,
// but not AccountOwner: an admin may do anything except act on the owner.
var AdminPolicy = sync.OnceValue(func() *Policy {
	admin := &cordon.Role{ID: cordon.AdminRole, Reaches: make(map[cordon.Privilege]cordon.Reach)}
	for _, p := range Operations().Privileges() {
		admin.Reaches[p] = cordon.Reach{Account: true}
	}
	return NewPolicy(admin)
})
