package zoomapi_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// rows reads a list of an answer.
func rows(t testing.TB, body []byte, list string) (out []map[string]any) {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal(body, &m); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(m[list], &out); err != nil {
		t.Fatalf("no list %s in %s", list, body)
	}
	return out
}

// TestHiddenParticipantsReadLikeOutsiders: in every list of who took part, the
// third (hidden) has the members and the plain values of the fourth (from
// outside), but for what is theirs: a name, numbers, times.
func TestHiddenParticipantsReadLikeOutsiders(t *testing.T) {
	tr := newTroupe(t)
	own := map[string]bool{"name": true, "user_name": true, "user_id": true, "participant_uuid": true, "participant_id": true, "registrant_id": true, "join_time": true,
		"duration": true, "share_application": true, "share_desktop": true, "share_whiteboard": true, "audio_quality": true, "video_quality": true,
		"screen_share_quality": true, "health": true, "user_qos": true, "qos": true, "quality": true, "details": true}
	for _, call := range []string{
		"GET /past_meetings/{annheld}/participants", "GET /past_webinars/{annwebinar}/participants",
		"GET /report/meetings/{annheld}/participants?include_fields=registrant_id", "GET /report/webinars/{annwebinar}/participants",
		"GET /metrics/meetings/{annheld}/participants?type=past", "GET /metrics/webinars/{annwebinar}/participants?type=past",
		"GET /metrics/meetings/{annlivemeeting}/participants", "GET /metrics/webinars/{annlivewebinar}/participants",
		"GET /metrics/meetings/{annheld}/participants/qos?type=past&page_size=10", "GET /metrics/webinars/{annwebinar}/participants/qos?type=past&page_size=10",
		"GET /metrics/meetings/{annheld}/participants/qos_summary?page_size=10", "GET /metrics/meetings/{annheld}/participants/satisfaction?type=past",
		"GET /metrics/meetings/{annheld}/participants/sharing?type=past",
	} {
		list := rows(t, tr.ok("vendor "+call).Body, "participants")
		if len(list) != 4 {
			t.Errorf("%s: %d participants, want 4", call, len(list))
			continue
		}
		hidden, outside := list[2], list[3]
		for _, p := range list[2:] {
			for member := range own {
				if _, ok := p[member]; ok {
					p[member] = "their own"
				}
			}
		}
		if !reflect.DeepEqual(hidden, outside) {
			t.Errorf("%s: hidden %v, from outside %v", call, hidden, outside)
		}
	}
	for _, call := range []string{"GET /past_meetings/{annheld}/polls", "GET /past_meetings/{annheld}/qa", "GET /report/meetings/{annheld}/qa", "GET /report/meetings/{annheld}/survey"} {
		for _, who := range []string{"vendor", "owner"} {
			a := tr.ok(who + " " + call)
			if tells := strings.Contains(string(a.Body), "elsewhere.example") || strings.Contains(string(a.Body), tr.ids["cat"]); tells && who == "vendor" {
				t.Errorf("%s: %s", call, a.Body)
			}
		}
	}
}

// TestReportsCountWhatIsInSight: the vendor's totals are of ann and ben alone.
func TestReportsCountWhatIsInSight(t *testing.T) {
	tr := newTroupe(t)
	for _, test := range []struct {
		call, member string
		owner, ours  int
	}{
		{"GET /report/users?" + heldWindow, "total_meetings", 7, 5},
		{"GET /report/users?" + heldWindow, "total_participants", 22, 14},
		{"GET /report/users?" + heldWindow, "total_records", 3, 2},
		{"GET /report/users?" + heldWindow + "&type=inactive", "total_records", 5, 2},
		{"GET /metrics/meetings?" + heldWindow + "&type=past", "total_records", 5, 4},
		{"GET /metrics/meetings?" + heldWindow, "total_records", 2, 1},
		{"GET /metrics/webinars?" + heldWindow + "&type=past", "total_records", 2, 1},
		{"GET /report/users/{ann}/meetings?" + heldWindow, "total_records", 3, 3},
	} {
		for who, want := range map[string]int{"owner": test.owner, "vendor": test.ours} {
			if got := number(t, tr.ok(who+" "+test.call), test.member); got != want {
				t.Errorf("%s %s: %s %d, want %d", who, test.call, test.member, got, want)
			}
		}
	}
}

// TestHeldErrors: hidden is absent by every name, and what is too old is so only
// for those who see it.
func TestHeldErrors(t *testing.T) {
	tr := newTroupe(t)
	for _, call := range []string{"GET /past_meetings/{catheld}", "GET /past_meetings/{catheldnumber}", "GET /past_meetings/{annlivemeeting}", "GET /past_meetings/95000000000",
		"GET /metrics/meetings/{annheld}", "GET /metrics/meetings/{annheld}?type=pastOne", "GET /report/webinars/{annheld}",
		"GET /metrics/meetings/{annheld}/participants/{cat}/qos?type=past", "GET /meetings/{oldheld}0/meeting_summary"} {
		tr.want(404, 3001, "vendor "+call)
	}
	tr.want(400, 12702, "vendor GET /past_meetings/{oldheld}")
	tr.want(400, 12702, "owner GET /report/meetings/{oldheldnumber}/participants")
	tr.want(400, 300, "vendor GET /metrics/meetings?from=2025-01-01&to=2025-01-10")
	tr.want(400, 300, "vendor GET /metrics/meetings?from=2026-01-01&to=2026-02-20")
	tr.want(400, 200, "vendor GET /report/operationlogs?"+heldWindow)
	if n := len(rows(t, tr.ok("vendor GET /past_meetings/{annalone}/participants").Body, "participants")); n != 0 {
		t.Errorf("%d participants where one person was alone", n)
	}
}
