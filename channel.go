package cordon

import "time"

// Types of channels, as published.
const (
	PrivateChannel = 1 // members are invited, from other accounts too
	AccountChannel = 2 // members are invited, from this account
	PublicChannel  = 3 // whoever finds it may join
	InstantChannel = 4 // a chat of several people
	OpenChannel    = 5 // public, and members invite people of other accounts
)

// Who may do what in a channel, as published.
const (
	AllMembers    = 1
	OwnerAdmins   = 2
	ChosenMembers = 3 // the owner, the admins and ChannelDetail.Posters
)

// Channel is the Doc of KindChannel. The owner of the record is the channel's,
// and its time is when something was last written in it, or when it was made.
type Channel struct {
	ID       string          `json:"id"` // 32 hexadecimal digits
	Name     string          `json:"name"`
	Type     int             `json:"type"`
	Created  time.Time       `json:"created"`
	External bool            `json:"external,omitempty"` // has ChannelDetail.Guests
	Settings ChannelSettings `json:"settings"`
}

// ChannelSettings has the published members.
type ChannelSettings struct {
	AddMembers  int  `json:"add_member_permissions"`
	SeePrevious bool `json:"new_members_can_see_previous_messages_files"`
	Post        int  `json:"posting_permissions"`
	MentionAll  int  `json:"mention_all_permissions"`
	AddExternal int  `json:"allow_to_add_external_users"`
}

// DefaultChannelSettings are those of a channel whose maker says nothing.
func DefaultChannelSettings(channelType int) ChannelSettings {
	s := ChannelSettings{AddMembers: AllMembers, SeePrevious: true, Post: AllMembers, MentionAll: AllMembers}
	if channelType == PrivateChannel || channelType == InstantChannel || channelType == OpenChannel {
		s.AddExternal = 1
	}
	return s
}

// JID is the channel's address in the chat network.
func (c *Channel) JID() string { return c.ID + "@conference.xmpp.zoom.us" }

// Public reports whether the channel can be found by who is not in it.
func (c *Channel) Public() bool { return c.Type == PublicChannel || c.Type == OpenChannel }

// ChannelDetail is the Detail of a channel.
type ChannelDetail struct {
	Admins  []string `json:"admins,omitempty"`  // user ids, besides the owner
	Posters []string `json:"posters,omitempty"` // user ids, of ChosenMembers
	Guests  []Guest  `json:"guests,omitempty"`
}

// Guest is a member of a channel from outside the account. The members from
// inside are the holders of its record.
type Guest struct {
	Person
	ID string `json:"id"` // member id
}

// Chat is the Doc of KindChat: what two users of the account write to each
// other. Its time is when one of them last did.
type Chat struct {
	ID     string   `json:"id"`
	People []Person `json:"people"` // both
}

// Statuses of messages, as published.
const (
	NormalMessage  = "Normal"
	EditedMessage  = "Edited"
	DeletedMessage = "Deleted"
)

// Message is the Doc of KindMessage. The owner of the record is its sender.
type Message struct {
	ID        string     `json:"id"`
	From      Person     `json:"from"`
	Text      string     `json:"text"`
	At        time.Time  `json:"at"` // whole milliseconds
	Status    string     `json:"status"`
	Changed   time.Time  `json:"changed,omitzero"`      // when it was last edited, or deleted
	Earlier   []string   `json:"earlier,omitempty"`     // its texts before each edit, the oldest first
	ReplyTo   string     `json:"reply_to"`              // id of the message that it answers, or ""
	ReplyToAt int64      `json:"reply_to_at,omitempty"` // when that was sent, in milliseconds
	Reactions []Reaction `json:"reactions,omitempty"`
	Mentions  []Mention  `json:"mentions,omitempty"`
	Files     []ChatFile `json:"files,omitempty"`
}

// MessageType is the published type of what is in the message.
func (m *Message) MessageType() string {
	if len(m.Files) > 0 {
		return "file_and_text"
	}
	return "plain_text_message"
}

// Reaction is one emoji under a message, and whose it is.
type Reaction struct {
	Emoji string   `json:"emoji"` // such as "U+1F600"
	From  []Person `json:"from"`
}

// Mention is a place in a message that names somebody, or everybody.
type Mention struct {
	Person
	All   bool `json:"all,omitempty"`
	Start int  `json:"start"` // in characters
	End   int  `json:"end"`
}

// ChatFile is a file that was sent with a message.
type ChatFile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int    `json:"size"` // bytes
}
