package access

import (
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
)

// Sight is whom the holder of a role sees, as told to somebody who covers the
// role: it holds nobody whom that viewer does not see. The zero Sight sees nobody.
type Sight struct {
	policy  *Policy
	account string
	self    string     // the holder's user id, "" for the role alone
	viewer  Visibility // whom the viewer may be told about
}

// As is the sight of a role's holder, or of the role alone where user is "".
// within lists how the holder must be in the viewer's sight besides; lacking is
// what the viewer does not cover.
func (g Grant) As(p *Policy, user string) (s Sight, within []Visibility, lacking cordon.Privilege, ok bool) {
	within, lacking, ok = g.Covers(p)
	if !ok {
		return Sight{}, nil, lacking, false
	}
	return Sight{policy: p, account: g.Account(), self: user, viewer: g.See(cordon.UserRead)}, within, "", true
}

// Restricted reports whether any privilege of the role is narrowed.
func (s Sight) Restricted() bool { return s.policy.Restricted() }

// Privileges lists all that the role grants, implied ones too, sorted.
func (s Sight) Privileges() []cordon.Privilege { return s.policy.Privileges() }

// Reach is how far the role reaches under a privilege: the entire account, or
// the members of one group of each set. ok is false where it does not grant it.
func (s Sight) Reach(q cordon.Privilege) (account bool, groups [][]string, ok bool) {
	clauses, ok := s.policy.clauses(q)
	return ok && len(clauses) == 0, clauses, ok
}

// People is whom the role reaches under a privilege, as far as the viewer may
// be told who they are.
func (s Sight) People(q cordon.Privilege) People {
	v := s.policy.see(q, s.account, s.self)
	if v.account == "" || s.viewer.account == "" {
		return People{}
	}
	// The viewer's own self is left out: the holder's stands in its place, and
	// As demands that the holder is in the viewer's sight.
	cut := s.viewer
	cut.self = s.self
	return People{v: v.And(cut)}
}

// Named is whom an answer under a privilege may name: in reach of it and of
// User:Read (rule 7).
func (s Sight) Named(q cordon.Privilege) People {
	v := s.People(q).v
	return People{v: v.And(s.People(cordon.UserRead).v)}
}

// Explain is what Decide would say of an operation to a token that s.App
// fetched just now: what it would be granted, or why not.
func Explain(s *Subject, op *Operation, rule holder.Rule, now time.Time) (Grant, *Refusal) {
	if r := CheckApp(s); r != nil {
		return Grant{}, r
	}
	return Decide(s, &Claims{Account: s.Account, ClientID: s.App.ClientID, Owner: s.Owner.ID, AppGen: s.App.Generation,
		OwnerGen: s.Owner.Generation, IssuedAt: now, ExpiresAt: now.Add(cordon.TokenLife)}, op, rule, now)
}
