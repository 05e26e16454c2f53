package media

// MP3, mono, 32 kbit/s at 32 kHz: each frame is 36 ms and 144 bytes.
const (
	mp3Rate    = 32000
	mp3Samples = 1152
	mp3Bytes   = mp3Samples / 8 * 32000 / mp3Rate
)

// mp3Frame is a frame of Layer III, 11172-3 2.4.1, with one spectral line.
func mp3Frame(seed uint64) []byte {
	pairs := tone(seed, 16) / 2 // of lines below it
	b := &bitWriter{}
	b.put(16, 0xFFFB)  // syncword, MPEG-1, Layer III, no CRC
	b.put(4, 1)        // bitrate_index: 32 kbit/s
	b.put(2, 2)        // sampling_frequency: 32 kHz
	b.put(2, 0)        // no padding, private_bit
	b.put(2, 3)        // mode: one channel
	b.put(6, 0b000100) // mode_extension, copyright, original, emphasis

	b.put(9+5+4, 0) // main_data_begin, private_bits, scfsi
	for range 2 {   // granules
		b.put(12, uint64(pairs+3)) // part2_3_length, in bits
		b.put(9, uint64(pairs+1))  // big_values
		b.put(8, 196)              // global_gain
		b.put(4+1, 0)              // scalefac_compress: none; window_switching_flag
		for range 3 {
			b.put(5, 1) // table_select: table 1 for each region
		}
		b.put(4+3+3, 0) // regions, preflag, scalefac_scale, count1table_select
	}
	for range 2 {
		for range pairs { // table B.7, table 1:
			b.put(1, 1) // 1 is two zeros,
		}
		b.put(3, 0b010) // 01 is one and zero; then the sign
	}
	return append(b.bytes, make([]byte, mp3Bytes-len(b.bytes))...)
}

// MP3 is a tone with a title, of so many seconds.
func MP3(title string, seed uint64, seconds int) []byte {
	file := id3(title)
	for range (clamp(seconds)*mp3Rate + mp3Samples - 1) / mp3Samples {
		file = append(file, mp3Frame(seed)...)
	}
	return file
}

// id3 is the tag with the title, id3.org/id3v2.4.0-structure 3.1 and 4.
func id3(title string) []byte {
	text := append([]byte{3}, title...) // in UTF-8
	frame := append(append([]byte("TIT2"), synchsafe(len(text))...), 0, 0)
	frame = append(frame, text...)
	return append(append([]byte{'I', 'D', '3', 4, 0, 0}, synchsafe(len(frame))...), frame...)
}

// synchsafe is a number in bytes of seven bits, so that it never looks like a
// frame's syncword.
func synchsafe(n int) []byte {
	return []byte{byte(n >> 21 & 127), byte(n >> 14 & 127), byte(n >> 7 & 127), byte(n & 127)}
}
