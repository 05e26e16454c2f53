package store

import (
	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// This file answers what somebody else sees, to a caller who covers all of it.

// SightOf is whom a person in sight sees.
func (tx *Tx) SightOf(people access.People, key UserKey) (s access.Sight, err error) {
	p, err := tx.find(people, key)
	if err != nil {
		return s, err
	}
	return tx.sightOf(p, p.role)
}

// SightWith is whom a person in sight would see in another role.
func (tx *Tx) SightWith(people access.People, key UserKey, role string) (s access.Sight, err error) {
	p, err := tx.find(people, key)
	if err != nil {
		return s, err
	}
	return tx.sightOf(p, role)
}

// SightOfRole is whom a role reaches, whoever holds it.
func (tx *Tx) SightOfRole(id string) (s access.Sight, err error) {
	if err := tx.RoleExists(id); err != nil {
		return s, err
	}
	return tx.sightOf(seat{}, id)
}

func (tx *Tx) sightOf(p seat, role string) (s access.Sight, err error) {
	policy, err := tx.policyOf(tx.Grant.Account(), role)
	if err != nil {
		return s, err
	}
	s, within, lacking, ok := tx.Grant.As(policy, p.id)
	if !ok {
		return access.Sight{}, cordon.NoPermission("the caller does not cover %s of role %s", lacking, role)
	}
	if p.id == "" || p.id == tx.Grant.User() {
		return s, nil
	}
	ok, err = tx.sees(p.seq, within...)
	if err == nil && !ok {
		err = cordon.NoPermission("the user is out of the caller's sight under a privilege of role %s", role)
	}
	if err != nil {
		return access.Sight{}, err
	}
	return s, nil
}

// ExplainApp is what the decision would say of an operation to a token that an
// app in sight fetched now: nil, or why not.
func (tx *Tx) ExplainApp(people access.People, id string, ask ...Call) (refusals []*access.Refusal, err error) {
	subject, err := tx.subjectNow(people, id)
	if err != nil {
		return nil, err
	}
	for _, c := range ask {
		_, refusal := access.Explain(subject, c.Operation, c.Holder, tx.db.clock())
		refusals = append(refusals, refusal)
	}
	return refusals, nil
}

// ExplainAppFor is ExplainApp for one operation. sees says whether its answers
// may name who, one of those in sight.
func (tx *Tx) ExplainAppFor(people access.People, id string, inSight access.People, who UserKey, ask Call) (sees bool, refusal *access.Refusal, err error) {
	subject, err := tx.subjectNow(people, id)
	if err != nil {
		return false, nil, err
	}
	p, err := tx.find(inSight, who)
	if err != nil {
		return false, nil, err
	}
	grant, refusal := access.Explain(subject, ask.Operation, ask.Holder, tx.db.clock())
	if refusal != nil {
		return false, refusal, nil
	}
	sees, err = tx.sees(p.seq, grant.People().Visibility())
	return sees, nil, err
}

// subjectNow is the decision's view of an app in sight, whose owner the caller
// covers, as if it had fetched a token now.
func (tx *Tx) subjectNow(people access.People, id string) (*access.Subject, error) {
	a, err := tx.App(people, id)
	if err != nil {
		return nil, err
	}
	if a.Owner != "" {
		if _, err := tx.sightOf(seat{seq: a.ownerSeq, id: a.Owner}, a.ownerRole); err != nil {
			return nil, err
		}
	}
	subject, _, err := tx.subjectOf(a.ClientID, &access.Claims{Scopes: a.scopesRev})
	if err != nil {
		return nil, err
	}
	subject.App.SecretValid, err = tx.exists("SELECT 1 FROM app_secret WHERE app = ? AND (expires_at IS NULL OR expires_at > ?)", a.Seq, millis(tx.db.clock()))
	return subject, err
}

// Among lists those of some people who are in sight, by their ids.
func (tx *Tx) Among(people access.People, ids []string) (list []UserRow, err error) {
	groups, mem := tx.Grant.Groups(), new(arena)
	q := new(sql).add("SELECT "+userColumns+" FROM ").given(ids).add(" CROSS JOIN user u ON u.id = w.value WHERE ").visible(people.Visibility(), "u")
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanUser(s, groups, mem))
		return nil
	})
	return list, err
}
