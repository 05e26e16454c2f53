package cordon

// ContactGroup is a group of contacts: people and user groups, under one name
// in everybody's address book. It has nothing to do with what anybody may see.
type ContactGroup struct {
	ID          string `json:"group_id"`
	Name        string `json:"group_name"`
	Privacy     int    `json:"group_privacy" enum:"1,2,3"` // 1 is visible to anyone
	Description string `json:"description"`
}

// Types of a contact group's members, as published.
const (
	UserContact  = 1
	GroupContact = 2
)

// Limits of contact groups, as published.
const (
	MaxUserContactsPerCall    = 50
	MaxGroupContactsPerCall   = 3
	MaxContactsRemovedPerCall = 20
)

// Errors about contact groups. A hidden thing reads like an absent one.

// NoSuchContactGroup is about the group itself.
func NoSuchContactGroup(id string) *Error {
	return BadRequest("A group with this groupId: %s does not exist.", id)
}

// NoSuchContact is about a member, or what is to be one.
func NoSuchContact(id string) *Error {
	return BadRequest("A member with this memberId: %s does not exist.", id)
}

// LastContact is about taking the last member away.
func LastContact() *Error { return BadRequest("A group must have at least one member.") }
