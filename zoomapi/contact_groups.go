package zoomapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerContactGroups(a *API) {
	group := holder.Parent("contact group", "groupId")
	read(a, "GET /contacts/groups", holder.Rows, listContactGroups)
	write(a, "POST /contacts/groups", http.StatusCreated, holder.Account, createContactGroup)
	read(a, "GET /contacts/groups/{groupId}", group, getContactGroup)
	write(a, "PATCH /contacts/groups/{groupId}", http.StatusNoContent, holder.Account, updateContactGroup)
	write(a, "DELETE /contacts/groups/{groupId}", http.StatusNoContent, holder.Account, deleteContactGroup)
	read(a, "GET /contacts/groups/{groupId}/members", group, listContacts)
	write(a, "POST /contacts/groups/{groupId}/members", http.StatusCreated, holder.Account, addContacts)
	write(a, "DELETE /contacts/groups/{groupId}/members", http.StatusNoContent, holder.Account, removeContacts)
}

// contactPage is the page of a list about contact groups.
type contactPage struct {
	tokenCursor
	PageSize int `query:"page_size" default:"10" min:"1" max:"50" json:"-"`
}

type contactGroupList struct {
	Groups        []cordon.ContactGroup `json:"groups"`
	NextPageToken string                `json:"next_page_token"`
	PageSize      int                   `json:"page_size"`
}

func listContactGroups(c *call, in contactPage) (contactGroupList, error) {
	page, err := c.page(in.cursor(), in.PageSize)
	if err != nil {
		return contactGroupList{}, err
	}
	rows, err := c.ContactGroups(c.Grant.Groups(), c.Grant.People(), page)
	if err != nil {
		return contactGroupList{}, err
	}
	rows, next, err := cut(c, rows, in.PageSize, func(r store.ContactGroupRow) int64 { return r.Seq })
	out := contactGroupList{Groups: make([]cordon.ContactGroup, len(rows)), NextPageToken: next, PageSize: in.PageSize}
	for i, r := range rows {
		out.Groups[i] = r.ContactGroup
	}
	return out, err
}

// contactGroup is a contact group with the number of its members that exist
// for the caller.
type contactGroup struct {
	cordon.ContactGroup
	TotalMembers int `json:"total_members"`
}

func getContactGroup(c *call, in groupPath) (contactGroup, error) {
	g, members, err := c.ContactGroup(c.Grant.Groups(), c.Grant.People(), in.GroupID)
	return contactGroup{g, members}, err
}

type newContacts struct {
	Members []newContact `json:"group_members"`
}

type newContact struct {
	Type int    `json:"type" required:"true" enum:"1,2"` // a user, a user group
	ID   string `json:"id" required:"true"`
}

func (in *newContacts) prepare(*API) error {
	var users, groups int
	for _, m := range in.Members {
		if m.Type == cordon.UserContact {
			users++
		} else {
			groups++
		}
	}
	switch {
	case users > cordon.MaxUserContactsPerCall:
		return cordon.BadRequest("The maximum number of user member per request is %d.", cordon.MaxUserContactsPerCall)
	case groups > cordon.MaxGroupContactsPerCall:
		return cordon.BadRequest("The maximum number of group member per request is %d.", cordon.MaxGroupContactsPerCall)
	}
	return nil
}

func (in *newContacts) contacts() []store.NewContact {
	list := make([]store.NewContact, len(in.Members))
	for i, m := range in.Members {
		list[i] = store.NewContact{Type: m.Type, ID: m.ID}
	}
	return list
}

type newContactGroup struct {
	Name        string `json:"group_name" required:"true" max:"127"`
	Privacy     int    `json:"group_privacy" enum:"1,2,3"`
	Description string `json:"description" max:"1024"`
	newContacts
}

func createContactGroup(c *call, tx *store.WriteTx, in newContactGroup) (contactGroup, error) {
	if e := cordon.CheckName("group_name", in.Name, cordon.MaxGroupName); e != nil {
		return contactGroup{}, e
	}
	g := cordon.ContactGroup{Name: in.Name, Privacy: max(in.Privacy, 1), Description: in.Description}
	members, err := tx.CreateContactGroup(c.Grant.Groups(), c.Grant.People(), &g, in.contacts())
	return contactGroup{g, members}, err
}

type contactGroupChange struct {
	groupPath
	Name        *string `json:"name" max:"127"`
	Privacy     *int    `json:"privacy" enum:"1,2,3"`
	Description *string `json:"description" max:"1024"`
}

func updateContactGroup(c *call, tx *store.WriteTx, in contactGroupChange) (empty, error) {
	if in.Name != nil {
		if e := cordon.CheckName("name", *in.Name, cordon.MaxGroupName); e != nil {
			return empty{}, e
		}
	}
	return empty{}, tx.UpdateContactGroup(c.Grant.Groups(), c.Grant.People(), in.GroupID, func(g *cordon.ContactGroup) {
		set(&g.Name, in.Name)
		set(&g.Privacy, in.Privacy)
		set(&g.Description, in.Description)
	})
}

func deleteContactGroup(c *call, tx *store.WriteTx, in groupPath) (empty, error) {
	return empty{}, tx.DeleteContactGroup(c.Grant.Groups(), c.Grant.People(), in.GroupID)
}

type listContactsInput struct {
	groupPath
	contactPage
}

type contactList struct {
	Members       []contact `json:"group_members"`
	NextPageToken string    `json:"next_page_token"`
	PageSize      int       `json:"page_size"`
}

type contact struct {
	Type int    `json:"type" enum:"1,2"`
	ID   string `json:"id,omitempty"` // absent for a user while pending
	Name string `json:"name"`
}

func listContacts(c *call, in listContactsInput) (contactList, error) {
	page, err := c.page(in.cursor(), in.PageSize)
	if err != nil {
		return contactList{}, err
	}
	rows, err := c.Contacts(c.Grant.Groups(), c.Grant.People(), in.GroupID, page)
	if err != nil {
		return contactList{}, err
	}
	rows, next, err := cut(c, rows, in.PageSize, func(r store.Contact) int64 { return r.Seq })
	out := contactList{Members: make([]contact, len(rows)), NextPageToken: next, PageSize: in.PageSize}
	for i, r := range rows {
		out.Members[i] = contact{r.Type, r.ID, r.Name}
	}
	return out, err
}

type addContactsInput struct {
	groupPath
	newContacts
}

func (in *addContactsInput) prepare(a *API) error {
	if len(in.Members) == 0 {
		return cordon.InvalidField("group_members", "Must be given.")
	}
	return in.newContacts.prepare(a)
}

type addedContacts struct {
	IDs []string `json:"member_ids"`
}

func addContacts(c *call, tx *store.WriteTx, in addContactsInput) (addedContacts, error) {
	ids, err := tx.AddContacts(c.Grant.Groups(), c.Grant.People(), in.GroupID, in.contacts())
	return addedContacts{ids}, err
}

type removeContactsInput struct {
	groupPath
	IDs string `query:"member_ids" required:"true" max:"4096" json:"-"` // separated by commas
}

func removeContacts(c *call, tx *store.WriteTx, in removeContactsInput) (empty, error) {
	var ids []string
	for id := range strings.SplitSeq(in.IDs, ",") {
		if id = strings.TrimSpace(id); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) > cordon.MaxContactsRemovedPerCall {
		return empty{}, cordon.BadRequest("The maximum number of memberId is %d.", cordon.MaxContactsRemovedPerCall)
	}
	return empty{}, tx.RemoveContacts(c.Grant.Groups(), c.Grant.People(), in.GroupID, ids)
}
