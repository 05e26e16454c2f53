package cordon

import "time"

// App is a Server-to-Server OAuth app. It acts as its owner, the user who
// built it, and never sees more than that user's role does.
type App struct {
	ID          string // app_id
	Account     string
	ClientID    string
	Name        string
	Owner       string // user id; "" when the owner left, and then the app is dead
	Active      bool
	Scopes      []Scope
	ContactName string
	Contact     string // e-mail
	Company     string
	CreatedAt   time.Time
}

// Limits of apps, as published or (secrets) chosen.
const (
	MaxAppName        = 50
	MaxAppsOfOwner    = 1000 // chosen: in the portal anybody may build apps
	MaxAppContact     = 150  // name, e-mail and company of whom to ask about it, each
	MaxSecretOverlap  = 30 * 24 * time.Hour
	SecretChanges     = 3 // in
	SecretChangeEvery = 15 * time.Minute
)

// TokenLife is how long an access token works; there is no refresh.
const TokenLife = time.Hour

// DownloadLife is how long a download access token may work, as published.
const DownloadLife = 7 * 24 * time.Hour
