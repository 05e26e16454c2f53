package attack

import (
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// cast is one account with people who can be named, for tables of allow and
// deny.
type cast struct {
	*world.World
	t      testing.TB
	group  map[string]string // name -> id
	role   map[string]string
	user   map[string]string
	app    map[string]string // user's name -> app id
	creds  map[string]world.Credentials
	tokens map[string]string
}

func newCast(t testing.TB, groups ...string) *cast {
	t.Helper()
	c := &cast{World: world.New(t, 7), t: t, group: map[string]string{}, role: map[string]string{"owner": cordon.OwnerRole, "admin": cordon.AdminRole, "": cordon.MemberRole},
		user: map[string]string{}, app: map[string]string{}, creds: map[string]world.Credentials{}, tokens: map[string]string{}}
	c.Operate(func(tx *store.OperatorTx) error {
		for _, name := range groups {
			g := cordon.Group{Name: name}
			if err := tx.AddGroup(c.Account.ID, &g); err != nil {
				return err
			}
			c.group[name] = g.ID
		}
		return nil
	})
	c.user["owner"] = c.Account.Owner.ID
	c.tokens["owner"] = c.OwnerToken()
	return c
}

// reaches reads "User:Read=A,B; Role:Edit=*; Group:Read=" into a role's reaches:
// "*" is the account, nothing is nobody.
func (c *cast) reaches(text string) map[cordon.Privilege]cordon.Reach {
	reaches := map[cordon.Privilege]cordon.Reach{}
	for entry := range strings.SplitSeq(text, ";") {
		name, groups, _ := strings.Cut(strings.TrimSpace(entry), "=")
		reach := cordon.Reach{Account: groups == "*"}
		if !reach.Account && groups != "" {
			for g := range strings.SplitSeq(groups, ",") {
				reach.Groups = append(reach.Groups, c.group[g])
			}
		}
		reaches[cordon.Privilege(name)] = reach
	}
	return reaches
}

func (c *cast) addRole(name, reaches string) {
	c.t.Helper()
	c.Operate(func(tx *store.OperatorTx) error {
		r := cordon.Role{Name: name, Reaches: c.reaches(reaches)}
		err := tx.AddRole(c.Account.ID, &r)
		c.role[name] = r.ID
		return err
	})
}

// add adds a person with a role (by name) in groups, and an app of theirs that
// holds every scope.
func (c *cast) add(name, role string, groups ...string) {
	c.t.Helper()
	c.Operate(func(tx *store.OperatorTx) error {
		u := cordon.User{Email: name + "@cast.test", Status: cordon.Active, RoleID: c.role[role], Brief: cordon.Brief{FirstName: name, Type: cordon.Licensed}}
		for _, g := range groups {
			u.Groups = append(u.Groups, c.group[g])
		}
		if err := tx.AddUser(c.Account.ID, &u); err != nil {
			return err
		}
		a := cordon.App{Name: name, Owner: u.ID, Active: true, Scopes: world.AllScopes()}
		secret, err := tx.AddApp(c.Account.ID, &a)
		c.user[name], c.app[name] = u.ID, a.ID
		c.creds[name] = world.Credentials{AccountID: c.Account.ID, ClientID: a.ClientID, ClientSecret: secret}
		return err
	})
}

// as makes a call as a person. In path and body, "{user:ann}" stands for Ann's
// id; group, role and app likewise.
func (c *cast) as(name, method, path, body string) world.Answer {
	c.t.Helper()
	if c.tokens[name] == "" {
		c.tokens[name] = c.Token(c.creds[name])
	}
	var b any
	if body != "" {
		b = c.fill(body)
	}
	return c.Do(c.tokens[name], method, c.fill(path), b)
}

func (c *cast) fill(s string) string {
	for kind, ids := range map[string]map[string]string{"group": c.group, "role": c.role, "user": c.user, "app": c.app} {
		for name, id := range ids {
			s = strings.ReplaceAll(s, "{"+kind+":"+name+"}", id)
		}
	}
	return s
}

// must is as for a call that has to end with the status given.
func (c *cast) must(status int, name, method, path, body string) world.Answer {
	c.t.Helper()
	a := c.as(name, method, path, body)
	if a.Status != status {
		c.t.Errorf("%s: %s %s %s: got %d %s, want %d", name, method, c.fill(path), c.fill(body), a.Status, a.Body, status)
	}
	return a
}
