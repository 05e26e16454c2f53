package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// testTransactions: a write that fails or panics in the middle leaves nothing,
// a read is one snapshot, and a refused caller gets neither.
func testTransactions(t *testing.T, open Open) {
	ctx := context.Background()
	s := set(t, open)
	a := s.group("a")
	ann := s.user("ann@example.com", "", a)
	before := s.owner.ids(store.UserFilter{})
	mess := func(tx *store.WriteTx) error {
		people, groups := tx.Grant.People(), tx.Grant.Groups()
		g := cordon.Group{Name: "b"}
		u := cordon.User{Email: "new@example.com", Status: cordon.Active}
		return errors.Join(tx.CreateGroup(groups, &g), tx.CreateUser(people, &u, ""), tx.SetStatus(people, key(ann), cordon.Inactive),
			second(tx.AddMembers(groups, people, g.ID, []store.UserKey{key(u.ID), key(ann)})), tx.DeleteGroup(groups, a),
			second(createRole(tx, "r", reaches{cordon.UserRead: reach(g.ID)})),
			second(tx.CreateApp(people, &cordon.App{Name: "x", Scopes: nil}, key(s.owner.id))))
	}
	clean := func(what string) {
		t.Helper()
		if got := s.owner.ids(store.UserFilter{Status: cordon.Active}); !slices.Equal(got, before) {
			t.Errorf("%s: people are %v", what, got)
		}
		s.owner.read("GET /groups", func(tx *store.Tx) error {
			groups, total, err := tx.Groups(tx.Grant.Groups(), tx.Grant.People(), store.Page{Limit: 10})
			if total != 1 || len(groups) != 1 || groups[0].ID != a || groups[0].TotalMembers != 1 {
				t.Errorf("%s: groups are %+v", what, groups)
			}
			roles, err2 := tx.Roles(tx.Grant.People(), "common")
			if len(roles) != 3 {
				t.Errorf("%s: %d roles", what, len(roles))
			}
			apps, _, err3 := tx.Apps(tx.Grant.People(), store.Page{Limit: 10})
			if len(apps) != 1 {
				t.Errorf("%s: %d apps", what, len(apps))
			}
			return errors.Join(err, err2, err3)
		})
	}
	no := errors.New("no")
	if err := s.owner.write(func(tx *store.WriteTx) error { return errors.Join(mess(tx), no) }); !errors.Is(err, no) || err.Error() != "no" {
		t.Errorf("got %v", err)
	}
	clean("an error")
	if err := s.Operate(ctx, "test", "fails", func(tx *store.OperatorTx) error {
		if err := tx.AddGroup(s.account, &cordon.Group{Name: "c"}); err != nil {
			t.Error(err)
		}
		return no
	}); !errors.Is(err, no) {
		t.Errorf("got %v", err)
	}
	clean("an operator's error")
	func() {
		defer func() {
			if p := recover(); p != "boom" {
				t.Errorf("recovered %v", p)
			}
		}()
		_ = s.owner.write(func(tx *store.WriteTx) error {
			if err := mess(tx); err != nil {
				t.Error(err)
			}
			panic("boom")
		})
	}()
	clean("a panic")
	func() {
		defer func() { _ = recover() }()
		_ = s.Read(ctx, s.owner.call("GET /users"), func(*store.Tx) error { panic("boom") })
	}()
	clean("a panic of a reader")
	// A statement that the database itself refuses, whose error is then swallowed,
	// must not let half a write through.
	_ = s.Operate(ctx, "test", "clash", func(tx *store.OperatorTx) error {
		return errors.Join(tx.AddGroup(s.account, &cordon.Group{Name: "c"}), tx.AddGroup(s.account, &cordon.Group{Name: "C"}))
	})
	clean("a clash")

	// Refused callers get no transaction.
	blind := s.caller(s.app(s.user("blind@example.com", s.role("blind", nil))).ClientID)
	before = s.owner.ids(store.UserFilter{Status: cordon.Active})
	ran := func(*store.Tx) error { t.Error("a refused call ran"); return nil }
	var refusal *access.Refusal
	if err := s.Read(ctx, blind.call("GET /users"), ran); !errors.As(err, &refusal) || refusal.Stage != access.StageRole {
		t.Errorf("refused read: %v", err)
	}
	if err := s.Write(ctx, blind.call("DELETE /users/{userId}"), func(tx *store.WriteTx) error { return ran(tx.Tx) }); !errors.As(err, &refusal) {
		t.Errorf("refused write: %v", err)
	}

	// A reader sees what was there when it began.
	s.owner.read("GET /users", func(tx *store.Tx) error {
		s.owner.mustWrite(func(tx *store.WriteTx) error { return tx.DeleteUser(tx.Grant.People(), key(ann), "") })
		rows, total, err := tx.Users(tx.Grant.People(), store.UserFilter{Page: store.Page{Limit: 10}})
		if len(rows) != len(before) || total != len(before) {
			t.Errorf("in the snapshot: %d rows, total %d, want %d", len(rows), total, len(before))
		}
		return err
	})
	if got := s.owner.ids(store.UserFilter{}); slices.Contains(got, ann) {
		t.Error("after it: the deletion is not seen")
	}
	// A writer sees its own changes.
	s.owner.mustWrite(func(tx *store.WriteTx) error {
		u := cordon.User{Email: "zoe@example.com", Status: cordon.Active}
		if err := tx.CreateUser(tx.Grant.People(), &u, ""); err != nil {
			return err
		}
		if has, err := tx.HasEmail(tx.Grant.People(), "zoe@example.com"); !has || err != nil {
			t.Error("a writer does not see what it wrote")
		}
		return nil
	})
}

// testHangingUp: a caller that goes away interrupts what runs, and leaves nothing.
func testHangingUp(t *testing.T, open Open) {
	s := set(t, open)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	for what, err := range map[string]error{
		"read":  s.Read(gone, s.owner.call("GET /users"), func(*store.Tx) error { return nil }),
		"check": s.Check(gone, s.owner.call("GET /users")),
		"write": s.Write(gone, s.owner.call("POST /groups"), func(*store.WriteTx) error { return nil }),
	} {
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%s by somebody who is gone: %v", what, err)
		}
	}
	// Gone in the middle: an engine may break the write off or see it through, but
	// what it says is what it did, also where the interruption was swallowed.
	for what, swallow := range map[string]bool{"told": false, "swallowed": true} {
		ctx, cancel := context.WithCancel(context.Background())
		err := s.Write(ctx, s.owner.call("POST /groups"), func(tx *store.WriteTx) error {
			if err := tx.CreateGroup(tx.Grant.Groups(), &cordon.Group{Name: "first, " + what}); err != nil {
				return err
			}
			cancel()
			err := tx.CreateGroup(tx.Grant.Groups(), &cordon.Group{Name: "second, " + what})
			if swallow {
				return nil
			}
			return err
		})
		if err != nil && !swallow && !errors.Is(err, context.Canceled) {
			t.Errorf("hung up in the middle: %v", err)
		}
		kept := 0
		s.owner.read("GET /groups", func(tx *store.Tx) error {
			groups, _, err := tx.Groups(tx.Grant.Groups(), tx.Grant.People(), store.Page{Limit: 10})
			for _, g := range groups {
				if strings.HasSuffix(g.Name, what) {
					kept++
				}
			}
			return err
		})
		if err != nil && kept != 0 || err == nil && kept != 2 {
			t.Errorf("hung up in the middle, %s: %d of 2 groups are kept, and the write said %v", what, kept, err)
		}
	}
	// While one writes, another waits no longer than it wants to.
	busy, done := make(chan struct{}), make(chan struct{})
	var first sync.WaitGroup
	first.Go(func() {
		if err := s.owner.write(func(tx *store.WriteTx) error { close(busy); <-done; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-busy
	short, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := s.Write(short, s.owner.call("POST /groups"), func(*store.WriteTx) error { t.Error("two writers at once"); return nil }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting for the writer: %v", err)
	}
	if got := s.owner.ids(store.UserFilter{}); len(got) != 1 { // readers do not wait
		t.Errorf("read while somebody writes: %v", got)
	}
	close(done)
	first.Wait()
}

// testConcurrency: whoever reads while others write sees a state that was, with
// rows and totals that agree.
func testConcurrency(t *testing.T, open Open) {
	s := set(t, open)
	a, b := s.group("a"), s.group("b")
	const n = 12
	for i := range n {
		s.user(fmt.Sprintf("u%d@example.com", i), "", a)
	}
	var people []string
	for _, id := range s.owner.ids(store.UserFilter{Group: a}) {
		people = append(people, id)
	}
	viewers := []*caller{s.owner, s.viewer("one", reaches{cordon.UserRead: reach(a, b), cordon.GroupRead: everyone}), s.viewer("only a", reaches{cordon.UserRead: reach(a), cordon.GroupRead: everyone})}
	ctx, stop := context.WithTimeout(context.Background(), 700*time.Millisecond)
	defer stop()
	var all sync.WaitGroup
	var moves, reads, decisions atomic.Int64
	note := func(err error) {
		if err != nil && ctx.Err() == nil {
			t.Error(err)
		}
	}
	for w := range 3 {
		all.Go(func() {
			for i := w; ctx.Err() == nil; i++ {
				id, from, to := key(people[i%n]), a, b
				note(s.Write(ctx, s.owner.call("PATCH /users/{userId}"), func(tx *store.WriteTx) error {
					known, who := tx.Grant.Groups(), tx.Grant.People()
					d, err := tx.User(who, id)
					if err != nil {
						return err
					}
					if jsonHas(d.Groups, `"`+b+`"`) {
						from, to = b, a
					}
					if i%5 == 0 {
						if err := tx.SetStatus(who, id, statuses[i%2]); err != nil {
							return err
						}
					}
					return tx.MoveMember(known, who, from, id, to)
				}))
				moves.Add(1)
			}
		})
	}
	all.Go(func() { // the role of a viewer goes back and forth
		var role string
		note(s.Read(ctx, s.owner.call("GET /users"), func(tx *store.Tx) error {
			d, err := tx.User(tx.Grant.People(), key(viewers[2].id))
			role = d.RoleID
			return err
		}))
		for i := 0; ctx.Err() == nil; i++ {
			note(s.Write(ctx, s.owner.call("PATCH /users/{userId}"), func(tx *store.WriteTx) error {
				to := reaches{cordon.UserRead: reach([]string{a, b}[i%2]), cordon.GroupRead: everyone}
				return tx.UpdateRole(role, said(to), func(r *cordon.Role) error { r.Reaches = to; return nil })
			}))
			decisions.Add(1)
			time.Sleep(time.Millisecond)
		}
	})
	for r := range 4 {
		all.Go(func() {
			for i := r; ctx.Err() == nil; i++ {
				v := viewers[i%len(viewers)]
				note(s.Read(ctx, v.call("GET /groups"), func(tx *store.Tx) error {
					who := tx.Grant.People()
					sum := 0
					for _, g := range []string{a, b} {
						rows, total, err := tx.Users(who, store.UserFilter{Group: g, Page: store.Page{Limit: 100}})
						if err != nil {
							return err
						}
						if len(rows) != total {
							t.Errorf("%d rows, total %d", len(rows), total)
						}
						for _, row := range rows {
							if !jsonHas(row.Groups, `"`+g+`"`) {
								t.Errorf("a member of %s has groups %s", g, row.Groups)
							}
						}
						sum += total
					}
					rows, total, err := tx.Users(who, store.UserFilter{Page: store.Page{Limit: 100}})
					if err != nil {
						return err
					}
					if len(rows) != total || v != viewers[2] && sum != n {
						t.Errorf("%d rows, total %d, %d members", len(rows), total, sum)
					}
					return nil
				}))
				reads.Add(1)
			}
		})
	}
	all.Wait()
	t.Logf("%d moves, %d changes of a role, %d reads", moves.Load(), decisions.Load(), reads.Load())
	if moves.Load() == 0 || reads.Load() == 0 {
		t.Error("nothing happened")
	}
	if err := s.CheckIntegrity(context.Background()); err != nil {
		t.Error(err)
	}
}

// testClose: a database that is closed says so, at once, and may be closed twice.
func testClose(t *testing.T, open Open) {
	s := set(t, open)
	soon := func(what string, fn func() error) error {
		t.Helper()
		end := make(chan error, 1)
		go func() { end <- fn() }()
		select {
		case err := <-end:
			return err
		case <-time.After(2 * time.Second):
			t.Errorf("%s hangs", what)
			return errors.New("hangs")
		}
	}
	// Closing waits for a write that is under way, and that write is kept.
	busy := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		if err := s.owner.write(func(tx *store.WriteTx) error {
			close(busy)
			time.Sleep(20 * time.Millisecond)
			return tx.CreateGroup(tx.Grant.Groups(), &cordon.Group{Name: "last"})
		}); err != nil {
			t.Errorf("the write under way: %v", err)
		}
	})
	<-busy
	if err := soon("Close", s.Close); err != nil {
		t.Errorf("Close: %v", err)
	}
	writer.Wait()
	ctx := context.Background()
	for what, fn := range map[string]func() error{
		"Ping":  func() error { return s.Ping(ctx) },
		"Read":  func() error { return s.Read(ctx, s.owner.call("GET /users"), func(*store.Tx) error { return nil }) },
		"Write": func() error { return s.owner.write(func(*store.WriteTx) error { return nil }) },
	} {
		if err := soon(what+" after Close", fn); err == nil {
			t.Errorf("%s after Close: no error", what)
		}
	}
	if err := soon("a second Close", s.Close); err != nil {
		t.Errorf("a second Close: %v", err)
	}
}
