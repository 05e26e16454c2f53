package portal

import (
	"fmt"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// appTab is what every tab of an app shows.
type appTab struct {
	appRow
	Tab       string
	Mine      bool
	MayChange bool
}

// app is the app of the address, for one of its tabs.
func (v *visit) app(tab string) (t appTab, err error) {
	row, err := v.App(v.Grant.People(), v.path("app"))
	if err != nil {
		return t, err
	}
	t = appTab{appRow: appRow{AppRow: row}, Tab: tab, Mine: row.Owner == v.Visitor.User}
	if !t.Mine {
		rows := []appRow{t.appRow}
		if err := v.nameOwners(rows); err != nil {
			return t, err
		}
		t.appRow = rows[0]
	}
	_, t.MayChange, err = v.mayChangeApp(changeAppOp, row.ID)
	return t, err
}

// mayChangeApp is may for an operation that changes an app: whether this app is
// in sight for it, and covered (rule 10).
func (v *visit) mayChangeApp(operation, id string) (*store.Tx, bool, error) {
	tx, ok := v.may(operation)
	if !ok {
		return nil, false, nil
	}
	_, err := tx.AppToChange(tx.Grant.People(), id)
	if isNoPermission(err) || isAbsent(err) {
		return nil, false, nil
	}
	return tx, err == nil, err
}

// ownerRole is the role of an app's owner, as far as the visitor may know it:
// id "" where they may not, or where the owner left.
func (v *visit) ownerRole(t appTab) (id, name string, err error) {
	if t.Mine {
		return v.RoleID, v.RoleName, nil
	}
	tx, ok := v.may("GET /users/{userId}")
	if !ok || t.Owner == "" {
		return "", "", nil
	}
	u, err := tx.User(tx.Grant.People(), store.UserKey{Value: t.Owner})
	if isAbsent(err) {
		return "", "", nil
	}
	return u.RoleID, u.RoleName, err
}

// credentialsPage is the tab App Credentials.
type credentialsPage struct {
	appTab
	Example   string
	MayRotate bool
	Old       []time.Time // when old secrets end
	Overlaps  []overlap
	MayDelete bool
}

func showApp(v *visit) (any, error) {
	t, err := v.app("credentials")
	if err != nil {
		return nil, err
	}
	d := credentialsPage{appTab: t, Example: v.tokenExample(t.App), Overlaps: overlaps}
	tx, ok, err := v.mayChangeApp(rotateSecretOp, t.ID)
	if err != nil {
		return nil, err
	}
	if d.MayRotate = ok && t.Owner != ""; d.MayRotate {
		if d.Old, err = tx.OldSecrets(tx.Grant.People(), t.ID); err != nil {
			return nil, err
		}
	}
	_, d.MayDelete, err = v.mayChangeApp(deleteAppOp, t.ID)
	return d, err
}

// tokenExample is how to get a token for an app. The secret goes to curl on its
// standard input, since arguments are no secrets, and is typed unseen.
func (p *Portal) tokenExample(a cordon.App) string {
	return p.fetchToken(a) + fmt.Sprintf(`
curl -H "Authorization: Bearer $TOKEN" %s/v2/users`, p.PublicURL)
}

func (p *Portal) fetchToken(a cordon.App) string {
	return fmt.Sprintf(`read -rs SECRET   # paste the client secret, then press Enter
TOKEN=$(printf 'user = "%s:%%s"' "$SECRET" | curl -s -K - \
  -d grant_type=account_credentials -d account_id=%s \
  %s/oauth/token | sed 's/.*"access_token":"\([^"]*\)".*/\1/')`, a.ClientID, a.Account, p.PublicURL)
}

// overlap is how long an old secret keeps working beside a new one.
type overlap struct {
	Value, Label string
	For          time.Duration
	Default      bool
}

var overlaps = []overlap{
	{Value: "now", Label: "not at all"},
	{Value: "1h", Label: "for 1 hour", For: time.Hour},
	{Value: "1d", Label: "for 1 day", For: 24 * time.Hour, Default: true},
	{Value: "7d", Label: "for 7 days", For: 7 * 24 * time.Hour},
	{Value: "30d", Label: "for 30 days", For: cordon.MaxSecretOverlap},
}

// secretPage shows a secret, which can be read only now.
type secretPage struct {
	appTab
	Secret  string
	Made    bool // the app was, just now
	OldEnds time.Time
	Example string
}

func (a *act) showSecret(app store.AppRow, secret string, d secretPage) outcome {
	d.appTab = appTab{appRow: appRow{AppRow: app}, Tab: "credentials", Mine: app.Owner == a.Visitor.User}
	d.Secret, d.Example = secret, a.tokenExample(app.App)
	return outcome{show: "app-secret", data: d}
}

func rotateSecret(a *act) (outcome, error) {
	if err := a.once(); err != nil {
		return outcome{}, err
	}
	for _, o := range overlaps {
		if o.Value != a.value("overlap") {
			continue
		}
		people, ends := a.Grant.People(), a.Clock().Add(o.For)
		_, secret, err := a.RotateSecret(people, a.path("app"), true, ends)
		if err != nil {
			return outcome{}, err
		}
		app, err := a.App(people, a.path("app"))
		d := secretPage{}
		if o.For > 0 {
			d.OldEnds = ends
		}
		return a.showSecret(app, secret, d), err
	}
	return outcome{}, cordon.InvalidField("overlap", "Choose how long the old secret keeps working.")
}

func endOldSecrets(a *act) (outcome, error) {
	id := a.path("app")
	return outcome{to: "/portal/apps/" + id, done: "secret-ended"}, a.EndOldSecrets(a.Grant.People(), id)
}
