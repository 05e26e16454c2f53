package zoomapi

import (
	"encoding/json"
	"strconv"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerPhoneUsers(a *API) {
	read(a, "GET /phone/users", holder.Rows, listPhoneUsers)
	read(a, "GET /phone/users/{userId}", holder.Path("userId"), getPhoneUser)
	write(a, "PATCH /phone/users/{userId}", 204, holder.Path("userId"), updatePhoneUser)
	read(a, "GET /phone/users/{userId}/settings", holder.Path("userId"), getPhoneSettings)
	read(a, "GET /phone/numbers", holder.Rows, listPhoneNumbers)
}

type listPhoneUsersInput struct {
	tokenCursor
	PageSize    int    `query:"page_size" default:"30" min:"1" max:"100" json:"-"`
	SiteID      string `query:"site_id" json:"-"`
	CallingType string `query:"calling_type" json:"-"`
	Status      string `query:"status" enum:"activate,deactivate,pending" json:"-"`
	Department  string `query:"department" json:"-"`
	CostCenter  string `query:"cost_center" json:"-"`
	Keyword     string `query:"keyword" json:"-"`
}

// phoneNumber is a number that a phone user has.
type phoneNumber struct {
	ID     string `json:"id"`
	Number string `json:"number"`
}

// phoneUser is what lists and GET alone both show of a phone user.
type phoneUser struct {
	ID              string        `json:"id,omitempty"` // absent while pending
	PhoneUserID     string        `json:"phone_user_id"`
	Email           string        `json:"email"`
	ExtensionID     string        `json:"extension_id"`
	ExtensionNumber int64         `json:"extension_number"`
	PhoneNumbers    []phoneNumber `json:"phone_numbers"`
	Department      string        `json:"department"`
	CostCenter      string        `json:"cost_center"`
	Status          string        `json:"status" enum:"activate,deactivate,pending"`
}

type phoneUserEntry struct {
	phoneUser
	Name             string `json:"name"`
	ActivationStatus string `json:"activation_status" enum:"activated,ready to activate,not ready"`
}

type phoneUserList struct {
	phoneInfo
	Users []phoneUserEntry `json:"users"`
}

// phoneStatus is a user's status as Zoom Phone says it.
var phoneStatus = map[cordon.Status]string{cordon.Active: "activate", cordon.Inactive: "deactivate", cordon.Pending: "pending"}

func showPhoneUser(u store.PhoneUser) (p phoneUser, b cordon.Brief, err error) {
	if err := json.Unmarshal(u.Brief, &b); err != nil {
		return p, b, err
	}
	p = phoneUser{ID: u.ID, PhoneUserID: u.Extension.ID, Email: u.Email, ExtensionID: u.Extension.ID, ExtensionNumber: u.Extension.Number,
		PhoneNumbers: []phoneNumber{{u.Extension.LineID, u.Extension.Line}}, Department: b.Dept, CostCenter: u.CostCenter, Status: phoneStatus[u.Status]}
	if u.Status == cordon.Pending {
		p.ID = ""
	}
	return p, b, nil
}

// phoneUsers lists the phone users in sight.
func (c *call) phoneUsers(cur cursor, size int, f store.PhoneFilter) (list []store.PhoneUser, info pageInfo, err error) {
	if f.Page, err = c.page(cur, size); err != nil {
		return nil, info, err
	}
	rows, total, err := c.PhoneUsers(c.Grant.People(), f)
	if err != nil {
		return nil, info, err
	}
	rows, next, err := cut(c, rows, size, func(u store.PhoneUser) int64 { return u.Seq })
	return rows, c.pageInfo(cur, size, total, next), err
}

func listPhoneUsers(c *call, in listPhoneUsersInput) (phoneUserList, error) {
	out := phoneUserList{Users: []phoneUserEntry{}}
	if err := unkept("site_id", in.SiteID, "calling_type", in.CallingType); err != nil {
		return out, err
	}
	status := map[string]cordon.Status{"activate": cordon.Active, "deactivate": cordon.Inactive, "pending": cordon.Pending}[in.Status]
	list, info, err := c.phoneUsers(in.cursor(), in.PageSize,
		store.PhoneFilter{Status: status, Department: in.Department, CostCenter: in.CostCenter, Keyword: in.Keyword})
	if err != nil {
		return out, err
	}
	out.phoneInfo = short(info)
	for _, u := range list {
		p, b, err := showPhoneUser(u)
		if err != nil {
			return out, err
		}
		activation := "activated"
		if u.Status != cordon.Active {
			activation = "not ready"
		}
		out.Users = append(out.Users, phoneUserEntry{p, b.Name(), activation})
	}
	return out, nil
}

type phoneUserAlone struct {
	phoneUser
	Policy cordon.PhonePolicy `json:"policy"`
}

func getPhoneUser(c *call, in userPath) (out phoneUserAlone, err error) {
	u, err := c.PhoneUser(c.Grant.People(), c.user(in.UserID))
	if err != nil {
		return out, err
	}
	if out.phoneUser, _, err = showPhoneUser(u); err != nil {
		return out, err
	}
	if u.Status != cordon.Active {
		out.Status = "deactivate" // there is no third value here
	}
	return out, json.Unmarshal(u.Policy, &out.Policy)
}

type updatePhoneUserInput struct {
	_ struct{} `unknown:"refuse"`
	userPath
	ExtensionNumber string             `json:"extension_number" max:"10"`
	Policy          cordon.PhonePolicy `json:"policy"`

	number int64
}

func (in *updatePhoneUserInput) prepare(*API) error {
	if in.ExtensionNumber == "" {
		return nil
	}
	n, err := strconv.ParseInt(in.ExtensionNumber, 10, 64)
	if err != nil || n < 100 || len(in.ExtensionNumber) > 10 || in.ExtensionNumber[0] < '1' {
		return cordon.InvalidField("extension_number", "Must be 3 to 10 digits, and not begin with 0.")
	}
	in.number = n
	return nil
}

func updatePhoneUser(c *call, tx *store.WriteTx, in updatePhoneUserInput) (empty, error) {
	return empty{}, tx.UpdatePhone(c.Grant.People(), c.user(in.UserID), in.number, in.Policy)
}

// phoneSettings is what Cordon keeps of a phone user's settings.
type phoneSettings struct {
	Country         phoneCountry     `json:"country"`
	ExtensionNumber int64            `json:"extension_number"`
	Outbound        outboundCaller   `json:"outbound_caller"`
	OutboundIDs     []outboundCaller `json:"outbound_caller_ids"`
	Status          string           `json:"status" enum:"Active,Inactive"`
}

type phoneCountry struct {
	Code        string `json:"code"`
	CountryCode string `json:"country_code"`
	Name        string `json:"name"`
}

type outboundCaller struct {
	Default *bool  `json:"is_default,omitempty"`
	Name    string `json:"name,omitempty"`
	Number  string `json:"number"`
}

func getPhoneSettings(c *call, in userPath) (out phoneSettings, err error) {
	u, err := c.PhoneUser(c.Grant.People(), c.user(in.UserID))
	if err != nil {
		return out, err
	}
	var b cordon.Brief
	if err := json.Unmarshal(u.Brief, &b); err != nil {
		return out, err
	}
	out = phoneSettings{Country: phoneCountry{"US", "1", "United States"}, ExtensionNumber: u.Extension.Number, Status: "Inactive",
		Outbound: outboundCaller{Number: u.Extension.Line}, OutboundIDs: []outboundCaller{{new(true), b.Name(), u.Extension.Line}}}
	if u.Status == cordon.Active {
		out.Status = "Active"
	}
	return out, nil
}
