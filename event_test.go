package cordon

import (
	"strings"
	"testing"
)

func TestEventIsBounded(t *testing.T) {
	secret := strings.Repeat("aB3_-", 9) // as long as a client secret, and a bit
	for name, test := range map[string]struct{ path, want string }{
		"a path":              {"/v2/users/GqVO4mYWQKmbpSCYgkGkHQ", "/v2/users/GqVO4mYWQKmbpSCYgkGkHQ"},
		"a UUID":              {"/v2/past_meetings/%252F2Bg10CmSGuqZ0kvqCyzjg%3D%3D", "/v2/past_meetings/%252F2Bg10CmSGuqZ0kvqCyzjg%3D%3D"},
		"a secret":            {"/v2/users/" + secret, "/v2/users/..."},
		"a token":             {"/v2/x/eyJhbGciOiJIUzUxMiJ9." + secret + "." + secret + secret, "/v2/x/eyJhbGciOiJIUzUxMiJ9........"},
		"two":                 {secret + "/" + secret + "/x", ".../.../x"},
		"long":                {strings.Repeat("ä/", 400), strings.Repeat("ä/", 170) + "ä"},
		"a secret at the end": {strings.Repeat("x/", 1010) + secret, strings.Repeat("x/", 256)},
		"a secret that is cut off, behind others": {strings.Repeat(secret+"/", 44) + secret + secret, strings.Repeat(".../", 44)},
		"what is no text":                         {"a\xff\xfeb", "ab"},
	} {
		if got := (Event{Path: test.path}).Bounded().Path; got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	long := strings.Repeat("no ", 1000)
	if e := (Event{Message: long, What: long, Reason: long + secret, TrackingID: "x;rid=" + secret}).Bounded(); len(e.Message) != maxEventText || len(e.What) != maxEventText || len(e.Reason) != maxEventReason || e.TrackingID != "..." {
		t.Errorf("got %+v", e)
	}
}

func TestTrackingRID(t *testing.T) {
	const rid = "WEB_0123456789abcdef0123456789abcdef"
	for _, s := range []string{rid, " " + rid + "\n", "v=2.0;clid=cordon;rid=" + rid, "v=2.0; clid=cordon; rid=" + rid + " ", "rid=" + rid + ";v=2.0"} {
		if got := TrackingRID(s); got != rid {
			t.Errorf("%q: got %q", s, got)
		}
	}
}
