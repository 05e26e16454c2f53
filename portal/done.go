package portal

// doneText is what a page says of what was just done. Only these words are ever
// shown: the address carries their key alone.
var doneText = map[string]string{
	"signed-out":       "You are signed out.",
	"password-set":     "Your password is set. Sign in with it.",
	"password-changed": "Your password is changed. Your other sessions are signed out.",
	"group-added":      "The group is added. Add its members next.",
	"group-saved":      "The group is saved.",
	"group-deleted":    "The group is deleted.",
	"role-added":       "The role is added. Tick its permissions next.",
	"role-saved":       "The role is saved.",
	"role-deleted":     "The role is deleted.",
	"members-added":    "The members are added.",
	"members-removed":  "The members are removed.",
	"user-saved":       "The user is saved.",
	"user-activated":   "The user is active.",
	"user-deactivated": "The user is deactivated.",
	"user-deleted":     "The user is deleted.",
	"saved":            "Saved.",
	"app-deleted":      "The app is deleted. Its tokens have ended.",
	"app-deactivated":  "The app is deactivated. Its tokens have ended.",
	"scopes-added":     "The scopes are added.",
	"scopes-removed":   "The scopes are removed.",
	"secret-ended":     "The old secret has ended, and with it every token that it fetched.",
	"permission-added": "The permission is added to the role.",
}
