package zoomapi

import (
	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// recordingSettings are who may see a recording on the web, as answers show it.
type recordingSettings struct {
	ApprovalType            int    `json:"approval_type"`
	AuthenticationDomains   string `json:"authentication_domains,omitempty"`
	AuthenticationOption    string `json:"authentication_option,omitempty"`
	OnDemand                bool   `json:"on_demand"`
	Password                string `json:"password,omitempty"`
	RecordingAuthentication bool   `json:"recording_authentication"`
	SendEmailToHost         bool   `json:"send_email_to_host"`
	ShareRecording          string `json:"share_recording"`
	ShowSocialShareButtons  bool   `json:"show_social_share_buttons"`
	Topic                   string `json:"topic"`
	ViewerDownload          bool   `json:"viewer_download"`
	AutoDelete              bool   `json:"auto_delete"`
	AutoDeleteDate          string `json:"auto_delete_date,omitempty"`
}

func getRecordingSettings(c *call, in recordingPath) (out recordingSettings, err error) {
	r, err := c.recording(in.MeetingID, noRecording(), cordon.KindRecording)
	if err != nil {
		return out, err
	}
	s := r.Detail.Settings
	out = recordingSettings{ApprovalType: s.Approval, AuthenticationDomains: s.Domains, AuthenticationOption: s.Option, OnDemand: s.OnDemand,
		RecordingAuthentication: s.Authentication, SendEmailToHost: s.EmailHost, ShareRecording: s.Share, ShowSocialShareButtons: s.SocialButtons,
		Topic: r.Doc.Topic, ViewerDownload: s.Download}
	out.AutoDelete, out.AutoDeleteDate = autoDelete(r)
	if r.Also {
		out.Password = r.Doc.Passcode
	}
	return out, nil
}

type updateRecordingSettingsInput struct {
	recordingPath
	ApprovalType            *int    `json:"approval_type" enum:"0,1,2"`
	AuthenticationDomains   *string `json:"authentication_domains"`
	AuthenticationOption    *string `json:"authentication_option"`
	OnDemand                *bool   `json:"on_demand"`
	Password                *string `json:"password" max:"10"`
	RecordingAuthentication *bool   `json:"recording_authentication"`
	SendEmailToHost         *bool   `json:"send_email_to_host"`
	ShareRecording          *string `json:"share_recording" enum:"publicly,internally,none"`
	ShowSocialShareButtons  *bool   `json:"show_social_share_buttons"`
	Topic                   *string `json:"topic" max:"200"`
	ViewerDownload          *bool   `json:"viewer_download"`
	AutoDelete              *bool   `json:"auto_delete"`
}

func updateRecordingSettings(c *call, tx *store.WriteTx, in updateRecordingSettingsInput) (out empty, err error) {
	r, err := c.recording(in.MeetingID, noRecording(), cordon.KindRecording)
	if err != nil {
		return out, err
	}
	s := &r.Detail.Settings
	set(&s.Approval, in.ApprovalType)
	set(&s.Domains, in.AuthenticationDomains)
	set(&s.Option, in.AuthenticationOption)
	set(&s.OnDemand, in.OnDemand)
	set(&r.Doc.Passcode, in.Password)
	set(&s.Authentication, in.RecordingAuthentication)
	set(&s.EmailHost, in.SendEmailToHost)
	if in.ShareRecording != nil && *in.ShareRecording != "" {
		s.Share = *in.ShareRecording
	}
	set(&s.SocialButtons, in.ShowSocialShareButtons)
	set(&r.Doc.Topic, in.Topic)
	set(&s.Download, in.ViewerDownload)
	set(&s.AutoDelete, in.AutoDelete)
	return out, tx.SaveRecord(r.RecordRow, r.Doc, r.Detail)
}
