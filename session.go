package cordon

import "time"

// Session is one time that a meeting or webinar was held: the Doc of
// KindLiveMeeting, KindPastMeeting and their webinar kinds. What lists count of
// its people is kept here, so that no list reads them: Tally works it out.
type Session struct {
	UUID            string    `json:"uuid"`
	Number          int64     `json:"number"`
	Topic           string    `json:"topic"`
	Type            int       `json:"type"`
	Start           time.Time `json:"start"`
	End             time.Time `json:"end,omitzero"` // zero while live
	Timezone        string    `json:"timezone"`
	Created         time.Time `json:"created,omitzero"`
	Source          string    `json:"source,omitempty"`
	HostName        string    `json:"host_name"`     // as it was shown then
	Participants    int       `json:"participants"`  // how often somebody joined
	Unique          int       `json:"unique"`        // how many people did
	Alone           bool      `json:"alone"`         // fewer than two did
	TotalMinutes    int       `json:"total_minutes"` // of everybody together
	Features        Used      `json:"features"`
	Quality         string    `json:"quality,omitempty"` // a Level: what people had on average
	Levels          Levels    `json:"levels"`
	Ratings         Ratings   `json:"ratings"`
	HasSummary      bool      `json:"has_summary,omitempty"`
	SummaryCreated  time.Time `json:"summary_created,omitzero"`
	SummaryModified time.Time `json:"summary_modified,omitzero"`
}

// Used is which features a session used.
type Used struct {
	PSTN        bool `json:"pstn,omitempty"`
	VoIP        bool `json:"voip,omitempty"`
	ThirdParty  bool `json:"third_party,omitempty"`
	Video       bool `json:"video,omitempty"`
	ScreenShare bool `json:"screen_share,omitempty"`
	Recording   bool `json:"recording,omitempty"`
	SIP         bool `json:"sip,omitempty"`
	Poll        bool `json:"poll,omitempty"`
	QA          bool `json:"qa,omitempty"`
	Survey      bool `json:"survey,omitempty"`
}

// Levels is how many participants had sound and picture of each Level.
type Levels struct {
	Good int `json:"good"`
	Fair int `json:"fair"`
	Poor int `json:"poor"`
	Bad  int `json:"bad"`
}

// Ratings is how many participants said afterwards what they thought.
type Ratings struct {
	Good    int `json:"good"`
	NotGood int `json:"not_good,omitempty"`
	None    int `json:"none,omitempty"` // did not say
}

// Minutes is how long a session has lasted at a time, rounded up.
func (s *Session) Minutes(now time.Time) int {
	end := s.End
	if end.IsZero() {
		end = now
	}
	return int((end.Sub(s.Start) + time.Minute - 1) / time.Minute)
}

// SessionDetail is the Detail of a session.
type SessionDetail struct {
	Participants []Participant `json:"participants,omitempty"`
	Absentees    []Registrant  `json:"absentees,omitempty"` // registered for a webinar, and did not come
	Polls        []PollAnswer  `json:"polls,omitempty"`
	Questions    []Question    `json:"questions,omitempty"`
	Survey       []PollAnswer  `json:"survey,omitempty"`
	Summary      *Summary      `json:"summary,omitempty"`
}

// Tally fills in what the session counts of its people, as they are at a time.
func (d *SessionDetail) Tally(s *Session, now time.Time) {
	s.Participants, s.Unique, s.Levels, s.Ratings, s.Quality = len(d.Participants), 0, Levels{}, Ratings{}, ""
	people := map[Person]bool{}
	var sum Quality
	seconds, measured := 0, 0
	for i := range d.Participants {
		p := &d.Participants[i]
		people[Person{User: p.User, Email: p.Email, Name: unless(p.User != "", p.Name)}] = true
		seconds += p.Seconds(now)
		switch p.Satisfied {
		case Good:
			s.Ratings.Good++
		case NotGood:
			s.Ratings.NotGood++
		default:
			s.Ratings.None++
		}
		if p.Quality == (Quality{}) {
			continue
		}
		measured++
		sum.Latency, sum.Jitter, sum.Loss = sum.Latency+p.Quality.Latency, sum.Jitter+p.Quality.Jitter, sum.Loss+p.Quality.Loss
		switch p.Quality.Level() {
		case "good":
			s.Levels.Good++
		case "fair":
			s.Levels.Fair++
		case "poor":
			s.Levels.Poor++
		case "bad":
			s.Levels.Bad++
		}
	}
	s.Unique, s.TotalMinutes = len(people), (seconds+59)/60
	s.Alone = s.Unique < 2
	if measured > 0 {
		s.Quality = Quality{Latency: max(1, sum.Latency/measured), Jitter: sum.Jitter / measured, Loss: sum.Loss / measured}.Level()
	}
	s.Features.Poll, s.Features.QA, s.Features.Survey = len(d.Polls) > 0, len(d.Questions) > 0, len(d.Survey) > 0
	s.HasSummary, s.SummaryCreated, s.SummaryModified = d.Summary != nil, time.Time{}, time.Time{}
	if d.Summary != nil {
		s.SummaryCreated, s.SummaryModified = d.Summary.Created, d.Summary.Modified
	}
}

func unless(not bool, s string) string {
	if not {
		return ""
	}
	return s
}

// Participant is one stay of somebody in a session. Who left and came back is
// there twice.
type Participant struct {
	Person
	Number     int64     `json:"number"`               // user_id: distinct within the session only
	UUID       string    `json:"uuid"`                 // participant_uuid
	Panelist   bool      `json:"panelist,omitempty"`   // of a webinar
	Registrant string    `json:"registrant,omitempty"` // registrant id, if registered
	Join       time.Time `json:"join"`
	Leave      time.Time `json:"leave,omitzero"` // zero while there
	Device     string    `json:"device,omitempty"`
	IP         string    `json:"ip,omitempty"`
	Location   string    `json:"location,omitempty"`
	Network    string    `json:"network,omitempty"`
	DataCenter string    `json:"data_center,omitempty"`
	Version    string    `json:"version,omitempty"`
	Microphone string    `json:"microphone,omitempty"`
	Speaker    string    `json:"speaker,omitempty"`
	Camera     string    `json:"camera,omitempty"`
	Shared     []Share   `json:"shared,omitempty"`
	Quality    Quality   `json:"quality,omitzero"`
	// Satisfied is the answer after the meeting: Good, NotGood, or "" for none.
	Satisfied string `json:"satisfied,omitempty"`
	Comment   string `json:"comment,omitempty"` // with NotGood
}

// What a participant may answer after a session.
const (
	Good    = "GOOD"
	NotGood = "NOT GOOD"
)

// Seconds is how long the stay lasted by now.
func (p *Participant) Seconds(now time.Time) int {
	leave := p.Leave
	if leave.IsZero() {
		leave = now
	}
	return int(leave.Sub(p.Join) / time.Second)
}

// Share is one time that a participant shared a screen.
type Share struct {
	Content string    `json:"content"` // "desktop", "whiteboard", "app"
	Start   time.Time `json:"start"`
	End     time.Time `json:"end"`
}

// Quality is how well a participant's sound and picture went, on average.
type Quality struct {
	Latency int `json:"latency,omitempty"` // ms
	Jitter  int `json:"jitter,omitempty"`  // ms
	Loss    int `json:"loss,omitempty"`    // packets lost, in a thousand
	Bitrate int `json:"bitrate,omitempty"` // kbit/s
	CPU     int `json:"cpu,omitempty"`     // percent
}

// Level is the quality in a word: "good", "fair", "poor" or "bad", "" where
// nothing was measured.
func (q Quality) Level() string {
	switch {
	case q == Quality{}:
		return ""
	case q.Loss <= 20 && q.Jitter <= 40 && q.Latency <= 150:
		return "good"
	case q.Loss <= 50 && q.Jitter <= 80 && q.Latency <= 300:
		return "fair"
	case q.Loss <= 100 && q.Jitter <= 160 && q.Latency <= 600:
		return "poor"
	}
	return "bad"
}

// PollAnswer is what one person answered to the polls or the survey of a
// session.
type PollAnswer struct {
	Person
	At      time.Time       `json:"at,omitzero"`
	Answers []AnsweredEntry `json:"answers"`
}

// AnsweredEntry is one question and its answer.
type AnsweredEntry struct {
	Poll     string `json:"poll,omitempty"` // id of the poll, or of the survey's question
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

// Question is one question that was asked in a session, with its answers.
type Question struct {
	Person
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Text    string    `json:"text"`
	Answers []Reply   `json:"answers,omitempty"`
}

// Reply is an answer to a Question.
type Reply struct {
	Person
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// Summary is what the AI Companion wrote about a session.
type Summary struct {
	Title    string    `json:"title"`
	Overview string    `json:"overview"`
	Parts    []Part    `json:"parts,omitempty"`
	Next     []string  `json:"next,omitempty"`
	Created  time.Time `json:"created"`
	Modified time.Time `json:"modified"`
}

// Part is one part of a summary.
type Part struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}
