package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cordon-zoom/cordon/demo"
	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/store"
)

// The benchmarks ask as the restricted credential of an account of 1,000 and
// of 100,000 people, 600 of whom are in its group: more than a page of 300.
func BenchmarkToken(b *testing.B) {
	benchmark(b, func(b *testing.B, c company) {
		for b.Loop() {
			req := httptest.NewRequest("POST", "/oauth/token", strings.NewReader("grant_type=account_credentials&account_id="+c.app.AccountID))
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.SetBasicAuth(c.app.ClientID, c.app.ClientSecret)
			c.ask(b, req)
		}
	})
}

func BenchmarkGetUser(b *testing.B) {
	benchmark(b, func(b *testing.B, c company) {
		for i := 0; b.Loop(); i++ {
			c.get(b, "/v2/users/"+c.people[i%len(c.people)])
		}
	})
}

func BenchmarkListUsers(b *testing.B) {
	benchmark(b, func(b *testing.B, c company) {
		for b.Loop() {
			c.get(b, "/v2/users?page_size=300")
		}
	})
}

// BenchmarkListEveryone is the account owner's list of the whole account.
func BenchmarkListEveryone(b *testing.B) {
	benchmark(b, func(b *testing.B, c company) {
		c.token = c.w.OwnerToken()
		for b.Loop() {
			c.get(b, "/v2/users?page_size=300")
		}
	})
}

type company struct {
	w      *world.World
	app    world.Credentials
	token  string
	people []string // in the group
	all    []string
}

func benchmark(b *testing.B, run func(*testing.B, company)) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprintf("users=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			run(b, newCompany(b, n))
		})
	}
}

func newCompany(b *testing.B, n int) company {
	w := world.New(b, 1)
	c := company{w: w}
	w.Operate(func(tx *store.OperatorTx) error {
		whole := demo.NewCompany(w.Dice, world.Start, n)
		r, err := whole.SaveRestricted(tx, w.Account.ID, 600)
		c.app = world.Credentials{AccountID: w.Account.ID, ClientID: r.ClientID, ClientSecret: r.ClientSecret}
		c.people = r.People
		for _, u := range whole.People {
			c.all = append(c.all, u.ID)
		}
		return err
	})
	c.token = w.Token(c.app)
	return c
}

func (c company) get(b *testing.B, path string) {
	req := httptest.NewRequest("GET", path, nil)
	req.Header.Set("Authorization", "Bearer "+c.token)
	c.ask(b, req)
}

func (c company) ask(b *testing.B, req *http.Request) {
	rec := httptest.NewRecorder()
	c.w.Server.ServeHTTP(rec, req)
	if rec.Code != http.StatusOK {
		b.Fatalf("%s: got %d\n%s", req.URL, rec.Code, rec.Body)
	}
}
