package access

import "github.com/cordon-zoom/cordon"

// recipeScopes are named by the published recipe for a restricted credential,
// but Zoom publishes no operation that accepts them. A recipe must work as
// written, so Cordon adds them to what they name: one channel, and the lists of
// channels. A role that may read channels backs them.
var recipeScopes = map[cordon.Scope][]string{
	"team:read:team":             {"GET /chat/channels/{channelId}", "GET /chat/users/{userId}/channels/{channelId}"},
	"team:read:list_teams:admin": {"GET /chat/channels", "GET /chat/users/{userId}/channels"},
}

// publishedPrivileges are the names that Zoom publishes, whether or not an
// operation of the catalog asks for them. cordon.AccountOwner is not one.
var publishedPrivileges = []cordon.Privilege{
	// The privileges page.
	"User:Read", "User:Edit",
	"Role:Read", "Role:Edit",
	"Group:Read", "Group:Edit",
	"AccountProfile:Read", "AccountProfile:Edit",
	"AccountSetting:Read", "AccountSetting:Edit",
	"WebinarSetting:Read", "WebinarSetting:Edit",
	"Recording:Read", "Recording:Edit",
	"RecordingContent:Read",
	"SubAccount:Read", "SubAccount:Edit",
	"ZoomRooms:Read", "ZoomRooms:Edit",
	"DigitalSignage:Read", "DigitalSignage:Edit",
	"IMChatHistory:Read",
	"IMGroups:Read", "IMGroups:Edit",
	"IMSetting:Read", "IMSetting:Edit",
	"IMChatBot:Edit",
	"BillingSubscription:Read", "BillingSubscription:Edit",
	"BillingInformation:Read", "BillingInformation:Edit",
	"Dashboard:Read",
	"UsageReport:Read",
	"UserActivitiesReport:Read",
	"ScheduleTrackingFields:Read", "ScheduleTrackingFields:Edit",
	"PbxAdmin:Read", "PbxAdmin:Edit",
	"ZoomDevelopers:Read", "ZoomDevelopers:Edit",
	"RoomConnector:Read", "RoomConnector:Edit",
	"CrossHybrid:Read", "CrossHybrid:Edit",
	"LyncConnector:Read", "LyncConnector:Edit",
	"ThirdPartyConference:Read", "ThirdPartyConference:Edit",
	"Branding:Read", "Branding:Edit",
	"SingleSignOn:Read", "SingleSignOn:Edit",
	"Integration:Read", "Integration:Edit",
	"MarketPlace:Read", "MarketPlace:Edit",

	// Asked for by operations, of these and of other products.
	"DashboardHome:Read",
	"DashboardMeetings:Read",
	"DashboardWebinars:Read",
	"DashboardZR:Read",
	"DashboardIM:Read",
	"DashboardCRC:Read",
	"ChatChannel:Read", "ChatChannel:Edit",
	"ChatMessage:Read", "ChatMessage:Edit",
	"NewIMChatHistory:Read", "NewIMChatHistory:Edit",
	"IMExternalConnection:Edit",
	"DataRequest:Read",
	"Survey:Read",
	"EngagementSurvey:Read",
	"Division:Read", "Division:Edit",
	"MobileDeviceManagement:Read",
	"SmsCampaigns:Read", "SmsCampaigns:Edit",
	"WhiteboardManagement:Read", "WhiteboardManagement:Edit",
	"WhiteboardContent:Read",
	"WorkspacesManagement:Read", "WorkspacesManagement:Edit",
	"ContactCenterMgt:Edit",
	"TeamManagement:Edit",
	"WorkforceAdmin:Edit",
	"ClipContent:Read",
	"Clip:Edit",
	"TasksMgt:Read", "TasksMgt:Edit",
	"TasksContent:Read",
	"DocsMgt:Read", "DocsMgt:Edit",
	"AllConversations:Read",
	"AllInteractions:Read",
	"AssignEvaluations:Edit",
	"ZRWebController:Edit",
	"ProviderPortal:Read",

	// Seen in a published sample of GET /users/{userId}/permissions.
	"Security:Read", "Security:Edit",
	"Meeting:Edit",
	"Meeting:Join",
	"MeetingConnector:Read",
	"CallInContacts:Read",
}
