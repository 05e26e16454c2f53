package walk

import (
	"bufio"
	"context"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon/internal/world"
)

// TestFirstFiveMinutes is a new admin's: from an empty database and what the
// command prints to a working restricted credential, by the real program, with
// the commands that the page shows. Killing the program loses nothing of it.
func TestFirstFiveMinutes(t *testing.T) {
	if testing.Short() || race {
		t.Skip("builds and runs the program, which is no part of what the race detector sees")
	}
	for _, name := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(name); err != nil {
			skipOrFail(t, err)
		}
	}
	dir := t.TempDir()
	bin, db := filepath.Join(dir, "cordon"), filepath.Join(dir, "company.db")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "../../cmd/cordon").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	srv := serve(t, bin, db, "127.0.0.1:0")
	email, password := after(t, srv.out, "E-mail"), after(t, srv.out, "Password")

	began := time.Now()
	p := open(t, srv.base, options{JS: true})
	p.Go("/")
	p.Fill("E-mail address", email)
	p.Fill("Password", password)
	p.Click("Sign in")
	p.Fill("Current password", password)
	p.Fill("New password", world.Password)
	p.Fill("New password again", world.Password)
	p.Click("Change password")
	p.Click("Users")
	p.Click("Add Users")
	p.Fill("E-mail addresses", "ann@example.com, ben@example.com, hidden@example.com")
	p.Click("Add")
	p.Click("Restrict a credential")
	p.Fill("Who is the credential for?", "Vendor")
	p.Fill("E-mail addresses of its members", "ann@example.com ben@example.com")
	p.Click("Preview")
	p.See("these 2 people")
	p.Click("Create")
	secret := p.Text("client-secret")
	raw := func(id string) string {
		return evaluate[string](p, `document.getElementById("`+id+`")`, `return this.textContent`)
	}
	script := raw("try-token") + "\n" + raw("try-user") + "\n" +
		`curl -s -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $TOKEN" ` + srv.base + "/v2/users/hidden@example.com\n" +
		`curl -s -H "Authorization: Bearer $TOKEN" ` + "'" + srv.base + "/v2/users?status=pending'\n" // nobody has used their link yet
	t.Logf("from the first page to the credential: %s", time.Since(began).Round(time.Second))
	if got := shell(t, script, secret); !strings.Contains(got, "HTTP/1.1 200") || !strings.Contains(got, "}404\n") || !strings.Contains(got, `"total_records":2`) || strings.Contains(got, "hidden@") {
		t.Errorf("the commands of the page answer:\n%s", got)
	}

	// Killed at once, and started again: the credential works, and who was
	// signed in still is.
	if err := srv.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = srv.cmd.Wait() // it was killed
	u, err := url.Parse(srv.base)
	if err != nil {
		t.Fatal(err)
	}
	again := serve(t, bin, db, u.Host)
	if strings.Contains(again.out, "Password") {
		t.Error("a password was printed once more")
	}
	if got := shell(t, script, secret); !strings.Contains(got, "HTTP/1.1 200") {
		t.Errorf("after being killed:\n%s", got)
	}
	p.Go("/portal/activity")
	p.See("made its role")
}

// running is the program, serving.
type running struct {
	cmd  *exec.Cmd
	base string
	out  string // what it printed
}

func serve(t *testing.T, bin, db, addr string) running {
	t.Helper()
	var r running
	out, err := os.Create(filepath.Join(t.TempDir(), "stdout")) // it is written before the line that says where
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	ctx, stop := context.WithCancel(t.Context())
	r.cmd = exec.CommandContext(ctx, bin, "serve", "--db", db, "--addr", addr)
	r.cmd.Stdout = out
	errs, err := r.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); _ = r.cmd.Wait() }) // killed
	lines := bufio.NewScanner(errs)
	for lines.Scan() {
		if _, base, ok := strings.Cut(lines.Text(), " on http"); ok {
			base, _, _ = strings.Cut(base, ",")
			r.base = "http" + base
			printed, err := os.ReadFile(out.Name())
			if err != nil {
				t.Fatal(err)
			}
			r.out = string(printed)
			go func() { _, _ = io.Copy(io.Discard, errs) }() // or the program would block
			return r
		}
	}
	t.Fatalf("it does not serve: %v", lines.Err())
	return r
}

// after is the word after a label of what was printed.
func after(t *testing.T, out, label string) string {
	t.Helper()
	for line := range strings.Lines(out) {
		if f := strings.Fields(line); len(f) == 2 && f[0] == label {
			return f[1]
		}
	}
	t.Fatalf("no %s in\n%s", label, out)
	return ""
}

// shell runs a script that reads the secret from its terminal.
func shell(t *testing.T, script, secret string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "-c", script)
	cmd.Stdin = strings.NewReader(secret + "\n")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}
