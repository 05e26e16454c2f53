package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/cordon-zoom/cordon"
)

var testNow = time.Date(2026, 3, 2, 9, 30, 0, 0, time.FixedZone("", 3600))

func company(seed byte, people int) *Company {
	return NewCompany(cordon.NewDice(rand.NewChaCha8([32]byte{seed})), testNow, people)
}

// each tests companies of several sizes and seeds.
func each(t *testing.T, test func(*testing.T, *Company)) {
	for _, people := range []int{3, 11, 12, 200, 20_000} {
		for seed := range byte(3) {
			t.Run(fmt.Sprintf("%d people, seed %d", people, seed), func(t *testing.T) {
				c := company(seed, people)
				if len(c.People) != people {
					t.Fatalf("%d people", len(c.People))
				}
				test(t, c)
			})
		}
	}
}

func TestSameSeedSameCompany(t *testing.T) {
	a, b, other := company(1, 200), company(1, 200), company(2, 200)
	if d := cmp.Diff(a, b); d != "" {
		t.Errorf("two companies from one seed differ:\n%s", d)
	}
	if cmp.Equal(a.People, other.People) {
		t.Error("two seeds made one company")
	}
}

func TestUnique(t *testing.T) {
	each(t, func(t *testing.T, c *Company) {
		seen := map[string]bool{}
		once := func(kind, value string) {
			if value = kind + " " + value; seen[value] {
				t.Errorf("twice: %s", value)
			}
			seen[value] = true
		}
		for _, g := range c.Groups {
			once("id", g.ID)
			once("group", cordon.Key(g.Name))
		}
		for _, u := range c.People {
			once("id", u.ID)
			once("e-mail", cordon.Key(u.Email))
			once("jid", u.Profile.JID)
			once("pmi", fmt.Sprint(u.Brief.PMI))
			if v := u.VanityName(); v != "" {
				once("vanity name", cordon.Key(v))
			}
			if v := u.Brief.EmployeeUniqueID; v != "" {
				once("employee", v)
			}
		}
	})
}

func TestGroups(t *testing.T) {
	each(t, func(t *testing.T, c *Company) {
		names, members := map[string]string{}, map[string]int{}
		for _, g := range c.Groups {
			if e := cordon.CheckName("name", g.Name, cordon.MaxGroupName); e != nil {
				t.Error(e)
			}
			if e := cordon.CheckText("description", g.Description, cordon.MaxDescription); e != nil || g.Description == "" {
				t.Errorf("description of %s: %v", g.Name, e)
			}
			names[g.ID] = g.Name
		}
		for _, u := range c.People {
			if n := len(u.Groups); n < 1 || n > maxMemberships {
				t.Errorf("%s is in %d groups", u.Email, n)
				continue
			}
			if got := names[u.Groups[0]]; got != u.Brief.Dept {
				t.Errorf("%s of %s has the primary group %q", u.Email, u.Brief.Dept, got)
			}
			for i, id := range u.Groups {
				if names[id] == "" || slices.Contains(u.Groups[:i], id) {
					t.Errorf("%s: group %s twice or unknown", u.Email, id)
				}
				members[id]++
			}
		}
		for _, g := range c.Groups {
			if g.TotalMembers != members[g.ID] {
				t.Errorf("%s says %d members, has %d", g.Name, g.TotalMembers, members[g.ID])
			}
			if len(c.People) >= 20_000 && g.TotalMembers == 0 {
				t.Errorf("%s is empty", g.Name)
			}
		}
	})
}

func TestManagers(t *testing.T) {
	each(t, func(t *testing.T, c *Company) {
		chief, byEmail, reporting := c.People[0], map[string]cordon.User{}, map[string]int{}
		for i, u := range c.People {
			boss, ok := byEmail[u.Manager] // who joined earlier: so there is no circle
			switch {
			case i == 0:
				if u.Manager != "" {
					t.Errorf("the chief executive reports to %s", u.Manager)
				}
			case !ok:
				t.Errorf("%s reports to nobody: %q", u.Email, u.Manager)
			case boss.Email != chief.Email && boss.Brief.Dept != u.Brief.Dept:
				t.Errorf("%s of %s reports to %s", u.Email, u.Brief.Dept, boss.Brief.Dept)
			case boss.Status != cordon.Active:
				t.Errorf("%s is %s and leads %s", boss.Email, boss.Status, u.Email)
			}
			reporting[u.Manager]++
			byEmail[u.Email] = u
		}
		for email, n := range reporting {
			if most := reports + len(departments); n > most || email != chief.Email && n > reports {
				t.Errorf("%d people report to %q", n, email)
			}
		}
	})
}

// TestPlausible holds every field to what the API would take or answer.
func TestPlausible(t *testing.T) {
	each(t, func(t *testing.T, c *Company) {
		hired := c.People[0].CreatedAt
		for _, u := range c.People {
			b, p := u.Brief, u.Profile
			if e := cordon.CheckEmail("email", u.Email); e != nil || strings.ContainsFunc(u.Email, func(r rune) bool { return r > unicode.MaxASCII }) {
				t.Errorf("e-mail %q: %v", u.Email, e)
			}
			if local, ok := strings.CutSuffix(u.Email, "@"+c.Domain); !ok || len(local) < 5 || len(local) > 40 {
				t.Errorf("%q does not make a personal link name", u.Email)
			}
			if e := cordon.CheckHostKey("host_key", u.HostKey); e != nil {
				t.Error(e)
			}
			if _, err := time.LoadLocation(b.Timezone); err != nil {
				t.Error(err)
			}
			for most, texts := range map[int][]string{
				64:  {b.FirstName, b.LastName, b.Timezone},
				128: {b.DisplayName, b.Dept, p.JobTitle, p.CostCenter},
				255: {p.Company, p.Location, p.Language, p.PhoneNumber, p.PhoneCountry, p.JID, p.PersonalURL, p.Cluster},
			} {
				for _, s := range texts {
					if e := cordon.CheckName("", s, most); e != nil || !utf8.ValidString(s) {
						t.Errorf("%s: %q: %v", u.Email, s, e)
					}
				}
			}
			if b.PMI < 1_000_000_000 || b.PMI > 9_999_999_999 || len(p.LoginTypes) == 0 || len(p.PhoneNumbers) == 0 {
				t.Errorf("%s: %+v %+v", u.Email, b, p)
			}
			if (p.Pronouns == "") != (p.PronounsOption == 0) || p.PronounsOption > 3 {
				t.Errorf("%s: pronouns %q, option %d", u.Email, p.Pronouns, p.PronounsOption)
			}
			if u.CreatedAt.Before(hired) || !u.CreatedAt.Equal(*b.UserCreatedAt) || testNow.Before(u.CreatedAt) || testNow.Sub(u.CreatedAt) > companyAge+time.Minute {
				t.Errorf("%s: created at %v", u.Email, u.CreatedAt)
			}
			hired = u.CreatedAt
			checkStatus(t, u)
		}
	})
}

func checkStatus(t *testing.T, u cordon.User) {
	t.Helper()
	login := u.Brief.LastLoginTime
	if login != nil && (login.Before(u.CreatedAt) || testNow.Before(*login)) {
		t.Errorf("%s: created at %v, last seen at %v", u.Email, u.CreatedAt, login)
	}
	if u.Status != cordon.Active || u.Brief.Type != cordon.Licensed || u.Brief.Verified != 1 {
		t.Errorf("%s is %s, type %d, verified %d", u.Email, u.Status, u.Brief.Type, u.Brief.Verified)
	}
	if login == nil || testNow.Sub(*login) > 21*day+time.Minute || u.Brief.LastClientVersion == "" {
		t.Errorf("%s: last seen at %v with %q", u.Email, login, u.Brief.LastClientVersion)
	}
}

// TestFictionalNumbers: no number may ring at somebody's.
func TestFictionalNumbers(t *testing.T) {
	for _, u := range company(0, 5000).People {
		for _, n := range u.Profile.PhoneNumbers {
			full := n.Code + n.Number
			var reserved bool
			for prefix, length := range map[string]int{
				"+121255501": 12, "+191755501": 12, "+442079460": 13, "+447700900": 13, "+493023125": 13,
				"+4917139200": 13, "+3319900": 12, "+3363998": 12, "+468465004": 12, "+6125550": 12,
			} {
				reserved = reserved || strings.HasPrefix(full, prefix) && len(full) == length
			}
			if !reserved {
				t.Errorf("%s %s is not kept for fiction", n.Country, full)
			}
		}
	}
}

func TestProportions(t *testing.T) {
	for seed := range byte(20) {
		c := company(seed, 200)
		count := map[string]int{}
		for _, u := range c.People {
			count[string(u.Status)]++
			count[u.Brief.Dept]++
			for key, has := range map[string]bool{
				"phone": u.Features.ZoomPhone, "webinar": u.Features.Webinar, "vanity": u.Profile.VanityURL != "",
				"pronouns": u.Profile.Pronouns != "", "attributes": u.Attributes != nil, "one group": len(u.Groups) == 1, "four groups": len(u.Groups) == 4,
			} {
				if has {
					count[key]++
				}
			}
		}
		for key, want := range map[string][2]int{
			"active": {180, 200}, "phone": {70, 130}, "webinar": {5, 40}, "vanity": {30, 90}, "pronouns": {30, 90},
			"attributes": {50, 110}, "one group": {5, 50}, "four groups": {1, 50}, "Engineering": {30, 80}, "Legal": {1, 20},
		} {
			if n := count[key]; n < want[0] || n > want[1] {
				t.Errorf("seed %d: %s: %d of 200", seed, key, n)
			}
		}
	}
}

func BenchmarkNewCompany(b *testing.B) {
	for _, people := range []int{200, 10_000, 100_000} {
		b.Run(fmt.Sprint(people), func(b *testing.B) {
			for b.Loop() {
				company(1, people)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(people), "ns/person")
		})
	}
}
