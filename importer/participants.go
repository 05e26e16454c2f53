package importer

import (
	"time"

	"github.com/cordon-zoom/cordon"
)

// meeting is what was held whose people a file lists. It is read before the
// first of them and kept after the last.
type meeting struct {
	record  *cordon.Record
	session cordon.Session
	detail  cordon.SessionDetail
	at      map[stay]int // where each is in detail.Participants
}

// stay is what tells one participant from another.
type stay struct {
	cordon.Person
	number int64
	join   int64
}

func stayOf(p *cordon.Participant) stay { return stay{p.Person, p.Number, p.Join.UnixMilli()} }

// putParticipant adds one stay to what was held, or changes it.
func putParticipant(t *target, r row) error {
	var in struct {
		ID         string `json:"id"`
		Name       string `json:"name"`
		UserID     number `json:"user_id"`
		UUID       string `json:"participant_uuid"`
		Registrant string `json:"registrant_id"`
		Email      string `json:"user_email"`
		Join       moment `json:"join_time"`
		Leave      moment `json:"leave_time"`
		Duration   int    `json:"duration"` // seconds
	}
	if err := decode(r.text, &in); err != nil {
		return err
	}
	if in.Join.IsZero() {
		return bad("it has no join_time")
	}
	if err := cordon.CheckText("name", in.Name, maxText); err != nil {
		return err
	}
	m, err := t.held(r.of)
	if err != nil {
		return err
	}
	who, err := t.person(in.ID, in.Email, in.Name)
	if err != nil {
		return err
	}
	p := cordon.Participant{Person: who, Number: int64(in.UserID), UUID: in.UUID, Registrant: in.Registrant, Join: in.Join.Time,
		Leave: orElse(in.Leave.Time, in.Join.Add(time.Duration(min(max(in.Duration, 0), 1e7))*time.Second))}
	if i, ok := m.at[stayOf(&p)]; ok {
		was := &m.detail.Participants[i]
		was.Leave, was.UUID, was.Registrant = p.Leave, p.UUID, p.Registrant
		return nil
	}
	m.at[stayOf(&p)] = len(m.detail.Participants)
	m.detail.Participants = append(m.detail.Participants, p)
	return nil
}

// held finds what was held: by UUID, or by number the latest.
func (t *target) held(ref string) (*meeting, error) {
	if t.meeting != nil {
		return t.meeting, nil
	}
	for _, kind := range []cordon.Kind{cordon.KindPastMeeting, cordon.KindPastWebinar} {
		id, err := t.Latest(t.account, kind, ref)
		if err != nil {
			return nil, err
		}
		if id == "" {
			id = ref
		}
		m := &meeting{at: map[stay]int{}}
		found := false
		if m.record, found, err = t.read(kind, id, &m.session, &m.detail); err != nil {
			return nil, err
		}
		if found {
			for i := range m.detail.Participants {
				m.at[stayOf(&m.detail.Participants[i])] = i
			}
			t.meeting = m
			return m, nil
		}
	}
	return nil, bad("there is no past meeting or webinar %s: import GET /past_meetings/%[1]s too", ref)
}

// keep writes back what was held.
func (t *target) keep() error {
	if t.meeting == nil {
		return nil
	}
	m := t.meeting
	m.detail.Tally(&m.session, m.session.End)
	m.record.Doc, m.record.Detail = m.session, m.detail
	return t.PutRecord(t.account, m.record)
}

// person names somebody as records do: a user by id, anybody else as they were
// shown.
func (t *target) person(id, email, name string) (cordon.Person, error) {
	if id != "" {
		if _, found, err := t.User(t.account, id); err != nil || found {
			return cordon.Person{User: id, Name: name}, err
		}
	}
	if email == "" || cordon.CheckEmail("email", email) != nil {
		return cordon.Person{Name: name}, nil
	}
	user, err := t.UserID(t.account, email)
	if err != nil || user != "" {
		return cordon.Person{User: user, Name: name}, err
	}
	return cordon.Person{Name: name, Email: email}, nil
}
