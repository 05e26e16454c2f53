package walk

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/demo"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// maxWire is what a page may cost over the wire, with all that it loads.
const maxWire = 100 << 10

// company is an office with a believable company in it: 200 people, a role with
// one scope forgotten, a restricted app, and something in the activity log.
type company struct {
	office
	ids *strings.Replacer
}

func newCompany(t *testing.T) company {
	t.Helper()
	w := newOffice(t)
	var made demo.Restricted
	whole := demo.NewCompany(w.Dice, world.Start, 200)
	w.Operate(func(tx *store.OperatorTx) (err error) {
		made, err = whole.SaveRestricted(tx, w.Account.ID, 25)
		return err
	})
	owner := w.OwnerToken()
	var groups struct{ Groups []struct{ ID, Name string } }
	w.Must(200, owner, "GET", "/groups", nil).JSON(t, &groups)
	group := ""
	for _, g := range groups.Groups {
		if g.Name == demo.GroupName {
			group = g.ID
		}
	}
	var role, mixed struct{ ID string }
	var roles struct{ Roles []struct{ ID, Name string } }
	w.Must(200, owner, "GET", "/roles", nil).JSON(t, &roles)
	for _, r := range roles.Roles {
		if r.Name == demo.RoleName {
			role.ID = r.ID
		}
	}
	w.Must(201, owner, "POST", "/roles", map[string]any{"name": "Analyst", "description": "Quarterly numbers", "privileges": []string{"User:Read", "Recording:Read", "UsageReport:Read"},
		"privilege_scopes": []map[string]any{{"permission_id": "User:Read", "group_ids": []string{group}}, {"permission_id": "Recording:Read", "reach": "account"}, {"permission_id": "UsageReport:Read", "reach": "account"}}}).JSON(t, &mixed)
	list := string(w.Must(200, owner, "GET", "/marketplace/apps?type=account_created", nil).Body)
	before, _, _ := strings.Cut(list, `","app_name":"`+demo.AppName)
	app := before[strings.LastIndexByte(before, '"')+1:]

	visible, hidden := made.People[0], ""
	for _, p := range whole.People {
		if !slices.Contains(p.Groups, group) {
			hidden = p.ID
			break
		}
	}
	// A vendor asks for somebody who is hidden, and for what it has no scope of.
	token := w.Token(world.Credentials{AccountID: w.Account.ID, ClientID: made.ClientID, ClientSecret: made.ClientSecret})
	w.Must(200, token, "GET", "/users/"+visible, nil)
	refused := w.Must(404, token, "GET", "/users/"+hidden, nil)
	w.Must(400, token, "GET", "/roles", nil)
	w.Flush()
	_, rid, _ := strings.Cut(refused.Header.Get("X-Zm-Trackingid"), "rid=")
	return company{w, strings.NewReplacer("{group}", group, "{role}", role.ID, "{mixed}", mixed.ID, "{app}", app, "{user}", visible, "{hidden}", hidden, "{rid}", rid)}
}

// pages are the portal's, by the name of their picture; those without a name
// are looked at but not kept.
var pages = []struct{ picture, path string }{
	{"home", "/portal/"},
	{"", "/portal/users"},
	{"users", "/portal/users?q=li&status=active"},
	{"", "/portal/users/add"},
	{"user", "/portal/users/{user}"},
	{"", "/portal/users/{user}/edit"},
	{"", "/portal/groups"},
	{"", "/portal/groups/add"},
	{"group", "/portal/groups/{group}"},
	{"", "/portal/groups/{group}?find=a&q=b"},
	{"roles", "/portal/roles"},
	{"", "/portal/roles/add"},
	{"role", "/portal/roles/{mixed}"},
	{"", "/portal/roles/{role}"},
	{"", "/portal/roles/1"},
	{"scope", "/portal/roles/{mixed}/scope?permission=Recording:Read"},
	{"", "/portal/apps"},
	{"", "/portal/apps/build"},
	{"", "/portal/apps/{app}"},
	{"", "/portal/apps/{app}/information"},
	{"", "/portal/apps/{app}/scopes"},
	{"add-scopes", "/portal/apps/{app}/scopes/add?q=recordings+list+read"},
	{"", "/portal/apps/{app}/scopes/add"},
	{"activation", "/portal/apps/{app}/activation"},
	{"restrict", "/portal/restrict"},
	{"", "/portal/see"},
	{"see", "/portal/see/app/{app}"},
	{"", "/portal/see/app/{app}?permission=User:Read"},
	{"may-it-see", "/portal/see/app/{app}?person={hidden}"},
	{"", "/portal/see/role/{mixed}"},
	{"", "/portal/see/user/{user}"},
	{"", "/portal/see/who?user={user}"},
	{"activity", "/portal/activity"},
	{"request", "/portal/activity/request/{rid}"},
	{"", "/portal/usage"},
	{"", "/portal/sessions"},
	{"", "/portal/password"},
	{"", "/portal/nothing"},
}

// Every page is accessible, light and costs little, in light and dark, on a
// phone, with scripts and without.
func TestPages(t *testing.T) {
	if race {
		t.Skip("the run without the race detector looks at the pages; the walks look for races")
	}
	c := newCompany(t)
	c.SignIn("owner@example.com") // sets the password of the world
	for name, o := range map[string]options{
		"light": {JS: true}, "dark": {JS: true, Dark: true}, "phone": {JS: true, Width: 390, Height: 844},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t, c.base, o)
			p.Go("/portal/signin")
			p.check(t, "signin")
			p.Fill("E-mail address", "owner@example.com")
			p.Fill("Password", world.Password)
			p.Click("Sign in")
			for _, page := range pages {
				p.Go(c.ids.Replace(page.path))
				if page.path == "/portal/nothing" {
					p.Answered(http.StatusNotFound)
				}
				p.check(t, page.picture)
			}
			p.Go("/portal/restrict")
			p.Fill("Who is the credential for?", "Acme "+name)
			p.Fill("E-mail addresses of its members", c.address(t, "{user}")+"\n"+c.address(t, "{hidden}")+"\nnobody@elsewhere.example")
			p.Click("Preview")
			p.check(t, "preview")
			p.Click("Create")
			p.check(t, "credentials")
			p.Go(c.ids.Replace("/portal/roles/{mixed}"))
			p.Click("Narrow them all")
			p.check(t, "confirm")
		})
	}
}

func (p *person) check(t *testing.T, picture string) {
	t.Helper()
	p.UnderWire(maxWire)
	p.Accessible()
	if picture != "" {
		p.Screenshot(picture)
	}
}

func (c company) address(t *testing.T, who string) string {
	t.Helper()
	var u struct{ Email string }
	c.Must(200, c.OwnerToken(), "GET", "/users/"+c.ids.Replace(who), nil).JSON(t, &u)
	return u.Email
}

// What a page loads comes from here, and stays the same for good under its
// address.
func TestAssets(t *testing.T) {
	w := newOffice(t)
	page := httptest.NewRecorder()
	w.Server.ServeHTTP(page, httptest.NewRequest("GET", "/portal/signin", nil))
	for _, part := range strings.Split(page.Body.String(), `"`) {
		if strings.HasPrefix(part, "http") || strings.HasPrefix(part, "//") {
			t.Errorf("the page names %s", part)
		}
		if !strings.HasPrefix(part, "/portal/assets/") {
			continue
		}
		a := httptest.NewRecorder()
		w.Server.ServeHTTP(a, httptest.NewRequest("GET", part, nil))
		if a.Code != 200 || !strings.Contains(a.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %q", part, a.Code, a.Header().Get("Cache-Control"))
		}
	}
}
