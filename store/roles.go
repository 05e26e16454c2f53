package store

import (
	"slices"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// RoleRow is a role with the number of its members in sight.
type RoleRow struct {
	cordon.Role
	TotalMembers int
}

// Roles lists the account's roles of a type. Roles are listed for everyone who
// may read roles; their members are counted over the people in sight.
func (tx *Tx) Roles(people access.People, kind string) (list []RoleRow, err error) {
	account := tx.Grant.Account()
	err = tx.each("SELECT id, name, description, type, second_level, custom FROM role WHERE account = ? AND type = ? ORDER BY length(id), created_at, id",
		[]any{account, kind}, func(s *sqlite.Stmt) error {
			list = append(list, RoleRow{Role: scanRole(s)})
			return nil
		})
	for i := range list {
		if err != nil {
			return nil, err
		}
		list[i].TotalMembers, err = tx.CountUsers(people, UserFilter{Role: list[i].ID})
	}
	return list, err
}

func scanRole(s *sqlite.Stmt) cordon.Role {
	return cordon.Role{ID: s.ColumnText(0), Name: s.ColumnText(1), Description: s.ColumnText(2), Type: s.ColumnText(3), SecondLevel: s.ColumnInt(4), Custom: s.ColumnBool(5)}
}

// Role finds one role with its reaches. Of a reach, only the groups that exist
// for the caller are named.
func (tx *Tx) Role(people access.People, id string) (r RoleRow, err error) {
	r.Role, err = tx.findRole(id)
	if err != nil {
		return r, err
	}
	known := tx.Grant.Groups()
	for p, reach := range r.Reaches {
		var groups []string
		for _, g := range reach.Groups {
			if known.Has(g) {
				groups = append(groups, g)
			}
		}
		reach.Groups = groups
		r.Reaches[p] = reach
	}
	r.TotalMembers, err = tx.CountUsers(people, UserFilter{Role: id})
	return r, err
}

// RoleExists says whether the account has the role: nil, or that it does not.
func (tx *Tx) RoleExists(id string) error {
	ok, err := tx.exists("SELECT 1 FROM role WHERE account = ? AND id = ?", tx.Grant.Account(), id)
	if err == nil && !ok {
		err = cordon.NoSuchRole(id)
	}
	return err
}

func (tx *Tx) findRole(id string) (r cordon.Role, err error) {
	account := tx.Grant.Account()
	found, err := tx.one("SELECT id, name, description, type, second_level, custom FROM role WHERE account = ? AND id = ?", []any{account, id},
		func(s *sqlite.Stmt) { r = scanRole(s) })
	if err == nil && !found {
		err = cordon.NoSuchRole(id)
	}
	if err != nil {
		return r, err
	}
	if !cordon.SystemRole(id) {
		return r, tx.reaches(account, &r)
	}
	policy, err := tx.policyOf(account, id)
	if err != nil {
		return r, err
	}
	r.Reaches = make(map[cordon.Privilege]cordon.Reach)
	for _, p := range policy.Privileges() {
		r.Reaches[p] = cordon.Reach{Account: true}
	}
	return r, nil
}

// CreateRole makes a role. Rule 10: the caller covers all that it grants.
func (tx *WriteTx) CreateRole(r *cordon.Role) error {
	if err := tx.roleNameFree(r.Name, ""); err != nil {
		return err
	}
	if err := tx.groupsExist(r, nil, nil); err != nil {
		return err
	}
	if _, lacking, ok := tx.Grant.Covers(access.NewPolicy(r)); !ok {
		return cordon.NoPermission("the caller does not cover %s as the new role has it", lacking)
	}
	r.ID = tx.db.dice.ID()
	return tx.insertRole(tx.Grant.Account(), r)
}

func (tx *WriteTx) insertRole(account string, r *cordon.Role) error {
	err := tx.run("INSERT INTO role (account, id, name, name_key, description, type, second_level, custom, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		account, r.ID, r.Name, cordon.Key(r.Name), r.Description, r.Type, r.SecondLevel, r.Custom || r.Restricted(), millis(tx.db.clock()))
	if err != nil {
		return err
	}
	return tx.insertReaches(account, r)
}

func (tx *WriteTx) insertReaches(account string, r *cordon.Role) error {
	for _, p := range r.Privileges() {
		if err := tx.run("INSERT INTO role_privilege VALUES (?, ?, ?, ?)", account, r.ID, string(p), r.Reaches[p].Account); err != nil {
			return err
		}
		for _, g := range r.Reaches[p].Groups {
			if err := tx.run("INSERT INTO role_reach VALUES (?, ?, ?, ?)", account, r.ID, string(p), g); err != nil {
				return err
			}
		}
	}
	return nil
}

// roleNameFree refuses a name that another role has. Roles are listed, so there
// is nothing to hide.
func (tx *Tx) roleNameFree(name, except string) error {
	taken, err := tx.exists("SELECT 1 FROM role WHERE account = ? AND name_key = ? AND id <> ?", tx.Grant.Account(), cordon.Key(name), except)
	if err == nil && taken {
		err = cordon.RoleNameTaken(name)
	}
	return err
}

// groupsExist refuses a reach to a group that does not exist for the caller.
// Groups that the role reached before, and that nobody names now, are left in
// peace: a refusal must not name them.
func (tx *Tx) groupsExist(r *cordon.Role, before map[cordon.Privilege]cordon.Reach, said []cordon.ReachSpec) error {
	known := tx.Grant.Reachable()
	found := make(map[string]bool)
	check := func(p cordon.Privilege, groups []string) error {
		for _, g := range groups {
			if found[g] {
				continue
			}
			_, err := tx.findGroup(known, g)
			if isCode(err, 4130) {
				err = cordon.InvalidField("privilege_scopes", "%s: there is no group %s.", p, g)
			}
			if err != nil {
				return err
			}
			found[g] = true
		}
		return nil
	}
	for _, reach := range said {
		if reach.Groups != nil {
			if err := check(reach.Privilege, *reach.Groups); err != nil {
				return err
			}
		}
	}
	for _, p := range r.Privileges() {
		added := slices.DeleteFunc(slices.Clone(r.Reaches[p].Groups), func(g string) bool { return slices.Contains(before[p].Groups, g) })
		if err := check(p, added); err != nil {
			return err
		}
	}
	return nil
}

// UpdateRole lets change edit a role; said is what the caller says of its
// reaches. Rule 10: the caller covers the role as it was and as it becomes, and
// sees whoever may hold it under all that it grants. Asking who does hold it
// would tell of hidden people, so a caller whose own reach is narrowed for any
// of it may only rename the role.
func (tx *WriteTx) UpdateRole(id string, said []cordon.ReachSpec, change func(*cordon.Role) error) error {
	if cordon.SystemRole(id) {
		return cordon.BadRequest("The roles Owner, Admin and Member cannot be changed.")
	}
	r, err := tx.findRole(id)
	if err != nil {
		return err
	}
	before := access.NewPolicy(&r)
	outOfSight, lacking, ok := tx.Grant.Covers(before)
	if !ok {
		return cordon.NoPermission("the caller does not cover %s of the role", lacking)
	}
	name, reaches := r.Name, r.Reaches
	if err := change(&r); err != nil {
		return err
	}
	if r.Name != name {
		if err := tx.roleNameFree(r.Name, id); err != nil {
			return err
		}
	}
	if err := tx.groupsExist(&r, reaches, said); err != nil {
		return err
	}
	after := access.NewPolicy(&r)
	within, lacking, ok := tx.Grant.Covers(after)
	if !ok {
		return cordon.NoPermission("the caller does not cover %s as the role would have it", lacking)
	}
	if len(outOfSight)+len(within) > 0 && !(after.Within(before) && before.Within(after)) {
		return cordon.NoPermission("holders of the role may be out of the caller's sight")
	}
	account := tx.Grant.Account()
	if err := tx.run("UPDATE role SET name = ?, name_key = ?, description = ?, second_level = ?, custom = ? WHERE account = ? AND id = ?",
		r.Name, cordon.Key(r.Name), r.Description, r.SecondLevel, r.Custom, account, id); err != nil {
		return err
	}
	if err := tx.run("DELETE FROM role_privilege WHERE account = ? AND role = ?", account, id); err != nil {
		return err
	}
	return tx.insertReaches(account, &r)
}

// DeleteRole deletes a role; its holders become plain members. Rule 10 is as
// for UpdateRole.
func (tx *WriteTx) DeleteRole(id string) error {
	if cordon.SystemRole(id) {
		return cordon.BadRequest("The roles Owner, Admin and Member cannot be deleted.")
	}
	r, err := tx.findRole(id)
	if err != nil {
		return err
	}
	outOfSight, lacking, ok := tx.Grant.Covers(access.NewPolicy(&r))
	if !ok {
		return cordon.NoPermission("the caller does not cover %s of the role", lacking)
	}
	if len(outOfSight) > 0 {
		return cordon.NoPermission("holders of the role may be out of the caller's sight")
	}
	account := tx.Grant.Account()
	if err := tx.run("UPDATE user SET role = ? WHERE account = ? AND role = ?", cordon.MemberRole, account, id); err != nil {
		return err
	}
	if err := tx.run("DELETE FROM user_total WHERE account = ? AND role = ?", account, id); err != nil {
		return err
	}
	return tx.run("DELETE FROM role WHERE account = ? AND id = ?", account, id)
}

// Assign gives people a role, all of them or none. Rule 10: the caller covers
// what they have now and what they get. It returns their ids.
func (tx *WriteTx) Assign(people access.People, role string, who []UserKey) (ids []string, err error) {
	if role == cordon.OwnerRole || role == cordon.MemberRole {
		return nil, cordon.BadRequest("Can't delete or add members for Normal/Owner roles.")
	}
	if err := tx.RoleExists(role); err != nil {
		return nil, err
	}
	for _, key := range who {
		p, err := tx.find(people, key)
		if err != nil {
			return nil, err
		}
		if err := tx.setRole(p, role); err != nil {
			return nil, err
		}
		if !slices.Contains(ids, p.id) {
			ids = append(ids, p.id)
		}
	}
	return ids, nil
}

// Unassign makes a person who holds the role a plain member.
func (tx *WriteTx) Unassign(people access.People, role string, key UserKey) error {
	if role == cordon.OwnerRole || role == cordon.MemberRole {
		return cordon.BadRequest("Can't delete or add members for Normal/Owner roles.")
	}
	if err := tx.RoleExists(role); err != nil {
		return err
	}
	p, err := tx.find(people, key)
	if err != nil {
		return err
	}
	if p.role != role {
		return cordon.NoSuchUser(key.Value)
	}
	return tx.setRole(p, cordon.MemberRole)
}

func (tx *WriteTx) setRole(p seat, role string) error {
	if p.role == cordon.OwnerRole {
		return cordon.BadRequest("Can't delete or add members for Normal/Owner roles.")
	}
	if err := tx.mayActOn(p); err != nil {
		return err
	}
	if err := tx.mayGive(p, role); err != nil {
		return err
	}
	return tx.run("UPDATE user SET role = ? WHERE seq = ?", role, p.seq)
}
