package interop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/markbates/goth"
	gothzoom "github.com/markbates/goth/providers/zoom"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// tokenConfig is how a Go program asks Zoom for a token with golang.org/x/oauth2:
// the library lets grant_type be overridden for servers such as Zoom's.
func tokenConfig(k keyPair) *clientcredentials.Config {
	return &clientcredentials.Config{
		ClientID: k.ClientID, ClientSecret: k.ClientSecret,
		TokenURL: "https://zoom.us/oauth/token",
		EndpointParams: url.Values{
			"grant_type": {"account_credentials"},
			"account_id": {fix.world.AccountID},
		},
	}
}

func throughWire() context.Context {
	return context.WithValue(context.Background(), oauth2.HTTPClient, fix.wire.client())
}

func TestGoOAuth2Token(t *testing.T) {
	token, err := tokenConfig(fix.world.Restricted.keyPair).Token(throughWire())
	if err != nil {
		t.Fatal(err)
	}
	if !token.Valid() || token.Type() != "Bearer" || token.RefreshToken != "" {
		t.Errorf("valid %v, type %q, refresh token %v; want a bearer token and no refresh token",
			token.Valid(), token.Type(), token.RefreshToken != "")
	}
	if left := time.Until(token.Expiry); left < 58*time.Minute || left > time.Hour {
		t.Errorf("the token lives %v, want an hour", left)
	}
	if s, _ := token.Extra("scope").(string); !strings.Contains(" "+s+" ", " user:read:list_users:admin ") {
		t.Errorf("scope is %q, want user:read:list_users:admin in it", s)
	}
	if s, _ := token.Extra("api_url").(string); s == "" {
		t.Error("no api_url")
	}
}

func TestGoOAuth2WrongSecret(t *testing.T) {
	k := fix.world.Restricted.keyPair
	k.ClientSecret = "not the secret"
	_, err := tokenConfig(k).Token(throughWire())
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		t.Fatalf("got %v, want the library's RetrieveError", err)
	}
	if refused.ErrorCode != "invalid_client" || refused.Response.StatusCode != http.StatusBadRequest {
		t.Errorf("got %s, %q; want 400, invalid_client", refused.Response.Status, refused.ErrorCode)
	}
}

func TestGoOAuth2RestrictedUsers(t *testing.T) {
	w := fix.world
	seen := fix.wire.watch()
	api := tokenConfig(w.Restricted.keyPair).Client(throughWire())
	got := goPages(t, api, "/users", "users")
	sameSet(t, "users", got, w.Restricted.Users)
	checkPaged(t, seen(), "/v2/users", pageSize, pages(len(w.Restricted.Users)))

	if status, body := goGet(t, api, "/users/"+w.Visible); status != 200 || jsonField(body, "id") != w.Visible {
		t.Errorf("the visible user: %d %s", status, body)
	}
	status, body := goGet(t, api, "/users/"+w.Hidden)
	var refusal map[string]any
	_ = json.Unmarshal([]byte(body), &refusal)
	want := map[string]any{"code": 1001.0, "message": "User does not exist: " + w.Hidden + "."}
	if status != 404 || !maps.Equal(refusal, want) {
		t.Errorf("the hidden user: %d %s; want 404 %v", status, body, want)
	}
	checkSilent(t, seen(), w.Restricted.Outsiders)
}

func TestGoOAuth2ReaderGroupsAndRoles(t *testing.T) {
	w := fix.world
	seen := fix.wire.watch()
	api := tokenConfig(w.Reader.keyPair).Client(throughWire())

	sameSet(t, "users", goPages(t, api, "/users", "users"), w.Reader.Users)
	sameSet(t, "groups", goPages(t, api, "/groups", "groups"), []string{w.GroupID})
	members := "/groups/" + w.GroupID + "/members"
	sameSet(t, "members of the group", goPages(t, api, members, "members"), w.Members)
	checkPaged(t, seen(), "/v2"+members, pageSize, pages(len(w.Members)))

	_, body := goGet(t, api, "/roles")
	var listed struct {
		Roles []struct {
			ID           string `json:"id"`
			TotalMembers int    `json:"total_members"`
		} `json:"roles"`
	}
	if err := json.Unmarshal([]byte(body), &listed); err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, r := range listed.Roles {
		got = append(got, r.ID)
		if n := len(w.role(r.ID).Members); r.TotalMembers != n {
			t.Errorf("role %s: total_members %d, want the %d visible", r.ID, r.TotalMembers, n)
		}
	}
	for _, r := range w.Roles {
		want = append(want, r.ID)
		held := "/roles/" + r.ID + "/members"
		sameSet(t, "members of role "+r.ID, goPages(t, api, held, "members"), r.Members)
		checkPaged(t, seen(), "/v2"+held, pageSize, pages(len(r.Members)))
	}
	sameSet(t, "roles", got, want)
	checkSilent(t, seen(), w.Reader.Outsiders)
}

// The Zoom provider of goth has Zoom's URLs compiled in: the profile is
// https://zoom.us/v2/users/me, on the host of the token endpoint.
func TestGoGothProfile(t *testing.T) {
	for name, v := range map[string]view{"restricted": fix.world.Restricted, "reader": fix.world.Reader} {
		t.Run(name, func(t *testing.T) {
			token, err := tokenConfig(v.keyPair).Token(throughWire())
			if err != nil {
				t.Fatal(err)
			}
			provider := gothzoom.New(v.ClientID, v.ClientSecret, "http://localhost/callback")
			provider.HTTPClient = fix.wire.client()
			var profile goth.User
			profile, err = provider.FetchUser(&gothzoom.Session{AccessToken: token.AccessToken})
			if err != nil {
				t.Fatal(err)
			}
			if profile.UserID != v.Self || profile.Email != v.Email {
				t.Errorf("me is %s %s, want the app's owner %s %s", profile.UserID, profile.Email, v.Self, v.Email)
			}
			if got := profile.RawData["account_id"]; got != fix.world.AccountID {
				t.Errorf("account_id is %v, want %s", got, fix.world.AccountID)
			}
		})
	}
}

func TestGoGothBadToken(t *testing.T) {
	provider := gothzoom.New("id", "secret", "http://localhost/callback")
	provider.HTTPClient = fix.wire.client()
	_, err := provider.FetchUser(&gothzoom.Session{AccessToken: "no.such.token"})
	if err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("got %v, want the library's error with 401", err)
	}
}

func goGet(t *testing.T, api *http.Client, path string) (int, string) {
	t.Helper()
	res, err := api.Get("https://api.zoom.us/v2" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// goPages walks a list through its page tokens and checks that each page's
// total is the number of rows of all pages.
func goPages(t *testing.T, api *http.Client, path, field string) []string {
	t.Helper()
	var got []string
	var totals []int
	for token := ""; ; {
		q := url.Values{"page_size": {fmt.Sprint(pageSize)}}
		if token != "" {
			q.Set("next_page_token", token)
		}
		status, body := goGet(t, api, path+"?"+q.Encode())
		if status != http.StatusOK {
			t.Fatalf("GET %s: %d %s", path, status, body)
		}
		var page struct {
			Total *int `json:"total_records"`
		}
		var rows map[string]json.RawMessage
		var some []user
		if err := errors.Join(json.Unmarshal([]byte(body), &page), json.Unmarshal([]byte(body), &rows),
			json.Unmarshal(rows[field], &some)); err != nil {
			t.Fatalf("GET %s: %v", path, err)
		}
		if page.Total == nil {
			t.Fatalf("GET %s: no total_records", path)
		}
		if len(some) > pageSize {
			t.Errorf("GET %s: %d rows on a page of %d", path, len(some), pageSize)
		}
		got, totals = append(got, ids(some)...), append(totals, *page.Total)
		if token = jsonField(body, "next_page_token"); token == "" || len(got) > 100_000 {
			break
		}
	}
	for i, n := range totals {
		if n != len(got) {
			t.Errorf("GET %s: page %d says total_records %d, but all pages hold %d rows", path, i+1, n, len(got))
		}
	}
	return got
}

// A Go program reads records with x/oauth2's client, and follows the URLs it is
// given for files with the same client, which sends its token along.
func TestGoOAuth2Recordings(t *testing.T) {
	w := fix.world
	seen := fix.wire.watch()
	vendor := tokenConfig(w.Restricted.keyPair).Client(throughWire())
	list := func(id string) string {
		return "/users/" + id + "/recordings?" + url.Values{"from": {w.From}, "to": {w.To}, "page_size": {"300"}}.Encode()
	}
	status, body := goGet(t, vendor, list(w.Visible))
	if got := recordingsIn(t, body); status != http.StatusOK || len(got) != len(w.VisibleUser.Rows["recordings"]) {
		t.Errorf("recordings of the visible user: %d, %d rows, want %d", status, len(got), len(w.VisibleUser.Rows["recordings"]))
	}
	if strings.Contains(body, "download_url") || strings.Contains(body, "play_url") {
		t.Errorf("URLs of files without RecordingContent: View: %s", body)
	}
	status, body = goGet(t, vendor, list(w.Hidden))
	if want := "User does not exist: " + w.Hidden + "."; status != http.StatusNotFound || jsonField(body, "message") != want {
		t.Errorf("recordings of the hidden user: %d %s, want 404 %s", status, body, want)
	}
	checkSilent(t, seen(), w.Restricted.Outsiders)

	owner := tokenConfig(w.Owner).Client(throughWire())
	for _, host := range []string{w.Visible, w.Hidden} {
		_, body = goGet(t, owner, list(host))
		files := 0
		for _, r := range recordingsIn(t, body) {
			for _, f := range r.Files {
				files++
				if status, n := goDownload(t, owner, f.URL); status != http.StatusOK || n != f.Size {
					t.Errorf("the owner's download of %s: %d, %d bytes, want %d", f.URL, status, n, f.Size)
				}
				if status, n := goDownload(t, vendor, f.URL); status == http.StatusOK {
					t.Errorf("the vendor's download of %s: %d bytes", f.URL, n)
				}
			}
		}
		if files == 0 {
			t.Errorf("no file of %s to download", host)
		}
	}
}

type recordingFiles struct {
	Files []struct {
		URL  string `json:"download_url"`
		Size int64  `json:"file_size"`
	} `json:"recording_files"`
}

func recordingsIn(t *testing.T, body string) []recordingFiles {
	t.Helper()
	var page struct {
		Meetings []recordingFiles `json:"meetings"`
	}
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		t.Fatal(err)
	}
	return page.Meetings
}

func goDownload(t *testing.T, api *http.Client, from string) (status int, bytes int64) {
	t.Helper()
	res, err := api.Get(from)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if bytes, err = io.Copy(io.Discard, res.Body); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, bytes
}
