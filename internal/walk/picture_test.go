package walk

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// picturesEnv, when 1, keeps the pictures that the tests take.
const picturesEnv = "CORDON_SCREENSHOTS"

const picturesDir = "../../docs/portal"

// Screenshot takes a picture of the whole page, however long, and gives the
// file: docs/portal/<name>-light.png, -dark.png or -phone.png where
// CORDON_SCREENSHOTS=1, else one that goes with the test. A page that is wider
// than its window fails.
func (p *person) Screenshot(name string) string {
	p.Helper()
	p.settle()
	picture, err := p.picture()
	if err != nil {
		p.Fatalf("picture of %s: %v%s", name, err, p.where())
	}
	dir := p.TempDir()
	if os.Getenv(picturesEnv) == "1" {
		dir = picturesDir
		if err := os.MkdirAll(dir, 0o755); err != nil {
			p.Fatal(err)
		}
	}
	file := filepath.Join(dir, name+"-"+p.look()+".png")
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		p.Fatal(err)
	}
	return file
}

func (p *person) look() string {
	switch {
	case p.phone():
		return "phone"
	case p.Dark:
		return "dark"
	}
	return "light"
}

func (p *person) picture() ([]byte, error) {
	size, err := chromedp.Call(p.ctx, page.GetLayoutMetrics, struct{}{})
	if err != nil {
		return nil, err
	}
	if wide := int(size.CSSContentSize.Width); wide != p.Width {
		return nil, fmt.Errorf("the page is %d wide, its window %d", wide, p.Width)
	}
	shot, err := chromedp.Call(p.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		CaptureBeyondViewport: new(true),
		Clip:                  &page.Viewport{Width: size.CSSContentSize.Width, Height: size.CSSContentSize.Height, Scale: 1},
	})
	if err != nil {
		return nil, err
	}
	return small(shot.Data, p.Width)
}

// small packs a picture into a third: it keeps the 256 commonest colours, and
// gives the rest, in the edges of letters, the nearest of those.
func small(data []byte, width int) ([]byte, error) {
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	area := picture.Bounds()
	if area.Dx() != width || area.Dy() == 0 {
		return nil, fmt.Errorf("the picture is %v, want %d wide", area, width)
	}
	count := map[color.RGBA]int{}
	at := func(x, y int) color.RGBA { return color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA) }
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			count[at(x, y)]++
		}
	}
	common := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var palette color.Palette
	for _, c := range common[:min(256, len(common))] {
		palette = append(palette, c)
	}
	nearest := map[color.RGBA]uint8{}
	for c := range count {
		nearest[c] = uint8(palette.Index(c))
	}
	packed := image.NewPaletted(area, palette)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			packed.SetColorIndex(x, y, nearest[at(x, y)])
		}
	}
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	err = encoder.Encode(&b, packed)
	return b.Bytes(), err
}
