package cordon_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "github.com/cordon-zoom/cordon"
)

// checkField holds an error to naming that one field, or to there being none.
func checkField(t *testing.T, name string, err *Error, field string) {
	t.Helper()
	switch {
	case err == nil && field == "":
	case err == nil:
		t.Errorf("%s: accepted", name)
	case field == "":
		t.Errorf("%s: refused: %v %v", name, err, err.Fields)
	case err.Status != 400 || err.Code != 300 || err.Message != "Validation Failed." || len(err.Fields) != 1 || err.Fields[0].Field != field || err.Fields[0].Message == "":
		t.Errorf("%s: refused with %v %v", name, err, err.Fields)
	}
}

func TestCheckEmail(t *testing.T) {
	at := func(n int) string { return strings.Repeat("x", n-len("@example.com")) + "@example.com" }
	for _, s := range []string{
		"ann@example.com", "ANN@Example.COM", "a@b", "a.b+c@example.com", "o'neill@example.com", "-@example.com", "1@2.3",
		"jörg@example.com", "日本@例え.jp", "a_b-c=d@sub.example.co.uk", at(128),
		strings.Repeat("ü", 128-len("@example.com")) + "@example.com", // characters count, not bytes
	} {
		checkField(t, s, CheckEmail("email", s), "")
	}
	for name, s := range map[string]string{
		"empty": "", "no at": "ann.example.com", "nothing before": "@example.com", "nothing after": "ann@", "two": "a@b@c",
		"name and address": "Ann <ann@example.com>", "angle brackets": "<ann@example.com>", "quoted": `"ann"@example.com`, "quoted with a space": `"a b"@example.com`,
		"comment": "ann@example.com (Ann)", "list": "a@example.com, b@example.com", "group": "all: a@example.com;",
		"space in front": " ann@example.com", "space behind": "ann@example.com ", "space within": "an n@example.com",
		"line break": "ann@example.com\n", "header": "ann@example.com\r\nBcc: eve@example.com", "nul": "ann\x00@example.com", "tab": "ann\t@example.com",
		"no-break space": "an\u00a0n@example.com", "control": "ann\u0085@example.com", "delete": "ann\x7f@example.com",
		"invalid UTF-8": "ann\xff@example.com", "slash, which ends a path segment": "a/b@example.com",
		"two dots": "a..b@example.com", "dot in front": ".a@example.com", "too long": at(129),
		"too long in characters": strings.Repeat("ü", 129-len("@example.com")) + "@example.com",
	} {
		checkField(t, name, CheckEmail("user_info.email", s), "user_info.email")
	}
	// An address that is taken by somebody hidden reads like one that is malformed.
	if diff := cmp.Diff(CheckEmail("email", "no address"), InvalidEmail("email")); diff != "" {
		t.Error(diff)
	}
}

func TestCheckPassword(t *testing.T) {
	for _, s := range []string{
		"Passw0rd", "aB3aB3aB3", "Zürich-2026", "ÄÖÜäöü12", strings.Repeat("aB3x", 8), "with space A1", "Ünïcödé1", "пАроль12",
	} {
		checkField(t, s, CheckPassword("password", s), "")
	}
	for name, s := range map[string]string{
		"empty": "", "seven": "Passw0r", "thirty-three": strings.Repeat("aB3", 11), "no upper case": "passw0rd", "no lower case": "PASSW0RD", "no digit": "Password",
		"digits": "12345678", "invalid UTF-8": "Passw0rd\xff", "seven characters in more bytes": "Pässw0r",
		// What the comment of CheckPassword promises besides:
	} {
		checkField(t, name, CheckPassword("user_info.password", s), "user_info.password")
	}
}

func TestCheckHostKey(t *testing.T) {
	for _, s := range []string{"123456", "0000000000", "1234567"} {
		checkField(t, s, CheckHostKey("host_key", s), "")
	}
	for _, s := range []string{"", "12345", "12345678901", "12345a", " 123456", "123456\n", "-123456", "１２３４５６", "1234.56"} {
		checkField(t, s, CheckHostKey("host_key", s), "host_key")
	}
}

func TestVanityName(t *testing.T) {
	for url, want := range map[string]string{
		"https://example.zoom.us/my/ann": "ann", "": "", "ann": "ann", "https://example.zoom.us/my/": "", "/": "",
	} {
		u := User{Profile: Profile{VanityURL: url}}
		if got := u.VanityName(); got != want {
			t.Errorf("%q: got %q, want %q", url, got, want)
		}
	}
}

func TestLapse(t *testing.T) {
	for before, after := range map[int]int{Licensed: Basic, Basic: Basic, Unassigned: Unassigned, NoMeetings: NoMeetings} {
		u := User{ID: "u", Email: "ann@example.com", Status: Active, RoleID: "R", Groups: []string{"g"},
			Brief:    Brief{FirstName: "Ann", Type: before, PMI: 1234567890, PlanUnitedType: "1", Licenses: []LicenseInfo{{LicenseType: "MEETING"}}},
			Profile:  Profile{Company: "Example", ZoomOneType: 4},
			Features: Features{ZoomPhone: true, Webinar: true, WebinarCapacity: 500, MeetingCapacity: 1000, LargeMeeting: true, ZoomDocs: true}}
		want := u
		want.Brief.Type, want.Brief.PlanUnitedType, want.Brief.Licenses, want.Profile.ZoomOneType = after, "", nil, 0
		want.Features = Features{MeetingCapacity: 100}
		u.Lapse()
		if diff := cmp.Diff(want, u); diff != "" {
			t.Errorf("type %d (-want +got)\n%s", before, diff)
		}
		again := u
		again.Lapse()
		if diff := cmp.Diff(u, again); diff != "" {
			t.Errorf("type %d: lapses twice\n%s", before, diff)
		}
	}
}

func TestDefaultFeatures(t *testing.T) {
	for kind, want := range map[int]int{Basic: 100, Licensed: 300, Unassigned: 100, NoMeetings: 100} {
		if got := DefaultFeatures(kind); got != (Features{MeetingCapacity: want}) {
			t.Errorf("type %d: %+v", kind, got)
		}
	}
}
