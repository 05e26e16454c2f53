package zoomapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cordon-zoom/cordon"
)

// An operation's input is a struct. Its fields say where they come from and
// what they may be; the same tags make the parameters and schemas of
// /openapi.json:
//
//	path:"userId"         a path parameter
//	path:"aId,bId"        the path parameter that the operation has of the two
//	query:"page_size"     a query parameter
//	json:"name"           a member of the JSON body
//	default:"30"          for a query parameter that is absent
//	required:"true"       must be there and not be empty
//	min, max              of a number; of a list's length; max of a text's characters
//	enum:"a,b"            one of these; of a list, each is
//	unknown:"refuse"      on a blank field: members that are not listed are an error
//
// Fields of the first two kinds carry json:"-" as well, so that no body can
// reach them. A pointer distinguishes absent (or null) from empty.

const defaultMaxText = 1024

// maxFaults is how many faults of a body are told: it may have as many as it has
// bytes.
const maxFaults = 100

// maxPageToken is longer than any page token of ours.
const maxPageToken = 2048

// decode fills in from the request, or says in Zoom's shape what is wrong.
func decode(in any, r *http.Request, body []byte) error {
	v := reflect.ValueOf(in).Elem()
	if v.Kind() != reflect.Struct {
		return nil
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return cordon.BadRequest("The query string is malformed.")
	}
	var fields []cordon.FieldError
	wantsBody, err := fromURL(v, r, query, &fields)
	if err != nil {
		return err
	}
	if len(fields) > 0 {
		return cordon.Invalid(fields...)
	}
	if !wantsBody {
		return nil
	}
	if err := fromBody(in, v.Type(), body); err != nil {
		return err
	}
	check(v, "", &fields)
	if len(fields) > 0 {
		return cordon.Invalid(fields...)
	}
	return nil
}

func fromURL(v reflect.Value, r *http.Request, query url.Values, bad *[]cordon.FieldError) (wantsBody bool, err error) {
	for i := range v.NumField() {
		f, value := v.Type().Field(i), v.Field(i)
		if f.Anonymous {
			more, err := fromURL(value, r, query, bad)
			if err != nil {
				return false, err
			}
			wantsBody = wantsBody || more
			continue
		}
		if names, ok := f.Tag.Lookup("path"); ok {
			name, other, _ := strings.Cut(names, ",")
			s := r.PathValue(name)
			if s == "" && other != "" {
				name, s = other, r.PathValue(other)
			}
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) || utf8.RuneCountInString(s) > defaultMaxText {
				return false, cordon.InvalidField(name, "Invalid field.")
			}
			value.SetString(s)
			continue
		}
		name, ok := f.Tag.Lookup("query")
		if !ok {
			wantsBody = wantsBody || f.Tag.Get("json") != "" && f.Tag.Get("json") != "-"
			continue
		}
		if value.Kind() == reflect.Slice {
			value.Set(reflect.ValueOf(listOf(query[name])))
			checkValue(value, f.Tag, name, bad)
			continue
		}
		text := query.Get(name)
		if name == "next_page_token" && len(text) > maxPageToken {
			return false, cordon.BadPageToken()
		}
		if !query.Has(name) || text == "" {
			text = f.Tag.Get("default")
		}
		if text == "" {
			if f.Tag.Get("required") != "" {
				*bad = append(*bad, cordon.FieldError{Field: name, Message: name + " is required."})
			}
			continue
		}
		if value.Kind() == reflect.Pointer {
			value.Set(reflect.New(value.Type().Elem()))
			value = value.Elem()
		}
		if msg := setText(value, text); msg != "" {
			*bad = append(*bad, cordon.FieldError{Field: name, Message: msg})
			continue
		}
		checkValue(value, f.Tag, name, bad)
	}
	return wantsBody, nil
}

// listOf is a query parameter that is a list: said several times, or once with
// commas.
func listOf(values []string) (list []string) {
	for _, v := range values {
		for s := range strings.SplitSeq(v, ",") {
			if s != "" {
				list = append(list, s)
			}
		}
	}
	return list
}

func setText(v reflect.Value, text string) string {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return "Must be a whole number."
		}
		v.SetInt(n)
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return "Must be true or false."
		}
		v.SetBool(b)
	default:
		panic("zoomapi: query parameter of kind " + v.Kind().String())
	}
	return ""
}

// What is said of members whose names are the caller's own text.
const (
	saidTwiceMessage = "Said twice. The last one could widen access, so neither counts."
	unknownMessage   = "Unknown field, or one that Cordon does not keep. None is ignored here."
)

func fromBody(in any, t reflect.Type, body []byte) error {
	trimmed := bytes.TrimSpace(body)
	if len(trimmed) == 0 || trimmed[0] != '{' || !utf8.Valid(trimmed) {
		return notJSON()
	}
	d := json.NewDecoder(bytes.NewReader(trimmed))
	if f, ok := t.FieldByName("_"); ok && f.Tag.Get("unknown") == "refuse" {
		d.DisallowUnknownFields()
		if twice := saidTwice(json.NewDecoder(bytes.NewReader(trimmed))); twice != "" {
			return cordon.InvalidField(twice, saidTwiceMessage)
		}
	}
	err := d.Decode(in)
	if err == nil {
		_, err = d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		return notJSON()
	}
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		return cordon.InvalidField(fieldPath(t, wrong.Field), "Must not be a JSON %s.", wrong.Value)
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		name, _ := strconv.Unquote(strings.TrimPrefix(err.Error(), "json: unknown field "))
		return cordon.InvalidField(name, unknownMessage)
	}
	return notJSON()
}

func notJSON() *cordon.Error { return cordon.BadRequest("Request Body should be a valid JSON object.") }

// fieldPath is where a member stands in the body: encoding/json puts the names
// of embedded structs in front of it.
func fieldPath(t reflect.Type, field string) string {
	first, rest, ok := strings.Cut(field, ".")
	if f, found := t.FieldByName(first); ok && found && f.Anonymous {
		return fieldPath(f.Type, rest)
	}
	return field
}

// saidTwice is the name of a member that an object has twice, in any letter
// case, as encoding/json takes them; "" if there is none. Where the JSON ends
// early it says nothing: decoding will.
func saidTwice(d *json.Decoder) string {
	type object struct {
		names map[string]bool // nil for an array
		value bool            // a member's value comes next
	}
	var open []object
	for {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		switch token {
		case json.Delim('{'):
			open = append(open, object{names: map[string]bool{}})
			continue
		case json.Delim('['):
			open = append(open, object{})
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
		if len(open) == 0 {
			return ""
		}
		in := &open[len(open)-1]
		name, ok := token.(string)
		if in.names == nil {
			continue
		}
		if in.value = !in.value && ok; in.value {
			key := cordon.Key(name)
			if in.names[key] {
				return name
			}
			in.names[key] = true
		}
	}
}

// check holds the body's members to their tags, members of members too.
func check(v reflect.Value, prefix string, bad *[]cordon.FieldError) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			check(v.Elem(), prefix, bad)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if len(*bad) >= maxFaults {
				return
			}
			check(v.Index(i), fmt.Sprintf("%s[%d]", strings.TrimSuffix(prefix, "."), i)+".", bad)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.Anonymous {
				check(v.Field(i), prefix, bad)
				continue
			}
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "" || name == "-" {
				continue
			}
			checkMember(v.Field(i), f.Tag, prefix+name, bad)
		}
	}
}

func checkMember(v reflect.Value, tag reflect.StructTag, name string, bad *[]cordon.FieldError) {
	if v.IsZero() {
		if tag.Get("required") != "" {
			*bad = append(*bad, cordon.FieldError{Field: name, Message: "Must be given."})
		}
		if v.Kind() != reflect.Slice {
			return
		}
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	checkValue(v, tag, name, bad)
	check(v, name+".", bad)
}

func checkValue(v reflect.Value, tag reflect.StructTag, name string, bad *[]cordon.FieldError) {
	complain := func(format string, args ...any) {
		*bad = append(*bad, cordon.FieldError{Field: name, Message: fmt.Sprintf(format, args...)})
	}
	low, hasLow := bound(tag, "min")
	high, hasHigh := bound(tag, "max")
	switch v.Kind() {
	case reflect.String:
		if !hasHigh {
			high = defaultMaxText
		}
		if e := cordon.CheckText(name, v.String(), int(high)); e != nil {
			*bad = append(*bad, e.Fields...)
			return
		}
		if enum := tag.Get("enum"); enum != "" && v.String() != "" && !slices.Contains(strings.Split(enum, ","), v.String()) {
			complain("Must be one of %s.", strings.ReplaceAll(enum, ",", ", "))
		}
	case reflect.Int, reflect.Int64:
		if hasLow && v.Int() < low || hasHigh && v.Int() > high {
			complain("Must be a whole number from %s to %s.", orAny(tag.Get("min")), orAny(tag.Get("max")))
		}
		if enum := tag.Get("enum"); enum != "" && !slices.Contains(strings.Split(enum, ","), strconv.FormatInt(v.Int(), 10)) {
			complain("Must be one of %s.", strings.ReplaceAll(enum, ",", ", "))
		}
	case reflect.Slice:
		if hasLow && int64(v.Len()) < low || hasHigh && int64(v.Len()) > high {
			complain("Must have from %s to %s entries.", orAny(tag.Get("min")), orAny(tag.Get("max")))
		}
		if v.Type().Elem().Kind() == reflect.String {
			for i := range v.Len() {
				if len(*bad) >= maxFaults {
					return
				}
				if e := cordon.CheckText(fmt.Sprintf("%s[%d]", name, i), v.Index(i).String(), defaultMaxText); e != nil {
					*bad = append(*bad, e.Fields...)
				} else if enum := tag.Get("enum"); enum != "" && !slices.Contains(strings.Split(enum, ","), v.Index(i).String()) {
					complain("Each must be one of %s.", strings.ReplaceAll(enum, ",", ", "))
				}
			}
		}
	}
}

func bound(tag reflect.StructTag, key string) (int64, bool) {
	text, ok := tag.Lookup(key)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		panic("zoomapi: bad " + key + " tag " + text)
	}
	return n, true
}

func orAny(s string) string {
	if s == "" {
		return "any"
	}
	return s
}
