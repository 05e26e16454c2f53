package zoomapi

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type getThreadInput struct {
	messagePath
	whom
	dates
	Limit       int    `query:"limit" default:"10" min:"1" max:"100" json:"-"`
	Sort        string `query:"sort" default:"desc" enum:"desc,asc" json:"-"`
	MainMessage bool   `query:"need_main_message" default:"true" json:"-"`
	Emoji       bool   `query:"need_emoji" default:"false" json:"-"`
	Attachment  bool   `query:"need_attachment" default:"false" json:"-"`
	RichText    bool   `query:"need_rich_text" json:"-"`
	AtItems     bool   `query:"need_at_items" json:"-"`
}

type thread struct {
	Total    int             `json:"total"`
	Messages []threadMessage `json:"messages"`
}

// threadMessage is the main message of a thread, or a reply to it.
type threadMessage struct {
	ID          string           `json:"msg_id"`
	Message     string           `json:"message"`
	Type        string           `json:"message_type"`
	Reply       bool             `json:"is_reply"`
	Timestamp   int64            `json:"timestamp"`                 // ms
	LastReply   int64            `json:"last_reply_time,omitempty"` // ms
	SenderID    string           `json:"sender_user_id,omitempty"`
	Sender      string           `json:"sender_email,omitempty"`
	SenderAsOne string           `json:"sender_member_id,omitempty"`
	Name        string           `json:"sender_display_name"`
	Reactions   []threadReaction `json:"reactions,omitempty"`
	Files       []chatFile       `json:"files,omitempty"`
	Mentions    []chatMention    `json:"at_items,omitempty"`
}

type threadReaction struct {
	Emoji string `json:"emoji_id"`
	Count int    `json:"count"`     // of those in sight
	Own   bool   `json:"is_sender"` // the user is one of them
}

// getThread shows a message and the replies to it.
func getThread(c *call, in getThreadInput) (out thread, err error) {
	user, err := c.readAs(in.UserID)
	if err != nil {
		return out, err
	}
	switch {
	case in.From == "":
		return out, chatFailure(4233, "The `from` cannot be blank.")
	case in.Channel == "" && in.Contact == "":
		return out, chatFailure(4234, "The `to_channel` cannot be blank.")
	}
	w, err := in.window(c, sixMonths)
	if err != nil {
		return out, err
	}
	absent := &cordon.Error{Status: http.StatusNotFound, Code: 4131, Message: fmt.Sprintf("Message does not exist: %s.", in.MessageID)}
	row, main, err := c.heard(user, in.whom, in.MessageID, absent)
	if err != nil {
		return out, err
	}
	f := store.RecordFilter{Kinds: []cordon.Kind{cordon.KindMessage}, From: w.From, To: w.To, Oldest: in.Sort == "asc",
		Where: []store.Where{undeleted, {Path: "$.reply_to", Values: []string{in.MessageID}}}}
	list, info, err := parts[cordon.Message](c, row, cursor{}, in.Limit, f)
	if err != nil {
		return out, err
	}
	out.Total = info.TotalRecords
	if in.MainMessage {
		list, out.Total = append([]said{main}, list...), out.Total+1
	}
	return c.thread(in, user, list, out)
}

func (c *call) thread(in getThreadInput, user string, list []said, out thread) (thread, error) {
	faces, err := c.speakers(list)
	if err != nil {
		return out, err
	}
	last := time.Time{}
	for _, m := range list {
		if m.Doc.ReplyTo != "" && m.Doc.At.After(last) {
			last = m.Doc.At
		}
	}
	out.Messages = []threadMessage{}
	for _, m := range list {
		s, err := shownMessage(m, faces)
		if err != nil {
			return out, err
		}
		t := threadMessage{ID: s.ID, Message: s.Message, Type: s.Type, Reply: s.ReplyTo != "", Timestamp: s.Timestamp, SenderID: s.SenderID, Sender: s.Sender, SenderAsOne: s.SenderID, Name: s.Name}
		if !t.Reply && !last.IsZero() {
			t.LastReply = last.UnixMilli()
		}
		if in.Emoji {
			for _, r := range s.Reactions {
				own := slices.ContainsFunc(r.Senders, func(p poster) bool { return p.UserID == user })
				t.Reactions = append(t.Reactions, threadReaction{r.Emoji, r.Total, own})
			}
		}
		if in.Attachment {
			t.Files = s.Files
		}
		if in.AtItems {
			t.Mentions = s.Mentions
		}
		out.Messages = append(out.Messages, t)
	}
	return out, nil
}
