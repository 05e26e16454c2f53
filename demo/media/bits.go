package media

import "math/bits"

// bitWriter writes numbers of so many bits, the most significant first.
type bitWriter struct {
	bytes []byte
	free  int // bits of the last byte that are not written yet
}

func (b *bitWriter) put(n int, value uint64) {
	for n--; n >= 0; n-- {
		if b.free == 0 {
			b.bytes, b.free = append(b.bytes, 0), 8
		}
		b.free--
		b.bytes[len(b.bytes)-1] |= uint8(value>>n&1) << b.free
	}
}

// align fills the last byte up with zeros.
func (b *bitWriter) align() { b.free = 0 }

// golomb writes ue(v), H.264 9.1: as many zeros as follow the first one.
func (b *bitWriter) golomb(v uint64) {
	n := bits.Len64(v + 1)
	b.put(2*n-1, v+1)
}
