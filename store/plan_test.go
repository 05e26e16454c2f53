package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
)

// Lists start from the smaller side and look-ups find their row: no statement
// that serves a request walks a whole table.

// peopleOf is a decision's People for a role with those reaches.
func peopleOf(t *testing.T, reaches map[cordon.Privilege]cordon.Reach) access.People {
	t.Helper()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	scopes := access.NewScopeSet(access.Operations().Scopes())
	g, refusal := access.Decide(
		&access.Subject{Account: "acme", App: access.AppFacts{ID: "app", Active: true, SecretValid: true, Scopes: scopes, Issued: scopes},
			Owner: access.OwnerFacts{ID: "service", Active: true}, Role: access.NewPolicy(&cordon.Role{Reaches: reaches})},
		&access.Claims{Account: "acme", Owner: "service", IssuedAt: now, ExpiresAt: now.Add(time.Hour)},
		access.Operations().Find("GET /users"), holder.Rows, now)
	if refusal != nil {
		t.Fatal(refusal)
	}
	return g.People()
}

func reach(groups ...string) cordon.Reach { return cordon.Reach{Groups: groups} }

// plan is SQLite's plan for a statement, one step a line.
func plan(t *testing.T, db *DB, query string, args []any) string {
	t.Helper()
	var steps []string
	err := db.read(context.Background(), func(tx *Tx) error {
		return tx.each("EXPLAIN QUERY PLAN "+query, args, func(s *sqlite.Stmt) error {
			steps = append(steps, s.ColumnText(3))
			return nil
		})
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	return strings.Join(steps, "\n")
}

// walks reports the steps that go through a whole table or index, and those
// that go through all users of the account.
func walks(plan string, whole bool) (list []string) {
	for step := range strings.SplitSeq(plan, "\n") {
		scan := strings.HasPrefix(step, "SCAN ") && !strings.HasPrefix(step, "SCAN CONSTANT ROW") && !strings.HasPrefix(step, "SCAN (") && !strings.Contains(step, "SUBQUERY") &&
			!strings.Contains(step, "(subquery-")
		sort := strings.Contains(step, "USE TEMP B-TREE FOR ORDER BY")
		account := !whole && strings.Contains(step, "user_") && strings.Contains(step, "(account=?") && !strings.Contains(step, "email_key=?") && !strings.Contains(step, "AND")
		if scan || account || sort && whole {
			list = append(list, step)
		}
	}
	return list
}

func planDB(t *testing.T) *DB {
	t.Helper()
	db, err := Open(context.Background(), filepath.Join(t.TempDir(), "cordon.db"), Options{
		Clock: func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }, Dice: cordon.SecureDice()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestListPlans(t *testing.T) {
	db := planDB(t)
	for name, test := range map[string]struct {
		reaches map[cordon.Privilege]cordon.Reach
		whole   bool // the list is the whole account's
	}{
		"everyone":       {map[cordon.Privilege]cordon.Reach{cordon.UserRead: {Account: true}}, true},
		"one group":      {map[cordon.Privilege]cordon.Reach{cordon.UserRead: reach("a")}, false},
		"several groups": {map[cordon.Privilege]cordon.Reach{cordon.UserRead: reach("a", "b", "c")}, false},
		"two clauses":    {map[cordon.Privilege]cordon.Reach{cordon.UserRead: reach("a", "b"), cordon.UserEdit: reach("c")}, false},
		"self":           {map[cordon.Privilege]cordon.Reach{cordon.UserRead: {}}, false},
	} {
		people := peopleOf(t, test.reaches)
		for _, f := range []UserFilter{{}, {Status: cordon.Active}, {Role: "2"}, {Status: cordon.Active, Role: "2"}, {Group: "a"}, {Group: "z"}, {Group: "a", Status: cordon.Active, Role: "2"}} {
			f.Page = Page{After: 17, Limit: 31}
			whole := test.whole && f.Group == ""
			t.Run(fmt.Sprintf("%s %+v", name, f), func(t *testing.T) {
				q := new(sql).add("SELECT " + userColumns + " FROM user u WHERE ")
				q.listed(people.Visibility(), f)
				q.add(" ORDER BY u.seq LIMIT ? OFFSET ?", f.Limit, f.Skip)
				p := plan(t, db, q.String(), q.args)
				if w := walks(p, whole); len(w) > 0 {
					t.Errorf("walks: %s\nof\n%s\nfor\n%s", strings.Join(w, "; "), p, q)
				}
				if !whole && !strings.Contains(p, "SEARCH u USING INTEGER PRIMARY KEY") {
					t.Errorf("does not go from the group to the rows:\n%s", p)
				}
				if whole && !strings.Contains(p, "seq>?") {
					t.Errorf("does not start at the page asked for:\n%s", p)
				}
				if f.Group != "" && !strings.Contains(p, "member_list") && !strings.Contains(p, "SEARCH m USING") {
					t.Errorf("does not walk the group's members:\n%s", p)
				}
			})
		}
	}
}

func TestLookupPlans(t *testing.T) {
	db := planDB(t)
	for name, reaches := range map[string]map[cordon.Privilege]cordon.Reach{
		"everyone":    {cordon.UserRead: {Account: true}},
		"two clauses": {cordon.UserRead: reach("a", "b"), cordon.UserEdit: reach("c")},
		"self":        {cordon.UserRead: {}},
	} {
		people := peopleOf(t, reaches)
		for _, key := range []UserKey{{Value: "id"}, {Value: "a@example.com"}, {Value: "E-1", ByUnique: true}} {
			q := new(sql).add("SELECT u.seq FROM user u WHERE ").named(key, "u").add(" AND ").visible(people.Visibility(), "u")
			if p := plan(t, db, q.String(), q.args); len(walks(p, false)) > 0 || !strings.Contains(p, "SEARCH u USING") {
				t.Errorf("%s, %+v:\n%s", name, key, p)
			}
		}
	}
}

// served is every statement that the connections of db have prepared since they
// were opened. The driver keeps them by their text.
func served(t *testing.T, db *DB) (list []string) {
	t.Helper()
	var conns []*sqlite.Conn
	for _, pool := range []connections{db.writer, db.readers} {
		for range cap(pool) {
			conn := <-pool
			conns = append(conns, conn)
			defer func() { pool <- conn }()
		}
	}
	for _, conn := range conns {
		kept := reflect.ValueOf(conn).Elem().FieldByName("stmts")
		if !kept.IsValid() || kept.Kind() != reflect.Map {
			t.Fatal("the driver keeps its statements elsewhere now: look for them there")
		}
		for _, text := range kept.MapKeys() {
			list = append(list, text.String())
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Every statement that serves a request, on behalf of somebody who sees one
// group, finds its rows by an index: none walks a table, nor all the users of
// the account.
func TestEveryPlan(t *testing.T) {
	ctx, db := context.Background(), planDB(t)
	var account cordon.Account
	owner := cordon.User{Email: "owner@example.com", Status: cordon.Active}
	app := cordon.App{Name: "Owner", Active: true, Scopes: access.Operations().Scopes()}
	group, role := cordon.Group{Name: "a"}, cordon.Role{Name: "r"}
	ann := cordon.User{Email: "ann@example.com", Status: cordon.Active}
	his := cordon.App{Name: "Ann's", Active: true, Scopes: access.Operations().Scopes()}
	err := db.Operate(ctx, "test", "set up", func(tx *OperatorTx) error {
		_, err := tx.CreateAccount(&account, &owner, &app)
		if err == nil {
			err = tx.AddGroup(account.ID, &group)
		}
		if err == nil {
			role.Reaches = map[cordon.Privilege]cordon.Reach{}
			for _, p := range access.Operations().Privileges() {
				role.Reaches[p] = reach(group.ID)
			}
			err = tx.AddRole(account.ID, &role)
		}
		if err == nil {
			ann.RoleID, ann.Groups = role.ID, []string{group.ID}
			err = tx.AddUser(account.ID, &ann)
		}
		if err == nil {
			his.Owner = ann.ID
			_, err = tx.AddApp(account.ID, &his)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	call := func(app cordon.App) Call {
		c, err := db.Credential(ctx, app.ClientID)
		if err != nil {
			t.Fatal(err)
		}
		now := db.clock()
		return Call{Operation: access.Operations().Find("PATCH /users/{userId}"), Holder: holder.Rows, Claims: &access.Claims{ID: "token", Account: account.ID,
			ClientID: app.ClientID, Owner: c.Subject.Owner.ID, Secret: c.Secrets[0].ID, Scopes: c.ScopesRev, IssuedAt: now, ExpiresAt: now.Add(time.Hour)}}
	}
	// All that a handler may ask; that some of it fails does not matter here.
	reads := func(tx *Tx) error {
		people, groups := tx.Grant.People(), tx.Grant.Groups()
		for _, f := range []UserFilter{{}, {Status: cordon.Active}, {Role: "2"}, {Group: group.ID}, {Group: group.ID, Role: "2", Status: cordon.Active}} {
			f.Limit = 10
			_, _, _ = tx.Users(people, f)
		}
		for _, key := range []UserKey{{Value: ann.ID}, {Value: ann.Email}, {Value: "E", ByUnique: true}} {
			_, _ = tx.User(people, key)
			_, _ = tx.Permissions(people, key)
			_, _ = tx.Features(people, key)
		}
		_, _ = tx.HasEmail(people, ann.Email)
		_, _ = tx.ClientVersions(people)
		calls, where := []cordon.Kind{cordon.KindCall}, []Where{{Path: "$.direction", Values: []string{"inbound"}}}
		for _, f := range []RecordFilter{{Kinds: calls}, {Kinds: calls, Oldest: true}, {Kinds: []cordon.Kind{"a", "b"}}, {Kinds: calls, User: ann.ID}, {Kinds: calls, Group: group.ID},
			{Kinds: calls, Parent: "p"}, {Kinds: calls, Where: where}, {Kinds: calls, User: ann.ID, Where: where}, {Kinds: calls, Also: "RecordingContent:Read"},
			{Kinds: calls, From: db.clock().Add(-24 * time.Hour), Page: Page{After: 7, AfterTime: 7}}} {
			f.Limit = 10
			_, _, _ = tx.Records(people, f)
			_, _ = tx.Sums(people, f, ByDay, "$.participants")
			_, _ = tx.Sums(people, f, "$.quality")
			_, _ = tx.Stored(people, f)
			_, _, _ = tx.Hosts(people, f)
			_, _, _ = tx.Idle(people, f)
			_, _ = tx.NewUsers(people, f)
			_, _, _ = tx.Parts(people, RecordRow{ID: "p"}, f)
		}
		_, _, _ = tx.Record(people, cordon.KindCall, "id", "RecordingContent:Read")
		_, _, _ = tx.Media(RecordRow{Seq: 1}, "hash")
		_, _, _ = tx.Holders(people, RecordRow{Seq: 1}, Page{Limit: 10})
		many := []cordon.Person{{User: ann.ID}, {Email: ann.Email}}
		for i := range 300 {
			many = append(many, cordon.Person{User: fmt.Sprint(i)}, cordon.Person{Email: fmt.Sprint(i, "@example.com")})
		}
		_, _ = tx.Faces(people, many)
		_, _ = tx.OnLines(people, []string{ann.ID, owner.ID})
		_, _ = tx.RecordTaken("id", cordon.KindMeeting, cordon.KindWebinar)
		_, _, _ = tx.Groups(groups, people, Page{Limit: 10})
		_, _ = tx.Group(groups, people, group.ID)
		_, _ = tx.Roles(people, "common")
		_, _ = tx.Role(people, role.ID)
		_, _ = tx.RoleIDs("", 10)
		_, _ = tx.RoleIDs(role.ID, 10)
		_, _ = tx.GroupNames(groups, []string{group.ID, "b"})
		_, _, _ = tx.Apps(people, Page{Limit: 10})
		_, _ = tx.App(people, his.ID)
		appsRead(tx, his.ID)
		tiesRead(tx, group.ID, UserKey{Value: ann.ID})
		chooseRead(tx, UserKey{Value: ann.ID})
		talkRead(tx, UserKey{Value: ann.ID}, UserKey{Value: owner.ID})
		findRead(tx, group.ID, UserKey{Value: ann.ID})
		activityRead(tx, his.ID, role.ID)
		explainRead(tx, his.ID, role.ID, group.ID, UserKey{Value: ann.ID})
		return nil
	}
	writes := func(tx *WriteTx) error {
		people, groups, who := tx.Grant.People(), tx.Grant.Groups(), UserKey{Value: ann.ID}
		u, g, r, a := cordon.User{Email: "new@example.com", Status: cordon.Active}, cordon.Group{Name: "new"}, cordon.Role{Name: "new", Type: "common"}, cordon.App{Name: "new"}
		_ = tx.CreateUser(people, &u, "")
		_ = tx.UpdateUser(people, who, group.ID, func(u *cordon.User) error {
			u.Brief.PMI, u.Profile.VanityURL = 1234567890, "https://example.zoom.us/my/ann"
			return nil
		})
		_ = tx.SetEmail(people, who, "other@example.com")
		_ = tx.SetPassword(people, who, "hash")
		_ = tx.CreateGroup(groups, &g)
		name := "other"
		_ = tx.UpdateGroup(groups, group.ID, &name, nil)
		_, _ = tx.AddMembers(groups, people, g.ID, []UserKey{who})
		_ = tx.SetPrimary(groups, people, group.ID, who)
		_ = tx.MoveMember(groups, people, group.ID, who, g.ID)
		_ = tx.RemoveMember(groups, people, g.ID, who)
		_ = tx.CreateRole(&r)
		_ = tx.UpdateRole(r.ID, nil, func(r *cordon.Role) error { r.Name = "other"; return nil })
		_, _ = tx.Assign(people, r.ID, []UserKey{who})
		_ = tx.Unassign(people, r.ID, who)
		_ = tx.DeleteRole(r.ID)
		_, _ = tx.CreateApp(people, &a, UserKey{Value: owner.ID})
		_, _ = tx.CreateApp(people, &a, who)
		_ = tx.UpdateApp(people, a.ID, AppChange{Name: &name, Scopes: &[]cordon.Scope{}})
		_, _, _ = tx.RotateSecret(people, a.ID, true, db.clock().Add(time.Hour))
		_, _, _ = tx.RotateSecret(people, a.ID, false, db.clock().Add(time.Minute))
		appsWritten(tx, a.ID)
		_ = tx.DeleteApp(people, a.ID)
		record := cordon.Record{Kind: cordon.KindChannel, ID: "id", Time: db.clock(), Doc: struct{}{}}
		_ = tx.AddRecord(people, ann.ID, &record)
		row, _, _ := tx.Record(people, cordon.KindChannel, "id", "")
		_, _ = tx.AddHolders(people, row, []string{owner.ID})
		_ = tx.SaveRecord(row, struct{}{}, struct{}{})
		part := cordon.Record{Kind: cordon.KindMessage, ID: "id", Time: db.clock(), Doc: struct{}{}}
		_ = tx.AddPart(people, row, ann.ID, &part)
		_ = tx.RemoveHolder(people, row, owner.ID)
		_ = tx.DeleteRecord(people, row, cordon.KindMessage)
		tiesWritten(tx, group.ID, who, UserKey{Value: owner.ID})
		talkWritten(tx, who, UserKey{Value: owner.ID})
		_ = tx.SetStatus(people, who, cordon.Inactive)
		_ = tx.DeleteGroup(groups, group.ID)
		_ = tx.DeleteUser(people, who, owner.ID, "meeting", "webinar", "recording")
		_ = tx.DeleteUser(people, who, "")
		return errors.New("nothing of this is kept")
	}
	small := map[string]bool{ // tables of a few rows, or swept of old ones
		"DELETE FROM revoked_token WHERE expires_at < ?": true,
	}
	var before []string
	for _, who := range []struct {
		name string
		app  cordon.App
	}{{"everyone", app}, {"one group", his}} {
		name, c := who.name, call(who.app)
		if err := db.Read(ctx, c, reads); err != nil {
			t.Fatal(err)
		}
		_ = db.Write(ctx, c, writes)
		if err := activityKept(db, c); err != nil {
			t.Fatal(err)
		}
		if err := db.Revoke(ctx, "other token", db.clock(), cordon.Event{}); err != nil {
			t.Fatal(err)
		}
		asked := 0
		for _, query := range served(t, db) {
			verb, _, _ := strings.Cut(strings.TrimSpace(query), " ")
			verb = strings.ToUpper(strings.TrimSpace(verb))
			if slices.Contains(before, query) || !slices.Contains([]string{"SELECT", "UPDATE", "DELETE"}, strings.Fields(verb)[0]) || small[query] {
				continue
			}
			asked++
			p := plan(t, db, query, nil)
			for step := range strings.SplitSeq(p, "\n") {
				list := name == "everyone" && strings.Contains(query, "LIMIT") // a page of the whole account
				scan := strings.HasPrefix(step, "SCAN ") && !strings.Contains(step, "SUBQUERY") && !strings.Contains(step, "subquery") && !strings.Contains(step, "CONSTANT") &&
					!strings.Contains(step, "VIRTUAL TABLE") // one document's own list
				if name, ok := strings.CutPrefix(step, "SCAN "); ok { // the result of a part of the statement, which is judged itself
					scan = scan && !strings.Contains(p, "CO-ROUTINE "+name+"\n") && !strings.Contains(p, "MATERIALIZE "+name+"\n")
				}
				account := strings.Contains(step, " user_") && !strings.Contains(step, "user_total") && !strings.Contains(step, "user_type_total") && !strings.Contains(step, "user_group") && strings.HasSuffix(step, "(account=?)")
				if scan && !strings.HasPrefix(step, "SCAN (") || account && !list {
					t.Errorf("%s: %s\nof\n%s\nfor\n%s", name, step, p, strings.Join(strings.Fields(query), " "))
				}
			}
		}
		before = served(t, db)
		t.Logf("%s: %d statements", name, asked)
		if asked < 20 {
			t.Errorf("%s: %d statements only", name, asked)
		}
	}
}
