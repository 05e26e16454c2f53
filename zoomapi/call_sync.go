package zoomapi

import (
	"encoding/binary"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// syncInput asks for a part of one user's calls: the latest (FSync), those since
// (ISync), or those before (BSync) what a token stands for.
type syncInput struct {
	userPath
	Type  string `query:"sync_type" default:"FSync" enum:"FSync,ISync,BSync" json:"-"`
	Count int    `query:"count" default:"30" min:"1" max:"250" json:"-"`
	Token string `query:"sync_token" max:"2048" json:"-"`
}

// syncMarks are the newest and the oldest call that a client has: the place and
// the time of each, in milliseconds.
type syncMarks struct{ newest, newestTime, oldest, oldestTime int64 }

// sync lists calls of one user, newest first but for an ISync, and makes the
// token for the next time. A token is good for its operation, credential and
// user, and has no end.
func (c *call) sync(in syncInput, badToken *cordon.Error) (list []entry[cordon.Call], token string, err error) {
	var m syncMarks
	// The user in the path is a part of what the token is bound to, whoever "me" is.
	bound := append([]byte("sync\x00"+c.Grant.Account()+"\x00"+c.Grant.AppID()+"\x00"+c.Grant.User()+"\x00"), c.req.URL.Path...)
	if in.Token != "" {
		plain, ok := c.api.tokens.Open(in.Token, bound)
		if !ok || len(plain) != 32 {
			return nil, "", badToken
		}
		for i, n := range []*int64{&m.newest, &m.newestTime, &m.oldest, &m.oldestTime} {
			*n = int64(binary.BigEndian.Uint64(plain[8*i:]))
		}
	} else if in.Type != "FSync" {
		return nil, "", cordon.InvalidField("sync_token", "sync_token is required.")
	}
	f := store.RecordFilter{Kinds: []cordon.Kind{cordon.KindCall}, User: c.user(in.UserID).Value, From: c.now().AddDate(0, -6, 0), Page: store.Page{Limit: in.Count}}
	switch in.Type {
	case "ISync":
		f.Oldest, f.After, f.AfterTime = true, m.newest, m.newestTime
	case "BSync":
		f.After, f.AfterTime = m.oldest, m.oldestTime
	}
	rows, _, err := c.Records(c.Grant.People(), f)
	if err != nil {
		return nil, "", err
	}
	if list, err = readDocs[cordon.Call](rows); err != nil {
		return nil, "", err
	}
	if in.Type == "FSync" {
		m = syncMarks{}
	}
	for _, r := range rows {
		at := r.Time.UnixMilli()
		if m.newest == 0 || at > m.newestTime || at == m.newestTime && r.Seq > m.newest {
			m.newest, m.newestTime = r.Seq, at
		}
		if m.oldest == 0 || at < m.oldestTime || at == m.oldestTime && r.Seq < m.oldest {
			m.oldest, m.oldestTime = r.Seq, at
		}
	}
	var plain []byte
	for _, n := range []int64{m.newest, m.newestTime, m.oldest, m.oldestTime} {
		plain = binary.BigEndian.AppendUint64(plain, uint64(n))
	}
	token, err = c.api.tokens.Seal(c.req.Context(), plain, bound)
	return list, token, err
}
