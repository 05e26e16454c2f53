package zoomapi_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// The recipe's two scopes of "teams" open the channels of its group, and those
// alone.
func TestRecipeReadsTheChannelsOfItsGroup(t *testing.T) {
	tr := newTroupe(t)
	recipe(tr)
	ids := func(line string) string {
		t.Helper()
		var list struct {
			Channels []struct{ ID string }
			Total    int `json:"total_records"`
		}
		tr.ok(line).JSON(t, &list)
		var names []string
		for _, ch := range list.Channels {
			for name, id := range maps.All(tr.ids) {
				if id == ch.ID {
					names = append(names, name)
				}
			}
		}
		if list.Total != len(names) {
			t.Errorf("%s: total_records %d of %v", line, list.Total, names)
		}
		slices.Sort(names)
		return strings.Join(names, " ")
	}
	for line, want := range map[string]string{
		"recipe GET /chat/channels":              "sensors",
		"recipe GET /chat/users/{ann}/channels":  "sensors",
		"recipe GET /chat/users/{ben}/channels":  "closed sensors",
		"recipe GET /chat/users/{ian}/channels":  "",
		"owner GET /chat/channels":               "darkroom sensors",
		"owner GET /chat/users/{cat}/channels":   "closed darkroom sensors",
		"vendor GET /chat/channels?page_size=20": "sensors",
	} {
		if got := ids(line); got != want {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
	tr.ok("recipe GET /chat/channels/{sensors}")
	tr.ok("recipe GET /chat/users/{ben}/channels/{closed}")
	tr.want(404, 4130, "recipe GET /chat/channels/{darkroom}")
	tr.want(404, 4130, "recipe GET /chat/channels/none")
	tr.want(404, 1001, "recipe GET /chat/users/{cat}/channels")
	tr.want(404, 1001, "recipe GET /chat/users/{cat}/channels/{sensors}")

	// They open nothing else, and the refusal names published scopes alone.
	for _, line := range []string{"GET /chat/channels/{sensors}/members", "GET /chat/users/{ann}/messages?to_channel={sensors}", "GET /chat/users/{ann}/sessions", "DELETE /chat/channels/{sensors}"} {
		if a := tr.want(400, 4711, "recipe "+line); strings.Contains(string(a.Body), "team:") {
			t.Errorf("%s: names a scope that Zoom does not publish: %s", line, a.Body)
		}
	}
	other := cordon.App{Name: "Other", Owner: tr.ids["svc"], Active: true, Scopes: []cordon.Scope{"user:read:user"}}
	tr.Operate(func(tx *store.OperatorTx) error {
		secret, err := tx.AddApp(tr.Account.ID, &other)
		tr.creds["other"] = world.Credentials{AccountID: tr.Account.ID, ClientID: other.ClientID, ClientSecret: secret}
		return err
	})
	tr.token["other"] = tr.Token(tr.creds["other"])
	a := tr.want(400, 4711, "other GET /chat/channels/{sensors}")
	if want := "does not contain scopes:[team_chat:read:channel, team_chat:read:channel:admin]."; !strings.Contains(string(a.Body), want) {
		t.Errorf("got %s, want %s", a.Body, want)
	}
}

// To put somebody into a channel shows it to whoever sees them. Who does not see
// the channel under a privilege that reaches the newcomer may not.
func TestNobodyIsShownAChannelByWayOfANewMember(t *testing.T) {
	tr := newTroupe(t)
	// The editor sees ann and ben as the reader does. A third role reaches ian
	// through the group void, where the editor sees nobody.
	tr.ok("owner POST /groups/{void}/members", `{"members":[{"id":"{ian}"}]}`)
	invite := func(status, code int) {
		t.Helper()
		tr.want(status, code, "editor POST /chat/channels/{sensors}/members", `{"members":[{"email":"ian@example.com"}]}`)
	}
	tr.Must(http.StatusCreated, tr.token["owner"], "POST", "/roles", tr.expand(`{"name":"Third","privileges":["User:Read","IMChatHistory:Read"],
		"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{void}"]},{"permission_id":"IMChatHistory:Read","group_ids":["{void}"]}]}`))
	invite(400, 200)
	tr.ok("owner POST /chat/channels/{sensors}/members", `{"members":[{"email":"ian@example.com"}]}`)
	invite(201, 0) // nothing is shown by it now
}

// Who leaves the account leaves its channels, and the last takes what was
// written along.
func TestChannelOfNobodyGoes(t *testing.T) {
	tr := newTroupe(t)
	tr.ok("owner DELETE /users/{hid}?action=delete")
	tr.ok("owner GET /chat/channels/{darkroom}")
	tr.ok("owner DELETE /users/{cat}?action=delete")
	tr.want(404, 4130, "owner GET /chat/channels/{darkroom}")
	var left struct{ Members []struct{ Role string } }
	tr.ok("vendor GET /chat/channels/{closed}/members").JSON(t, &left)
	if len(left.Members) != 1 || left.Members[0].Role != "member" {
		t.Errorf("closed has the members %v", left.Members)
	}
	tr.sound()
}
