package zoomapi_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/cordon-zoom/cordon/internal/published"
	"github.com/cordon-zoom/cordon/internal/world"
)

// exceptions is all that our answers have beyond what Zoom publishes. Each
// stands in docs/extensions.md.
var exceptions = []struct{ op, kind, what, why string }{
	// The portal has a group's description; Zoom's API leaves it out.
	{"GET /groups", "field", "groups[].description", "what a group is for"},
	{"POST /groups", "field", "description", "as it was given"},
	{"GET /groups/{groupId}", "field", "description", "what a group is for"},

	// Zoom publishes what a marketplace shows of an app, and nothing of a
	// Server-to-Server app's own facts, without which nobody could manage one.
	{"GET /marketplace/apps", "field", "apps[].account_id", "a vendor needs it, to ask for a token"},
	{"GET /marketplace/apps", "field", "apps[].client_id", "half of the credentials; the secret is shown once"},
	{"GET /marketplace/apps", "field", "apps[].owner", "the user that the app acts as"},
	{"GET /marketplace/apps", "field", "apps[].active", "an app that is not gets no token"},
	{"GET /marketplace/apps", "field", "apps[].created_at", "POST shows it, so GET does"},
	{"GET /marketplace/apps/{appId}", "field", "account_id", "a vendor needs it, to ask for a token"},
	{"GET /marketplace/apps/{appId}", "field", "client_id", "half of the credentials; the secret is shown once"},
	{"GET /marketplace/apps/{appId}", "field", "owner", "the user that the app acts as"},
	{"GET /marketplace/apps/{appId}", "field", "active", "an app that is not gets no token"},
	{"GET /marketplace/apps/{appId}", "field", "created_at", "POST shows it, so GET does"},
	{"POST /marketplace/apps", "field", "account_id", "with it the answer is all that a vendor needs"},
}

func exceptionTable() published.Exceptions {
	ex := published.Exceptions{Fields: map[string][]string{}, Statuses: map[string][]int{}, Values: map[string][]string{}}
	for _, e := range exceptions {
		switch e.kind {
		case "field":
			ex.Fields[e.op] = append(ex.Fields[e.op], e.what)
		case "value":
			ex.Values[e.op] = append(ex.Values[e.op], e.what)
		case "status":
			var status int
			if _, err := fmt.Sscan(e.what, &status); err != nil {
				panic(err)
			}
			ex.Statuses[e.op] = append(ex.Statuses[e.op], status)
		}
	}
	return ex
}

// TestAnswersAreAsPublished holds real answers of every operation against what
// Zoom publishes: nothing missing, nothing more but the exceptions above.
func TestAnswersAreAsPublished(t *testing.T) {
	contract, ex := published.Load(t), exceptionTable()
	answers, all := everyAnswer(t)
	for _, a := range answers {
		r := a.route
		if r.Extension {
			if contract.Has(r.Method, r.Path) {
				t.Errorf("%s is called an extension, and is published", r)
			}
			continue
		}
		if err := contract.Check(r.Method, r.Path, a.Status, a.Header.Get("Content-Type"), a.Body, ex); err != nil {
			t.Errorf("%s: %v", a.call, err)
		}
	}
	if !t.Failed() && all {
		for _, unused := range contract.UnusedExceptions(ex) {
			t.Errorf("no answer needs the exception %q: take it away", unused)
		}
	}
}

// TestExceptionsAreDocumented: whoever reads docs/extensions.md knows all that
// differs.
func TestExceptionsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/extensions.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range exceptions {
		row := func(line string) bool {
			what := e.what[strings.LastIndexByte(e.what, '.')+1:]
			return strings.Contains(line, "`"+e.op+"`") && strings.Contains(line, "`"+what+"`")
		}
		if !slices.ContainsFunc(strings.Split(string(page), "\n"), row) {
			t.Errorf("docs/extensions.md has no line with `%s` and `%s`", e.op, e.what)
		}
		if e.why == "" {
			t.Errorf("%s %s: why?", e.op, e.what)
		}
	}
	for _, r := range world.New(t, 1).Server.API.Routes() {
		if r.Extension && !strings.Contains(string(page), "`"+r.String()+"`") {
			t.Errorf("docs/extensions.md does not name `%s`", r)
		}
	}
}

// description reads GET /openapi.json as any client would.
func description(t *testing.T, w *world.World) *openapi3.T {
	t.Helper()
	a := w.Send(httptest.NewRequest("GET", "/openapi.json", nil))
	if a.Status != 200 || a.Header.Get("Content-Type") != "application/json" {
		t.Fatalf("GET /openapi.json: %d, Content-Type %q", a.Status, a.Header.Get("Content-Type"))
	}
	doc, err := openapi3.NewLoader().LoadFromData(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestDescriptionIsValid(t *testing.T) {
	w := world.New(t, 1)
	doc := description(t, w)
	if doc.OpenAPI != "3.0.3" {
		t.Errorf("openapi: got %s, want 3.0.3", doc.OpenAPI)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Errorf("openapi.json is not valid: %v", err)
	}
	var served, described []string
	for _, r := range w.Server.API.Routes() {
		served = append(served, r.Method+" /v2"+r.Path)
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	slices.Sort(served)
	slices.Sort(described)
	if !slices.Equal(served, described) {
		t.Errorf("served and described differ:\n%s\n%s", served, described)
	}
}

// TestAnswersAreAsDescribed holds the same answers against our own
// /openapi.json, with every object closed.
func TestAnswersAreAsDescribed(t *testing.T) {
	doc := description(t, world.New(t, 1))
	answers, _ := everyAnswer(t)
	for _, a := range answers {
		r := a.route
		op := doc.Paths.Find("/v2" + r.Path).GetOperation(r.Method)
		answer := op.Responses.Status(a.Status)
		if answer == nil {
			answer = op.Responses.Default()
		}
		if answer == nil {
			t.Errorf("%s: status %d is not described", a.call, a.Status)
			continue
		}
		content := answer.Value.Content.Get("application/json")
		if answer.Value.Content.Get("application/octet-stream") != nil {
			continue // a file, whose content nothing describes
		}
		if content == nil {
			if len(a.Body) > 0 {
				t.Errorf("%s: a body is not described: %s", a.call, a.Body)
			}
			continue
		}
		closeObjects(content.Schema.Value)
		var value any
		a.JSON(t, &value)
		if err := content.Schema.Value.VisitJSON(value, openapi3.VisitAsResponse(), openapi3.MultiErrors(), openapi3.EnableFormatValidation()); err != nil {
			t.Errorf("%s: %v", a.call, err)
		}
	}
}

// TestRequestsAreAsDescribed: what is accepted is what /openapi.json says may be
// sent, with every object closed; so a client made from it can do all.
func TestRequestsAreAsDescribed(t *testing.T) {
	tr := newTroupe(t)
	doc := description(t, tr.World)
	for _, r := range tr.Server.API.Routes() {
		op := doc.Paths.Find("/v2" + r.Path).GetOperation(r.Method)
		if op.RequestBody != nil {
			closeObjects(op.RequestBody.Value.Content.Get("application/json").Schema.Value)
		}
		for _, s := range samples[r.String()] {
			if s.status >= 300 {
				continue
			}
			_, method, path := split3(t, tr.expand(s.call))
			req := httptest.NewRequest(method, "/v2"+path, strings.NewReader(tr.expand(s.body)))
			if s.body != "" {
				req.Header.Set("Content-Type", "application/json")
			}
			// The path itself is the business of the samples.
			pathParams := map[string]string{}
			for _, p := range op.Parameters {
				if p.Value.In == "path" {
					pathParams[p.Value.Name] = "id"
				} else if p.Value.In == "query" && p.Value.Required && !req.URL.Query().Has(p.Value.Name) {
					t.Errorf("%s: %s is required", s.call, p.Value.Name)
				}
			}
			for name := range req.URL.Query() {
				if op.Parameters.GetByInAndName("query", name) == nil {
					t.Errorf("%s: %s is not described", s.call, name)
				}
			}
			err := openapi3filter.ValidateRequest(t.Context(), &openapi3filter.RequestValidationInput{
				Request: req, PathParams: pathParams, Route: &routers.Route{Spec: doc, Path: "/v2" + r.Path, PathItem: doc.Paths.Find("/v2" + r.Path), Method: method, Operation: op},
				Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, MultiError: true},
			})
			if err != nil {
				t.Errorf("%s %s: %v", s.call, s.body, err)
			}
		}
	}
}

func closeObjects(s *openapi3.Schema) {
	for _, p := range s.Properties {
		closeObjects(p.Value)
	}
	if s.Items != nil {
		closeObjects(s.Items.Value)
	}
	if len(s.Properties) > 0 {
		s.AdditionalProperties.Has = new(bool)
	}
}

// TestAcceptedValuesArePublished: whatever a write accepts, a GET shows in the
// published shape afterwards. A value that the documents do not have must be
// refused, not stored.
func TestAcceptedValuesArePublished(t *testing.T) {
	contract, ex := published.Load(t), exceptionTable()
	tr := newTroupe(t)
	check := func(what, call, pattern string) {
		t.Helper()
		method, path, _ := strings.Cut(pattern, " ")
		a := tr.ok(call)
		if err := contract.Check(method, path, a.Status, a.Header.Get("Content-Type"), a.Body, ex); err != nil {
			t.Errorf("after %s: %v", what, err)
		}
	}
	long := func(n int) string { return strings.Repeat("é", n) }
	for _, body := range []string{
		`{"zoom_one_type":7}`, `{"zoom_one_type":-1}`, `{"zoom_one_type":0}`, `{"zoom_one_type":16}`, `{"plan_united_type":""}`, `{"plan_united_type":"none"}`, `{"plan_united_type":"131072"}`,
		`{"license_info_list":[{"license_type":"MEETING","license_option":3,"subscription_id":""}]}`, `{"license_info_list":[{}]}`, `{"license_info_list":[null]}`, `{"license_info_list":[]}`,
		`{"phone_numbers":[{}]}`, `{"phone_numbers":[null]}`, `{"phone_numbers":[{"label":"","country":"ZZZZZZZZ","code":"x"}]}`, `{"phone_numbers":[]}`,
		`{"custom_attributes":[{}]}`, `{"custom_attributes":[null]}`, `{"custom_attributes":[]}`, `{"division_ids":[""]}`, `{"division_ids":[null]}`, `{"division_ids":[]}`,
		`{"type":1}`, `{"type":4}`, `{"type":99}`, `{"type":2}`, `{"pronouns_option":3}`, `{"pronouns_option":0}`, `{"pmi":1000000000}`, `{"pmi":9999999999}`, `{"language":""}`, `{"timezone":""}`, `{"timezone":"Mars"}`,
		`{"company":"` + long(255) + `"}`, `{"dept":"` + long(128) + `"}`, `{"first_name":"` + long(64) + `","last_name":"` + long(64) + `"}`, `{"display_name":"` + long(128) + `"}`, `{"job_title":"` + long(128) + `"}`,
		`{"cost_center":"` + long(128) + `"}`, `{"location":"` + long(256) + `"}`, `{"pronouns":"` + long(128) + `"}`, `{"language":"` + long(32) + `"}`, `{"cms_user_id":"` + long(1024) + `"}`,
		`{"manager":""}`, `{"vanity_name":"` + long(40) + `"}`, `{"vanity_name":".."}`, `{"vanity_name":"a b"}`, `{"phone_country":"X","phone_number":"` + strings.Repeat("1", 32) + `"}`, `{"cms_user_id":null,"pmi":null,"phone_numbers":null}`,
		`{"host_key":"1234567890"}`, `{"first_name":"\ud800","last_name":"\u202e"}`, `{"first_name":"","last_name":"","display_name":""}`,
	} {
		a := tr.ask("owner PATCH /users/{ben}", body)
		if a.Status != 204 && a.Status != 400 {
			t.Errorf("%.80s: %d %s", body, a.Status, a.Body)
		}
		if a.Status == 204 {
			check(body, "owner GET /users/{ben}", "GET /users/{userId}")
			check(body, "owner GET /users?include_fields=custom_attributes&page_size=2000", "GET /users")
			check(body, "owner GET /groups/{seen}/members", "GET /groups/{groupId}/members")
			check(body, "owner GET /roles/2/members", "GET /roles/{roleId}/members")
			tr.ok("owner PATCH /users/{ben}", `{"license_info_list":[],"phone_numbers":[],"custom_attributes":[],"division_ids":[],"type":1}`)
			tr.ok("owner PATCH /users/{ben}", `{"zoom_one_type":0}`)
		}
	}
	for _, body := range []string{
		`{"feature":{"meeting_capacity":1}}`, `{"feature":{"meeting_capacity":1000}}`, `{"feature":{"concurrent_meeting":""}}`, `{"feature":{"concurrent_meeting":"None"}}`,
		`{"feature":{"webinar":true}}`, `{"feature":{"webinar":false,"webinar_capacity":501}}`, `{"feature":{"large_meeting":true}}`, `{"feature":{"large_meeting_capacity":5000}}`, `{"feature":{}}`,
	} {
		if a := tr.ask("owner PATCH /users/{ben}/settings", body); a.Status == 204 {
			check(body, "owner GET /users/{ben}/settings", "GET /users/{userId}/settings")
		}
	}
	for _, body := range []string{
		`{"name":"` + long(127) + `"}`, `{"name":"\ud800"}`, `{"description":"` + long(1024) + `"}`, `{"description":""}`,
	} {
		if a := tr.ask("owner PATCH /groups/{seen}", body); a.Status == 204 {
			check(body, "owner GET /groups", "GET /groups")
			check(body, "owner GET /groups/{seen}", "GET /groups/{groupId}")
		}
	}
	for _, body := range []string{
		`{"name":"` + long(128) + `"}`, `{"description":"` + long(1024) + `"}`, `{"privileges":[]}`, `{"sub_account_privileges":{"second_level":1}}`, `{"sub_account_privileges":{}}`,
	} {
		a := tr.ask("owner PATCH /roles/{spare}", body)
		if a.Status == 204 {
			check(body, "owner GET /roles", "GET /roles")
			check(body, "owner GET /roles/{spare}", "GET /roles/{roleId}")
		} else {
			zoomShaped(t, a)
		}
	}
	for _, email := range []string{"a@b", "a@[127.0.0.1]", "\"quoted\"@example.com", "é@exämple.com", "a+b@example.com", "a@example.com.", "a@-example.com", strings.Repeat("a", 116) + "@example.com", "a@exa_mple.com", "a@xn--fsq.com", "a@b@example.com", "@", "'@example.com", "a%40b@example.com"} {
		a := tr.ask("owner PUT /users/{ben}/email", quoted(`{"email":%s}`, email))
		if a.Status == 204 {
			check(email, "owner GET /users?page_size=2000", "GET /users")
			check(email, "owner GET /users/{ben}", "GET /users/{userId}")
			check(email, "owner GET /groups/{seen}/members", "GET /groups/{groupId}/members")
			if a := tr.ask("owner GET /users/" + strings.ReplaceAll(strings.ReplaceAll(email, "%", "%25"), "/", "%2f")); a.Status != 200 {
				t.Errorf("%s: cannot be asked for: %d %s", email, a.Status, a.Body)
			}
		}
	}
	for _, body := range []string{`"scopes":[]`, `"scopes":null`, `"scopes":["user:read:admin","user:read:admin"]`, `"publish":true`} {
		a := tr.ok("owner POST /marketplace/apps", app(body))
		if err := contract.Check("POST", "/marketplace/apps", a.Status, a.Header.Get("Content-Type"), a.Body, ex); err != nil {
			t.Error(err)
		}
		tr.ids["made"] = text(t, a, "app_id")
		check(body, "owner GET /marketplace/apps/{made}", "GET /marketplace/apps/{appId}")
		check(body, "owner GET /marketplace/apps?type=account_created", "GET /marketplace/apps")
	}
}
