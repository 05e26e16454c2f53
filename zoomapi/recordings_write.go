package zoomapi

import (
	"slices"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// keepRecording writes a recording back. It is in the trash when all of its
// files are, and gone with the last of them.
func (c *call) keepRecording(tx *store.WriteTx, r recordingWhole) error {
	if len(r.Doc.Files) == 0 {
		return tx.DeleteRecord(c.Grant.People(), r.RecordRow)
	}
	r.Doc.Settle()
	r.Kind = cordon.KindRecording
	if len(r.Doc.Kept()) == 0 {
		r.Kind = cordon.KindTrash
	}
	return tx.MarkRecord(r.RecordRow, r.Doc, r.Detail)
}

type deleteRecordingInput struct {
	recordingPath
	Action string `query:"action" default:"trash" enum:"trash,delete" json:"-"`
}

func deleteRecording(c *call, tx *store.WriteTx, in deleteRecordingInput) (out empty, err error) {
	kinds := []cordon.Kind{cordon.KindRecording}
	if in.Action == "delete" {
		kinds = append(kinds, cordon.KindTrash)
	}
	r, err := c.recording(in.MeetingID, noRecording(), kinds...)
	if err != nil {
		return out, err
	}
	if in.Action == "delete" {
		return out, tx.DeleteRecord(c.Grant.People(), r.RecordRow)
	}
	now := c.now().Truncate(time.Second)
	for i := range r.Doc.Files {
		if f := &r.Doc.Files[i]; f.Deleted == nil {
			f.Deleted = &now
		}
	}
	return out, c.keepRecording(tx, r)
}

type recordingFilePath struct {
	recordingPath
	RecordingID string `path:"recordingId" json:"-"`
}

// recordingFileOf finds a recording, in the trash or not, and one of its files.
func (c *call) recordingFileOf(in recordingFilePath) (r recordingWhole, file int, err error) {
	r, err = c.recording(in.MeetingID, noRecording(), cordon.KindRecording, cordon.KindTrash)
	if err != nil {
		return r, 0, err
	}
	file = slices.IndexFunc(r.Doc.Files, func(f cordon.RecordingFile) bool { return f.ID == in.RecordingID })
	if file < 0 {
		return r, 0, noRecording()
	}
	return r, file, nil
}

type deleteRecordingFileInput struct {
	recordingFilePath
	Action string `query:"action" default:"trash" enum:"trash,delete" json:"-"`
}

func deleteRecordingFile(c *call, tx *store.WriteTx, in deleteRecordingFileInput) (out empty, err error) {
	r, i, err := c.recordingFileOf(in.recordingFilePath)
	if err != nil {
		return out, err
	}
	f := &r.Doc.Files[i]
	switch {
	case in.Action == "delete":
		r.Doc.Files = slices.Delete(r.Doc.Files, i, i+1)
	case f.Deleted != nil:
		return out, noRecording()
	default:
		now := c.now().Truncate(time.Second)
		f.Deleted, f.Loose = &now, true
	}
	return out, c.keepRecording(tx, r)
}

type recoverRecordingInput struct {
	MeetingUUID string `path:"meetingUUID" json:"-"`
	Action      string `json:"action" enum:"recover"`
}

func recoverRecording(c *call, tx *store.WriteTx, in recoverRecordingInput) (out empty, err error) {
	r, err := c.recording(in.MeetingUUID, noRecording(), cordon.KindRecording, cordon.KindTrash)
	if err != nil {
		return out, err
	}
	if len(r.Doc.Kept()) == len(r.Doc.Files) {
		return out, noRecording()
	}
	for i := range r.Doc.Files {
		r.Doc.Files[i].Deleted, r.Doc.Files[i].Loose = nil, false
	}
	return out, c.keepRecording(tx, r)
}

type recoverRecordingFileInput struct {
	recordingFilePath
	Action string `json:"action" enum:"recover"`
}

// recoverRecordingFile takes one file out of the trash. Files that were thrown
// away with it stay there, each by itself from then on.
func recoverRecordingFile(c *call, tx *store.WriteTx, in recoverRecordingFileInput) (out empty, err error) {
	r, i, err := c.recordingFileOf(in.recordingFilePath)
	if err != nil {
		return out, err
	}
	if r.Doc.Files[i].Deleted == nil {
		return out, noRecording()
	}
	r.Doc.Files[i].Deleted = nil
	for j := range r.Doc.Files {
		r.Doc.Files[j].Loose = r.Doc.Files[j].Deleted != nil
	}
	return out, c.keepRecording(tx, r)
}
