package portal_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

const restrictPage = "/portal/restrict"

// allBundles are the ticks of the form; "users" is given always.
var allBundles = []string{"meetings", "dashboard", "recordings", "content", "channels", "phone"}

// restrictForm is the shortest form: a name, addresses, and ticks.
func restrictForm(who string, emails string, bundles ...string) url.Values {
	return url.Values{"who": {who}, "group_kind": {"new"}, "emails": {emails}, "user_kind": {"new"}, "bundle": bundles}
}

// preview sends the form, which has to lead to a preview, and returns the form
// that is on it.
func preview(b *world.Browser, form url.Values) (page world.Answer, create url.Values) {
	b.World.T.Helper()
	page = b.Want(http.StatusOK, b.Send(restrictPage, restrictPage, form))
	return page, createForm(b.World.T, page)
}

var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// createForm is what a browser sends from a preview.
func createForm(t testing.TB, page world.Answer) url.Values {
	t.Helper()
	form := url.Values{}
	_, main, _ := strings.Cut(string(page.Body), "<main")
	for _, m := range hiddenInput.FindAllStringSubmatch(main, -1) {
		form.Add(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	if form.Get("confirm") == "" || form.Get("form_token") == "" {
		t.Fatalf("this is no preview\n%s", page.Body)
	}
	return form
}

// read is what the page shows under a test id, "" for nothing.
func read(a world.Answer, id string) string {
	_, rest, found := strings.Cut(string(a.Body), `data-testid="`+id+`"`)
	if !found {
		return ""
	}
	_, rest, _ = strings.Cut(rest, ">")
	text, _, _ := strings.Cut(rest, "</")
	return html.UnescapeString(text)
}

var visibleRow = regexp.MustCompile(`<li>[^<]*<span class="muted">([^<]*)</span>`)

// visible lists the addresses that a preview shows.
func visible(a world.Answer) (emails []string) {
	for _, m := range visibleRow.FindAllStringSubmatch(between(string(a.Body), `data-testid="visible"`, "</ul>"), -1) {
		emails = append(emails, html.UnescapeString(m[1]))
	}
	slices.Sort(emails)
	return emails
}

// credential makes one, and returns the page that hands it over.
func credential(b *world.Browser, form url.Values) (made world.Answer, c world.Credentials) {
	b.World.T.Helper()
	_, create := preview(b, form)
	made = b.Want(http.StatusOK, b.Do("POST", restrictPage, create))
	return made, handedOver(made)
}

func handedOver(made world.Answer) world.Credentials {
	return world.Credentials{AccountID: read(made, "account-id"), ClientID: read(made, "client-id"), ClientSecret: read(made, "client-secret")}
}

// listed are the addresses of all whom a token lists, and the total told.
func listed(w *world.World, token string) (emails []string, total int) {
	w.T.Helper()
	var list struct {
		Total int `json:"total_records"`
		Users []struct{ Email string }
	}
	w.Must(200, token, "GET", "/users?page_size=2000", nil).JSON(w.T, &list)
	for _, u := range list.Users {
		emails = append(emails, u.Email)
	}
	slices.Sort(emails)
	return emails, list.Total
}

// everything is all that a credential is made of, as the API tells it.
func everything(w *world.World) string {
	w.T.Helper()
	var b strings.Builder
	token := w.OwnerToken()
	add := func(path string) world.Answer {
		a := w.Must(200, token, "GET", path, nil)
		fmt.Fprintf(&b, "%s\n%s\n", path, a.Body)
		return a
	}
	for _, status := range []string{"active", "inactive", "pending"} {
		add("/users?page_size=2000&status=" + status)
	}
	var groups struct{ Groups []struct{ ID string } }
	add("/groups?page_size=300").JSON(w.T, &groups)
	for _, g := range groups.Groups {
		add("/groups/" + g.ID + "/members?page_size=2000")
	}
	var roles struct{ Roles []struct{ ID string } }
	add("/roles").JSON(w.T, &roles)
	for _, r := range roles.Roles {
		add("/roles/" + r.ID)
		add("/roles/" + r.ID + "/members?page_size=300")
	}
	add("/marketplace/apps?type=account_created&page_size=300")
	return b.String()
}

// give lets somebody have one of everything: a meeting that was arranged, held
// and recorded, a channel, and a call.
func give(w *world.World, n int, id string) map[string]string {
	w.T.Helper()
	at, number := world.Start.Add(-48*time.Hour), int64(90_000_000_000+n)
	have := map[string]string{"user": id, "meeting": fmt.Sprint(number), "held": fmt.Sprintf("held%d==", n), "channel": fmt.Sprintf("%032x", n), "call": fmt.Sprintf("call-%d", n)}
	w.Must(204, w.OwnerToken(), "PATCH", "/users/"+id+"/settings", map[string]any{"feature": map[string]bool{"zoom_phone": true}})
	line := cordon.Line{Person: cordon.Person{User: id}, Number: fmt.Sprintf("+1555000%d", n)}
	file := cordon.RecordingFile{ID: fmt.Sprintf("file%d", n), Type: "CHAT", View: "chat_file", Size: 3, Start: at, End: at.Add(time.Hour)}
	w.Operate(func(tx *store.OperatorTx) error {
		for _, r := range []cordon.Record{
			{Kind: cordon.KindMeeting, ID: have["meeting"], Doc: cordon.Meeting{Number: number, UUID: fmt.Sprintf("arranged%d==", n), Topic: "Tea", Type: cordon.ScheduledMeeting, Start: at, Duration: 60, Timezone: "UTC", CreatedAt: at}},
			{Kind: cordon.KindPastMeeting, ID: have["held"], Parent: have["meeting"], Doc: cordon.Session{UUID: have["held"], Number: number, Topic: "Tea", Type: cordon.ScheduledMeeting, Start: at, End: at.Add(time.Hour), Participants: 2, Unique: 2}},
			{Kind: cordon.KindRecording, ID: have["held"], Parent: have["meeting"], Doc: cordon.Recording{UUID: have["held"], Number: number, Topic: "Tea", Type: cordon.ScheduledMeeting, Start: at, Duration: 60, Timezone: "UTC", Passcode: "s3cret", Files: []cordon.RecordingFile{file}}},
			{Kind: cordon.KindChannel, ID: have["channel"], Holders: []string{id}, Doc: cordon.Channel{ID: have["channel"], Name: "Tea", Type: cordon.PublicChannel, Created: at, Settings: cordon.DefaultChannelSettings(cordon.PublicChannel)}},
			{Kind: cordon.KindCall, ID: have["call"], Parent: fmt.Sprintf("c%d", n), Doc: cordon.Call{CallID: fmt.Sprintf("c%d", n), Direction: "outbound", Connect: "external", Type: "general", Start: at, Answer: at, End: at.Add(time.Minute), Result: "answered", Path: "pstn", Caller: line}},
		} {
			r.Time, r.Owner = at, id
			if err := tx.AddRecord(w.Account.ID, &r); err != nil {
				return err
			}
		}
		return nil
	})
	return have
}

// opened is what each bundle opens, of somebody who has one of everything.
var opened = map[string][]string{
	"users": {"/users/{user}", "/users/{user}?login_type=100"},
	"meetings": {"/users/{user}/meetings", "/meetings/{meeting}", "/users/{user}/upcoming_meetings", "/past_meetings/{held}", "/past_meetings/{held}/participants",
		"/report/users/{user}/meetings?from=2026-02-10&to=2026-03-02", "/report/meetings/{held}", "/report/meetings/{held}/participants"},
	"dashboard":  {"/metrics/meetings/{held}?type=past", "/metrics/meetings/{held}/participants?type=past"},
	"recordings": {"/users/{user}/recordings", "/meetings/{held}/recordings"},
	"channels":   {"/chat/users/{user}/channels", "/chat/channels/{channel}", "/chat/channels/{channel}/members"},
	"phone":      {"/phone/users/{user}", "/phone/users/{user}/call_history?from=2026-02-10&to=2026-03-02", "/phone/call_history/{call}"},
}

// withIDs puts ids in the place of {names}.
func withIDs(path string, ids map[string]string) string {
	for name, id := range ids {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(id))
	}
	return path
}

// From an account in which nobody is but its owner: one name and a list of
// addresses make a credential that sees those people and itself, whatever it
// asks for.
func TestRestrictACredential(t *testing.T) {
	w := world.New(t, 40)
	b := w.SignIn("owner@example.com")
	contains(t, b.Get(restrictPage), "Who is the credential for?", "1. User group", "2. Custom role", "3. Service user", "4. App", "cannot give one for the entire account")
	for _, name := range []string{"Ann", "Ben", "Cat"} {
		addUser(w, strings.ToLower(name)+"@example.com", name)
	}
	before := everything(w)

	form := restrictForm("Vendor", "Ann <ANN@example.com>; ben@example.com\nnobody@example.com", allBundles...)
	page, create := preview(b, form)
	if got := visible(page); !slices.Equal(got, []string{"ann@example.com", "ben@example.com"}) {
		t.Errorf("the preview names %v", got)
	}
	contains(t, page, "This credential will see these 2 people, and itself:", "1 address was not found", "nobody@example.com",
		"Vendor users", "Vendor role", "svc-vendor@example.com", "Vendor app", "Users: View", "Zoom Phone: View", "Recording content: View",
		"Custom Scope: Vendor users", "user:read:list_users:admin", "phone:read:list_call_logs:admin")
	if got, want := read(page, "proof"), "Everybody else (2 users) stays hidden: 7 permissions, all narrowed."; got != want {
		t.Errorf("the preview says %q, want %q", got, want)
	}
	lacks(t, page, "cat@example.com", "Entire Account", "Client Secret")
	if after := everything(w); after != before {
		t.Errorf("the preview changed something:\n%s\n%s", before, after)
	}

	made := b.Want(http.StatusOK, b.Do("POST", restrictPage, create))
	c := handedOver(made)
	if c.AccountID != w.Account.ID || c.ClientID == "" || c.ClientSecret == "" {
		t.Fatalf("handed over: %+v", c)
	}
	contains(t, made, "It sees 2 people and itself", "curl -s -K -", "http://cordon.test/oauth/token", "http://cordon.test/v2/users/", "/portal/see/app/")
	if try := read(made, "try-token"); !strings.Contains(try, `printf 'user = "`+c.ClientID+`:%s"' "$SECRET"`) || strings.Contains(try, c.ClientSecret) || !strings.Contains(try, "account_id="+c.AccountID) {
		t.Errorf("the command is %s", try)
	}
	lacks(t, b.Get(restrictPage), c.ClientSecret)

	token := w.Token(c)
	if emails, total := listed(w, token); total != 3 || !slices.Equal(emails, []string{"ann@example.com", "ben@example.com", "svc-vendor@example.com"}) {
		t.Errorf("the credential lists %v and tells a total of %d", emails, total)
	}
	_, tried, _ := strings.Cut(read(made, "try-user"), "http://cordon.test/v2")
	w.Must(200, token, "GET", tried, nil)
	w.Must(404, token, "GET", "/users/cat@example.com", nil)
	w.Must(404, token, "GET", "/users/owner@example.com", nil)

	ann, cat := give(w, 1, idOf(w, "ann@example.com")), give(w, 2, idOf(w, "cat@example.com"))
	for _, paths := range opened {
		for _, path := range paths {
			w.Must(200, token, "GET", withIDs(path, ann), nil)
			w.Must(200, w.OwnerToken(), "GET", withIDs(path, cat), nil) // so that a refusal proves something
			if a := w.Do(token, "GET", withIDs(path, cat), nil); a.Status != 404 && a.Status != 400 || a.Code() == 4711 || a.Code() == 200 {
				t.Errorf("GET %s of an outsider: %d %s", path, a.Status, a.Body)
			}
		}
	}
	if a := w.Must(200, token, "GET", withIDs("/meetings/{held}/recordings", ann), nil); !strings.Contains(string(a.Body), "s3cret") {
		t.Errorf("the content of a recording stays closed: %s", a.Body)
	}

	// The link lets somebody sign in as the service user, who sees their app.
	link := strings.TrimPrefix(read(made, "link"), "http://cordon.test")
	svc := w.Browse()
	svc.Want(http.StatusSeeOther, svc.Send(link, link, url.Values{"password": {world.Password}, "again": {world.Password}}))
	svc.Want(http.StatusSeeOther, signIn(svc, "svc-vendor@example.com", world.Password))
	svc.Want(http.StatusForbidden, svc.Get(restrictPage))
}

// idOf is the id of whoever has the address.
func idOf(w *world.World, email string) string {
	w.T.Helper()
	var u struct{ ID string }
	w.Must(200, w.OwnerToken(), "GET", "/users/"+email, nil).JSON(w.T, &u)
	return u.ID
}

// Each bundle opens what it says and nothing of the others, only reads, and
// nothing that the catalog does not back.
func TestBundlesOpenWhatTheySay(t *testing.T) {
	w := world.New(t, 41)
	ann := give(w, 1, addUser(w, "ann@example.com", "Ann"))
	b := w.SignIn("owner@example.com")
	for i, bundle := range append([]string{""}, allBundles...) {
		t.Run(bundle, func(t *testing.T) {
			made, c := credential(b, restrictForm(fmt.Sprintf("Vendor %d", i), "ann@example.com", bundle))
			token := w.Token(c)
			for name, paths := range opened {
				open := name == "users" || name == bundle || name == "recordings" && bundle == "content"
				for _, path := range paths {
					a := w.Do(token, "GET", withIDs(path, ann), nil)
					if open && a.Status != 200 || !open && a.Code() != 4711 {
						t.Errorf("GET %s: %d %s", path, a.Status, a.Body)
					}
				}
			}
			if a := w.Do(token, "GET", withIDs("/meetings/{held}/recordings", ann), nil); strings.Contains(string(a.Body), "s3cret") != (bundle == "content") {
				t.Errorf("the recording's content: %s", a.Body)
			}
			var app struct {
				Scopes []cordon.Scope `json:"app_scopes"`
			}
			id := between(string(made.Body), `href="/portal/apps/`, `"`)
			w.Must(200, w.OwnerToken(), "GET", "/marketplace/apps/"+id, nil).JSON(t, &app)
			for _, scope := range app.Scopes {
				served := false
				for _, r := range w.Server.API.Routes() {
					if !r.Accepts(scope) {
						continue
					}
					served = true
					if r.Method != "GET" {
						t.Errorf("%s opens %s", scope, r)
					}
				}
				if !served || !scope.Admin() {
					t.Errorf("%s opens nothing that is served, or only the service user's own", scope)
				}
			}
		})
	}
}

// A group and a user who are there make a credential as well.
func TestRestrictWithWhatIsThere(t *testing.T) {
	w := world.New(t, 42)
	for _, name := range []string{"Ann", "Ben", "Cat", "Bot"} {
		addUser(w, strings.ToLower(name)+"@example.com", name)
	}
	group := addGroup(w, "Seen", "ann@example.com", "bot@example.com")
	b := w.SignIn("owner@example.com")
	contains(t, b.Get(restrictPage), `<option value="`+group+`"`)
	form := url.Values{"who": {"Vendor"}, "group_kind": {"existing"}, "group": {group}, "user_kind": {"existing"}, "existing_email": {"bot@example.com"},
		"role_name": {"Reader"}, "app_name": {"Reporter"}, "bundle": {"meetings"}}
	page, create := preview(b, form)
	contains(t, page, "this person, and itself", "Custom Scope: Seen", "Reader", "Reporter", "Everybody else (3 users)")
	if got := visible(page); !slices.Equal(got, []string{"ann@example.com"}) {
		t.Errorf("the preview names %v", got)
	}

	// What changes between the preview and the button is shown, and not made.
	w.Must(201, w.OwnerToken(), "POST", "/groups/"+group+"/members", map[string]any{"members": []map[string]string{{"email": "cat@example.com"}}})
	before := everything(w)
	again := b.Want(http.StatusOK, b.Do("POST", restrictPage, create))
	contains(t, again, "Something changed meanwhile", "these 2 people", "cat@example.com")
	if after := everything(w); after != before {
		t.Error("something was made that was not shown")
	}
	// Nor is anything made for another user who has the address meanwhile.
	create = createForm(t, again)
	w.Must(204, w.OwnerToken(), "PUT", "/users/bot@example.com/email", map[string]string{"email": "was@example.com"})
	addUser(w, "bot@example.com", "Other")
	again = b.Want(http.StatusOK, b.Do("POST", restrictPage, create))
	contains(t, again, "Something changed meanwhile", "Other Test", "was@example.com")
	w.Must(201, w.OwnerToken(), "POST", "/groups/"+group+"/members", map[string]any{"members": []map[string]string{{"email": "bot@example.com"}}})
	w.Must(204, w.OwnerToken(), "DELETE", "/groups/"+group+"/members/"+idOf(w, "was@example.com"), nil)
	again = b.Want(http.StatusOK, b.Do("POST", restrictPage, createForm(t, again)))
	made := b.Want(http.StatusOK, b.Do("POST", restrictPage, createForm(t, again)))
	lacks(t, made, `data-testid="link"`)
	if emails, total := listed(w, w.Token(handedOver(made))); total != 3 || !slices.Equal(emails, []string{"ann@example.com", "bot@example.com", "cat@example.com"}) {
		t.Errorf("the credential lists %v and tells a total of %d", emails, total)
	}
	w.Must(404, w.Token(handedOver(made)), "GET", "/users/ben@example.com", nil)
}

// Nothing is made twice by sending it twice, and no choice can be changed after
// it was shown.
func TestRestrictOnce(t *testing.T) {
	w := world.New(t, 43)
	addUser(w, "ann@example.com", "Ann")
	addUser(w, "cat@example.com", "Cat")
	b := w.SignIn("owner@example.com")
	_, create := preview(b, restrictForm("Vendor", "ann@example.com", "meetings"))
	before := everything(w)
	for field, value := range map[string]string{"emails": "ann@example.com cat@example.com", "bundle": "content", "app_name": "Other", "email": "other@example.com", "confirm": "forged"} {
		changed := url.Values{}
		for k, v := range create {
			changed[k] = v
		}
		changed.Set(field, value)
		contains(t, b.Want(http.StatusOK, b.Do("POST", restrictPage, changed)), "Something changed meanwhile")
	}
	if after := everything(w); after != before {
		t.Error("something was made that was not shown")
	}
	b.Want(http.StatusOK, b.Do("POST", restrictPage, create))
	once := everything(w)
	if once == before {
		t.Error("nothing was made")
	}
	contains(t, b.Want(http.StatusUnprocessableEntity, b.Do("POST", restrictPage, create)), "This form was sent already")
	if twice := everything(w); twice != once {
		t.Error("the form made something twice")
	}
}

// Back shows the form with all that was typed, and leaves no trace.
func TestRestrictBack(t *testing.T) {
	w := world.New(t, 44)
	addUser(w, "ann@example.com", "Ann")
	b := w.SignIn("owner@example.com")
	form := restrictForm("Ven<b>dor", "Ann <ann@example.com>", "channels")
	form.Set("first_name", "Robo")
	page, create := preview(b, form)
	lacks(t, page, "<b>dor")
	before := everything(w)
	create.Set("back", "1")
	a := b.Want(http.StatusOK, b.Do("POST", restrictPage, create))
	contains(t, a, `value="Ven&lt;b&gt;dor"`, "Ann &lt;ann@example.com&gt;", `value="Robo"`, `value="channels" aria-describedby="bundle-channels" checked`)
	lacks(t, a, `value="phone" aria-describedby="bundle-phone" checked`, `data-testid="problem"`, `name="confirm"`)
	if after := everything(w); after != before {
		t.Error("going back changed something")
	}
	form.Set("form_token", world.FormToken(a))
	contains(t, b.Want(http.StatusOK, b.Do("POST", restrictPage, form)), "Ven&lt;b&gt;dor app", "svc-ven-b-dor@example.com")
}
