package cordon

// Poll is a poll that a meeting or webinar has ready.
type Poll struct {
	ID     string `json:"id"`
	Status string `json:"status" enum:"notstart,started,ended,sharing"`
	PollForm
}

// PollForm is what a host asks for in a poll.
type PollForm struct {
	Title     string         `json:"title" required:"true" max:"64"`
	Type      int            `json:"poll_type" enum:"1,2,3"` // poll, advanced poll, quiz
	Anonymous bool           `json:"anonymous"`
	Questions []PollQuestion `json:"questions" min:"1" max:"50"`
}

// PollQuestion is one question of a poll or a survey, with its answers to choose
// from.
type PollQuestion struct {
	Name           string       `json:"name" required:"true" max:"1024"`
	Type           string       `json:"type" required:"true" enum:"single,multiple,matching,rank_order,short_answer,long_answer,fill_in_the_blank,rating_scale"`
	AnswerRequired bool         `json:"answer_required"`
	Answers        []string     `json:"answers,omitempty" max:"50"`
	Right          []string     `json:"right_answers,omitempty" max:"50"` // of a quiz
	Prompts        []PollPrompt `json:"prompts,omitempty" max:"10"`       // of matching and rank_order
	CaseSensitive  bool         `json:"case_sensitive,omitempty"`
	Dropdown       bool         `json:"show_as_dropdown,omitempty"`
	MinLength      int          `json:"answer_min_character,omitempty" min:"0" max:"2000"`
	MaxLength      int          `json:"answer_max_character,omitempty" min:"0" max:"2000"`
	RatingMin      int          `json:"rating_min_value,omitempty" min:"0" max:"10"`
	RatingMax      int          `json:"rating_max_value,omitempty" min:"0" max:"10"`
	RatingMinLabel string       `json:"rating_min_label,omitempty" max:"50"`
	RatingMaxLabel string       `json:"rating_max_label,omitempty" max:"50"`
}

// PollPrompt is one of the things to be matched or put in order.
type PollPrompt struct {
	Question string   `json:"prompt_question" max:"200"`
	Right    []string `json:"prompt_right_answers,omitempty" max:"10"`
}

// Survey is what people are asked after a meeting or webinar: by Cordon's own
// form or by somebody else's.
type Survey struct {
	Custom     *CustomSurvey `json:"custom_survey,omitempty"`
	InBrowser  *bool         `json:"show_in_the_browser,omitempty"`
	ThirdParty string        `json:"third_party_survey,omitempty" max:"64"`
}

// CustomSurvey is a survey's form.
type CustomSurvey struct {
	Title     string           `json:"title" max:"64"`
	Anonymous bool             `json:"anonymous"`
	Numbered  bool             `json:"numbered_questions"`
	ShowType  bool             `json:"show_question_type"`
	Feedback  string           `json:"feedback,omitempty" max:"320"`
	Questions []SurveyQuestion `json:"questions" min:"1" max:"100"`
}

// SurveyQuestion is a PollQuestion without right answers.
type SurveyQuestion struct {
	Name           string         `json:"name" required:"true" max:"255"`
	Type           string         `json:"type" required:"true" enum:"single,multiple,matching,rank_order,short_answer,long_answer,fill_in_the_blank,rating_scale"`
	AnswerRequired bool           `json:"answer_required"`
	Dropdown       bool           `json:"show_as_dropdown,omitempty"`
	Answers        []string       `json:"answers,omitempty" max:"50"`
	Prompts        []SurveyPrompt `json:"prompts,omitempty" max:"10"`
	MinLength      int            `json:"answer_min_character,omitempty" min:"0" max:"2000"`
	MaxLength      int            `json:"answer_max_character,omitempty" min:"0" max:"2000"`
	RatingMin      int            `json:"rating_min_value,omitempty" min:"0" max:"10"`
	RatingMax      int            `json:"rating_max_value,omitempty" min:"0" max:"10"`
	RatingMinLabel string         `json:"rating_min_label,omitempty" max:"50"`
	RatingMaxLabel string         `json:"rating_max_label,omitempty" max:"50"`
}

// SurveyPrompt is one of the things to be matched or put in order.
type SurveyPrompt struct {
	Question string `json:"prompt_question" max:"200"`
}
