package demo

import (
	"math/rand/v2"
	"time"

	"github.com/cordon-zoom/cordon"
)

// richest is the largest company whose people all have a rich past. In a larger
// one each has about ten records.
const richest = 10_000

// past is how far back activity goes.
const past = 182 * day

// lately is how far back the latest activity of somebody featured lies at most.
const lately = 27 * day

// Activity makes up what the people of a company did in the six months up to
// now, and what they have arranged: one record after another goes to save, and
// after each person progress is told how many are done. Files go to saveMedia
// before a record names them. The same dice, now and company make the same past.
func (c *Company) Activity(dice *cordon.Dice, now time.Time, save func(*cordon.Record) error, saveMedia SaveMedia, progress func(done int)) error {
	k := c.chronicle(dice, now, save, saveMedia)
	for _, chapter := range companyChapters {
		if err := chapter(k); err != nil {
			return err
		}
	}
	for i := range c.People {
		for _, chapter := range chapters {
			if err := chapter(k, i); err != nil {
				return err
			}
		}
		progress(i + 1)
	}
	return nil
}

func (c *Company) chronicle(dice *cordon.Dice, now time.Time, save func(*cordon.Record) error, saveMedia SaveMedia) *chronicle {
	return &chronicle{
		Rand: rand.New(rand.NewChaCha8([32]byte(dice.Bytes(32)))), Company: c, dice: dice, now: now.UTC().Truncate(time.Second),
		rich: len(c.People) <= richest, save: save, media: saveMedia, zones: map[string]*time.Location{}, taken: map[int64]bool{},
	}
}

// A chronicle tells what happened.
type chronicle struct {
	*rand.Rand
	*Company
	dice   *cordon.Dice
	now    time.Time
	rich   bool
	save   func(*cordon.Record) error
	media  SaveMedia
	zones  map[string]*time.Location // that were looked up
	shelf  shelf
	voices []string         // hashes of what phone recordings and voicemail sound like
	taken  map[int64]bool   // meeting numbers
	series []cordon.Meeting // what the person at hand holds again and again
}

// SaveMedia keeps the content of a file and returns the hash under which records
// name it.
type SaveMedia func(contentType string, content []byte) (hash string, err error)

// Each family of records has its chapter. Those of the company are told once,
// and come first; the others for one person after another.
var (
	companyChapters = []func(*chronicle) error{(*chronicle).administration, (*chronicle).fillShelf, (*chronicle).fillVoices, (*chronicle).channels}
	chapters        = []func(k *chronicle, person int) error{(*chronicle).arrange, (*chronicle).sessions, (*chronicle).signIns, (*chronicle).calls, (*chronicle).chats}
)

func (k *chronicle) chance(percent int) bool { return k.IntN(100) < percent }

// choose is one of several.
func choose[T any](k *chronicle, from []T) T { return from[k.IntN(len(from))] }

// featured reports whether the demo shows this person off: they have something
// of every kind, lately.
func (k *chronicle) featured(person int) bool {
	return person == FeaturedVisible || person == FeaturedHidden
}

// The places in Company.People of those whom the demo shows off.
const (
	FeaturedVisible = 4
	FeaturedHidden  = 5
)

// workday is a time in the given part of the past at which the person would be
// at work, by their own time zone.
func (k *chronicle) workday(person int, from, to time.Time) time.Time {
	zone := k.zone(k.People[person].Brief.Timezone)
	t := from.Add(time.Duration(k.Int64N(max(1, int64(to.Sub(from)))))).In(zone)
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, -1)
	}
	at := time.Date(t.Year(), t.Month(), t.Day(), 8+k.IntN(10), 15*k.IntN(4), 0, 0, zone)
	if at.After(to) {
		at = at.AddDate(0, 0, -1)
	}
	if at.Before(from) {
		return from.UTC()
	}
	return at.UTC()
}

// zone is a time zone by name, UTC where this machine does not know it.
func (k *chronicle) zone(name string) *time.Location {
	zone, ok := k.zones[name]
	if !ok {
		var err error
		if zone, err = time.LoadLocation(name); err != nil {
			zone = time.UTC
		}
		k.zones[name] = zone
	}
	return zone
}

// person names a user of the company as records do.
func (k *chronicle) person(i int) cordon.Person {
	u := &k.People[i]
	return cordon.Person{User: u.ID, Name: u.Brief.Name()}
}
