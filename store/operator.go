package store

import (
	"context"
	"fmt"
	"slices"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// OperatorTx is a transaction without a Grant: the command's, with the database
// file in hand. Every use of it is kept in operator_log.
type OperatorTx struct {
	tx    *WriteTx
	users map[[2]string]int64 // seq by account and id, of those whom records named
}

// Operate runs fn in one transaction through the operator's door, and notes
// who did what. Nothing that serves a request may call it.
func (db *DB) Operate(ctx context.Context, actor, action string, fn func(*OperatorTx) error) error {
	return db.write(ctx, func(tx *WriteTx) error {
		if err := tx.run("INSERT INTO operator_log VALUES (?, ?, ?)", millis(db.clock()), actor, action); err != nil {
			return err
		}
		return fn(&OperatorTx{tx: tx})
	})
}

// Accounts lists the accounts of the server.
func (db *DB) Accounts(ctx context.Context) (list []cordon.Account, err error) {
	err = db.read(ctx, func(tx *Tx) error {
		return tx.each("SELECT id, number, name, created_at, user_level_scopes FROM account ORDER BY created_at, id", nil, func(s *sqlite.Stmt) error {
			list = append(list, cordon.Account{ID: s.ColumnText(0), Number: s.ColumnInt64(1), Name: s.ColumnText(2),
				CreatedAt: fromMillis(s.ColumnInt64(3)), UserLevelScopes: cordon.UserLevelScopes(s.ColumnText(4))})
			return nil
		})
	})
	return list, err
}

// HasAccount reports whether the database has any account.
func (o *OperatorTx) HasAccount() (bool, error) { return o.tx.exists("SELECT 1 FROM account") }

// CreateAccount makes an account with its three system roles, its owner, and an
// app of the owner's that holds the scopes given.
func (o *OperatorTx) CreateAccount(a *cordon.Account, owner *cordon.User, app *cordon.App) (secret string, err error) {
	tx := o.tx
	a.ID, a.CreatedAt = tx.db.dice.ID(), tx.db.clock().UTC()
	if a.UserLevelScopes == "" {
		a.UserLevelScopes = cordon.ScopesFollowRole
	}
	for a.Number == 0 {
		n := 10_000_000 + tx.db.dice.Int63n(90_000_000)
		taken, err := tx.exists("SELECT 1 FROM account WHERE number = ?", n)
		if err != nil {
			return "", err
		}
		if !taken {
			a.Number = n
		}
	}
	if err := tx.run("INSERT INTO account VALUES (?, ?, ?, ?, ?)", a.ID, a.Number, a.Name, millis(a.CreatedAt), string(a.UserLevelScopes)); err != nil {
		return "", err
	}
	for _, r := range []cordon.Role{
		{ID: cordon.OwnerRole, Name: "Owner", Description: "Everything, and everyone"},
		{ID: cordon.AdminRole, Name: "Admin", Description: "Every permission for the entire account"},
		{ID: cordon.MemberRole, Name: "Member", Description: "No permission beyond one's own meetings"},
	} {
		r.Type = "common"
		if err := tx.insertRole(a.ID, &r); err != nil {
			return "", err
		}
	}
	owner.RoleID = cordon.OwnerRole
	if err := tx.insertUser(a.ID, owner, ""); err != nil {
		return "", err
	}
	app.Owner = owner.ID
	return tx.insertApp(a.ID, app, tx.conn.LastInsertRowID())
}

// SetUserLevelScopes sets how an account takes scopes without ":admin".
func (o *OperatorTx) SetUserLevelScopes(account string, u cordon.UserLevelScopes) error {
	ok, err := o.tx.changed("UPDATE account SET user_level_scopes = ? WHERE id = ?", string(u), account)
	if err == nil && !ok {
		err = fmt.Errorf("there is no account %s", account)
	}
	return err
}

// OwnersApp finds the oldest app of the account's owner; one without an id if
// there is none.
func (o *OperatorTx) OwnersApp(account string) (a AppRow, err error) {
	_, err = o.tx.one("SELECT "+appColumns+` FROM app a JOIN user u ON u.seq = a.owner
		WHERE a.account = ? AND u.role = ? ORDER BY a.seq LIMIT 1`, []any{account, cordon.OwnerRole}, func(s *sqlite.Stmt) { a = scanApp(s) })
	return a, err
}

// ResetOwner gives the account's owner a working app again: every secret that
// it had ends now, it holds the scopes given and is active. Where the owner's
// app was deleted, a new one is made from fallback.
func (o *OperatorTx) ResetOwner(account string, fallback *cordon.App) (clientID, secret string, err error) {
	tx := o.tx
	a, err := o.OwnersApp(account)
	if err != nil {
		return "", "", err
	}
	if a.ID == "" {
		var owner int64
		found, err := tx.one("SELECT seq FROM user WHERE account = ? AND role = ?", []any{account, cordon.OwnerRole},
			func(s *sqlite.Stmt) { owner = s.ColumnInt64(0) })
		if err != nil {
			return "", "", err
		}
		if !found {
			return "", "", fmt.Errorf("there is no account %s", account)
		}
		secret, err = tx.insertApp(account, fallback, owner)
		return fallback.ClientID, secret, err
	}
	if err := tx.setScopes(a.Seq, fallback.Scopes); err != nil {
		return "", "", err
	}
	if err := tx.run("UPDATE app SET active = 1, generation = generation + 1 WHERE seq = ?", a.Seq); err != nil {
		return "", "", err
	}
	_, secret, err = tx.rotate(a.Seq, tx.db.clock())
	return a.ClientID, secret, err
}

// AddGroup makes a group.
func (o *OperatorTx) AddGroup(account string, g *cordon.Group) error {
	return o.tx.insertGroup(account, g)
}

// AddUser adds a person as they are, with their groups, which must exist.
func (o *OperatorTx) AddUser(account string, u *cordon.User) error {
	if u.RoleID == "" {
		u.RoleID = cordon.MemberRole
	}
	groups := u.Groups
	if err := o.tx.insertUser(account, u, ""); err != nil {
		return err
	}
	p := seat{seq: o.tx.conn.LastInsertRowID()}
	for _, g := range groups {
		if err := o.tx.insertMember(p, g); err != nil {
			return err
		}
		p.groups = append(slices.Clip(p.groups), g)
	}
	return nil
}

// AddRole makes a role as it is.
func (o *OperatorTx) AddRole(account string, r *cordon.Role) error {
	if r.ID == "" {
		r.ID = o.tx.db.dice.ID()
	}
	if r.Type == "" {
		r.Type = "common"
	}
	return o.tx.insertRole(account, r)
}

// AddApp makes an app as it is, owned by the user with that id.
func (o *OperatorTx) AddApp(account string, a *cordon.App) (secret string, err error) {
	p, err := o.tx.find(access.Operator(account), UserKey{Value: a.Owner})
	if err != nil {
		return "", err
	}
	return o.tx.insertApp(account, a, p.seq)
}
