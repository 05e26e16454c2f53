// Package walk is a person in front of the portal: a real Chromium that finds
// things by what is on the page, clicks and types. It holds tests only.
package walk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// requireEnv turns a missing browser, or a scan that cannot be installed, into
// a failure, for CI.
const requireEnv = "CORDON_REQUIRE_BROWSER"

// stopBrowser ends the browser, if one was started.
var stopBrowser = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	stopBrowser()
	os.Exit(code)
}

// browser is the one Chromium of this test binary, started by the first test
// that asks.
var browser = sync.OnceValues(func() (context.Context, error) {
	path, err := findBrowser()
	if err != nil {
		return nil, err
	}
	home, err := os.MkdirTemp("", "cordon-walk-")
	if err != nil {
		return nil, err
	}
	// The directory for the profile is chromedp's, new and removed after.
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
		chromedp.Flag("lang", "en-US"),
		chromedp.NoInheritEnv, // and nothing of the caller's home
		chromedp.Env("PATH="+os.Getenv("PATH"), "HOME="+home, "TMPDIR="+home),
	)
	ctx, stopAll := chromedp.NewExecAllocator(context.Background(), opts...)
	// An older Chromium than chromedp's protocol says things it cannot read.
	ctx, stop := chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {}))
	stopBrowser = func() {
		stop()
		stopAll()
		os.RemoveAll(home)
	}
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("%s does not start: %w", path, err)
	}
	return ctx, nil
})

func findBrowser() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("the portal is not walked in a browser: no chromium, chromium-browser or google-chrome in PATH")
}

// skipOrFail ends the test for want of something: a skip, or in CI a failure.
func skipOrFail(t testing.TB, err error) {
	t.Helper()
	if os.Getenv(requireEnv) == "1" {
		t.Fatalf("%s=1, and %v", requireEnv, err)
	}
	t.Skip(err)
}
