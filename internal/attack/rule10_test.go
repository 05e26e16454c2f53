package attack

import (
	"fmt"
	"testing"
)

// everything is what an admin of group A has: all kinds of permission, all of
// it within A.
const everythingInA = "User:Read=A; User:Edit=A; Group:Read=A,B; Group:Edit=A,B; Role:Read=A; Role:Edit=A; MarketPlace:Read=A; MarketPlace:Edit=A; Recording:Read=A"

// rule10 is a fresh account for each act, so that no act prepares another.
func rule10(t testing.TB) *cast {
	c := newCast(t, "A", "B", "R", "free")
	c.addRole("admin of A", everythingInA)
	c.addRole("vendor in A", "User:Read=A; Recording:Read=A")
	c.addRole("vendor in B", "User:Read=B")
	c.addRole("recordings of R", "Recording:Read=R")
	c.addRole("reader of all", "User:Read=*")
	c.addRole("nothing left", "User:Read=A; Recording:Read=")
	c.addRole("empty", "IMSetting:Read=A")
	c.add("chief", "admin of A", "A") // the attacker
	c.add("ann", "", "A")
	c.add("bob", "", "B")
	c.add("both", "", "A", "B")
	c.add("vendor", "vendor in A", "A")
	c.add("wide", "reader of all", "A")
	c.add("rival", "vendor in B", "A") // in sight of chief, and sees whom chief does not
	c.add("boss", "admin", "A")
	return c
}

// TestRule10 is rule 10, act by act: what an admin whose every permission ends
// at group A may do, and may not. 400 is "No permission" (code 200), 404 is
// "does not exist".
func TestRule10(t *testing.T) {
	password := `{"password":"Passw0rdOK"}`
	email := `{"email":"other@cast.test"}`
	for _, act := range []struct {
		what, method, path, body string
		want                     int
	}{
		{"password of a member in sight", "PUT", "/users/{user:ann}/password", password, 204},
		{"password of somebody hidden", "PUT", "/users/{user:bob}/password", password, 404},
		{"password of one who sees the same", "PUT", "/users/{user:vendor}/password", password, 204},
		{"password of one who sees everyone", "PUT", "/users/{user:wide}/password", password, 400},
		{"password of one who sees others", "PUT", "/users/{user:rival}/password", password, 400},
		{"password of an admin", "PUT", "/users/{user:boss}/password", password, 400},
		{"password of the owner", "PUT", "/users/{user:owner}/password", password, 404},
		{"own password", "PUT", "/users/me/password", password, 204},

		{"e-mail of a member in sight", "PUT", "/users/{user:ann}/email", email, 204},
		{"e-mail of one who sees everyone", "PUT", "/users/{user:wide}/email", email, 400},
		{"e-mail of an admin", "PUT", "/users/{user:boss}/email", email, 400},
		{"e-mail of somebody hidden", "PUT", "/users/{user:bob}/email", email, 404},

		{"deactivating a member", "PUT", "/users/{user:ann}/status", `{"action":"deactivate"}`, 200},
		{"deactivating one who sees everyone", "PUT", "/users/{user:wide}/status", `{"action":"deactivate"}`, 400},
		{"profile of one who sees everyone", "PATCH", "/users/{user:wide}", `{"host_key":"1234567"}`, 400},
		{"settings of one who sees everyone", "PATCH", "/users/{user:wide}/settings", `{"feature":{"webinar":true}}`, 400},
		{"deleting a member", "DELETE", "/users/{user:ann}", "", 204},
		{"deleting one who sees everyone", "DELETE", "/users/{user:wide}", "", 400},
		{"deleting an admin", "DELETE", "/users/{user:boss}", "", 400},
		{"deleting somebody hidden", "DELETE", "/users/{user:bob}", "", 404},
		{"deleting with a transfer to somebody hidden", "DELETE", "/users/{user:ann}?transfer_email=bob@cast.test", "", 404},

		{"assigning a role within one's own", "POST", "/roles/{role:vendor in A}/members", `{"members":[{"id":"{user:ann}"}]}`, 201},
		{"assigning it to somebody hidden", "POST", "/roles/{role:vendor in A}/members", `{"members":[{"id":"{user:bob}"}]}`, 404},
		{"assigning it to one in sight and one hidden: none", "POST", "/roles/{role:vendor in A}/members", `{"members":[{"id":"{user:ann}"},{"id":"{user:bob}"}]}`, 404},
		{"assigning a role that sees others", "POST", "/roles/{role:vendor in B}/members", `{"members":[{"id":"{user:ann}"}]}`, 400},
		{"assigning oneself a role that sees others", "POST", "/roles/{role:vendor in B}/members", `{"members":[{"id":"{user:chief}"}]}`, 400},
		{"assigning a role that sees everyone", "POST", "/roles/{role:reader of all}/members", `{"members":[{"id":"{user:ann}"}]}`, 400},
		{"assigning the admin role", "POST", "/roles/{role:admin}/members", `{"members":[{"id":"{user:ann}"}]}`, 400},
		{"assigning a permission that one lacks", "POST", "/roles/{role:empty}/members", `{"members":[{"id":"{user:ann}"}]}`, 400},
		{"assigning a role with a reach that is left with nobody", "POST", "/roles/{role:nothing left}/members", `{"members":[{"id":"{user:ann}"}]}`, 201},
		{"taking the role of one who sees the same", "DELETE", "/roles/{role:vendor in A}/members/{user:vendor}", "", 204},
		{"taking the role of one who sees others", "DELETE", "/roles/{role:vendor in B}/members/{user:rival}", "", 400},
		{"taking an admin's role", "DELETE", "/roles/{role:admin}/members/{user:boss}", "", 400},

		{"making a role within one's own", "POST", "/roles", `{"name":"n","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{group:A}"]}]}`, 201},
		{"making a role that sees itself only", "POST", "/roles", `{"name":"n","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":[]}]}`, 201},
		{"making a role that sees others", "POST", "/roles", `{"name":"n","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{group:B}"]}]}`, 400},
		{"making a role that sees the account", "POST", "/roles", `{"name":"n","privileges":["User:Read"]}`, 400},
		{"making a role with what one lacks", "POST", "/roles", `{"name":"n","privileges":["PbxAdmin:Read"],"privilege_scopes":[{"permission_id":"PbxAdmin:Read","group_ids":["{group:A}"]}]}`, 400},
		{"making a role that edits beyond what one reads", "POST", "/roles", `{"name":"n","privileges":["Recording:Edit"],"privilege_scopes":[{"permission_id":"Recording:Edit","group_ids":["{group:A}"]}]}`, 400},
		{"making a role of the owner's own privilege", "POST", "/roles", `{"name":"n","privileges":["cordon:AccountOwner"]}`, 400},
		{"narrowing a role whose holders may be out of sight", "PATCH", "/roles/{role:vendor in A}", `{"privilege_scopes":[{"permission_id":"Recording:Read","group_ids":[]}]}`, 400},
		{"renaming a role that one covers", "PATCH", "/roles/{role:vendor in A}", `{"name":"n"}`, 204},
		{"widening it to others", "PATCH", "/roles/{role:vendor in A}", `{"privilege_scopes":[{"permission_id":"User:Read","group_ids":["{group:A}","{group:B}"]}]}`, 400},
		{"widening it to the account", "PATCH", "/roles/{role:vendor in A}", `{"privilege_scopes":[{"permission_id":"User:Read","reach":"account"}]}`, 400},
		{"giving it another permission that one has, when a hidden user may hold it", "PATCH", "/roles/{role:vendor in A}", `{"privileges":["User:Read","Recording:Read","Role:Read"],"privilege_scopes":[{"permission_id":"Role:Read","group_ids":["{group:A}"]}]}`, 400},
		{"widening one's own role", "PATCH", "/roles/{role:admin of A}", `{"privilege_scopes":[{"permission_id":"Recording:Read","reach":"account"}]}`, 400},
		{"renaming a role that sees others", "PATCH", "/roles/{role:vendor in B}", `{"name":"n"}`, 400},
		{"narrowing a role that sees others", "PATCH", "/roles/{role:vendor in B}", `{"privilege_scopes":[{"permission_id":"User:Read","group_ids":[]}]}`, 400},
		{"deleting a role whose holders may be out of sight", "DELETE", "/roles/{role:vendor in A}", "", 400},
		{"deleting a role that sees others", "DELETE", "/roles/{role:vendor in B}", "", 400},
		{"deleting the admin role", "DELETE", "/roles/{role:admin}", "", 400},

		{"adding one in sight to the own group", "POST", "/groups/{group:A}/members", `{"members":[{"id":"{user:both}"}]}`, 201},
		{"adding somebody hidden to the own group", "POST", "/groups/{group:A}/members", `{"members":[{"id":"{user:bob}"}]}`, 404},
		{"adding one in sight to another's group: all that reach it one holds", "POST", "/groups/{group:B}/members", `{"members":[{"id":"{user:ann}"}]}`, 201},
		{"adding to a group that does not exist for the caller", "POST", "/groups/{group:R}/members", `{"members":[{"id":"{user:ann}"}]}`, 404},
		{"the same by way of the profile", "PATCH", "/users/{user:ann}", `{"group_id":"{group:R}"}`, 400},
		{"moving to a group that does not exist for the caller", "PATCH", "/groups/{group:A}/members/{user:ann}", `{"action":"move","target_group_id":"{group:R}"}`, 404},
		{"removing one in sight", "DELETE", "/groups/{group:A}/members/{user:ann}", "", 204},
		{"removing somebody hidden", "DELETE", "/groups/{group:B}/members/{user:bob}", "", 404},
		{"making a group", "POST", "/groups", `{"name":"n"}`, 400},
		{"making a user", "POST", "/users", `{"action":"ssoCreate","user_info":{"email":"n@cast.test","type":1}}`, 400},

		{"an app for oneself", "POST", "/marketplace/apps", appFor("chief"), 201},
		{"an app for a member", "POST", "/marketplace/apps", appFor("ann"), 400}, // of scopes that a member's role does not back
		{"an app for one who sees the same", "POST", "/marketplace/apps", appFor("vendor"), 201},
		{"an app for one who sees everyone", "POST", "/marketplace/apps", appFor("wide"), 400},
		{"an app for one who sees others", "POST", "/marketplace/apps", appFor("rival"), 400},
		{"an app for somebody hidden", "POST", "/marketplace/apps", appFor("bob"), 404},
		{"rotating the secret of one who sees the same", "POST", "/marketplace/apps/{app:vendor}/rotate_client_secret", rotate, 201},
		{"rotating the secret of one who sees everyone", "POST", "/marketplace/apps/{app:wide}/rotate_client_secret", rotate, 400},
		{"rotating the secret of one who sees others", "POST", "/marketplace/apps/{app:rival}/rotate_client_secret", rotate, 400},
		{"rotating the secret of an admin", "POST", "/marketplace/apps/{app:boss}/rotate_client_secret", rotate, 400},
		{"rotating the secret of somebody hidden", "POST", "/marketplace/apps/{app:bob}/rotate_client_secret", rotate, 404},
		{"rescoping the app of one who sees everyone", "PATCH", "/marketplace/apps/{app:wide}", `{"scopes":["user:read:admin"]}`, 400},
		{"deactivating the app of one who sees everyone", "PATCH", "/marketplace/apps/{app:wide}", `{"active":false}`, 400},
		{"deleting the app of one who sees others", "DELETE", "/marketplace/apps/{app:rival}", "", 400},
		{"deleting the app of one who sees the same", "DELETE", "/marketplace/apps/{app:vendor}", "", 204},
	} {
		t.Run(act.what, func(t *testing.T) {
			t.Parallel()
			c := rule10(t)
			c.must(act.want, "chief", act.method, act.path, act.body)
		})
	}
}

const rotate = `{"action":"new","revoke_old_secret_time":"now"}`

func appFor(owner string) string {
	return fmt.Sprintf(`{"app_type":"s2s_oauth","app_name":"n","contact_name":"c","contact_email":"c@c.test","company_name":"c","active":true,"scopes":["user:read:admin"],"owner":"%s@cast.test"}`, owner)
}

// TestEveryWayIntoAGroup: whoever adds P to a group must see P under every
// privilege that any role reaches through it, whichever way it goes.
func TestEveryWayIntoAGroup(t *testing.T) {
	for _, way := range []struct{ what, method, path, body string }{
		{"as a new member", "POST", "/groups/{group:R}/members", `{"members":[{"id":"{user:ann}"}]}`},
		{"by e-mail", "POST", "/groups/{group:R}/members", `{"members":[{"email":"ANN@cast.test"}]}`},
		{"after one who may", "POST", "/groups/{group:R}/members", `{"members":[{"id":"{user:rec}"},{"id":"{user:ann}"}]}`},
		{"by a move", "PATCH", "/groups/{group:A}/members/{user:ann}", `{"action":"move","target_group_id":"{group:R}"}`},
		{"by the profile", "PATCH", "/users/{user:ann}", `{"group_id":"{group:R}"}`},
	} {
		for role, want := range map[string]bool{
			"User:Read=*; User:Edit=*; Group:Read=*; Group:Edit=*":                                                             false, // cannot see recordings at all
			"User:Read=*; User:Edit=*; Group:Read=*; Group:Edit=*; Recording:Read=R":                                           false, // nor ann's
			"User:Read=*; User:Edit=*; Group:Read=*; Group:Edit=*; Recording:Read=A; Recording:Edit=R":                         false, // both are needed: Edit cuts Read
			"User:Read=*; User:Edit=*; Group:Read=*; Group:Edit=*; Recording:Read=A,R; Recording:Edit=A,R":                     true,
			"User:Read=*; User:Edit=*; Group:Read=*; Group:Edit=*; Recording:Edit=*":                                           true,
			"User:Read=*; User:Edit=*; Group:Read=*; Group:Edit=*; Recording:Read=; Recording:Edit=*":                          false, // an Edit gives the Read as well
			"User:Read=*; User:Edit=*; Group:Read=*; Group:Edit=*; Recording:Read=*":                                           false, // R is reached by an Edit too
			"User:Read=A,R; User:Edit=A,R; Group:Read=A,R; Group:Edit=A,R; Recording:Read=A,R; Recording:Edit=A,R":             true,
			"User:Read=A,R; User:Edit=A,R; Group:Read=A,R; Group:Edit=A,R; Recording:Read=A,R; Recording:Edit=A,R; Role:Edit=": true,
		} {
			t.Run(way.what+", with "+role, func(t *testing.T) {
				t.Parallel()
				c := newCast(t, "A", "R")
				c.addRole("editor of recordings", "Recording:Edit=R")
				c.addRole("caller's", role)
				c.add("vendor", "editor of recordings")
				c.add("caller", "caller's", "A")
				c.add("ann", "", "A")
				c.add("rec", "", "A", "R")
				a := c.as("caller", way.method, way.path, way.body)
				if (a.Status/100 == 2) != want {
					t.Errorf("got %d %s, want allowed: %v", a.Status, a.Body, want)
				}
				if a.Status/100 != 2 && a.Code() != 200 {
					t.Errorf("got %d %s, want No permission", a.Status, a.Body)
				}
			})
		}
	}
}
