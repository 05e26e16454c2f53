package zoomapi

import (
	"fmt"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
)

func registerPastWebinars(a *API) {
	rule := holder.Parent("webinar", "webinarId")
	read(a, "GET /past_webinars/{webinarId}/instances", rule, pastWebinars)
	read(a, "GET /past_webinars/{webinarId}/participants", rule, pastWebinarParticipants)
	read(a, "GET /past_webinars/{webinarId}/absentees", rule, absentees)
}

type pastWebinarsOut struct {
	Webinars []instanceOut `json:"webinars"`
}

func pastWebinars(c *call, in heldPath) (pastWebinarsOut, error) {
	list, err := ofWebinars.instances(c, in)
	return pastWebinarsOut{list}, err
}

// pastWebinarAttendee leaves an address out that is not shown: as published,
// what is there is one.
type pastWebinarAttendee struct {
	pastAttendee
	UserEmail string `json:"user_email,omitempty"`
}

type pastWebinarParticipantsOut struct {
	tokenInfo
	Participants []pastWebinarAttendee `json:"participants"`
}

func pastWebinarParticipants(c *call, in pastParticipantsInput) (out pastWebinarParticipantsOut, err error) {
	w, err := c.ended(in.ref(), cordon.KindPastWebinar)
	if err != nil {
		return out, err
	}
	list, info, err := c.pastAttendees(w, in.tokenCursor, in.PageSize)
	out = pastWebinarParticipantsOut{info, make([]pastWebinarAttendee, len(list))}
	for i, p := range list {
		out.Participants[i] = pastWebinarAttendee{p, p.UserEmail}
	}
	return out, err
}

type absenteesInput struct {
	heldPath
	tokenCursor
	Occurrence string `query:"occurrence_id" max:"32" json:"-"`
	PageSize   int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type absenteesOut struct {
	tokenInfo
	Registrants []absentee `json:"registrants"`
}

type absentee struct {
	ID         string    `json:"id"`
	Email      string    `json:"email"`
	FirstName  string    `json:"first_name"`
	LastName   string    `json:"last_name,omitempty"`
	CreateTime time.Time `json:"create_time"`
	Status     string    `json:"status"`
	JoinURL    string    `json:"join_url"`
	cordon.RegistrantFields
}

// absentees lists who registered for a webinar and did not come: those in sight
// and, where nobody is hidden from the caller, everybody. An address is a
// registrant's identity, so one that is not shown leaves nothing to show.
func absentees(c *call, in absenteesInput) (out absenteesOut, err error) {
	w, err := c.ended(in.ref(), cordon.KindPastWebinar)
	if err != nil {
		return out, err
	}
	if in.Occurrence != "" && in.Occurrence != fmt.Sprint(w.Doc.Start.UnixMilli()) {
		return out, noSuchMeeting(in.ref())
	}
	persons := make([]cordon.Person, len(w.Detail.Absentees))
	for i, r := range w.Detail.Absentees {
		persons[i] = r.Person
	}
	faces, err := c.Faces(c.Grant.People(), persons)
	if err != nil {
		return out, err
	}
	var shown []absentee
	for _, r := range w.Detail.Absentees {
		email := faces.Email(r.Person)
		if email == "" {
			continue
		}
		shown = append(shown, absentee{r.ID, email, r.Name, r.LastName, r.Created, r.Status, fmt.Sprintf("https://zoom.us/w/%d", w.Doc.Number), r.RegistrantFields})
	}
	list, info, err := part(c, in.cursor(), in.PageSize, shown)
	out = absenteesOut{tokenInfoOf(info), append([]absentee{}, list...)}
	return out, err
}
