package demo

import (
	"maps"
	"slices"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// scripts are the Unicode scripts of the letters of s.
func scripts(s string) map[string]bool {
	found := map[string]bool{}
	for _, r := range s {
		for name, table := range unicode.Scripts {
			if unicode.IsLetter(r) && unicode.Is(table, r) && name != "Common" {
				found[name] = true
			}
		}
	}
	return found
}

func TestManyScripts(t *testing.T) {
	for seed := range byte(20) {
		found := map[string]bool{}
		for _, u := range company(seed, 200).People {
			maps.Copy(found, scripts(u.Brief.FirstName+u.Brief.LastName))
		}
		if len(found) < 8 {
			t.Errorf("seed %d: %v", seed, slices.Sorted(maps.Keys(found)))
		}
	}
}

func TestNameTable(t *testing.T) {
	for key, c := range cultures() {
		if len(c.family) != len(c.womensFamily) {
			t.Errorf("%s: %d family names, %d of women", key, len(c.family), len(c.womensFamily))
		}
		for _, list := range [][]name{c.women, c.men, c.family, c.womensFamily} {
			if len(list) < 4 {
				t.Errorf("%s: a list of %d", key, len(list))
			}
			seen := map[name]bool{}
			for _, n := range list {
				if seen[n] || n.mail == "" || n.mail != mailName(n.mail) || norm.NFC.String(n.native) != n.native {
					t.Errorf("%s: %q is listed twice, has no address, or is not in NFC", key, n)
				}
				seen[n] = true
				// Nothing is lost on the way: every letter of the Latin form has one in the address.
				if len(n.mail) < len([]rune(n.roman))-1 {
					t.Errorf("%s: %s becomes %s", key, n.roman, n.mail)
				}
				if s := scripts(n.native); len(s) != 1 && key != "japanese" {
					t.Errorf("%s: %s mixes %v", key, n.native, s)
				}
				if s := scripts(n.roman); len(s) != 1 || !s["Latin"] {
					t.Errorf("%s: %s is not Latin", key, n.roman)
				}
			}
		}
	}
}

func TestMailName(t *testing.T) {
	for in, want := range map[string]string{
		"O'Brien": "obrien", "Zoë": "zoe", "İbrahim": "ibrahim", "Yılmaz": "yilmaz", "Łukasz": "lukasz", "Đặng": "dang",
		"Østergård": "ostergard", "Chih-Hao": "chih-hao", "Großmann": "grossmann", "Íñigo": "inigo",
	} {
		if got := mailName(in); got != want {
			t.Errorf("%s becomes %s, not %s", in, got, want)
		}
	}
}

func TestPlacesHaveCultures(t *testing.T) {
	all := cultures()
	for _, p := range places {
		for _, key := range p.cultures {
			if all[key] == nil {
				t.Errorf("%s: there is no culture %q", p.city, key)
			}
		}
	}
}

func TestFamilyNameFirst(t *testing.T) {
	all := cultures()
	for _, c := range [][4]string{
		{"chinese", "志明", "王", "王志明"}, {"japanese", "さくら", "佐藤", "佐藤 さくら"},
		{"vietnamese", "Dũng", "Nguyễn", "Nguyễn Dũng"}, {"english", "Grace", "Fletcher", "Grace Fletcher"},
	} {
		if got := all[c[0]].full(c[1], c[2]); got != c[3] {
			t.Errorf("%s: %q, not %q", c[0], got, c[3])
		}
	}
}
