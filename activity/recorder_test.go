package activity

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// shelf is a store that remembers what it was given.
type shelf struct {
	mu     sync.Mutex
	fails  error
	during func() // what happens while a batch is written
	kept   []store.Batch
	more   int // how often a sweep says that there is more
	sweeps int
	told   chan struct{} // one for each batch, if there is room
}

func (s *shelf) Keep(_ context.Context, b store.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.during != nil {
		s.during()
	}
	if s.fails != nil {
		return s.fails
	}
	s.kept = append(s.kept, b)
	select {
	case s.told <- struct{}{}:
	default:
	}
	return nil
}

func (s *shelf) SweepEvents(context.Context) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweeps++
	s.more--
	return s.more >= 0, nil
}

// refused is the tracking ids that were kept, in order.
func (s *shelf) refused() (list []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.kept {
		for _, r := range b.Refused {
			list = append(list, r.TrackingID)
		}
	}
	return list
}

func (s *shelf) uncounted() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.kept {
		for _, u := range b.Uncounted {
			n += u.N
		}
	}
	return n
}

func (s *shelf) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails = err
}

type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func recorder(t testing.TB) (*Recorder, *shelf, *clock, chan time.Time) {
	t.Helper()
	s, c, tick := &shelf{told: make(chan struct{}, 100)}, &clock{now: start}, make(chan time.Time)
	r := Start(s, c.Now, tick, slog.New(slog.DiscardHandler))
	t.Cleanup(func() {
		s.fail(nil)
		if err := r.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return r, s, c, tick
}

func refusal(client string, n int) store.Refusal {
	return store.Refusal{Event: cordon.Event{Account: "acme", ClientID: client, At: start, TrackingID: fmt.Sprint(client, n)}}
}

func wait(t *testing.T, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(10 * time.Second):
		t.Fatal(what + " did not happen")
	}
}

func TestTicksAndHaste(t *testing.T) {
	r, s, _, tick := recorder(t)
	r.Refused(refusal("a", 1))
	if len(s.refused()) != 0 {
		t.Error("written before the tick")
	}
	tick <- start
	wait(t, "a write at the tick", s.told)
	for i := range batchSize {
		r.Refused(refusal("a", 2+i))
	}
	wait(t, "a write of many before the tick", s.told)
	if err := r.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := s.refused(); len(got) != 1+batchSize || got[1] != "a2" {
		t.Errorf("%d refusals were kept", len(got))
	}
}

func TestOneMayNotCrowdTheOthersOut(t *testing.T) {
	r, s, _, _ := recorder(t)
	s.fail(errors.New("busy")) // so that all of it waits
	for i := range 5000 {
		r.Refused(refusal("flood", i))
	}
	r.Refused(refusal("quiet", 1))
	s.fail(nil)
	if err := r.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := s.refused()
	if len(got) != maxOfOne+1 || got[maxOfOne] != "quiet1" || s.uncounted() != 5000-maxOfOne || r.Dropped() != 5000-maxOfOne {
		t.Errorf("%d kept, %d counted only, %d dropped", len(got), s.uncounted(), r.Dropped())
	}
	for _, b := range s.kept {
		if len(b.Refused) > batchSize {
			t.Errorf("%d refusals in one transaction", len(b.Refused))
		}
		for _, u := range b.Uncounted {
			if u.Account != "acme" || u.ClientID != "flood" || u.Day != store.Day(start) {
				t.Errorf("counted as %+v", u)
			}
		}
	}
}

func TestQueueIsBounded(t *testing.T) {
	r, s, _, _ := recorder(t)
	no := errors.New("the disk is full")
	s.fail(no)
	given := 0
	for round := range 3 {
		for client := range 20 {
			for i := range 500 {
				given++
				r.Refused(refusal(fmt.Sprint("client ", client, " "), round*1000+i))
			}
		}
		if err := r.Flush(t.Context()); !errors.Is(err, no) {
			t.Fatalf("got %v", err)
		}
	}
	if len(r.queue) > maxQueue {
		t.Errorf("%d wait", len(r.queue))
	}
	s.fail(nil)
	if err := r.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := s.refused()
	if len(got) > maxQueue || len(got) < maxQueue/2 || len(got)+s.uncounted() != given || int(r.Dropped()) != s.uncounted() {
		t.Errorf("%d kept, %d counted only, %d dropped, of %d", len(got), s.uncounted(), r.Dropped(), given)
	}
	if got[0] != "client 0 0" {
		t.Errorf("the first is %s", got[0])
	}
	seen := map[string]bool{}
	for _, id := range got {
		if seen[id] {
			t.Fatalf("%s was kept twice", id)
		}
		seen[id] = true
	}
}

func TestUsesAreSummed(t *testing.T) {
	r, s, _, _ := recorder(t)
	users, groups := access.Operations().Find("GET /users"), access.Operations().Find("GET /groups")
	later := start.Add(time.Minute)
	for range 3 {
		r.Used("a", users, start)
	}
	r.Used("a", users, later)
	r.Used("a", users, start) // a slow request that began before
	r.Used("a", groups, start)
	s.fail(errors.New("busy"))
	s.during = func() { r.Used("a", groups, later) }
	if err := r.Flush(t.Context()); err == nil {
		t.Fatal("no error")
	}
	s.during = nil
	s.fail(nil)
	for range 2 { // nothing is left for the second
		if err := r.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.kept) != 1 || len(s.kept[0].Used) != 2 {
		t.Fatalf("kept %+v", s.kept)
	}
	for _, u := range s.kept[0].Used {
		if want := map[*access.Operation]int{users: 5, groups: 2}[u.Operation]; u.N != want || u.ClientID != "a" || !u.At.Equal(later) {
			t.Errorf("%s: %+v", u.Operation, u)
		}
	}
	for i := range maxCounts + 10 {
		r.Used(fmt.Sprint(i), users, start)
	}
	if len(r.used) != maxCounts {
		t.Errorf("%d uses wait", len(r.used))
	}
}

func TestSweepIsHourly(t *testing.T) {
	r, s, c, _ := recorder(t)
	flush := func(want int) {
		t.Helper()
		if err := r.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s.sweeps != want {
			t.Errorf("%d sweeps, want %d", s.sweeps, want)
		}
	}
	s.more = 2
	flush(3)
	c.now = c.now.Add(59 * time.Minute)
	flush(3)
	c.now = c.now.Add(time.Minute)
	flush(4)
}

func TestCloseWritesWhatWaits(t *testing.T) {
	r, s, _, _ := recorder(t)
	r.Refused(refusal("a", 1))
	r.Used("a", access.Operations().Find("GET /users"), start)
	for range 2 {
		if err := r.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.refused(); len(got) != 1 || len(s.kept[0].Used) != 1 {
		t.Errorf("kept %v", got)
	}
	r.Refused(refusal("a", 2))
	r.Used("a", access.Operations().Find("GET /users"), start)
	if err := r.Flush(t.Context()); err != nil || len(s.kept) != 1 || r.Dropped() != 1 {
		t.Errorf("after Close: %d batches, %d dropped, %v", len(s.kept), r.Dropped(), err)
	}
}

// What a request pays.
func BenchmarkUsed(b *testing.B) {
	r, _, _, _ := recorder(b)
	op := access.Operations().Find("GET /users/{userId}")
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r.Used("GqVO4mYWQKmbpSCYgkGkHQ", op, start)
		}
	})
}

func BenchmarkRefused(b *testing.B) {
	r, _, _, _ := recorder(b)
	x := refusal("GqVO4mYWQKmbpSCYgkGkHQ", 1)
	x.TrackingID, x.Path, x.Message = "v=2.0;clid=cordon;rid=WEB_00000000000000000000000000000001", "/v2/users/GqVO4mYWQKmbpSCYgkGkHQ", "User does not exist: GqVO4mYWQKmbpSCYgkGkHQ."
	b.ReportAllocs()
	for b.Loop() {
		r.Refused(x)
	}
}
