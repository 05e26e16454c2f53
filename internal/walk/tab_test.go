package walk

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// tab is what a browser tab has told of itself. Events come on chromedp's
// goroutine, questions on the test's.
type tab struct {
	base string // of the only server a page may ask

	mu         sync.Mutex
	changed    chan struct{} // closed, and made anew, at each event that matters
	events     int           // of those, counted
	frame      cdp.FrameID
	dialog     func()
	moving     bool // a page was asked for and has not loaded yet
	pageURL    string
	page       cdp.LoaderID // of the last document that answered
	status     map[cdp.LoaderID]int
	refused    map[cdp.LoaderID]string // documents of 400 and more that no test asked about
	waiting    map[network.RequestID]request
	size       map[cdp.LoaderID]int64 // bytes that came for a page so far
	complaints []string
}

type request struct {
	url    string
	loader cdp.LoaderID
}

func newTab(base string) *tab {
	return &tab{
		base: base, changed: make(chan struct{}),
		status: map[cdp.LoaderID]int{}, refused: map[cdp.LoaderID]string{},
		waiting: map[network.RequestID]request{}, size: map[cdp.LoaderID]int64{},
	}
}

// begin says which frame is the page, and what to do about a dialog, which
// stops the page until it is answered.
func (t *tab) begin(frame cdp.FrameID, dialog func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.frame, t.dialog = frame, dialog
}

// hear takes one event. A click that leads to another page is told of before
// the click is acknowledged, so that whoever waits then knows.
func (t *tab) hear(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e := event.(type) {
	case *page.EventFrameRequestedNavigation:
		if e.FrameID == t.frame && e.Disposition == page.ClientNavigationDispositionCurrentTab {
			t.move(true)
		}
	case *page.EventFrameStartedNavigating:
		if e.FrameID == t.frame {
			same := e.NavigationType == page.FrameStartedNavigatingNavigationTypeSameDocument ||
				e.NavigationType == page.FrameStartedNavigatingNavigationTypeHistorySameDocument
			t.move(!same)
		}
	case *page.EventNavigatedWithinDocument:
		if e.FrameID == t.frame {
			t.pageURL = e.URL
			t.move(false)
		}
	case *page.EventFrameStoppedLoading:
		if e.FrameID == t.frame {
			t.move(false)
		}
	case *page.EventFrameNavigated:
		if e.Frame.ID == t.frame {
			t.pageURL = e.Frame.URL
			// What the page before was still waiting for never comes.
			for id, r := range t.waiting {
				if r.loader != e.Frame.LoaderID {
					delete(t.waiting, id)
				}
			}
			t.tell()
		}
	case *network.EventRequestWillBeSent:
		t.requested(e)
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument && e.FrameID == t.frame {
			t.page, t.status[e.LoaderID] = e.LoaderID, int(e.Response.Status)
			if e.Response.Status >= 400 {
				t.refused[e.LoaderID] = fmt.Sprintf("%s answered %d, which the test did not ask about", e.Response.URL, e.Response.Status)
			}
		}
	case *network.EventLoadingFinished:
		t.size[t.waiting[e.RequestID].loader] += int64(e.EncodedDataLength)
		delete(t.waiting, e.RequestID)
		t.tell()
	case *network.EventLoadingFailed:
		delete(t.waiting, e.RequestID)
		t.tell()
	case *log.EventEntryAdded:
		document := t.status[cdp.LoaderID(e.Entry.NetworkRequestID)] != 0 // is in refused
		icon := e.Entry.URL == t.base+"/favicon.ico"                      // sought by the browser, for a page that names none
		if e.Entry.Level == log.EntryLevelError && !document && !icon {
			t.complain("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "assert" {
			t.complain("console: %s", spoken(e.Args))
		}
	case *runtime.EventExceptionThrown:
		t.complain("%s %s", e.ExceptionDetails.Text, spoken([]*runtime.RemoteObject{e.ExceptionDetails.Exception}))
	case *inspector.EventTargetCrashed:
		t.complain("the page crashed")
	case *page.EventJavascriptDialogOpening:
		t.complain("a dialog stands in the way: %q", e.Message)
		go t.dialog()
	}
}

func (t *tab) requested(e *network.EventRequestWillBeSent) {
	u, err := url.Parse(e.Request.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return // data: and the like ask nobody
	}
	if t.base != u.Scheme+"://"+u.Host {
		t.complain("the page asks another server: %s", e.Request.URL)
	}
	if e.RedirectResponse != nil {
		t.size[e.LoaderID] += int64(e.RedirectResponse.EncodedDataLength)
	}
	// The page's icon is of this type; the browser asks for it when it likes.
	if e.Type != network.ResourceTypeOther {
		t.waiting[e.RequestID] = request{url: e.Request.URL, loader: e.LoaderID}
		t.tell()
	}
}

func (t *tab) move(moving bool) {
	t.moving = moving
	t.tell()
}

func (t *tab) tell() {
	t.events++
	close(t.changed)
	t.changed = make(chan struct{})
}

func (t *tab) complain(format string, args ...any) {
	t.complaints = append(t.complaints, fmt.Sprintf(format, args...))
}

// rest waits until nothing is loading, and says how many events there were by then.
func (t *tab) rest(ctx context.Context) (int, error) {
	for {
		t.mu.Lock()
		busy, events, changed := t.moving || len(t.waiting) > 0, t.events, t.changed
		t.mu.Unlock()
		if !busy {
			return events, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return 0, fmt.Errorf("the page does not finish loading; it waits for %s", t.awaited())
		}
	}
}

func (t *tab) awaited() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var urls []string
	for _, r := range t.waiting {
		urls = append(urls, r.url)
	}
	if len(urls) == 0 {
		return "the next page"
	}
	slices.Sort(urls)
	return strings.Join(urls, ", ")
}

// spoken is what a page wrote to the console, or threw.
func spoken(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		switch {
		case a == nil:
		case a.Description != "":
			words = append(words, a.Description)
		default:
			words = append(words, string(a.Value))
		}
	}
	return strings.Join(words, " ")
}
