package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// What is wrong stands beside its field, the input is kept, and nothing is made.
func TestRestrictWrongInput(t *testing.T) {
	w := world.New(t, 45)
	for _, name := range []string{"Ann", "Bot", "Off", "Has", "Own"} {
		addUser(w, strings.ToLower(name)+"@example.com", name)
	}
	w.Must(200, w.OwnerToken(), "PUT", "/users/off@example.com/status", map[string]string{"action": "deactivate"})
	group := addGroup(w, "Taken users", "ann@example.com")
	addRole(w, "Taken role", group, []string{"User:Read"}, "has@example.com")
	w.Must(201, w.OwnerToken(), "POST", "/marketplace/apps", map[string]any{"app_type": "s2s_oauth", "app_name": "Old", "owner": "own@example.com",
		"contact_name": "Own", "contact_email": "own@example.com", "company_name": "Example"})
	b := w.SignIn("owner@example.com")
	before := everything(w)
	var many strings.Builder
	for i := range 5001 {
		fmt.Fprintf(&many, "u%d@example.com ", i)
	}
	existing := url.Values{"group_kind": {"existing"}, "group": {group}}
	user := func(email string, bundles ...string) url.Values {
		return url.Values{"user_kind": {"existing"}, "existing_email": {email}, "bundle": bundles}
	}
	for name, test := range map[string]struct {
		form        url.Values
		field, text string
	}{
		"nothing":           {url.Values{"who": {""}}, "who", "fill in each name and address below"},
		"long who":          {url.Values{"who": {strings.Repeat("w", 41)}}, "who", "at most 40"},
		"line break":        {url.Values{"who": {"a\nb"}}, "who", "one line"},
		"group taken":       {url.Values{"new_group": {"taken USERS"}}, "new_group", "Another group has this name."},
		"long group":        {url.Values{"new_group": {strings.Repeat("g", 128)}}, "new_group", "at most 127"},
		"nobody found":      {url.Values{"emails": {"who@example.com"}}, "emails", "None of these addresses is a user&#39;s."},
		"no address":        {url.Values{"emails": {"Ann and Ben"}}, "emails", "There is no e-mail address in this."},
		"too many":          {url.Values{"emails": {many.String()}}, "emails", "Paste at most 5,000 addresses"},
		"no group chosen":   {url.Values{"group_kind": {"existing"}}, "group", "Choose a group."},
		"no such group":     {url.Values{"group_kind": {"existing"}, "group": {"nothing"}}, "group", "There is no such group."},
		"role taken":        {url.Values{"role_name": {"TAKEN role"}}, "role_name", "Another role has this name."},
		"unknown bundle":    {url.Values{"bundle": {"everything"}}, "bundle", "There is no such choice."},
		"bad address":       {url.Values{"email": {"svc example"}}, "email", "Must be an e-mail address"},
		"address taken":     {url.Values{"email": {"ANN@example.com"}}, "email", "Another user has this address."},
		"long name":         {url.Values{"last_name": {strings.Repeat("n", 65)}}, "last_name", "at most 64"},
		"long app":          {url.Values{"app_name": {strings.Repeat("a", 51)}}, "app_name", "at most 50"},
		"no user named":     {user(""), "existing_email", "Must be an e-mail address"},
		"an id":             {user(idOf(w, "bot@example.com")), "existing_email", "Must be an e-mail address"},
		"no such user":      {user("nobody@example.com"), "existing_email", "No user has this address."},
		"user with a role":  {user("has@example.com"), "existing_email", "This user has the role Taken role."},
		"the owner":         {user("owner@example.com"), "existing_email", "This user has the role Owner."},
		"inactive":          {user("off@example.com"), "existing_email", "This user is not active."},
		"no phone licence":  {user("bot@example.com", "phone"), "existing_email", "no Zoom Phone licence"},
		"owner of an app":   {user("own@example.com"), "existing_email", "owns an app already"},
		"group, then names": {existing, "who", ""},
	} {
		t.Run(name, func(t *testing.T) {
			form := restrictForm("Vendor", "ann@example.com", "meetings")
			for k, v := range test.form {
				form[k] = v
			}
			form.Set("first_name", "Kept <text>")
			if test.text == "" { // not wrong: it shows that the others are wrong for their own reason
				b.Want(http.StatusOK, b.Send(restrictPage, restrictPage, form))
				return
			}
			a := b.Want(http.StatusUnprocessableEntity, b.Send(restrictPage, restrictPage, form))
			_, after, _ := strings.Cut(string(a.Body), `<form method="post" action="/portal/restrict"`)
			if !strings.Contains(after, `<span class="error">`) || !strings.Contains(between(after, `<span class="error">`, "</span>"), test.text) {
				t.Errorf("%q is not said: %q", test.text, between(after, `<span class="error">`, "</span>"))
			}
			if test.field != "bundle" && !strings.Contains(between(after, `id="`+test.field+`"`, ">"), `aria-invalid="true"`) {
				t.Errorf("the field %s is not marked", test.field)
			}
			contains(t, a, `value="Kept &lt;text&gt;"`)
		})
	}
	// All that is wrong at once.
	a := b.Send(restrictPage, restrictPage, url.Values{"emails": {"x"}, "email": {"y"}, "app_name": {strings.Repeat("a", 51)}})
	contains(t, b.Want(http.StatusUnprocessableEntity, a), "There is no e-mail address in this.", "Must be an e-mail address", "at most 50", "Type a name here")
	if after := everything(w); after != before {
		t.Error("something was made")
	}
}

// What is typed wins over what is made of the name at the top, and without that
// each name has to be there.
func TestRestrictNames(t *testing.T) {
	w := world.New(t, 46)
	b := w.SignIn("owner@example.com")
	page, _ := preview(b, url.Values{"who": {"Ärzte & Söhne"}, "new_group": {"<i>Doctors</i>"}})
	contains(t, page, "&lt;i&gt;Doctors&lt;/i&gt;", "Ärzte &amp; Söhne role", "svc-arzte-sohne@example.com", "Ärzte &amp; Söhne app", "nobody but itself", "1 permission, all narrowed")
	lacks(t, page, "<i>Doctors")
	page, _ = preview(b, url.Values{"who": {"東京"}})
	contains(t, page, "svc-credential@example.com")
	page, _ = preview(b, url.Values{"new_group": {"G"}, "role_name": {"R"}, "email": {"s@example.com"}, "first_name": {"F"}, "app_name": {"A"}})
	for id, want := range map[string]string{"will-group": "G ", "will-role": "R ", "will-user": "F Service ", "will-app": "A "} {
		if got := read(page, id); !strings.HasPrefix(got, want) {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
}

// Who may restrict a credential: whoever may do each of its steps. Who may not
// is told which permission lacks, before anything is typed, and refused.
func TestWhoMayRestrict(t *testing.T) {
	w := world.New(t, 47)
	for _, name := range []string{"Ann", "Bot", "Cat", "Narrow", "Role", "Appless", "Plain", "Admin"} {
		addUser(w, strings.ToLower(name)+"@example.com", name)
	}
	seen := addGroup(w, "Seen", "ann@example.com", "bot@example.com", "narrow@example.com")
	dark := addGroup(w, "Dark", "cat@example.com")
	edit := []string{"User:Edit", "Group:Edit", "Role:Edit", "MarketPlace:Edit", "UsageReport:Read"}
	addRole(w, "Narrow admin", seen, edit, "narrow@example.com")
	wide := func(name string, privileges ...string) string {
		var r struct{ ID string }
		w.Must(201, w.OwnerToken(), "POST", "/roles", map[string]any{"name": name, "privileges": privileges}).JSON(t, &r)
		return r.ID
	}
	for who, role := range map[string]string{"role@example.com": wide("Roles only", "Role:Edit", "User:Read"), "admin@example.com": cordon.AdminRole,
		"appless@example.com": wide("All but apps", "Role:Edit", "User:Edit", "Group:Edit")} {
		w.Must(201, w.OwnerToken(), "POST", "/roles/"+role+"/members", map[string]any{"members": []map[string]string{{"email": who}}})
	}

	t.Run("plain", func(t *testing.T) {
		b := w.SignIn("plain@example.com")
		contains(t, b.Want(http.StatusForbidden, b.Get(restrictPage)), "Roles: Edit")
		form := restrictForm("Vendor", "ann@example.com")
		form.Set("form_token", world.FormToken(b.Get("/portal/password")))
		b.Want(http.StatusForbidden, b.Do("POST", restrictPage, form))
	})
	t.Run("admin", func(t *testing.T) {
		b := w.SignIn("admin@example.com")
		lacks(t, b.Get(restrictPage), `data-testid="lacks"`)
		_, c := credential(b, restrictForm("Admin's", "ann@example.com", allBundles...))
		if emails, _ := listed(w, w.Token(c)); !slices.Equal(emails, []string{"ann@example.com", "svc-admin-s@example.com"}) {
			t.Errorf("the credential lists %v", emails)
		}
	})
	t.Run("without apps", func(t *testing.T) {
		before := everything(w)
		b := w.SignIn("appless@example.com")
		a := b.Get(restrictPage)
		contains(t, a, "App Marketplace: Edit", "nothing can be made on this page")
		lacks(t, a, "Preview</button>", "Groups: Edit", "Users: Edit")
		form := restrictForm("Vendor", "ann@example.com")
		form.Set("form_token", world.FormToken(b.Get("/portal/password")))
		contains(t, b.Want(http.StatusForbidden, b.Do("POST", restrictPage, form)), "it lacks App Marketplace: Edit")
		if after := everything(w); after != before {
			t.Error("something was made")
		}
	})
	t.Run("with roles alone", func(t *testing.T) {
		before := everything(w)
		b := w.SignIn("role@example.com")
		a := b.Get(restrictPage)
		contains(t, a, `data-testid="lacks"`, "App Marketplace: Edit", "nothing can be made on this page", "Groups: Edit for the entire account")
		lacks(t, a, "Preview</button>")
		form := restrictForm("Vendor", "ann@example.com")
		form.Set("form_token", world.FormToken(b.Get("/portal/password")))
		a = b.Want(http.StatusForbidden, b.Do("POST", restrictPage, form))
		contains(t, a, "it lacks Groups: Edit for the entire account")
		form.Set("group_kind", "existing")
		form.Set("group", seen)
		b.Want(http.StatusForbidden, b.Do("POST", restrictPage, form))
		if after := everything(w); after != before {
			t.Error("something was made")
		}
	})
	t.Run("narrowed", func(t *testing.T) {
		b := w.SignIn("narrow@example.com")
		a := b.Get(restrictPage)
		contains(t, a, "Groups: Edit for the entire account", "no group can be made here", "Users: Edit for the entire account", "no user can be made here",
			">Seen</option>", "Your own role lacks Zoom Phone: View.", "Your own role lacks Dashboard: View.")
		lacks(t, a, "Dark", "cat@example.com", `value="new"`, "nothing can be made")
		before := everything(w)
		send := func(status int, form url.Values) world.Answer {
			t.Helper()
			return b.Want(status, b.Send(restrictPage, restrictPage, form))
		}
		contains(t, send(http.StatusForbidden, restrictForm("Vendor", "ann@example.com")), "it lacks Groups: Edit for the entire account")
		form := url.Values{"who": {"Vendor"}, "group_kind": {"existing"}, "group": {seen}, "user_kind": {"new"}}
		contains(t, send(http.StatusForbidden, form), "it lacks Users: Edit for the entire account")
		with := func(field string, value ...string) url.Values {
			form := url.Values{"who": {"Vendor"}, "group_kind": {"existing"}, "group": {seen}, "user_kind": {"existing"}, "existing_email": {"bot@example.com"}, "bundle": {"meetings"}}
			form[field] = value
			return form
		}
		hidden := send(http.StatusUnprocessableEntity, with("group", dark))
		contains(t, hidden, "There is no such group.")
		lacks(t, hidden, "cat@example.com", ">Dark<")
		hidden, absent := send(http.StatusUnprocessableEntity, with("existing_email", "cat@example.com")), send(http.StatusUnprocessableEntity, with("existing_email", "no1@example.com"))
		if strip(hidden, "cat@example.com") != strip(absent, "no1@example.com") {
			t.Errorf("somebody hidden is not as absent as nobody:\n%s\n%s", hidden.Body, absent.Body)
		}
		contains(t, send(http.StatusUnprocessableEntity, with("bundle", "phone")), "Your own role does not reach this group")
		if after := everything(w); after != before {
			t.Error("something was made")
		}
		page, create := preview(b, with("app_name", "Mine"))
		contains(t, page, "ann@example.com", "narrow@example.com", "Everybody else (0 users)")
		lacks(t, page, "cat@example.com", "owner@example.com")
		made := b.Want(http.StatusOK, b.Do("POST", restrictPage, create))
		if emails, total := listed(w, w.Token(handedOver(made))); total != 3 || !slices.Equal(emails, []string{"ann@example.com", "bot@example.com", "narrow@example.com"}) {
			t.Errorf("the credential lists %v and tells a total of %d", emails, total)
		}
	})
}

// A long list is cut, and says so; a page of 500 names stays small.
func TestRestrictManyPeople(t *testing.T) {
	w := world.New(t, 48)
	group := addGroup(w, "Many")
	w.Operate(func(tx *store.OperatorTx) error {
		for i := range 700 {
			u := cordon.NewUser(fmt.Sprintf("firstname.lastname%03d@example.com", i), fmt.Sprintf("Firstname%03d", i), "Lastname", cordon.Basic)
			u.Groups = []string{group}
			if err := tx.AddUser(w.Account.ID, &u); err != nil {
				return err
			}
		}
		return nil
	})
	b := w.SignIn("owner@example.com")
	page, create := preview(b, url.Values{"who": {"Vendor"}, "group_kind": {"existing"}, "group": {group}, "bundle": allBundles})
	contains(t, page, "these 700 people", "and 200 more", `href="/portal/groups/`+group+`"`, "Everybody else (1 user)")
	if n := len(visible(page)); n != 500 {
		t.Errorf("the preview names %d people", n)
	}
	if len(page.Body) > 60_000 {
		t.Errorf("the page has %d bytes", len(page.Body))
	}
	// Also somebody who is not named on it is a change of what was shown.
	w.Must(204, w.OwnerToken(), "DELETE", "/groups/"+group+"/members/"+idOf(w, "firstname.lastname699@example.com"), nil)
	again := b.Want(http.StatusOK, b.Do("POST", restrictPage, create))
	contains(t, again, "Something changed meanwhile", "these 699 people")
	made := b.Want(http.StatusOK, b.Do("POST", restrictPage, createForm(t, again)))
	if _, total := listed(w, w.Token(handedOver(made))); total != 700 {
		t.Errorf("the credential lists %d people", total)
	}

	for i := range 100 {
		addGroup(w, fmt.Sprintf("Group %03d", i))
	}
	a := b.Get(restrictPage)
	contains(t, a, `name="group_name"`)
	lacks(t, a, "<select")
	form := url.Values{"who": {"Second"}, "group_kind": {"existing"}, "group_name": {"Man"}}
	contains(t, b.Want(http.StatusUnprocessableEntity, b.Send(restrictPage, restrictPage, form)), "No group has the name", `value="Man"`)
	form.Set("group_name", "MANY")
	page, create = preview(b, form)
	contains(t, page, "these 699 people", "Custom Scope: Many")
	b.Want(http.StatusOK, b.Do("POST", restrictPage, create))
}

// Over any members and any bundles, the credential lists whom the preview named
// and itself, and reads nobody else.
func TestRestrictSeesWhatThePreviewNames(t *testing.T) {
	if race {
		t.Skip("takes too long under the race detector")
	}
	w := world.New(t, 49)
	var emails []string
	for i := range 12 {
		emails = append(emails, fmt.Sprintf("u%02d@example.com", i))
		addUser(w, emails[i], fmt.Sprintf("U%d", i))
	}
	b := w.SignIn("owner@example.com")
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		ticked := rapid.SliceOfDistinct(rapid.SampledFrom(allBundles), rapid.ID).Draw(t, "bundles")
		members := rapid.SliceOfDistinct(rapid.SampledFrom(emails), rapid.ID).Draw(t, "members")
		form := restrictForm(fmt.Sprintf("V%d", n), strings.Join(members, " "), ticked...)
		page, create := preview(b, form)
		shown := visible(page)
		slices.Sort(members)
		if !slices.Equal(shown, members) {
			t.Fatalf("%v were pasted, and the preview names %v", members, shown)
		}
		made := b.Want(http.StatusOK, b.Do("POST", restrictPage, create))
		token, self := w.Token(handedOver(made)), fmt.Sprintf("svc-v%d@example.com", n)
		list, total := listed(w, token)
		want := append(slices.Clone(shown), self)
		slices.Sort(want)
		if total != len(want) || !slices.Equal(list, want) {
			t.Fatalf("the preview names %v; listed are %v, %d in all", want, list, total)
		}
		for _, email := range append(slices.Clone(emails), "owner@example.com") {
			status := http.StatusNotFound
			if slices.Contains(members, email) {
				status = http.StatusOK
			}
			w.Must(status, token, "GET", "/users/"+email, nil)
		}
	})
}
