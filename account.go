package cordon

import "time"

// Account is a Zoom account, the tenant. Accounts on one server never mix.
type Account struct {
	ID        string
	Number    int64
	Name      string
	CreatedAt time.Time
	// UserLevelScopes says how far a scope without ":admin" reaches.
	UserLevelScopes UserLevelScopes
}

// UserLevelScopes is the account setting user_level_scopes.
type UserLevelScopes string

const (
	// ScopesFollowRole: the scope says what kind of data, the role's reach says
	// whose. The published recipe, which mixes both kinds, works as written.
	ScopesFollowRole UserLevelScopes = "role"
	// ScopesOwnData: a scope without ":admin" reaches its own user's data only,
	// as Zoom documents.
	ScopesOwnData UserLevelScopes = "own"
)
