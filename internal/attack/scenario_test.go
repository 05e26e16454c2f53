package attack

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// request is one call of the API.
type request struct {
	method string
	path   []string // segments, not escaped
	query  url.Values
	body   any // nil for none
}

func (q request) target() string {
	var b strings.Builder
	for _, s := range q.path {
		b.WriteString("/" + url.PathEscape(s))
	}
	if len(q.query) > 0 {
		b.WriteString("?" + q.query.Encode())
	}
	return b.String()
}

// text is all that the caller itself says in the request.
func (q request) text() string {
	body, _ := json.Marshal(q.body)
	var values []string
	for _, v := range q.query {
		values = append(values, v...)
	}
	return strings.Join(q.path, " ") + " " + strings.Join(values, " ") + " " + string(body)
}

func (q request) String() string {
	body := ""
	if q.body != nil {
		b, _ := json.Marshal(q.body)
		body = " " + string(b)
	}
	return q.method + " " + q.target() + body
}

// drawing makes one random request. What it draws of people and things can be
// forced, one draw at a time: that is how the same call is made about somebody
// hidden and about nobody.
type drawing struct {
	r      *rand.Rand
	m      *model
	other  *model // another account of the same server
	v      verdict
	op     *access.Operation
	near   bool // draw what the caller has, to get writes through
	kinds  []byte
	values []string
	forced map[int]string
}

// drawn notes a draw of a kind and gives the value forced for it, if any.
func (x *drawing) drawn(kind byte, value string) string {
	n := len(x.kinds)
	if f, ok := x.forced[n]; ok {
		value = f
	}
	x.kinds, x.values = append(x.kinds, kind), append(x.values, value)
	return value
}

func (x *drawing) chance(percent int) bool { return x.r.IntN(100) < percent }
func (x *drawing) word() string            { return "nw" + strconv.FormatUint(x.r.Uint64(), 36) }

// anyone draws a person: mostly one in sight, else hidden, foreign or nobody.
func (x *drawing) anyone() *person {
	seen := x.v.visible(x.m)
	n := x.r.IntN(100)
	switch {
	case n < 65 && len(seen) > 0 || x.near && len(seen) > 0 && n < 95:
		return pick(x.r, seen)
	case n < 90:
		return pick(x.r, x.m.users)
	case n < 95:
		return pick(x.r, x.other.users)
	}
	return &person{id: randomID(x.r), email: x.word() + "@nowhere.test", employee: x.word(), vanity: x.word(), pmi: 1_000_000_000 + x.r.Int64N(9_000_000_000)}
}

// user is a reference to a user: an id, an e-mail, or "me".
func (x *drawing) user() string {
	p, style := x.anyone(), x.r.IntN(20)
	s := p.id
	switch {
	case style < 2:
		s = "me"
	case style < 6:
		s = p.email
	case style < 8:
		s = strings.ToUpper(p.email)
	}
	return x.drawn('u', s)
}

// email is a reference to a user by address.
func (x *drawing) email() string { return x.drawn('m', x.anyone().email) }

// address is an e-mail to be taken: mostly a new one.
func (x *drawing) address() string {
	p, fresh := x.taken(), x.word()+"@new.test"
	if x.chance(30) {
		return p.email
	}
	return fresh
}

// taken is somebody of the account whose address, number or link is taken.
func (x *drawing) taken() *person { return pick(x.r, x.m.users) }

func (x *drawing) group() string {
	known := x.v.known(x.m, x.op)
	list := slices.DeleteFunc(slices.Clone(x.m.groups), func(g *group) bool { return !known[g.id] })
	n := x.r.IntN(100)
	g := &group{id: randomID(x.r)}
	switch {
	case n < 75 && len(list) > 0:
		g = pick(x.r, list)
	case n < 92 && len(x.m.groups) > 0:
		g = pick(x.r, x.m.groups)
	case n < 96 && len(x.other.groups) > 0:
		g = pick(x.r, x.other.groups)
	}
	return x.drawn('g', g.id)
}

// reach is a group for the reach of p: like group, among other groups known.
// Near, it is mostly one that the caller's own reach has.
func (x *drawing) reach(p cordon.Privilege) string {
	n, id := x.r.IntN(100), randomID(x.r)
	if n < 92 && len(x.m.groups) > 0 {
		id = pick(x.r, x.m.groups).id
	} else if len(x.other.groups) > 0 {
		id = pick(x.r, x.other.groups).id
	}
	if own := x.v.under(p); x.near && len(own.cuts) > 0 && len(own.cuts[0]) > 0 && n < 90 {
		id = pick(x.r, own.cuts[0])
	}
	return x.drawn('G', id)
}

func (x *drawing) role() string {
	n, id := x.r.IntN(100), randomID(x.r)
	switch {
	case x.near && n < 60 && x.v.role != nil: // one that the caller may cover: its own, or one with little in it
		small := x.v.role
		for range 3 {
			if r := pick(x.r, x.m.roles); !r.system() && len(r.reach) < len(small.reach) {
				small = r
			}
		}
		id = small.id
	case n < 92:
		id = pick(x.r, x.m.roles).id
	case n < 97:
		id = pick(x.r, x.other.roles).id
	}
	return x.drawn('r', id)
}

func (x *drawing) app() string {
	n, id := x.r.IntN(100), randomID(x.r)
	switch {
	case n < 92 && len(x.m.apps) > 0:
		id = pick(x.r, x.m.apps).id
	case n < 97 && len(x.other.apps) > 0:
		id = pick(x.r, x.other.apps).id
	}
	return x.drawn('a', id)
}

func (x *drawing) members() []map[string]string {
	var list []map[string]string
	for range 1 + x.r.IntN(3) {
		u, email := x.user(), x.chance(30)
		switch {
		case email && strings.Contains(u, "@"):
			list = append(list, map[string]string{"email": u})
		case u == "me":
			list = append(list, map[string]string{"id": x.v.viewer})
		default:
			list = append(list, map[string]string{"id": u})
		}
	}
	return list
}

// policy is privileges and reaches for a role: random, or near the caller's.
func (x *drawing) policy(body map[string]any) {
	var list []cordon.Privilege
	for _, p := range granted {
		own := x.v.role.under(p).granted
		if x.near && own && x.chance(30) || !x.near && x.chance(25) || x.chance(3) {
			list = append(list, p)
		}
	}
	if x.chance(2) {
		list = append(list, cordon.AccountOwner)
	}
	var scopes []map[string]any
	custom := x.chance(70)
	for _, p := range list {
		if custom && x.chance(92) {
			entry := map[string]any{"permission_id": p}
			if x.chance(15) || x.near && x.v.under(p).everyone() && x.chance(40) {
				entry["reach"] = "account"
			} else {
				groups := []string{}
				for range x.r.IntN(3) {
					groups = append(groups, x.reach(p))
				}
				entry["group_ids"] = groups
			}
			scopes = append(scopes, entry)
		}
	}
	body["privileges"] = list
	if len(scopes) > 0 {
		body["privilege_scopes"] = scopes
	}
}

func (x *drawing) scopes() []cordon.Scope {
	var list []cordon.Scope
	all := access.Operations().Scopes()
	for range x.r.IntN(4) {
		s := pick(x.r, all)
		if x.near || x.chance(80) {
			s = pick(x.r, []cordon.Scope{"user:read:admin", "user:read:user", "user:write:admin", "group:read:admin", "role:read:admin", "user:read:list_users:admin"})
		}
		list = append(list, s)
	}
	return list
}

func paged(x *drawing, q url.Values) url.Values {
	q.Set("page_size", strconv.Itoa(1+x.r.IntN(6)))
	switch x.r.IntN(8) {
	case 0:
		q.Set("page_number", strconv.Itoa(1+x.r.IntN(3)))
	case 1:
		q.Set("next_page_token", randomID(x.r)+randomID(x.r)+randomID(x.r))
	}
	return q
}

// body keeps each member of all with the given chance.
func (x *drawing) some(percent int, all map[string]any) map[string]any {
	body := map[string]any{}
	for _, k := range slices.Sorted(mapKeys(all)) {
		if x.chance(percent) {
			body[k] = all[k]
		}
	}
	return body
}

func mapKeys(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// scenarios says how to call every operation that is served. An operation
// without one fails TestEveryOperationHasAScenario.
var scenarios = map[string]func(x *drawing) request{
	"GET /users": func(x *drawing) request {
		q := paged(x, url.Values{})
		if x.chance(60) {
			q.Set("status", pick(x.r, []string{"active", "inactive", "pending"}))
		}
		if x.chance(30) {
			q.Set("role_id", x.role())
		}
		if x.chance(50) {
			q.Set("include_fields", pick(x.r, []string{"host_key", "custom_attributes"}))
		}
		return request{"GET", []string{"users"}, q, nil}
	},
	"GET /users/{userId}": func(x *drawing) request {
		if x.chance(25) {
			p, none := x.anyone(), x.word()
			return request{"GET", []string{"users", x.drawn('e', cmp.Or(p.employee, none))}, url.Values{"search_by_unique_id": {"true"}}, nil}
		}
		return request{"GET", []string{"users", x.user()}, nil, nil}
	},
	"GET /users/email": func(x *drawing) request {
		return request{"GET", []string{"users", "email"}, url.Values{"email": {x.email()}}, nil}
	},
	"GET /users/{userId}/permissions": func(x *drawing) request {
		return request{"GET", []string{"users", x.user(), "permissions"}, nil, nil}
	},
	"GET /users/{userId}/settings": func(x *drawing) request {
		return request{"GET", []string{"users", x.user(), "settings"}, nil, nil}
	},
	"POST /users": func(x *drawing) request {
		info := map[string]any{"email": x.address(), "type": pick(x.r, []int{1, 2}), "first_name": x.word(), "password": "Passw0rdOK"}
		return request{"POST", []string{"users"}, nil, map[string]any{"action": pick(x.r, []string{"create", "ssoCreate", "custCreate", "autoCreate"}), "user_info": info}}
	},
	"PATCH /users/{userId}": func(x *drawing) request {
		p := x.taken()
		all := map[string]any{"first_name": x.word(), "dept": x.word(), "host_key": strconv.FormatInt(1_000_000_000+x.r.Int64N(9_000_000_000), 10),
			"manager": x.email(), "feature": map[string]any{"zoom_phone": x.chance(50)}, "custom_attributes": []map[string]string{{"key": "k", "name": "n", "value": x.word()}}}
		body := x.some(40, all)
		if x.chance(40) {
			body["group_id"] = x.group()
		}
		if x.chance(20) {
			body["pmi"] = p.pmi
		}
		if x.chance(20) {
			body["vanity_name"] = p.vanity
		}
		return request{"PATCH", []string{"users", x.user()}, nil, body}
	},
	"DELETE /users/{userId}": func(x *drawing) request {
		q := url.Values{}
		if x.chance(50) {
			q.Set("transfer_email", x.email())
		}
		return request{"DELETE", []string{"users", x.user()}, q, nil}
	},
	"PUT /users/{userId}/status": func(x *drawing) request {
		return request{"PUT", []string{"users", x.user(), "status"}, nil, map[string]any{"action": pick(x.r, []string{"activate", "activate", "deactivate"})}}
	},
	"PUT /users/{userId}/email": func(x *drawing) request {
		return request{"PUT", []string{"users", x.user(), "email"}, nil, map[string]any{"email": x.address()}}
	},
	"PUT /users/{userId}/password": func(x *drawing) request {
		return request{"PUT", []string{"users", x.user(), "password"}, nil, map[string]any{"password": "Passw0rdOK"}}
	},
	"PATCH /users/{userId}/settings": func(x *drawing) request {
		return request{"PATCH", []string{"users", x.user(), "settings"}, nil, map[string]any{"feature": map[string]any{"webinar": x.chance(50)}}}
	},

	"GET /groups": func(x *drawing) request {
		q := paged(x, url.Values{})
		q.Del("page_number")
		return request{"GET", []string{"groups"}, q, nil}
	},
	"POST /groups": func(x *drawing) request {
		name := x.word()
		if g := pick(x.r, x.m.groups); g != nil && x.chance(40) {
			name = g.name
		}
		return request{"POST", []string{"groups"}, nil, map[string]any{"name": name, "description": x.word()}}
	},
	"GET /groups/{groupId}": func(x *drawing) request { return request{"GET", []string{"groups", x.group()}, nil, nil} },
	"PATCH /groups/{groupId}": func(x *drawing) request {
		name := x.word()
		if g := pick(x.r, x.m.groups); g != nil && x.chance(50) {
			name = g.name
		}
		return request{"PATCH", []string{"groups", x.group()}, nil, map[string]any{"name": name}}
	},
	"DELETE /groups/{groupId}": func(x *drawing) request { return request{"DELETE", []string{"groups", x.group()}, nil, nil} },
	"GET /groups/{groupId}/members": func(x *drawing) request {
		return request{"GET", []string{"groups", x.group(), "members"}, paged(x, url.Values{}), nil}
	},
	"POST /groups/{groupId}/members": func(x *drawing) request {
		return request{"POST", []string{"groups", x.group(), "members"}, nil, map[string]any{"members": x.members()}}
	},
	"PATCH /groups/{groupId}/members/{memberId}": func(x *drawing) request {
		if x.chance(30) {
			return request{"PATCH", []string{"groups", x.group(), "members", x.user()}, nil, map[string]any{"action": "set_primary"}}
		}
		return request{"PATCH", []string{"groups", x.group(), "members", x.user()}, nil, map[string]any{"action": "move", "target_group_id": x.group()}}
	},
	"DELETE /groups/{groupId}/members/{memberId}": func(x *drawing) request {
		return request{"DELETE", []string{"groups", x.group(), "members", x.user()}, nil, nil}
	},

	"GET /roles": func(x *drawing) request {
		q := url.Values{}
		if x.chance(15) {
			q.Set("type", "iq")
		}
		return request{"GET", []string{"roles"}, q, nil}
	},
	"POST /roles": func(x *drawing) request {
		name := x.word()
		if x.chance(10) {
			name = pick(x.r, x.m.roles).name
		}
		body := map[string]any{"name": name}
		x.policy(body)
		return request{"POST", []string{"roles"}, nil, body}
	},
	"GET /roles/{roleId}": func(x *drawing) request { return request{"GET", []string{"roles", x.role()}, nil, nil} },
	"PATCH /roles/{roleId}": func(x *drawing) request {
		id, body := x.role(), map[string]any{}
		switch x.r.IntN(5) {
		case 0:
			body["name"] = x.word()
		case 3: // a privilege or two less
			if r := x.m.roleID[id]; r != nil {
				list := []cordon.Privilege{}
				for _, p := range granted {
					if _, ok := r.reach[p]; ok && !x.chance(25) {
						list = append(list, p)
					}
				}
				body["privileges"] = list
			}
		case 1: // fewer, or other, privileges, and not a word of their reach
			x.policy(body)
			delete(body, "privilege_scopes")
		case 2: // only the reach of what the role has
			x.policy(body)
			delete(body, "privileges")
		default:
			x.policy(body)
		}
		return request{"PATCH", []string{"roles", id}, nil, body}
	},
	"DELETE /roles/{roleId}": func(x *drawing) request { return request{"DELETE", []string{"roles", x.role()}, nil, nil} },
	"GET /roles/{roleId}/members": func(x *drawing) request {
		return request{"GET", []string{"roles", x.role(), "members"}, paged(x, url.Values{}), nil}
	},
	"POST /roles/{roleId}/members": func(x *drawing) request {
		return request{"POST", []string{"roles", x.role(), "members"}, nil, map[string]any{"members": x.members()}}
	},
	"DELETE /roles/{roleId}/members/{memberId}": func(x *drawing) request {
		return request{"DELETE", []string{"roles", x.role(), "members", x.user()}, nil, nil}
	},

	"GET /marketplace/apps": func(x *drawing) request {
		q := paged(x, url.Values{"type": {"account_created"}})
		q.Del("page_number")
		return request{"GET", []string{"marketplace", "apps"}, q, nil}
	},
	"POST /marketplace/apps": func(x *drawing) request {
		body := map[string]any{"app_type": "s2s_oauth", "app_name": x.word(), "contact_name": "c", "contact_email": "c@c.test", "company_name": "c",
			"scopes": x.scopes(), "active": x.chance(50)}
		if x.chance(80) {
			body["owner"] = x.user()
		}
		return request{"POST", []string{"marketplace", "apps"}, nil, body}
	},
	"GET /marketplace/apps/{appId}": func(x *drawing) request {
		return request{"GET", []string{"marketplace", "apps", x.app()}, nil, nil}
	},
	"PATCH /marketplace/apps/{appId}": func(x *drawing) request {
		return request{"PATCH", []string{"marketplace", "apps", x.app()}, nil, x.some(50, map[string]any{"app_name": x.word(), "active": x.chance(60), "scopes": x.scopes()})}
	},
	"DELETE /marketplace/apps/{appId}": func(x *drawing) request {
		return request{"DELETE", []string{"marketplace", "apps", x.app()}, nil, nil}
	},
	"POST /marketplace/apps/{appId}/rotate_client_secret": func(x *drawing) request {
		return request{"POST", []string{"marketplace", "apps", x.app(), "rotate_client_secret"}, nil,
			map[string]any{"action": pick(x.r, []string{"new", "new", "update"}), "revoke_old_secret_time": pick(x.r, []string{"now", "2026-03-03T00:00:00Z"})}}
	},
}

// draw makes a random request of a route on behalf of a caller whose verdict
// is v; every draw numbered in forced is replaced.
func (c *crowd) draw(route *zoomapi.Route, m *model, v verdict, seed uint64, near bool, forced map[int]string) (request, *drawing) {
	r := rand.New(rand.NewPCG(seed, 2))
	x := &drawing{r: r, m: m, other: c.models[(m.index+1)%len(c.models)], v: v, op: route.Operation, near: near, forced: forced}
	scenario := scenarios[route.Operation.String()]
	if scenario == nil {
		panic(fmt.Sprintf("no scenario for %s: see TestEveryOperationHasAScenario", route))
	}
	return scenario(x), x
}
