// Package activity gathers what is to be kept of requests that change nothing:
// refusals, and which operations an app used. It is written to the database in
// batches, so that a request never waits for it.
package activity

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// Store is all that a Recorder has of the store.
type Store interface {
	Keep(ctx context.Context, b store.Batch) error
	SweepEvents(ctx context.Context) (more bool, err error)
}

const (
	every     = time.Second
	batchSize = 512       // refusals in one transaction; as many wake the writer
	maxQueue  = 8192      // refusals that wait
	maxOfOne  = 1024      // of them of one app: none may crowd the others out
	maxCounts = 1 << 16   // pairs of app and operation, and of app and day, that wait
	sweepEach = time.Hour // how often old events are forgotten
)

// Recorder gathers, and writes from a goroutine of its own until it is closed.
// It is safe for concurrent use.
type Recorder struct {
	store Store
	clock cordon.Clock
	log   *slog.Logger
	stop  chan struct{}
	ended chan struct{}
	wake  chan struct{}

	mu      sync.Mutex
	queue   []store.Refusal
	ofOne   map[actor]int // how many in the queue
	beyond  map[actor]int // refusals that are only counted
	used    map[use]used
	closed  bool
	dropped atomic.Int64

	writing sync.Mutex // held while a batch is written: one at a time
	swept   time.Time
}

type actor struct {
	account, client, user string
	day                   int64
}

type use struct {
	client    string
	operation *access.Operation
}

type used struct {
	at time.Time
	n  int
}

// Start makes a Recorder that writes at each tick, where tick is nil each
// second.
func Start(s Store, clock cordon.Clock, tick <-chan time.Time, log *slog.Logger) *Recorder {
	r := &Recorder{store: s, clock: clock, log: log, stop: make(chan struct{}), ended: make(chan struct{}), wake: make(chan struct{}, 1),
		ofOne: map[actor]int{}, beyond: map[actor]int{}, used: map[use]used{}}
	go r.run(tick)
	return r
}

func (r *Recorder) run(tick <-chan time.Time) {
	defer close(r.ended)
	if tick == nil {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		tick = ticker.C
	}
	for {
		select {
		case <-r.stop:
			return
		case <-tick:
		case <-r.wake:
		}
		if err := r.Flush(context.Background()); err != nil {
			r.log.Error("activity cannot be kept", "error", err)
		}
	}
}

// Refused notes a refusal. Where too many wait it is only counted.
func (r *Recorder) Refused(x store.Refusal) {
	x.Event = x.Event.Bounded()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		r.dropped.Add(1)
		return
	}
	r.admit(x)
	if len(r.queue) == batchSize {
		r.hurry()
	}
}

// admit lets a refusal wait, or counts it only.
func (r *Recorder) admit(x store.Refusal) {
	who := actor{x.Account, x.ClientID, x.User, store.Day(x.At)}
	if len(r.queue) < maxQueue && r.ofOne[who] < maxOfOne {
		r.queue = append(r.queue, x)
		r.ofOne[who]++
		return
	}
	r.dropped.Add(1)
	if _, ok := r.beyond[who]; ok || len(r.beyond) < maxCounts {
		r.beyond[who]++
	}
}

// Used notes that an app used an operation.
func (r *Recorder) Used(clientID string, op *access.Operation, at time.Time) {
	key := use{clientID, op}
	r.mu.Lock()
	defer r.mu.Unlock()
	u, ok := r.used[key]
	if r.closed || !ok && len(r.used) >= maxCounts {
		return
	}
	if at.After(u.at) {
		u.at = at
	}
	u.n++
	r.used[key] = u
}

// Dropped is how many refusals were counted only, because too many waited.
func (r *Recorder) Dropped() int64 { return r.dropped.Load() }

// hurry has the goroutine write before the next tick.
func (r *Recorder) hurry() {
	select {
	case r.wake <- struct{}{}:
	default: // it was told already
	}
}

// Flush writes what waits, and forgets now and then what is too old. What cannot
// be written waits on.
func (r *Recorder) Flush(ctx context.Context) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	b := r.take()
	for len(b.Refused)+len(b.Uncounted)+len(b.Used) > 0 {
		part := b
		part.Refused = b.Refused[:min(len(b.Refused), batchSize)]
		if err := r.store.Keep(ctx, part); err != nil {
			r.giveBack(b)
			return err
		}
		b = store.Batch{Refused: b.Refused[len(part.Refused):]}
	}
	if now := r.clock(); now.Sub(r.swept) >= sweepEach {
		for more := true; more; {
			var err error
			if more, err = r.store.SweepEvents(ctx); err != nil {
				return err
			}
		}
		r.swept = now
	}
	return nil
}

// take empties all that waits into a batch.
func (r *Recorder) take() (b store.Batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	b.Refused, r.queue = r.queue, nil
	for who, n := range r.beyond {
		b.Uncounted = append(b.Uncounted, store.Uncounted{Account: who.account, ClientID: who.client, User: who.user, Day: who.day, N: n})
	}
	for key, u := range r.used {
		b.Used = append(b.Used, store.Use{ClientID: key.client, Operation: key.operation, At: u.at, N: u.n})
	}
	clear(r.ofOne)
	clear(r.beyond)
	clear(r.used)
	return b
}

// giveBack puts a batch that could not be written in front of what waits, as
// far as there is room.
func (r *Recorder) giveBack(b store.Batch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	later := r.queue
	r.queue = nil
	clear(r.ofOne)
	for _, list := range [][]store.Refusal{b.Refused, later} {
		for _, x := range list {
			r.admit(x)
		}
	}
	for _, u := range b.Uncounted {
		r.beyond[actor{u.Account, u.ClientID, u.User, u.Day}] += u.N
	}
	for _, u := range b.Used {
		now := r.used[use{u.ClientID, u.Operation}]
		now.n += u.N
		if u.At.After(now.at) {
			now.at = u.At
		}
		r.used[use{u.ClientID, u.Operation}] = now
	}
}

// Close writes what waits and ends the goroutine. What comes later is dropped.
func (r *Recorder) Close(ctx context.Context) error {
	r.mu.Lock()
	first := !r.closed
	r.closed = true
	r.mu.Unlock()
	if !first {
		return nil
	}
	close(r.stop)
	select {
	case <-r.ended:
		return r.Flush(ctx)
	case <-ctx.Done():
		return ctx.Err()
	}
}
