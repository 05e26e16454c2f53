package attack

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// field numbers the fields of a user that carry a mark; 0 is the id.
const (
	fEmail = iota + 1
	fFirst
	fLast
	fDisplay
	fDept
	fEmployee
	fIMGroup
	fDivision
	fSubscription
	fClient
	fCMS
	fCompany
	fCost
	fJID
	fJob
	fLocation
	fPic
	fPronouns
	fVanity
	fCluster
	fAttribute
	fPhone
	fExtension
	fLine
	fName = 1 // of a group, role or app
	fDesc = 2
)

// crowd is many accounts side by side in one world.
type crowd struct {
	*world.World
	r       *rand.Rand
	db      *database
	reg     *registry
	models  []*model
	callers [][]*caller // by account
	scopes  []cordon.Scope
	done    *tally
	secrets []string          // nothing of these may stand in a log
	times   map[string]int    // calls that got through, by operation
	userIDs map[[2]int]string // by account and index
	rids    map[int][]string  // tracking ids of what was refused in the portal, by account
}

// caller is a credential in use.
type caller struct {
	world.Credentials
	app    string
	token  string
	issued []cordon.Scope // the app's scopes when the token was fetched
}

// shape says what kind of accounts a crowd has.
type shape struct {
	accounts, minUsers, maxUsers int
	admins                       bool // roles mostly may write, with narrow reaches
}

func newCrowd(t testing.TB, seed uint64, s shape) *crowd {
	t.Helper()
	c := &crowd{World: world.New(t, seed), r: rand.New(rand.NewPCG(seed, 1)), reg: newRegistry(), done: &tally{}, times: map[string]int{}, userIDs: map[[2]int]string{}, rids: map[int][]string{}}
	c.db = openDatabase(t, c.Path)
	c.scopes = c.servedScopes()
	ids := make([]string, s.accounts)
	c.callers = make([][]*caller, s.accounts)
	c.Operate(func(tx *store.OperatorTx) error {
		for i := range s.accounts {
			if err := c.addAccount(tx, i, s, &ids[i]); err != nil {
				return fmt.Errorf("account %d: %w", i, err)
			}
		}
		return nil
	})
	c.seedTies(t, ids)
	for i, id := range ids {
		m := c.db.load(id, i)
		c.models = append(c.models, m)
		c.reg.add(m)
	}
	return c
}

// reload reads an account again after a write.
func (c *crowd) reload(i int) *model {
	m := c.db.load(c.models[i].id, i)
	c.models[i] = m
	c.reg.add(m)
	return m
}

func (c *crowd) chance(percent int) bool { return c.r.IntN(100) < percent }

func pick[T any](r *rand.Rand, list []T) (x T) {
	if len(list) > 0 {
		x = list[r.IntN(len(list))]
	}
	return x
}

// some draws up to most entries without repeats.
func some[T comparable](r *rand.Rand, list []T, most int) (out []T) {
	for range r.IntN(most + 1) {
		if x := pick(r, list); len(list) > 0 && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// newID is an id of Zoom's shape that begins with the thing's mark.
func newID(r *rand.Rand, account int, kind byte, index int) string {
	return mark(account, kind, index, 0) + randomID(r)[:8]
}

func randomID(r *rand.Rand) string {
	b := make([]byte, 16)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func (c *crowd) newUser(account, index int, groups []string, managers []string) *cordon.User {
	r := c.r
	m := func(field int) string { return mark(account, 'u', index, field) }
	ten := func() string { return strconv.FormatInt(1_000_000_000+r.Int64N(9_000_000_000), 10) }
	pmi, _ := strconv.ParseInt(ten(), 10, 64)
	yes := true
	status := cordon.Active
	if c.chance(30) {
		status = pick(r, []cordon.Status{cordon.Inactive, cordon.Pending})
	}
	u := &cordon.User{
		ID: newID(r, account, 'u', index), Email: m(fEmail) + "@account" + strconv.Itoa(account) + ".test", Status: status,
		Groups: some(r, groups, 3), HostKey: ten(), Manager: pick(r, managers),
		Brief: cordon.Brief{FirstName: m(fFirst), LastName: m(fLast), DisplayName: m(fDisplay), Type: pick(r, []int{1, 2, 4}), PMI: pmi,
			Timezone: "UTC", Dept: m(fDept), LastClientVersion: m(fClient), EmployeeUniqueID: m(fEmployee), IMGroupIDs: []string{m(fIMGroup)},
			DivisionIDs: []string{m(fDivision)}, Licenses: []cordon.LicenseInfo{{LicenseType: "MEETING", LicenseOption: 2, Subscription: m(fSubscription)}}},
		Profile: cordon.Profile{CMSUserID: m(fCMS), Company: m(fCompany), CostCenter: m(fCost), JID: m(fJID) + "@xmpp.zoom.us", JobTitle: m(fJob),
			Language: "en-US", Location: m(fLocation), PhoneNumber: ten() + "1", PhoneNumbers: []cordon.PhoneNumber{{Country: "US", Code: "+1", Number: m(fPhone), Label: "Mobile", Verified: &yes}},
			PicURL: "https://example.test/" + m(fPic), Pronouns: m(fPronouns), VanityURL: "https://zoom.us/my/" + m(fVanity), Cluster: m(fCluster)},
		Attributes: []cordon.CustomAttribute{{Key: "cb_" + m(fAttribute), Name: "Badge", Value: m(fAttribute)}},
	}
	c.userIDs[[2]int{account, index}] = u.ID
	u.Features = cordon.DefaultFeatures(u.Brief.Type)
	u.Features.ZoomPhone, u.Features.Webinar = c.chance(70), c.chance(70)
	u.Phone = cordon.Extension{ID: m(fExtension), LineID: m(fLine)}
	if c.chance(20) {
		u.Groups = nil
	}
	return u
}

// granted are the privileges that random roles draw from.
var granted = []cordon.Privilege{"User:Read", "User:Edit", "Group:Read", "Group:Edit", "Role:Read", "Role:Edit", "MarketPlace:Read", "MarketPlace:Edit",
	"Recording:Read", "Recording:Edit", "RecordingContent:Read", "Dashboard:Read", "DashboardMeetings:Read", "PbxAdmin:Read", "PbxAdmin:Edit", "UsageReport:Read",
	"ChatChannel:Read", "ChatChannel:Edit", "ChatMessage:Read", "ChatMessage:Edit", "SmartMeetingSummaryMgt:Read", "SmartMeetingSummaryMgt:Edit", "IMGroups:Read", "IMGroups:Edit", "AccountSetting:Read"}

func (c *crowd) newRole(account, index int, groups []string, admins bool) *cordon.Role {
	r := c.r
	role := &cordon.Role{ID: newID(r, account, 'r', index), Name: mark(account, 'r', index, fName), Description: mark(account, 'r', index, fDesc),
		Reaches: map[cordon.Privilege]cordon.Reach{}}
	if c.chance(5) {
		role.Type = "iq"
	}
	style := r.IntN(4) // every reach the account, all alike, each its own, nobody
	if admins && style == 3 {
		style = 2
	}
	common := some(r, groups, 3)
	for i, p := range granted {
		often := 55
		if i > 7 {
			often = 40
		}
		if admins && strings.HasSuffix(string(p), "Edit") {
			often += 25
		}
		if !c.chance(often) {
			continue
		}
		reach := cordon.Reach{Account: true}
		switch {
		case style == 1:
			reach = cordon.Reach{Groups: common}
		case style == 2 && c.chance(60):
			reach = cordon.Reach{Groups: some(r, groups, 3)}
		case style == 3 && c.chance(70):
			reach = cordon.Reach{}
		}
		role.Reaches[p] = reach
	}
	return role
}

// servedScopes is what a random app may hold: every scope that opens a served
// operation, and a few that open none.
func (c *crowd) servedScopes() []cordon.Scope {
	list := []cordon.Scope{"meeting:read:admin", "phone:read:admin"}
	for _, r := range c.Server.API.Routes() {
		list = append(list, r.Classic...)
		list = append(list, r.Granular...)
		list = append(list, r.Added...)
	}
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), cordon.Scope.Master)
}

func (c *crowd) newScopes() []cordon.Scope {
	all := slices.Clone(c.scopes)
	switch c.r.IntN(4) {
	case 0:
		return slices.DeleteFunc(all, func(cordon.Scope) bool { return c.chance(40) })
	case 1: // mostly what stays with the user, as a vendor might choose
		return slices.DeleteFunc(all, func(s cordon.Scope) bool { return strings.Contains(string(s), ":admin") && c.chance(70) })
	}
	return all
}

// addAccount adds one random account through the operator's door.
func (c *crowd) addAccount(tx *store.OperatorTx, i int, s shape, id *string) error {
	r := c.r
	n := s.minUsers + r.IntN(s.maxUsers-s.minUsers+1)
	emails := make([]string, n)
	for j := range emails {
		emails[j] = fmt.Sprintf("%s@account%d.test", mark(i, 'u', j, fEmail), i)
	}
	managers := append([]string{"", "nobody@elsewhere.test"}, emails...)
	if i > 0 {
		managers = append(managers, fmt.Sprintf("%s@account%d.test", mark(i-1, 'u', 0, fEmail), i-1))
	}
	owner := c.newUser(i, 0, nil, managers)
	owner.Status = cordon.Active
	owner.Groups = nil
	account := cordon.Account{Name: "Account " + strconv.Itoa(i)}
	if c.chance(25) {
		account.UserLevelScopes = cordon.ScopesOwnData
	}
	first := cordon.App{Name: mark(i, 'a', 0, fName), Active: true, Scopes: c.scopes, Contact: emails[0]}
	secret, err := tx.CreateAccount(&account, owner, &first)
	if err != nil {
		return err
	}
	*id = account.ID
	keep := func(a *cordon.App, secret string) {
		c.secrets = append(c.secrets, secret)
		c.callers[i] = append(c.callers[i], &caller{Credentials: world.Credentials{AccountID: account.ID, ClientID: a.ClientID, ClientSecret: secret}, app: a.ID})
	}
	keep(&first, secret)
	var groups []string
	for j := range r.IntN(6) {
		g := cordon.Group{ID: newID(r, i, 'g', j), Name: mark(i, 'g', j, fName), Description: mark(i, 'g', j, fDesc)}
		if err := tx.AddGroup(account.ID, &g); err != nil {
			return err
		}
		groups = append(groups, g.ID)
	}
	roles := []string{cordon.MemberRole, cordon.AdminRole}
	for j := range 1 + r.IntN(4) {
		role := c.newRole(i, j, groups, s.admins)
		if err := tx.AddRole(account.ID, role); err != nil {
			return err
		}
		roles = append(roles, role.ID)
	}
	var owners []string
	for j := 1; j < n; j++ {
		u := c.newUser(i, j, groups, managers)
		if c.chance(60) {
			u.RoleID = roles[2+r.IntN(len(roles)-2)]
		} else if c.chance(10) {
			u.RoleID = cordon.AdminRole
		}
		if err := tx.AddUser(account.ID, u); err != nil {
			return err
		}
		if len(u.RoleID) > 1 || c.chance(10) {
			owners = append(owners, u.ID)
		}
	}
	ids := make([]string, 0, n)
	for j := range n {
		ids = append(ids, c.userIDs[[2]int{i, j}])
	}
	for _, populate := range populaces {
		if err := populate(&populace{c, tx, account.ID, i, ids}); err != nil {
			return err
		}
	}
	for j := range 2 + r.IntN(3) {
		if len(owners) == 0 {
			break
		}
		a := cordon.App{Name: mark(i, 'a', 1+j, fName), Owner: pick(r, owners), Active: !c.chance(10), Scopes: c.newScopes(),
			ContactName: pick(r, emails), Contact: pick(r, emails), Company: pick(r, emails)}
		secret, err := tx.AddApp(account.ID, &a)
		if err != nil {
			return err
		}
		keep(&a, secret)
	}
	return nil
}
