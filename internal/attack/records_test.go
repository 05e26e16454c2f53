package attack

import (
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
	"github.com/cordon-zoom/cordon/zoomapi"
)

// record is one row of record, with its holders.
type record struct {
	kind            cordon.Kind
	id, parent      string
	time            time.Time
	owner           string // user id, "" for nobody
	holders         []string
	doc, detailText string
}

func (d *database) loadRecords(m *model) {
	d.t.Helper()
	bySeq := map[int64]*record{}
	d.each(`SELECT r.seq, r.kind, r.id, r.parent, r.time, coalesce(u.id, ''), r.doc, r.detail FROM record r LEFT JOIN user u ON u.seq = r.owner
		WHERE r.account = ? ORDER BY r.seq`, func(s *sqlite.Stmt) {
		x := &record{kind: cordon.Kind(s.ColumnText(1)), id: s.ColumnText(2), parent: s.ColumnText(3), time: time.UnixMilli(s.ColumnInt64(4)).UTC(),
			owner: s.ColumnText(5), doc: s.ColumnText(6), detailText: s.ColumnText(7)}
		bySeq[s.ColumnInt64(0)] = x
		m.records = append(m.records, x)
	}, m.id)
	d.each(`SELECT h.record, u.id, h.kind, h.time FROM record_holder h JOIN user u ON u.seq = h.holder WHERE u.account = ?`, func(s *sqlite.Stmt) {
		x := bySeq[s.ColumnInt64(0)]
		if x == nil || x.kind != cordon.Kind(s.ColumnText(2)) || x.time.UnixMilli() != s.ColumnInt64(3) {
			d.t.Errorf("holder %s of record %d says another account, kind or time than the record", s.ColumnText(1), s.ColumnInt64(0))
			return
		}
		x.holders = append(x.holders, s.ColumnText(1))
	}, m.id)
	d.each(`SELECT t.kind, t.hour, t.n, (SELECT count(*) FROM record r WHERE r.account = t.account AND r.kind = t.kind AND r.time / 3600000 = t.hour) c
		FROM record_total t WHERE account = ? AND n <> c`, func(s *sqlite.Stmt) {
		d.t.Errorf("kept total of %s in hour %d is %d, counted %d", s.ColumnText(0), s.ColumnInt64(1), s.ColumnInt(2), s.ColumnInt(3))
	}, m.id)
}

// holds reports whether the operation may show the record: one of its holders
// is in sight.
func (v verdict) holds(m *model, x *record) bool {
	return slices.ContainsFunc(x.holders, func(id string) bool { return m.byID[id] != nil && v.sees(m.byID[id]) })
}

// populace is one random account while it is filled. What it adds carries marks
// of the people it belongs to in every text.
type populace struct {
	*crowd
	tx      *store.OperatorTx
	account string
	index   int
	people  []string // user ids; the place is the index in a mark
}

// populaces are what each family of operations fills accounts with.
var populaces []func(*populace) error

// mark is a text that tells of the person at that place; field is above 30, and
// each text has its own.
func (p *populace) mark(person, field int) string { return mark(p.index, 'u', person, field) }

// before is a time in the days before the world begins.
func (p *populace) before(days int) time.Time {
	return world.Start.Add(-time.Duration(p.r.Int64N(int64(days) * int64(24*time.Hour)))).Truncate(time.Second)
}

// person names somebody: a user of the account, or somebody from outside.
func (p *populace) person() cordon.Person {
	if p.chance(25) {
		return cordon.Person{Name: "Outsider " + randomID(p.r)[:6], Email: "outsider" + randomID(p.r)[:6] + "@elsewhere.test"}
	}
	i := p.r.IntN(len(p.people))
	return cordon.Person{User: p.people[i], Name: p.mark(i, fDisplay)}
}

func (p *populace) add(r *cordon.Record) error { return p.tx.AddRecord(p.account, r) }

// recordList is a list of records that the audit reads to its end and holds to
// the records that are really there.
type recordList struct {
	op    string
	path  []string // segments; "{user}" is somebody
	query url.Values
	key   string                         // where the rows are
	id    string                         // what a row is known by
	want  func(x *record) (string, bool) // how a record is known there; false if it is not in the list
}

var recordLists []recordList

// drawnRecords says, by the kind of a draw, how a record is named there; false
// if the draw is not of such a record.
var drawnRecords = map[byte]func(x *record) (string, bool){}

// recordsOutOfSight are the names of records that a draw of a kind may have and
// the caller does not see, and of those that another account has.
func recordsOutOfSight(m, other *model, v verdict, kind byte) (hidden, foreign []string) {
	name := drawnRecords[kind]
	if name == nil {
		return nil, nil
	}
	for _, x := range m.records {
		if s, ok := name(x); ok && !v.holds(m, x) {
			hidden = append(hidden, s)
		}
	}
	for _, x := range other.records {
		if s, ok := name(x); ok {
			foreign = append(foreign, s)
		}
	}
	return hidden, foreign
}

// auditRecords reads some of the lists of records.
func (c *crowd) auditRecords(t testing.TB, m *model, list func(string, string, url.Values, ...string) ([]map[string]any, int, outcome),
	same func(outcome, []map[string]any, string, int, []string)) {
	t.Helper()
	for _, l := range some(c.r, indexes(recordLists), 6) {
		l := recordLists[l]
		var who *person
		path := slices.Clone(l.path)
		if i := slices.Index(path, "{user}"); i >= 0 {
			who = pick(c.r, m.users)
			path[i] = who.id
		}
		rows, total, o := list(l.op, l.key, maps.Clone(l.query), path...)
		if o.dead || !o.allowed {
			continue
		}
		if who != nil && !o.sees(who) {
			if o.Status != 404 {
				t.Errorf("%s: of somebody hidden, got %d %s", o.request, o.Status, o.Body)
			}
			continue
		}
		if !o.ok() {
			t.Errorf("%s: got %d %s\n%s", o.request, o.Status, o.Body, o.who())
			continue
		}
		var want []string
		for _, x := range m.records {
			if id, in := l.want(x); in && o.holds(m, x) && (who == nil || slices.Contains(x.holders, who.id)) {
				want = append(want, id)
			}
		}
		same(o, rows, l.id, total, want)
		c.done.count("audited " + l.op)
	}
}

func indexes[T any](list []T) []int {
	n := make([]int, len(list))
	for i := range n {
		n[i] = i
	}
	return n
}

// allowed is the table of docs/outsiders.md: by operation, the members that may
// show a display name or a number of somebody hidden.
var allowed = func() map[string][]string {
	page, err := os.ReadFile("../../docs/outsiders.md")
	if err != nil {
		panic(err)
	}
	table := map[string][]string{}
	for line := range strings.SplitSeq(string(page), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 5 {
			continue
		}
		for op := range strings.SplitSeq(cells[1], "`") {
			if method, _, ok := strings.Cut(op, " /"); ok && method == strings.ToUpper(method) {
				for i, field := range strings.Split(cells[2], "`") {
					if i%2 == 1 {
						table[op] = append(table[op], field)
					}
				}
			}
		}
	}
	return table
}()

// withoutAllowed is the answer's body without what the table lets it show.
func (o outcome) withoutAllowed(route *zoomapi.Route) []byte {
	fields := allowed[route.Operation.String()]
	var body any
	if len(fields) == 0 || json.Unmarshal(o.Body, &body) != nil {
		return o.Body
	}
	for _, field := range fields {
		strip(body, strings.Split(field, "."))
	}
	text, err := json.Marshal(body)
	if err != nil {
		return o.Body
	}
	return text
}

// strip takes the member at a path such as participants[].name away.
func strip(v any, path []string) {
	o, ok := v.(map[string]any)
	if !ok {
		return
	}
	name, list := strings.CutSuffix(path[0], "[]")
	if len(path) == 1 && !list {
		delete(o, name)
		return
	}
	next, ok := o[name]
	if !ok {
		return
	}
	if !list {
		strip(next, path[1:])
		return
	}
	all, _ := next.([]any)
	if len(path) == 1 {
		delete(o, name)
		return
	}
	for _, x := range all {
		strip(x, path[1:])
	}
}

func TestOutsidersTableIsOfServedOperations(t *testing.T) {
	routes := world.New(t, 1).Server.API.Routes()
	for op := range allowed {
		if !slices.ContainsFunc(routes, func(r *zoomapi.Route) bool { return r.Operation.String() == op }) {
			t.Errorf("docs/outsiders.md names %s, which is not served", op)
		}
	}
}

// textAt is the text of one member of a document.
func textAt(doc, member string) string {
	var o map[string]any
	_ = json.Unmarshal([]byte(doc), &o)
	s, _ := o[member].(string)
	return s
}
