package interop

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// windowDays is how far back lists of the past are asked: Zoom takes at most a
// month.
const windowDays = 28

// records is what the restricted credential is to see of meetings, recordings,
// calls and channels, and what it is not.
type records struct {
	From          string              `json:"from"` // the window of lists that take one
	To            string              `json:"to"`
	VisibleUser   person              `json:"visible_user"`
	HiddenUser    person              `json:"hidden_user"`
	Account       map[string][]string `json:"account"`        // what lists of the account are to hold, by name
	HiddenChannel string              `json:"hidden_channel"` // none of whose members is visible

	secret []string // ids of records of the hidden user
}

// A person is one user's records as the owner is told them: the rows of each
// list, by its name.
type person struct {
	ID    string              `json:"id"`
	Email string              `json:"email"`
	Rows  map[string][]string `json:"rows"`
}

// A rowList is a list of records. Key is the field that tells its rows apart.
type rowList struct {
	Name, Path, Field, Key string

	Dated bool   // it takes the window
	Page  int    // rows on its largest page, if not 300
	User  string // the field that names a row's user, by id or e-mail, in a list of the account
}

// Lists of one user, %s. All users' rows of one add up to the account's list of
// the same name, if there is one.
var userLists = []rowList{
	{Name: "meetings", Path: "/users/%s/meetings?type=scheduled", Field: "meetings", Key: "id"},
	{Name: "previous_meetings", Path: "/users/%s/meetings?type=previous_meetings", Field: "meetings", Key: "uuid", Dated: true},
	{Name: "webinars", Path: "/users/%s/webinars", Field: "webinars", Key: "id"},
	{Name: "recordings", Path: "/users/%s/recordings", Field: "meetings", Key: "uuid", Dated: true},
	{Name: "report_meetings", Path: "/report/users/%s/meetings", Field: "meetings", Key: "uuid", Dated: true},
	{Name: "call_logs", Path: "/phone/users/%s/call_logs", Field: "call_logs", Key: "id", Dated: true},
	{Name: "call_history", Path: "/phone/users/%s/call_history", Field: "call_logs", Key: "id", Dated: true},
	{Name: "phone_recordings", Path: "/phone/users/%s/recordings", Field: "recordings", Key: "id", Dated: true},
	{Name: "voice_mails", Path: "/phone/users/%s/voice_mails", Field: "voice_mails", Key: "id", Dated: true},
	{Name: "channels", Path: "/chat/users/%s/channels", Field: "channels", Key: "id", Page: 50},
}

// Lists of the account.
var accountLists = []rowList{
	{Name: "metrics_meetings", Path: "/metrics/meetings?type=past", Field: "meetings", Key: "uuid", Dated: true, User: "email"},
	{Name: "metrics_webinars", Path: "/metrics/webinars?type=past", Field: "webinars", Key: "uuid", Dated: true, User: "email"},
	{Name: "active_hosts", Path: "/report/users?type=active", Field: "users", Key: "id", Dated: true, User: "id"},
	{Name: "history_meetings", Path: "/report/history_meetings", Field: "history_meetings", Key: "meeting_uuid", Dated: true, User: "host_email"},
	{Name: "phone_users", Path: "/phone/users", Field: "users", Key: "id", Page: 100, User: "id"},
}

// learnRecords asks the owner for all that the view's users have, and for what
// the hidden one has.
func learnRecords(owner *session, v view, visible, hidden string) (r records, err error) {
	now := time.Now().UTC()
	r.From, r.To = now.AddDate(0, 0, -windowDays).Format(time.DateOnly), now.Format(time.DateOnly)
	r.Account = map[string][]string{}
	var seen []string
	for _, id := range v.Users {
		p, err := r.person(owner, id)
		if err != nil {
			return r, err
		}
		if id == visible {
			r.VisibleUser = p
		}
		seen = append(seen, p.ID, p.Email)
		for name, rows := range p.Rows {
			r.Account[name] = append(r.Account[name], rows...)
			seen = append(seen, rows...)
		}
	}
	if r.HiddenUser, err = r.person(owner, hidden); err != nil {
		return r, err
	}
	for name, rows := range r.HiddenUser.Rows {
		if len(rows) == 0 || len(r.VisibleUser.Rows[name]) == 0 {
			return r, fmt.Errorf("%s: the visible user has %d and the hidden one %d: nothing to prove",
				name, len(r.VisibleUser.Rows[name]), len(rows))
		}
		for _, row := range rows {
			// A channel may have members of both kinds. A mere number may be
			// part of another, so it is no sign of a leak.
			if !slices.Contains(seen, row) && strings.Trim(row, "0123456789") != "" {
				r.secret = append(r.secret, row)
			}
		}
	}
	if r.HiddenChannel, err = r.strangeChannel(owner, v.Outsiders); err != nil {
		return r, err
	}
	r.secret = append(r.secret, r.HiddenChannel)
	for _, l := range accountLists {
		all, err := r.rows(owner, l, "")
		if err != nil {
			return r, err
		}
		r.Account[l.Name] = []string{}
		for _, row := range all {
			if slices.Contains(seen, text(row[l.User])) {
				r.Account[l.Name] = append(r.Account[l.Name], text(row[l.Key]))
			}
		}
		if n := len(r.Account[l.Name]); n == 0 || n == len(all) {
			return r, fmt.Errorf("%s: %d of %d rows are of visible users: nothing to prove", l.Name, n, len(all))
		}
	}
	return r, nil
}

// strangeChannel is a channel of outsiders alone: those of the hidden user may
// all have a visible member.
func (r *records) strangeChannel(owner *session, outsiders []string) (string, error) {
	for _, id := range outsiders {
		if strings.Contains(id, "@") {
			continue
		}
		channels, err := list[user](owner, "/chat/users/"+id+"/channels", "channels")
		if err != nil {
			return "", err
		}
		for _, channel := range ids(channels) {
			if !slices.Contains(r.Account["channels"], channel) {
				return channel, nil
			}
		}
	}
	return "", fmt.Errorf("each channel has a visible member: nothing to prove")
}

func (r *records) person(owner *session, id string) (person, error) {
	p := person{Rows: map[string][]string{}}
	var u user
	if err := owner.do(http.MethodGet, "/users/"+id, nil, &u); err != nil {
		return p, err
	}
	p.ID, p.Email = u.ID, u.Email
	for _, l := range userLists {
		rows, err := r.rows(owner, l, id)
		if err != nil {
			return p, err
		}
		p.Rows[l.Name] = []string{}
		for _, row := range rows {
			p.Rows[l.Name] = append(p.Rows[l.Name], text(row[l.Key]))
		}
	}
	return p, nil
}

func (r *records) rows(owner *session, l rowList, user string) ([]map[string]json.RawMessage, error) {
	path, query, _ := strings.Cut(strings.Replace(l.Path, "%s", user, 1), "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		return nil, err
	}
	if l.Dated {
		q.Set("from", r.From)
		q.Set("to", r.To)
	}
	if l.Page != 0 {
		q.Set("page_size", fmt.Sprint(l.Page))
	}
	return list[map[string]json.RawMessage](owner, path+"?"+q.Encode(), l.Field)
}

// text is a JSON string or number as text.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}
