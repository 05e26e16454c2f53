package portal

import (
	"time"

	"github.com/cordon-zoom/cordon/store"
)

// handedOver is a credential that was just made, with what is shown only once.
type handedOver struct {
	Made         stages
	Sees         int // people, without the service user
	Secret       string
	AccountID    string
	Link         string // with which somebody signs in as the service user, "" where that one was there
	LinkEnds     time.Time
	Base         string // that calls of the API begin with
	Token        string // how to get a token
	Example      string // id of somebody in sight
	ExampleEmail string
}

// handOver makes the one-time link of a new service user, and gives away the
// client secret.
func (a *act) handOver(m stages, d preview) (h handedOver, err error) {
	h = handedOver{Made: m, Sees: d.Sees.Total, Secret: m.secret, AccountID: a.Account, Base: a.PublicURL, Example: m.User.ID, ExampleEmail: m.User.Email}
	app := m.App
	app.Account = a.Account
	h.Token = a.fetchToken(app)
	if len(d.Sees.First) > 0 {
		h.Example, h.ExampleEmail = d.Sees.First[0].ID, d.Sees.First[0].Email
	}
	if !d.Wanted.NewUser {
		return h, nil
	}
	tx, err := a.open("PUT /users/{userId}/password", "made a one-time link for "+m.User.Email)
	if err != nil {
		return h, err
	}
	secret, ends, err := tx.PasswordLink(tx.Grant.People(), store.UserKey{Value: m.User.ID})
	h.Link, h.LinkEnds = a.PublicURL+"/portal/welcome/"+secret, ends
	return h, err
}
