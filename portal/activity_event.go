package portal

import (
	"net/http"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// requestPage is everything that is kept of one request.
type requestPage struct {
	Typed  string // in the search
	RID    string // of the tracking id
	Events []requestEvent
	Next   string
}

// requestEvent is one event of it. A portal form may make several.
type requestEvent struct {
	eventRow
	UserPath, AppPath string // "" where the visitor cannot open it
	Mend              *toMendOf
}

// toMendOf is the stage to mend, how, and where.
type toMendOf struct {
	Stage, How string
	Links      []mendLink
}

type mendLink struct{ Path, Name string }

// showRequest is open by the tracking id in the address, or in the search.
func showRequest(v *visit) (any, error) {
	d := requestPage{Typed: v.value("id")}
	if d.Typed == "" {
		d.Typed = v.path("rid")
	}
	d.RID = cordon.TrackingRID(d.Typed)
	if d.RID == "" {
		v.status = http.StatusUnprocessableEntity
		return d, nil
	}
	page, err := v.eventsAfter()
	if err != nil {
		return nil, err
	}
	list, more, err := v.Events(store.EventFilter{TrackingID: d.RID, Page: page})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		v.status = http.StatusNotFound
		return d, nil
	}
	if more {
		d.Next = addressOf(activityPath+"/request", afterEvent(map[string][]string{"id": {d.RID}}, list[len(list)-1]))
	}
	m := mender{visit: v, actors: make(map[string]actor), apps: make(map[string]bool)}
	for _, e := range list {
		row, err := m.event(e)
		if err != nil {
			return nil, err
		}
		d.Events = append(d.Events, row)
	}
	return d, nil
}

// mender finds where to mend what was refused, as far as the visitor may open it.
type mender struct {
	*visit
	actors map[string]actor // by user id
	apps   map[string]bool  // by id: can be opened
}

// actor is who acted, as they are now; the zero one is nobody whom the visitor
// can open.
type actor struct {
	person
	role choice
}

func (m *mender) event(e store.EventRow) (r requestEvent, err error) {
	who, err := m.actor(e.User)
	if err != nil {
		return r, err
	}
	r.eventRow = eventRow{e, who.Name}
	if who.ID != "" {
		r.UserPath = "/portal/users/" + who.ID
	}
	ok, err := m.app(e.App)
	if err != nil {
		return r, err
	}
	if ok {
		r.AppPath = "/portal/apps/" + e.App
	}
	if r.Refused() && e.Stage != "" {
		r.Mend, err = m.mend(r, who)
	}
	return r, err
}

func (m *mender) actor(id string) (a actor, err error) {
	a, done := m.actors[id]
	tx, ok := m.may("GET /users/{userId}")
	if done || !ok || id == "" {
		return a, nil
	}
	u, err := tx.User(tx.Grant.People(), store.UserKey{Value: id})
	if err == nil {
		a.role = choice{u.RoleID, u.RoleName}
		a.person, err = personOf(u.UserRow)
	}
	if isAbsent(err) {
		err = nil
	}
	m.actors[id] = a
	return a, err
}

func (m *mender) app(id string) (can bool, err error) {
	can, done := m.apps[id]
	tx, ok := m.may(appOperation)
	if done || !ok || id == "" {
		return can, nil
	}
	if _, err = tx.App(tx.Grant.People(), id); isAbsent(err) {
		return false, nil
	}
	m.apps[id] = err == nil
	return err == nil, err
}

const noScope = 4711 // the code

// mend says how to mend a refusal, with the pages to do it on.
func (m *mender) mend(e requestEvent, who actor) (*toMendOf, error) {
	t := &toMendOf{Stage: e.Stage}
	link := func(path, name string) { t.Links = append(t.Links, mendLink{path, name}) }
	switch access.Stage(e.Stage) {
	case access.StageToken:
		t.How = "The set-up is not at fault. Whoever asked needs a new token."
	case access.StageGroup:
		t.How = "Put whom the request was about into a user group that the role reaches."
		return t, m.groups(t, e, who)
	case access.StageRole:
		t.How = "Change what the role of whoever asked grants, or how far it reaches."
		if _, ok := m.may("GET /roles/{roleId}"); ok && who.role.ID != "" {
			link("/portal/roles/"+who.role.ID, who.role.Name)
		}
	case access.StageServiceUser:
		t.How = "See to the user as whom the app acts."
		if e.UserPath != "" {
			link(e.UserPath, who.Name)
		}
	case access.StageApp:
		t.How = "See to the app."
		path := e.AppPath
		if e.Code == noScope {
			t.How = "Add the scope to the app. Whoever uses it then needs a new token."
			path += "/scopes"
		}
		if e.AppPath != "" {
			link(path, e.Through())
		}
	}
	return t, nil
}

// groups links to the groups that the actor's role reaches now: those that the
// operation is for, or that its answers may name people from.
func (m *mender) groups(t *toMendOf, e requestEvent, who actor) error {
	_, canOpen := m.may("GET /groups/{groupId}")
	if tx, ok := m.may("GET /roles/{roleId}"); ok && canOpen && who.role.ID != "" {
		sight, err := tx.SightOfRole(who.role.ID)
		if err != nil && !isNoPermission(err) {
			return err
		}
		if err == nil {
			known, err := m.knownGroups(sight)
			if err != nil {
				return err
			}
			for _, id := range groupsUnder(sight, e.Operation) {
				if name, ok := known[id]; ok && len(t.Links) < fewGroups {
					t.Links = append(t.Links, mendLink{"/portal/groups/" + id, name})
				}
			}
		}
	}
	if _, ok := m.may("GET /groups"); ok && len(t.Links) == 0 {
		t.Links = append(t.Links, mendLink{"/portal/groups", "Groups"})
	}
	return nil
}

func groupsUnder(s access.Sight, operation string) (ids []string) {
	privileges := []cordon.Privilege{cordon.UserRead}
	if op := access.Operations().Find(operation); op != nil {
		privileges = append(privileges, op.Privilege)
	}
	for _, q := range privileges {
		_, sets, _ := reachOf(s, q)
		for _, set := range sets {
			ids = append(ids, set...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
