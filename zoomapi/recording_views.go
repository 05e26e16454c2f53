package zoomapi

import (
	"slices"
	"time"

	"github.com/cordon-zoom/cordon"
)

type recordingViewsInput struct {
	recordingPath
	dates
}

// viewsOfDay is how often a recording was watched and downloaded on a day.
type viewsOfDay struct {
	Date      string `json:"date"`
	Views     int    `json:"views_total_count"`
	Downloads int    `json:"downloads_total_count"`
}

type viewsSummary struct {
	From    string       `json:"from"`
	To      string       `json:"to"`
	Summary []viewsOfDay `json:"analytics_summary"`
}

// views are the views of a recording in a window, oldest first.
func views(r recordingWhole, w window) []cordon.RecordingView {
	return slices.DeleteFunc(r.Detail.Views, func(v cordon.RecordingView) bool { return v.At.Before(w.From) || !v.At.Before(w.To) })
}

func sumRecordingViews(c *call, in recordingViewsInput) (out viewsSummary, err error) {
	r, err := c.recording(in.MeetingID, noRecording(), cordon.KindRecording)
	if err != nil {
		return out, err
	}
	w, err := oneDay(c, in.dates)
	if err != nil {
		return out, err
	}
	out = viewsSummary{From: w.fromDate(), To: w.toDate(), Summary: []viewsOfDay{}}
	for _, v := range views(r, w) {
		date := v.At.Format(time.DateOnly)
		if n := len(out.Summary); n == 0 || out.Summary[n-1].Date != date {
			out.Summary = append(out.Summary, viewsOfDay{Date: date})
		}
		if d := &out.Summary[len(out.Summary)-1]; v.Download {
			d.Downloads++
		} else {
			d.Views++
		}
	}
	return out, nil
}

type listRecordingViewsInput struct {
	recordingPath
	dates
	tokenCursor
	PageSize int    `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
	Type     string `query:"type" default:"by_view" enum:"by_view,by_download" json:"-"`
}

// recordingView is one time that somebody watched or downloaded a recording.
type recordingView struct {
	DateTime time.Time `json:"date_time"`
	Name     string    `json:"name"`
	Email    string    `json:"email"`
	Duration *int      `json:"duration,omitempty"` // seconds, of watching alone
}

type recordingViewList struct {
	From          string          `json:"from"`
	To            string          `json:"to"`
	PageSize      int             `json:"page_size"`
	TotalRecords  int             `json:"total_records"`
	NextPageToken string          `json:"next_page_token"`
	Details       []recordingView `json:"analytics_details"`
}

func listRecordingViews(c *call, in listRecordingViewsInput) (out recordingViewList, err error) {
	r, err := c.recording(in.MeetingID, noRecording(), cordon.KindRecording)
	if err != nil {
		return out, err
	}
	w, err := oneDay(c, in.dates)
	if err != nil {
		return out, err
	}
	all := slices.DeleteFunc(views(r, w), func(v cordon.RecordingView) bool { return v.Download != (in.Type == "by_download") })
	page, info, err := part(c, in.cursor(), in.PageSize, all)
	if err != nil {
		return out, err
	}
	persons := make([]cordon.Person, len(page))
	for i, v := range page {
		persons[i] = v.Person
	}
	faces, err := c.Faces(c.Grant.People(), persons)
	if err != nil {
		return out, err
	}
	out = recordingViewList{From: w.fromDate(), To: w.toDate(), PageSize: info.PageSize, TotalRecords: info.TotalRecords, NextPageToken: info.NextPageToken,
		Details: make([]recordingView, len(page))}
	for i, v := range page {
		out.Details[i] = recordingView{DateTime: v.At, Name: v.Name, Email: faces.Email(v.Person)}
		if !v.Download {
			out.Details[i].Duration = &page[i].Seconds
		}
	}
	return out, nil
}
