package interop

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// pageSize is small, so that what a credential sees takes several pages.
const pageSize = 10

// A world is what the tests expect, learned from the account's owner over plain
// HTTP and never from the credentials under test. JavaScript reads it as JSON.
type world struct {
	PublicURL  string  `json:"public_url"` // what the server is told it is reached by
	AccountID  string  `json:"account_id"`
	PageSize   int     `json:"page_size"`
	GroupID    string  `json:"group_id"`
	GroupName  string  `json:"group_name"`
	Visible    string  `json:"visible_user_id"`
	Hidden     string  `json:"hidden_user_id"`
	Owner      keyPair `json:"owner"`
	Restricted view    `json:"restricted"` // the demo's vendor: the published recipe
	Reader     view    `json:"reader"`     // made here: User, Group and Role: View

	records // what the restricted credential sees of them

	// What the reader sees of groups and roles.
	Members []string `json:"members"` // of the group
	Roles   []role   `json:"roles"`
	BigRole string   `json:"big_role"` // one whose visible members take several pages
}

type view struct {
	keyPair
	Self      string   `json:"self"`  // the service user
	Email     string   `json:"email"` // and its e-mail
	Users     []string `json:"users"` // every active user it sees, no other
	Outsiders []string `json:"-"`     // ids and e-mails it must never be told
}

type role struct {
	ID      string   `json:"id"`
	Members []string `json:"members"` // those the reader sees
}

type user struct {
	ID     string `json:"id"`
	Email  string `json:"email"`
	Status string `json:"status"`
}

func (w *world) role(id string) role {
	for _, r := range w.Roles {
		if r.ID == id {
			return r
		}
	}
	return role{}
}

func pages(rows int) int { return max(1, (rows+pageSize-1)/pageSize) }

// learn makes the second credential and asks the owner what is true.
func learn(c credentials) (*world, error) {
	owner, err := signIn(c, c.Owner)
	if err != nil {
		return nil, fmt.Errorf("owner: %w", err)
	}
	vendor, err := signIn(c, c.Restricted)
	if err != nil {
		return nil, fmt.Errorf("restricted: %w", err)
	}
	w := &world{PublicURL: publicURL, AccountID: c.AccountID, Owner: c.Owner, PageSize: pageSize, GroupID: c.GroupID,
		Visible: c.VisibleUserID, Hidden: c.HiddenUserID}

	var group struct {
		Name string `json:"name"`
	}
	if err := owner.do(http.MethodGet, "/groups/"+c.GroupID, nil, &group); err != nil {
		return nil, err
	}
	w.GroupName = group.Name

	var self user
	if err := vendor.do(http.MethodGet, "/users/me", nil, &self); err != nil {
		return nil, fmt.Errorf("restricted: %w", err)
	}
	w.Restricted = view{keyPair: c.Restricted, Self: self.ID, Email: self.Email}

	var made user
	if w.Reader.keyPair, made, err = makeReader(owner, c.GroupID, self.Email); err != nil {
		return nil, fmt.Errorf("making the second credential: %w", err)
	}
	w.Reader.Self, w.Reader.Email = made.ID, made.Email

	// The owner reads calls only with a Zoom Phone licence.
	if err := owner.do(http.MethodPatch, "/users/me/settings", map[string]any{"feature": map[string]any{"zoom_phone": true}}, nil); err != nil {
		return nil, err
	}

	// The truth, after the last write.
	var all []user
	for _, status := range []string{"active", "inactive", "pending"} {
		rows, err := list[user](owner, "/users?status="+status, "users")
		if err != nil {
			return nil, err
		}
		for i := range rows {
			rows[i].Status = status
		}
		all = append(all, rows...)
	}
	members, err := list[user](owner, "/groups/"+c.GroupID+"/members", "members")
	if err != nil {
		return nil, err
	}
	w.Members = ids(members)
	for _, v := range []*view{&w.Restricted, &w.Reader} {
		for _, u := range all {
			switch sees := u.ID == v.Self || slices.Contains(w.Members, u.ID); {
			case sees && u.Status == "active":
				v.Users = append(v.Users, u.ID)
			case sees:
			case u.ID == "":
				v.Outsiders = append(v.Outsiders, u.Email)
			default:
				v.Outsiders = append(v.Outsiders, u.ID, u.Email)
			}
		}
	}
	groups, err := list[user](owner, "/groups", "groups")
	if err != nil {
		return nil, err
	}
	for _, g := range groups {
		if g.ID != c.GroupID {
			w.Reader.Outsiders = append(w.Reader.Outsiders, g.ID)
		}
	}
	var roles struct {
		Roles []role `json:"roles"`
	}
	if err := owner.do(http.MethodGet, "/roles", nil, &roles); err != nil {
		return nil, err
	}
	for _, r := range roles.Roles {
		held, err := list[user](owner, "/roles/"+r.ID+"/members", "members")
		if err != nil {
			return nil, err
		}
		r.Members = []string{}
		for _, u := range held {
			if u.ID == w.Reader.Self || slices.Contains(w.Members, u.ID) {
				r.Members = append(r.Members, u.ID)
			}
		}
		w.Roles = append(w.Roles, r)
		if len(r.Members) > len(w.role(w.BigRole).Members) {
			w.BigRole = r.ID
		}
	}
	if w.records, err = learnRecords(owner, w.Restricted, w.Visible, w.Hidden); err != nil {
		return nil, err
	}
	w.Restricted.Outsiders = append(w.Restricted.Outsiders, w.secret...)
	w.Reader.Outsiders = append(w.Reader.Outsiders, w.secret...)
	return w, w.worthTesting(len(groups))
}

// worthTesting refuses a demo account on which these tests would prove nothing.
func (w *world) worthTesting(groups int) error {
	switch {
	case len(w.Restricted.Users) <= 2*pageSize, len(w.Reader.Users) <= 2*pageSize:
		return fmt.Errorf("the group's %d members do not take three pages of %d", len(w.Members), pageSize)
	case len(w.Members) <= 2*pageSize, len(w.role(w.BigRole).Members) <= pageSize:
		return fmt.Errorf("members of the group (%d) or of a role do not take several pages of %d", len(w.Members), pageSize)
	case len(w.Restricted.Outsiders) == 0 || groups < 2:
		return fmt.Errorf("nobody, or no group, is outside: %d groups", groups)
	case !slices.Contains(w.Restricted.Users, w.Visible):
		return fmt.Errorf("visible_user_id is not an active member of the group")
	case !slices.Contains(w.Restricted.Outsiders, w.Hidden):
		return fmt.Errorf("hidden_user_id is no outsider")
	case w.Restricted.Self == "" || w.Reader.Self == "" || w.Restricted.Self == w.Reader.Self:
		return fmt.Errorf("the credentials do not have a service user each")
	}
	return nil
}

// makeReader builds, as the owner and through the API, a credential with User,
// Group and Role: View, each narrowed to the one group.
func makeReader(owner *session, groupID, sibling string) (keyPair, user, error) {
	suffix := fmt.Sprintf("%x", time.Now().UnixNano())
	_, domain, _ := strings.Cut(sibling, "@")
	email := "interop-" + suffix + "@" + domain

	privileges := []string{"User:Read", "Group:Read", "Role:Read"}
	var scopes []any
	for _, p := range privileges {
		scopes = append(scopes, map[string]any{"permission_id": p, "group_ids": []string{groupID}})
	}
	var made struct{ ID string }
	if err := owner.do(http.MethodPost, "/roles", map[string]any{
		"name": "Interop " + suffix, "description": "Reads one group",
		"privileges": privileges, "privilege_scopes": scopes,
	}, &made); err != nil {
		return keyPair{}, user{}, err
	}
	var u user
	if err := owner.do(http.MethodPost, "/users", map[string]any{
		"action": "ssoCreate",
		"user_info": map[string]any{"email": email, "type": 2,
			"first_name": "Interop", "last_name": "Service"},
	}, &u); err != nil {
		return keyPair{}, user{}, err
	}
	if err := owner.do(http.MethodPost, "/roles/"+made.ID+"/members", map[string]any{
		"members": []any{map[string]any{"id": u.ID}},
	}, nil); err != nil {
		return keyPair{}, user{}, err
	}
	var app struct {
		Production keyPair `json:"production_credentials"`
	}
	if err := owner.do(http.MethodPost, "/marketplace/apps", map[string]any{
		"app_type": "s2s_oauth", "app_name": "Interop " + suffix, "active": true,
		"owner": email, "contact_name": "Interop", "contact_email": email, "company_name": "Interop",
		"scopes": []string{
			"user:read:list_users:admin", "user:read:user:admin",
			"meeting:read:past_meeting:admin", "meeting:read:list_past_instances:admin", "meeting:read:list_past_participants:admin",
			"group:read:list_groups:admin", "group:read:group:admin", "group:read:list_members:admin",
			"role:read:list_roles:admin", "role:read:role:admin", "role:read:list_members:admin",
		},
	}, &app); err != nil {
		return keyPair{}, user{}, err
	}
	if app.Production.ClientID == "" || app.Production.ClientSecret == "" {
		return keyPair{}, user{}, fmt.Errorf("POST /marketplace/apps answered without production_credentials")
	}
	return app.Production, u, nil
}

// A session is the harness's own way in: net/http and nothing else.
type session struct{ base, token string }

func signIn(c credentials, k keyPair) (*session, error) {
	form := url.Values{"grant_type": {"account_credentials"}, "account_id": {c.AccountID}}
	req, err := http.NewRequest(http.MethodPost, c.BaseURL+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(k.ClientID, k.ClientSecret)
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := answer(req, &token); err != nil {
		return nil, err
	}
	return &session{c.BaseURL + "/v2", token.AccessToken}, nil
}

func (s *session) do(method, path string, body, into any) error {
	var r io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return err
		}
		r = bytes.NewReader(data)
	}
	req, err := http.NewRequest(method, s.base+path, r)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return answer(req, into)
}

func answer(req *http.Request, into any) error {
	client := &http.Client{Timeout: time.Minute}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("%s %s: %s: %s", req.Method, req.URL.Path, res.Status, data)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s %s: %w", req.Method, req.URL.Path, err)
	}
	return nil
}

func list[T any](s *session, path, field string) ([]T, error) {
	var rows []T
	path, query, _ := strings.Cut(path, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		return nil, err
	}
	if !q.Has("page_size") {
		q.Set("page_size", "300")
	}
	for token := ""; ; {
		var page map[string]json.RawMessage
		if token != "" {
			q.Set("next_page_token", token)
		}
		if err := s.do(http.MethodGet, path+"?"+q.Encode(), nil, &page); err != nil {
			return nil, err
		}
		var some []T
		if err := json.Unmarshal(page[field], &some); err != nil {
			return nil, fmt.Errorf("GET %s: %s: %w", path, field, err)
		}
		rows = append(rows, some...)
		token = ""
		if raw, ok := page["next_page_token"]; ok {
			if err := json.Unmarshal(raw, &token); err != nil {
				return nil, fmt.Errorf("GET %s: next_page_token: %w", path, err)
			}
		}
		if token == "" {
			return rows, nil
		}
	}
}

func ids(rows []user) []string {
	out := []string{}
	for _, u := range rows {
		out = append(out, u.ID)
	}
	return out
}

func jsonField(body, field string) string {
	var fields map[string]any
	if json.Unmarshal([]byte(body), &fields) != nil {
		return ""
	}
	s, _ := fields[field].(string)
	return s
}
