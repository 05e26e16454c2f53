package store

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// mayActOn is rule 10 for any act on a user: the caller covers all that the
// user's role grants, the user's own sight of themselves included.
func (tx *Tx) mayActOn(p seat) error {
	if p.id == tx.Grant.User() {
		return nil
	}
	return tx.mayGive(p, p.role)
}

// actOn finds a person for an act on them.
func (tx *Tx) actOn(people access.People, key UserKey) (p seat, err error) {
	if p, err = tx.find(people, key); err == nil {
		err = tx.mayActOn(p)
	}
	return p, err
}

// mayGive is rule 10 for putting p into a role: the caller covers all that the
// role grants, and sees p under each of its privileges, because p will.
func (tx *Tx) mayGive(p seat, role string) error {
	policy, err := tx.policyOf(tx.Grant.Account(), role)
	if err != nil {
		return err
	}
	within, lacking, ok := tx.Grant.Covers(policy)
	if !ok {
		return cordon.NoPermission("the caller does not cover %s of role %s", lacking, role)
	}
	ok, err = tx.sees(p.seq, within...)
	if err != nil {
		return err
	}
	if !ok {
		return cordon.NoPermission("the user is out of the caller's sight under a privilege of role %s", role)
	}
	return nil
}

// CreateUser adds a person. u.ID, PMI and CreatedAt are drawn here; its role
// is member and it is in no group. The operation needs an account-wide reach
// (holder.Account), so nobody makes a person they cannot see.
func (tx *WriteTx) CreateUser(people access.People, u *cordon.User, passwordHash string) error {
	if err := tx.emailFree(people, u.Email, "user_info.email"); err != nil {
		return err
	}
	u.RoleID = cordon.MemberRole
	return tx.insertUser(people.Account(), u, passwordHash)
}

// emailFree refuses an address that is taken. Taken by somebody hidden, it
// reads as plain invalid.
func (tx *Tx) emailFree(people access.People, email, field string) error {
	visible, err := tx.HasEmail(people, email)
	if err != nil {
		return err
	}
	if visible {
		return cordon.EmailTaken(email)
	}
	taken, err := tx.exists("SELECT 1 FROM user WHERE account = ? AND email_key = ?", people.Account(), cordon.Key(email))
	if err != nil {
		return err
	}
	if taken {
		return cordon.InvalidEmail(field).Because("taken by a user out of the caller's sight")
	}
	return nil
}

func (tx *WriteTx) insertUser(account string, u *cordon.User, password string) error {
	now := tx.db.clock().UTC().Truncate(time.Second)
	if u.ID == "" {
		u.ID = tx.db.dice.ID()
	}
	if u.CreatedAt.IsZero() {
		u.CreatedAt = now
	}
	if u.Brief.UserCreatedAt == nil {
		u.Brief.UserCreatedAt = &u.CreatedAt
	}
	for u.Brief.PMI == 0 {
		pmi := 1_000_000_000 + tx.db.dice.Int63n(9_000_000_000)
		taken, err := tx.exists("SELECT 1 FROM user WHERE account = ? AND pmi = ? AND pmi <> 0", account, pmi)
		if err != nil {
			return err
		}
		if !taken {
			u.Brief.PMI = pmi
		}
	}
	if u.HostKey == "" {
		u.HostKey = strconv.FormatInt(100_000+tx.db.dice.Int63n(900_000), 10)
	}
	if u.Profile.JID == "" {
		u.Profile.JID = strings.ToLower(u.ID) + "@xmpp.zoom.us"
	}
	u.Profile.PersonalURL = "https://zoom.us/j/" + strconv.FormatInt(u.Brief.PMI, 10)
	if u.Features == (cordon.Features{}) {
		u.Features = cordon.DefaultFeatures(u.Brief.Type)
	}
	c, err := columnsOf(u)
	if err != nil {
		return err
	}
	err = tx.run(`INSERT INTO user (id, account, email, email_key, status, role, created_at, host_key, password,
			manager, manager_key, zoom_phone, pmi, vanity_key, employee, attributes, brief, profile, features)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		append([]any{u.ID, account, u.Email, cordon.Key(u.Email), string(u.Status), u.RoleID, millis(u.CreatedAt), u.HostKey, password}, c...)...)
	if err != nil {
		return err
	}
	seq := tx.conn.LastInsertRowID() // and stays it: the rows below are the user's own
	if err := tx.nameUser(account, seq, u.Email, &u.Brief); err != nil || !u.Features.ZoomPhone {
		return err
	}
	return tx.licensePhone(account, seq, true, &u.Phone)
}

// columnsOf is what insertUser and UpdateUser both write, in one order.
func columnsOf(u *cordon.User) ([]any, error) {
	if u.Attributes == nil {
		u.Attributes = []cordon.CustomAttribute{}
	}
	if u.Profile.LoginTypes == nil {
		u.Profile.LoginTypes = []int{}
	}
	c := []any{u.Manager, cordon.Key(u.Manager), u.Features.ZoomPhone, u.Brief.PMI, cordon.Key(u.VanityName()), u.Brief.EmployeeUniqueID}
	for _, v := range []any{u.Attributes, u.Brief, u.Profile, u.Features} {
		text, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		c = append(c, string(text))
	}
	return c, nil
}

// load reads all of a person that change may change.
func (tx *WriteTx) load(p seat) (*cordon.User, error) {
	u := &cordon.User{ID: p.id, Email: p.email, Status: p.status, RoleID: p.role, Groups: p.groups}
	var texts [4]string
	_, err := tx.one("SELECT manager, host_key, created_at, attributes, brief, profile, features FROM user WHERE seq = ?", []any{p.seq}, func(s *sqlite.Stmt) {
		u.Manager, u.HostKey, u.CreatedAt = s.ColumnText(0), s.ColumnText(1), fromMillis(s.ColumnInt64(2))
		for i := range texts {
			texts[i] = s.ColumnText(3 + i)
		}
	})
	if err != nil {
		return nil, err
	}
	for i, into := range []any{&u.Attributes, &u.Brief, &u.Profile, &u.Features} {
		if err := json.Unmarshal([]byte(texts[i]), into); err != nil {
			return nil, err
		}
	}
	return u, nil
}

// save writes what change changed.
func (tx *WriteTx) save(p seat, u *cordon.User) error {
	c, err := columnsOf(u)
	if err != nil {
		return err
	}
	err = tx.run(`UPDATE user SET manager = ?, manager_key = ?, zoom_phone = ?, pmi = ?, vanity_key = ?, employee = ?,
		attributes = ?, brief = ?, profile = ?, features = ?, host_key = ? WHERE seq = ?`, append(c, u.HostKey, p.seq)...)
	if err != nil {
		return err
	}
	if err := tx.nameUser(tx.Grant.Account(), p.seq, p.email, &u.Brief); err != nil {
		return err
	}
	return tx.licensePhone(tx.Grant.Account(), p.seq, u.Features.ZoomPhone, &u.Phone)
}

// UpdateUser lets change edit a person's profile and settings, and puts them
// into group too if that is not empty. Status, role, e-mail and password have
// functions of their own.
func (tx *WriteTx) UpdateUser(people access.People, key UserKey, group string, change func(*cordon.User) error) error {
	p, err := tx.actOn(people, key)
	if err != nil {
		return err
	}
	u, err := tx.load(p)
	if err != nil {
		return err
	}
	before := *u
	if err := change(u); err != nil {
		return err
	}
	if u.Brief.PMI != before.Brief.PMI {
		if err := tx.uniqueAmong(people, p, "pmi", u.Brief.PMI); err != nil {
			return err
		}
		u.Profile.PersonalURL = "https://zoom.us/j/" + strconv.FormatInt(u.Brief.PMI, 10)
	}
	if name := cordon.Key(u.VanityName()); name != "" && name != cordon.Key(before.VanityName()) {
		if err := tx.uniqueAmong(people, p, "vanity_key", name); err != nil {
			return err
		}
	}
	if err := tx.save(p, u); err != nil {
		return err
	}
	if group == "" {
		return nil
	}
	g, err := tx.findGroup(tx.Grant.Groups(), group)
	if isCode(err, 4130) {
		err = cordon.InvalidField("group_id", "There is no such group.")
	}
	if err != nil {
		return err
	}
	return tx.join(p, g.ID)
}

// uniqueAmong refuses a PMI or personal link that another has: by name if that
// person is in sight, as plain invalid if not.
func (tx *WriteTx) uniqueAmong(people access.People, p seat, column string, value any) error {
	// The second half of a condition is what the column's index is limited to.
	given := map[string]string{"pmi": "u.pmi = ? AND u.pmi <> 0", "vanity_key": "u.vanity_key = ? AND u.vanity_key <> ''"}[column]
	q := new(sql).add("SELECT ").visible(people.Visibility(), "u").add(" FROM user u WHERE u.account = ? AND "+given+" AND u.seq <> ?",
		people.Account(), value, p.seq)
	var inSight bool
	taken, err := tx.one(q.String(), q.args, func(s *sqlite.Stmt) { inSight = s.ColumnBool(0) })
	field := map[string]string{"pmi": "pmi", "vanity_key": "vanity_name"}[column]
	switch {
	case err != nil || !taken:
		return err
	case inSight && column == "vanity_key":
		return &cordon.Error{Status: 400, Code: 4100, Message: "Personal link name is already taken by another user of the account."}
	case inSight:
		return cordon.InvalidField(field, "Already taken by another user of the account.")
	}
	return cordon.InvalidField(field, "Invalid field.").Because("taken by a user out of the caller's sight")
}

// SetStatus activates or deactivates a person. Deactivating takes the licences
// and ends, for good, every token of every app that the person owns.
func (tx *WriteTx) SetStatus(people access.People, key UserKey, status cordon.Status) error {
	p, err := tx.actOn(people, key)
	if err != nil {
		return err
	}
	if p.role == cordon.OwnerRole {
		return cordon.NoPermission("the account owner is never deactivated")
	}
	if p.status == status {
		return nil
	}
	if status == cordon.Inactive {
		u, err := tx.load(p)
		if err != nil {
			return err
		}
		u.Lapse()
		if err := tx.save(p, u); err != nil {
			return err
		}
	}
	// Whoever stops being active starts a new generation.
	return tx.run("UPDATE user SET generation = generation + (status = 'active'), status = ? WHERE seq = ?", string(status), p.seq)
}

// SetEmail changes a person's address.
func (tx *WriteTx) SetEmail(people access.People, key UserKey, email string) error {
	p, err := tx.actOn(people, key)
	if err != nil {
		return err
	}
	if cordon.Key(p.email) != cordon.Key(email) {
		if err := tx.emailFree(people, email, "email"); err != nil {
			return err
		}
	}
	if err := tx.run("UPDATE user SET email = ?, email_key = ? WHERE seq = ?", email, cordon.Key(email), p.seq); err != nil {
		return err
	}
	u, err := tx.load(p)
	if err != nil {
		return err
	}
	return tx.nameUser(people.Account(), p.seq, email, &u.Brief)
}

// SetPassword stores the hash of a person's portal password, and ends what the
// old one opened.
func (tx *WriteTx) SetPassword(people access.People, key UserKey, hash string) error {
	p, err := tx.actOn(people, key)
	if err != nil {
		return err
	}
	return tx.newPassword(p.seq, hash, false)
}

// DeleteUser takes a person out of the account. Their apps stop and move to
// nobody. What is named in what ("meeting", "webinar", "recording") goes to
// transferTo, who must be somebody else in sight; all else that is theirs goes
// with them.
func (tx *WriteTx) DeleteUser(people access.People, key UserKey, transferTo string, what ...string) error {
	p, err := tx.actOn(people, key)
	if err != nil {
		return err
	}
	if p.role == cordon.OwnerRole {
		return cordon.NoPermission("the account owner cannot be removed")
	}
	if transferTo != "" {
		to, err := tx.find(people, UserKey{Value: transferTo})
		if err != nil {
			return err
		}
		if to.seq == p.seq {
			return cordon.BadRequest("The user to transfer to must be somebody else.")
		}
		if len(what) > 0 {
			if err := tx.transfer(p, to, what); err != nil {
				return err
			}
		}
	}
	if err := tx.run("UPDATE app SET active = 0, generation = generation + 1 WHERE owner = ?", p.seq); err != nil {
		return err
	}
	return tx.run("DELETE FROM user WHERE seq = ?", p.seq)
}
