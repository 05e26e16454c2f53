package zoomapi

import (
	"net/http"
	"slices"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// transcript is what is told of the transcript of a recording.
type transcript struct {
	MeetingID      string    `json:"meeting_id"`
	AccountID      string    `json:"account_id"`
	MeetingTopic   string    `json:"meeting_topic"`
	HostID         string    `json:"host_id,omitempty"`
	CreatedTime    time.Time `json:"transcript_created_time"`
	CanDownload    bool      `json:"can_download"`
	AutoDelete     bool      `json:"auto_delete"`
	AutoDeleteDate string    `json:"auto_delete_date,omitempty"`
	DownloadURL    string    `json:"download_url,omitempty"`
	Restriction    string    `json:"download_restriction_reason,omitempty"`
}

func noTranscript() *cordon.Error {
	return &cordon.Error{Status: http.StatusNotFound, Code: 3322, Message: "This meeting transcript does not exist."}
}

func isTranscript(f cordon.RecordingFile) bool { return f.Type == "TRANSCRIPT" }

func getTranscript(c *call, in recordingPath) (out transcript, err error) {
	r, err := c.recording(in.MeetingID, noTranscript(), cordon.KindRecording, cordon.KindTrash)
	if err != nil {
		return out, err
	}
	i := slices.IndexFunc(r.Doc.Files, isTranscript)
	if i < 0 {
		return out, noTranscript()
	}
	f := r.Doc.Files[i]
	out = transcript{MeetingID: r.Doc.UUID, AccountID: c.Grant.Account(), MeetingTopic: r.Doc.Topic, HostID: r.Owner.ID, CreatedTime: f.End}
	out.AutoDelete, out.AutoDeleteDate = autoDelete(r)
	switch {
	case f.Deleted != nil:
		out.Restriction = "DELETED_OR_TRASHED"
	case r.Also:
		out.CanDownload, out.DownloadURL = true, c.api.url+downloadPath+fileRef{r.Doc.UUID, f.ID}.String()
	}
	return out, nil
}

// deleteTranscript deletes for good: a transcript alone has no trash.
func deleteTranscript(c *call, tx *store.WriteTx, in recordingPath) (out empty, err error) {
	r, err := c.recording(in.MeetingID, noTranscript(), cordon.KindRecording)
	if err != nil {
		return out, err
	}
	if !slices.ContainsFunc(r.Doc.Kept(), isTranscript) {
		return out, noTranscript()
	}
	r.Doc.Files = slices.DeleteFunc(r.Doc.Files, isTranscript)
	r.Detail.Transcript = nil
	return out, c.keepRecording(tx, r)
}
