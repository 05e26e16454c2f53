package walk

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// given is the password that the account's owner is given at the start.
const given = "Given-by-us-1"

// office is an account with an owner and a few people, and the portal of its
// server.
type office struct {
	*world.World
	base string
}

func newOffice(t *testing.T, people ...string) office {
	t.Helper()
	w := world.New(t, 77)
	w.Operate(func(tx *store.OperatorTx) error {
		_, err := tx.SetOwnerPassword(w.Account.ID, w.Hash(given))
		return err
	})
	for _, first := range people {
		w.Must(201, w.OwnerToken(), "POST", "/users", map[string]any{"action": "ssoCreate",
			"user_info": map[string]any{"email": strings.ToLower(first) + "@example.com", "type": 2, "first_name": first, "last_name": "Example"}})
	}
	srv := httptest.NewServer(w.Server)
	t.Cleanup(srv.Close)
	return office{w, srv.URL}
}

// The published recipe, click by click under its own labels: with scripts and
// without.
func TestRecipe(t *testing.T) {
	for name, o := range map[string]options{"with scripts": {JS: true}, "without scripts": {}, "on a phone": {JS: true, Width: 390, Height: 844}} {
		t.Run(name, func(t *testing.T) { walkRecipe(t, o) })
	}
}

func walkRecipe(t *testing.T, o options) {
	w := newOffice(t, "Ann", "Ben", "Hidden")
	p := open(t, w.base, o)
	p.Go("/portal/")
	p.Fill("E-mail address", "owner@example.com")
	p.Fill("Password", given)
	p.Click("Sign in")
	p.See("Choose one of your own")
	p.Fill("Current password", given)
	p.Fill("New password", world.Password)
	p.Fill("New password again", world.Password)
	p.Click("Change password")
	p.See("Your password is changed")

	// Stage 1, the user group.
	p.Click("Groups")
	p.Click("Add Group")
	p.Fill("Group Name", "Vendor group")
	p.Fill("Description", "Whom the vendor may see")
	p.Click("Add")
	p.See("Add its members next")
	p.Fill("Paste e-mail addresses", "Ann <ann@example.com>, nobody@example.com")
	p.Click("Add members")
	p.See("1 member added")
	p.See("nobody@example.com")
	p.Click("Users")
	p.Row("ben@example.com").Check("Ben Example")
	p.Select("Group", "Vendor group")
	p.Click("Add to group")
	p.Click("Groups")
	p.Click("Vendor group")
	if got := p.Text("members-total"); got != "2" {
		t.Errorf("the group has %s members", got)
	}

	// Stage 2, the custom role.
	p.Click("Roles")
	p.Click("Add Role")
	p.Fill("Role Name", "Vendor role")
	p.Fill("Description", "Sees the group alone")
	p.Click("Add")
	p.See("Role Settings")
	for _, permission := range []string{"Users: View", "Dashboard: View", "Recording: View", "Usage reports: View", "Chat channels: View", "Zoom Phone: View"} {
		p.Check(permission)
	}
	p.Click("Save")
	p.See("Nothing is saved yet")
	p.Click("Save")
	p.See("This role reaches the entire account")
	p.Click("Edit scope of Users: View")
	p.Check("Custom Scope")
	p.Check("Vendor group")
	p.Uncheck("Use this scope for all permissions of the role")
	p.Click("Save")
	p.See("lost")
	p.Click("Save")
	// The dangerous mistake: one permission narrowed, five not.
	p.See("Some permissions are not narrowed")
	p.See("Recording: View still reaches all 4 users")
	p.Click("Edit scope of Recording: View")
	p.Check("Custom Scope")
	p.Check("Vendor group")
	p.Check("Use this scope for all permissions of the role")
	p.Click("Save")
	p.See("lost")
	p.Click("Save")
	p.SeeNot("Some permissions are not narrowed")

	// Stage 3, the service user: licensed, with the role; signs in by a link.
	p.Click("Users")
	p.Click("Add Users")
	p.Fill("E-mail addresses", "svc@example.com")
	p.Fill("First name", "Vendor")
	p.Fill("Last name", "Service")
	p.Select("Licence", "Licensed")
	p.Check("Zoom Phone")
	p.Click("Add")
	link, err := url.Parse(p.Text("link"))
	if err != nil {
		t.Fatal(err)
	}
	p.Click("Users")
	p.Click("Vendor Service")
	p.Click("Edit")
	p.Select("User Role", "Vendor role")
	p.Click("Save")
	p.See("3 people gained") // themselves too
	p.See("ann@example.com")
	p.SeeNot("hidden@example.com")
	p.Click("Save")
	if got := p.Text("role"); got != "Vendor role" {
		t.Errorf("the service user's role is %q", got)
	}
	p.Click("Olivia Owner")
	p.Click("Sign out")
	p.See("You are signed out")
	p.Go(link.Path)
	p.See("svc@example.com")
	p.Fill("New password", world.Password)
	p.Fill("New password again", world.Password)
	p.Click("Set password")
	p.See("Your password is set")
	p.Fill("E-mail address", "svc@example.com")
	p.Fill("Password", world.Password)
	p.Click("Sign in")

	// Stage 4, the app, as the service user.
	p.SeeNot("Roles")
	p.Click("Develop")
	p.Click("Build an App")
	p.See("Server-to-Server OAuth")
	p.Fill("App Name", "Vendor app")
	p.Click("Create")
	app := world.Credentials{AccountID: p.Text("account-id"), ClientID: p.Text("client-id"), ClientSecret: p.Text("client-secret")}
	p.Click("Continue")
	p.Click("Continue")
	p.Click("Add Scopes")
	p.Fill("Search scopes", "user:read:user")
	if !o.JS {
		p.Click("Search")
	}
	p.Check("user:read:user")
	p.Click("Add the recipe's scopes")
	p.Click("Add")
	p.Click("Continue")
	p.Click("Activate your app")
	p.See("Your app is activated")
	if got := p.Text("sees"); got != "3 people" {
		t.Errorf("it sees %s", got)
	}

	w.sees(t, app, []string{"ann@example.com", "ben@example.com", "svc@example.com"}, []string{"hidden@example.com", "owner@example.com"})
}

// sees checks through the API whom credentials see, and whom they do not.
func (w office) sees(t *testing.T, app world.Credentials, visible, hidden []string) {
	t.Helper()
	token := w.Token(app)
	for _, who := range visible {
		w.Must(200, token, "GET", "/users/"+who, nil)
		w.Must(200, token, "GET", "/users/"+who+"/meetings", nil)
	}
	for _, who := range hidden {
		w.Must(404, token, "GET", "/users/"+who, nil)
		w.Must(404, token, "GET", "/users/"+who+"/meetings", nil)
	}
	var list struct {
		Total int `json:"total_records"`
	}
	w.Must(200, token, "GET", "/users", nil).JSON(t, &list)
	if list.Total != len(visible) {
		t.Errorf("the list of users has %d, want %d", list.Total, len(visible))
	}
}

// The same on one page, from an empty account: nothing but a name and pasted
// addresses.
func TestRestrict(t *testing.T) {
	for name, o := range map[string]options{"with scripts": {JS: true}, "without scripts": {}} {
		t.Run(name, func(t *testing.T) {
			w := newOffice(t, "Ann", "Ben", "Hidden")
			p := open(t, w.base, o)
			p.signIn("owner@example.com")
			p.Click("Restrict a credential")
			p.Fill("Who is the credential for?", "Vendor")
			p.Fill("E-mail addresses of its members", "ann@example.com\nben@example.com\nnobody@example.com")
			p.Click("Preview")
			p.See("This credential will see these 2 people, and itself")
			p.See("nobody@example.com")
			p.Click("Back")
			if got := p.Value("Who is the credential for?"); got != "Vendor" {
				t.Errorf("Back forgot the input: %q", got)
			}
			p.Click("Preview")
			p.Click("Create")
			app := world.Credentials{AccountID: p.Text("account-id"), ClientID: p.Text("client-id"), ClientSecret: p.Text("client-secret")}
			w.sees(t, app, []string{"ann@example.com", "ben@example.com", "svc-vendor@example.com"}, []string{"hidden@example.com", "owner@example.com"})
			p.Within("made").Click("What can it see?")
			p.See("Vendor app sees 3 of 5 users")
		})
	}
}

// signIn signs in as the owner, who changes the given password, or as somebody
// with the password of the world.
func (p *person) signIn(email string) {
	p.Helper()
	p.Go("/portal/signin")
	p.Fill("E-mail address", email)
	if email != "owner@example.com" {
		p.Fill("Password", world.Password)
		p.Click("Sign in")
		return
	}
	p.Fill("Password", given)
	p.Click("Sign in")
	p.Fill("Current password", given)
	p.Fill("New password", world.Password)
	p.Fill("New password again", world.Password)
	p.Click("Change password")
	p.See("Your password is changed")
}
