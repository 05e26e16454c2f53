package zoomapi

import (
	"fmt"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

func getSurvey(c *call, in arrangedPath) (out cordon.Survey, err error) {
	m, err := c.arranged(in.Number)
	if m.Detail.Survey != nil {
		out = *m.Detail.Survey
	}
	return out, err
}

type setSurveyInput struct {
	arrangedPath
	cordon.Survey
}

func (in *setSurveyInput) prepare(*API) error {
	if in.Custom == nil {
		return nil
	}
	if in.ThirdParty != "" {
		return cordon.InvalidField("third_party_survey", "Goes without custom_survey.")
	}
	for i, q := range in.Custom.Questions {
		if err := checkChoice(fmt.Sprintf("custom_survey.questions[%d]", i), len(q.Answers), len(q.Prompts)); err != nil {
			return err
		}
	}
	return nil
}

// setSurvey keeps a survey: a form or somebody else's, the one that was said
// last.
func setSurvey(c *call, tx *store.WriteTx, in setSurveyInput) (empty, error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return empty{}, err
	}
	s := cordon.Survey{InBrowser: new(true)}
	if m.Detail.Survey != nil {
		s = *m.Detail.Survey
	}
	if in.InBrowser != nil {
		s.InBrowser = in.InBrowser
	}
	switch {
	case in.Custom != nil:
		s.Custom, s.ThirdParty = in.Custom, ""
	case in.ThirdParty != "":
		s.Custom, s.ThirdParty = nil, in.ThirdParty
	}
	m.Detail.Survey = &s
	return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}

func removeSurvey(c *call, tx *store.WriteTx, in arrangedPath) (empty, error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return empty{}, err
	}
	m.Detail.Survey = nil
	return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}
