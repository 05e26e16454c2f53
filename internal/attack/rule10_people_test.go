package attack

import "testing"

// TestRule10People is rule 10 for what binds people to each other: acts of an
// admin whose every permission ends at group A.
func TestRule10People(t *testing.T) {
	assistants := func(name string) string { return `{"assistants":[{"id":"{user:` + name + `}"}]}` }
	admins := func(name string) string { return `{"admins":[{"id":"{user:` + name + `}"}]}` }
	feature := func(name string) string {
		return `{"feature_type":"user_type","feature_value":"1","users":[{"id":"{user:` + name + `}"}]}`
	}
	for _, act := range []struct {
		what, method, path, body string
		want                     int
	}{
		{"an assistant for a member", "POST", "/users/{user:ann}/assistants", assistants("both"), 201},
		{"oneself as a member's assistant", "POST", "/users/{user:ann}/assistants", assistants("chief"), 201},
		{"somebody hidden as an assistant", "POST", "/users/{user:ann}/assistants", assistants("bob"), 400},
		{"an assistant for somebody hidden", "POST", "/users/{user:bob}/assistants", assistants("ann"), 404},
		{"oneself as the assistant of one who sees everyone", "POST", "/users/{user:wide}/assistants", assistants("chief"), 400},
		{"oneself as the assistant of one who sees others", "POST", "/users/{user:rival}/assistants", assistants("chief"), 400},
		{"oneself as an admin's assistant", "POST", "/users/{user:boss}/assistants", assistants("chief"), 400},
		{"taking the assistants of one who sees everyone", "DELETE", "/users/{user:wide}/assistants", "", 400},
		{"taking the privileges of an admin", "DELETE", "/users/{user:boss}/schedulers", "", 400},
		{"presence of a member", "PUT", "/users/{user:ann}/presence_status", `{"status":"Busy"}`, 204},
		{"presence of an admin", "PUT", "/users/{user:boss}/presence_status", `{"status":"Busy"}`, 400},
		{"presence of somebody hidden", "PUT", "/users/{user:bob}/presence_status", `{"status":"Busy"}`, 404},
		{"features of a member", "POST", "/users/features", feature("ann"), 201},
		{"features of one who sees everyone", "POST", "/users/features", feature("wide"), 400},
		{"features of somebody hidden: not found", "POST", "/users/features", feature("bob"), 201},
		{"a member as a group's admin", "POST", "/groups/{group:A}/admins", admins("ann"), 201},
		{"an admin as a group's admin", "POST", "/groups/{group:A}/admins", admins("boss"), 400},
		{"somebody hidden as a group's admin", "POST", "/groups/{group:B}/admins", admins("bob"), 404},
		{"oneself as the admin of a group that does not exist for the caller", "POST", "/groups/{group:R}/admins", admins("chief"), 404},
		{"a member's token", "GET", "/users/{user:ann}/token?type=zak", "", 400},
		{"the token of somebody hidden", "GET", "/users/{user:bob}/token?type=zak", "", 404},
		{"one's own token", "GET", "/users/{user:chief}/token?type=zak", "", 200},
	} {
		t.Run(act.what, func(t *testing.T) {
			t.Parallel()
			c := rule10(t)
			a := c.must(act.want, "chief", act.method, act.path, act.body)
			if act.want == 400 && a.Code() != 200 {
				t.Errorf("got %s, want No permission", a.Body)
			}
		})
	}
}

// To be somebody's assistant, or the admin of a group, or in a contact group
// with somebody, is no permission: the credential sees and does what it did.
func TestTiesGiveNothing(t *testing.T) {
	c := rule10(t)
	c.addRole("contacts of A", "User:Read=A; IMGroups:Read=A; Group:Edit=A")
	c.add("helper", "contacts of A", "A")
	c.must(201, "owner", "POST", "/users/{user:bob}/assistants", `{"assistants":[{"id":"{user:helper}"}]}`)
	c.must(201, "owner", "POST", "/groups/{group:B}/admins", `{"admins":[{"id":"{user:helper}"}]}`)
	c.must(201, "owner", "POST", "/contacts/groups", `{"group_name":"n","group_members":[{"type":1,"id":"{user:helper}"},{"type":1,"id":"{user:bob}"},{"type":2,"id":"{group:B}"}]}`)
	for _, path := range []string{"/users/{user:bob}", "/users/{user:bob}/assistants", "/groups/{group:B}", "/groups/{group:B}/members", "/groups/{group:B}/admins", "/groups/{group:B}/settings"} {
		c.must(404, "helper", "GET", path, "")
	}
	c.must(404, "helper", "PATCH", "/groups/{group:B}", `{"name":"mine"}`)
	c.must(404, "helper", "POST", "/groups/{group:B}/members", `{"members":[{"id":"{user:ann}"}]}`)
}
