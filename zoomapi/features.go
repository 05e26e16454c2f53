package zoomapi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

type updateFeaturesInput struct {
	Type         string               `json:"feature_type" required:"true" enum:"user_type,concurrent_meeting,large_meeting,webinar,zoom_events,zoom_whiteboard,plan_united_type,zoom_one_type,zoom_iq_for_sales,zoom_revenue_accelerator,zoom_clips_plus"`
	Value        string               `json:"feature_value" required:"true"`
	Subscription string               `json:"subscription_id"`
	Users        []memberName         `json:"users" required:"true" min:"1" max:"30"`
	Licenses     []cordon.LicenseInfo `json:"license_info_list" max:"2"`

	change func(*cordon.User)
}

// largeMeetings and webinars are the capacities that the published values stand
// for.
var (
	largeMeetings = map[string]int{"1": 100, "32": 200, "64": 300, "128": 500, "256": 1000, "1024": 3000, "2048": 5000, "0": 0}
	webinars      = map[string]int{"16": 100, "1": 500, "64": 1000, "128": 3000, "256": 5000, "512": 10000, "1024": 20000, "2048": 30000,
		"4096": 40000, "8192": 50000, "16384": 500, "32768": 1000, "0": 0}
)

// Published values of the other features.
var (
	eventCapacities = strings.Fields("500 1000 3000 5000 10000 20000 30000 50000 0")
	unitedPlans     = strings.Fields("1 2 4 8 16 32 64 128 256 512 1024 2048 4096 8192 16384 32768 65536 131072 0")
	zoomOneTypes    = strings.Fields(`16 32 64 128 33554432 134217728 1073741824 536870912 268435456 4398046511104 18014398509481984 72057594037927936
		576460752303423488 144115188075855872 137438953472 1099511627776 549755813888 274877906944 2199023255552 0`)
)

func (in *updateFeaturesInput) prepare(*API) error {
	if in.Subscription != "" {
		return cordon.BadRequest("The subscription %q you entered does not exist. Please choose a different subscription and try again.", in.Subscription)
	}
	if in.change = in.feature(); in.change == nil {
		return cordon.InvalidField("feature_value", "Not a value of %s.", in.Type)
	}
	return nil
}

// feature is what the input does to a user; nil where the value is none of the
// published ones.
func (in *updateFeaturesInput) feature() func(*cordon.User) {
	v := in.Value
	on := v == "true"
	bothWays := on || v == "false"
	switch in.Type {
	case "user_type":
		if v == "1" || v == "2" {
			n := int(v[0] - '0')
			return func(u *cordon.User) { u.Brief.Type = n }
		}
	case "concurrent_meeting":
		if v == "Basic" || v == "Plus" || v == "None" {
			return func(u *cordon.User) { u.Features.ConcurrentMeeting = v }
		}
	case "large_meeting":
		if n, ok := largeMeetings[v]; ok {
			return func(u *cordon.User) { u.Features.LargeMeeting, u.Features.LargeMeetingCapacity = n > 0, n }
		}
	case "webinar":
		if n, ok := webinars[v]; ok {
			return func(u *cordon.User) { u.Features.Webinar, u.Features.WebinarCapacity = n > 0, n }
		}
	case "zoom_events":
		if slices.Contains(eventCapacities, v) {
			return func(u *cordon.User) { u.Features.ZoomEvents = v != "0" }
		}
	case "plan_united_type":
		if slices.Contains(unitedPlans, v) {
			return func(u *cordon.User) { u.Brief.PlanUnitedType = strings.TrimPrefix(v, "0") }
		}
	case "zoom_one_type":
		if n, err := strconv.ParseInt(v, 10, 64); err == nil && slices.Contains(zoomOneTypes, v) {
			return func(u *cordon.User) { u.Profile.ZoomOneType = n }
		}
	case "zoom_whiteboard":
		if bothWays {
			return func(u *cordon.User) { u.Features.ZoomWhiteboard = on }
		}
	case "zoom_iq_for_sales", "zoom_revenue_accelerator":
		if bothWays {
			return func(u *cordon.User) { u.Features.ZoomRevenue = on }
		}
	case "zoom_clips_plus":
		if bothWays {
			return func(u *cordon.User) { u.Features.ZoomClips = on }
		}
	}
	return nil
}

type updatedFeatures struct {
	Done   []string        `json:"success_user_ids"`
	Failed []failedFeature `json:"fail_details"`
}

type failedFeature struct {
	Users  []string `json:"user_ids"` // as the caller named them
	Reason string   `json:"reason" enum:"Users not found"`
}

// updateFeatures gives several users a feature, or takes it. Who is hidden is
// not found, as nobody is. One in sight on whom the caller may not act refuses
// the whole.
func updateFeatures(c *call, tx *store.WriteTx, in updateFeaturesInput) (updatedFeatures, error) {
	keys, err := keysOf("users", in.Users)
	if err != nil {
		return updatedFeatures{}, err
	}
	done, unknown, err := tx.UpdateEach(c.Grant.People(), keys, func(u *cordon.User) {
		in.change(u)
		if in.Licenses != nil {
			u.Brief.Licenses = in.Licenses
		}
	})
	out := updatedFeatures{Done: append([]string{}, done...), Failed: []failedFeature{}}
	if len(unknown) > 0 {
		out.Failed = []failedFeature{{unknown, "Users not found"}}
	}
	return out, err
}
