package importer

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLocate(t *testing.T) {
	for path, want := range map[string]place{
		"groups/g1/members.json":                           {"groups", "g1", "members"},
		"/home/me/dump/v2/groups/g1/members.json":          {"groups", "g1", "members"},
		"groups/g1/members_2.json":                         {"groups", "g1", "members"},
		"groups/g1/members-page3.jsonl":                    {"groups", "g1", "members"},
		"im/groups/g1/members.json":                        {"im/groups", "g1", "members"},
		"past_meetings/%252Fa%253D%253D/participants.json": {"past_meetings", "/a==", "participants"},
		"past_meetings/%2Fa==/participants.json":           {"past_meetings", "/a==", "participants"},
		"phone/users/u@example.com/call_history.ndjson":    {"users", "u@example.com", "call_history"},
		"members.json":                                     {},
		"g1/members.json":                                  {},
		"something/g1/members.json":                        {},
		"":                                                 {},
	} {
		if d := cmp.Diff(want, locate(path), cmp.AllowUnexported(place{})); d != "" {
			t.Errorf("%s: %s", path, d)
		}
	}
}

// FuzzRead: whatever a file is called and has in it, it is cut into rows that
// are JSON and lie in the file.
func FuzzRead(f *testing.F) {
	f.Add("groups/g/members.json", `[{"members":[{"id":"a"},[],3]},{"users":[{}]}]`+"\n"+`{"call_history":[{"call_id":""}]}{"id":1`)
	f.Add("", "\ufeff[[]]")
	f.Fuzz(func(t *testing.T, path, text string) {
		rows, problems, err := read(File{Path: path, Read: func() ([]byte, error) { return []byte(text), nil }})
		if err != nil {
			t.Fatal(err)
		}
		lines := len(lineStarts([]byte(text)))
		for _, r := range rows {
			if !json.Valid(r.text) || r.line < 1 || r.line > lines || put[r.kind] == nil {
				t.Errorf("%+v, of %d lines", r, lines)
			}
		}
		for _, p := range problems {
			if p.Line < 1 || p.Line > lines || p.Path != path {
				t.Errorf("%+v, of %d lines", p, lines)
			}
		}
	})
}
