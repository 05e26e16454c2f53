package zoomapi

import (
	"net/http"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerGroups(a *API) {
	group := holder.Group("groupId")
	read(a, "GET /groups", holder.Rows, listGroups)
	write(a, "POST /groups", http.StatusCreated, holder.Account, createGroup)
	read(a, "GET /groups/{groupId}", group, getGroup)
	write(a, "PATCH /groups/{groupId}", http.StatusNoContent, group, updateGroup)
	write(a, "DELETE /groups/{groupId}", http.StatusNoContent, group, deleteGroup)
	read(a, "GET /groups/{groupId}/members", group, listMembers)
	write(a, "POST /groups/{groupId}/members", http.StatusCreated, group, addMembers)
	write(a, "PATCH /groups/{groupId}/members/{memberId}", http.StatusNoContent, group, updateMember)
	write(a, "DELETE /groups/{groupId}/members/{memberId}", http.StatusNoContent, group, removeMember)
}

type listGroupsInput struct {
	tokenCursor
	PageSize int `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type groupList struct {
	Groups        []cordon.Group `json:"groups"`
	TotalRecords  int            `json:"total_records"`
	NextPageToken string         `json:"next_page_token"`
}

func listGroups(c *call, in listGroupsInput) (groupList, error) {
	page, err := c.page(in.cursor(), in.PageSize)
	if err != nil {
		return groupList{}, err
	}
	rows, total, err := c.Groups(c.Grant.Groups(), c.Grant.People(), page)
	if err != nil {
		return groupList{}, err
	}
	rows, next, err := cut(c, rows, in.PageSize, func(r store.GroupRow) int64 { return r.Seq })
	out := groupList{Groups: make([]cordon.Group, len(rows)), TotalRecords: total, NextPageToken: next}
	for i, r := range rows {
		out.Groups[i] = r.Group
	}
	return out, err
}

type newGroup struct {
	Name        string `json:"name" required:"true" max:"127"`
	Description string `json:"description" max:"1024"`
}

func createGroup(c *call, tx *store.WriteTx, in newGroup) (cordon.Group, error) {
	if e := cordon.CheckName("name", in.Name, cordon.MaxGroupName); e != nil {
		return cordon.Group{}, e
	}
	g := cordon.Group{Name: in.Name, Description: in.Description}
	err := tx.CreateGroup(c.Grant.Groups(), &g)
	return g, err
}

type groupPath struct {
	GroupID string `path:"groupId" json:"-"`
}

func getGroup(c *call, in groupPath) (cordon.Group, error) {
	return c.Group(c.Grant.Groups(), c.Grant.People(), in.GroupID)
}

type groupChange struct {
	groupPath
	Name        *string `json:"name" max:"127"`
	Description *string `json:"description" max:"1024"`
}

func updateGroup(c *call, tx *store.WriteTx, in groupChange) (empty, error) {
	if in.Name != nil {
		if e := cordon.CheckName("name", *in.Name, cordon.MaxGroupName); e != nil {
			return empty{}, e
		}
	}
	return empty{}, tx.UpdateGroup(c.Grant.Groups(), in.GroupID, in.Name, in.Description)
}

func deleteGroup(c *call, tx *store.WriteTx, in groupPath) (empty, error) {
	return empty{}, tx.DeleteGroup(c.Grant.Groups(), in.GroupID)
}

type listMembersInput struct {
	groupPath
	cursor
	PageSize int `query:"page_size" default:"30" min:"1" max:"2000" json:"-"`
}

// groupMember is a member of a group.
type groupMember struct {
	ID        string `json:"id,omitempty"` // absent while pending
	Email     string `json:"email"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Type      int    `json:"type"`
}

type memberList struct {
	Members []groupMember `json:"members"`
	pageInfo
}

func listMembers(c *call, in listMembersInput) (memberList, error) {
	if err := c.GroupExists(c.Grant.Groups(), in.GroupID); err != nil {
		return memberList{}, err
	}
	list, info, err := c.people(in.cursor, in.PageSize, store.UserFilter{Group: in.GroupID})
	out := memberList{Members: make([]groupMember, len(list)), pageInfo: info}
	for i, p := range list {
		out.Members[i] = p.groupMember
	}
	return out, err
}

type memberNames struct {
	Members []memberName `json:"members" required:"true" min:"1" max:"30"`
}

// memberName names a user by id or e-mail; the id wins.
type memberName struct {
	ID    string `json:"id"`
	Email string `json:"email" max:"128"`
}

// key is the user that the entry of a list named list names.
func (m memberName) key(list string) (store.UserKey, error) {
	if m.ID == "" {
		m.ID = m.Email
	}
	if m.ID == "" {
		return store.UserKey{}, cordon.InvalidField(list, "Each entry needs an id or an email.")
	}
	return store.UserKey{Value: m.ID}, nil
}

func (m memberNames) keys() ([]store.UserKey, error) { return keysOf("members", m.Members) }

func keysOf(list string, names []memberName) ([]store.UserKey, error) {
	keys := make([]store.UserKey, len(names))
	for i, name := range names {
		key, err := name.key(list)
		if err != nil {
			return nil, err
		}
		keys[i] = key
	}
	return keys, nil
}

type addMembersInput struct {
	groupPath
	memberNames
}

type addedMembers struct {
	IDs     string    `json:"ids"`
	AddedAt time.Time `json:"added_at"`
}

func addMembers(c *call, tx *store.WriteTx, in addMembersInput) (addedMembers, error) {
	keys, err := in.keys()
	if err != nil {
		return addedMembers{}, err
	}
	ids, err := tx.AddMembers(c.Grant.Groups(), c.Grant.People(), in.GroupID, keys)
	return addedMembers{strings.Join(ids, ","), c.now()}, err
}

// now is the time that answers carry: UTC, whole seconds.
func (c *call) now() time.Time { return c.api.clock().UTC().Truncate(time.Second) }

type memberPath struct {
	groupPath
	MemberID string `path:"memberId" json:"-"`
}

type updateMemberInput struct {
	memberPath
	Action string `json:"action" required:"true" enum:"move,set_primary"`
	Target string `json:"target_group_id"`
}

func updateMember(c *call, tx *store.WriteTx, in updateMemberInput) (empty, error) {
	groups, people, who := c.Grant.Groups(), c.Grant.People(), c.user(in.MemberID)
	if in.Action == "set_primary" {
		return empty{}, tx.SetPrimary(groups, people, in.GroupID, who)
	}
	if in.Target == "" {
		return empty{}, cordon.BadRequest("The target_group_id can not be empty.")
	}
	return empty{}, tx.MoveMember(groups, people, in.GroupID, who, in.Target)
}

func removeMember(c *call, tx *store.WriteTx, in memberPath) (empty, error) {
	return empty{}, tx.RemoveMember(c.Grant.Groups(), c.Grant.People(), in.GroupID, c.user(in.MemberID))
}
