package media

import "encoding/binary"

// track is one stream of an MP4 file.
type track struct {
	sound     bool
	timescale int    // units of time per second
	step      int    // how long a sample lasts, in such units
	entry     []byte // the sample entry that says how to decode them
	samples   [][]byte
}

func (t *track) duration() int { return t.step * len(t.samples) }

func (t *track) data() (all []byte) {
	for _, s := range t.samples {
		all = append(all, s...)
	}
	return all
}

// movieScale is the timescale of what concerns the file as a whole.
const movieScale = 1000

func (t *track) movieDuration() int { return t.duration() * movieScale / t.timescale }

// MP4 is a video with sound, of so many seconds.
func MP4(title string, seed uint64, seconds int) []byte {
	seconds = clamp(seconds)
	video := &track{timescale: movieScale, step: movieScale, entry: avc1()}
	for s := range seconds {
		nal := slice(seed, s)
		video.samples = append(video.samples, append(be32(len(nal)), nal...)) // 14496-15 5.3.3: its length, then it
	}
	return file("mp42", title, video, soundTrack(seed, seconds))
}

// M4A is the sound alone.
func M4A(title string, seed uint64, seconds int) []byte {
	return file("M4A ", title, soundTrack(seed, clamp(seconds)))
}

// file puts the boxes together: what is in it comes before the data, so that it
// plays while it is still being fetched.
func file(brand, title string, tracks ...*track) []byte {
	ftyp := box("ftyp", []byte(brand), be32(0x200), []byte("isomiso2"), []byte(brand)) // 4.3
	var data []byte
	for _, t := range tracks {
		data = append(data, t.data()...)
	}
	start := len(ftyp) + len(moov(title, 0, tracks)) + 8
	return append(append(ftyp, moov(title, start, tracks)...), box("mdat", data)...)
}

// moov says all about the tracks, whose data begins at start; 14496-12 8.2.
func moov(title string, start int, tracks []*track) []byte {
	longest, content := 0, [][]byte{}
	for i, t := range tracks {
		longest = max(longest, t.movieDuration())
		content = append(content, t.trak(i+1, start))
		start += len(t.data())
	}
	mvhd := full("mvhd", 0, // 8.2.2
		be32(0, 0, movieScale, longest), be32(0x10000), []byte{1, 0}, make([]byte, 10), matrix, make([]byte, 24), be32(len(tracks)+1))
	return box("moov", append(append([][]byte{mvhd}, content...), udta(title))...)
}

// matrix changes nothing; 14496-12 6.2.2.
var matrix = be32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

// trak is track number id, all of whose samples are one chunk at offset start;
// 14496-12 8.3.
func (t *track) trak(id, start int) []byte {
	w, h, volume := width, height, []byte{0, 0}
	handler, name, header := "vide", "Video", full("vmhd", 1, make([]byte, 8)) // 12.1.2
	if t.sound {
		w, h, volume = 0, 0, []byte{1, 0}
		handler, name, header = "soun", "Sound", full("smhd", 0, be32(0)) // 12.2.2
	}
	tkhd := full("tkhd", 3, be32(0, 0, id, 0, t.movieDuration(), 0, 0, 0), volume, []byte{0, 0}, matrix, be32(w<<16, h<<16)) // 8.3.2
	mdhd := full("mdhd", 0, be32(0, 0, t.timescale, t.duration()), []byte{0x55, 0xC4, 0, 0})                                 // 8.4.2: "und"
	hdlr := full("hdlr", 0, be32(0), []byte(handler), be32(0, 0, 0), []byte(name+"\x00"))                                    // 8.4.3
	dinf := box("dinf", full("dref", 0, be32(1), full("url ", 1)))                                                           // 8.7.2: in this file
	sizes := be32(0, len(t.samples))
	for _, s := range t.samples {
		sizes = append(sizes, be32(len(s))...)
	}
	stbl := box("stbl", // 8.5.1
		full("stsd", 0, be32(1), t.entry),                       // 8.5.2
		full("stts", 0, be32(1, len(t.samples), t.step)),        // 8.6.1.2
		full("stsc", 0, be32(1, 1, len(t.samples), 1)),          // 8.7.4
		full("stsz", 0, sizes), full("stco", 0, be32(1, start))) // 8.7.3.2, 8.7.5
	return box("trak", tkhd, box("mdia", mdhd, hdlr, box("minf", header, dinf, stbl)))
}

// avc1 is the sample entry of H.264, 14496-15 5.4.2 over 14496-12 12.1.3.
func avc1() []byte {
	s, p := sps(), pps()
	avcC := box("avcC", []byte{1, s[1], s[2], s[3], 0xFC | 3, 0xE0 | 1}, be16(len(s)), s, []byte{1}, be16(len(p)), p) // 5.3.3.1
	return box("avc1", make([]byte, 6), be16(1), make([]byte, 16), be16(width, height),
		be32(72<<16, 72<<16, 0), be16(1), make([]byte, 32), be16(24, 0xFFFF), avcC)
}

// mp4a is the sample entry of AAC, 14496-14 5.6 over 14496-12 12.2.3. The
// descriptors in it are those of 14496-1 7.2.6.
func mp4a(config []byte) []byte {
	decoder := descriptor(4, []byte{0x40, 5<<2 | 1, 0, 0, 0}, be32(0, 0), descriptor(5, config))
	es := descriptor(3, be16(0), []byte{0}, decoder, descriptor(6, []byte{2}))
	return box("mp4a", make([]byte, 6), be16(1), make([]byte, 8), be16(1, 16, 0, 0), be32(aacRate<<16), full("esds", 0, es))
}

func descriptor(tag byte, content ...[]byte) []byte {
	b := []byte{tag, 0}
	for _, c := range content {
		b = append(b, c...)
	}
	b[1] = byte(len(b) - 2)
	return b
}

// udta holds the title where players look for it: as iTunes writes it.
func udta(title string) []byte {
	data := box("data", be32(1, 0), []byte(title)) // in UTF-8
	hdlr := full("hdlr", 0, be32(0), []byte("mdirappl"), make([]byte, 9))
	return box("udta", full("meta", 0, hdlr, box("ilst", box("\xa9nam", data))))
}

// box is a size, a type and its content; 14496-12 4.2.
func box(kind string, content ...[]byte) []byte {
	b := append(be32(0), kind...)
	for _, c := range content {
		b = append(b, c...)
	}
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

// full is a box with a version, 0, and flags.
func full(kind string, flags int, content ...[]byte) []byte {
	return box(kind, append([][]byte{be32(flags)}, content...)...)
}

func be16(numbers ...int) (b []byte) {
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	}
	return b
}

func be32(numbers ...int) (b []byte) {
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint32(b, uint32(n))
	}
	return b
}
