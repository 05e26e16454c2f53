package cordon_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	. "github.com/cordon-zoom/cordon"
)

// Names that differ only in letter case or in how Unicode spells them are the
// same name; the rest are not.
func TestKey(t *testing.T) {
	for name, same := range map[string][]string{
		"letter case":               {"Sales", "SALES", "sales", "sAlEs"},
		"space around":              {"Sales", " Sales", "Sales\t", "\nSales\u00a0", "\u3000Sales"},
		"NFC and NFD":               {"Zürich", "Zu\u0308rich", "ZU\u0308RICH"},
		"ß":                         {"Straße", "STRASSE", "strasse", "STRAẞE"},
		"full width":                {"ＡＰＩ", "api", "Ａｐｉ"},
		"half-width katakana":       {"ガ", "カ\u3099", "ｶﾞ"},
		"ligature":                  {"oﬃce", "OFFICE"},
		"final sigma":               {"ΣΑΣ", "σας", "σασ"},
		"dotted capital I":          {"İstanbul", "I\u0307stanbul", "i\u0307stanbul"},
		"Kelvin":                    {"\u212a", "k", "K"},
		"superscript":               {"x²", "X2"},
		"order of accents":          {"a\u0323\u0301", "a\u0301\u0323"},
		"iota subscript":            {"ᾳ", "ΑΙ", "α\u0345"},
		"Hangul":                    {"각", "\u1100\u1161\u11a8"},
		"space within":              {"Sales\u00a0Team", "sales team"},
		"space by another spelling": {"\u00a8", " \u0308"}, // NFKC of the first is the second
		"empty":                     {"", " ", "\t\n"},
	} {
		for _, s := range same[1:] {
			if Key(s) != Key(same[0]) {
				t.Errorf("%s: %q and %q are two names: %q, %q", name, same[0], s, Key(same[0]), Key(s))
			}
		}
	}
	for name, differ := range map[string][2]string{
		"other letters":      {"Sales", "Sale"},
		"an accent":          {"Zürich", "Zurich"},
		"dotless i":          {"ırmak", "irmak"}, // Turkish is nobody's default
		"dotted capital I":   {"İzmir", "izmir"},
		"space within":       {"Sales Team", "SalesTeam"},
		"two spaces within":  {"Sales  Team", "Sales Team"},
		"Cyrillic lookalike": {"Sales", "Sаles"},
		"hyphens":            {"a-b", "a‐b\u200b"},
	} {
		if Key(differ[0]) == Key(differ[1]) {
			t.Errorf("%s: %q and %q are one name", name, differ[0], differ[1])
		}
	}
}

// A key is its own key, is the same for every Unicode form of a name, and
// never panics.
func TestKeyIsStable(t *testing.T) {
	letters := rapid.StringOf(rapid.Rune().Filter(func(r rune) bool {
		return !unicode.Is(unicode.Cherokee, r) // x/text swaps its cases instead of folding them
	}))
	rapid.Check(t, func(t *rapid.T) {
		s := letters.Draw(t, "name")
		k := Key(s)
		if again := Key(k); again != k {
			t.Fatalf("Key(%q) = %q, whose key is %q", s, k, again)
		}
		for _, form := range []norm.Form{norm.NFC, norm.NFD, norm.NFKC, norm.NFKD} {
			if other := Key(form.String(s)); other != k {
				t.Fatalf("Key(%q) = %q, in another form %q", s, k, other)
			}
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		_ = Key(string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")))
	})
}

func TestCheckText(t *testing.T) {
	for name, s := range map[string]string{
		"empty": "", "plain": "Sales", "lines": "one\ntwo\r\n\tthree", "emoji": "👩‍👩‍👧", "right to left": "שלום", "ten characters": "ßßßßßßßßßß", "only spaces": "   ",
	} {
		checkField(t, name, CheckText("description", s, 10), map[bool]string{true: "description"}[utf8.RuneCountInString(s) > 10])
	}
	for name, s := range map[string]string{
		"nul": "a\x00b", "escape": "\x1b[31m", "bell": "\a", "delete": "a\x7f", "C1 control": "a\u0085b", "vertical tab": "a\vb", "form feed": "a\fb", "backspace": "a\bb",
		"invalid UTF-8": "a\xff", "half a character": "a\xc3", "surrogate": "\xed\xa0\x80", "overlong": "\xc0\xaf", "eleven characters": "12345678901",
	} {
		checkField(t, name, CheckText("description", s, 10), "description")
	}
}

func TestCheckName(t *testing.T) {
	for name, s := range map[string]string{
		"plain": "Sales", "one character": "x", "full": strings.Repeat("ü", 127), "inner space": "API-Accessible Users", "space around": " Sales ", "a leading dash": "-x", "a slash": "a/b", "quotes": `"'<&>`,
	} {
		checkField(t, name, CheckName("name", s, MaxGroupName), "")
	}
	for name, s := range map[string]string{
		"empty": "", "spaces": "   ", "no-break space": "\u00a0", "ideographic space": "\u3000", "tab": "\t", "too long": strings.Repeat("x", 128), "too long, in wide characters": strings.Repeat("界", 128),
		"nul": "a\x00", "invalid UTF-8": "\xff\xfe", "escape": "a\x1b",
		// "text on one line", as the comment of CheckName has it:
		"line break": "Sales\nTeam", "carriage return": "Sales\rTeam", "tab within": "Sales\tTeam",
	} {
		checkField(t, name, CheckName("name", s, MaxGroupName), "name")
	}
}
