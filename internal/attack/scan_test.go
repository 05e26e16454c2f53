package attack

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// thing is anything a test account has that could show in an answer.
type thing struct {
	account int
	kind    byte // 'u'ser, 'h'ost key, 'g'roup, 'r'ole, 'a'pp, 'c'ontact group
	id      string
}

// registry knows every string by which a thing could be recognised.
type registry struct {
	ids, emails, numbers, marks map[string]thing
}

func newRegistry() *registry {
	return &registry{map[string]thing{}, map[string]thing{}, map[string]thing{}, map[string]thing{}}
}

// mark is a string that stands in one field of one thing and nowhere else.
// Field 0 is the thing's id, which takes eight more characters.
func mark(account int, kind byte, index, field int) string {
	return fmt.Sprintf("zq%04d%c%03df%02dz", account, kind, index, field)
}

const markLen, markWho = 14, 10 // the first ten characters say whose it is

func (g *registry) add(m *model) {
	for _, p := range m.users {
		u := thing{m.index, 'u', p.id}
		g.ids[strings.ToLower(p.id)] = u
		g.emails[strings.ToLower(p.email)] = u
		g.numbers[strconv.FormatInt(p.pmi, 10)] = u
		g.numbers[p.hostKey] = thing{m.index, 'h', p.id}
		g.whose(p.id, u)
	}
	for _, x := range m.groups {
		g.ids[strings.ToLower(x.id)] = thing{m.index, 'g', x.id}
		g.whose(x.id, thing{m.index, 'g', x.id})
	}
	for _, x := range m.roles {
		if len(x.id) > 1 { // the system roles have the same ids everywhere
			g.ids[strings.ToLower(x.id)] = thing{m.index, 'r', x.id}
			g.whose(x.id, thing{m.index, 'r', x.id})
		}
	}
	for _, x := range m.apps {
		a := thing{m.index, 'a', x.id}
		g.ids[strings.ToLower(x.id)], g.ids[strings.ToLower(x.client)] = a, a
		g.whose(x.name, a) // app ids are drawn by the server
	}
	g.addTies(m)
	g.addTalk(m)
}

// whose notes which thing the marks that begin like s belong to.
func (g *registry) whose(s string, t thing) {
	if len(s) >= markLen && strings.HasPrefix(s, "zq") && g.marks[s[:markWho]] == (thing{}) {
		g.marks[s[:markWho]] = t
	}
}

func inRun(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.' || c == '@' || c == '+'
}

// scan finds every thing that the text tells of, and the string that does.
func (g *registry) scan(text []byte, found func(t thing, raw string)) {
	text = bytes.ToLower(text)
	for i := 0; i < len(text); {
		if !inRun(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && inRun(text[i]) {
			i++
		}
		g.scanRun(string(text[start:i]), found)
	}
}

func (g *registry) scanRun(run string, found func(t thing, raw string)) {
	if len(run) < 6 {
		return
	}
	if strings.Contains(run, "@") {
		email := strings.Trim(run, ".")
		if t, ok := g.emails[email]; ok {
			found(t, email)
		}
	}
	for word := range strings.FieldsFuncSeq(run, func(r rune) bool { return r == '.' || r == '@' || r == '+' }) {
		if t, ok := g.ids[word]; ok {
			found(t, word)
		}
		if t, ok := g.numbers[word]; ok {
			found(t, word)
		}
		for rest, off := word, 0; ; {
			i := strings.Index(rest, "zq")
			if i < 0 || len(rest) < i+markLen {
				break
			}
			off += i
			raw := word[off : off+markLen]
			if t, ok := g.marks[raw[:markWho]]; ok && raw[markLen-1] == 'z' {
				found(t, raw)
			}
			off, rest = off+2, rest[i+2:]
		}
	}
}
