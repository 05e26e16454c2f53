package portal_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
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

// lookUp is the page of the request that was answered so.
func lookUp(b *world.Browser, a world.Answer) world.Answer {
	b.World.T.Helper()
	b.World.Flush()
	id := a.Header.Get("X-Zm-Trackingid")
	if id == "" {
		b.World.T.Fatal("no tracking id")
	}
	return b.Get("/portal/activity/request?id=" + url.QueryEscape(id))
}

// tested is the text with a test id on a page, without its tags.
func tested(a world.Answer, id string) string {
	part := between(string(a.Body), `data-testid="`+id+`">`, "</dd>")
	return html.UnescapeString(tags.ReplaceAllString(part, ""))
}

var tags = regexp.MustCompile(`<[^>]*>`)

// Whatever a vendor is refused, an admin reads by its tracking id what the
// vendor was told, the true reason and where to mend it.
func TestReasonsByTrackingID(t *testing.T) {
	g := newGallery(t, 160)
	vendor := g.app("Second", "svc", readUsers, readUser)
	token := g.Token(vendor)
	b := g.SignIn("owner@example.com")
	seen, role, app := "/portal/groups/"+g.ids["Seen"], "/portal/roles/"+g.ids["Vendor"], "/portal/apps/"+g.ids["Second"]
	check := func(name string, a world.Answer, told, reason, mend, link string) {
		t.Helper()
		page := b.Want(200, lookUp(b, a))
		if s := tested(page, "told"); !strings.Contains(s, told) {
			t.Errorf("%s: told %q", name, s)
		}
		if s := tested(page, "reason"); s != reason {
			t.Errorf("%s: reason %q", name, s)
		}
		if s := tested(page, "mend"); !strings.HasPrefix(s, mend) {
			t.Errorf("%s: mend %q", name, s)
		}
		if s := between(string(page.Body), `data-testid="mend">`, "</dd>"); link != "" && !strings.Contains(s, `href="`+link+`"`) || link == "" && strings.Contains(s, "href") {
			t.Errorf("%s: links %q", name, s)
		}
		contains(t, page, "/portal/users/"+g.ids["svc"], "svc@example.com", `href="`+app+`"`, "Second", vendor.ClientID)
	}
	hidden := g.Must(404, token, "GET", "/users/"+g.ids["cat"], nil)
	check("hidden", hidden, "404, code 1001: User does not exist", "cat@example.com exists, and is in none of the groups that Users: View reaches (Seen).", "user group.", seen)
	absent := g.Must(404, token, "GET", "/users/nobody@example.com", nil)
	check("absent", absent, "404, code 1001", "There is no such user in the account.", "Nothing in the set-up.", "")
	check("scope", g.Must(400, token, "GET", "/groups", nil), "400, code 4711", "The token holds none of the scopes.", "app. Add the scope", app+"/scopes")

	// The address that a vendor's whole value, its rid and the path lead to is one.
	whole := hidden.Header.Get("X-Zm-Trackingid")
	rid := cordon.TrackingRID(whole)
	for _, path := range []string{"request?id=" + rid, "request/" + rid, "request?id=" + url.QueryEscape(" "+whole+" ")} {
		contains(t, b.Want(200, b.Get("/portal/activity/"+path)), `data-testid="rid">`+rid+`<`, "cat@example.com exists")
	}
	for path, status := range map[string]int{"request": 422, "request?id=+": 422, "request/WEB_0": 404, "request?id=" + url.QueryEscape("<b>'"): 404} {
		a := b.Want(status, b.Get("/portal/activity/"+path))
		lacks(t, a, "<b>'", `data-testid="event"`)
		if status == 404 {
			contains(t, a, "Nothing is kept of this request", "90 days")
		}
	}
	if a := lookUp(b, g.Do("nonsense", "GET", "/users", nil)); a.Status != 404 {
		t.Errorf("an unknown caller: %d", a.Status)
	}

	g.Must(204, g.OwnerToken(), "PATCH", "/roles/"+g.ids["Vendor"], map[string]any{"privileges": []string{"Recording:Read"},
		"privilege_scopes": []map[string]any{{"permission_id": "Recording:Read", "group_ids": []string{g.ids["Seen"]}}}})
	check("role", g.Must(400, token, "GET", "/users", nil), "400, code 4711", "The app holds a scope that the role no longer backs.", "role.", role)
	g.Must(204, g.OwnerToken(), "PATCH", "/marketplace/apps/"+g.ids["Second"], map[string]any{"active": false})
	check("deactivated", g.Must(401, token, "GET", "/users", nil), "401, code 124", "The app is not activated.", "app.", app)
	g.Must(204, g.OwnerToken(), "PATCH", "/marketplace/apps/"+g.ids["Second"], map[string]any{"active": true})
	token = g.Token(vendor)
	g.Must(200, g.OwnerToken(), "PUT", "/users/svc@example.com/status", map[string]string{"action": "deactivate"})
	check("owner", g.Must(401, token, "GET", "/users", nil), "401, code 124", "The app's owner is not active.", "service user.", "/portal/users/"+g.ids["svc"])
	g.Must(200, g.OwnerToken(), "PUT", "/users/svc@example.com/status", map[string]string{"action": "activate"})
	token = g.Token(vendor)
	g.Clock.Move(61 * time.Minute)
	check("expired", g.Must(401, token, "GET", "/users", nil), "401, code 124: Access token is expired.", "Expired at 2026-03-02 10:00:00 +0000 UTC.", "token.", "")

	// Who is gone is still named, and leads nowhere.
	g.Must(204, g.OwnerToken(), "DELETE", "/marketplace/apps/"+g.ids["Second"], nil)
	g.Must(204, g.OwnerToken(), "DELETE", "/users/svc@example.com?action=delete", nil)
	page := b.Want(200, lookUp(b, hidden))
	contains(t, page, "svc@example.com", "Second")
	lacks(t, page, "/portal/users/"+g.ids["svc"], app)
	contains(t, b.Want(200, b.Get("/portal/activity?who="+g.ids["svc"])), rid)

	g.Clock.Move(cordon.EventLife)
	b = g.SignIn("owner@example.com")
	if a := lookUp(b, hidden); a.Status != 404 {
		t.Errorf("after 90 days: %d", a.Status)
	}
}

// rids are the requests that the pages of a list lead to, in order.
func rids(t *testing.T, b *world.Browser, path string) (list []string) {
	t.Helper()
	for path != "" {
		a := b.Want(200, b.Get(path))
		if len(a.Body) > 60<<10 {
			t.Errorf("%s has %d bytes", path, len(a.Body))
		}
		for _, m := range ridLink.FindAllStringSubmatch(string(a.Body), -1) {
			list = append(list, m[1])
		}
		if path = nextOf(a); len(list) > 10_000 {
			t.Fatal("the list does not end")
		}
	}
	return list
}

var ridLink = regexp.MustCompile(`href="/portal/activity/request/(WEB_[0-9a-f]+)"`)

func ridOf(a world.Answer) string { return cordon.TrackingRID(a.Header.Get("X-Zm-Trackingid")) }

func exported(t *testing.T, b *world.Browser, path string) (rids []string, text string) {
	t.Helper()
	a := b.Want(200, b.Get(path))
	if got := a.Header.Get("Content-Type"); got != "application/x-ndjson" || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment; ") {
		t.Errorf("headers %v", a.Header)
	}
	lines := bufio.NewScanner(bytes.NewReader(a.Body))
	for lines.Scan() {
		var e cordon.Event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil || e.Account != b.World.Account.ID || e.At.IsZero() || e.Outcome == "" {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		rids = append(rids, e.TrackingID)
	}
	return rids, string(a.Body)
}

// Changes and refusals, of the API and of the portal, are listed by who, what
// and when; the export is the list.
func TestActivityList(t *testing.T) {
	g := newGallery(t, 161)
	g.SignIn("owner@example.com") // changes their password, which is an event of this day
	g.Clock.Move(24 * time.Hour)
	owner, b := g.OwnerToken(), g.SignIn("owner@example.com")
	g.role("<u>Odd</u>", map[cordon.Privilege]string{"User:Read": "Seen"})
	vendor := g.app("<b>Loud</b>", "svc", readUsers, readUser)
	token := g.Token(vendor)

	made := g.Must(201, owner, "POST", "/groups", map[string]string{"name": "<b>Bold</b>"})
	clicked := b.Want(303, b.Send("/portal/groups/add", "/portal/groups/add", url.Values{"name": {"Clicked"}}))
	odd := g.Do(token, "GET", "/users/%3Cscript%3Ealert(1)%3C%2Fscript%3E", nil)
	hidden := g.Must(404, token, "GET", "/users/cat@example.com", nil)
	g.Must(204, owner, "PUT", "/users/dan@example.com/password", map[string]string{"password": world.Password})
	dan := signInOnly(g.World, "dan@example.com")
	stopped := dan.Want(403, dan.Get("/portal/groups"))
	given := b.Want(303, confirmed(b, g, "dan", g.ids["<u>Odd</u>"]))
	g.Flush()

	list := b.Want(200, b.Get("/portal/activity"))
	contains(t, list, "POST /groups", "&lt;b&gt;Loud&lt;/b&gt;", "Gave dan@example.com the role “&lt;u&gt;Odd&lt;/u&gt;”.", "in the portal", "Olivia Owner", "owner@example.com", "Dan Test",
		"404, code 1001", "cat@example.com exists", `aria-current="page">Activity<`, `href="/portal/usage"`, `/portal/activity/export`)
	lacks(t, list, "<b>Loud", "<u>Odd", "<script>alert", "Nothing matches")
	page := b.Want(200, b.Get("/portal/activity/request/"+ridOf(odd)))
	lacks(t, page, "<script>alert", "<b>Loud")
	contains(t, page, "script")
	page = b.Want(200, b.Get("/portal/activity/request/"+ridOf(given)))
	contains(t, page, "POST /roles/{roleId}/members", "POST", "Portal", "Changed")
	if n := strings.Count(string(page.Body), `data-testid="event"`); n < 2 {
		t.Errorf("a form with several operations has %d events", n)
	}
	lacks(t, page, `data-testid="told"`, "<u>Odd")

	all := rids(t, b, "/portal/activity")
	has := func(query string, want, not []world.Answer) {
		t.Helper()
		got := rids(t, b, "/portal/activity?"+query)
		for _, a := range want {
			if !slices.Contains(got, ridOf(a)) {
				t.Errorf("%s lacks %s", query, ridOf(a))
			}
		}
		for _, a := range not {
			if slices.Contains(got, ridOf(a)) {
				t.Errorf("%s has %s", query, ridOf(a))
			}
		}
		if lines, _ := exported(t, b, "/portal/activity/export?"+query); !slices.Equal(lines, got) {
			t.Errorf("%s: the export has %d, the list %d", query, len(lines), len(got))
		}
	}
	type answers = []world.Answer
	has("", answers{made, clicked, odd, hidden, stopped, given}, nil)
	has("what=changes", answers{made, clicked, given}, answers{odd, hidden, stopped})
	has("what=refusals", answers{odd, hidden, stopped}, answers{made, clicked, given})
	has("who=owner@example.com", answers{made, clicked, given}, answers{hidden, stopped})
	has("who="+g.ids["dan"], answers{stopped}, answers{made, hidden})
	has("who="+url.QueryEscape("<b>Loud</b>"), answers{odd, hidden}, answers{made, stopped})
	has("who="+g.ids["<b>Loud</b>"], answers{odd, hidden}, answers{made, stopped})
	has("who="+vendor.ClientID+"&what=changes", nil, answers{odd, hidden})
	has("about=groups", answers{made, clicked, stopped}, answers{hidden, given})
	has("about="+url.QueryEscape("post /groups"), answers{made, clicked}, answers{stopped, hidden})
	has("about=Roles&what=changes", answers{given}, answers{made})
	has("from=2026-03-03&to=2026-03-03", answers{made, hidden}, nil)
	has("to=2026-03-02", nil, answers{made, hidden})
	has("from=2026-03-04", nil, answers{made, hidden})
	if n := len(rids(t, b, "/portal/activity?to=2026-03-02")); n == 0 || n >= len(all) {
		t.Errorf("%d of %d on the first day", n, len(all))
	}
	contains(t, b.Want(200, b.Get("/portal/activity?from=2026-03-04&what=refusals")), "Nothing matches", `value="2026-03-04"`, `<option value="refusals" selected>`)
	for query, said := range map[string]string{"who=nobody@example.com": "No user has this", "about=nonsense": "There is no such product", "from=yesterday": "Write a day like",
		"from=2026-03-05&to=2026-03-04": "before the first day"} {
		contains(t, b.Want(422, b.Get("/portal/activity?"+query)), said, `aria-invalid="true"`)
		a := b.Want(400, b.Get("/portal/activity/export?"+query))
		lacks(t, a, "tracking_id")
	}
	for _, query := range []string{"what=else", "after=x", "after=5", "after=5&at=x"} {
		b.Want(404, b.Get("/portal/activity?"+query))
	}

	// Apps of one name have to be told apart.
	g.app("Twin", "svc")
	g.app("Twin", "ann")
	contains(t, b.Want(200, b.Get("/portal/activity?who=Twin&what=changes")), "Which app do you mean?", `/portal/activity?what=changes&amp;who=`+g.ids["Twin"])

	// The reader's day is not the server's.
	g.Must(204, owner, "PATCH", "/users/owner@example.com", map[string]string{"timezone": "Asia/Tokyo"})
	g.Clock.Move(8 * time.Hour) // 17:00 UTC is two in the night of the next day
	late := g.Must(201, g.OwnerToken(), "POST", "/groups", map[string]string{"name": "Late"})
	b = g.SignIn("owner@example.com")
	has("from=2026-03-04", answers{late}, answers{made})
	has("to=2026-03-03", answers{made}, answers{late})
	contains(t, b.Get("/portal/activity"), "Asia/Tokyo")
}

// signInOnly signs somebody in who has the usual password.
func signInOnly(w *world.World, email string) *world.Browser {
	b := w.Browse()
	b.Want(303, signIn(b, email, world.Password))
	return b
}

// confirmed gives a user a role and another department at once.
func confirmed(b *world.Browser, g *gallery, name, role string) world.Answer {
	edit := "/portal/users/" + g.ids[name] + "/edit"
	page := b.Want(200, b.Get(edit))
	form := url.Values{}
	for _, m := range inputs.FindAllStringSubmatch(string(page.Body), -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	form.Set("role", role)
	form.Set("dept", "Moved")
	form.Set("licence", "2")
	_, done := b.Confirm(edit, edit, form)
	return done
}

var inputs = regexp.MustCompile(`<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"`)

// TestActivityPages: pages hold every event once, and days with more refusals
// than are kept say so once.
func TestActivityPages(t *testing.T) {
	g := newGallery(t, 162)
	vendor := g.app("Noisy", "svc", readUser)
	token := g.Token(vendor)
	b := g.SignIn("owner@example.com")
	var want []string
	for i := range 130 {
		if i%40 == 0 && i > 0 {
			g.Clock.Move(24 * time.Hour)
			token = g.Token(vendor)
			b = g.SignIn("owner@example.com")
		}
		want = append(want, ridOf(g.Must(404, token, "GET", "/users/cat@example.com", nil)))
	}
	g.Flush()
	var uncounted []store.Uncounted
	day := store.Day(world.Start)
	for d := range int64(4) {
		uncounted = append(uncounted, store.Uncounted{Account: g.Account.ID, ClientID: vendor.ClientID, User: g.ids["svc"], Day: day + d, N: 52_310 + int(d)})
	}
	uncounted = append(uncounted, store.Uncounted{Account: g.Account.ID, User: g.ids["dan"], Day: day + 1, N: 7})
	if err := g.DB.Keep(context.Background(), store.Batch{Uncounted: uncounted}); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(want)
	if got := rids(t, b, "/portal/activity?who=Noisy"); !slices.Equal(got, want) {
		t.Errorf("%d of %d requests, or not in order", len(got), len(want))
	}
	var rows []string
	for path := "/portal/activity"; path != ""; {
		a := b.Want(200, b.Get(path))
		for _, m := range moreRow.FindAllStringSubmatch(string(a.Body), -1) {
			rows = append(rows, tags.ReplaceAllString(m[1], " "))
		}
		path = nextOf(a)
	}
	if len(rows) != 5 || !strings.Contains(rows[0], "5 Mar 2026 (UTC)  Noisy  and 52,313 more") || !strings.Contains(rows[4], "2 Mar 2026 (UTC)  Noisy  and 52,310 more") ||
		!strings.Contains(strings.Join(rows, "\n"), "3 Mar 2026 (UTC)  Dan Test  and 7 more") {
		t.Errorf("got %q", rows)
	}
	a := b.Want(200, b.Get("/portal/activity?who=Noisy&from=2026-03-03&to=2026-03-03"))
	contains(t, a, "and 52,311 more")
	lacks(t, a, "and 52,310 more", "and 52,312 more", "and 7 more")
	lacks(t, b.Get("/portal/activity?what=changes"), "more-refused")

	var crowd []store.Uncounted
	for i := range 30 {
		crowd = append(crowd, store.Uncounted{Account: g.Account.ID, User: fmt.Sprint("x", i), Day: day + 3, N: 10})
	}
	if err := g.DB.Keep(context.Background(), store.Batch{Uncounted: crowd}); err != nil {
		t.Fatal(err)
	}
	a = b.Want(200, b.Get("/portal/activity?what=refusals"))
	if n := strings.Count(string(a.Body), `data-testid="more-refused"`); n != 20 {
		t.Errorf("%d rows", n)
	}
	contains(t, a, "other callers and days")
}

var moreRow = regexp.MustCompile(`(?s)<tr data-testid="more-refused">(.*?)</tr>`)

// Only those from whom nobody is hidden read the activity.
func TestActivityIsForTheUnrestricted(t *testing.T) {
	g := newGallery(t, 163)
	g.role("Reports", map[cordon.Privilege]string{"UsageReport:Read": "account"})
	g.role("Narrow reports", map[cordon.Privilege]string{"UsageReport:Read": "account", "User:Read": "Seen", "MarketPlace:Read": "Seen"})
	g.role("Narrowed reports", map[cordon.Privilege]string{"UsageReport:Read": "Seen", "User:Read": "Seen"})
	g.user("rex", "Reports")
	g.user("nan", "Narrow reports", "Seen")
	g.user("ned", "Narrowed reports")
	g.user("amy", "Admin")
	hidden := g.Must(404, g.Token(g.app("Probe", "svc", readUser)), "GET", "/users/cat@example.com", nil)
	g.Flush()
	paths := []string{"/portal/activity", "/portal/activity?who=" + g.ids["svc"], "/portal/activity/request/" + ridOf(hidden), "/portal/activity/request?id=" + ridOf(hidden),
		"/portal/activity/request/WEB_0", "/portal/activity/export", "/portal/activity/export?what=refusals"}
	for _, name := range []string{"nan", "ned", "rex", "svc", "ann"} {
		b := g.SignIn(name + "@example.com")
		for _, path := range paths {
			a := b.Want(http.StatusForbidden, b.Get(path))
			lacks(t, a, "cat@example.com", "Probe", ridOf(hidden), "tracking_id", `href="/portal/activity"`)
			contains(t, a, "Your role does not allow this")
		}
	}
	for _, path := range paths {
		if a := g.Browse().Get(path); a.Status != http.StatusSeeOther {
			t.Errorf("%s, signed out: %d", path, a.Status)
		}
	}
	for _, name := range []string{"owner", "amy"} {
		b := g.SignIn(name + "@example.com")
		page := b.Want(200, lookUp(b, hidden))
		contains(t, page, "cat@example.com exists", "svc@example.com")
		if got, _ := exported(t, b, "/portal/activity/export?what=refusals"); !slices.Contains(got, ridOf(hidden)) {
			t.Errorf("%s: the export lacks the refusal", name)
		}
	}
}

// A secret is in no export, wherever a caller put it.
func TestExportHoldsNoSecrets(t *testing.T) {
	g := newGallery(t, 164)
	vendor := g.app("Careless", "svc", readUser)
	token, owner := g.Token(vendor), g.OwnerToken()
	b := g.SignIn("owner@example.com")
	for _, path := range []string{"/users/" + vendor.ClientSecret, "/users/" + token, "/users?access_token=" + token, "/groups/" + token, "/nothing/" + vendor.ClientSecret} {
		g.Do(token, "GET", path, nil)
	}
	g.Must(204, owner, "PUT", "/users/ann@example.com/password", map[string]string{"password": "Secret-Word-7"})
	g.Do(owner, "PUT", "/users/nobody/password", map[string]string{"password": "Secret-Word-7"})
	var rotated struct {
		Secret string `json:"new_secret"`
	}
	g.Must(201, owner, "POST", "/marketplace/apps/"+g.ids["Careless"]+"/rotate_client_secret", map[string]any{"action": "new", "revoke_old_secret_time": "2026-03-03T00:00:00Z"}).JSON(t, &rotated)
	b.Want(303, b.Send("/portal/password", "/portal/password", url.Values{"current": {world.Password}, "password": {"Other-Word-8"}, "again": {"Other-Word-8"}}))
	g.Flush()
	_, text := exported(t, b, "/portal/activity/export")
	secrets := []string{vendor.ClientSecret, g.Account.App.ClientSecret, rotated.Secret, "Secret-Word-7", "Other-Word-8", world.Password, "Given-by-us-1", g.Hash("Other-Word-8")}
	for _, tok := range []string{token, owner} {
		secrets = append(secrets, strings.Split(tok, ".")...)
	}
	for _, s := range secrets {
		if s == "" || strings.Contains(text, s) {
			t.Errorf("the export holds %q", s)
		}
	}
	if !strings.Contains(text, "/v2/nothing/...") || !strings.Contains(text, "rotate_client_secret") || !strings.Contains(text, "PUT /users/{userId}/password") {
		t.Errorf("what was done with them is not there:\n%s", text)
	}
}

// leaver is a connection whose reader loses the right to read while reading.
type leaver struct {
	*httptest.ResponseRecorder
	leave  func()
	broken bool
}

func (l *leaver) Write(p []byte) (int, error) {
	if l.leave != nil {
		l.leave()
		l.leave = nil
	}
	return l.ResponseRecorder.Write(p)
}

func (l *leaver) SetWriteDeadline(at time.Time) error {
	l.broken = l.broken || at.Before(world.Start)
	return nil
}

// Each chunk of an export is decided about, and half of one does not look whole.
func TestExportStopsWithTheRight(t *testing.T) {
	g := newGallery(t, 165)
	token := g.Token(g.app("Noisy", "svc", readUser))
	for range 520 {
		g.Must(404, token, "GET", "/users/cat@example.com", nil)
	}
	g.Flush()
	g.user("amy", "Admin")
	g.SignIn("amy@example.com")
	cookies := (&http.Response{Header: signIn(g.Browse(), "amy@example.com", world.Password).Header}).Cookies()
	for _, leave := range []bool{false, true} {
		l := &leaver{ResponseRecorder: httptest.NewRecorder()}
		if leave {
			l.leave = func() {
				g.Must(204, g.OwnerToken(), "DELETE", "/roles/"+cordon.AdminRole+"/members/amy@example.com", nil)
			}
		}
		req := httptest.NewRequest("GET", "/portal/activity/export?what=refusals", nil)
		for _, c := range cookies {
			req.AddCookie(c)
		}
		g.Server.ServeHTTP(l, req)
		want := 520
		if leave {
			want = 500
		}
		if n := strings.Count(l.Body.String(), "\n"); n != want || l.broken != leave {
			t.Errorf("leaving %v: %d lines, broken %v", leave, n, l.broken)
		}
	}
}
