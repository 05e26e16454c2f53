package zoomapi

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type searchContactsInput struct {
	tokenCursor
	SearchKey string `query:"search_key" required:"true" max:"128" json:"-"`
	Presence  bool   `query:"query_presence_status" default:"false" json:"-"`
	Types     string `query:"contact_types" default:"1" max:"32" json:"-"`
	Status    string `query:"user_status" enum:"active,inactive" json:"-"`
	PageSize  int    `query:"page_size" default:"1" min:"1" max:"25" json:"-"`
}

type colleagueList struct {
	Contacts      []companyContact `json:"contacts"`
	NextPageToken string           `json:"next_page_token"`
	PageSize      int              `json:"page_size"`
}

// companyContact is somebody of the account. Cordon has no contacts of another
// type than 1, a user.
type companyContact struct {
	Type         int                  `json:"contact_type" enum:"1"`
	ID           string               `json:"id"`
	MemberID     string               `json:"member_id"`
	Email        string               `json:"email"`
	FirstName    string               `json:"first_name"`
	LastName     string               `json:"last_name"`
	DisplayName  string               `json:"display_name"`
	Dept         string               `json:"dept,omitempty"`
	JobTitle     string               `json:"job_title,omitempty"`
	Location     string               `json:"location,omitempty"`
	PhoneNumber  string               `json:"phone_number,omitempty"`
	PhoneNumbers []contactPhoneNumber `json:"phone_numbers,omitempty"`
	UserStatus   string               `json:"user_status" enum:"active,inactive"`
	Presence     string               `json:"presence_status,omitempty" enum:"Do_Not_Disturb,Away,Available,Offline"`
}

type contactPhoneNumber struct {
	Code     string `json:"code"`
	Country  string `json:"country"`
	Label    string `json:"label,omitempty"`
	Number   string `json:"number"`
	Verified bool   `json:"verified"`
}

// searchContacts finds people in sight by a part of their name or address.
func searchContacts(c *call, in searchContactsInput) (out colleagueList, err error) {
	out = colleagueList{Contacts: []companyContact{}, PageSize: in.PageSize}
	page, err := c.page(in.cursor(), in.PageSize)
	if err != nil || !slices.Contains(strings.Split(in.Types, ","), "1") {
		return out, err
	}
	rows, err := c.Colleagues(c.Grant.People(), in.SearchKey, cordon.Status(in.Status), page)
	if err != nil {
		return out, err
	}
	rows, out.NextPageToken, err = cut(c, rows, in.PageSize, func(r store.Colleague) int64 { return r.Seq })
	for _, r := range rows {
		contact, e := shownContact(r)
		if e != nil {
			return out, e
		}
		if in.Presence {
			contact.Presence = contactPresence(r.Presence)
		}
		out.Contacts = append(out.Contacts, contact)
	}
	return out, err
}

func shownContact(r store.Colleague) (companyContact, error) {
	var b cordon.Brief
	var p cordon.Profile
	if err := json.Unmarshal(r.Brief, &b); err != nil {
		return companyContact{}, err
	}
	if err := json.Unmarshal(r.Profile, &p); err != nil {
		return companyContact{}, err
	}
	out := companyContact{Type: 1, ID: r.ID, MemberID: r.ID, Email: r.Email, FirstName: b.FirstName, LastName: b.LastName, DisplayName: b.Name(), Dept: b.Dept,
		JobTitle: p.JobTitle, Location: p.Location, PhoneNumber: p.PhoneNumber, UserStatus: string(r.Status)}
	for _, n := range p.PhoneNumbers {
		out.PhoneNumbers = append(out.PhoneNumbers, contactPhoneNumber{n.Code, n.Country, n.Label, n.Number, n.Verified != nil && *n.Verified})
	}
	return out, nil
}

// contactPresence is a status in the four words that are published here.
func contactPresence(status string) string {
	switch status {
	case "":
		return "Offline"
	case "Available", "Away", doNotDisturb:
		return status
	case "Out_of_Office":
		return "Away"
	}
	return doNotDisturb // in a meeting, on a call, presenting, busy
}
