package zoomapi

import (
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

// What a voicemail says, its file and its transcript, needs RecordingContent:Read
// as recordings do.

func registerVoicemail(a *API) {
	read(a, "GET /phone/voice_mails", holder.Rows, listVoicemail)
	read(a, "GET /phone/voice_mails/{voicemailId}", holder.Parent("voicemail", "voicemailId"), getVoicemail)
	read(a, "GET /phone/users/{userId}/voice_mails", holder.Path("userId"), listUserVoicemail)
	read(a, "GET /phone/users/{userId}/call_logs/{id}/voice_mail", holder.Path("userId"), getCallVoicemail)
	read(a, "GET /phone/call_element/{callElementId}/voice_mail", holder.Parent("call", "callElementId"), getElementVoicemail)
	readFile(a, "GET /phone/voice_mails/download/{fileId}", holder.Parent("voicemail", "fileId"), downloadVoicemail)
	write(a, "PATCH /phone/voice_mails/{voicemailId}", 204, holder.Parent("voicemail", "voicemailId"), updateVoicemail)
	write(a, "DELETE /phone/voice_mails/{voicemailId}", 204, holder.Parent("voicemail", "voicemailId"), deleteVoicemail)
}

// voicemail is what every view of one has.
type voicemail struct {
	callEnds
	CallElement string    `json:"call_element_id"`
	DateTime    time.Time `json:"date_time"`
	DownloadURL string    `json:"download_url,omitempty"`
	Duration    int       `json:"duration"` // seconds
	ID          string    `json:"id"`
	Status      string    `json:"status" enum:"read,unread"`
}

func (c *call) showVoicemail(e *entry[cordon.Voicemail]) voicemail {
	d := &e.Doc
	v := voicemail{callEnds: ends(d.CallID, d.Caller, d.Callee), CallElement: d.CallLog, DateTime: d.At, Duration: d.Duration, ID: e.ID, Status: d.Status}
	if e.Also {
		v.DownloadURL = c.downloadURL("voice_mails", e.ID)
	}
	return v
}

type voicemailFilters struct {
	tokenCursor
	dates
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
	Status   string `query:"status" default:"all" enum:"all,read,unread" json:"-"`
}

// list lists voicemail: of one user, or of all in sight.
func (in voicemailFilters) list(c *call, f store.RecordFilter) (list []entry[cordon.Voicemail], paging phoneWindow, err error) {
	w, err := in.window(c, lastSixMonths)
	if err != nil {
		return nil, paging, err
	}
	f.Kinds, f.From, f.To, f.Also = []cordon.Kind{cordon.KindVoicemail}, w.From, w.To, content
	if in.Status != "all" {
		f.Where = append(f.Where, store.Where{Path: "$.status", Values: []string{in.Status}})
	}
	list, info, err := entries[cordon.Voicemail](c, in.cursor(), in.PageSize, f)
	return list, within(w, info), err
}

// noTrash refuses to list what Cordon does not keep: voicemail that is deleted
// is gone.
func noTrash(field string, trash bool) error {
	if trash {
		return cordon.InvalidField(field, "Cordon keeps no voicemail that was deleted.")
	}
	return nil
}

type listVoicemailInput struct {
	voicemailFilters
	SiteID    string `query:"site_id" json:"-"`
	OwnerType string `query:"owner_type" enum:"user,callQueue,sharedLineGroup,autoReceptionist,commonArea" json:"-"`
	Type      string `query:"voicemail_type" enum:"normal,spam,maybeSpam" json:"-"`
	Trashed   bool   `query:"trashed" json:"-"`
}

type voicemailEntry struct {
	voicemail
	CallLogID string         `json:"call_log_id"`
	Owner     extensionOwner `json:"owner"`
}

type voicemailList struct {
	phoneWindow
	Voicemail []voicemailEntry `json:"voice_mails"`
}

func listVoicemail(c *call, in listVoicemailInput) (voicemailList, error) {
	out := voicemailList{Voicemail: []voicemailEntry{}}
	if err := noTrash("trashed", in.Trashed); err != nil {
		return out, err
	}
	switch {
	case in.OwnerType != "" && in.OwnerType != "user":
		return out, cordon.InvalidField("owner_type", "Cordon keeps the voicemail of users only.")
	case in.Type != "" && in.Type != "normal":
		return out, cordon.InvalidField("voicemail_type", "Cordon does not look for spam.")
	}
	if err := unkept("site_id", in.SiteID); err != nil {
		return out, err
	}
	list, paging, err := in.list(c, store.RecordFilter{})
	if err != nil {
		return out, err
	}
	out.phoneWindow = paging
	for i := range list {
		d := &list[i].Doc
		owner, err := ownerOf(list[i].Owner, "inbound", d.Caller, d.Callee)
		if err != nil {
			return out, err
		}
		out.Voicemail = append(out.Voicemail, voicemailEntry{c.showVoicemail(&list[i]), d.CallLog, owner})
	}
	return out, nil
}

type listUserVoicemailInput struct {
	userPath
	voicemailFilters
	Trash bool `query:"trash" json:"-"`
}

type userVoicemail struct {
	voicemail
	CallLogID     string `json:"call_log_id"`
	CallHistoryID string `json:"call_history_id"`
}

type userVoicemailList struct {
	phoneWindow
	Voicemail []userVoicemail `json:"voice_mails"`
}

func listUserVoicemail(c *call, in listUserVoicemailInput) (out userVoicemailList, err error) {
	if err := noTrash("trash", in.Trash); err != nil {
		return out, err
	}
	list, paging, err := in.list(c, store.RecordFilter{User: c.user(in.UserID).Value})
	out = userVoicemailList{paging, make([]userVoicemail, len(list))}
	for i := range list {
		id := list[i].Doc.CallLog
		out.Voicemail[i] = userVoicemail{c.showVoicemail(&list[i]), id, id}
	}
	return out, err
}

// transcription is what a voicemail says. Status 2 is done, 0 is that there is
// none.
type transcription struct {
	Content string `json:"content"`
	Status  int    `json:"status"`
}

type voicemailAlone struct {
	userVoicemail
	Transcription transcription `json:"transcription"`
}

type elementVoicemail struct {
	voicemail
	Transcription transcription `json:"transcription"`
}

type wholeVoicemail = whole[cordon.Voicemail, cordon.VoicemailDetail]

func (c *call) aVoicemail(id string, absent *cordon.Error) (wholeVoicemail, error) {
	return record[cordon.Voicemail, cordon.VoicemailDetail](c, id, content, absent, cordon.KindVoicemail)
}

func transcribed(w *wholeVoicemail) transcription {
	if !w.Also || w.Detail.Text == "" {
		return transcription{}
	}
	return transcription{w.Detail.Text, 2}
}

func (c *call) showVoicemailAlone(w *wholeVoicemail) voicemailAlone {
	return voicemailAlone{userVoicemail{c.showVoicemail(&w.entry), w.Doc.CallLog, w.Doc.CallLog}, transcribed(w)}
}

type voicemailPath struct {
	VoicemailID string `path:"voicemailId" json:"-"`
}

func getVoicemail(c *call, in voicemailPath) (out voicemailAlone, err error) {
	w, err := c.aVoicemail(in.VoicemailID, phoneNotFound(400, 300, "Voice mail does not exist: %s.", in.VoicemailID))
	return c.showVoicemailAlone(&w), err
}

type userCallVoicemailPath struct {
	userPath
	ID string `path:"id" json:"-"`
}

// getCallVoicemail takes the id of a user's call log.
func getCallVoicemail(c *call, in userCallVoicemailPath) (out voicemailAlone, err error) {
	u, err := c.User(c.Grant.People(), c.user(in.UserID))
	if err != nil {
		return out, err
	}
	absent := phoneNotFound(404, 404, "Voice mail does not exist: %s.", in.ID)
	w, err := c.voicemailOf(in.ID, absent)
	if err == nil && w.Owner.ID != u.ID {
		err = absent
	}
	return c.showVoicemailAlone(&w), err
}

// voicemailOf reads the voicemail of one side of a call in sight.
func (c *call) voicemailOf(callLog string, absent *cordon.Error) (w wholeVoicemail, err error) {
	side, err := record[cordon.Call, cordon.CallDetail](c, callLog, "", absent, cordon.KindCall)
	if err != nil {
		return w, err
	}
	return c.aVoicemail(side.Doc.Voicemail, absent)
}

func getElementVoicemail(c *call, in callElementPath) (out elementVoicemail, err error) {
	w, err := c.voicemailOf(in.ID, phoneNotFound(404, 404, "Voicemail does not exist for %s.", in.ID))
	return elementVoicemail{c.showVoicemail(&w.entry), transcribed(&w)}, err
}

func downloadVoicemail(c *call, in phoneFilePath) (file, error) {
	w, err := c.aVoicemail(in.FileID, noSuchFile())
	if err != nil {
		return file{}, err
	}
	return c.phoneFile(w.RecordRow, w.Doc.Media, "voicemail")
}

type updateVoicemailInput struct {
	voicemailPath
	ReadStatus string `query:"read_status" required:"true" enum:"Read,Unread" json:"-"`
}

func updateVoicemail(c *call, tx *store.WriteTx, in updateVoicemailInput) (empty, error) {
	w, err := c.aVoicemail(in.VoicemailID, phoneNotFound(400, 404, "Voice mail does not exist: %s.", in.VoicemailID))
	if err != nil {
		return empty{}, err
	}
	w.Doc.Status = strings.ToLower(in.ReadStatus)
	return empty{}, tx.SaveRecord(w.RecordRow, w.Doc, nil)
}

func deleteVoicemail(c *call, tx *store.WriteTx, in voicemailPath) (empty, error) {
	w, err := c.aVoicemail(in.VoicemailID, phoneNotFound(404, 404, "Voice mail does not exist: %s.", in.VoicemailID))
	if err != nil {
		return empty{}, err
	}
	if err := tx.DeleteRecord(c.Grant.People(), w.RecordRow); err != nil {
		return empty{}, err
	}
	return empty{}, c.mark(tx, w.Doc.CallLog, func(d *cordon.Call) { d.HasVoicemail, d.Voicemail = false, "" })
}
