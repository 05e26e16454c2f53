package walk

import (
	"slices"

	"github.com/chromedp/cdproto/cdp"
)

// since says whether anything happened after so many events.
func (t *tab) since(events int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.events != events
}

func (t *tab) urlNow() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.pageURL
}

func (t *tab) statusNow() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.status[t.page]
}

func (t *tab) statusOf(loader cdp.LoaderID) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.status[loader]
}

// askStatus is statusNow by a test that knows what it may be.
func (t *tab) askStatus() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.refused, t.page)
	return t.status[t.page]
}

// bytes is what came over the wire for the page so far: its redirects, itself
// and all that it asked for, heads and bodies as they were sent.
func (t *tab) bytes() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.size[t.page]
}

// note adds to the problems.
func (t *tab) note(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.complain(format, args...)
}

// problems are the browser's complaints since the last call: errors on the
// console, uncaught exceptions, breaches of the content policy, requests that
// failed or went to another server, dialogs, and pages of status 400 and more
// that the test did not ask about.
func (t *tab) problems() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := t.complaints
	for _, r := range t.refused {
		all = append(all, r)
	}
	t.complaints = nil
	clear(t.refused)
	slices.Sort(all)
	return all
}
