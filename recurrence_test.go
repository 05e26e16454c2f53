package cordon

import (
	"slices"
	"testing"
	"time"
)

func TestStarts(t *testing.T) {
	end := func(s string) *time.Time {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return &at
	}
	for _, test := range []struct {
		what, zone, first string // first by the clock of the zone
		r                 Recurrence
		want              []string // by the clock of the zone
	}{
		{"no end: once", "UTC", "2026-03-02 09:00", Recurrence{Type: Daily}, []string{"2026-03-02 09:00"}},
		{"every day", "UTC", "2026-02-27 09:00", Recurrence{Type: Daily, EndTimes: 3}, []string{"2026-02-27 09:00", "2026-02-28 09:00", "2026-03-01 09:00"}},
		{"every other day", "UTC", "2026-03-02 09:00", Recurrence{Type: Daily, RepeatInterval: 2, EndTimes: 3}, []string{"2026-03-02 09:00", "2026-03-04 09:00", "2026-03-06 09:00"}},
		{"until a time, which counts", "UTC", "2026-03-02 09:00", Recurrence{Type: Daily, EndDateTime: end("2026-03-04T09:00:00Z")},
			[]string{"2026-03-02 09:00", "2026-03-03 09:00", "2026-03-04 09:00"}},
		{"until just before", "UTC", "2026-03-02 09:00", Recurrence{Type: Daily, EndDateTime: end("2026-03-04T08:59:59Z")}, []string{"2026-03-02 09:00", "2026-03-03 09:00"}},
		{"both ends: the first", "UTC", "2026-03-02 09:00", Recurrence{Type: Daily, EndTimes: 9, EndDateTime: end("2026-03-03T23:00:00Z")}, []string{"2026-03-02 09:00", "2026-03-03 09:00"}},
		{"ended before it began", "UTC", "2026-03-02 09:00", Recurrence{Type: Daily, EndDateTime: end("2026-03-01T00:00:00Z")}, nil},
		{"Monday and Thursday, from a Wednesday on", "UTC", "2026-03-04 09:00", Recurrence{Type: Weekly, WeeklyDays: "5,2", EndTimes: 4},
			[]string{"2026-03-05 09:00", "2026-03-09 09:00", "2026-03-12 09:00", "2026-03-16 09:00"}},
		{"every other week, Sunday and Saturday", "UTC", "2026-03-01 09:00", Recurrence{Type: Weekly, RepeatInterval: 2, WeeklyDays: "1,7", EndTimes: 4},
			[]string{"2026-03-01 09:00", "2026-03-07 09:00", "2026-03-15 09:00", "2026-03-21 09:00"}},
		{"the 31st, where there is one", "UTC", "2026-01-31 09:00", Recurrence{Type: Monthly, MonthlyDay: 31, EndTimes: 4},
			[]string{"2026-01-31 09:00", "2026-03-31 09:00", "2026-05-31 09:00", "2026-07-31 09:00"}},
		{"the 29th from March on", "UTC", "2026-03-01 09:00", Recurrence{Type: Monthly, RepeatInterval: 1, MonthlyDay: 29, EndTimes: 2}, []string{"2026-03-29 09:00", "2026-04-29 09:00"}},
		{"second Tuesday", "UTC", "2026-03-02 09:00", Recurrence{Type: Monthly, MonthlyWeek: 2, MonthlyWeekDay: 3, EndTimes: 3},
			[]string{"2026-03-10 09:00", "2026-04-14 09:00", "2026-05-12 09:00"}},
		{"last Friday every third month", "UTC", "2026-03-02 09:00", Recurrence{Type: Monthly, RepeatInterval: 3, MonthlyWeek: -1, MonthlyWeekDay: 6, EndTimes: 3},
			[]string{"2026-03-27 09:00", "2026-06-26 09:00", "2026-09-25 09:00"}},
		{"a month whose day is over does not count", "UTC", "2026-03-20 09:00", Recurrence{Type: Monthly, MonthlyDay: 15, EndTimes: 2}, []string{"2026-04-15 09:00", "2026-05-15 09:00"}},
		{"summer time begins", "Europe/Berlin", "2026-03-28 09:00", Recurrence{Type: Daily, EndTimes: 3}, []string{"2026-03-28 09:00", "2026-03-29 09:00", "2026-03-30 09:00"}},
		{"summer time ends", "America/New_York", "2026-10-31 09:00", Recurrence{Type: Weekly, WeeklyDays: "1,7", EndTimes: 2}, []string{"2026-10-31 09:00", "2026-11-01 09:00"}},
		{"an hour that is left out", "Europe/Berlin", "2026-03-28 02:30", Recurrence{Type: Daily, EndTimes: 3}, []string{"2026-03-28 02:30", "2026-03-29 03:30", "2026-03-30 02:30"}},
	} {
		zone, err := time.LoadLocation(test.zone)
		if err != nil {
			t.Fatal(err)
		}
		first, err := time.ParseInLocation("2006-01-02 15:04", test.first, zone)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range test.r.Starts(first) {
			if s.Location() != time.UTC {
				t.Errorf("%s: %s is not UTC", test.what, s)
			}
			got = append(got, s.In(zone).Format("2006-01-02 15:04"))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s:\ngot  %v\nwant %v", test.what, got, test.want)
		}
	}
}

func TestStartsAreAtMostSixty(t *testing.T) {
	first := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	far := first.AddDate(90, 0, 0)
	for _, r := range []Recurrence{
		{Type: Daily, EndDateTime: &far}, {Type: Daily, EndTimes: 1000}, {Type: Weekly, WeeklyDays: "1,2,3,4,5,6,7", EndDateTime: &far},
		{Type: Monthly, MonthlyDay: 30, EndDateTime: &far}, {Type: Monthly, RepeatInterval: 3, MonthlyWeek: -1, MonthlyWeekDay: 1, EndDateTime: &far},
	} {
		if n := len(r.Starts(first)); n != MaxOccurrences {
			t.Errorf("%+v: %d starts, want %d", r, n, MaxOccurrences)
		}
	}
	// A day that no month of the year has.
	february := time.Date(2026, 2, 28, 9, 0, 0, 0, time.UTC)
	if got := (&Recurrence{Type: Monthly, RepeatInterval: 12, MonthlyDay: 31, EndTimes: 2}).Starts(february); got != nil {
		t.Errorf("31 February: %v", got)
	}
}

func TestDays(t *testing.T) {
	for text, want := range map[string]int{"1": 1, "7,1": 2, "2, 3": 2, "3,3": 1, "": -1, "0": -1, "8": -1, "1,": -1, "Monday": -1} {
		days, ok := (&Recurrence{WeeklyDays: text}).Days()
		if ok != (want > 0) || ok && len(days) != want {
			t.Errorf("%q: %v %v", text, days, ok)
		}
	}
}
