package cordon

import (
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Status of a user.
type Status string

const (
	Active   Status = "active"
	Inactive Status = "inactive"
	Pending  Status = "pending" // invited, has not accepted
)

// User types, as published.
const (
	Basic      = 1
	Licensed   = 2
	Unassigned = 4
	NoMeetings = 99
)

// User is a person of an account. Brief is what lists show; Profile is what
// only GET /users/{userId} adds. Their JSON is Zoom's, field by field.
type User struct {
	ID        string
	Email     string
	Status    Status
	RoleID    string
	Groups    []string // ids, the primary group first
	CreatedAt time.Time
	HostKey   string
	Manager   string // an e-mail, shown only to those who may see that person
	Brief     Brief
	Profile   Profile
	// Attributes are shown in lists only on request, hence apart from Brief.
	Attributes []CustomAttribute
	Features   Features
	// Phone is what a Zoom Phone licence gives. It is drawn where it is empty, and
	// not read back: extensions have lists of their own.
	Phone Extension
}

// Brief is the part of a user that lists show.
type Brief struct {
	FirstName         string        `json:"first_name"`
	LastName          string        `json:"last_name"`
	DisplayName       string        `json:"display_name,omitempty"`
	Type              int           `json:"type"`
	PMI               int64         `json:"pmi,omitempty"`
	Timezone          string        `json:"timezone"`
	Verified          int           `json:"verified"`
	Dept              string        `json:"dept"`
	UserCreatedAt     *time.Time    `json:"user_created_at,omitempty"`
	LastLoginTime     *time.Time    `json:"last_login_time,omitempty"`
	LastClientVersion string        `json:"last_client_version,omitempty"`
	EmployeeUniqueID  string        `json:"employee_unique_id,omitempty"`
	IMGroupIDs        []string      `json:"im_group_ids,omitempty"`
	DivisionIDs       []string      `json:"division_ids,omitempty"`
	PlanUnitedType    string        `json:"plan_united_type,omitempty"`
	Licenses          []LicenseInfo `json:"license_info_list,omitempty"`
}

// Profile is the part of a user that only GET /users/{userId} shows.
type Profile struct {
	CMSUserID      string        `json:"cms_user_id"`
	Company        string        `json:"company"`
	CostCenter     string        `json:"cost_center,omitempty"`
	JID            string        `json:"jid"`
	JobTitle       string        `json:"job_title"`
	Language       string        `json:"language"`
	Location       string        `json:"location"`
	LoginTypes     []int         `json:"login_types"`
	PersonalURL    string        `json:"personal_meeting_url,omitempty"`
	PhoneCountry   string        `json:"phone_country"`
	PhoneNumber    string        `json:"phone_number"`
	PhoneNumbers   []PhoneNumber `json:"phone_numbers,omitempty"`
	PicURL         string        `json:"pic_url,omitempty"`
	Pronouns       string        `json:"pronouns,omitempty"`
	PronounsOption int           `json:"pronouns_option,omitempty"`
	UsePMI         bool          `json:"use_pmi"`
	VanityURL      string        `json:"vanity_url,omitempty"`
	Cluster        string        `json:"cluster,omitempty"`
	ZoomOneType    int64         `json:"zoom_one_type,omitempty"`
}

// PhoneNumber is one number of a user's profile.
type PhoneNumber struct {
	Country  string `json:"country,omitempty"`
	Code     string `json:"code,omitempty"`
	Number   string `json:"number,omitempty"`
	Label    string `json:"label,omitempty" enum:"Mobile,Office,Home,Fax"`
	Verified *bool  `json:"verified,omitempty"`
}

// CustomAttribute is one custom attribute of a user.
type CustomAttribute struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// LicenseInfo is one entry of license_info_list.
type LicenseInfo struct {
	LicenseType   string `json:"license_type" required:"true" enum:"MEETING,ZOOM_WORKPLACE_BUNDLE"`
	LicenseOption int64  `json:"license_option" required:"true" enum:"2,4,8,16,32,64,128,33554432,134217728,1073741824,536870912,268435456,4398046511104,18014398509481984,72057594037927940,576460752303423500,144115188075855870,137438953472,1099511627776,549755813888,274877906944,2199023255552,4294967296,34359738368,17179869184,8589934592,68719476736"`
	Subscription  string `json:"subscription_id"`
}

// Features is the "feature" block of a user's settings: what the user is
// licensed for.
type Features struct {
	ConcurrentMeeting    string `json:"concurrent_meeting,omitempty" enum:"Basic,Plus,None"`
	LargeMeeting         bool   `json:"large_meeting"`
	LargeMeetingCapacity int    `json:"large_meeting_capacity,omitempty"`
	MeetingCapacity      int    `json:"meeting_capacity"`
	Webinar              bool   `json:"webinar"`
	WebinarCapacity      int    `json:"webinar_capacity,omitempty"`
	ZoomEvents           bool   `json:"zoom_events"`
	ZoomPhone            bool   `json:"zoom_phone"`
	ZoomWhiteboard       bool   `json:"zoom_whiteboard"`
	ZoomRevenue          bool   `json:"zoom_revenue_accelerator"`
	ZoomScheduler        bool   `json:"zoom_scheduler"`
	ZoomDocs             bool   `json:"zoom_docs"`
	ZoomClips            bool   `json:"zoom_clips_plus"`
	ZoomMailCalendar     bool   `json:"zoom_mail_calendar"`
}

// NewUser is an active user as they begin, with what their type is licensed for.
func NewUser(email, firstName, lastName string, userType int) User {
	return User{
		Email: email, Status: Active,
		Brief: Brief{FirstName: firstName, LastName: lastName, DisplayName: strings.TrimSpace(firstName + " " + lastName), Type: userType,
			Timezone: "UTC", Verified: 1},
		Profile:  Profile{Language: "en-US", LoginTypes: []int{100}},
		Features: DefaultFeatures(userType),
	}
}

// Invite makes a new user one who has yet to accept.
func (u *User) Invite() { u.Status, u.Brief.Verified = Pending, 0 }

// DefaultFeatures is what a new user of that type is licensed for.
func DefaultFeatures(userType int) Features {
	capacity := 100
	if userType == Licensed {
		capacity = 300
	}
	return Features{MeetingCapacity: capacity}
}

// Lapse takes every licence away, as deactivating a user does.
func (u *User) Lapse() {
	if u.Brief.Type == Licensed {
		u.Brief.Type = Basic
	}
	u.Brief.PlanUnitedType, u.Brief.Licenses, u.Profile.ZoomOneType = "", nil, 0
	u.Features = DefaultFeatures(Basic)
}

// VanityName is the last part of the personal link.
func (u *User) VanityName() string {
	return u.Profile.VanityURL[strings.LastIndexByte(u.Profile.VanityURL, '/')+1:]
}

// Name is what lists of people call the user.
func (b Brief) Name() string {
	if b.DisplayName != "" {
		return b.DisplayName
	}
	return strings.TrimSpace(b.FirstName + " " + b.LastName)
}

// Limits of users, as published, in characters.
const (
	MaxEmail       = 128
	MaxPersonName  = 64 // first and last name, each
	MaxDisplayName = 128
	MaxDept        = 128
	MaxJobTitle    = 128
)

// CheckEmail says whether s can be a user's address: one plain addr-spec.
func CheckEmail(field, s string) *Error {
	addr, err := mail.ParseAddress(s)
	if err != nil || addr.Address != s || utf8.RuneCountInString(s) > MaxEmail || !utf8.ValidString(s) ||
		strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '"' || r == '/' }) {
		return InvalidEmail(field)
	}
	return nil
}

// CheckPassword holds a password to Zoom's published rules: 8 to 32
// characters, upper and lower case, a digit.
func CheckPassword(field, s string) *Error {
	var upper, lower, digit bool
	for _, r := range s {
		upper = upper || unicode.IsUpper(r)
		lower = lower || unicode.IsLower(r)
		digit = digit || unicode.IsDigit(r)
	}
	if n := utf8.RuneCountInString(s); n < 8 || n > 32 || !upper || !lower || !digit || !utf8.ValidString(s) {
		return InvalidField(field, "Must have 8 to 32 characters with upper case, lower case and a digit.")
	}
	return nil
}

var hostKey = regexp.MustCompile(`^[0-9]{6,10}$`)

// CheckHostKey says whether s is a host key: 6 to 10 digits.
func CheckHostKey(field, s string) *Error {
	if !hostKey.MatchString(s) {
		return InvalidField(field, "Must be 6 to 10 digits.")
	}
	return nil
}

// InvalidEmail is the one answer to an address that cannot be used, whether it
// is malformed or taken by somebody whom the caller must not learn of.
func InvalidEmail(field string) *Error {
	return InvalidField(field, "Must be an e-mail address that can be used, of at most %d characters.", MaxEmail)
}
