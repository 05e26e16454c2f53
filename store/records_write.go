package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// AddRecord adds a record for its first holder, who must be in sight and is
// named as in UserKey. Owner and Holders are filled in here.
func (tx *WriteTx) AddRecord(people access.People, holder string, r *cordon.Record) error {
	p, err := tx.find(people, UserKey{Value: holder})
	if err != nil {
		return err
	}
	r.Owner, r.Holders = p.id, []string{p.id}
	return tx.insertRecord(people.Account(), p.seq, []int64{p.seq}, r)
}

// AddPart adds a record that is reached through whole, which the caller has in
// hand. by is who it is from, or "" for nobody of the account.
func (tx *WriteTx) AddPart(people access.People, whole RecordRow, by string, r *cordon.Record) error {
	var owner int64
	if by != "" {
		p, err := tx.find(people, UserKey{Value: by})
		if err != nil {
			return err
		}
		owner, r.Owner = p.seq, p.id
	}
	r.Parent, r.Holders = whole.ID, []string{}
	return tx.insertRecord(people.Account(), owner, nil, r)
}

func (tx *WriteTx) insertRecord(account string, owner int64, holders []int64, r *cordon.Record) error {
	doc, detail, err := texts(r.Doc, r.Detail)
	if err != nil {
		return err
	}
	if r.ID == "" || r.Kind == "" || r.Time.IsZero() {
		return fmt.Errorf("store: a record needs a kind, an id and a time: %q %q %s", r.Kind, r.ID, r.Time)
	}
	err = tx.run("INSERT INTO record (account, kind, id, parent, time, owner, doc, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		account, string(r.Kind), r.ID, r.Parent, millis(r.Time), owner, doc, detail)
	if err != nil {
		return err
	}
	return tx.hold(tx.conn.LastInsertRowID(), owner, holders, r)
}

func (tx *WriteTx) hold(seq, owner int64, holders []int64, r *cordon.Record) error {
	for _, h := range holders {
		if h != owner && !r.Kind.Shared() {
			return fmt.Errorf("store: a %s is its owner's alone", r.Kind)
		}
		if err := tx.run("INSERT OR IGNORE INTO record_holder VALUES (?, ?, ?, ?)", h, string(r.Kind), millis(r.Time), seq); err != nil {
			return err
		}
	}
	return nil
}

func texts(doc, detail any) (d, e string, err error) {
	if d, err = text(doc); err != nil || detail == nil {
		return d, "{}", err
	}
	e, err = text(detail)
	return d, e, err
}

// text is a document as JSON, which one that was kept or made so already is.
func text(document any) (string, error) {
	if done, ok := document.(json.RawMessage); ok {
		return string(done), nil
	}
	t, err := json.Marshal(document)
	return string(t), err
}

// What a record may grow to by changes, in bytes. Lists read the documents of
// hundreds, and each change reads and writes the record whole.
const (
	maxDoc    = 64 << 10
	maxDetail = 4 << 20
)

// SaveRecord writes back a record that the caller has in hand, with its kind,
// time and documents changed. A nil detail leaves the detail as it is. What
// would make the record too large is refused; one that is so already may shrink.
func (tx *WriteTx) SaveRecord(row RecordRow, doc, detail any) error {
	d, e, err := texts(doc, detail)
	if err != nil {
		return err
	}
	if len(d) > max(maxDoc, len(row.Doc)) || len(e) > max(maxDetail, len(row.Detail)) {
		return cordon.BadRequest("There is no room for more here. Take something away first.")
	}
	if detail != nil {
		detail = json.RawMessage(e)
	}
	return tx.MarkRecord(row, json.RawMessage(d), detail)
}

// MarkRecord is SaveRecord for what ends, is deleted or comes back. It adds no
// more than a mark, and there is always room for that: were there not, who
// filled a record could keep others from deleting it.
func (tx *WriteTx) MarkRecord(row RecordRow, doc, detail any) error {
	d, e, err := texts(doc, detail)
	if err != nil {
		return err
	}
	if detail == nil {
		return tx.run("UPDATE record SET kind = ?, time = ?, doc = ? WHERE seq = ?", string(row.Kind), millis(row.Time), d, row.Seq)
	}
	return tx.run("UPDATE record SET kind = ?, time = ?, doc = ?, detail = ? WHERE seq = ?", string(row.Kind), millis(row.Time), d, e, row.Seq)
}

// DeleteRecord deletes a record that the caller has in hand, and its parts of
// the kinds given.
func (tx *WriteTx) DeleteRecord(people access.People, row RecordRow, parts ...cordon.Kind) error {
	for _, kind := range parts {
		if err := tx.run("DELETE FROM record WHERE account = ? AND parent = ? AND parent <> '' AND kind = ?", people.Account(), row.ID, string(kind)); err != nil {
			return err
		}
	}
	return tx.run("DELETE FROM record WHERE seq = ?", row.Seq)
}

// AddHolders makes people in sight holders of a record that the caller has in
// hand. It returns the ids of those who were not before.
func (tx *WriteTx) AddHolders(people access.People, row RecordRow, who []string) (added []string, err error) {
	if !row.Kind.Shared() {
		return nil, fmt.Errorf("store: a %s is its owner's alone", row.Kind)
	}
	for _, name := range who {
		p, err := tx.find(people, UserKey{Value: name})
		if err != nil {
			return nil, err
		}
		fresh, err := tx.changed("INSERT OR IGNORE INTO record_holder VALUES (?, ?, ?, ?)", p.seq, string(row.Kind), millis(row.Time), row.Seq)
		if err != nil {
			return nil, err
		}
		if fresh {
			added = append(added, p.id)
		}
	}
	return added, nil
}

// RemoveHolder takes a person in sight from the holders of a record that the
// caller has in hand. With its last holder the record goes too.
func (tx *WriteTx) RemoveHolder(people access.People, row RecordRow, who string) error {
	p, err := tx.find(people, UserKey{Value: who})
	if err != nil {
		return err
	}
	return tx.run("DELETE FROM record_holder WHERE record = ? AND holder = ?", row.Seq, p.seq)
}

// Holders lists the holders in sight of a record that the caller has in hand, in
// the order in which they joined the account, and how many they are.
func (tx *Tx) Holders(people access.People, row RecordRow, page Page) (list []UserRow, total int, err error) {
	from := func(columns string) *sql {
		return new(sql).add("SELECT "+columns+" FROM record_holder h CROSS JOIN user u ON u.seq = h.holder WHERE h.record = ? AND ", row.Seq).visible(people.Visibility(), "u")
	}
	q := from(userColumns).add(" AND u.seq > ? ORDER BY h.holder LIMIT ? OFFSET ?", page.After, page.Limit, page.Skip)
	groups, mem := tx.Grant.Groups(), new(arena)
	err = tx.each(q.String(), q.args, func(s *sqlite.Stmt) error {
		list = append(list, scanUser(s, groups, mem))
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	q = from("count(*)")
	total, err = tx.number(q.String(), q.args...)
	return list, total, err
}

// RecordTaken reports whether a record of any of the kinds has the id, hidden or
// not. It is for drawing ids that nobody has.
func (tx *Tx) RecordTaken(id string, kinds ...cordon.Kind) (bool, error) {
	q := new(sql).add("SELECT 1 FROM record WHERE account = ? AND id = ? AND kind IN ", tx.Grant.Account(), id).in(kindNames(kinds))
	return tx.exists(q.String(), q.args...)
}

// transferable are the kinds of records that each flag of DELETE
// /users/{userId} hands over.
var transferable = map[string][]cordon.Kind{
	"meeting":   {cordon.KindMeeting},
	"webinar":   {cordon.KindWebinar},
	"recording": {cordon.KindRecording, cordon.KindTrash},
}

// transfer hands records of p over to another. Whoever sees them sees the
// records from then on, so the caller must see p under every privilege that
// reaches them, through their role or through their groups.
func (tx *WriteTx) transfer(p, to seat, what []string) error {
	if err := tx.mayGive(p, to.role); err != nil {
		return err
	}
	for _, g := range to.groups {
		if err := tx.mayShow(p, g); err != nil {
			return err
		}
	}
	for _, name := range what {
		for _, kind := range transferable[name] {
			err := tx.run("UPDATE record SET owner = ? WHERE owner = ? AND seq IN (SELECT record FROM record_holder WHERE holder = ? AND kind = ?)",
				to.seq, p.seq, p.seq, string(kind))
			if err != nil {
				return err
			}
			if err := tx.run("UPDATE OR IGNORE record_holder SET holder = ? WHERE holder = ? AND kind = ?", to.seq, p.seq, string(kind)); err != nil {
				return err
			}
		}
	}
	return nil
}

// AddRecord adds a record as it is. Its owner and holders must exist.
func (o *OperatorTx) AddRecord(account string, r *cordon.Record) error {
	owner, holders, err := o.seqs(account, r)
	if err != nil {
		return err
	}
	return o.tx.insertRecord(account, owner, holders, r)
}

// seqs finds the owner and the holders of a record.
func (o *OperatorTx) seqs(account string, r *cordon.Record) (owner int64, holders []int64, err error) {
	if r.Owner != "" {
		if owner, err = o.seqOf(account, r.Owner); err != nil {
			return 0, nil, err
		}
	}
	ids := r.Holders
	if ids == nil && r.Owner != "" {
		ids = []string{r.Owner}
	}
	holders = make([]int64, len(ids))
	for i, id := range ids {
		if holders[i], err = o.seqOf(account, id); err != nil {
			return 0, nil, err
		}
	}
	return owner, holders, nil
}

func (o *OperatorTx) seqOf(account, id string) (seq int64, err error) {
	if seq, ok := o.users[[2]string{account, id}]; ok {
		return seq, nil
	}
	found, err := o.tx.one("SELECT seq FROM user WHERE id = ? AND account = ?", []any{id, account}, func(s *sqlite.Stmt) { seq = s.ColumnInt64(0) })
	if err != nil {
		return 0, err
	}
	if !found {
		return 0, cordon.NoSuchUser(id)
	}
	if o.users == nil {
		o.users = make(map[[2]string]int64)
	}
	o.users[[2]string{account, id}] = seq
	return seq, nil
}

// NewID draws an id of Zoom's shape.
func (tx *WriteTx) NewID() string { return tx.db.dice.ID() }

// NewUUID draws the UUID of a meeting or call: 16 bytes in base64.
func (tx *WriteTx) NewUUID() string { return base64.StdEncoding.EncodeToString(tx.db.dice.Bytes(16)) }

// NewNumber draws a number of eleven digits that no meeting or webinar has.
func (tx *WriteTx) NewNumber() (int64, error) {
	for {
		n := 80_000_000_000 + tx.db.dice.Int63n(19_000_000_000)
		taken, err := tx.RecordTaken(strconv.FormatInt(n, 10), cordon.KindMeeting, cordon.KindWebinar)
		if err != nil || !taken {
			return n, err
		}
	}
}
