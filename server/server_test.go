package server_test

import (
	"fmt"
	"testing"

	"github.com/cordon-zoom/cordon/internal/world"
)

// TestFourStages walks the published recipe through the API: a group, a role
// that reaches only it, a service user, an app.
func TestFourStages(t *testing.T) {
	w := world.New(t, 1)
	owner := w.OwnerToken()
	people := map[string]string{}
	for _, name := range []string{"ann", "ben", "cat"} {
		var u struct{ ID string }
		w.Must(201, owner, "POST", "/users", map[string]any{"action": "ssoCreate",
			"user_info": map[string]any{"email": name + "@example.com", "type": 2, "first_name": name, "last_name": "Example"}}).JSON(t, &u)
		people[name] = u.ID
	}
	var group, role, app, service struct {
		ID          string
		AccountID   string            `json:"account_id"`
		Credentials map[string]string `json:"production_credentials"`
	}
	w.Must(201, owner, "POST", "/groups", map[string]any{"name": "API-Accessible Users", "description": "For the vendor"}).JSON(t, &group)
	w.Must(201, owner, "POST", "/groups/"+group.ID+"/members", map[string]any{"members": []map[string]string{{"id": people["ann"]}, {"email": "BEN@example.com"}}})
	w.Must(201, owner, "POST", "/roles", map[string]any{"name": "Restricted API Role", "privileges": []string{"User:Read", "Recording:Read"},
		"privilege_scopes": []map[string]any{{"permission_id": "User:Read", "group_ids": []string{group.ID}}, {"permission_id": "Recording:Read", "group_ids": []string{group.ID}}}}).JSON(t, &role)
	w.Must(201, owner, "POST", "/users", map[string]any{"action": "ssoCreate", "user_info": map[string]any{"email": "api-service@example.com", "type": 2}}).JSON(t, &service)
	w.Must(201, owner, "POST", "/roles/"+role.ID+"/members", map[string]any{"members": []map[string]string{{"email": "api-service@example.com"}}})
	w.Must(201, owner, "POST", "/marketplace/apps", map[string]any{"app_type": "s2s_oauth", "app_name": "Restricted Data App", "contact_name": "A", "contact_email": "a@example.com",
		"company_name": "Example", "active": true, "owner": "api-service@example.com", "scopes": []string{"user:read:user", "user:read:list_users:admin", "user:read:email:admin"}}).JSON(t, &app)

	vendor := w.Token(world.Credentials{AccountID: app.AccountID, ClientID: app.Credentials["client_id"], ClientSecret: app.Credentials["client_secret"]})
	w.Must(200, vendor, "GET", "/users/"+people["ann"], nil)
	w.Must(200, vendor, "GET", "/users/ben@example.com", nil)
	w.Must(200, vendor, "GET", "/users/me", nil)
	hidden := w.Must(404, vendor, "GET", "/users/"+people["cat"], nil)
	if want := fmt.Sprintf(`{"code":1001,"message":"User does not exist: %s."}`, people["cat"]); string(hidden.Body) != want {
		t.Errorf("hidden user: got %s, want %s", hidden.Body, want)
	}
	var list struct {
		Total int `json:"total_records"`
		Users []struct{ ID, Email string }
	}
	w.Must(200, vendor, "GET", "/users?page_size=300", nil).JSON(t, &list)
	if list.Total != 3 || len(list.Users) != 3 {
		t.Errorf("list: got %d of %d, want 3 of 3", len(list.Users), list.Total)
	}
	w.Must(200, owner, "GET", "/users?page_size=300", nil).JSON(t, &list)
	if list.Total != 5 {
		t.Errorf("owner's list: got %d, want 5", list.Total)
	}
}
