package store

import "github.com/cordon-zoom/cordon"

// appsRead is what the pages of apps read, appsWritten what they change.
func appsRead(tx *Tx, app string) {
	people := tx.Grant.People()
	_, _ = tx.OwnApps(people, Page{Limit: 10})
	_, _ = tx.OthersApps(people, Page{Limit: 10})
	_, _ = tx.AppToChange(people, app)
	_, _ = tx.AppBacks(people, app)
	_, _ = tx.OldSecrets(people, app)
	_, _ = tx.AppsCalled(people, "x", 10)
}

func appsWritten(tx *WriteTx, app string) {
	people := tx.Grant.People()
	_ = tx.AddScopes(people, app, []cordon.Scope{"user:read:user"})
	_ = tx.RemoveScopes(people, app, []cordon.Scope{"user:read:user"})
	_ = tx.EndOldSecrets(people, app)
}
