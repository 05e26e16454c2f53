package zoomapi

import (
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
)

func registerReports(a *API) {
	for _, f := range families {
		rule, under := holder.Parent(f.noun, f.param), "GET /report/"+f.plural+"/{"+f.param+"}"
		read(a, under, rule, f.report)
		read(a, under+"/participants", rule, f.reportParticipants)
		read(a, under+"/polls", rule, f.reportPolls)
		read(a, under+"/qa", rule, f.reportQuestions)
	}
	read(a, "GET /report/meetings/{meetingId}/survey", holder.Parent("meeting", "meetingId"), reportMeetingSurvey)
	read(a, "GET /report/webinars/{webinarId}/survey", holder.Parent("webinar", "webinarId"), reportWebinarSurvey)
	read(a, "GET /report/users/{userId}/meetings", holder.Path("userId"), reportUserMeetings)
	read(a, "GET /report/users", holder.Rows, reportUsers)
	read(a, "GET /report/daily", holder.Rows, reportDaily)
	read(a, "GET /report/cloud_recording", holder.Rows, reportStorage)
	read(a, "GET /report/history_meetings", holder.Rows, reportHistory)
	read(a, "GET /report/upcoming_events", holder.Rows, reportUpcoming)
	read(a, "GET /report/activities", holder.Rows, reportSignIns)
	read(a, "GET /report/telephone", holder.Rows, reportTelephone)
	read(a, "GET /report/operationlogs", holder.Unknown, reportOperations)
}

type reportOut struct {
	ID           int64     `json:"id"`
	UUID         string    `json:"uuid"`
	Topic        string    `json:"topic"`
	Type         int       `json:"type"`
	StartTime    time.Time `json:"start_time"`
	EndTime      time.Time `json:"end_time"`
	Duration     int       `json:"duration"`
	TotalMinutes int       `json:"total_minutes"`
	Participants int       `json:"participants_count"`
	Dept         string    `json:"dept"`
	UserName     string    `json:"user_name"`
	UserEmail    string    `json:"user_email"`
}

func (f family) report(c *call, in heldPath) (out reportOut, err error) {
	w, err := c.ended(in.ref(), f.past)
	if err != nil {
		return out, err
	}
	h, err := hostOf(w.entry)
	s := &w.Doc
	return reportOut{s.Number, s.UUID, s.Topic, s.Type, s.Start, s.End, s.Minutes(c.now()), s.TotalMinutes, s.Participants, h.Dept, h.Name, h.Email}, err
}

type reportParticipantsInput struct {
	heldPath
	tokenCursor
	Include  string `query:"include_fields" enum:"registrant_id" json:"-"`
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type reportParticipantsOut struct {
	tokenInfo
	Participants []reportAttendee `json:"participants"`
}

type reportAttendee struct {
	ID                string    `json:"id"`
	UserID            string    `json:"user_id"`
	ParticipantUserID string    `json:"participant_user_id"`
	Name              string    `json:"name"`
	UserEmail         string    `json:"user_email"`
	JoinTime          time.Time `json:"join_time"`
	LeaveTime         time.Time `json:"leave_time"`
	Duration          int       `json:"duration"` // seconds
	RegistrantID      string    `json:"registrant_id,omitempty"`
	Failover          bool      `json:"failover"`
	Status            string    `json:"status"`
}

func (f family) reportParticipants(c *call, in reportParticipantsInput) (out reportParticipantsOut, err error) {
	w, err := c.ended(in.ref(), f.past)
	if err != nil {
		return out, err
	}
	a, info, err := c.attendees(w, w.Detail.Participants, in.tokenCursor, in.PageSize)
	out = reportParticipantsOut{tokenInfoOf(info), make([]reportAttendee, len(a.list))}
	for i := range a.list {
		p := &a.list[i]
		out.Participants[i] = reportAttendee{ID: a.id(p), UserID: strconv.FormatInt(p.Number, 10), ParticipantUserID: a.id(p), Name: p.Name,
			UserEmail: a.faces.Email(p.Person), JoinTime: p.Join, LeaveTime: p.Leave, Duration: p.Seconds(a.now), Status: "in_meeting"}
		if in.Include != "" {
			out.Participants[i].RegistrantID = p.Registrant
		}
	}
	return out, err
}

func (f family) reportPolls(c *call, in heldPath) (answersOut, error) { return f.pastPolls(c, in) }

type reportQuestionsOut struct {
	ID        int64           `json:"id"`
	UUID      string          `json:"uuid"`
	StartTime time.Time       `json:"start_time"`
	Questions []reportAskedBy `json:"questions"`
}

type reportAskedBy struct {
	UserID  string        `json:"user_id"`
	Email   string        `json:"email"`
	Name    string        `json:"name"`
	Details []reportAsked `json:"question_details"`
}

type reportAsked struct {
	Question   string        `json:"question"`
	ID         string        `json:"question_id"`
	CreateTime string        `json:"create_time"`
	Status     string        `json:"question_status"`
	Answer     string        `json:"answer"`
	Answers    []reportReply `json:"answer_details"`
}

type reportReply struct {
	UserID     string `json:"user_id"`
	Name       string `json:"name"`
	Email      string `json:"email"`
	Content    string `json:"content"`
	CreateTime string `json:"create_time"`
	Type       string `json:"type"`
}

func (f family) reportQuestions(c *call, in heldPath) (out reportQuestionsOut, err error) {
	w, err := c.ended(in.ref(), f.past)
	if err != nil {
		return out, err
	}
	faces, err := c.askers(w.Detail.Questions)
	id := func(p cordon.Person) string {
		if p.User == "" {
			return ""
		}
		return faces.ID(p)
	}
	out = reportQuestionsOut{w.Doc.Number, w.Doc.UUID, w.Doc.Start, make([]reportAskedBy, len(w.Detail.Questions))}
	for i, q := range w.Detail.Questions {
		asked := reportAsked{Question: q.Text, ID: q.ID, CreateTime: q.At.Format(timeFormat), Status: "open", Answers: make([]reportReply, len(q.Answers))}
		for j, a := range q.Answers {
			asked.Answer, asked.Status = a.Text, "answered"
			asked.Answers[j] = reportReply{id(a.Person), a.Name, faces.Email(a.Person), a.Text, a.At.Format(timeFormat), "default"}
		}
		out.Questions[i] = reportAskedBy{id(q.Person), faces.Email(q.Person), q.Name, []reportAsked{asked}}
	}
	return out, err
}

type surveyedBy struct {
	Email   string         `json:"email,omitempty"`
	Name    string         `json:"name"`
	Details []surveyAnswer `json:"answer_details"`
}

type surveyAnswer struct {
	Question   string `json:"question"`
	QuestionID string `json:"question_id"`
	Answer     string `json:"answer"`
	DateTime   string `json:"date_time"`
}

func (f family) survey(c *call, in heldPath) (w held, list []surveyedBy, err error) {
	if w, err = c.ended(in.ref(), f.past); err != nil {
		return w, nil, err
	}
	faces, err := c.answerers(w.Detail.Survey)
	list = make([]surveyedBy, len(w.Detail.Survey))
	for i, s := range w.Detail.Survey {
		list[i] = surveyedBy{faces.Email(s.Person), s.Name, make([]surveyAnswer, len(s.Answers))}
		for j, a := range s.Answers {
			list[i].Details[j] = surveyAnswer{a.Question, a.Poll, a.Answer, s.At.Format(timeFormat)}
		}
	}
	return w, list, err
}

type meetingSurveyOut struct {
	ID        int64        `json:"meeting_id"`
	UUID      string       `json:"meeting_uuid"`
	StartTime time.Time    `json:"start_time"`
	Answers   []surveyedBy `json:"survey_answers"`
}

func reportMeetingSurvey(c *call, in heldPath) (meetingSurveyOut, error) {
	w, list, err := ofMeetings.survey(c, in)
	return meetingSurveyOut{w.Doc.Number, w.Doc.UUID, w.Doc.Start, list}, err
}

type webinarSurveyOut struct {
	ID        int64        `json:"webinar_id"`
	UUID      string       `json:"webinar_uuid"`
	StartTime time.Time    `json:"start_time"`
	Answers   []surveyedBy `json:"survey_answers"`
}

func reportWebinarSurvey(c *call, in heldPath) (webinarSurveyOut, error) {
	w, list, err := ofWebinars.survey(c, in)
	return webinarSurveyOut{w.Doc.Number, w.Doc.UUID, w.Doc.Start, list}, err
}
