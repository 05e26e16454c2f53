package importer

import (
	"cmp"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
)

// putRecording takes what is known of a recording. What is in its files is not
// in the answers, and is not there afterwards.
func putRecording(t *target, r row) error {
	var in struct {
		UUID       string          `json:"uuid"`
		ID         number          `json:"id"`
		HostID     string          `json:"host_id"`
		Topic      *string         `json:"topic"`
		Type       number          `json:"type"`
		Start      moment          `json:"start_time"`
		Duration   number          `json:"duration"`
		Timezone   string          `json:"timezone"`
		Passcode   *string         `json:"password"`
		AutoDelete *bool           `json:"auto_delete"`
		Files      []recordingFile `json:"recording_files"`
	}
	if err := decode(r.text, &in); err != nil {
		return err
	}
	if err := checkUUID(in.UUID); err != nil {
		return err
	}
	if err := checkNumber(in.ID); err != nil {
		return err
	}
	if in.Start.IsZero() {
		return bad("it has no start_time")
	}
	if err := (&meetingRow{Topic: in.Topic, Passcode: in.Passcode}).texts(); err != nil {
		return err
	}
	host, err := t.user(in.HostID)
	if err != nil {
		return err
	}
	var rec cordon.Recording
	d := cordon.RecordingDetail{Settings: cordon.RecordingSettings{Approval: noRegistration, Share: "publicly", Download: true}}
	if _, _, err := t.read(cordon.KindRecording, in.UUID, &rec, &d); err != nil {
		return err
	}
	rec.UUID, rec.Number, rec.Type, rec.Start, rec.Duration = in.UUID, int64(in.ID), int(in.Type), in.Start.Time, int(in.Duration)
	if in.Topic != nil {
		rec.Topic = *in.Topic
	}
	rec.Timezone = cmp.Or(in.Timezone, rec.Timezone, host.Brief.Timezone, "UTC")
	if in.Passcode != nil {
		rec.Passcode = *in.Passcode
	}
	if in.AutoDelete != nil {
		d.Settings.AutoDelete = *in.AutoDelete
	}
	if in.Files != nil {
		files, err := t.files(rec, in.Files)
		if err != nil {
			return err
		}
		rec.Files = files
	}
	if rec.Files == nil {
		rec.Files = []cordon.RecordingFile{}
	}
	rec.Settle()
	return t.PutRecord(t.account, &cordon.Record{Kind: cordon.KindRecording, ID: rec.UUID, Parent: strconv.FormatInt(rec.Number, 10), Time: rec.Start, Owner: in.HostID, Doc: rec, Detail: d})
}

// noRegistration is the approval_type of what needs none.
const noRegistration = 2

type recordingFile struct {
	ID    string `json:"id"`
	Type  string `json:"file_type"`
	View  string `json:"recording_type"`
	Size  number `json:"file_size"`
	Start moment `json:"recording_start"`
	End   moment `json:"recording_end"`
}

// files are those that are complete; of files that are there already, what is in
// them stays.
func (t *target) files(rec cordon.Recording, in []recordingFile) (files []cordon.RecordingFile, err error) {
	was := map[string]cordon.RecordingFile{}
	for _, f := range rec.Files {
		was[f.ID] = f
	}
	for _, f := range in {
		if f.ID == "" || f.Type == "" {
			t.note("left out: a file without an id or a type")
			continue
		}
		if !callPattern.MatchString(f.ID) {
			return nil, bad("recording_files: id %q is none of Zoom's", f.ID)
		}
		file := was[f.ID]
		file.ID, file.Type, file.View, file.Size = f.ID, f.Type, f.View, int(f.Size)
		file.Start = orElse(f.Start.Time, rec.Start)
		file.End = orElse(f.End.Time, file.Start.Add(time.Duration(rec.Duration)*time.Minute))
		if file.Extension() == "" {
			t.note("left out: a file of type %q", f.Type)
			continue
		}
		files = append(files, file)
	}
	return files, nil
}
