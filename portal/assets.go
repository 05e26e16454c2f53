package portal

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed assets/*
var assetFiles embed.FS

// asset is a file that pages load, ready to be sent.
type asset struct {
	kind    string // media type
	plain   []byte
	zipped  []byte
	version string // of its content
}

// registerAssets serves the files of assets/. They are the same for everybody
// and may be kept for good, since their address has their version in it.
func (p *Portal) registerAssets() {
	files, err := assetFiles.ReadDir("assets")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		content, err := assetFiles.ReadFile("assets/" + f.Name())
		if err != nil {
			panic(err)
		}
		a := newAsset(f.Name(), content)
		p.routes = append(p.routes, &Route{Pattern: "GET /portal/assets/" + f.Name(), Open: true})
		p.mux.HandleFunc("GET /portal/assets/"+f.Name(), a.serve)
	}
}

func newAsset(name string, content []byte) *asset {
	var zipped bytes.Buffer
	z, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression) // the level is a good one
	_, _ = z.Write(content)                                    // a buffer takes all
	_ = z.Close()
	sum := sha256.Sum256(content)
	return &asset{kind: mime.TypeByExtension(path.Ext(name)), plain: content, zipped: zipped.Bytes(), version: hex.EncodeToString(sum[:6])}
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	if r.URL.RawQuery != a.version { // an old page asks for what is no more: do not keep it under that name
		h.Set("Cache-Control", "no-cache")
	}
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.zipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}

// Asset is the address of a file of assets/.
func (v view) Asset(name string) string {
	return "/portal/assets/" + name + "?" + assetVersions[name]
}

var assetVersions = func() map[string]string {
	versions := make(map[string]string)
	files, _ := assetFiles.ReadDir("assets") // registerAssets says so if it fails
	for _, f := range files {
		content, _ := assetFiles.ReadFile("assets/" + f.Name())
		sum := sha256.Sum256(content)
		versions[f.Name()] = hex.EncodeToString(sum[:6])
	}
	return versions
}()
