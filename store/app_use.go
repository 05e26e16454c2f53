package store

import (
	"slices"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// AppUse is what an app does with what it holds.
type AppUse struct {
	CreatedAt  time.Time      // of the app
	LastUsed   time.Time      // zero: never
	Operations []OperationUse // the latest first
	Unused     []cordon.Scope // that the app holds, and no operation used since Since accepts
	// Since is 30 days ago, or later where the app is younger or nothing was
	// noted before: then it is too early to call anything unused for good.
	Since time.Time
}

// OperationUse is how an app uses one operation.
type OperationUse struct {
	Operation string // "GET /users/{userId}"
	LastAt    time.Time
	N         int
}

// AppUse tells how an app in sight is used.
func (tx *Tx) AppUse(people access.People, id string) (u AppUse, err error) {
	a, err := tx.App(people, id)
	if err != nil {
		return u, err
	}
	u.CreatedAt = a.CreatedAt
	if u.Since, err = tx.usesSince(a.CreatedAt); err != nil {
		return u, err
	}
	var used []*access.Operation
	err = tx.each("SELECT operation, last_at, n FROM app_use WHERE app = ? ORDER BY last_at DESC, operation", []any{a.Seq}, func(s *sqlite.Stmt) error {
		o := OperationUse{s.ColumnText(0), fromMillis(s.ColumnInt64(1)), s.ColumnInt(2)}
		u.Operations = append(u.Operations, o)
		if op := access.Operations().Find(o.Operation); op != nil && !o.LastAt.Before(u.Since) {
			used = append(used, op)
		}
		return nil
	})
	if len(u.Operations) > 0 {
		u.LastUsed = u.Operations[0].LastAt
	}
	for _, scope := range a.Scopes {
		if !slices.ContainsFunc(used, func(op *access.Operation) bool { return op.Accepts(scope) }) {
			u.Unused = append(u.Unused, scope)
		}
	}
	return u, err
}

// LastUsed is when each of the apps in sight was last used; one that never was
// is not in it. The ids are those of a page of Apps.
func (tx *Tx) LastUsed(people access.People, ids []string) (map[string]time.Time, error) {
	last := make(map[string]time.Time, len(ids))
	q := new(sql).add("SELECT a.id, max(o.last_at) FROM ").given(ids).add(" CROSS JOIN app a ON a.id = w.value CROSS JOIN app_use o ON o.app = a.seq LEFT JOIN user u ON u.seq = a.owner WHERE ")
	return last, tx.each(q.visibleApps(people).add(" GROUP BY a.id").String(), q.args, func(s *sqlite.Stmt) error {
		last[s.ColumnText(0)] = fromMillis(s.ColumnInt64(1))
		return nil
	})
}

// RoleUse is what a role's holders do with what it grants, through their apps.
type RoleUse struct {
	Apps   int                // whose owners hold the role and are in sight
	Unused []cordon.Privilege // that the role names, and no operation used since Since needed
	Since  time.Time          // as in AppUse, of the role's oldest app
}

// RoleUse tells which of a role's privileges the apps in sight do not use.
func (tx *Tx) RoleUse(people access.People, id string) (u RoleUse, err error) {
	if err := tx.RoleExists(id); err != nil {
		return u, err
	}
	role := cordon.Role{ID: id}
	if err := tx.reaches(people.Account(), &role); err != nil {
		return u, err
	}
	names := role.Privileges()
	if cordon.SystemRole(id) {
		policy, err := tx.policyOf(people.Account(), id)
		if err != nil {
			return u, err
		}
		names = policy.Privileges()
	}
	q := new(sql).add("SELECT count(*), coalesce(min(a.created_at), 0) FROM app a CROSS JOIN user u ON u.seq = a.owner WHERE u.role = ? AND ", id).visibleApps(people)
	var oldest int64
	_, err = tx.one(q.String(), q.args, func(s *sqlite.Stmt) { u.Apps, oldest = s.ColumnInt(0), s.ColumnInt64(1) })
	if err == nil {
		u.Since, err = tx.usesSince(fromMillis(oldest))
	}
	if err != nil {
		return u, err
	}
	var used []*access.Operation
	q = new(sql).add("SELECT DISTINCT o.operation FROM app a CROSS JOIN user u ON u.seq = a.owner CROSS JOIN app_use o ON o.app = a.seq WHERE o.last_at >= ? AND u.role = ? AND ",
		millis(u.Since), id).visibleApps(people)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		if op := access.Operations().Find(s.ColumnText(0)); op != nil {
			used = append(used, op)
		}
		return nil
	})
	for _, p := range names {
		if !slices.ContainsFunc(used, func(op *access.Operation) bool { return uses(op, p) }) {
			u.Unused = append(u.Unused, p)
		}
	}
	return u, err
}

// contentProducts are those of whose answers some parts need
// RecordingContent:Read, whatever the operation's own privilege is (rule 8).
var contentProducts = []string{"meetings", "webinars", "past_meetings", "recordings", "phone"}

// uses reports whether an operation would be refused, or show less, without the
// privilege: User:Read says whom any answer may name (rule 7).
func uses(op *access.Operation, p cordon.Privilege) bool {
	return p.Implies(op.Privilege) || p.Implies(cordon.UserRead) ||
		p.Implies(recordingContent) && slices.Contains(contentProducts, op.Product)
}

// usesSince is since when uses are told of something made at created.
func (tx *Tx) usesSince(created time.Time) (time.Time, error) {
	now := tx.db.clock()
	from := now // where nothing was noted yet
	_, err := tx.one("SELECT at FROM app_use_since WHERE one = 1", nil, func(s *sqlite.Stmt) { from = fromMillis(s.ColumnInt64(0)) })
	for _, t := range []time.Time{created, now.Add(-cordon.UnusedFor)} {
		if t.After(from) {
			from = t
		}
	}
	return from.UTC(), err
}
