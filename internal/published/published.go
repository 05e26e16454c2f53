// Package published holds answers of our server against the OpenAPI documents
// that Zoom publishes. The documents are Zoom's and are never committed, so a
// test that needs them is skipped where they are not at hand.
package published

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Contract is the published documents. Parallel tests may share it.
type Contract struct {
	mu    sync.Mutex
	files []document
	ops   map[string]map[string]*response // by operation and status, once asked for
	used  map[string]bool                 // exceptions that some answer needed
}

// Exceptions lists what our answers may have beyond the published documents,
// by operation ("GET /groups"). Each is explained in docs/extensions.md.
type Exceptions struct {
	Fields   map[string][]string // unpublished fields: "groups[].description"
	Statuses map[string][]int    // unpublished statuses
	Values   map[string][]string // fields whose enum or format is not checked
}

type document struct {
	raw   []byte
	paths map[string]map[string]json.RawMessage // nil until asked for
}

type response struct {
	Content map[string]struct{ Schema *openapi3.Schema }
}

// lost are the operations that publish an error text as their 200, in place of
// the true success or beside it: that success, and the operation whose body it has.
var lost = map[string]struct{ status, like string }{
	"POST /roles":                               {"201", "GET /roles/{roleId}"},
	"PATCH /roles/{roleId}":                     {"204", ""},
	"DELETE /roles/{roleId}":                    {"204", ""},
	"PATCH /accounts/{accountId}/lock_settings": {"204", ""},
	"DELETE /h323/devices/{deviceId}":           {"204", ""},
	"POST /im/groups":                           {"201", ""}, // has its own
}

// always are the refusals that any operation may answer, published or not.
var always = []int{400, 401, 403, 404, 409, 413, 429}

var load = sync.OnceValues(func() (*Contract, error) {
	c := &Contract{ops: map[string]map[string]*response{}, used: map[string]bool{}}
	dir, err := folder()
	for _, name := range strings.Fields("users accounts marketplace meetings phone team-chat chatbot qss scim2") {
		if err == nil {
			var d document
			d.raw, err = os.ReadFile(filepath.Join(dir, name+".json"))
			c.files = append(c.files, d)
		}
	}
	// Lists of a whole account are published in the master-account documents
	// alone, of which Cordon serves those that take one's own account.
	if err == nil {
		var d document
		d.raw, err = readGzip(filepath.Join(dir, "master-account", "meetings.json.gz"))
		c.files = append(c.files, d)
	}
	return c, err
})

func readGzip(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// Load returns the documents: read once per process, each parsed when it is
// asked for. Where they are not at hand it skips t, or fails it if
// CORDON_REQUIRE_CONTRACT=1.
func Load(t testing.TB) *Contract {
	t.Helper()
	c, err := load()
	if err != nil && os.Getenv("CORDON_REQUIRE_CONTRACT") == "1" {
		t.Fatalf("Zoom's published documents are required: %v", err)
	} else if err != nil {
		t.Skipf("Zoom's published documents are not at hand: %v", err)
	}
	return c
}

func folder() (string, error) {
	if dir := os.Getenv("CORDON_PUBLISHED"); dir != "" {
		return dir, nil
	}
	wd, err := os.Getwd()
	for dir := wd; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(filepath.Dir(dir), "shared", "zoom", "openapi"), nil
		}
	}
	return "", fmt.Errorf("no go.mod above %q, and CORDON_PUBLISHED is not set", wd)
}

// Has reports whether the operation is published.
func (c *Contract) Has(method, publishedPath string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.responses(method, publishedPath)
	return err == nil
}

// responses is what the documents say of an operation, mended, by status.
func (c *Contract) responses(method, path string) (map[string]*response, error) {
	op := method + " " + path
	if c.ops[op] != nil {
		return c.ops[op], nil
	}
	for i := range c.files {
		// Parsing is slow and looking is not: parse only what holds the path.
		d := &c.files[i]
		if d.paths == nil && bytes.Contains(d.raw, []byte(strconv.Quote(path)+":")) {
			if err := json.Unmarshal(d.raw, &struct{ Paths any }{&d.paths}); err != nil {
				return nil, err
			}
		}
		raw, ok := d.paths[path][strings.ToLower(method)]
		if !ok {
			continue
		}
		var o struct{ Responses map[string]*response }
		if err := json.Unmarshal(raw, &o); err != nil {
			return nil, fmt.Errorf("%s: %w", op, err)
		}
		for status, r := range o.Responses {
			for _, content := range r.Content {
				if err := strict(content.Schema); err != nil {
					return nil, fmt.Errorf("%s: status %s: published schema: %w", op, status, err)
				}
			}
		}
		if l, ok := lost[op]; ok {
			delete(o.Responses, "200")
			if o.Responses[l.status] == nil {
				o.Responses[l.status] = &response{}
			}
			if method, path, ok := strings.Cut(l.like, " "); ok {
				like, err := c.responses(method, path)
				if err != nil {
					return nil, err
				}
				o.Responses[l.status] = like["200"]
			}
		}
		c.ops[op] = o.Responses
		return o.Responses, nil
	}
	return nil, fmt.Errorf("%s: not a published operation", op)
}

// Check returns nil if an answer is what the documents say of the operation,
// strictly: a documented status, no unknown field, no null, and the types,
// values, lengths and formats stated. Refusals have a shape of their own.
func (c *Contract) Check(method, publishedPath string, status int, contentType string, body []byte, ex Exceptions) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	op := method + " " + publishedPath
	fail := func(format string, args ...any) error {
		return fmt.Errorf("%s: status %d: %s", op, status, fmt.Sprintf(format, args...))
	}
	responses, err := c.responses(method, publishedPath)
	if err != nil {
		return err
	}
	r := responses[strconv.Itoa(status)]
	if r == nil && slices.Contains(ex.Statuses[op], status) {
		c.used[fmt.Sprintf("status %s: %d", op, status)] = true
		r = &response{} // an extra success has the body of the published one
		for s, published := range responses {
			if s[0] == '2' && status < 300 && status != 204 {
				r = published
			}
		}
	}
	switch {
	case r == nil && !slices.Contains(always, status):
		return fail("not a documented status")
	case status >= 400:
		r, ex = refusal, Exceptions{}
	case status >= 300, method == "GET" && status == 200 && len(r.Content) == 0:
		return nil // a redirect, or a file to download: the documents leave it open
	case len(r.Content) == 0 && len(body) > 0:
		return fail("must have no body, has %s", short(body))
	case len(r.Content) == 0:
		return nil
	}
	schema := r.Content["application/json"].Schema
	if len(body) == 0 && len(schema.Properties)+len(schema.AnyOf) == 0 && schema.Items == nil {
		return nil // the documents state nothing of the body, not even that there is one
	}
	if mt, _, err := mime.ParseMediaType(contentType); err != nil || mt != "application/json" {
		return fail("Content-Type must be application/json, is %q", contentType)
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return fail("body is not JSON: %v: %s", err, short(body))
	}
	var wrong []string
	excepted := map[string][]string{"field": ex.Fields[op], "value": ex.Values[op]}
	for _, f := range faults(validate(schema, value), "", excepted) {
		if f.excepted {
			c.used[f.kind+" "+op+": "+f.path()] = true
		} else {
			wrong = append(wrong, f.at+": "+f.what)
		}
	}
	if len(wrong) > 0 {
		return fail("%s", strings.Join(wrong, "\n\t"))
	}
	return nil
}

// UnusedExceptions lists, after a run, the exceptions that no answer needed.
func (c *Contract) UnusedExceptions(ex Exceptions) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := slices.Concat(keys("field", ex.Fields), keys("status", ex.Statuses), keys("value", ex.Values))
	slices.Sort(all)
	return slices.DeleteFunc(all, func(key string) bool { return c.used[key] })
}

func keys[T any](kind string, byOperation map[string][]T) (keys []string) {
	for op, entries := range byOperation {
		for _, e := range entries {
			keys = append(keys, fmt.Sprintf("%s %s: %v", kind, op, e))
		}
	}
	return keys
}
