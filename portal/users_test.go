package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/internal/world"
)

// rowOf is the table row that holds a text.
func rowOf(a world.Answer, text string) string {
	for _, row := range strings.Split(string(a.Body), "<tr")[1:] {
		if row, _, _ = strings.Cut(row, "</tr>"); strings.Contains(row, text) {
			return row
		}
	}
	return ""
}

// userOf is a user as the API has them, "" where it has none.
func userOf(w *world.World, user string) string {
	w.T.Helper()
	a := w.Do(w.OwnerToken(), "GET", "/users/"+user, nil)
	if a.Status != http.StatusOK {
		return ""
	}
	return string(a.Body)
}

func TestUsersPage(t *testing.T) {
	w := world.New(t, 60)
	ann := addUser(w, "ann@example.com", "Ann")
	addUser(w, "ben@example.com", "Ben")
	cat := addUser(w, "cat@example.com", "Cat")
	w.Must(200, w.OwnerToken(), "PUT", "/users/"+cat+"/status", map[string]string{"action": "deactivate"})
	w.Must(201, w.OwnerToken(), "POST", "/users", map[string]any{"action": "create", "user_info": map[string]any{"email": "dan@example.com", "type": 1}})
	w.Must(201, w.OwnerToken(), "POST", "/roles/1/members", map[string]any{"members": []map[string]string{{"email": "ben@example.com"}}})
	b := w.SignIn("owner@example.com")

	a := b.Want(200, b.Get("/portal/users"))
	contains(t, a, "Add Users", ">5 users<", "There is no group to add users to yet")
	for email, want := range map[string][]string{
		"ann@example.com":   {"/portal/users/" + ann, "Ann Test", "Member", "Licensed", "Active", "badge good"},
		"ben@example.com":   {"Admin", "Active"},
		"cat@example.com":   {"Basic", "Inactive", "badge bad"}, // deactivating took the licence
		"dan@example.com":   {"Basic", "Pending", "badge warn"},
		"owner@example.com": {"Olivia Owner", "Owner", "Licensed"},
	} {
		row := rowOf(a, email)
		for _, text := range want {
			if !strings.Contains(row, text) {
				t.Errorf("%s: no %q in %s", email, text, row)
			}
		}
	}
	for path, test := range map[string]struct{ has, lacks []string }{
		"?status=active":        {[]string{"ann@", "ben@", ">3 users<"}, []string{"cat@", "dan@"}},
		"?status=pending":       {[]string{"dan@", ">1 user<"}, []string{"ann@", "cat@"}},
		"?status=inactive":      {[]string{"cat@", ">1 user<"}, []string{"ann@", "dan@"}},
		"?q=AN":                 {[]string{"ann@", "1 user found"}, []string{"ben@", "dan@"}},
		"?q=test":               {[]string{"ann@", "ben@", "cat@", "3 users found"}, []string{"dan@"}},
		"?q=test&status=active": {[]string{"ann@", "ben@"}, []string{"cat@"}},
		"?q=zzz":                {[]string{"No user begins with “zzz”"}, []string{"ann@"}},
		"?after=999999":         {[]string{"There are no more users"}, []string{"ann@"}},
	} {
		a := b.Want(200, b.Get("/portal/users"+path))
		contains(t, a, test.has...)
		lacks(t, a, test.lacks...)
	}
	for _, path := range []string{"?after=x", "?after=-1"} {
		b.Want(http.StatusNotFound, b.Get("/portal/users"+path))
	}
	b.Want(http.StatusNotFound, b.Get("/portal/users/"+strings.Repeat("A", 22)))
}

// A list and a search of more users than one page has show each once.
func TestUsersPageByPage(t *testing.T) {
	w := world.New(t, 61)
	for i := range 60 {
		addUser(w, fmt.Sprintf("user%03d@example.com", i), fmt.Sprintf("Nr%03d", i))
	}
	b := w.SignIn("owner@example.com")
	for list, want := range map[string]int{"/portal/users": 61, "/portal/users?status=active": 61, "/portal/users?q=test": 60} {
		seen, pages := map[string]bool{}, 0
		for next := list; next != ""; pages++ {
			a := b.Want(200, b.Get(next))
			if n := len(a.Body); n > 60_000 {
				t.Errorf("%s: %d bytes", next, n)
			}
			for _, row := range strings.Split(string(a.Body), `data-testid="user"`)[1:] {
				id := between(row, `href="/portal/users/`, `"`)
				if seen[id] {
					t.Errorf("%s: %s is there twice", list, id)
				}
				seen[id] = true
			}
			next = strings.ReplaceAll(between(string(a.Body), `rel="next" href="`, `"`), "&amp;", "&")
		}
		if len(seen) != want || pages != 2 {
			t.Errorf("%s: %d users on %d pages, want %d on 2", list, len(seen), pages, want)
		}
	}
	contains(t, b.Get("/portal/users?q=test"), "More than 50 users found")
}

func TestAddToGroup(t *testing.T) {
	w := world.New(t, 62)
	ann, ben := addUser(w, "ann@example.com", "Ann"), addUser(w, "ben@example.com", "Ben")
	addUser(w, "svc@example.com", "Svc")
	plain, reached := addGroup(w, "Plain"), addGroup(w, "Reached")
	addRole(w, "Vendor role", reached, []string{"User:Read"}, "svc@example.com")
	b := w.SignIn("owner@example.com")
	const page, to = "/portal/users", "/portal/users/add-to-group"
	contains(t, b.Get(page), "Add to group", ">Plain</option>", `data-tick-all="user"`)

	// What is wrong is said, and what was ticked, searched and chosen is kept.
	for message, form := range map[string]url.Values{
		"Tick the users to add":                   {"group": {plain}},
		"Choose the group":                        {"user": {ann}},
		"There is no such group":                  {"user": {ann}, "group": {"nonesuch"}},
		"No group has the name “None such”":       {"user": {ann}, "group_name": {"None such"}},
		"User does not exist: " + nobodyLike(ann): {"user": {ann, nobodyLike(ann)}, "group": {plain}},
	} {
		form.Set("q", "ann")
		a := b.Send(page, to, form)
		if a.Status != http.StatusUnprocessableEntity && a.Status != http.StatusNotFound {
			t.Errorf("%s: got %d", message, a.Status)
		}
		contains(t, a, message, `value="ann"`)
		lacks(t, a, "ben@example.com")
		if form.Has("user") && !strings.Contains(rowOf(a, "ann@example.com"), " checked") {
			t.Errorf("%s: the tick is lost", message)
		}
	}
	if strings.Contains(userOf(w, ann), plain) {
		t.Fatal("one of two was added, and the other failed")
	}

	a := b.Want(http.StatusSeeOther, b.Send(page, to, url.Values{"user": {ann, ben}, "group": {plain}}))
	if to := a.Header.Get("Location"); to != "/portal/groups/"+plain+"?done=members-added" {
		t.Errorf("leads to %s", to)
	}
	if !strings.Contains(userOf(w, ann), plain) || !strings.Contains(userOf(w, ben), plain) {
		t.Error("not both were added")
	}
	// By its name, where there are many groups.
	b.Want(http.StatusSeeOther, b.Send(page, to, url.Values{"user": {ann}, "group_name": {"pLAIN"}}))

	// Who gains sight of them is confirmed first.
	a = b.Want(200, b.Send(page, to, url.Values{"user": {ann, ben}, "group": {reached}}))
	contains(t, a, "Vendor role", "2 people gained", "ann@example.com", "ben@example.com", "Nothing is saved yet")
	if strings.Contains(userOf(w, ann), reached) {
		t.Fatal("added before it was confirmed")
	}
	_, done := b.Confirm(page, to, url.Values{"user": {ann, ben}, "group": {reached}})
	b.Want(http.StatusSeeOther, done)
	if !strings.Contains(userOf(w, ann), reached) {
		t.Error("confirmed, and not added")
	}
}

// nobodyLike is an id that nobody has, made of one that somebody has.
func nobodyLike(id string) string {
	b := []byte(id)
	slices.Reverse(b)
	return string(b)
}

// Beyond a hundred groups there is no select: the name is typed.
func TestManyGroupsAreTyped(t *testing.T) {
	w := world.New(t, 63)
	ann := addUser(w, "ann@example.com", "Ann")
	var last string
	for i := range 101 {
		last = addGroup(w, fmt.Sprintf("Group %03d", i))
	}
	b := w.SignIn("owner@example.com")
	for _, page := range []string{"/portal/users", "/portal/users/add"} {
		a := b.Want(200, b.Get(page))
		contains(t, a, `name="group_name"`)
		lacks(t, a, "Group 050", `<select id="group"`)
	}
	a := b.Want(422, b.Send("/portal/users", "/portal/users/add-to-group", url.Values{"user": {ann}, "group_name": {"Group 10"}}))
	contains(t, a, "No group has the name “Group 10”", `value="Group 10"`)
	b.Want(http.StatusSeeOther, b.Send("/portal/users", "/portal/users/add-to-group", url.Values{"user": {ann}, "group_name": {"group 100"}}))
	if !strings.Contains(userOf(w, ann), last) {
		t.Error("not added")
	}
}

func TestAddUsers(t *testing.T) {
	w := world.New(t, 64)
	addUser(w, "ann@example.com", "Ann")
	addGroup(w, "Some group")
	b := w.SignIn("owner@example.com")
	const page = "/portal/users/add"
	contains(t, b.Get(page), "Add Users", "No mail is sent", "User Role", ">Member</option>", ">Admin</option>")
	lacks(t, b.Get(page), ">Owner</option>")
	many := make([]string, 51)
	for i := range many {
		many[i] = fmt.Sprintf("new%d@example.com", i)
	}
	for message, form := range map[string]url.Values{
		"Give at least one address":                                      {"first_name": {"kept"}},
		"Cannot be used: bob, x y@example.com.":                          {"emails": {"new@example.com\nbob\nx y@example.com"}},
		"Cannot be used: a&lt;b. A user has it already: ANN@example.com": {"emails": {"a<b; ANN@example.com, new@example.com"}},
		"A name goes with one address":                                   {"emails": {"new@example.com, new2@example.com"}, "last_name": {"kept"}},
		"Add at most 50 users":                                           {"emails": {strings.Join(many, "\n")}},
		"Choose a licence":                                               {"emails": {"new@example.com"}, "licence": {"7"}},
		"Must have at most 64":                                           {"emails": {"new@example.com"}, "first_name": {strings.Repeat("x", 65)}},
		"Must be text on one line":                                       {"emails": {"new@example.com"}, "last_name": {"a\nb"}},
		"There is no such group":                                         {"emails": {"new@example.com"}, "group": {"none"}},
		"There is no such role":                                          {"emails": {"new@example.com"}, "role": {"0"}},
	} {
		if !form.Has("licence") {
			form.Set("licence", "2")
		}
		a := b.Want(http.StatusUnprocessableEntity, b.Send(page, page, form))
		contains(t, a, message, `aria-invalid="true"`)
		if kept := strings.Split(form.Get("emails"), "\n")[0]; !strings.Contains(string(a.Body), strings.ReplaceAll(strings.ReplaceAll(kept, "<", "&lt;"), ">", "&gt;")) {
			t.Errorf("%s: the addresses are lost", message)
		}
		if form.Get("licence") == "2" {
			contains(t, a, `<option value="2" selected>`)
		}
		if userOf(w, "new@example.com") != "" {
			t.Fatalf("%s: a user was made", message)
		}
	}

	// One user: invited, and active once the link is used.
	form := url.Values{"emails": {" New <new@example.com> "}, "first_name": {"Nell"}, "last_name": {"New"}, "licence": {"2"}, "zoom_phone": {"yes"}, "role": {"2"}}
	a := b.Want(200, b.Send(page, page, form))
	contains(t, a, "Users added", "Nell New", "new@example.com", "No mail is sent", "9 Mar 2026, 09:00 UTC", `data-copy="link-0"`)
	link := between(string(a.Body), `data-testid="link">http://cordon.test`, "<")
	if !strings.HasPrefix(link, "/portal/welcome/") {
		t.Fatalf("the link is %q", link)
	}
	again := b.Want(422, b.Do("POST", page, form)) // the very same form
	contains(t, again, "sent already")
	u := userOf(w, "new@example.com")
	for _, want := range []string{`"status":"pending"`, `"first_name":"Nell"`, `"display_name":"Nell New"`, `"type":2`, `"role_id":"2"`, `"timezone":"UTC"`, `"language":"en-US"`} {
		if !strings.Contains(u, want) {
			t.Errorf("no %s in %s", want, u)
		}
	}
	contains(t, w.Must(200, w.OwnerToken(), "GET", "/users/new@example.com/settings", nil), `"zoom_phone":true`)
	nell := w.Browse()
	if a := signIn(nell, "new@example.com", world.Password); a.Status != http.StatusUnauthorized {
		t.Errorf("signed in without a password: %d", a.Status)
	}
	contains(t, nell.Want(200, nell.Get(link)), "new@example.com")
	nell.Want(http.StatusSeeOther, nell.Do("POST", link, url.Values{"password": {world.Password}, "again": {world.Password}}))
	nell.Want(http.StatusSeeOther, signIn(nell, "new@example.com", world.Password))
	nell.Want(http.StatusNotFound, nell.Do("POST", link, url.Values{"password": {world.Password}, "again": {world.Password}}))
	if !strings.Contains(userOf(w, "new@example.com"), `"status":"active"`) {
		t.Error("not active after the link was used")
	}

	// Several, each with a link of their own.
	a = b.Want(200, b.Send(page, page, url.Values{"emails": {"x1@example.com, x2@example.com;\nX2@example.com\r\nx3@example.com"}, "licence": {"1"}}))
	if n := strings.Count(string(a.Body), `data-testid="new-user"`); n != 3 {
		t.Errorf("%d links", n)
	}
	lacks(t, a, link)
	w.Clock.Move(7 * 24 * 60 * 60 * 1e9)
	link = between(string(a.Body), `data-testid="link">http://cordon.test`, "<")
	w.Browse().Want(http.StatusNotFound, w.Browse().Get(link))
}

// Making users with a role and a group shows both sides first: whom they will
// see, and who will see them.
func TestAddUsersIntoGroupAndRole(t *testing.T) {
	w := world.New(t, 65)
	addUser(w, "ann@example.com", "Ann")
	addUser(w, "svc@example.com", "Svc")
	group := addGroup(w, "Seen", "ann@example.com")
	role := addRole(w, "Vendor role", group, []string{"User:Read"}, "svc@example.com")
	b := w.SignIn("owner@example.com")
	const page = "/portal/users/add"
	form := url.Values{"emails": {"n1@example.com\nn2@example.com"}, "licence": {"1"}, "role": {role}, "group": {group}}
	a := b.Want(200, b.Send(page, page, form))
	contains(t, a, "Add users?", "Role “Vendor role”", "2 people gained", "n1@example.com", "2 new users with the role “Vendor role”", "3 people gained", "ann@example.com", "Nothing is saved yet")
	lacks(t, a, "/portal/welcome/", "svc@example.com</span>")
	if userOf(w, "n1@example.com") != "" {
		t.Fatal("made before it was confirmed")
	}
	_, done := b.Confirm(page, page, form)
	contains(t, b.Want(200, done), "Users added", "/portal/welcome/", "User Role: Vendor role", ">Seen</a>")
	for _, email := range []string{"n1@example.com", "n2@example.com"} {
		if u := userOf(w, email); !strings.Contains(u, role) || !strings.Contains(u, group) {
			t.Errorf("%s has not both: %s", email, u)
		}
	}
}

// A narrowed admin neither finds nor makes anybody, and learns of nobody hidden.
func TestUsersPagesOfANarrowedAdmin(t *testing.T) {
	w := world.New(t, 66)
	ann, hidden := addUser(w, "ann@example.com", "Ann"), addUser(w, "hidden@example.com", "Hidden")
	addUser(w, "boss@example.com", "Boss")
	seen, dark := addGroup(w, "Seen", "ann@example.com", "boss@example.com"), addGroup(w, "Dark", "hidden@example.com")
	addRole(w, "Helpdesk", seen, []string{"User:Edit", "Group:Edit"}, "boss@example.com")
	b := w.SignIn("boss@example.com")

	a := b.Want(200, b.Get("/portal/users"))
	contains(t, a, "ann@example.com", ">2 users<", "Add to group", ">Seen</option>")
	lacks(t, a, "hidden@", "Hidden", "Dark", "owner@example.com", "Add Users")
	for _, path := range []string{"?q=hid", "?q=h", "?q=test", "?status=active"} {
		lacks(t, b.Want(200, b.Get("/portal/users"+path)), "hidden@", "Hidden Test", "Dark")
	}
	b.Want(http.StatusForbidden, b.Get("/portal/users/add"))
	token := world.FormToken(a)
	b.Want(http.StatusForbidden, b.Do("POST", "/portal/users/add", url.Values{"form_token": {token}, "emails": {"n@example.com"}, "licence": {"1"}}))

	none := nobodyLike(hidden)
	for _, path := range []string{"/portal/users/%s", "/portal/users/%s/edit", "/portal/users/%s?q=x"} {
		known := b.Want(http.StatusNotFound, b.Get(fmt.Sprintf(path, hidden)))
		absent := b.Want(http.StatusNotFound, b.Get(fmt.Sprintf(path, none)))
		if strip(known, hidden) != strip(absent, none) {
			t.Errorf("%s: somebody hidden reads unlike nobody\n%s\n%s", path, known.Body, absent.Body)
		}
	}
	for _, act := range []string{"deactivate", "activate", "link", "delete", "edit"} {
		form := func() url.Values {
			return url.Values{"form_token": {world.FormToken(b.Get("/portal/users"))}, "email_again": {"hidden@example.com"}, "role": {"2"}}
		}
		known := b.Want(http.StatusNotFound, b.Do("POST", "/portal/users/"+hidden+"/"+act, form()))
		absent := b.Want(http.StatusNotFound, b.Do("POST", "/portal/users/"+none+"/"+act, form()))
		if strip(known, hidden) != strip(absent, none) {
			t.Errorf("%s: somebody hidden reads unlike nobody\n%s\n%s", act, known.Body, absent.Body)
		}
	}
	// Records go to nobody hidden, and to them alike as to nobody at all.
	page := "/portal/users/" + ann
	known := b.Want(422, b.Send(page, page+"/delete", url.Values{"email_again": {"ann@example.com"}, "transfer": {"hidden@example.com"}}))
	absent := b.Want(422, b.Send(page, page+"/delete", url.Values{"email_again": {"ann@example.com"}, "transfer": {"nobody@example.com"}}))
	if strip(known, "hidden@example.com") != strip(absent, "nobody@example.com") {
		t.Errorf("a hidden address reads unlike an unknown one\n%s\n%s", known.Body, absent.Body)
	}
	// Nor are they put into a group, nor anybody into a group that is not there.
	for _, form := range []url.Values{{"user": {hidden}, "group": {seen}}, {"user": {ann}, "group": {dark}}, {"user": {ann}, "group_name": {"Dark"}}} {
		a := b.Send("/portal/users", "/portal/users/add-to-group", form)
		if a.Status != 404 && a.Status != 422 {
			t.Errorf("%v: got %d", form, a.Status)
		}
		lacks(t, a, "Hidden Test")
	}
	if strings.Contains(userOf(w, hidden), seen) || strings.Contains(userOf(w, ann), dark) {
		t.Error("somebody was added")
	}
}

// A plain member opens none of it, and a service user reads the list it reaches
// and changes nothing.
func TestUsersPagesByRole(t *testing.T) {
	w := world.New(t, 67)
	ann := addUser(w, "ann@example.com", "Ann")
	addUser(w, "svc@example.com", "Svc")
	group := addGroup(w, "Seen", "ann@example.com")
	addRole(w, "Vendor role", group, []string{"User:Read"}, "svc@example.com")
	before := userOf(w, ann)
	pages := map[string][2]int{ // of a member, of the service user
		"/portal/users": {403, 200}, "/portal/users/" + ann: {403, 200}, "/portal/users/add": {403, 403}, "/portal/users/" + ann + "/edit": {403, 403},
	}
	acts := []string{"/portal/users/add", "/portal/users/add-to-group", "/portal/users/" + ann + "/edit", "/portal/users/" + ann + "/link",
		"/portal/users/" + ann + "/activate", "/portal/users/" + ann + "/deactivate", "/portal/users/" + ann + "/delete"}
	for i, email := range []string{"ann@example.com", "svc@example.com"} {
		b := w.SignIn(email)
		for page, want := range pages {
			a := b.Want(want[i], b.Get(page))
			lacks(t, a, "Add Users", "Add to group", ">Edit</a>", "Deactivate", "One-time link", "Delete user", "owner@example.com")
		}
		for _, to := range acts {
			form := url.Values{"form_token": {world.FormToken(b.Get("/portal/password"))}, "user": {ann}, "group": {group}, "emails": {"n@example.com"}, "licence": {"1"},
				"email_again": {"ann@example.com"}, "first_name": {"Changed"}, "timezone": {"UTC"}, "role": {"1"}}
			b.Want(http.StatusForbidden, b.Do("POST", to, form))
		}
	}
	w.Must(404, w.OwnerToken(), "GET", "/users/n@example.com", nil)
	if after := userOf(w, ann); after != before {
		t.Errorf("changed: %s", after)
	}
	// Not signed in, or with a token that is not of the session: nothing.
	w.Browse().Want(http.StatusSeeOther, w.Browse().Get("/portal/users"))
	b := w.SignIn("owner@example.com")
	for _, to := range acts {
		b.Want(http.StatusForbidden, b.Do("POST", to, url.Values{"form_token": {"x.y"}, "emails": {"n@example.com"}, "licence": {"1"}}))
	}
}
