package media

import (
	"image"
	"math/rand/v2"
)

// The picture is four by three macroblocks of H.264.
const (
	macroblock = 16
	columns    = 4
	rows       = 3
	width      = columns * macroblock
	height     = rows * macroblock
)

// picture is what is seen at a second: a field of one colour, brighter to the
// right, with a block of another that goes round as seconds pass.
func picture(seed uint64, second int) *image.YCbCr {
	dice := rand.New(rand.NewPCG(seed, 0))
	var field, block [3]uint8 // Y, Cb, Cr, far from the ends of their ranges
	for i := range field {
		field[i], block[i] = uint8(64+dice.IntN(96)), uint8(64+dice.IntN(96))
	}
	p := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	for y := range height {
		for x := range width {
			c := field
			if x/macroblock+y/macroblock*columns == second%(columns*rows) {
				c = block
			}
			p.Y[p.YOffset(x, y)] = c[0] + uint8(x/2)
			p.Cb[p.COffset(x, y)], p.Cr[p.COffset(x, y)] = c[1], c[2]
		}
	}
	return p
}
