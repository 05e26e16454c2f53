package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/demo"
	"github.com/cordon-zoom/cordon/server"
	"github.com/cordon-zoom/cordon/store"
)

// world is the account that is asked, and the credentials that ask.
type world struct {
	path, account string
	demo.Restricted
}

// groupSize is how many people the restricted credential reaches: more than one
// page of 300, whatever the size of the account.
const groupSize = 600

func makeWorld(path string, n int) (*world, error) {
	ctx := context.Background()
	dice := cordon.NewDice(rand.NewChaCha8([32]byte{1}))
	db, err := store.Open(ctx, path, store.Options{Clock: time.Now, Dice: dice})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	w := &world{path: path}
	company := demo.NewCompany(dice, time.Now(), n)
	account := &cordon.Account{Name: company.Name}
	owner := &cordon.User{Email: "owner@" + company.Domain, Status: cordon.Active, Brief: cordon.Brief{Type: cordon.Licensed}}
	return w, db.Operate(ctx, "bench", "set up", func(tx *store.OperatorTx) error {
		if _, err := tx.CreateAccount(account, owner, &cordon.App{Name: "Owner", Active: true}); err != nil {
			return err
		}
		w.account = account.ID
		w.Restricted, err = company.SaveRestricted(tx, account.ID, groupSize)
		return err
	})
}

// targets are the requests to measure. The bare handler is asked to send the
// very bytes that Cordon answers.
func (w *world) targets(addr string) ([]target, error) {
	form := url.Values{"grant_type": {"account_credentials"}, "account_id": {w.account}}.Encode()
	tokenRequest := func(path string) []byte {
		r, _ := http.NewRequest(http.MethodPost, "http://"+addr+path, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.SetBasicAuth(w.ClientID, w.ClientSecret)
		return wire(r)
	}
	answer, err := fetch(addr, tokenRequest("/oauth/token"))
	if err != nil {
		return nil, err
	}
	var t struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(answer, &t); err != nil {
		return nil, err
	}
	get := func(path string) []byte {
		r, _ := http.NewRequest(http.MethodGet, "http://"+addr+path, nil)
		r.Header.Set("Authorization", "Bearer "+t.AccessToken)
		return wire(r)
	}
	var users, bareUsers [][]byte
	for _, id := range w.People {
		users = append(users, get("/v2/users/"+id))
	}
	user, err := fetch(addr, users[0])
	if err != nil {
		return nil, err
	}
	bareUsers = append(bareUsers, get("/bare?bytes="+strconv.Itoa(len(user))))
	list := get("/v2/users?page_size=300")
	listed, err := fetch(addr, list)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(os.Stderr, "a token answer has %d bytes, a user %d, a list of 300 %d\n", len(answer), len(user), len(listed))
	return []target{
		{"bare POST", "", [][]byte{tokenRequest("/bare?bytes=" + strconv.Itoa(len(answer)))}},
		{"POST /oauth/token", "bare POST", [][]byte{tokenRequest("/oauth/token")}},
		{"bare GET", "", bareUsers},
		{"GET /users/{id}, random", "bare GET", users},
		{"marshal 300 users", "", [][]byte{get("/marshal")}},
		{"GET /users?page_size=300", "marshal 300 users", [][]byte{list}},
	}, nil
}

func wire(r *http.Request) []byte {
	var b strings.Builder
	_ = r.Write(&b) // a strings.Builder does not fail
	return []byte(b.String())
}

// beServer serves Cordon and the bare handlers until standard input closes.
func beServer(path string) error {
	ctx := context.Background()
	dice := cordon.SecureDice()
	db, err := store.Open(ctx, path, store.Options{Clock: time.Now, Dice: dice})
	if err != nil {
		return err
	}
	defer db.Close()
	s, err := server.New(ctx, server.Config{DB: db, Clock: time.Now, Dice: dice, PublicURL: "http://bench", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	listed := listOf300(dice)
	mux := http.NewServeMux()
	mux.Handle("/", s)
	mux.HandleFunc("/bare", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		n, _ := strconv.Atoi(r.URL.Query().Get("bytes"))
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		w.Header().Set("Content-Length", strconv.Itoa(n))
		_, _ = w.Write(filler[:n])
	})
	mux.HandleFunc("/marshal", func(w http.ResponseWriter, _ *http.Request) {
		text, _ := json.Marshal(listed)
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(text)))
		_, _ = w.Write(text)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = l.Close()
	}()
	_ = http.Serve(l, mux) // ends when the listener closes
	return s.Close(ctx)
}

var filler = []byte(strings.Repeat("x", 1<<20))

// listedUser has the members that GET /users shows.
type listedUser struct {
	ID     string   `json:"id"`
	Email  string   `json:"email"`
	Status string   `json:"status"`
	RoleID string   `json:"role_id"`
	Made   string   `json:"created_at"`
	Groups []string `json:"group_ids"`
	cordon.Brief
}

func listOf300(dice *cordon.Dice) any {
	var list []listedUser
	for _, p := range demo.NewCompany(dice, time.Now(), 300).People {
		list = append(list, listedUser{p.ID, p.Email, string(p.Status), "2", p.CreatedAt.Format(time.RFC3339), p.Groups, p.Brief})
	}
	return map[string]any{"page_size": 300, "users": list}
}
