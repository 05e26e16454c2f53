package cordon

import "time"

// MeetingDetail is the Detail of KindMeeting and KindWebinar.
type MeetingDetail struct {
	Meeting     MeetingSettings       `json:"meeting,omitzero"` // of a meeting
	Webinar     WebinarSettings       `json:"webinar,omitzero"` // of a webinar
	Guests      Guests                `json:"guests,omitzero"`
	Tracking    []TrackingField       `json:"tracking,omitempty"`
	Registrants []Registrant          `json:"registrants,omitempty"`
	Questions   RegistrationQuestions `json:"questions,omitzero"`
	Panelists   []Panelist            `json:"panelists,omitempty"` // of a webinar
	Sources     []TrackingSource      `json:"sources,omitempty"`   // of a webinar
	Polls       []Poll                `json:"polls,omitempty"`
	Survey      *Survey               `json:"survey,omitempty"`
	Stream      *Livestream           `json:"stream,omitempty"`
}

// Livestream is where a meeting is shown while it is held. Whoever has the key
// can send in its place.
type Livestream struct {
	PageURL    string `json:"page_url" required:"true"`
	StreamURL  string `json:"stream_url" required:"true"`
	StreamKey  string `json:"stream_key,omitempty" required:"true" max:"512"`
	Resolution string `json:"resolution,omitempty" max:"32"`
}

// Guests are the people whom the settings of a meeting name.
type Guests struct {
	Hosts      []Person       `json:"hosts,omitempty"`      // alternative hosts
	Invitees   []Person       `json:"invitees,omitempty"`   // who was asked to come
	Exceptions []Person       `json:"exceptions,omitempty"` // who need not sign in
	Contact    Person         `json:"contact,omitzero"`     // whom registrants may ask
	Rooms      []BreakoutRoom `json:"rooms,omitempty"`
}

// BreakoutRoom is a room for some of a meeting's people.
type BreakoutRoom struct {
	Name   string   `json:"name"`
	People []Person `json:"people,omitempty"`
}

// TrackingField is a value that an account keeps of each meeting.
type TrackingField struct {
	Field string `json:"field" required:"true"`
	Value string `json:"value"`
}

// Panelist is somebody who speaks in a webinar.
type Panelist struct {
	Person
	ID string `json:"id"`
}

// TrackingSource is a place where a webinar was announced.
type TrackingSource struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	URL      string `json:"url"`
	Visitors int    `json:"visitors"` // how often the announcement was followed
}

// Statuses of registrants.
const (
	RegistrantPending  = "pending"
	RegistrantApproved = "approved"
	RegistrantDenied   = "denied"
)

// Registrant is somebody who registered for a meeting or webinar.
type Registrant struct {
	Person
	ID       string    `json:"id"`
	LastName string    `json:"last_name,omitempty"` // Person.Name is the first name
	Status   string    `json:"status"`              // "pending", "approved", "denied"
	Created  time.Time `json:"created"`
	Source   string    `json:"source,omitempty"` // id of a tracking source
	Language string    `json:"language,omitempty"`
	RegistrantFields
}

// RegistrantFields are what else people tell of themselves who register.
type RegistrantFields struct {
	Address   string         `json:"address,omitempty"`
	City      string         `json:"city,omitempty"`
	State     string         `json:"state,omitempty"`
	Zip       string         `json:"zip,omitempty"`
	Country   string         `json:"country,omitempty"`
	Phone     string         `json:"phone,omitempty"`
	Comments  string         `json:"comments,omitempty"`
	Industry  string         `json:"industry,omitempty"`
	JobTitle  string         `json:"job_title,omitempty"`
	Employees string         `json:"no_of_employees,omitempty"`
	Org       string         `json:"org,omitempty"`
	Timeframe string         `json:"purchasing_time_frame,omitempty" enum:"Within a month,1-3 months,4-6 months,More than 6 months,No timeframe"`
	Purchase  string         `json:"role_in_purchase_process,omitempty" enum:"Decision Maker,Evaluator/Recommender,Influencer,Not involved"`
	Custom    []CustomAnswer `json:"custom_questions,omitempty" max:"100"`
}

// CustomAnswer is an answer to a question that the host made up.
type CustomAnswer struct {
	Title string `json:"title"`
	Value string `json:"value" max:"128"`
}

// RegistrationQuestions are what people are asked who register.
type RegistrationQuestions struct {
	Fields []FieldQuestion  `json:"questions,omitempty"`
	Custom []CustomQuestion `json:"custom_questions,omitempty"`
}

// FieldQuestion asks for one of RegistrantFields, or for the last name.
type FieldQuestion struct {
	Field    string `json:"field_name" required:"true" enum:"last_name,address,city,country,zip,state,phone,industry,org,job_title,purchasing_time_frame,role_in_purchase_process,no_of_employees,comments"`
	Required bool   `json:"required"`
}

// CustomQuestion is a question that the host made up.
type CustomQuestion struct {
	Title    string   `json:"title" required:"true" max:"255"`
	Type     string   `json:"type" required:"true" enum:"short,single,single_radio,single_dropdown,multiple"` // the last three of webinars alone
	Required bool     `json:"required"`
	Answers  []string `json:"answers,omitempty" max:"50"`
}
