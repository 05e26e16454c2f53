package zoomapi

import (
	"net/http"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

// A group's admins are kept and shown. To be one gives nothing over the API:
// what a credential may do comes from its owner's role alone.
func registerGroupAdmins(a *API) {
	group := holder.Group("groupId")
	read(a, "GET /groups/{groupId}/admins", group, listGroupAdmins)
	write(a, "POST /groups/{groupId}/admins", http.StatusCreated, group, addGroupAdmins)
	write(a, "DELETE /groups/{groupId}/admins/{userId}", http.StatusNoContent, group, removeGroupAdmin)
}

type listGroupAdminsInput struct {
	groupPath
	tokenCursor
	PageSize int `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type groupAdminList struct {
	Admins        []groupAdmin `json:"admins"`
	NextPageToken string       `json:"next_page_token"`
	PageSize      int          `json:"page_size"`
	TotalRecords  int          `json:"total_records"`
}

type groupAdmin struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

func listGroupAdmins(c *call, in listGroupAdminsInput) (groupAdminList, error) {
	page, err := c.page(in.cursor(), in.PageSize)
	if err != nil {
		return groupAdminList{}, err
	}
	rows, total, err := c.GroupAdmins(c.Grant.Groups(), c.Grant.People(), in.GroupID, page)
	if err != nil {
		return groupAdminList{}, err
	}
	rows, next, err := cut(c, rows, in.PageSize, func(r store.GroupAdmin) int64 { return r.Seq })
	out := groupAdminList{Admins: make([]groupAdmin, len(rows)), NextPageToken: next, PageSize: in.PageSize, TotalRecords: total}
	for i, r := range rows {
		out.Admins[i] = groupAdmin{r.Email, r.Name}
	}
	return out, err
}

type addGroupAdminsInput struct {
	groupPath
	Admins []memberName `json:"admins" required:"true" min:"1" max:"10"`
}

type addedGroupAdmins struct {
	IDs     string    `json:"ids"`
	AddedAt time.Time `json:"added_at"`
}

func addGroupAdmins(c *call, tx *store.WriteTx, in addGroupAdminsInput) (addedGroupAdmins, error) {
	keys, err := keysOf("admins", in.Admins)
	if err != nil {
		return addedGroupAdmins{}, err
	}
	ids, err := tx.AddGroupAdmins(c.Grant.Groups(), c.Grant.People(), in.GroupID, keys)
	return addedGroupAdmins{strings.Join(ids, ","), c.now()}, err
}

type groupAdminPath struct {
	groupPath
	userPath
}

func removeGroupAdmin(c *call, tx *store.WriteTx, in groupAdminPath) (empty, error) {
	return empty{}, tx.RemoveGroupAdmin(c.Grant.Groups(), c.Grant.People(), in.GroupID, c.user(in.UserID))
}
