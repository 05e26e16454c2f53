package access

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
)

// The tables of this package read like policy. Each row is a scene, which is
// the published recipe's credential with one thing about it changed, and says
// how the decision must end. The tables of rule n stand in rule<n>_*_test.go.

// noon is the time at which scenes play. Their tokens are ten minutes old.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// scene is one question to the decision.
type scene struct {
	Subject
	claims Claims
	op     *Operation
	holder holder.Rule
	now    time.Time
}

// reach and everyone spell reaches.
func reach(groups ...string) cordon.Reach { return cordon.Reach{Groups: groups} }

var everyone = cordon.Reach{Account: true}

// reaches is what a role gives.
type reaches map[cordon.Privilege]cordon.Reach

func policyOf(r reaches) *Policy { return NewPolicy(&cordon.Role{ID: "R", Reaches: r}) }

// recipe is the published recipe's role: every permission it needs reaches the
// vendor's group and nothing else.
func recipe() reaches {
	r := reaches{}
	for _, p := range []cordon.Privilege{cordon.UserRead, "Dashboard:Read", "Recording:Read", "PbxAdmin:Read", "UsageReport:Read", cordon.ChannelRead} {
		r[p] = reach("vendor")
	}
	return r
}

// recipeScopeList are the eleven scopes of the published recipe.
var recipeScopeList = []cordon.Scope{
	"user:read:user", "user:read:list_users:admin",
	"meeting:read:meeting", "meeting:read:list_meetings:admin",
	"report:read:admin", "report:read:user:admin",
	"team:read:team", "team:read:list_teams:admin",
	"phone:read:admin", "phone_call_log:read:admin", "phone:read",
}

// play sets the scene: the recipe's credential asks for the list of users.
func play(t *testing.T, changes ...func(*scene)) *scene {
	t.Helper()
	s := &scene{
		Subject: Subject{
			Account: "acme", UserLevelScopes: cordon.ScopesFollowRole,
			App: AppFacts{ID: "app", ClientID: "client", Active: true, Generation: 3,
				Scopes: NewScopeSet(recipeScopeList), Issued: NewScopeSet(recipeScopeList), SecretValid: true},
			Owner: OwnerFacts{ID: "service", Active: true, Generation: 5, ZoomPhone: true},
			Role:  policyOf(recipe()),
		},
		claims: Claims{ID: "token", Account: "acme", ClientID: "client", Owner: "service", Secret: "secret", Scopes: 1, AppGen: 3, OwnerGen: 5,
			IssuedAt: noon.Add(-10 * time.Minute), ExpiresAt: noon.Add(50 * time.Minute)},
		holder: holder.Rows,
		now:    noon,
	}
	asks("GET /users")(s)
	for _, change := range changes {
		change(s)
	}
	if s.op == nil {
		t.Fatal("the scene asks for no operation of the catalog")
	}
	return s
}

func (s *scene) decide() (Grant, *Refusal) {
	return Decide(&s.Subject, &s.claims, s.op, s.holder, s.now)
}

// What scenes change.
func asks(pattern string) func(*scene) {
	return func(s *scene) { s.op = Operations().Find(pattern) }
}
func ruled(r holder.Rule) func(*scene) { return func(s *scene) { s.holder = r } }
func with(r reaches) func(*scene)      { return func(s *scene) { s.Role = policyOf(r) } }
func as(p *Policy) func(*scene)        { return func(s *scene) { s.Role = p } }
func ownData(s *scene)                 { s.UserLevelScopes = cordon.ScopesOwnData }
func noLicence(s *scene)               { s.Owner.ZoomPhone = false }

// holding is a token whose app has and had just these scopes.
func holding(scopes ...cordon.Scope) func(*scene) {
	return func(s *scene) { s.App.Scopes, s.App.Issued = NewScopeSet(scopes), NewScopeSet(scopes) }
}

// granted is the Grant of a scene that must be allowed.
func granted(t *testing.T, changes ...func(*scene)) Grant {
	t.Helper()
	g, r := play(t, changes...).decide()
	if r != nil {
		t.Fatalf("refused: %v", r)
	}
	return g
}

// no is how a refusal must read.
type no struct {
	status, code int
	message      string
	stage        Stage
	reason       string
}

// Refusals that many tables share.
func invalidToken(stage Stage, reason string) *no {
	return &no{401, 124, "Invalid access token.", stage, reason}
}
func noPermission(reason string) *no { return &no{400, 200, "No permission.", StageRole, reason} }

// row is one line of a table: want nil allows.
type row struct {
	name   string
	change []func(*scene)
	want   *no
}

func rows(t *testing.T, table []row) {
	t.Helper()
	for _, r := range table {
		t.Run(r.name, func(t *testing.T) {
			g, refusal := play(t, r.change...).decide()
			checkRefusal(t, refusal, r.want)
			if refusal != nil {
				checkZero(t, g)
			}
		})
	}
}

func checkRefusal(t *testing.T, got *Refusal, want *no) {
	t.Helper()
	switch {
	case got == nil && want == nil:
	case got == nil:
		t.Errorf("allowed, want %+v", *want)
	case want == nil:
		t.Errorf("refused: %v", got)
	default:
		is := no{got.Err.Status, got.Err.Code, got.Err.Message, got.Stage, got.Err.Reason}
		if is != *want {
			t.Errorf("refused with\n%+v\nwant\n%+v", is, *want)
		}
		if len(got.Err.Fields) > 0 {
			t.Errorf("the refusal names fields: %v", got.Err.Fields)
		}
	}
}

// checkZero holds a grant to be worth nothing.
func checkZero(t *testing.T, g Grant) {
	t.Helper()
	if g.Account() != "" || g.User() != "" || g.AppID() != "" || g.Operation() != nil || g.subject != nil {
		t.Errorf("it names somebody: %+v", g)
	}
	for _, v := range []Visibility{g.Visibility(), g.See(cordon.UserRead), g.See(cordon.AccountOwner), g.See(""), g.People().Visibility()} {
		if v.Account() != "" || v.Self() != "" || v.Everyone() {
			t.Errorf("it sees somebody: %+v", v)
		}
	}
	for _, known := range []Groups{g.Groups(), g.Reachable()} {
		if known.Account() != "" || known.All() || known.Has("vendor") || known.Has("") || len(known.IDs()) > 0 {
			t.Errorf("it knows groups: %+v", known)
		}
	}
	if g.Unrestricted() {
		t.Error("it is unrestricted")
	}
	for _, p := range []*Policy{nil, {}, policyOf(nil), policyOf(recipe()), AdminPolicy(), OwnerPolicy()} {
		if within, _, ok := g.Covers(p); ok || within != nil {
			t.Errorf("it covers %+v", p)
		}
	}
}

func TestZeroGrantIsWorthNothing(t *testing.T) { checkZero(t, Grant{}) }

func TestRefusalCarriesTheError(t *testing.T) {
	_, r := play(t, func(s *scene) { s.App.Active = false }).decide()
	var e *cordon.Error
	if !errors.As(error(r), &e) || e != r.Err {
		t.Errorf("%v does not unwrap to its cordon.Error", r)
	}
	if want := "app: 401/124 Invalid access token. (the app is not activated)"; r.Error() != want {
		t.Errorf("got %q, want %q", r.Error(), want)
	}
}

// The same facts give the same answer, and the facts stay as they were.
func TestDecideIsPure(t *testing.T) {
	s := play(t)
	before := fmt.Sprintf("%+v", *s)
	first, _ := s.decide()
	for range 3 {
		again, _ := s.decide()
		if fmt.Sprint(again.Visibility(), again.Groups(), again.People()) != fmt.Sprint(first.Visibility(), first.Groups(), first.People()) {
			t.Errorf("got %+v, then %+v", first, again)
		}
	}
	if after := fmt.Sprintf("%+v", *s); after != before {
		t.Errorf("the scene changed from\n%s\nto\n%s", before, after)
	}
}

// A zero value anywhere closes the door, with the stage to mend.
func TestZeroValuesAreRefused(t *testing.T) {
	rows(t, []row{
		{"zero subject", []func(*scene){func(s *scene) { s.Subject = Subject{} }}, invalidToken(StageApp, "no such app")},
		{"zero subject, zero claims", []func(*scene){func(s *scene) { s.Subject, s.claims = Subject{}, Claims{} }}, invalidToken(StageApp, "no such app")},
		{"zero app", []func(*scene){func(s *scene) { s.App = AppFacts{} }}, invalidToken(StageApp, "no such app")},
		{"no account", []func(*scene){func(s *scene) { s.Account, s.claims.Account = "", "" }}, invalidToken(StageApp, "no such app")},
		{"zero owner", []func(*scene){func(s *scene) { s.Owner = OwnerFacts{} }}, invalidToken(StageServiceUser, "the app's owner left the account")},
		{"no policy", []func(*scene){func(s *scene) { s.Role = nil }}, invalidToken(StageRole, "the app's owner has no role that is known")},
		{"zero policy", []func(*scene){func(s *scene) { s.Role = &Policy{} }}, noScope("user:read:list_users:admin", StageRole)},
		{"policy of the zero role", []func(*scene){func(s *scene) { s.Role = NewPolicy(&cordon.Role{}) }}, noScope("user:read:list_users:admin", StageRole)},
		{"zero claims", []func(*scene){func(s *scene) { s.claims = Claims{} }},
			&no{401, 124, "Access token is expired.", StageToken, "expired at 0001-01-01 00:00:00 +0000 UTC"}},
		{"zero scope sets", []func(*scene){func(s *scene) { s.App.Scopes, s.App.Issued = &ScopeSet{}, &ScopeSet{} }}, noScope("user:read:list_users:admin", StageApp)},
		{"no scope sets", []func(*scene){func(s *scene) { s.App.Scopes, s.App.Issued = nil, nil }}, noScope("user:read:list_users:admin", StageApp)},
		{"zero holder rule", []func(*scene){ruled(holder.Rule{})}, noPermission("GET /users has no privilege or holder rule")},
		{"zero operation", []func(*scene){func(s *scene) { s.op = &Operation{} }}, noScope("", StageApp)},
	})
	t.Run("no subject", func(t *testing.T) {
		s := play(t)
		g, r := Decide(nil, &s.claims, s.op, s.holder, s.now)
		checkRefusal(t, r, invalidToken(StageApp, "no such app"))
		checkZero(t, g)
	})
	t.Run("no claims", func(t *testing.T) {
		defer func() {
			if p := recover(); p != nil {
				t.Errorf("panics: %v", p)
			}
		}()
		s := play(t)
		if g, r := Decide(&s.Subject, nil, s.op, s.holder, s.now); r == nil {
			t.Errorf("allowed: %+v", g)
		}
	})
}

// A policy that is not there grants nothing, whatever it is asked.
func TestNilPolicy(t *testing.T) {
	for name, ask := range map[string]func(p *Policy) bool{
		"Grants": func(p *Policy) bool {
			return !p.Grants(cordon.UserRead) && !p.Grants("") && !p.Grants(cordon.AccountOwner)
		},
		"Privileges": func(p *Policy) bool { return len(p.Privileges()) == 0 },
		"Restricted": func(p *Policy) bool { return p.Restricted() },
		"Within":     func(p *Policy) bool { return !policyOf(recipe()).Within(p) },
		"see":        func(p *Policy) bool { return p.see(cordon.UserRead, "acme", "service").Account() == "" },
		"Backs":      func(p *Policy) bool { return !Backs(p, "user:read:user") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("panics: %v", p)
				}
			}()
			if !ask(nil) {
				t.Error("a missing policy does not close the door")
			}
		})
	}
}

// The zero Reach, and one that lost its groups, leave the holder alone.
func TestZeroReach(t *testing.T) {
	for name, r := range map[string]cordon.Reach{"zero": {}, "empty list": {Groups: []string{}}} {
		t.Run(name, func(t *testing.T) {
			v := granted(t, with(reaches{cordon.UserRead: r})).Visibility()
			checkSees(t, v, "service", nil)
			if v.Everyone() || v.Account() != "acme" || len(v.Clauses()) != 1 {
				t.Errorf("got %+v", v)
			}
		})
	}
}

// sees is what a Visibility means: self, or one group of every clause.
func sees(v Visibility, user string, groups []string) bool {
	if v.Account() == "" {
		return false
	}
	if user == v.Self() {
		return true
	}
	for _, clause := range v.Clauses() {
		in := false
		for _, g := range clause {
			for _, h := range groups {
				in = in || g == h
			}
		}
		if !in {
			return false
		}
	}
	return true
}

// people are who lives in the tables about sight.
var people = map[string][]string{
	"service": nil, "ann": {"vendor"}, "ben": {"vendor", "sales"}, "cat": {"sales"}, "dan": {"board"}, "eve": nil,
}

// checkSees holds v to seeing the users listed, and nobody else of people.
func checkSees(t *testing.T, v Visibility, want ...any) {
	t.Helper()
	in := map[string]bool{}
	for _, w := range want {
		if name, ok := w.(string); ok {
			in[name] = true
		}
	}
	for name, groups := range people {
		if got := sees(v, name, groups); got != in[name] {
			t.Errorf("%s in sight: %v, want %v", name, got, in[name])
		}
	}
}
