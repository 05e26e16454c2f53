package zoomapi

import (
	"encoding/json"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// person is a member of a group or a role.
type person struct {
	groupMember
	Department string
}

// people lists the members in sight of whatever the filter names.
func (c *call) people(cur cursor, size int, f store.UserFilter) (list []person, info pageInfo, err error) {
	if f.Page, err = c.page(cur, size); err != nil {
		return nil, info, err
	}
	rows, total, err := c.Users(c.Grant.People(), f)
	if err != nil {
		return nil, info, err
	}
	rows, next, err := cut(c, rows, size, func(r store.UserRow) int64 { return r.Seq })
	if err != nil {
		return nil, info, err
	}
	for _, r := range rows {
		var b cordon.Brief
		if err := json.Unmarshal(r.Brief, &b); err != nil {
			return nil, info, err
		}
		p := person{groupMember{r.ID, r.Email, b.FirstName, b.LastName, b.Type}, b.Dept}
		if r.Status == cordon.Pending {
			p.ID = ""
		}
		list = append(list, p)
	}
	return list, c.pageInfo(cur, size, total, next), nil
}
