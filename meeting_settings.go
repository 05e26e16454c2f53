package cordon

// Settings are those that meetings and webinars share, by their published names.
// What is nil was never set. Those that name people are in Guests.
type Settings struct {
	DataCenterRegions     []string            `json:"additional_data_center_regions,omitempty" max:"50"`
	MultipleDevices       *bool               `json:"allow_multiple_devices,omitempty"`
	HostsUpdatePolls      *bool               `json:"alternative_host_update_polls,omitempty"`
	Approval              *int                `json:"approval_type,omitempty" enum:"0,1,2"` // one of the approvals below
	Audio                 *string             `json:"audio,omitempty" enum:"both,telephony,voip,thirdParty"`
	AudioInfo             *string             `json:"audio_conference_info,omitempty" max:"2048"`
	AuthenticationDomains *string             `json:"authentication_domains,omitempty"`
	AuthenticationOption  *string             `json:"authentication_option,omitempty"`
	AutoRecording         *string             `json:"auto_recording,omitempty" enum:"local,cloud,none"`
	CloseRegistration     *bool               `json:"close_registration,omitempty"`
	EmailInReport         *bool               `json:"email_in_attendee_report,omitempty"`
	DialInCountries       []string            `json:"global_dial_in_countries,omitempty" max:"250"`
	HostVideo             *bool               `json:"host_video,omitempty"`
	Authentication        *bool               `json:"meeting_authentication,omitempty"`
	QuestionsAndAnswers   *QuestionsAndAnswer `json:"question_and_answer,omitempty"`
	ConfirmRegistrants    *bool               `json:"registrants_confirmation_email,omitempty"`
	NotifyRegistrants     *bool               `json:"registrants_email_notification,omitempty"`
	RegistrationType      *int                `json:"registration_type,omitempty" enum:"1,2,3"`
	ShareButton           *bool               `json:"show_share_button,omitempty"`
	JoinInfo              *bool               `json:"show_join_info,omitempty"`
	AskToUnmute           *bool               `json:"request_permission_to_unmute_participants,omitempty"`
	HostMutes             *bool               `json:"allow_host_control_participant_mute_state,omitempty"`
}

// How registrants are approved.
const (
	ApproveAll     = 0
	ApproveByHand  = 1
	NoRegistration = 2
)

// Registration reports whether people register.
func (s *Settings) Registration() bool { return s.Approval != nil && *s.Approval != NoRegistration }

// QuestionsAndAnswer is whether and how people may ask questions in writing.
type QuestionsAndAnswer struct {
	Enable    *bool `json:"enable,omitempty"`
	Submit    *bool `json:"allow_submit_questions,omitempty"`
	Anonymous *bool `json:"allow_anonymous_questions,omitempty"`
	Comment   *bool `json:"attendees_can_comment,omitempty"`
	Upvote    *bool `json:"attendees_can_upvote,omitempty"`
}

// MeetingSettings are the settings of a meeting.
type MeetingSettings struct {
	Settings
	NotifyHosts       *bool        `json:"alternative_hosts_email_notification,omitempty"`
	CalendarType      *int         `json:"calendar_type,omitempty" enum:"1,2"`
	CNMeeting         *bool        `json:"cn_meeting,omitempty"`
	INMeeting         *bool        `json:"in_meeting,omitempty"`
	EmailNotification *bool        `json:"email_notification,omitempty"`
	Encryption        *string      `json:"encryption_type,omitempty" enum:"enhanced_encryption,e2ee"`
	FocusMode         *bool        `json:"focus_mode,omitempty"`
	HostVideoOrder    *bool        `json:"host_save_video_order,omitempty"`
	Internal          *bool        `json:"internal_meeting,omitempty"`
	JoinEarlyBy       *int         `json:"jbh_time,omitempty" enum:"0,5,10,15"` // minutes
	JoinBeforeHost    *bool        `json:"join_before_host,omitempty"`
	Mute              *bool        `json:"mute_upon_entry,omitempty"`
	ParticipantVideo  *bool        `json:"participant_video,omitempty"`
	Focused           *bool        `json:"participant_focused_meeting,omitempty"`
	Private           *bool        `json:"private_meeting,omitempty"`
	WaitingRoom       *bool        `json:"waiting_room,omitempty"`
	Watermark         *bool        `json:"watermark,omitempty"`
	AutoSummary       *bool        `json:"auto_start_meeting_summary,omitempty"`
	SummaryTo         *int         `json:"who_will_receive_summary,omitempty" enum:"1,2,3,4"`
	AutoQuestions     *bool        `json:"auto_start_ai_companion_questions,omitempty"`
	WhoAsks           *int         `json:"who_can_ask_questions,omitempty" enum:"1,2,3,4,5"`
	DeviceTesting     *bool        `json:"device_testing,omitempty"`
	NoVideo           *bool        `json:"disable_participant_video,omitempty"`
	Chat              *MeetingChat `json:"continuous_meeting_chat,omitempty"`
}

// MeetingChat is whether a meeting's chat goes on before and after it.
type MeetingChat struct {
	Enable     *bool `json:"enable,omitempty"`
	AddInvited *bool `json:"auto_add_invited_external_users,omitempty"`
	AddPresent *bool `json:"auto_add_meeting_participants,omitempty"`
}

// WebinarSettings are the settings of a webinar.
type WebinarSettings struct {
	Settings
	Reminder         *WebinarMail `json:"attendees_and_panelists_reminder_email_notification,omitempty"`
	FollowAbsentees  *WebinarMail `json:"follow_up_absentees_email_notification,omitempty"`
	FollowAttendees  *WebinarMail `json:"follow_up_attendees_email_notification,omitempty"`
	EmailLanguage    *string      `json:"email_language,omitempty"`
	HDVideo          *bool        `json:"hd_video,omitempty"`
	HDAttendees      *bool        `json:"hd_video_for_attendees,omitempty"`
	PanelistSignIn   *bool        `json:"panelist_authentication,omitempty"`
	Watermark        *bool        `json:"add_watermark,omitempty"`
	AudioWatermark   *bool        `json:"add_audio_watermark,omitempty"`
	OnDemand         *bool        `json:"on_demand,omitempty"`
	InvitePanelists  *bool        `json:"panelists_invitation_email_notification,omitempty"`
	PanelistsVideo   *bool        `json:"panelists_video,omitempty"`
	SurveyAfter      *bool        `json:"post_webinar_survey,omitempty"`
	Practice         *bool        `json:"practice_session,omitempty"`
	RegistrantsLimit *int         `json:"registrants_restrict_number,omitempty" min:"0" max:"20000"` // 0: none
	FullHD           *bool        `json:"send_1080p_video_to_attendees,omitempty"`
	SurveyURL        *string      `json:"survey_url,omitempty"`
	Branding         *bool        `json:"enable_session_branding,omitempty"`
}

// WebinarMail is whether and when a webinar's people get an e-mail.
type WebinarMail struct {
	Enable *bool `json:"enable,omitempty"`
	Type   *int  `json:"type,omitempty" enum:"0,1,2,3,4,5,6,7"`
}

// DefaultSettings are what both have unless something else is asked for.
func DefaultSettings() Settings {
	return Settings{
		Approval: new(NoRegistration), Audio: new("both"), AutoRecording: new("none"), HostVideo: new(false), CloseRegistration: new(false),
		RegistrationType: new(1), NotifyRegistrants: new(true), ConfirmRegistrants: new(true), ShareButton: new(false), MultipleDevices: new(false), Authentication: new(false),
	}
}

// DefaultMeetingSettings are what a meeting has unless something else is asked
// for.
func DefaultMeetingSettings() MeetingSettings {
	return MeetingSettings{
		Settings: DefaultSettings(), NotifyHosts: new(true), CNMeeting: new(false), INMeeting: new(false), EmailNotification: new(true), Encryption: new("enhanced_encryption"),
		FocusMode: new(false), Internal: new(false), JoinEarlyBy: new(0), JoinBeforeHost: new(false), Mute: new(false), ParticipantVideo: new(false), Focused: new(false),
		Private: new(false), WaitingRoom: new(false), Watermark: new(false), AutoSummary: new(false), AutoQuestions: new(false), DeviceTesting: new(false), NoVideo: new(false),
	}
}

// DefaultWebinarSettings are what a webinar has unless something else is asked
// for.
func DefaultWebinarSettings() WebinarSettings {
	return WebinarSettings{
		Settings: DefaultSettings(), EmailLanguage: new("en-US"), HDVideo: new(false), HDAttendees: new(false), OnDemand: new(false), InvitePanelists: new(true),
		PanelistsVideo: new(false), SurveyAfter: new(false), Practice: new(false), RegistrantsLimit: new(0), FullHD: new(false),
	}
}
