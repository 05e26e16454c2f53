package interop

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// requireEnv turns a missing tool from a skip into a failure, for CI.
const requireEnv = "CORDON_REQUIRE_INTEROP"

// installed puts the libraries of js/package-lock.json in place, once. npm ci
// deletes what is there and checks each package against the lock's hash: what
// runs is what its authors published.
var installed = sync.OnceValues(func() (string, error) {
	cmd := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = "js"
	out, err := cmd.CombinedOutput()
	return string(out), err
})

func TestJSRivet(t *testing.T) {
	w := fix.world
	seen := runRivet(t, "rivet.test.mjs", 7)

	checkPaged(t, seen, "/v2/groups", pageSize, 1)
	checkPaged(t, seen, "/v2/groups/"+w.GroupID+"/members", pageSize, pages(len(w.Members)))
	checkPaged(t, seen, "/v2/roles/"+w.BigRole+"/members", pageSize, pages(len(w.role(w.BigRole).Members)))
}

func TestJSRivetRecords(t *testing.T) {
	w := fix.world
	seen := runRivet(t, "rivet-records.test.mjs", 26)
	checkPaged(t, seen, "/v2/metrics/meetings", pageSize, pages(len(w.Account["metrics_meetings"])))
	checkPaged(t, seen, "/v2/report/history_meetings", pageSize, pages(len(w.Account["history_meetings"])))
}

func TestJSRivetPhone(t *testing.T) {
	w := fix.world
	seen := runRivet(t, "rivet-phone.test.mjs", 24)
	for path, rows := range map[string]string{
		"/v2/phone/call_logs": "call_logs", "/v2/phone/call_history": "call_history",
		"/v2/phone/recordings": "phone_recordings", "/v2/phone/voice_mails": "voice_mails",
	} {
		checkPaged(t, seen, path, pageSize, pages(len(w.Account[rows])))
	}
}

func TestJSZoomapi(t *testing.T) {
	seen := runNode(t, "zoomapi.test.mjs", 6)
	checkGrants(t, seen, "query:account_credentials", "application/json")
}

func TestJSZoomapiRecords(t *testing.T) {
	w := fix.world
	seen := runNode(t, "zoomapi-records.test.mjs", 4)
	checkGrants(t, seen, "query:account_credentials", "application/json")
	checkPaged(t, seen, "/v2/metrics/meetings", pageSize, pages(len(w.Account["metrics_meetings"])))
}

// runRivet is runNode for @zoom/rivet: its requests are its own, but for those
// that follow a download URL.
func runRivet(t *testing.T, file string, want int) []exchange {
	t.Helper()
	seen := runNode(t, file, want)
	checkGrants(t, seen, "form:account_credentials", "application/x-www-form-urlencoded")
	for _, x := range seen {
		if strings.HasPrefix(x.Path, "/v2/") && !strings.Contains(x.Path, "/download/") && !strings.HasPrefix(x.UserAgent, "rivet/0.4.0 ") {
			t.Errorf("not asked by rivet 0.4.0: %v", x)
		}
	}
	return seen
}

// checkGrants fails unless every token was asked for the way the library does.
func checkGrants(t *testing.T, seen []exchange, grant, contentType string) {
	t.Helper()
	tokens := 0
	for _, x := range seen {
		if x.Path != "/oauth/token" {
			continue
		}
		tokens++
		if x.Host != "zoom.us" || x.Auth != "Basic" || x.GrantType != grant || !strings.HasPrefix(x.ContentType, contentType) {
			t.Errorf("%v; want %s with content type %s", x, grant, contentType)
		}
	}
	if tokens == 0 {
		t.Error("no token was asked for")
	}
}

// runNode runs one file of js/ and fails unless exactly want tests ran and passed.
func runNode(t *testing.T, file string, want int) []exchange {
	t.Helper()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv(requireEnv) == "1" {
				t.Fatalf("%s is missing and %s=1: %v", tool, requireEnv, err)
			}
			t.Skipf("%s is missing, so the JavaScript clients are not tested: %v", tool, err)
		}
	}
	if out, err := installed(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	dir := t.TempDir()
	data, err := json.Marshal(fix.world)
	if err != nil {
		t.Fatal(err)
	}
	worldFile, caFile := filepath.Join(dir, "world.json"), filepath.Join(dir, "ca.pem")
	for name, content := range map[string][]byte{worldFile: data, caFile: fix.wire.CA} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("node", "--require", "./zoom-hosts.cjs", "--test", "--test-reporter=tap", file)
	cmd.Dir = "js"
	cmd.Env = []string{ // and no proxy of the caller's
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir,
		"INTEROP_WIRE=" + fix.wire.Addr, "INTEROP_WORLD=" + worldFile,
		"NODE_EXTRA_CA_CERTS=" + caFile,
	}
	seen := fix.wire.watch()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("node %s: %v\n%s", file, err, out)
	}
	for summary, n := range map[string]int{"pass": want, "fail": 0, "skipped": 0, "todo": 0, "cancelled": 0} {
		if got := tapCount(string(out), summary); got != n {
			t.Errorf("node %s: %s %d, want %d", file, summary, got, n)
		}
	}
	checkSilent(t, seen(), outsidersOfBoth())
	return seen()
}

func tapCount(out, summary string) int {
	m := regexp.MustCompile(`(?m)^# ` + summary + ` (\d+)$`).FindStringSubmatch(out)
	if m == nil {
		return -1
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// outsidersOfBoth are those that neither credential may be told. Each may see
// its own service user, who is a stranger to the other.
func outsidersOfBoth() []string {
	reader := map[string]bool{}
	for _, m := range fix.world.Reader.Outsiders {
		reader[m] = true
	}
	var both []string
	for _, m := range fix.world.Restricted.Outsiders {
		if reader[m] {
			both = append(both, m)
		}
	}
	return both
}
