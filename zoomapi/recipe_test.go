package zoomapi_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/demo"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// recipe gives a troupe the published recipe over the group seen, with its
// eleven scopes and no other, and a token for it.
func recipe(tr *troupe) {
	tr.T.Helper()
	tr.Operate(func(tx *store.OperatorTx) error {
		role := cordon.Role{Name: demo.RoleName, Reaches: map[cordon.Privilege]cordon.Reach{}}
		for _, p := range demo.Privileges {
			role.Reaches[p] = cordon.Reach{Groups: []string{tr.ids["seen"]}}
		}
		if err := tx.AddRole(tr.Account.ID, &role); err != nil {
			return err
		}
		service := person("service")
		service.RoleID = role.ID
		if err := tx.AddUser(tr.Account.ID, &service); err != nil {
			return err
		}
		app := cordon.App{Name: demo.AppName, Owner: service.ID, Active: true, Scopes: demo.RecipeScopes}
		secret, err := tx.AddApp(tr.Account.ID, &app)
		tr.creds["recipe"] = world.Credentials{AccountID: tr.Account.ID, ClientID: app.ClientID, ClientSecret: secret}
		return err
	})
	tr.token["recipe"] = tr.Token(tr.creds["recipe"])
}

// TestRecipe: with its eleven scopes alone, users, meetings, reports, teams and
// call logs of the group can be read, and of the others nothing.
func TestRecipe(t *testing.T) {
	tr := newTroupe(t)
	recipe(tr)
	if len(demo.RecipeScopes) != 11 {
		t.Fatalf("the recipe has %d scopes", len(demo.RecipeScopes))
	}
	const month = "from=2026-02-10&to=2026-03-02"
	for _, test := range []struct {
		visible, hidden string // what is read of ann, and of cat
		code            int
	}{
		{"/users/{ann}", "/users/{cat}", 1001},
		{"/users/{ann}/meetings", "/users/{cat}/meetings", 1001},
		{"/users/{ann}/meetings?type=previous_meetings", "/users/{cat}/meetings?type=previous_meetings", 1001},
		{"/meetings/{annmeeting}", "/meetings/{catmeeting}", 3001},
		{"/report/users/{ann}/meetings?" + month, "/report/users/{cat}/meetings?" + month, 1001},
		{"/report/meetings/" + url.PathEscape(tr.ids["annheld"]), "/report/meetings/" + url.PathEscape(tr.ids["catheld"]), 3001},
		{"/report/meetings/" + url.PathEscape(tr.ids["annheld"]) + "/participants", "/report/meetings/" + url.PathEscape(tr.ids["catheld"]) + "/participants", 3001},
		{"/chat/users/{ann}/channels", "/chat/users/{cat}/channels", 1001},
		{"/chat/channels/{sensors}", "/chat/channels/{darkroom}", 4130},
		{"/phone/users/{ann}", "/phone/users/{cat}", 1001},
		{"/phone/users/{ann}/call_logs?" + month, "/phone/users/{cat}/call_logs?" + month, 1001},
		{"/phone/users/{ann}/call_history?" + month, "/phone/users/{cat}/call_history?" + month, 300},
		{"/phone/call_logs/{anncall}", "/phone/call_logs/{catcall}", 404},
		{"/phone/call_history/{anncall}", "/phone/call_history/{catcall}", 301},
	} {
		tr.ok("recipe GET " + test.visible)
		hidden := tr.ask("recipe GET " + test.hidden)
		if hidden.Status != 404 && hidden.Status != 400 || hidden.Code() != test.code {
			t.Errorf("%s: got %d %s, want code %d", test.hidden, hidden.Status, hidden.Body, test.code)
		}
		if owner := tr.ask("owner GET " + test.hidden); owner.Status != 200 {
			t.Errorf("%s: the owner gets %d %s: its refusal proves nothing", test.hidden, owner.Status, owner.Body)
		}
	}
	// Lists of the whole account hold the group's and nobody else's.
	for path, key := range map[string]string{"/users?page_size=300": "users", "/report/users?" + month: "users", "/report/history_meetings?" + month: "history_meetings",
		"/chat/channels": "channels", "/phone/users": "users", "/phone/call_logs?" + month: "call_logs", "/phone/call_history?" + month: "call_logs"} {
		a := tr.ok("recipe GET " + path)
		var list map[string]json.RawMessage
		var rows []map[string]any
		a.JSON(t, &list)
		if err := json.Unmarshal(list[key], &rows); err != nil || len(rows) == 0 {
			t.Errorf("%s: nothing in it: %v %s", path, err, a.Body)
		}
		for _, hidden := range []string{tr.ids["cat"], tr.ids["hid"], strings.ToLower(hiddenMark) + "-cat@example.com", strings.ToLower(hiddenMark) + "-hid@example.com"} {
			if strings.Contains(strings.ToLower(string(a.Body)), strings.ToLower(hidden)) {
				t.Errorf("%s tells %s: %s", path, hidden, a.Body)
			}
		}
	}
	// The scopes open nothing besides.
	for _, path := range []string{"/users/{ann}/recordings", "/metrics/meetings", "/groups", "/users/{ann}/webinars", "/chat/users/{ann}/messages?to_channel={sensors}"} {
		tr.want(400, 4711, "recipe GET "+path)
	}
	for _, r := range tr.Server.API.Routes() {
		if r.Method != "GET" && slices.ContainsFunc(demo.RecipeScopes, r.Accepts) {
			t.Errorf("%s is a write that the recipe's scopes open", r)
		}
	}
}
