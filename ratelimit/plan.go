package ratelimit

import "time"

// Plan says which of Zoom's limits hold: those of its Pro accounts, those of
// Business and above, or none.
type Plan string

const (
	Off      Plan = "off"
	Pro      Plan = "pro"
	Business Plan = "business"
)

// label is a rate-limit label. Each has calls per second (or minute) of its own.
type label int

const (
	light label = iota
	medium
	heavy
	intensive
	labels // how many there are
)

// categories is how X-RateLimit-Category spells the labels. The catalog spells
// them the same.
var categories = [labels]string{"Light", "Medium", "Heavy", "Resource-intensive"}

// labelOf reads a label of the catalog. An operation for which none is
// published counts as the lightest.
func labelOf(name string) label {
	for l, category := range categories {
		if category == name {
			return label(l)
		}
	}
	return light
}

// window is how long the label's calls are counted before they begin anew.
func (l label) window() time.Duration {
	if l == intensive {
		return time.Minute
	}
	return time.Second
}

// daily reports whether the label's calls also count towards a daily total,
// which heavy and resource-intensive calls share.
func (l label) daily() bool { return l == heavy || l == intensive }

// family is a part of the API that has limits, and so counts, of its own.
type family int

const (
	general family = iota
	phone
	families // how many there are
)

// familyOf finds the family of a product of the catalog.
func familyOf(product string) family {
	if product == "phone" {
		return phone
	}
	return general
}

// limits are what an account may call in one family: so many calls of each
// label per window, and so many heavy and resource-intensive ones per day.
type limits struct {
	perWindow [labels]int
	perDay    int
}

// plans are the numbers of developers.zoom.us/docs/api/rate-limits.
var plans = map[Plan][families]limits{
	Pro: {
		general: {perWindow: [labels]int{light: 30, medium: 20, heavy: 10, intensive: 10}, perDay: 30_000},
		phone:   {perWindow: [labels]int{light: 20, medium: 10, heavy: 5, intensive: 5}, perDay: 15_000},
	},
	Business: {
		general: {perWindow: [labels]int{light: 80, medium: 60, heavy: 40, intensive: 20}, perDay: 60_000},
		phone:   {perWindow: [labels]int{light: 40, medium: 20, heavy: 10, intensive: 10}, perDay: 30_000},
	},
}

// Limits on what is done to one user or registrant in a day, the same on every
// plan.
const (
	HostWrites      = 100 // meetings and webinars created or updated, per host
	Registrations   = 3   // per registrant and meeting
	RegistrantMoves = 10  // changes of status, per registrant and meeting
)
