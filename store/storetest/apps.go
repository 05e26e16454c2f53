package storetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// credential reads what the token endpoint knows of an app.
func (s *stage) credential(clientID string) store.Credential {
	s.t.Helper()
	c, err := s.Credential(context.Background(), clientID)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// opens reports whether the secret is one that counts.
func (s *stage) opens(clientID, secret string) bool {
	s.t.Helper()
	hash := sha256.Sum256([]byte(secret))
	return slices.ContainsFunc(s.credential(clientID).Secrets, func(x store.Secret) bool { return slices.Equal(x.Hash, hash[:]) })
}

func testApps(t *testing.T, open Open) {
	s := set(t, open)
	a := s.group("a")
	role := s.role("reader", reaches{cordon.UserRead: reach(a), cordon.AppEdit: reach(a)})
	ann, ben := s.user("ann@example.com", role, a), s.user("ben@example.com", role)
	make := func(owner string, scopes ...cordon.Scope) (app cordon.App, secret string, err error) {
		app = cordon.App{Name: "Vendor", Active: true, Scopes: scopes, ContactName: "A", Contact: "a@example.com", Company: "Example"}
		err = s.owner.write(func(tx *store.WriteTx) (err error) {
			secret, err = tx.CreateApp(tx.Grant.People(), &app, key(owner))
			return err
		})
		return app, secret, err
	}
	app, secret, err := make("ann@example.com", "user:read:list_users:admin", "user:read:user", "user:read:user")
	if err != nil {
		t.Fatal(err)
	}
	if app.Owner != ann || len(secret) != 43 || !s.opens(app.ClientID, secret) || s.opens(app.ClientID, "") || s.opens(app.ClientID, secret+"x") {
		t.Errorf("made %+v", app)
	}
	if c := s.credential(app.ClientID); !slices.Equal(backed(c), []cordon.Scope{"user:read:list_users:admin", "user:read:user"}) || c.Subject.Owner.ID != ann || c.Subject.App.ID != app.ID || len(c.Secrets) != 1 {
		t.Errorf("credential: %+v", c)
	}
	if c := s.credential("nobody"); c.Subject == nil || c.Subject.App.ID != "" || len(c.Secrets) != 0 || len(backed(c)) != 0 {
		t.Errorf("credential of no app: %+v", c)
	}
	// A scope that the owner's role does not back is refused by name, and leaves no app behind.
	var e *cordon.Error
	if _, _, err := make(ann, "user:read:user", "phone:read:admin"); !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != "scopes" || e.Fields[0].Message[:len("phone:read:admin: ")] != "phone:read:admin: " {
		t.Errorf("an unbacked scope: %v %+v", err, e)
	}
	if _, _, err := make("nobody"); err == nil {
		t.Error("an app of nobody was made")
	}
	hidden, _, err := make(ben)
	if err != nil {
		t.Fatal(err)
	}

	get := func(c *caller, id string) (a store.AppRow, err error) {
		c.read("GET /marketplace/apps", func(tx *store.Tx) error {
			a, err = tx.App(tx.Grant.People(), id)
			return nil
		})
		return a, err
	}
	list := func(c *caller, page store.Page) (ids []string, total int) {
		c.read("GET /marketplace/apps", func(tx *store.Tx) error {
			rows, n, err := tx.Apps(tx.Grant.People(), page)
			for _, row := range rows {
				ids = append(ids, row.ID)
			}
			total = n
			return err
		})
		return ids, total
	}
	vendor := s.caller(s.app(ann).ClientID)
	if got, err := get(s.owner, app.ID); err != nil || got.Name != "Vendor" || got.Owner != ann || !got.Active || !slices.Equal(got.Scopes, []cordon.Scope{"user:read:list_users:admin", "user:read:user"}) ||
		got.ClientID != app.ClientID || got.Account != s.account {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := get(vendor, app.ID); err != nil {
		t.Errorf("ann's own app: %v", err)
	}
	// What an app says of whom to ask may name anybody.
	for name, want := range map[string]struct {
		caller  *caller
		contact store.AppContact
		hidden  bool
	}{"owner": {s.owner, store.AppContact{Name: "A", Email: "a@example.com", Company: "Example"}, false}, "ann": {vendor, store.AppContact{}, true}} {
		want.caller.read("GET /marketplace/apps", func(tx *store.Tx) error {
			got, hidden, err := tx.AppContact(tx.Grant.People(), app.ID)
			if got != want.contact || hidden != want.hidden {
				t.Errorf("%s is told the contact %+v, hidden %v", name, got, hidden)
			}
			return err
		})
	}
	if _, err := get(vendor, hidden.ID); err == nil || err.Error() != cordon.NoSuchApp(hidden.ID).Error() {
		t.Errorf("an app of somebody hidden: %v", err)
	}
	if ids, total := list(s.owner, store.Page{Limit: 10}); len(ids) != 4 || total != 4 {
		t.Errorf("the owner sees %d apps of %d, want 4", len(ids), total)
	}
	if ids, total := list(vendor, store.Page{Limit: 10}); len(ids) != 2 || total != 2 || slices.Contains(ids, hidden.ID) {
		t.Errorf("ann sees %v of %d, want her own 2", ids, total)
	}
	if ids, total := list(s.owner, store.Page{Limit: 1, Skip: 1}); !slices.Equal(ids, []string{app.ID}) || total != 4 {
		t.Errorf("second app: %v of %d", ids, total)
	}

	// Deactivating ends tokens for good; deleting too.
	update := func(id string, c store.AppChange) error {
		return s.owner.write(func(tx *store.WriteTx) error { return tx.UpdateApp(tx.Grant.People(), id, c) })
	}
	on, off, name := true, false, "Renamed"
	token := s.caller(app.ClientID)
	if reason := token.refused("GET /users"); reason != "" {
		t.Error(reason)
	}
	if err := update(app.ID, store.AppChange{Active: &off, Name: &name}); err != nil {
		t.Error(err)
	}
	if reason := token.refused("GET /users"); reason != "the app is not activated" {
		t.Errorf("deactivated: %q", reason)
	}
	if err := update(app.ID, store.AppChange{Active: &on}); err != nil {
		t.Error(err)
	}
	if reason := token.refused("GET /users"); reason != "the app was deactivated after the token was issued" {
		t.Errorf("activated again: %q", reason)
	}
	if reason := s.caller(app.ClientID).refused("GET /users"); reason != "" {
		t.Errorf("a new token: %q", reason)
	}
	if got, _ := get(s.owner, app.ID); got.Name != name || !got.Active {
		t.Errorf("after the updates: %+v", got)
	}
	if err := update(hidden.ID, store.AppChange{Active: &on}); err == nil {
		t.Error("an app without a scope was activated")
	}

	// The owner's status, and the owner's leaving.
	token = s.caller(app.ClientID)
	status := func(to cordon.Status) {
		s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.SetStatus(tx.Grant.People(), key(ann), to) })
	}
	status(cordon.Inactive)
	if reason := token.refused("GET /users"); reason != "the app's owner is not active" {
		t.Errorf("owner deactivated: %q", reason)
	}
	if _, _, err := make(ann); err == nil {
		t.Error("an app of somebody inactive was made")
	}
	status(cordon.Active)
	if reason := token.refused("GET /users"); reason != "the app's owner was deactivated after the token was issued" {
		t.Errorf("owner active again: %q", reason)
	}
	token = s.caller(app.ClientID)
	s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.DeleteUser(tx.Grant.People(), key(ann), ben) })
	if reason := token.refused("GET /users"); reason != "the app is not activated" {
		t.Errorf("owner gone: %q", reason)
	}
	if got, err := get(s.owner, app.ID); err != nil || got.Owner != "" || got.Active {
		t.Errorf("the app whose owner left: %+v, %v", got, err)
	}
	if err := update(app.ID, store.AppChange{Active: &on}); err == nil {
		t.Error("an app whose owner left was activated")
	}
	if err := s.owner.write(func(tx *store.WriteTx) error { return tx.DeleteApp(tx.Grant.People(), app.ID) }); err != nil {
		t.Error(err)
	}
	if reason := token.refused("GET /users"); reason != "no such app" {
		t.Errorf("deleted: %q", reason)
	}
	if _, err := get(s.owner, app.ID); err == nil {
		t.Error("deleted and still there")
	}
}

// Secrets: shown once, rotated with or without an overlap, never more often
// than three times in fifteen minutes; a token lives no longer than its secret.
func testSecrets(t *testing.T, open Open) {
	s := set(t, open)
	role := s.role("reader", reaches{cordon.UserRead: everyone})
	app := s.app(s.user("ann@example.com", role))
	rotate := func(fresh bool, ends time.Duration) (secret string, err error) {
		err = s.owner.write(func(tx *store.WriteTx) (err error) {
			_, secret, err = tx.RotateSecret(tx.Grant.People(), app.ID, fresh, s.clock.Now().Add(ends))
			return err
		})
		return secret, err
	}
	old := s.caller(app.ClientID)
	if _, err := rotate(false, time.Hour); err == nil {
		t.Error("the end of a secret that does not end was moved")
	}
	second, err := rotate(true, time.Hour)
	if err != nil || !s.opens(app.ClientID, second) || len(s.credential(app.ClientID).Secrets) != 2 {
		t.Fatalf("rotated with an overlap: %v", err)
	}
	if reason := old.refused("GET /users"); reason != "" {
		t.Errorf("in the overlap: %q", reason)
	}
	if _, err := rotate(false, 30*time.Minute); err != nil {
		t.Errorf("the end was not moved: %v", err)
	}
	s.clock.move(30*time.Minute - time.Second)
	if reason := old.refused("GET /users"); reason != "" {
		t.Errorf("before its end: %q", reason)
	}
	s.clock.move(time.Second)
	if reason := old.refused("GET /users"); reason != "the client secret that the token was issued for is gone" {
		t.Errorf("at its end: %q", reason)
	}
	if len(s.credential(app.ClientID).Secrets) != 1 || !s.opens(app.ClientID, second) {
		t.Error("the old secret still counts, or the new one does not")
	}
	fresh := s.caller(app.ClientID)
	third, err := rotate(true, 0)
	if err != nil || s.opens(app.ClientID, second) || !s.opens(app.ClientID, third) {
		t.Errorf("rotated at once: %v", err)
	}
	if reason := fresh.refused("GET /users"); reason != "the client secret that the token was issued for is gone" {
		t.Errorf("rotated at once: %q", reason)
	}
	// Three changes in a quarter of an hour, then none; and none that fails counts.
	for i := range 2 {
		if _, err := rotate(true, -time.Hour); err != nil {
			t.Fatalf("change %d: %v", i, err)
		}
	}
	for range 3 {
		if _, err := rotate(true, 0); err == nil {
			t.Error("a fourth change in 15 minutes")
		}
	}
	s.clock.move(cordon.SecretChangeEvery)
	for i := range 3 {
		if _, err := rotate(true, time.Hour); err != nil {
			t.Errorf("a quarter of an hour later, change %d: %v", i, err)
		}
	}
	// A second app's secret is none of this one's.
	other := s.app(s.owner.id)
	if !slices.ContainsFunc(s.credential(other.ClientID).Secrets, func(store.Secret) bool { return true }) {
		t.Fatal("no secret")
	}
	mixed := *s.caller(other.ClientID)
	claims := *s.caller(app.ClientID).claims
	claims.Secret = mixed.claims.Secret
	mixed.claims = &claims
	if reason := mixed.refused("GET /users"); reason != "the client secret that the token was issued for is gone" {
		t.Errorf("with the secret of another app: %q", reason)
	}
}

// Scopes: a token has what it was issued with, cut by what the app has now.
func testScopes(t *testing.T, open Open) {
	s := set(t, open)
	role := s.role("reader", reaches{cordon.UserRead: everyone, cordon.GroupRead: everyone})
	app := s.app(s.user("ann@example.com", role))
	const users, groups = cordon.Scope("user:read:list_users:admin"), cordon.Scope("group:read:list_groups:admin")
	give := func(scopes ...cordon.Scope) {
		t.Helper()
		s.caller(s.owner.claims.ClientID).mustWrite(func(tx *store.WriteTx) error {
			return tx.UpdateApp(tx.Grant.People(), app.ID, store.AppChange{Scopes: &scopes})
		})
	}
	can := func(c *caller, u, g bool) {
		t.Helper()
		if got := c.refused("GET /users") == ""; got != u {
			t.Errorf("users: %v", got)
		}
		if got := c.refused("GET /groups") == ""; got != g {
			t.Errorf("groups: %v", got)
		}
	}
	give(users)
	first := s.caller(app.ClientID)
	can(first, true, false)
	give(users, groups)
	can(first, true, false) // gained later
	both := s.caller(app.ClientID)
	can(both, true, true)
	give(groups)
	can(first, false, false)
	can(both, false, true)
	give()
	can(both, false, false)
	give(users, groups)
	can(both, true, true)
	can(first, true, false)
	// Sets that no live token can name are swept; live tokens keep theirs.
	s.clock.move(cordon.TokenLife / 2)
	for range 5 {
		give(users)
		give(users, groups)
	}
	can(both, true, true)
	can(first, true, false)
	s.clock.move(3 * cordon.TokenLife)
	give(users)
	late := s.caller(app.ClientID)
	give(users, groups)
	can(late, true, false)
}

func testTokens(t *testing.T, open Open) {
	ctx := context.Background()
	s := set(t, open)
	a, b := *s.owner, s.caller(s.owner.claims.ClientID)
	if err := s.Revoke(ctx, a.claims.ID, a.claims.ExpiresAt, cordon.Event{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Revoke(ctx, a.claims.ID, a.claims.ExpiresAt, cordon.Event{}); err != nil {
		t.Errorf("revoked again: %v", err)
	}
	if reason := a.refused("GET /users"); reason != "revoked" {
		t.Errorf("revoked: %q", reason)
	}
	if reason := b.refused("GET /users"); reason != "" {
		t.Errorf("another token of the same app: %q", reason)
	}
	// It is remembered for as long as the token would have lived, whatever else is revoked.
	for range 4 {
		s.clock.move(cordon.TokenLife/4 - time.Second)
		if err := s.Revoke(ctx, s.dice.ID(), s.clock.Now().Add(time.Minute), cordon.Event{}); err != nil {
			t.Fatal(err)
		}
		if reason := a.refused("GET /users"); reason != "revoked" {
			t.Errorf("later: %q", reason)
		}
	}
	s.clock.move(time.Minute)
	if reason := a.refused("GET /users"); reason == "" || reason == "revoked" {
		t.Logf("after its end: %q", reason)
	}
	// Between the first decision and the write, the token is revoked: the write decides again.
	c := s.caller(s.owner.claims.ClientID)
	if err := s.Check(ctx, c.call("POST /groups")); err != nil {
		t.Fatal(err)
	}
	if err := s.Revoke(ctx, c.claims.ID, c.claims.ExpiresAt, cordon.Event{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(ctx, c.call("POST /groups"), func(*store.WriteTx) error { t.Error("the write ran"); return nil }); err == nil {
		t.Error("a write with a revoked token")
	}
	if err := s.Read(ctx, c.call("GET /groups"), func(*store.Tx) error { t.Error("the read ran"); return nil }); err == nil {
		t.Error("a read with a revoked token")
	}
}

func testSigningKeys(t *testing.T, open Open) {
	ctx := context.Background()
	s := set(t, open)
	const rotate = 30 * 24 * time.Hour
	keys := func() []store.SigningKey {
		t.Helper()
		keys, err := s.SigningKeys(ctx, rotate)
		if err != nil || len(keys) == 0 {
			t.Fatal(keys, err)
		}
		for i, k := range keys {
			if len(k.Secret) != 64 || len(k.ID) != 22 || k.RetiredAt.IsZero() != (i == 0) {
				t.Errorf("key %d: %+v", i, k)
			}
		}
		return keys
	}
	first := keys()
	if len(first) != 1 || !first[0].CreatedAt.Equal(start) {
		t.Fatalf("made %+v", first)
	}
	s.clock.move(rotate - time.Second)
	if again := keys(); len(again) != 1 || again[0].ID != first[0].ID || !slices.Equal(again[0].Secret, first[0].Secret) {
		t.Errorf("before its time: %+v", again)
	}
	s.clock.move(time.Second)
	second := keys()
	if len(second) != 2 || second[0].ID == first[0].ID || second[1].ID != first[0].ID || !second[1].RetiredAt.Equal(s.clock.Now()) || slices.Equal(second[0].Secret, first[0].Secret) {
		t.Errorf("rotated: %+v", second)
	}
	// The old one stays until the last download token that it sealed has ended.
	s.clock.move(cordon.TokenLife)
	if again := keys(); len(again) != 2 || again[0].ID != second[0].ID {
		t.Errorf("an hour later: %+v", again)
	}
	s.clock.move(cordon.DownloadLife)
	if again := keys(); len(again) != 2 || again[0].ID != second[0].ID {
		t.Errorf("a week and an hour later: %+v", again)
	}
	s.clock.move(2 * cordon.TokenLife)
	if again := keys(); len(again) != 1 || again[0].ID != second[0].ID {
		t.Errorf("a week and three hours later: %+v", again)
	}
	s.clock.move(10 * rotate)
	if again := keys(); len(again) != 2 || again[0].ID == second[0].ID {
		t.Errorf("after a long sleep: %+v", again)
	}
}

// backed is the scopes that a token of the app would have.
func backed(c store.Credential) []cordon.Scope { return c.Subject.App.Scopes.BackedBy(c.Subject.Role) }
