package store

import "github.com/cordon-zoom/cordon"

// tiesRead is all that a handler may ask of what binds people to each other.
func tiesRead(tx *Tx, group string, who UserKey) {
	people, groups, page := tx.Grant.People(), tx.Grant.Groups(), Page{Limit: 10}
	_, _ = tx.Summary(people)
	_, _ = tx.HasVanityName(people, "ann")
	_, _ = tx.Assistants(people, who)
	_, _ = tx.Schedulers(people, who)
	_, _ = tx.Presence(people, who)
	_, _, _ = tx.GroupAdmins(groups, people, group, page)
	_, _ = tx.GroupSettings(groups, group)
	_, _ = tx.GroupLocks(groups, group)
	_, _ = tx.ContactGroups(groups, people, page)
	_, _, _ = tx.ContactGroup(groups, people, "contacts")
}

// tiesWritten is all that a handler may change of it.
func tiesWritten(tx *WriteTx, group string, who, other UserKey) {
	people, groups := tx.Grant.People(), tx.Grant.Groups()
	on := true
	_, _ = tx.AddAssistants(people, other, []NewAssistant{{who, true}})
	_, _ = tx.AddAssistants(people, who, []NewAssistant{{other, true}})
	_ = tx.RemoveAssistant(people, who, other)
	_ = tx.RemoveScheduler(people, who, other)
	_ = tx.RemoveAssistants(people, who)
	_ = tx.RemoveSchedulers(people, who)
	_ = tx.SetPresence(people, who, "Busy", 0)
	_, _, _ = tx.UpdateEach(people, []UserKey{who}, func(u *cordon.User) { u.Brief.Type = cordon.Licensed })
	_, _ = tx.AddGroupAdmins(groups, people, group, []UserKey{who})
	_ = tx.RemoveGroupAdmin(groups, people, group, who)
	_ = tx.UpdateGroupSettings(groups, group, cordon.GroupSettings[*bool]{InMeeting: cordon.GroupInMeeting[*bool]{Chat: &on}})
	_ = tx.UpdateGroupLocks(groups, group, cordon.GroupLocks[*bool]{InMeeting: cordon.LockInMeeting[*bool]{Chat: &on}})
	g := cordon.ContactGroup{Name: "contacts"}
	_, _ = tx.CreateContactGroup(groups, people, &g, []NewContact{{cordon.UserContact, who.Value}, {cordon.GroupContact, group}})
	_, _ = tx.Contacts(groups, people, g.ID, Page{Limit: 10})
	_ = tx.RemoveContacts(groups, people, g.ID, []string{group})
	_ = tx.UpdateContactGroup(groups, people, g.ID, func(g *cordon.ContactGroup) { g.Name = "renamed" })
	_ = tx.DeleteContactGroup(groups, people, g.ID)
}
