package zoomapi

import (
	"net/http"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

const maxChannelName = 256

type newChannel struct {
	userPath
	Name     string          `json:"name" max:"256"`
	Type     *int            `json:"type" enum:"1,2,3,4"`
	Members  []memberAddress `json:"members" max:"5"`
	Settings settingsChange  `json:"channel_settings"`
	Space    struct {
		ID string `json:"space_id"`
	} `json:"shared_space"`
}

type memberAddress struct {
	Email string `json:"email" required:"true" max:"128"`
}

func addresses(members []memberAddress) []string {
	list := make([]string, len(members))
	for i, m := range members {
		list[i] = m.Email
	}
	return list
}

// settingsChange is what a write says of a channel's settings; what it leaves
// out stays as it is.
type settingsChange struct {
	AddMembers  *int       `json:"add_member_permissions" enum:"1,2"`
	SeePrevious *bool      `json:"new_members_can_see_previous_messages_files"`
	Post        *int       `json:"posting_permissions" enum:"1,2,3"`
	MentionAll  *int       `json:"mention_all_permissions" enum:"1,2,3"`
	Posters     []memberID `json:"designated_posting_members" max:"100"`
}

// memberID names a member by either id: with Cordon they are the same.
type memberID struct {
	UserID   string `json:"user_id"`
	MemberID string `json:"member_id"`
}

func (s settingsChange) apply(to *cordon.ChannelSettings) {
	set(&to.AddMembers, s.AddMembers)
	set(&to.SeePrevious, s.SeePrevious)
	set(&to.Post, s.Post)
	set(&to.MentionAll, s.MentionAll)
}

// createdChannel is the answer of POST /chat/users/{userId}/channels.
type createdChannel struct {
	ID   string `json:"id"`
	JID  string `json:"jid"`
	Name string `json:"name"`
	Type int    `json:"type"`
	URL  string `json:"channel_url"`
}

// createChannel makes a channel. Its name may be another's: were a name that is
// taken refused, it would tell of channels that are hidden.
func createChannel(c *call, tx *store.WriteTx, in newChannel) (out createdChannel, err error) {
	people := c.Grant.People()
	owner, err := tx.ActAs(people, c.user(in.UserID))
	if err != nil {
		return out, err
	}
	if in.Space.ID != "" {
		return out, &cordon.Error{Status: http.StatusNotFound, Code: 5407, Message: "Shared space does not exist."}
	}
	ch := cordon.Channel{ID: tx.NewChannelID(), Name: in.Name, Type: cordon.PrivateChannel, Created: c.now()}
	set(&ch.Type, in.Type)
	if e := cordon.CheckName("name", ch.Name, maxChannelName); e != nil {
		return out, e
	}
	ch.Settings = cordon.DefaultChannelSettings(ch.Type)
	in.Settings.apply(&ch.Settings)
	if err := tx.AddRecord(people, owner, &cordon.Record{Kind: cordon.KindChannel, ID: ch.ID, Time: c.now(), Doc: ch, Detail: cordon.ChannelDetail{}}); err != nil {
		return out, err
	}
	made, err := c.channel(ch.ID)
	if err != nil {
		return out, err
	}
	if _, err = tx.AddHolders(people, made.RecordRow, addresses(in.Members)); err != nil {
		return out, uninvited(err, "Request to create a channel failed.")
	}
	e := shownChannel(ch)
	return createdChannel{e.ID, e.JID, e.Name, e.Type, e.URL}, nil
}

type channelChange struct {
	Name     *string        `json:"name" max:"256"`
	Type     *int           `json:"type" enum:"1,2,3,5"`
	Settings settingsChange `json:"channel_settings"`
}

type updateChannelInput struct {
	channelPath
	channelChange
}

func updateChannel(c *call, tx *store.WriteTx, in updateChannelInput) (empty, error) {
	ch, err := c.channel(in.ChannelID)
	if err != nil {
		return empty{}, err
	}
	if ok, err := c.runs(ch); err != nil || !ok {
		return empty{}, orRefused(err, mayNotUpdate)
	}
	return empty{}, c.changeChannel(tx, ch, in.channelChange)
}

type updateUserChannelInput struct {
	userPath
	updateChannelInput
}

func updateUserChannel(c *call, tx *store.WriteTx, in updateUserChannelInput) (empty, error) {
	ch, user, err := c.channelFor(tx, in.UserID, in.ChannelID)
	if err != nil {
		return empty{}, err
	}
	if memberRole(ch, user) == "member" {
		return empty{}, mayNotUpdate
	}
	return empty{}, c.changeChannel(tx, ch, in.channelChange)
}

var mayNotUpdate = chatRefusal(http.StatusForbidden, "update a channel for this user")

// channelFor is channelOf for an act in the member's name.
func (c *call) channelFor(tx *store.WriteTx, user, id string) (ch channel, userID string, err error) {
	if userID, err = tx.ActAs(c.Grant.People(), c.user(user)); err != nil {
		return ch, "", err
	}
	return c.channelOf(userID, id)
}

// runs reports whether somebody in sight owns the channel or is one of its
// admins. Then one who names no user may change it, as that person could.
func (c *call) runs(ch channel) (bool, error) {
	if ch.Owner.ID != "" {
		return true, nil
	}
	faces, err := c.facesOf(ch.Detail.Admins)
	return slices.ContainsFunc(ch.Detail.Admins, func(id string) bool { return faces.ID(cordon.Person{User: id}) != "" }), err
}

func orRefused(err error, refusal *cordon.Error) error {
	if err != nil {
		return err
	}
	return refusal
}

func (c *call) changeChannel(tx *store.WriteTx, ch channel, in channelChange) error {
	if in.Name != nil {
		if e := cordon.CheckName("name", *in.Name, maxChannelName); e != nil {
			return e
		}
		ch.Doc.Name = *in.Name
	}
	set(&ch.Doc.Type, in.Type)
	in.Settings.apply(&ch.Doc.Settings)
	if in.Settings.Posters != nil {
		if err := c.choosePosters(&ch, in.Settings.Posters); err != nil {
			return err
		}
	}
	return tx.SaveRecord(ch.RecordRow, ch.Doc, ch.Detail)
}

// choosePosters puts people in sight in the place of those in sight. Whoever is
// hidden keeps what they have.
func (c *call) choosePosters(ch *channel, chosen []memberID) error {
	faces, err := c.facesOf(ch.Detail.Posters)
	if err != nil {
		return err
	}
	ch.Detail.Posters = slices.DeleteFunc(ch.Detail.Posters, func(id string) bool { return faces.ID(cordon.Person{User: id}) != "" })
	for _, m := range chosen {
		if m.UserID == "" {
			m.UserID = m.MemberID
		}
		id, holds, err := c.Holds(c.Grant.People(), ch.RecordRow, store.UserKey{Value: m.UserID})
		if err == nil && !holds {
			err = cordon.NoSuchUser(m.UserID)
		}
		if err != nil {
			return err
		}
		if !slices.Contains(ch.Detail.Posters, id) {
			ch.Detail.Posters = append(ch.Detail.Posters, id)
		}
	}
	return nil
}

var mayNotDelete = chatRefusal(http.StatusBadRequest, "delete this user's channel")

// deleteChannel deletes a channel whose owner is in sight, whoever else is in
// it: its owner could.
func deleteChannel(c *call, tx *store.WriteTx, in channelPath) (empty, error) {
	ch, err := c.channel(in.ChannelID)
	if err != nil {
		return empty{}, err
	}
	if ch.Owner.ID == "" {
		return empty{}, mayNotDelete
	}
	if _, err := tx.ActAs(c.Grant.People(), store.UserKey{Value: ch.Owner.ID}); err != nil {
		return empty{}, err
	}
	return empty{}, tx.DeleteRecord(c.Grant.People(), ch.RecordRow, cordon.KindMessage)
}

func deleteUserChannel(c *call, tx *store.WriteTx, in userChannelPath) (empty, error) {
	ch, user, err := c.channelFor(tx, in.UserID, in.ChannelID)
	if err != nil {
		return empty{}, err
	}
	if memberRole(ch, user) != "owner" {
		return empty{}, mayNotDelete
	}
	return empty{}, tx.DeleteRecord(c.Grant.People(), ch.RecordRow, cordon.KindMessage)
}
