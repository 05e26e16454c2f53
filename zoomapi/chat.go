package zoomapi

import (
	"encoding/base64"
	"fmt"
	"net/http"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

// A channel is in sight if one of its members is. Of its members, those in sight
// are named; what is written in it is shown whole, but for who wrote it.
func registerChat(a *API) {
	user, channel := holder.Path("userId"), holder.Parent("channel", "channelId")
	read(a, "GET /chat/channels", holder.Rows, listAccountChannels)
	read(a, "GET /chat/users/{userId}/channels", user, listUserChannels)
	read(a, "GET /chat/channels/{channelId}", channel, getChannel)
	read(a, "GET /chat/users/{userId}/channels/{channelId}", channel, getUserChannel)
	read(a, "GET /chat/channels/{channelId}/members", channel, listChannelMembers)
	read(a, "GET /chat/users/{userId}/channels/{channelId}/members", channel, listUserChannelMembers)
	read(a, "GET /chat/users/{userId}/channels/{channelId}/admins", channel, listChannelAdmins)

	write(a, "POST /chat/users/{userId}/channels", http.StatusCreated, user, createChannel)
	write(a, "PATCH /chat/channels/{channelId}", http.StatusNoContent, channel, updateChannel)
	write(a, "PATCH /chat/users/{userId}/channels/{channelId}", http.StatusNoContent, channel, updateUserChannel)
	write(a, "DELETE /chat/channels/{channelId}", http.StatusNoContent, channel, deleteChannel)
	write(a, "DELETE /chat/users/{userId}/channels/{channelId}", http.StatusNoContent, channel, deleteUserChannel)
	write(a, "POST /chat/channels/{channelId}/members", http.StatusCreated, channel, inviteMembers)
	write(a, "POST /chat/users/{userId}/channels/{channelId}/members", http.StatusCreated, channel, inviteUserMembers)
	write(a, "DELETE /chat/channels/{channelId}/members/{identifier}", http.StatusNoContent, channel, dismissMember)
	write(a, "DELETE /chat/users/{userId}/channels/{channelId}/members/{identifier}", http.StatusNoContent, channel, dismissUserMember)

	read(a, "GET /chat/users/{userId}/messages", user, listMessages)
	read(a, "GET /chat/users/{userId}/messages/{messageId}", user, getMessage)
	read(a, "GET /chat/users/{userId}/messages/{messageId}/thread", user, getThread)
	read(a, "GET /chat/users/{userId}/sessions", user, listSessions)
	write(a, "POST /chat/users/{userId}/messages", http.StatusCreated, user, sendMessage)
	write(a, "PUT /chat/users/{userId}/messages/{messageId}", http.StatusNoContent, user, editMessage)
	write(a, "DELETE /chat/users/{userId}/messages/{messageId}", http.StatusNoContent, user, deleteMessage)
	write(a, "PATCH /chat/users/{userId}/messages/{messageId}/emoji_reactions", http.StatusNoContent, user, reactToMessage)

	read(a, "GET /report/chat/sessions", holder.Rows, reportChatSessions)
	read(a, "GET /report/chat/sessions/{sessionId}", holder.Parent("channel or chat", "sessionId"), reportChatMessages)
	read(a, "GET /contacts", holder.Rows, searchContacts)
}

type channelPath struct {
	ChannelID string `path:"channelId" json:"-"`
}

type userChannelPath struct {
	userPath
	channelPath
}

// channel is a channel in hand.
type channel = whole[cordon.Channel, cordon.ChannelDetail]

// noSuchChannel is what a channel reads as that is hidden, or not there, or not
// one of the user's.
func noSuchChannel(id string) *cordon.Error {
	return &cordon.Error{Status: http.StatusNotFound, Code: 4130, Message: fmt.Sprintf("Channel does not exist: %s.", id)}
}

// chatRefusal is what a caller gets for an act that the channel's own rules, or
// the lack of another privilege, forbid.
func chatRefusal(status int, what string) *cordon.Error {
	return &cordon.Error{Status: status, Code: 200, Message: "Unauthorized request. You do not have permission to " + what + "."}
}

func chatFailure(code int, message string) *cordon.Error {
	return &cordon.Error{Status: http.StatusBadRequest, Code: code, Message: message}
}

func (c *call) channel(id string) (channel, error) {
	return record[cordon.Channel, cordon.ChannelDetail](c, id, "", noSuchChannel(id), cordon.KindChannel)
}

// channelOf is a channel that a person in sight is a member of, and their id.
func (c *call) channelOf(user, id string) (ch channel, userID string, err error) {
	if userID, _, err = c.Sees(c.Grant.People(), c.user(user), ""); err != nil {
		return ch, "", err
	}
	if ch, err = c.channel(id); err != nil {
		return ch, "", err
	}
	_, holds, err := c.Holds(c.Grant.People(), ch.RecordRow, store.UserKey{Value: userID})
	if err == nil && !holds {
		err = noSuchChannel(id)
	}
	return ch, userID, err
}

// chatURL opens a channel or a message in the chat client.
func chatURL(ids string) string {
	return "https://zoom.us/launch/chat/v2/" + base64.RawURLEncoding.EncodeToString([]byte(ids))
}
