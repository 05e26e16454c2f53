// Package client speaks to a Cordon, or to Zoom itself, as one Server-to-Server
// OAuth credential.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Credentials are what a vendor is handed, next to the account id.
type Credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
}

// Client speaks to a Cordon (or a Zoom) as one credential.
type Client struct {
	HTTP      *http.Client
	BaseURL   string // without a trailing slash
	AccountID string
	Credentials
	token string
}

// Authorize gets a token and returns it; other calls do so by themselves.
func (c *Client) Authorize(ctx context.Context) (string, error) {
	form := url.Values{"grant_type": {"account_credentials"}, "account_id": {c.AccountID}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.BaseURL+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(c.ClientID, c.ClientSecret)
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	if err := c.send(req, http.StatusOK, &answer); err != nil {
		return "", err
	}
	c.token = answer.AccessToken
	return c.token, nil
}

// Call sends a JSON request to path below /v2 and reads the answer into out.
func (c *Client) Call(ctx context.Context, method, path string, in, out any) error {
	if c.token == "" {
		if _, err := c.Authorize(ctx); err != nil {
			return err
		}
	}
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.BaseURL+"/v2"+path, body)
	if err != nil {
		return err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	return c.send(req, 0, out)
}

// send wants the status given, or any success for 0.
func (c *Client) send(req *http.Request, status int, out any) error {
	res, err := c.HTTP.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != status && (status != 0 || res.StatusCode/100 != 2) {
		return fmt.Errorf("%s %s: %s: %s", req.Method, req.URL.Path, res.Status, strings.TrimSpace(string(body)))
	}
	if out == nil || len(body) == 0 {
		return nil
	}
	return json.Unmarshal(body, out)
}
