package zoomapi

import (
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
)

type object = map[string]any

// OpenAPI describes the operations served, as OpenAPI 3.0.3: operations, scopes
// and privileges from the catalog, parameters and schemas from the types that
// the handlers use.
func (a *API) OpenAPI(publicURL, version string) ([]byte, error) {
	paths := object{}
	for _, r := range a.routes {
		item, ok := paths["/v2"+r.Path].(object)
		if !ok {
			item = object{}
			paths["/v2"+r.Path] = item
		}
		item[strings.ToLower(r.Method)] = r.describe()
	}
	return json.MarshalIndent(object{
		"openapi": "3.0.3",
		"info": object{
			"title":       "Cordon: a Zoom-compatible API",
			"version":     version,
			"description": "Not affiliated with Zoom. Every credential sees only the users its role reaches; hidden looks absent.",
		},
		"servers": []object{{"url": publicURL}},
		"paths":   paths,
		"components": object{
			"securitySchemes": object{"token": object{
				"type": "http", "scheme": "bearer", "description": "POST /oauth/token with grant_type=account_credentials",
			}},
			"schemas": object{"Error": schemaOf(reflect.TypeFor[errorBody](), "")},
		},
		"security": []object{{"token": []string{}}},
	}, "", "  ")
}

var pathParam = regexp.MustCompile(`\{([^}]+)\}`)

func (r *Route) describe() object {
	responses := object{}
	for status, what := range map[string]string{"400": "Refused", "401": "The token is not valid", "404": "Not there, or hidden", "default": "Another refusal"} {
		responses[status] = object{"description": what, "content": object{
			"application/json": object{"schema": object{"$ref": "#/components/schemas/Error"}}}}
	}
	success := object{"description": http.StatusText(r.Success)}
	if r.out == reflect.TypeFor[file]() {
		success["content"] = object{"application/octet-stream": object{"schema": object{"type": "string", "format": "binary"}}}
	} else if !r.bodyless {
		success["content"] = object{"application/json": object{"schema": schemaOf(r.out, "")}}
	}
	responses[strconv.Itoa(r.Success)] = success
	op := object{
		"operationId":            strings.ToLower(r.Method) + pathParam.ReplaceAllStringFunc(r.Path, func(p string) string { return "_by_" + p[1:len(p)-1] }),
		"tags":                   []string{r.Product},
		"responses":              responses,
		"x-cordon-privilege":     r.Privilege,
		"x-cordon-holder":        r.Holder.String(),
		"x-cordon-scopes":        append(scopeNames(r.Granular), scopeNames(r.Classic)...),
		"x-cordon-added-scopes":  scopeNames(r.Added),
		"x-cordon-rate-limit":    r.Label,
		"x-cordon-not-published": r.Extension,
	}
	query, body := describeInput(r.in)
	var params []object
	for _, name := range pathParam.FindAllStringSubmatch(r.Path, -1) {
		params = append(params, object{"name": name[1], "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	params = append(params, query...)
	if len(params) > 0 {
		op["parameters"] = params
	}
	if body != nil {
		op["requestBody"] = object{"required": true, "content": object{"application/json": object{"schema": body}}}
	}
	return op
}

func describeInput(t reflect.Type) (params []object, body object) {
	properties := object{}
	var required []string
	each(t, func(f reflect.StructField) {
		if f.Tag.Get("path") != "" {
			return // the operation's path describes it
		}
		if name := f.Tag.Get("query"); name != "" {
			params = append(params, object{"name": name, "in": "query", "required": f.Tag.Get("required") != "", "schema": schemaOf(f.Type, f.Tag)})
		} else if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			properties[name] = schemaOf(f.Type, f.Tag)
			if f.Tag.Get("required") != "" {
				required = append(required, name)
			}
		}
	})
	if len(properties) == 0 {
		return params, nil
	}
	return params, objectSchema(properties, required)
}

func objectSchema(properties object, required []string) object {
	s := object{"type": "object", "properties": properties}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

// each visits a struct's fields, those of embedded structs in their place.
func each(t reflect.Type, visit func(reflect.StructField)) {
	if t.Kind() != reflect.Struct {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			each(f.Type, visit)
		} else if f.IsExported() {
			visit(f)
		}
	}
}

func schemaOf(t reflect.Type, tag reflect.StructTag) object {
	if t.Kind() == reflect.Pointer {
		return schemaOf(t.Elem(), tag)
	}
	s := object{}
	number := func(key, name string) {
		if n, ok := bound(tag, key); ok {
			s[name] = n
		}
	}
	switch t.Kind() {
	case reflect.String:
		s["type"] = "string"
		number("max", "maxLength")
		if e := tag.Get("enum"); e != "" {
			s["enum"] = strings.Split(e, ",")
		}
		if d := tag.Get("default"); d != "" {
			s["default"] = d
		}
	case reflect.Int, reflect.Int64:
		s["type"] = "integer"
		if t.Kind() == reflect.Int64 {
			s["format"] = "int64"
		}
		number("min", "minimum")
		number("max", "maximum")
		if d, ok := bound(tag, "default"); ok {
			s["default"] = d
		}
		if e := tag.Get("enum"); e != "" {
			var values []int64
			for v := range strings.SplitSeq(e, ",") {
				n, err := strconv.ParseInt(v, 10, 64)
				if err != nil {
					panic("zoomapi: bad enum tag " + e)
				}
				values = append(values, n)
			}
			s["enum"] = values
		}
	case reflect.Float64:
		s["type"] = "number"
	case reflect.Bool:
		s["type"] = "boolean"
	case reflect.Slice:
		s["type"] = "array"
		s["items"] = schemaOf(t.Elem(), reflect.StructTag("enum:"+strconv.Quote(tag.Get("enum"))))
		number("max", "maxItems")
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			s["type"], s["format"] = "string", "date-time"
			break
		}
		properties := object{}
		var required []string
		each(t, func(f reflect.StructField) {
			name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "" || name == "-" {
				return
			}
			properties[name] = schemaOf(f.Type, f.Tag)
			if f.Tag.Get("required") != "" && !strings.Contains(opts, "omitempty") {
				required = append(required, name)
			}
		})
		s = objectSchema(properties, required)
	default:
		panic("zoomapi: no schema for " + t.String())
	}
	return s
}

func scopeNames(scopes []cordon.Scope) []string {
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = string(s)
	}
	return names
}
