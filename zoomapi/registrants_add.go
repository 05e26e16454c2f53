package zoomapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type addRegistrantInput struct {
	arrangedPath
	Occurrences string `query:"occurrence_ids" max:"1024" json:"-"` // who registers does so for all
	registrantName
	Language string `json:"language" enum:"en-US,de-DE,es-ES,fr-FR,jp-JP,pt-PT,ru-RU,zh-CN"`
	Approve  bool   `json:"auto_approve"`
	Source   string `json:"source_id" max:"64"` // of a webinar
	cordon.RegistrantFields
}

type registrantName struct {
	FirstName string `json:"first_name" required:"true" max:"64"`
	LastName  string `json:"last_name" max:"64"`
	Email     string `json:"email" required:"true" max:"128"`
}

// employees are the sizes of a company that Zoom takes.
var employees = []string{"", "1-20", "21-50", "51-100", "101-500", "500-1,000", "1,001-5,000", "5,001-10,000", "101-250", "251-500", "501-1,000"}

func (in *addRegistrantInput) prepare(*API) error {
	if !slices.Contains(employees, in.Employees) {
		return cordon.InvalidField("no_of_employees", "Must be one of %s.", strings.Join(employees[1:], "; "))
	}
	return checkAddress("email", in.Email)
}

type registered struct {
	ID           int64        `json:"id"` // of the meeting
	RegistrantID string       `json:"registrant_id"`
	Topic        string       `json:"topic"`
	StartTime    *time.Time   `json:"start_time,omitempty"`
	JoinURL      string       `json:"join_url,omitempty"`
	Occurrences  []occurrence `json:"occurrences,omitempty"`
}

// addRegistrant registers somebody by what the caller says of them. Nobody is
// looked up by the address, and somebody registered twice is there twice: so
// nothing can be learnt about who else registered, or has an account.
func addRegistrant(c *call, tx *store.WriteTx, in addRegistrantInput) (out registered, err error) {
	m, err := c.open(in.Number)
	if err != nil {
		return out, err
	}
	for id := range strings.SplitSeq(in.Occurrences, ",") {
		if id != "" && m.Doc.Occurrence(id) == nil {
			return out, c.noSuchOccurrence(id)
		}
	}
	r := cordon.Registrant{Person: cordon.Person{Name: in.FirstName, Email: in.Email}, ID: tx.NewID(), LastName: in.LastName, Status: m.status(in.Approve), Created: c.now(),
		Language: in.Language, Source: in.Source, RegistrantFields: in.RegistrantFields}
	if err := c.countRegistration(m.ID, in.Email); err != nil {
		return out, err
	}
	m.Detail.Registrants = append(m.Detail.Registrants, r)
	out = registered{ID: m.Doc.Number, RegistrantID: r.ID, Topic: m.Doc.Topic, Occurrences: occurrences(m.Doc.Times, c.now(), false)}
	if !m.Doc.Start.IsZero() {
		out.StartTime = &m.Doc.Start
	}
	if r.Status == cordon.RegistrantApproved {
		out.JoinURL = m.joinURL(r.ID)
	}
	return out, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}

// open finds a meeting or webinar for which people may register.
func (c *call) open(number string) (m arranged, err error) {
	if m, err = c.arranged(number); err != nil {
		return m, err
	}
	if !m.registration() {
		return m, &cordon.Error{Status: http.StatusBadRequest, Code: 3000, Message: fmt.Sprintf("Registration has not been enabled for this %s: %s.", c.session(), number)}
	}
	return m, nil
}

// status is what somebody who registers begins with.
func (m arranged) status(approve bool) string {
	s := &m.Detail.Meeting.Settings
	if m.Kind == cordon.KindWebinar {
		s = &m.Detail.Webinar.Settings
	}
	if *s.Approval == cordon.ApproveAll || approve {
		return cordon.RegistrantApproved
	}
	return cordon.RegistrantPending
}

type addRegistrantsInput struct {
	arrangedPath
	Approve     bool             `json:"auto_approve"`
	Confirm     bool             `json:"registrants_confirmation_email"` // Cordon sends no mail
	Registrants []registrantName `json:"registrants" min:"1" max:"30"`
}

func (in *addRegistrantsInput) prepare(*API) error {
	for i, r := range in.Registrants {
		if err := checkAddress(fmt.Sprintf("registrants[%d].email", i), r.Email); err != nil {
			return err
		}
	}
	return nil
}

type registeredList struct {
	Registrants []registeredEntry `json:"registrants"`
}

type registeredEntry struct {
	Email        string `json:"email"`
	RegistrantID string `json:"registrant_id"`
	JoinURL      string `json:"join_url,omitempty"`
}

// addRegistrants registers several people, all or none.
func addRegistrants(c *call, tx *store.WriteTx, in addRegistrantsInput) (out registeredList, err error) {
	m, err := c.open(in.Number)
	if err != nil {
		return out, err
	}
	for _, name := range in.Registrants {
		r := cordon.Registrant{Person: cordon.Person{Name: name.FirstName, Email: name.Email}, ID: tx.NewID(), LastName: name.LastName, Status: m.status(in.Approve), Created: c.now()}
		if err := c.countRegistration(m.ID, name.Email); err != nil {
			return out, err
		}
		m.Detail.Registrants = append(m.Detail.Registrants, r)
		e := registeredEntry{Email: name.Email, RegistrantID: r.ID}
		if r.Status == cordon.RegistrantApproved {
			e.JoinURL = m.joinURL(r.ID)
		}
		out.Registrants = append(out.Registrants, e)
	}
	return out, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}

type questions struct {
	Questions []cordon.FieldQuestion  `json:"questions" max:"20"`
	Custom    []cordon.CustomQuestion `json:"custom_questions" max:"50"`
}

func getQuestions(c *call, in arrangedPath) (out questions, err error) {
	m, err := c.arranged(in.Number)
	q := m.Detail.Questions
	return questions{append([]cordon.FieldQuestion{}, q.Fields...), append([]cordon.CustomQuestion{}, q.Custom...)}, err
}

type setQuestionsInput struct {
	arrangedPath
	questions
}

func setQuestions(c *call, tx *store.WriteTx, in setQuestionsInput) (empty, error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return empty{}, err
	}
	for _, q := range in.Custom {
		if single := q.Type == "single"; q.Type != "short" && single == (m.Kind == cordon.KindWebinar) {
			return empty{}, cordon.InvalidField("custom_questions", "A %s has no questions of type %s.", c.session(), q.Type)
		}
	}
	if in.Questions != nil {
		m.Detail.Questions.Fields = in.Questions
	}
	if in.Custom != nil {
		m.Detail.Questions.Custom = in.Custom
	}
	return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}
