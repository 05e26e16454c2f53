package zoomapi

import (
	"net/url"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// getLivestream shows where a meeting is streamed to. The key is a secret like
// the passcode, and shown to the same callers.
func getLivestream(c *call, in arrangedPath) (out cordon.Livestream, err error) {
	m, err := c.arranged(in.Number)
	if err != nil || m.Detail.Stream == nil {
		return out, err
	}
	if out = *m.Detail.Stream; !c.opens(m.entry) {
		out.StreamKey = ""
	}
	return out, nil
}

type setLivestreamInput struct {
	arrangedPath
	cordon.Livestream
}

func (in *setLivestreamInput) prepare(*API) error {
	if u, err := url.Parse(in.PageURL); err != nil || u.Host == "" {
		return cordon.InvalidField("page_url", "Must be the address of a page.")
	}
	return nil
}

func setLivestream(c *call, tx *store.WriteTx, in setLivestreamInput) (empty, error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return empty{}, err
	}
	m.Detail.Stream = &in.Livestream
	return empty{}, tx.SaveRecord(m.RecordRow, m.Doc, m.Detail)
}

type inviteLinksInput struct {
	arrangedPath
	Attendees []inviteLinkFor `json:"attendees" min:"1" max:"500"`
	TTL       int64           `json:"ttl" min:"0" max:"7776000"` // seconds
}

type inviteLinkFor struct {
	Name    string `json:"name" required:"true" max:"64"`
	NoVideo bool   `json:"disable_video"`
	NoAudio bool   `json:"disable_audio"`
}

type inviteLinks struct {
	Attendees []inviteLink `json:"attendees"`
}

type inviteLink struct {
	Name    string `json:"name"`
	JoinURL string `json:"join_url"`
}

// makeInviteLinks draws a link for each name. Nobody is looked up by it.
func makeInviteLinks(c *call, tx *store.WriteTx, in inviteLinksInput) (out inviteLinks, err error) {
	m, err := c.arranged(in.Number)
	if err != nil {
		return out, err
	}
	for _, a := range in.Attendees {
		out.Attendees = append(out.Attendees, inviteLink{a.Name, m.joinURL(tx.NewID())})
	}
	return out, nil
}
