package zoomapi

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// chatMessage is a message as lists and reports show it. Who is hidden reads as
// somebody from outside does: a name, no address and no id.
type chatMessage struct {
	ID        string         `json:"id"`
	Message   string         `json:"message"`
	Type      string         `json:"message_type" enum:"plain_text_message,jpg_image_file,audio_file,video_file,png_image_file,gif_file,giphy_file,code_snippet,file_and_text,others"`
	Sender    string         `json:"sender"`
	SenderID  string         `json:"send_member_id,omitempty"`
	Name      string         `json:"sender_display_name"`
	DateTime  time.Time      `json:"date_time"`
	Timestamp int64          `json:"timestamp"` // ms
	Status    string         `json:"status,omitempty" enum:"Deleted,Edited,Normal"`
	ReplyTo   string         `json:"reply_main_message_id,omitempty"`
	ReplyToAt int64          `json:"reply_main_message_timestamp,omitempty"`
	Reactions []chatReaction `json:"reactions,omitempty"`
	Mentions  []chatMention  `json:"at_items,omitempty"`
	Files     []chatFile     `json:"files,omitempty"`
}

type chatReaction struct {
	Emoji   string   `json:"emoji"`
	Total   int      `json:"total_count"` // of those in sight
	Senders []poster `json:"senders"`
}

// chatMention is a place that names somebody (type 1) or everybody (type 2).
type chatMention struct {
	Contact  string `json:"at_contact,omitempty"`
	MemberID string `json:"at_contact_member_id,omitempty"`
	Type     int    `json:"at_type" enum:"1,2"`
	Start    int    `json:"start_position"`
	End      int    `json:"end_position"`
}

type chatFile struct {
	ID   string `json:"file_id"`
	Name string `json:"file_name"`
	Size int    `json:"file_size"`
}

// said is a message in hand.
type said = entry[cordon.Message]

// speakers looks up whom messages name.
func (c *call) speakers(list []said) (store.Faces, error) {
	var named []cordon.Person
	for _, m := range list {
		for _, r := range m.Doc.Reactions {
			named = append(named, r.From...)
		}
		for _, at := range m.Doc.Mentions {
			named = append(named, at.Person)
		}
	}
	return c.Faces(c.Grant.People(), named)
}

// senderName is the sender's name: as it is now, if they are in sight, or else
// as it was.
func senderName(m said) (string, error) {
	b, err := brief(m.Owner)
	if name := b.Name(); name != "" {
		return name, err
	}
	return m.Doc.From.Name, err
}

func shownMessage(m said, faces store.Faces) (out chatMessage, err error) {
	out = chatMessage{ID: m.Doc.ID, Message: m.Doc.Text, Type: m.Doc.MessageType(), Sender: m.Owner.Email, SenderID: m.Owner.ID, DateTime: m.Doc.At.Truncate(time.Second),
		Timestamp: m.Doc.At.UnixMilli(), ReplyTo: m.Doc.ReplyTo, ReplyToAt: m.Doc.ReplyToAt}
	for _, r := range m.Doc.Reactions {
		if who := inSight(r.From, faces); len(who) > 0 {
			out.Reactions = append(out.Reactions, chatReaction{r.Emoji, len(who), who})
		}
	}
	for _, at := range m.Doc.Mentions {
		out.Mentions = append(out.Mentions, shownMention(at, faces))
	}
	for _, f := range m.Doc.Files {
		out.Files = append(out.Files, chatFile(f))
	}
	out.Name, err = senderName(m)
	return out, err
}

func inSight(people []cordon.Person, faces store.Faces) (list []poster) {
	for _, p := range people {
		if id := faces.ID(p); id != "" {
			list = append(list, poster{id, id})
		}
	}
	return list
}

func shownMention(at cordon.Mention, faces store.Faces) chatMention {
	id := faces.ID(at.Person)
	m := chatMention{Contact: id, MemberID: id, Type: 1, Start: at.Start, End: at.End}
	if at.All {
		m.Type = 2
	}
	return m
}

// whom says whose conversation with the user a request is about: a contact, by
// e-mail or id, or a channel.
type whom struct {
	Contact string `query:"to_contact" json:"-"`
	Channel string `query:"to_channel" json:"-"`
}

// conversation finds the channel or chat between a person in sight and whom the
// request names. found is false where the two never wrote to each other.
func (c *call) conversation(user string, to whom) (row store.RecordRow, found bool, err error) {
	switch {
	case to.Channel != "":
		ch, _, err := c.channelOf(user, to.Channel)
		return ch.RecordRow, err == nil, err
	case to.Contact != "":
		return c.Between(c.Grant.People(), cordon.KindChat, c.user(user), c.user(to.Contact))
	}
	return row, false, cordon.BadRequest("Must provide either contact or channel parameter.")
}

const chatMessageEdit = cordon.Privilege("ChatMessage:Edit")

// readAs finds the person whose messages are to be read. Those of somebody else
// need the Edit privilege (Zoom's team chat page), after the person is known to be there.
func (c *call) readAs(user string) (id string, err error) {
	id, also, err := c.Sees(c.Grant.People(), c.user(user), chatMessageEdit)
	if err == nil && !also && id != c.Grant.User() {
		err = chatRefusal(http.StatusBadRequest, "access this user's chat messages").Because("the role does not grant %s over the user", chatMessageEdit)
	}
	return id, err
}

// sixMonths is how far back messages are shown.
var sixMonths = windowRule{Days: 190, Months: 6}

type listMessagesInput struct {
	userPath
	whom
	tokenCursor
	dates
	Date         string `query:"date" max:"32" json:"-"`
	PageSize     int    `query:"page_size" default:"10" min:"1" max:"50" json:"-"`
	All          bool   `query:"include_deleted_and_edited_message" default:"false" json:"-"`
	ExcludeChild bool   `query:"exclude_child_message" default:"false" json:"-"`
	SearchType   string `query:"search_type" enum:"message,file" json:"-"`
	SearchKey    string `query:"search_key" max:"256" json:"-"`
	FileFormat   string `query:"download_file_formats" enum:"audio/mp4" json:"-"`
}

type messageList struct {
	Date          string        `json:"date,omitempty"`
	From          *time.Time    `json:"from,omitempty"`
	To            *time.Time    `json:"to,omitempty"`
	Messages      []chatMessage `json:"messages"`
	NextPageToken string        `json:"next_page_token"`
	PageSize      int           `json:"page_size"`
}

func listMessages(c *call, in listMessagesInput) (out messageList, err error) {
	user, err := c.readAs(in.UserID)
	if err != nil {
		return out, err
	}
	if in.SearchType != "" || in.SearchKey != "" {
		return out, cordon.InvalidField("search_key", "Cordon does not search messages.")
	}
	row, found, err := c.conversation(user, in.whom)
	if err != nil {
		return out, err
	}
	out = messageList{Messages: []chatMessage{}, PageSize: in.PageSize}
	w, err := in.window(c, &out)
	if err != nil || !found {
		return out, err
	}
	f := store.RecordFilter{Kinds: []cordon.Kind{cordon.KindMessage}, From: w.From, To: w.To}
	if !in.All {
		f.Where = append(f.Where, undeleted)
	}
	if in.ExcludeChild {
		f.Where = append(f.Where, store.Where{Path: "$.reply_to", Values: []string{""}})
	}
	list, info, err := parts[cordon.Message](c, row, in.cursor(), in.PageSize, f)
	if err != nil {
		return out, err
	}
	out.NextPageToken = info.NextPageToken
	faces, err := c.speakers(list)
	for _, m := range list {
		shown, e := shownMessage(m, faces)
		if err == nil {
			err = e
		}
		if in.All {
			shown.Status = m.Doc.Status
		}
		if m.Doc.Status == cordon.DeletedMessage {
			shown.Message, shown.Reactions, shown.Mentions, shown.Files = "", nil, nil, nil
		}
		out.Messages = append(out.Messages, shown)
	}
	return out, err
}

var undeleted = store.Where{Path: "$.status", Values: []string{cordon.NormalMessage, cordon.EditedMessage}}

// window is the time that the list is about, and what the answer says of it: a
// date wins over from, and without either it is today.
func (in *listMessagesInput) window(c *call, out *messageList) (window, error) {
	if in.Date != "" || in.From == "" {
		if out.Date = in.Date; in.Date == "" {
			out.Date = c.now().Format(time.DateOnly)
		}
		if _, dateOnly, ok := parseTime(out.Date, nil); !ok || !dateOnly {
			return window{}, cordon.InvalidField("date", "Must be a date, yyyy-MM-dd.")
		}
		return dates{From: out.Date, To: out.Date}.window(c, sixMonths)
	}
	w, err := in.dates.window(c, sixMonths)
	last := w.To.Add(-time.Second)
	out.From, out.To = &w.From, &last
	return w, err
}

// noSuchMessage is what a message reads as that is not in the conversation.
func noSuchMessage(id string) *cordon.Error {
	return cordon.BadRequest("Message does not exist: %s.", id)
}

// heard finds one message in a conversation that a user has, or says absent.
func (c *call) heard(user string, with whom, id string, absent *cordon.Error) (row store.RecordRow, m said, err error) {
	row, found, err := c.conversation(user, with)
	if err != nil {
		return row, m, err
	}
	if !found {
		return row, m, absent
	}
	m, err = c.message(row, id, absent)
	return row, m, err
}

// message finds one message in a conversation, or says absent.
func (c *call) message(conversation store.RecordRow, id string, absent *cordon.Error) (m said, err error) {
	row, found, err := c.Part(c.Grant.People(), conversation, cordon.KindMessage, id)
	if err != nil {
		return m, err
	}
	if found {
		m, err = readDoc[cordon.Message](row)
	}
	if err == nil && (!found || m.Doc.Status == cordon.DeletedMessage) {
		return said{}, absent
	}
	return m, err
}

type messagePath struct {
	userPath
	MessageID string `path:"messageId" json:"-"`
}

type getMessageInput struct {
	messagePath
	whom
	FileFormat string `query:"download_file_formats" enum:"audio/mp4" json:"-"`
}

// messageDetail is a message as it is shown alone.
type messageDetail struct {
	ID        string          `json:"id"`
	Message   string          `json:"message"`
	Type      string          `json:"message_type"`
	Sender    string          `json:"sender"`
	SenderID  string          `json:"send_member_id,omitempty"`
	Name      string          `json:"sender_display_name"`
	DateTime  time.Time       `json:"date_time"`
	Timestamp int64           `json:"timestamp"` // ms
	URL       string          `json:"message_url"`
	ReplyTo   string          `json:"reply_main_message_id,omitempty"`
	ReplyToAt int64           `json:"reply_main_message_timestamp,omitempty"`
	Reactions []emojiReaction `json:"reactions,omitempty"`
	Mentions  []chatMention   `json:"at_items,omitempty"`
	Files     []chatFile      `json:"files,omitempty"`
}

// emojiReaction is a reaction with the ids of those in sight whose it is.
type emojiReaction struct {
	Emoji     string   `json:"emoji"`
	Total     int      `json:"total_count"`
	UserIDs   []string `json:"user_ids"`
	MemberIDs []string `json:"member_ids"`
}

func getMessage(c *call, in getMessageInput) (out messageDetail, err error) {
	user, err := c.readAs(in.UserID)
	if err != nil {
		return out, err
	}
	row, m, err := c.heard(user, in.whom, in.MessageID, noSuchMessage(in.MessageID))
	if err != nil {
		return out, err
	}
	faces, err := c.speakers([]said{m})
	if err != nil {
		return out, err
	}
	s, err := shownMessage(m, faces)
	return messageDetail{s.ID, s.Message, s.Type, s.Sender, s.SenderID, s.Name, s.DateTime, s.Timestamp, chatURL(fmt.Sprintf(`{"sid":%q,"mid":%q}`, row.ID, s.ID)),
		s.ReplyTo, s.ReplyToAt, byEmoji(s.Reactions), s.Mentions, s.Files}, err
}

func byEmoji(list []chatReaction) []emojiReaction {
	var out []emojiReaction
	for _, r := range list {
		ids := make([]string, len(r.Senders))
		for i, s := range r.Senders {
			ids[i] = s.UserID
		}
		out = append(out, emojiReaction{r.Emoji, r.Total, ids, slices.Clone(ids)})
	}
	return out
}
