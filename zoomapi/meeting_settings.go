package zoomapi

import (
	"encoding/json"
	"net/mail"
	"slices"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// meetingSettings are a meeting's settings as they are shown: of the people they
// name only those in sight.
type meetingSettings struct {
	cordon.MeetingSettings
	guests
	Exceptions []exception    `json:"authentication_exception,omitempty"`
	Invitees   []invitee      `json:"meeting_invitees,omitempty"`
	Breakout   *breakoutRooms `json:"breakout_room,omitempty"`
}

// webinarSettings are a webinar's settings as they are shown.
type webinarSettings struct {
	cordon.WebinarSettings
	guests
}

// guests are the people that both name.
type guests struct {
	AlternativeHosts string `json:"alternative_hosts"` // addresses, with semicolons
	ContactEmail     string `json:"contact_email,omitempty"`
	ContactName      string `json:"contact_name,omitempty"`
}

type exception struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

type invitee struct {
	Email    string `json:"email"`
	Internal *bool  `json:"internal_user,omitempty"` // not where a meeting is made
}

type breakoutRooms struct {
	Enable bool           `json:"enable"`
	Rooms  []breakoutRoom `json:"rooms"`
}

type breakoutRoom struct {
	Name         string   `json:"name"`
	Participants []string `json:"participants"`
}

func (c *call) guestFaces(m arranged) (store.Faces, error) {
	g := m.Detail.Guests
	people := slices.Concat(g.Hosts, g.Invitees, g.Exceptions, []cordon.Person{g.Contact})
	for _, r := range g.Rooms {
		people = append(people, r.People...)
	}
	return c.Faces(c.Grant.People(), people)
}

// guestsOf shows a contact's name with the address alone: to a caller who does
// not see that person, neither is for them.
func (c *call) guestsOf(g cordon.Guests, faces store.Faces) (out guests) {
	out.AlternativeHosts = strings.Join(shownAddresses(g.Hosts, faces), ";")
	if email := faces.Email(g.Contact); email != "" || c.Grant.People().Everyone() {
		out.ContactEmail, out.ContactName = email, g.Contact.Name
	}
	return out
}

// shownAddresses are those of the people that the caller may know.
func shownAddresses(people []cordon.Person, faces store.Faces) []string {
	list := []string{}
	for _, p := range people {
		if email := faces.Email(p); email != "" {
			list = append(list, email)
		}
	}
	return list
}

func (c *call) meetingSettings(m arranged) (out meetingSettings, err error) {
	faces, err := c.guestFaces(m)
	if err != nil {
		return out, err
	}
	g := m.Detail.Guests
	out = meetingSettings{MeetingSettings: m.Detail.Meeting, guests: c.guestsOf(g, faces)}
	for _, p := range g.Exceptions {
		if email := faces.Email(p); email != "" {
			out.Exceptions = append(out.Exceptions, exception{p.Name, email})
		}
	}
	for _, p := range g.Invitees {
		if email := faces.Email(p); email != "" {
			out.Invitees = append(out.Invitees, invitee{email, new(faces.ID(p) != "")})
		}
	}
	for _, r := range g.Rooms {
		if out.Breakout == nil {
			out.Breakout = &breakoutRooms{Enable: true}
		}
		out.Breakout.Rooms = append(out.Breakout.Rooms, breakoutRoom{r.Name, shownAddresses(r.People, faces)})
	}
	return out, nil
}

func (c *call) webinarSettings(m arranged) (out webinarSettings, err error) {
	faces, err := c.guestFaces(m)
	return webinarSettings{m.Detail.Webinar, c.guestsOf(m.Detail.Guests, faces)}, err
}

// guestsInput is what a request says of the people that both name. Nil leaves
// them as they are.
type guestsInput struct {
	AlternativeHosts *string `json:"alternative_hosts" max:"2048"`
	ContactEmail     *string `json:"contact_email" max:"128"`
	ContactName      *string `json:"contact_name" max:"128"`
}

// meetingSettingsInput is the settings of a meeting in a request.
type meetingSettingsInput struct {
	cordon.MeetingSettings
	guestsInput
	Exceptions []exceptionInput    `json:"authentication_exception" max:"100"`
	Invitees   []inviteeInput      `json:"meeting_invitees" max:"1000"`
	Breakout   *breakoutRoomsInput `json:"breakout_room"`
}

// webinarSettingsInput is the settings of a webinar in a request.
type webinarSettingsInput struct {
	cordon.WebinarSettings
	guestsInput
}

type exceptionInput struct {
	Name  string `json:"name" max:"64"`
	Email string `json:"email" required:"true" max:"128"`
}

type inviteeInput struct {
	Email string `json:"email" required:"true" max:"128"`
}

type breakoutRoomsInput struct {
	Enable bool                `json:"enable"`
	Rooms  []breakoutRoomInput `json:"rooms" max:"100"`
}

type breakoutRoomInput struct {
	Name         string   `json:"name" max:"32"`
	Participants []string `json:"participants" max:"1000"`
}

// check holds the addresses to their form.
func (in *guestsInput) check() error {
	if in.ContactEmail == nil || *in.ContactEmail == "" {
		return nil
	}
	return checkAddress("settings.contact_email", *in.ContactEmail)
}

func (in *meetingSettingsInput) check() error {
	var all []string
	for _, e := range in.Exceptions {
		all = append(all, e.Email)
	}
	for _, e := range in.Invitees {
		all = append(all, e.Email)
	}
	if in.Breakout != nil {
		for _, r := range in.Breakout.Rooms {
			all = append(all, r.Participants...)
		}
	}
	for _, email := range all {
		if err := checkAddress("settings", email); err != nil {
			return err
		}
	}
	return in.guestsInput.check()
}

func checkAddress(field, email string) error {
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
		return cordon.InvalidField(field, "%q is not an e-mail address.", email)
	}
	return nil
}

// setMeeting changes a meeting's settings to what the request says.
func (c *call) setMeeting(m *arranged, in *meetingSettingsInput) error {
	if in == nil {
		return nil
	}
	if err := overlay(&m.Detail.Meeting, in.MeetingSettings); err != nil {
		return err
	}
	g := &m.Detail.Guests
	if in.Exceptions != nil {
		g.Exceptions = nil
		for _, e := range in.Exceptions {
			g.Exceptions = append(g.Exceptions, cordon.Person{Name: e.Name, Email: e.Email})
		}
	}
	if in.Invitees != nil {
		g.Invitees = nil
		for _, e := range in.Invitees {
			g.Invitees = append(g.Invitees, cordon.Person{Email: e.Email})
		}
	}
	if in.Breakout != nil {
		g.Rooms = nil
		for _, r := range in.Breakout.Rooms {
			room := cordon.BreakoutRoom{Name: r.Name}
			for _, email := range r.Participants {
				room.People = append(room.People, cordon.Person{Email: email})
			}
			if in.Breakout.Enable {
				g.Rooms = append(g.Rooms, room)
			}
		}
	}
	return c.setGuests(g, in.guestsInput)
}

// setWebinar changes a webinar's settings to what the request says.
func (c *call) setWebinar(m *arranged, in *webinarSettingsInput) error {
	if in == nil {
		return nil
	}
	if err := overlay(&m.Detail.Webinar, in.WebinarSettings); err != nil {
		return err
	}
	return c.setGuests(&m.Detail.Guests, in.guestsInput)
}

// setGuests changes whom the settings name. Alternative hosts whom the caller
// cannot see stay: what a caller was not shown, it cannot mean to take away.
func (c *call) setGuests(g *cordon.Guests, in guestsInput) error {
	if in.ContactEmail != nil {
		g.Contact.User, g.Contact.Email = "", *in.ContactEmail
	}
	if in.ContactName != nil {
		g.Contact.Name = *in.ContactName
	}
	if in.AlternativeHosts == nil {
		return nil
	}
	before, err := c.Faces(c.Grant.People(), g.Hosts)
	if err != nil {
		return err
	}
	hosts := slices.DeleteFunc(g.Hosts, func(p cordon.Person) bool { return before.ID(p) != "" || c.Grant.People().Everyone() })
	for _, email := range strings.FieldsFunc(*in.AlternativeHosts, func(r rune) bool { return r == ';' || r == ',' || r == ' ' }) {
		faces, err := c.Faces(c.Grant.People(), []cordon.Person{{Email: email}})
		if err != nil {
			return err
		}
		id := faces.ID(cordon.Person{Email: email})
		if id == "" {
			return cordon.InvalidField("settings.alternative_hosts", "%s is not a user of this account.", email)
		}
		if host := (cordon.Person{User: id}); !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	g.Hosts = hosts
	return nil
}

// overlay puts what is set in from over what is in to.
func overlay[T any](to *T, from T) error {
	text, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, to)
}
