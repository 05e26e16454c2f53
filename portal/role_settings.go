package portal

import (
	"errors"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// permissionForm is the form of Role Settings as it was sent.
type permissionForm struct {
	sent   bool
	ticked []cordon.Privilege
	added  string                      // scope of newly ticked permissions: "like" or "account"
	say    map[cordon.Privilege]string // scope of those that another one narrowed: "keep" or "own"
}

// sayField begins the names of the fields that say the scope of a permission
// which loses what narrowed it.
const sayField = "say."

func (r *request) permissionForm() permissionForm {
	f := permissionForm{sent: r.values.Has("settings"), added: r.value("new_scope"), say: make(map[cordon.Privilege]string)}
	for _, p := range r.ticked("permission") {
		f.ticked = append(f.ticked, cordon.Privilege(p))
	}
	for name := range r.values {
		if p, ok := strings.CutPrefix(name, sayField); ok {
			f.say[cordon.Privilege(p)] = r.value(name)
		}
	}
	return f
}

// change is what the form makes of a role: its permissions in full, the newly
// ticked ones, and those that lose what narrowed them.
func (f permissionForm) change(r *cordon.Role) (added []cordon.Privilege, unsaid map[cordon.Privilege][]cordon.Privilege) {
	var gone []cordon.Privilege
	for _, p := range r.Privileges() {
		if !slices.Contains(f.ticked, p) {
			gone = append(gone, p)
		}
	}
	unsaid = make(map[cordon.Privilege][]cordon.Privilege)
	for _, p := range f.ticked {
		if _, has := r.Reaches[p]; !has {
			added = append(added, p)
		} else if by := narrowedBy(r, p, gone); len(by) > 0 {
			unsaid[p] = by
		}
	}
	return added, unsaid
}

// ask puts a choice beside each permission whose scope the form has to say.
func (t *settingTable) ask(r *cordon.Role, f permissionForm, words reachWords) {
	if !f.sent {
		return
	}
	_, unsaid := f.change(r)
	put := func(rows []settingRow) {
		for _, row := range rows {
			for i := range row.Scopes {
				s := &row.Scopes[i]
				if by := unsaid[s.Privilege]; len(by) > 0 {
					s.Say = &sayBox{Keep: words.text(cutTo(r, s.Privilege, by)), Own: words.text(r.Reaches[s.Privilege]), Value: f.say[s.Privilege]}
				}
			}
		}
	}
	for _, section := range t.Main {
		put(section.Rows)
	}
	put(t.Rest)
}

// apply gives a role the permissions that are ticked. like is the groups that
// newly ticked ones reach unless the visitor says otherwise.
func (f permissionForm) apply(r *cordon.Role, like []string) error {
	var bad []cordon.FieldError
	for _, p := range f.ticked {
		if _, has := r.Reaches[p]; !has && !access.Operations().KnowsPrivilege(p) {
			return cordon.InvalidField("permission", "There is no permission %s.", p)
		}
	}
	added, unsaid := f.change(r)
	specs := f.scopeOf(r, added, like)
	if len(added) > 0 && everNarrowed(r) && specs == nil {
		bad = append(bad, cordon.FieldError{Field: "new_scope", Message: "Choose the scope of the newly ticked permissions."})
	}
	for _, p := range f.ticked {
		by := unsaid[p]
		if len(by) == 0 {
			continue
		}
		reach := r.Reaches[p]
		switch f.say[p] {
		case "keep":
			reach = cutTo(r, p, by)
		case "own":
		default:
			bad = append(bad, cordon.FieldError{Field: sayField + string(p), Message: "Say the scope of " + permissionName(p) + " too: without " +
				permissionName(by[0]) + ", which narrowed it, it would reach further."})
			continue
		}
		if reach.Account {
			specs = append(specs, toAccount(p)...)
		} else {
			specs = append(specs, toGroups(reach.Groups, p)...)
		}
	}
	if len(bad) > 0 {
		return cordon.Invalid(bad...)
	}
	if e := r.SetReaches(append([]cordon.Privilege{}, f.ticked...), specs); e != nil { // nil would keep all
		return e
	}
	return nil
}

// scopeOf says the scope of newly ticked permissions. In a role that was never
// narrowed nothing has to be said.
func (f permissionForm) scopeOf(r *cordon.Role, added []cordon.Privilege, like []string) []cordon.ReachSpec {
	switch {
	case !everNarrowed(r):
		return nil
	case f.added == "like":
		return toGroups(like, added...)
	case f.added == "account":
		return toAccount(added...)
	}
	return nil
}

func savePermissions(a *act) (outcome, error) {
	form := a.permissionForm()
	return a.changeRole("Save", "new_scope", nil, func(seen, r *cordon.Role) error {
		like, _ := sharedGroups(seen)
		return form.apply(r, like)
	})
}

// narrowRole gives every permission that reaches the entire account the groups
// of those that are narrowed.
func narrowRole(a *act) (outcome, error) {
	return a.changeRole("Narrow them all", "new_scope", nil, func(seen, r *cordon.Role) error {
		if !seen.Restricted() {
			return cordon.BadRequest("Nothing of this role is narrowed yet. Edit the scope of one permission first.")
		}
		groups, _ := sharedGroups(seen)
		var wide []cordon.Privilege
		for _, p := range r.Privileges() {
			if r.Reaches[p].Account {
				wide = append(wide, p)
			}
		}
		if e := r.SetReaches(nil, toGroups(groups, wide...)); e != nil {
			return e
		}
		return nil
	})
}

// changeRole changes how far a role reaches, once the visitor has confirmed whom
// its holders gain and lose. change is given the role as the visitor sees it,
// without groups that do not exist for them, and as it is. said is the groups
// that the visitor named, by field.
func (a *act) changeRole(what, field string, said []cordon.ReachSpec, change func(seen, r *cordon.Role) error) (outcome, error) {
	tx, seen, err := a.editedRole()
	if err != nil {
		return outcome{}, err
	}
	before, err := tx.SightOfRole(seen.ID)
	if err != nil {
		return outcome{}, err
	}
	if err := a.UpdateRole(seen.ID, said, func(r *cordon.Role) error { return change(&seen.Role, r) }); err != nil {
		return outcome{}, reachError(err, field)
	}
	after, err := tx.SightOfRole(seen.ID)
	if err != nil {
		return outcome{}, err
	}
	return outcome{to: "/portal/roles/" + seen.ID, done: "role-saved"}, a.confirmRole(tx, what, &seen.Role, before, after)
}

// reachError puts beside a field of the form what the store says of reaches.
func reachError(err error, field string) error {
	var e *cordon.Error
	if errors.As(err, &e) && len(e.Fields) == 1 && strings.HasPrefix(e.Fields[0].Field, "privilege_scopes") {
		return cordon.InvalidField(field, "A group is not there any more. Look again at the groups, and save again.").Because("%s", e.Fields[0].Message)
	}
	return err
}
