package zoomapi

import (
	"encoding/json"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type listSessionsInput struct {
	userPath
	tokenCursor
	dates
	Type     string `query:"type" enum:"1:1,groupchat" json:"-"`
	Star     *bool  `query:"search_star" json:"-"`
	PageSize int    `query:"page_size" default:"10" min:"1" max:"50" json:"-"`
}

type sessionList struct {
	From          time.Time      `json:"from"`
	To            time.Time      `json:"to"`
	Sessions      []sessionEntry `json:"sessions"`
	NextPageToken string         `json:"next_page_token"`
	PageSize      int            `json:"page_size"`
}

// sessionEntry is a channel of a person, or their chat with one other.
type sessionEntry struct {
	Name      string    `json:"name"`
	Type      string    `json:"type" enum:"1:1,groupchat"`
	LastSent  time.Time `json:"last_message_sent_time"`
	ChannelID string    `json:"channel_id,omitempty"`
	PeerEmail string    `json:"peer_contact_email,omitempty"`
	PeerID    string    `json:"peer_contact_user_id,omitempty"`
	PeerAsOne string    `json:"peer_contact_member_id,omitempty"`
}

// talks are the kinds of records in which people write.
var talks = map[string][]cordon.Kind{
	"":          {cordon.KindChannel, cordon.KindChat},
	"groupchat": {cordon.KindChannel},
	"1:1":       {cordon.KindChat},
}

// talk reads the document of a channel or chat.
func talk(row store.RecordRow) (ch cordon.Channel, chat cordon.Chat, err error) {
	if row.Kind == cordon.KindChat {
		return ch, chat, json.Unmarshal(row.Doc, &chat)
	}
	return ch, chat, json.Unmarshal(row.Doc, &ch)
}

// talks lists channels and chats, the latest first, with the people of the
// chats looked up.
func (c *call) talks(cur tokenCursor, size int, f store.RecordFilter) (list []store.RecordRow, faces store.Faces, next string, err error) {
	if f.Page, err = c.page(cur.cursor(), size); err != nil {
		return nil, faces, "", err
	}
	list, _, err = c.Records(c.Grant.People(), f)
	if err != nil {
		return nil, faces, "", err
	}
	if list, next, err = cutRecords(c, list, size); err != nil {
		return nil, faces, "", err
	}
	var named []cordon.Person
	for _, row := range list {
		_, chat, err := talk(row)
		if err != nil {
			return nil, faces, "", err
		}
		named = append(named, chat.People...)
	}
	faces, err = c.Faces(c.Grant.People(), named)
	return list, faces, next, err
}

func listSessions(c *call, in listSessionsInput) (out sessionList, err error) {
	id, _, err := c.Sees(c.Grant.People(), c.user(in.UserID), "")
	if err != nil {
		return out, err
	}
	if in.Star != nil {
		return out, cordon.InvalidField("search_star", "Cordon keeps no stars.")
	}
	if in.From == "" {
		in.From = c.now().Format(time.DateOnly)
	}
	w, err := in.window(c, sixMonths)
	if err != nil {
		return out, err
	}
	list, faces, next, err := c.talks(in.tokenCursor, in.PageSize, store.RecordFilter{Kinds: talks[in.Type], User: id, From: w.From, To: w.To})
	out = sessionList{From: w.From, To: w.To.Add(-time.Second), Sessions: make([]sessionEntry, len(list)), NextPageToken: next, PageSize: in.PageSize}
	for i, row := range list {
		if out.Sessions[i], err = shownSession(row, faces, id); err != nil {
			return out, err
		}
	}
	return out, err
}

// shownSession is a session as one of its people has it. The other one's name
// is shown even if they are hidden (docs/outsiders.md).
func shownSession(row store.RecordRow, faces store.Faces, user string) (sessionEntry, error) {
	ch, chat, err := talk(row)
	e := sessionEntry{Name: ch.Name, Type: "groupchat", ChannelID: ch.ID, LastSent: row.Time.Truncate(time.Second)}
	if row.Kind == cordon.KindChannel || err != nil {
		return e, err
	}
	e.Type = "1:1"
	for _, p := range chat.People {
		if p.User == user {
			continue
		}
		face, seen := faces.Of(p)
		if e.Name = p.Name; seen {
			var b cordon.Brief
			if err := json.Unmarshal(face.Brief, &b); err != nil {
				return e, err
			}
			e.Name = b.Name()
		}
		e.PeerEmail, e.PeerID, e.PeerAsOne = face.Email, face.ID, face.ID
	}
	return e, nil
}
