package published

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// refusal is the answer of every refusal: Zoom describes it in prose only.
var refusal = func() (r *response) {
	err := json.Unmarshal([]byte(`{"content":{"application/json":{"schema":{
		"type":"object", "required":["code","message"], "additionalProperties":false, "properties":{
			"code":{"type":"integer"}, "message":{"type":"string","minLength":1}, "errors":{"type":"array","minItems":1,"items":{
				"type":"object", "required":["field","message"], "additionalProperties":false, "properties":{
					"field":{"type":"string"}, "message":{"type":"string"}}}}}}}}}`), &r)
	if err != nil {
		panic(err)
	}
	return r
}()

// strict merges allOf into one object, closes objects that have fields, and
// lets an answer match several branches: in most, every field is optional.
func strict(s *openapi3.Schema) error {
	tighten(s)
	return s.Validate(context.Background())
}

func tighten(s *openapi3.Schema) {
	for _, b := range s.AllOf {
		tighten(b.Value)
		s.Required = append(s.Required, b.Value.Required...)
		if s.Properties == nil {
			s.Properties = openapi3.Schemas{}
		}
		for name, f := range b.Value.Properties {
			if s.Properties[name] == nil { // where both speak, they agree or the first says more
				s.Properties[name] = f
			}
		}
	}
	for _, b := range append(s.AnyOf, s.OneOf...) {
		tighten(b.Value)
	}
	s.AnyOf, s.OneOf, s.AllOf = append(s.AnyOf, s.OneOf...), nil, nil
	s.Example, s.Default = nil, nil // some break their own schema
	if s.Items != nil {
		if s.Enum != nil { // Zoom means the elements
			s.Items.Value.Enum, s.Enum = s.Enum, nil
		}
		tighten(s.Items.Value)
	}
	slices.Sort(s.Required)
	s.Required = slices.Compact(s.Required)
	for _, f := range s.Properties {
		tighten(f.Value)
	}
	if len(s.Properties) > 0 { // Zoom leaves the type to the branches
		s.Type = &openapi3.Types{openapi3.TypeObject}
		s.AdditionalProperties.Has = new(bool)
	}
}

// kin-openapi's own formats know neither the calendar nor e-mail addresses.
var formats = openapi3.WithStringFormatValidators(map[string]openapi3.StringFormatValidator{
	"date-time": openapi3.NewCallbackValidator(func(s string) error { _, err := time.Parse(time.RFC3339, s); return err }),
	"date":      openapi3.NewCallbackValidator(func(s string) error { _, err := time.Parse(time.DateOnly, s); return err }),
	"email": openapi3.NewCallbackValidator(func(s string) error {
		if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
			return errors.New("not an e-mail address")
		}
		return nil
	}),
})

// A fault is one thing wrong in a body.
type fault struct {
	at, what string // JSON pointer, text
	kind     string // "field": not published; "value": not in the enum, or not of the format; else kin-openapi's word
	excepted bool
}

var index = regexp.MustCompile(`/[0-9]+\b`)

// path is where the fault is, as in Exceptions: "groups[].description".
func (f fault) path() string {
	return strings.TrimPrefix(strings.ReplaceAll(index.ReplaceAllString(f.at, "[]"), "/", "."), ".")
}

func validate(s *openapi3.Schema, value any) error {
	return s.VisitJSON(value, openapi3.VisitAsResponse(), openapi3.MultiErrors(), formats)
}

// faults is what kin-openapi says of the value at a JSON pointer.
func faults(err error, at string, excepted map[string][]string) (found []fault) {
	switch e := err.(type) {
	case nil:
		return nil
	case openapi3.MultiError:
		for _, err := range e {
			found = append(found, faults(err, at, excepted)...)
		}
		return found
	case *openapi3.SchemaError:
		for _, key := range e.JSONPointer() {
			at += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
		}
		if e.SchemaField == "anyOf" {
			return nearest(e.Schema.AnyOf, e.Value, at, excepted)
		}
		v, _ := json.Marshal(e.Value)
		f := fault{at: at, what: e.Reason + ", is " + short(v), kind: e.SchemaField}
		switch f.kind {
		case "enum":
			f.kind = "value"
			free := *e.Schema
			free.Enum = nil // what else is wrong, such as its type
			found = faults(validate(&free, e.Value), at, excepted)
		case "format":
			f.kind = "value"
		case "required":
			f.what = "is missing"
		case "properties":
			var name string
			fmt.Sscanf(e.Reason, "property %q is unsupported", &name)
			f = fault{at: at + "/" + name, what: "is not a published field", kind: "field"}
		}
		f.excepted = slices.Contains(excepted[f.kind], f.path())
		return append(found, f)
	}
	return []fault{{at: at, what: err.Error()}}
}

// nearest is what is wrong with a value by the branch it looks most like: the
// one with the fewest unknown or missing fields, then with the fewest faults.
func nearest(branches openapi3.SchemaRefs, value any, at string, excepted map[string][]string) (best []fault) {
	least := -1
	for _, b := range branches {
		found, cost := faults(validate(b.Value, value), at, excepted), 0
		for _, f := range found {
			if f.excepted {
				continue
			}
			cost++
			if (f.kind == "field" || f.kind == "required") && strings.Count(f.at, "/") == strings.Count(at, "/")+1 {
				cost += 1000
			}
		}
		if least < 0 || cost < least {
			best, least = found, cost
		}
	}
	return best
}

func short(b []byte) string {
	if len(b) > 80 {
		return string(b[:80]) + "..."
	}
	return string(b)
}
