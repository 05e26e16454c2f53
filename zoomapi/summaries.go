package zoomapi

import (
	"net/http"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerSummaries(a *API) {
	read(a, "GET /meetings/meeting_summaries", holder.Rows, listSummaries)
	read(a, "GET /meetings/{meetingId}/meeting_summary", holder.Parent("meeting", "meetingId"), getSummary)
	write(a, "DELETE /meetings/{meetingId}/meeting_summary", http.StatusNoContent, holder.Parent("meeting", "meetingId"), deleteSummary)
}

var bothPast = []cordon.Kind{cordon.KindPastMeeting, cordon.KindPastWebinar}

// used filters records by a truth of their document.
func used(path string) store.Where { return store.Where{Path: path, Values: []string{"1"}} }

type listSummariesInput struct {
	tokenCursor
	dates
	TimeField string `query:"time_filter_field" default:"summary_start_time" enum:"summary_start_time,summary_created_time" json:"-"`
	PageSize  int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
}

type summaryList struct {
	shortInfo
	From      time.Time      `json:"from"`
	To        time.Time      `json:"to"`
	Summaries []summaryEntry `json:"summaries"`
}

type summaryEntry struct {
	HostID    string    `json:"meeting_host_id"`
	HostEmail string    `json:"meeting_host_email,omitempty"`
	UUID      string    `json:"meeting_uuid"`
	ID        int64     `json:"meeting_id"`
	Topic     string    `json:"meeting_topic"`
	Start     time.Time `json:"meeting_start_time"`
	End       time.Time `json:"meeting_end_time"`
	From      time.Time `json:"summary_start_time"`
	To        time.Time `json:"summary_end_time"`
	Created   time.Time `json:"summary_created_time"`
	Modified  time.Time `json:"summary_last_modified_time"`
}

func summaryOf(s entry[cordon.Session]) summaryEntry {
	return summaryEntry{s.Owner.ID, s.Owner.Email, s.Doc.UUID, s.Doc.Number, s.Doc.Topic, s.Doc.Start, s.Doc.End, s.Doc.Start, s.Doc.End,
		s.Doc.SummaryCreated, s.Doc.SummaryModified}
}

func listSummaries(c *call, in listSummariesInput) (out summaryList, err error) {
	if in.TimeField != "summary_start_time" {
		return out, cordon.InvalidField("time_filter_field", "Summaries are listed by summary_start_time.")
	}
	w, err := in.window(c, windowRule{Default: 30 * day, Days: 31})
	if err != nil {
		return out, err
	}
	list, info, err := entries[cordon.Session](c, in.cursor(), in.PageSize, store.RecordFilter{Kinds: bothPast, From: w.From, To: w.To,
		Where: []store.Where{used("$.has_summary")}})
	out = summaryList{shortInfoOf(info), w.From, w.To.Add(-time.Second), make([]summaryEntry, len(list))}
	for i, s := range list {
		out.Summaries[i] = summaryOf(s)
	}
	return out, err
}

type summaryOut struct {
	summaryEntry
	Title    string        `json:"summary_title"`
	Overview string        `json:"summary_overview"`
	Details  []summaryPart `json:"summary_details"`
	Next     []string      `json:"next_steps"`
	Content  string        `json:"summary_content"`
}

type summaryPart struct {
	Label   string `json:"label"`
	Summary string `json:"summary"`
}

func (c *call) summarised(ref string) (w held, err error) {
	w, err = c.heldSession(ref, bothPast...)
	if err == nil && w.Detail.Summary == nil {
		err = noSuchMeeting(ref)
	}
	return w, err
}

func getSummary(c *call, in heldPath) (out summaryOut, err error) {
	w, err := c.summarised(in.ref())
	if err != nil {
		return out, err
	}
	s := w.Detail.Summary
	out = summaryOut{summaryEntry: summaryOf(w.entry), Title: s.Title, Overview: s.Overview, Details: make([]summaryPart, len(s.Parts)), Next: append([]string{}, s.Next...)}
	text := []string{"# " + s.Title, s.Overview}
	for i, p := range s.Parts {
		out.Details[i] = summaryPart{p.Label, p.Text}
		text = append(text, "## "+p.Label, p.Text)
	}
	out.Content = strings.Join(text, "\n\n")
	return out, nil
}

func deleteSummary(c *call, tx *store.WriteTx, in heldPath) (empty, error) {
	w, err := c.summarised(in.ref())
	if err != nil {
		return empty{}, err
	}
	w.Detail.Summary = nil
	w.Detail.Tally(&w.Doc, c.now())
	return empty{}, tx.SaveRecord(w.RecordRow, w.Doc, w.Detail)
}
