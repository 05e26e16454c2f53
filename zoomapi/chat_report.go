package zoomapi

import (
	"slices"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type reportChatInput struct {
	tokenCursor
	dates
	PageSize int `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type reportedSessions struct {
	From          string            `json:"from"`
	To            string            `json:"to"`
	Sessions      []reportedSession `json:"sessions"`
	NextPageToken string            `json:"next_page_token"`
	PageSize      int               `json:"page_size"`
}

type reportedSession struct {
	ID        string    `json:"id"`
	Type      string    `json:"type" enum:"Group,1:1"`
	Name      string    `json:"name,omitempty"` // of a group
	ChannelID string    `json:"channel_id,omitempty"`
	Emails    []string  `json:"member_emails,omitempty"` // of the two of a chat, if in sight
	Status    string    `json:"status" enum:"active,deleted"`
	External  *bool     `json:"has_external_member,omitempty"`
	LastSent  time.Time `json:"last_message_sent_time"`
}

// chatReports take a month of the last six.
var chatReports = windowRule{Months: 6}

// reportChatSessions lists the channels and chats that somebody in sight is in.
func reportChatSessions(c *call, in reportChatInput) (out reportedSessions, err error) {
	w, err := in.window(c, chatReports)
	if err != nil {
		return out, err
	}
	list, faces, next, err := c.talks(in.tokenCursor, in.PageSize, store.RecordFilter{Kinds: talks[""], From: w.From, To: w.To})
	out = reportedSessions{From: w.fromDate(), To: w.toDate(), Sessions: make([]reportedSession, len(list)), NextPageToken: next, PageSize: in.PageSize}
	for i, row := range list {
		if out.Sessions[i], err = c.reportedSession(row, faces); err != nil {
			return out, err
		}
	}
	return out, err
}

func (c *call) reportedSession(row store.RecordRow, faces store.Faces) (reportedSession, error) {
	ch, chat, err := talk(row)
	r := reportedSession{ID: row.ID, Type: "Group", Name: ch.Name, ChannelID: ch.ID, Status: "active", LastSent: row.Time.Truncate(time.Second)}
	// Whether there are people from outside is told only to who sees everyone: of
	// names without an address it would say that none is a colleague, or all are.
	if c.Grant.People().Everyone() {
		r.External = &ch.External
	}
	for _, p := range chat.People {
		if email := faces.Email(p); email != "" {
			r.Emails = append(r.Emails, email)
		}
	}
	if row.Kind == cordon.KindChat {
		r.Type = "1:1"
	}
	return r, err
}

type reportChatMessagesInput struct {
	SessionID string `path:"sessionId" json:"-"`
	tokenCursor
	dates
	PageSize      int    `query:"page_size" default:"30" min:"1" max:"100" json:"-"`
	IncludeFields string `query:"include_fields" max:"64" json:"-"`
	Bots          bool   `query:"include_bot_message" default:"false" json:"-"`
	Reactions     bool   `query:"include_reactions" default:"false" json:"-"`
	All           bool   `query:"query_all_modifications" default:"false" json:"-"`
}

type reportedMessages struct {
	From          string            `json:"from"`
	To            string            `json:"to"`
	Messages      []reportedMessage `json:"messages"`
	Edited        []reportedMessage `json:"edited_messages,omitempty"`
	Deleted       []reportedMessage `json:"deleted_messages,omitempty"`
	NextPageToken string            `json:"next_page_token"`
	PageSize      int               `json:"page_size"`
}

// reportedMessage is a message as the report shows it.
type reportedMessage struct {
	ID        string          `json:"id"`
	Message   string          `json:"message"`
	Sender    string          `json:"sender"`
	SenderID  string          `json:"sender_member_id,omitempty"`
	Name      string          `json:"sender_display_name"`
	Receiver  string          `json:"receiver,omitempty"` // of the two of a chat, if in sight
	DateTime  time.Time       `json:"date_time"`
	Timestamp int64           `json:"timestamp"` // ms
	Changed   int64           `json:"action_timestamp,omitempty"`
	ReplyTo   string          `json:"reply_main_message_id,omitempty"`
	ReplyToAt int64           `json:"reply_main_message_timestamp,omitempty"`
	Reactions []emojiReaction `json:"reactions,omitempty"`
	Files     []chatFile      `json:"files,omitempty"`
}

func reportChatMessages(c *call, in reportChatMessagesInput) (out reportedMessages, err error) {
	for field := range strings.SplitSeq(in.IncludeFields, ",") {
		if field != "" && field != "edited_messages" && field != "deleted_messages" {
			return out, cordon.InvalidField("include_fields", "Must be one or both of edited_messages, deleted_messages.")
		}
	}
	w, err := in.window(c, chatReports)
	if err != nil {
		return out, err
	}
	row, err := c.talkByID(in.SessionID)
	if err != nil {
		return out, err
	}
	_, chat, err := talk(row)
	if err != nil {
		return out, err
	}
	list, info, err := parts[cordon.Message](c, row, in.cursor(), in.PageSize, store.RecordFilter{Kinds: []cordon.Kind{cordon.KindMessage}, From: w.From, To: w.To})
	if err != nil {
		return out, err
	}
	faces, err := c.speakers(list)
	if err != nil {
		return out, err
	}
	pair, err := c.Faces(c.Grant.People(), chat.People)
	out = reportedMessages{From: w.fromDate(), To: w.toDate(), Messages: []reportedMessage{}, NextPageToken: info.NextPageToken, PageSize: in.PageSize}
	for _, m := range list {
		r, e := c.reportedMessage(m, chat, faces, pair)
		if e != nil {
			return out, e
		}
		if !in.Reactions {
			r.Reactions = nil
		}
		out.sort(m, r, in)
	}
	return out, err
}

// talkByID finds a channel or chat in sight.
func (c *call) talkByID(id string) (row store.RecordRow, err error) {
	for _, kind := range talks[""] {
		row, found, err := c.Record(c.Grant.People(), kind, id, "")
		if err != nil || found {
			return row, err
		}
	}
	return row, noSuchChannel(id)
}

func (c *call) reportedMessage(m said, chat cordon.Chat, faces, pair store.Faces) (r reportedMessage, err error) {
	s, err := shownMessage(m, faces)
	r = reportedMessage{ID: s.ID, Message: s.Message, Sender: s.Sender, SenderID: s.SenderID, Name: s.Name, DateTime: s.DateTime, Timestamp: s.Timestamp,
		ReplyTo: s.ReplyTo, ReplyToAt: s.ReplyToAt, Reactions: byEmoji(s.Reactions), Files: s.Files}
	for _, p := range chat.People {
		if p.User != m.Doc.From.User {
			r.Receiver = pair.Email(p)
		}
	}
	if !m.Doc.Changed.IsZero() {
		r.Changed = m.Doc.Changed.UnixMilli()
	}
	return r, err
}

// sort puts a message where the report has it: among those that stand, and
// among the edited (with the text it had before the last edit, or before each)
// or the deleted ones, where they were asked for.
func (out *reportedMessages) sort(m said, r reportedMessage, in reportChatMessagesInput) {
	wants := func(field string) bool { return slices.Contains(strings.Split(in.IncludeFields, ","), field) }
	if m.Doc.Status != cordon.DeletedMessage {
		now := r
		now.Changed = 0
		out.Messages = append(out.Messages, now)
	} else if wants("deleted_messages") {
		out.Deleted = append(out.Deleted, r)
	}
	if m.Doc.Status == cordon.EditedMessage && wants("edited_messages") {
		earlier := m.Doc.Earlier
		if !in.All && len(earlier) > 0 {
			earlier = earlier[len(earlier)-1:]
		}
		for _, text := range earlier {
			r.Message, r.Reactions = text, nil
			out.Edited = append(out.Edited, r)
		}
	}
}
