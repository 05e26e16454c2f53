package portal_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
)

// usageRow is the row of an app or role by its name, without tags.
func usageRow(t *testing.T, a world.Answer, kind, name string) string {
	t.Helper()
	for _, m := range usageRows.FindAllStringSubmatch(string(a.Body), -1) {
		if m[1] == kind && strings.Contains(m[2], ">"+name+"</a>") {
			return strings.Join(strings.Fields(tags.ReplaceAllString(m[2], " ")), " ")
		}
	}
	t.Errorf("no row of %s %s\n%s", kind, name, a.Body)
	return ""
}

var usageRows = regexp.MustCompile(`(?s)<tr data-testid="(app|role)">(.*?)</tr>`)

// What nothing used in 30 days is listed, and not before 30 days are over.
func TestUsage(t *testing.T) {
	g := newGallery(t, 170)
	b := g.SignIn("owner@example.com")
	contains(t, b.Want(200, b.Get("/portal/usage")), `aria-current="page">Unused permissions and scopes<`, `href="/portal/activity"`)
	vendor := g.app("<i>Busy</i>", "svc", readUsers, readUser, readRecordings)
	g.Must(200, g.Token(vendor), "GET", "/users", nil)
	g.Flush()
	a := b.Want(200, b.Get("/portal/usage"))
	if s := usageRow(t, a, "app", "&lt;i&gt;Busy&lt;/i&gt;"); !strings.Contains(s, "2 Mar 2026, 09:00 UTC Too early to tell: the app is 0 days old.") {
		t.Error(s)
	}
	if s := usageRow(t, a, "app", "VendorApp"); !strings.Contains(s, "never Too early") {
		t.Error(s)
	}
	if s := usageRow(t, a, "role", "Vendor"); !strings.Contains(s, "2 Too early to tell: uses are counted only since 2 Mar 2026") {
		t.Error(s)
	}
	lacks(t, a, `data-testid="unused"`, "<i>Busy")

	g.Clock.Move(20 * 24 * time.Hour)
	g.Must(200, g.Token(vendor), "GET", "/users", nil)
	g.Flush()
	g.app("Young", "ann", readUser)
	g.Clock.Move(11 * 24 * time.Hour)
	b = g.SignIn("owner@example.com")
	a = b.Want(200, b.Get("/portal/usage"))
	if s := usageRow(t, a, "app", "&lt;i&gt;Busy&lt;/i&gt;"); !strings.Contains(s, "22 Mar 2026, 09:00 UTC 2 ") || !strings.Contains(s, string(readUser)) || !strings.Contains(s, string(readRecordings)) || strings.Contains(s, string(readUsers)) {
		t.Error(s)
	}
	if s := usageRow(t, a, "app", "VendorApp"); !strings.Contains(s, "never 3 ") || !strings.Contains(s, string(readUsers)) {
		t.Error(s)
	}
	if s := usageRow(t, a, "app", "Young"); !strings.Contains(s, "the app is 11 days old") || strings.Contains(s, string(readUser)) {
		t.Error(s)
	}
	if s := usageRow(t, a, "app", "Owner"); !strings.Contains(s, "and 1,") {
		t.Error(s)
	}
	if s := usageRow(t, a, "role", "Vendor"); !strings.Contains(s, "2 2 Dashboard: View Recording: View") || strings.Contains(s, "Users: View") {
		t.Error(s)
	}
	contains(t, a, "/portal/apps/"+g.ids["VendorApp"]+"/scopes", "/portal/roles/"+g.ids["Vendor"])
	lacks(t, a, "/portal/apps/"+g.ids["Young"]+"/scopes", "of the apps that you see")

	g.role("Idle", map[cordon.Privilege]string{"User:Read": "Seen"})
	a = b.Want(200, b.Get("/portal/usage"))
	if s := usageRow(t, a, "role", "Idle"); !strings.Contains(s, "0 No app uses this role.") {
		t.Error(s)
	}
}

// Nobody learns from what is used of apps and roles that they do not see.
func TestUsageIsOfWhatIsInSight(t *testing.T) {
	g := newGallery(t, 171)
	all := map[cordon.Privilege]string{"User:Read": "Seen", "MarketPlace:Read": "Seen", "Role:Read": "account", "Recording:Read": "Seen"}
	g.role("Helper", all)
	g.role("Small", map[cordon.Privilege]string{"User:Read": "Seen"})
	g.role("Wide", map[cordon.Privilege]string{"User:Read": "account"})
	g.user("hal", "Helper", "Seen")
	g.user("sam", "Small", "Seen")
	g.user("tim", "Small", "Other")
	g.user("wim", "Wide", "Seen")
	g.app("Shown", "sam", readUser)
	g.app("Hidden", "tim", readUser)
	g.app("Mine", "wim", readUser)
	g.Clock.Move(31 * 24 * time.Hour)
	g.Flush() // counting begins

	b := g.SignIn("hal@example.com")
	a := b.Want(200, b.Get("/portal/usage"))
	contains(t, a, "Shown", "Mine", "of the apps that you see", "Roles that grant more than yours are not listed.")
	lacks(t, a, "Hidden", "VendorApp", `href="/portal/activity"`, ">Wide<")
	if s := usageRow(t, a, "role", "Small"); !strings.Contains(s, "Small 1 ") {
		t.Error(s)
	}
	b = g.SignIn("wim@example.com") // no permission for apps or roles: their own
	a = b.Want(200, b.Get("/portal/usage"))
	contains(t, a, "Mine")
	lacks(t, a, "Shown", "Hidden", "VendorApp", `id="roles-title"`)
	b = g.SignIn("ann@example.com")
	contains(t, b.Want(200, b.Get("/portal/usage")), "There is no app yet")
	if a := g.Browse().Get("/portal/usage"); a.Status != 303 {
		t.Errorf("signed out: %d", a.Status)
	}
}

// Each list goes on by itself, and shows all once.
func TestUsagePages(t *testing.T) {
	g := newGallery(t, 172)
	for i := range 45 {
		g.app(fmt.Sprintf("App %02d", i), "svc", readUser)
		g.role(fmt.Sprintf("Role %02d", i), map[cordon.Privilege]string{"User:Read": "Seen"})
	}
	b := g.SignIn("owner@example.com")
	first := b.Want(200, b.Get("/portal/usage"))
	links := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindAllStringSubmatch(string(first.Body), -1)
	if len(links) != 2 {
		t.Fatalf("goes on at %q", links)
	}
	count := map[string]int{}
	note := func(a world.Answer) {
		for _, m := range usageRows.FindAllStringSubmatch(string(a.Body), -1) {
			count[between(m[2], `">`, "</a>")]++
		}
	}
	note(first)
	for _, l := range links {
		for path := html.UnescapeString(l[1]); path != ""; {
			a := b.Want(200, b.Get(path))
			note(a)
			path = nextOf(a)
		}
	}
	for i := range 45 {
		if a, r := count[fmt.Sprintf("App %02d", i)], count[fmt.Sprintf("Role %02d", i)]; a != 1 || r != 1 {
			t.Errorf("number %d: app %d times, role %d times", i, a, r)
		}
	}
	for _, path := range []string{"/portal/usage?after=x", "/portal/usage?after=-1"} {
		b.Want(404, b.Get(path))
	}
}
