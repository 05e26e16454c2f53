package store

import (
	"bytes"
	"encoding/json"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon/access"
)

// arena holds the columns of many rows in few allocations. What it hands out
// stays good: a chunk that is full is left to those who use it.
type arena struct {
	bytes   []byte
	text    *strings.Builder
	scratch []byte
}

const arenaChunk = 32 << 10 // bytes; the first chunk is smaller

func (a *arena) column(s *sqlite.Stmt, col int) json.RawMessage {
	n := s.ColumnLen(col)
	b := a.room(n)[:n]
	s.ColumnBytes(col, b)
	return b
}

// room returns an empty slice with space for n bytes, which are then taken.
func (a *arena) room(n int) []byte {
	if cap(a.bytes)-len(a.bytes) < n {
		a.bytes = make([]byte, 0, max(n, min(arenaChunk, 4*cap(a.bytes)), 2<<10))
	}
	start := len(a.bytes)
	a.bytes = a.bytes[:start+n]
	return a.bytes[start : start : start+n]
}

func (a *arena) string(s *sqlite.Stmt, col int) string {
	n := s.ColumnLen(col)
	if n == 0 {
		return ""
	}
	if cap(a.scratch) < n {
		a.scratch = make([]byte, n, 2*n+64)
	}
	s.ColumnBytes(col, a.scratch[:n])
	if a.text == nil || a.text.Cap()-a.text.Len() < n {
		grow := 256
		if a.text != nil {
			grow = arenaChunk
		}
		a.text = new(strings.Builder)
		a.text.Grow(max(n, grow))
	}
	start := a.text.Len()
	a.text.Write(a.scratch[:n])
	return a.text.String()[start:]
}

// groups reads a list of groups and leaves those that exist for the caller.
func (a *arena) groups(s *sqlite.Stmt, col int, known access.Groups) json.RawMessage {
	list := a.column(s, col)
	if known.All() {
		return list
	}
	kept := append(a.room(len(list)), '[')
	for quoted := range bytes.SplitSeq(list[1:len(list)-1], []byte(",")) {
		if len(quoted) == 0 || !known.Has(string(quoted[1:len(quoted)-1])) {
			continue
		}
		if len(kept) > 1 {
			kept = append(kept, ',')
		}
		kept = append(kept, quoted...)
	}
	return append(kept, ']')
}
