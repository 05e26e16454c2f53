package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
)

// row is one thing in a file, as Zoom showed it.
type row struct {
	kind kind
	line int
	of   string // whose it is by the path of the file: a group, a user, what was held
	text json.RawMessage
}

// read cuts a file into rows. What is no answer that is known is a problem.
func read(f File) (rows []row, problems []Problem, err error) {
	text, err := f.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", f.Path, err)
	}
	if len(text) > MaxFile {
		return nil, nil, fmt.Errorf("%s has more than %d MiB: split it", f.Path, MaxFile>>20)
	}
	c := &cutter{where: locate(f.Path), lines: lineStarts(text)}
	err = c.values(text)
	for i := range c.problems {
		c.problems[i].Path = f.Path
	}
	return c.rows, c.problems, err
}

// part is a JSON value inside a file.
type part struct {
	text json.RawMessage
	at   int // where it begins in the file
}

// cutter cuts the text of a file into rows.
type cutter struct {
	where    place
	lines    []int // where each line begins
	rows     []row
	problems []Problem
}

func lineStarts(text []byte) []int {
	starts := []int{0}
	for i, b := range text {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func (c *cutter) line(at int) int { return sort.SearchInts(c.lines, at+1) }

func (c *cutter) problem(at int, format string, args ...any) {
	c.problems = append(c.problems, Problem{Line: c.line(at), Reason: fmt.Sprintf(format, args...)})
}

const byteOrderMark = "\ufeff" // that some editors begin a file with

// values reads the answers of a file: one after another, or in arrays. From the
// first that is no JSON on, nothing can be told.
func (c *cutter) values(text []byte) error {
	if bytes.HasPrefix(text, []byte(byteOrderMark)) {
		text = append([]byte("   "), text[len(byteOrderMark):]...)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	for {
		var v json.RawMessage
		if err := d.Decode(&v); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			at := len(text) - len(bytes.TrimLeft(text[d.InputOffset():], " \t\r\n"))
			var bad *json.SyntaxError
			if errors.As(err, &bad) {
				at = max(at, int(bad.Offset)-1)
			}
			c.problem(at, "not JSON from here on: %v", err)
			return nil
		}
		c.answer(part{v, int(d.InputOffset()) - len(v)}, false)
	}
}

// answer reads one answer, or an array of them.
func (c *cutter) answer(p part, inArray bool) {
	switch {
	case p.text[0] == '[' && !inArray:
		for _, e := range elements(p) {
			c.answer(e, true)
		}
	case p.text[0] == '{':
		c.object(p)
	default:
		c.problem(p.at, "neither an answer nor an array of answers")
	}
}

// object reads an answer: a page of a list, or a thing by itself.
func (c *cutter) object(p part) {
	m := p.members()
	for _, list := range lists {
		if rows, ok := m[list]; ok && rows.text[0] == '[' {
			for _, e := range elements(rows) {
				c.row(c.where.listed(list, e), e)
			}
			return
		}
	}
	c.row(c.where.single(m), p)
}

func (c *cutter) row(k kind, p part) {
	switch {
	case k == unknown:
		c.problem(p.at, "left out: not an answer that is imported")
		c.problems[len(c.problems)-1].Note = true
	case named[k] != "" && c.where.of == "":
		c.problem(p.at, "whose this is only the path of the file can say, such as %s", named[k])
	case k != ignored:
		of := ""
		if named[k] != "" || c.where.in == "users" && c.where.of != "me" {
			of = c.where.of
		}
		c.rows = append(c.rows, row{k, c.line(p.at), of, p.text})
	}
}

// members are those of an object by name, nil for what is none.
func (p part) members() map[string]part {
	if p.text[0] != '{' {
		return nil
	}
	m := map[string]part{}
	d := json.NewDecoder(bytes.NewReader(p.text))
	_, _ = d.Token()
	for d.More() {
		name, _ := d.Token()
		var v json.RawMessage
		if d.Decode(&v) != nil {
			return m
		}
		key, _ := name.(string)
		m[key] = part{v, p.at + int(d.InputOffset()) - len(v)}
	}
	return m
}

// elements are those of an array that is JSON.
func elements(p part) (list []part) {
	d := json.NewDecoder(bytes.NewReader(p.text))
	_, _ = d.Token()
	for d.More() {
		var v json.RawMessage
		if d.Decode(&v) != nil {
			return list
		}
		list = append(list, part{v, p.at + int(d.InputOffset()) - len(v)})
	}
	return list
}
