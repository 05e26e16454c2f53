package portal_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
)

// asks sends a form, which has to ask for a confirmation, and returns the mark.
func asks(t *testing.T, b *world.Browser, page, to string, form url.Values) (mark string, asked world.Answer) {
	t.Helper()
	asked = b.Want(http.StatusOK, b.Send(page, to, form))
	if mark = between(string(asked.Body), `name="confirm" value="`, `"`); mark == "" {
		t.Fatalf("%s asks for nothing\n%s", to, asked.Body)
	}
	return mark, asked
}

// A confirmation is of one change. Another that has the same effects today is
// asked about by itself.
func TestAttackConfirmOneDoAnother(t *testing.T) {
	g := newGallery(t, 420)
	g.group("Third")
	g.group("Fourth")
	g.role("Both", map[cordon.Privilege]string{"User:Read": "Third Fourth"})
	b := g.SignIn("owner@example.com")
	with := func(form url.Values, mark string) url.Values {
		form.Set("confirm", mark)
		return form
	}
	refused := func(a world.Answer) {
		t.Helper()
		if a.Status != http.StatusOK || !strings.Contains(string(a.Body), "This is not what you confirmed") {
			t.Errorf("%d: it was done\n%s", a.Status, a.Body)
		}
	}
	third, fourth := "/portal/groups/"+g.ids["Third"], "/portal/groups/"+g.ids["Fourth"]
	dan := func() url.Values { return url.Values{"user": {g.ids["dan"]}} }
	mark, _ := asks(t, b, third, third+"/members", dan())
	refused(b.Send(fourth, fourth+"/members", with(dan(), mark)))
	form := with(dan(), mark)
	form.Add("user", g.ids["ann"])
	refused(b.Send(third, third+"/members", form))
	if page := b.Get(fourth); strings.Contains(string(page.Body), "dan@example.com") {
		t.Error("dan is in the other group")
	}
	b.Want(http.StatusSeeOther, b.Send(third, third+"/members", with(dan(), mark)))

	// The page carries what it asks about, and a browser may send its line breaks otherwise.
	pasted := url.Values{"emails": {"cat@example.com\r\nben@example.com\r\n"}}
	_, asked := asks(t, b, fourth, fourth+"/members", pasted)
	carried := createForm(t, asked)
	carried.Set("emails", strings.ReplaceAll(html.UnescapeString(carried.Get("emails")), "\n", "\r\n"))
	done := b.Want(http.StatusOK, b.Do("POST", fourth+"/members", carried))
	lacks(t, done, "not what you confirmed")
	contains(t, b.Get(fourth), "cat@example.com", "ben@example.com")
}

// The way back from a confirmation leads into the portal, whatever page the
// browser says it comes from.
func TestAttackWayBack(t *testing.T) {
	g := newGallery(t, 421)
	b := g.SignIn("owner@example.com")
	page := "/portal/groups/" + g.ids["Seen"]
	for referer, want := range map[string]string{"http://cordon.test" + page + "?find=a": page + "?find=a", "https://evil.example/": page + "/members", "http://cordon.test//evil.example/x": page + "/members",
		"javascript:alert(1)": page + "/members", "http://cordon.test/portal/../../x": "", "": page + "/members", "\x00": page + "/members"} {
		token := world.FormToken(b.Get(page))
		req := formRequest(page+"/members", url.Values{"user": {g.ids["dan"]}, "form_token": {token}})
		req.Header.Set("Referer", referer)
		a := b.Want(http.StatusOK, b.Request(req))
		back := html.UnescapeString(between(string(a.Body), `<a class="button" href="`, `"`))
		if want != "" && back != want || !strings.HasPrefix(back, "/portal/") {
			t.Errorf("Referer %q leads back to %q", referer, back)
		}
	}
}

// A page that asks about 5,000 pasted addresses weighs no more than others may.
func TestAttackWeightOfAConfirmation(t *testing.T) {
	g := newGallery(t, 422)
	b := g.SignIn("owner@example.com")
	page := "/portal/groups/" + g.ids["Seen"]
	var text strings.Builder
	text.WriteString("dan@example.com\n")
	for i := range 4_999 {
		fmt.Fprintf(&text, "first.last%05d@example.com\n", i)
	}
	form := url.Values{"emails": {text.String()}}
	_, asked := asks(t, b, page, page+"/members", form)
	req := formRequest(page+"/members", form) // a browser takes it compressed
	req.Header.Set("Accept-Encoding", "gzip, deflate, br")
	a := b.Want(http.StatusOK, b.Request(req))
	z, err := gzip.NewReader(bytes.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil || len(plain) != len(asked.Body) || a.Header.Get("Content-Length") != fmt.Sprint(len(a.Body)) {
		t.Errorf("%d bytes, and %d without compression: %v", len(plain), len(asked.Body), err)
	}
	if len(a.Body) > 70<<10 { // with what the page loads, 100 KB
		t.Errorf("it weighs %d bytes", len(a.Body))
	}
	req = httptest.NewRequest("GET", page, nil)
	req.Header.Set("Accept-Encoding", "gzip, deflate, br")
	if a := b.Want(http.StatusOK, b.Request(req)); a.Header.Get("Content-Encoding") != "" {
		t.Error("a short page is compressed")
	}
}
