// Package holder says whose data an operation touches. A rule stands beside
// each handler; an operation without one is not served.
package holder

// Kind is the way an operation's holders are found.
type Kind uint8

const (
	none    Kind = iota // the zero Rule: nobody authored one, so nothing starts
	path                // the user named by a path parameter
	rows                // each row names its holder; the list is cut
	group               // a group named by a path parameter: it exists if the reach has it
	policy              // roles and apps: acting on one needs covering all that it grants
	own                 // as policy, but in the portal one's own app needs no privilege
	self                // the credential's own user, named by no parameter
	parent              // a record named by a path parameter: its holders are its host, its members ...
	account             // the account itself, whose people stay unnamed: needs an account-wide reach
	unknown             // people in free text or mixed totals: no restricted credential gets in
)

// Rule is one operation's holder rule.
type Rule struct {
	kind  Kind
	param string
	what  string
}

// Path is the user that the path parameter names by id, e-mail or "me".
func Path(param string) Rule { return Rule{kind: path, param: param} }

// Parent is the holders of the record that the path parameter names: the
// meeting's host, the channel's members. what is the record in a word.
func Parent(what, param string) Rule { return Rule{kind: parent, param: param, what: what} }

// Group is the group that the path parameter names.
func Group(param string) Rule { return Rule{kind: group, param: param} }

var (
	// Rows is a list in which each row has its own holder.
	Rows = Rule{kind: rows}
	// Self is the credential's own user.
	Self = Rule{kind: self}
	// Policy is an operation on roles or apps, held to rule 10 by the store.
	Policy = Rule{kind: policy}
	// Own is Policy for an app in the portal: its owner may act on it without the
	// privilege, since it never exceeds their role (rule 10).
	Own = Rule{kind: own}
	// Account is a write that makes something no reach can contain yet (a new
	// user, a new group): only an account-wide reach of its privilege may.
	Account = Rule{kind: account}
	// Unknown is an operation whose holders cannot be told apart.
	Unknown = Rule{kind: unknown}
)

// Valid reports whether somebody authored r.
func (r Rule) Valid() bool { return r.kind != none }

// Param is the path parameter that names the user, group or record, or "".
func (r Rule) Param() string { return r.param }

// Names is what the path parameter names, in a word: "user", "group", or the
// record's; "" where there is none.
func (r Rule) Names() string {
	switch r.kind {
	case path:
		return "user"
	case group:
		return "group"
	}
	return r.what
}

// NeedsWholeAccount reports whether the operation's own privilege must reach
// the entire account.
func (r Rule) NeedsWholeAccount() bool { return r.kind == account }

// OwnersToo reports whether the owner of an app needs no privilege, in the
// portal.
func (r Rule) OwnersToo() bool { return r.kind == own }

// NeedsUnrestricted reports whether every privilege of the role must reach the
// entire account.
func (r Rule) NeedsUnrestricted() bool { return r.kind == unknown }

// String is the rule as the coverage table prints it.
func (r Rule) String() string {
	switch r.kind {
	case path:
		return "user {" + r.param + "}"
	case rows:
		return "each row"
	case group:
		return "group {" + r.param + "}"
	case self:
		return "own user"
	case parent:
		return "of " + r.what + " {" + r.param + "}"
	case policy:
		return "policy"
	case own:
		return "own apps, or policy"
	case account:
		return "entire account"
	case unknown:
		return "unknown: restricted credentials refused"
	}
	return "none"
}
