package demo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
)

// person makes up who holds a post. They joined between two points of the
// company's life, from 0 (its beginning) to 1 (now).
func (t *teller) person(s post, from, to float64) cordon.User {
	begin := t.now.Add(-companyAge)
	created := t.between(begin.Add(time.Duration(from*float64(companyAge))), begin.Add(time.Duration(to*float64(companyAge))))
	where := &places[weighted(t, places, func(p place) int { return p.weight })]
	intern := !s.leads && t.now.Sub(created) < 150*day && t.chance(30)

	u := cordon.User{ID: t.dice.ID(), Status: cordon.Active, CreatedAt: created, HostKey: strconv.Itoa(100_000 + t.IntN(900_000))}
	if s.boss >= 0 {
		u.Manager = t.People[s.boss].Email
	}
	u.Brief = cordon.Brief{
		Type: cordon.Licensed, PMI: t.pmi(), Timezone: where.zone, Verified: 1, Dept: s.dept.name, UserCreatedAt: new(created),
	}
	u.Profile = cordon.Profile{
		Company: t.Name, CostCenter: "CC-" + s.dept.code, JobTitle: s.title, Language: "en-US", Location: where.city + ", " + where.land,
		JID: strings.ToLower(u.ID) + "@xmpp.zoom.us", PersonalURL: fmt.Sprintf("https://zoom.us/j/%d", u.Brief.PMI),
		LoginTypes: pick(t, [][]int{{101}, {101}, {101}, {101, 100}, {100}}), UsePMI: t.chance(20), Cluster: t.cluster,
	}
	if intern {
		u.Profile.JobTitle = s.dept.name + " Intern"
	}
	if t.chance(70) {
		u.Profile.Language = where.language
	}
	if !where.office {
		u.Profile.Location += " (remote)"
	}
	t.name(&u, where)
	t.telephone(&u, where)
	t.license(&u, s)
	t.attribute(&u, where.office, intern)
	t.history(&u)
	t.groups(&u, s, where, intern)
	return u
}

// name gives a name, an address and how to speak of the person.
func (t *teller) name(u *cordon.User, where *place) {
	key := pick(t, where.cultures)
	if t.chance(33) {
		key = pick(t, t.everywhere)
	}
	c := t.cultures[key]
	given, family, pronouns := pick(t, c.men), pick(t, c.family), "he/him"
	if t.chance(50) {
		given, family, pronouns = pick(t, c.women), pick(t, c.womensFamily), "she/her"
	}
	u.Brief.FirstName, u.Brief.LastName = given.native, family.native
	u.Brief.DisplayName = c.full(given.native, family.native)
	if given.native != given.roman && t.chance(30) {
		u.Brief.DisplayName += " (" + given.roman + " " + family.roman + ")"
	}
	local := given.mail + "." + family.mail
	t.namesakes[local]++
	if n := t.namesakes[local]; n > 1 {
		local += strconv.Itoa(n)
	}
	u.Email = local + "@" + t.Domain
	if t.chance(30) {
		u.Profile.VanityURL = "https://zoom.us/my/" + local
	}
	if t.chance(30) {
		if t.chance(10) {
			pronouns = "they/them"
		}
		u.Profile.Pronouns, u.Profile.PronounsOption = pronouns, 1+t.IntN(3)
	}
}

func (t *teller) telephone(u *cordon.User, where *place) {
	country := where.country
	if _, ok := lines[country]; !ok {
		country = "GB"
	}
	l, p := lines[country], &u.Profile
	add := func(label, prefix string, digits int) {
		n := t.IntN([]int{1, 10, 100, 1000, 10000}[digits])
		p.PhoneNumbers = append(p.PhoneNumbers, cordon.PhoneNumber{
			Country: country, Code: l.code, Number: fmt.Sprintf("%s%0*d", prefix, digits, n), Label: label, Verified: new(true),
		})
	}
	add("Office", l.office, l.officeDigits)
	if l.mobile != "" && country == where.country && t.chance(40) {
		add("Mobile", l.mobile, l.mobileDigits)
	}
	p.PhoneCountry, p.PhoneNumber = country, l.code+" "+p.PhoneNumbers[0].Number
}

func (t *teller) license(u *cordon.User, s post) {
	f := cordon.DefaultFeatures(cordon.Licensed)
	f.ZoomPhone = t.chance(s.dept.phone)
	if t.chance(5) || s.dept.name == "Marketing" && t.chance(40) {
		f.Webinar, f.WebinarCapacity = true, 500
	}
	if s.leads && t.chance(30) {
		f.LargeMeeting, f.LargeMeetingCapacity = true, 500
	}
	f.ZoomRevenue = s.dept.name == "Sales" && t.chance(50)
	f.ZoomWhiteboard, f.ZoomScheduler = t.chance(40), t.chance(20)
	if n := len(t.People); n == FeaturedVisible || n == FeaturedHidden { // they have something of everything
		f.ZoomPhone, f.Webinar, f.WebinarCapacity = true, true, 500
	}
	if f.ZoomPhone {
		u.Phone = t.extension()
	}
	u.Features = f
}

func (t *teller) attribute(u *cordon.User, office, intern bool) {
	if !t.chance(40) {
		return
	}
	contract, desk := t.attributes[0], t.attributes[1]
	if contract.Value = pick(t, []string{"Permanent", "Permanent", "Permanent", "Fixed term", "Part time"}); intern {
		contract.Value = "Internship"
	}
	u.Attributes = []cordon.CustomAttribute{contract}
	if office {
		desk.Value = fmt.Sprintf("%d-%03d", 1+t.IntN(6), 1+t.IntN(180))
		u.Attributes = append(u.Attributes, desk)
	}
}

// history is when the person was last there, and with what.
func (t *teller) history(u *cordon.User) {
	b := &u.Brief
	lately := t.now.Add(-21 * day)
	if lately.Before(u.CreatedAt) {
		lately = u.CreatedAt
	}
	b.LastLoginTime = new(slices.MaxFunc([]time.Time{t.between(lately, t.now), t.between(lately, t.now)}, time.Time.Compare))
	b.LastClientVersion = pick(t, []string{"6.6.11.23272(win)", "6.6.11.23272(win)", "6.6.10.64511(mac)", "6.6.6.61481(mac)", "6.5.12.12696(win)", "6.6.0.4410(linux)", "6.6.10.30106(iphone)", "6.6.11.33390(android)"})
	if slices.Contains(u.Profile.LoginTypes, 101) { // Zoom has it for SSO users only
		b.EmployeeUniqueID = fmt.Sprintf("Q%07d", 1_000_000+7*len(t.People)+t.IntN(7))
	}
}

func (t *teller) groups(u *cordon.User, s post, where *place, intern bool) {
	t.join(u, s.dept.name)
	switch {
	case where.office && t.chance(90):
		t.join(u, "Office "+where.city)
	case !where.office && t.chance(75):
		t.join(u, "Remote")
	}
	switch {
	case s.leads:
		t.join(u, "All Managers")
	case intern:
		t.join(u, "Interns")
	case t.chance(6):
		t.join(u, "Works Council")
	}
	if where.office && t.chance(6) {
		t.join(u, "First Aiders")
	}
	if t.chance(35) {
		t.join(u, pick(t, extraGroups[len(extraGroups)-projects:])[0])
	}
}

// extension draws an extension number and a direct number that nobody has. No
// place has the area code 555.
func (t *teller) extension() (e cordon.Extension) {
	for {
		if n := 100_000 + t.Int64N(900_000); !t.extensions[n] {
			t.extensions[n] = true
			return cordon.Extension{Number: n, Line: fmt.Sprintf("+1555%07d", 2_000_000+n)}
		}
	}
}

// pmi draws a personal meeting id that nobody has.
func (t *teller) pmi() int64 {
	for {
		if n := 1_000_000_000 + t.Int64N(9_000_000_000); !t.pmis[n] {
			t.pmis[n] = true
			return n
		}
	}
}
