package cordon

import (
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // a time zone means the same on every machine
)

// How often a recurring meeting is held, as published.
const (
	Daily   = 1
	Weekly  = 2
	Monthly = 3
)

// MaxOccurrences is how often a recurring meeting is held at most.
const MaxOccurrences = 60

// Recurrence says when a recurring meeting is held, as published.
type Recurrence struct {
	Type           int        `json:"type" required:"true" enum:"1,2,3"` // Daily, Weekly, Monthly
	RepeatInterval int        `json:"repeat_interval,omitempty"`         // every so many days, weeks or months
	WeeklyDays     string     `json:"weekly_days,omitempty"`             // "1" (Sunday) to "7", with commas
	MonthlyDay     int        `json:"monthly_day,omitempty"`             // 1 to 31
	MonthlyWeek    int        `json:"monthly_week,omitempty"`            // -1 (last), 1 to 4
	MonthlyWeekDay int        `json:"monthly_week_day,omitempty"`        // 1 (Sunday) to 7
	EndTimes       int        `json:"end_times,omitempty"`               // how often, at most MaxOccurrences
	EndDateTime    *time.Time `json:"end_date_time,omitempty"`           // no start lies after it
}

// Days reads WeeklyDays. ok is false if it does not name days.
func (r *Recurrence) Days() (days []time.Weekday, ok bool) {
	for day := range strings.SplitSeq(r.WeeklyDays, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(day))
		if err != nil || n < 1 || n > 7 {
			return nil, false
		}
		days = append(days, time.Weekday(n-1))
	}
	slices.Sort(days)
	return slices.Compact(days), true
}

// Starts works out when a meeting is held, from its first start on, whose zone
// says what a day is: an hour stays the same by the clock on the wall when
// summer time begins or ends. Without an end it is held once. A month that
// lacks the day is left out.
func (r *Recurrence) Starts(first time.Time) (starts []time.Time) {
	most := MaxOccurrences
	if r.EndTimes > 0 {
		most = min(r.EndTimes, most)
	} else if r.EndDateTime == nil {
		most = 1
	}
	every := max(r.RepeatInterval, 1)
	// The bound is for a day that none of the months has.
	for round := 0; round < 12*MaxOccurrences; round++ {
		for _, t := range r.round(first, round*every) {
			if t.Before(first) {
				continue
			}
			if len(starts) == most || r.EndDateTime != nil && t.After(*r.EndDateTime) {
				return starts
			}
			starts = append(starts, t.UTC())
		}
	}
	return starts
}

// round is the starts of one day, week or month, n of them after the first.
func (r *Recurrence) round(first time.Time, n int) (starts []time.Time) {
	at := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, first.Hour(), first.Minute(), first.Second(), 0, first.Location())
	}
	year, month, day := first.Date()
	switch r.Type {
	case Daily:
		starts = append(starts, at(year, month, day+n))
	case Weekly:
		sunday := day - int(first.Weekday()) + 7*n
		days, _ := r.Days()
		for _, d := range days {
			starts = append(starts, at(year, month, sunday+int(d)))
		}
	case Monthly:
		in := time.Date(year, month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		if d := r.dayOf(in); d > 0 {
			starts = append(starts, at(in.Year(), in.Month(), d))
		}
	}
	return starts
}

// dayOf is the day of the month that begins at a time, 0 if it has none.
func (r *Recurrence) dayOf(month time.Time) int {
	length := month.AddDate(0, 1, -1).Day()
	if r.MonthlyWeek == 0 {
		if day := max(r.MonthlyDay, 1); day <= length {
			return day
		}
		return 0
	}
	weekday := max(r.MonthlyWeekDay, 1) - 1
	day := 1 + (weekday-int(month.Weekday())+7)%7
	if r.MonthlyWeek > 0 {
		return day + 7*(r.MonthlyWeek-1)
	}
	return day + (length-day)/7*7
}
