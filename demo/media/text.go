package media

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// Line is what one person said or wrote.
type Line struct {
	Speaker, Text string
	At            time.Duration // since the recording began
}

// lineLasts is how long the last line of a transcript is shown.
const lineLasts = 4 * time.Second

// oneLine keeps what people say from ending the line that it stands in.
var oneLine = strings.NewReplacer("\r", " ", "\n", " ", "\u2028", " ", "\u2029", " ", "\t", " ")

// cueText is oneLine for WebVTT, where these begin markup or end the cue
// (www.w3.org/TR/webvtt1, 4.2).
var cueText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// VTT is a transcript in WebVTT. Each line is shown until the next.
func VTT(lines []Line) []byte {
	var b bytes.Buffer
	b.WriteString("WEBVTT\r\n")
	for i, l := range lines {
		end := l.At + lineLasts
		if i+1 < len(lines) && lines[i+1].At > l.At {
			end = lines[i+1].At
		}
		fmt.Fprintf(&b, "\r\n%d\r\n%s.%03d --> %s.%03d\r\n%s\r\n", i+1, clock(l.At), l.At.Milliseconds()%1000,
			clock(end), end.Milliseconds()%1000, cueText.Replace(oneLine.Replace(l.Speaker+": "+l.Text)))
	}
	return b.Bytes()
}

// Chat is what was written in a meeting, a line each: time, who, what.
func Chat(lines []Line) []byte {
	var b bytes.Buffer
	for _, l := range lines {
		fmt.Fprintf(&b, "%s\t%s:\t%s\r\n", clock(l.At), oneLine.Replace(l.Speaker), oneLine.Replace(l.Text))
	}
	return b.Bytes()
}

// clock is a time as hours, minutes and seconds: "01:02:03".
func clock(at time.Duration) string {
	s := int(at / time.Second)
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}
