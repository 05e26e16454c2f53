package portal

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// mayPart is the question whether a sight takes in one person.
type mayPart struct {
	Person         string // as it was typed
	Error          string
	Choices        []person // whom it may mean
	Who            *person
	Permissions    []mayRow
	Operations     []operations // of an app, to ask about one
	Operation      string       // that was asked about
	OperationError string
	Decision       *verdict
}

// mayRow is the answer for one permission.
type mayRow struct {
	Name  string
	In    bool
	Named bool // answers may name the person
	Why   string
	Mend  *toMend
}

// toMend is the stage of the set-up to mend, and the page to do it on.
type toMend struct {
	Stage access.Stage
	Why   string
	Path  string // "" where it is not the visitor's
}

// mendOf says where to mend a stage. group is the group that somebody would
// have to be in.
func (v *visit) mendOf(d *sightPage, stage access.Stage, why, group string) *toMend {
	m := &toMend{Stage: stage, Why: why}
	switch stage {
	case access.StageGroup:
		if _, ok := v.may("GET /groups/{groupId}"); ok && group != "" {
			m.Path = "/portal/groups/" + group
		}
	case access.StageRole:
		if d.MayRole && d.Role.ID != "" {
			m.Path = "/portal/roles/" + d.Role.ID
		}
	case access.StageServiceUser:
		if d.App != nil && d.App.MayOwner && d.App.Owner != "" {
			m.Path = "/portal/users/" + d.App.Owner
		}
	case access.StageApp:
		m.Path = "/portal/apps/" + d.App.ID
	}
	return m
}

// mayIt answers for the person that was typed; it only asks where nobody was.
// Nil where the visitor may not look anybody up.
func (l *looking) mayIt(d *sightPage) (*mayPart, error) {
	users, ok := l.visit.may("GET /users/{userId}")
	if !ok {
		return nil, nil
	}
	m := &mayPart{Person: l.value("person")}
	if d.App != nil {
		m.Operation, m.Operations = l.value("operation"), operationChoices(l.Served)
	}
	if m.Person == "" {
		if l.values.Has("person") {
			m.Error = "Type an e-mail address, an ID or a name."
			l.status = http.StatusUnprocessableEntity
		}
		return m, nil
	}
	var err error
	m.Who, m.Choices, err = l.findPerson(m.Person)
	if err != nil || len(m.Choices) > 1 {
		return m, err
	}
	if m.Who == nil {
		m.Error, l.status = nobodyFound, http.StatusNotFound
		return m, nil
	}
	b, err := l.beside(users, *m.Who)
	if err != nil {
		return nil, err
	}
	for _, f := range families(l.sight) {
		m.Permissions = append(m.Permissions, l.mayRow(d, b, f.Top))
	}
	if m.Operation != "" {
		i := slices.IndexFunc(l.Served, func(r *zoomapi.Route) bool { return r.Operation.String() == m.Operation })
		if i < 0 {
			m.OperationError, l.status = "There is no such operation.", http.StatusNotFound
			return m, nil
		}
		m.Decision, err = l.decide(d, users, b, l.Served[i])
	}
	return m, err
}

// beside is one person beside a sight.
type beside struct {
	*looking
	who person
	in  []string // groups of the sight's reaches
}

func (l *looking) beside(users *store.Tx, who person) (b beside, err error) {
	b = beside{looking: l, who: who}
	b.in, err = users.InGroups(users.Grant.People(), store.UserKey{Value: who.ID}, groupsOf(l.sight))
	return b, err
}

// reason is why somebody is in reach or not, in words.
type reason struct {
	In    bool
	Words string
	Stage access.Stage // to mend
	Group string       // to join
}

// reason says what the decision's rule 5 comes to for the person under a
// permission.
func (b beside) reason(q cordon.Privilege) reason {
	name := permissionName(q)
	account, sets, ok := reachOf(b.sight, q)
	switch {
	case !ok:
		return reason{Words: "The role lacks " + name + ".", Stage: access.StageRole}
	case account:
		return reason{In: true, Words: name + " reaches the entire account."}
	case b.who.ID == b.self:
		return reason{In: true, Words: "Everybody sees themselves."}
	}
	var through []string
	for _, set := range sets {
		shared := slices.DeleteFunc(slices.Clone(set), func(id string) bool { return !slices.Contains(b.in, id) })
		words := reachSetOf(set, b.known)
		switch {
		case len(set) == 0:
			return reason{Words: name + " is narrowed to groups that are gone.", Stage: access.StageRole}
		case len(shared) == 0 && len(words.Groups) > 0:
			return reason{Words: "In none of the groups that " + name + " reaches: " + words.Words() + ".", Stage: access.StageGroup, Group: words.Groups[0].ID}
		case len(shared) == 0:
			return reason{Words: "In none of the groups that " + name + " reaches.", Stage: access.StageGroup}
		}
		in := "a group that your role does not show"
		if words = reachSetOf(shared, b.known); len(words.Groups) > 0 {
			in = "the group " + words.Groups[0].Name
		}
		if !slices.Contains(through, in) {
			through = append(through, in)
		}
	}
	return reason{In: true, Words: "In " + strings.Join(through, " and in ") + ", which " + name + " reaches."}
}

func (l *looking) mayRow(d *sightPage, b beside, q cordon.Privilege) mayRow {
	r := b.reason(q)
	row := mayRow{Name: permissionName(q), In: r.In, Why: r.Words}
	if r.In {
		if r = b.reason(cordon.UserRead); r.In {
			row.Named = true
			return row
		}
		row.Why += " But no answer names them: " + strings.ToLower(r.Words[:1]) + r.Words[1:]
	}
	row.Mend = l.mendOf(d, r.Stage, "", r.Group)
	return row
}

// verdict is what the decision says of one operation, and of one person.
type verdict struct {
	Operation string
	Good      bool // allowed, and the person is in sight
	Title     string
	Told      string // to the caller, where it is refused
	Why       string
	Mend      *toMend
}

// decide asks the decision itself about an operation and the person.
func (l *looking) decide(d *sightPage, users *store.Tx, b beside, route *zoomapi.Route) (*verdict, error) {
	sees, refusal, err := l.ExplainAppFor(l.Grant.People(), d.App.ID, users.Grant.People(), store.UserKey{Value: b.who.ID},
		store.Call{Operation: route.Operation, Holder: route.Holder})
	if err != nil {
		return nil, err
	}
	out := &verdict{Operation: route.Operation.String()}
	switch {
	case refusal != nil:
		out.Title = "Refused"
		out.Told = fmt.Sprintf("%d, code %d: %s", refusal.Err.Status, refusal.Err.Code, refusal.Err.Message)
		out.Why = refusalWords(refusal, route.Operation)
		out.Mend = l.mendOf(d, refusal.Stage, "", "")
	case route.Holder == holder.Self:
		out.Good = b.who.ID == l.self
		out.Title = "Allowed, and it is about the app's owner alone"
	case sees:
		out.Good = true
		out.Title = "Allowed, and " + b.who.Name + " is in sight"
	default:
		out.Title = "Allowed, but " + b.who.Name + " is out of sight"
		r := b.outOfSight(route.Operation.Privilege)
		out.Why, out.Mend = r.Words, l.mendOf(d, r.Stage, "", r.Group)
	}
	return out, nil
}

// outOfSight is why an operation that is allowed does not show the person.
func (b beside) outOfSight(q cordon.Privilege) reason {
	for _, p := range []cordon.Privilege{q, cordon.UserRead} {
		if r := b.reason(p); !r.In {
			return r
		}
	}
	return reason{Words: "The scope that the app holds for it is for its owner's own data only.", Stage: access.StageApp}
}

// refusalWords is the true reason of a refusal, as the pages say it.
func refusalWords(r *access.Refusal, op *access.Operation) string {
	const noScope = 4711
	if r.Err.Code == noScope && r.Stage == access.StageApp {
		var names []string
		for _, list := range [][]cordon.Scope{op.Granular, op.Classic, op.Added} {
			for _, s := range list {
				names = append(names, string(s))
			}
		}
		return "The app holds none of the scopes that open it: " + strings.Join(names, ", ") + "."
	}
	return sentenceOf(strings.ReplaceAll(r.Err.Reason, string(op.Privilege), permissionName(op.Privilege)))
}

// sentenceOf makes a sentence of a reason.
func sentenceOf(reason string) string {
	if reason == "" {
		return ""
	}
	return strings.ToUpper(reason[:1]) + reason[1:] + "."
}
