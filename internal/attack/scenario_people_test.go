package attack

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// contact is a contact group: mostly one that exists for the caller.
func (x *drawing) contact() string {
	seen := slices.DeleteFunc(slices.Clone(x.m.ties.contacts), func(g *contactGroup) bool { return !x.v.seesContacts(x.m, x.op, g) })
	n, id := x.r.IntN(100), randomID(x.r)
	switch {
	case n < 75 && len(seen) > 0:
		id = pick(x.r, seen).id
	case n < 92 && len(x.m.ties.contacts) > 0:
		id = pick(x.r, x.m.ties.contacts).id
	case n < 96 && len(x.other.ties.contacts) > 0:
		id = pick(x.r, x.other.ties.contacts).id
	}
	return x.drawn('c', id)
}

// contacts are members for a contact group.
func (x *drawing) contacts() []map[string]any {
	var list []map[string]any
	for range 1 + x.r.IntN(2) {
		if x.chance(25) {
			list = append(list, map[string]any{"type": 2, "id": x.group()})
		} else {
			list = append(list, map[string]any{"type": 1, "id": x.userID()})
		}
	}
	return list
}

// userID is a reference to a user that is not "me".
func (x *drawing) userID() string {
	if u := x.user(); u != "me" {
		return u
	}
	return x.v.viewer
}

// pair draws two things that belong together, of those that the caller may
// know of; ok is false where it draws none.
func (x *drawing) pair(kinds string, pairs [][2]string) (a, b string, ok bool) {
	if !x.near || len(pairs) == 0 || !x.chance(85) {
		return "", "", false
	}
	p := pick(x.r, pairs)
	return x.drawn(kinds[0], p[0]), x.drawn(kinds[1], p[1]), true
}

// tied is a user, and mostly one at the other end of a tie of theirs.
func (x *drawing) tied(by map[string][]string) (user, other string) {
	var pairs [][2]string
	for _, p := range x.v.visible(x.m) {
		for _, id := range by[p.id] {
			if x.v.sees(x.m.byID[id]) {
				pairs = append(pairs, [2]string{p.id, id})
			}
		}
	}
	if user, other, ok := x.pair("uu", pairs); ok {
		return user, other
	}
	return x.user(), x.user()
}

// admin is a group, and mostly an admin of it.
func (x *drawing) admin() (group, user string) {
	var pairs [][2]string
	known := x.v.known(x.m, x.op)
	for _, g := range x.m.groups {
		for _, id := range x.m.ties.admins[g.id] {
			if known[g.id] && x.v.sees(x.m.byID[id]) {
				pairs = append(pairs, [2]string{g.id, id})
			}
		}
	}
	if group, user, ok := x.pair("gu", pairs); ok {
		return group, user
	}
	return x.group(), x.user()
}

// member is a contact group, and mostly a member of it who is not the last.
func (x *drawing) member() (group, user string) {
	var pairs [][2]string
	for _, g := range x.m.ties.contacts {
		users, groups := x.v.contactMembers(x.m, x.op, g)
		for _, p := range users {
			if len(users)+len(groups) > 1 && x.v.seesContacts(x.m, x.op, g) {
				pairs = append(pairs, [2]string{g.id, p.id})
			}
		}
	}
	if group, user, ok := x.pair("cu", pairs); ok {
		return group, user
	}
	return x.contact(), x.userID()
}

func init() {
	settings := func(x *drawing) map[string]any {
		return map[string]any{"in_meeting": map[string]any{"chat": x.chance(50)}, "recording": map[string]any{"local_recording": x.chance(50)}}
	}
	ofUser := func(method, last string, body func(x *drawing) any) func(x *drawing) request {
		return func(x *drawing) request {
			var b any
			if body != nil {
				b = body(x)
			}
			return request{method, []string{"users", x.user(), last}, nil, b}
		}
	}
	maps.Copy(scenarios, map[string]func(x *drawing) request{
		"GET /users/summary": func(x *drawing) request { return request{"GET", []string{"users", "summary"}, nil, nil} },
		"GET /users/vanity_name": func(x *drawing) request {
			p, none := x.anyone(), x.word()
			return request{"GET", []string{"users", "vanity_name"}, url.Values{"vanity_name": {x.drawn('v', cmp.Or(p.vanity, none))}}, nil}
		},
		"GET /users/me/zak": func(x *drawing) request { return request{"GET", []string{"users", "me", "zak"}, nil, nil} },
		"GET /users/{userId}/token": func(x *drawing) request {
			return request{"GET", []string{"users", x.user(), "token"}, url.Values{"type": {pick(x.r, []string{"token", "zak", "onbehalf"})}}, nil}
		},
		"POST /users/features": func(x *drawing) request {
			return request{"POST", []string{"users", "features"}, nil, map[string]any{"feature_type": "user_type", "feature_value": strconv.Itoa(1 + x.r.IntN(2)), "users": x.members()}}
		},
		"GET /users/{userId}/assistants":    ofUser("GET", "assistants", nil),
		"POST /users/{userId}/assistants":   ofUser("POST", "assistants", func(x *drawing) any { return map[string]any{"assistants": x.members()[:1]} }),
		"DELETE /users/{userId}/assistants": ofUser("DELETE", "assistants", nil),
		"DELETE /users/{userId}/assistants/{assistantId}": func(x *drawing) request {
			user, other := x.tied(x.m.ties.assistants)
			return request{"DELETE", []string{"users", user, "assistants", other}, nil, nil}
		},
		"GET /users/{userId}/schedulers":    ofUser("GET", "schedulers", nil),
		"DELETE /users/{userId}/schedulers": ofUser("DELETE", "schedulers", nil),
		"DELETE /users/{userId}/schedulers/{schedulerId}": func(x *drawing) request {
			user, other := x.tied(x.m.ties.schedulers)
			return request{"DELETE", []string{"users", user, "schedulers", other}, nil, nil}
		},
		"GET /users/{userId}/presence_status": ofUser("GET", "presence_status", nil),
		"PUT /users/{userId}/presence_status": ofUser("PUT", "presence_status", func(x *drawing) any {
			return map[string]any{"status": pick(x.r, []string{"Away", "Busy", "Do_No_Disturb"})}
		}),

		"GET /groups/{groupId}/admins": func(x *drawing) request {
			q := paged(x, url.Values{})
			q.Del("page_number")
			return request{"GET", []string{"groups", x.group(), "admins"}, q, nil}
		},
		"POST /groups/{groupId}/admins": func(x *drawing) request {
			return request{"POST", []string{"groups", x.group(), "admins"}, nil, map[string]any{"admins": x.members()}}
		},
		"DELETE /groups/{groupId}/admins/{userId}": func(x *drawing) request {
			group, user := x.admin()
			return request{"DELETE", []string{"groups", group, "admins", user}, nil, nil}
		},
		"GET /groups/{groupId}/settings": func(x *drawing) request {
			return request{"GET", []string{"groups", x.group(), "settings"}, nil, nil}
		},
		"PATCH /groups/{groupId}/settings": func(x *drawing) request {
			return request{"PATCH", []string{"groups", x.group(), "settings"}, nil, settings(x)}
		},
		"GET /groups/{groupId}/lock_settings": func(x *drawing) request {
			return request{"GET", []string{"groups", x.group(), "lock_settings"}, nil, nil}
		},
		"PATCH /groups/{groupId}/lock_settings": func(x *drawing) request {
			return request{"PATCH", []string{"groups", x.group(), "lock_settings"}, nil, settings(x)}
		},

		"GET /contacts/groups": func(x *drawing) request {
			q := paged(x, url.Values{})
			q.Del("page_number")
			return request{"GET", []string{"contacts", "groups"}, q, nil}
		},
		"POST /contacts/groups": func(x *drawing) request {
			return request{"POST", []string{"contacts", "groups"}, nil, map[string]any{"group_name": x.word(), "group_members": x.contacts()}}
		},
		"GET /contacts/groups/{groupId}": func(x *drawing) request {
			return request{"GET", []string{"contacts", "groups", x.contact()}, nil, nil}
		},
		"PATCH /contacts/groups/{groupId}": func(x *drawing) request {
			return request{"PATCH", []string{"contacts", "groups", x.contact()}, nil, map[string]any{"name": x.word(), "privacy": 1 + x.r.IntN(3)}}
		},
		"DELETE /contacts/groups/{groupId}": func(x *drawing) request {
			return request{"DELETE", []string{"contacts", "groups", x.contact()}, nil, nil}
		},
		"GET /contacts/groups/{groupId}/members": func(x *drawing) request {
			q := paged(x, url.Values{})
			q.Del("page_number")
			return request{"GET", []string{"contacts", "groups", x.contact(), "members"}, q, nil}
		},
		"POST /contacts/groups/{groupId}/members": func(x *drawing) request {
			return request{"POST", []string{"contacts", "groups", x.contact(), "members"}, nil, map[string]any{"group_members": x.contacts()}}
		},
		"DELETE /contacts/groups/{groupId}/members": func(x *drawing) request {
			group, user := x.member()
			ids := []string{user}
			if x.chance(15) {
				ids = append(ids, x.group())
			}
			return request{"DELETE", []string{"contacts", "groups", group, "members"}, url.Values{"member_ids": {strings.Join(ids, ",")}}, nil}
		},
	})
}
