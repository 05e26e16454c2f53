package attack

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
)

func init() {
	populaces = append(populaces, populateChat)
	is := func(kinds ...cordon.Kind) func(x *record) (string, bool) {
		return func(x *record) (string, bool) { return x.id, slices.Contains(kinds, x.kind) }
	}
	month := url.Values{"from": {world.Start.AddDate(0, 0, -28).Format(time.DateOnly)}, "to": {world.Start.Format(time.DateOnly)}}
	recordLists = append(recordLists,
		recordList{op: "GET /chat/users/{userId}/channels", path: []string{"chat", "users", "{user}", "channels"}, key: "channels", id: "id", want: is(cordon.KindChannel)},
		recordList{op: "GET /chat/channels", path: []string{"chat", "channels"}, key: "channels", id: "id", want: func(x *record) (string, bool) {
			return x.id, x.kind == cordon.KindChannel && (strings.Contains(x.doc, `"type":3,`) || strings.Contains(x.doc, `"type":5,`))
		}},
		recordList{op: "GET /chat/users/{userId}/sessions", path: []string{"chat", "users", "{user}", "sessions"}, key: "sessions", id: "channel_id",
			query: url.Values{"type": {"groupchat"}, "from": month["from"]}, want: is(cordon.KindChannel)},
		recordList{op: "GET /report/chat/sessions", path: []string{"report", "chat", "sessions"}, key: "sessions", id: "id", query: month, want: is(cordon.KindChannel, cordon.KindChat)},
	)
	for _, op := range []string{"GET /chat/users/{userId}/messages", "GET /chat/users/{userId}/messages/{messageId}", "GET /chat/users/{userId}/messages/{messageId}/thread"} {
		selfOnly[op] = true // or whom ChatMessage:Edit reaches
	}
}

func (p *populace) hexID() string {
	b := make([]byte, 16)
	for i := range b {
		b[i] = byte(p.r.Uint32())
	}
	return hex.EncodeToString(b)
}

func (p *populace) messageID() string {
	h := p.hexID()
	return strings.ToUpper(fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:]))
}

// populateChat adds channels and chats. A channel is many people's: what it
// holds carries the ids of records, and addTalk says whose those are.
func populateChat(p *populace) error {
	for range 3 + p.r.IntN(5) {
		owner := pick(p.r, p.people)
		holders := []string{owner}
		for _, id := range some(p.r, p.people, 5) {
			if id != owner {
				holders = append(holders, id)
			}
		}
		at := p.before(20)
		id := p.hexID()
		ch := cordon.Channel{ID: id, Name: "Channel " + id, Type: 1 + p.r.IntN(5), Created: at, Settings: cordon.DefaultChannelSettings(1)}
		ch.Settings.Post, ch.Settings.AddMembers = 1+p.r.IntN(3), 1+p.r.IntN(2)
		detail := cordon.ChannelDetail{Admins: some(p.r, holders, 2), Posters: some(p.r, holders, 2)}
		if p.chance(30) {
			detail.Guests, ch.External = []cordon.Guest{{Person: cordon.Person{Name: "Guest", Email: "guest@elsewhere.test"}, ID: randomID(p.r)}}, true
		}
		if err := p.add(&cordon.Record{Kind: cordon.KindChannel, ID: id, Time: at, Owner: owner, Holders: holders, Doc: ch, Detail: detail}); err != nil {
			return err
		}
		if err := p.talk(id, at, holders); err != nil {
			return err
		}
	}
	met := map[[2]int]bool{}
	for range 2 + p.r.IntN(4) {
		i, j := p.r.IntN(len(p.people)), p.r.IntN(len(p.people))
		if i >= j || met[[2]int{i, j}] {
			continue
		}
		met[[2]int{i, j}] = true
		at, id := p.before(20), p.hexID()
		both := []string{p.people[i], p.people[j]}
		chat := cordon.Chat{ID: id, People: []cordon.Person{{User: both[0], Name: p.mark(i, fDisplay)}, {User: both[1], Name: p.mark(j, fDisplay)}}}
		if err := p.add(&cordon.Record{Kind: cordon.KindChat, ID: id, Time: at, Owner: both[0], Holders: both, Doc: chat}); err != nil {
			return err
		}
		if err := p.talk(id, at, both); err != nil {
			return err
		}
	}
	return nil
}

// talk adds messages, the latest at a time.
func (p *populace) talk(of string, last time.Time, holders []string) error {
	main := ""
	for i := range 1 + p.r.IntN(5) {
		from := p.person()
		if sender := slices.Index(p.people, pick(p.r, holders)); p.chance(80) {
			from = cordon.Person{User: p.people[sender], Name: p.mark(sender, fDisplay)}
		}
		id := p.messageID()
		m := cordon.Message{ID: id, From: from, Text: "Message " + id, At: last.Add(-time.Duration(i) * time.Hour), Status: pick(p.r, []string{"Normal", "Normal", "Edited", "Deleted"}),
			Mentions: []cordon.Mention{{Person: p.person()}}, Reactions: []cordon.Reaction{{Emoji: "U+1F600", From: []cordon.Person{p.person(), p.person()}}}}
		switch {
		case m.Status == cordon.EditedMessage:
			m.Earlier, m.Changed = []string{"Earlier " + id}, m.At
		case m.Status == cordon.DeletedMessage:
			m.Changed = m.At
		case main != "" && p.chance(40):
			m.ReplyTo, m.ReplyToAt = main, 1
		case main == "":
			main = id
		}
		if err := p.add(&cordon.Record{Kind: cordon.KindMessage, ID: id, Parent: of, Time: m.At, Owner: from.User, Holders: []string{}, Doc: m}); err != nil {
			return err
		}
	}
	return nil
}

var talking = []cordon.Kind{cordon.KindChannel, cordon.KindChat}

// talks are the account's channels and chats.
func (m *model) talks(kinds ...cordon.Kind) (list []*record) {
	for _, x := range m.records {
		if slices.Contains(kinds, x.kind) {
			list = append(list, x)
		}
	}
	return list
}

// said lists the messages of a channel or chat.
func (m *model) said(of *record) (list []*record) {
	for _, x := range m.records {
		if x.kind == cordon.KindMessage && x.parent == of.id {
			list = append(list, x)
		}
	}
	return list
}

// addTalk notes whose channels, chats and messages are.
func (g *registry) addTalk(m *model) {
	for _, x := range m.talks(cordon.KindChannel, cordon.KindChat) {
		g.ids[strings.ToLower(x.id)] = thing{m.index, 'k', x.id}
	}
	for _, x := range m.talks(cordon.KindMessage) {
		g.ids[strings.ToLower(x.id)] = thing{m.index, 'k', x.parent}
	}
}

// seesTalk reports whether somebody in sight is in a channel or chat.
func (v verdict) seesTalk(m *model, id string) bool {
	return slices.ContainsFunc(m.talks(talking...), func(x *record) bool { return x.id == id && v.holds(m, x) })
}

// auditTalk reads what is written in some of the channels as some of the users,
// and holds it to what is really there.
func (c *crowd) auditTalk(t testing.TB, m *model, list func(string, string, url.Values, ...string) ([]map[string]any, int, outcome),
	same func(outcome, []map[string]any, string, int, []string)) {
	t.Helper()
	from := world.Start.AddDate(0, 0, -28).Format("2006-01-02T15:04:05Z")
	for range 3 {
		x, who := pick(c.r, m.talks(talking...)), pick(c.r, m.users)
		if x == nil {
			return
		}
		if x.kind == cordon.KindChat || c.chance(70) {
			who = m.byID[pick(c.r, x.holders)]
		}
		q := url.Values{"from": {from}, "to_channel": {x.id}}
		other := ""
		if x.kind == cordon.KindChat {
			other = x.holders[0]
			if other == who.id {
				other = x.holders[len(x.holders)-1]
			}
			if other == who.id {
				continue // the other one has left the account
			}
			q = url.Values{"from": {from}, "to_contact": {other}}
		}
		rows, _, o := list("GET /chat/users/{userId}/messages", "messages", q, "chat", "users", who.id, "messages")
		if o.dead || !o.allowed {
			continue
		}
		want, code := 200, 0
		switch {
		case !o.sees(who):
			want, code = 404, 1001
		case who.id != o.viewer && !o.under("ChatMessage:Edit").sees(o.viewer, who):
			want, code = 400, 200
		case x.kind == cordon.KindChat && !o.sees(m.byID[other]):
			want, code = 404, 1001
		case x.kind == cordon.KindChannel && !slices.Contains(x.holders, who.id):
			want, code = 404, 4130
		}
		if o.Status != want || want != 200 && o.Code() != code {
			t.Errorf("%s: got %d %s, want %d/%d\n%s", o.request, o.Status, o.Body, want, code, o.who())
		}
		if want != 200 || !o.ok() {
			continue
		}
		var ids []string
		for _, s := range m.said(x) {
			if slices.Contains(x.holders, who.id) && textAt(s.doc, "status") != cordon.DeletedMessage {
				ids = append(ids, s.id)
			}
		}
		same(o, rows, "id", -1, ids)
		c.done.count("audited " + o.request.method + " messages")
	}
}

// auditMembers holds the members of a channel to those in sight.
func (c *crowd) auditMembers(t testing.TB, m *model, list func(string, string, url.Values, ...string) ([]map[string]any, int, outcome),
	same func(outcome, []map[string]any, string, int, []string)) {
	t.Helper()
	x := pick(c.r, m.talks(cordon.KindChannel))
	if x == nil {
		return
	}
	rows, total, o := list("GET /chat/channels/{channelId}/members", "members", nil, "chat", "channels", x.id, "members")
	if o.dead || !o.allowed {
		return
	}
	if !o.holds(m, x) {
		if o.Status != 404 || o.Code() != 4130 {
			t.Errorf("%s: a channel of nobody in sight, got %d %s", o.request, o.Status, o.Body)
		}
		return
	}
	var want []string
	for _, id := range x.holders {
		if p := m.byID[id]; o.sees(p) {
			want = append(want, id)
		}
	}
	if o.people.everyone() {
		for range strings.Count(x.detailText, "guest@elsewhere.test") {
			want = append(want, "")
		}
	}
	same(o, rows, "id", total, want)
	c.done.count("audited members " + strconv.FormatBool(o.people.everyone()))
}
