package media

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const title = "Équipe <& sync>"

func TestSameArgumentsSameBytes(t *testing.T) {
	for name, of := range map[string]func(title string, seed uint64, seconds int) []byte{"MP4": MP4, "M4A": M4A, "MP3": MP3} {
		a := of(title, 7, 2)
		if !bytes.Equal(a, of(title, 7, 2)) {
			t.Errorf("%s: another file for the same arguments", name)
		}
		for other, b := range map[string][]byte{"seed": of(title, 8, 2), "title": of("Other", 7, 2), "length": of(title, 7, 3)} {
			if bytes.Equal(a, b) {
				t.Errorf("%s: another %s makes the same file", name, other)
			}
		}
		if !bytes.Equal(of(title, 7, 0), of(title, 7, 1)) || !bytes.Equal(of(title, 7, 3600), of(title, 7, MaxSeconds)) {
			t.Errorf("%s: lengths are not bounded", name)
		}
		for _, seconds := range []int{1, MaxSeconds} {
			if n := len(of(title, 7, seconds)); n < 900 || n > 30_000 {
				t.Errorf("%s of %d s has %d bytes", name, seconds, n)
			}
		}
	}
}

// boxes lists the boxes of a file by their paths, and fails unless they fill
// each other exactly.
func boxes(t *testing.T, b []byte, under string, found map[string][]byte) map[string][]byte {
	t.Helper()
	for len(b) > 0 {
		if len(b) < 8 || int(binary.BigEndian.Uint32(b)) < 8 || int(binary.BigEndian.Uint32(b)) > len(b) {
			t.Fatalf("%s ends with half a box", under)
		}
		size := int(binary.BigEndian.Uint32(b))
		path, content := under+"/"+string(b[4:8]), b[8:size]
		for found[path] != nil {
			path += "+" // the second track
		}
		found[path] = content
		switch string(b[4:8]) {
		case "moov", "trak", "mdia", "minf", "dinf", "stbl", "udta", "ilst", "\xa9nam":
			boxes(t, content, path, found)
		case "meta":
			boxes(t, content[4:], path, found)
		case "stsd", "dref":
			boxes(t, content[8:], path, found)
		case "avc1":
			boxes(t, content[78:], path, found)
		case "mp4a":
			boxes(t, content[28:], path, found)
		}
		b = b[size:]
	}
	return found
}

func number(b []byte, at int) int { return int(binary.BigEndian.Uint32(b[at:])) }

// samples cuts the samples of a track out of the file, by its tables.
func samples(t *testing.T, file []byte, found map[string][]byte, trak string) (out [][]byte) {
	t.Helper()
	stbl := trak + "/mdia/minf/stbl"
	stsz, stts, stsc, stco := found[stbl+"/stsz"], found[stbl+"/stts"], found[stbl+"/stsc"], found[stbl+"/stco"]
	n := number(stsz, 8)
	if number(stts, 4) != 1 || number(stts, 8) != n || number(stsc, 4) != 1 || number(stsc, 12) != n || number(stco, 4) != 1 || len(stsz) != 12+4*n {
		t.Fatalf("%s: the tables differ about the number of samples, %d", trak, n)
	}
	if duration := number(found[trak+"/mdia/mdhd"], 16); duration != n*number(stts, 12) {
		t.Errorf("%s: lasts %d and has %d samples of %d", trak, duration, n, number(stts, 12))
	}
	at := number(stco, 8)
	for i := range n {
		size := number(stsz, 12+4*i)
		out = append(out, file[at:at+size])
		at += size
	}
	return out
}

func TestMP4(t *testing.T) {
	file := MP4(title, 7, 4)
	found := boxes(t, file, "", map[string][]byte{})
	video, sound := samples(t, file, found, "/moov/trak"), samples(t, file, found, "/moov/trak+")
	if len(video) != 4 || len(sound) != 63 {
		t.Errorf("%d pictures and %d frames of sound", len(video), len(sound))
	}
	if all := append(bytes.Join(video, nil), bytes.Join(sound, nil)...); !bytes.Equal(all, found["/mdat"]) {
		t.Error("the samples are not all of the data")
	}
	nals := [][]byte{sps(), pps()}
	for i, s := range video {
		if number(s, 0) != len(s)-4 || s[4] != 0x65 {
			t.Errorf("picture %d is no IDR picture of its length", i)
		}
		nals = append(nals, s[4:])
	}
	for i, nal := range nals { // H.264 7.4.1: what would have to be escaped
		for _, bad := range []string{"\x00\x00\x00", "\x00\x00\x01", "\x00\x00\x02", "\x00\x00\x03"} {
			if bytes.Contains(nal, []byte(bad)) {
				t.Errorf("NAL unit %d has %q in it", i, bad)
			}
		}
	}
	if !bytes.Contains(found["/moov/udta/meta/ilst/\xa9nam/data"], []byte(title)) {
		t.Error("no title")
	}
	for _, path := range []string{"/ftyp", "/moov/mvhd", "/moov/trak/tkhd", "/moov/trak/mdia/minf/stbl/stsd/avc1/avcC", "/moov/trak+/mdia/minf/stbl/stsd/mp4a/esds"} {
		if found[path] == nil {
			t.Errorf("no %s", path)
		}
	}
}

func TestM4A(t *testing.T) {
	file := M4A(title, 7, 2)
	found := boxes(t, file, "", map[string][]byte{})
	if !bytes.HasPrefix(found["/ftyp"], []byte("M4A ")) || found["/moov/trak+"] != nil {
		t.Error("not sound alone")
	}
	if all := bytes.Join(samples(t, file, found, "/moov/trak"), nil); !bytes.Equal(all, found["/mdat"]) {
		t.Error("the samples are not all of the data")
	}
}

func TestMP3(t *testing.T) {
	file := MP3(title, 7, 3)
	size := 0
	for _, b := range file[6:10] {
		size = size<<7 | int(b)
	}
	if !bytes.HasPrefix(file, []byte("ID3\x04")) || !bytes.Contains(file[10:10+size], []byte(title)) {
		t.Error("no tag with the title")
	}
	frames := 0
	for rest := file[10+size:]; len(rest) > 0; rest = rest[mp3Bytes:] {
		if len(rest) < mp3Bytes || !bytes.HasPrefix(rest, []byte{0xFF, 0xFB, 0x18, 0xC4}) {
			t.Fatalf("frame %d is none", frames)
		}
		frames++
	}
	if want := (3*mp3Rate + mp3Samples - 1) / mp3Samples; frames != want {
		t.Errorf("%d frames, want %d", frames, want)
	}
}

// TestPlayers: ffmpeg takes all of it without a word of complaint.
func TestPlayers(t *testing.T) {
	for _, tool := range []string{"ffmpeg", "ffprobe"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CORDON_REQUIRE_FFMPEG") != "" {
				t.Fatalf("%s is not installed", tool)
			}
			t.Skipf("%s is not installed, so the files were only parsed, not played", tool)
		}
	}
	dir := t.TempDir()
	for _, seed := range []uint64{0, 7} { // the lowest and the highest tone
		for _, test := range []struct {
			name    string
			file    []byte
			seconds float64
			want    []string
		}{
			{"a.mp4", MP4(title, seed, 4), 4, []string{"codec_name=h264", "codec_name=aac", "width=64", "height=48", "profile=Constrained Baseline", "title=" + title}},
			{"a.m4a", M4A(title, seed, 2), 2, []string{"codec_name=aac", "profile=LC", "sample_rate=16000", "title=" + title}},
			{"a.mp3", MP3(title, seed, 2), 2, []string{"codec_name=mp3", "sample_rate=32000", "title=" + title}},
		} {
			path := filepath.Join(dir, test.name)
			if err := os.WriteFile(path, test.file, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command("ffprobe", "-v", "error", "-show_format", "-show_streams", path).CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %v\n%s", test.name, err, out)
			}
			for _, want := range test.want {
				if !strings.Contains(string(out), want) {
					t.Errorf("%s of seed %d: no %s in\n%s", test.name, seed, want, out)
				}
			}
			var duration float64
			_, after, _ := strings.Cut(string(out), "[FORMAT]")
			_, after, _ = strings.Cut(after, "duration=")
			if _, err := fmt.Sscan(after, &duration); err != nil || duration < test.seconds || duration > test.seconds+0.1 {
				t.Errorf("%s lasts %v s, %v", test.name, duration, err)
			}
			// Every frame decodes, and the sound is neither silent nor loud.
			out, err = exec.Command("ffmpeg", "-v", "error", "-xerror", "-err_detect", "explode", "-i", path, "-f", "null", "-").CombinedOutput()
			if err != nil || len(out) > 0 {
				t.Errorf("%s of seed %d: %v\n%s", test.name, seed, err, out)
			}
			out, err = exec.Command("ffmpeg", "-hide_banner", "-i", path, "-vn", "-af", "volumedetect", "-f", "null", "-").CombinedOutput()
			var loudest float64
			_, after, _ = strings.Cut(string(out), "max_volume: ")
			if _, scanErr := fmt.Sscan(after, &loudest); err != nil || scanErr != nil || loudest < -30 || loudest > -10 {
				t.Errorf("%s of seed %d: %v dB at the loudest, %v", test.name, seed, loudest, err)
			}
		}
	}
}
