package store

// chooseRead asks all that there is to choose from.
func chooseRead(tx *Tx, who UserKey) {
	people, groups := tx.Grant.People(), tx.Grant.Groups()
	_, _ = tx.GroupsByName(groups, 10)
	_, _ = tx.RolesOf([]UserRow{{RoleID: "1"}, {RoleID: "2"}})
	_, _ = tx.AppsOf(people, who, 10)
}
