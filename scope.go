package cordon

import "strings"

// Scope is an OAuth scope of an app or a token: classic ("user:read:admin") or
// granular ("user:read:list_users:admin"). It says what kind of data a token
// may ask for; the reach of the role says whose.
type Scope string

// Admin reports whether s reaches beyond the token's own user where the account
// takes user-level scopes literally (Account.UserLevelScopes).
func (s Scope) Admin() bool {
	for part := range strings.SplitSeq(string(s), ":") {
		if part == "admin" || part == "master" {
			return true
		}
	}
	return false
}

// Master reports whether s is for master accounts, which Cordon does not have.
func (s Scope) Master() bool { return strings.HasSuffix(string(s), ":master") }
