package main

import (
	"bytes"
	"testing"
	"time"
)

func TestProgress(t *testing.T) {
	for _, test := range []struct {
		name     string
		terminal bool
		each     time.Duration // between two parts
		want     string
	}{
		{"quick", false, time.Millisecond, ""},
		{"quick on a terminal", true, time.Millisecond, ""},
		{"slow", false, 2 * time.Second, "cordon: working: 12 %\ncordon: working: 25 %\ncordon: working: 31 %\ncordon: working: 100 %\n"},
		{"slow on a terminal", true, 2 * time.Second, "\rcordon: working: 12 %\rcordon: working: 18 %\rcordon: working: 25 %\rcordon: working: 31 %\rcordon: working: 100 %\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			now := time.Unix(0, 0)
			p := newProgress(&env{stderr: &out, clock: func() time.Time { return now }}, "working")
			p.terminal = test.terminal
			for _, done := range []float64{0, 0.125, 0.125, 0.1875, 0.25, 0.3125, 1} {
				now = now.Add(test.each)
				p.part(done)
			}
			p.end()
			if out.String() != test.want {
				t.Errorf("got %q\nwant %q", out.String(), test.want)
			}
		})
	}
}
