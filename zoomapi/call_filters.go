package zoomapi

import (
	"slices"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// callFilters is what call history can be narrowed by.
type callFilters struct {
	Keyword         string   `query:"keyword" json:"-"`
	Directions      []string `query:"directions" enum:"inbound,outbound" max:"2" json:"-"`
	ConnectTypes    []string `query:"connect_types" enum:"internal,external" max:"2" json:"-"`
	NumberTypes     []string `query:"number_types" max:"14" json:"-"`
	CallTypes       []string `query:"call_types" enum:"general,emergency" max:"2" json:"-"`
	ExtensionTypes  []string `query:"extension_types" enum:"user,call_queue,auto_receptionist,common_area,zoom_room,cisco_room,shared_line_group,group_call_pickup,external_contact" max:"10" json:"-"`
	CallResults     []string `query:"call_results" enum:"answered,accepted,picked_up,connected,succeeded,voicemail,hang_up,canceled,call_failed,unconnected,rejected,busy,ring_timeout,overflowed,no_answer,invalid_key,invalid_operation,abandoned,system_blocked,service_unavailable,blocked" max:"21" json:"-"`
	GroupIDs        []string `query:"group_ids" max:"10" json:"-"`
	SiteIDs         []string `query:"site_ids" max:"10" json:"-"`
	Department      string   `query:"department" json:"-"`
	CostCenter      string   `query:"cost_center" json:"-"`
	TimeType        string   `query:"time_type" default:"start_time" enum:"start_time,end_time" json:"-"`
	RecordingStatus string   `query:"recording_status" enum:"recorded,non_recorded" json:"-"`
	WithVoicemail   *bool    `query:"with_voicemail" json:"-"`
}

// where puts the filters in the store's terms. What the store cannot ask is
// refused.
func (f callFilters) where() (where []store.Where, err error) {
	refuse := func(field, why string) ([]store.Where, error) { return nil, cordon.InvalidField(field, "%s", why) }
	switch {
	case f.Keyword != "":
		return refuse("keyword", "Cordon does not search calls by text.")
	case len(f.NumberTypes) > 0:
		return refuse("number_types", "Cordon does not filter by this.")
	case len(f.SiteIDs) > 0:
		return refuse("site_ids", "Cordon does not filter by this.")
	case len(f.ExtensionTypes) > 0 && !slices.Contains(f.ExtensionTypes, "user"):
		return refuse("extension_types", "Cordon keeps the calls of users only.")
	case f.TimeType == "end_time":
		return refuse("time_type", "Cordon keeps calls by the time at which they began.")
	}
	add := func(path string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			where = append(where, store.Where{Path: path, Values: values})
		}
	}
	add("$.direction", f.Directions...)
	add("$.connect_type", f.ConnectTypes...)
	add("$.call_type", f.CallTypes...)
	add("$.result", f.CallResults...)
	add("$.department", f.Department)
	add("$.cost_center", f.CostCenter)
	add("$.recorded", map[string]string{"recorded": "1", "non_recorded": "0"}[f.RecordingStatus])
	if f.WithVoicemail != nil {
		add("$.has_voicemail", map[bool]string{true: "1", false: "0"}[*f.WithVoicemail])
	}
	return where, nil
}

// group is the one group that the list is narrowed to, or "".
func (f callFilters) group() (string, error) {
	if len(f.GroupIDs) > 1 {
		return "", cordon.InvalidField("group_ids", "Cordon filters by one group at a time.")
	}
	if len(f.GroupIDs) == 0 {
		return "", nil
	}
	return f.GroupIDs[0], nil
}
