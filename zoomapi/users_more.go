package zoomapi

import (
	"net/http"
	"strconv"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
)

// registerPeople registers the operations on users and groups beyond their
// records and memberships.
func registerPeople(a *API) {
	read(a, "GET /users/summary", holder.Rows, getUserSummary)
	read(a, "GET /users/vanity_name", holder.Rows, checkVanityName)
	read(a, "GET /users/me/zak", holder.Self, getZAK)
	read(a, "GET /users/{userId}/token", holder.Path("userId"), getToken)
	write(a, "POST /users/features", http.StatusCreated, holder.Rows, updateFeatures)
	registerDelegation(a)
	registerPresence(a)
	registerGroupAdmins(a)
	registerGroupSettings(a)
	registerContactGroups(a)
}

// userSummary is the answer of GET /users/summary. Cordon has no on-premise users
// and no rooms.
type userSummary struct {
	Licensed int `json:"licensed_users_count"`
	Basic    int `json:"basic_users_count"`
	OnPrem   int `json:"on_prem_users_count"`
	Rooms    int `json:"room_users_count"`
	Pending  int `json:"pending_users_count"`
	JoinOnly int `json:"join_only_users_count"`
	Total    int `json:"total_users_count"` // without those who are pending
}

func getUserSummary(c *call, _ struct{}) (userSummary, error) {
	sum, err := c.Summary(c.Grant.People())
	s := userSummary{Licensed: sum.Types[cordon.Licensed], Basic: sum.Types[cordon.Basic], Pending: sum.Pending,
		JoinOnly: sum.Types[cordon.Unassigned] + sum.Types[cordon.NoMeetings]}
	s.Total = s.Licensed + s.Basic + s.JoinOnly
	return s, err
}

type checkVanityNameInput struct {
	Name string `query:"vanity_name" required:"true" json:"-"`
}

type existed struct {
	Existed bool `json:"existed"`
}

// checkVanityName answers for the people in sight, as checkEmail does.
func checkVanityName(c *call, in checkVanityNameInput) (existed, error) {
	ok, err := c.HasVanityName(c.Grant.People(), in.Name)
	return existed{ok}, err
}

type userToken struct {
	Token string `json:"token"`
}

// zakLife is how long a ZAK of GET /users/me/zak works, in seconds.
const zakLife = 300

// key is a token with which a user acts in meetings. There are no meetings here
// to act in: it has the shape of one, and opens nothing.
func (c *call) key(kind string, seconds int64) (userToken, error) {
	plain := strconv.AppendInt([]byte(c.Grant.User()+"\x00"), c.now().Unix()+seconds, 10)
	token, err := c.api.tokens.Seal(c.req.Context(), plain, []byte("user token\x00"+kind))
	return userToken{token}, err
}

func getZAK(c *call, _ struct{}) (userToken, error) {
	if _, err := c.User(c.Grant.People(), c.user("me")); err != nil {
		return userToken{}, err
	}
	return c.key("zak", zakLife)
}

type getTokenInput struct {
	userPath
	Type      string `query:"type" default:"token" enum:"token,zak,onbehalf" json:"-"`
	TTL       int64  `query:"ttl" default:"7200" min:"1" max:"31536000" json:"-"` // seconds
	MeetingID string `query:"meeting_id" json:"-"`
}

// getToken answers for the credential's own user alone: whoever has somebody's
// token is that user in meetings.
func getToken(c *call, in getTokenInput) (userToken, error) {
	u, err := c.User(c.Grant.People(), c.user(in.UserID))
	if err != nil {
		return userToken{}, err
	}
	if u.ID != c.Grant.User() {
		return userToken{}, cordon.NoPermission("a token is for the user that the app acts as, and nobody else")
	}
	return c.key(in.Type, in.TTL)
}
