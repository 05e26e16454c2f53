package zoomapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/cordon-zoom/cordon/access/holder"
)

// file is the answer of an operation that answers a file and not JSON.
type file struct {
	Name     string // that a client saves it under
	Type     string // its media type, such as "video/mp4"
	Modified time.Time
	Content  []byte
}

// readFile is read for an operation that answers a file.
func readFile[In any](a *API, pattern string, rule holder.Rule, serve func(*call, In) (file, error)) {
	read(a, pattern, rule, serve)
}

// serveFile answers with a file to be saved, or with the part of it that the
// request's Range header asks for. Nobody on the way may keep it: whether the
// caller may have it is decided at each use.
func serveFile(w http.ResponseWriter, r *http.Request, name, contentType string, modified time.Time, content []byte) {
	writeFile(w, r, "attachment", name, contentType, modified, content)
}

func writeFile(w http.ResponseWriter, r *http.Request, disposition, name, contentType string, modified time.Time, content []byte) {
	sum := sha256.Sum256(content)
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": safeName(name)}))
	h.Set("Cache-Control", "private, no-store")
	h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	http.ServeContent(w, r, "", modified, bytes.NewReader(content))
}

// maxFileName is the longest name that a file is saved under, in characters.
const maxFileName = 100

// safeName is a name that every file system takes, and that names no other
// folder.
func safeName(name string) string {
	safe := []rune(strings.TrimLeft(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name), ". "))
	if n := len(safe); n > maxFileName {
		ext := safe[n-min(n, 5):] // of which the extension is a part
		safe = append(safe[:maxFileName-len(ext)], ext...)
	}
	if len(safe) == 0 {
		return "file"
	}
	return string(safe)
}
