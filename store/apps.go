package store

import (
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// AppRow is an app with its place in the list of apps. Its contact is not in
// App: AppContact says it.
type AppRow struct {
	Seq int64
	cordon.App
	ownerSeq  int64
	ownerRole string
	scopesRev int64
	contact   AppContact
}

const appColumns = `a.seq, a.id, a.client_id, a.name, u.id, a.active, a.contact_name, a.contact_email, a.company_name, a.created_at,
	a.owner, u.role, a.scopes_rev, a.account`

func scanApp(s *sqlite.Stmt) AppRow {
	return AppRow{Seq: s.ColumnInt64(0), App: cordon.App{
		ID: s.ColumnText(1), ClientID: s.ColumnText(2), Name: s.ColumnText(3), Owner: s.ColumnText(4), Active: s.ColumnBool(5),
		CreatedAt: fromMillis(s.ColumnInt64(9)),
		Account:   s.ColumnText(13),
	}, contact: AppContact{s.ColumnText(6), s.ColumnText(7), s.ColumnText(8)}, ownerSeq: s.ColumnInt64(10), ownerRole: s.ColumnText(11), scopesRev: s.ColumnInt64(12)}
}

// visibleApps adds the condition that the app a is in sight: its owner u is.
// An app whose owner left belongs to nobody, and only those from whom nobody
// is hidden still see it.
func (q *sql) visibleApps(people access.People) *sql {
	q.add("a.account = ?", people.Account())
	if !people.Everyone() {
		q.add(" AND u.seq IS NOT NULL AND ").visible(people.Visibility(), "u")
	}
	return q
}

// Apps lists the apps whose owners are in sight, and how many they are.
func (tx *Tx) Apps(people access.People, page Page) (list []AppRow, total int, err error) {
	q := new(sql).add("SELECT " + appColumns + " FROM app a LEFT JOIN user u ON u.seq = a.owner WHERE ").visibleApps(people)
	q.add(" AND a.seq > ? ORDER BY a.seq LIMIT ? OFFSET ?", page.After, page.Limit, page.Skip)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanApp(s))
		return nil
	})
	for i := range list {
		if err != nil {
			return nil, 0, err
		}
		list[i].Scopes, err = tx.scopesAt(scopesKey{list[i].Seq, list[i].scopesRev})
	}
	if err != nil {
		return nil, 0, err
	}
	q = new(sql).add("SELECT count(*) FROM app a LEFT JOIN user u ON u.seq = a.owner WHERE ").visibleApps(people)
	total, err = tx.number(q.String(), q.args...)
	return list, total, err
}

// App finds one app whose owner is in sight.
func (tx *Tx) App(people access.People, id string) (a AppRow, err error) {
	q := new(sql).add("SELECT "+appColumns+" FROM app a LEFT JOIN user u ON u.seq = a.owner WHERE a.id = ? AND ", id).visibleApps(people)
	found, err := tx.one(q.String(), q.args, func(s *sqlite.Stmt) { a = scanApp(s) })
	if err == nil && !found {
		err = cordon.NoSuchApp(id)
	}
	if err != nil {
		return a, err
	}
	a.Scopes, err = tx.scopesAt(scopesKey{a.Seq, a.scopesRev})
	return a, err
}

// AppContact is what an app says of whom to ask about it. It is free text about
// anybody, so a caller from whom somebody is hidden is told only that there is
// some (hidden).
func (tx *Tx) AppContact(people access.People, id string) (c AppContact, hidden bool, err error) {
	a, err := tx.App(people, id)
	if err != nil || people.Everyone() {
		return a.contact, false, err
	}
	return AppContact{}, a.contact != AppContact{}, nil
}

// AppContact is whom to ask about an app.
type AppContact struct{ Name, Email, Company string }

// AppToChange is App, held to rule 10: an app grants what its owner's role does.
func (tx *Tx) AppToChange(people access.People, id string) (a AppRow, err error) {
	a, err = tx.App(people, id)
	if err != nil || a.Owner == "" {
		return a, err
	}
	return a, tx.mayActOn(seat{seq: a.ownerSeq, id: a.Owner, role: a.ownerRole})
}

// CreateApp makes an app owned by owner, who must be in sight and covered, and
// returns its client secret, which is kept nowhere.
func (tx *WriteTx) CreateApp(people access.People, a *cordon.App, owner UserKey) (secret string, err error) {
	p, err := tx.actOn(people, owner)
	if err != nil {
		return "", err
	}
	if p.status != cordon.Active {
		return "", cordon.InvalidField("owner", "The owner of an app must be an active user.")
	}
	if err := tx.scopesBacked(people.Account(), p.role, a.Scopes); err != nil {
		return "", err
	}
	owned, err := tx.number("SELECT count(*) FROM app WHERE owner = ?", p.seq)
	if err != nil {
		return "", err
	}
	if owned >= cordon.MaxAppsOfOwner {
		return "", cordon.BadRequest("One user owns at most 1,000 apps. Delete some first.")
	}
	a.Owner = p.id
	return tx.insertApp(people.Account(), a, p.seq)
}

// scopesBacked refuses, by name, a scope that the owner's role does not back.
func (tx *Tx) scopesBacked(account, role string, scopes []cordon.Scope) error {
	policy, err := tx.policyOf(account, role)
	if err != nil {
		return err
	}
	for _, scope := range scopes {
		if !access.Backs(policy, scope) {
			return cordon.InvalidField("scopes", "%s: the owner's role backs no operation of this scope. It needs one of: %s.",
				scope, join(access.Operations().Backing(scope), ", "))
		}
	}
	return nil
}

func join[S ~string](list []S, sep string) string {
	var b strings.Builder
	for i, s := range list {
		if i > 0 {
			b.WriteString(sep)
		}
		b.WriteString(string(s))
	}
	return b.String()
}

func (tx *WriteTx) insertApp(account string, a *cordon.App, owner int64) (secret string, err error) {
	now := tx.db.clock()
	a.ID, a.ClientID, a.CreatedAt, a.Account = tx.db.dice.ID(), tx.db.dice.ID(), now.UTC(), account
	if err := tx.run(`INSERT INTO app (id, account, client_id, name, owner, active, contact_name, contact_email, company_name, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, account, a.ClientID, a.Name, owner, a.Active, a.ContactName, a.Contact, a.Company, millis(now)); err != nil {
		return "", err
	}
	seq := tx.conn.LastInsertRowID()
	if err := tx.setScopes(seq, a.Scopes); err != nil {
		return "", err
	}
	_, secret, err = tx.newSecret(seq)
	return secret, err
}

// setScopes starts a new revision of an app's scopes. Revisions that no live
// token can name are swept.
func (tx *WriteTx) setScopes(app int64, scopes []cordon.Scope) error {
	now := tx.db.clock()
	if err := tx.run("UPDATE app SET scopes_rev = scopes_rev + 1 WHERE seq = ?", app); err != nil {
		return err
	}
	sorted := slices.Compact(slices.Sorted(slices.Values(scopes)))
	if err := tx.run("INSERT INTO app_scopes SELECT seq, scopes_rev, ?, ? FROM app WHERE seq = ?",
		join(sorted, " "), millis(now), app); err != nil {
		return err
	}
	// A revision was last issued when its successor began.
	return tx.run(`DELETE FROM app_scopes WHERE app = ?1 AND EXISTS
		(SELECT 1 FROM app_scopes s WHERE s.app = ?1 AND s.rev = app_scopes.rev + 1 AND s.created_at < ?2)`,
		app, millis(now.Add(-cordon.DownloadLife-2*cordon.TokenLife)))
}

// AppChange is what UpdateApp changes; nil leaves a part as it is.
type AppChange struct {
	Name                          *string
	ContactName, Contact, Company *string
	Active                        *bool
	Scopes                        *[]cordon.Scope
}

// UpdateApp renames, activates, deactivates or rescopes an app, or says whom to
// ask about it. Deactivating ends its tokens for good.
func (tx *WriteTx) UpdateApp(people access.People, id string, c AppChange) error {
	a, err := tx.AppToChange(people, id)
	if err != nil {
		return err
	}
	if c.Scopes != nil {
		if err := tx.scopesBacked(people.Account(), a.ownerRole, *c.Scopes); err != nil {
			return err
		}
		if err := tx.setScopes(a.Seq, *c.Scopes); err != nil {
			return err
		}
		a.Scopes = *c.Scopes
	}
	for _, part := range []struct{ is, to *string }{{&a.Name, c.Name}, {&a.contact.Name, c.ContactName}, {&a.contact.Email, c.Contact}, {&a.contact.Company, c.Company}} {
		if part.to != nil {
			*part.is = *part.to
		}
	}
	err = tx.run("UPDATE app SET name = ?, contact_name = ?, contact_email = ?, company_name = ? WHERE seq = ?", a.Name, a.contact.Name, a.contact.Email, a.contact.Company, a.Seq)
	if err != nil {
		return err
	}
	switch {
	case c.Active == nil:
		return nil
	case *c.Active && a.Owner == "":
		return cordon.InvalidField("active", "The app's owner left the account. Build a new app as another user.")
	case *c.Active && len(a.Scopes) == 0:
		return cordon.InvalidField("active", "An app needs at least one scope to be activated.")
	case *c.Active:
		return tx.run("UPDATE app SET active = 1 WHERE seq = ?", a.Seq)
	}
	return tx.run("UPDATE app SET active = 0, generation = generation + 1 WHERE seq = ?", a.Seq)
}

// DeleteApp deletes an app; its tokens stop at once.
func (tx *WriteTx) DeleteApp(people access.People, id string) error {
	a, err := tx.AppToChange(people, id)
	if err != nil {
		return err
	}
	return tx.run("DELETE FROM app WHERE seq = ?", a.Seq)
}
