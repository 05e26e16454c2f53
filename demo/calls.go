package demo

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/demo/media"
)

// fillVoices makes the few sounds that phone recordings and voicemail share.
func (k *chronicle) fillVoices() error {
	for i := range uint64(contents) {
		hash, err := k.media("audio/mpeg", media.MP3(k.Name+" call", i, 2+int(i)))
		if err != nil {
			return err
		}
		k.voices = append(k.voices, hash)
	}
	return nil
}

// calls tells whom one person called and who called them: about five calls a
// week, twelve in all where the company is large, three where it is huge. Of a
// call between colleagues each has a side.
func (k *chronicle) calls(person int) error {
	if !k.People[person].Features.ZoomPhone || k.People[person].Status == cordon.Pending {
		return nil
	}
	n := 2
	if k.rich {
		n = 9
	}
	if len(k.People) <= 1000 {
		n = 80 + k.IntN(25)
	}
	for range n {
		to := -1
		if k.chance(40) {
			to = k.onThePhone(person)
		}
		if err := k.call(person, to, k.workday(person, k.now.Add(-past), k.now.Add(-day)), ""); err != nil {
			return err
		}
	}
	if !k.featured(person) {
		return nil
	}
	// The two who are shown off spoke with each other this morning.
	if person == FeaturedHidden {
		if err := k.call(person, FeaturedVisible, k.now.Add(-3*time.Hour).Truncate(time.Minute), "recorded"); err != nil {
			return err
		}
	}
	for _, c := range []struct {
		ago    time.Duration
		result string
	}{{2 * time.Hour, "recorded"}, {5 * time.Hour, "voicemail"}, {lately / 2, "recorded"}, {lately / 3, "voicemail"}} {
		if err := k.call(person, -1, k.now.Add(-c.ago).Truncate(time.Minute), c.result); err != nil {
			return err
		}
	}
	return nil
}

// onThePhone is a colleague with a licence, -1 if none is found soon.
func (k *chronicle) onThePhone(but int) int {
	for range 20 {
		i := k.IntN(len(k.People))
		if u := &k.People[i]; i != but && u.Features.ZoomPhone && u.Status != cordon.Pending {
			return i
		}
	}
	return -1
}

// outsiders are those with whom the company speaks. The numbers are ones that
// regulators keep free for fiction.
var outsiders = []cordon.Line{
	{Person: cordon.Person{Name: "Hollis & Byrne"}, Number: "+1212555014", Country: "US", Code: "1"},
	{Person: cordon.Person{Name: "Marta Lindqvist"}, Number: "+1415555017", Country: "US", Code: "1"},
	{Person: cordon.Person{Name: "Tobias Kern"}, Number: "+493023125", Country: "DE", Code: "49"},
	{Person: cordon.Person{Name: "Alder Logistics"}, Number: "+442079460", Country: "GB", Code: "44"},
	{Person: cordon.Person{Name: "Renata Souza"}, Number: "+1646555013", Country: "US", Code: "1"},
	{Person: cordon.Person{Name: "Caller unknown"}, Number: "+1312555019", Country: "US", Code: "1"},
}

func (k *chronicle) outsider() cordon.Line {
	l := choose(k, outsiders)
	digits := 12 - len(l.Number)
	if l.Code != "1" {
		digits = 3
	}
	n := []int{1, 10, 100, 1000}[digits]
	l.Number, l.Type = fmt.Sprintf("%s%0*d", l.Number, digits, k.IntN(n)), "external_pstn"
	return l
}

// line is one person's end of a call.
func (k *chronicle) line(person int, internal bool) cordon.Line {
	p := &k.People[person].Phone
	l := cordon.Line{Person: k.person(person), Number: p.Line, Extension: strconv.FormatInt(p.Number, 10), Type: "zoom_pstn", Country: "US", Code: "1"}
	if internal {
		l.Number = ""
	}
	return l
}

var (
	clients    = []string{"MAC_Client(6.6.11.23272)", "Windows_Client(6.6.11.23272)", "Windows_Client(6.6.10.64511)", "IOS_Phone(6.6.10.30106)", "Android_Phone(6.6.11.33390)"}
	networks   = []string{"Northline", "Quillmere LAN", "Brightwave", "Harbour Mobile"}
	unanswered = []string{"no_answer", "no_answer", "canceled", "busy"}
)

// call is one call that a person made or took: with another of the company, or
// with somebody outside if to is -1. result is "recorded", "voicemail", or "" for
// whatever comes.
func (k *chronicle) call(person, to int, start time.Time, result string) error {
	d := cordon.Call{CallID: strconv.FormatInt(7_000_000_000_000_000_000+k.dice.Int63n(1_000_000_000_000_000_000), 10), Connect: "internal", Type: "general", Path: "extension",
		Start: start.Add(time.Duration(k.IntN(900)) * time.Second), Result: "answered"}
	from := person
	switch {
	case to >= 0:
		d.Caller, d.Callee = k.line(person, true), k.line(to, true)
	case k.chance(50) || result == "voicemail":
		from, to = -1, person
		d.Caller, d.Callee = k.outsider(), k.line(person, false)
	default:
		d.Caller, d.Callee = k.line(person, false), k.outsider()
	}
	if from < 0 || to < 0 {
		d.Connect, d.Path = "external", "pstn"
		d.International = d.Caller.Country != d.Callee.Country
	}
	d.Wait = 3 + k.IntN(20)
	switch {
	case result == "voicemail" || result == "" && to >= 0 && k.chance(12):
		d.Result, d.Path = "voicemail", "voiceMail"
		d.End = d.Start.Add(time.Duration(d.Wait+10+k.IntN(40)) * time.Second)
	case result == "" && k.chance(15):
		d.Result = choose(k, unanswered)
		d.End = d.Start.Add(time.Duration(d.Wait) * time.Second)
	default:
		d.Answer = d.Start.Add(time.Duration(d.Wait) * time.Second)
		d.End = d.Answer.Add(time.Duration(30+k.IntN(1500)) * time.Second)
		if k.chance(15) {
			d.Hold = 5 + k.IntN(90)
		}
	}
	recorded := result == "recorded" || !d.Answer.IsZero() && k.chance(12)
	if from >= 0 {
		if err := k.side(d, from, "outbound", recorded); err != nil || to < 0 {
			return err
		}
	}
	return k.side(d, to, "inbound", recorded && from < 0)
}

// side is one person's side of a call, with what came of it.
func (k *chronicle) side(d cordon.Call, person int, direction string, recorded bool) error {
	u := &k.People[person]
	id := d.Start.Format("20060102-") + k.uuid()
	d.Direction, d.Department, d.CostCenter = direction, u.Brief.Dept, u.Profile.CostCenter
	d.Device = cordon.Device{Type: choose(k, clients), PrivateIP: fmt.Sprintf("10.%d.%d.%d", k.IntN(4), k.IntN(250), 2+k.IntN(250)), PublicIP: fmt.Sprintf("198.51.100.%d", 1+k.IntN(250)),
		Codec: "OPUS", Headset: "Headset", Microphone: "Built-in microphone", ISP: choose(k, networks)}
	var detail cordon.CallDetail
	if !d.Answer.IsZero() {
		mos := 440 - k.IntN(60)
		if k.chance(6) {
			mos = 340 - k.IntN(100)
		}
		d.MOS, d.Good = fmt.Sprintf("%.2f", float64(mos)/100), mos >= 350
		detail = k.sound(&d, mos)
		if direction == "outbound" && d.International {
			minutes := (d.Seconds() + 59) / 60
			d.Charged, d.Rate, d.Charge, d.Currency = true, "0.03", fmt.Sprintf("%.2f", 0.03*float64(minutes)), "USD"
		}
	}
	r := cordon.Record{Kind: cordon.KindCall, ID: id, Parent: d.CallID, Time: d.Start, Owner: u.ID, Detail: detail}
	if recorded {
		d.Recorded, d.Recording, d.RecordingType = true, hex.EncodeToString(k.dice.Bytes(16)), choose(k, []string{"OnDemand", "Automatic"})
		if err := k.recorded(&d, id, u.ID); err != nil {
			return err
		}
	}
	if direction == "inbound" && d.Result == "voicemail" {
		d.HasVoicemail, d.Voicemail = true, hex.EncodeToString(k.dice.Bytes(16))
		if err := k.leftMessage(&d, id, u.ID); err != nil {
			return err
		}
	}
	r.Doc = d
	return k.save(&r)
}

// sound is how a call sounded, twice.
func (k *chronicle) sound(d *cordon.Call, mos int) (detail cordon.CallDetail) {
	if !k.rich {
		return detail
	}
	for _, sending := range []bool{false, true} {
		detail.Samples = append(detail.Samples, cordon.CallSample{At: d.Answer, Sending: sending, MOS: fmt.Sprintf("%.2f", float64(mos)/100),
			Quality: cordon.Quality{Latency: 20 + k.IntN(60), Jitter: 1 + k.IntN(9), Loss: k.IntN(12), Bitrate: 24 + k.IntN(24)}})
	}
	return detail
}

var callLines = []string{"Hello, how can I help you?", "It is about the order from last week.", "Let me look that up.", "It left the house on Tuesday.", "Thank you, that is all I needed.", "Have a good day."}

func (k *chronicle) recorded(d *cordon.Call, callLog, owner string) error {
	r := cordon.PhoneRecording{CallID: d.CallID, CallLog: callLog, Direction: d.Direction, Caller: d.Caller, Callee: d.Callee, Start: d.Answer, End: d.End, Type: d.RecordingType,
		AutoDelete: k.chance(40), Media: choose(k, k.voices), Transcript: true}
	var detail cordon.PhoneRecordingDetail
	for i, text := range callLines {
		s := cordon.Spoken{From: 4000 * i, To: 4000*i + 3000, Text: text, Extension: d.Callee.Shown()}
		if i%2 == 1 {
			s.Caller, s.Extension = true, d.Caller.Shown()
		}
		detail.Spoken = append(detail.Spoken, s)
	}
	return k.save(&cordon.Record{Kind: cordon.KindPhoneRecording, ID: d.Recording, Parent: d.CallID, Time: d.Start, Owner: owner, Doc: r, Detail: detail})
}

var messages = []string{"Hi, it is me. Please call me back when you have a minute.", "Good morning, I am calling about the delivery on Thursday.", "No need to call back, I will write an e-mail.", "Could you confirm the meeting tomorrow? Thanks."}

func (k *chronicle) leftMessage(d *cordon.Call, callLog, owner string) error {
	v := cordon.Voicemail{CallID: d.CallID, CallLog: callLog, Caller: d.Caller, Callee: d.Callee, At: d.Start, Duration: int(d.End.Sub(d.Start)/time.Second) - d.Wait,
		Status: choose(k, []string{"read", "read", "unread"}), Media: choose(k, k.voices)}
	return k.save(&cordon.Record{Kind: cordon.KindVoicemail, ID: d.Voicemail, Parent: d.CallID, Time: d.Start, Owner: owner, Doc: v, Detail: cordon.VoicemailDetail{Text: choose(k, messages)}})
}

// uuid is a random UUID, version 4.
func (k *chronicle) uuid() string {
	b := k.dice.Bytes(16)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
