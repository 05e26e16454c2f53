package portal_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/internal/world"
)

// addGroup makes a group through the API and returns its id.
func addGroup(w *world.World, name string, members ...string) string {
	w.T.Helper()
	var g struct{ ID string }
	w.Must(201, w.OwnerToken(), "POST", "/groups", map[string]string{"name": name}).JSON(w.T, &g)
	for _, m := range members {
		w.Must(201, w.OwnerToken(), "POST", "/groups/"+g.ID+"/members", map[string]any{"members": []map[string]string{{"email": m}}})
	}
	return g.ID
}

// addRole makes a role through the API whose privileges all reach the group,
// and gives it to people.
func addRole(w *world.World, name, group string, privileges []string, holders ...string) string {
	w.T.Helper()
	var scopes []map[string]any
	for _, p := range privileges {
		scopes = append(scopes, map[string]any{"permission_id": p, "group_ids": []string{group}})
	}
	var r struct{ ID string }
	w.Must(201, w.OwnerToken(), "POST", "/roles", map[string]any{"name": name, "privileges": privileges, "privilege_scopes": scopes}).JSON(w.T, &r)
	for _, h := range holders {
		w.Must(201, w.OwnerToken(), "POST", "/roles/"+r.ID+"/members", map[string]any{"members": []map[string]string{{"email": h}}})
	}
	return r.ID
}

func contains(t *testing.T, a world.Answer, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(string(a.Body), s) {
			t.Errorf("the page lacks %q\n%s", s, a.Body)
		}
	}
}

func lacks(t *testing.T, a world.Answer, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if strings.Contains(string(a.Body), s) {
			t.Errorf("the page has %q\n%s", s, a.Body)
		}
	}
}

func TestGroupPages(t *testing.T) {
	w := world.New(t, 20)
	for _, name := range []string{"Ann", "Ben", "Cat"} {
		addUser(w, strings.ToLower(name)+"@example.com", name)
	}
	b := w.SignIn("owner@example.com")
	contains(t, b.Get("/portal/groups"), "There is no group yet", "Add Group")
	for field, form := range map[string]url.Values{
		"Must not be empty":            {"name": {" "}, "description": {"kept text"}},
		"Must have at most 127":        {"name": {strings.Repeat("x", 128)}, "description": {"kept text"}},
		"Must be text of at most 1024": {"name": {"kept text"}, "description": {strings.Repeat("y", 1025)}},
		"Must not hold control":        {"name": {"kept text"}, "description": {"a\x00b"}},
	} {
		a := b.Want(http.StatusUnprocessableEntity, b.Send("/portal/groups/add", "/portal/groups/add", form))
		contains(t, a, field, "kept text", `aria-invalid="true"`)
	}
	a := b.Want(http.StatusSeeOther, b.Send("/portal/groups/add", "/portal/groups/add", url.Values{"name": {"Vendor"}, "description": {"seen"}}))
	page := strings.TrimSuffix(a.Header.Get("Location"), "?done=group-added")
	contains(t, b.Get(a.Header.Get("Location")), "Add its members next", "Nobody is in this group yet")
	a = b.Want(http.StatusConflict, b.Send("/portal/groups/add", "/portal/groups/add", url.Values{"name": {"vendor"}}))
	contains(t, a, "is already in use", `value="vendor"`)

	// Members: pasted in any form, the unknown ones listed.
	a = b.Want(http.StatusOK, b.Send(page, page+"/members", url.Values{"emails": {"Ann <ANN@example.com>, ben@example.com;\nnobody@example.com\nann@example.com"}}))
	contains(t, a, "2 members added", "1 address was not found", "nobody@example.com")
	a = b.Want(http.StatusOK, b.Send(page, page+"/members", url.Values{"emails": {"ann@example.com"}}))
	contains(t, a, "0 members added", "1 already in the group")
	a = b.Want(http.StatusUnprocessableEntity, b.Send(page, page+"/members", url.Values{"emails": {"who@example.com"}}))
	contains(t, a, "None of these addresses", "who@example.com")
	a = b.Want(http.StatusUnprocessableEntity, b.Send(page, page+"/members", url.Values{}))
	contains(t, a, "Paste addresses, or find users")
	// Found by typing: those who are in it already are not offered.
	a = b.Get(page + "?find=a")
	lacks(t, a, `data-testid="found"`)
	a = b.Get(page + "?find=CA")
	contains(t, a, `data-testid="found"`, "cat@example.com")
	contains(t, b.Get(page+"?q=be"), "ben@example.com")
	lacks(t, b.Get(page+"?q=be"), "ann@example.com")
	contains(t, b.Get("/portal/groups?q=ven"), "Vendor")
	contains(t, b.Get("/portal/groups?q=none"), "No group begins with")

	// An edit of what was changed meanwhile is not taken.
	token := b.Get(page)
	version := between(string(token.Body), `name="version" value="`, `"`)
	w.Must(204, w.OwnerToken(), "PATCH", strings.Replace(page, "/portal", "", 1), map[string]string{"name": "Renamed"})
	a = b.Want(http.StatusConflict, b.Send(page, page, url.Values{"version": {version}, "name": {"Mine"}, "description": {"mine too"}}))
	contains(t, a, "Somebody changed this")
	version = between(string(b.Get(page).Body), `name="version" value="`, `"`)
	b.Want(http.StatusSeeOther, b.Send(page, page, url.Values{"version": {version}, "name": {"Mine"}, "description": {"mine too"}}))
	contains(t, b.Get(page), "Mine", "mine too")

	b.Want(http.StatusUnprocessableEntity, b.Send(page, page+"/delete", url.Values{"name_again": {"Vendor"}}))
	b.Want(http.StatusSeeOther, b.Send(page, page+"/delete", url.Values{"name_again": {"Mine"}}))
	b.Want(http.StatusNotFound, b.Get(page))
}

func between(s, before, after string) string {
	_, rest, _ := strings.Cut(s, before)
	out, _, _ := strings.Cut(rest, after)
	return out
}

// Who comes into sight of whom is shown before a member is added or removed,
// and nothing is saved before that is confirmed.
func TestMembershipShowsWhoGains(t *testing.T) {
	w := world.New(t, 21)
	for _, name := range []string{"Ann", "Ben", "Cat", "Svc"} {
		addUser(w, strings.ToLower(name)+"@example.com", name)
	}
	group := addGroup(w, "Seen", "ann@example.com")
	addRole(w, "Vendor role", group, []string{"User:Read", "Recording:Read"}, "svc@example.com")
	b := w.SignIn("owner@example.com")
	page := "/portal/groups/" + group
	members := func() string {
		return string(w.Must(200, w.OwnerToken(), "GET", "/groups/"+group+"/members", nil).Body)
	}

	asked, done := b.Confirm(page, page+"/members", url.Values{"emails": {"ben@example.com cat@example.com ann@example.com"}})
	contains(t, asked, "Vendor role", "Users: View", "Recording: View", "2 people gained", "ben@example.com", "cat@example.com", "Nothing is saved yet")
	lacks(t, asked, "ann@example.com</span>", "lost</strong>")
	b.Want(http.StatusOK, done)
	contains(t, done, "2 members added")
	if m := members(); !strings.Contains(m, "cat@example.com") {
		t.Error("confirmed, and not saved")
	}
	// Not confirmed, or something else confirmed: nothing happens.
	cat := between(string(b.Get(page+"?q=cat").Body), `name="user" value="`, `"`)
	a := b.Want(http.StatusOK, b.Send(page, page+"/remove", url.Values{"user": {cat}}))
	contains(t, a, "1 person lost", "cat@example.com")
	a = b.Want(http.StatusOK, b.Send(page, page+"/remove", url.Values{"user": {cat}, "confirm": {"0123"}}))
	contains(t, a, "not what you confirmed")
	if m := members(); !strings.Contains(m, "cat@example.com") {
		t.Error("removed without being confirmed")
	}
	_, done = b.Confirm(page, page+"/remove", url.Values{"user": {cat}})
	b.Want(http.StatusSeeOther, done)
	if m := members(); strings.Contains(m, "cat@example.com") {
		t.Error("confirmed, and not removed")
	}
	asked, done = b.Confirm(page, page+"/delete", url.Values{"name_again": {"Seen"}})
	contains(t, asked, "2 people lost", "ann@example.com", "ben@example.com")
	b.Want(http.StatusSeeOther, done)
}

// An admin whose role is narrowed finds, adds and reads nobody else.
func TestGroupPagesOfANarrowedAdmin(t *testing.T) {
	w := world.New(t, 22)
	for _, name := range []string{"Ann", "Hidden", "Boss"} {
		addUser(w, strings.ToLower(name)+"@example.com", name)
	}
	seen := addGroup(w, "Seen", "ann@example.com")
	dark := addGroup(w, "Dark", "hidden@example.com")
	addRole(w, "Helpdesk", seen, []string{"User:Read", "Group:Edit"}, "boss@example.com")
	w.Must(201, w.OwnerToken(), "POST", "/groups/"+seen+"/members", map[string]any{"members": []map[string]string{{"email": "hidden@example.com"}}})
	w.Must(204, w.OwnerToken(), "DELETE", "/groups/"+seen+"/members/"+memberID(w, dark), nil)
	b := w.SignIn("boss@example.com")
	lacks(t, b.Want(200, b.Get("/portal/groups")), "Dark", "hidden@", "Add Group")
	for _, path := range []string{"?find=hid", "?q=hid", "", "?find=h"} {
		a := b.Want(200, b.Get("/portal/groups/"+seen+path))
		lacks(t, a, "hidden@example.com", "Hidden Test", "Dark")
	}
	hidden := b.Want(http.StatusNotFound, b.Get("/portal/groups/"+dark))
	absent := b.Want(http.StatusNotFound, b.Get("/portal/groups/"+strings.Repeat("A", 22)))
	if strip(hidden, dark) != strip(absent, strings.Repeat("A", 22)) {
		t.Errorf("a hidden group reads unlike an absent one\n%s\n%s", hidden.Body, absent.Body)
	}
	b.Want(http.StatusForbidden, b.Get("/portal/groups/add"))
	page := "/portal/groups/" + seen
	known := b.Want(http.StatusUnprocessableEntity, b.Send(page, page+"/members", url.Values{"emails": {"hidden@example.com"}}))
	unknown := b.Want(http.StatusUnprocessableEntity, b.Send(page, page+"/members", url.Values{"emails": {"nobody@example.com"}}))
	if strip(known, "hidden@example.com") != strip(unknown, "nobody@example.com") {
		t.Error("a hidden address reads unlike an unknown one")
	}
}

func memberID(w *world.World, group string) string {
	var out struct{ Members []struct{ ID string } }
	w.Must(200, w.OwnerToken(), "GET", "/groups/"+group+"/members", nil).JSON(w.T, &out)
	return out.Members[0].ID
}

// strip takes out what differs from one answer to the next anyway.
func strip(a world.Answer, named string) string {
	s := strings.ReplaceAll(string(a.Body), named, "X")
	for {
		token := between(s, `name="form_token" value="`, `"`)
		if token == "" {
			break
		}
		s = strings.ReplaceAll(s, `name="form_token" value="`+token, "")
	}
	return strings.ReplaceAll(s, between(s, "rid=WEB_", "<"), "")
}

func TestMarkupInNamesIsText(t *testing.T) {
	w := world.New(t, 23)
	const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`
	addUser(w, "eve@example.com", evil)
	group := addGroup(w, evil, "eve@example.com")
	w.Must(204, w.OwnerToken(), "PATCH", "/groups/"+group, map[string]string{"name": evil, "description": evil})
	b := w.SignIn("owner@example.com")
	for _, path := range []string{"/portal/groups", "/portal/groups/" + group, "/portal/groups/" + group + "?q=" + url.QueryEscape(evil), "/portal/groups?q=" + url.QueryEscape(evil)} {
		a := b.Want(200, b.Get(path))
		lacks(t, a, "<script>alert", "<img src=x")
		contains(t, a, "&lt;script&gt;alert(1)")
	}
}

func TestLongGroupListsPage(t *testing.T) {
	w := world.New(t, 24)
	group := addGroup(w, "Group 000")
	for i := 1; i < 60; i++ {
		addGroup(w, fmt.Sprintf("Group %03d", i))
	}
	var emails []string
	for i := range 60 {
		email := fmt.Sprintf("user%03d@example.com", i)
		addUser(w, email, fmt.Sprintf("Nr%03d", i))
		emails = append(emails, email)
	}
	b := w.SignIn("owner@example.com")
	page := "/portal/groups/" + group
	b.Want(200, b.Send(page, page+"/members", url.Values{"emails": {strings.Join(emails, "\n")}}))
	for list, row := range map[string]string{"/portal/groups": `data-testid="group"`, page: `data-testid="member"`} {
		seen, pages := 0, 0
		for next := list; next != ""; pages++ {
			a := b.Want(200, b.Get(next))
			seen += strings.Count(string(a.Body), row)
			next = strings.ReplaceAll(between(string(a.Body), `rel="next" href="`, `"`), "&amp;", "&")
		}
		if seen != 60 || pages != 2 {
			t.Errorf("%s: %d rows on %d pages", list, seen, pages)
		}
	}
	b.Want(http.StatusNotFound, b.Get("/portal/groups?after=x"))
}
