package portal

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

const restrictPath = "/portal/restrict"

// registerRestrict registers the four stages on one page.
func (p *Portal) registerRestrict() {
	checkBundles()
	p.page("GET "+restrictPath, "restrict", "POST /roles", func(v *visit) (any, error) { return showRestrict(v) })
	p.act("POST "+restrictPath, "GET "+restrictPath, "POST /roles", restrict)
}

type restrictPage struct {
	Bundles  []bundleRow
	Groups   pick
	NewGroup bool // may be made
	OldGroup bool // there is one to choose
	NewUser  bool // may be made
	Lacks    []lack
	Closed   bool // nothing can be made here
	Domain   string
}

// bundleRow is a bundle with the permission that the visitor lacks for it.
type bundleRow struct {
	bundle
	Lacks string
}

// lack is a permission that the visitor's role has not, and what that stops.
type lack struct{ Permission, Stops string }

// restrictNeeds are the operations that the page goes through besides the one
// that it needs, by what they are for.
var restrictNeeds = []struct {
	purpose    string
	operations []string
}{
	{"all", []string{"GET /users", "GET /roles", "POST /roles/{roleId}/members", "POST /marketplace/apps", "PATCH /marketplace/apps/{appId}"}},
	{"group", []string{"POST /groups", "POST /groups/{groupId}/members"}},
	{"user", []string{"POST /users", "PUT /users/{userId}/password"}},
}

var withoutNeeds = map[string]string{
	"all":   "nothing can be made on this page",
	"group": "no group can be made here; choose one that is there",
	"user":  "no user can be made here; name one that is there",
}

// holds is may for an operation whose privilege the visitor's role has to have:
// that of one's own apps alone does not do.
func (v *visit) holds(operation string) (*store.Tx, bool) {
	tx, ok := v.may(operation)
	return tx, ok && granted(tx) == nil
}

// granted says whether the role grants what the operation needs, and not only the
// visitor's own apps.
func granted(tx *store.Tx) error {
	if q := tx.Grant.Operation().Privilege; tx.Grant.See(q).Account() == "" {
		return fmt.Errorf("the role does not grant %s", q)
	}
	return nil
}

func showRestrict(v *visit) (d restrictPage, err error) {
	_, d.Domain, _ = strings.Cut(v.Email, "@")
	stopped := make(map[string]bool)
	for _, need := range restrictNeeds {
		for _, op := range need.operations {
			if _, ok := v.holds(op); ok {
				continue
			}
			stopped[need.purpose] = true
			l := lack{v.needed(op), withoutNeeds[need.purpose]}
			if !slices.Contains(d.Lacks, l) {
				d.Lacks = append(d.Lacks, l)
			}
		}
	}
	d.Closed, d.NewGroup, d.NewUser = stopped["all"], !stopped["group"], !stopped["user"]
	for _, b := range bundles {
		row := bundleRow{bundle: b}
		for _, q := range b.Privileges {
			if v.Grant.See(q).Account() == "" {
				row.Lacks = permissionName(q)
			}
		}
		d.Bundles = append(d.Bundles, row)
	}
	if tx, ok := v.may("GET /groups"); ok {
		d.Groups, err = pickGroup(tx, "")
		d.OldGroup = d.Groups.Many || len(d.Groups.List) > 0
	}
	return d, err
}

// needed is the permission of an operation in words, with how far it has to
// reach.
func (p *Portal) needed(operation string) string {
	n := p.need(operation)
	if n.Holder.NeedsWholeAccount() {
		return permissionName(n.Operation.Privilege) + " for the entire account"
	}
	return permissionName(n.Operation.Privilege)
}

// restrict goes through the four stages in its transaction, reads whom the
// credential sees, and keeps what it made only if the visitor has seen that.
func restrict(a *act) (outcome, error) {
	if a.value("back") != "" {
		v := &visit{request: a.request, Visit: a.Act.Visit, Tx: a.WriteTx.Tx}
		d, err := showRestrict(v)
		if err != nil {
			return outcome{}, err
		}
		return outcome{}, &confirmation{v.view("restrict", d)}
	}
	if err := a.once(); err != nil { // rolled back with the rest of a preview
		return outcome{}, err
	}
	w, err := a.wanted()
	if err != nil {
		return outcome{}, err
	}
	m, err := a.fourStages(w)
	if err != nil {
		return outcome{}, err
	}
	d, err := a.preview(w, m)
	if err != nil {
		return outcome{}, err
	}
	if d.Mark != a.value("confirm") {
		return outcome{}, &confirmation{(&visit{request: a.request, Visit: a.Act.Visit}).view("restrict-preview", d)}
	}
	done, err := a.handOver(m, d)
	return outcome{show: "restrict-done", data: done}, err
}

// open is may for one of the stages, which says which permission lacks.
func (a *act) open(operation, what string) (*store.WriteTx, error) {
	tx, err := a.may(operation, what)
	if err == nil {
		err = granted(tx.Tx)
	}
	if err != nil {
		return nil, a.lacks(operation, err)
	}
	return tx, nil
}

// read opens the transaction for an operation that changes nothing.
func (a *act) read(operation string) (*store.Tx, error) {
	tx, err := a.Visit.May(a.call(a.request, operation, ""))
	if err == nil {
		err = granted(tx)
	}
	if err != nil {
		return nil, a.lacks(operation, err)
	}
	return tx, nil
}

// lacks says in plain words why an operation is refused.
func (a *act) lacks(operation string, err error) error {
	reason := err.Error()
	var refusal *access.Refusal
	if errors.As(err, &refusal) {
		reason = refusal.Err.Reason
	}
	e := &cordon.Error{Status: http.StatusForbidden, Code: 300, Message: "Your role does not allow this: it lacks " + a.needed(operation) + "."}
	return e.Because("%s", reason)
}
