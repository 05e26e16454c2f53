package demo

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// TestRecordings: those whom the demo shows off have recordings to show, every
// file has its size, nothing lies in the future, and each is of a meeting that was
// held.
func TestRecordings(t *testing.T) {
	c := NewCompany(cordon.NewDice(rand.NewChaCha8([32]byte{1})), testNow, 60)
	sizes := map[string]int{} // of files, by hash
	saveMedia := func(_ string, content []byte) (string, error) {
		hash := store.MediaHash(content)
		sizes[hash] = len(content)
		return hash, nil
	}
	late, lastDay, thrown := map[string]int{}, map[string]int{}, 0
	held, arranged, joined := map[string]cordon.Session{}, map[int64]string{}, 0 // by UUID; whose by number
	var all []cordon.Recording
	save := func(r *cordon.Record) error {
		switch doc := r.Doc.(type) {
		case cordon.Session:
			held[doc.UUID] = doc
			if owner, ok := arranged[doc.Number]; ok {
				if joined++; owner != r.Owner {
					t.Errorf("%s was arranged by another than its host", doc.UUID)
				}
			}
			return nil
		case cordon.Meeting:
			arranged[doc.Number] = r.Owner
			return nil
		}
		doc, ok := r.Doc.(cordon.Recording)
		if !ok {
			return nil
		}
		all = append(all, doc)
		detail := r.Detail.(cordon.RecordingDetail)
		if r.Kind == cordon.KindTrash {
			thrown++
		}
		if (r.Kind == cordon.KindTrash) != (len(doc.Kept()) == 0) || doc.Number < 80_000_000_000 || len(doc.Files) < 3 {
			t.Errorf("%s %+v", r.Kind, doc)
		}
		for _, f := range doc.Files {
			want := sizes[f.Media]
			switch f.Type {
			case "TRANSCRIPT":
				want = len(cordon.VTT(detail.Transcript))
			case "CHAT":
				want = len(cordon.ChatText(detail.Chat))
			}
			if f.Size == 0 || f.Size != want || f.ID == "" || f.End.After(testNow) || !f.End.After(f.Start) || f.Extension() == "" {
				t.Errorf("%+v: size %d", f, want)
			}
		}
		for i, v := range detail.Views {
			if v.At.After(testNow) || i > 0 && v.At.Before(detail.Views[i-1].At) {
				t.Errorf("watched at %s", v.At)
			}
		}
		if r.Time.After(testNow.Add(-lately)) {
			late[r.Owner]++
		}
		if r.Time.After(testNow.Add(-24 * time.Hour)) {
			lastDay[r.Owner]++
		}
		return nil
	}
	if err := c.Activity(cordon.NewDice(rand.NewChaCha8([32]byte{2})), testNow, save, saveMedia, func(int) {}); err != nil {
		t.Fatal(err)
	}
	for _, i := range []int{FeaturedVisible, FeaturedHidden} {
		if id := c.People[i].ID; late[id] < 2 || lastDay[id] < 1 {
			t.Errorf("person %d: %d recordings lately, %d in the last day", i, late[id], lastDay[id])
		}
	}
	recorded := 0
	for _, r := range all {
		if s := held[r.UUID]; s.Number != r.Number || s.Topic != r.Topic || !s.Start.Equal(r.Start) || !s.Features.Recording {
			t.Errorf("recording %s is of no meeting that was recorded: %+v", r.UUID, s)
		}
	}
	for _, s := range held {
		if s.Features.Recording {
			recorded++
		}
	}
	if recorded != len(all) || joined == 0 {
		t.Errorf("%d meetings were recorded, and there are %d recordings; %d sessions are of arranged meetings", recorded, len(all), joined)
	}
	if thrown == 0 {
		t.Error("nothing is in the trash")
	}
}
