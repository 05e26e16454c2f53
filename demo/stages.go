package demo

import (
	"context"
	"net/http"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/client"
)

// The published recipe, under its own names.
const (
	GroupName = "API-Accessible Users"
	RoleName  = "Restricted API Role"
	AppName   = "Restricted Data App"
)

// Privileges are what the recipe's role grants, each narrowed to the group:
// View on Users, Dashboard, Recording and Zoom Phone, plus Usage Reports and
// Team Chat channels, which its report and team scopes need.
var Privileges = []cordon.Privilege{"User:Read", "Dashboard:Read", "Recording:Read", "PbxAdmin:Read", "UsageReport:Read", "ChatChannel:Read"}

// RecipeScopes are the eleven scopes of the published recipe.
var RecipeScopes = []cordon.Scope{
	"user:read:user", "user:read:list_users:admin", "meeting:read:meeting", "meeting:read:list_meetings:admin",
	"report:read:admin", "report:read:user:admin", "team:read:team", "team:read:list_teams:admin",
	"phone:read:admin", "phone_call_log:read:admin", "phone:read",
}

// Scopes are those of the recipe and those that the role's other permissions
// serve: reads of webinars, recordings, dashboards and team chat.
func Scopes() []cordon.Scope {
	scopes := append(slices.Clone(RecipeScopes), "user:read:email:admin")
	served := map[string]bool{"webinars": true, "recordings": true, "metrics": true, "team_chat": true}
	for _, op := range access.Operations().All() {
		if op.Method != http.MethodGet || !served[op.Product] || !slices.ContainsFunc(Privileges, func(p cordon.Privilege) bool { return p.Implies(op.Privilege) }) {
			continue
		}
		for _, s := range op.Granular {
			if s.Admin() && !s.Master() && !slices.Contains(scopes, s) {
				scopes = append(scopes, s)
			}
		}
	}
	return scopes
}

// Stages is what the four stages made.
type Stages struct {
	GroupID      string
	RoleID       string
	ServiceEmail string
	Restricted   client.Credentials
}

// RunStages performs the four stages as the account's owner, through the public
// API and nothing else.
func RunStages(ctx context.Context, owner *client.Client, company *Company, members []string) (s Stages, err error) {
	var group, role, app struct {
		ID          string             `json:"id"`
		Credentials client.Credentials `json:"production_credentials"`
	}
	type object = map[string]any

	// 1. The user group.
	if err := owner.Call(ctx, http.MethodPost, "/groups", object{
		"name": GroupName, "description": "The people whose data the vendor's API credential may see",
	}, &group); err != nil {
		return s, err
	}
	for chunk := range slices.Chunk(members, cordon.MaxMembersPerCall) {
		names := make([]object, len(chunk))
		for i, id := range chunk {
			names[i] = object{"id": id}
		}
		if err := owner.Call(ctx, http.MethodPost, "/groups/"+group.ID+"/members", object{"members": names}, nil); err != nil {
			return s, err
		}
	}

	// 2. The role, each of its permissions narrowed to the group.
	reaches := make([]object, len(Privileges))
	for i, p := range Privileges {
		reaches[i] = object{"permission_id": p, "group_ids": []string{group.ID}}
	}
	if err := owner.Call(ctx, http.MethodPost, "/roles", object{
		"name": RoleName, "description": "Reads the data of " + GroupName + " and of nobody else",
		"privileges": Privileges, "privilege_scopes": reaches,
	}, &role); err != nil {
		return s, err
	}

	// 3. The service user: licensed, with a phone licence, holding the role.
	s.ServiceEmail = "api-service@" + company.Domain
	if err := owner.Call(ctx, http.MethodPost, "/users", object{"action": "ssoCreate", "user_info": object{
		"email": s.ServiceEmail, "type": cordon.Licensed, "first_name": "API", "last_name": "Service", "feature": object{"zoom_phone": true},
	}}, nil); err != nil {
		return s, err
	}
	if err := owner.Call(ctx, http.MethodPost, "/roles/"+role.ID+"/members", object{"members": []object{{"email": s.ServiceEmail}}}, nil); err != nil {
		return s, err
	}

	// 4. The app, owned by the service user.
	if err := owner.Call(ctx, http.MethodPost, "/marketplace/apps", object{
		"app_type": "s2s_oauth", "app_name": AppName, "owner": s.ServiceEmail, "active": true, "scopes": Scopes(),
		"contact_name": "API Service", "contact_email": s.ServiceEmail, "company_name": company.Name,
	}, &app); err != nil {
		return s, err
	}
	s.GroupID, s.RoleID, s.Restricted = group.ID, role.ID, app.Credentials
	return s, nil
}
