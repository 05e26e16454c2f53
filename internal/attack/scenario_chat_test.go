package attack

import (
	"maps"
	"net/url"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
)

// talk draws a channel or chat: mostly one in sight. It is nil for one that is
// not there.
func (x *drawing) talk(kinds ...cordon.Kind) *record {
	all := x.m.talks(kinds...)
	seen := slices.DeleteFunc(slices.Clone(all), func(r *record) bool { return !x.v.holds(x.m, r) })
	n := x.r.IntN(100)
	switch {
	case n < 75 && len(seen) > 0 || x.near && len(seen) > 0 && n < 95:
		return pick(x.r, seen)
	case n < 90 && len(all) > 0:
		return pick(x.r, all)
	case n < 95:
		return pick(x.r, x.other.talks(kinds...))
	}
	return nil
}

// channel draws a channel, and one of its members to act as: the owner, where
// that is in sight.
func (x *drawing) channel() (id, user string) {
	id, user, _ = x.channelRecord()
	return id, user
}

func (x *drawing) channelRecord() (id, user string, r *record) {
	r = x.talk(cordon.KindChannel)
	fresh, user := x.freshChannel(), x.speaker(r)
	if r != nil {
		fresh = r.id
	}
	return x.drawn('k', fresh), x.drawn('u', user), r
}

func (x *drawing) freshChannel() string {
	const digits = "0123456789abcdef"
	b := make([]byte, 32)
	for i := range b {
		b[i] = digits[x.r.IntN(len(digits))]
	}
	return string(b)
}

// speaker is a person of a channel or chat: the owner of its record, another
// one in sight, or anybody.
func (x *drawing) speaker(r *record) string {
	p := x.anyone().id
	if r == nil || x.chance(15) {
		return p
	}
	if o := x.m.byID[r.owner]; o != nil && x.v.sees(o) && x.chance(70) {
		return o.id
	}
	for _, id := range r.holders {
		if h := x.m.byID[id]; h != nil && x.v.sees(h) {
			return id
		}
	}
	return p
}

// conversation is a person, whom they write with (in the words of a query or
// body), and a message there, which they sent if any can be found.
func (x *drawing) conversation() (user string, to map[string]string, message string) {
	r := x.talk(talking...)
	who, other := x.speaker(r), x.anyone()
	message, channel := x.word(), x.freshChannel()
	if r != nil {
		channel = r.id
		for _, s := range x.m.said(r) {
			message = s.id
			if o := x.m.byID[s.owner]; o != nil && x.v.sees(o) && slices.Contains(r.holders, o.id) && textAt(s.doc, "status") != cordon.DeletedMessage && x.chance(80) {
				who = o.id
				break
			}
		}
		for _, id := range r.holders {
			if h := x.m.byID[id]; h != nil && id != who {
				other = h
			}
		}
	}
	user = x.drawn('u', who)
	if r == nil || r.kind == cordon.KindChannel {
		to = map[string]string{"to_channel": x.drawn('k', channel)}
	} else {
		to = map[string]string{"to_contact": x.drawn('u', other.id)}
	}
	return user, to, x.drawn('q', message)
}

func init() {
	query := func(to map[string]string, more ...string) url.Values {
		q := url.Values{"from": {world.Start.AddDate(0, 0, -28).Format("2006-01-02T15:04:05Z")}}
		for k, v := range to {
			q.Set(k, v)
		}
		for i := 0; i < len(more); i += 2 {
			q.Set(more[i], more[i+1])
		}
		return q
	}
	body := func(to map[string]string, more map[string]any) map[string]any {
		for k, v := range to {
			more[k] = v
		}
		return more
	}
	newcomers := func(x *drawing) []map[string]string {
		var list []map[string]string
		for range 1 + x.r.IntN(2) {
			list = append(list, map[string]string{"email": x.email()})
		}
		return list
	}
	change := func(x *drawing) map[string]any {
		return x.some(60, map[string]any{"name": x.word(), "type": 3, "channel_settings": map[string]any{"posting_permissions": 1,
			"designated_posting_members": []map[string]string{{"user_id": x.userID()}}}})
	}
	maps.Copy(scenarios, map[string]func(x *drawing) request{
		"GET /chat/channels": func(x *drawing) request {
			return request{"GET", []string{"chat", "channels"}, paged(x, url.Values{}), nil}
		},
		"GET /chat/users/{userId}/channels": func(x *drawing) request {
			return request{"GET", []string{"chat", "users", x.user(), "channels"}, paged(x, url.Values{}), nil}
		},
		"GET /chat/channels/{channelId}": func(x *drawing) request {
			id, _ := x.channel()
			return request{"GET", []string{"chat", "channels", id}, nil, nil}
		},
		"GET /chat/users/{userId}/channels/{channelId}": func(x *drawing) request {
			id, user := x.channel()
			return request{"GET", []string{"chat", "users", user, "channels", id}, nil, nil}
		},
		"GET /chat/channels/{channelId}/members": func(x *drawing) request {
			id, _ := x.channel()
			return request{"GET", []string{"chat", "channels", id, "members"}, paged(x, url.Values{}), nil}
		},
		"GET /chat/users/{userId}/channels/{channelId}/members": func(x *drawing) request {
			id, user := x.channel()
			return request{"GET", []string{"chat", "users", user, "channels", id, "members"}, paged(x, url.Values{}), nil}
		},
		"GET /chat/users/{userId}/channels/{channelId}/admins": func(x *drawing) request {
			id, user := x.channel()
			return request{"GET", []string{"chat", "users", user, "channels", id, "admins"}, paged(x, url.Values{}), nil}
		},
		"POST /chat/users/{userId}/channels": func(x *drawing) request {
			return request{"POST", []string{"chat", "users", x.user(), "channels"}, nil, map[string]any{"name": x.word(), "type": 1 + x.r.IntN(4), "members": newcomers(x)}}
		},
		"PATCH /chat/channels/{channelId}": func(x *drawing) request {
			id, _ := x.channel()
			return request{"PATCH", []string{"chat", "channels", id}, nil, change(x)}
		},
		"PATCH /chat/users/{userId}/channels/{channelId}": func(x *drawing) request {
			id, user := x.channel()
			return request{"PATCH", []string{"chat", "users", user, "channels", id}, nil, change(x)}
		},
		"DELETE /chat/channels/{channelId}": func(x *drawing) request {
			id, _ := x.channel()
			return request{"DELETE", []string{"chat", "channels", id}, nil, nil}
		},
		"DELETE /chat/users/{userId}/channels/{channelId}": func(x *drawing) request {
			id, user := x.channel()
			return request{"DELETE", []string{"chat", "users", user, "channels", id}, nil, nil}
		},
		"POST /chat/channels/{channelId}/members": func(x *drawing) request {
			id, _ := x.channel()
			return request{"POST", []string{"chat", "channels", id, "members"}, nil, map[string]any{"members": newcomers(x)}}
		},
		"POST /chat/users/{userId}/channels/{channelId}/members": func(x *drawing) request {
			id, user := x.channel()
			return request{"POST", []string{"chat", "users", user, "channels", id, "members"}, nil, map[string]any{"members": newcomers(x)}}
		},
		"DELETE /chat/channels/{channelId}/members/{identifier}": func(x *drawing) request {
			id, _, r := x.channelRecord()
			return request{"DELETE", []string{"chat", "channels", id, "members", x.dismissed(r)}, nil, nil}
		},
		"DELETE /chat/users/{userId}/channels/{channelId}/members/{identifier}": func(x *drawing) request {
			id, user, r := x.channelRecord()
			return request{"DELETE", []string{"chat", "users", user, "channels", id, "members", x.dismissed(r)}, nil, nil}
		},

		"GET /chat/users/{userId}/messages": func(x *drawing) request {
			user, to, _ := x.conversation()
			return request{"GET", []string{"chat", "users", user, "messages"}, paged(x, query(to, "include_deleted_and_edited_message", "true")), nil}
		},
		"GET /chat/users/{userId}/messages/{messageId}": func(x *drawing) request {
			user, to, message := x.conversation()
			return request{"GET", []string{"chat", "users", user, "messages", message}, query(to), nil}
		},
		"GET /chat/users/{userId}/messages/{messageId}/thread": func(x *drawing) request {
			user, to, message := x.conversation()
			return request{"GET", []string{"chat", "users", user, "messages", message, "thread"}, query(to, "need_emoji", "true", "need_at_items", "true"), nil}
		},
		"GET /chat/users/{userId}/sessions": func(x *drawing) request {
			return request{"GET", []string{"chat", "users", x.user(), "sessions"}, paged(x, query(nil)), nil}
		},
		"POST /chat/users/{userId}/messages": func(x *drawing) request {
			user, to, message := x.conversation()
			all := map[string]any{"message": x.word(), "at_items": []map[string]any{{"at_contact": x.userID(), "at_type": 1}}}
			if x.chance(20) {
				all["reply_main_message_id"] = message
			}
			return request{"POST", []string{"chat", "users", user, "messages"}, nil, body(to, all)}
		},
		"PUT /chat/users/{userId}/messages/{messageId}": func(x *drawing) request {
			user, to, message := x.conversation()
			return request{"PUT", []string{"chat", "users", user, "messages", message}, nil, body(to, map[string]any{"message": x.word()})}
		},
		"DELETE /chat/users/{userId}/messages/{messageId}": func(x *drawing) request {
			user, to, message := x.conversation()
			return request{"DELETE", []string{"chat", "users", user, "messages", message}, query(to), nil}
		},
		"PATCH /chat/users/{userId}/messages/{messageId}/emoji_reactions": func(x *drawing) request {
			user, to, message := x.conversation()
			return request{"PATCH", []string{"chat", "users", user, "messages", message, "emoji_reactions"}, nil, body(to, map[string]any{"action": pick(x.r, []string{"add", "remove"}), "emoji": "U+1F600"})}
		},

		"GET /report/chat/sessions": func(x *drawing) request {
			return request{"GET", []string{"report", "chat", "sessions"}, paged(x, query(nil)), nil}
		},
		"GET /report/chat/sessions/{sessionId}": func(x *drawing) request {
			id := x.freshChannel()
			if r := x.talk(talking...); r != nil {
				id = r.id
			}
			return request{"GET", []string{"report", "chat", "sessions", x.drawn('K', id)}, paged(x, query(nil, "include_fields", "edited_messages,deleted_messages", "include_reactions", "true")), nil}
		},
		"GET /contacts": func(x *drawing) request {
			return request{"GET", []string{"contacts"}, paged(x, url.Values{"search_key": {pick(x.r, []string{"zq", "a", x.email()})}, "query_presence_status": {"true"}}), nil}
		},
	})
}

// dismissed is somebody to be taken from a channel: mostly a member.
func (x *drawing) dismissed(r *record) string {
	who := x.anyone().id
	if r != nil {
		for _, id := range r.holders {
			if p := x.m.byID[id]; p != nil && id != r.owner && x.v.sees(p) && x.chance(70) {
				who = id
			}
		}
	}
	return x.drawn('u', who)
}
