package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/cordon-zoom/cordon/client"
)

// TestRateLimitsFlag: the plan named on the command line is in force.
func TestRateLimitsFlag(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, ""},
		{[]string{"--rate-limits", "pro"}, "30"},
		{[]string{"--rate-limits", "business"}, "80"},
	} {
		dir := t.TempDir()
		p := serve(t, dir, append([]string{"--credentials-file", "c.json"}, test.args...)...)
		text, err := os.ReadFile(filepath.Join(dir, "c.json"))
		if err != nil {
			t.Fatal(err)
		}
		var f credentialsFile
		if err := json.Unmarshal(text, &f); err != nil {
			t.Fatal(err)
		}
		owner := &client.Client{HTTP: http.DefaultClient, BaseURL: f.BaseURL, AccountID: f.AccountID, Credentials: f.Owner}
		token, err := owner.Authorize(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), "GET", f.BaseURL+"/v2/users/me", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if got := res.Header.Get("X-RateLimit-Limit"); res.StatusCode != http.StatusOK || got != test.want {
			t.Errorf("%v: got %d with limit %q, want %q", test.args, res.StatusCode, got, test.want)
		}
		p.stop(t)
	}
}
