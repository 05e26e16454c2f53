package demo

import (
	"time"

	"github.com/cordon-zoom/cordon"
)

// signIns tells when one person signed in, and out again now and then.
func (k *chronicle) signIns(person int) error {
	if k.People[person].Status != cordon.Active {
		return nil
	}
	n := 1
	if k.rich && len(k.People) <= 1000 {
		n = 6 + k.IntN(12)
	}
	for i := range n {
		at := k.workday(person, k.now.Add(-past), k.now.Add(-time.Hour)).Add(time.Duration(k.IntN(900)) * time.Second)
		if i == 0 && k.featured(person) {
			at = k.now.Add(-25 * time.Hour)
		}
		if at.After(k.now) {
			at = k.now
		}
		client := choose(k, []string{"Browser", "Windows", "Mac", "iPhone", "Android"})
		s := cordon.SignIn{Out: i > 0 && k.chance(30), IP: "198.51.100." + choose(k, []string{"7", "23", "61", "118", "204"}), Client: client}
		if client != "Browser" {
			s.Version = choose(k, []string{"6.3.5", "6.2.11", "6.1.1"})
		}
		if err := k.save(&cordon.Record{Kind: cordon.KindSignIn, ID: k.dice.ID(), Time: at, Owner: k.People[person].ID, Doc: s}); err != nil {
			return err
		}
	}
	return nil
}

// administration tells what the account's administrators did. Its lines may name
// anybody, so they are nobody's.
func (k *chronicle) administration() error {
	if len(k.People) == 0 {
		return nil
	}
	for range 40 {
		at := k.workday(0, k.now.Add(-past), k.now.Add(-time.Hour))
		who := k.People[k.IntN(len(k.People))]
		o := choose(k, []cordon.Operation{
			{Action: "Update", Category: "user", Detail: "Update User " + who.Email + "  - Department"},
			{Action: "Add", Category: "user", Detail: "Add User " + who.Email},
			{Action: "Update", Category: "user_settings", Detail: "Update Settings of " + who.Email},
			{Action: "Update", Category: "role", Detail: "Update Role  - Permissions"},
			{Action: "Update", Category: "account", Detail: "Update Account  - Security"},
		})
		if err := k.save(&cordon.Record{Kind: cordon.KindOperation, ID: k.dice.ID(), Time: at, Owner: k.People[0].ID, Holders: []string{}, Doc: o}); err != nil {
			return err
		}
	}
	return nil
}
