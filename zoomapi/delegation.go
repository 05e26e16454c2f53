package zoomapi

import (
	"net/http"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

// A user's assistants schedule meetings for them; a user's schedulers, as Zoom
// calls them, are those whose assistant the user is. It widens no credential:
// what one may do comes from its owner's role alone.
func registerDelegation(a *API) {
	user := holder.Path("userId")
	read(a, "GET /users/{userId}/assistants", user, listAssistants)
	write(a, "POST /users/{userId}/assistants", http.StatusCreated, user, addAssistants)
	write(a, "DELETE /users/{userId}/assistants", http.StatusNoContent, user, removeAssistants)
	write(a, "DELETE /users/{userId}/assistants/{assistantId}", http.StatusNoContent, user, removeAssistant)
	read(a, "GET /users/{userId}/schedulers", user, listSchedulers)
	write(a, "DELETE /users/{userId}/schedulers", http.StatusNoContent, user, removeSchedulers)
	write(a, "DELETE /users/{userId}/schedulers/{schedulerId}", http.StatusNoContent, user, removeScheduler)
}

type assistantList struct {
	Assistants []assistant `json:"assistants"`
}

type assistant struct {
	ID            string `json:"id,omitempty"` // absent while pending
	Email         string `json:"email"`
	PrivateEvents bool   `json:"can_manage_host_private_event"`
}

func listAssistants(c *call, in userPath) (assistantList, error) {
	rows, err := c.Assistants(c.Grant.People(), c.user(in.UserID))
	out := assistantList{make([]assistant, len(rows))}
	for i, r := range rows {
		out.Assistants[i] = assistant{shownID(r), r.Email, r.PrivateEvents}
	}
	return out, err
}

func shownID(d store.Delegate) string {
	if d.Status == cordon.Pending {
		return ""
	}
	return d.ID
}

type schedulerList struct {
	Schedulers []scheduler `json:"schedulers"`
}

type scheduler struct {
	ID    string `json:"id,omitempty"` // absent while pending
	Email string `json:"email"`
	PMI   int64  `json:"pmi,omitempty"`
}

func listSchedulers(c *call, in userPath) (schedulerList, error) {
	rows, err := c.Schedulers(c.Grant.People(), c.user(in.UserID))
	out := schedulerList{make([]scheduler, len(rows))}
	for i, r := range rows {
		out.Schedulers[i] = scheduler{shownID(r), r.Email, r.PMI}
	}
	return out, err
}

type addAssistantsInput struct {
	userPath
	Assistants []newAssistant `json:"assistants" required:"true" min:"1" max:"30"`
}

type newAssistant struct {
	ID            string `json:"id"`
	Email         string `json:"email" max:"128"`
	PrivateEvents bool   `json:"can_manage_host_private_event"`
}

type addedAssistants struct {
	IDs   string    `json:"ids"`
	AddAt time.Time `json:"add_at"`
}

func addAssistants(c *call, tx *store.WriteTx, in addAssistantsInput) (addedAssistants, error) {
	who := make([]store.NewAssistant, len(in.Assistants))
	for i, a := range in.Assistants {
		key, err := memberName{a.ID, a.Email}.key("assistants")
		if err != nil {
			return addedAssistants{}, err
		}
		who[i] = store.NewAssistant{UserKey: key, PrivateEvents: a.PrivateEvents}
	}
	ids, err := tx.AddAssistants(c.Grant.People(), c.user(in.UserID), who)
	return addedAssistants{strings.Join(ids, ","), c.now()}, err
}

func removeAssistants(c *call, tx *store.WriteTx, in userPath) (empty, error) {
	return empty{}, tx.RemoveAssistants(c.Grant.People(), c.user(in.UserID))
}

type assistantPath struct {
	userPath
	AssistantID string `path:"assistantId" json:"-"`
}

func removeAssistant(c *call, tx *store.WriteTx, in assistantPath) (empty, error) {
	return empty{}, tx.RemoveAssistant(c.Grant.People(), c.user(in.UserID), c.user(in.AssistantID))
}

func removeSchedulers(c *call, tx *store.WriteTx, in userPath) (empty, error) {
	return empty{}, tx.RemoveSchedulers(c.Grant.People(), c.user(in.UserID))
}

type schedulerPath struct {
	userPath
	SchedulerID string `path:"schedulerId" json:"-"`
}

func removeScheduler(c *call, tx *store.WriteTx, in schedulerPath) (empty, error) {
	return empty{}, tx.RemoveScheduler(c.Grant.People(), c.user(in.UserID), c.user(in.SchedulerID))
}
