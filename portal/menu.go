package portal

// menuSection is a part of the menu: what the visitor's role opens of it.
type menuSection struct {
	Title string
	Items []menuItem
}

type menuItem struct {
	Path, Label, needs string
}

var sections = []menuSection{
	{"User Management", []menuItem{
		{"/portal/users", "Users", "GET /users"},
		{"/portal/groups", "Groups", "GET /groups"},
		{"/portal/roles", "Roles", "GET /roles"},
	}},
	{"App Marketplace", []menuItem{
		{"/portal/apps", "Develop", "GET /marketplace/apps"},
	}},
	{"Restricted credentials", []menuItem{
		{"/portal/restrict", "Restrict a credential", "POST /roles"},
		{"/portal/see", "What can it see?", "GET /roles"},
		{"/portal/activity", "Activity", "GET /report/operationlogs"},
	}},
}

// menu is what the visitor may open. What is left out is refused anyway.
func (v *visit) menu() (shown []menuSection) {
	for _, s := range sections {
		part := menuSection{Title: s.Title}
		for _, item := range s.Items {
			tx, ok := v.may(item.needs)
			if ok && item.Path == "/portal/activity" {
				ok = tx.MayReadEvents()
			}
			if ok {
				part.Items = append(part.Items, item)
			}
		}
		if len(part.Items) > 0 {
			shown = append(shown, part)
		}
	}
	return shown
}

// Here reports whether a menu item leads to the page that is shown.
func (v view) Here(item menuItem) bool {
	return v.Path == item.Path || len(v.Path) > len(item.Path) && v.Path[:len(item.Path)+1] == item.Path+"/"
}
