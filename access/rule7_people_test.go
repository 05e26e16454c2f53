package access

import (
	"slices"
	"testing"

	"github.com/cordon-zoom/cordon"
)

// Rule 7. What names people is cut twice: by the operation's privilege and by
// User:Read. Under a custom reach of Group:Read only its groups exist.

func TestRule7People(t *testing.T) {
	all := holding(Operations().Scopes()...)
	for _, test := range []struct {
		name, pattern string
		role          reaches
		want          []any
	}{
		{"both for the account", "GET /groups", reaches{cordon.GroupRead: everyone, cordon.UserRead: everyone}, []any{"service", "ann", "ben", "cat", "dan", "eve"}},
		{"cut by the operation", "GET /groups", reaches{cordon.GroupRead: reach("vendor"), cordon.UserRead: everyone}, []any{"service", "ann", "ben"}},
		{"cut by User:Read", "GET /groups", reaches{cordon.GroupRead: everyone, cordon.UserRead: reach("vendor")}, []any{"service", "ann", "ben"}},
		{"cut twice", "GET /groups", reaches{cordon.GroupRead: reach("vendor"), cordon.UserRead: reach("sales")}, []any{"service", "ben"}},
		{"cut twice, nothing left", "GET /groups", reaches{cordon.GroupRead: reach("vendor"), cordon.UserRead: reach("board")}, []any{"service"}},
		{"without User:Read nobody, not even oneself", "GET /groups", reaches{cordon.GroupRead: everyone}, nil},
		{"User:Edit brings User:Read", "GET /groups", reaches{cordon.GroupRead: everyone, cordon.UserEdit: reach("vendor")}, []any{"service", "ann", "ben"}},
		{"the same privilege twice is once", "GET /users", reaches{cordon.UserRead: reach("vendor")}, []any{"service", "ann", "ben"}},
		{"members of roles", "GET /roles", reaches{cordon.RoleRead: everyone, cordon.UserRead: reach("sales")}, []any{"service", "ben", "cat"}},
		{"writes too", "PATCH /users/{userId}", reaches{cordon.UserEdit: everyone, cordon.UserRead: reach("vendor")}, []any{"service", "ann", "ben"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkSees(t, granted(t, asks(test.pattern), all, with(test.role)).People().Visibility(), test.want...)
		})
	}
}

func TestRule7Groups(t *testing.T) {
	all := holding(Operations().Scopes()...)
	const every = "*"
	for _, test := range []struct {
		name, pattern string
		role          reaches
		groups        []string // that exist
		reachable     []string // that may be named in a reach
	}{
		{"Group:Read for the account", "GET /groups", reaches{cordon.GroupRead: everyone}, []string{every}, []string{every}},
		{"Group:Read for one", "GET /groups", reaches{cordon.GroupRead: reach("vendor")}, []string{"vendor"}, []string{"vendor"}},
		{"Group:Read with none left", "GET /groups", reaches{cordon.GroupRead: reach()}, nil, nil},
		{"Group:Edit narrower", "PATCH /groups/{groupId}", reaches{cordon.GroupEdit: reach("vendor"), cordon.GroupRead: reach("vendor", "board")}, []string{"vendor"}, []string{"vendor"}},
		{"Group:Read narrower", "PATCH /groups/{groupId}", reaches{cordon.GroupEdit: everyone, cordon.GroupRead: reach("vendor")}, []string{"vendor"}, []string{"vendor"}},
		{"Group:Edit and Read apart", "PATCH /groups/{groupId}", reaches{cordon.GroupEdit: reach("vendor"), cordon.GroupRead: reach("board")}, nil, nil},
		{"of users: those that Group:Read reaches", "GET /users", reaches{cordon.UserRead: reach("vendor"), cordon.GroupRead: reach("board")}, []string{"board"}, []string{"board"}},
		{"of users, all groups", "GET /users", reaches{cordon.UserRead: reach("vendor"), cordon.GroupRead: everyone}, []string{every}, []string{every}},
		{"no Group:Read: those of the operation's own reach", "GET /users", reaches{cordon.UserRead: reach("vendor"), "Recording:Read": reach("board")}, []string{"vendor"}, []string{"vendor", "board"}},
		{"no Group:Read, own reach is the account: those of the role's reaches", "GET /users", reaches{cordon.UserRead: everyone, "Recording:Read": reach("board")}, []string{"board"}, []string{every}},
		{"no Group:Read, nothing narrowed", "GET /users", reaches{cordon.UserRead: everyone}, []string{every}, []string{every}},
		{"no Group:Read, own reach is empty", "GET /users", reaches{cordon.UserRead: reach()}, nil, nil},
		{"no Group:Read, two clauses: groups in both", "GET /users", reaches{cordon.UserRead: reach("vendor", "board"), cordon.UserEdit: reach("board", "sales")}, []string{"board"}, []string{"board", "sales"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := granted(t, asks(test.pattern), all, with(test.role))
			for what, pair := range map[string]struct {
				got  Groups
				want []string
			}{"exist": {g.Groups(), test.groups}, "reachable": {g.Reachable(), test.reachable}} {
				all := slices.Contains(pair.want, every)
				if pair.got.All() != all || pair.got.Account() != "acme" {
					t.Errorf("%s: got %+v", what, pair.got)
				}
				for _, id := range []string{"vendor", "sales", "board", ""} {
					if has := all || slices.Contains(pair.want, id); pair.got.Has(id) != has {
						t.Errorf("%s: %q: %v, want %v", what, id, pair.got.Has(id), has)
					}
				}
				if !all {
					for _, id := range pair.got.IDs() {
						if !slices.Contains(pair.want, id) {
							t.Errorf("%s: lists %q", what, id)
						}
					}
				}
			}
		})
	}
	if (Groups{}).Has("") || (Groups{}).All() || (Groups{}).and(Groups{account: "acme", all: true}).All() ||
		(Groups{account: "acme", all: true}).and(Groups{account: "other", all: true}).Account() != "" {
		t.Error("the zero Groups, or those of another account, know groups")
	}
}
