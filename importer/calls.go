package importer

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
)

// end is one end of a call, under the names that both kinds of rows have.
type end struct {
	Extension string // extension_id
	Name      string
	Email     string
	Number    string // direct number
	Short     string // extension number
	Type      string
	Country   string
	Code      string
}

func (t *target) line(e end) (cordon.Line, error) {
	if e.Extension != "" {
		id, err := t.ExtensionUser(t.account, e.Extension)
		if err != nil {
			return cordon.Line{}, err
		}
		if id != "" {
			return e.line(cordon.Person{User: id, Name: e.Name}), nil
		}
	}
	who, err := t.person("", e.Email, e.Name)
	return e.line(who), err
}

func (e end) line(who cordon.Person) cordon.Line {
	return cordon.Line{Person: who, Number: e.Number, Extension: e.Short, Type: e.Type, Country: e.Country, Code: e.Code}
}

// callRow is what both kinds of rows have.
type callRow struct {
	CallID     string `json:"call_id"`
	Direction  string `json:"direction"`
	Duration   int    `json:"duration"` // seconds
	Department string `json:"department"`
	CostCenter string `json:"cost_center"`

	CallerName    string `json:"caller_name"`
	CallerNumber  string `json:"caller_did_number"`
	CallerCountry string `json:"caller_country_iso_code"`
	CallerCode    string `json:"caller_country_code"`
	CalleeName    string `json:"callee_name"`
	CalleeNumber  string `json:"callee_did_number"`
	CalleeCountry string `json:"callee_country_iso_code"`
	CalleeCode    string `json:"callee_country_code"`
}

func (in *callRow) check(id string) error {
	if !callPattern.MatchString(id) || !callPattern.MatchString(in.CallID) {
		return bad("it needs an id and a call_id of Zoom's: %q, %q", id, in.CallID)
	}
	if in.Direction != "inbound" && in.Direction != "outbound" {
		return bad("direction %q is none", in.Direction)
	}
	for name, text := range map[string]string{"caller_name": in.CallerName, "callee_name": in.CalleeName} {
		if err := cordon.CheckText(name, text, maxText); err != nil {
			return err
		}
	}
	return nil
}

// putCallHistory takes a row of call history.
func putCallHistory(t *target, r row) error {
	var in struct {
		callRow
		ID            string `json:"id"`
		UUID          string `json:"call_history_uuid"`
		Type          string `json:"call_type"`
		International bool   `json:"international"`
		Start         moment `json:"start_time"`
		Answer        moment `json:"answer_time"`
		End           moment `json:"end_time"`
		Result        string `json:"call_result"`
		Recorded      string `json:"recording_status"`
		CallerID      string `json:"caller_ext_id"`
		CallerEmail   string `json:"caller_email"`
		CallerShort   string `json:"caller_ext_number"`
		CallerType    string `json:"caller_number_type"`
		CallerDevice  string `json:"caller_device_type"`
		CalleeID      string `json:"callee_ext_id"`
		CalleeEmail   string `json:"callee_email"`
		CalleeShort   string `json:"callee_ext_number"`
		CalleeType    string `json:"callee_number_type"`
		CalleeDevice  string `json:"callee_device_type"`
	}
	if err := decode(r.text, &in); err != nil {
		return err
	}
	id := cmp.Or(in.UUID, in.ID)
	if err := in.check(id); err != nil {
		return err
	}
	if in.Start.IsZero() {
		return bad("it has no start_time")
	}
	if in.Result != "" && !word.MatchString(in.Result) {
		return bad("call_result %q is none", in.Result)
	}
	c := cordon.Call{Type: "general", Connect: "external"}
	id, err := t.call(id, &c)
	if err != nil {
		return err
	}
	if in.Type == "emergency" {
		c.Type = in.Type
	}
	c.CallID, c.Direction, c.International = in.CallID, in.Direction, in.International
	c.Start, c.Answer = in.Start.Time, in.Answer.Time
	c.End = orElse(in.End.Time, orElse(c.Answer, c.Start).Add(seconds(in.Duration)))
	c.Result = cmp.Or(in.Result, c.Result, resultOf(c.Answer))
	c.Department, c.CostCenter, c.Recorded = cmp.Or(in.Department, c.Department), cmp.Or(in.CostCenter, c.CostCenter), in.Recorded == "recorded"
	if c.Caller, err = t.line(end{in.CallerID, in.CallerName, in.CallerEmail, in.CallerNumber, in.CallerShort, in.CallerType, in.CallerCountry, in.CallerCode}); err != nil {
		return err
	}
	if c.Callee, err = t.line(end{in.CalleeID, in.CalleeName, in.CalleeEmail, in.CalleeNumber, in.CalleeShort, in.CalleeType, in.CalleeCountry, in.CalleeCode}); err != nil {
		return err
	}
	if c.Device.Type = in.CallerDevice; in.Direction == "inbound" {
		c.Device.Type = in.CalleeDevice
	}
	return t.putCall(id, r.of, &c)
}

// putCallLog takes a row of the older call logs.
func putCallLog(t *target, r row) error {
	var in struct {
		callRow
		ID        string `json:"id"`
		UserID    string `json:"user_id"`
		Owner     struct{ ID, Type string }
		Start     moment `json:"date_time"`
		Answer    moment `json:"answer_start_time"`
		End       moment `json:"call_end_time"`
		Result    string `json:"result"`
		Path      string `json:"path"`
		Type      string `json:"call_type"`
		Hold      int    `json:"hold_time"`
		Wait      int    `json:"waiting_time"`
		Code      string `json:"client_code"`
		Rate      string `json:"rate"`
		Charge    string `json:"charge"`
		PublicIP  string `json:"device_public_ip"`
		PrivateIP string `json:"device_private_ip"`
		Caller    string `json:"caller_number"`
		Callee    string `json:"callee_number"`
	}
	if err := decode(r.text, &in); err != nil {
		return err
	}
	if err := in.check(in.ID); err != nil {
		return err
	}
	if in.Start.IsZero() {
		return bad("it has no date_time")
	}
	c := cordon.Call{Type: "general", Connect: "external"}
	id, err := t.call(in.ID, &c)
	if err != nil {
		return err
	}
	c.CallID, c.Direction, c.Path, c.International = in.CallID, in.Direction, in.Path, in.Type == "international"
	c.Start, c.Answer = in.Start.Time, in.Answer.Time
	if c.Answer.IsZero() && in.Result == "Call connected" {
		c.Answer = c.Start.Add(seconds(in.Wait))
	}
	c.End = orElse(in.End.Time, orElse(c.Answer, c.Start.Add(seconds(in.Wait))).Add(seconds(in.Duration)))
	c.Result = cmp.Or(logResults[in.Result], resultOf(c.Answer))
	c.Hold, c.Wait, c.ClientCode, c.Rate, c.Charge = in.Hold, in.Wait, in.Code, in.Rate, in.Charge
	c.Department, c.CostCenter = in.Department, in.CostCenter
	c.Device.PublicIP, c.Device.PrivateIP = in.PublicIP, in.PrivateIP
	c.Charged = strings.Trim(in.Charge, "$0. ") != ""
	caller := end{Name: in.CallerName, Number: in.CallerNumber, Country: in.CallerCountry, Code: in.CallerCode}
	callee := end{Name: in.CalleeName, Number: in.CalleeNumber, Country: in.CalleeCountry, Code: in.CalleeCode}
	for e, shown := range map[*end]string{&caller: in.Caller, &callee: in.Callee} {
		if strings.HasPrefix(shown, "+") || len(shown) > 7 {
			e.Number = cmp.Or(e.Number, shown)
		} else {
			e.Short = shown
		}
	}
	if c.Caller, err = t.line(caller); err != nil {
		return err
	}
	if c.Callee, err = t.line(callee); err != nil {
		return err
	}
	owner := cmp.Or(r.of, in.UserID)
	if owner == "" && (in.Owner.Type == "user" || in.Owner.Type == "") {
		owner = in.Owner.ID
	}
	return t.putCall(id, owner, &c)
}

var (
	word  = regexp.MustCompile(`^[a-z_]{1,32}$`)
	dated = regexp.MustCompile(`^[0-9]{8}-`)
)

// logResults is how call history says a result of call logs.
var logResults = map[string]string{
	"Call connected": "answered", "Voicemail": "voicemail", "Call Cancel": "canceled", "Rejected": "rejected", "Busy": "busy",
	"No Answer": "no_answer", "Missed": "abandoned", "Blocked": "system_blocked", "Internal Error": "service_unavailable", "Call failed": "call_failed",
}

func resultOf(answer time.Time) string {
	if answer.IsZero() {
		return "no_answer"
	}
	return "answered"
}

func seconds(n int) time.Duration { return time.Duration(min(max(n, 0), 1e7)) * time.Second }

// call reads what there is of a call. The id of a row of call history may be
// that of its call log with the day in front: they are one call here.
func (t *target) call(id string, c *cordon.Call) (string, error) {
	for _, id := range []string{id, dated.ReplaceAllString(id, "")} {
		if _, found, err := t.read(cordon.KindCall, id, c, nil); err != nil || found {
			return id, err
		}
	}
	return id, nil
}

// putCall keeps one side of a call: its user's, or as the direction says.
func (t *target) putCall(id, owner string, c *cordon.Call) error {
	own, other := &c.Caller, &c.Callee
	if c.Direction == "inbound" {
		own, other = other, own
	}
	if owner == "" {
		owner = own.User
	}
	if owner == "" {
		return bad("the side that it shows is no user's: import GET /phone/users too")
	}
	u, err := t.user(owner)
	if err != nil {
		return err
	}
	own.User, own.Email = u.ID, ""
	if other.User != "" {
		c.Connect = "internal"
	}
	if c.Path == "" {
		c.Path = "pstn"
		switch {
		case c.Result == "voicemail":
			c.Path = "voiceMail"
		case c.Connect == "internal":
			c.Path = "extension"
		}
	}
	if c.End.Before(c.Start) {
		return bad("it ends before it starts")
	}
	return t.PutRecord(t.account, &cordon.Record{Kind: cordon.KindCall, ID: id, Parent: c.CallID, Time: c.Start, Owner: u.ID, Doc: c})
}
