package zoomapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// TestHandWrittenJSON: what userList and userAlone write by hand is what
// encoding/json makes of the structs that are their schema, and decodes
// strictly into them. The users are random, with text that must be escaped.
func TestHandWrittenJSON(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for i := range 300 {
		var rows []store.UserRow
		var entries []userEntry
		include := []string{"", "custom_attributes", "host_key"}[rnd.IntN(3)]
		self := ""
		for range rnd.IntN(4) {
			row, entry := randomUser(t, rnd, now)
			if include != "custom_attributes" {
				entry.Attributes = nil
			}
			if rnd.IntN(2) == 0 && row.Status != cordon.Pending {
				self = row.ID
			}
			rows, entries = append(rows, row), append(entries, entry)
		}
		for j := range entries {
			if include != "host_key" || rows[j].ID != self {
				entries[j].HostKey = ""
			}
		}
		info := pageInfo{rnd.IntN(5), rnd.IntN(5), rnd.IntN(300), rnd.IntN(1000), randomText(rnd)}
		if entries == nil {
			entries = []userEntry{}
		}
		list := &userList{pageInfo: info, rows: rows, include: include, self: self, answersTime: now}
		sameJSON(t, fmt.Sprintf("list %d", i), list, &userList{pageInfo: info, Users: entries}, new(userList))

		row, entry := randomUser(t, rnd, now)
		if row.Status == cordon.Pending {
			continue
		}
		entry.HostKey = ""
		profile := randomValue[cordon.Profile](rnd, now)
		if profile.LoginTypes == nil {
			profile.LoginTypes = []int{}
		}
		want := &userAlone{userEntry: entry, Profile: profile, RoleName: randomText(rnd), AccountID: randomText(rnd), AccountNumber: rnd.Int64(), Manager: randomText(rnd)}
		alone := &userAlone{AccountID: want.AccountID, now: now, detail: store.UserDetail{UserRow: row, RoleName: want.RoleName,
			AccountNumber: want.AccountNumber, Manager: want.Manager, Profile: asJSON(t, profile)}}
		sameJSON(t, fmt.Sprintf("user %d", i), alone, want, new(userAlone))
	}
}

func sameJSON(t *testing.T, what string, written appender, want, into any) {
	t.Helper()
	got := written.appendJSON(nil)
	var a, b any
	if err := json.Unmarshal(got, &a); err != nil {
		t.Fatalf("%s: not JSON: %v\n%s", what, err, got)
	}
	if err := json.Unmarshal(asJSON(t, want), &b); err != nil {
		t.Fatal(err)
	}
	// custom_attributes is there even when it is empty, which the struct's
	// omitempty cannot say.
	if diff := cmp.Diff(dropEmpty(b), dropEmpty(a)); diff != "" {
		t.Fatalf("%s: written by hand (+) and by encoding/json (-):\n%s", what, diff)
	}
	d := json.NewDecoder(bytes.NewReader(got))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%s: does not decode into its struct: %v\n%s", what, err, got)
	}
	again := asJSON(t, into)
	var c any
	if err := json.Unmarshal(again, &c); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(dropEmpty(b), dropEmpty(c)); diff != "" {
		t.Fatalf("%s: decoded and encoded again (+) and the struct (-):\n%s", what, diff)
	}
}

func dropEmpty(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if list, ok := v["custom_attributes"].([]any); ok && len(list) == 0 {
			delete(v, "custom_attributes")
		}
		for _, x := range v {
			dropEmpty(x)
		}
	case []any:
		for _, x := range v {
			dropEmpty(x)
		}
	}
	return v
}

func randomUser(t *testing.T, rnd *rand.Rand, now time.Time) (store.UserRow, userEntry) {
	brief := randomValue[cordon.Brief](rnd, now)
	attributes := randomValue[[]cordon.CustomAttribute](rnd, now)
	if attributes == nil {
		attributes = []cordon.CustomAttribute{}
	}
	e := userEntry{
		ID: randomText(rnd), Brief: brief, Email: randomText(rnd), RoleID: randomText(rnd), CreatedAt: now.Add(-time.Hour), Attributes: attributes,
		Status: []string{"active", "inactive", "pending"}[rnd.IntN(3)], HostKey: randomText(rnd), Groups: []string{},
	}
	if rnd.IntN(2) == 0 {
		e.Groups = []string{randomText(rnd), randomText(rnd)}
	}
	row := store.UserRow{ID: e.ID, Email: e.Email, Status: cordon.Status(e.Status), RoleID: e.RoleID, CreatedAt: e.CreatedAt, HostKey: e.HostKey,
		Groups: asJSON(t, e.Groups), Brief: asJSON(t, brief), Attributes: asJSON(t, attributes)}
	if row.Status == cordon.Pending {
		e.ID, e.CreatedAt = "", now
	}
	return row, e
}

// randomValue fills every field of a T, some of them with nothing.
func randomValue[T any](rnd *rand.Rand, now time.Time) (v T) {
	randomFill(rnd, now, reflect.ValueOf(&v).Elem())
	return v
}

func randomFill(rnd *rand.Rand, now time.Time, v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(now.Add(-time.Duration(rnd.IntN(1000)) * time.Second)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(randomText(rnd))
	case reflect.Int, reflect.Int64:
		v.SetInt(rnd.Int64N(1 << 53))
	case reflect.Bool:
		v.SetBool(rnd.IntN(2) == 0)
	case reflect.Pointer:
		if rnd.IntN(2) == 0 {
			v.Set(reflect.New(v.Type().Elem()))
			randomFill(rnd, now, v.Elem())
		}
	case reflect.Slice:
		for range rnd.IntN(3) {
			v.Set(reflect.Append(v, reflect.New(v.Type().Elem()).Elem()))
			randomFill(rnd, now, v.Index(v.Len()-1))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			randomFill(rnd, now, v.Field(i))
		}
	default:
		panic("render_test: a field of kind " + v.Kind().String())
	}
}

func randomText(rnd *rand.Rand) string {
	const letters = "ab \"\\/<>&'\u2028\u2029\t\né€𝄞\x7f\uFFFD{}[]:,"
	all := []rune(letters)
	s := []rune{'x'}
	for range rnd.IntN(6) {
		s = append(s, all[rnd.IntN(len(all))])
	}
	return string(s)
}

func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "plain", `"`, "\\", "\x00", "\xff", "é", "<&>", "\u2028", "~\x7f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Skip()
		}
		if got := appendString(nil, s); !bytes.Equal(got, want) {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	})
}
