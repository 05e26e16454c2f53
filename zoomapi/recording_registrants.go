package zoomapi

import (
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// recordingEmployees are the values of no_of_employees, as published.
var recordingEmployees = []string{"", "1-20", "21-50", "51-100", "101-250", "251-500", "501-1,000", "1,001-5,000", "5,001-10,000", "More than 10,000"}

// recordingRegistrant is somebody who registered to see a recording, as lists
// show them.
type recordingRegistrant struct {
	ID        string `json:"id"`
	Email     string `json:"email"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	Status    string `json:"status"`
	cordon.RegistrantFields
}

type listRecordingRegistrantsInput struct {
	recordingPath
	cursor
	Status   string `query:"status" default:"approved" enum:"pending,approved,denied" json:"-"`
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type recordingRegistrantList struct {
	pageInfo
	Registrants []recordingRegistrant `json:"registrants"`
}

func listRecordingRegistrants(c *call, in listRecordingRegistrantsInput) (out recordingRegistrantList, err error) {
	r, err := c.recording(in.MeetingID, noRecording(), cordon.KindRecording)
	if err != nil {
		return out, err
	}
	all := slices.DeleteFunc(r.Detail.Registrants, func(g cordon.Registrant) bool { return g.Status != in.Status })
	page, info, err := part(c, in.cursor, in.PageSize, all)
	if err != nil {
		return out, err
	}
	persons := make([]cordon.Person, len(page))
	for i, g := range page {
		persons[i] = g.Person
	}
	people := c.Grant.People()
	faces, err := c.Faces(people, persons)
	if err != nil {
		return out, err
	}
	out = recordingRegistrantList{info, make([]recordingRegistrant, len(page))}
	for i, g := range page {
		s := recordingRegistrant{ID: g.ID, Email: faces.Email(g.Person), FirstName: g.Name, LastName: g.LastName, Status: g.Status}
		// What somebody out of sight wrote about themselves is left out, and so
		// is what anybody from outside did, lest the two differ.
		if _, seen := faces.Of(g.Person); seen || people.Everyone() {
			s.RegistrantFields = g.RegistrantFields
		}
		out.Registrants[i] = s
	}
	return out, nil
}

// addRecordingRegistrantInput takes a person as they are typed. Whether they are
// a user of the account, in sight or not, is not looked at.
type addRecordingRegistrantInput struct {
	recordingPath
	Email     string `json:"email" required:"true" max:"128"`
	FirstName string `json:"first_name" required:"true" max:"64"`
	LastName  string `json:"last_name" max:"64"`
	cordon.RegistrantFields
}

func (in *addRecordingRegistrantInput) prepare(*API) error {
	if e := cordon.CheckEmail("email", in.Email); e != nil {
		return e
	}
	if !slices.Contains(recordingEmployees, in.Employees) {
		return cordon.InvalidField("no_of_employees", "Must be one of the published ranges.")
	}
	return nil
}

type addedRecordingRegistrant struct {
	ID           int64  `json:"id"`
	RegistrantID string `json:"registrant_id"`
	Topic        string `json:"topic"`
}

// maxRecordingRegistrants bounds how large one recording's document grows.
const maxRecordingRegistrants = 5000

func addRecordingRegistrant(c *call, tx *store.WriteTx, in addRecordingRegistrantInput) (out addedRecordingRegistrant, err error) {
	r, err := c.recording(in.MeetingID, noRecording(), cordon.KindRecording)
	if err != nil {
		return out, err
	}
	if len(r.Detail.Registrants) >= maxRecordingRegistrants {
		return out, cordon.BadRequest("This recording has %d registrants already.", maxRecordingRegistrants)
	}
	g := cordon.Registrant{Person: cordon.Person{Name: in.FirstName, Email: in.Email}, ID: tx.NewID(), LastName: in.LastName, Status: "approved",
		Created: c.now().UTC(), RegistrantFields: in.RegistrantFields}
	if r.Detail.Settings.Approval == 1 {
		g.Status = "pending"
	}
	r.Detail.Registrants = append(r.Detail.Registrants, g)
	return addedRecordingRegistrant{r.Doc.Number, g.ID, r.Doc.Topic}, tx.SaveRecord(r.RecordRow, r.Doc, r.Detail)
}

type setRecordingRegistrantsInput struct {
	recordingPath
	Action      string `json:"action" required:"true" enum:"approve,deny"`
	Registrants []struct {
		ID string `json:"id"`
	} `json:"registrants" min:"1" max:"30"`
}

func setRecordingRegistrants(c *call, tx *store.WriteTx, in setRecordingRegistrantsInput) (out empty, err error) {
	r, err := c.recording(in.MeetingID, noRecording(), cordon.KindRecording)
	if err != nil {
		return out, err
	}
	status := map[string]string{"approve": "approved", "deny": "denied"}[in.Action]
	for _, named := range in.Registrants {
		i := slices.IndexFunc(r.Detail.Registrants, func(g cordon.Registrant) bool { return g.ID == named.ID })
		if i < 0 {
			return out, cordon.InvalidField("registrants", "No registrant of this recording has the id %s.", named.ID)
		}
		r.Detail.Registrants[i].Status = status
	}
	return out, tx.SaveRecord(r.RecordRow, r.Doc, r.Detail)
}

// recordingQuestions are what registrants of a recording are asked.
type recordingQuestions struct {
	Custom []recordingQuestion    `json:"custom_questions" max:"50"`
	Fields []cordon.FieldQuestion `json:"questions" max:"20"`
}

type recordingQuestion struct {
	Title    string   `json:"title" required:"true" max:"255"`
	Type     string   `json:"type" required:"true" enum:"short,single,multiple"`
	Required bool     `json:"required"`
	Answers  []string `json:"answers" max:"50"`
}

func getRecordingQuestions(c *call, in recordingPath) (out recordingQuestions, err error) {
	r, err := c.recording(in.MeetingID, noRecording(), cordon.KindRecording)
	if err != nil {
		return out, err
	}
	out = recordingQuestions{[]recordingQuestion{}, append([]cordon.FieldQuestion{}, r.Detail.Questions.Fields...)}
	for _, q := range r.Detail.Questions.Custom {
		out.Custom = append(out.Custom, recordingQuestion{q.Title, q.Type, q.Required, append([]string{}, q.Answers...)})
	}
	return out, nil
}

type setRecordingQuestionsInput struct {
	recordingPath
	recordingQuestions
}

// setRecordingQuestions replaces the lists that are given.
func setRecordingQuestions(c *call, tx *store.WriteTx, in setRecordingQuestionsInput) (out empty, err error) {
	r, err := c.recording(in.MeetingID, noRecording(), cordon.KindRecording)
	if err != nil {
		return out, err
	}
	asked := &r.Detail.Questions
	if in.Custom != nil {
		asked.Custom = nil
		for _, q := range in.Custom {
			asked.Custom = append(asked.Custom, cordon.CustomQuestion(q))
		}
	}
	if in.Fields != nil {
		asked.Fields = in.Fields
	}
	return out, tx.SaveRecord(r.RecordRow, r.Doc, r.Detail)
}
