package cordon

// MaxGroupAdminsPerCall is how many admins one call may add to a group, as
// published.
const MaxGroupAdminsPerCall = 10

// NoSuchGroupAdmin is about a person who is not an admin of the group, hidden
// ones included.
func NoSuchGroupAdmin(group string) *Error {
	return bad(4138, "That user is not an administrator for the group: %s.", group)
}
