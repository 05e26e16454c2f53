package zoomapi

import (
	"net/http"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

func registerGroupSettings(a *API) {
	group := holder.Group("groupId")
	read(a, "GET /groups/{groupId}/settings", group, getGroupSettings)
	write(a, "PATCH /groups/{groupId}/settings", http.StatusNoContent, group, updateGroupSettings)
	read(a, "GET /groups/{groupId}/lock_settings", group, getGroupLocks)
	write(a, "PATCH /groups/{groupId}/lock_settings", http.StatusNoContent, group, updateGroupLocks)
}

type groupSettingsInput struct {
	groupPath
	groupOption
	CustomQuery string `query:"custom_query_fields" json:"-"`
}

// groupOption asks for settings of another kind than the usual.
type groupOption struct {
	Option string `query:"option" json:"-"`
}

func (o groupOption) refused() error {
	if o.Option != "" {
		return cordon.InvalidField("option", "Cordon keeps the usual settings of a group only.")
	}
	return nil
}

func getGroupSettings(c *call, in groupSettingsInput) (s cordon.GroupSettings[bool], err error) {
	if err := in.refused(); err != nil {
		return s, err
	}
	return c.GroupSettings(c.Grant.Groups(), in.GroupID)
}

type groupSettingsChange struct {
	_ struct{} `unknown:"refuse"`
	groupPath
	groupOption
	cordon.GroupSettings[*bool]
}

func updateGroupSettings(c *call, tx *store.WriteTx, in groupSettingsChange) (empty, error) {
	if err := in.refused(); err != nil {
		return empty{}, err
	}
	return empty{}, tx.UpdateGroupSettings(c.Grant.Groups(), in.GroupID, in.GroupSettings)
}

func getGroupLocks(c *call, in groupSettingsInput) (s cordon.GroupLocks[bool], err error) {
	if err := in.refused(); err != nil {
		return s, err
	}
	return c.GroupLocks(c.Grant.Groups(), in.GroupID)
}

type groupLocksChange struct {
	_ struct{} `unknown:"refuse"`
	groupPath
	groupOption
	cordon.GroupLocks[*bool]
}

func updateGroupLocks(c *call, tx *store.WriteTx, in groupLocksChange) (empty, error) {
	if err := in.refused(); err != nil {
		return empty{}, err
	}
	return empty{}, tx.UpdateGroupLocks(c.Grant.Groups(), in.GroupID, in.GroupLocks)
}
