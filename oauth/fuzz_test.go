package oauth_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzToken sends anything to the token endpoint. It never fails, always
// answers in its own shape, and gives a token only to whoever says the secret.
func FuzzToken(f *testing.F) {
	s := newShop(f)
	id, secret, account := s.c.ClientID, s.c.ClientSecret, s.c.AccountID
	token := s.Token(s.c)
	expand := strings.NewReplacer("{id}", id, "{secret}", secret, "{account}", account, "{token}", token,
		"{basic}", base64.StdEncoding.EncodeToString([]byte(id+":"+secret)))
	const both = "grant_type=account_credentials&account_id={account}"
	const creds = "&client_id={id}&client_secret={secret}"
	for _, a := range []struct{ header, contentType, query, body string }{
		{"Basic {basic}", form, both, ""}, {"Basic {basic}", form, "", both}, {"", form, both + creds, ""}, {"", form, "", both + creds}, {"Basic {basic}", asJSON, both, ""},
		{"Basic {basic}", asJSON, "", `{"grant_type":"account_credentials","account_id":"{account}"}`}, {"", asJSON, "", `{"grant_type":"account_credentials","account_id":"{account}","client_id":"{id}","client_secret":"{secret}"}`},
		{"Basic {basic}", "", both + "&account_id=x", ""}, {"Basic {basic}", form, both, "grant_type=x"}, {"Basic x", form, both, ""}, {"Bearer {token}", form, both, ""}, {"Basic {basic}", asJSON, "", "["}, {"Basic {basic}", asJSON, "", `{"a":1}`},
		{"Basic {basic}", "multipart/form-data; boundary=x", "", "--x\r\n\r\n--x--"}, {"Basic {basic}", "\xff", "%zz", "%zz"}, {"", "", "", ""}, {"Basic {basic}", form, "token={token}", ""}, {"Basic {basic}", form, "", "token=x"}, {"Basic {basic}", "", "a;b", "a;b"},
	} {
		for _, revoke := range []bool{false, true} {
			f.Add(revoke, a.header, a.contentType, a.query, a.body)
		}
	}
	f.Fuzz(func(t *testing.T, revoke bool, header, contentType, query, body string) {
		header, query, body = expand.Replace(header), expand.Replace(query), expand.Replace(body)
		req := httptest.NewRequest("POST", "/oauth/token", strings.NewReader(body))
		if revoke {
			req.URL.Path = "/oauth/revoke"
		}
		req.URL.RawQuery = query
		req.Header.Set("Content-Type", contentType)
		if header != "" {
			req.Header.Set("Authorization", header)
		}
		a := s.Send(req)
		if a.Header.Get("X-Zm-Trackingid") == "" || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("headers: %v", a.Header)
		}
		var got map[string]any
		if err := json.Unmarshal(a.Body, &got); err != nil {
			t.Fatalf("%d, not an object: %s", a.Status, a.Body)
		}
		switch a.Status {
		case 400:
			if reason, _ := got["reason"].(string); reason == "" || len(got) != 2 || got["error"] == nil || strings.Contains(string(a.Body), secret) {
				t.Errorf("refusal: %s", a.Body)
			}
			return
		case 200:
		default:
			t.Fatalf("status %d: %s", a.Status, a.Body)
		}
		if !saysSecret(header, query, body, secret) {
			t.Errorf("accepted without the secret: %q %q %q: %s", header, query, body, a.Body)
		}
		if access, _ := got["access_token"].(string); revoke != (got["status"] == "success") || revoke != (access == "") {
			t.Errorf("answer: %s", a.Body)
		} else if !revoke {
			if _, err := s.Server.Keys.Verify(access); err != nil {
				t.Errorf("a token that does not verify: %v", err)
			}
		}
	})
}

func saysSecret(header, query, body, secret string) bool {
	if _, b64, ok := strings.Cut(header, " "); ok {
		if text, err := base64.StdEncoding.DecodeString(b64); err == nil && strings.HasSuffix(string(text), ":"+secret) {
			return true
		}
	}
	for _, text := range []string{query, body} {
		if plain, err := url.QueryUnescape(text); err == nil && strings.Contains(plain, secret) {
			return true
		}
	}
	var object map[string]string
	return json.Unmarshal([]byte(body), &object) == nil && object["client_secret"] == secret
}
