package access

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
)

// Claims is what a verified token says. Its signature is already checked; all
// the rest is the decision's business.
type Claims struct {
	ID        string // of the token, for revocation
	Account   string
	ClientID  string
	Owner     string // user id
	Secret    string // id of the client secret it was issued for
	Scopes    int64  // revision of the app's scopes it was issued with
	AppGen    int64  // generations: a token of an earlier one is dead for good
	OwnerGen  int64
	IssuedAt  time.Time
	ExpiresAt time.Time
}

// Subject is what is known of a credential now, read in the snapshot that the
// operation itself will read. The zero Subject is refused.
type Subject struct {
	Account         string
	UserLevelScopes cordon.UserLevelScopes
	App             AppFacts
	Session         *SessionFacts // of somebody signed in to the portal, who uses no app
	Owner           OwnerFacts    // the app's owner, or who is signed in
	Role            *Policy       // nil closes the door
}

// SessionFacts are the facts about a session of the portal that the decision
// needs.
type SessionFacts struct {
	ExpiresAt  time.Time
	Generation int64 // of the user, when the session began
	// MustChange says that the password is somebody else's choice: it opens
	// nothing but its own change.
	MustChange bool
}

// AppFacts are the facts about an app that the decision needs.
type AppFacts struct {
	ID, ClientID string
	Active       bool
	Generation   int64
	Scopes       *ScopeSet // what the app holds now
	Issued       *ScopeSet // what it held when the token was issued
	SecretValid  bool      // the secret that the token was issued for still is
	TokenRevoked bool
}

// OwnerFacts are the facts about an app's owner that the decision needs.
type OwnerFacts struct {
	ID         string
	Active     bool
	Generation int64
	ZoomPhone  bool // has a Zoom Phone licence
}

// ScopeSet is an immutable set of scopes. A nil set is empty.
type ScopeSet struct {
	list []cordon.Scope
	has  map[cordon.Scope]struct{}
}

// NewScopeSet makes a set of the scopes listed.
func NewScopeSet(scopes []cordon.Scope) *ScopeSet {
	s := &ScopeSet{list: slices.Clone(scopes), has: make(map[cordon.Scope]struct{}, len(scopes))}
	for _, scope := range scopes {
		s.has[scope] = struct{}{}
	}
	return s
}

// Has reports whether s holds the scope.
func (s *ScopeSet) Has(scope cordon.Scope) bool {
	if s == nil {
		return false
	}
	_, ok := s.has[scope]
	return ok
}

// BackedBy lists the scopes of s that the role backs, in order.
func (s *ScopeSet) BackedBy(p *Policy) (backed []cordon.Scope) {
	if s == nil {
		return nil
	}
	for _, scope := range s.list {
		if Backs(p, scope) {
			backed = append(backed, scope)
		}
	}
	return backed
}

// Stage is the part of the set-up to mend when a request is refused.
type Stage string

const (
	StageToken       Stage = "token"
	StageGroup       Stage = "user group"
	StageRole        Stage = "role"
	StageServiceUser Stage = "service user"
	StageApp         Stage = "app"
)

// Refusal is a decision against a request: what the caller is told (Err), and
// the true reason with the stage to mend, for the account's owner.
type Refusal struct {
	Stage Stage
	Err   *cordon.Error
}

func (r *Refusal) Error() string { return string(r.Stage) + ": " + r.Err.Error() }
func (r *Refusal) Unwrap() error { return r.Err }

func refuse(stage Stage, err *cordon.Error, format string, args ...any) *Refusal {
	return &Refusal{Stage: stage, Err: err.Because(format, args...)}
}

// clockSlack is how far the clock may have gone back since a token was issued.
const clockSlack = 5 * time.Minute

// Decide is the decision; nothing else decides. It is pure: the same facts give
// the same answer. On refusal the Grant is the zero one, which sees nobody.
//
// Somebody signed in to the portal is their own user and uses no app, so a
// session stands for the token and nothing is asked of scopes.
func Decide(s *Subject, c *Claims, op *Operation, rule holder.Rule, now time.Time) (Grant, *Refusal) {
	ownOnly := false
	var r *Refusal
	if s != nil && s.Session != nil {
		r = CheckSession(s, now)
	} else if r = checkToken(s, c, now); r == nil {
		ownOnly, r = checkScope(s, op)
	}
	if r != nil {
		return Grant{}, r
	}
	if op.Privilege == "" || !rule.Valid() {
		return Grant{}, refuse(StageRole, cordon.NoPermission(""), "%s has no privilege or holder rule", op)
	}
	v := s.Role.see(op.Privilege, s.Account, s.Owner.ID)
	own := s.Session != nil && rule.OwnersToo()
	if v.account == "" && own {
		v = alone(s.Account, s.Owner.ID)
	}
	if v.account == "" {
		return Grant{}, refuse(StageRole, cordon.NoPermission(""), "the role does not grant %s", op.Privilege)
	}
	if op.Product == "phone" && !s.Owner.ZoomPhone {
		return Grant{}, refuse(StageServiceUser, &cordon.Error{Status: http.StatusForbidden, Code: 403,
			Message: "You do not have permission."}, "the app's owner has no Zoom Phone licence")
	}
	if ownOnly {
		v = v.And(alone(s.Account, s.Owner.ID))
	}
	if rule.NeedsUnrestricted() && (s.Role.Restricted() || ownOnly) {
		return Grant{}, refuse(StageRole, cordon.NoPermission(""), "%s mixes people that cannot be told apart, and the credential is restricted", op)
	}
	grant := Grant{op: op, subject: s, visibility: v, ownOnly: ownOnly, own: own}
	if rule.NeedsWholeAccount() {
		for _, p := range Closure(op.Privilege) {
			if !grant.See(p).Everyone() {
				return Grant{}, refuse(StageRole, cordon.NoPermission(""), "%s must reach the entire account for %s", p, op)
			}
		}
	}
	return grant, nil
}

// CheckApp is the part of rule 1 that holds before there is a token: the app
// and its owner may act at all.
func CheckApp(s *Subject) *Refusal {
	invalid := cordon.Unauthorized("Invalid access token.")
	switch {
	case s == nil || s.App.ID == "" || s.Account == "":
		return refuse(StageApp, invalid, "no such app")
	case !s.App.Active:
		return refuse(StageApp, invalid, "the app is not activated")
	case s.Owner.ID == "":
		return refuse(StageServiceUser, invalid, "the app's owner left the account")
	case !s.Owner.Active:
		return refuse(StageServiceUser, invalid, "the app's owner is not active")
	case s.Role == nil:
		return refuse(StageRole, invalid, "the app's owner has no role that is known")
	}
	return nil
}

// CheckSession is rule 1 for the portal: somebody is signed in, and still may be.
func CheckSession(s *Subject, now time.Time) *Refusal {
	invalid := cordon.Unauthorized("Sign in again.")
	switch {
	case s == nil || s.Session == nil || s.Account == "" || s.Owner.ID == "":
		return refuse(StageToken, invalid, "no such session")
	case !now.Before(s.Session.ExpiresAt):
		return refuse(StageToken, invalid, "the session ended at %s", s.Session.ExpiresAt.UTC())
	case !s.Owner.Active:
		return refuse(StageServiceUser, invalid, "the user is not active")
	case s.Session.Generation != s.Owner.Generation:
		return refuse(StageServiceUser, invalid, "the user was deactivated after the session began")
	case s.Role == nil:
		return refuse(StageRole, invalid, "the user has no role that is known")
	case s.Session.MustChange:
		return refuse(StageToken, MustChange, "the password is still the one that was given")
	}
	return nil
}

// MustChange is why a session opens nothing before its password is changed.
var MustChange = cordon.Unauthorized("Choose a password of your own first.")

// checkToken is rule 1.
func checkToken(s *Subject, c *Claims, now time.Time) *Refusal {
	if r := CheckApp(s); r != nil {
		return r
	}
	invalid := cordon.Unauthorized("Invalid access token.")
	switch {
	case c == nil:
		return refuse(StageToken, invalid, "no token")
	case !now.Before(c.ExpiresAt):
		return refuse(StageToken, cordon.Unauthorized("Access token is expired."), "expired at %s", c.ExpiresAt.UTC())
	case c.IssuedAt.After(now.Add(clockSlack)), c.ExpiresAt.After(now.Add(cordon.TokenLife + clockSlack)):
		return refuse(StageToken, invalid, "issued in the future, at %s", c.IssuedAt.UTC())
	case c.Account != s.Account, c.ClientID != s.App.ClientID, c.Owner != s.Owner.ID:
		return refuse(StageToken, invalid, "the token is of another account, app or owner")
	case c.AppGen != s.App.Generation:
		return refuse(StageApp, invalid, "the app was deactivated after the token was issued")
	case c.OwnerGen != s.Owner.Generation:
		return refuse(StageServiceUser, invalid, "the app's owner was deactivated after the token was issued")
	case !s.App.SecretValid:
		return refuse(StageApp, invalid, "the client secret that the token was issued for is gone")
	case s.App.TokenRevoked:
		return refuse(StageToken, invalid, "revoked")
	}
	return nil
}

// checkScope is rule 2. ownOnly reports that the account takes user-level
// scopes literally and the token has no other for op.
func checkScope(s *Subject, op *Operation) (ownOnly bool, _ *Refusal) {
	var held, unbacked bool
	wide := false
	for _, list := range [][]cordon.Scope{op.Granular, op.Classic, op.Added} {
		for _, scope := range list {
			if !s.App.Scopes.Has(scope) || !s.App.Issued.Has(scope) {
				continue
			}
			if !Backs(s.Role, scope) {
				unbacked = true
				continue
			}
			held = true
			wide = wide || scope.Admin()
		}
	}
	if held {
		return !wide && s.UserLevelScopes == cordon.ScopesOwnData, nil
	}
	accepted := op.Granular
	if len(accepted) == 0 {
		accepted = op.Classic
	}
	names := make([]string, len(accepted))
	for i, scope := range accepted {
		names[i] = string(scope)
	}
	err := &cordon.Error{Status: http.StatusBadRequest, Code: 4711,
		Message: "Invalid access token, does not contain scopes:[" + strings.Join(names, ", ") + "]."}
	if unbacked {
		return false, refuse(StageRole, err, "the app holds a scope that the role no longer backs")
	}
	return false, refuse(StageApp, err, "the token holds none of the scopes")
}

// Backs reports whether the role grants the privilege of at least one operation
// that accepts the scope.
func Backs(p *Policy, scope cordon.Scope) bool {
	return p != nil && slices.ContainsFunc(Operations().Backing(scope), p.Grants)
}
