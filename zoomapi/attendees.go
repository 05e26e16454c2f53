package zoomapi

import (
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// attendees are participants, and who of them is in sight. Who is hidden reads
// like somebody from outside.
type attendees struct {
	list  []cordon.Participant
	faces store.Faces
	all   bool // nobody is hidden from the caller
	host  string
	now   time.Time
}

// attendees reads one page of some of a session's participants.
func (c *call) attendees(w held, list []cordon.Participant, cur tokenCursor, size int) (a attendees, info pageInfo, err error) {
	a = attendees{all: c.Grant.People().Everyone(), host: w.Owner.ID, now: c.now()}
	if a.list, info, err = part(c, cur.cursor(), size, list); err != nil {
		return a, info, err
	}
	persons := make([]cordon.Person, len(a.list))
	for i, p := range a.list {
		persons[i] = p.Person
	}
	a.faces, err = c.Faces(c.Grant.People(), persons)
	return a, info, err
}

// id is the user id of a participant who was signed in and is in sight.
func (a attendees) id(p *cordon.Participant) string {
	if p.User == "" {
		return ""
	}
	return a.faces.ID(p.Person)
}

// near reports whether more may be told of a participant than the name: where
// they were, and with what.
func (a attendees) near(p *cordon.Participant) bool { return a.all || a.id(p) != "" }

// pastAttendee is a participant as GET /past_meetings shows them.
type pastAttendee struct {
	ID           string    `json:"id"`
	Name         string    `json:"name"`
	UserID       string    `json:"user_id"`
	RegistrantID string    `json:"registrant_id"`
	UserEmail    string    `json:"user_email"`
	JoinTime     time.Time `json:"join_time"`
	LeaveTime    time.Time `json:"leave_time"`
	Duration     int       `json:"duration"` // seconds
	Failover     bool      `json:"failover"`
	Status       string    `json:"status"`
	InternalUser bool      `json:"internal_user"`
}

// pastAttendees lists who took part. Where only one person did, Zoom lists
// nobody.
func (c *call) pastAttendees(w held, cur tokenCursor, size int) ([]pastAttendee, tokenInfo, error) {
	all := w.Detail.Participants
	if w.Doc.Alone {
		all = nil
	}
	a, info, err := c.attendees(w, all, cur, size)
	list := make([]pastAttendee, len(a.list))
	for i := range a.list {
		p := &a.list[i]
		list[i] = pastAttendee{ID: a.id(p), Name: p.Name, UserID: strconv.FormatInt(p.Number, 10), RegistrantID: p.Registrant, UserEmail: a.faces.Email(p.Person),
			JoinTime: p.Join, LeaveTime: p.Leave, Duration: p.Seconds(a.now), Status: "in_meeting", InternalUser: a.id(p) != ""}
	}
	return list, tokenInfoOf(info), err
}
