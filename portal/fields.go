package portal

import (
	"fmt"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
)

// faults are what is wrong with a form, field by field.
type faults []cordon.FieldError

func (f *faults) add(field, format string, args ...any) {
	*f = append(*f, cordon.FieldError{Field: field, Message: fmt.Sprintf(format, args...)})
}

// err is nil where nothing is wrong.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return cordon.Invalid(f...)
}

// line reads a field of one line that may be empty.
func (r *request) line(field string, most int, bad *faults) string {
	s := r.value(field)
	if s == "" {
		return ""
	}
	if e := cordon.CheckName(field, s, most); e != nil {
		*bad = append(*bad, e.Fields...)
	}
	return s
}

// licences are the types that a user may be given.
var licences = []int{cordon.Basic, cordon.Licensed}

// licence reads the field of that name: a type that a user may be given, or the
// one that they have.
func (r *request) licence(has int, bad *faults) int {
	n, err := strconv.Atoi(r.value("licence"))
	if err == nil && (n == cordon.Basic || n == cordon.Licensed || n == has) {
		return n
	}
	bad.add("licence", "Choose a licence.")
	return has
}

// zone reads an IANA time zone; the one that the user has is not looked at.
func (r *request) zone(field, has string, bad *faults) string {
	s := r.value(field)
	if _, err := time.LoadLocation(s); s != has && (err != nil || s == "" || s == "Local") {
		bad.add(field, "Not a time zone. They are called like Europe/Berlin.")
	}
	return s
}

// zones are offered while a time zone is typed. Any other is taken too.
var zones = []string{
	"UTC", "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "America/Argentina/Buenos_Aires", "America/Bogota", "America/Chicago",
	"America/Denver", "America/Halifax", "America/Lima", "America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Phoenix",
	"America/Santiago", "America/Sao_Paulo", "America/Toronto", "America/Vancouver", "Asia/Bangkok", "Asia/Dhaka", "Asia/Dubai", "Asia/Ho_Chi_Minh",
	"Asia/Hong_Kong", "Asia/Jakarta", "Asia/Jerusalem", "Asia/Karachi", "Asia/Kolkata", "Asia/Manila", "Asia/Riyadh", "Asia/Seoul", "Asia/Shanghai",
	"Asia/Singapore", "Asia/Taipei", "Asia/Tokyo", "Australia/Brisbane", "Australia/Melbourne", "Australia/Perth", "Australia/Sydney", "Europe/Amsterdam",
	"Europe/Athens", "Europe/Berlin", "Europe/Dublin", "Europe/Helsinki", "Europe/Istanbul", "Europe/Kyiv", "Europe/Lisbon", "Europe/London",
	"Europe/Madrid", "Europe/Paris", "Europe/Rome", "Europe/Stockholm", "Europe/Warsaw", "Europe/Zurich", "Pacific/Auckland", "Pacific/Honolulu",
}
