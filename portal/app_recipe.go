package portal

import (
	"slices"

	"github.com/cordon-zoom/cordon"
)

// recipeScopes are the eleven scopes of the published recipe.
var recipeScopes = []cordon.Scope{
	"user:read:user", "user:read:list_users:admin", "meeting:read:meeting", "meeting:read:list_meetings:admin",
	"report:read:admin", "report:read:user:admin", "team:read:team", "team:read:list_teams:admin",
	"phone:read:admin", "phone_call_log:read:admin", "phone:read",
}

// recipeBox is how far an app is with the recipe.
type recipeBox struct {
	Held  int
	Ready []cordon.Scope // backed, and not held yet
	Lacks []recipeLack   // not backed, by what would back them
}

// recipeLack is what would back scopes of the recipe.
type recipeLack struct {
	scopeChoice
	Scopes []cordon.Scope
}

// recipe says of each scope of the recipe that the catalog has how far it is.
func (x *scopeIndex) recipe(t appTab, backs func(cordon.Scope) bool, m roleMend) (b recipeBox) {
	for _, s := range recipeScopes {
		f := x.byName[s]
		switch {
		case f == nil:
		case slices.Contains(t.Scopes, s):
			b.Held++
		case backs(s):
			b.Ready = append(b.Ready, s)
		default:
			i := slices.IndexFunc(b.Lacks, func(l recipeLack) bool { return slices.Equal(l.Needs, f.Needs) })
			if i < 0 {
				i, b.Lacks = len(b.Lacks), append(b.Lacks, recipeLack{scopeChoice: scopeChoice{scopeFacts: f, Mend: m}})
			}
			b.Lacks[i].Scopes = append(b.Lacks[i].Scopes, s)
		}
	}
	return b
}
