package server_test

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// The lists of records are asked in accounts of 1,000, 10,000 and 100,000 people
// with ten records each. The group has 600 people in each of them, and whoever is
// asked about has 600 records, so that all that differs is how much else there
// is.
func BenchmarkListMeetings(b *testing.B) {
	benchmarkRecords(b, meetingRecord, func(c company) string { return "/v2/users/" + c.people[0] + "/meetings?" })
}

// BenchmarkCallHistory asks for a month of what all calls of the group, or of the
// account, have been.
func BenchmarkCallHistory(b *testing.B) {
	benchmarkRecords(b, callRecord, func(c company) string {
		return "/v2/phone/call_history?from=" + world.Start.AddDate(0, -1, 0).Format(time.DateOnly) + "&to=" + world.Start.Format(time.DateOnly) + "&"
	})
}

// busy is how many records the one has who is asked about: more than a page of
// 300.
const busy = 600

func meetingRecord(dice *cordon.Dice, i int64, host string, at time.Time) *cordon.Record {
	n := 80_000_000_000 + 9973*i // no two are one
	m := cordon.Meeting{Number: n, UUID: base64.StdEncoding.EncodeToString(dice.Bytes(16)), Topic: "Weekly meeting of the team", Type: cordon.ScheduledMeeting,
		Start: at, Duration: 45, Timezone: "Europe/Berlin", CreatedAt: at.AddDate(0, 0, -7)}
	return &cordon.Record{Kind: cordon.KindMeeting, ID: strconv.FormatInt(n, 10), Time: at, Owner: host, Doc: m}
}

func callRecord(dice *cordon.Dice, _ int64, owner string, at time.Time) *cordon.Record {
	c := cordon.Call{CallID: dice.ID(), Direction: "inbound", Connect: "external", Type: "general", Start: at, Answer: at.Add(5 * time.Second), End: at.Add(5 * time.Minute),
		Result: "answered", Path: "pstn", Department: "Sales", Caller: cordon.Line{Person: cordon.Person{Name: "Vera Visitor"}, Number: "+12125550142", Type: "external_pstn", Country: "US", Code: "1"},
		Callee: cordon.Line{Person: cordon.Person{User: owner, Name: "Somebody"}, Number: "+12125550199", Extension: "100123", Type: "zoom_pstn", Country: "US", Code: "1"}}
	return &cordon.Record{Kind: cordon.KindCall, ID: dice.ID(), Parent: c.CallID, Time: at, Owner: owner, Doc: c}
}

type recordMaker func(dice *cordon.Dice, i int64, owner string, at time.Time) *cordon.Record

func benchmarkRecords(b *testing.B, record recordMaker, path func(company) string) {
	for _, people := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("rows=%d", 10*people), func(b *testing.B) {
			c := newCompany(b, people)
			c.fill(record)
			c.w.Must(204, c.w.OwnerToken(), "PATCH", "/users/me/settings", map[string]any{"feature": map[string]any{"zoom_phone": true}})
			restricted := c.token
			for _, who := range []string{"restricted", "owner"} {
				for _, size := range []int{30, 300} {
					b.Run(fmt.Sprintf("%s/page=%d", who, size), func(b *testing.B) {
						b.ReportAllocs()
						if c.token = restricted; who == "owner" {
							c.token = c.w.OwnerToken()
						}
						for b.Loop() {
							c.get(b, path(c)+"page_size="+strconv.Itoa(size))
						}
					})
				}
			}
		})
	}
}

// fill gives everybody ten records of the last six months, and the first of the
// group busy.
func (c company) fill(record recordMaker) {
	var i int64
	add := func(tx *store.OperatorTx, owner string, n int) error {
		for range n {
			at := world.Start.Add(-time.Duration(c.w.Dice.Int63n(int64(180 * 24 * time.Hour))))
			i++
			if err := tx.AddRecord(c.w.Account.ID, record(c.w.Dice, i, owner, at)); err != nil {
				return err
			}
		}
		return nil
	}
	c.w.Operate(func(tx *store.OperatorTx) error {
		for _, owner := range c.all {
			if err := add(tx, owner, 10); err != nil {
				return err
			}
		}
		return add(tx, c.people[0], busy-10)
	})
}
