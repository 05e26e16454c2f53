package walk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Deadlines for a slow machine; nothing waits that long when all is well.
const (
	loadTime = 20 * time.Second // for a page to load
	lookTime = 10 * time.Second // for a script to bring what is looked for
)

// options are what one person's browser is like.
type options struct {
	JS            bool   // without it, scripts are off
	Width, Height int    // of the window; 1280 x 800 unless said. Under 600 wide it is a phone
	Dark          bool   // prefers the dark colours
	Zone          string // IANA time zone; UTC unless said
}

func (o options) phone() bool { return o.Width < 600 }

// person is somebody at a browser of their own, with cookies of their own.
type person struct {
	testing.TB
	options
	base  string // of the server, without a trailing slash
	ctx   context.Context
	tab   *tab
	scope []step        // where on the page to look; see Within
	wait  time.Duration // lookTime, but in a test of the helpers
}

// open gives a new person, who has not been anywhere yet. At the end of the
// test all that the browser complained of is a failure; see tab.problems.
func open(t testing.TB, base string, o options) *person {
	t.Helper()
	if o.Width == 0 {
		o.Width = 1280
	}
	if o.Height == 0 {
		o.Height = 800
	}
	if o.Zone == "" {
		o.Zone = "UTC"
	}
	b, err := browser()
	if err != nil {
		skipOrFail(t, err)
	}
	p := &person{TB: t, options: o, base: strings.TrimSuffix(base, "/"), tab: newTab(strings.TrimSuffix(base, "/")), wait: lookTime}
	ctx, cancel := chromedp.NewContext(b, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.tab.hear))
	p.ctx = ctx
	t.Cleanup(func() {
		if !t.Failed() {
			p.settle() // and hear what comes late
		}
		for _, problem := range p.tab.problems() {
			t.Errorf("the browser complains: %s", problem)
		}
		cancel()
	})
	if err := p.prepare(); err != nil {
		t.Fatalf("the browser cannot be prepared: %v", err)
	}
	return p
}

// prepare makes the browser what the options say.
func (p *person) prepare() error {
	if err := chromedp.Do(p.ctx); err != nil {
		return err
	}
	p.tab.begin(cdp.FrameID(chromedp.FromContext(p.ctx).Target.TargetID), p.answerDialog)
	colours := "light"
	if p.Dark {
		colours = "dark"
	}
	return errors.Join(
		call(p, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}),
		call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !p.JS}),
		call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}), // of several, each is in front
		call(p, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: p.Zone}),
		call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: colours},
			{Name: "prefers-reduced-motion", Value: "reduce"}, // a click must not chase a button
		}}),
		call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: int64(p.Width), Height: int64(p.Height), DeviceScaleFactor: 1, Mobile: p.phone(),
		}),
	)
}

// Go opens the page at path, which begins with a slash, and waits for it.
func (p *person) Go(path string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, loadTime)
	defer cancel()
	res, err := chromedp.Call(ctx, page.Navigate, page.NavigateParams{URL: p.base + path})
	if err != nil {
		p.Fatalf("go to %s: %v", path, err)
	}
	// A refusal without a body is an error page of the browser's, and the
	// server's status all the same. A download leaves the page as it was.
	if res.ErrorText != "" && !res.IsDownload && p.tab.statusOf(res.LoaderID) == 0 {
		p.Fatalf("go to %s: %s", path, res.ErrorText)
	}
	p.settle()
}

// Path is the path and query of the page.
func (p *person) Path() string {
	p.Helper()
	return strings.TrimPrefix(evaluate[string](p, "document", "return this.location.href"), p.base)
}

// Status is the HTTP status of the page, after redirects. To ask is to expect:
// a page of 400 and more that no test asked about is a problem.
func (p *person) Status() int {
	p.Helper()
	p.settle()
	return p.tab.askStatus()
}

// Answered fails unless the page came with this HTTP status.
func (p *person) Answered(status int) {
	p.Helper()
	if got := p.Status(); got != status {
		p.Fatalf("status %d, want %d%s", got, status, p.where())
	}
}

// where ends a message of failure.
func (p *person) where() string {
	mode := "without JavaScript"
	if p.JS {
		mode = "with JavaScript"
	}
	return fmt.Sprintf(" (on %s, %d, %s)", strings.TrimPrefix(p.tab.urlNow(), p.base), p.tab.statusNow(), mode)
}

// answerDialog says no to a dialog, which is a complaint already.
func (p *person) answerDialog() {
	if err := call(p, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{}); err != nil {
		p.tab.note("the dialog stays: %v", err)
	}
}

func call[P, R any](p *person, cmd cdp.Command[P, R], params P) error {
	_, err := chromedp.Call(p.ctx, cmd, params)
	return err
}
