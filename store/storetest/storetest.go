// Package storetest is what any engine under store must do: one suite, run for
// each. SQLite is the first; PostgreSQL comes next.
package storetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

// Engine is what the suite uses of a database. It hands out store.Tx and its
// like as they are; the engine that comes next, PostgreSQL, must put those
// behind an interface or come with its own kind of connection inside them.
type Engine interface {
	Check(ctx context.Context, call store.Call) error
	Read(ctx context.Context, call store.Call, fn func(*store.Tx) error) error
	Write(ctx context.Context, call store.Call, fn func(*store.WriteTx) error) error
	Operate(ctx context.Context, actor, action string, fn func(*store.OperatorTx) error) error
	Accounts(ctx context.Context) ([]cordon.Account, error)
	Credential(ctx context.Context, clientID string) (store.Credential, error)
	Revoke(ctx context.Context, tokenID string, expires time.Time, by cordon.Event) error
	SigningKeys(ctx context.Context, rotate time.Duration) ([]store.SigningKey, error)
	Keep(ctx context.Context, b store.Batch) error
	SweepEvents(ctx context.Context) (more bool, err error)
	CheckIntegrity(ctx context.Context) error
	Ping(ctx context.Context) error
	Close() error
}

// Open opens a new and empty database, which lives as long as the test.
type Open = func(t *testing.T, clock cordon.Clock, dice *cordon.Dice) Engine

// Run holds an engine to the suite.
func Run(t *testing.T, open func(t *testing.T, clock cordon.Clock, dice *cordon.Dice) Engine) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Open)
	}{
		{"Accounts", testAccounts},
		{"Users", testUsers},
		{"Managers", testManagers},
		{"UniqueNames", testUniqueNames},
		{"Lists", testLists},
		{"ManyGroups", testManyGroups},
		{"ZeroPeople", testZeroPeople},
		{"OtherAccount", testOtherAccount},
		{"FindUsers", testFindUsers},
		{"FindOrder", testFindOrder},
		{"FindHidden", testFindHidden},
		{"UsersByEmail", testUsersByEmail},
		{"Difference", testDifference},
		{"ManyPeople", testManyPeople},
		{"FindGroups", testFindGroups},
		{"Memberships", testMemberships},
		{"RolesReaching", testRolesReaching},
		{"Ties", testTies},
		{"TiesOfOthers", testTiesOfOthers},
		{"RandomWrites", testRandomWrites},
		{"Records", testRecords},
		{"RecordWrites", testRecordWrites},
		{"TransferShowsNobody", testTransferShowsNobody},
		{"Membership", testMembership},
		{"GroupDeletion", testGroupDeletion},
		{"RoleDeletion", testRoleDeletion},
		{"RoleRevisions", testRoleRevisions},
		{"Apps", testApps},
		{"Secrets", testSecrets},
		{"Scopes", testScopes},
		{"AppLists", testAppLists},
		{"ScopesOneByOne", testScopesOneByOne},
		{"OldSecrets", testOldSecrets},
		{"Explanations", testExplanations},
		{"Tokens", testTokens},
		{"SigningKeys", testSigningKeys},
		{"Events", testEvents},
		{"EventLists", testEventLists},
		{"EventBounds", testEventBounds},
		{"EventReasons", testEventReasons},
		{"AppUse", testAppUse},
		{"RoleUse", testRoleUse},
		{"Transactions", testTransactions},
		{"HangingUp", testHangingUp},
		{"Concurrency", testConcurrency},
		{"Close", testClose},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open) })
	}
}

// start is the time at which every test begins.
var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// clock stands still until moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// stage is an engine with one account in it, and its owner ready to act.
type stage struct {
	Engine
	t       *testing.T
	clock   *clock
	dice    *cordon.Dice
	account string
	boss    cordon.User
	owner   *caller
}

func set(t *testing.T, open Open) *stage {
	t.Helper()
	s := &stage{t: t, clock: &clock{now: start}, dice: cordon.NewDice(rand.NewChaCha8([32]byte{7}))}
	s.Engine = open(t, s.clock.Now, s.dice)
	s.account, s.boss, s.owner = s.newAccount("Example", "owner@example.com")
	return s
}

func (s *stage) newAccount(name, email string) (id string, boss cordon.User, owner *caller) {
	s.t.Helper()
	a := cordon.Account{Name: name}
	boss = cordon.User{Email: email, Status: cordon.Active, Brief: cordon.Brief{Type: cordon.Licensed}}
	app := cordon.App{Name: "Owner", Active: true, Scopes: scopes()}
	s.operate(func(tx *store.OperatorTx) error {
		_, err := tx.CreateAccount(&a, &boss, &app)
		return err
	})
	return a.ID, boss, s.caller(app.ClientID)
}

// scopes is every scope there is.
func scopes() []cordon.Scope { return slices.Clone(access.Operations().Scopes()) }

func (s *stage) operate(fn func(*store.OperatorTx) error) {
	s.t.Helper()
	if err := s.Operate(context.Background(), "test", "set up", fn); err != nil {
		s.t.Fatal(err)
	}
}

// Short hands for the operator's door.
func (s *stage) group(name string) string {
	s.t.Helper()
	g := cordon.Group{Name: name}
	s.operate(func(tx *store.OperatorTx) error { return tx.AddGroup(s.account, &g) })
	return g.ID
}

func (s *stage) user(email, role string, groups ...string) string {
	s.t.Helper()
	u := cordon.User{Email: email, Status: cordon.Active, RoleID: role, Groups: groups, Brief: cordon.Brief{Type: cordon.Licensed}}
	s.operate(func(tx *store.OperatorTx) error { return tx.AddUser(s.account, &u) })
	return u.ID
}

type reaches = map[cordon.Privilege]cordon.Reach

var everyone = cordon.Reach{Account: true}

func reach(groups ...string) cordon.Reach { return cordon.Reach{Groups: groups} }

func (s *stage) role(name string, r reaches) string {
	s.t.Helper()
	role := cordon.Role{Name: name, Reaches: r}
	s.operate(func(tx *store.OperatorTx) error { return tx.AddRole(s.account, &role) })
	return role.ID
}

// viewer makes a service user who holds a role with those reaches, and an app
// of theirs with every scope.
func (s *stage) viewer(name string, r reaches, groups ...string) *caller {
	s.t.Helper()
	id := s.user(name+"@service.example", s.role(name, r), groups...)
	return s.caller(s.app(id).ClientID)
}

func (s *stage) app(owner string) cordon.App {
	s.t.Helper()
	app := cordon.App{Name: "App of " + owner, Owner: owner, Active: true, Scopes: scopes()}
	s.operate(func(tx *store.OperatorTx) error {
		_, err := tx.AddApp(s.account, &app)
		return err
	})
	return app
}

// caller is a token in hand.
type caller struct {
	*stage
	claims *access.Claims
	id     string // user
}

// caller issues a token to an app, as the token endpoint would.
func (s *stage) caller(clientID string) *caller {
	s.t.Helper()
	c, err := s.Credential(context.Background(), clientID)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(c.Secrets) == 0 {
		s.t.Fatalf("app %s has no secret", clientID)
	}
	now := s.clock.Now()
	return &caller{s, &access.Claims{ID: s.dice.ID(), Account: c.Subject.Account, ClientID: clientID, Owner: c.Subject.Owner.ID,
		Secret: c.Secrets[len(c.Secrets)-1].ID, Scopes: c.ScopesRev, AppGen: c.Subject.App.Generation, OwnerGen: c.Subject.Owner.Generation,
		IssuedAt: now, ExpiresAt: now.Add(cordon.TokenLife)}, c.Subject.Owner.ID}
}

func (c *caller) call(pattern string) store.Call {
	op := access.Operations().Find(pattern)
	if op == nil {
		c.t.Fatal("no such operation: " + pattern)
	}
	return store.Call{Claims: c.claims, Operation: op, Holder: holder.Rows}
}

// read runs fn on a snapshot, and stops the test if the read is refused or fails.
func (c *caller) read(pattern string, fn func(*store.Tx) error) {
	c.t.Helper()
	if err := c.Read(context.Background(), c.call(pattern), fn); err != nil {
		c.t.Fatalf("%s: %v", pattern, err)
	}
}

// write runs fn in a transaction of PATCH /users/{userId}, which the owner may.
func (c *caller) write(fn func(*store.WriteTx) error) error {
	return c.Write(context.Background(), c.call("PATCH /users/{userId}"), fn)
}

func (c *caller) mustWrite(fn func(*store.WriteTx) error) {
	c.t.Helper()
	if err := c.write(fn); err != nil {
		c.t.Fatal(err)
	}
}

// users is a list of people with its total, both of one snapshot.
func (c *caller) users(pattern string, f store.UserFilter) (rows []store.UserRow, total int) {
	c.t.Helper()
	c.read(pattern, func(tx *store.Tx) (err error) {
		rows, total, err = tx.Users(tx.Grant.People(), f)
		return err
	})
	return rows, total
}

// ids is who is in sight, all on one page; it also holds the total to it.
func (c *caller) ids(f store.UserFilter) (ids []string) {
	c.t.Helper()
	f.Limit = 1000
	rows, total := c.users("GET /users", f)
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	if total != len(ids) {
		c.t.Errorf("%d rows and a total of %d", len(ids), total)
	}
	return ids
}

// refused is the reason of a refusal, "" if there was none.
func (c *caller) refused(pattern string) string {
	c.t.Helper()
	err := c.Check(context.Background(), c.call(pattern))
	if err == nil {
		return ""
	}
	var refusal *access.Refusal
	if !errors.As(err, &refusal) {
		c.t.Fatalf("not a refusal: %v", err)
	}
	return refusal.Err.Reason
}

func key(id string) store.UserKey { return store.UserKey{Value: id} }

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// said is how a request says those reaches.
func said(r reaches) (list []cordon.ReachSpec) {
	for p, reach := range r {
		spec := cordon.ReachSpec{Privilege: p, Reach: "account"}
		if !reach.Account {
			spec = cordon.ReachSpec{Privilege: p, Groups: &reach.Groups}
		}
		list = append(list, spec)
	}
	return list
}

// createRole makes a role of those reaches.
func createRole(tx *store.WriteTx, name string, r reaches) (id string, err error) {
	role := cordon.Role{Name: name, Type: "common", Reaches: r}
	err = tx.CreateRole(&role)
	return role.ID, err
}
