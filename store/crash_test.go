package store_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// The test binary plays the writer that is killed, when these are set.
const (
	crashFile   = "CORDON_TEST_CRASH_FILE"
	crashClient = "CORDON_TEST_CRASH_CLIENT"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(crashFile); path != "" {
		if err := writeUntilKilled(path, os.Getenv(crashClient)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// acknowledged is one write, told on stdout once the store said that it was done.
type acknowledged struct {
	What   string // user, gone, member, left, role, holds, app
	ID     string
	Group  string         `json:",omitempty"`
	Role   string         `json:",omitempty"`
	Secret string         `json:",omitempty"`
	Scopes []cordon.Scope `json:",omitempty"`
	Event  string         // its tracking id, under which it left a trace
}

// writeUntilKilled writes members, roles and apps for as long as it lives.
func writeUntilKilled(path, client string) error {
	ctx := context.Background()
	db, err := openFile(path)
	if err != nil {
		return err
	}
	call, err := callBy(db, client)
	if err != nil {
		return err
	}
	told := json.NewEncoder(os.Stdout)
	var users, groups, roles []string
	for i := 0; ; i++ {
		pick := func(list []string) string { return list[rand.IntN(len(list))] }
		a := acknowledged{What: []string{"user", "member", "role", "holds", "app", "left", "gone"}[i%7], Event: cordon.SecureDice().ID()}
		call.TrackingID = a.Event
		err := db.Write(ctx, call, func(tx *store.WriteTx) (err error) {
			people, known := tx.Grant.People(), tx.Grant.Groups()
			switch a.What {
			case "user": // and now and then a group
				u := cordon.User{Email: cordon.SecureDice().ID() + "@example.com", Status: cordon.Active}
				if err := tx.CreateUser(people, &u, ""); err != nil {
					return err
				}
				a.ID = u.ID
				if i%4 == 0 {
					g := cordon.Group{Name: cordon.SecureDice().ID()}
					if err := tx.CreateGroup(known, &g); err != nil {
						return err
					}
					a.Group = g.ID
				}
			case "member":
				a.ID, a.Group = pick(users), pick(groups)
				_, err = tx.AddMembers(known, people, a.Group, []store.UserKey{{Value: a.ID}})
			case "left":
				a.ID, a.Group = pick(users), pick(groups)
				if _, err = tx.AddMembers(known, people, a.Group, []store.UserKey{{Value: a.ID}}); err == nil {
					err = tx.RemoveMember(known, people, a.Group, store.UserKey{Value: a.ID})
				}
			case "role":
				a.Group = pick(groups)
				r := cordon.Role{Name: cordon.SecureDice().ID(), Type: "common"}
				said := []cordon.ReachSpec{{Privilege: cordon.UserEdit, Groups: &[]string{a.Group}}, {Privilege: cordon.GroupRead, Reach: "account"}}
				if e := r.SetReaches([]cordon.Privilege{cordon.UserEdit, cordon.GroupRead}, said); e != nil {
					return e
				}
				err = tx.CreateRole(&r)
				a.ID = r.ID
			case "holds":
				a.ID, a.Role = users[len(users)-1], pick(roles)
				_, err = tx.Assign(people, a.Role, []store.UserKey{{Value: a.ID}})
			case "app":
				a.Scopes = []cordon.Scope{"user:read:list_users:admin", "user:read:user"}
				app := cordon.App{Name: "App", Active: true, Scopes: a.Scopes}
				a.Secret, err = tx.CreateApp(people, &app, store.UserKey{Value: call.Claims.Owner})
				a.ID = app.ClientID
			case "gone":
				if len(users) > 5 {
					a.ID = users[0]
					err = tx.DeleteUser(people, store.UserKey{Value: a.ID}, "")
				}
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", a.What, err)
		}
		switch {
		case a.What == "user":
			users = append(users, a.ID)
			if a.Group != "" {
				groups = append(groups, a.Group)
			}
		case a.What == "role":
			roles = append(roles, a.ID)
		case a.What == "gone" && a.ID != "":
			users = users[1:]
		}
		if err := told.Encode(a); err != nil {
			return err
		}
	}
}

// truth is what must be in the file, by what was acknowledged.
type truth struct {
	users  map[string]*crashUser
	groups map[string]bool
	roles  map[string]string // to its group
	apps   map[string]acknowledged
	untold int // apps that a kill kept from being told of
}

type crashUser struct {
	role   string
	groups []string
}

func (t *truth) note(a acknowledged) {
	switch a.What {
	case "user":
		t.users[a.ID] = &crashUser{role: cordon.MemberRole}
		if a.Group != "" {
			t.groups[a.Group] = true
		}
	case "gone":
		delete(t.users, a.ID)
	case "member":
		if u := t.users[a.ID]; !slices.Contains(u.groups, a.Group) {
			u.groups = append(u.groups, a.Group)
		}
	case "left":
		u := t.users[a.ID]
		u.groups = slices.DeleteFunc(u.groups, func(g string) bool { return g == a.Group })
	case "role":
		t.roles[a.ID] = a.Group
	case "holds":
		t.users[a.ID].role = a.Role
	case "app":
		t.apps[a.ID] = a
	}
}

// TestKill kills the writer again and again: every write that it told of is
// there afterwards, the one it was at is there as a whole or not at all, and
// the file is sound.
func TestKill(t *testing.T) {
	rounds := 16
	if testing.Short() {
		rounds = 4
	}
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "cordon.db")
	db := mustOpen(t, path)
	client := makeAccount(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	want := &truth{map[string]*crashUser{}, map[string]bool{}, map[string]string{}, map[string]acknowledged{}, 0}
	writes := 0
	for round := range rounds {
		list, err := killed(t, path, client, time.Duration(20+rand.IntN(300))*time.Millisecond)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		for _, a := range list {
			want.note(a)
		}
		writes += len(list)
		db, err := openFile(path)
		if err != nil {
			t.Fatalf("round %d: the file does not open: %v", round, err)
		}
		if err := db.CheckIntegrity(ctx); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
		if err := want.check(ctx, db, client); err != nil {
			t.Errorf("round %d, after %d acknowledged writes: %v", round, writes, err)
		}
		if err := traces(ctx, db, client, list, writes, round+1); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d rounds, %d acknowledged writes", rounds, writes)
	if writes < rounds {
		t.Errorf("%d rounds and %d writes only: this test says little", rounds, writes)
	}
}

// killed runs a writer on the file, kills it a while after its first write, and
// returns what it acknowledged.
func killed(t *testing.T, path, client string, after time.Duration) (list []acknowledged, err error) {
	t.Helper()
	writer := exec.Command(os.Args[0])
	writer.Env = append(os.Environ(), crashFile+"="+path, crashClient+"="+client)
	writer.Stderr = os.Stderr
	out, err := writer.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := writer.Start(); err != nil {
		return nil, err
	}
	stuck := time.AfterFunc(20*time.Second, func() { _ = writer.Process.Kill() })
	defer stuck.Stop()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if list == nil {
			time.AfterFunc(after, func() { _ = writer.Process.Kill() }) // SIGKILL
		}
		var a acknowledged
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			break // a line cut short by the kill
		}
		list = append(list, a)
	}
	if err := writer.Wait(); err == nil || writer.ProcessState.Exited() {
		return nil, fmt.Errorf("the writer ended by itself: %v", writer.ProcessState)
	}
	return list, nil
}

// check compares the file with what was acknowledged. One write more, the one
// that the kill came upon, may be there; it must then be whole.
func (want *truth) check(ctx context.Context, db *store.DB, client string) error {
	call, err := callBy(db, client)
	if err != nil {
		return err
	}
	var problems []error
	note := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	err = db.Read(ctx, call, func(tx *store.Tx) error {
		people := tx.Grant.People()
		rows, total, err := tx.Users(people, store.UserFilter{Page: store.Page{Limit: 100_000}})
		if err != nil {
			return err
		}
		if total != len(rows) {
			note("%d users, and a total of %d", len(rows), total)
		}
		var extra, differ int
		members, holders, there := map[string]int{}, map[string]int{}, map[string]*crashUser{}
		for _, row := range rows {
			var groups []string
			if err := json.Unmarshal(row.Groups, &groups); err != nil {
				return err
			}
			for _, g := range groups {
				members[g]++
			}
			holders[row.RoleID]++
			switch u := want.users[row.ID]; {
			case row.RoleID == cordon.OwnerRole:
				continue
			case u == nil:
				extra++
			case !slices.Equal(u.groups, groups) || u.role != row.RoleID:
				differ++
			}
			there[row.ID] = &crashUser{row.RoleID, groups}
		}
		missing := len(want.users) + extra - len(there)
		want.users = there // the next round begins with what is there
		// The kill may have come upon one user added, gone or changed.
		if missing < 0 || extra+missing+differ > 1 {
			note("%d users missing, %d too many, %d differ", missing, extra, differ)
		}
		for id := range want.groups {
			g, err := tx.Group(tx.Grant.Groups(), people, id)
			if err != nil || g.TotalMembers != members[id] {
				note("group %s: %d members, %d users say so: %v", id, g.TotalMembers, members[id], err)
			}
			rows, n, err := tx.Users(people, store.UserFilter{Group: id, Page: store.Page{Limit: 100_000}})
			if err != nil || len(rows) != members[id] || n != members[id] {
				note("group %s: %d rows, total %d, %d users say so: %v", id, len(rows), n, members[id], err)
			}
		}
		for id, group := range want.roles {
			r, err := tx.Role(people, id)
			if err != nil || len(r.Reaches) != 2 || !slices.Equal(r.Reaches[cordon.UserEdit].Groups, []string{group}) || !r.Reaches[cordon.GroupRead].Account || r.TotalMembers != holders[id] {
				note("role %s: %+v, %d users hold it: %v", id, r, holders[id], err)
			}
		}
		apps, total, err := tx.Apps(people, store.Page{Limit: 100_000})
		untold := total - 1 - len(want.apps) // one is the owner's
		if err != nil || len(apps) != total || untold < want.untold || untold > want.untold+1 {
			note("%d apps, total %d, want %d: %v", len(apps), total, len(want.apps)+1, err)
		}
		want.untold = untold
		for _, a := range apps {
			if len(a.Scopes) == 0 || a.Owner == "" || !a.Active {
				note("half an app: %+v", a)
			}
		}
		return err
	})
	for id, a := range want.apps {
		c, err2 := db.Credential(ctx, id)
		hash := cordon.HashSecret(a.Secret)
		if err2 != nil || len(c.Secrets) != 1 || !slices.Equal(c.Secrets[0].Hash, hash[:]) || !c.Subject.App.Scopes.Has(a.Scopes[0]) || !c.Subject.App.Scopes.Has(a.Scopes[1]) {
			note("app %s: %+v, %v", id, c, err2)
		}
	}
	return errors.Join(err, errors.Join(problems...))
}

// traces checks that each write that was acknowledged left its event, and that
// there are no more of these than one for each kill.
func traces(ctx context.Context, db *store.DB, client string, list []acknowledged, writes, kills int) error {
	call, err := callBy(db, client)
	if err != nil {
		return err
	}
	var problems []error
	err = db.Read(ctx, call, func(tx *store.Tx) error {
		for _, a := range list {
			if events, _, err := tx.Events(store.EventFilter{TrackingID: a.Event, Page: store.Page{Limit: 2}}); err != nil || len(events) != 1 {
				problems = append(problems, fmt.Errorf("%s %s left %d events: %v", a.What, a.ID, len(events), err))
			}
		}
		events, more, err := tx.Events(store.EventFilter{Page: store.Page{Limit: writes + kills}})
		if more || len(events) < writes {
			problems = append(problems, fmt.Errorf("%d events (more: %v) of %d writes and %d kills", len(events), more, writes, kills))
		}
		return err
	})
	return errors.Join(err, errors.Join(problems...))
}
