package store

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// This file finds out why a caller did not find what it named, for the
// account's owner. It looks at things that the caller does not see, so nothing
// that answers a caller may call it.

// trueReason fills in why the refusal came about, where the caller was told no
// more than that something is not there. It decides anew, a moment later: where
// the set-up changed meanwhile there may be no reason to find.
func (tx *Tx) trueReason(r *Refusal) error {
	if r.Stage != "" || r.Reason != "" || r.Call.Operation == nil || !readsAbsent(r.Event) {
		return nil
	}
	caller := &Tx{db: tx.db, conn: tx.conn, fill: tx.fill}
	if err := caller.decide(r.Call); err != nil {
		if refusal := (*access.Refusal)(nil); errors.As(err, &refusal) {
			return nil
		}
		return err
	}
	for _, param := range pathParams.FindAllStringSubmatch(r.Call.Operation.Path, -1) {
		why, err := caller.whyNot(r, param[1], r.Named[param[1]])
		if err != nil {
			return err
		}
		if why.reason != "" {
			r.Reason, r.Stage = why.reason, string(why.stage)
			return nil
		}
	}
	return nil
}

var pathParams = regexp.MustCompile(`\{(\w+)\}`)

// readsAbsent reports whether the answer says that something is not there. A few
// operations say so with a 400.
func readsAbsent(e cordon.Event) bool {
	return e.Status == 404 || e.Status == 400 &&
		(strings.Contains(e.Message, "not exist") || strings.Contains(e.Message, "not found"))
}

// why is a true reason with the stage to mend; the zero one says that what was
// named is in sight.
type why struct {
	reason string
	stage  access.Stage
}

// userParams are the path parameters that name a user wherever they stand.
var userParams = []string{"userId", "memberId", "assistantId", "schedulerId"}

// whyNot says why the caller does not see what a path parameter names.
func (tx *Tx) whyNot(r *Refusal, param, value string) (why, error) {
	what := ""
	switch contacts := strings.HasPrefix(r.Call.Operation.Path, "/contacts/"); {
	case value == "" || value == "me":
		return why{}, nil
	case contacts && param == "groupId":
		what = "contact group"
	case contacts:
		return why{}, nil // a member may be a user or a group
	case param == r.Call.Holder.Param():
		what = r.Call.Holder.Names()
	case slices.Contains(userParams, param):
		what = "user"
	case param == "groupId":
		what = "group"
	case param == "appId":
		what = "app"
	case param == "callLogId":
		what = "call"
	}
	switch what {
	case "user":
		return tx.whyNoUser(value)
	case "group":
		return tx.whyNoGroup(value)
	case "contact group":
		return tx.whyNoContactGroup(value)
	case "app":
		return tx.whyNoApp(value)
	}
	if kinds := recordKinds[what]; kinds != nil {
		return tx.whyNoRecord(what, value, kinds)
	}
	return why{}, nil
}

func absent(what string) why { return why{reason: "there is no such " + what + " in the account"} }

// cuts are the privileges under which the caller must see whom an answer names
// (rule 7).
func (tx *Tx) cuts() []cordon.Privilege {
	return slices.Compact([]cordon.Privilege{tx.Grant.Operation().Privilege, cordon.UserRead})
}

func (tx *Tx) whyNoUser(value string) (w why, err error) {
	key := UserKey{Value: value}
	p, found, err := tx.anybody(key)
	if err == nil && !found && tx.Grant.Operation().String() == "GET /users/{userId}" {
		key.ByUnique = true
		p, found, err = tx.anybody(key)
	}
	if err != nil || !found {
		return absent("user"), err
	}
	return tx.whyHidden(p, p.email+" exists, and")
}

// anybody finds a user of the account, in sight or not.
func (tx *Tx) anybody(key UserKey) (p seat, found bool, err error) {
	q := new(sql).add("SELECT u.seq, u.id, u.email FROM user u WHERE ").named(key, "u").add(" AND u.account = ?", tx.Grant.Account())
	found, err = tx.one(q.String(), q.args, func(s *sqlite.Stmt) { p = seat{seq: s.ColumnInt64(0), id: s.ColumnText(1), email: s.ColumnText(2)} })
	return p, found, err
}

// whyHidden says which reach leaves a user out; begin is what the user is the
// subject of.
func (tx *Tx) whyHidden(p seat, begin string) (w why, err error) {
	for _, privilege := range tx.cuts() {
		v := tx.Grant.See(privilege)
		if v.Account() == "" {
			return why{fmt.Sprintf("%s is out of sight: the role does not grant %s", begin, privilege), access.StageRole}, nil
		}
		for _, groups := range v.Clauses() {
			if p.id == v.Self() {
				break
			}
			if len(groups) == 0 {
				return why{fmt.Sprintf("%s is out of sight: %s reaches the app's owner alone, since its reach has no group or the scope is for one's own data", begin, privilege), access.StageRole}, nil
			}
			q := new(sql).add("SELECT 1 FROM member m WHERE m.user = ? AND m.grp IN ", p.seq).in(groups)
			in, err := tx.exists(q.String(), q.args...)
			if err != nil {
				return w, err
			}
			if !in {
				names, err := tx.groupNames(groups)
				return why{fmt.Sprintf("%s is in none of the groups that %s reaches (%s)", begin, privilege, names), access.StageGroup}, err
			}
		}
	}
	return w, nil
}

// fewGroups is how many groups a reason names.
const fewGroups = 5

// groupNames is the names of a few groups, or how many they are.
func (tx *Tx) groupNames(ids []string) (string, error) {
	if len(ids) > fewGroups {
		return fmt.Sprintf("%d groups", len(ids)), nil
	}
	var names []string
	q := new(sql).add("SELECT name FROM user_group WHERE account = ? AND id IN ", tx.Grant.Account()).in(ids)
	err := tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		names = append(names, cordon.Cut(s.ColumnText(0), 100))
		return nil
	})
	slices.Sort(names)
	return strings.Join(names, ", "), err
}

func (tx *Tx) whyNoGroup(id string) (w why, err error) {
	var name string
	found, err := tx.one("SELECT name FROM user_group WHERE id = ? AND account = ?", []any{id, tx.Grant.Account()}, func(s *sqlite.Stmt) { name = s.ColumnText(0) })
	switch {
	case err != nil || !found:
		return absent("group"), err
	case tx.Grant.Groups().Has(id):
		return w, nil
	case tx.Grant.See(cordon.GroupRead).Account() == "":
		return why{fmt.Sprintf("the group %s exists; the role does not grant %s, and none of its reaches names the group", name, cordon.GroupRead), access.StageRole}, nil
	}
	return why{fmt.Sprintf("the group %s exists, and is none of those that %s reaches", name, cordon.GroupRead), access.StageRole}, nil
}

func (tx *Tx) whyNoContactGroup(id string) (w why, err error) {
	var name string
	found, err := tx.one("SELECT name FROM contact_group WHERE id = ? AND account = ?", []any{id, tx.Grant.Account()}, func(s *sqlite.Stmt) { name = s.ColumnText(0) })
	if err != nil || !found {
		return absent("contact group"), err
	}
	_, err = tx.findContactGroup(tx.Grant.Groups(), tx.Grant.People(), id)
	if e := (*cordon.Error)(nil); err == nil || !errors.As(err, &e) {
		return w, err
	}
	return why{fmt.Sprintf("the contact group %s exists, and none of its members is in sight", name), access.StageGroup}, nil
}

func (tx *Tx) whyNoApp(id string) (w why, err error) {
	var name string
	var owner seat
	found, err := tx.one("SELECT a.name, coalesce(u.seq, 0), coalesce(u.id, ''), coalesce(u.email, '') FROM app a LEFT JOIN user u ON u.seq = a.owner WHERE a.id = ? AND a.account = ?",
		[]any{id, tx.Grant.Account()}, func(s *sqlite.Stmt) {
			name, owner = s.ColumnText(0), seat{seq: s.ColumnInt64(1), id: s.ColumnText(2), email: s.ColumnText(3)}
		})
	switch {
	case err != nil || !found:
		return absent("app"), err
	case owner.id != "":
		return tx.whyHidden(owner, fmt.Sprintf("the app %s exists, and its owner %s", name, owner.email))
	case tx.Grant.People().Everyone():
		return w, nil
	}
	return why{fmt.Sprintf("the app %s exists; its owner left, so a restricted credential does not see it", name), access.StageRole}, nil
}
