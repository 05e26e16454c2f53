package zoomapi_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// hiddenMark stands in every text of whoever the vendor must not learn of.
const hiddenMark = "OUTSIDERMARK"

// A troupe is a world with people in every part that a test needs.
//
//	users    ann (every field filled), ben (hardly any), pat (pending), ian (inactive), svc (the vendor's
//	         service user), ed (the editor's), cat and hid (hidden)
//	groups   seen (ann, ben, pat, ian), dark (cat, hid), void (empty)
//	roles    reader (reads all, of seen), writer (edits all, of seen), spare (nobody has it)
//	apps     vendorapp (svc's), editorapp (ed's), ownerapp
//
// Tokens: "owner", "vendor" (reader), "editor" (writer).
type troupe struct {
	*world.World
	ids   map[string]string
	creds map[string]world.Credentials
	token map[string]string
}

var (
	readAll = []cordon.Privilege{cordon.UserRead, cordon.GroupRead, cordon.RoleRead, cordon.AppRead, "Dashboard:Read", "Recording:Read", "RecordingContent:Read",
		"PbxAdmin:Read", "UsageReport:Read", "ChatChannel:Read", "ChatMessage:Read", "SmartMeetingSummaryMgt:Read"}
	editAll = []cordon.Privilege{cordon.UserEdit, cordon.GroupEdit, cordon.RoleEdit, cordon.AppEdit, "Dashboard:Read", "UsageReport:Read", "Recording:Edit", "RecordingContent:Read",
		"PbxAdmin:Edit", "ChatChannel:Edit", "ChatMessage:Edit", "SmartMeetingSummaryMgt:Edit"}
)

// props are what each family of operations puts into a troupe's account:
// meetings, calls, channels. They find people by tr.ids, and add their own.
var props []func(tr *troupe, tx *store.OperatorTx) error

func newTroupe(t testing.TB) *troupe {
	t.Helper()
	tr := &troupe{World: world.New(t, 7), ids: map[string]string{}, creds: map[string]world.Credentials{}, token: map[string]string{}}
	account := tr.Account.ID
	tr.ids["owner"], tr.ids["account"], tr.ids["client"] = tr.Account.Owner.ID, account, tr.Account.App.ClientID
	tr.creds["owner"] = tr.Account.App
	tr.Operate(func(tx *store.OperatorTx) error {
		for name, g := range map[string]cordon.Group{
			"seen": {Name: "Seen", Description: "Whom the vendor sees"}, "void": {Name: "Void"},
			"dark": {Name: hiddenMark + " Dark", Description: hiddenMark},
		} {
			if err := tx.AddGroup(account, &g); err != nil {
				return err
			}
			tr.ids[name] = g.ID
		}
		seen := cordon.Reach{Groups: []string{tr.ids["seen"]}}
		for name, privileges := range map[string][]cordon.Privilege{"reader": readAll, "writer": editAll, "spare": readAll[:1]} {
			r := cordon.Role{Name: "Role " + name, Description: "A role", Reaches: map[cordon.Privilege]cordon.Reach{}}
			for _, p := range privileges {
				r.Reaches[p] = seen
			}
			if err := tx.AddRole(account, &r); err != nil {
				return err
			}
			tr.ids[name] = r.ID
		}
		for _, name := range strings.Fields("ann ben pat ian svc ed cat hid") {
			u := person(name)
			switch name {
			case "ann":
				fill(&u)
				u.Groups = []string{tr.ids["seen"]}
			case "ben", "pat", "ian":
				u.Groups = []string{tr.ids["seen"]}
			case "svc":
				u.RoleID = tr.ids["reader"]
			case "ed":
				u.RoleID = tr.ids["writer"]
			case "cat", "hid":
				u.Groups = []string{tr.ids["dark"]}
				hide(&u)
			}
			if name == "pat" {
				u.Status = cordon.Pending
			}
			if name == "ian" {
				u.Status = cordon.Inactive
			}
			if err := tx.AddUser(account, &u); err != nil {
				return err
			}
			tr.ids[name] = u.ID
		}
		for name, owner := range map[string]string{"vendor": "svc", "editor": "ed"} {
			a := cordon.App{Name: name, Owner: tr.ids[owner], Active: true, Scopes: world.AllScopes(),
				ContactName: "Ann", Contact: "ann@example.com", Company: "Example"}
			secret, err := tx.AddApp(account, &a)
			if err != nil {
				return err
			}
			tr.ids[name+"app"] = a.ID
			tr.creds[name] = world.Credentials{AccountID: account, ClientID: a.ClientID, ClientSecret: secret}
		}
		for _, prop := range props {
			if err := prop(tr, tx); err != nil {
				return err
			}
		}
		a, err := tx.OwnersApp(account)
		tr.ids["ownerapp"] = a.ID
		return err
	})
	for name, c := range tr.creds {
		tr.token[name] = tr.Token(c)
	}
	return tr
}

func person(name string) cordon.User {
	phone := cordon.DefaultFeatures(cordon.Basic)
	phone.ZoomPhone = true
	return cordon.User{Email: name + "@example.com", Status: cordon.Active, Features: phone,
		Brief: cordon.Brief{FirstName: strings.ToUpper(name[:1]) + name[1:], LastName: "Example", Type: cordon.Basic, Timezone: "UTC"}}
}

func hide(u *cordon.User) {
	b, p := &u.Brief, &u.Profile
	u.Email = strings.ToLower(hiddenMark) + "-" + u.Email
	b.FirstName, b.LastName, b.DisplayName, b.Dept, b.EmployeeUniqueID = hiddenMark, hiddenMark, hiddenMark, hiddenMark, hiddenMark
	p.Company, p.JobTitle, p.Location, p.VanityURL = hiddenMark, hiddenMark, hiddenMark, "https://zoom.us/my/"+u.Email
}

// fill gives a user every field that there is, with text that JSON must escape.
func fill(u *cordon.User) {
	at, yes := world.Start.Add(-24*time.Hour), true
	u.Manager = "ben@example.com"
	u.HostKey = "123456"
	u.Attributes = []cordon.CustomAttribute{{Key: "cbf_1", Name: `Shoe "size"`, Value: "<41> & ½\u2028"}}
	u.Brief = cordon.Brief{
		FirstName: `Änn "A"`, LastName: "Éxample\u2029\t", DisplayName: "Ann </script>", Type: cordon.Licensed, PMI: 1234567890, Timezone: "Europe/Berlin",
		Verified: 1, Dept: "R&D", UserCreatedAt: &at, LastLoginTime: &at, LastClientVersion: "5.9.6.4993(mac)", EmployeeUniqueID: "E-1",
		IMGroupIDs: []string{"im1"}, DivisionIDs: []string{"div1"}, PlanUnitedType: "1",
		Licenses: []cordon.LicenseInfo{{LicenseType: "MEETING", LicenseOption: 16, Subscription: "sub1"}},
	}
	u.Profile = cordon.Profile{
		CMSUserID: "cms1", Company: "Example <Ltd>", CostCenter: "C1", JobTitle: "Engineer", Language: "en-US", Location: "Köln", LoginTypes: []int{100, 101},
		PhoneCountry: "US", PhoneNumber: "+1 8005550100", PhoneNumbers: []cordon.PhoneNumber{{Country: "US", Code: "+1", Number: "8005550100", Label: "Mobile", Verified: &yes}},
		PicURL: "https://example.com/a.png?x=1&y=2", Pronouns: "she/her", PronounsOption: 1, UsePMI: true, VanityURL: "https://zoom.us/my/ann", Cluster: "us04", ZoomOneType: 4398046511104,
	}
	u.Features = cordon.Features{ConcurrentMeeting: "Basic", LargeMeeting: true, LargeMeetingCapacity: 500, MeetingCapacity: 300, Webinar: true,
		WebinarCapacity: 500, ZoomEvents: true, ZoomPhone: true, ZoomWhiteboard: true, ZoomRevenue: true, ZoomScheduler: true, ZoomDocs: true, ZoomClips: true, ZoomMailCalendar: true}
}

// expand puts ids in the place of {names}.
func (tr *troupe) expand(text string) string {
	for name, id := range tr.ids {
		text = strings.ReplaceAll(text, "{"+name+"}", id)
	}
	return text
}

// ask sends one line such as "vendor GET /users/{ann}", with an optional body.
func (tr *troupe) ask(line string, body ...string) world.Answer {
	tr.T.Helper()
	who, method, path := split3(tr.T, tr.expand(line))
	var b any
	if len(body) > 0 {
		b = tr.expand(body[0])
	}
	return tr.Do(tr.token[who], method, path, b)
}

// want is ask for an answer with that status, and code where it is a refusal.
func (tr *troupe) want(status, code int, line string, body ...string) world.Answer {
	tr.T.Helper()
	a := tr.ask(line, body...)
	if a.Status != status || a.Status >= 400 && a.Code() != code {
		tr.T.Errorf("%s %s: got %d/%d, want %d/%d\n%s", line, body, a.Status, a.Code(), status, code, a.Body)
	}
	return a
}

// ok is want for a success.
func (tr *troupe) ok(line string, body ...string) world.Answer {
	tr.T.Helper()
	a := tr.ask(line, body...)
	if a.Status/100 != 2 {
		tr.T.Fatalf("%s %s: got %d\n%s", line, body, a.Status, a.Body)
	}
	return a
}

func split3(t testing.TB, line string) (who, method, path string) {
	t.Helper()
	if _, err := fmt.Sscanf(line, "%s %s", &who, &method); err != nil {
		t.Fatalf("bad line %q", line)
	}
	return who, method, strings.TrimPrefix(line, who+" "+method+" ")
}

// number reads one number of an answer.
func number(t testing.TB, a world.Answer, member string) int {
	t.Helper()
	var m map[string]any
	a.JSON(t, &m)
	n, ok := m[member].(float64)
	if !ok {
		t.Fatalf("no number %s in %s", member, a.Body)
	}
	return int(n)
}

// text reads one string of an answer.
func text(t testing.TB, a world.Answer, member string) string {
	t.Helper()
	var m map[string]any
	a.JSON(t, &m)
	s, ok := m[member].(string)
	if !ok {
		t.Fatalf("no text %s in %s", member, a.Body)
	}
	return s
}

// state is all that the owner sees of the account: two states are equal only
// if nothing was changed in between.
func (tr *troupe) state() string {
	tr.T.Helper()
	var b strings.Builder
	add := func(line string) world.Answer {
		a := tr.ok(line)
		fmt.Fprintf(&b, "%s\n%s\n", line, a.Body)
		return a
	}
	ids := func(a world.Answer, list, id string) (out []string) {
		var m map[string]any
		a.JSON(tr.T, &m)
		for _, e := range m[list].([]any) {
			if s, ok := e.(map[string]any)[id].(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	for _, status := range strings.Fields("active inactive pending") {
		for _, id := range ids(add("owner GET /users?page_size=2000&status="+status), "users", "id") {
			add("owner GET /users/" + id)
			add("owner GET /users/" + id + "/settings")
		}
	}
	for _, id := range ids(add("owner GET /groups?page_size=300"), "groups", "id") {
		add("owner GET /groups/" + id + "/members?page_size=2000")
	}
	for _, id := range ids(add("owner GET /roles"), "roles", "id") {
		add("owner GET /roles/" + id)
		add("owner GET /roles/" + id + "/members?page_size=300")
	}
	for _, id := range ids(add("owner GET /marketplace/apps?type=account_created&page_size=300"), "apps", "app_id") {
		add("owner GET /marketplace/apps/" + id)
	}
	// A pending user's created_at is the time of the call.
	return strings.ReplaceAll(b.String(), tr.Clock.Now().UTC().Format(time.RFC3339), "NOW")
}

// sound checks the database file and that it still answers and takes writes.
func (tr *troupe) sound() {
	tr.T.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := tr.DB.CheckIntegrity(ctx); err != nil {
		tr.T.Errorf("integrity: %v", err)
	}
	tr.Must(http.StatusNoContent, tr.token["owner"], "PATCH", "/groups/"+tr.ids["void"], map[string]string{"description": "still here"})
}
