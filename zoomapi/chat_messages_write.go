package zoomapi

import (
	"net/http"
	"slices"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// bodyWhom is whom, as bodies say it.
type bodyWhom struct {
	ToContact string `json:"to_contact"`
	ToChannel string `json:"to_channel"`
}

func (b bodyWhom) whom() whom { return whom{Contact: b.ToContact, Channel: b.ToChannel} }

type sendMessageInput struct {
	userPath
	bodyWhom
	Message  string       `json:"message" required:"true" max:"1024"`
	ReplyTo  string       `json:"reply_main_message_id"`
	Mentions []newMention `json:"at_items" max:"100"`
}

type newMention struct {
	Contact string `json:"at_contact"`
	Type    *int   `json:"at_type" enum:"1,2"`
	Start   int    `json:"start_position" min:"0"`
	End     int    `json:"end_position" min:"0"`
}

type sentMessage struct {
	ID string `json:"id"`
}

// sendMessage writes in a person's name: so it is an act on that person.
func sendMessage(c *call, tx *store.WriteTx, in sendMessageInput) (out sentMessage, err error) {
	people := c.Grant.People()
	user, err := tx.ActAs(people, c.user(in.UserID))
	if err != nil {
		return out, err
	}
	from, err := c.named(user)
	if err != nil {
		return out, err
	}
	row, found, err := c.conversation(user, in.whom())
	if err != nil {
		return out, err
	}
	now := c.api.clock().UTC().Truncate(time.Millisecond)
	if !found {
		if row, err = c.beginChat(tx, from, in.ToContact, now); err != nil {
			return out, err
		}
	}
	if row.Kind == cordon.KindChannel {
		if err := c.mayPost(row, user); err != nil {
			return out, err
		}
	}
	m := cordon.Message{ID: tx.NewMessageID(), From: from, Text: in.Message, At: now, Status: cordon.NormalMessage}
	if err := c.answers(&m, row, in.ReplyTo); err != nil {
		return out, err
	}
	if m.Mentions, err = c.mentions(in.Mentions); err != nil {
		return out, err
	}
	if err := tx.AddPart(people, row, user, &cordon.Record{Kind: cordon.KindMessage, ID: m.ID, Time: now, Doc: m}); err != nil {
		return out, err
	}
	row.Time = now
	return sentMessage{m.ID}, tx.SaveRecord(row, row.Doc, nil)
}

// named is a person in sight as records name them.
func (c *call) named(user string) (p cordon.Person, err error) {
	u, err := c.User(c.Grant.People(), store.UserKey{Value: user})
	if err != nil {
		return p, err
	}
	b, err := brief(store.Owner{Brief: u.Brief})
	return cordon.Person{User: u.ID, Name: b.Name()}, err
}

// beginChat makes the chat of two people who have not written to each other.
func (c *call) beginChat(tx *store.WriteTx, from cordon.Person, contact string, now time.Time) (row store.RecordRow, err error) {
	people := c.Grant.People()
	id, _, err := c.Sees(people, c.user(contact), "")
	if err != nil {
		return row, err
	}
	if id == from.User {
		return row, chatFailure(5301, "Message sending failed.").Because("to oneself")
	}
	to, err := c.named(id)
	if err != nil {
		return row, err
	}
	chat := cordon.Chat{ID: tx.NewChannelID(), People: []cordon.Person{from, to}}
	if err := tx.AddRecord(people, from.User, &cordon.Record{Kind: cordon.KindChat, ID: chat.ID, Time: now, Doc: chat}); err != nil {
		return row, err
	}
	row, _, err = c.Record(people, cordon.KindChat, chat.ID, "")
	if err == nil {
		_, err = tx.AddHolders(people, row, []string{id})
	}
	return row, err
}

// mayPost holds a message to who may post in the channel.
func (c *call) mayPost(row store.RecordRow, user string) error {
	ch, err := readWhole[cordon.Channel, cordon.ChannelDetail](row)
	if err != nil {
		return err
	}
	may := ch.Doc.Settings.Post == cordon.AllMembers || memberRole(ch, user) != "member" ||
		ch.Doc.Settings.Post == cordon.ChosenMembers && slices.Contains(ch.Detail.Posters, user)
	if !may {
		return chatFailure(5301, "Message sending failed.").Because("the channel does not let the user post")
	}
	return nil
}

// answers makes m a reply to another message of the conversation, unless none is
// named.
func (c *call) answers(m *cordon.Message, row store.RecordRow, id string) error {
	if id == "" {
		return nil
	}
	main, err := c.message(row, id, noSuchMessage(id))
	switch {
	case err != nil:
		return err
	case main.Doc.ReplyTo != "":
		return chatFailure(5402, "This only supports replies to a main message.")
	}
	m.ReplyTo, m.ReplyToAt = id, main.Doc.At.UnixMilli()
	return nil
}

func (c *call) mentions(said []newMention) (list []cordon.Mention, err error) {
	for _, n := range said {
		m := cordon.Mention{All: n.Type != nil && *n.Type == 2, Start: n.Start, End: n.End}
		if !m.All {
			if m.User, _, err = c.Sees(c.Grant.People(), c.user(n.Contact), ""); err != nil {
				return nil, err
			}
		}
		list = append(list, m)
	}
	return list, nil
}

// ownMessage finds a message that a person sent, to change it in their name.
func (c *call) ownMessage(tx *store.WriteTx, path messagePath, to whom) (m said, err error) {
	m, user, err := c.heardMessage(tx, path, to)
	if err == nil && m.Owner.ID != user {
		err = &cordon.Error{Status: http.StatusBadRequest, Code: 200, Message: "Only the sender of this message can make updates."}
	}
	return m, err
}

// heardMessage finds a message in a conversation that a person has, for an act
// in their name.
func (c *call) heardMessage(tx *store.WriteTx, path messagePath, to whom) (m said, user string, err error) {
	if user, err = tx.ActAs(c.Grant.People(), c.user(path.UserID)); err != nil {
		return m, "", err
	}
	_, m, err = c.heard(user, to, path.MessageID, noSuchMessage(path.MessageID))
	return m, user, err
}

type editMessageInput struct {
	messagePath
	bodyWhom
	Message string `json:"message" required:"true" max:"1024"`
}

func editMessage(c *call, tx *store.WriteTx, in editMessageInput) (empty, error) {
	m, err := c.ownMessage(tx, in.messagePath, in.whom())
	if err != nil {
		return empty{}, err
	}
	m.Doc.Earlier = append(m.Doc.Earlier, m.Doc.Text)
	m.Doc.Text, m.Doc.Status, m.Doc.Changed = in.Message, cordon.EditedMessage, c.now()
	return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, nil)
}

type deleteMessageInput struct {
	messagePath
	whom
}

// deleteMessage takes a message from everybody's sight. Its text stays for the
// report of deleted messages.
func deleteMessage(c *call, tx *store.WriteTx, in deleteMessageInput) (empty, error) {
	m, err := c.ownMessage(tx, in.messagePath, in.whom)
	if err != nil {
		return empty{}, err
	}
	m.Doc.Status, m.Doc.Changed = cordon.DeletedMessage, c.now()
	return empty{}, tx.MarkRecord(m.RecordRow, m.Doc, nil)
}

type reactInput struct {
	messagePath
	bodyWhom
	Action string `json:"action" required:"true" enum:"add,remove"`
	Emoji  string `json:"emoji" required:"true" max:"64"`
}

func reactToMessage(c *call, tx *store.WriteTx, in reactInput) (empty, error) {
	m, user, err := c.heardMessage(tx, in.messagePath, in.whom())
	if err != nil {
		return empty{}, err
	}
	is := func(p cordon.Person) bool { return p.User == user }
	i := slices.IndexFunc(m.Doc.Reactions, func(r cordon.Reaction) bool { return r.Emoji == in.Emoji })
	switch {
	case in.Action == "add" && i < 0:
		m.Doc.Reactions = append(m.Doc.Reactions, cordon.Reaction{Emoji: in.Emoji, From: []cordon.Person{{User: user}}})
	case in.Action == "add" && !slices.ContainsFunc(m.Doc.Reactions[i].From, is):
		m.Doc.Reactions[i].From = append(m.Doc.Reactions[i].From, cordon.Person{User: user})
	case in.Action == "remove" && i >= 0:
		m.Doc.Reactions[i].From = slices.DeleteFunc(m.Doc.Reactions[i].From, is)
		if len(m.Doc.Reactions[i].From) == 0 {
			m.Doc.Reactions = slices.Delete(m.Doc.Reactions, i, i+1)
		}
	}
	return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, nil)
}
