package zoomapi_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestReaches: a reach is never wider than was said.
func TestReaches(t *testing.T) {
	tr := newTroupe(t)
	other := tr.NewAccount("Other", "owner@other.example")
	tr.token["other"] = tr.Token(other.App)
	tr.ids["foreign"] = text(t, tr.ok("other POST /groups", `{"name":"Foreign"}`), "id")

	t.Run("to a group that does not exist", func(t *testing.T) {
		before := tr.state()
		for _, g := range []string{"none", "{foreign}", "", "%"} {
			for _, call := range []string{"owner POST /roles", "owner PATCH /roles/{spare}"} {
				a := tr.want(400, 300, call, `{"name":"R","privileges":["User:Read","Group:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}","`+g+`"]},{"permission_id":"Group:Read","group_ids":["{seen}"]}]}`)
				if !strings.Contains(string(a.Body), tr.expand("User:Read: there is no group "+g)) {
					t.Errorf("%s", a.Body)
				}
			}
		}
		if tr.state() != before {
			t.Error("a refused role changed something")
		}
	})

	t.Run("left out", func(t *testing.T) {
		const read = `{"name":"Narrow","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"]}]}`
		role := text(t, tr.ok("owner POST /roles", read), "id")
		path := "owner PATCH /roles/" + role
		scopes := func() string {
			var r struct {
				Scopes json.RawMessage `json:"privilege_scopes"`
			}
			tr.ok("owner GET /roles/"+role).JSON(t, &r)
			return string(r.Scopes)
		}
		want := tr.expand(`[{"permission_id":"User:Read","group_ids":["{seen}"]}]`)
		for _, body := range []string{`{}`, `{"name":"Narrower"}`, `{"privileges":["User:Read"]}`, `{"privilege_scopes":[]}`, `{"privilege_scopes":null}`, `{"privileges":null}`, `{"privileges":["User:Read"],"privilege_scopes":[]}`} {
			tr.want(204, 0, path, body)
			if got := scopes(); got != want {
				t.Errorf("%s: got %s, want %s", body, got, want)
			}
		}
		for _, body := range []string{
			`{"privileges":["User:Read","Group:Read"]}`,
			`{"privileges":["Group:Read"]}`,
			`{"privileges":["User:Read","Group:Read"],"privilege_scopes":[{"permission_id":"User:Read","reach":"account"}]}`,
			`{"privileges":["User:Edit","Group:Read"],"privilege_scopes":[{"permission_id":"User:Edit","group_ids":["{seen}"]}]}`,
		} {
			a := tr.want(400, 300, path, body)
			if !strings.Contains(string(a.Body), "Say the reach of Group:Read") {
				t.Errorf("%s: not refused by name: %s", body, a.Body)
			}
			if got := scopes(); got != want {
				t.Errorf("%s: got %s, want %s", body, got, want)
			}
		}
		a := tr.want(400, 300, "owner POST /roles", `{"name":"Two","privileges":["User:Read","Recording:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"]}]}`)
		if !strings.Contains(string(a.Body), "Say the reach of Recording:Read") {
			t.Errorf("not refused by name: %s", a.Body)
		}
		// A privilege that went and comes back has to say its reach again.
		tr.want(204, 0, path, `{"privileges":[]}`)
		tr.want(204, 0, path, `{"privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":[]}]}`)
		if got := scopes(); got != `[{"permission_id":"User:Read","group_ids":[]}]` {
			t.Errorf("got %s", got)
		}
	})

	t.Run("the group goes", func(t *testing.T) {
		if n := number(t, tr.ok("vendor GET /users"), "total_records"); n != 3 { // ann, ben, svc
			t.Fatalf("the vendor sees %d", n)
		}
		tr.want(204, 0, "owner DELETE /groups/{seen}")
		a := tr.ok("vendor GET /users?page_size=100")
		if n := number(t, a, "total_records"); n != 1 || !strings.Contains(string(a.Body), tr.ids["svc"]) {
			t.Errorf("after the group went: %s", a.Body)
		}
		tr.want(404, 1001, "vendor GET /users/{ann}")
		tr.want(200, 0, "vendor GET /users/{svc}")
		if n := number(t, tr.ok("vendor GET /groups"), "total_records"); n != 0 {
			t.Errorf("%d groups", n)
		}
		if a := tr.ok("owner GET /roles/{reader}"); strings.Count(string(a.Body), `"group_ids":[]`) != len(readAll) {
			t.Errorf("the reach is no longer custom: %s", a.Body)
		}
		if n := number(t, tr.ok("owner GET /users"), "total_records"); n != 7 {
			t.Errorf("the owner sees %d", n)
		}
		// A group of the same name is another group.
		tr.ids["again"] = text(t, tr.ok("owner POST /groups", `{"name":"Seen"}`), "id")
		tr.ok("owner POST /groups/{again}/members", `{"members":[{"id":"{ann}"}]}`)
		tr.want(404, 1001, "vendor GET /users/{ann}")
	})
}

// TestWhatAnAppStandsOn: role, user and app may be deleted under a live token.
// Access narrows on the next request, and totals stay right.
func TestWhatAnAppStandsOn(t *testing.T) {
	for _, c := range []struct {
		name         string
		change, undo string
		body, back   string
		status, code int // of the vendor's next request
	}{
		{"role deleted", "owner DELETE /roles/{reader}", "", "", "", 400, 4711},
		{"role taken away", "owner DELETE /roles/{reader}/members/{svc}", "owner POST /roles/{reader}/members", "", `{"members":[{"id":"{svc}"}]}`, 400, 4711},
		{"role loses the privilege", "owner PATCH /roles/{reader}", "owner PATCH /roles/{reader}", `{"privileges":["Group:Read"]}`,
			`{"privileges":["User:Read","Group:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{seen}"]}]}`, 400, 4711},
		{"user deleted", "owner DELETE /users/{svc}", "", "", "", 401, 124},
		{"user deactivated", "owner PUT /users/{svc}/status", "", `{"action":"deactivate"}`, "", 401, 124},
		{"app deleted", "owner DELETE /marketplace/apps/{vendorapp}", "", "", "", 401, 124},
		{"app deactivated", "owner PATCH /marketplace/apps/{vendorapp}", "", `{"active":false}`, "", 401, 124},
		{"app loses its scopes", "owner PATCH /marketplace/apps/{vendorapp}", "", `{"scopes":["group:read:admin"]}`, "", 400, 4711},
		{"secret ended", "owner POST /marketplace/apps/{vendorapp}/rotate_client_secret", "", `{"action":"new","revoke_old_secret_time":"now"}`, "", 401, 124},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr := newTroupe(t)
			tr.want(200, 0, "vendor GET /users")
			body := []string{}
			if c.body != "" {
				body = append(body, c.body)
			}
			tr.ok(c.change, body...)
			for _, call := range []string{"vendor GET /users", "vendor GET /users/{ann}", "vendor GET /users/{cat}", "vendor GET /users/me", "vendor GET /users/email?email=ann@example.com"} {
				a := tr.want(c.status, c.code, call)
				zoomShaped(t, a)
			}
			totals(t, tr)
			if c.undo != "" {
				tr.ok(c.undo, c.back)
				if n := number(t, tr.want(200, 0, "vendor GET /users"), "total_records"); n != 3 {
					t.Errorf("put back, the vendor sees %d", n)
				}
				totals(t, tr)
			}
			tr.sound()
		})
	}
	t.Run("activating again revives no token", func(t *testing.T) {
		tr := newTroupe(t)
		tr.ok("owner PUT /users/{svc}/status", `{"action":"deactivate"}`)
		tr.ok("owner PUT /users/{svc}/status", `{"action":"activate"}`)
		tr.want(401, 124, "vendor GET /users")
		tr.token["vendor"] = tr.Token(tr.creds["vendor"])
		tr.want(200, 0, "vendor GET /users")
		tr.ok("owner PATCH /marketplace/apps/{vendorapp}", `{"active":false}`)
		tr.ok("owner PATCH /marketplace/apps/{vendorapp}", `{"active":true}`)
		tr.want(401, 124, "vendor GET /users")
		tr.ok("owner PATCH /marketplace/apps/{vendorapp}", `{"scopes":["group:read:admin"]}`)
		tr.token["vendor"] = tr.Token(tr.creds["vendor"])
		tr.ok("owner PATCH /marketplace/apps/{vendorapp}", `{"scopes":["group:read:admin","user:read:admin"]}`)
		tr.want(400, 4711, "vendor GET /users") // issued without it
	})
	t.Run("a restricted user gets a stronger role", func(t *testing.T) {
		tr := newTroupe(t)
		tr.ok("owner POST /roles/1/members", `{"members":[{"id":"{svc}"}]}`)
		if n := number(t, tr.want(200, 0, "vendor GET /users"), "total_records"); n != 7 {
			t.Errorf("sees %d", n)
		}
		tr.ok("owner DELETE /roles/1/members/{svc}")
		tr.want(400, 4711, "vendor GET /users")
		totals(t, tr)
	})
}

// totals holds every kept total to a count of the rows.
func totals(t *testing.T, tr *troupe) {
	t.Helper()
	var lists struct {
		Groups []struct {
			ID    string
			Total int `json:"total_members"`
		}
		Roles []struct {
			ID    string
			Total int `json:"total_members"`
		}
		Users, Members []json.RawMessage
		Records        int `json:"total_records"`
	}
	for _, status := range []string{"active", "inactive", "pending"} {
		lists.Users = nil
		tr.ok("owner GET /users?page_size=2000&status="+status).JSON(t, &lists)
		if lists.Records != len(lists.Users) {
			t.Errorf("%s users: total %d of %d", status, lists.Records, len(lists.Users))
		}
	}
	tr.ok("owner GET /groups?page_size=300").JSON(t, &lists)
	tr.ok("owner GET /roles").JSON(t, &lists)
	members := func(path string, total int) {
		t.Helper()
		rows, next := 0, ""
		for {
			lists.Members = nil
			call := "owner GET " + path + "/members?page_size=300"
			if next != "" {
				call = withToken(call, next)
			}
			a := tr.ok(call)
			a.JSON(t, &lists)
			rows += len(lists.Members)
			if next = nextPage(a); next == "" {
				break
			}
		}
		if total != rows || lists.Records != rows {
			t.Errorf("%s: total_members %d, total_records %d, rows %d", path, total, lists.Records, rows)
		}
	}
	for _, g := range lists.Groups {
		members("/groups/"+g.ID, g.Total)
	}
	for _, r := range lists.Roles {
		members("/roles/"+r.ID, r.Total)
	}
}

func TestTotalsAfterDeletes(t *testing.T) {
	tr := newTroupe(t)
	totals(t, tr)
	for _, call := range []string{
		"DELETE /users/{ann}", "DELETE /users/{pat}", "DELETE /users/{ian}", "PUT /users/{ben}/status", "DELETE /roles/{writer}", "DELETE /groups/{dark}", "DELETE /groups/{seen}", "DELETE /users/{svc}", "DELETE /users/{cat}",
	} {
		tr.ok("owner "+call, `{"action":"deactivate"}`)
		totals(t, tr)
	}
	tr.sound()
}
