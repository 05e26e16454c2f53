package portal

// whatText says in plain words what a form does, for the activity log. The path
// beside it says to whom.
var whatText = map[string]string{
	"POST /portal/groups/add":                           "Added a group",
	"POST /portal/groups/{group}":                       "Renamed or described a group",
	"POST /portal/groups/{group}/members":               "Added members to a group",
	"POST /portal/groups/{group}/remove":                "Removed members from a group",
	"POST /portal/groups/{group}/delete":                "Deleted a group",
	"POST /portal/users/add":                            "Added users",
	"POST /portal/users/add-to-group":                   "Added users to a group",
	"POST /portal/users/{user}/activate":                "Activated a user",
	"POST /portal/users/{user}/deactivate":              "Deactivated a user",
	"POST /portal/users/{user}/link":                    "Made a one-time link",
	"POST /portal/users/{user}/delete":                  "Deleted a user",
	"POST /portal/roles/add":                            "Added a role",
	"POST /portal/roles/{role}":                         "Changed the permissions of a role",
	"POST /portal/roles/{role}/name":                    "Renamed or described a role",
	"POST /portal/roles/{role}/narrow":                  "Narrowed the permissions of a role that were not",
	"POST /portal/roles/{role}/scope":                   "Changed the scope of a permission",
	"POST /portal/roles/{role}/delete":                  "Deleted a role",
	"POST /portal/apps/build":                           "Built an app",
	"POST /portal/apps/{app}/information":               "Changed the information of an app",
	"POST /portal/apps/{app}/rotate":                    "Rotated a client secret",
	"POST /portal/apps/{app}/rotate/end":                "Ended an old client secret",
	"POST /portal/apps/{app}/scopes/add":                "Added scopes to an app",
	"POST /portal/apps/{app}/scopes/remove":             "Removed scopes from an app",
	"POST /portal/apps/{app}/scopes/grant/{permission}": "Added a narrowed permission to a role",
	"POST /portal/apps/{app}/activate":                  "Activated an app",
	"POST /portal/apps/{app}/deactivate":                "Deactivated an app",
	"POST /portal/apps/{app}/delete":                    "Deleted an app",
	"POST /portal/restrict":                             "Restricted a credential: made its role",
}
