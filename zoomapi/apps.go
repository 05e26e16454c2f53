package zoomapi

import (
	"net/http"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerApps(a *API) {
	read(a, "GET /marketplace/apps", holder.Rows, listApps)
	write(a, "POST /marketplace/apps", http.StatusCreated, holder.Policy, createApp)
	read(a, "GET /marketplace/apps/{appId}", holder.Policy, getApp)
	write(a, "PATCH /marketplace/apps/{appId}", http.StatusNoContent, holder.Policy, updateApp)
	write(a, "DELETE /marketplace/apps/{appId}", http.StatusNoContent, holder.Policy, deleteApp)
	write(a, "POST /marketplace/apps/{appId}/rotate_client_secret", http.StatusCreated, holder.Policy, rotateSecret)
}

type appPath struct {
	AppID string `path:"appId" json:"-"`
}

type listAppsInput struct {
	PageSize int `query:"page_size" default:"30" min:"1" max:"300" json:"-"`
	tokenCursor
	Type string `query:"type" default:"active_requests" enum:"active_requests,past_requests,public,account_created,approved_apps,restricted_apps,account_added" json:"-"`
}

// appFacts is what Zoom's app objects lack for a Server-to-Server app: all of
// it is an extension.
type appFacts struct {
	AccountID string    `json:"account_id"`
	ClientID  string    `json:"client_id"`
	Owner     string    `json:"owner,omitempty"` // user id; absent when the owner left
	Active    bool      `json:"active"`
	CreatedAt time.Time `json:"created_at"`
}

func factsOf(a store.AppRow) appFacts {
	return appFacts{a.Account, a.ClientID, a.Owner, a.Active, a.CreatedAt.Truncate(time.Second)}
}

type appEntry struct {
	AppID         string     `json:"app_id"`
	AppName       string     `json:"app_name"`
	AppType       string     `json:"app_type"`
	AppUsage      int        `json:"app_usage"`
	AppStatus     string     `json:"app_status"`
	DeveloperType string     `json:"app_developer_type"`
	Scopes        []appScope `json:"scopes"`
	appFacts
}

type appScope struct {
	Name string `json:"scope_name"`
}

type appList struct {
	PageSize      int        `json:"page_size"`
	NextPageToken string     `json:"next_page_token"`
	Apps          []appEntry `json:"apps"`
}

// The type of a Server-to-Server app in GET answers, where Zoom publishes no
// value for it, and in POST.
const (
	appTypeShown = "OAuthApp"
	appTypeS2S   = "s2s_oauth"
)

// listApps lists the account's own apps. The other types Zoom lists (requests,
// public apps) are about a marketplace that Cordon does not have: always empty.
func listApps(c *call, in listAppsInput) (appList, error) {
	out := appList{PageSize: in.PageSize, Apps: []appEntry{}}
	if in.Type != "account_created" {
		return out, nil
	}
	page, err := c.page(in.cursor(), in.PageSize)
	if err != nil {
		return out, err
	}
	rows, _, err := c.Apps(c.Grant.People(), page)
	if err != nil {
		return out, err
	}
	rows, out.NextPageToken, err = cut(c, rows, in.PageSize, func(r store.AppRow) int64 { return r.Seq })
	for _, r := range rows {
		e := appEntry{AppID: r.ID, AppName: r.Name, AppType: appTypeShown, AppUsage: 1, AppStatus: "UNPUBLISHED",
			DeveloperType: "INTERNAL", Scopes: []appScope{}, appFacts: factsOf(r)}
		for _, s := range r.Scopes {
			e.Scopes = append(e.Scopes, appScope{string(s)})
		}
		out.Apps = append(out.Apps, e)
	}
	return out, err
}

type appAlone struct {
	AppID     string         `json:"app_id"`
	AppName   string         `json:"app_name"`
	AppType   string         `json:"app_type"`
	AppUsage  int            `json:"app_usage"`
	AppStatus string         `json:"app_status"`
	Scopes    []cordon.Scope `json:"app_scopes"`
	appFacts
}

func getApp(c *call, in appPath) (appAlone, error) {
	r, err := c.App(c.Grant.People(), in.AppID)
	if r.Scopes == nil {
		r.Scopes = []cordon.Scope{}
	}
	return appAlone{r.ID, r.Name, appTypeShown, 1, "UNPUBLISHED", r.Scopes, factsOf(r)}, err
}

type createAppInput struct {
	_       struct{}       `unknown:"refuse"`
	AppType string         `json:"app_type" required:"true" enum:"s2s_oauth,meeting_sdk,general"`
	AppName string         `json:"app_name" required:"true" max:"50"`
	Scopes  []cordon.Scope `json:"scopes" max:"2000"`
	Contact string         `json:"contact_name" required:"true" max:"150"`
	Email   string         `json:"contact_email" required:"true" max:"150"`
	Company string         `json:"company_name" required:"true" max:"150"`
	Active  bool           `json:"active"`
	Publish bool           `json:"publish"`
	// Owner is an extension: the user, by id or e-mail, that the app acts as.
	Owner string `json:"owner"`
}

func (in *createAppInput) prepare(*API) error {
	if in.AppType != appTypeS2S {
		return &cordon.Error{Status: http.StatusNotFound, Code: 1500, Message: "Only Server to Server OAuth apps can be created."}
	}
	if e := cordon.CheckName("app_name", in.AppName, cordon.MaxAppName); e != nil {
		return e
	}
	if e := cordon.CheckEmail("contact_email", in.Email); e != nil {
		return e
	}
	if in.Active && len(in.Scopes) == 0 {
		return cordon.InvalidField("scopes", "An app needs at least one scope to be active.")
	}
	return checkScopes(in.Scopes)
}

func checkScopes(scopes []cordon.Scope) error {
	for _, s := range scopes {
		if !access.Operations().Knows(s) {
			return cordon.InvalidField("scopes", "%s is no scope.", s)
		}
	}
	return nil
}

type newApp struct {
	CreatedAt   time.Time      `json:"created_at"`
	AppID       string         `json:"app_id"`
	AppName     string         `json:"app_name"`
	AppType     string         `json:"app_type"`
	Scopes      []cordon.Scope `json:"scopes"`
	Credentials credentials    `json:"production_credentials"`
	AccountID   string         `json:"account_id"` // an extension
}

type credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
}

func createApp(c *call, tx *store.WriteTx, in createAppInput) (newApp, error) {
	owner := in.Owner
	if owner == "" {
		owner = "me"
	}
	a := cordon.App{Name: in.AppName, Active: in.Active, Scopes: in.Scopes, ContactName: in.Contact, Contact: in.Email, Company: in.Company}
	secret, err := tx.CreateApp(c.Grant.People(), &a, c.user(owner))
	if a.Scopes == nil {
		a.Scopes = []cordon.Scope{}
	}
	return newApp{a.CreatedAt.Truncate(time.Second), a.ID, a.Name, appTypeS2S, a.Scopes, credentials{a.ClientID, secret}, a.Account}, err
}

type updateAppInput struct {
	_ struct{} `unknown:"refuse"`
	appPath
	AppName *string         `json:"app_name" max:"50"`
	Active  *bool           `json:"active"`
	Scopes  *[]cordon.Scope `json:"scopes" max:"2000"`
}

func (in *updateAppInput) prepare(*API) error {
	if in.AppName != nil {
		if e := cordon.CheckName("app_name", *in.AppName, cordon.MaxAppName); e != nil {
			return e
		}
	}
	if in.Scopes != nil {
		return checkScopes(*in.Scopes)
	}
	return nil
}

func updateApp(c *call, tx *store.WriteTx, in updateAppInput) (empty, error) {
	return empty{}, tx.UpdateApp(c.Grant.People(), in.AppID, store.AppChange{Name: in.AppName, Active: in.Active, Scopes: in.Scopes})
}

func deleteApp(c *call, tx *store.WriteTx, in appPath) (empty, error) {
	return empty{}, tx.DeleteApp(c.Grant.People(), in.AppID)
}

type rotateInput struct {
	appPath
	Action string `json:"action" required:"true" enum:"new,update"`
	Revoke string `json:"revoke_old_secret_time" required:"true"`
}

type rotated struct {
	SecretID  string    `json:"secret_id"`
	NewSecret string    `json:"new_secret,omitempty"`
	Revoke    time.Time `json:"revoke_old_secret_time"`
}

// rotateSecret makes a new secret, and lets the old one work until the time
// given: "now", or a UTC time within 30 days.
func rotateSecret(c *call, tx *store.WriteTx, in rotateInput) (rotated, error) {
	now := c.now()
	ends := now
	if in.Revoke != "now" {
		t, err := time.Parse(timeFormat, in.Revoke)
		if err != nil {
			return rotated{}, &cordon.Error{Status: http.StatusBadRequest, Code: 1500,
				Message: "revoke_old_secret_time must be \"now\" or a time such as 2026-03-14T12:34:56Z."}
		}
		if t.Before(now) || t.After(now.Add(cordon.MaxSecretOverlap)) {
			return rotated{}, &cordon.Error{Status: http.StatusBadRequest, Code: 2001, Message: "revoke_old_secret_time must be within the next 30 days."}
		}
		ends = t
	}
	id, secret, err := tx.RotateSecret(c.Grant.People(), in.AppID, in.Action == "new", ends)
	return rotated{id, secret, ends}, err
}
