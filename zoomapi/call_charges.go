package zoomapi

import (
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type listCallChargesInput struct {
	tokenCursor
	dates
	PageSize       int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
	BillingAccount string `query:"billing_account_id" json:"-"`
	ChargesOnly    bool   `query:"show_charges_only" json:"-"`
	CallIDs        string `query:"call_ids" max:"4096" json:"-"`
}

type callCharge struct {
	callOwner
	ID           string     `json:"charge_id"`
	CallLogID    string     `json:"call_log_id"`
	CallID       string     `json:"call_id"`
	Direction    string     `json:"direction" enum:"inbound,outbound"`
	CallerNumber string     `json:"caller_number"`
	CalleeNumber string     `json:"callee_number"`
	CallType     string     `json:"call_type" enum:"voip,local,tollfree,international,callCenter"`
	Service      string     `json:"service_type" enum:"meeting,call"`
	CallingParty string     `json:"calling_party_name"`
	Start        time.Time  `json:"start_time"`
	Answer       *time.Time `json:"answer_time,omitempty"`
	End          time.Time  `json:"end_time"`
	Duration     int        `json:"duration"` // minutes begun
	Mode         string     `json:"charge_mode" enum:"per_min,per_call"`
	Rate         string     `json:"rate"`
	Currency     string     `json:"currency,omitempty"`
	Total        string     `json:"total_charge"`
}

type callChargeList struct {
	phoneInfo
	From    string       `json:"from"`
	To      string       `json:"to"`
	Charges []callCharge `json:"call_charges"`
}

// listCallCharges lists the calls with numbers outside the account.
func listCallCharges(c *call, in listCallChargesInput) (callChargeList, error) {
	out := callChargeList{Charges: []callCharge{}}
	if err := unkept("billing_account_id", in.BillingAccount); err != nil {
		return out, err
	}
	f := store.RecordFilter{Where: []store.Where{{Path: "$.connect_type", Values: []string{"external"}}}}
	if in.ChargesOnly {
		f.Where = append(f.Where, store.Where{Path: "$.charged", Values: []string{"1"}})
	}
	if ids := listOf([]string{in.CallIDs}); len(ids) > 100 {
		return out, cordon.InvalidField("call_ids", "Must be at most 100.")
	} else if len(ids) > 0 {
		f.Where = append(f.Where, store.Where{Path: "$.call_id", Values: ids})
	}
	list, _, paging, err := c.calls(in.tokenCursor, in.dates, in.PageSize, windowRule{Default: 30 * day, Months: 13}, f)
	if err != nil {
		return out, err
	}
	out.phoneInfo, out.From, out.To = phoneInfo{paging.PageSize, paging.TotalRecords, paging.NextPageToken}, paging.From, paging.To
	for i := range list {
		d := &list[i].Doc
		charge := callCharge{callOwner: callOwner{d.Department, d.CostCenter}, ID: list[i].ID, CallLogID: list[i].ID, CallID: d.CallID, Direction: d.Direction,
			CallerNumber: d.Caller.Shown(), CalleeNumber: d.Callee.Shown(), CallType: "local", Service: "call", CallingParty: d.Caller.Name, Start: d.Start, Answer: orNil(d.Answer),
			End: d.End, Duration: (d.Seconds() + 59) / 60, Mode: "per_min", Rate: d.Rate, Currency: d.Currency, Total: d.Charge}
		if d.International {
			charge.CallType = "international"
		}
		if charge.Rate == "" {
			charge.Rate, charge.Total = "0", "0"
		}
		out.Charges = append(out.Charges, charge)
	}
	return out, nil
}
