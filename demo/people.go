package demo

import (
	"encoding/base32"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
)

// The company is nobody's, and .example belongs to nobody (RFC 2606).
const (
	CompanyName   = "Quillmere Instruments"
	companyDomain = "quillmere.example"
)

const (
	companyAge     = 4 * 365 * 24 * time.Hour
	day            = 24 * time.Hour
	reports        = 7 // the most people who report to one
	maxMemberships = 4
)

// Company is a believable account: departments as groups, other groups that
// overlap them, and people. The groups are the same whatever the size, so in a
// small company some are empty.
type Company struct {
	Name   string
	Domain string
	Groups []cordon.Group
	People []cordon.User // in the order in which they joined, the chief executive first
}

// NewCompany makes up a company of so many people. The same dice and the same
// now make the same company.
func NewCompany(dice *cordon.Dice, now time.Time, people int) *Company {
	people = max(people, 0)
	t := &teller{
		Rand: rand.New(rand.NewChaCha8([32]byte(dice.Bytes(32)))), dice: dice, now: now.UTC().Truncate(time.Second),
		Company:  &Company{Name: CompanyName, Domain: companyDomain, People: make([]cordon.User, 0, people)},
		cultures: cultures(), group: map[string]int{}, namesakes: make(map[string]int, people), pmis: make(map[int64]bool, people), extensions: map[int64]bool{},
	}
	t.everywhere = slices.Sorted(maps.Keys(t.cultures))
	t.cluster = fmt.Sprintf("us%02d", 1+t.IntN(6))
	for i := range t.attributes {
		key := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(dice.Bytes(14))
		t.attributes[i] = cordon.CustomAttribute{Key: "cbf_" + strings.ToLower(key), Name: attributeNames[i]}
	}
	t.foundGroups()
	for i, s := range t.posts(people) {
		t.People = append(t.People, t.person(s, float64(i)/float64(people), float64(i+1)/float64(people)))
	}
	return t.Company
}

var attributeNames = [2]string{"Contract", "Desk"}

// A teller makes the company up.
type teller struct {
	*rand.Rand // for what is only colour; ids come from dice
	*Company
	dice       *cordon.Dice
	now        time.Time
	cultures   map[string]*culture
	everywhere []string       // the keys of cultures, sorted
	group      map[string]int // where it is in Groups, by name
	namesakes  map[string]int // by the address they would share
	pmis       map[int64]bool
	extensions map[int64]bool
	cluster    string
	attributes [len(attributeNames)]cordon.CustomAttribute
}

func (t *teller) chance(percent int) bool { return t.IntN(100) < percent }

func pick[T any](t *teller, from []T) T { return from[t.IntN(len(from))] }

func weighted[T any](t *teller, from []T, weight func(T) int) int {
	total := 0
	for _, x := range from {
		total += weight(x)
	}
	at := t.IntN(total)
	for i, x := range from {
		if at -= weight(x); at < 0 {
			return i
		}
	}
	return 0 // not reached
}

// between is a moment from a to b.
func (t *teller) between(a, b time.Time) time.Time {
	return a.Add(time.Duration(t.Float64() * float64(b.Sub(a)))).Truncate(time.Second)
}

func (t *teller) foundGroups() {
	add := func(name, description string) {
		t.group[name] = len(t.Groups)
		t.Groups = append(t.Groups, cordon.Group{ID: t.dice.ID(), Name: name, Description: description})
	}
	for _, d := range departments {
		add(d.name, "Department, cost center "+d.code)
	}
	for _, p := range places {
		if p.office {
			add("Office "+p.city, "Everybody with a desk in "+p.city+", "+p.land)
		}
	}
	for _, g := range extraGroups {
		add(g[0], g[1])
	}
}

// join puts u into a group, unless they are in enough of them.
func (t *teller) join(u *cordon.User, name string) {
	if len(u.Groups) < maxMemberships {
		g := &t.Groups[t.group[name]]
		g.TotalMembers++
		u.Groups = append(u.Groups, g.ID)
	}
}

// A post is somebody's place in the order of things. Each department is a tree:
// the n-th to join it reports to the (n-1)/reports-th.
type post struct {
	dept  *department
	boss  int // in People; -1 for the chief executive
	title string
	leads bool
}

func (t *teller) posts(people int) []post {
	staff := make([][]int, len(departments))
	of := make([]int, people)
	for i := range of {
		// The first to join are the chief executive and the heads of departments.
		if of[i] = i; i >= len(departments) {
			of[i] = weighted(t, departments, func(d department) int { return d.weight })
		}
		staff[of[i]] = append(staff[of[i]], i)
	}
	posts := make([]post, people)
	for d, members := range staff {
		dept := &departments[d]
		firstReport := func(n int) int { return n*reports + 1 }
		for n, i := range members {
			p := post{dept: dept, leads: n == 0 || firstReport(n) < len(members)}
			switch {
			case n == 0:
				p.title = dept.head
			case firstReport(firstReport(n)) < len(members):
				p.title = "Director, " + dept.name
			case p.leads:
				p.title = dept.manager
			default:
				p.title = pick(t, dept.titles)
			}
			switch {
			case n > 0:
				p.boss = members[(n-1)/reports]
			case i == 0:
				p.boss = -1
			}
			posts[i] = p
		}
	}
	return posts
}
