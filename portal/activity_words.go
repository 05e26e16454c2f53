package portal

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// eventRow is an event in words.
type eventRow struct {
	store.EventRow
	Name string // of the user now, "" where nobody is found
}

// shortText is how much a table shows of a text, in bytes.
const shortText = 160

// Refused reports whether the event is a refusal.
func (e eventRow) Refused() bool { return e.Outcome == cordon.EventRefused }

// Who is the user, by name, or else by what is known.
func (e eventRow) Who() string {
	for _, s := range []string{e.Name, e.Email, e.User} {
		if s != "" {
			return s
		}
	}
	return "nobody"
}

// Through is the app that was used, by name, or else by what is known.
func (e eventRow) Through() string {
	switch {
	case e.AppName != "":
		return e.AppName
	case e.ClientID != "":
		return "client " + e.ClientID
	case e.From == cordon.FromPortal:
		return "in the portal"
	}
	return ""
}

// Did is what was done or asked for, as a sentence where somebody said one.
func (e eventRow) Did() string { return sentence(e.What) }

// Asked is the operation, or else the path.
func (e eventRow) Asked() string {
	if e.Operation != "" {
		return e.Operation
	}
	return e.Path
}

// Answer is what a refusal was answered by: "404, code 1001".
func (e eventRow) Answer() string {
	s := fmt.Sprint(e.Status)
	if e.Code != 0 {
		s += fmt.Sprintf(", code %d", e.Code)
	}
	return s
}

// Why is the true reason of a refusal, or else what the caller was told.
func (e eventRow) Why() string {
	if e.Reason != "" {
		return reasonWords(e.Reason)
	}
	return e.Message
}

// Short is as much of a text as a table shows.
func (e eventRow) Short(s string) string {
	if len(s) > shortText {
		return cordon.Cut(s, shortText) + "…"
	}
	return s
}

// Where is which part of the server the request went to.
func (e eventRow) Where() string {
	switch e.From {
	case cordon.FromPortal:
		return "Portal"
	case cordon.FromToken:
		return "Token endpoint"
	}
	return "API"
}

var privilegeLike = regexp.MustCompile(`\b[A-Za-z]+:[A-Za-z]+\b`)

// reasonWords is a reason as pages say it, with the portal's names for
// permissions.
func reasonWords(reason string) string {
	return sentence(privilegeLike.ReplaceAllStringFunc(reason, func(s string) string {
		if p := cordon.Privilege(s); access.Operations().KnowsPrivilege(p) {
			return permissionName(p)
		}
		return s
	}))
}

// sentence begins with a capital, unless an address does, and ends with a stop.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	if first, _, _ := strings.Cut(s, " "); !strings.Contains(first, "@") {
		r, n := utf8.DecodeRuneInString(s)
		s = string(unicode.ToUpper(r)) + s[n:]
	}
	return strings.TrimSuffix(s, ".") + "."
}
