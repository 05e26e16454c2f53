package demo

import (
	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// Save puts the company into an account: groups first, then people, who are in
// them.
func (c *Company) Save(tx *store.OperatorTx, account string) error {
	if err := c.saveGroups(tx, account); err != nil {
		return err
	}
	return savePeople(tx, account, c.People)
}

func (c *Company) saveGroups(tx *store.OperatorTx, account string) error {
	for i := range c.Groups {
		if err := tx.AddGroup(account, &c.Groups[i]); err != nil {
			return err
		}
	}
	return nil
}

func savePeople(tx *store.OperatorTx, account string, people []cordon.User) error {
	for i := range people {
		if err := tx.AddUser(account, &people[i]); err != nil {
			return err
		}
	}
	return nil
}

// Restricted is a company saved with the four stages done, for measuring.
type Restricted struct {
	ClientID, ClientSecret string
	People                 []string // ids in the group
}

// SaveRestricted is Save with the recipe's role, service user and app on top,
// straight through the operator's door. The group gets size people, or all if
// they are fewer, spread over the company.
func (c *Company) SaveRestricted(tx *store.OperatorTx, account string, size int) (r Restricted, err error) {
	group := cordon.Group{Name: GroupName}
	if err := tx.AddGroup(account, &group); err != nil {
		return r, err
	}
	size = min(size, len(c.People))
	for n := range size {
		i := n * len(c.People) / size
		c.People[i].Groups = append(c.People[i].Groups, group.ID)
		r.People = append(r.People, c.People[i].ID)
	}
	if err := c.Save(tx, account); err != nil {
		return r, err
	}
	role := &cordon.Role{Name: RoleName, Reaches: make(map[cordon.Privilege]cordon.Reach)}
	for _, p := range Privileges {
		role.Reaches[p] = cordon.Reach{Groups: []string{group.ID}}
	}
	if err := tx.AddRole(account, role); err != nil {
		return r, err
	}
	service := &cordon.User{Email: "api-service@" + c.Domain, Status: cordon.Active, RoleID: role.ID, Brief: cordon.Brief{Type: cordon.Licensed}}
	service.Features = cordon.DefaultFeatures(cordon.Licensed)
	service.Features.ZoomPhone = true
	if err := tx.AddUser(account, service); err != nil {
		return r, err
	}
	app := &cordon.App{Name: AppName, Active: true, Owner: service.ID, Scopes: Scopes()}
	r.ClientSecret, err = tx.AddApp(account, app)
	r.ClientID = app.ClientID
	return r, err
}
