package zoomapi

import (
	"strings"

	"github.com/cordon-zoom/cordon/store"
)

type listPhoneNumbersInput struct {
	tokenCursor
	PageSize      int    `query:"page_size" default:"30" min:"1" max:"100" json:"-"`
	Type          string `query:"type" enum:"assigned,unassigned,byoc,all" json:"-"`
	ExtensionType string `query:"extension_type" enum:"user,callQueue,autoReceptionist,commonArea,emergencyNumberPool,companyLocation,meetingService" json:"-"`
	NumberType    string `query:"number_type" enum:"toll,tollfree" json:"-"`
	Pending       bool   `query:"pending_numbers" json:"-"`
	SiteID        string `query:"site_id" json:"-"`
	PhoneNumber   string `query:"phone_number" json:"-"`
}

type assignee struct {
	ExtensionNumber int64  `json:"extension_number"`
	ID              string `json:"id,omitempty"` // absent while pending
	Name            string `json:"name"`
	Type            string `json:"type" enum:"user"`
}

type phoneNumberEntry struct {
	ID         string   `json:"id"`
	Number     string   `json:"number"`
	NumberType string   `json:"number_type" enum:"toll,tollfree"`
	Assignee   assignee `json:"assignee"`
	Capability []string `json:"capability"`
	Source     string   `json:"source" enum:"internal,external"`
	Status     string   `json:"status" enum:"pending,available"`
}

type phoneNumberList struct {
	phoneInfo
	Numbers []phoneNumberEntry `json:"phone_numbers"`
}

// listPhoneNumbers lists the numbers of the phone users in sight. Cordon has no
// others: none is free, toll-free, pending, or anything's but a user's.
func listPhoneNumbers(c *call, in listPhoneNumbersInput) (phoneNumberList, error) {
	out := phoneNumberList{Numbers: []phoneNumberEntry{}}
	if err := unkept("site_id", in.SiteID); err != nil {
		return out, err
	}
	f := store.PhoneFilter{Line: in.PhoneNumber}
	if in.Type == "unassigned" || in.Type == "byoc" || in.NumberType == "tollfree" || in.Pending || in.ExtensionType != "" && in.ExtensionType != "user" {
		f.Line = "none"
	} else if f.Line != "" {
		f.Line = "+" + strings.TrimSpace(strings.TrimPrefix(f.Line, "+")) // a "+" that a client does not encode is a space
	}
	list, info, err := c.phoneUsers(in.cursor(), in.PageSize, f)
	if err != nil {
		return out, err
	}
	out.phoneInfo = short(info)
	for _, u := range list {
		p, b, err := showPhoneUser(u)
		if err != nil {
			return out, err
		}
		out.Numbers = append(out.Numbers, phoneNumberEntry{ID: u.Extension.LineID, Number: u.Extension.Line, NumberType: "toll", Capability: []string{"incoming", "outgoing"},
			Assignee: assignee{p.ExtensionNumber, p.ID, b.Name(), "user"}, Source: "internal", Status: "available"})
	}
	return out, nil
}
