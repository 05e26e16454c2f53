package demo

import (
	"math/rand/v2"
	"testing"

	"github.com/cordon-zoom/cordon"
)

// TestArranged: everybody at work has something ahead, those whom the demo shows
// off a webinar too, and no two have one number.
func TestArranged(t *testing.T) {
	for people, meetings := range map[int]int{60: 2, richest + 1: 1} {
		c := NewCompany(cordon.NewDice(rand.NewChaCha8([32]byte{1})), testNow, people)
		numbers, ahead, webinars := map[string]bool{}, map[string]int{}, map[string]int{}
		k := c.chronicle(cordon.NewDice(rand.NewChaCha8([32]byte{2})), testNow, nil, nil)
		k.save = func(r *cordon.Record) error {
			m := r.Doc.(cordon.Meeting)
			if numbers[r.ID] || len(r.ID) != 11 || m.Topic == "" || m.Duration < 1 {
				t.Errorf("%s %+v", r.ID, m)
			}
			numbers[r.ID] = true
			if _, _, ok := m.Next(testNow); !ok {
				t.Errorf("nothing of %s %s is ahead: %+v", r.ID, m.Topic, m)
			}
			if r.Kind == cordon.KindWebinar {
				if webinars[r.Owner]++; len(r.Detail.(cordon.MeetingDetail).Registrants) == 0 {
					t.Errorf("nobody registered for %s", r.ID)
				}
			} else {
				ahead[r.Owner]++
			}
			return nil
		}
		for i := range c.People {
			if err := k.arrange(i); err != nil {
				t.Fatal(err)
			}
			if u := &c.People[i]; u.Status == cordon.Active && ahead[u.ID] < meetings || k.featured(i) && k.rich && webinars[u.ID] == 0 {
				t.Errorf("person %d of %d has %d meetings and %d webinars ahead", i, people, ahead[u.ID], webinars[u.ID])
			}
		}
	}
}
