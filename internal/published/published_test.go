package published

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const asJSON = "application/json;charset=UTF-8"

// A user as we would show one; each sample bends it once.
const user = `{"id":"u1","email":"ada@example.com","type":2,"status":"active","created_at":"2026-01-31T10:00:00Z"}`

func TestCheck(t *testing.T) {
	c := Load(t)
	const get = "GET /users/{userId}"
	for _, test := range []struct {
		name, op    string
		status      int
		contentType string
		body        string
		want        string // part of the error; empty if the answer is good
	}{
		{"good", get, 200, asJSON, user, ""},
		{"unknown field", get, 200, asJSON, bend(`"id"`, `"nick":"a","id"`), "GET /users/{userId}: status 200: /nick: is not a published field"},
		{"wrong type", get, 200, asJSON, bend(`:2`, `:"2"`), "/type: "},
		{"not in the enum", get, 200, asJSON, bend(`active`, `asleep`), `/status: value is not one of the allowed values ["pending","active","inactive"], is "asleep"`},
		{"null", get, 200, asJSON, bend(`"u1"`, `null`), "/id: Value is not nullable"},
		{"no such day", get, 200, asJSON, bend(`01-31`, `02-31`), "/created_at: "},
		{"date without a time", get, 200, asJSON, bend(`T10:00:00Z`, ``), "/created_at: "},
		{"bad e-mail", "GET /users", 200, asJSON, `{"users":[{"type":1,"email":"Ada <ada@example.com>"}]}`, "/users/0/email: "},
		{"missing field", get, 200, asJSON, bend(`"type":2,`, ``), "/type: is missing"},
		{"no Content-Type", get, 200, "", user, `Content-Type must be application/json, is ""`},
		{"another Content-Type", get, 200, "text/html", user, "Content-Type must be"},
		{"no body", get, 200, asJSON, "", "body is not JSON"},
		{"not an object", get, 200, asJSON, `"text"`, ": value must be an object"},
		{"a list", "GET /roles", 200, asJSON, `[]`, ": value must be an object"},
		{"two bodies", get, 200, asJSON, user + user, "body is not JSON"},
		{"undocumented status", get, 202, asJSON, user, "not a documented status"},
		{"server error", get, 500, asJSON, `{"code":500,"message":"no"}`, "not a documented status"},
		{"several faults", get, 200, asJSON, `{"id":1,"type":2,"nick":"a"}`, "/nick: "},
		{"nested", "GET /groups", 200, asJSON, `{"groups":[{"id":"g","total_members":1},{"id":"g","total_members":"1"}]}`, "/groups/1/total_members: value must be an integer"},
		{"unknown field in allOf", "GET /groups", 200, asJSON, `{"groups":[{"id":"g","description":"x"}]}`, "/groups/0/description: is not"},
		{"too many", "GET /groups", 200, asJSON, `{"groups":[{}` + strings.Repeat(",{}", 300) + `]}`, "/groups: maximum number of items is 300"},
		{"too long", get, 200, asJSON, bend(`"id"`, `"first_name":"`+strings.Repeat("a", 65)+`","id"`), "/first_name: maximum string length is 64"},
		{"too large", "GET /users", 200, asJSON, `{"page_size":2001}`, "/page_size: "},
		{"branch", "GET /users/{userId}/settings", 200, asJSON, `{"feature":{"meeting_capacity":100}}`, ""},
		{"fault in a branch", "GET /users/{userId}/settings", 200, asJSON, `{"feature":{"meeting_capacity":"100"}}`, "/feature/meeting_capacity: value must be an integer"},

		{"nothing", "DELETE /users/{userId}", 204, "", "", ""},
		{"body in a 204", "DELETE /users/{userId}", 204, asJSON, `{}`, "must have no body, has {}"},
		{"body in a bodiless 200", "PUT /users/{userId}/status", 200, asJSON, `{}`, "must have no body"},
		{"204 for a published 200", "PUT /users/{userId}/status", 204, "", "", "not a documented status"},
		{"open body left out", "POST /users/{userId}/picture", 201, "", "", ""},

		{"lost 201", "POST /roles", 201, asJSON, `{"id":"r","name":"n","privileges":["User:Read"]}`, ""},
		{"lost 201, unknown field", "POST /roles", 201, asJSON, `{"id":"r","nick":"n"}`, "/nick: "},
		{"error text as success", "POST /roles", 200, asJSON, `{"id":"r"}`, "not a documented status"},
		{"lost 204", "PATCH /roles/{roleId}", 204, "", "", ""},
		{"error text beside the success", "DELETE /roles/{roleId}", 200, "", "", "not a documented status"},

		{"refusal", get, 404, asJSON, `{"code":1001,"message":"User does not exist."}`, ""},
		{"undocumented refusal", get, 413, asJSON, `{"code":413,"message":"Too large."}`, ""},
		{"refusal with fields", get, 400, asJSON, `{"code":300,"message":"Bad.","errors":[{"field":"type","message":"Bad."}]}`, ""},
		{"refusal saying more", get, 400, asJSON, `{"code":300,"message":"Bad.","reason":"x"}`, "/reason: is not"},
		{"refusal, field saying more", get, 400, asJSON, `{"code":1,"message":"Bad.","errors":[{"field":"a","message":"b","c":1}]}`, "/errors/0/c: is not"},
		{"refusal without a code", get, 400, asJSON, `{"message":"Bad."}`, "/code: is missing"},
		{"refusal with a text code", get, 400, asJSON, `{"code":"300","message":"Bad."}`, "/code: "},
		{"refusal as text", get, 401, "text/plain", `no`, "Content-Type must be"},
		{"refusal without a body", get, 401, "", ``, "Content-Type must be"},

		{"not published", "GET /nothing", 200, asJSON, `{}`, "GET /nothing: not a published operation"},
		{"method not published", "PUT /users", 200, asJSON, `{}`, "not a published operation"},
	} {
		t.Run(test.name, func(t *testing.T) {
			method, path, _ := strings.Cut(test.op, " ")
			err := c.Check(method, path, test.status, test.contentType, []byte(test.body), Exceptions{})
			if test.want == "" && err != nil {
				t.Errorf("good answer refused: %v", err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func bend(old, new string) string {
	if !strings.Contains(user, old) {
		panic(old)
	}
	return strings.Replace(user, old, new, 1)
}

func TestExceptions(t *testing.T) {
	c := Load(t)
	ex := Exceptions{
		Fields: map[string][]string{
			"GET /groups/{groupId}":        {"description", "id", "never"},
			"GET /groups":                  {"groups[].description"},
			"GET /users/{userId}/settings": {"feature.extra"},
		},
		Statuses: map[string][]int{"PUT /users/{userId}/status": {204, 202}},
		Values:   map[string][]string{"GET /users/{userId}": {"status"}, "GET /users": {"users[].status"}},
	}
	check := func(op string, status int, body, want string) {
		t.Helper()
		method, path, _ := strings.Cut(op, " ")
		err := c.Check(method, path, status, asJSON, []byte(body), ex)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s %s: got %v, want %q", op, body, err, want)
		}
	}
	check("GET /groups/{groupId}", 200, `{"id":"g","description":"x"}`, "")
	check("GET /groups/{groupId}", 200, `{"id":5,"description":"x"}`, "/id: ") // published: an exception hides nothing
	check("GET /groups/{groupId}", 200, `{"id":"g","other":"x"}`, "/other: ")
	check("GET /groups/{groupId}", 404, `{"code":1,"message":"x","description":"x"}`, "/description: ") // not of refusals
	check("GET /groups", 200, `{"description":"x","groups":[{"description":"x"}]}`, "/description: ")   // by exact path
	check("GET /groups", 200, `{"groups":[{"id":"a"},{"id":"b","description":"x"}]}`, "")
	check("GET /users/{userId}/settings", 200, `{"feature":{"meeting_capacity":100,"extra":{"a":1}}}`, "")
	check("GET /users/{userId}", 200, bend("active", "asleep"), "")
	check("GET /users/{userId}", 200, bend(`"active"`, "1"), "/status: ")
	check("PUT /users/{userId}/status", 204, "", "")
	check("PUT /users/{userId}/status", 204, "{}", "must have no body")

	want := []string{
		"field GET /groups/{groupId}: id", "field GET /groups/{groupId}: never",
		"status PUT /users/{userId}/status: 202", "value GET /users: users[].status",
	}
	if diff := cmp.Diff(want, c.UnusedExceptions(ex)); diff != "" {
		t.Error(diff)
	}
}

// The operations of the first release, by the exact path to ask for.
func TestHas(t *testing.T) {
	c := Load(t)
	for _, line := range []string{
		"GET POST /users", "GET PATCH DELETE /users/{userId}", "GET /users/email",
		"PUT /users/{userId}/status", "PUT /users/{userId}/email", "PUT /users/{userId}/password",
		"GET /users/{userId}/permissions", "GET PATCH /users/{userId}/settings",
		"GET POST /groups", "GET PATCH DELETE /groups/{groupId}",
		"GET POST /groups/{groupId}/members", "PATCH DELETE /groups/{groupId}/members/{memberId}",
		"GET POST /roles", "GET PATCH DELETE /roles/{roleId}",
		"GET POST /roles/{roleId}/members", "DELETE /roles/{roleId}/members/{memberId}",
		"GET POST /marketplace/apps", "GET DELETE /marketplace/apps/{appId}",
		"POST /marketplace/apps/{appId}/rotate_client_secret",
	} {
		words := strings.Fields(line)
		path := words[len(words)-1]
		for _, method := range words[:len(words)-1] {
			if !c.Has(method, path) {
				t.Errorf("%s %s is not found", method, path)
			}
		}
		if c.Has("TRACE", path) {
			t.Errorf("TRACE %s is found", path)
		}
	}
}

// Every published operation can be made strict and has a success.
func TestAllOperations(t *testing.T) {
	c := Load(t)
	n := 0
	for _, d := range c.files {
		var doc struct {
			Paths map[string]map[string]json.RawMessage
		}
		if err := json.Unmarshal(d.raw, &doc); err != nil {
			t.Fatal(err)
		}
		for path, methods := range doc.Paths {
			for method := range methods {
				n++
				responses, err := c.responses(strings.ToUpper(method), path)
				if err != nil {
					t.Error(err)
				}
				good := 0
				for status := range responses {
					if status < "400" {
						good++
					}
				}
				if good != 1 {
					t.Errorf("%s %s has %d kinds of success", method, path, good)
				}
			}
		}
	}
	if n != 856+158 { // of master accounts
		t.Errorf("%d operations, want 856 and 158", n)
	}
}

func TestFolder(t *testing.T) {
	root := t.TempDir()
	deep := filepath.Join(root, "main", "a", "b")
	docs := filepath.Join(root, "shared", "zoom", "openapi")
	for _, dir := range []string{deep, docs} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("CORDON_PUBLISHED", "")
	t.Chdir(deep)
	if got, err := folder(); err == nil {
		t.Errorf("found %s without a module", got)
	}
	if err := os.WriteFile(filepath.Join(root, "main", "go.mod"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := folder(); err != nil || got != docs {
		t.Errorf("got %s, %v, want %s", got, err, docs)
	}
	t.Setenv("CORDON_PUBLISHED", "/elsewhere")
	if got, err := folder(); err != nil || got != "/elsewhere" {
		t.Errorf("got %s, %v", got, err)
	}
}

// Without the documents a test is skipped, unless they are required.
func TestLoadWithout(t *testing.T) {
	for required, want := range map[string]string{"0": "--- SKIP: TestHas", "1": "--- FAIL: TestHas"} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestHas$", "-test.v")
		cmd.Env = append(os.Environ(), "CORDON_PUBLISHED="+t.TempDir(), "CORDON_REQUIRE_CONTRACT="+required)
		out, err := cmd.CombinedOutput()
		if !strings.Contains(string(out), want) || !strings.Contains(string(out), "users.json") || (err == nil) != (required == "0") {
			t.Errorf("CORDON_REQUIRE_CONTRACT=%s: %v\n%s", required, err, out)
		}
	}
}
