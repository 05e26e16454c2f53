package media

// AAC-LC, mono, at 16 kHz: about 130 bytes a second.
const (
	aacRate    = 16000
	aacSamples = 1024 // per frame
)

// aacConfig is the AudioSpecificConfig, 14496-3 1.6.2.1: object type 2 (LC),
// frequency index 8 (16 kHz), one channel.
var aacConfig = []byte{2<<3 | 8>>1, 8&1<<7 | 1<<3}

// aacFrame is a raw_data_block, 14496-3 4.4.2, with one spectral line. The
// scale factor bands are those of 4.5.4 for 16 kHz: 14 of them are 124 lines.
func aacFrame(seed uint64) []byte {
	const bands, tuples = 14, 31 // a tuple is four lines
	b := &bitWriter{}
	b.put(3, 0)             // id_syn_ele: SCE, one channel
	b.put(4, 0)             // element_instance_tag
	b.put(8, 186)           // global_gain, which is every band's
	b.put(4, 0)             // ics_info: a long window, of sine shape
	b.put(6, bands)         // max_sfb
	b.put(1, 0)             // predictor_data_present
	b.put(4, 1)             // one section, with codebook 1
	b.put(5, bands)         // its length
	b.put(bands, 0)         // scale factors: no difference is the code 0
	b.put(3, 0)             // no pulses, no TNS, no gain control
	for i := range tuples { // codebook 1 of Annex 4.A:
		if i == tone(seed, 64)/4 { // 0 is four zeros,
			b.put(5, 0b10000) // this has one that is not
		} else {
			b.put(1, 0)
		}
	}
	b.put(3, 7) // id_syn_ele: END
	return b.bytes
}

func soundTrack(seed uint64, seconds int) *track {
	t := &track{sound: true, timescale: aacRate, step: aacSamples, entry: mp4a(aacConfig)}
	for range (seconds*aacRate + aacSamples - 1) / aacSamples {
		t.samples = append(t.samples, aacFrame(seed))
	}
	return t
}
