package zoomapi

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
)

type qosInput struct {
	heldPath
	tokenCursor
	pastOrLive
	PageSize int `query:"page_size" default:"1" min:"1" max:"10" json:"-"`
}

// stayQOS is a participant with the quality of what they had.
type stayQOS struct {
	metricsStay
	Health string    `json:"health"`
	QOS    []userQOS `json:"user_qos"`
}

// userQOS is the quality of one stay. Cordon keeps averages, so there is one
// for the whole stay.
type userQOS struct {
	DateTime    time.Time `json:"date_time"`
	AudioInput  stream    `json:"audio_input"`
	AudioOutput stream    `json:"audio_output"`
	VideoInput  *stream   `json:"video_input,omitempty"`
	VideoOutput *stream   `json:"video_output,omitempty"`
	ASInput     *stream   `json:"as_input,omitempty"`
	ASOutput    *stream   `json:"as_output,omitempty"`
	CPU         cpuUsage  `json:"cpu_usage"`
}

type stream struct {
	Bitrate string `json:"bitrate"`
	Latency string `json:"latency"`
	Jitter  string `json:"jitter"`
	AvgLoss string `json:"avg_loss"`
	MaxLoss string `json:"max_loss"`
}

type cpuUsage struct {
	Min    string `json:"zoom_min_cpu_usage"`
	Avg    string `json:"zoom_avg_cpu_usage"`
	Max    string `json:"zoom_max_cpu_usage"`
	System string `json:"system_max_cpu_usage"`
}

var health = map[string]string{"": "Good", "good": "Good", "fair": "Warning", "poor": "Critical", "bad": "Critical"}

func lossText(q cordon.Quality) string { return fmt.Sprintf("%d.%d%%", q.Loss/10, q.Loss%10) }

func (a attendees) qos(p *cordon.Participant, f cordon.Used) stayQOS {
	out := stayQOS{metricsStay: a.stay(p), Health: health[p.Quality.Level()], QOS: []userQOS{}}
	if p.Quality == (cordon.Quality{}) {
		return out
	}
	q := p.Quality
	s := stream{fmt.Sprintf("%d kbps", q.Bitrate), fmt.Sprintf("%d ms", q.Latency), fmt.Sprintf("%d ms", q.Jitter), lossText(q), lossText(q)}
	cpu := fmt.Sprintf("%d%%", q.CPU)
	u := userQOS{DateTime: p.Join, AudioInput: s, AudioOutput: s, CPU: cpuUsage{cpu, cpu, cpu, cpu}}
	if f.Video {
		u.VideoInput, u.VideoOutput = &s, &s
	}
	if f.ScreenShare {
		u.ASInput, u.ASOutput = &s, &s
	}
	out.QOS = append(out.QOS, u)
	return out
}

func (f family) qos(c *call, in qosInput) (w held, list []stayQOS, info tokenInfo, err error) {
	if w, err = f.onDashboard(c, in.ref(), in.Type); err != nil {
		return w, nil, info, err
	}
	a, page, err := c.attendees(w, w.Detail.Participants, in.tokenCursor, in.PageSize)
	list = make([]stayQOS, len(a.list))
	for i := range a.list {
		list[i] = a.qos(&a.list[i], w.Doc.Features)
	}
	return w, list, tokenInfoOf(page), err
}

type meetingQOSOut struct {
	tokenInfo
	Number       string    `json:"meeting_number"`
	Participants []stayQOS `json:"participants"`
}

func meetingQOS(c *call, in qosInput) (meetingQOSOut, error) {
	w, list, info, err := ofMeetings.qos(c, in)
	return meetingQOSOut{info, strconv.FormatInt(w.Doc.Number, 10), list}, err
}

type webinarQOSOut struct {
	tokenInfo
	Number       string    `json:"webinar_number"`
	Participants []stayQOS `json:"participants"`
}

func webinarQOS(c *call, in qosInput) (webinarQOSOut, error) {
	w, list, info, err := ofWebinars.qos(c, in)
	return webinarQOSOut{info, strconv.FormatInt(w.Doc.Number, 10), list}, err
}

type participantQOSInput struct {
	heldPath
	pastOrLive
	Participant string `path:"participantId" json:"-"`
}

// participant finds one stay: by its number in the session, by its UUID, or by
// the user who is in sight.
func (f family) participant(c *call, in participantQOSInput) (w held, a attendees, p *cordon.Participant, err error) {
	if w, err = f.onDashboard(c, in.ref(), in.Type); err != nil {
		return w, a, nil, err
	}
	a, _, err = c.attendees(w, w.Detail.Participants, tokenCursor{}, max(1, len(w.Detail.Participants)))
	if err != nil {
		return w, a, nil, err
	}
	i := slices.IndexFunc(a.list, func(p cordon.Participant) bool {
		return in.Participant != "" && (in.Participant == p.UUID || in.Participant == strconv.FormatInt(p.Number, 10) || in.Participant == a.id(&p))
	})
	if i < 0 {
		return w, a, nil, noSuchMeeting(in.ref())
	}
	return w, a, &a.list[i], nil
}

type participantQOSOut struct {
	stayQOS
	Number     string `json:"meeting_number"`
	Microphone string `json:"microphone,omitempty"`
	Speaker    string `json:"speaker,omitempty"`
	Camera     string `json:"camera,omitempty"`
}

func participantQOS(c *call, in participantQOSInput) (out participantQOSOut, err error) {
	w, a, p, err := ofMeetings.participant(c, in)
	if err != nil {
		return out, err
	}
	out = participantQOSOut{stayQOS: a.qos(p, w.Doc.Features), Number: strconv.FormatInt(w.Doc.Number, 10)}
	if a.near(p) {
		out.Microphone, out.Speaker, out.Camera = p.Microphone, p.Speaker, p.Camera
	}
	return out, nil
}

type webinarParticipantQOSOut struct {
	stayQOS
	Number string `json:"webinar_number"`
}

func webinarParticipantQOS(c *call, in participantQOSInput) (out webinarParticipantQOSOut, err error) {
	w, a, p, err := ofWebinars.participant(c, in)
	if err != nil {
		return out, err
	}
	return webinarParticipantQOSOut{a.qos(p, w.Doc.Features), strconv.FormatInt(w.Doc.Number, 10)}, nil
}

type qosSummaryInput struct {
	heldPath
	tokenCursor
	PageSize int `query:"page_size" default:"1" min:"1" max:"10" json:"-"`
}

type qosSummaryOut struct {
	shortInfo
	Participants []summedQOS `json:"participants"`
}

type summedQOS struct {
	ID            string    `json:"id"`
	ParticipantID string    `json:"participant_id"`
	UserName      string    `json:"user_name"`
	Email         string    `json:"email,omitempty"`
	QOS           []typeQOS `json:"qos"`
}

type typeQOS struct {
	Type    string     `json:"type"`
	Details detailsQOS `json:"details"`
}

type detailsQOS struct {
	Bitrate string `json:"avg_bitrate,omitempty"`
	Latency string `json:"avg_latency,omitempty"`
	Jitter  string `json:"avg_jitter,omitempty"`
	Loss    string `json:"avg_loss,omitempty"`
	CPU     string `json:"zoom_avg_cpu_usage,omitempty"`
}

// qosSummary is of what is over.
func (f family) qosSummary(c *call, in qosSummaryInput) (out qosSummaryOut, err error) {
	w, err := f.onDashboard(c, in.ref(), "past")
	if err != nil {
		return out, err
	}
	a, info, err := c.attendees(w, w.Detail.Participants, in.tokenCursor, in.PageSize)
	out = qosSummaryOut{shortInfoOf(info), make([]summedQOS, len(a.list))}
	for i := range a.list {
		p := &a.list[i]
		s := summedQOS{a.id(p), p.UUID, p.Name, a.faces.Email(p.Person), []typeQOS{}}
		if q := p.Quality; q != (cordon.Quality{}) {
			d := detailsQOS{Bitrate: fmt.Sprintf("%d kbps", q.Bitrate), Latency: fmt.Sprintf("%d ms", q.Latency), Jitter: fmt.Sprintf("%d ms", q.Jitter), Loss: lossText(q)}
			types := []string{"audio_input", "audio_output"}
			if w.Doc.Features.Video {
				types = append(types, "video_input", "video_output")
			}
			if w.Doc.Features.ScreenShare {
				types = append(types, "as_input", "as_output")
			}
			for _, t := range types {
				s.QOS = append(s.QOS, typeQOS{t, d})
			}
			s.QOS = append(s.QOS, typeQOS{"cpu_usage", detailsQOS{CPU: fmt.Sprintf("%d%%", q.CPU)}})
		}
		out.Participants[i] = s
	}
	return out, err
}
