package store

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// What follows puts things into an account as they are, over what is there under
// the same id. It is for import.

// Try runs fn so that all of it is kept or nothing. refused is why not, where
// the fault is with what was to be put: it breaks a rule or is taken by another.
// Any other error is for the whole transaction.
func (o *OperatorTx) Try(fn func() error) (refused *cordon.Error, err error) {
	if err := o.tx.run("SAVEPOINT try"); err != nil {
		return nil, err
	}
	err = fn()
	if err == nil {
		return nil, o.tx.run("RELEASE try")
	}
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultConstraint:
		refused = cordon.BadRequest("It is taken by another, or names what is not there.").Because("%v", err)
	default:
		if !errors.As(err, &refused) {
			return nil, err
		}
	}
	o.users = nil // of somebody who may be gone again
	return refused, errors.Join(o.tx.run("ROLLBACK TO try"), o.tx.run("RELEASE try"))
}

// Owner is the id and the address of the account's owner.
func (o *OperatorTx) Owner(account string) (id, email string, err error) {
	_, err = o.tx.one("SELECT id, email FROM user WHERE account = ? AND role = ?", []any{account, cordon.OwnerRole}, func(s *sqlite.Stmt) {
		id, email = s.ColumnText(0), s.ColumnText(1)
	})
	return id, email, err
}

// UserID finds the id of the user with an address, "" for none.
func (o *OperatorTx) UserID(account, email string) (id string, err error) {
	_, err = o.tx.one("SELECT id FROM user WHERE account = ? AND email_key = ?", []any{account, cordon.Key(email)}, func(s *sqlite.Stmt) { id = s.ColumnText(0) })
	return id, err
}

// ExtensionUser finds the id of the user with a phone extension, by its id, ""
// for none.
func (o *OperatorTx) ExtensionUser(account, extension string) (id string, err error) {
	_, err = o.tx.one("SELECT u.id FROM phone_extension e JOIN user u ON u.seq = e.user WHERE e.id = ? AND e.account = ?", []any{extension, account},
		func(s *sqlite.Stmt) { id = s.ColumnText(0) })
	return id, err
}

func (o *OperatorTx) seat(account, id string) (p seat, found bool, err error) {
	found, err = o.tx.one("SELECT seq, id, email, role, status, groups FROM user WHERE id = ? AND account = ?", []any{id, account}, func(s *sqlite.Stmt) {
		p = seat{s.ColumnInt64(0), s.ColumnText(1), s.ColumnText(2), s.ColumnText(3), cordon.Status(s.ColumnText(4)), groupList(s.ColumnText(5))}
	})
	return p, found, err
}

// User reads a user of the account, all but the phone's numbers.
func (o *OperatorTx) User(account, id string) (u *cordon.User, found bool, err error) {
	p, found, err := o.seat(account, id)
	if err != nil || !found {
		return nil, false, err
	}
	u, err = o.tx.load(p)
	return u, true, err
}

// PutUser adds a user, or makes the one with that id as u is. Of the groups,
// which must exist, none is left. What u.Phone leaves empty stays.
func (o *OperatorTx) PutUser(account string, u *cordon.User) error {
	p, found, err := o.seat(account, u.ID)
	if err != nil {
		return err
	}
	if !found {
		return o.AddUser(account, u)
	}
	c, err := columnsOf(u)
	if err != nil {
		return err
	}
	// Whoever stops being active starts a new generation, as with SetStatus.
	err = o.tx.run(`UPDATE user SET manager = ?, manager_key = ?, zoom_phone = ?, pmi = ?, vanity_key = ?, employee = ?, attributes = ?, brief = ?, profile = ?, features = ?,
		host_key = ?, email = ?, email_key = ?, role = ?, created_at = ?, generation = generation + (status = 'active' AND ? <> 'active'), status = ? WHERE seq = ?`,
		append(c, u.HostKey, u.Email, cordon.Key(u.Email), u.RoleID, millis(u.CreatedAt), string(u.Status), string(u.Status), p.seq)...)
	if err != nil {
		return err
	}
	if err := o.tx.nameUser(account, p.seq, u.Email, &u.Brief); err != nil {
		return err
	}
	for _, g := range u.Groups {
		if p, err = o.join(p, g); err != nil {
			return err
		}
	}
	if err := o.tx.licensePhone(account, p.seq, u.Features.ZoomPhone, &u.Phone); err != nil || !u.Features.ZoomPhone {
		return err
	}
	return o.tx.run(`UPDATE phone_extension SET id = iif(?1 = '', id, ?1), number = iif(?2 = 0, number, ?2), line = iif(?3 = '', line, ?3), line_id = iif(?4 = '', line_id, ?4)
		WHERE user = ?5`, u.Phone.ID, u.Phone.Number, u.Phone.Line, u.Phone.LineID, p.seq)
}

func (o *OperatorTx) join(p seat, group string) (seat, error) {
	if slices.Contains(p.groups, group) {
		return p, nil
	}
	err := o.tx.insertMember(p, group)
	p.groups = append(slices.Clip(p.groups), group)
	return p, err
}

// Join puts a user into a group, both of the account.
func (o *OperatorTx) Join(account, group, user string) error {
	p, found, err := o.seat(account, user)
	if err != nil {
		return err
	}
	if !found {
		return cordon.NoSuchUser(user)
	}
	_, err = o.join(p, group)
	return err
}

// HasGroup reports whether the account has a group.
func (o *OperatorTx) HasGroup(account, id string) (bool, error) {
	return o.tx.exists("SELECT 1 FROM user_group WHERE id = ? AND account = ?", id, account)
}

// PutGroup adds a group, or names the one with that id anew.
func (o *OperatorTx) PutGroup(account string, g *cordon.Group) error {
	found, err := o.HasGroup(account, g.ID)
	if err != nil {
		return err
	}
	if !found {
		return o.AddGroup(account, g)
	}
	return o.tx.run("UPDATE user_group SET name = ?, name_key = ? WHERE id = ?", g.Name, cordon.Key(g.Name), g.ID)
}

// KnowsPrivilege reports whether any operation asks for a privilege.
func (o *OperatorTx) KnowsPrivilege(p cordon.Privilege) bool {
	return access.Operations().KnowsPrivilege(p)
}

// Role reads a role of the account.
func (o *OperatorTx) Role(account, id string) (r *cordon.Role, found bool, err error) {
	r = &cordon.Role{ID: id, Reaches: map[cordon.Privilege]cordon.Reach{}}
	found, err = o.tx.one("SELECT name, description, type, second_level, custom FROM role WHERE account = ? AND id = ?", []any{account, id}, func(s *sqlite.Stmt) {
		r.Name, r.Description, r.Type, r.SecondLevel, r.Custom = s.ColumnText(0), s.ColumnText(1), s.ColumnText(2), s.ColumnInt(3), s.ColumnBool(4)
	})
	if err != nil || !found {
		return nil, false, err
	}
	err = o.tx.each("SELECT privilege, whole_account FROM role_privilege WHERE account = ? AND role = ?", []any{account, id}, func(s *sqlite.Stmt) error {
		r.Reaches[cordon.Privilege(s.ColumnText(0))] = cordon.Reach{Account: s.ColumnBool(1)}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	err = o.tx.each("SELECT privilege, grp FROM role_reach WHERE account = ? AND role = ? ORDER BY privilege, grp", []any{account, id}, func(s *sqlite.Stmt) error {
		p := cordon.Privilege(s.ColumnText(0))
		reach := r.Reaches[p]
		reach.Groups = append(reach.Groups, s.ColumnText(1))
		r.Reaches[p] = reach
		return nil
	})
	return r, true, err
}

// PutRole adds a role, or makes the one with that id as r is.
func (o *OperatorTx) PutRole(account string, r *cordon.Role) error {
	was, found, err := o.Role(account, r.ID)
	if err != nil {
		return err
	}
	if !found {
		return o.AddRole(account, r)
	}
	same := maps.EqualFunc(was.Reaches, r.Reaches, func(a, b cordon.Reach) bool { return a.Account == b.Account && slices.Equal(a.Groups, b.Groups) })
	if same && was.Name == r.Name && was.Description == r.Description && was.SecondLevel == r.SecondLevel && was.Custom == (r.Custom || r.Restricted()) {
		return nil // its revision, too, stays
	}
	err = o.tx.run("UPDATE role SET name = ?, name_key = ?, description = ?, second_level = ?, custom = ? WHERE account = ? AND id = ?",
		r.Name, cordon.Key(r.Name), r.Description, r.SecondLevel, r.Custom || r.Restricted(), account, r.ID)
	if err != nil {
		return err
	}
	if err := o.tx.run("DELETE FROM role_privilege WHERE account = ? AND role = ?", account, r.ID); err != nil {
		return err
	}
	return o.tx.insertReaches(account, r)
}

// Record reads a record, its documents as JSON and its holders not.
func (o *OperatorTx) Record(account string, kind cordon.Kind, id string) (r *cordon.Record, found bool, err error) {
	r = &cordon.Record{Kind: kind, ID: id}
	found, err = o.tx.one(`SELECT r.parent, r.time, r.doc, r.detail, coalesce(u.id, '') FROM record r LEFT JOIN user u ON u.seq = r.owner
		WHERE r.account = ? AND r.kind = ? AND r.id = ?`, []any{account, string(kind), id}, func(s *sqlite.Stmt) {
		r.Parent, r.Time, r.Owner = s.ColumnText(0), fromMillis(s.ColumnInt64(1)), s.ColumnText(4)
		r.Doc, r.Detail = json.RawMessage(s.ColumnText(2)), json.RawMessage(s.ColumnText(3))
	})
	return r, found, err
}

// Latest finds the id of the latest record of a kind that is a part of parent,
// "" for none.
func (o *OperatorTx) Latest(account string, kind cordon.Kind, parent string) (id string, err error) {
	_, err = o.tx.one("SELECT id FROM record WHERE account = ? AND parent = ? AND parent <> '' AND kind = ? ORDER BY time DESC LIMIT 1",
		[]any{account, parent, string(kind)}, func(s *sqlite.Stmt) { id = s.ColumnText(0) })
	return id, err
}

// PutRecord adds a record, or makes the one of that kind and id as r is. A nil
// detail leaves the detail as it is.
func (o *OperatorTx) PutRecord(account string, r *cordon.Record) error {
	var seq int64
	found, err := o.tx.one("SELECT seq FROM record WHERE account = ? AND kind = ? AND id = ?", []any{account, string(r.Kind), r.ID}, func(s *sqlite.Stmt) { seq = s.ColumnInt64(0) })
	if err != nil {
		return err
	}
	if !found {
		return o.AddRecord(account, r)
	}
	owner, holders, err := o.seqs(account, r)
	if err != nil {
		return err
	}
	if err := o.tx.run("UPDATE record SET parent = ?, owner = ? WHERE seq = ?", r.Parent, owner, seq); err != nil {
		return err
	}
	if err := o.tx.MarkRecord(RecordRow{Seq: seq, Kind: r.Kind, Time: r.Time}, r.Doc, r.Detail); err != nil {
		return err
	}
	if err := o.tx.hold(seq, owner, holders, r); err != nil || len(holders) == 0 {
		return err
	}
	q := new(sql).add("DELETE FROM record_holder WHERE record = ? AND holder NOT IN (", seq)
	for i, h := range holders {
		q.add(strings.Repeat(",", min(i, 1))+"?", h)
	}
	q.add(")")
	return o.tx.run(q.String(), q.args...)
}
