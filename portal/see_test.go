package portal_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// gallery is an account to look at: users, groups and roles by a short name.
type gallery struct {
	*world.World
	ids map[string]string
}

func (g *gallery) group(name string) {
	g.T.Helper()
	group := cordon.Group{Name: name}
	g.Operate(func(tx *store.OperatorTx) error { return tx.AddGroup(g.Account.ID, &group) })
	g.ids[name] = group.ID
}

// role makes a role; a reach is the names of groups with a space between, or
// "account".
func (g *gallery) role(name string, reaches map[cordon.Privilege]string) {
	g.T.Helper()
	role := cordon.Role{Name: name, Reaches: make(map[cordon.Privilege]cordon.Reach)}
	for p, groups := range reaches {
		reach := cordon.Reach{Account: groups == "account"}
		if !reach.Account {
			for _, name := range strings.Fields(groups) {
				reach.Groups = append(reach.Groups, g.ids[name])
			}
		}
		role.Reaches[p] = reach
	}
	g.Operate(func(tx *store.OperatorTx) error { return tx.AddRole(g.Account.ID, &role) })
	g.ids[name] = role.ID
}

// user makes name@example.com, called "Name Test".
func (g *gallery) user(name, role string, groups ...string) {
	g.T.Helper()
	u := cordon.User{Email: name + "@example.com", Status: cordon.Active, RoleID: g.ids[role],
		Brief: cordon.Brief{FirstName: strings.ToUpper(name[:1]) + name[1:], LastName: "Test", Type: cordon.Licensed}}
	for _, group := range groups {
		u.Groups = append(u.Groups, g.ids[group])
	}
	g.Operate(func(tx *store.OperatorTx) error { return tx.AddUser(g.Account.ID, &u) })
	g.ids[name] = u.ID
}

// app makes an active app, and returns its credentials.
func (g *gallery) app(name, owner string, scopes ...cordon.Scope) world.Credentials {
	g.T.Helper()
	app := cordon.App{Name: name, Owner: g.ids[owner], Active: true, Scopes: scopes}
	var secret string
	g.Operate(func(tx *store.OperatorTx) (err error) {
		secret, err = tx.AddApp(g.Account.ID, &app)
		return err
	})
	g.ids[name] = app.ID
	return world.Credentials{AccountID: g.Account.ID, ClientID: app.ClientID, ClientSecret: secret}
}

const (
	readUsers      = cordon.Scope("user:read:list_users:admin")
	readUser       = cordon.Scope("user:read:user:admin")
	readRecordings = cordon.Scope("cloud_recording:read:list_user_recordings:admin")
	readPhones     = cordon.Scope("phone:read:list_users:admin")
)

// newGallery is an account of ann and ben in "Seen", cat in "Other", dan in
// none, and the vendor's service user svc, whose app sees "Seen". The owner
// makes six.
func newGallery(t *testing.T, seed uint64) *gallery {
	t.Helper()
	g := &gallery{world.New(t, seed), map[string]string{"Member": cordon.MemberRole, "Admin": cordon.AdminRole, "Owner": cordon.OwnerRole}}
	g.group("Seen")
	g.group("Other")
	g.role("Vendor", map[cordon.Privilege]string{"User:Read": "Seen", "Recording:Read": "Seen", "Dashboard:Read": "Seen"})
	for name, group := range map[string]string{"ann": "Seen", "ben": "Seen", "cat": "Other"} {
		g.user(name, "Member", group)
	}
	g.user("dan", "Member")
	g.user("svc", "Vendor")
	g.app("VendorApp", "svc", readUsers, readUser, readRecordings)
	return g
}

// row is the table row with the test id that begins with the permission.
func row(t *testing.T, a world.Answer, testID, permission string) string {
	t.Helper()
	for part := range strings.SplitSeq(string(a.Body), `<tr data-testid="`+testID+`"`) {
		part, _, _ = strings.Cut(part, "</tr>")
		if strings.Contains(part, "<td>"+permission) {
			return part
		}
	}
	t.Errorf("no row of %s for %s\n%s", testID, permission, a.Body)
	return ""
}

// nextOf is where a list goes on.
func nextOf(a world.Answer) string {
	return html.UnescapeString(between(string(a.Body), `rel="next" href="`, `"`))
}

func sentence(a world.Answer) string {
	return between(string(a.Body), `data-testid="sentence">`, "</span>")
}

func TestSightOfAnApp(t *testing.T) {
	g := newGallery(t, 60)
	b := g.SignIn("owner@example.com")
	choose := b.Want(200, b.Get("/portal/see"))
	contains(t, choose, "VendorApp", "/portal/see/app/"+g.ids["VendorApp"], "/portal/see/role/"+g.ids["Vendor"], "Who can see this user?")
	contains(t, b.Get("/portal/see?q=an"), "/portal/see/user/"+g.ids["ann"])
	contains(t, b.Get("/portal/see?q=nobody"), "No user begins with")

	page := "/portal/see/app/" + g.ids["VendorApp"]
	a := b.Want(200, b.Get(page))
	if s := sentence(a); s != "VendorApp sees 3 of 6 users, its owner included." {
		t.Error(s)
	}
	contains(t, a, ">Restricted<", "3 scopes", "svc@example.com", `/portal/groups/`+g.ids["Seen"])
	lacks(t, a, `data-testid="wide"`, `data-testid="dead"`, "cat@example.com")
	if r := row(t, a, "permission", "Dashboard: View"); !strings.Contains(r, "others that it implies") || !strings.Contains(r, "Dashboard meetings: View") || !strings.Contains(r, `data-testid="in-reach">3<`) {
		t.Error(r)
	}
	if strings.Contains(string(a.Body), "<td>Dashboard meetings: View") {
		t.Error("what is implied has a row of its own")
	}
	names := b.Want(200, b.Get(page+"?permission=Recording%3ARead"))
	contains(t, names, "ann@example.com", "ben@example.com", "svc@example.com", "3 people")
	lacks(t, names, "cat@example.com", "dan@example.com", "owner@example.com</td>")
	b.Want(404, b.Get(page+"?permission=Group%3ARead"))
	b.Want(404, b.Get(page+"?permission=Recording%3ARead&after=x"))
	b.Want(404, b.Get("/portal/see/app/nothing"))

	// An account-wide reach in a narrowed role is called out, and cut by Users: View.
	g.role("Mixed", map[cordon.Privilege]string{"User:Read": "Seen", "Recording:Read": "account"})
	a = b.Want(200, b.Get("/portal/see/role/"+g.ids["Mixed"]))
	contains(t, a, "Recording: View still reaches all 6 users.", "still everyone")
	if s := sentence(a); s != "Whoever holds Mixed sees 2 of 6 users, and themselves." {
		t.Error(s)
	}
	if r := row(t, a, "permission", "Recording: View"); !strings.Contains(r, `data-testid="in-reach">6<`) || !strings.Contains(r, ">2</a>") || !strings.Contains(r, "only whom Users: View reaches") {
		t.Error(r)
	}
}

func TestSentences(t *testing.T) {
	g := newGallery(t, 61)
	g.role("All", map[cordon.Privilege]string{"User:Read": "account"})
	g.role("Empty", map[cordon.Privilege]string{"User:Read": "", "Recording:Read": "account"})
	g.role("Blind", map[cordon.Privilege]string{"Recording:Read": "account"})
	g.role("Both", map[cordon.Privilege]string{"User:Edit": "Seen", "User:Read": "Seen Other"})
	g.group("Third")
	g.role("Cut", map[cordon.Privilege]string{"User:Edit": "Seen Other", "User:Read": "Third Other"})
	for _, name := range []string{"All", "Empty", "Blind", "Both"} {
		g.user(strings.ToLower(name), name)
	}
	b := g.SignIn("owner@example.com")
	for path, want := range map[string]string{
		"user/" + g.ids["all"]:    "All Test reaches everyone: all 10 users.",
		"role/" + g.ids["All"]:    "Whoever holds All reaches everyone: all 10 users.",
		"user/" + g.ids["empty"]:  "Empty Test sees nobody but themselves.",
		"role/" + g.ids["Empty"]:  "Whoever holds Empty sees nobody but themselves.",
		"user/" + g.ids["blind"]:  "Blind Test sees nobody: the role lacks Users: View, and without it no answer names anybody.",
		"user/" + g.ids["ann"]:    "Ann Test sees nobody: the role grants nothing.",
		"user/" + g.ids["both"]:   "Both Test sees 3 of 10 users, themselves included.",
		"role/" + g.ids["Vendor"]: "Whoever holds Vendor sees 2 of 10 users, and themselves.",
		"role/0":                  "Whoever holds Owner reaches everyone: all 10 users.",
		"role/1":                  "Whoever holds Admin reaches everyone: all 10 users.",
		"role/2":                  "Whoever holds Member sees nobody: the role grants nothing.",
	} {
		if s := sentence(b.Want(200, b.Get("/portal/see/"+path))); s != want {
			t.Errorf("%s: %q, want %q", path, s, want)
		}
	}
	// Where an implied reach is the intersection of two, it has a row and says so.
	a := b.Get("/portal/see/role/" + g.ids["Cut"])
	if r := row(t, a, "permission", "Users: View"); !strings.Contains(r, "and in") || !strings.Contains(r, "Other") || !strings.Contains(r, `data-testid="in-reach">1<`) {
		t.Error(r)
	}
	contains(t, b.Get("/portal/see/role/"+g.ids["Cut"]+"?person=ann@example.com"), "In none of the groups that Users: View reaches: Other or Third.")
	contains(t, b.Get("/portal/see/role/"+g.ids["Cut"]+"?person=cat@example.com"), "In the group Other, which Users: View reaches.")
	// A set that says no more than another is left out.
	a = b.Get("/portal/see/role/" + g.ids["Both"])
	if families := strings.Count(string(a.Body), `data-testid="permission"`); families != 1 {
		t.Errorf("%d rows", families)
	}
	contains(t, b.Get("/portal/see/role/"+g.ids["Empty"]), "no group is left: the holder alone")
}

// Every stage is named as the one to mend, with the reason in plain words.
func TestMayItSee(t *testing.T) {
	g := newGallery(t, 62)
	g.role("Phone", map[cordon.Privilege]string{"User:Read": "Seen", "PbxAdmin:Read": "Seen"})
	g.role("Blind", map[cordon.Privilege]string{"Recording:Read": "account"})
	g.role("Gone", map[cordon.Privilege]string{"User:Read": ""})
	for _, name := range []string{"phone", "blind", "gone", "idle"} {
		role := strings.ToUpper(name[:1]) + name[1:]
		if g.ids[role] == "" {
			role = "Vendor"
		}
		g.user(name, role)
	}
	g.app("PhoneApp", "phone", readPhones)
	g.app("BlindApp", "blind", readRecordings)
	g.app("GoneApp", "gone", readUser)
	g.app("OldApp", "idle", readUser)
	g.app("Unbacked", "svc", readPhones)
	g.app("Sleeping", "svc", readUser)
	g.Must(204, g.OwnerToken(), "PATCH", "/marketplace/apps/"+g.ids["Sleeping"], map[string]any{"active": false})
	g.Must(200, g.OwnerToken(), "PUT", "/users/"+g.ids["idle"]+"/status", map[string]any{"action": "deactivate"})
	b := g.SignIn("owner@example.com")
	for _, test := range []struct {
		app, person, operation string
		want                   []string
	}{
		{"VendorApp", "ann@example.com", "GET /users/{userId}", []string{"Allowed, and Ann Test is in sight"}},
		{"VendorApp", "cat@example.com", "GET /users/{userId}", []string{"Allowed, but Cat Test is out of sight", "In none of the groups that Users: View reaches: Seen.", "Mend the user group", "/portal/groups/" + g.ids["Seen"]}},
		{"VendorApp", "ann@example.com", "GET /groups", []string{"Refused", "The app holds none of the scopes that open it: group:read:list_groups:admin", "400, code 4711", "Mend the app", `href="/portal/apps/` + g.ids["VendorApp"]}},
		{"Unbacked", "ann@example.com", "GET /phone/users", []string{"Refused", "The app holds a scope that the role no longer backs", "Mend the role", `href="/portal/roles/` + g.ids["Vendor"]}},
		{"PhoneApp", "ann@example.com", "GET /phone/users", []string{"Refused", "no Zoom Phone licence", "Mend the service user", `href="/portal/users/` + g.ids["phone"]}},
		{"BlindApp", "ann@example.com", "GET /users/{userId}/recordings", []string{"Allowed, but Ann Test is out of sight", "The role lacks Users: View.", "Mend the role"}},
		{"GoneApp", "ann@example.com", "GET /users/{userId}", []string{"Users: View is narrowed to groups that are gone", "Mend the role"}},
		{"Sleeping", "ann@example.com", "GET /users/{userId}", []string{"It can do nothing now", "The app is not activated.", "401, code 124", "Mend the app"}},
		{"OldApp", "ann@example.com", "GET /users/{userId}", []string{"It can do nothing now", "The app's owner is not active.", "Mend the service user"}},
		{"VendorApp", "ann@example.com", "GET /users/me/none", []string{"There is no such operation"}},
	} {
		a := b.Get("/portal/see/app/" + g.ids[test.app] + "?" + url.Values{"person": {test.person}, "operation": {test.operation}}.Encode())
		for _, s := range test.want {
			if !strings.Contains(html.UnescapeString(string(a.Body)), s) {
				t.Errorf("%s, %s, %s: lacks %q\n%s", test.app, test.person, test.operation, s, a.Body)
			}
		}
	}
	contains(t, b.Get("/portal/see/app/"+g.ids["PhoneApp"]), "It is refused all of Zoom Phone")
	g.user("left", "Vendor")
	g.app("Orphan", "left", readUser)
	g.Must(204, g.OwnerToken(), "DELETE", "/users/"+g.ids["left"], nil)
	a := b.Want(200, b.Get("/portal/see/app/"+g.ids["Orphan"]+"?person=ann@example.com&permission=User%3ARead"))
	contains(t, a, "Orphan sees nobody.", "Its owner left the account", "Mend the service user.", "nobody: its owner left")
	if s := sentence(b.Get("/portal/see/app/" + g.ids["OldApp"])); s != "OldApp sees nobody now. Once that is mended: OldApp sees 3 of 10 users, its owner included." {
		t.Error(s)
	}

	page := "/portal/see/app/" + g.ids["VendorApp"]
	may := func(person string) world.Answer { return b.Get(page + "?person=" + url.QueryEscape(person)) }
	for person, want := range map[string][]string{
		g.ids["ann"]:      {`good">Yes`, "In the group Seen, which Recording: View reaches."},
		"svc@example.com": {`good">Yes`, "Everybody sees themselves."},
		"dan@example.com": {`badge">No`, "In none of the groups that Recording: View reaches: Seen."},
		"Cat":             {`badge">No`, "In none of the groups that Recording: View reaches: Seen."},
	} {
		if r := row(t, b.Want(200, may(person)), "may-row", "Recording: View"); !strings.Contains(r, want[0]) || !strings.Contains(r, want[1]) {
			t.Errorf("%s: %s", person, r)
		}
	}
	// In reach, and yet no answer names them.
	g.role("Mixed", map[cordon.Privilege]string{"User:Read": "Seen", "Recording:Read": "account"})
	a = b.Get("/portal/see/role/" + g.ids["Mixed"] + "?person=dan@example.com")
	if r := row(t, a, "may-row", "Recording: View"); !strings.Contains(r, "Not by name") || !strings.Contains(r, "reaches the entire account. But no answer names them: in none of the groups that Users: View reaches: Seen.") {
		t.Error(r)
	}
	// A name that several have is asked about, nobody's is not found.
	g.user("danny", "Member")
	contains(t, b.Want(200, may("dan")), "Which one do you mean?", g.ids["danny"])
	contains(t, b.Want(404, may("zoe")), "There is no such user.", `value="zoe"`)
	contains(t, b.Want(422, may(" ")), "Type an e-mail address, an ID or a name.")
}

// What the page says of an operation is what the API then answers.
func TestMayItSeeIsTrue(t *testing.T) {
	g := newGallery(t, 63)
	g.role("Both", map[cordon.Privilege]string{"User:Edit": "Seen Other", "User:Read": "Other"})
	g.user("eve", "Both", "Other")
	g.user("fay", "Member", "Seen", "Other")
	apps := map[string]string{"VendorApp2": g.Token(g.app("VendorApp2", "svc", readUser)), "BothApp": g.Token(g.app("BothApp", "eve", readUser))}
	b := g.SignIn("owner@example.com")
	seen, hidden := 0, 0
	for app, token := range apps {
		for _, name := range []string{"ann", "ben", "cat", "dan", "eve", "fay", "svc"} {
			status := g.Do(token, "GET", "/users/"+g.ids[name], nil).Status
			a := b.Want(200, b.Get("/portal/see/app/"+g.ids[app]+"?"+url.Values{"person": {g.ids[name]}, "operation": {"GET /users/{userId}"}}.Encode()))
			says := strings.Contains(string(a.Body), "is in sight")
			rowSays := strings.Contains(row(t, a, "may-row", "Users: View"), ">Yes<")
			if says != (status == 200) || rowSays != says {
				t.Errorf("%s of %s: the API answers %d, the page says %v and its row %v", app, name, status, says, rowSays)
			}
			if says {
				seen++
			} else {
				hidden++
			}
		}
	}
	if seen < 4 || hidden < 4 {
		t.Errorf("%d seen and %d hidden prove little", seen, hidden)
	}
	// In an account that takes user-level scopes literally, they show the owner alone.
	g.app("OwnApp", "svc", "user:read:user")
	page := "/portal/see/app/" + g.ids["OwnApp"] + "?person=ann@example.com&operation=" + url.QueryEscape("GET /users/{userId}")
	contains(t, b.Get(page), "Ann Test is in sight")
	g.Operate(func(tx *store.OperatorTx) error { return tx.SetUserLevelScopes(g.Account.ID, cordon.ScopesOwnData) })
	contains(t, b.Get(page), "Ann Test is out of sight", "own data only", "Mend the app")
}

// An admin whose role is narrowed looks at what they cover, and learns of
// nobody else.
func TestSightsOfANarrowedAdmin(t *testing.T) {
	g := newGallery(t, 64)
	hidden := []string{"cat@example.com", "Cat Test", "dan@example.com", g.ids["cat"], g.ids["Other"], ">Other<"}
	all := map[cordon.Privilege]string{}
	for _, p := range []cordon.Privilege{"User:Read", "Recording:Read", "Dashboard:Read", "Role:Read", "Group:Read", "MarketPlace:Read"} {
		all[p] = "Seen"
	}
	all["Recording:Read"] = "Seen Other"
	g.role("Helpdesk", all)
	g.user("boss", "Helpdesk", "Seen")
	g.role("Wider", map[cordon.Privilege]string{"User:Read": "Seen Other"})
	g.role("Recorder", map[cordon.Privilege]string{"User:Read": "Seen", "Recording:Read": "Seen Other"})
	g.user("wide", "Wider", "Seen")
	g.user("rec", "Recorder", "Other")
	g.app("WideApp", "wide", readUser)
	g.app("HiddenApp", "cat", readUser)
	g.Must(201, g.OwnerToken(), "POST", "/groups/"+g.ids["Seen"]+"/members", map[string]any{"members": []map[string]string{{"email": "svc@example.com"}}})
	b := g.SignIn("boss@example.com")
	lacks(t, b.Want(200, b.Get("/portal/see")), append(hidden, "HiddenApp")...)
	lacks(t, b.Get("/portal/see?q=ca"), hidden...)

	page := "/portal/see/app/" + g.ids["VendorApp"]
	a := b.Want(200, b.Get(page))
	// ann, ben, svc, boss, wide.
	if s := sentence(a); s != "VendorApp sees 5 of the 5 users that you see, its owner included." {
		t.Error(s)
	}
	lacks(t, a, hidden...)
	lacks(t, b.Want(200, b.Get(page+"?permission=User%3ARead")), hidden...)

	// The reach into a group that is not theirs is neither named nor counted.
	a = b.Want(200, b.Get("/portal/see/role/"+g.ids["Recorder"]))
	lacks(t, a, append(hidden, "rec@example.com")...)
	if r := row(t, a, "permission", "Recording: View"); !strings.Contains(r, `data-testid="in-reach">5<`) || !strings.Contains(r, "others that your role does not show") {
		t.Error(r)
	}
	lacks(t, b.Get("/portal/see/role/"+g.ids["Recorder"]+"?person=ann@example.com"), hidden...)

	// What they do not cover is refused; what is hidden is absent.
	for _, path := range []string{"role/" + g.ids["Wider"], "user/" + g.ids["wide"], "app/" + g.ids["WideApp"], "role/0", "role/1"} {
		lacks(t, b.Want(403, b.Get("/portal/see/"+path)), hidden...)
	}
	pairs := map[string]string{
		"/portal/see/user/" + g.ids["cat"]:       "/portal/see/user/" + strings.Repeat("A", 22),
		"/portal/see/user/cat@example.com":       "/portal/see/user/zoe@example.com",
		"/portal/see/app/" + g.ids["HiddenApp"]:  "/portal/see/app/" + strings.Repeat("A", 22),
		page + "?person=cat@example.com":         page + "?person=zoe@example.com",
		page + "?person=" + g.ids["cat"]:         page + "?person=" + strings.Repeat("A", 22),
		page + "?person=Cat":                     page + "?person=Zoe",
		"/portal/see/who?user=cat@example.com":   "/portal/see/who?user=zoe@example.com",
		"/portal/see/who?user=" + g.ids["cat"]:   "/portal/see/who?user=" + strings.Repeat("A", 22),
		page + "?operation=x&person=" + "Cat Te": page + "?operation=x&person=" + "Zoe Te",
	}
	for dark, absent := range pairs {
		dark, absent = strings.ReplaceAll(dark, " ", "+"), strings.ReplaceAll(absent, " ", "+")
		x, y := b.Want(404, b.Get(dark)), b.Want(404, b.Get(absent))
		named := func(path string) string {
			name := path[strings.LastIndexAny(path, "/=")+1:]
			return strings.ReplaceAll(name, "+", " ")
		}
		if strip(x, named(dark)) != strip(y, named(absent)) {
			t.Errorf("%s reads unlike %s\n%s\n%s", dark, absent, x.Body, y.Body)
		}
	}

	// Who can see them: the roles that they cover, the holders whom they see.
	a = b.Want(200, b.Get("/portal/see/who?user=ann@example.com"))
	contains(t, a, "Who can see Ann Test?", "Vendor", "svc@example.com", "Roles that grant more than yours")
	lacks(t, a, append(hidden, "Wider", "rec@example.com", "owner@example.com", "HiddenApp", "WideApp")...)
	if n := strings.Count(string(a.Body), "Nobody that you see holds it."); n != 1 { // Recorder's holder is hidden
		t.Errorf("%d roles without holders\n%s", n, a.Body)
	}
	contains(t, b.Want(200, b.Get("/portal/see/who")), "Who can see you?")
}

// A service user looks at their own app with no other permission, and at
// nothing else.
func TestOwnAppWithoutPermissions(t *testing.T) {
	g := newGallery(t, 65)
	g.app("OwnersApp", "ann", readUser)
	b := g.SignIn("svc@example.com")
	page := "/portal/see/app/" + g.ids["VendorApp"]
	a := b.Want(200, b.Get(page))
	if s := sentence(a); s != "VendorApp sees 3 of the 3 users that you see, its owner included." {
		t.Error(s)
	}
	contains(t, a, "groups that your role does not show")
	lacks(t, a, "cat@example.com", ">Seen<", `href="/portal/see"`, "/portal/roles/")
	contains(t, b.Want(200, b.Get(page+"?permission=User%3ARead")), "ann@example.com")
	contains(t, b.Want(200, b.Get(page+"?person=ann@example.com&operation=GET+%2Fusers")), "Ann Test is in sight", "In a group that your role does not show, which Users: View reaches.")
	b.Want(404, b.Get(page+"?person=cat@example.com"))
	b.Want(404, b.Get("/portal/see/app/"+g.ids["OwnersApp"]))
	for _, path := range []string{"/portal/see", "/portal/see/who", "/portal/see/role/" + g.ids["Vendor"]} {
		b.Want(403, b.Get(path))
	}
	b.Want(200, b.Get("/portal/see/user/"+g.ids["svc"]))
}

func TestOwnAppOfAReaderOfRecordingsOnly(t *testing.T) {
	g := newGallery(t, 66)
	g.role("Blind", map[cordon.Privilege]string{"Recording:Read": "Seen"})
	g.user("bob", "Blind")
	g.app("BobsApp", "bob", readRecordings)
	b := g.SignIn("bob@example.com")
	page := "/portal/see/app/" + g.ids["BobsApp"]
	a := b.Want(200, b.Get(page))
	contains(t, a, "sees nobody: the role lacks Users: View", "neither counted nor named")
	lacks(t, a, "ann@example.com", `data-testid="in-reach"`, "May it see")
	b.Want(403, b.Get(page+"?permission=Recording%3ARead"))
	lacks(t, b.Want(200, b.Get(page+"?person=ann@example.com")), "Ann Test", "In the group")
	m := g.SignIn("ann@example.com")
	for _, path := range []string{page, "/portal/see", "/portal/see/who", "/portal/see/role/2", "/portal/see/user/" + g.ids["ann"]} {
		if a := m.Get(path); a.Status != 403 && a.Status != 404 {
			t.Errorf("a plain member gets %d for %s", a.Status, path)
		}
	}
	if a := g.Browse().Get(page); a.Status != http.StatusSeeOther {
		t.Errorf("nobody signed in gets %d", a.Status)
	}
}

func TestMarkupInSightsIsText(t *testing.T) {
	g := newGallery(t, 69)
	const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`
	g.group(evil)
	role := cordon.Role{Name: evil, Reaches: map[cordon.Privilege]cordon.Reach{"User:Read": {Groups: []string{g.ids[evil]}}}}
	g.Operate(func(tx *store.OperatorTx) error { return tx.AddRole(g.Account.ID, &role) })
	u := cordon.User{Email: "eve@example.com", Status: cordon.Active, RoleID: role.ID, Groups: []string{g.ids[evil]}, Brief: cordon.Brief{FirstName: evil, Type: cordon.Licensed}}
	g.Operate(func(tx *store.OperatorTx) error { return tx.AddUser(g.Account.ID, &u) })
	g.ids["eve"] = u.ID
	g.app(evil, "eve", readUser)
	b := g.SignIn("owner@example.com")
	typed := url.QueryEscape(evil)
	for _, path := range []string{"", "?q=" + typed, "?roles_after=" + typed, "/app/" + g.ids[evil], "/app/" + g.ids[evil] + "?person=eve@example.com&operation=GET+%2Fusers", "/app/" + g.ids[evil] + "?permission=User%3ARead",
		"/role/" + role.ID, "/user/" + u.ID, "/user/" + u.ID + "?person=" + typed, "/user/" + u.ID + "?person=x" + typed, "/who?user=" + u.ID, "/who?user=x" + typed, "/app/" + g.ids[evil] + "?operation=" + typed + "&person=eve@example.com"} {
		a := b.Get("/portal/see" + path)
		lacks(t, a, "<script>alert", "<img src=x")
		if path != "?roles_after="+typed {
			contains(t, a, "&lt;script&gt;alert(1)")
		}
	}
}
