package store

import (
	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
)

// explainRead is all that a page may ask to say what somebody sees, and why.
func explainRead(tx *Tx, app, role, group string, who UserKey) {
	people := tx.Grant.People()
	_, _ = tx.RolesByName("", 10)
	_, _ = tx.GroupNames(tx.Grant.Groups(), []string{group})
	_, _ = tx.InGroups(people, who, []string{group})
	_, _ = tx.ActiveAppsOf(people, []string{who.Value}, 10)
	_, _ = tx.SightOf(people, who)
	_, _ = tx.SightWith(people, who, role)
	if s, err := tx.SightOfRole(role); err == nil {
		for _, p := range []access.People{s.People(cordon.UserRead), s.Named(cordon.UserRead)} {
			_, _ = tx.People(p, Page{After: 7, Limit: 10})
			_, _, _ = tx.CountPeople(p)
		}
	}
	call := Call{Operation: access.Operations().Find("GET /users"), Holder: holder.Rows}
	_, _ = tx.ExplainApp(people, app, call)
	_, _, _ = tx.ExplainAppFor(people, app, people, who, call)
}
