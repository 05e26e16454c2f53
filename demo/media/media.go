// Package media makes the files that a demo account's recordings and voicemails
// consist of: small, real ones that common players play. The same arguments
// make the same bytes; the title makes files differ, the seed chooses colours
// and the tone.
//
// The clauses named in the code are of ISO/IEC 14496-12 (boxes of an MP4 file),
// 14496-14 and 14496-1 (AAC in it), 14496-15 (H.264 in it), 14496-3 (AAC),
// ITU-T H.264, and ISO/IEC 11172-3 (MP3).
package media

// MaxSeconds is how long a video or sound gets at most, so that none is above
// 30 kB.
const MaxSeconds = 5

func clamp(seconds int) int { return min(max(seconds, 1), MaxSeconds) }

// tone is the spectral line of the sound that a seed has: one of eight within
// an octave.
func tone(seed uint64, lowest int) int { return lowest + int(seed%8)*lowest/8 }
