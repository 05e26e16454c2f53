package attack

import (
	"strings"
	"testing"
)

// Each test here is the shortest way to a hole that was once open.

// A role that may read groups and no users sees nobody: no total may count them.
func TestTotalsCountNobodyWithoutUserRead(t *testing.T) {
	for _, reach := range []string{"Group:Read=*", "Group:Read=A", "Group:Read=A; Role:Read=*"} {
		t.Run(reach, func(t *testing.T) {
			c := newCast(t, "A")
			c.addRole("groups", reach)
			c.add("reader", "groups", "A")
			c.add("ann", "", "A")
			c.add("bob", "", "A")
			for _, path := range []string{"/groups", "/groups/{group:A}", "/groups/{group:A}/members"} {
				a := c.must(200, "reader", "GET", path, "")
				for _, count := range []string{`"total_members":3`, `"total_members":2`, `"total_records":3`, `"total_records":2`} {
					if strings.Contains(string(a.Body), count) {
						t.Errorf("GET %s counts people whom the caller may not see: %s", path, a.Body)
					}
				}
			}
		})
	}
}

// A PATCH that says nothing of reaches must not name, in its refusal, a group
// that the role reaches and that does not exist for the caller.
func TestPatchOfARoleNamesNoHiddenGroup(t *testing.T) {
	c := newCast(t, "A", "H")
	c.addRole("caller's", "Role:Edit=*; User:Read=*; Group:Read=A")
	c.addRole("of H", "User:Read=H")
	c.add("caller", "caller's")
	a := c.as("caller", "PATCH", "/roles/{role:of H}", `{"name":"renamed"}`)
	if strings.Contains(string(a.Body), c.group["H"]) {
		t.Errorf("names a hidden group: %d %s", a.Status, a.Body)
	}
	if a.Status != 204 {
		t.Errorf("renaming a role that the caller covers: got %d %s", a.Status, a.Body)
	}
	c.must(400, "caller", "PATCH", "/roles/{role:of H}", `{"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{group:H}"]}]}`)
}

// Edit implies Read with its own reach, so Edit narrows Read. Taking Edit away
// must not hand out what it had narrowed.
func TestTakingAPrivilegeAwayNeverWidens(t *testing.T) {
	for _, role := range []struct{ reaches, patch string }{
		{"User:Read=*; User:Edit=A", `{"privileges":["User:Read"]}`},
		{"User:Read=B; User:Edit=A", `{"privileges":["User:Read"]}`},
		{"User:Read=A; User:Edit=*", `{"privileges":["User:Edit"]}`},
		{"User:Read=*; User:Edit=A", `{"privileges":["User:Read"],"privilege_scopes":[]}`},
		{"User:Read=*; User:Edit=A; Role:Read=A", `{"privileges":["User:Read","Role:Read"],"privilege_scopes":[{"permission_id":"Role:Read","group_ids":["{group:A}"]}]}`},
	} {
		t.Run(role.reaches+" "+role.patch, func(t *testing.T) {
			c := newCast(t, "A", "B")
			c.addRole("vendor's", role.reaches)
			c.add("vendor", "vendor's")
			c.add("bob", "", "B")
			c.must(404, "vendor", "GET", "/users/{user:bob}", "")
			c.must(400, "owner", "PATCH", "/roles/{role:vendor's}", role.patch)
			c.must(404, "vendor", "GET", "/users/{user:bob}", "")
		})
	}
	c := newCast(t, "A", "B")
	c.addRole("vendor's", "User:Read=*; User:Edit=A")
	c.add("vendor", "vendor's")
	c.add("bob", "", "B")
	c.must(204, "owner", "PATCH", "/roles/{role:vendor's}", `{"privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","reach":"account"}]}`)
	c.must(200, "vendor", "GET", "/users/{user:bob}", "") // it was said
}

// A credential is narrowed as soon as any privilege of its role is, and then
// reaches nothing that mixes people up (rule 9). Nobody narrowed may make, or
// act on, one that is not.
func TestTheNarrowedMakeNobodyUnnarrowed(t *testing.T) {
	const callers = "User:Read=A; User:Edit=A; Role:Edit=*; AccountSetting:Read=*; MarketPlace:Edit=*"
	for _, act := range []struct{ what, method, path, body string }{
		{"making a role", "POST", "/roles", `{"name":"n","privileges":["AccountSetting:Read"]}`},
		{"giving it to oneself", "POST", "/roles/{role:settings}/members", `{"members":[{"id":"{user:caller}"}]}`},
		{"taking the last narrowed privilege from one's role", "PATCH", "/roles/{role:caller's}", `{"privileges":["AccountSetting:Read","Role:Edit"]}`},
		{"the secret of one who is not narrowed", "POST", "/marketplace/apps/{app:free}/rotate_client_secret", rotate},
		{"the password of one who is not narrowed", "PUT", "/users/{user:free}/password", `{"password":"Passw0rdOK"}`},
	} {
		t.Run(act.what, func(t *testing.T) {
			c := newCast(t, "A")
			c.addRole("caller's", callers)
			c.addRole("settings", "AccountSetting:Read=*")
			c.add("caller", "caller's", "A")
			c.add("free", "settings", "A")
			if a := c.must(400, "caller", act.method, act.path, act.body); a.Code() != 200 {
				t.Errorf("got %s, want No permission", a.Body)
			}
		})
	}
}

// One request, one answer: a refusal does not depend on the order of a map.
func TestRefusalOfARoleIsOneAnswer(t *testing.T) {
	c := newCast(t)
	c.addRole("r", "User:Read=*")
	body := `{"privilege_scopes":[{"permission_id":"Role:Read","reach":"account"},{"permission_id":"Group:Read","reach":"account"},{"permission_id":"Recording:Read","reach":"account"}]}`
	first := c.must(400, "owner", "PATCH", "/roles/{role:r}", body)
	for range 50 {
		if a := c.as("owner", "PATCH", "/roles/{role:r}", body); string(a.Body) != string(first.Body) {
			t.Fatalf("the same request is refused as\n%s\nand as\n%s", first.Body, a.Body)
		}
	}
}

// Nobody makes a person or a group whom they cannot see: the answer would name
// somebody hidden.
func TestNobodyMakesWhomTheyCannotSee(t *testing.T) {
	c := newCast(t, "A")
	c.addRole("caller's", "User:Edit=*; User:Read=A; Group:Edit=*; Group:Read=A")
	c.add("caller", "caller's", "A")
	c.must(400, "caller", "POST", "/users", `{"action":"ssoCreate","user_info":{"email":"n@cast.test","type":1}}`)
	c.must(400, "caller", "POST", "/groups", `{"name":"n"}`)
}

// Narrowing or deleting the role of somebody whom one does not fully see would
// make them coverable, and their app's new secret outlives the role's return.
func TestNobodyIsMadeCoverable(t *testing.T) {
	for _, act := range []struct{ method, body string }{{"PATCH", `{"privileges":["User:Read"]}`}, {"DELETE", ""}} {
		t.Run(act.method, func(t *testing.T) {
			c := newCast(t, "A", "B")
			c.addRole("caller's", "User:Read=A; User:Edit=A; Role:Edit=A; MarketPlace:Edit=A; Group:Read=A; Recording:Read=B")
			c.addRole("victim's", "User:Read=A; Recording:Read=B")
			c.add("caller", "caller's", "A")
			c.add("victim", "victim's", "A")
			c.must(400, "caller", "POST", "/marketplace/apps/{app:victim}/rotate_client_secret", rotate)
			c.must(400, "caller", act.method, "/roles/{role:victim's}", act.body)
			c.must(400, "caller", "POST", "/marketplace/apps/{app:victim}/rotate_client_secret", rotate)
		})
	}
}
