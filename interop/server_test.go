package interop

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// credentials is the file that "cordon serve --demo --credentials-file" writes
// once everything is ready.
type credentials struct {
	BaseURL       string  `json:"base_url"`
	AccountID     string  `json:"account_id"`
	Owner         keyPair `json:"owner"`
	Restricted    keyPair `json:"restricted"`
	GroupID       string  `json:"group_id"`
	VisibleUserID string  `json:"visible_user_id"`
	HiddenUserID  string  `json:"hidden_user_id"`
}

type keyPair struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
}

// publicURL is what the server tells its clients: Zoom's own name, so that what
// they are given to download leads to the wire.
const publicURL = "https://api.zoom.us"

// startServer builds Cordon from the parent folder and serves the demo account
// from a new database. CORDON_BIN names a binary to use instead.
func startServer(dir string) (credentials, func(), error) {
	var c credentials
	bin := os.Getenv("CORDON_BIN")
	if bin == "" {
		bin = filepath.Join(dir, "cordon")
		if runtime.GOOS == "windows" {
			bin += ".exe"
		}
		build := exec.Command("go", "build", "-o", bin, "./cmd/cordon")
		build.Dir = ".."
		if out, err := build.CombinedOutput(); err != nil {
			return c, nil, fmt.Errorf("go build ./cmd/cordon: %w\n%s", err, out)
		}
	}
	addr, err := freeAddr()
	if err != nil {
		return c, nil, err
	}
	file := filepath.Join(dir, "credentials.json")
	out := &tail{}
	cmd := exec.Command(bin, "serve", "--demo", "--addr", addr, "--public-url", publicURL,
		"--db", filepath.Join(dir, "cordon.db"), "--credentials-file", file)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return c, nil, err
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	stop := func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-exited:
		case <-time.After(10 * time.Second):
			_ = cmd.Process.Kill()
			<-exited
		}
	}
	deadline := time.After(2 * time.Minute)
	for {
		select {
		case err := <-exited:
			return c, nil, fmt.Errorf("the server ended before it was ready: %v\n%s", err, out)
		case <-deadline:
			stop()
			return c, nil, fmt.Errorf("no credentials file after two minutes\n%s", out)
		case <-time.After(50 * time.Millisecond):
		}
		data, err := os.ReadFile(file)
		if err != nil || json.Unmarshal(data, &c) != nil {
			continue // not there, or not whole
		}
		if err := c.complete(); err != nil {
			stop()
			return c, nil, err
		}
		c.BaseURL = "http://" + addr
		return c, stop, nil
	}
}

func (c credentials) complete() error {
	var missing []string
	for name, v := range map[string]string{
		"base_url": c.BaseURL, "account_id": c.AccountID, "group_id": c.GroupID,
		"visible_user_id": c.VisibleUserID, "hidden_user_id": c.HiddenUserID,
		"owner.client_id": c.Owner.ClientID, "owner.client_secret": c.Owner.ClientSecret,
		"restricted.client_id": c.Restricted.ClientID, "restricted.client_secret": c.Restricted.ClientSecret,
	} {
		if v == "" {
			missing = append(missing, name)
		}
	}
	if missing != nil {
		return errors.New("the credentials file lacks " + strings.Join(missing, ", "))
	}
	return nil
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// A tail keeps the last of what a process wrote, to show when it fails.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(p)
	if extra := t.buf.Len() - 8<<10; extra > 0 {
		t.buf.Next(extra)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
