// Package attack holds the tests that try to break the rules: nobody hidden
// shows anywhere, no write gives anyone more than its maker has, a revocation
// holds at once, and no room has a door it must not have.
//
// What these tests expect they work out themselves, from the rules and from the
// rows of the database. Nothing here asks package access who may see whom.
//
//	CORDON_ATTACK_SCALE=20 go test ./internal/attack   # more random accounts
//	go test ./internal/attack -run 'TestLeak/seed=17$' # one that failed, again
package attack
