package cordon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// CheckName says whether s may name a group, role or app: text on one line.
func CheckName(field, s string, most int) *Error {
	switch {
	case strings.TrimSpace(s) == "":
		return InvalidField(field, "Must not be empty.")
	case utf8.RuneCountInString(s) > most:
		return InvalidField(field, "Must have at most %d characters.", most)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }) {
		return InvalidField(field, "Must be text on one line.")
	}
	return CheckText(field, s, most)
}

// CheckText says whether s may be stored as free text: valid UTF-8 of at most
// most characters without control characters other than line breaks and tabs.
func CheckText(field, s string, most int) *Error {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > most {
		return InvalidField(field, "Must be text of at most %d characters.", most)
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' {
			return InvalidField(field, "Must not hold control characters.")
		}
	}
	return nil
}

// Cut is the beginning of s, of at most n bytes and valid UTF-8.
func Cut(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.ToValidUTF8(s, "")
}

// Key is the form under which names and e-mail addresses are compared: any
// letter case and any Unicode spelling of the same characters is the same name.
func Key(s string) string {
	return norm.NFC.String(cases.Fold().String(strings.TrimSpace(norm.NFKC.String(s))))
}
