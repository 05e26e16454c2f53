package portal

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon/store"
)

//go:embed templates/*.html
var templateFiles embed.FS

// templates are the pages by name: each is layout.html with its own file.
type templates map[string]*template.Template

func (t templates) has(name string) bool { return t[name] != nil }

// shared are the files that every page may use.
var shared = []string{"templates/layout.html", "templates/parts.html"}

func parseTemplates() templates {
	base := template.Must(template.New("layout.html").Funcs(template.FuncMap{
		"number": number, "permission": permissionName, "query": query, "list": func(v ...any) []any { return v },
		"plural": plural, "initials": initials, "join": strings.Join,
	}).ParseFS(templateFiles, shared...))
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err)
	}
	all := make(templates)
	for _, file := range names {
		if slices.Contains(shared, file) {
			continue
		}
		name := strings.TrimSuffix(strings.TrimPrefix(file, "templates/"), ".html")
		all[name] = template.Must(template.Must(base.Clone()).ParseFS(templateFiles, file))
	}
	return all
}

// view is all that a template has to show.
type view struct {
	template string
	request  *request

	store.Visitor
	SignedIn bool
	Menu     []menuSection
	Path     string
	Done     string // what was just done
	Problem  string // what is wrong with the form as a whole
	Errors   map[string]string
	Token    string
	Data     any
}

func (r *request) publicView(name string, data any) view {
	return view{template: name, request: r, Path: r.r.URL.Path, Problem: r.problem, Errors: r.errors, Data: data, Done: doneText[r.r.URL.Query().Get("done")]}
}

// view is what a page shows to whoever is signed in.
func (v *visit) view(name string, data any) view {
	out := v.publicView(name, data)
	out.Visitor, out.SignedIn, out.Token = v.Visitor, true, v.formToken()
	if !v.MustChange {
		out.Menu = v.menu()
	}
	return out
}

// Value is what a field of the form holds: what was sent, or else fallback.
func (v view) Value(field string, fallback ...string) string {
	if v.request.values.Has(field) {
		return v.request.values.Get(field)
	}
	return strings.Join(fallback, "")
}

// Sent reports whether the page is shown again for a form that was sent.
func (v view) Sent() bool { return v.request.r.Method == http.MethodPost && !v.request.dropped }

// Checked reports whether a box or row of the form is ticked: as it was sent, or
// else as fallback says.
func (v view) Checked(field, value string, fallback bool) bool {
	if v.Sent() {
		return slices.Contains(v.request.values[field], value)
	}
	return fallback
}

// Error is what is wrong with a field, "" for nothing.
func (v view) Error(field string) string { return v.Errors[field] }

// Time is a moment in the reader's own time zone. The script puts it into the
// browser's; without it the zone of the reader's profile stands.
func (v view) Time(t time.Time) template.HTML {
	if t.IsZero() {
		return "never"
	}
	zone, err := time.LoadLocation(v.Timezone)
	if err != nil {
		zone = time.UTC
	}
	return template.HTML(fmt.Sprintf(`<time datetime="%s">%s</time>`, t.UTC().Format(time.RFC3339), //nolint:gosec // both are formatted times
		t.In(zone).Format("2 Jan 2006, 15:04 MST")))
}

// With is the view for a part of the page that has data of its own.
func (v view) With(data any) view {
	v.Data = data
	return v
}

func (p *Portal) render(w http.ResponseWriter, status int, v view) {
	var page bytes.Buffer
	if err := p.templates[v.template].ExecuteTemplate(&page, "layout.html", v); err != nil {
		noteRefusal(v.request, err)
		http.Error(w, "Something went wrong here.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if page.Len() > longPage && strings.Contains(v.request.r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		page = zipped(page.Bytes())
	}
	h.Set("Content-Length", strconv.Itoa(page.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // the browser may have gone; there is nobody left to tell
}

// longPage is from how many bytes on a page is sent compressed: one that carries
// thousands of pasted addresses on. Others are not, so that the length of what
// shows a secret tells nothing.
const longPage = 64 << 10

func zipped(text []byte) (b bytes.Buffer) {
	z := gzip.NewWriter(&b)
	_, _ = z.Write(text) // a buffer takes all
	_ = z.Close()
	return b
}

// number is n with separators: 4,212.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// plural is "1 user" or "4,212 users".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// query is the address of a page with a query: path, then names and values.
// Empty values are left out.
func query(path string, pairs ...string) (template.URL, error) {
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("query: a name without a value")
	}
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return template.URL(path), nil //nolint:gosec // path is one of ours, and the query is encoded
}

func initials(name string) string {
	var out []rune
	for _, word := range strings.Fields(name) {
		out = append(out, []rune(word)[0])
	}
	if len(out) > 2 {
		out = []rune{out[0], out[len(out)-1]}
	}
	return strings.ToUpper(string(out))
}
