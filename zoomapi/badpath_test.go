package zoomapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/internal/world"
)

// raw sends a request whose path is spelled as it is, which http.NewRequest
// would tidy up.
func (tr *troupe) raw(who, method, path string, body string) world.Answer {
	req := httptest.NewRequest(method, "/", strings.NewReader(body))
	rawPath, query, _ := strings.Cut(tr.expand(path), "?")
	decoded, err := url.PathUnescape(rawPath)
	if err != nil {
		tr.T.Fatalf("%s: no HTTP server takes this path: %v", path, err)
	}
	req.URL = &url.URL{Path: decoded, RawPath: rawPath, RawQuery: query}
	req.RequestURI = rawPath
	if t, ok := tr.token[who]; ok {
		req.Header.Set("Authorization", "Bearer "+t)
	}
	return tr.Send(req)
}

func TestBadPaths(t *testing.T) {
	tr := newTroupe(t)
	before := tr.state()
	long := strings.Repeat("x", 10_000)
	for _, id := range []string{"a%2Fb", "%2F", "%2Fa", "a%2F", "a%2F%2Fb", "%00", "a%00b", "%ff", "%c3%28", "..", ".", "%2e%2e", "%2e", "..%2f..%2fusers", long, "%0a", "%20",
		"%25", "%3f", "%23", "*", "a;b", "a,b", "a:b", "'", "%22", "{ann}%00", "{ann}%20", "%20{ann}", "{ann}%2f", "{ann}/", "{ann}%2e", "ann%40example.com%00", "%EF%BC%A0", "me%00", "Me", "ME", "%6de%00", "null", "undefined", "0", "-1", "{cat}%00"} {
		told := false // one complaint about an id is enough
		for _, op := range []string{
			"GET /users/%s", "PATCH /users/%s", "DELETE /users/%s", "PUT /users/%s/status", "PUT /users/%s/email", "PUT /users/%s/password", "GET /users/%s/permissions", "GET /users/%s/settings", "PATCH /users/%s/settings",
			"GET /groups/%s", "PATCH /groups/%s", "DELETE /groups/%s", "GET /groups/%s/members", "POST /groups/%s/members", "PATCH /groups/{seen}/members/%s", "DELETE /groups/{seen}/members/%s",
			"GET /roles/%s", "PATCH /roles/%s", "DELETE /roles/%s", "GET /roles/%s/members", "POST /roles/%s/members", "DELETE /roles/{reader}/members/%s",
			"GET /marketplace/apps/%s", "PATCH /marketplace/apps/%s", "DELETE /marketplace/apps/%s", "POST /marketplace/apps/%s/rotate_client_secret",
		} {
			if strings.Contains(op, "/roles/%s") && (id == "0") {
				continue // a role that is there
			}
			method, path, _ := strings.Cut(op, " ")
			path = strings.Replace(path, "%s", id, 1)
			for _, who := range []string{"owner", "vendor"} {
				a := tr.raw(who, method, "/v2"+path, `{"members":[{"id":"`+tr.ids["ann"]+`"}],"action":"activate","email":"x@example.com","password":"Passw0rdPassw0rd","feature":{}}`)
				if (a.Status < 400 || a.Status >= 500 || a.Code() == 0) && !told {
					t.Errorf("%s %s %.60s: got %d %.200s", who, method, path, a.Status, a.Body)
					told = true
				} else if !told {
					zoomShaped(t, a)
				}
			}
		}
	}
	if after := tr.state(); after != before {
		t.Error("a bad path changed something")
	}
}

// TestUnknownPaths: what nobody publishes, what is published and not served,
// and the methods that an operation does not have.
func TestUnknownPaths(t *testing.T) {
	tr := newTroupe(t)
	const unknown = `{"code":2300,"message":"This API endpoint is not recognized."}`
	for _, call := range []string{
		"GET /v2", "GET /v2/", "GET /v2//", "GET /v2/nothing", "GET /v2/users/", "GET /v2//users", "GET /v2/users//", "GET /v2/users/../users", "GET /v2/./users", "GET /v2/users/..",
		"GET /v2/users/%2e%2e/groups", "GET /v2/users/{ann}/", "GET /v2/users/{ann}/nothing", "GET /v2/Users", "GET /v2/USERS", "GET /v2/users%2f{ann}", "GET /v2/users/{ann}/settings/",
		"PUT /v2/users", "DELETE /v2/users", "PATCH /v2/users", "POST /v2/users/{ann}", "PUT /v2/groups/{seen}", "POST /v2/roles/{spare}", "OPTIONS /v2/users", "TRACE /v2/users", "PROPFIND /v2/users",
		"get /v2/users", "HEAD /v2/nothing",
	} {
		method, path, _ := strings.Cut(call, " ")
		for _, who := range []string{"owner", "nobody"} {
			a := tr.raw(who, method, path, "")
			if a.Status != 400 || string(a.Body) != unknown {
				t.Errorf("%s as %s: got %d %q, want 400 %s", call, who, a.Status, a.Body, unknown)
				break
			}
			zoomShaped(t, a)
		}
	}
	for _, call := range []string{"GET /nothing", "POST /", "POST /v1/users", "GET /oauth/token", "PUT /oauth/revoke", "GET //v2/users", "GET /v2x", "GET /../v2/users"} {
		method, path, _ := strings.Cut(call, " ")
		a := tr.raw("owner", method, path, "")
		if a.Status/100 != 4 || string(a.Body) != unknown {
			t.Errorf("%s: got %d %q, want 4xx %s", call, a.Status, a.Body, unknown)
			continue
		}
		zoomShaped(t, a)
	}
	for call, names := range map[string]string{
		"GET /meetings/123/token":                            "GET /meetings/{meetingId}/token",
		"GET /users/{ann}/collaboration_devices":             "GET /users/{userId}/collaboration_devices",
		"GET /users/{ann}/meeting_summary_templates?a=b":     "GET /users/{userId}/meeting_summary_templates",
		"GET /groups/{seen}/channels":                        "GET /groups/{groupId}/channels",
		"GET /phone/peering/numbers":                         "GET /phone/peering/numbers",
		"DELETE /users/{ann}/token":                          "DELETE /users/{userId}/token",
		"DELETE /groups/{seen}/settings/virtual_backgrounds": "DELETE /groups/{groupId}/settings/virtual_backgrounds",
		"GET /meetings/a%252Fb%253D%253D/token":              "GET /meetings/{meetingId}/token",
	} {
		for _, who := range []string{"owner", "vendor", "nobody"} {
			method, path, _ := strings.Cut(call, " ")
			a := tr.raw(who, method, "/v2"+path, "{}")
			zoomShaped(t, a)
			if want := `{"code":2300,"message":"Cordon does not serve ` + names + `. See /openapi.json for what it does."}`; a.Status != 501 || string(a.Body) != want {
				t.Errorf("%s: got %d %s, want 501 %s", call, a.Status, a.Body, want)
				break
			}
		}
	}
}

func TestHead(t *testing.T) {
	tr := newTroupe(t)
	srv := httptest.NewServer(tr.Server)
	defer srv.Close()
	for path, want := range map[string]int{"/users": 200, "/users/{ann}": 200, "/users/nobody": 404, "/groups/{seen}": 200, "/nothing": 400} {
		req, err := http.NewRequestWithContext(t.Context(), "HEAD", srv.URL+"/v2"+tr.expand(path), nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+tr.token["owner"])
		res, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want || res.ContentLength <= 0 || res.Header.Get("X-Zm-Trackingid") == "" {
			t.Errorf("HEAD %s: got %d, length %d, want %d", path, res.StatusCode, res.ContentLength, want)
		}
	}
}

// TestTrackingIDs: every answer has one of its own, and the log has the same.
func TestTrackingIDs(t *testing.T) {
	tr := newTroupe(t)
	seen := map[string]bool{}
	for _, c := range []string{"owner GET /users", "owner GET /users/nobody", "nobody GET /users", "owner GET /nothing", "owner GET /meetings/1", "owner POST /roles", "owner DELETE /groups/{void}", "vendor DELETE /groups/{seen}"} {
		for range 3 {
			a := tr.ask(c, "")
			id := a.Header.Get("X-Zm-Trackingid")
			if id == "" || seen[id] {
				t.Errorf("%s: tracking id %q", c, id)
			}
			seen[id] = true
		}
	}
	for _, path := range []string{"/openapi.json", "/healthz", "/readyz", "/metrics", "/nothing"} {
		if id := tr.Send(httptest.NewRequest("GET", path, nil)).Header.Get("X-Zm-Trackingid"); id == "" || seen[id] {
			t.Errorf("%s: tracking id %q", path, id)
		}
	}
	a := tr.AskToken(world.Credentials{})
	if id := a.Header.Get("X-Zm-Trackingid"); id == "" || seen[id] {
		t.Errorf("/oauth/token: tracking id %q", id)
	}
	id := tr.ask("vendor DELETE /groups/{seen}").Header.Get("X-Zm-Trackingid")
	if line := logLine(tr, id); !strings.Contains(line, `"stage"`) || !strings.Contains(line, `"reason"`) {
		t.Errorf("the log does not say why %s was refused: %q", id, line)
	}
}

func logLine(tr *troupe, trackingID string) string {
	for line := range strings.SplitSeq(tr.Log.String(), "\n") {
		if strings.Contains(line, trackingID) {
			return line
		}
	}
	return ""
}
