package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"time"
)

// decode reads a row. Members that v does not have are passed over.
func decode(text json.RawMessage, v any) error {
	err := json.Unmarshal(text, v)
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong) && wrong.Field != "":
		return bad("%s cannot be a JSON %s", wrong.Field, wrong.Value)
	}
	return bad("%v", err)
}

// moment is a time as Zoom writes it. "" is none.
type moment struct{ time.Time }

func (m *moment) UnmarshalJSON(text []byte) error {
	var s *string
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	if s == nil || *s == "" {
		m.Time = time.Time{}
		return nil
	}
	for _, format := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05"} {
		if t, err := time.Parse(format, *s); err == nil && t.Year() > 1970 && t.Year() < 3000 {
			m.Time = t.UTC()
			return nil
		}
	}
	return errors.New(strconv.Quote(*s) + " is no time")
}

// number is a whole number, which Zoom writes as one or as text. "" is 0.
type number int64

func (n *number) UnmarshalJSON(text []byte) error {
	text = bytes.Trim(text, `"`)
	if len(text) == 0 || string(text) == "null" {
		*n = 0
		return nil
	}
	i, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		return errors.New(string(text) + " is no whole number")
	}
	*n = number(i)
	return nil
}

var (
	idPattern     = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	uuidPattern   = regexp.MustCompile(`^[A-Za-z0-9+/=_-]{1,64}$`)
	callPattern   = regexp.MustCompile(`^[A-Za-z0-9+/=_.-]{1,128}$`)
	numberPattern = regexp.MustCompile(`^[+]?[0-9]{3,15}$`)
)

// checkID says whether s can be the id of a user, a group or a role: "me" is
// whoever asks.
func checkID(name, s string) error {
	switch {
	case s == "":
		return bad("it has no %s", name)
	case !idPattern.MatchString(s) || s == "me":
		return bad("%s %q is none of Zoom's", name, s)
	}
	return nil
}

func checkUUID(s string) error {
	switch {
	case s == "":
		return bad("it has no uuid")
	case !uuidPattern.MatchString(s):
		return bad("uuid %q is none of Zoom's", s)
	}
	return nil
}

// checkNumber says whether n can be the number of a meeting or webinar.
func checkNumber(n number) error {
	if n < 1e8 || n >= 1e12 {
		return bad("id %d is no meeting number", n)
	}
	return nil
}
