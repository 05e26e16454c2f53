package access

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
)

// Somebody signed in to the portal is their own user: a session stands for the
// token, and nothing is asked of scopes.

// signedIn is the scene of the service user in the portal.
func signedIn(s *scene) {
	s.App = AppFacts{}
	s.claims = Claims{}
	s.Session = &SessionFacts{ExpiresAt: noon.Add(time.Hour), Generation: 5}
}

func TestSessions(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*scene)
		stage  Stage // "" if allowed
	}{
		{"signed in", func(*scene) {}, ""},
		{"the last moment", func(s *scene) { s.now = noon.Add(time.Hour - 1) }, ""},
		{"over", func(s *scene) { s.now = noon.Add(time.Hour) }, StageToken},
		{"without an end", func(s *scene) { s.Session.ExpiresAt = time.Time{} }, StageToken},
		{"must change the password", func(s *scene) { s.Session.MustChange = true }, StageToken},
		{"deactivated", func(s *scene) { s.Owner.Active = false }, StageServiceUser},
		{"deactivated and back", func(s *scene) { s.Owner.Generation++ }, StageServiceUser},
		{"left", func(s *scene) { s.Owner = OwnerFacts{} }, StageToken},
		{"no account", func(s *scene) { s.Account = "" }, StageToken},
		{"no role", func(s *scene) { s.Role = nil }, StageRole},
		{"a role without the privilege", func(s *scene) { s.Role = policyOf(nil) }, StageRole},
		{"an operation without a rule", func(s *scene) { s.holder = holder.Rule{} }, StageRole},
		{"an operation of everybody's", func(s *scene) { s.holder = holder.Unknown }, StageRole},
		{"a write that needs the entire account", func(s *scene) { asks("POST /users")(s); s.holder = holder.Account }, StageRole},
		{"no Zoom Phone", func(s *scene) { asks("GET /phone/call_history")(s); s.Owner.ZoomPhone = false }, StageServiceUser},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, signedIn, test.change)
			grant, refusal := Decide(&s.Subject, nil, s.op, s.holder, s.now)
			switch {
			case test.stage == "" && refusal != nil:
				t.Fatalf("refused: %v", refusal)
			case test.stage != "" && (refusal == nil || refusal.Stage != test.stage):
				t.Fatalf("got %v, want a refusal at %s", refusal, test.stage)
			case refusal != nil && grant.People().Account() != "":
				t.Fatal("refused, and sees somebody")
			}
		})
	}
}

// A token opens nothing that a session does, and the other way round.
func TestSessionsAndTokensDoNotMix(t *testing.T) {
	s := play(t, func(s *scene) { s.Session = &SessionFacts{} }) // a good token beside a dead session
	if _, r := Decide(&s.Subject, &s.claims, s.op, s.holder, s.now); r == nil {
		t.Error("a token made up for a session that is over")
	}
	s = play(t)
	if _, r := Decide(&s.Subject, nil, s.op, s.holder, s.now); r == nil {
		t.Error("neither token nor session, and allowed")
	}
}

// Rule 10: in the portal, and there alone, an app's owner needs no privilege
// for it; and sees no app but their own by that.
func TestOwnApps(t *testing.T) {
	for _, test := range []struct {
		name    string
		role    reaches
		rule    holder.Rule
		token   bool
		allowed bool
		people  []string // in sight, of "service", "guest" in the vendor's group, "boss" in none
	}{
		{"a role with nothing", nil, holder.Own, false, true, []string{"service"}},
		{"the recipe", recipe(), holder.Own, false, true, []string{"service"}},
		{"the recipe, where it is policy", recipe(), holder.Policy, false, false, nil},
		{"the recipe, over the API", recipe(), holder.Own, true, false, nil},
		{"apps of the group", reaches{cordon.AppRead: reach("vendor"), cordon.UserRead: everyone}, holder.Own, false, true, []string{"service", "guest"}},
		{"apps of everyone, users of the group", reaches{cordon.AppRead: everyone, cordon.UserRead: reach("vendor")}, holder.Own, false, true, []string{"service", "guest"}},
		{"apps of everyone, no users", reaches{cordon.AppRead: everyone}, holder.Own, false, true, []string{"service"}},
		{"apps of everyone", reaches{cordon.AppRead: everyone, cordon.UserRead: everyone}, holder.Own, false, true, []string{"service", "guest", "boss"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, func(s *scene) {
				s.Role = policyOf(test.role)
				if !test.token {
					signedIn(s)
				}
				asks("GET /marketplace/apps/{appId}")(s)
			})
			claims := &s.claims
			if !test.token {
				claims = nil
			}
			grant, refusal := Decide(&s.Subject, claims, s.op, test.rule, s.now)
			if (refusal == nil) != test.allowed {
				t.Fatalf("refusal %v, want allowed %v", refusal, test.allowed)
			}
			members := map[string][]string{"service": nil, "guest": {"vendor"}, "boss": nil}
			got := inSight(grant.People(), members)
			if !contains(got, test.people) || !contains(test.people, got) {
				t.Errorf("sees %v, want %v", got, test.people)
			}
		})
	}
}

// Sight tells a viewer of nobody whom the viewer does not see.
func TestSight(t *testing.T) {
	members := map[string][]string{"service": nil, "guest": {"vendor"}, "boss": {"board"}, "both": {"board", "vendor"}}
	look := func(viewer, role reaches) (Sight, bool) {
		s := play(t, signedIn, func(s *scene) { s.Role, s.Owner.ID = policyOf(viewer), "viewer" })
		asks("GET /users")(s)
		grant, refusal := Decide(&s.Subject, nil, s.op, s.holder, s.now)
		if refusal != nil {
			t.Fatal(refusal)
		}
		sight, _, _, ok := grant.As(policyOf(role), "service")
		return sight, ok
	}
	for _, test := range []struct {
		name         string
		viewer, role reaches
		covered      bool
		people       []string // under Recording:Read
		named        []string
	}{
		{"everyone looks", reaches{cordon.UserRead: everyone, "Recording:Read": everyone}, reaches{cordon.UserRead: reach("vendor"), "Recording:Read": reach("board")}, true,
			[]string{"boss", "both", "service"}, []string{"both", "service"}},
		{"a role without Users: View", reaches{cordon.UserRead: everyone, "Recording:Read": everyone}, reaches{"Recording:Read": everyone}, true,
			[]string{"boss", "both", "guest", "service"}, nil},
		{"a narrowed role without Users: View", reaches{cordon.UserRead: everyone, "Recording:Read": everyone}, reaches{"Recording:Read": reach("board")}, true,
			[]string{"boss", "both", "service"}, nil},
		{"a viewer who may be told of the board alone", reaches{cordon.UserRead: reach("board"), "Recording:Read": everyone}, reaches{cordon.UserRead: reach("board"), "Recording:Read": reach("vendor")}, true,
			[]string{"both", "service"}, []string{"both", "service"}},
		{"wider than the viewer", reaches{cordon.UserRead: reach("board"), "Recording:Read": reach("board")}, reaches{"Recording:Read": reach("vendor")}, false, nil, nil},
		{"more than the viewer", reaches{cordon.UserRead: everyone}, reaches{"Recording:Read": reach("vendor")}, false, nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			sight, ok := look(test.viewer, test.role)
			if ok != test.covered {
				t.Fatalf("covered %v, want %v", ok, test.covered)
			}
			for what, c := range map[string]struct {
				got  People
				want []string
			}{"people": {sight.People("Recording:Read"), test.people}, "named": {sight.Named("Recording:Read"), test.named}} {
				got := inSight(c.got, members)
				if !contains(got, c.want) || !contains(c.want, got) {
					t.Errorf("%s: %v, want %v", what, got, c.want)
				}
			}
		})
	}
	if got := inSight(Sight{}.People(cordon.UserRead), members); len(got) != 0 {
		t.Errorf("the zero Sight sees %v", got)
	}
}

// inSight is who of a membership is in sight, sorted.
func inSight(p People, members map[string][]string) (list []string) {
	for _, u := range slices.Sorted(maps.Keys(members)) {
		if sees(p.Visibility(), u, members[u]) {
			list = append(list, u)
		}
	}
	return list
}

// Whatever two roles there are: where one covers the other, and sees its
// holder, the holder's sight as it is told holds nobody whom the viewer does
// not see, under the same privilege and under Users: View.
func TestSightIsSound(t *testing.T) {
	told := 0
	rapid.Check(t, func(t *rapid.T) {
		viewer, role := anyPolicy.Draw(t, "viewer"), anyPolicy.Draw(t, "role")
		if viewer == nil {
			return // no grant is without a role
		}
		g := Grant{subject: &Subject{Account: "acme", Owner: OwnerFacts{ID: "self"}, Role: viewer}, visibility: Visibility{account: "acme", self: "self"}}
		holderOf := rapid.SampledFrom(someUsers).Draw(t, "holder")
		sight, within, _, ok := g.As(role, holderOf)
		if !ok {
			return
		}
		members := anyMembership.Draw(t, "members")
		for _, v := range append(within, g.See(cordon.UserRead)) { // the holder was found by the viewer
			if !sees(v, holderOf, members[holderOf]) {
				return
			}
		}
		for _, p := range sight.Privileges() {
			people := inSight(sight.People(p), members)
			told += len(people)
			for _, mine := range []Visibility{g.See(p), g.See(cordon.UserRead)} {
				if !contains(visible(mine, members), people) {
					t.Fatalf("under %s the viewer is told of %v and sees %v", p, people, visible(mine, members))
				}
			}
			if !contains(people, inSight(sight.Named(p), members)) {
				t.Fatalf("under %s more are named than in reach", p)
			}
		}
	})
	if told == 0 {
		t.Error("nobody was ever told of")
	}
}
