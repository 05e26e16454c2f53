package ratelimit

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// at makes a limiter whose clock is moved by hand.
func at(p Plan, start time.Time) (*Limiter, *time.Time) {
	now := start
	return New(p, func() time.Time { return now }), &now
}

// take makes n calls and says how many were allowed, and what the last was told.
func take(l *Limiter, account, product, label string, n int) (allowed int, last Verdict) {
	for range n {
		if last = l.Take(account, product, label); last.Allowed {
			allowed++
		}
	}
	return allowed, last
}

// TestPlans is Zoom's table: calls per second (per minute for the last label),
// and the day's total of Heavy and Resource-intensive calls.
func TestPlans(t *testing.T) {
	for _, test := range []struct {
		plan    Plan
		product string
		label   string
		burst   int
		daily   int
	}{
		{Pro, "users", "Light", 30, 0},
		{Pro, "users", "Medium", 20, 0},
		{Pro, "report", "Heavy", 10, 30_000},
		{Pro, "metrics", "Resource-intensive", 10, 30_000},
		{Pro, "marketplace", "", 30, 0},
		{Pro, "phone", "Light", 20, 0},
		{Pro, "phone", "Medium", 10, 0},
		{Pro, "phone", "Heavy", 5, 15_000},
		{Pro, "phone", "Resource-intensive", 5, 15_000},
		{Business, "users", "Light", 80, 0},
		{Business, "users", "Medium", 60, 0},
		{Business, "report", "Heavy", 40, 60_000},
		{Business, "metrics", "Resource-intensive", 20, 60_000},
		{Business, "sip_phone", "", 80, 0},
		{Business, "phone", "Light", 40, 0},
		{Business, "phone", "Medium", 20, 0},
		{Business, "phone", "Heavy", 10, 30_000},
		{Business, "phone", "Resource-intensive", 10, 30_000},
		{Business, "phone", "", 40, 0},
	} {
		name := string(test.plan) + " " + test.product + " " + test.label
		l, _ := at(test.plan, monday)
		first := l.Take("a", test.product, test.label)
		if want := max(test.daily, 0) > 0; first.Daily != want || !first.Allowed {
			t.Errorf("%s: %+v", name, first)
		}
		if want := test.burst - 1; !first.Daily && (first.Limit != test.burst || first.Remaining != want) {
			t.Errorf("%s: %+v", name, first)
		}
		if first.Daily && (first.Limit != test.daily || first.Remaining != test.daily-1) {
			t.Errorf("%s: %+v", name, first)
		}
		allowed, last := take(l, "a", test.product, test.label, test.burst)
		if allowed != test.burst-1 || last.Allowed || last.Daily || last.Limit != test.burst || last.Remaining != 0 {
			t.Errorf("%s: %d more allowed, then %+v", name, allowed, last)
		}
	}
	for _, off := range []Plan{Off, ""} {
		if New(off, time.Now) != nil {
			t.Errorf("%q limits", off)
		}
	}
}

// TestWindows: a second is over when the clock says so, not a second after the
// first call; a minute likewise.
func TestWindows(t *testing.T) {
	l, now := at(Pro, monday.Add(999*time.Millisecond))
	if n, _ := take(l, "a", "users", "Light", 31); n != 30 {
		t.Errorf("%d in the first second", n)
	}
	*now = monday.Add(time.Second)
	n, last := take(l, "a", "users", "Light", 31)
	if n != 30 || !last.Reset.Equal(monday.Add(2*time.Second)) {
		t.Errorf("%d in the second, %+v", n, last)
	}
	*now = monday.Add(2*time.Second - 1)
	if n, _ := take(l, "a", "users", "Light", 1); n != 0 {
		t.Error("the second is not over yet")
	}

	*now = monday.Add(30 * time.Second)
	n, last = take(l, "a", "metrics", "Resource-intensive", 11)
	if n != 10 || !last.Reset.Equal(monday.Add(time.Minute)) {
		t.Errorf("%d in the minute, %+v", n, last)
	}
	*now = monday.Add(time.Minute - 1)
	if n, _ := take(l, "a", "metrics", "Resource-intensive", 1); n != 0 {
		t.Error("the minute is not over yet")
	}
	*now = monday.Add(time.Minute)
	if n, _ := take(l, "a", "metrics", "Resource-intensive", 11); n != 10 {
		t.Errorf("%d in the second minute", n)
	}
	*now = monday // set back
	if n, _ := take(l, "a", "metrics", "Resource-intensive", 11); n != 10 {
		t.Errorf("%d after the clock was set back", n)
	}
}

// TestApart: labels, phone and the rest, and accounts have counts of their own.
func TestApart(t *testing.T) {
	l, _ := at(Pro, monday)
	take(l, "a", "users", "Light", 31)
	for _, other := range [][3]string{{"a", "users", "Medium"}, {"a", "report", "Heavy"}, {"a", "phone", "Light"}, {"b", "users", "Light"}} {
		if v := l.Take(other[0], other[1], other[2]); !v.Allowed {
			t.Errorf("%v: %+v", other, v)
		}
	}
	for _, same := range [][3]string{{"a", "groups", "Light"}, {"a", "marketplace", ""}} {
		if v := l.Take(same[0], same[1], same[2]); v.Allowed {
			t.Errorf("%v: %+v", same, v)
		}
	}
}

// TestDay: heavy and resource-intensive calls share a total, which begins anew
// at midnight UTC wherever the clock's own zone is. Refused calls count towards
// nothing.
func TestDay(t *testing.T) {
	midnight := time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		plan    Plan
		product string
		daily   int
	}{{Pro, "report", 30_000}, {Pro, "phone", 15_000}, {Business, "report", 60_000}, {Business, "phone", 30_000}} {
		l, now := at(test.plan, monday.In(time.FixedZone("", -9*60*60)))
		spent := 0
		for spent < test.daily-1 {
			n, _ := take(l, "a", test.product, "Heavy", min(50, test.daily-1-spent))
			spent += n
			*now = now.Add(time.Second)
		}
		if v := l.Take("a", test.product, "Resource-intensive"); !v.Allowed || !v.Daily || v.Remaining != 0 {
			t.Errorf("%v: the last of the day: %+v", test, v)
		}
		for _, label := range []string{"Heavy", "Resource-intensive"} {
			want := Verdict{Category: label, Daily: true, Limit: test.daily, Reset: midnight}
			if v := l.Take("a", test.product, label); v != want {
				t.Errorf("%v: one more: %+v", test, v)
			}
		}
		for _, free := range [][3]string{{"a", test.product, "Medium"}, {"b", test.product, "Heavy"}} {
			if v := l.Take(free[0], free[1], free[2]); !v.Allowed {
				t.Errorf("%v: %v: %+v", test, free, v)
			}
		}
		*now = midnight.Add(-1)
		if v := l.Take("a", test.product, "Heavy"); v.Allowed {
			t.Errorf("%v: before midnight: %+v", test, v)
		}
		*now = midnight
		if v := l.Take("a", test.product, "Heavy"); !v.Allowed || v.Remaining != test.daily-1 {
			t.Errorf("%v: after midnight: %+v", test, v)
		}
	}
}

// TestPeople: so often per host, and per registrant and meeting, and day.
func TestPeople(t *testing.T) {
	l, now := at(Pro, monday)
	for name, test := range map[string]struct {
		most  int
		same  func() bool
		other []func() bool
	}{
		"host": {100, func() bool { return l.Host("a", "ann") },
			[]func() bool{func() bool { return l.Host("a", "ben") }, func() bool { return l.Host("b", "ann") }}},
		"registration": {3, func() bool { return l.Registration("a", "1", "ann@x") },
			[]func() bool{func() bool { return l.Registration("a", "2", "ann@x") }, func() bool { return l.Registration("a", "1", "ben@x") }, func() bool { return l.Registration("b", "1", "ann@x") }}},
		"status": {10, func() bool { return l.RegistrantStatus("a", "1", "ann@x") },
			[]func() bool{func() bool { return l.RegistrantStatus("a", "2", "ann@x") }}},
	} {
		*now = monday
		for i := range test.most + 2 {
			if got := test.same(); got != (i < test.most) {
				t.Errorf("%s: number %d: %v", name, i+1, got)
			}
		}
		for i, other := range test.other {
			if !other() {
				t.Errorf("%s: other %d is refused", name, i)
			}
		}
		*now = now.Add(15*time.Hour - 1)
		if test.same() {
			t.Errorf("%s: allowed before midnight", name)
		}
		*now = now.Add(1)
		if !test.same() {
			t.Errorf("%s: refused after midnight", name)
		}
	}
}

// TestMemory: what is kept is bounded, and gone with its day.
func TestMemory(t *testing.T) {
	l, now := at(Pro, monday)
	for i := range maxPeople + 500 {
		if !l.Registration("a", "1", strconv.Itoa(i)) {
			t.Fatalf("number %d is refused", i)
		}
	}
	if n := len(l.accounts["a"].people); n != maxPeople {
		t.Errorf("%d people are kept", n)
	}
	*now = now.AddDate(0, 0, 1)
	l.Take("b", "users", "Light")
	if n := len(l.accounts); n != 1 {
		t.Errorf("%d accounts are kept", n)
	}
}

// TestAtOnce: however many call at once, no more are allowed.
func TestAtOnce(t *testing.T) {
	l, _ := at(Business, monday)
	var light, host atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if l.Take("a", "users", "Light").Allowed {
					light.Add(1)
				}
				if l.Host("a", "ann") {
					host.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if light.Load() != 80 || host.Load() != HostWrites {
		t.Errorf("%d light calls and %d host writes", light.Load(), host.Load())
	}
}
