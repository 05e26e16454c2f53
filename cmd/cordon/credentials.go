package main

import (
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/cordon-zoom/cordon/client"
)

// credentialsFile is what --credentials-file writes, for tests and scripts.
type credentialsFile struct {
	BaseURL     string              `json:"base_url"`
	AccountID   string              `json:"account_id"`
	Owner       client.Credentials  `json:"owner"`
	Portal      *login              `json:"portal,omitempty"`
	Restricted  *client.Credentials `json:"restricted,omitempty"`
	GroupID     string              `json:"group_id,omitempty"`
	VisibleUser string              `json:"visible_user_id,omitempty"`
	HiddenUser  string              `json:"hidden_user_id,omitempty"`
}

// write puts the file in place under a temporary name first, so that whoever
// waits for it never reads half of it.
func (f credentialsFile) write(path string) error {
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*") // mode 0600
	if err != nil {
		return withHint(err, "--credentials-file needs a folder that can be written to")
	}
	defer os.Remove(tmp.Name()) // gone already where all went well
	if _, err := tmp.Write(append(text, '\n')); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
