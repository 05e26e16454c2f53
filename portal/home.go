package portal

import (
	"github.com/cordon-zoom/cordon/store"
)

// home is the first page: what there is, and what to do next.
type home struct {
	Users, Groups, Roles, Apps int
	MayRestrict                bool
	Manages                    bool // users, groups or roles
}

func (p *Portal) registerHome() {
	p.page("GET /portal/{$}", "home", anybody, showHome)
}

func showHome(v *visit) (data any, err error) {
	var h home
	if tx, ok := v.may("GET /users"); ok {
		h.Manages = true
		if h.Users, err = tx.CountUsers(tx.Grant.People(), store.UserFilter{}); err != nil {
			return nil, err
		}
	}
	if tx, ok := v.may("GET /groups"); ok {
		h.Manages = true
		if _, h.Groups, err = tx.Groups(tx.Grant.Groups(), tx.Grant.People(), store.Page{Limit: 0}); err != nil {
			return nil, err
		}
	}
	if tx, ok := v.may("GET /roles"); ok {
		h.Manages = true
		list, err := tx.Roles(tx.Grant.People(), "common")
		if err != nil {
			return nil, err
		}
		h.Roles = len(list)
	}
	if tx, ok := v.may("GET /marketplace/apps"); ok {
		if _, h.Apps, err = tx.Apps(tx.Grant.People(), store.Page{Limit: 0}); err != nil {
			return nil, err
		}
	}
	_, h.MayRestrict = v.may("POST /roles")
	return h, nil
}
