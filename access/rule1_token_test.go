package access

import (
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
)

// Rule 1. The token is genuine, alive and not revoked; the app is active; its
// owner is there and active.

func TestRule1Token(t *testing.T) {
	claims := func(change func(*Claims)) []func(*scene) { return []func(*scene){func(s *scene) { change(&s.claims) }} }
	expired := func(reason string) *no { return &no{401, 124, "Access token is expired.", StageToken, reason} }
	other := invalidToken(StageToken, "the token is of another account, app or owner")

	rows(t, []row{
		{"a good token", nil, nil},
		{"in its last second", claims(func(c *Claims) { c.ExpiresAt = noon.Add(time.Nanosecond) }), nil},
		{"at its end", claims(func(c *Claims) { c.ExpiresAt = noon }), expired("expired at 2026-03-02 12:00:00 +0000 UTC")},
		{"after its end", claims(func(c *Claims) { c.ExpiresAt = noon.Add(-time.Second) }), expired("expired at 2026-03-02 11:59:59 +0000 UTC")},
		{"the end is told in UTC", claims(func(c *Claims) { c.ExpiresAt = noon.Add(-time.Second).In(time.FixedZone("", 3600)) }),
			expired("expired at 2026-03-02 11:59:59 +0000 UTC")},

		{"the clock went back a little", claims(func(c *Claims) { c.IssuedAt, c.ExpiresAt = noon.Add(5*time.Minute), noon.Add(65*time.Minute) }), nil},
		{"the clock went back too far", claims(func(c *Claims) { c.IssuedAt = noon.Add(5*time.Minute + time.Second) }),
			invalidToken(StageToken, "issued in the future, at 2026-03-02 12:05:01 +0000 UTC")},
		{"it would live longer than tokens do", claims(func(c *Claims) { c.ExpiresAt = noon.Add(65*time.Minute + time.Second) }),
			invalidToken(StageToken, "issued in the future, at 2026-03-02 11:50:00 +0000 UTC")},

		{"of another account", claims(func(c *Claims) { c.Account = "other" }), other},
		{"of another app", claims(func(c *Claims) { c.ClientID = "other" }), other},
		{"of another owner", claims(func(c *Claims) { c.Owner = "other" }), other},
		{"of no account", claims(func(c *Claims) { c.Account = "" }), other},
		{"of no app", claims(func(c *Claims) { c.ClientID = "" }), other},
		{"of no owner", claims(func(c *Claims) { c.Owner = "" }), other},
		{"account in another letter case", claims(func(c *Claims) { c.Account = "Acme" }), other},

		{"the app was off and is on again", claims(func(c *Claims) { c.AppGen = 2 }),
			invalidToken(StageApp, "the app was deactivated after the token was issued")},
		{"of a later generation of the app", claims(func(c *Claims) { c.AppGen = 4 }),
			invalidToken(StageApp, "the app was deactivated after the token was issued")},
		{"the owner was off and is on again", claims(func(c *Claims) { c.OwnerGen = 4 }),
			invalidToken(StageServiceUser, "the app's owner was deactivated after the token was issued")},
		{"of a later generation of the owner", claims(func(c *Claims) { c.OwnerGen = 6 }),
			invalidToken(StageServiceUser, "the app's owner was deactivated after the token was issued")},
		{"its secret is gone", []func(*scene){func(s *scene) { s.App.SecretValid = false }},
			invalidToken(StageApp, "the client secret that the token was issued for is gone")},
		{"revoked", []func(*scene){func(s *scene) { s.App.TokenRevoked = true }}, invalidToken(StageToken, "revoked")},
	})
}

func TestRule1AppAndOwner(t *testing.T) {
	table := []row{
		{"app active, owner active", nil, nil},
		{"no such app", []func(*scene){func(s *scene) { s.Subject = Subject{} }}, invalidToken(StageApp, "no such app")},
		{"app deactivated", []func(*scene){func(s *scene) { s.App.Active = false }}, invalidToken(StageApp, "the app is not activated")},
		{"owner left: the app stops, it moves to nobody", []func(*scene){func(s *scene) { s.Owner = OwnerFacts{} }},
			invalidToken(StageServiceUser, "the app's owner left the account")},
		{"owner deactivated", []func(*scene){func(s *scene) { s.Owner.Active = false }}, invalidToken(StageServiceUser, "the app's owner is not active")},
		{"owner without a role", []func(*scene){func(s *scene) { s.Role = nil }}, invalidToken(StageRole, "the app's owner has no role that is known")},
	}
	rows(t, table)
	// The token endpoint asks the same before there is a token.
	for _, r := range table {
		t.Run("no token yet: "+r.name, func(t *testing.T) {
			checkRefusal(t, CheckApp(&play(t, r.change...).Subject), r.want)
		})
	}
}

// With everything wrong at once, what is told is what comes first. Mended one
// by one, the stages follow each other: app, owner, role, token; only a good
// token learns of scopes, only a scope that is held of privileges, only a
// privilege that is granted of the licence.
func TestRule1Order(t *testing.T) {
	s := play(t, asks("PATCH /phone/fax/logs/{faxLogId}"), holding(), as(nil), noLicence, ruled(holder.Rule{}), func(s *scene) {
		s.App = AppFacts{ClientID: "client", TokenRevoked: true}
		s.Owner = OwnerFacts{}
		s.claims = Claims{Account: "other", IssuedAt: noon.Add(time.Hour), ExpiresAt: noon.Add(-time.Hour)}
	})
	scopes := "phone:read:fax_log:admin, phone:read:fax_log"
	for _, step := range []struct {
		want *no
		mend func()
	}{
		{invalidToken(StageApp, "no such app"), func() { s.App.ID = "app" }},
		{invalidToken(StageApp, "the app is not activated"), func() { s.App.Active = true }},
		{invalidToken(StageServiceUser, "the app's owner left the account"), func() { s.Owner.ID = "service" }},
		{invalidToken(StageServiceUser, "the app's owner is not active"), func() { s.Owner.Active = true }},
		{invalidToken(StageRole, "the app's owner has no role that is known"), func() { s.Role = policyOf(reaches{cordon.RoleRead: everyone}) }},
		{&no{401, 124, "Access token is expired.", StageToken, "expired at 2026-03-02 11:00:00 +0000 UTC"}, func() { s.claims.ExpiresAt = noon.Add(time.Hour) }},
		{invalidToken(StageToken, "issued in the future, at 2026-03-02 13:00:00 +0000 UTC"), func() { s.claims.IssuedAt = noon }},
		{invalidToken(StageToken, "the token is of another account, app or owner"), func() { s.claims.Account, s.claims.ClientID, s.claims.Owner = "acme", "client", "service" }},
		{invalidToken(StageApp, "the app was deactivated after the token was issued"), func() { s.claims.AppGen, s.App.Generation = 3, 3 }},
		{invalidToken(StageServiceUser, "the app's owner was deactivated after the token was issued"), func() { s.claims.OwnerGen, s.Owner.Generation = 5, 5 }},
		{invalidToken(StageApp, "the client secret that the token was issued for is gone"), func() { s.App.SecretValid = true }},
		{invalidToken(StageToken, "revoked"), func() { s.App.TokenRevoked = false }},
		{noScope(scopes, StageApp), func() { holding("phone:read:admin")(s) }},
		{noScope(scopes, StageRole), func() { with(reaches{"PbxAdmin:Read": reach("vendor")})(s) }},
		{noPermission("PATCH /phone/fax/logs/{faxLogId} has no privilege or holder rule"), func() { s.holder = holder.Account }},
		{noPermission("the role does not grant PbxAdmin:Edit"), func() { with(reaches{"PbxAdmin:Edit": reach("vendor")})(s) }},
		{noLicenceRefusal, func() { s.Owner.ZoomPhone = true }},
		{noPermission("PbxAdmin:Edit must reach the entire account for PATCH /phone/fax/logs/{faxLogId}"), func() { with(reaches{"PbxAdmin:Edit": everyone})(s) }},
		{nil, func() {}},
	} {
		if s.claims.AppGen == 0 { // generations are wrong until mended
			s.App.Generation, s.Owner.Generation = 3, 5
		}
		_, r := s.decide()
		checkRefusal(t, r, step.want)
		step.mend()
	}
}
