package store

import (
	"encoding/json"
	"errors"
	"strconv"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// PhoneUser is a user with a Zoom Phone licence.
type PhoneUser struct {
	Seq        int64
	ID         string
	Email      string
	Status     cordon.Status
	Brief      json.RawMessage // of cordon.Brief
	CostCenter string
	Extension  cordon.Extension
	Policy     json.RawMessage // of cordon.PhonePolicy
}

// PhoneFilter narrows a list of phone users. Empty fields filter nothing.
type PhoneFilter struct {
	Status     cordon.Status
	Department string
	CostCenter string
	Keyword    string // a part of the name, the extension number or the direct number
	Line       string // the direct number
	Page
}

const phoneColumns = `u.seq, u.id, u.email, u.status, u.brief, coalesce(u.profile ->> 'cost_center', ''), e.id, e.number, e.line, e.line_id, e.policy`

func scanPhone(s *sqlite.Stmt) PhoneUser {
	return PhoneUser{Seq: s.ColumnInt64(0), ID: s.ColumnText(1), Email: s.ColumnText(2), Status: cordon.Status(s.ColumnText(3)), Brief: json.RawMessage(s.ColumnText(4)),
		CostCenter: s.ColumnText(5), Extension: cordon.Extension{ID: s.ColumnText(6), Number: s.ColumnInt64(7), Line: s.ColumnText(8), LineID: s.ColumnText(9)},
		Policy: json.RawMessage(s.ColumnText(10))}
}

// PhoneUsers lists the phone users in sight that match the filter, and how many
// they are on all pages.
func (tx *Tx) PhoneUsers(people access.People, f PhoneFilter) (list []PhoneUser, total int, err error) {
	q := new(sql).add("SELECT " + phoneColumns)
	q.phones(people.Visibility(), f).add(" AND e.user > ? ORDER BY e.user LIMIT ? OFFSET ?", f.After, f.Limit, f.Skip)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanPhone(s))
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	q = new(sql).add("SELECT count(*)")
	if f == (PhoneFilter{Page: f.Page}) && people.Everyone() {
		q.add(" FROM phone_extension e WHERE e.account = ?", people.Account()) // no user needs to be looked at
	} else {
		q.phones(people.Visibility(), f)
	}
	total, err = tx.number(q.String(), q.args...)
	return list, total, err
}

// phones adds the phone users in sight that match the filter. Like other lists
// it starts from the groups where it can, and CROSS JOIN keeps it there.
func (q *sql) phones(v access.Visibility, f PhoneFilter) *sql {
	groups, self := startOf(v, UserFilter{})
	if groups == nil && !self {
		q.add(" FROM phone_extension e CROSS JOIN user u ON u.seq = e.user WHERE e.account = ?", v.Account())
	} else {
		q.add(" FROM (SELECT su.seq AS user FROM user su WHERE su.id = ?", v.Self())
		if len(groups) > 0 {
			q.add(" UNION SELECT m.user FROM member m WHERE m.grp IN ").in(groups)
		}
		q.add(") w CROSS JOIN phone_extension e ON e.user = w.user CROSS JOIN user u ON u.seq = e.user WHERE ").visible(v, "u")
	}
	if f.Status != "" {
		q.add(" AND u.status = ?", string(f.Status))
	}
	if f.Department != "" {
		q.add(" AND u.brief ->> 'dept' = ?", f.Department)
	}
	if f.CostCenter != "" {
		q.add(" AND u.profile ->> 'cost_center' = ?", f.CostCenter)
	}
	if f.Line != "" {
		q.add(" AND e.line = ?", f.Line)
	}
	if f.Keyword != "" {
		q.add(` AND (instr(lower(coalesce(u.brief ->> 'first_name', '') || ' ' || coalesce(u.brief ->> 'last_name', '') || char(10) ||
			coalesce(u.brief ->> 'display_name', '') || char(10) || e.number || char(10) || e.line), lower(?)))`, f.Keyword)
	}
	return q
}

// PhoneUser finds one phone user in sight. Somebody without a licence is as
// absent as nobody.
func (tx *Tx) PhoneUser(people access.People, key UserKey) (u PhoneUser, err error) {
	p, err := tx.find(people, key)
	if err != nil {
		return u, err
	}
	found, err := tx.one("SELECT "+phoneColumns+" FROM phone_extension e JOIN user u ON u.seq = e.user WHERE e.user = ?", []any{p.seq},
		func(s *sqlite.Stmt) { u = scanPhone(s) })
	if err == nil && !found {
		err = cordon.NoSuchUser(key.Value)
	}
	return u, err
}

// OnLine is a user in sight who is on a line, with their extension now, if they
// have one.
type OnLine struct{ Email, Extension string }

// OnLines looks up who of the users with these ids is in sight.
func (tx *Tx) OnLines(people access.People, ids []string) (map[string]OnLine, error) {
	found := make(map[string]OnLine, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	q := new(sql).add("SELECT u.id, u.email, coalesce(e.id, '') FROM ").given(ids)
	q.add(" CROSS JOIN user u ON u.id = w.value LEFT JOIN phone_extension e ON e.user = u.seq WHERE ").visible(people.Visibility(), "u")
	err := tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		found[s.ColumnText(0)] = OnLine{Email: s.ColumnText(1), Extension: s.ColumnText(2)}
		return nil
	})
	return found, err
}

// UpdatePhone gives a phone user another extension number, if it is not 0, and
// changes what said says of their policy.
func (tx *WriteTx) UpdatePhone(people access.People, key UserKey, number int64, said cordon.PhonePolicy) error {
	p, err := tx.actOn(people, key)
	if err != nil {
		return err
	}
	u, err := tx.PhoneUser(people, key)
	if err != nil {
		return err
	}
	if number != 0 && number != u.Extension.Number {
		q := new(sql).add("SELECT ").visible(people.Visibility(), "u").add(" FROM phone_extension e JOIN user u ON u.seq = e.user WHERE e.account = ? AND e.number = ?",
			people.Account(), number)
		var inSight bool
		taken, err := tx.one(q.String(), q.args, func(s *sqlite.Stmt) { inSight = s.ColumnBool(0) })
		switch {
		case err != nil:
			return err
		case taken && inSight:
			return cordon.InvalidField("extension_number", "Already taken by another user of the account.")
		case taken:
			return cordon.InvalidField("extension_number", "Invalid field.").Because("taken by a user out of the caller's sight")
		}
		u.Extension.Number = number
	}
	var policy cordon.PhonePolicy
	text, err := json.Marshal(said) // only what is said
	if err == nil {
		err = errors.Join(json.Unmarshal(u.Policy, &policy), json.Unmarshal(text, &policy))
	}
	if err != nil {
		return err
	}
	if text, err = json.Marshal(policy); err != nil {
		return err
	}
	return tx.run("UPDATE phone_extension SET number = ?, policy = ? WHERE user = ?", u.Extension.Number, string(text), p.seq)
}

// licensePhone gives a user an extension or takes it, as their licence says.
// What e leaves empty is drawn.
func (tx *WriteTx) licensePhone(account string, user int64, licensed bool, e *cordon.Extension) error {
	if !licensed {
		return tx.run("DELETE FROM phone_extension WHERE user = ?", user)
	}
	has, err := tx.exists("SELECT 1 FROM phone_extension WHERE user = ?", user)
	if err != nil || has {
		return err
	}
	for _, id := range []*string{&e.ID, &e.LineID} {
		if *id == "" {
			*id = tx.NewID()
		}
	}
	for e.Number == 0 {
		n := 100_000 + tx.db.dice.Int63n(900_000)
		taken, err := tx.exists("SELECT 1 FROM phone_extension WHERE account = ? AND number = ?", account, n)
		if err != nil {
			return err
		}
		if !taken {
			e.Number = n
		}
	}
	for e.Line == "" {
		line := "+1555" + strconv.FormatInt(2_000_000+tx.db.dice.Int63n(7_999_999), 10)
		taken, err := tx.exists("SELECT 1 FROM phone_extension WHERE account = ? AND line = ?", account, line)
		if err != nil {
			return err
		}
		if !taken {
			e.Line = line
		}
	}
	return tx.run("INSERT INTO phone_extension (user, account, id, number, line, line_id) VALUES (?, ?, ?, ?, ?, ?)",
		user, account, e.ID, e.Number, e.Line, e.LineID)
}
