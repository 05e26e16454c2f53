package portal

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// mainPermissions are what the served operations ask for, and what implies it,
// by section. Whatever else there is stands below them.
var mainPermissions = []struct {
	title  string
	things []string
}{
	{"User Management", []string{"User", "Group", "Role"}},
	{"Meetings and reports", []string{"Dashboard", "DashboardHome", "DashboardMeetings", "DashboardWebinars", "UsageReport", "SmartMeetingSummaryMgt"}},
	{"Recordings", []string{"Recording", "RecordingContent"}},
	{"Zoom Phone", []string{"PbxAdmin"}},
	{"Team Chat", []string{"ChatChannel", "ChatMessage", "IMChatHistory", "IMGroups"}},
	{"Developers", []string{"MarketPlace"}},
}

// settingSection is a part of the table of permissions.
type settingSection struct {
	Title string
	Rows  []settingRow
}

// settingRow is a thing, and what a role may do with it. View or Edit is nil
// where there is no such permission; Other is one that is neither.
type settingRow struct {
	Name              string
	View, Edit, Other *settingBox
	Scopes            []settingScope
}

// settingBox is one permission to tick.
type settingBox struct {
	Privilege cordon.Privilege
	Label     string // "Users: View"
	Ticked    bool
	Fixed     bool // the visitor may not tick it
}

// settingScope is how far a permission reaches that the role has.
type settingScope struct {
	Privilege cordon.Privilege
	Label     string
	Act       string // "View", where the row has several
	Text      string
	Wide      bool    // everybody, in a role that is narrowed elsewhere
	Through   string  // other permissions that narrow it, "" for none
	Path      string  // of the page that edits it, "" where the visitor may not
	Say       *sayBox // where its scope has to be said
}

// sayBox asks how far a permission reaches once what narrowed it is unticked.
type sayBox struct{ Keep, Own, Value string }

// settingTable is all that a role can be given. The rest is everything that
// no served operation asks for; granted says that the role has some of it.
type settingTable struct {
	Main    []settingSection
	Rest    []settingRow
	Granted bool
}

// newSettingTable makes the table of a role; ticked says which boxes are, and
// mayEdit whether the visitor may change them.
func newSettingTable(r *cordon.Role, s reachWords, ticked func(cordon.Privilege) bool, mayEdit bool) (t settingTable) {
	rows := make(map[string]*settingRow)
	// What the role has is there even if the catalog does not know it.
	for _, p := range union(access.Operations().Privileges(), r.Privileges()) {
		thing, act, _ := strings.Cut(string(p), ":")
		box := &settingBox{p, permissionName(p), ticked(p), !mayEdit}
		key, name := thing, permissionThing(thing)
		if act != "Read" && act != "Edit" {
			key, name = string(p), permissionName(p)
		}
		row := rows[key]
		if row == nil {
			row = &settingRow{Name: name}
			rows[key] = row
		}
		switch act {
		case "Read":
			row.View = box
		case "Edit":
			row.Edit = box
		default:
			row.Other = box
		}
	}
	for _, row := range rows {
		row.scopes(r, s)
	}
	for _, section := range mainPermissions {
		part := settingSection{Title: section.title}
		for _, thing := range section.things {
			if row := rows[thing]; row != nil {
				part.Rows = append(part.Rows, *row)
				delete(rows, thing)
			}
		}
		t.Main = append(t.Main, part)
	}
	for _, row := range rows {
		t.Rest = append(t.Rest, *row)
		t.Granted = t.Granted || row.ticked()
	}
	slices.SortFunc(t.Rest, func(a, b settingRow) int { return cmp.Compare(a.Name, b.Name) })
	return t
}

func (row *settingRow) boxes() (list []*settingBox) {
	for _, box := range []*settingBox{row.View, row.Edit, row.Other} {
		if box != nil {
			list = append(list, box)
		}
	}
	return list
}

func (row *settingRow) ticked() bool {
	return slices.ContainsFunc(row.boxes(), func(b *settingBox) bool { return b.Ticked })
}

// scopes fills in how far the permissions of the row reach.
func (row *settingRow) scopes(r *cordon.Role, s reachWords) {
	for _, box := range row.boxes() {
		reach, ok := r.Reaches[box.Privilege]
		if !ok {
			continue
		}
		_, act, _ := strings.Cut(box.Label, ": ")
		scope := settingScope{Privilege: box.Privilege, Label: box.Label, Act: act, Text: s.text(reach),
			Wide: r.Restricted() && reachesAll(r, box.Privilege), Through: narrowers(r, box.Privilege)}
		if !box.Fixed {
			scope.Path = "/portal/roles/" + r.ID + "/scope?permission=" + url.QueryEscape(string(box.Privilege))
		}
		row.Scopes = append(row.Scopes, scope)
	}
	if len(row.Scopes) == 1 {
		row.Scopes[0].Act = ""
	}
}

// narrowers names what implies a permission of a role and has another scope, so
// that only who is in both is reached.
func narrowers(r *cordon.Role, p cordon.Privilege) string {
	var names []string
	for _, q := range r.Privileges() {
		reach := r.Reaches[q]
		same := slices.Equal(reach.Groups, r.Reaches[p].Groups) && !r.Reaches[p].Account
		if q != p && q.Implies(p) && !reach.Account && !same {
			names = append(names, permissionName(q))
		}
	}
	return strings.Join(names, " and ")
}
