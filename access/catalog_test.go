package access

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
)

func TestCatalogCounts(t *testing.T) {
	published, extensions := make(map[string]int), 0
	for _, o := range Operations().All() {
		if o.Extension {
			extensions++
			continue
		}
		published[o.Product]++
	}
	want := map[string]int{
		"accounts": 26, "archiving": 4, "chatbot": 4, "contact_groups": 8, "devices": 17,
		"divisions": 7, "groups": 21, "marketplace": 28, "meetings": 44, "metrics": 32, "pac": 1,
		"past_meetings": 7, "phone": 391, "qss": 3, "recordings": 18, "report": 24, "roles": 8,
		"scim2": 11, "sip_phone": 4, "team_chat": 109, "tracking_fields": 5, "tsp": 8,
		"users": 35, "webinars": 53,
	}
	total := 0
	for product, n := range published {
		total += n
		if want[product] != n {
			t.Errorf("%s: %d operations, want %d", product, n, want[product])
		}
	}
	if total != 868 || len(published) != len(want) {
		t.Errorf("%d operations of %d products, want 868 of %d", total, len(published), len(want))
	}
	if extensions != 1 {
		t.Errorf("%d extensions, want 1", extensions)
	}
}

func TestCatalogRows(t *testing.T) {
	seen := make(map[string]bool)
	for _, o := range Operations().All() {
		// Two operations that differ only in the name of a parameter are the same.
		shape := o.Method + " " + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(o.Path, "{}")
		if seen[shape] {
			t.Errorf("%s is there twice", shape)
		}
		seen[shape] = true
		if o.ID == "" || o.Product == "" || !pathForm.MatchString(o.Path) {
			t.Errorf("%s: incomplete", o)
		}
		if !slices.Contains([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}, o.Method) {
			t.Errorf("%s: method", o)
		}
		if !slices.Contains([]string{"", "Light", "Medium", "Heavy", "Resource-intensive"}, o.Label) {
			t.Errorf("%s: label %q", o, o.Label)
		}
		if Operations().Find(o.String()) != o {
			t.Errorf("%s: not found by its pattern", o)
		}
		for _, s := range slices.Concat(o.Classic, o.Granular) {
			if !o.Accepts(s) || !Operations().Knows(s) {
				t.Errorf("%s: %s is not accepted or not known", o, s)
			}
			if o.Privilege != "" && !slices.Contains(Operations().Backing(s), o.Privilege) {
				t.Errorf("%s: %s does not back %s", o, o.Privilege, s)
			}
		}
		if o.Privilege != "" && !Operations().KnowsPrivilege(o.Privilege) {
			t.Errorf("%s: unknown privilege %s", o, o.Privilege)
		}
		if o.Accepts("") || o.Accepts("user:read:nothing") {
			t.Errorf("%s accepts a scope it does not list", o)
		}
	}
	if Operations().Find("GET /nothing") != nil {
		t.Error("an unknown pattern was found")
	}
}

// Every row of privileges.csv fills a gap and names its source. newCatalog
// refuses anything else (TestMalformedFiles); this says it of the real files.
func TestPrivilegesFillGapsOnly(t *testing.T) {
	bare, err := newCatalog(catalogFile, "method,path,privilege,source\n", extensionsFile, nil)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := readTable(privilegesFile, privilegeColumns)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		pattern := row[0] + " " + row[1]
		switch o := bare.Find(pattern); {
		case o == nil:
			t.Errorf("%s is not in the catalog", pattern)
		case o.Privilege != "":
			t.Errorf("%s has the published privilege %s", pattern, o.Privilege)
		}
		if want := cordon.Privilege(row[2]); Operations().Find(pattern).Privilege != want {
			t.Errorf("%s: privilege is not %s", pattern, want)
		}
		key, note, _ := strings.Cut(row[3], ", ")
		if !slices.Contains([]string{"USR", "GQL", "PRIV", "MKT", "CHAT"}, key) ||
			!slices.Contains([]string{"", "inferred", "inferred from siblings"}, note) {
			t.Errorf("%s: source %q", pattern, row[3])
		}
	}
}

// Zoom names two privileges for these and does not say whether one suffices.
func TestTwoPrivilegesStayClosed(t *testing.T) {
	for _, pattern := range []string{"PATCH /accounts/{accountId}/settings", "GET /surveys", "GET /devices"} {
		if o := Operations().Find(pattern); o == nil || o.Privilege != "" {
			t.Errorf("%s: want it known and without a privilege", pattern)
		}
	}
	if !Operations().KnowsPrivilege("MobileDeviceManagement:Edit") {
		t.Error("a privilege that the catalog names is not known")
	}
}

func TestMalformedFiles(t *testing.T) {
	const (
		head  = "method,path,operation_id,product,classic,granular,label,privilege\n"
		row   = "GET,/a/{id},look,p,a:read,a:read:a,Light,A:Read\n"
		open  = "GET,/b,list,p,b:read,,,\n"
		fills = "method,path,privilege,source\n"
	)
	if _, err := newCatalog(head+row+open, fills+"GET,/b,B:Read,USR\n", head, map[cordon.Scope][]string{"c:read": {"GET /b"}}); err != nil {
		t.Fatalf("a good catalog: %v", err)
	}
	for name, added := range map[string]map[cordon.Scope][]string{
		"a scope added to nothing": {"c:read": {"GET /c"}},
		"a scope added twice over": {"b:read": {"GET /b"}},
	} {
		if _, err := newCatalog(head+row+open, fills, head, added); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for name, in := range map[string][3]string{
		"empty file":              {"", fills, head},
		"other header":            {strings.Replace(head, "label", "weight", 1), fills, head},
		"short row":               {head + "GET,/a,look\n", fills, head},
		"unknown method":          {head + strings.Replace(row, "GET", "HEAD", 1), fills, head},
		"malformed path":          {head + strings.Replace(row, "/a/{id}", "/a/", 1), fills, head},
		"no operation id":         {head + strings.Replace(row, "look", "", 1), fills, head},
		"unknown label":           {head + strings.Replace(row, "Light", "LIGHT", 1), fills, head},
		"malformed scope":         {head + strings.Replace(row, "a:read,", "a:read;x,", 1), fills, head},
		"scope twice":             {head + strings.Replace(row, "a:read,", "a:read a:read,", 1), fills, head},
		"malformed privilege":     {head + strings.Replace(row, "A:Read", "A:See", 1), fills, head},
		"same row twice":          {head + row + row, fills, head},
		"same shape twice":        {head + row + strings.Replace(row, "{id}", "{aId}", 1), fills, head},
		"extension is published":  {head + row, fills, head + row},
		"privilege published":     {head + row, fills + "GET,/a/{id},A:Read,USR\n", head},
		"privilege of nothing":    {head + row, fills + "GET,/c,A:Read,USR\n", head},
		"privilege twice":         {head + open, fills + "GET,/b,B:Read,USR\nGET,/b,B:Read,USR\n", head},
		"privilege with no name":  {head + open, fills + "GET,/b,,USR\n", head},
		"privilege with no cause": {head + open, fills + "GET,/b,B:Read,\n", head},
	} {
		if _, err := newCatalog(in[0], in[1], in[2], nil); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// The scopes of the published recipe for a restricted credential.
func TestRecipeScopes(t *testing.T) {
	c := Operations()
	for s, want := range map[cordon.Scope]cordon.Privilege{
		"user:read:user":                   "User:Read",
		"user:read:list_users:admin":       "User:Read",
		"meeting:read:meeting":             "User:Read",
		"meeting:read:list_meetings:admin": "User:Read",
		"report:read:admin":                "UsageReport:Read",
		"report:read:user:admin":           "UsageReport:Read",
		"team:read:team":                   "ChatChannel:Read",
		"team:read:list_teams:admin":       "ChatChannel:Read",
		"phone:read:admin":                 "PbxAdmin:Read",
		"phone_call_log:read:admin":        "PbxAdmin:Read",
		"phone:read":                       "PbxAdmin:Read",
	} {
		if !c.Knows(s) || !slices.Contains(c.Scopes(), s) {
			t.Errorf("%s is not known", s)
		}
		if by := c.Backing(s); !slices.Contains(by, want) {
			t.Errorf("%s is backed by %v, want %s among them", s, by, want)
		}
	}
	if c.Knows("") || c.Knows("user:read:nothing") || c.Backing("user:read:nothing") != nil {
		t.Error("an unknown scope is known or backed")
	}
	if !slices.IsSorted(c.Scopes()) {
		t.Error("Scopes is not sorted")
	}
}

func TestPrivileges(t *testing.T) {
	c := Operations()
	all := c.Privileges()
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Error("Privileges is not sorted and distinct")
	}
	for _, p := range []cordon.Privilege{
		cordon.UserRead, cordon.UserEdit, cordon.GroupRead, cordon.GroupEdit, cordon.RoleRead, cordon.RoleEdit,
		cordon.AppRead, cordon.AppEdit, cordon.ChannelRead, "RecordingContent:Read", "Meeting:Join", "SmartMeetingSummaryMgt:Read",
	} {
		if !c.KnowsPrivilege(p) {
			t.Errorf("%s is not known", p)
		}
	}
	for _, p := range []cordon.Privilege{
		"", cordon.AccountOwner, "user:read", "Marketplace:Edit", "MoileDeviceManagement:Read", "IMChatBot:Read", "DataRequest:Edit",
	} {
		if c.KnowsPrivilege(p) {
			t.Errorf("%q is known", p)
		}
	}
}

func TestMatch(t *testing.T) {
	for _, test := range []struct{ method, path, want string }{
		{"GET", "/users", "GET /users"},
		{"POST", "/users", "POST /users"},
		{"GET", "/users/abc", "GET /users/{userId}"},
		{"GET", "/users/abc/meetings", "GET /users/{userId}/meetings"},
		{"GET", "/users/jane@example.com", "GET /users/{userId}"},
		{"GET", "/users/-_.~", "GET /users/{userId}"},

		// Literal segments win.
		{"GET", "/users/email", "GET /users/email"},
		{"GET", "/users/%65mail", "GET /users/email"},
		{"GET", "/users/me/zak", "GET /users/me/zak"},
		{"POST", "/chat/channels/c/members/me", "POST /chat/channels/{channelId}/members/me"},
		{"GET", "/accounts/me/recordings", "GET /accounts/{accountId}/recordings"},
		{"PUT", "/meetings/1/recordings/status", "PUT /meetings/{meetingUUID}/recordings/status"},
		// ... and where they lead nowhere, the parameter is tried.
		{"GET", "/users/me/token", "GET /users/{userId}/token"},
		{"DELETE", "/users/email", "DELETE /users/{userId}"},
		{"DELETE", "/chat/messages/m/reminder", "DELETE /chat/messages/{messageId}/reminder"},
		// Where two patterns fit, the earlier literal wins.
		{"DELETE", "/chat/messages/schedule/reminder", "DELETE /chat/messages/schedule/{draftId}"},

		// An encoded slash stays inside its segment; Zoom asks for some to be encoded twice.
		{"GET", "/past_meetings/%2Fa%2F%2Fb%3D%3D", "GET /past_meetings/{meetingId}"},
		{"GET", "/past_meetings/%252Fa%253D/participants", "GET /past_meetings/{meetingId}/participants"},
		{"GET", "/users/email%2Fx", "GET /users/{userId}"},

		{"PATCH", "/marketplace/apps/a", "PATCH /marketplace/apps/{appId}"}, // an extension
		{"GET", "/scim2/Users/abc", "GET /scim2/Users/{userId}"},

		{"GET", "", ""},
		{"GET", "/", ""},
		{"GET", "users", ""},
		{"GET", "/Users", ""},
		{"GET", "/users/", ""},
		{"GET", "//users", ""},
		{"GET", "/users//meetings", ""},
		{"GET", "/users/abc/meetings/", ""},
		{"GET", "/users/abc/nothing", ""},
		{"GET", "/users%2Fabc", ""},
		{"GET", "/users/%zz", ""},
		{"HEAD", "/users", ""},
		{"get", "/users", ""},
		{"GET", "/nothing", ""},
	} {
		got := ""
		if o := Operations().Match(test.method, test.path); o != nil {
			got = o.String()
		}
		if got != test.want {
			t.Errorf("Match(%s, %s) = %q, want %q", test.method, test.path, got, test.want)
		}
	}
}

// http.ServeMux refuses patterns of which neither is more specific: these meet
// /chat/messages/schedule/{draftId} and /phone/common_areas/template_id/{templateId}.
// A router that serves both of a pair must ask Match.
var notForServeMux = []string{
	"DELETE /chat/messages/{messageId}/reminder",
	"POST /phone/common_areas/{commonAreaId}/calling_plans",
	"POST /phone/common_areas/{commonAreaId}/phone_numbers",
}

// ServeMux takes all the rest, and sends every request where Match sends it.
func TestMatchAgreesWithServeMux(t *testing.T) {
	mux := http.NewServeMux()
	var operations []*Operation
	for _, o := range Operations().All() {
		if !slices.Contains(notForServeMux, o.String()) {
			operations = append(operations, o)
			mux.Handle(o.String(), http.NotFoundHandler()) // panics on a conflict
		}
	}
	param := regexp.MustCompile(`\{\w+\}`)
	for _, o := range operations {
		for _, id := range []string{"abc", "me", "email", "%2Fa%2F%2Fb%3D", "%252Fa"} {
			path := param.ReplaceAllLiteralString(o.Path, id)
			_, pattern := mux.Handler(httptest.NewRequest(o.Method, path, nil))
			got := Operations().Match(o.Method, path)
			if got == nil || got.String() != pattern {
				t.Errorf("%s %s: Match says %v, ServeMux %q", o.Method, path, got, pattern)
			}
		}
	}
}
