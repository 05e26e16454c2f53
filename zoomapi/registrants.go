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

// registrant is somebody who registered, as shown.
type registrant struct {
	ID         string    `json:"id"`
	Email      string    `json:"email"`
	FirstName  string    `json:"first_name"`
	LastName   string    `json:"last_name"`
	Status     string    `json:"status" enum:"pending,approved,denied"`
	CreateTime time.Time `json:"create_time"`
	JoinURL    string    `json:"join_url,omitempty"` // once approved, for whom the passcode is for
	cordon.RegistrantFields

	place int // among those of the meeting
}

// registrants are those whom the caller may know of: those in sight and, where
// nobody is hidden from the caller, everybody. Whoever is left out reads as
// nobody, so that somebody hidden reads like somebody from outside.
func (c *call) registrants(m arranged) (list []registrant, err error) {
	people := make([]cordon.Person, len(m.Detail.Registrants))
	for i, r := range m.Detail.Registrants {
		people[i] = r.Person
	}
	faces, err := c.Faces(c.Grant.People(), people)
	if err != nil {
		return nil, err
	}
	for i, r := range m.Detail.Registrants {
		email := faces.Email(r.Person)
		if email == "" {
			continue
		}
		e := registrant{ID: r.ID, Email: email, FirstName: r.Name, LastName: r.LastName, Status: r.Status, CreateTime: r.Created, RegistrantFields: r.RegistrantFields, place: i}
		if r.Status == cordon.RegistrantApproved && c.opens(m.entry) {
			e.JoinURL = m.joinURL(r.ID)
		}
		list = append(list, e)
	}
	return list, nil
}

// joinURL is the link of one registrant or panelist. Whoever has it joins as
// that person and is asked for no passcode.
func (m arranged) joinURL(id string) string { return "https://zoom.us/w/" + m.ID + "?tk=" + id }

// noSuchRegistrant is what a registrant reads as who is hidden or not there.
func noSuchRegistrant(id string) *cordon.Error {
	return &cordon.Error{Status: http.StatusBadRequest, Code: 3079, Message: fmt.Sprintf("This registrant does not exist: %s.", id)}
}

type listRegistrantsInput struct {
	arrangedPath
	cursor
	Status     string `query:"status" default:"approved" enum:"pending,approved,denied" json:"-"`
	Occurrence string `query:"occurrence_id" max:"32" json:"-"` // who registers does so for all
	Source     string `query:"tracking_source_id" max:"64" json:"-"`
	PageSize   int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type registrantList struct {
	pageInfo
	Registrants []registrant `json:"registrants"`
}

func listRegistrants(c *call, in listRegistrantsInput) (out registrantList, err error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return out, err
	}
	if in.Occurrence != "" && m.Doc.Occurrence(in.Occurrence) == nil {
		return out, c.noSuchOccurrence(in.Occurrence)
	}
	all, err := c.registrants(m)
	if err != nil {
		return out, err
	}
	all = slices.DeleteFunc(all, func(r registrant) bool {
		return r.Status != in.Status || in.Source != "" && m.Detail.Registrants[r.place].Source != in.Source
	})
	list, info, err := part(c, in.cursor, in.PageSize, all)
	return registrantList{info, append([]registrant{}, list...)}, err
}

type registrantPath struct {
	arrangedPath
	ID string `path:"registrantId" json:"-"`
}

// registrant finds one by id.
func (c *call) registrant(m arranged, id string) (registrant, error) {
	all, err := c.registrants(m)
	if err != nil {
		return registrant{}, err
	}
	if i := slices.IndexFunc(all, func(r registrant) bool { return r.ID == id }); i >= 0 {
		return all[i], nil
	}
	return registrant{}, noSuchRegistrant(id)
}

func getRegistrant(c *call, in registrantPath) (out registrant, err error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return out, err
	}
	return c.registrant(m, in.ID)
}

func removeRegistrant(c *call, tx *store.WriteTx, in registrantPath) (empty, error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return empty{}, err
	}
	r, err := c.registrant(m, in.ID)
	if err != nil {
		return empty{}, err
	}
	if err := c.countRegistrantStatus(m.ID, r.ID); err != nil {
		return empty{}, err
	}
	m.Detail.Registrants = slices.Delete(m.Detail.Registrants, r.place, r.place+1)
	return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}

type moveRegistrantsInput struct {
	arrangedPath
	occurrenceQuery
	Action      string          `json:"action" required:"true" enum:"approve,deny,cancel"`
	Registrants []registrantRef `json:"registrants" max:"30"`
}

type registrantRef struct {
	ID    string `json:"id" max:"64"`
	Email string `json:"email" max:"128"`
}

// moveRegistrants approves, denies or cancels registrations. An address finds
// only those whom the caller may know of.
func moveRegistrants(c *call, tx *store.WriteTx, in moveRegistrantsInput) (empty, error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return empty{}, err
	}
	if in.Occurrence != "" && m.Doc.Occurrence(in.Occurrence) == nil {
		return empty{}, c.noSuchOccurrence(in.Occurrence)
	}
	all, err := c.registrants(m)
	if err != nil {
		return empty{}, err
	}
	gone := map[int]bool{}
	for _, ref := range in.Registrants {
		name, found := ref.ID, false
		if name == "" {
			name = ref.Email
		}
		for _, r := range all {
			if r.ID != ref.ID && (ref.ID != "" || !strings.EqualFold(r.Email, ref.Email)) {
				continue
			}
			found = true
			switch in.Action {
			case "approve":
				m.Detail.Registrants[r.place].Status = cordon.RegistrantApproved
			case "deny":
				m.Detail.Registrants[r.place].Status = cordon.RegistrantDenied
			default:
				gone[r.place] = true
			}
		}
		if !found {
			return empty{}, noSuchRegistrant(name)
		}
		if err := c.countRegistrantStatus(m.ID, name); err != nil {
			return empty{}, err
		}
	}
	var kept []cordon.Registrant
	for i, r := range m.Detail.Registrants {
		if !gone[i] {
			kept = append(kept, r)
		}
	}
	m.Detail.Registrants = kept
	return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}
