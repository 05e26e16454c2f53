package zoomapi

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// uninvited is the failure to take somebody into a channel who is hidden, or
// nobody. What else went wrong stays as it is.
func uninvited(err error, message string) error {
	if e := (*cordon.Error)(nil); errors.As(err, &e) && e.Code == cordon.NoSuchUser("").Code {
		return chatFailure(5301, message).Because("%s", e.Message)
	}
	return err
}

type inviteMembersInput struct {
	channelPath
	Members []memberAddress `json:"members" required:"true" min:"1" max:"5"`
}

type invitedMembers struct {
	IDs       string    `json:"ids"`
	MemberIDs string    `json:"member_ids"`
	AddedAt   time.Time `json:"added_at"`
}

func (c *call) invite(tx *store.WriteTx, ch channel, members []memberAddress) (out invitedMembers, err error) {
	ids, err := tx.AddToChannel(c.Grant.People(), ch.RecordRow, addresses(members))
	if err != nil {
		return out, uninvited(err, "Request to invite channel members failed.")
	}
	list := strings.Join(ids, ",")
	return invitedMembers{list, list, c.now()}, nil
}

func inviteMembers(c *call, tx *store.WriteTx, in inviteMembersInput) (out invitedMembers, err error) {
	ch, err := c.channel(in.ChannelID)
	if err != nil {
		return out, err
	}
	if ch.Doc.Settings.AddMembers == cordon.OwnerAdmins {
		if ok, err := c.runs(ch); err != nil || !ok {
			return out, orRefused(err, chatRefusal(http.StatusBadRequest, "invite channel members"))
		}
	}
	return c.invite(tx, ch, in.Members)
}

type inviteUserMembersInput struct {
	userPath
	inviteMembersInput
}

func inviteUserMembers(c *call, tx *store.WriteTx, in inviteUserMembersInput) (out invitedMembers, err error) {
	ch, user, err := c.channelFor(tx, in.UserID, in.ChannelID)
	if err != nil {
		return out, err
	}
	if ch.Doc.Settings.AddMembers == cordon.OwnerAdmins && memberRole(ch, user) == "member" {
		return out, chatRefusal(http.StatusBadRequest, "invite channel members on this user's behalf")
	}
	return c.invite(tx, ch, in.Members)
}

type channelMemberPath struct {
	channelPath
	Identifier string `path:"identifier" json:"-"` // user id, member id or e-mail
}

var mayNotRemove = chatRefusal(http.StatusBadRequest, "remove channel members on this user's behalf")

// dismiss takes a member from a channel. Who is hidden, no member, or nobody at
// all is the same failure, and so is its owner.
func (c *call) dismiss(tx *store.WriteTx, ch channel, who string) error {
	failed := chatFailure(5301, "Unable to remove channel member.")
	id, holds, err := c.Holds(c.Grant.People(), ch.RecordRow, c.user(who))
	switch {
	case err != nil:
		return uninvited(err, failed.Message)
	case !holds:
		return failed.Because("not a member")
	case memberRole(ch, id) == "owner":
		return failed.Because("the owner of a channel stays in it")
	}
	left := func(list []string) []string { return slices.DeleteFunc(list, func(x string) bool { return x == id }) }
	ch.Detail.Admins, ch.Detail.Posters = left(ch.Detail.Admins), left(ch.Detail.Posters)
	if err := tx.SaveRecord(ch.RecordRow, ch.Doc, ch.Detail); err != nil {
		return err
	}
	return tx.RemoveHolder(c.Grant.People(), ch.RecordRow, id)
}

func dismissMember(c *call, tx *store.WriteTx, in channelMemberPath) (empty, error) {
	ch, err := c.channel(in.ChannelID)
	if err != nil {
		return empty{}, err
	}
	if ok, err := c.runs(ch); err != nil || !ok {
		return empty{}, orRefused(err, mayNotRemove)
	}
	return empty{}, c.dismiss(tx, ch, in.Identifier)
}

type userChannelMemberPath struct {
	userPath
	channelMemberPath
}

func dismissUserMember(c *call, tx *store.WriteTx, in userChannelMemberPath) (empty, error) {
	ch, user, err := c.channelFor(tx, in.UserID, in.ChannelID)
	if err != nil {
		return empty{}, err
	}
	if memberRole(ch, user) == "member" {
		return empty{}, mayNotRemove
	}
	return empty{}, c.dismiss(tx, ch, in.Identifier)
}
