package attack

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
)

func init() {
	populaces = append(populaces, populateRecordings)
	month := url.Values{"from": {"2026-02-05"}, "to": {"2026-03-02"}}
	of := func(kinds ...cordon.Kind) func(*record) (string, bool) {
		return func(x *record) (string, bool) { return textAt(x.doc, "uuid"), slices.Contains(kinds, x.kind) }
	}
	loose := func(x *record) (string, bool) {
		var doc cordon.Recording
		id, in := of(cordon.KindRecording, cordon.KindTrash)(x)
		if in {
			readDoc(x, &doc)
		}
		return id, doc.Loose
	}
	user := []string{"users", "{user}", "recordings"}
	recordLists = append(recordLists,
		recordList{"GET /users/{userId}/recordings", user, month, "meetings", "uuid", of(cordon.KindRecording)},
		recordList{"GET /users/{userId}/recordings", user, url.Values{"trash": {"true"}}, "meetings", "uuid", of(cordon.KindTrash)},
		recordList{"GET /users/{userId}/recordings", user, url.Values{"trash": {"true"}, "trash_type": {"recording_file"}}, "meetings", "uuid", loose},
		recordList{"GET /accounts/{accountId}/recordings", []string{"accounts", "me", "recordings"}, month, "meetings", "uuid", of(cordon.KindRecording)},
	)
	drawnRecords['o'] = of(cordon.KindRecording, cordon.KindTrash)
	drawnRecords['O'] = func(x *record) (string, bool) {
		return x.parent, x.kind == cordon.KindRecording || x.kind == cordon.KindTrash
	}
}

// populateRecordings gives some people recordings: of one meeting each or of two
// times that it was held, whole, in the trash, or in part.
func populateRecordings(p *populace) error {
	video, err := p.tx.AddMedia("video/mp4", []byte("a video"))
	if err != nil {
		return err
	}
	for range 4 + p.r.IntN(8) {
		host, number := p.r.IntN(len(p.people)), 80_000_000_000+p.r.Int64N(9_000_000_000)
		for range 1 + p.r.IntN(2) {
			if err := p.add(p.recording(host, number, video)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *populace) recording(host int, number int64, video string) *cordon.Record {
	start := p.before(20)
	r := cordon.Recording{UUID: p.mark(host, 41) + randomID(p.r)[:8] + "==", Number: number, Topic: p.mark(host, 42), Type: cordon.ScheduledMeeting,
		Start: start, Duration: 30, Timezone: "UTC", Passcode: p.mark(host, 43)}
	gone, all := start.Add(time.Hour), p.chance(25)
	for _, kind := range []string{"MP4", "TRANSCRIPT", "CHAT"} {
		f := cordon.RecordingFile{ID: p.mark(host, 44) + randomID(p.r)[:8], Type: kind, View: "active_speaker", Size: 100, Start: start, End: gone}
		if kind == "MP4" {
			f.Media = video
		}
		if loose := p.chance(15); loose || all {
			f.Deleted, f.Loose = &gone, loose
		}
		r.Files = append(r.Files, f)
	}
	r.Settle()
	d := cordon.RecordingDetail{
		Settings:   cordon.RecordingSettings{Domains: p.mark(host, 45), Option: p.mark(host, 46), Share: "none", AutoDelete: p.chance(50)},
		Questions:  cordon.RegistrationQuestions{Custom: []cordon.CustomQuestion{{Title: p.mark(host, 47), Type: "short"}}},
		Transcript: []cordon.Said{{Speaker: p.mark(host, fDisplay), Text: p.mark(host, 48)}},
		Chat:       []cordon.Said{{Speaker: p.mark(host, fDisplay), Text: p.mark(host, 49)}},
	}
	for range p.r.IntN(4) {
		g := cordon.Registrant{Person: p.person(), ID: p.mark(host, 50) + randomID(p.r)[:8], Status: "approved", Created: start}
		if i := slices.Index(p.people, g.User); i >= 0 { // what they wrote about themselves
			g.LastName, g.Org, g.Comments = p.mark(i, fLast), p.mark(i, 51), p.mark(i, 52)
			g.Custom = []cordon.CustomAnswer{{Title: p.mark(host, 47), Value: p.mark(i, 53)}}
		}
		d.Registrants = append(d.Registrants, g)
		d.Views = append(d.Views, cordon.RecordingView{Person: p.person(), At: start.Add(time.Minute), Download: p.chance(30), Seconds: 9})
	}
	kind := cordon.KindRecording
	if len(r.Kept()) == 0 {
		kind = cordon.KindTrash
	}
	return &cordon.Record{Kind: kind, ID: r.UUID, Parent: strconv.FormatInt(number, 10), Time: start, Owner: p.people[host], Doc: r, Detail: d}
}
