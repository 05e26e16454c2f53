package cordon

// GroupSettings are the settings of a group that Cordon keeps. They are kept
// and shown; nothing here obeys them.
//
// A Switch is a bool in what is kept, and a *bool in a change, where nil leaves
// things as they are. A text that is empty leaves things as they are too.
type GroupSettings[Switch bool | *bool] struct {
	Scheduling   GroupScheduling[Switch]   `json:"schedule_meeting"`
	InMeeting    GroupInMeeting[Switch]    `json:"in_meeting"`
	Notification GroupNotification[Switch] `json:"email_notification"`
	Recording    GroupRecording[Switch]    `json:"recording"`
	Telephony    GroupTelephony[Switch]    `json:"telephony"`
	Other        GroupOther[Switch]        `json:"other_options"`
}

// GroupScheduling is the settings about scheduling a meeting.
type GroupScheduling[Switch bool | *bool] struct {
	AudioType                               string `json:"audio_type,omitempty" enum:"both,telephony,voip,thirdParty"`
	EmbedPasswordInJoinLink                 Switch `json:"embed_password_in_join_link"`
	ForcePMIJBHPassword                     Switch `json:"force_pmi_jbh_password"`
	HostVideo                               Switch `json:"host_video"`
	JoinBeforeHost                          Switch `json:"join_before_host"`
	MuteUponEntry                           Switch `json:"mute_upon_entry"`
	ParticipantVideo                        Switch `json:"participant_video"`
	PSTNPasswordProtected                   Switch `json:"pstn_password_protected"`
	RequirePasswordForInstantMeetings       Switch `json:"require_password_for_instant_meetings"`
	RequirePasswordForPMIMeetings           string `json:"require_password_for_pmi_meetings,omitempty" enum:"all,jbh_only,none"`
	RequirePasswordForScheduledMeetings     Switch `json:"require_password_for_scheduled_meetings"`
	RequirePasswordForSchedulingNewMeetings Switch `json:"require_password_for_scheduling_new_meetings"`
	UpcomingMeetingReminder                 Switch `json:"upcoming_meeting_reminder"`
}

// GroupInMeeting is the settings about what happens in a meeting.
type GroupInMeeting[Switch bool | *bool] struct {
	AlertGuestJoin                          Switch `json:"alert_guest_join"`
	AllowUsersToDeleteMessagesInMeetingChat Switch `json:"allow_users_to_delete_messages_in_meeting_chat"`
	AllowLiveStreaming                      Switch `json:"allow_live_streaming"`
	AllowShowZoomWindows                    Switch `json:"allow_show_zoom_windows"`
	Annotation                              Switch `json:"annotation"`
	AttendeeOnHold                          Switch `json:"attendee_on_hold"`
	AutoAnswer                              Switch `json:"auto_answer"`
	AutoSavingChat                          Switch `json:"auto_saving_chat"`
	BreakoutRoom                            Switch `json:"breakout_room"`
	BreakoutRoomSchedule                    Switch `json:"breakout_room_schedule"`
	Chat                                    Switch `json:"chat"`
	MeetingQuestionAnswer                   Switch `json:"meeting_question_answer"`
	ClosedCaption                           Switch `json:"closed_caption"`
	CoHost                                  Switch `json:"co_host"`
	CustomDataCenterRegions                 Switch `json:"custom_data_center_regions"`
	CustomLiveStreamingService              Switch `json:"custom_live_streaming_service"`
	DisableScreenSharingForHostMeetings     Switch `json:"disable_screen_sharing_for_host_meetings"`
	DisableScreenSharingForInMeetingGuests  Switch `json:"disable_screen_sharing_for_in_meeting_guests"`
	E2EEncryption                           Switch `json:"e2e_encryption"`
	EntryExitChime                          string `json:"entry_exit_chime,omitempty" enum:"host,all,none"`
	FarEndCameraControl                     Switch `json:"far_end_camera_control"`
	Feedback                                Switch `json:"feedback"`
	FileTransfer                            Switch `json:"file_transfer"`
	GroupHD                                 Switch `json:"group_hd"`
	WebinarGroupHD                          Switch `json:"webinar_group_hd"`
	JoinFromDesktop                         Switch `json:"join_from_desktop"`
	JoinFromMobile                          Switch `json:"join_from_mobile"`
	LiveStreamingFacebook                   Switch `json:"live_streaming_facebook"`
	LiveStreamingYoutube                    Switch `json:"live_streaming_youtube"`
	MeetingReactions                        Switch `json:"meeting_reactions"`
	AllowHostPanelistsToUseAudibleClap      Switch `json:"allow_host_panelists_to_use_audible_clap"`
	WebinarReactions                        Switch `json:"webinar_reactions"`
	MeetingSurvey                           Switch `json:"meeting_survey"`
	NonVerbalFeedback                       Switch `json:"non_verbal_feedback"`
	OnlyHostViewDeviceList                  Switch `json:"only_host_view_device_list"`
	OriginalAudio                           Switch `json:"original_audio"`
	Polling                                 Switch `json:"polling"`
	PostMeetingFeedback                     Switch `json:"post_meeting_feedback"`
	PrivateChat                             Switch `json:"private_chat"`
	RecordPlayOwnVoice                      Switch `json:"record_play_own_voice"`
	RemoteControl                           Switch `json:"remote_control"`
	RemoteSupport                           Switch `json:"remote_support"`
	RequestPermissionToUnmuteParticipants   Switch `json:"request_permission_to_unmute_participants"`
	ScreenSharing                           Switch `json:"screen_sharing"`
	SendingDefaultEmailInvites              Switch `json:"sending_default_email_invites"`
	ShowAJoinFromYourBrowserLink            Switch `json:"show_a_join_from_your_browser_link"`
	ShowBrowserJoinLink                     Switch `json:"show_browser_join_link"`
	ShowDeviceList                          Switch `json:"show_device_list"`
	ShowMeetingControlToolbar               Switch `json:"show_meeting_control_toolbar"`
	SlideControl                            Switch `json:"slide_control"`
	StereoAudio                             Switch `json:"stereo_audio"`
	UseHTMLFormatEmail                      Switch `json:"use_html_format_email"`
	VirtualBackground                       Switch `json:"virtual_background"`
	WaitingRoom                             Switch `json:"waiting_room"`
	WebinarQuestionAnswer                   Switch `json:"webinar_question_answer"`
	WebinarSurvey                           Switch `json:"webinar_survey"`
	Whiteboard                              Switch `json:"whiteboard"`
	WhoCanShareScreen                       string `json:"who_can_share_screen,omitempty" enum:"host,all"`
	WhoCanShareScreenWhenSomeoneIsSharing   string `json:"who_can_share_screen_when_someone_is_sharing,omitempty" enum:"host,all"`
	WorkplaceByFacebook                     Switch `json:"workplace_by_facebook"`
}

// GroupNotification is the settings about e-mails that are sent.
type GroupNotification[Switch bool | *bool] struct {
	AlternativeHostReminder                    Switch `json:"alternative_host_reminder"`
	CancelMeetingReminder                      Switch `json:"cancel_meeting_reminder"`
	CloudRecordingAvailableReminder            Switch `json:"cloud_recording_available_reminder"`
	JBHReminder                                Switch `json:"jbh_reminder"`
	RecordingAvailableReminderAlternativeHosts Switch `json:"recording_available_reminder_alternative_hosts"`
	RecordingAvailableReminderSchedulers       Switch `json:"recording_available_reminder_schedulers"`
	ScheduleForReminder                        Switch `json:"schedule_for_reminder"`
}

// GroupRecording is the settings about recordings.
type GroupRecording[Switch bool | *bool] struct {
	AccountUserAccessRecording              Switch `json:"account_user_access_recording"`
	AutoRecording                           string `json:"auto_recording,omitempty" enum:"local,cloud,none"`
	CloudRecording                          Switch `json:"cloud_recording"`
	CloudRecordingDownload                  Switch `json:"cloud_recording_download"`
	CloudRecordingDownloadHost              Switch `json:"cloud_recording_download_host"`
	HostDeleteCloudRecording                Switch `json:"host_delete_cloud_recording"`
	DisplayParticipantName                  Switch `json:"display_participant_name"`
	RecordingThumbnails                     Switch `json:"recording_thumbnails"`
	OptimizeRecordingFor3rdPartyVideoEditor Switch `json:"optimize_recording_for_3rd_party_video_editor"`
	RecordingHighlight                      Switch `json:"recording_highlight"`
	SavePanelistChat                        Switch `json:"save_panelist_chat"`
	SavePollResults                         Switch `json:"save_poll_results"`
	SaveCloseCaption                        Switch `json:"save_close_caption"`
	LocalRecording                          Switch `json:"local_recording"`
	PreventHostAccessRecording              Switch `json:"prevent_host_access_recording"`
	RecordAudioFile                         Switch `json:"record_audio_file"`
	RecordGalleryView                       Switch `json:"record_gallery_view"`
	RecordSpeakerView                       Switch `json:"record_speaker_view"`
	RecordingAudioTranscript                Switch `json:"recording_audio_transcript"`
	SaveChatText                            Switch `json:"save_chat_text"`
	ShowTimestamp                           Switch `json:"show_timestamp"`
}

// GroupTelephony is the settings about telephones.
type GroupTelephony[Switch bool | *bool] struct {
	ThirdPartyAudio Switch `json:"third_party_audio"`
}

// GroupOther is the settings all others.
type GroupOther[Switch bool | *bool] struct {
	AllowUsersContactSupportViaChat Switch `json:"allow_users_contact_support_via_chat"`
	BlurSnapshot                    Switch `json:"blur_snapshot"`
}

// DefaultGroupSettings is what a group has where nobody set anything.
func DefaultGroupSettings() GroupSettings[bool] {
	return GroupSettings[bool]{
		Scheduling: GroupScheduling[bool]{AudioType: "both", EmbedPasswordInJoinLink: true, RequirePasswordForInstantMeetings: true,
			RequirePasswordForPMIMeetings: "all", RequirePasswordForScheduledMeetings: true, RequirePasswordForSchedulingNewMeetings: true},
		InMeeting: GroupInMeeting[bool]{Annotation: true, Chat: true, CoHost: true, EntryExitChime: "none", JoinFromDesktop: true, JoinFromMobile: true,
			MeetingReactions: true, NonVerbalFeedback: true, Polling: true, PrivateChat: true, RemoteControl: true, ScreenSharing: true,
			VirtualBackground: true, WaitingRoom: true, Whiteboard: true, WhoCanShareScreen: "host", WhoCanShareScreenWhenSomeoneIsSharing: "host"},
		Notification: GroupNotification[bool]{AlternativeHostReminder: true, CancelMeetingReminder: true, CloudRecordingAvailableReminder: true,
			JBHReminder: true, ScheduleForReminder: true},
		Recording: GroupRecording[bool]{AutoRecording: "none", CloudRecording: true, CloudRecordingDownload: true, HostDeleteCloudRecording: true,
			LocalRecording: true, RecordSpeakerView: true},
	}
}
