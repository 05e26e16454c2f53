package portal

import (
	"strings"

	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// Need is the operation of the API that an address stands for, with the holder
// rule that the API serves it by: whoever may call it may come here. The zero
// Need is for everybody who is signed in.
type Need struct {
	Operation *access.Operation
	Holder    holder.Rule
}

// anybody is for whoever is signed in: their own home, password and sessions.
const anybody = ""

// needsOf is every operation that the API serves. Of apps, their owners need no
// privilege here (rule 10).
func needsOf(served []*zoomapi.Route) map[string]Need {
	all := map[string]Need{anybody: {}}
	for _, r := range served {
		n := Need{r.Operation, r.Holder}
		if strings.HasPrefix(r.Path, "/marketplace/apps") {
			n.Holder = holder.Own
		}
		all[r.Operation.String()] = n
	}
	return all
}

// need panics if the API does not serve the operation.
func (p *Portal) need(operation string) Need {
	n, ok := p.needs[operation]
	if !ok {
		panic("portal: the API does not serve " + operation)
	}
	return n
}

// call is the operation asked for by a request. what says in plain words what a
// change does, for the activity log.
func (p *Portal) call(r *request, operation, what string) store.Call {
	n := p.need(operation)
	return store.Call{Operation: n.Operation, Holder: n.Holder, TrackingID: r.trackingID(), Path: zoomapi.PathOf(r.r.URL), What: what}
}
