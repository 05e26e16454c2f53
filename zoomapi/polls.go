package zoomapi

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type listPollsInput struct {
	arrangedPath
	Anonymous bool `query:"anonymous" json:"-"`
}

type pollList struct {
	TotalRecords int           `json:"total_records"`
	Polls        []cordon.Poll `json:"polls"`
}

func listPolls(c *call, in listPollsInput) (out pollList, err error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return out, err
	}
	list := []cordon.Poll{}
	for _, p := range m.Detail.Polls {
		if p.Anonymous || !in.Anonymous {
			list = append(list, p)
		}
	}
	return pollList{len(list), list}, nil
}

type pollPath struct {
	arrangedPath
	ID string `path:"pollId" json:"-"`
}

// poll finds a meeting and the place of one of its polls.
func (c *call) poll(in pollPath) (m arranged, i int, err error) {
	if m, err = c.arranged(in.Number); err != nil {
		return m, 0, err
	}
	i = slices.IndexFunc(m.Detail.Polls, func(p cordon.Poll) bool { return p.ID == in.ID })
	if i < 0 {
		return m, 0, &cordon.Error{Status: http.StatusNotFound, Code: 404, Message: fmt.Sprintf("Poll does not exist: %s.", in.ID)}
	}
	return m, i, nil
}

func getPoll(c *call, in pollPath) (out cordon.Poll, err error) {
	m, i, err := c.poll(in)
	if err != nil {
		return out, err
	}
	return m.Detail.Polls[i], nil
}

type addPollInput struct {
	arrangedPath
	cordon.PollForm
}

func (in *addPollInput) prepare(*API) error { return checkForm(in.PollForm) }

// checkForm holds a poll's questions to what is published.
func checkForm(form cordon.PollForm) error {
	for i, q := range form.Questions {
		if err := checkChoice(fmt.Sprintf("questions[%d]", i), len(q.Answers), 0); err != nil {
			return err
		}
	}
	return nil
}

func checkChoice(field string, answers, prompts int) error {
	if answers == 1 || prompts == 1 {
		return cordon.InvalidField(field, "One answer or prompt alone is no choice.")
	}
	return nil
}

// mostPolls is how many polls a meeting has at most.
const mostPolls = 50

func addPoll(c *call, tx *store.WriteTx, in addPollInput) (out cordon.Poll, err error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return out, err
	}
	list, err := m.addPolls(tx, in.PollForm)
	if err != nil {
		return out, err
	}
	return list[0], tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}

// addPolls adds polls, which have not begun.
func (m *arranged) addPolls(tx *store.WriteTx, forms ...cordon.PollForm) (list []cordon.Poll, err error) {
	if len(m.Detail.Polls)+len(forms) > mostPolls {
		return nil, &cordon.Error{Status: http.StatusBadRequest, Code: 4400, Message: fmt.Sprintf("There are at most %d polls.", mostPolls)}
	}
	for _, form := range forms {
		list = append(list, cordon.Poll{ID: tx.NewID(), Status: "notstart", PollForm: typed(form)})
	}
	m.Detail.Polls = append(m.Detail.Polls, list...)
	return list, nil
}

// typed is a form with the type that it has unless it says another.
func typed(form cordon.PollForm) cordon.PollForm {
	form.Type = max(form.Type, 1)
	return form
}

type addPollsInput struct {
	arrangedPath
	Polls []cordon.PollForm `json:"polls" min:"1" max:"25"`
}

func (in *addPollsInput) prepare(*API) error {
	for _, form := range in.Polls {
		if err := checkForm(form); err != nil {
			return err
		}
	}
	return nil
}

type pollsAdded struct {
	Polls []cordon.Poll `json:"polls"`
}

// addPolls adds several polls, all or none.
func addPolls(c *call, tx *store.WriteTx, in addPollsInput) (out pollsAdded, err error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return out, err
	}
	if out.Polls, err = m.addPolls(tx, in.Polls...); err != nil {
		return out, err
	}
	return out, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}

type replacePollInput struct {
	pollPath
	cordon.PollForm
}

func (in *replacePollInput) prepare(*API) error { return checkForm(in.PollForm) }

func replacePoll(c *call, tx *store.WriteTx, in replacePollInput) (empty, error) {
	m, i, err := c.poll(in.pollPath)
	if err != nil {
		return empty{}, err
	}
	m.Detail.Polls[i].PollForm = typed(in.PollForm)
	return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}

func removePoll(c *call, tx *store.WriteTx, in pollPath) (empty, error) {
	m, i, err := c.poll(in)
	if err != nil {
		return empty{}, err
	}
	m.Detail.Polls = slices.Delete(m.Detail.Polls, i, i+1)
	return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}
