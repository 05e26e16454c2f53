package walk

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axe is the source of axe-core, as package-lock.json has it. npm ci checks
// it against the lock's hash: what runs is what its authors published.
var axe = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "cordon-walk-axe-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	for _, name := range []string{"package.json", "package-lock.json"} {
		data, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return "", err
		}
	}
	cmd := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	source, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js"))
	return string(source), err
})

// violation is one rule of axe-core that a page breaks.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML string }
}

// Accessible scans the page, and fails on each violation that is serious or
// critical, with the rule and where.
func (p *person) Accessible() {
	p.Helper()
	source, err := axe()
	if err != nil {
		if os.Getenv(requireEnv) == "1" {
			p.Fatalf("%s=1, and no axe-core: %v", requireEnv, err)
		}
		p.Logf("not scanned for accessibility: %v%s", err, p.where()) // the walk goes on
		return
	}
	p.settle()
	all, err := p.scan(source)
	if err != nil {
		p.Fatalf("scan: %v%s", err, p.where())
	}
	for _, v := range all {
		if v.Impact != "serious" && v.Impact != "critical" {
			continue
		}
		var places strings.Builder
		for _, n := range v.Nodes {
			fmt.Fprintf(&places, "\n\t%s", n.HTML)
		}
		p.Errorf("%s (%s): %s%s%s", v.ID, v.Impact, v.Help, p.where(), places.String())
	}
}

// scan runs axe-core in a world of its own, which shares the page's elements
// but neither its scripts nor its content policy. It needs timers, and so
// scripts; those of the page do not start by that.
func (p *person) scan(source string) ([]violation, error) {
	if !p.JS {
		if err := call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{}); err != nil {
			return nil, err
		}
		defer call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
	world, err := chromedp.Call(p.ctx, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{
		FrameID: cdp.FrameID(chromedp.FromContext(p.ctx).Target.TargetID), WorldName: "axe",
	})
	if err != nil {
		return nil, err
	}
	res, err := chromedp.Call(p.ctx, runtime.Evaluate, runtime.EvaluateParams{
		ContextID: world.ExecutionContextID, AwaitPromise: new(true), ReturnByValue: new(true),
		Expression: source + `;axe.run(document, {resultTypes: ["violations"], preload: false}).then(r => JSON.stringify(r.violations))`,
	})
	if err != nil {
		return nil, err
	}
	if res.ExceptionDetails != nil {
		return nil, errors.New(spoken([]*runtime.RemoteObject{res.ExceptionDetails.Exception}))
	}
	var text string
	if err := json.Unmarshal(res.Result.Value, &text); err != nil {
		return nil, err
	}
	var all []violation
	err = json.Unmarshal([]byte(text), &all)
	return all, err
}
