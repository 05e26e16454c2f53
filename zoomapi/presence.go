package zoomapi

import (
	"math"
	"net/http"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerPresence(a *API) {
	read(a, "GET /users/{userId}/presence_status", holder.Path("userId"), getPresence)
	write(a, "PUT /users/{userId}/presence_status", http.StatusNoContent, holder.Path("userId"), setPresence)
}

// Zoom publishes two spellings of one status, and means the second.
const (
	doNoDisturb  = "Do_No_Disturb"
	doNotDisturb = "Do_Not_Disturb"
)

// unseen is the status of who never set one.
const unseen = "Away"

type presence struct {
	Status string `json:"status" enum:"Away,Do_No_Disturb,Do_Not_Disturb,Available,In_Calendar_Event,Presenting,In_A_Zoom_Meeting,On_A_Call,Out_of_Office,Busy"`
	// When a "do not disturb" is over, and how many seconds are left: shown to
	// its own user alone, with the spelling that is published for it.
	Ends *time.Time `json:"end_time,omitempty"`
	Left int        `json:"remaining_time,omitempty"`
}

func getPresence(c *call, in userPath) (presence, error) {
	p, err := c.Presence(c.Grant.People(), c.user(in.UserID))
	out := presence{Status: p.Status}
	switch {
	case p.Status == "":
		out.Status = unseen
	case !p.Ends.IsZero() && p.User == c.Grant.User():
		ends := p.Ends.Truncate(time.Second)
		out.Status, out.Ends, out.Left = doNoDisturb, &ends, int(math.Ceil(p.Ends.Sub(c.api.clock()).Seconds()))
	}
	return out, err
}

type setPresenceInput struct {
	userPath
	Status   string `json:"status" required:"true" enum:"Away,Available,In_Calendar_Event,Presenting,In_A_Zoom_Meeting,On_A_Call,Out_of_Office,Busy,Do_No_Disturb,Do_Not_Disturb"`
	Duration *int   `json:"duration" min:"1" max:"1440"` // minutes of a "do not disturb"
}

// quiet is how many minutes a "do not disturb" lasts where nobody says.
const quiet = 20

func setPresence(c *call, tx *store.WriteTx, in setPresenceInput) (empty, error) {
	status, life := in.Status, time.Duration(0)
	if status == doNoDisturb || status == doNotDisturb {
		minutes := quiet
		set(&minutes, in.Duration)
		status, life = doNotDisturb, time.Duration(minutes)*time.Minute
	} else if in.Duration != nil {
		return empty{}, cordon.InvalidField("duration", "Goes with %s only.", doNotDisturb)
	}
	return empty{}, tx.SetPresence(c.Grant.People(), c.user(in.UserID), status, life)
}
