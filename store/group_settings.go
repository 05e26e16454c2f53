package store

import (
	"encoding/json"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// GroupSettings reads the settings of a group.
func (tx *Tx) GroupSettings(known access.Groups, id string) (cordon.GroupSettings[bool], error) {
	settings := cordon.DefaultGroupSettings()
	return settings, tx.groupSetting(known, id, "settings", &settings)
}

// GroupLocks reads which settings of a group are locked.
func (tx *Tx) GroupLocks(known access.Groups, id string) (locks cordon.GroupLocks[bool], err error) {
	return locks, tx.groupSetting(known, id, "locks", &locks)
}

func (tx *Tx) groupSetting(known access.Groups, id, column string, into any) error {
	if _, err := tx.findGroup(known, id); err != nil {
		return err
	}
	var text string
	found, err := tx.one("SELECT "+column+" FROM group_settings WHERE grp = ?", []any{id}, func(s *sqlite.Stmt) { text = s.ColumnText(0) })
	if err != nil || !found {
		return err
	}
	return json.Unmarshal([]byte(text), into)
}

// UpdateGroupSettings changes settings of a group.
func (tx *WriteTx) UpdateGroupSettings(known access.Groups, id string, change cordon.GroupSettings[*bool]) error {
	settings, err := tx.GroupSettings(known, id)
	if err != nil {
		return err
	}
	return tx.setGroupSetting(id, "settings", &settings, change)
}

// UpdateGroupLocks changes which settings of a group are locked.
func (tx *WriteTx) UpdateGroupLocks(known access.Groups, id string, change cordon.GroupLocks[*bool]) error {
	locks, err := tx.GroupLocks(known, id)
	if err != nil {
		return err
	}
	return tx.setGroupSetting(id, "locks", &locks, change)
}

func (tx *WriteTx) setGroupSetting(id, column string, now, change any) error {
	text, err := json.Marshal(change)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, now); err != nil { // a null leaves a bool as it is
		return err
	}
	if text, err = json.Marshal(now); err != nil {
		return err
	}
	return tx.run("INSERT INTO group_settings (grp, "+column+") VALUES (?1, ?2) ON CONFLICT DO UPDATE SET "+column+" = ?2", id, string(text))
}
