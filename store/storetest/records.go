package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// A thing is a record as a naive program keeps it.
type thing struct {
	cordon.Record
	seq int // the place in which it was added
}

// heldBy reports whether somebody in sight holds it.
func (x thing) heldBy(m model, v access.Visibility) bool {
	return slices.ContainsFunc(m, func(p person) bool { return slices.Contains(x.Holders, p.id) && p.seenBy(v) })
}

// wanted lists what a list should hold, in its order.
func (m model) wanted(all []thing, v access.Visibility, f store.RecordFilter) []string {
	var list []thing
	for _, x := range all {
		group := f.Group == "" || slices.ContainsFunc(m, func(p person) bool {
			return slices.Contains(x.Holders, p.id) && slices.Contains(p.groups, f.Group) && p.seenBy(v)
		})
		where := !slices.ContainsFunc(f.Where, func(w store.Where) bool {
			return !slices.Contains(w.Values, fmt.Sprint(x.Doc.(map[string]any)[w.Path[len("$."):]]))
		})
		if slices.Contains(f.Kinds, x.Kind) && x.heldBy(m, v) && group && where && (f.User == "" || slices.Contains(x.Holders, f.User)) &&
			(f.Parent == "" || x.Parent == f.Parent) && (f.From.IsZero() || !x.Time.Before(f.From)) && (f.To.IsZero() || x.Time.Before(f.To)) {
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(a, b thing) int {
		by := a.Time.Compare(b.Time)
		if by == 0 {
			by = a.seq - b.seq
		}
		if f.Oldest {
			return by
		}
		return -by
	})
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = string(x.Kind) + x.ID
	}
	return ids
}

// testRecords compares every list and total of records with the model, over
// random accounts, for viewers of every kind.
func testRecords(t *testing.T, open Open) {
	r := rand.New(rand.NewPCG(5, 1))
	s := set(t, open)
	groups := []string{s.group("a"), s.group("b"), s.group("c"), s.group("empty")}
	a, b, c, empty := groups[0], groups[1], groups[2], groups[3]
	m := model{{s.owner.id, "owner@example.com", "", cordon.Active, cordon.OwnerRole, nil}}
	s.crowd(r, &m, 40, []string{cordon.MemberRole}, groups[:3])
	viewers := map[string]*caller{"owner": s.owner}
	for name, reach := range map[string]reaches{
		"everyone":       {cordon.UserRead: everyone},
		"one group":      {cordon.UserRead: reach(a)},
		"several groups": {cordon.UserRead: reach(a, b, empty)},
		"two clauses":    {cordon.UserRead: reach(a, b), cordon.UserEdit: reach(b, c)},
		"an empty group": {cordon.UserRead: reach(empty)},
		"self only":      {cordon.UserRead: reach()},
	} {
		viewers[name] = s.viewer(name, reach, b)
		m = append(m, person{id: viewers[name].id, email: name + "@service.example", status: cordon.Active, groups: []string{b}})
	}
	kinds := []cordon.Kind{cordon.KindPastMeeting, cordon.KindPastWebinar, cordon.KindChannel}
	var all []thing
	s.operate(func(tx *store.OperatorTx) error {
		for i := range 400 {
			x := thing{seq: i, Record: cordon.Record{Kind: kinds[r.IntN(3)], ID: fmt.Sprint("id", i), Parent: fmt.Sprint("p", r.IntN(9)),
				Time: start.Add(-time.Duration(r.IntN(40)) * 20 * time.Minute), Doc: map[string]any{"colour": []string{"red", "blue", "grey"}[r.IntN(3)], "n": float64(i % 2)}}}
			x.Owner = m[r.IntN(len(m))].id
			x.Holders = []string{x.Owner}
			if x.Kind == cordon.KindChannel {
				for range r.IntN(5) {
					x.Holders = append(x.Holders, m[r.IntN(len(m))].id)
				}
			}
			if err := tx.AddRecord(s.account, &x.Record); err != nil {
				return err
			}
			all = append(all, x)
		}
		return nil
	})
	var filters []store.RecordFilter
	for range 250 {
		f := store.RecordFilter{Kinds: []cordon.Kind{kinds[r.IntN(3)]}, Oldest: r.IntN(2) == 0, Also: []cordon.Privilege{"", cordon.UserEdit}[r.IntN(2)]}
		if r.IntN(3) == 0 {
			f.Kinds = kinds[:2]
		}
		switch r.IntN(5) {
		case 0:
			f.User = m[r.IntN(len(m))].id
		case 1:
			f.Group = groups[r.IntN(4)]
		case 2:
			f.Parent = fmt.Sprint("p", r.IntN(10))
		}
		if r.IntN(2) == 0 {
			f.From = start.Add(-time.Duration(r.IntN(840)) * time.Minute)
		}
		if r.IntN(2) == 0 {
			f.To = start.Add(-time.Duration(r.IntN(840)) * time.Minute)
		}
		switch r.IntN(4) {
		case 0:
			f.Where = []store.Where{{Path: "$.colour", Values: []string{"red", "blue"}[r.IntN(2):]}}
		case 1:
			f.Where = []store.Where{{Path: "$.n", Values: []string{"1"}}, {Path: "$.colour", Values: []string{"red", "grey", "blue"}}}
		}
		filters = append(filters, f)
	}
	for _, name := range slices.Sorted(maps.Keys(viewers)) {
		t.Run(name, func(t *testing.T) {
			viewers[name].read("GET /users", func(tx *store.Tx) error { return m.checkRecords(t, r, tx, all, filters) })
		})
	}
}

func (m model) checkRecords(t *testing.T, r *rand.Rand, tx *store.Tx, all []thing, filters []store.RecordFilter) error {
	people := tx.Grant.People()
	v := people.Visibility()
	of := func(id string) person { return m[slices.IndexFunc(m, func(p person) bool { return p.id == id })] }
	for _, f := range filters {
		want := m.wanted(all, v, f)
		hidden := f.User != "" && !of(f.User).seenBy(v)
		f.Limit = 1 + r.IntN(50)
		var got []string
		for {
			rows, total, err := tx.Records(people, f)
			var e *cordon.Error
			if hidden || f.Group != "" && !tx.Grant.Groups().Has(f.Group) {
				if !errors.As(err, &e) || e.Status != 404 || len(rows) > 0 {
					t.Errorf("%+v: of what is hidden: %v %v", f, rows, err)
				}
				break
			}
			if err != nil {
				return err
			}
			if total != len(want) {
				t.Fatalf("%+v: total %d, want %d", f, total, len(want))
			}
			for _, row := range rows {
				got = append(got, string(row.Kind)+row.ID)
				x := all[slices.IndexFunc(all, func(x thing) bool { return x.ID == row.ID })]
				owner := of(x.Owner)
				if seen := owner.seenBy(v); row.Owner.ID != "" && !seen || seen && (row.Owner.ID != owner.id || row.Owner.Email != owner.email) {
					t.Errorf("%+v: %s shows owner %+v, in sight %v", f, row.ID, row.Owner, seen)
				}
				if also := f.Also != "" && owner.seenBy(v) && owner.seenBy(tx.Grant.See(f.Also)); row.Also != also {
					t.Errorf("%+v: %s: also %v, want %v", f, row.ID, row.Also, also)
				}
			}
			if len(rows) < f.Limit {
				if !slices.Equal(got, want) {
					t.Fatalf("%+v\ngot  %v\nwant %v", f, got, want)
				}
				break
			}
			last := rows[len(rows)-1]
			f.After, f.AfterTime = last.Seq, last.Time.UnixMilli()
		}
	}
	for _, x := range all {
		row, found, err := tx.Record(people, x.Kind, x.ID, "")
		if err != nil {
			return err
		}
		if found != x.heldBy(m, v) || !found && (row.ID != "" || len(row.Doc) > 0) {
			t.Errorf("%s: found %v, want %v: %+v", x.ID, found, x.heldBy(m, v), row)
		}
	}
	return m.checkFaces(t, tx)
}

// checkFaces: nobody hidden has a face, and where anybody is hidden nobody from
// outside has an address.
func (m model) checkFaces(t *testing.T, tx *store.Tx) error {
	people := tx.Grant.People()
	outside := cordon.Person{Name: "Out", Email: "out@elsewhere.example"}
	named := []cordon.Person{outside, {User: "no such id"}, {}}
	for _, p := range m {
		named = append(named, cordon.Person{User: p.id, Name: "N"}, cordon.Person{Name: "N", Email: p.email})
	}
	faces, err := tx.Faces(people, named)
	if err != nil {
		return err
	}
	for _, p := range m {
		for _, n := range []cordon.Person{{User: p.id}, {Email: p.email}} {
			wantID, wantEmail := "", ""
			if p.seenBy(people.Visibility()) {
				wantID, wantEmail = p.id, p.email
			}
			if faces.ID(n) != wantID || faces.Email(n) != wantEmail {
				t.Errorf("%+v: got %q %q, want %q %q", n, faces.ID(n), faces.Email(n), wantID, wantEmail)
			}
		}
	}
	want := ""
	if people.Everyone() {
		want = outside.Email
	}
	if faces.Email(outside) != want || faces.ID(outside) != "" {
		t.Errorf("somebody from outside: %q %q", faces.ID(outside), faces.Email(outside))
	}
	return nil
}

// testRecordWrites: parts, holders, moving on, leaving and handing over.
func testRecordWrites(t *testing.T, open Open) {
	s := set(t, open)
	a := s.group("a")
	ann, ben, cat := s.user("ann@example.com", "", a), s.user("ben@example.com", "", a), s.user("cat@example.com", "")
	editor := s.viewer("editor", reaches{cordon.UserEdit: reach(a), cordon.UserRead: reach(a)})
	add := func(c *caller, holder string, r cordon.Record) error {
		return c.write(func(tx *store.WriteTx) error { return tx.AddRecord(tx.Grant.People(), holder, &r) })
	}
	of := func(c *caller, kind cordon.Kind, user string) (ids []string) {
		c.read("GET /users", func(tx *store.Tx) error {
			rows, _, err := tx.Records(tx.Grant.People(), store.RecordFilter{Kinds: []cordon.Kind{kind}, User: user, Page: store.Page{Limit: 100}})
			for _, row := range rows {
				ids = append(ids, row.ID)
			}
			if err != nil {
				t.Error(err)
			}
			return nil
		})
		return ids
	}
	record := func(kind cordon.Kind, id string) cordon.Record {
		return cordon.Record{Kind: kind, ID: id, Time: start, Doc: map[string]string{"is": id}, Detail: map[string]string{"more": id}}
	}
	var e *cordon.Error
	if err := add(editor, cat, record(cordon.KindMeeting, "1")); !errors.As(err, &e) || e.Code != 1001 {
		t.Errorf("a record for somebody hidden: %v", err)
	}
	if err := add(editor, "ann@example.com", record(cordon.KindMeeting, "1")); err != nil {
		t.Fatal(err)
	}
	if err := add(s.owner, ann, record(cordon.KindMeeting, "1")); err == nil {
		t.Error("two meetings of one number")
	}
	if err := add(s.owner, cat, record(cordon.KindMeeting, "2")); err != nil {
		t.Fatal(err)
	}
	if err := add(s.owner, ann, cordon.Record{Kind: cordon.KindMeeting, ID: "3"}); err == nil {
		t.Error("a record without a time")
	}
	err := s.Operate(t.Context(), "test", "two holders", func(tx *store.OperatorTx) error {
		r := record(cordon.KindMeeting, "4")
		r.Owner, r.Holders = cat, []string{cat, ann}
		return tx.AddRecord(s.account, &r)
	})
	if err == nil {
		t.Error("a meeting that is in sight through another than its host, whom it names")
	}
	// It moves on: another kind, another time, another document.
	edit := func(c *caller, kind cordon.Kind, id string, fn func(*store.WriteTx, store.RecordRow) error) bool {
		t.Helper()
		found := false
		err := c.write(func(tx *store.WriteTx) error {
			row, ok, err := tx.Record(tx.Grant.People(), kind, id, "")
			if found = ok; err != nil || !ok {
				return err
			}
			return fn(tx, row)
		})
		if err != nil {
			t.Error(err)
		}
		return found
	}
	moved := edit(editor, cordon.KindMeeting, "1", func(tx *store.WriteTx, row store.RecordRow) error {
		row.Kind, row.Time = cordon.KindPastMeeting, start.Add(time.Hour)
		return tx.SaveRecord(row, map[string]string{"is": "over"}, nil)
	})
	if !moved || len(of(editor, cordon.KindMeeting, ann)) != 0 || !slices.Equal(of(editor, cordon.KindPastMeeting, ann), []string{"1"}) {
		t.Error("a record that moves on must leave the old list for the new")
	}
	if edit(editor, cordon.KindMeeting, "2", func(*store.WriteTx, store.RecordRow) error { return errors.New("reached") }) {
		t.Error("a hidden record was found for a write")
	}
	edit(editor, cordon.KindPastMeeting, "1", func(tx *store.WriteTx, row store.RecordRow) error {
		var doc, detail map[string]string
		if json.Unmarshal(row.Doc, &doc) != nil || json.Unmarshal(row.Detail, &detail) != nil || doc["is"] != "over" || detail["more"] != "1" || !row.Time.Equal(start.Add(time.Hour)) {
			t.Errorf("saved as %s %s", row.Doc, row.Detail)
		}
		return nil
	})
	// A channel: its members are its holders, its messages are parts.
	if err := add(s.owner, cat, record(cordon.KindChannel, "ch")); err != nil {
		t.Fatal(err)
	}
	edit(s.owner, cordon.KindChannel, "ch", func(tx *store.WriteTx, row store.RecordRow) error {
		people := tx.Grant.People()
		added, err := tx.AddHolders(people, row, []string{ann, "ben@example.com", ann})
		if err != nil || !slices.Equal(added, []string{ann, ben}) {
			t.Errorf("added %v: %v", added, err)
		}
		m := record(cordon.KindMessage, "m")
		return tx.AddPart(people, row, cat, &m)
	})
	edit(editor, cordon.KindChannel, "ch", func(tx *store.WriteTx, row store.RecordRow) error {
		people := tx.Grant.People()
		members, total, err := tx.Holders(people, row, store.Page{Limit: 1})
		if err != nil || total != 2 || len(members) != 1 || members[0].ID != ann || row.Owner.ID != "" {
			t.Errorf("members %+v of %d, owner %+v: %v", members, total, row.Owner, err)
		}
		parts, n, err := tx.Parts(people, row, store.RecordFilter{Kinds: []cordon.Kind{cordon.KindMessage}, Page: store.Page{Limit: 5}})
		if err != nil || n != 1 || len(parts) != 1 || parts[0].ID != "m" || parts[0].Owner.ID != "" {
			t.Errorf("parts %+v: %v", parts, err)
		}
		if err := tx.RemoveHolder(people, row, cat); err == nil {
			t.Error("somebody hidden was taken out")
		}
		return nil
	})
	// Who leaves takes along what is theirs alone, and hands over what is asked for.
	if err := add(s.owner, ann, record(cordon.KindRecording, "r")); err != nil {
		t.Fatal(err)
	}
	if err := editor.write(func(tx *store.WriteTx) error { return tx.DeleteUser(tx.Grant.People(), key(ann), ben, "recording") }); err != nil {
		t.Fatal(err)
	}
	if got := of(editor, cordon.KindRecording, ben); !slices.Equal(got, []string{"r"}) {
		t.Errorf("handed over: %v", got)
	}
	for _, id := range []string{"1", "r"} {
		s.owner.read("GET /users", func(tx *store.Tx) error {
			_, past, _ := tx.Record(tx.Grant.People(), cordon.KindPastMeeting, id, "")
			row, kept, _ := tx.Record(tx.Grant.People(), cordon.KindRecording, id, "")
			if past || kept != (id == "r") || kept && row.Owner.ID != ben {
				t.Errorf("%s after ann left: past meeting %v, recording %v of %+v", id, past, kept, row.Owner)
			}
			return nil
		})
	}
	// With its last member a channel goes, and its parts when it is deleted.
	edit(s.owner, cordon.KindChannel, "ch", func(tx *store.WriteTx, row store.RecordRow) error {
		return tx.DeleteRecord(tx.Grant.People(), row, cordon.KindMessage)
	})
	if err := s.owner.write(func(tx *store.WriteTx) error {
		if taken, err := tx.RecordTaken("m", cordon.KindMessage); err != nil || taken {
			t.Errorf("a message outlives its channel: %v", err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.CheckIntegrity(t.Context()); err != nil {
		t.Error(err)
	}
}

// testTransferShowsNobody: handing records over must not show them to anybody
// to whom the caller could not have shown their holder.
func testTransferShowsNobody(t *testing.T, open Open) {
	s := set(t, open)
	a, b := s.group("a"), s.group("b")
	ann := s.user("ann@example.com", "", a)
	ben := s.user("ben@example.com", "", a, b) // b is what somebody else's role reaches for recordings
	s.viewer("watcher", reaches{cordon.UserRead: reach(b), "Recording:Read": reach(b)})
	editor := s.viewer("editor", reaches{cordon.UserEdit: reach(a), cordon.UserRead: reach(a)})
	err := editor.write(func(tx *store.WriteTx) error { return tx.DeleteUser(tx.Grant.People(), key(ann), ben, "recording") })
	var e *cordon.Error
	if !errors.As(err, &e) || e.Code != 200 {
		t.Errorf("handed over to those who see ben: %v", err)
	}
	if err := s.owner.write(func(tx *store.WriteTx) error { return tx.DeleteUser(tx.Grant.People(), key(ann), ben, "recording") }); err != nil {
		t.Error(err)
	}
}
