package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon/client"
)

type tokenCmd struct {
	BaseURL string `default:"http://127.0.0.1:8080" help:"The server to ask." placeholder:"URL"`
}

func (cmd tokenCmd) Run(e *env) error {
	c := &client.Client{
		HTTP: &http.Client{Timeout: 30 * time.Second}, BaseURL: strings.TrimSuffix(cmd.BaseURL, "/"), AccountID: e.getenv("ZOOM_ACCOUNT_ID"),
		Credentials: client.Credentials{ClientID: e.getenv("ZOOM_CLIENT_ID"), ClientSecret: e.getenv("ZOOM_CLIENT_SECRET")},
	}
	if c.AccountID == "" || c.ClientID == "" || c.ClientSecret == "" {
		return withHint(errors.New("no credentials"), "set ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET in the environment")
	}
	token, err := c.Authorize(e.ctx)
	if err != nil {
		return withHint(err, "check the credentials, and that --base-url names the server that issued them")
	}
	_, err = fmt.Fprintln(e.stdout, token)
	return err
}
