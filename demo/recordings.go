package demo

import (
	"slices"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/demo/media"
)

// A shelf has the files that the company's recordings share: what is on them
// matters little, and each is kept once.
type shelf struct{ videos, sounds []shelved }

type shelved struct {
	hash string
	size int
}

// contents is how many videos, and how many sounds, the recordings share.
const contents = 4

func (k *chronicle) fillShelf() error {
	for i := range uint64(contents) {
		seconds := 2 + int(i)
		for _, f := range []struct {
			to          *[]shelved
			contentType string
			content     []byte
		}{
			{&k.shelf.videos, "video/mp4", media.MP4(k.Name, i, seconds)},
			{&k.shelf.sounds, "audio/mp4", media.M4A(k.Name, i, seconds)},
		} {
			hash, err := k.media(f.contentType, f.content)
			if err != nil {
				return err
			}
			*f.to = append(*f.to, shelved{hash, len(f.content)})
		}
	}
	return nil
}

// recording is the recording of a meeting that was held.
func (k *chronicle) recording(host int, s *cordon.Session, thrown bool) *cordon.Record {
	start, end, minutes, take := s.Start, s.End, s.Minutes(k.now), k.IntN(contents)
	d := cordon.RecordingDetail{
		Settings: cordon.RecordingSettings{Approval: 2, Share: choose(k, []string{"publicly", "internally", "internally", "none"}), Download: k.chance(70), AutoDelete: k.chance(30)},
	}
	others := k.colleagues(host, 1+k.IntN(3))
	d.Transcript = k.said(append([]int{host}, others...), minutes)
	r := cordon.Recording{
		UUID: s.UUID, Number: s.Number, Topic: s.Topic, Type: s.Type, Start: start, Duration: minutes, Timezone: s.Timezone, Passcode: k.dice.ID()[:8],
	}
	video, sound := k.shelf.videos[take], k.shelf.sounds[take]
	view := choose(k, []string{"shared_screen_with_speaker_view", "active_speaker", "gallery_view"})
	r.Files = []cordon.RecordingFile{
		{Type: "MP4", View: view, Size: video.size, Media: video.hash},
		{Type: "M4A", View: "audio_only", Size: sound.size, Media: sound.hash},
		{Type: "TRANSCRIPT", View: "audio_transcript", Size: len(cordon.VTT(d.Transcript))},
	}
	if k.rich && k.chance(40) {
		d.Chat = k.wrote(append([]int{host}, others...), minutes)
		r.Files = append(r.Files, cordon.RecordingFile{Type: "CHAT", View: "chat_file", Size: len(cordon.ChatText(d.Chat))})
	}
	if k.rich {
		k.watched(&d, others, end)
	}
	kind := cordon.KindRecording
	var deleted *time.Time
	if thrown {
		kind, deleted = cordon.KindTrash, new(k.thrownAway(end))
	}
	for i := range r.Files {
		f := &r.Files[i]
		f.ID, f.Start, f.End, f.Deleted = k.dice.ID(), start, end, deleted
	}
	return &cordon.Record{Kind: kind, ID: r.UUID, Parent: strconv.FormatInt(r.Number, 10), Time: start, Owner: k.People[host].ID, Doc: r, Detail: d}
}

// colleagues are up to n others of the company.
func (k *chronicle) colleagues(of, n int) (list []int) {
	for range n {
		if i := k.IntN(len(k.People)); i != of && !slices.Contains(list, i) {
			list = append(list, i)
		}
	}
	return list
}

var (
	spokenLines = []string{"Can everybody hear me?", "Let us go through the list.", "I will share my screen.", "That is done since yesterday.", "We still wait for the numbers.",
		"Who takes this one?", "I can do it by Friday.", "Good, then we are agreed.", "One more thing before we stop.", "Thank you all, see you next week."}
	writtenLines = []string{"Here is the link.", "+1", "Sorry, I must drop off.", "Could you repeat that?", "Slides are in the shared folder.", "Thanks!"}
)

// said is a short transcript of what some people said in so many minutes.
func (k *chronicle) said(people []int, minutes int) []cordon.Said {
	return k.lines(people, minutes, 3+k.IntN(4), spokenLines)
}

func (k *chronicle) wrote(people []int, minutes int) []cordon.Said {
	return k.lines(people, minutes, 2+k.IntN(3), writtenLines)
}

func (k *chronicle) lines(people []int, minutes, n int, texts []string) (lines []cordon.Said) {
	at := 0
	for i := range n {
		at += 1000 + k.IntN(minutes*60_000/n-1000)
		lines = append(lines, cordon.Said{Speaker: k.person(people[i%len(people)]).Name, Text: choose(k, texts), At: at})
	}
	return lines
}

// watched adds who registered for a recording, and who watched it.
func (k *chronicle) watched(d *cordon.RecordingDetail, colleagues []int, end time.Time) {
	at := end
	view := func(p cordon.Person) {
		if at = at.Add(time.Duration(1+k.IntN(40)) * time.Hour).Truncate(time.Second); at.Before(k.now) {
			d.Views = append(d.Views, cordon.RecordingView{Person: p, At: at, Seconds: 30 + k.IntN(900)})
			if k.chance(25) {
				d.Views = append(d.Views, cordon.RecordingView{Person: p, At: at, Download: true})
			}
		}
	}
	for _, i := range colleagues {
		if k.chance(70) {
			view(k.person(i))
		}
	}
	if !k.chance(25) {
		return
	}
	d.Settings.OnDemand, d.Settings.Approval, d.Settings.EmailHost = true, 0, true
	d.Questions.Fields = []cordon.FieldQuestion{{Field: "last_name", Required: true}, {Field: "org"}}
	for _, name := range [][2]string{{"Robin", "Marsh"}, {"Ines", "Duarte"}, {"Tomasz", "Wolny"}}[:1+k.IntN(3)] {
		p := cordon.Person{Name: name[0], Email: guestAddress(name)}
		d.Registrants = append(d.Registrants, cordon.Registrant{Person: p, LastName: name[1], ID: k.dice.ID(), Status: "approved", Created: end,
			RegistrantFields: cordon.RegistrantFields{Org: "Guest Ltd"}})
		view(cordon.Person{Name: name[0] + " " + name[1], Email: p.Email})
	}
}

func guestAddress(name [2]string) string { return name[0] + "." + name[1] + "@guest.example" }

// thrownAway is a time at which a recording was put into the trash, where it is
// kept for thirty days.
func (k *chronicle) thrownAway(end time.Time) time.Time {
	at := k.now.Add(-time.Duration(1+k.IntN(25*24)) * time.Hour)
	if at.Before(end) {
		return k.now
	}
	return at
}
