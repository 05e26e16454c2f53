package zoomapi

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerRoles(a *API) {
	read(a, "GET /roles", holder.Policy, listRoles)
	write(a, "POST /roles", http.StatusCreated, holder.Policy, createRole)
	read(a, "GET /roles/{roleId}", holder.Policy, getRole)
	write(a, "PATCH /roles/{roleId}", http.StatusNoContent, holder.Policy, updateRole)
	write(a, "DELETE /roles/{roleId}", http.StatusNoContent, holder.Policy, deleteRole)
	read(a, "GET /roles/{roleId}/members", holder.Rows, listRoleMembers)
	write(a, "POST /roles/{roleId}/members", http.StatusCreated, holder.Policy, addRoleMembers)
	write(a, "DELETE /roles/{roleId}/members/{memberId}", http.StatusNoContent, holder.Policy, removeRoleMember)
}

type listRolesInput struct {
	Type string `query:"type" default:"common" enum:"common,iq" json:"-"`
}

type roleEntry struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Description  string `json:"description"`
	Type         string `json:"type"`
	TotalMembers int    `json:"total_members"`
}

type roleList struct {
	Roles        []roleEntry `json:"roles"`
	TotalRecords int         `json:"total_records"`
}

func entryOf(r store.RoleRow) roleEntry {
	return roleEntry{r.ID, r.Name, r.Description, r.Type, r.TotalMembers}
}

func listRoles(c *call, in listRolesInput) (roleList, error) {
	rows, err := c.Roles(c.Grant.People(), in.Type)
	out := roleList{Roles: make([]roleEntry, len(rows)), TotalRecords: len(rows)}
	for i, r := range rows {
		out.Roles[i] = entryOf(r)
	}
	return out, err
}

type rolePath struct {
	RoleID string `path:"roleId" json:"-"`
}

// roleAlone is a role with all that it grants. privilege_scopes lists the
// custom reaches; a privilege that is not there reaches the entire account.
type roleAlone struct {
	roleEntry
	Privileges []cordon.Privilege `json:"privileges"`
	Scopes     []privilegeScope   `json:"privilege_scopes"`
	SubAccount *subAccount        `json:"sub_account_privileges,omitempty"`
}

type privilegeScope struct {
	Privilege cordon.Privilege `json:"permission_id"`
	Groups    []string         `json:"group_ids"`
}

type subAccount struct {
	SecondLevel int `json:"second_level" enum:"1,2,3"`
}

func roleOf(r store.RoleRow) roleAlone {
	out := roleAlone{roleEntry: entryOf(r), Privileges: r.Privileges(), Scopes: []privilegeScope{}}
	if out.Privileges == nil {
		out.Privileges = []cordon.Privilege{}
	}
	for _, p := range out.Privileges {
		if reach := r.Reaches[p]; !reach.Account {
			groups := reach.Groups
			if groups == nil {
				groups = []string{}
			}
			out.Scopes = append(out.Scopes, privilegeScope{p, groups})
		}
	}
	if r.SecondLevel != 0 {
		out.SubAccount = &subAccount{r.SecondLevel}
	}
	return out
}

func getRole(c *call, in rolePath) (roleAlone, error) {
	r, err := c.Role(c.Grant.People(), in.RoleID)
	if err != nil {
		return roleAlone{}, err
	}
	return roleOf(r), nil
}

// roleChange is the body of POST and PATCH. privilege_scopes is an extension:
// Zoom only shows it, here it can be set.
type roleChange struct {
	Name        *string             `json:"name" max:"128"`
	Description *string             `json:"description" max:"1024"`
	Privileges  *[]cordon.Privilege `json:"privileges" max:"250"`
	Scopes      []cordon.ReachSpec  `json:"privilege_scopes" max:"250"`
	SubAccount  *subAccount         `json:"sub_account_privileges"`
}

func (ch roleChange) apply(r *cordon.Role) error {
	if ch.Name != nil {
		if e := cordon.CheckName("name", *ch.Name, cordon.MaxRoleName); e != nil {
			return e
		}
		r.Name = *ch.Name
	}
	set(&r.Description, ch.Description)
	if ch.SubAccount != nil {
		r.SecondLevel = ch.SubAccount.SecondLevel
	}
	var privileges []cordon.Privilege
	if ch.Privileges != nil {
		privileges = append([]cordon.Privilege{}, *ch.Privileges...)
		i := slices.IndexFunc(privileges, func(p cordon.Privilege) bool { return !access.Operations().KnowsPrivilege(p) })
		if i >= 0 {
			return cordon.InvalidField("privileges", "%s is no privilege.", privileges[i])
		}
	}
	if e := r.SetReaches(privileges, ch.Scopes); e != nil {
		return e
	}
	return nil
}

type createRoleInput struct {
	_    struct{} `unknown:"refuse"`
	Type string   `json:"type" enum:"common,iq"`
	roleChange
}

func createRole(c *call, tx *store.WriteTx, in createRoleInput) (roleAlone, error) {
	if in.Name == nil {
		return roleAlone{}, cordon.InvalidField("name", "Must be given.")
	}
	r := cordon.Role{Type: in.Type}
	if r.Type == "" {
		r.Type = "common"
	}
	if err := in.apply(&r); err != nil {
		return roleAlone{}, err
	}
	err := tx.CreateRole(&r)
	return roleOf(store.RoleRow{Role: r}), err
}

type updateRoleInput struct {
	_ struct{} `unknown:"refuse"`
	rolePath
	roleChange
}

func updateRole(_ *call, tx *store.WriteTx, in updateRoleInput) (empty, error) {
	return empty{}, tx.UpdateRole(in.RoleID, in.Scopes, in.apply)
}

func deleteRole(_ *call, tx *store.WriteTx, in rolePath) (empty, error) {
	return empty{}, tx.DeleteRole(in.RoleID)
}

type listRoleMembersInput struct {
	rolePath
	cursor
	PageSize  int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
	PageCount string `query:"page_count" json:"-"`
}

type roleMember struct {
	groupMember
	Department string `json:"department"`
}

type roleMemberList struct {
	Members []roleMember `json:"members"`
	pageInfo
}

func listRoleMembers(c *call, in listRoleMembersInput) (roleMemberList, error) {
	if err := c.RoleExists(in.RoleID); err != nil {
		return roleMemberList{}, err
	}
	list, info, err := c.people(in.cursor, in.PageSize, store.UserFilter{Role: in.RoleID})
	out := roleMemberList{Members: make([]roleMember, len(list)), pageInfo: info}
	for i, p := range list {
		out.Members[i] = roleMember(p)
	}
	return out, err
}

type addRoleMembersInput struct {
	rolePath
	memberNames
}

type addedRoleMembers struct {
	IDs   string    `json:"ids"`
	AddAt time.Time `json:"add_at"`
}

func addRoleMembers(c *call, tx *store.WriteTx, in addRoleMembersInput) (addedRoleMembers, error) {
	keys, err := in.keys()
	if err != nil {
		return addedRoleMembers{}, err
	}
	ids, err := tx.Assign(c.Grant.People(), in.RoleID, keys)
	return addedRoleMembers{strings.Join(ids, ","), c.now()}, err
}

type roleMemberPath struct {
	rolePath
	MemberID string `path:"memberId" json:"-"`
}

func removeRoleMember(c *call, tx *store.WriteTx, in roleMemberPath) (empty, error) {
	return empty{}, tx.Unassign(c.Grant.People(), in.RoleID, c.user(in.MemberID))
}
