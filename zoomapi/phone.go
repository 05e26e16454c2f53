package zoomapi

import (
	"fmt"
	"net/http"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

func registerPhone(a *API) {
	registerPhoneUsers(a)
	registerCallHistory(a)
	registerCallLogs(a)
	registerPhoneRecordings(a)
	registerVoicemail(a)
	registerPhoneReports(a)
}

// phoneInfo is the paging part of most Zoom Phone lists.
type phoneInfo struct {
	PageSize      int    `json:"page_size"`
	TotalRecords  int    `json:"total_records"`
	NextPageToken string `json:"next_page_token"`
}

// phoneWindow is the paging part of lists that say how many pages there are, and
// of what time.
type phoneWindow struct {
	From          string `json:"from"`
	To            string `json:"to"`
	PageCount     int    `json:"page_count"`
	PageSize      int    `json:"page_size"`
	TotalRecords  int    `json:"total_records"`
	NextPageToken string `json:"next_page_token"`
}

func short(i pageInfo) phoneInfo {
	return phoneInfo{i.PageSize, i.TotalRecords, i.NextPageToken}
}

func within(w window, i pageInfo) phoneWindow {
	return phoneWindow{w.fromDate(), w.toDate(), i.PageCount, i.PageSize, i.TotalRecords, i.NextPageToken}
}

// lastDay is what call history takes: the last 24 hours, if nothing is said.
var lastDay = windowRule{Default: day, Months: 6}

// unkept refuses a filter that Cordon cannot honour: left out silently, it would
// give more than was asked for. Each pair is a parameter and what was said.
func unkept(pairs ...string) error {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			return cordon.InvalidField(pairs[i], "Cordon does not filter by this.")
		}
	}
	return nil
}

func phoneNotFound(status, code int, format string, id string) *cordon.Error {
	return &cordon.Error{Status: status, Code: code, Message: fmt.Sprintf(format, id)}
}

// callers are the people in sight among those whom calls name, with their
// extensions as they are now.
type callers struct {
	users    map[string]store.OnLine
	everyone bool
}

// callers looks up who is on the lines. People from outside are not looked up:
// a number is never taken for a user.
func (c *call) callers(lines []cordon.Line) (v callers, err error) {
	people := c.Grant.People()
	v.everyone = people.Everyone()
	seen := map[string]bool{}
	var ids []string
	for _, l := range lines {
		if l.User != "" && !seen[l.User] {
			seen[l.User] = true
			ids = append(ids, l.User)
		}
	}
	v.users, err = c.OnLines(people, ids)
	return v, err
}

// shownLine is one end of a call as the caller of the API may see it.
type shownLine struct {
	cordon.Line
	UserID string // "" unless in sight, as the next three
	Email  string
	ExtID  string
	Kind   string // "user"
}

// line shows one end of a call. Of somebody out of sight there is a name and a
// number, as of somebody outside the account; what else would tell the two apart
// is left out of both.
func (v callers) line(l cordon.Line) shownLine {
	s := shownLine{Line: l}
	if u, ok := v.users[l.User]; ok {
		s.UserID, s.Email, s.ExtID, s.Kind = l.User, u.Email, u.Extension, "user"
	} else if !v.everyone {
		s.Type = ""
	}
	return s
}

// linesOf collects the lines of records.
func linesOf[Doc any](list []entry[Doc], of func(*Doc) (cordon.Line, cordon.Line)) (lines []cordon.Line) {
	for i := range list {
		a, b := of(&list[i].Doc)
		lines = append(lines, a, b)
	}
	return lines
}

func callLines(d *cordon.Call) (cordon.Line, cordon.Line) { return d.Caller, d.Callee }

// numberType is the type of a line in call logs: 1 an extension, 2 a number.
func (s shownLine) numberType() int {
	if s.Extension != "" {
		return 1
	}
	return 2
}

// orNil is a time that may be absent.
func orNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// recode gives an absent user the code that one family of operations publishes.
func recode(err error, code int) error {
	if e, ok := err.(*cordon.Error); ok && e.Status == http.StatusNotFound && e.Code == 1001 {
		again := *e
		again.Code = code
		return &again
	}
	return err
}
