package zoomapi

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type panelistList struct {
	TotalRecords int        `json:"total_records"`
	Panelists    []panelist `json:"panelists"`
}

type panelist struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Email   string `json:"email,omitempty"`    // of those in sight, as is the next
	JoinURL string `json:"join_url,omitempty"` // for whom the passcode is for
}

func listPanelists(c *call, in arrangedPath) (out panelistList, err error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return out, err
	}
	people := make([]cordon.Person, len(m.Detail.Panelists))
	for i, p := range m.Detail.Panelists {
		people[i] = p.Person
	}
	faces, err := c.Faces(c.Grant.People(), people)
	out = panelistList{len(people), []panelist{}}
	for _, p := range m.Detail.Panelists {
		e := panelist{ID: p.ID, Name: p.Name, Email: faces.Email(p.Person)}
		if e.Email != "" && c.opens(m.entry) {
			e.JoinURL = m.joinURL(p.ID)
		}
		out.Panelists = append(out.Panelists, e)
	}
	return out, err
}

type addPanelistsInput struct {
	arrangedPath
	Panelists []panelistInput `json:"panelists" min:"1" max:"30"`
}

type panelistInput struct {
	Name  string `json:"name" required:"true" max:"64"`
	Email string `json:"email" required:"true" max:"128"`
}

func (in *addPanelistsInput) prepare(*API) error {
	for i, p := range in.Panelists {
		if err := checkAddress(fmt.Sprintf("panelists[%d].email", i), p.Email); err != nil {
			return err
		}
	}
	return nil
}

type panelistsAdded struct {
	ID        string    `json:"id"` // of the webinar
	UpdatedAt time.Time `json:"updated_at"`
}

// addPanelists invites people by what the caller says of them: like registrants,
// they are looked up nowhere.
func addPanelists(c *call, tx *store.WriteTx, in addPanelistsInput) (out panelistsAdded, err error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return out, err
	}
	for _, p := range in.Panelists {
		m.Detail.Panelists = append(m.Detail.Panelists, cordon.Panelist{Person: cordon.Person{Name: p.Name, Email: p.Email}, ID: tx.NewID()})
	}
	return panelistsAdded{m.ID, c.now()}, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}

func removePanelists(c *call, tx *store.WriteTx, in arrangedPath) (empty, error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return empty{}, err
	}
	m.Detail.Panelists = nil
	return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}

type panelistPath struct {
	arrangedPath
	ID string `path:"panelistId" json:"-"`
}

func removePanelist(c *call, tx *store.WriteTx, in panelistPath) (empty, error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return empty{}, err
	}
	i := slices.IndexFunc(m.Detail.Panelists, func(p cordon.Panelist) bool { return p.ID == in.ID })
	if i < 0 {
		return empty{}, &cordon.Error{Status: http.StatusBadRequest, Code: 3000, Message: fmt.Sprintf("Panelist does not exist: %s.", in.ID)}
	}
	m.Detail.Panelists = slices.Delete(m.Detail.Panelists, i, i+1)
	return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}
