package zoomapi

import (
	"errors"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

func noSuchPhoneRecording(id string) *cordon.Error {
	return phoneNotFound(404, 404, "Recording does not exist: %s.", id)
}

// aPhoneRecording reads a recording for a write.
func (c *call) aPhoneRecording(id string, kind cordon.Kind) (whole[cordon.PhoneRecording, cordon.PhoneRecordingDetail], error) {
	return record[cordon.PhoneRecording, cordon.PhoneRecordingDetail](c, id, "", noSuchPhoneRecording(id), kind)
}

func deletePhoneRecording(c *call, tx *store.WriteTx, in phoneRecordingPath) (empty, error) {
	w, err := c.aPhoneRecording(in.RecordingID, cordon.KindPhoneRecording)
	if err != nil {
		return empty{}, err
	}
	w.Kind = cordon.KindPhoneTrash
	if err := tx.SaveRecord(w.RecordRow, w.Doc, nil); err != nil {
		return empty{}, err
	}
	return empty{}, c.mark(tx, w.Doc.CallLog, func(d *cordon.Call) { d.Recorded, d.Recording, d.RecordingType = false, "", "" })
}

// mark changes the side of a call that a recording or voicemail is of, if it is
// still there.
func (c *call) mark(tx *store.WriteTx, callLog string, change func(*cordon.Call)) error {
	gone := noSuchCallLog(callLog)
	w, err := record[cordon.Call, cordon.CallDetail](c, callLog, "", gone, cordon.KindCall)
	if errors.Is(err, gone) {
		return nil
	}
	if err != nil {
		return err
	}
	change(&w.Doc)
	return tx.SaveRecord(w.RecordRow, w.Doc, nil)
}

type updatePhoneRecordingInput struct {
	phoneRecordingPath
	AutoDelete *bool `json:"auto_delete_enable"`
}

func updatePhoneRecording(c *call, tx *store.WriteTx, in updatePhoneRecordingInput) (empty, error) {
	w, err := c.aPhoneRecording(in.RecordingID, cordon.KindPhoneRecording)
	if err != nil || in.AutoDelete == nil {
		return empty{}, err
	}
	w.Doc.AutoDelete = *in.AutoDelete
	return empty{}, tx.SaveRecord(w.RecordRow, w.Doc, nil)
}

type recoverPhoneRecordingInput struct {
	phoneRecordingPath
	Action string `json:"action" required:"true" enum:"recover"`
}

func recoverPhoneRecording(c *call, tx *store.WriteTx, in recoverPhoneRecordingInput) (empty, error) {
	w, err := c.aPhoneRecording(in.RecordingID, cordon.KindPhoneTrash)
	if err != nil {
		return empty{}, err
	}
	w.Kind = cordon.KindPhoneRecording
	if err := tx.SaveRecord(w.RecordRow, w.Doc, nil); err != nil {
		return empty{}, err
	}
	return empty{}, c.mark(tx, w.Doc.CallLog, func(d *cordon.Call) { d.Recorded, d.Recording, d.RecordingType = true, w.ID, w.Doc.Type })
}
