package server_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon/internal/world"
)

// BenchmarkPortal asks for pages of the portal, as the account's owner, in an
// account of 1,000 and in one of 100,000 people by turns, and reports how many
// times as much the second costs. The restricted group has 600 people; "an
// eighth" is a group that grows with the account.
func BenchmarkPortal(b *testing.B) {
	small, large := newFront(b, 1_000), newFront(b, 100_000)
	for _, page := range []struct{ name, path string }{
		{"home", "/portal/"},
		{"users", "/portal/users"},
		{"users found by many", "/portal/users?q=a"},
		{"users found by few", "/portal/users?q=user7"},
		{"user", "/portal/users/{user}"},
		{"edit user", "/portal/users/{user}/edit"},
		{"groups", "/portal/groups"},
		{"group of 600", "/portal/groups/{group}"},
		{"group of an eighth", "/portal/groups/{eighth}"},
		{"members found", "/portal/groups/{eighth}?find=a&q=b"},
		{"roles", "/portal/roles"},
		{"role", "/portal/roles/{role}"},
		{"role of an eighth", "/portal/roles/{wide}"},
		{"scope", "/portal/roles/{role}/scope?permission=User:Read"},
		{"see", "/portal/see"},
		{"see app", "/portal/see/app/{app}"},
		{"see role", "/portal/see/role/{role}"},
		{"see role of an eighth", "/portal/see/role/{wide}"},
		{"see role's people", "/portal/see/role/{wide}?permission=User:Read"},
		{"may it see", "/portal/see/app/{app}?person={user}"},
		{"who can see", "/portal/see/who?user={user}"},
		{"apps", "/portal/apps"},
		{"add scopes", "/portal/apps/{app}/scopes/add"},
		{"activation", "/portal/apps/{app}/activation"},
		{"restrict", "/portal/restrict"},
		{"activity", "/portal/activity"},
		{"usage", "/portal/usage"},
	} {
		b.Run(page.name, func(b *testing.B) {
			b.ReportAllocs()
			var took [2]time.Duration
			for b.Loop() {
				for i, f := range []*front{small, large} {
					began := time.Now()
					f.get(b, page.path)
					took[i] += time.Since(began)
				}
			}
			b.ReportMetric(float64(took[0].Microseconds())/float64(b.N), "µs/1k")
			b.ReportMetric(float64(took[1].Microseconds())/float64(b.N), "µs/100k")
			b.ReportMetric(float64(took[1])/float64(took[0]), "ratio")
		})
	}
}

// front is the portal of a company, with somebody signed in.
type front struct {
	*world.Browser
	ids *strings.Replacer
}

func newFront(b *testing.B, n int) *front {
	c := newCompany(b, n)
	w := c.w
	token := w.OwnerToken()
	var group, eighth, role, wide, app struct{ ID string }
	var groups struct{ Groups []struct{ ID string } }
	w.Must(200, token, "GET", "/groups", nil).JSON(b, &groups)
	group = groups.Groups[0]
	w.Must(201, token, "POST", "/groups", map[string]string{"name": "An eighth"}).JSON(b, &eighth)
	for i := 0; i < n/8; i += 30 {
		var members []map[string]string
		for j := i; j < min(i+30, n/8); j++ {
			members = append(members, map[string]string{"id": c.all[8*j]})
		}
		w.Must(201, token, "POST", "/groups/"+eighth.ID+"/members", map[string]any{"members": members})
	}
	reaches := func(group string) map[string]any {
		return map[string]any{"name": "Reads " + group, "privileges": []string{"User:Read", "Recording:Read"}, "privilege_scopes": []map[string]any{
			{"permission_id": "User:Read", "group_ids": []string{group}}, {"permission_id": "Recording:Read", "group_ids": []string{group}}}}
	}
	w.Must(201, token, "POST", "/roles", reaches(group.ID)).JSON(b, &role)
	w.Must(201, token, "POST", "/roles", reaches(eighth.ID)).JSON(b, &wide)
	for i := range 100 { // so that a page of the activity log is full in either
		w.Must(204, token, "PATCH", "/groups/"+eighth.ID, map[string]string{"description": strconv.Itoa(i)})
	}
	list := string(w.Must(200, token, "GET", "/marketplace/apps?type=account_created", nil).Body)
	before, _, _ := strings.Cut(list, `","client_id":"`+c.app.ClientID)
	app.ID = before[strings.LastIndex(before, `"app_id":"`)+len(`"app_id":"`):]
	app.ID, _, _ = strings.Cut(app.ID, `"`)
	return &front{w.SignIn("owner@example.com"), strings.NewReplacer("{group}", group.ID, "{eighth}", eighth.ID, "{role}", role.ID, "{wide}", wide.ID, "{app}", app.ID, "{user}", c.people[0])}
}

func (f *front) get(b *testing.B, path string) {
	a := f.Get(f.ids.Replace(path))
	if a.Status != http.StatusOK {
		b.Fatalf("%s: %d\n%s", path, a.Status, a.Body)
	}
	if len(a.Body) > 75_000 { // with the files that it loads it must stay under 100 KB
		b.Errorf("%s: %d bytes", path, len(a.Body))
	}
}
