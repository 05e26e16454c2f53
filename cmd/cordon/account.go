package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/client"
	"github.com/cordon-zoom/cordon/store"
)

type accountCmd struct {
	Add  accountAddCmd  `cmd:"" help:"Add an account with an owner and an app of the owner's that holds every scope."`
	List accountListCmd `cmd:"" help:"List the accounts."`
	Set  accountSetCmd  `cmd:"" help:"Change an account's settings."`
}

type ownerCmd struct {
	Reset    ownerResetCmd    `cmd:"" help:"Make new credentials for the account owner's app; the old ones and their tokens end at once."`
	Password ownerPasswordCmd `cmd:"" help:"Give the account's owner a new password for the portal; the old one and their sessions end at once."`
}

type dbFlag struct {
	DB string `default:"cordon.db" help:"The database file." type:"path" placeholder:"FILE"`
}

// existing opens a database that must be there already.
func (f dbFlag) existing(e *env) (*store.DB, error) {
	if _, err := os.Stat(f.DB); err != nil {
		return nil, withHint(err, "cordon serve makes a database; --db says where it is")
	}
	return f.open(e)
}

func (f dbFlag) open(e *env) (*store.DB, error) { return openDB(e, f.DB) }

func openDB(e *env, path string) (*store.DB, error) {
	return store.Open(e.ctx, path, store.Options{Clock: e.clock, Dice: e.dice})
}

// ownerScopes is every scope but those for master accounts.
func ownerScopes() (scopes []cordon.Scope) {
	for _, s := range access.Operations().Scopes() {
		if !s.Master() {
			scopes = append(scopes, s)
		}
	}
	return scopes
}

func ownerApp() *cordon.App {
	return &cordon.App{Name: "Account owner", Active: true, Scopes: ownerScopes()}
}

// errHasAccount is why a first account was not made.
var errHasAccount = errors.New("the database has an account already")

// addFirstAccount is addAccount for a database that has none.
func addFirstAccount(e *env, db *store.DB, a *cordon.Account, owner *cordon.User) (client.Credentials, login, error) {
	return makeAccount(e, db, a, owner, func(tx *store.OperatorTx) error {
		has, err := tx.HasAccount()
		if err == nil && has {
			err = errHasAccount
		}
		return err
	})
}

// addAccount makes an account with its owner, the owner's app, and a password
// for the portal.
func addAccount(e *env, db *store.DB, a *cordon.Account, owner *cordon.User) (client.Credentials, login, error) {
	return makeAccount(e, db, a, owner, func(*store.OperatorTx) error { return nil })
}

func makeAccount(e *env, db *store.DB, a *cordon.Account, owner *cordon.User, may func(*store.OperatorTx) error) (client.Credentials, login, error) {
	if err := cordon.CheckEmail("owner-email", owner.Email); err != nil {
		return client.Credentials{}, login{}, fmt.Errorf("%q is no e-mail address", owner.Email)
	}
	if err := cordon.CheckName("name", a.Name, 128); err != nil {
		return client.Credentials{}, login{}, fmt.Errorf("%q cannot name an account", a.Name)
	}
	app, l := ownerApp(), login{Email: owner.Email, Password: cordon.NewPassword(e.dice)}
	hash := cordon.HashPassword(l.Password, e.dice) // slow, so not in the transaction
	var secret string
	err := db.Operate(e.ctx, "command", "account add "+a.Name, func(tx *store.OperatorTx) (err error) {
		if err := may(tx); err != nil {
			return err
		}
		if secret, err = tx.CreateAccount(a, owner, app); err != nil {
			return err
		}
		_, err = tx.SetOwnerPassword(a.ID, hash)
		return err
	})
	return client.Credentials{ClientID: app.ClientID, ClientSecret: secret}, l, err
}

// login is what signs in to the portal.
type login struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// printLogin shows a password that was made, for the only time.
func printLogin(e *env, l login) {
	fmt.Fprintf(e.stdout, "Portal, as the account's owner (the password is shown once, and changed at the first sign-in)\n  E-mail         %s\n  Password       %s\n", l.Email, l.Password)
}

func newOwner(email string) *cordon.User {
	f := cordon.DefaultFeatures(cordon.Licensed)
	f.ZoomPhone = true // without it the owner's app could not read the account's calls (rule 4)
	return &cordon.User{Email: email, Status: cordon.Active, Features: f,
		Brief:   cordon.Brief{FirstName: "Account", LastName: "Owner", DisplayName: "Account Owner", Type: cordon.Licensed, Timezone: "UTC", Verified: 1},
		Profile: cordon.Profile{Language: "en-US", LoginTypes: []int{100}}}
}

// printCredentials shows credentials, for the only time.
func printCredentials(e *env, title, account string, c client.Credentials) {
	fmt.Fprintf(e.stdout, "%s (shown once, keep it safe)\n  Account ID     %s\n  Client ID      %s\n  Client Secret  %s\n", title, account, c.ClientID, c.ClientSecret)
}

// accountOr is the account that was named, or else the only one of the
// database.
func accountOr(e *env, db *store.DB, named string) (string, error) {
	if named != "" {
		return named, nil
	}
	return onlyAccount(e, db)
}

// onlyAccount is the id of the one account that the database has.
func onlyAccount(e *env, db *store.DB) (string, error) {
	list, err := db.Accounts(e.ctx)
	if err != nil {
		return "", err
	}
	if len(list) != 1 {
		return "", withHint(fmt.Errorf("the database has %d accounts", len(list)), "say which with --account; cordon account list shows them")
	}
	return list[0].ID, nil
}

type accountAddCmd struct {
	dbFlag
	Name            string `default:"My account" help:"The account's name."`
	OwnerEmail      string `required:"" help:"The owner's e-mail address."`
	UserLevelScopes string `default:"role" enum:"role,own" help:"How far a scope without :admin reaches: as far as the role (role), or its own user's data only (own)."`
}

func (c accountAddCmd) Run(e *env) error {
	db, err := c.open(e)
	if err != nil {
		return err
	}
	defer db.Close()
	a := &cordon.Account{Name: c.Name, UserLevelScopes: cordon.UserLevelScopes(c.UserLevelScopes)}
	credentials, l, err := addAccount(e, db, a, newOwner(c.OwnerEmail))
	if err != nil {
		return err
	}
	printCredentials(e, "Account owner's app", a.ID, credentials)
	printLogin(e, l)
	return nil
}

type accountListCmd struct{ dbFlag }

func (c accountListCmd) Run(e *env) error {
	db, err := c.existing(e)
	if err != nil {
		return err
	}
	defer db.Close()
	list, err := db.Accounts(e.ctx)
	for _, a := range list {
		fmt.Fprintf(e.stdout, "%s\t%s\tuser-level scopes: %s\n", a.ID, a.Name, a.UserLevelScopes)
	}
	return err
}

type accountSetCmd struct {
	dbFlag
	Account         string `arg:"" help:"The account's id."`
	UserLevelScopes string `required:"" enum:"role,own" help:"How far a scope without :admin reaches: role or own."`
}

func (c accountSetCmd) Run(e *env) error {
	db, err := c.existing(e)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Operate(e.ctx, "command", "account set "+c.Account+" user_level_scopes "+c.UserLevelScopes, func(tx *store.OperatorTx) error {
		return tx.SetUserLevelScopes(c.Account, cordon.UserLevelScopes(c.UserLevelScopes))
	})
}

type ownerResetCmd struct {
	dbFlag
	Account string `help:"The account's id, where the database has several."`
}

func (c ownerResetCmd) Run(e *env) error {
	db, err := c.existing(e)
	if err != nil {
		return err
	}
	defer db.Close()
	if c.Account, err = accountOr(e, db, c.Account); err != nil {
		return err
	}
	var credentials client.Credentials
	err = db.Operate(e.ctx, "command", "owner reset "+c.Account, func(tx *store.OperatorTx) (err error) {
		credentials.ClientID, credentials.ClientSecret, err = tx.ResetOwner(c.Account, ownerApp())
		return err
	})
	if err != nil {
		return withHint(err, "cordon account list shows the accounts")
	}
	printCredentials(e, "Account owner's app", c.Account, credentials)
	return nil
}

type ownerPasswordCmd struct {
	dbFlag
	Account string `help:"The account's id, where the database has several."`
}

func (c ownerPasswordCmd) Run(e *env) error {
	db, err := c.existing(e)
	if err != nil {
		return err
	}
	defer db.Close()
	if c.Account, err = accountOr(e, db, c.Account); err != nil {
		return err
	}
	l := login{Password: cordon.NewPassword(e.dice)}
	hash := cordon.HashPassword(l.Password, e.dice)
	err = db.Operate(e.ctx, "command", "owner password "+c.Account, func(tx *store.OperatorTx) (err error) {
		l.Email, err = tx.SetOwnerPassword(c.Account, hash)
		return err
	})
	if err != nil {
		return withHint(err, "cordon account list shows the accounts")
	}
	printLogin(e, l)
	return nil
}
