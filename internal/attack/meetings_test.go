package attack

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// hosts is an account in which chief edits group A: ann is in it, bob is not.
// Another account has far.
func hosts(t testing.TB) *cast {
	c := newCast(t, "A", "B")
	c.addRole("admin of A", "User:Read=A; User:Edit=A")
	c.add("chief", "admin of A", "A")
	c.add("ann", "", "A")
	c.add("bob", "", "B")
	c.Operate(func(tx *store.OperatorTx) error {
		account := cordon.Account{Name: "Another"}
		owner := cordon.User{Email: "far@cast.test", Status: cordon.Active, Brief: cordon.Brief{FirstName: "Far", Type: cordon.Licensed}}
		app := cordon.App{Name: "app", Active: true, Contact: "far@cast.test"}
		_, err := tx.CreateAccount(&account, &owner, &app)
		return err
	})
	return c
}

// TestNobodyIsFoundByMeetings: whoever is named in what is arranged, somebody
// hidden reads like somebody of another account and like nobody.
func TestNobodyIsFoundByMeetings(t *testing.T) {
	for _, act := range []struct {
		what, method, path, body string // "NAME" is the address
		want                     int
	}{
		{"a meeting for somebody", "POST", "/users/NAME/meetings", `{}`, 404},
		{"a meeting on behalf of somebody", "POST", "/users/me/meetings", `{"schedule_for":"NAME"}`, 400},
		{"an alternative host", "POST", "/users/me/meetings", `{"settings":{"alternative_hosts":"NAME"}}`, 400},
		{"an alternative host besides one in sight", "POST", "/users/me/meetings", `{"settings":{"alternative_hosts":"ann@cast.test,NAME"}}`, 400},
		{"an alternative host, later", "PATCH", "/meetings/{meeting}", `{"settings":{"alternative_hosts":"NAME"}}`, 400},
		{"somebody's meetings", "GET", "/users/NAME/meetings?type=upcoming", "", 404},
		{"somebody's next meetings", "GET", "/users/NAME/upcoming_meetings", "", 404},
		{"handing a meeting over", "PATCH", "/meetings/{meeting}", `{"schedule_for":"NAME"}`, 400},
		{"an invitee", "PATCH", "/meetings/{meeting}", `{"settings":{"meeting_invitees":[{"email":"NAME"}]}}`, 204},
		{"a contact", "PATCH", "/meetings/{meeting}", `{"settings":{"contact_email":"NAME","contact_name":"N"}}`, 204},
		{"who need not sign in", "PATCH", "/meetings/{meeting}", `{"settings":{"authentication_exception":[{"email":"NAME","name":"N"}]}}`, 204},
		{"a breakout room", "PATCH", "/meetings/{meeting}", `{"settings":{"breakout_room":{"enable":true,"rooms":[{"name":"R","participants":["NAME"]}]}}}`, 204},
		{"a registrant", "POST", "/meetings/{meeting}/registrants", `{"first_name":"N","email":"NAME"}`, 201},
		{"registrants", "POST", "/meetings/{meeting}/batch_registrants", `{"registrants":[{"first_name":"N","email":"NAME"}]}`, 201},
		{"approving by address", "PUT", "/meetings/{meeting}/registrants/status", `{"action":"approve","registrants":[{"email":"NAME"}]}`, 400},
		{"approving by address who registered", "PUT", "/meetings/{crowded}/registrants/status", `{"action":"cancel","registrants":[{"email":"NAME"}]}`, 400},
		{"panelists", "POST", "/webinars/{webinar}/panelists", `{"panelists":[{"name":"N","email":"NAME"}]}`, 201},
	} {
		t.Run(act.what, func(t *testing.T) {
			t.Parallel()
			var answers [][]byte
			for _, name := range []string{"bob@cast.test", "far@cast.test", "nil@cast.test"} {
				c := hosts(t) // the same dice in each
				c.arrange()
				fill := strings.NewReplacer("NAME", name, "{meeting}", c.user["meeting"], "{crowded}", c.user["crowded"], "{webinar}", c.user["webinar"])
				a := c.must(act.want, "chief", act.method, fill.Replace(act.path), fill.Replace(act.body))
				seen := fmt.Appendf(nil, "%d %s", a.Status, a.Body)
				for _, path := range []string{"/meetings/{meeting}", "/meetings/{meeting}/registrants", "/meetings/{meeting}/registrants?status=pending", "/meetings/{crowded}/registrants",
					"/webinars/{webinar}/panelists", "/users/me/meetings", "/users/{user:ann}/meetings"} {
					seen = append(seen, c.must(200, "chief", "GET", fill.Replace(path), "").Body...)
				}
				answers = append(answers, bytes.ReplaceAll(seen, []byte(name), []byte("NAME")))
			}
			for i := range answers {
				if !bytes.Equal(answers[i], answers[0]) {
					t.Errorf("tells apart:\n%s\n%s", answers[0], answers[i])
				}
			}
		})
	}
}

// arrange makes ann's meeting and webinar, and a meeting of hers for which bob,
// far and somebody else have registered.
func (c *cast) arrange() {
	c.t.Helper()
	number := func(path, body string) string {
		var made struct{ ID int64 }
		c.must(201, "owner", "POST", path, body).JSON(c.t, &made)
		return fmt.Sprint(made.ID)
	}
	c.must(204, "owner", "PATCH", "/users/{user:ann}/settings", `{"feature":{"webinar":true,"webinar_capacity":500}}`)
	c.user["meeting"] = number("/users/{user:ann}/meetings", `{"settings":{"approval_type":0}}`)
	c.user["crowded"] = number("/users/{user:ann}/meetings", `{"settings":{"approval_type":0}}`)
	c.user["webinar"] = number("/users/{user:ann}/webinars", `{}`)
	for _, name := range []string{"bob", "far", "nil"} {
		c.must(201, "owner", "POST", "/meetings/"+c.user["crowded"]+"/registrants", `{"first_name":"N","email":"`+name+`@cast.test"}`)
	}
}

// TestWhatIsHiddenStays: a caller takes away the alternative hosts that it was
// shown, and no others.
func TestWhatIsHiddenStays(t *testing.T) {
	c := hosts(t)
	c.arrange()
	path := "/meetings/" + c.user["meeting"]
	shown := func(who string) string {
		var m struct {
			Settings struct {
				Hosts string `json:"alternative_hosts"`
			}
		}
		c.must(200, who, "GET", path, "").JSON(t, &m)
		return m.Settings.Hosts
	}
	want := func(who, hosts string) {
		t.Helper()
		if got := shown(who); got != hosts {
			t.Errorf("%s is shown %q, want %q", who, got, hosts)
		}
	}
	c.must(204, "owner", "PATCH", path, `{"settings":{"alternative_hosts":"bob@cast.test;ann@cast.test"}}`)
	want("owner", "bob@cast.test;ann@cast.test")
	want("chief", "ann@cast.test")
	c.must(204, "chief", "PATCH", path, `{"settings":{"alternative_hosts":"chief@cast.test"}}`)
	want("chief", "chief@cast.test")
	want("owner", "bob@cast.test;chief@cast.test")
	c.must(204, "owner", "PATCH", path, `{"settings":{"alternative_hosts":""}}`)
	want("owner", "")
}

// TestAMeetingIsTheHostsOwn: what is arranged on behalf of somebody is theirs,
// and start_url is for nobody else.
func TestAMeetingIsTheHostsOwn(t *testing.T) {
	c := hosts(t)
	a := c.must(201, "chief", "POST", "/users/me/meetings", `{"schedule_for":"ANN@cast.test","password":"secret"}`)
	var made struct {
		ID     int64
		HostID string `json:"host_id"`
	}
	a.JSON(t, &made)
	if made.HostID != c.user["ann"] || strings.Contains(string(a.Body), "start_url") || strings.Contains(string(a.Body), "secret") {
		t.Errorf("got %s", a.Body)
	}
	c.must(200, "chief", "GET", fmt.Sprintf("/meetings/%d", made.ID), "")
	if a := c.must(201, "chief", "POST", "/users/me/meetings", `{"password":"secret"}`); !strings.Contains(string(a.Body), "start_url") || !strings.Contains(string(a.Body), "secret") {
		t.Errorf("one's own: got %s", a.Body)
	}
	// Where ann moves out of sight, her meeting does too.
	c.must(204, "owner", "DELETE", "/groups/{group:A}/members/{user:ann}", "")
	gone := c.must(404, "chief", "GET", fmt.Sprintf("/meetings/%d", made.ID), "")
	none := c.must(404, "chief", "GET", "/meetings/88888888888", "")
	if !bytes.Equal(bytes.ReplaceAll(gone.Body, []byte(fmt.Sprint(made.ID)), []byte("88888888888")), none.Body) {
		t.Errorf("tells apart: %s %s", gone.Body, none.Body)
	}
	for _, write := range []string{"PATCH ", "DELETE ", "PUT /status", "POST /registrants", "POST /polls"} {
		method, rest, _ := strings.Cut(write, " ")
		c.must(404, "chief", method, fmt.Sprintf("/meetings/%d%s", made.ID, rest), map[string]string{"": `{"topic":"t"}`, "/status": `{"action":"end"}`,
			"/registrants": `{"first_name":"N","email":"n@cast.test"}`, "/polls": `{"title":"t","questions":[{"name":"n","type":"single"}]}`}[rest])
	}
}
