package zoomapi

import (
	"encoding/json"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// channelMember is a member of a channel. Somebody from outside has neither id
// nor email.
type channelMember struct {
	ID        string `json:"id"`
	Email     string `json:"email,omitempty"`
	MemberID  string `json:"member_id"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Name      string `json:"name"`
	Role      string `json:"role" enum:"admin,owner,member"`
	External  bool   `json:"is_external"`
}

type channelMemberList struct {
	Members       []channelMember `json:"members"`
	NextPageToken string          `json:"next_page_token"`
	PageSize      int             `json:"page_size"`
	TotalRecords  int             `json:"total_records"`
}

// guests are the members from outside. Where anybody is hidden from the caller
// they are left out, as the hidden members are: somebody who writes and is on no
// list may be either.
func (c *call) guests(ch channel) []cordon.Guest {
	if c.Grant.People().Everyone() {
		return ch.Detail.Guests
	}
	return nil
}

func memberRole(ch channel, user string) string {
	switch {
	case user == ch.Owner.ID:
		return "owner"
	case slices.Contains(ch.Detail.Admins, user):
		return "admin"
	}
	return "member"
}

// channelMembers lists the members in sight, and after them the guests. The
// place after a guest is counted below zero.
func (c *call) channelMembers(ch channel, cur tokenCursor, size int) (out channelMemberList, err error) {
	page, err := c.page(cur.cursor(), size)
	if err != nil {
		return out, err
	}
	guests, met := c.guests(ch), min(int(max(-page.After, 0)), len(c.guests(ch)))
	if page.After < 0 {
		page.Limit = 0
	}
	rows, total, err := c.Holders(c.Grant.People(), ch.RecordRow, page)
	if err != nil {
		return out, err
	}
	out = channelMemberList{Members: []channelMember{}, PageSize: size, TotalRecords: total + len(guests)}
	last := int64(0)
	for _, r := range rows[:min(len(rows), size)] {
		m, err := memberOf(ch, r)
		if err != nil {
			return out, err
		}
		out.Members, last = append(out.Members, m), r.Seq
	}
	more := len(rows) > size
	for i := met; i < len(guests) && !more; i++ {
		if more = len(out.Members) == size; !more {
			out.Members, last = append(out.Members, channelMember{MemberID: guests[i].ID, Name: guests[i].Name, Role: "member", External: true}), int64(-i-1)
		}
	}
	if more {
		out.NextPageToken, err = c.next(last, 0)
	}
	return out, err
}

func memberOf(ch channel, r store.UserRow) (channelMember, error) {
	var b cordon.Brief
	err := json.Unmarshal(r.Brief, &b)
	return channelMember{ID: r.ID, Email: r.Email, MemberID: r.ID, FirstName: b.FirstName, LastName: b.LastName, Name: b.Name(), Role: memberRole(ch, r.ID)}, err
}

type listChannelMembersInput struct {
	channelPath
	tokenCursor
	PageSize int `query:"page_size" default:"30" min:"1" max:"100" json:"-"`
}

func listChannelMembers(c *call, in listChannelMembersInput) (channelMemberList, error) {
	ch, err := c.channel(in.ChannelID)
	if err != nil {
		return channelMemberList{}, err
	}
	return c.channelMembers(ch, in.tokenCursor, in.PageSize)
}

type listUserChannelMembersInput struct {
	userPath
	listChannelMembersInput
}

func listUserChannelMembers(c *call, in listUserChannelMembersInput) (channelMemberList, error) {
	ch, _, err := c.channelOf(in.UserID, in.ChannelID)
	if err != nil {
		return channelMemberList{}, err
	}
	return c.channelMembers(ch, in.tokenCursor, in.PageSize)
}

type listChannelAdminsInput struct {
	userChannelPath
	tokenCursor
	PageSize int `query:"page_size" default:"10" min:"1" max:"50" json:"-"`
}

type channelAdminList struct {
	Admins        []channelMember `json:"admins"`
	NextPageToken string          `json:"next_page_token"`
	PageSize      int             `json:"page_size"`
}

// listChannelAdmins lists the owner and the admins in sight.
func listChannelAdmins(c *call, in listChannelAdminsInput) (out channelAdminList, err error) {
	ch, _, err := c.channelOf(in.UserID, in.ChannelID)
	if err != nil {
		return out, err
	}
	who := ch.Detail.Admins
	if ch.Owner.ID != "" {
		who = append([]string{ch.Owner.ID}, who...)
	}
	faces, err := c.facesOf(who)
	if err != nil {
		return out, err
	}
	all := []channelMember{}
	for _, id := range who {
		face, ok := faces.Of(cordon.Person{User: id})
		if !ok {
			continue
		}
		m, err := memberOf(ch, store.UserRow{ID: face.ID, Email: face.Email, Brief: face.Brief})
		if err != nil {
			return out, err
		}
		all = append(all, m)
	}
	list, info, err := part(c, in.cursor(), in.PageSize, all)
	return channelAdminList{list, info.NextPageToken, in.PageSize}, err
}
