package store

import (
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// AppBacks tells which scopes the role of an app's owner backs, to a caller who
// may change the app. Nobody's role backs none.
func (tx *Tx) AppBacks(people access.People, id string) (backs func(cordon.Scope) bool, err error) {
	a, err := tx.AppToChange(people, id)
	if err != nil {
		return nil, err
	}
	policy, err := tx.policyOf(people.Account(), a.ownerRole)
	return func(s cordon.Scope) bool { return access.Backs(policy, s) }, err
}

// AddScopes gives an app scopes besides those that it holds. One that the
// owner's role does not back is refused by name; what the app holds already
// stays, backed or not.
func (tx *WriteTx) AddScopes(people access.People, id string, added []cordon.Scope) error {
	a, err := tx.AppToChange(people, id)
	if err != nil {
		return err
	}
	if err := tx.scopesBacked(people.Account(), a.ownerRole, added); err != nil {
		return err
	}
	return tx.setScopes(a.Seq, append(a.Scopes, added...))
}

// RemoveScopes takes scopes from an app; one that it does not hold is no error.
func (tx *WriteTx) RemoveScopes(people access.People, id string, removed []cordon.Scope) error {
	a, err := tx.AppToChange(people, id)
	if err != nil {
		return err
	}
	return tx.setScopes(a.Seq, slices.DeleteFunc(a.Scopes, func(s cordon.Scope) bool { return slices.Contains(removed, s) }))
}
