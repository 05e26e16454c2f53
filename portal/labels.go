package portal

import (
	"strings"

	"github.com/cordon-zoom/cordon"
)

// permissionName is what the portal calls a privilege: "Users: View" for
// User:Read. A name that is not here is taken apart: "DigitalSignage" is "Digital signage".
func permissionName(p cordon.Privilege) string {
	switch p {
	case cordon.AccountOwner:
		return "Account owner"
	case cordon.Unrestricted:
		return "a role without any Custom Scope"
	}
	thing, act, _ := strings.Cut(string(p), ":")
	return permissionThing(thing) + ": " + permissionAct(act)
}

func permissionAct(act string) string {
	if act == "Read" {
		return "View"
	}
	return act
}

// things are the portal's names for what a permission is about.
var things = map[string]string{
	"User": "Users", "Role": "Roles", "Group": "Groups", "PbxAdmin": "Zoom Phone", "Recording": "Recording", "RecordingContent": "Recording content",
	"MarketPlace": "App Marketplace", "IMChatHistory": "Chat history", "NewIMChatHistory": "Chat messages (admin)", "IMGroups": "Contact groups",
	"IMSetting": "Chat settings", "IMChatBot": "Chatbots", "UsageReport": "Usage reports", "UserActivitiesReport": "User activity reports",
	"ChatChannel": "Chat channels", "ChatMessage": "Chat messages", "AccountProfile": "Account profile", "AccountSetting": "Account settings",
	"DashboardZR": "Dashboard Zoom Rooms", "DashboardIM": "Dashboard chat", "DashboardCRC": "Dashboard room connector", "SingleSignOn": "Single sign-on",
	"ZoomDevelopers": "Developers", "IMExternalConnection": "External chat connections", "SmartMeetingSummaryMgt": "Meeting summaries",
	"ZoomRooms": "Zoom Rooms", "ZRWebController": "Zoom Rooms web controller", "WorkspacesManagement": "Workspaces", "WhiteboardManagement": "Whiteboards",
	"WorkforceAdmin": "Workforce management", "DocsMgt": "Docs", "TasksMgt": "Tasks", "Clip": "Clips", "Division": "Divisions", "Survey": "Surveys",
	"EngagementSurvey": "Engagement surveys", "ContactCenterMgt": "Contact Center", "SipPhone": "SIP phones", "SmsCampaigns": "SMS campaigns",
	"SubAccount": "Sub accounts", "CrossHybrid": "Hybrid connectors", "DataRequest": "Data requests", "Meeting": "Meetings", "WebinarSetting": "Webinar settings",
	"MeetingConnector": "Meeting Connector", "RoomConnector": "Room Connector", "LyncConnector": "Lync Connector", "Integration": "Integrations",
}

func permissionThing(name string) string {
	if t, ok := things[name]; ok {
		return t
	}
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' && !(name[i-1] >= 'A' && name[i-1] <= 'Z') {
			b.WriteByte(' ')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
