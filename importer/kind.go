package importer

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
)

// kind is what a row is.
type kind int

const (
	unknown kind = iota
	ignored      // known, and of no use
	groups
	roles
	users
	phoneUsers
	userSettings
	groupMembers
	meetings
	webinars
	pastMeetings
	pastWebinars
	participants
	recordings
	callLogs
	callHistory
)

// order is that in which kinds are imported: each after what it may name.
var order = []kind{groups, roles, users, phoneUsers, userSettings, groupMembers, meetings, webinars, pastMeetings, pastWebinars, participants, recordings, callLogs, callHistory}

// put is how a row of each kind is imported.
var put = map[kind]func(*target, row) error{
	groups: putGroup, roles: putRole, users: putUser, phoneUsers: putPhoneUser, userSettings: putUserSettings, groupMembers: putMember,
	meetings: putMeeting, webinars: putMeeting, pastMeetings: putSession, pastWebinars: putSession, participants: putParticipant,
	recordings: putRecording, callLogs: putCallLog, callHistory: putCallHistory,
}

// of is where rows of a kind are counted, nil for nowhere.
func (s *Summary) of(k kind) *int {
	return map[kind]*int{
		groups: &s.Groups, roles: &s.Roles, users: &s.Users, phoneUsers: &s.PhoneUsers, groupMembers: &s.Members, meetings: &s.Meetings, webinars: &s.Webinars,
		pastMeetings: &s.PastMeetings, pastWebinars: &s.PastWebinars, participants: &s.Participants, recordings: &s.Recordings, callLogs: &s.Calls, callHistory: &s.Calls,
	}[k]
}

// named are the kinds whose rows do not say whose they are, with the path that
// does.
var named = map[kind]string{
	groupMembers: "groups/{groupId}/members.json",
	participants: "past_meetings/{meetingUUID}/participants.json",
	userSettings: "users/{userId}/settings.json",
}

// lists are the members that hold the rows of a page. Call history comes under
// its new name and the old one in one page.
var lists = []string{"users", "groups", "members", "roles", "meetings", "webinars", "participants", "call_history", "call_logs"}

// place is what the path of a file says: the URL's path, with .json behind it.
type place struct {
	in   string // "groups", "past_meetings", "users" ...
	of   string // the id that follows
	name string // the last part, "" if the id is it
}

var (
	numbered    = regexp.MustCompile(`^([a-z_]+?)[-_. ]?(?:page)?[-_. ]?[0-9]*$`) // members_2, participants.page3
	collections = []string{"groups", "roles", "channels", "users", "user", "past_meetings", "past_webinars", "meetings", "webinars"}
)

func locate(file string) (p place) {
	segments := strings.Split(path.Clean(file), "/")
	last := len(segments) - 1
	for _, ext := range []string{".json", ".jsonl", ".ndjson"} {
		segments[last] = strings.TrimSuffix(segments[last], ext)
	}
	if last < 2 || !slices.Contains(collections, segments[last-2]) {
		return place{}
	}
	p = place{in: segments[last-2], of: segments[last-1]}
	if m := numbered.FindStringSubmatch(segments[last]); m != nil {
		p.name = m[1]
	}
	if last > 2 && p.in == "groups" && segments[last-3] != "v2" && slices.Contains([]string{"im", "contacts"}, segments[last-3]) {
		p.in = segments[last-3] + "/groups" // no user groups
	}
	for range 2 { // a UUID with a slash is encoded twice in a URL
		if text, err := url.PathUnescape(p.of); err == nil {
			p.of = text
		}
	}
	return p
}

// listed is what an element of a list is.
func (p place) listed(list string, e part) kind {
	m := e.members()
	switch list {
	case "users":
		if hasAny(m, "extension_number", "extension_id", "phone_user_id", "calling_plans") {
			return phoneUsers
		}
		return users
	case "groups":
		if hasAny(m, "group_id", "group_name") { // of contacts
			return ignored
		}
		return groups
	case "members":
		if p.in != "" && p.in != "groups" {
			return ignored
		}
		return groupMembers
	case "roles":
		if id := m["id"].text; len(id) > 2 && cordon.SystemRole(string(id[1:len(id)-1])) {
			return ignored
		}
		return roles
	case "meetings", "webinars":
		return p.session(list == "webinars", m)
	case "participants":
		return participants
	}
	if hasAny(m, "date_time") {
		return callLogs
	}
	return callHistory
}

// session is what an element of a list of meetings or webinars is.
func (p place) session(webinar bool, m map[string]part) kind {
	either := func(a, b kind) kind {
		if webinar {
			return b
		}
		return a
	}
	switch {
	case hasAny(m, "recording_files", "recording_count", "total_size"):
		return recordings
	case hasAny(m, "participants_count", "end_time"):
		return either(pastMeetings, pastWebinars)
	case len(m) > 0 && !hasAny(m, "host_id"): // instances, and what lists show to others
		return ignored
	}
	return either(meetings, webinars)
}

// single is what an answer is that is no list.
func (p place) single(m map[string]part) kind {
	webinar := p.in == "past_webinars" || p.in == "webinars" || webinarType(m["type"].text)
	switch {
	case hasAny(m, "recording_files"):
		return recordings
	case hasAll(m, "uuid", "participants_count"), hasAll(m, "uuid", "host_id"):
		return p.session(webinar, m)
	case hasAny(m, "date_time") && hasAll(m, "id", "call_id"):
		return callLogs
	case hasAny(m, "call_history_uuid") && hasAll(m, "call_id", "start_time"):
		return callHistory
	case hasAny(m, "extension_id", "extension_number") && hasAll(m, "id", "email"):
		return phoneUsers
	case hasAll(m, "id", "email"):
		return users
	case hasAll(m, "id", "name", "privileges"):
		if id := m["id"].text; len(id) > 2 && cordon.SystemRole(string(id[1:len(id)-1])) {
			return ignored
		}
		return roles
	case hasAll(m, "id", "name", "total_members"):
		return groups
	case hasAny(m, "feature") && p.in == "users" && p.name == "settings":
		return userSettings
	}
	return unknown
}

func webinarType(text []byte) bool { return slices.Contains([]string{"5", "6", "9"}, string(text)) }

func hasAny(m map[string]part, names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { _, ok := m[n]; return ok })
}

func hasAll(m map[string]part, names ...string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { _, ok := m[n]; return !ok })
}
