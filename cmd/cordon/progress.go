package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/cordon-zoom/cordon"
)

// progress tells how much of a long piece of work is done: on a terminal in one
// line that is written over, elsewhere in a line for each tenth. Of work that is
// done soon it says nothing.
type progress struct {
	to       io.Writer
	terminal bool
	what     string
	clock    cordon.Clock
	start    time.Time
	told     int // percent
}

// soon is how long work may take without a word.
const soon = 2 * time.Second

func newProgress(e *env, what string) *progress {
	p := &progress{to: e.stderr, what: what, clock: e.clock, start: e.clock()}
	if f, ok := e.stderr.(*os.File); ok {
		info, err := f.Stat()
		p.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return p
}

// part tells that so much is done, from 0 to 1.
func (p *progress) part(done float64) {
	percent := int(100 * done)
	step := 10
	if p.terminal {
		step = 1
	}
	if percent/step <= p.told/step || p.clock().Sub(p.start) < soon {
		return
	}
	p.told = percent
	if p.terminal {
		fmt.Fprintf(p.to, "\rcordon: %s: %d %%", p.what, percent)
	} else {
		fmt.Fprintf(p.to, "cordon: %s: %d %%\n", p.what, percent)
	}
}

// end ends the line that was written over.
func (p *progress) end() {
	if p.terminal && p.told > 0 {
		fmt.Fprintln(p.to)
	}
}
