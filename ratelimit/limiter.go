// Package ratelimit counts calls the way Zoom limits them: per account, shared
// by all its apps, by label and by the account's plan. Counts are in memory
// only; a new process begins anew.
package ratelimit

import (
	"hash/maphash"
	"sync"
	"time"

	"github.com/cordon-zoom/cordon"
)

const secondsPerDay = 24 * 60 * 60

// Limiter counts the calls of every account. It is safe for concurrent use.
//
// Windows are those of the clock: whole seconds, minutes and days (UTC). A
// day's end is the end of every other window too, so all is forgotten then.
// A clock that goes back begins its windows anew.
type Limiter struct {
	limits [families]limits
	clock  cordon.Clock
	seed   maphash.Seed

	mu       sync.Mutex
	day      int64 // days since 1970 of what is counted
	accounts map[string]*account
}

// account is what one account did today.
type account struct {
	bursts [families][labels]burst
	daily  [families]int    // heavy and resource-intensive calls together
	people map[uint64]uint8 // what was done to one user or registrant, by hash
}

// burst is a window and the calls in it.
type burst struct {
	start int64 // seconds since 1970
	calls int
}

// New makes the limiter of a plan, nil for Off.
func New(p Plan, clock cordon.Clock) *Limiter {
	limits, ok := plans[p]
	if !ok {
		return nil
	}
	return &Limiter{limits: limits, clock: clock, seed: maphash.MakeSeed()}
}

// Verdict is what came of one call, and where its account stands.
type Verdict struct {
	Allowed  bool
	Category string // the label: Light, Medium, Heavy or Resource-intensive
	// Daily says that the rest is about the day's total. It is for a call that
	// the total refuses, and for an allowed one whose label has a total.
	Daily     bool
	Limit     int       // calls per window
	Remaining int       // calls left in this one
	Reset     time.Time // when the next one begins
}

// Take counts a call of an account, by the product and label that the catalog
// gives its operation. A refused call counts towards nothing.
func (l *Limiter) Take(accountID, product, labelName string) Verdict {
	f, lb := familyOf(product), labelOf(labelName)
	most, perDay := l.limits[f].perWindow[lb], l.limits[f].perDay

	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock().Unix()
	a := l.account(accountID, now)
	b := &a.bursts[f][lb]
	length := int64(lb.window() / time.Second)
	if start := now - now%length; b.start != start {
		*b = burst{start: start}
	}
	day := Verdict{Category: categories[lb], Daily: true, Limit: perDay, Reset: time.Unix((l.day+1)*secondsPerDay, 0).UTC()}
	window := Verdict{Category: categories[lb], Limit: most, Reset: time.Unix(b.start+length, 0).UTC()}
	switch {
	case lb.daily() && a.daily[f] >= perDay:
		return day
	case b.calls >= most:
		return window
	}
	b.calls++
	if !lb.daily() {
		window.Allowed, window.Remaining = true, most-b.calls
		return window
	}
	a.daily[f]++
	day.Allowed, day.Remaining = true, perDay-a.daily[f]
	return day
}

// account is an account's counts of the day of now. The lock is held.
func (l *Limiter) account(id string, now int64) *account {
	if day := now / secondsPerDay; day != l.day || l.accounts == nil {
		l.day, l.accounts = day, make(map[string]*account)
	}
	a := l.accounts[id]
	if a == nil {
		a = &account{}
		l.accounts[id] = a
	}
	return a
}
