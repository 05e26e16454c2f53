package portal_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/portal"
)

// cast is who comes to the portal in the table of routes, from the least to the
// most: a member without any permission; the service user of a vendor, whose
// role reads the group "Seen"; a help desk that may edit the users and groups of
// "Seen"; an admin; the owner.
var cast = []string{"member", "service", "helpdesk", "admin", "owner"}

// allowed says for each address who of the cast may come there: "+" may, "-" is
// refused as not allowed (403), "0" finds nothing (404). The addresses are those
// of what the help desk and the service user see: the group "Seen", its member
// Ann, the role and the app of the vendor.
var allowed = map[string]string{
	"GET /portal/{$}":                                   "+++++",
	"GET /portal/password":                              "+++++",
	"POST /portal/password":                             "+++++",
	"GET /portal/sessions":                              "+++++",
	"GET /portal/groups":                                "--+++",
	"GET /portal/groups/add":                            "---++", // a new group is within nobody's narrowed reach
	"POST /portal/groups/add":                           "---++",
	"GET /portal/groups/{group}":                        "--+++",
	"POST /portal/groups/{group}":                       "--+++",
	"POST /portal/groups/{group}/members":               "--+++",
	"POST /portal/groups/{group}/remove":                "--+++",
	"POST /portal/groups/{group}/delete":                "--+++",
	"GET /portal/see":                                   "---++",
	"GET /portal/see/app/{app}":                         "0+0++", // its own app, and nobody else's
	"GET /portal/see/role/{role}":                       "---++",
	"GET /portal/see/user/{user}":                       "-++++",
	"GET /portal/see/who":                               "---++",
	"GET /portal/apps":                                  "+++++", // everybody's own
	"GET /portal/apps/build":                            "+++++",
	"POST /portal/apps/build":                           "+++++",
	"GET /portal/apps/{app}":                            "0+0++",
	"POST /portal/apps/{app}/rotate":                    "0+0++",
	"POST /portal/apps/{app}/rotate/end":                "0+0++",
	"POST /portal/apps/{app}/delete":                    "0+0++",
	"GET /portal/apps/{app}/information":                "0+0++",
	"POST /portal/apps/{app}/information":               "0+0++",
	"GET /portal/apps/{app}/scopes":                     "0+0++",
	"POST /portal/apps/{app}/scopes/remove":             "0+0++",
	"GET /portal/apps/{app}/scopes/add":                 "0+0++",
	"POST /portal/apps/{app}/scopes/add":                "0+0++",
	"POST /portal/apps/{app}/scopes/grant/{permission}": "---++", // changes a role
	"GET /portal/apps/{app}/activation":                 "0+0++",
	"POST /portal/apps/{app}/activate":                  "0+0++",
	"POST /portal/apps/{app}/deactivate":                "0+0++",
	"GET /portal/users":                                 "-++++", // the vendor's role has Users: View, narrowed
	"POST /portal/users/add-to-group":                   "--+++",
	"GET /portal/users/add":                             "---++",
	"POST /portal/users/add":                            "---++",
	"GET /portal/users/{user}":                          "-++++",
	"POST /portal/users/{user}/activate":                "--+++",
	"POST /portal/users/{user}/deactivate":              "--+++",
	"POST /portal/users/{user}/link":                    "--+++",
	"POST /portal/users/{user}/delete":                  "--+++",
	"GET /portal/users/{user}/edit":                     "--+++",
	"POST /portal/users/{user}/edit":                    "--+++",
	"GET /portal/roles":                                 "---++",
	"GET /portal/roles/add":                             "---++",
	"POST /portal/roles/add":                            "---++",
	"GET /portal/roles/{role}":                          "---++",
	"POST /portal/roles/{role}":                         "---++",
	"POST /portal/roles/{role}/name":                    "---++",
	"POST /portal/roles/{role}/narrow":                  "---++",
	"POST /portal/roles/{role}/delete":                  "---++",
	"GET /portal/roles/{role}/scope":                    "---++",
	"POST /portal/roles/{role}/scope":                   "---++",
	"GET /portal/restrict":                              "---++",
	"POST /portal/restrict":                             "---++",
	"GET /portal/activity":                              "---++", // events name everybody
	"GET /portal/activity/request":                      "---++",
	"GET /portal/activity/request/{rid}":                "---00",
	"GET /portal/activity/export":                       "---++",
	"GET /portal/usage":                                 "+++++", // of what is in sight, at least everybody's own
}

// A stage is a cast with what the table's addresses name.
type stage struct {
	*world.World
	people map[string]*world.Browser
	seen   map[string]string // path parameter to id
	dark   map[string]string // of what only admin and owner see
}

func newStage(t *testing.T) *stage {
	w := world.New(t, 90)
	for _, name := range []string{"Ann", "Hidden", "Member", "Service", "Helpdesk", "Admin"} {
		addUser(w, strings.ToLower(name)+"@example.com", name)
	}
	s := &stage{World: w, people: make(map[string]*world.Browser)}
	seen, dark := addGroup(w, "Seen", "ann@example.com"), addGroup(w, "Darkgroup", "hidden@example.com")
	vendor := addRole(w, "Vendor", seen, []string{"User:Read", "Recording:Read"}, "service@example.com")
	addRole(w, "Help desk", seen, []string{"User:Edit", "Group:Edit"}, "helpdesk@example.com")
	darkrole := addRole(w, "Darkrole", dark, []string{"User:Read"})
	w.Must(201, w.OwnerToken(), "POST", "/roles/1/members", map[string]any{"members": []map[string]string{{"email": "admin@example.com"}}})
	user := func(email string) string {
		var u struct{ ID string }
		w.Must(200, w.OwnerToken(), "GET", "/users/"+email, nil).JSON(t, &u)
		return u.ID
	}
	for _, name := range cast {
		s.people[name] = w.SignIn(name + "@example.com")
	}
	app := func(name string) string {
		b := s.people[name]
		b.Want(http.StatusOK, b.Send("/portal/apps/build", "/portal/apps/build", url.Values{"name": {"App of " + name}}))
		list := string(w.Must(200, w.OwnerToken(), "GET", "/marketplace/apps?type=account_created", nil).Body)
		before, _, _ := strings.Cut(list, `","app_name":"App of `+name)
		return before[strings.LastIndexByte(before, '"')+1:]
	}
	s.seen = map[string]string{"group": seen, "role": vendor, "user": user("ann@example.com"), "app": app("service"), "permission": "Group:Read", "rid": "WEB_none"}
	s.dark = map[string]string{"group": dark, "role": darkrole, "user": user("hidden@example.com"), "app": app("owner"), "permission": "Group:Read", "rid": "WEB_none"}
	return s
}

// ask comes to an address as somebody; a form carries a good token and little
// else.
func (s *stage) ask(b *world.Browser, pattern string, ids map[string]string) world.Answer {
	method, path, _ := strings.Cut(pattern, " ")
	path = strings.TrimSuffix(path, "{$}")
	for param, id := range ids {
		path = strings.ReplaceAll(path, "{"+param+"}", id)
	}
	if path == "/portal/roles/"+ids["role"]+"/scope" {
		path += "?permission=User:Read"
	}
	if method == "GET" {
		return b.Get(path)
	}
	token := world.FormToken(b.Get("/portal/password"))
	return b.Do(method, path, url.Values{"form_token": {token}, "permission": {"User:Read"}})
}

func verdict(a world.Answer) string {
	switch {
	case a.Status == http.StatusForbidden:
		return "-"
	case a.Status == http.StatusNotFound:
		return "0"
	case a.Status >= 500 || a.Status == http.StatusSeeOther && strings.HasPrefix(a.Header.Get("Location"), "/portal/signin"):
		return "!"
	}
	return "+"
}

func TestRoutes(t *testing.T) {
	if race {
		t.Skip("a table, which the run without the race detector holds to")
	}
	s := newStage(t)
	for _, r := range s.Server.Portal.Routes() {
		if r.Open {
			continue
		}
		if r.Form() != "" && r.Needs.Operation != nil && r.Needs.Operation.Method != "GET" && r.What() == "" {
			t.Errorf("%s: the activity log has no words for it", r.Pattern)
		}
		want, ok := allowed[r.Pattern]
		if !ok {
			t.Errorf("%s is in no table of who may come there", r.Pattern)
		}
		if a := s.ask(s.Browse(), r.Pattern, s.seen); !strings.HasPrefix(a.Header.Get("Location"), "/portal/signin") {
			t.Errorf("%s: nobody is signed in: %d %q", r.Pattern, a.Status, a.Header.Get("Location"))
		}
		got := ""
		for _, who := range cast {
			a := s.ask(s.people[who], r.Pattern, s.seen)
			got += verdict(a)
			if strings.HasPrefix(r.Pattern, "POST") && a.Status < http.StatusBadRequest {
				s = newStage(t) // what was done may have taken the next one's address away
			}
		}
		if got != want {
			t.Errorf("%q: %q,", r.Pattern, got)
		}
	}
	for pattern := range allowed {
		if !slices.ContainsFunc(s.Server.Portal.Routes(), func(r *portal.Route) bool { return r.Pattern == pattern }) {
			t.Errorf("%s is no address any more", pattern)
		}
	}
}

// Nobody who is narrowed gets anywhere near what is hidden from them: not its
// page, no form about it, and nothing of it on any page that is theirs.
func TestRoutesToTheHidden(t *testing.T) {
	s := newStage(t)
	for _, r := range s.Server.Portal.Routes() {
		if r.Open {
			continue
		}
		for _, who := range cast[:3] {
			b := s.people[who]
			for _, ids := range []map[string]string{s.dark, s.seen} {
				a := s.ask(b, r.Pattern, ids)
				for _, marker := range []string{"Darkgroup", "Hidden Test", "hidden@example.com", "App of owner"} {
					if strings.Contains(string(a.Body), marker) {
						t.Errorf("%s, %s: the page has %q", who, r.Pattern, marker)
					}
				}
				if v := verdict(a); strings.Contains(r.Pattern, "{") && ids["user"] == s.dark["user"] && v == "+" && !strings.Contains(r.Pattern, "{role}") && !strings.HasSuffix(r.Pattern, "{$}") {
					t.Errorf("%s, %s: %d for what is hidden", who, r.Pattern, a.Status)
				}
			}
		}
	}
}
