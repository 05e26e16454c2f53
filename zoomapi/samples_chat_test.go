package zoomapi_test

import (
	"fmt"
	"maps"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

func init() { props = append(props, propChannels) }

// propChannels makes the channels sensors (ann's; ben and cat are its admins),
// closed (cat's, with ben in it) and darkroom (of hidden people alone), and the
// chats of ann and ben, ann and cat, cat and hid. In each somebody wrote
// something: the ids are "said" and the channel's name, with a number.
func propChannels(tr *troupe, tx *store.OperatorTx) error {
	people := map[string]cordon.Person{"guest": {Name: "Gus Guest", Email: "gus@elsewhere.test"}}
	for _, name := range []string{"ann", "ben", "cat", "hid", "svc"} {
		people[name] = cordon.Person{User: tr.ids[name], Name: "Known as " + name}
	}
	at := world.Start.Add(-3 * time.Hour)
	digits := 0
	newID := func(name string) string {
		digits++
		tr.ids[name] = fmt.Sprintf("%032x", digits)
		return tr.ids[name]
	}
	for _, ch := range []struct {
		name, shown, owner string
		kind               int
		members            []string
		detail             cordon.ChannelDetail
	}{
		{"sensors", "Sensors <1>", "ann", cordon.PublicChannel, []string{"ann", "ben", "cat", "svc", "pat"}, cordon.ChannelDetail{Admins: []string{tr.ids["ben"], tr.ids["cat"]}, Posters: []string{tr.ids["ben"], tr.ids["cat"]},
			Guests: []cordon.Guest{{Person: people["guest"], ID: "guest1"}}}},
		{"closed", "Closed", "cat", cordon.AccountChannel, []string{"cat", "ben"}, cordon.ChannelDetail{}},
		{"darkroom", hiddenMark, "cat", cordon.PublicChannel, []string{"cat", "hid"}, cordon.ChannelDetail{}},
	} {
		doc := cordon.Channel{ID: newID(ch.name), Name: ch.shown, Type: ch.kind, Created: at, External: ch.detail.Guests != nil, Settings: cordon.DefaultChannelSettings(ch.kind)}
		r := cordon.Record{Kind: cordon.KindChannel, ID: doc.ID, Time: at, Owner: tr.ids[ch.owner], Doc: doc, Detail: ch.detail}
		for _, m := range ch.members {
			r.Holders = append(r.Holders, tr.ids[m])
		}
		if err := tx.AddRecord(tr.Account.ID, &r); err != nil {
			return err
		}
	}
	for _, pair := range [][2]string{{"ann", "ben"}, {"ann", "cat"}, {"cat", "hid"}} {
		chat := cordon.Chat{ID: newID(pair[0] + pair[1]), People: []cordon.Person{people[pair[0]], people[pair[1]]}}
		holders := []string{tr.ids[pair[0]], tr.ids[pair[1]]}
		if err := tx.AddRecord(tr.Account.ID, &cordon.Record{Kind: cordon.KindChat, ID: chat.ID, Time: at, Owner: holders[0], Holders: holders, Doc: chat}); err != nil {
			return err
		}
	}
	all := []cordon.Person{people["ben"], people["cat"], people["guest"]}
	for i, m := range []struct {
		in, from string
		cordon.Message
	}{
		{"sensors", "ann", cordon.Message{Text: `"Hello" & welcome, @ben @cat @gus`, Status: cordon.NormalMessage, Reactions: []cordon.Reaction{{Emoji: "U+1F44D", From: all}, {Emoji: "U+1F600", From: all[1:2]}},
			Mentions: []cordon.Mention{{Person: all[0], Start: 20, End: 23}, {Person: all[1], Start: 25, End: 28}, {Person: all[2], Start: 30, End: 33}, {All: true}},
			Files:    []cordon.ChatFile{{ID: "file1", Name: "plan.pdf", Size: 12345}}}},
		{"sensors", "cat", cordon.Message{Text: "Hello from the other side", Status: cordon.NormalMessage, ReplyTo: "said0", ReplyToAt: at.UnixMilli()}},
		{"sensors", "ben", cordon.Message{Text: "Hello again", Status: cordon.EditedMessage, Changed: at, Earlier: []string{"Helo", "Helo again"}, ReplyTo: "said0", ReplyToAt: at.UnixMilli()}},
		{"sensors", "guest", cordon.Message{Text: "Hello from outside", Status: cordon.NormalMessage}},
		{"sensors", "ann", cordon.Message{Text: "Goodbye", Status: cordon.DeletedMessage, Changed: at}},
		{"closed", "cat", cordon.Message{Text: "For ben's eyes", Status: cordon.NormalMessage}},
		{"darkroom", "hid", cordon.Message{Text: hiddenMark, Status: cordon.NormalMessage}},
		{"annben", "ann", cordon.Message{Text: "Lunch?", Status: cordon.NormalMessage}},
		{"anncat", "cat", cordon.Message{Text: "Dinner?", Status: cordon.NormalMessage}},
		{"cathid", "cat", cordon.Message{Text: hiddenMark, Status: cordon.NormalMessage}},
	} {
		id := fmt.Sprintf("said%d", i)
		tr.ids[id] = id
		m.ID, m.From, m.At = id, people[m.from], at.Add(time.Duration(i)*time.Minute+123*time.Millisecond)
		if err := tx.AddRecord(tr.Account.ID, &cordon.Record{Kind: cordon.KindMessage, ID: id, Parent: tr.ids[m.in], Time: m.At, Owner: m.From.User, Holders: []string{}, Doc: m.Message}); err != nil {
			return err
		}
	}
	return nil
}

// historian lets the vendor read the reports of the chats of its group.
func historian(tr *troupe) {
	tr.T.Helper()
	tr.ok("owner PATCH /roles/{reader}", `{"privileges":["User:Read","Group:Read","Role:Read","MarketPlace:Read","IMChatHistory:Read"],"privilege_scopes":[{"permission_id":"IMChatHistory:Read","group_ids":["{seen}"]}]}`)
}

func init() {
	const since, window = "from=2026-02-20T00:00:00Z", "from=2026-02-10&to=2026-03-02"
	maps.Copy(samples, map[string][]sample{
		"GET /chat/channels": {
			{200, "owner GET /chat/channels", "", nil},
			{200, "owner GET /chat/channels?page_size=1", "", nil},
			{200, "vendor GET /chat/channels?page_size=1", "", nil},
			{400, "owner GET /chat/channels?page_size=21", "", nil},
			{400, "owner GET /chat/channels?next_page_token=forged", "", nil},
		},
		"GET /chat/users/{userId}/channels": {
			{200, "owner GET /chat/users/{ben}/channels?page_size=1", "", nil},
			{200, "vendor GET /chat/users/ann@example.com/channels", "", nil},
			{200, "vendor GET /chat/users/me/channels", "", nil},
			{200, "vendor GET /chat/users/{ian}/channels", "", nil},
			{404, "vendor GET /chat/users/{cat}/channels", "", nil},
		},
		"GET /chat/channels/{channelId}": {
			{200, "owner GET /chat/channels/{sensors}", "", nil},
			{200, "vendor GET /chat/channels/{sensors}", "", nil},
			{200, "vendor GET /chat/channels/{closed}", "", nil},
			{404, "vendor GET /chat/channels/{darkroom}", "", nil},
			{404, "owner GET /chat/channels/none", "", nil},
		},
		"GET /chat/users/{userId}/channels/{channelId}": {
			{200, "owner GET /chat/users/{ann}/channels/{sensors}", "", nil},
			{200, "vendor GET /chat/users/{ben}/channels/{closed}", "", nil},
			{404, "vendor GET /chat/users/{ann}/channels/{closed}", "", nil},
			{404, "vendor GET /chat/users/{cat}/channels/{darkroom}", "", nil},
			{404, "owner GET /chat/users/{ann}/channels/none", "", nil},
		},
		"GET /chat/channels/{channelId}/members": {
			{200, "owner GET /chat/channels/{sensors}/members", "", nil},
			{200, "owner GET /chat/channels/{sensors}/members?page_size=1", "", nil},
			{200, "owner GET /chat/channels/{sensors}/members?page_size=5", "", nil},
			{200, "vendor GET /chat/channels/{sensors}/members?page_size=1", "", nil},
			{404, "vendor GET /chat/channels/{darkroom}/members", "", nil},
			{400, "owner GET /chat/channels/{sensors}/members?next_page_token=forged", "", nil},
		},
		"GET /chat/users/{userId}/channels/{channelId}/members": {
			{200, "owner GET /chat/users/{cat}/channels/{closed}/members", "", nil},
			{200, "vendor GET /chat/users/{ben}/channels/{closed}/members", "", nil},
			{404, "vendor GET /chat/users/{ann}/channels/{closed}/members", "", nil},
			{404, "vendor GET /chat/users/{cat}/channels/{closed}/members", "", nil},
		},
		"GET /chat/users/{userId}/channels/{channelId}/admins": {
			{200, "owner GET /chat/users/{ann}/channels/{sensors}/admins?page_size=2", "", nil},
			{200, "vendor GET /chat/users/{ann}/channels/{sensors}/admins", "", nil},
			{200, "vendor GET /chat/users/{ben}/channels/{closed}/admins", "", nil},
			{404, "vendor GET /chat/users/{ann}/channels/{darkroom}/admins", "", nil},
		},
		"POST /chat/users/{userId}/channels": {
			{201, "owner POST /chat/users/{ann}/channels", `{"name":"New","type":3,"members":[{"email":"BEN@example.com"},{"email":"pat@example.com"}],
				"channel_settings":{"add_member_permissions":2,"new_members_can_see_previous_messages_files":false,"posting_permissions":2,"mention_all_permissions":3}}`, nil},
			{201, "editor POST /chat/users/me/channels", `{"name":"Sensors <1>"}`, nil},
			{400, "editor POST /chat/users/{ann}/channels", `{"name":"New","type":1,"members":[{"email":"outsidermark-cat@example.com"}]}`, nil},
			{400, "editor POST /chat/users/{ann}/channels", `{"name":"New","type":1,"members":[{"email":"nobody@example.com"}]}`, nil},
			{400, "owner POST /chat/users/{ann}/channels", `{"name":" ","type":1}`, nil},
			{400, "owner POST /chat/users/{ann}/channels", `{"name":"New","type":5}`, nil},
			{404, "owner POST /chat/users/{ann}/channels", `{"name":"New","shared_space":{"space_id":"none"}}`, nil},
			{404, "editor POST /chat/users/{cat}/channels", `{"name":"New","type":1}`, nil},
		},
		"PATCH /chat/channels/{channelId}": {
			{204, "owner PATCH /chat/channels/{darkroom}", `{"name":"` + hiddenMark + ` too","type":2,"channel_settings":{"posting_permissions":3,"designated_posting_members":[{"member_id":"{hid}"}]}}`, nil},
			{204, "editor PATCH /chat/channels/{sensors}", `{"channel_settings":{"designated_posting_members":[{"user_id":"{ann}"},{"member_id":"{ann}"}]}}`, nil},
			{404, "editor PATCH /chat/channels/{sensors}", `{"channel_settings":{"designated_posting_members":[{"user_id":"{cat}"}]}}`, nil},
			{403, "editor PATCH /chat/channels/{closed}", `{"name":"x"}`, nil},
			{404, "editor PATCH /chat/channels/{darkroom}", `{"name":"x"}`, nil},
			{400, "owner PATCH /chat/channels/{sensors}", `{"type":4}`, nil},
		},
		"PATCH /chat/users/{userId}/channels/{channelId}": {
			{204, "owner PATCH /chat/users/{cat}/channels/{sensors}", `{"name":"Renamed"}`, nil},
			{204, "editor PATCH /chat/users/{ben}/channels/{sensors}", `{"type":5}`, nil},
			{403, "editor PATCH /chat/users/{ben}/channels/{closed}", `{"name":"x"}`, nil},
			{404, "editor PATCH /chat/users/{ann}/channels/{closed}", `{"name":"x"}`, nil},
			{400, "owner PATCH /chat/users/{ann}/channels/{sensors}", `{"name":""}`, nil},
		},
		"DELETE /chat/channels/{channelId}": {
			{204, "owner DELETE /chat/channels/{darkroom}", "", nil},
			{204, "editor DELETE /chat/channels/{sensors}", "", nil},
			{400, "editor DELETE /chat/channels/{closed}", "", nil},
			{404, "editor DELETE /chat/channels/{darkroom}", "", nil},
		},
		"DELETE /chat/users/{userId}/channels/{channelId}": {
			{204, "editor DELETE /chat/users/{ann}/channels/{sensors}", "", nil},
			{400, "editor DELETE /chat/users/{ben}/channels/{sensors}", "", nil},
			{404, "editor DELETE /chat/users/{cat}/channels/{closed}", "", nil},
		},
		"POST /chat/channels/{channelId}/members": {
			{201, "owner POST /chat/channels/{darkroom}/members", `{"members":[{"email":"owner@example.com"}]}`, nil},
			{201, "editor POST /chat/channels/{sensors}/members", `{"members":[{"email":"ian@example.com"},{"email":"ben@example.com"}]}`, nil},
			{400, "editor POST /chat/channels/{sensors}/members", `{"members":[{"email":"outsidermark-hid@example.com"}]}`, nil},
			{400, "editor POST /chat/channels/{sensors}/members", `{"members":[{"email":"nobody@example.com"}]}`, nil},
			{400, "owner POST /chat/channels/{sensors}/members", `{"members":[]}`, nil},
			{404, "editor POST /chat/channels/{darkroom}/members", `{"members":[{"email":"ann@example.com"}]}`, nil},
		},
		"POST /chat/users/{userId}/channels/{channelId}/members": {
			{201, "editor POST /chat/users/{ben}/channels/{closed}/members", `{"members":[{"email":"ann@example.com"}]}`, nil},
			{400, "editor POST /chat/users/{ben}/channels/{sensors}/members", `{"members":[{"email":"ian@example.com"}]}`, strict},
			{404, "editor POST /chat/users/{ann}/channels/{closed}/members", `{"members":[{"email":"ann@example.com"}]}`, nil},
		},
		"DELETE /chat/channels/{channelId}/members/{identifier}": {
			{204, "editor DELETE /chat/channels/{sensors}/members/ben@example.com", "", nil},
			{400, "editor DELETE /chat/channels/{sensors}/members/{cat}", "", nil},
			{400, "editor DELETE /chat/channels/{sensors}/members/nobody", "", nil},
			{400, "editor DELETE /chat/channels/{sensors}/members/{ann}", "", nil},
			{400, "editor DELETE /chat/channels/{closed}/members/{ben}", "", nil},
			{404, "editor DELETE /chat/channels/{darkroom}/members/{ben}", "", nil},
		},
		"DELETE /chat/users/{userId}/channels/{channelId}/members/{identifier}": {
			{204, "owner DELETE /chat/users/{ann}/channels/{sensors}/members/{cat}", "", nil},
			{400, "editor DELETE /chat/users/{ben}/channels/{closed}/members/{ben}", "", nil},
			{404, "editor DELETE /chat/users/{cat}/channels/{closed}/members/{ben}", "", nil},
		},

		"GET /chat/users/{userId}/messages": {
			{200, "owner GET /chat/users/{ann}/messages?to_channel={sensors}&page_size=2", "", nil},
			{200, "owner GET /chat/users/{ann}/messages?to_channel={sensors}&include_deleted_and_edited_message=true&" + since, "", nil},
			{200, "owner GET /chat/users/{ann}/messages?to_channel={sensors}&exclude_child_message=true&date=2026-03-02", "", nil},
			{200, "owner GET /chat/users/{ann}/messages?to_channel={sensors}&date=2026-03-01", "", nil},
			{200, "editor GET /chat/users/{ann}/messages?to_channel={sensors}&page_size=1", "", nil},
			{200, "editor GET /chat/users/{ben}/messages?to_contact=ann@example.com", "", nil},
			{200, "editor GET /chat/users/{ben}/messages?to_contact={pat}", "", nil},
			{200, "vendor GET /chat/users/me/messages?to_channel={sensors}", "", nil},
			{400, "vendor GET /chat/users/{ann}/messages?to_channel={sensors}", "", nil},
			{404, "vendor GET /chat/users/{cat}/messages?to_channel={sensors}", "", nil},
			{404, "editor GET /chat/users/{ann}/messages?to_contact={cat}", "", nil},
			{404, "editor GET /chat/users/{ann}/messages?to_contact=nobody", "", nil},
			{404, "editor GET /chat/users/{ann}/messages?to_channel={closed}", "", nil},
			{404, "editor GET /chat/users/{ann}/messages?to_channel={darkroom}", "", nil},
			{400, "owner GET /chat/users/{ann}/messages", "", nil},
			{400, "owner GET /chat/users/{ann}/messages?to_channel={sensors}&date=today", "", nil},
			{400, "owner GET /chat/users/{ann}/messages?to_channel={sensors}&from=2025-01-01T00:00:00Z", "", nil},
			{400, "owner GET /chat/users/{ann}/messages?to_channel={sensors}&search_type=message&search_key=x", "", nil},
		},
		"GET /chat/users/{userId}/messages/{messageId}": {
			{200, "owner GET /chat/users/{ann}/messages/{said0}?to_channel={sensors}", "", nil},
			{200, "editor GET /chat/users/{ann}/messages/{said0}?to_channel={sensors}", "", nil},
			{200, "editor GET /chat/users/{ann}/messages/{said1}?to_channel={sensors}", "", nil},
			{200, "owner GET /chat/users/{ann}/messages/{said8}?to_contact={cat}", "", nil},
			{400, "editor GET /chat/users/{ann}/messages/{said4}?to_channel={sensors}", "", nil},
			{400, "editor GET /chat/users/{ann}/messages/{said6}?to_channel={sensors}", "", nil},
			{400, "editor GET /chat/users/{ann}/messages/{said7}?to_contact={pat}", "", nil},
			{400, "vendor GET /chat/users/{ann}/messages/{said0}?to_channel={sensors}", "", nil},
			{404, "editor GET /chat/users/{ann}/messages/{said8}?to_contact={cat}", "", nil},
			{400, "owner GET /chat/users/{ann}/messages/{said0}", "", nil},
		},
		"GET /chat/users/{userId}/messages/{messageId}/thread": {
			{200, "owner GET /chat/users/{ann}/messages/{said0}/thread?to_channel={sensors}&need_emoji=true&need_attachment=true&need_rich_text=true&need_at_items=true&" + since, "", nil},
			{200, "editor GET /chat/users/{ben}/messages/{said0}/thread?to_channel={sensors}&need_emoji=true&need_at_items=true&sort=asc&limit=1&" + since, "", nil},
			{200, "editor GET /chat/users/{ben}/messages/{said3}/thread?to_channel={sensors}&need_main_message=false&" + since, "", nil},
			{404, "editor GET /chat/users/{ben}/messages/{said4}/thread?to_channel={sensors}&" + since, "", nil},
			{404, "editor GET /chat/users/{ben}/messages/{said4}/thread?to_contact={pat}&" + since, "", nil},
			{404, "editor GET /chat/users/{ann}/messages/{said6}/thread?to_channel={darkroom}&" + since, "", nil},
			{400, "owner GET /chat/users/{ann}/messages/{said0}/thread?to_channel={sensors}", "", nil},
			{400, "owner GET /chat/users/{ann}/messages/{said0}/thread?" + since, "", nil},
			{400, "vendor GET /chat/users/{ann}/messages/{said0}/thread?to_channel={sensors}&" + since, "", nil},
		},
		"GET /chat/users/{userId}/sessions": {
			{200, "owner GET /chat/users/{ann}/sessions?" + since, "", nil},
			{200, "vendor GET /chat/users/{ann}/sessions?page_size=1", "", nil},
			{200, "vendor GET /chat/users/{ann}/sessions?type=1:1", "", nil},
			{200, "vendor GET /chat/users/{ben}/sessions?type=groupchat&to=2026-03-02T08:00:00Z", "", nil},
			{200, "owner GET /chat/users/{ian}/sessions", "", nil},
			{400, "owner GET /chat/users/{ann}/sessions?type=9", "", nil},
			{400, "owner GET /chat/users/{ann}/sessions?search_star=true", "", nil},
			{404, "vendor GET /chat/users/{cat}/sessions", "", nil},
		},
		"POST /chat/users/{userId}/messages": {
			{201, "owner POST /chat/users/{ann}/messages", `{"message":"Hi","to_channel":"{sensors}","reply_main_message_id":"{said0}","at_items":[{"at_contact":"ben@example.com","at_type":1,"start_position":0,"end_position":2},{"at_type":2}]}`, nil},
			{201, "editor POST /chat/users/{ann}/messages", `{"message":"Hi","to_contact":"ben@example.com"}`, nil},
			{201, "editor POST /chat/users/{ann}/messages", `{"message":"Hi","to_contact":"{pat}"}`, nil},
			{404, "editor POST /chat/users/{ann}/messages", `{"message":"Hi","to_contact":"{cat}"}`, nil},
			{404, "editor POST /chat/users/{ann}/messages", `{"message":"Hi","to_contact":"nobody"}`, nil},
			{404, "editor POST /chat/users/{ann}/messages", `{"message":"Hi","to_channel":"{closed}"}`, nil},
			{404, "editor POST /chat/users/{cat}/messages", `{"message":"Hi","to_channel":"{closed}"}`, nil},
			{404, "editor POST /chat/users/{ann}/messages", `{"message":"Hi","to_channel":"{sensors}","at_items":[{"at_contact":"{cat}"}]}`, nil},
			{400, "owner POST /chat/users/{ann}/messages", `{"message":"Hi","to_channel":"{sensors}","reply_main_message_id":"{said1}"}`, nil},
			{400, "owner POST /chat/users/{ann}/messages", `{"message":"Hi","to_channel":"{sensors}","reply_main_message_id":"{said6}"}`, nil},
			{400, "owner POST /chat/users/{pat}/messages", `{"message":"Hi","to_channel":"{sensors}"}`, strict},
			{400, "owner POST /chat/users/{ann}/messages", `{"message":"Hi","to_contact":"{ann}"}`, nil},
			{400, "owner POST /chat/users/{ann}/messages", `{"message":"Hi"}`, nil},
			{400, "vendor POST /chat/users/me/messages", `{"message":"Hi","to_channel":"{sensors}"}`, nil},
		},
		"PUT /chat/users/{userId}/messages/{messageId}": {
			{204, "editor PUT /chat/users/{ann}/messages/{said0}", `{"message":"Changed","to_channel":"{sensors}"}`, nil},
			{400, "editor PUT /chat/users/{ann}/messages/{said1}", `{"message":"Changed","to_channel":"{sensors}"}`, nil},
			{400, "editor PUT /chat/users/{ann}/messages/{said6}", `{"message":"Changed","to_channel":"{sensors}"}`, nil},
			{404, "editor PUT /chat/users/{ann}/messages/{said8}", `{"message":"Changed","to_contact":"{cat}"}`, nil},
			{400, "owner PUT /chat/users/{ann}/messages/{said0}", `{"message":"Changed"}`, nil},
		},
		"DELETE /chat/users/{userId}/messages/{messageId}": {
			{204, "editor DELETE /chat/users/{ann}/messages/{said7}?to_contact={ben}", "", nil},
			{400, "editor DELETE /chat/users/{ben}/messages/{said7}?to_contact={ann}", "", nil},
			{400, "editor DELETE /chat/users/{ben}/messages/{said7}?to_contact={pat}", "", nil},
			{404, "editor DELETE /chat/users/{ann}/messages/{said6}?to_channel={darkroom}", "", nil},
		},
		"PATCH /chat/users/{userId}/messages/{messageId}/emoji_reactions": {
			{204, "editor PATCH /chat/users/{ann}/messages/{said1}/emoji_reactions", `{"action":"add","emoji":"U+1F600","to_channel":"{sensors}"}`, nil},
			{204, "owner PATCH /chat/users/{cat}/messages/{said0}/emoji_reactions", `{"action":"remove","emoji":"U+1F600","to_channel":"{sensors}"}`, nil},
			{204, "owner PATCH /chat/users/{ann}/messages/{said0}/emoji_reactions", `{"action":"add","emoji":"U+1F600","to_channel":"{sensors}"}`, nil},
			{404, "editor PATCH /chat/users/{ann}/messages/{said8}/emoji_reactions", `{"action":"add","emoji":"U+1F600","to_contact":"{cat}"}`, nil},
			{400, "owner PATCH /chat/users/{ann}/messages/{said0}/emoji_reactions", `{"action":"wave","emoji":"U+1F600","to_channel":"{sensors}"}`, nil},
		},

		"GET /report/chat/sessions": {
			{200, "owner GET /report/chat/sessions?" + window, "", nil},
			{200, "owner GET /report/chat/sessions?from=2026-02-10&to=2026-02-11", "", nil},
			{200, "vendor GET /report/chat/sessions?page_size=1&" + window, "", historian},
			{400, "owner GET /report/chat/sessions?from=2025-01-01&to=2025-01-02", "", nil},
			{400, "owner GET /report/chat/sessions?to=2026-03-02", "", nil},
			{400, "vendor GET /report/chat/sessions?" + window, "", nil},
		},
		"GET /report/chat/sessions/{sessionId}": {
			{200, "owner GET /report/chat/sessions/{sensors}?include_fields=edited_messages,deleted_messages&include_reactions=true&query_all_modifications=true&" + window, "", nil},
			{200, "owner GET /report/chat/sessions/{anncat}?" + window, "", nil},
			{200, "vendor GET /report/chat/sessions/{sensors}?page_size=1&include_fields=edited_messages,deleted_messages&include_reactions=true&" + window, "", historian},
			{200, "vendor GET /report/chat/sessions/{anncat}?" + window, "", historian},
			{404, "vendor GET /report/chat/sessions/{darkroom}?" + window, "", historian},
			{404, "vendor GET /report/chat/sessions/{cathid}?" + window, "", historian},
			{400, "owner GET /report/chat/sessions/{sensors}?include_fields=all&" + window, "", nil},
		},
		"GET /contacts": {
			{200, "owner GET /contacts?search_key=ann&query_presence_status=true", "", nil},
			{200, "owner GET /contacts?search_key=EXAMPLE.COM&page_size=3", "", nil},
			{200, "owner GET /contacts?search_key=ben&query_presence_status=true&page_size=25", "", did("owner PUT /users/{ben}/presence_status", `{"status":"Busy"}`)},
			{200, "owner GET /contacts?search_key=ian&user_status=inactive", "", nil},
			{200, "vendor GET /contacts?search_key=example&page_size=2", "", nil},
			{200, "vendor GET /contacts?search_key=" + hiddenMark, "", nil},
			{200, "owner GET /contacts?search_key=ann&contact_types=2", "", nil},
			{400, "owner GET /contacts", "", nil},
		},
	})
}

// strict lets only the owner and the admins of sensors post, and take people in.
// Ben is no admin then.
func strict(tr *troupe) {
	tr.T.Helper()
	tr.ok("owner PATCH /chat/channels/{sensors}", `{"channel_settings":{"posting_permissions":2,"add_member_permissions":2}}`)
	tr.ok("owner DELETE /chat/channels/{sensors}/members/{ben}")
	tr.ok("owner POST /chat/channels/{sensors}/members", `{"members":[{"email":"ben@example.com"}]}`)
}
