package cordon

// Group is a user group.
type Group struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	TotalMembers int    `json:"total_members"`
	// Description is an extension: the portal has it, Zoom's API does not.
	Description string `json:"description,omitempty"`
}

// Limits of groups, as published.
const (
	MaxGroupName       = 127 // characters, "under 128"
	MaxGroupsInAccount = 5000
	MaxMembersPerCall  = 30
	MaxDescription     = 1024
)
