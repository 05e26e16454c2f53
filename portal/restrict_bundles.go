package portal

import (
	"fmt"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// bundle is what one tick gives a credential: the permissions of its role, and
// the scopes of its app that they back.
type bundle struct {
	Key, Label, Hint string
	Privileges       []cordon.Privilege
	Scopes           []cordon.Scope
	Always           bool // without it there is nothing to see
	Default          bool
	Phone            bool // needs a Zoom Phone licence
}

// bundles are those of the published recipe, ticked by default, and the content
// of recordings. Scopes are the granular ones for reading, with ":admin", so
// that they reach the group whatever an account makes of the others.
var bundles = []bundle{
	{Key: "users", Label: "Users", Hint: "Who they are. Without it nobody can be named.", Always: true,
		Privileges: []cordon.Privilege{cordon.UserRead},
		Scopes:     []cordon.Scope{"user:read:user:admin", "user:read:list_users:admin", "user:read:email:admin"}},
	{Key: "meetings", Label: "Meetings and reports", Hint: "Meetings they arranged or held, with participants, and usage reports.", Default: true,
		Privileges: []cordon.Privilege{cordon.UserRead, "UsageReport:Read"},
		Scopes: []cordon.Scope{"meeting:read:meeting:admin", "meeting:read:list_meetings:admin", "meeting:read:list_upcoming_meetings:admin",
			"meeting:read:past_meeting:admin", "meeting:read:list_past_instances:admin", "meeting:read:list_past_participants:admin",
			"report:read:user:admin", "report:read:list_users:admin", "report:read:meeting:admin", "report:read:list_meeting_participants:admin",
			"report:read:list_history_meetings:admin"}},
	{Key: "dashboard", Label: "Dashboard", Hint: "How their meetings and webinars went: devices, networks, quality.", Default: true,
		Privileges: []cordon.Privilege{"Dashboard:Read"},
		Scopes: []cordon.Scope{"dashboard:read:list_meetings:admin", "dashboard:read:meeting:admin", "dashboard:read:list_meeting_participants:admin",
			"dashboard:read:list_meeting_participants_qos:admin", "dashboard:read:list_webinars:admin", "dashboard:read:webinar:admin",
			"dashboard:read:list_webinar_participants:admin", "dashboard:read:list_webinar_participants_qos:admin"}},
	{Key: "recordings", Label: "Recordings", Hint: "Which cloud recordings they have, but not what is in them.", Default: true,
		Privileges: []cordon.Privilege{"Recording:Read"}, Scopes: recordingScopes},
	{Key: "content", Label: "Recording content (files and passcodes)", Hint: "Opens the recordings too. Leave it out unless they must be watched.",
		Privileges: []cordon.Privilege{"Recording:Read", "RecordingContent:Read"}, Scopes: recordingScopes},
	{Key: "channels", Label: "Team Chat channels", Hint: "Which channels they are in, without messages.", Default: true,
		Privileges: []cordon.Privilege{cordon.ChannelRead},
		Scopes: []cordon.Scope{"team_chat:read:list_channels:admin", "team_chat:read:channel:admin", "team_chat:read:list_user_channels:admin",
			"team_chat:read:user_channel:admin", "team_chat:read:list_members:admin"}},
	{Key: "phone", Label: "Zoom Phone call logs", Hint: "Whom they called, and when. The service user gets a Zoom Phone licence.", Default: true, Phone: true,
		Privileges: []cordon.Privilege{"PbxAdmin:Read"},
		Scopes:     []cordon.Scope{"phone:read:list_users:admin", "phone:read:user:admin", "phone:read:list_call_logs:admin", "phone:read:call_log:admin"}},
}

var recordingScopes = []cordon.Scope{"cloud_recording:read:list_user_recordings:admin", "cloud_recording:read:list_recording_files:admin",
	"cloud_recording:read:list_account_recordings:admin"}

// checkBundles panics if a bundle names a privilege or scope that there is not,
// or a scope that its privileges do not back.
func checkBundles() {
	catalog := access.Operations()
	for _, b := range bundles {
		for _, q := range b.Privileges {
			if !catalog.KnowsPrivilege(q) {
				panic(fmt.Sprintf("portal: %s: there is no privilege %s", b.Label, q))
			}
		}
		for _, s := range b.Scopes {
			if !slices.ContainsFunc(catalog.Backing(s), b.grants) {
				panic(fmt.Sprintf("portal: %s: its permissions do not back %s", b.Label, s))
			}
		}
	}
}

// grants reports whether a privilege is one of the bundle's, or implied by one.
func (b bundle) grants(q cordon.Privilege) bool {
	return slices.ContainsFunc(b.Privileges, func(p cordon.Privilege) bool { return p.Implies(q) })
}

// chosen is what the bundles with these keys give together: the permissions as
// they are listed, each once, and the scopes sorted.
func chosen(keys []string) (privileges []cordon.Privilege, scopes []cordon.Scope, phone bool) {
	for _, b := range bundles {
		if !slices.Contains(keys, b.Key) {
			continue
		}
		privileges = union(privileges, b.Privileges)
		scopes = append(scopes, b.Scopes...)
		phone = phone || b.Phone
	}
	slices.Sort(scopes)
	return privileges, slices.Compact(scopes), phone
}
