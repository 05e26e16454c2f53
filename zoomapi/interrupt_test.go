package zoomapi_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// crowd adds n people and returns the bodies that put 30 at a time in a group.
func (tr *troupe) crowd(n int) (batches []string) {
	tr.T.Helper()
	var members []map[string]string
	tr.Operate(func(tx *store.OperatorTx) error {
		for i := range n {
			u := person(fmt.Sprintf("crowd%d", i))
			if err := tx.AddUser(tr.Account.ID, &u); err != nil {
				return err
			}
			members = append(members, map[string]string{"id": u.ID})
		}
		return nil
	})
	for i := 0; i+30 <= len(members); i += 30 {
		b, err := json.Marshal(map[string]any{"members": members[i : i+30]})
		if err != nil {
			tr.T.Fatal(err)
		}
		batches = append(batches, string(b))
	}
	return batches
}

// hurry sends a request that is cancelled after d.
func (tr *troupe) hurry(d time.Duration, who, method, path, body string) world.Answer {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	timer := time.AfterFunc(d, cancel)
	defer timer.Stop()
	if d == 0 {
		cancel()
	}
	req := httptest.NewRequest(method, "/v2"+path, strings.NewReader(body)).WithContext(ctx)
	req.Header.Set("Authorization", "Bearer "+tr.token[who])
	return tr.Send(req)
}

// TestInterrupted: clients that hang up at any moment leave no stuck
// connection, and nothing half done.
func TestInterrupted(t *testing.T) {
	tr := newTroupe(t)
	batches := tr.crowd(300)
	rnd := rand.New(rand.NewPCG(3, 4))
	// How long a whole write takes here, to hang up somewhere within it.
	start := time.Now()
	tr.want(201, 0, "owner POST /groups/{void}/members", batches[0])
	whole := time.Since(start)
	var outcomes [2]int // nothing happened, all did
	for i := range 150 {
		group := text(t, tr.ok("owner POST /groups", fmt.Sprintf(`{"name":"Group %d"}`, i)), "id")
		after := time.Duration(rnd.Int64N(3 * int64(whole)))
		if i%15 == 0 {
			after = 0
		}
		a := tr.hurry(after, "owner", "POST", "/groups/"+group+"/members", batches[i%len(batches)])
		n := number(t, tr.ok("owner GET /groups/"+group+"/members?page_size=100"), "total_records")
		kept := number(t, tr.ok("owner GET /groups/"+group), "total_members")
		if n != 0 && n != 30 || kept != n {
			t.Fatalf("hung up after %s: %d members, total_members %d", after, n, kept)
		}
		// An answer that was given is the truth.
		if len(a.Body) > 0 && (a.Status == 201) != (n == 30) {
			t.Errorf("hung up after %s: answered %d %s, and there are %d members", after, a.Status, a.Body, n)
		}
		if len(a.Body) > 0 && a.Status >= 500 {
			t.Errorf("hung up after %s: %d %s", after, a.Status, a.Body)
		}
		outcomes[n/30]++
	}
	if outcomes[0] == 0 || outcomes[1] == 0 {
		t.Errorf("never in the middle: %v", outcomes)
	}
	t.Logf("a write takes %s; undone and done: %v", whole, outcomes)
	totals(t, tr)
	tr.sound()
	if strings.Contains(tr.Log.String(), `"level":"ERROR"`) {
		t.Errorf("logged as an error: %s", logLine(tr, `"level":"ERROR"`))
	}
}

// TestInterruptedCrowd: many clients at once, most of which hang up.
func TestInterruptedCrowd(t *testing.T) {
	tr := newTroupe(t)
	batches := tr.crowd(300)
	var groups []string
	for i := range 8 {
		groups = append(groups, text(t, tr.ok("owner POST /groups", fmt.Sprintf(`{"name":"Group %d"}`, i)), "id"))
	}
	var wg sync.WaitGroup
	for worker := range 16 {
		rnd := rand.New(rand.NewPCG(9, uint64(worker)))
		wg.Go(func() {
			for i := range 40 {
				after := time.Duration(rnd.Int64N(int64(3 * time.Millisecond)))
				group := groups[rnd.IntN(len(groups))]
				switch rnd.IntN(6) {
				case 0:
					tr.hurry(after, "owner", "POST", "/groups/"+group+"/members", batches[rnd.IntN(len(batches))])
				case 1:
					tr.hurry(after, "owner", "PATCH", "/roles/"+tr.ids["spare"], fmt.Sprintf(`{"name":"Name %d %d","privileges":["User:Read"],"privilege_scopes":[{"permission_id":"User:Read","group_ids":[%q]}]}`, worker, i, group))
				case 2:
					tr.hurry(after, "owner", "POST", "/users", fmt.Sprintf(`{"action":"ssoCreate","user_info":{"email":"w%dn%d@example.com","type":1}}`, worker, i))
				case 3:
					tr.hurry(after, "vendor", "GET", "/users?page_size=2000", "")
				default:
					tr.hurry(after, "owner", "GET", "/users?page_size=2000", "")
				}
			}
		})
	}
	finished := make(chan struct{})
	go func() { wg.Wait(); close(finished) }()
	select {
	case <-finished:
	case <-time.After(2 * time.Minute):
		t.Fatal("stuck")
	}
	// Every connection is back: as many patient readers as there are, and more.
	for range 64 {
		wg.Go(func() {
			if a := tr.hurry(30*time.Second, "owner", "GET", "/users?page_size=2000", ""); a.Status != 200 || len(a.Body) == 0 {
				t.Errorf("a patient reader: %d %s", a.Status, a.Body)
			}
		})
	}
	wg.Wait()
	for _, g := range groups {
		if n := number(t, tr.ok("owner GET /groups/"+g), "total_members"); n%30 != 0 {
			t.Errorf("group with %d members", n)
		}
	}
	totals(t, tr)
	tr.sound()
	var role struct{ Privileges []cordon.Privilege }
	tr.ok("owner GET /roles/{spare}").JSON(t, &role)
	if len(role.Privileges) != 1 {
		t.Errorf("half a role: %v", role.Privileges)
	}
}

// TestHangUpIsNoSuccess: the metrics do not count a request that was broken off
// as one that went well.
func TestHangUpIsNoSuccess(t *testing.T) {
	tr := newTroupe(t)
	tr.hurry(0, "owner", "DELETE", "/groups/"+tr.ids["void"], "")
	tr.ok("owner GET /groups/{void}")
	a := tr.Send(httptest.NewRequest("GET", "/metrics", nil))
	for line := range strings.SplitSeq(string(a.Body), "\n") {
		if strings.Contains(line, `operation="DELETE /groups/{groupId}",status="2`) {
			t.Errorf("counted as a success: %s", line)
		}
	}
}

// TestHangUps is the same over real connections: bodies that stop in the
// middle, clients that close before they read.
func TestHangUps(t *testing.T) {
	tr := newTroupe(t)
	batch := tr.crowd(30)[0]
	srv := httptest.NewServer(tr.Server)
	defer srv.Close()
	addr := srv.Listener.Addr().String()
	head := func(method, path string, length int) string {
		return fmt.Sprintf("%s /v2%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", method, tr.expand(path), tr.token["owner"], length)
	}
	before := tr.state()
	for name, sent := range map[string]string{
		"nothing":           "",
		"half a line":       "POST /v2/gr",
		"no body":           head("POST", "/groups/{void}/members", len(batch)),
		"half a body":       head("POST", "/groups/{void}/members", len(batch)) + batch[:len(batch)/2],
		"one byte short":    head("POST", "/groups/{void}/members", len(batch)) + batch[:len(batch)-1],
		"half a name":       head("PATCH", "/groups/{void}", 30) + `{"name":"half`,
		"a role, cut short": head("PATCH", "/roles/{spare}", 60) + `{"name":"half","privileges":[]`,
		"a bad length":      strings.Replace(head("PATCH", "/groups/{void}", 30), ": 30", ": x", 1) + `{"name":"half"}`,
		"chunks cut short":  strings.Replace(head("PATCH", "/groups/{void}", 30), "Content-Length: 30", "Transfer-Encoding: chunked", 1) + "f\r\n{\"name\":\"half\"}\r\n",
	} {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write([]byte(sent)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if name == "one byte short" || name == "chunks cut short" {
			_ = conn.(*net.TCPConn).CloseWrite()
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err == nil {
				if res.StatusCode != 400 {
					t.Errorf("%s: answered %s, want 400", name, res.Status)
				}
				res.Body.Close()
			}
		}
		_ = conn.Close()
	}
	// The server goes on, and none of it was done.
	time.Sleep(50 * time.Millisecond)
	if tr.state() != before {
		t.Error("a request that was cut short changed something")
	}
	// Whole requests whose client does not wait are done, or not, but not by half.
	for range 30 {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Write([]byte(head("POST", "/groups/{void}/members", len(batch)) + batch))
		_ = conn.Close()
		if n := number(t, tr.ok("owner GET /groups/{void}"), "total_members"); n != 0 && n != 30 {
			t.Fatalf("%d members", n)
		}
		tr.ask("owner DELETE /groups/{void}/members/" + "x")
	}
	totals(t, tr)
	tr.sound()
}
