package zoomapi

import (
	"net/http"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerUserWrites(a *API) {
	write(a, "POST /users", http.StatusCreated, holder.Account, createUser)
	write(a, "PATCH /users/{userId}", http.StatusNoContent, holder.Path("userId"), updateUser)
	write(a, "DELETE /users/{userId}", http.StatusNoContent, holder.Path("userId"), deleteUser)
	write(a, "PUT /users/{userId}/status", http.StatusOK, holder.Path("userId"), setStatus)
	write(a, "PUT /users/{userId}/email", http.StatusNoContent, holder.Path("userId"), setEmail)
	write(a, "PUT /users/{userId}/password", http.StatusNoContent, holder.Path("userId"), setPassword)
	write(a, "PATCH /users/{userId}/settings", http.StatusNoContent, holder.Path("userId"), updateSettings)
}

type createUserInput struct {
	Action string   `json:"action" required:"true" enum:"create,autoCreate,custCreate,ssoCreate"`
	Info   userInfo `json:"user_info" required:"true"`
	hash   string   // of the password
}

func (in *createUserInput) prepare(a *API) error {
	if e := cordon.CheckEmail("user_info.email", in.Info.Email); e != nil {
		return e
	}
	if in.Info.Type == cordon.NoMeetings && in.Action != "ssoCreate" {
		return cordon.InvalidField("user_info.type", "Type 99 goes with ssoCreate only.")
	}
	if in.Info.Password == "" && in.Action != "autoCreate" {
		return nil
	}
	if e := cordon.CheckPassword("user_info.password", in.Info.Password); e != nil {
		return e
	}
	in.hash = a.hash(in.Info.Password)
	return nil
}

type userInfo struct {
	Email          string               `json:"email" required:"true" max:"128"`
	Type           int                  `json:"type" required:"true" enum:"1,2,4,99"`
	FirstName      string               `json:"first_name" max:"64"`
	LastName       string               `json:"last_name" max:"64"`
	DisplayName    string               `json:"display_name" max:"128"`
	Password       string               `json:"password" max:"32"`
	Divisions      []string             `json:"division_ids" max:"10"`
	Feature        newUserFeature       `json:"feature"`
	PlanUnitedType string               `json:"plan_united_type" enum:"1,2,4,8,16,32,64,128,256,512,1024,2048,4096,8192,16384,32768,65536,131072"`
	Licenses       []cordon.LicenseInfo `json:"license_info_list" max:"2"`
}

type newUserFeature struct {
	ZoomPhone   bool  `json:"zoom_phone"`
	ZoomOneType int64 `json:"zoom_one_type"`
}

// newUser is the answer of POST /users.
type newUser struct {
	ID        string `json:"id"`
	Email     string `json:"email"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Type      int    `json:"type"`
}

// createUser makes a pending user for "create" (no mail is sent) and an active
// one for the three other actions.
func createUser(c *call, tx *store.WriteTx, in createUserInput) (newUser, error) {
	info := in.Info
	u := cordon.NewUser(info.Email, info.FirstName, info.LastName, info.Type)
	if info.DisplayName != "" {
		u.Brief.DisplayName = info.DisplayName
	}
	u.Brief.DivisionIDs, u.Brief.PlanUnitedType, u.Brief.Licenses = info.Divisions, info.PlanUnitedType, info.Licenses
	u.Profile.ZoomOneType, u.Profile.LoginTypes = info.Feature.ZoomOneType, []int{loginType(in.Action)}
	u.Features.ZoomPhone = info.Feature.ZoomPhone
	if in.Action == "create" {
		u.Invite()
	}
	if err := tx.CreateUser(c.Grant.People(), &u, in.hash); err != nil {
		return newUser{}, err
	}
	return newUser{u.ID, u.Email, u.Brief.FirstName, u.Brief.LastName, u.Brief.Type}, nil
}

// loginType is the published login type that an action leads to.
func loginType(action string) int {
	switch action {
	case "ssoCreate":
		return 101
	case "custCreate":
		return 99
	}
	return 100
}

type updateUserInput struct {
	userPath
	LoginType      *int                      `query:"login_type" enum:"0,1,11,21,23,24,27,97,98,99,100,101" json:"-"`
	CMSUserID      *string                   `json:"cms_user_id"`
	Company        *string                   `json:"company" max:"255"`
	Attributes     *[]cordon.CustomAttribute `json:"custom_attributes" max:"5"`
	Dept           *string                   `json:"dept" max:"128"`
	FirstName      *string                   `json:"first_name" max:"64"`
	LastName       *string                   `json:"last_name" max:"64"`
	DisplayName    *string                   `json:"display_name" max:"128"`
	GroupID        string                    `json:"group_id"`
	Divisions      *[]string                 `json:"division_ids" max:"10"`
	HostKey        *string                   `json:"host_key"`
	JobTitle       *string                   `json:"job_title" max:"128"`
	CostCenter     *string                   `json:"cost_center" max:"128"`
	Language       *string                   `json:"language" max:"32"`
	Location       *string                   `json:"location" max:"256"`
	Manager        *string                   `json:"manager" max:"128"`
	PhoneCountry   *string                   `json:"phone_country" max:"8"`
	PhoneNumber    *string                   `json:"phone_number" max:"32"`
	PhoneNumbers   *[]newPhoneNumber         `json:"phone_numbers" max:"3"`
	PMI            *int64                    `json:"pmi" min:"1000000000" max:"9999999999"`
	Pronouns       *string                   `json:"pronouns" max:"128"`
	PronounsOption *int                      `json:"pronouns_option" enum:"1,2,3"`
	Timezone       *string                   `json:"timezone" max:"64"`
	Type           *int                      `json:"type" enum:"1,2,4,99"`
	UsePMI         *bool                     `json:"use_pmi"`
	VanityName     *string                   `json:"vanity_name" max:"40"`
	ZoomOneType    *int64                    `json:"zoom_one_type"`
	PlanUnitedType *string                   `json:"plan_united_type" enum:"1,2,4,8,16,32,64,128,256,512,1024,2048,4096,8192,16384,32768,65536,131072,none"`
	Feature        *phoneFeature             `json:"feature"`
	Licenses       *[]cordon.LicenseInfo     `json:"license_info_list" max:"2"`
}

type phoneFeature struct {
	ZoomPhone *bool `json:"zoom_phone"`
}

type newPhoneNumber struct {
	Country string `json:"country" max:"8"`
	Code    string `json:"code" max:"8"`
	Number  string `json:"number" max:"32"`
	Label   string `json:"label" enum:"Mobile,Office,Home,Fax"`
}

func updateUser(c *call, tx *store.WriteTx, in updateUserInput) (empty, error) {
	return empty{}, tx.UpdateUser(c.Grant.People(), c.user(in.UserID), in.GroupID, func(u *cordon.User) error {
		in.apply(u)
		return nil
	})
}

func (in *updateUserInput) prepare(*API) error {
	if in.HostKey != nil {
		if e := cordon.CheckHostKey("host_key", *in.HostKey); e != nil {
			return e
		}
	}
	if in.Manager != nil && *in.Manager != "" {
		if e := cordon.CheckEmail("manager", *in.Manager); e != nil {
			return e
		}
	}
	if in.VanityName != nil && strings.ContainsAny(*in.VanityName, "/?#\"<>\\ ") {
		return cordon.InvalidField("vanity_name", "Must be usable in a web address.")
	}
	if n := countGiven(in.Type != nil, in.PlanUnitedType != nil, in.ZoomOneType != nil); n > 1 {
		return cordon.BadRequest(`You can't change the "type" or "plan_united_type" or "zoom_one_type" at the same time.`)
	}
	return nil
}

func countGiven(given ...bool) (n int) {
	for _, g := range given {
		if g {
			n++
		}
	}
	return n
}

func set[T any](into *T, from *T) {
	if from != nil {
		*into = *from
	}
}

func (in *updateUserInput) apply(u *cordon.User) {
	b, p := &u.Brief, &u.Profile
	set(&p.CMSUserID, in.CMSUserID)
	set(&p.Company, in.Company)
	set(&u.Attributes, in.Attributes)
	set(&b.Dept, in.Dept)
	set(&b.FirstName, in.FirstName)
	set(&b.LastName, in.LastName)
	set(&b.DisplayName, in.DisplayName)
	set(&b.DivisionIDs, in.Divisions)
	set(&u.HostKey, in.HostKey)
	set(&p.JobTitle, in.JobTitle)
	set(&p.CostCenter, in.CostCenter)
	set(&p.Language, in.Language)
	set(&p.Location, in.Location)
	set(&u.Manager, in.Manager)
	set(&p.PhoneCountry, in.PhoneCountry)
	set(&p.PhoneNumber, in.PhoneNumber)
	if in.PhoneNumbers != nil {
		p.PhoneNumbers = nil
		for _, n := range *in.PhoneNumbers {
			verified := false
			p.PhoneNumbers = append(p.PhoneNumbers, cordon.PhoneNumber{Country: n.Country, Code: n.Code, Number: n.Number, Label: n.Label, Verified: &verified})
		}
	}
	set(&b.PMI, in.PMI)
	set(&p.Pronouns, in.Pronouns)
	set(&p.PronounsOption, in.PronounsOption)
	set(&b.Timezone, in.Timezone)
	set(&b.Type, in.Type)
	set(&p.UsePMI, in.UsePMI)
	if in.VanityName != nil {
		p.VanityURL = ""
		if *in.VanityName != "" {
			p.VanityURL = "https://zoom.us/my/" + *in.VanityName
		}
	}
	set(&p.ZoomOneType, in.ZoomOneType)
	set(&b.PlanUnitedType, in.PlanUnitedType)
	if b.PlanUnitedType == "none" {
		b.PlanUnitedType = ""
	}
	if in.Feature != nil {
		set(&u.Features.ZoomPhone, in.Feature.ZoomPhone)
	}
	set(&b.Licenses, in.Licenses)
}

type deleteUserInput struct {
	userPath
	Action         string `query:"action" default:"disassociate" enum:"disassociate,delete" json:"-"`
	EncryptedEmail bool   `query:"encrypted_email" json:"-"`
	TransferEmail  string `query:"transfer_email" max:"128" json:"-"`
	Meetings       bool   `query:"transfer_meeting" json:"-"`
	Webinars       bool   `query:"transfer_webinar" json:"-"`
	Recordings     bool   `query:"transfer_recording" json:"-"`
	Whiteboards    bool   `query:"transfer_whiteboard" json:"-"`
	Clips          bool   `query:"transfer_clipfiles" json:"-"`
	Notes          bool   `query:"transfer_notes" json:"-"`
	Visitors       bool   `query:"transfer_visitors" json:"-"`
	Docs           bool   `query:"transfer_docs" json:"-"`
}

// deleteUser takes a user out of the account. Disassociating and deleting are
// one here: an account without a user has nothing else of theirs to keep.
func deleteUser(c *call, tx *store.WriteTx, in deleteUserInput) (empty, error) {
	if in.EncryptedEmail {
		return empty{}, cordon.InvalidField("encrypted_email", "Cordon has no encrypted e-mail addresses.")
	}
	var what []string
	for name, asked := range map[string]bool{"meeting": in.Meetings, "webinar": in.Webinars, "recording": in.Recordings} {
		if asked {
			what = append(what, name)
		}
	}
	return empty{}, tx.DeleteUser(c.Grant.People(), c.user(in.UserID), in.TransferEmail, what...)
}

type setStatusInput struct {
	userPath
	Action string `json:"action" required:"true" enum:"activate,deactivate,clock_in,clock_out"`
}

// setStatus activates (for a pending user: accepts) or deactivates. Clocking in
// and out belongs to Contact Center, which Cordon does not have.
func setStatus(c *call, tx *store.WriteTx, in setStatusInput) (empty, error) {
	to, ok := map[string]cordon.Status{"activate": cordon.Active, "deactivate": cordon.Inactive}[in.Action]
	if !ok {
		return empty{}, cordon.InvalidField("action", "Cordon has no Contact Center to clock in to.")
	}
	return empty{}, tx.SetStatus(c.Grant.People(), c.user(in.UserID), to)
}

type setEmailInput struct {
	userPath
	Email string `json:"email" required:"true" max:"128"`
}

func (in *setEmailInput) prepare(*API) error {
	if e := cordon.CheckEmail("email", in.Email); e != nil {
		return e
	}
	return nil
}

func setEmail(c *call, tx *store.WriteTx, in setEmailInput) (empty, error) {
	return empty{}, tx.SetEmail(c.Grant.People(), c.user(in.UserID), in.Email)
}

type setPasswordInput struct {
	userPath
	Password string `json:"password" required:"true" max:"32"`
	hash     string
}

func (in *setPasswordInput) prepare(a *API) error {
	if e := cordon.CheckPassword("password", in.Password); e != nil {
		return e
	}
	in.hash = a.hash(in.Password)
	return nil
}

func setPassword(c *call, tx *store.WriteTx, in setPasswordInput) (empty, error) {
	return empty{}, tx.SetPassword(c.Grant.People(), c.user(in.UserID), in.hash)
}

type updateSettingsInput struct {
	_ struct{} `unknown:"refuse"`
	userPath
	Feature *featureChange `json:"feature"`
}

// featureChange is cordon.Features with every member optional.
type featureChange struct {
	ConcurrentMeeting    *string `json:"concurrent_meeting" enum:"Basic,Plus,None"`
	LargeMeeting         *bool   `json:"large_meeting"`
	LargeMeetingCapacity *int    `json:"large_meeting_capacity" enum:"500,1000,3000,5000"`
	MeetingCapacity      *int    `json:"meeting_capacity" min:"1" max:"1000"`
	Webinar              *bool   `json:"webinar"`
	WebinarCapacity      *int    `json:"webinar_capacity" enum:"100,500,501,1000,1001,3000,5000,10000"`
	ZoomEvents           *bool   `json:"zoom_events"`
	ZoomPhone            *bool   `json:"zoom_phone"`
	ZoomWhiteboard       *bool   `json:"zoom_whiteboard"`
	ZoomRevenue          *bool   `json:"zoom_revenue_accelerator"`
	ZoomScheduler        *bool   `json:"zoom_scheduler"`
	ZoomDocs             *bool   `json:"zoom_docs"`
	ZoomClips            *bool   `json:"zoom_clips_plus"`
	ZoomMailCalendar     *bool   `json:"zoom_mail_calendar"`
}

func updateSettings(c *call, tx *store.WriteTx, in updateSettingsInput) (empty, error) {
	if in.Feature == nil {
		return empty{}, cordon.InvalidField("feature", "Cordon keeps the feature block of a user's settings only.")
	}
	f := in.Feature
	return empty{}, tx.UpdateUser(c.Grant.People(), c.user(in.UserID), "", func(u *cordon.User) error {
		set(&u.Features.ConcurrentMeeting, f.ConcurrentMeeting)
		set(&u.Features.LargeMeeting, f.LargeMeeting)
		set(&u.Features.LargeMeetingCapacity, f.LargeMeetingCapacity)
		set(&u.Features.MeetingCapacity, f.MeetingCapacity)
		set(&u.Features.Webinar, f.Webinar)
		set(&u.Features.WebinarCapacity, f.WebinarCapacity)
		set(&u.Features.ZoomEvents, f.ZoomEvents)
		set(&u.Features.ZoomPhone, f.ZoomPhone)
		set(&u.Features.ZoomWhiteboard, f.ZoomWhiteboard)
		set(&u.Features.ZoomRevenue, f.ZoomRevenue)
		set(&u.Features.ZoomScheduler, f.ZoomScheduler)
		set(&u.Features.ZoomDocs, f.ZoomDocs)
		set(&u.Features.ZoomClips, f.ZoomClips)
		set(&u.Features.ZoomMailCalendar, f.ZoomMailCalendar)
		return nil
	})
}
