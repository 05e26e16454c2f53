package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon/client"
)

// process is "cordon serve" in a process of its own.
type process struct {
	*exec.Cmd
	out, err syncBuffer
	ended    chan struct{} // closed when it ended, with result
	result   error
}

type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// serve starts the command in dir and waits until it says that it serves.
func serve(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	bin, err := exec.LookPath("cordon") // put in PATH by testscript.Main
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: exec.Command(bin, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)}
	p.Dir, p.Stdout, p.Stderr = dir, &p.out, &p.err
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	p.ended = make(chan struct{})
	go func() { p.result = p.Wait(); close(p.ended) }()
	t.Cleanup(func() { _ = p.Process.Kill(); <-p.ended })
	for deadline := time.Now().Add(3 * time.Minute); !strings.Contains(p.err.String(), "cordon: serving"); {
		select {
		case <-p.ended:
			t.Fatalf("ended: %v\n%s", p.result, p.err.String())
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatalf("does not serve\n%s", p.err.String())
		}
	}
	return p
}

// stop asks the process to end and wants it to end well.
func (p *process) stop(t *testing.T) {
	t.Helper()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.ended:
	case <-time.After(20 * time.Second):
		t.Fatal("does not stop")
	}
	if p.result != nil {
		t.Fatalf("ended with %v\n%s", p.result, p.err.String())
	}
}

// TestDemo does what a new user does: starts the demo, pastes its lines, and
// starts it again.
func TestDemo(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir, "--demo", "--credentials-file", "credentials.json")

	path := filepath.Join(dir, "credentials.json")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("credentials file has mode %s", info.Mode())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var f credentialsFile
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}

	owner := &client.Client{HTTP: http.DefaultClient, BaseURL: f.BaseURL, AccountID: f.AccountID, Credentials: f.Owner}
	vendor := &client.Client{HTTP: http.DefaultClient, BaseURL: f.BaseURL, AccountID: f.AccountID, Credentials: *f.Restricted}
	var everyone, seen, members struct {
		Total int `json:"total_records"`
		Users []struct {
			ID, Email string
			Type      int
		}
		Members []struct{ ID string }
	}
	for _, ask := range []struct {
		c    *client.Client
		path string
		into any
	}{
		{owner, "/users?page_size=300", &everyone}, {owner, "/groups/" + f.GroupID + "/members?page_size=300", &members}, {vendor, "/users?page_size=300", &seen},
	} {
		if err := ask.c.Call(t.Context(), "GET", ask.path, nil, ask.into); err != nil {
			t.Fatal(err)
		}
	}
	if everyone.Total != demoUsers+2 { // the owner and the service user on top
		t.Errorf("the account has %d users, want %d", everyone.Total, demoUsers+2)
	}
	for _, u := range everyone.Users {
		if u.Type != 2 {
			t.Errorf("%s is not licensed", u.Email)
		}
	}
	if seen.Total != len(members.Members)+1 || len(seen.Users) != seen.Total {
		t.Errorf("the restricted app sees %d users of %d, want the group of %d and the service user", len(seen.Users), seen.Total, len(members.Members))
	}
	if err := vendor.Call(t.Context(), "GET", "/users/"+f.VisibleUser, nil, nil); err != nil {
		t.Error(err)
	}
	want := fmt.Sprintf(`404 Not Found: {"code":1001,"message":"User does not exist: %s."}`, f.HiddenUser)
	if err := vendor.Call(t.Context(), "GET", "/users/"+f.HiddenUser, nil, nil); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("hidden user: got %v, want %s", err, want)
	}

	t.Run("both have a past", func(t *testing.T) { testPast(t, owner, vendor, f) })
	t.Run("the lines to paste", func(t *testing.T) { testPaste(t, p.out.String(), seen.Total) })

	t.Run("again", func(t *testing.T) {
		p.stop(t)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		again := serve(t, dir, "--demo", "--credentials-file", "credentials.json")
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
			t.Errorf("the credentials file changed: %v", err)
		}
		if out := again.out.String(); out != "" {
			t.Errorf("printed %s", out)
		}
		if !strings.Contains(again.err.String(), "has an account already: --demo and --credentials-file change nothing") {
			t.Errorf("does not say that nothing changes: %s", again.err.String())
		}
		again.stop(t)
	})
	for _, left := range []string{"*.new-*", "*-wal", "*-shm"} {
		if found, _ := filepath.Glob(filepath.Join(dir, left)); len(found) > 0 {
			t.Errorf("left behind: %s", found)
		}
	}
}

// testPast: whoever is shown off has something of every kind in the last month,
// and what the hidden one has is hidden.
func testPast(t *testing.T, owner, vendor *client.Client, f credentialsFile) {
	now := time.Now().UTC()
	month := "from=" + now.AddDate(0, 0, -27).Format(time.DateOnly) + "&to=" + now.Format(time.DateOnly)
	for _, path := range []string{
		"/users/%s/meetings", "/users/%s/webinars", "/users/%s/recordings?" + month, "/report/users/%s/meetings?" + month, "/phone/users/%s/call_history?" + month,
	} {
		for _, user := range []string{f.VisibleUser, f.HiddenUser} {
			var list struct {
				Meetings, Webinars []any
				Calls              []any `json:"call_logs"`
			}
			if err := owner.Call(t.Context(), "GET", fmt.Sprintf(path, user), nil, &list); err != nil {
				t.Error(err)
			} else if len(list.Meetings)+len(list.Webinars)+len(list.Calls) == 0 {
				t.Errorf(path+" is empty", user)
			}
		}
		if err := vendor.Call(t.Context(), "GET", fmt.Sprintf(path, f.VisibleUser), nil, nil); err != nil {
			t.Error(err)
		}
		if err := vendor.Call(t.Context(), "GET", fmt.Sprintf(path, f.HiddenUser), nil, nil); err == nil || !strings.Contains(err.Error(), "404") {
			t.Errorf(path+": got %v, want 404", f.HiddenUser, err)
		}
	}
}

// testPaste runs the printed lines in a shell, as they stand.
func testPaste(t *testing.T, printed string, total int) {
	for _, tool := range []string{"sh", "curl", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CORDON_REQUIRE_CURL") != "" {
				t.Fatalf("the printed lines need %s", tool)
			}
			t.Skipf("skipped: the printed lines need %s", tool)
		}
	}
	lines := regexp.MustCompile(`(?m)^  ((?:TOKEN=|curl ).*)$`).FindAllStringSubmatch(printed, -1)
	want := []string{"", "HTTP/1.1 200 OK", `"meetings":[{"uuid"`, `"meetings":[{`, `"call_logs":[{`, "HTTP/1.1 404 Not Found", "HTTP/1.1 404 Not Found", fmt.Sprintf(`"total_records":%d`, total)}
	if len(lines) != len(want) {
		t.Fatalf("printed %d lines to paste, want %d\n%s", len(lines), len(want), printed)
	}
	script := lines[0][1] + "\n"
	for _, l := range lines[1:] {
		script += "echo; echo =====\n" + l[1] + "\n"
	}
	out, err := exec.Command("sh", "-c", script).Output()
	if err != nil {
		t.Fatal(err)
	}
	answers := strings.Split(string(out), "=====\n")
	for i, want := range want {
		if i >= len(answers) || !strings.Contains(answers[i], want) {
			t.Fatalf("line %d: want %s in\n%s", i+1, want, out)
		}
	}
}

// TestDemoUsers: the demo has as many people as were asked for.
func TestDemoUsers(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir, "--demo", "--demo-users", "53", "--credentials-file", "c.json")
	text, err := os.ReadFile(filepath.Join(dir, "c.json"))
	if err != nil {
		t.Fatal(err)
	}
	var f credentialsFile
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	owner := &client.Client{HTTP: http.DefaultClient, BaseURL: f.BaseURL, AccountID: f.AccountID, Credentials: f.Owner}
	var list struct {
		Total int `json:"total_records"`
	}
	if err := owner.Call(t.Context(), "GET", "/users", nil, &list); err != nil || list.Total != 53+2 {
		t.Errorf("%d users, %v", list.Total, err)
	}
	p.stop(t)
}

// TestOwnerReset: a lost secret is made anew while the server runs; the old one
// and its tokens end.
func TestOwnerReset(t *testing.T) {
	dir := t.TempDir()
	serve(t, dir, "--credentials-file", "c.json")
	var f credentialsFile
	text, err := os.ReadFile(filepath.Join(dir, "c.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	old := &client.Client{HTTP: http.DefaultClient, BaseURL: f.BaseURL, AccountID: f.AccountID, Credentials: f.Owner}
	if err := old.Call(t.Context(), "GET", "/users/me", nil, nil); err != nil {
		t.Fatal(err)
	}
	reset := exec.Command("cordon", "owner", "reset")
	reset.Dir = dir
	out, err := reset.Output()
	if err != nil {
		t.Fatal(err)
	}
	fields := regexp.MustCompile(`Client ID +(\S+)\s+Client Secret +(\S+)`).FindStringSubmatch(string(out))
	if fields == nil {
		t.Fatalf("printed %s", out)
	}
	if err := old.Call(t.Context(), "GET", "/users/me", nil, nil); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("the old token still works: %v", err)
	}
	if _, err := old.Authorize(t.Context()); err == nil {
		t.Error("the old secret still works")
	}
	token := exec.Command("cordon", "token", "--base-url", f.BaseURL)
	token.Env = append(os.Environ(), "ZOOM_ACCOUNT_ID="+f.AccountID, "ZOOM_CLIENT_ID="+fields[1], "ZOOM_CLIENT_SECRET="+fields[2])
	out, err = token.Output()
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), "GET", f.BaseURL+"/v2/users/me", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(out)))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("the new token answers %s", res.Status)
	}
}
