package zoomapi

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerUsers(a *API) {
	read(a, "GET /users", holder.Rows, listUsers)
	read(a, "GET /users/{userId}", holder.Path("userId"), getUser)
	read(a, "GET /users/email", holder.Rows, checkEmail)
	read(a, "GET /users/{userId}/permissions", holder.Path("userId"), getPermissions)
	read(a, "GET /users/{userId}/settings", holder.Path("userId"), getSettings)
	registerUserWrites(a)
}

type listUsersInput struct {
	cursor
	Status        string `query:"status" default:"active" enum:"active,inactive,pending" json:"-"`
	PageSize      int    `query:"page_size" default:"30" min:"1" max:"2000" json:"-"`
	RoleID        string `query:"role_id" json:"-"`
	IncludeFields string `query:"include_fields" enum:"custom_attributes,host_key" json:"-"`
	License       string `query:"license" enum:"zoom_workforce_management,zoom_compliance_management" json:"-"`
}

// userEntry is a user as lists show them.
type userEntry struct {
	ID string `json:"id,omitempty"` // absent while pending
	cordon.Brief
	Email      string                   `json:"email"`
	Status     string                   `json:"status" enum:"active,inactive,pending"`
	RoleID     string                   `json:"role_id"`
	CreatedAt  time.Time                `json:"created_at"`
	Groups     []string                 `json:"group_ids"`
	Attributes []cordon.CustomAttribute `json:"custom_attributes,omitempty"`
	HostKey    string                   `json:"host_key,omitempty"`
}

// userList is the answer of GET /users. It is written by hand because a user is
// kept as JSON already; the struct tags are its schema.
type userList struct {
	pageInfo
	Users []userEntry `json:"users"`

	rows        []store.UserRow
	include     string
	self        string
	answersTime time.Time
}

func listUsers(c *call, in listUsersInput) (*userList, error) {
	if in.License != "" {
		return nil, cordon.InvalidField("license", "Cordon keeps no licences of this kind.")
	}
	page, err := c.page(in.cursor, in.PageSize)
	if err != nil {
		return nil, err
	}
	rows, total, err := c.Users(c.Grant.People(), store.UserFilter{Status: cordon.Status(in.Status), Role: in.RoleID, Page: page})
	if err != nil {
		return nil, err
	}
	rows, next, err := cut(c, rows, in.PageSize, func(r store.UserRow) int64 { return r.Seq })
	return &userList{
		pageInfo: c.pageInfo(in.cursor, in.PageSize, total, next),
		rows:     rows, include: in.IncludeFields, self: c.Grant.User(), answersTime: c.api.clock(),
	}, err
}

func (l *userList) appendJSON(b []byte) []byte {
	b = append(b, `{"page_count":`...)
	b = strconv.AppendInt(b, int64(l.PageCount), 10)
	b = append(b, `,"page_number":`...)
	b = strconv.AppendInt(b, int64(l.PageNumber), 10)
	b = append(b, `,"page_size":`...)
	b = strconv.AppendInt(b, int64(l.PageSize), 10)
	b = append(b, `,"total_records":`...)
	b = strconv.AppendInt(b, int64(l.TotalRecords), 10)
	b = append(b, `,"next_page_token":`...)
	b = appendString(b, l.NextPageToken)
	b = append(b, `,"users":[`...)
	for i := range l.rows {
		row := &l.rows[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '{')
		if row.Status != cordon.Pending {
			b = append(b, `"id":`...)
			b = append(appendString(b, row.ID), ',')
		}
		b = appendEntry(b, row, l.answersTime)
		if l.include == "custom_attributes" {
			b = append(b, `,"custom_attributes":`...)
			b = append(b, row.Attributes...)
		}
		// A host key opens its user's meetings: it is for that user alone.
		if l.include == "host_key" && row.ID == l.self {
			b = append(b, `,"host_key":`...)
			b = appendString(b, row.HostKey)
		}
		b = append(b, '}')
	}
	return append(b, "]}"...)
}

// appendEntry adds the members that a user has in lists and alone alike.
func appendEntry(b []byte, row *store.UserRow, now time.Time) []byte {
	b = appendMembers(b, row.Brief)
	b = append(b, `,"email":`...)
	b = appendString(b, row.Email)
	b = append(b, `,"status":"`...)
	b = append(b, row.Status...)
	b = append(b, `","role_id":`...)
	b = appendString(b, row.RoleID)
	created := row.CreatedAt
	if row.Status == cordon.Pending {
		created = now // Zoom's quirk: the time of the call (Zoom's users page)
	}
	b = append(b, `,"created_at":"`...)
	b = created.UTC().AppendFormat(b, timeFormat)
	b = append(b, `","group_ids":`...)
	return append(b, row.Groups...)
}

// timeFormat is how Zoom writes a time: UTC, whole seconds.
const timeFormat = "2006-01-02T15:04:05Z"

// appendMembers adds the members of an object without its braces.
func appendMembers(b []byte, object json.RawMessage) []byte {
	return append(b, object[1:len(object)-1]...)
}

type userPath struct {
	UserID string `path:"userId" json:"-"`
}

type getUserInput struct {
	userPath
	LoginType      *int `query:"login_type" enum:"0,1,11,21,23,24,27,97,98,99,100,101" json:"-"`
	EncryptedEmail bool `query:"encrypted_email" json:"-"`
	SearchByUnique bool `query:"search_by_unique_id" json:"-"`
}

// userAlone is the answer of GET /users/{userId}; like userList, written by
// hand, with the struct as its schema.
type userAlone struct {
	userEntry
	cordon.Profile
	RoleName      string `json:"role_name"`
	AccountID     string `json:"account_id"`
	AccountNumber int64  `json:"account_number"`
	Manager       string `json:"manager,omitempty"`

	detail store.UserDetail
	now    time.Time
}

func getUser(c *call, in getUserInput) (*userAlone, error) {
	if in.EncryptedEmail {
		return nil, cordon.InvalidField("encrypted_email", "Cordon has no encrypted e-mail addresses.")
	}
	key := c.user(in.UserID)
	key.ByUnique = in.SearchByUnique
	d, err := c.User(c.Grant.People(), key)
	return &userAlone{AccountID: c.Grant.Account(), detail: d, now: c.api.clock()}, err
}

func (u *userAlone) appendJSON(b []byte) []byte {
	d := &u.detail
	b = append(b, `{"id":`...)
	b = append(appendString(b, d.ID), ',')
	b = appendEntry(b, &d.UserRow, u.now)
	b = append(b, `,"custom_attributes":`...)
	b = append(b, d.Attributes...)
	b = append(b, `,"role_name":`...)
	b = appendString(b, d.RoleName)
	b = append(b, `,"account_id":`...)
	b = appendString(b, u.AccountID)
	b = append(b, `,"account_number":`...)
	b = strconv.AppendInt(b, d.AccountNumber, 10)
	if d.Manager != "" {
		b = append(b, `,"manager":`...)
		b = appendString(b, d.Manager)
	}
	b = append(b, ',')
	b = appendMembers(b, d.Profile)
	return append(b, '}')
}

type checkEmailInput struct {
	Email string `query:"email" required:"true" json:"-"`
}

type existedEmail struct {
	Existed bool `json:"existed_email"`
}

// checkEmail answers for the people in sight: anybody else's address is as
// unknown as one that nobody has.
func checkEmail(c *call, in checkEmailInput) (existedEmail, error) {
	ok, err := c.HasEmail(c.Grant.People(), in.Email)
	return existedEmail{ok}, err
}

type permissions struct {
	Permissions []cordon.Privilege `json:"permissions"`
}

func getPermissions(c *call, in userPath) (permissions, error) {
	list, err := c.Permissions(c.Grant.People(), c.user(in.UserID))
	if list == nil {
		list = []cordon.Privilege{}
	}
	return permissions{list}, err
}

type getSettingsInput struct {
	userPath
	LoginType   *int   `query:"login_type" enum:"0,1,11,21,23,24,27,97,98,99,100,101" json:"-"`
	Option      string `query:"option" json:"-"`
	CustomQuery string `query:"custom_query_fields" json:"-"`
}

type settings struct {
	Feature cordon.Features `json:"feature"`
}

func getSettings(c *call, in getSettingsInput) (settings, error) {
	if in.Option != "" {
		return settings{}, cordon.InvalidField("option", "Cordon keeps the feature block of a user's settings only.")
	}
	f, err := c.Features(c.Grant.People(), c.user(in.UserID))
	return settings{f}, err
}
