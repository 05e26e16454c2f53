package zoomapi

import (
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type answersOut struct {
	ID        int64        `json:"id"`
	UUID      string       `json:"uuid"`
	StartTime time.Time    `json:"start_time"`
	Questions []answeredBy `json:"questions"`
}

// answeredBy is what one person answered. The address is left out where it is
// not shown: as published, what is there is one.
type answeredBy struct {
	Email   string   `json:"email,omitempty"`
	Name    string   `json:"name"`
	Details []answer `json:"question_details"`
}

type answer struct {
	Answer    string `json:"answer"`
	DateTime  string `json:"date_time"`
	PollingID string `json:"polling_id"`
	Question  string `json:"question"`
}

func (f family) pastPolls(c *call, in heldPath) (out answersOut, err error) {
	w, err := c.ended(in.ref(), f.past)
	if err != nil {
		return out, err
	}
	faces, err := c.answerers(w.Detail.Polls)
	out = answersOut{w.Doc.Number, w.Doc.UUID, w.Doc.Start, make([]answeredBy, len(w.Detail.Polls))}
	for i, p := range w.Detail.Polls {
		q := answeredBy{faces.Email(p.Person), p.Name, make([]answer, len(p.Answers))}
		for j, a := range p.Answers {
			q.Details[j] = answer{a.Answer, p.At.Format(timeFormat), a.Poll, a.Question}
		}
		out.Questions[i] = q
	}
	return out, err
}

func (c *call) answerers(list []cordon.PollAnswer) (store.Faces, error) {
	persons := make([]cordon.Person, len(list))
	for i, p := range list {
		persons[i] = p.Person
	}
	return c.Faces(c.Grant.People(), persons)
}

type questionsOut struct {
	ID        int64     `json:"id"`
	UUID      string    `json:"uuid"`
	StartTime time.Time `json:"start_time"`
	Questions []askedBy `json:"questions"`
}

type askedBy struct {
	Email   string        `json:"email,omitempty"`
	Name    string        `json:"name"`
	Details []askedAnswer `json:"question_details"`
}

type askedAnswer struct {
	Answer   string `json:"answer"`
	Question string `json:"question"`
}

func (f family) pastQuestions(c *call, in heldPath) (out questionsOut, err error) {
	w, err := c.ended(in.ref(), f.past)
	if err != nil {
		return out, err
	}
	faces, err := c.askers(w.Detail.Questions)
	out = questionsOut{w.Doc.Number, w.Doc.UUID, w.Doc.Start, make([]askedBy, len(w.Detail.Questions))}
	for i, q := range w.Detail.Questions {
		by := askedBy{faces.Email(q.Person), q.Name, []askedAnswer{}}
		for _, a := range q.Answers {
			by.Details = append(by.Details, askedAnswer{a.Text, q.Text})
		}
		if len(q.Answers) == 0 {
			by.Details = append(by.Details, askedAnswer{"", q.Text})
		}
		out.Questions[i] = by
	}
	return out, err
}

// askers are those who asked, and those who answered.
func (c *call) askers(list []cordon.Question) (store.Faces, error) {
	var persons []cordon.Person
	for _, q := range list {
		persons = append(persons, q.Person)
		for _, a := range q.Answers {
			persons = append(persons, a.Person)
		}
	}
	return c.Faces(c.Grant.People(), persons)
}
