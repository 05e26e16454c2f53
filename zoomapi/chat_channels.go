package zoomapi

import (
	"strconv"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// channelEntry is a channel as lists show it.
type channelEntry struct {
	ID       string                 `json:"id"`
	JID      string                 `json:"jid"`
	Name     string                 `json:"name"`
	Type     int                    `json:"type"`
	URL      string                 `json:"channel_url"`
	Settings cordon.ChannelSettings `json:"channel_settings"`
}

func shownChannel(ch cordon.Channel) channelEntry {
	return channelEntry{ch.ID, ch.JID(), ch.Name, ch.Type, chatURL(`{"sid":"` + ch.JID() + `"}`), ch.Settings}
}

type channelList struct {
	Channels      []channelEntry `json:"channels"`
	NextPageToken string         `json:"next_page_token"`
	PageSize      int            `json:"page_size"`
	TotalRecords  int            `json:"total_records"`
}

// channels lists channels, the most silent first: whoever writes in one while a
// client turns the pages moves it to the end, so that the client meets it twice
// and misses none.
func (c *call) channels(cur tokenCursor, size int, f store.RecordFilter) (channelList, error) {
	f.Kinds, f.Oldest = []cordon.Kind{cordon.KindChannel}, true
	list, info, err := entries[cordon.Channel](c, cur.cursor(), size, f)
	out := channelList{make([]channelEntry, len(list)), info.NextPageToken, size, info.TotalRecords}
	for i, ch := range list {
		out.Channels[i] = shownChannel(ch.Doc)
	}
	return out, err
}

type listAccountChannelsInput struct {
	tokenCursor
	PageSize int `query:"page_size" default:"10" min:"1" max:"20" json:"-"`
}

func listAccountChannels(c *call, in listAccountChannelsInput) (channelList, error) {
	public := store.Where{Path: "$.type", Values: []string{strconv.Itoa(cordon.PublicChannel), strconv.Itoa(cordon.OpenChannel)}}
	return c.channels(in.tokenCursor, in.PageSize, store.RecordFilter{Where: []store.Where{public}})
}

type listUserChannelsInput struct {
	userPath
	tokenCursor
	PageSize int `query:"page_size" default:"10" min:"1" max:"1000" json:"-"`
}

func listUserChannels(c *call, in listUserChannelsInput) (channelList, error) {
	return c.channels(in.tokenCursor, in.PageSize, store.RecordFilter{User: c.user(in.UserID).Value})
}

// channelDetail is a channel as it is shown alone.
type channelDetail struct {
	ID       string          `json:"id"`
	JID      string          `json:"jid"`
	Name     string          `json:"name"`
	Type     int             `json:"type"`
	URL      string          `json:"channel_url"`
	Settings channelSettings `json:"channel_settings"`
}

type channelSettings struct {
	cordon.ChannelSettings
	Posters []poster `json:"designated_posting_members,omitempty"`
}

// poster is somebody chosen to post. A member id is the user's id.
type poster struct {
	UserID   string `json:"user_id"`
	MemberID string `json:"member_id"`
}

func (c *call) channelDetail(ch channel) (channelDetail, error) {
	e := shownChannel(ch.Doc)
	out := channelDetail{e.ID, e.JID, e.Name, e.Type, e.URL, channelSettings{ChannelSettings: e.Settings}}
	faces, err := c.facesOf(ch.Detail.Posters)
	for _, id := range ch.Detail.Posters {
		if id = faces.ID(cordon.Person{User: id}); id != "" {
			out.Settings.Posters = append(out.Settings.Posters, poster{id, id})
		}
	}
	return out, err
}

// facesOf is Faces for users.
func (c *call) facesOf(users []string) (store.Faces, error) {
	named := make([]cordon.Person, len(users))
	for i, id := range users {
		named[i].User = id
	}
	return c.Faces(c.Grant.People(), named)
}

func getChannel(c *call, in channelPath) (channelDetail, error) {
	ch, err := c.channel(in.ChannelID)
	if err != nil {
		return channelDetail{}, err
	}
	return c.channelDetail(ch)
}

func getUserChannel(c *call, in userChannelPath) (channelDetail, error) {
	ch, _, err := c.channelOf(in.UserID, in.ChannelID)
	if err != nil {
		return channelDetail{}, err
	}
	return c.channelDetail(ch)
}
