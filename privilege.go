package cordon

import (
	"slices"
	"strings"
)

// Privilege is what a role grants, spelled as Zoom spells it: "User:Read",
// "PbxAdmin:Edit". The portal calls it a permission (Users: View).
type Privilege string

// Privileges that the code names. The full list is the catalog's.
const (
	UserRead    Privilege = "User:Read"
	UserEdit    Privilege = "User:Edit"
	GroupRead   Privilege = "Group:Read"
	GroupEdit   Privilege = "Group:Edit"
	RoleRead    Privilege = "Role:Read"
	RoleEdit    Privilege = "Role:Edit"
	AppRead     Privilege = "MarketPlace:Read"
	AppEdit     Privilege = "MarketPlace:Edit"
	ChannelRead Privilege = "ChatChannel:Read"

	// AccountOwner is held by the owner role alone. Zoom has no such string;
	// it stands here so that "cover all that the target grants" keeps everyone
	// else from acting on the owner, with no special case anywhere.
	AccountOwner Privilege = "cordon:AccountOwner"

	// Unrestricted is what a role without any custom reach has besides its
	// privileges: rule 9 lets only such a role reach what mixes people up.
	Unrestricted Privilege = "cordon:Unrestricted"
)

// ImpliedBy lists the privileges that grant p besides p itself: Edit implies
// Read, and Dashboard:Read implies the Dashboard*:Read family.
func (p Privilege) ImpliedBy() []Privilege {
	name, ok := strings.CutSuffix(string(p), ":Read")
	if !ok {
		return nil
	}
	by := []Privilege{Privilege(name + ":Edit")}
	if strings.HasPrefix(name, "Dashboard") && name != "Dashboard" {
		by = append(by, "Dashboard:Read", "Dashboard:Edit")
	}
	return by
}

// Implies is the other direction of ImpliedBy: whether holding p grants q.
func (p Privilege) Implies(q Privilege) bool {
	return p == q || slices.Contains(q.ImpliedBy(), p)
}

// overlaps reports whether p and q grant a privilege in common, so that each
// narrows what the other grants.
func (p Privilege) overlaps(q Privilege) bool {
	for _, either := range []Privilege{p, q} {
		name, _, _ := strings.Cut(string(either), ":")
		for _, both := range []Privilege{either, Privilege(name + ":Read")} {
			if p.Implies(both) && q.Implies(both) {
				return true
			}
		}
	}
	return false
}
