package zoomapi

import (
	"encoding/binary"
	"net/http"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// pageTokenLife is how long a next_page_token works (Zoom's pagination page).
const pageTokenLife = 15 * time.Minute

// maxSkip bounds the old page_number: rows that may be skipped. Beyond it a
// client must use next_page_token, which costs the same at any depth.
const maxSkip = 10_000

// cursor is what a client says about the page it wants.
type cursor struct {
	NextPageToken string `query:"next_page_token" max:"2048" json:"-"`
	PageNumber    *int   `query:"page_number" min:"1" json:"-"`
}

// tokenCursor is the cursor of the lists that never had page numbers.
type tokenCursor struct {
	NextPageToken string `query:"next_page_token" max:"2048" json:"-"`
}

func (t tokenCursor) cursor() cursor { return cursor{NextPageToken: t.NextPageToken} }

// page turns a cursor into the store's terms. One row more than asked for tells
// whether there is another page.
func (c *call) page(cur cursor, size int) (store.Page, error) {
	p := store.Page{Limit: size + 1}
	if cur.NextPageToken != "" {
		plain, ok := c.api.tokens.Open(cur.NextPageToken, c.bound)
		if !ok || len(plain) != 24 {
			return p, cordon.BadPageToken()
		}
		now, ends := c.api.clock().Unix(), int64(binary.BigEndian.Uint64(plain))
		if now > ends || ends > now+2*int64(pageTokenLife/time.Second) {
			return p, cordon.BadPageToken()
		}
		p.After, p.AfterTime = int64(binary.BigEndian.Uint64(plain[8:])), int64(binary.BigEndian.Uint64(plain[16:]))
		return p, nil
	}
	if cur.PageNumber != nil {
		n := *cur.PageNumber - 1
		if n > maxSkip/size {
			return p, cordon.InvalidField("page_number", "Goes at most %d rows deep. Use next_page_token.", maxSkip)
		}
		p.Skip = n * size
	}
	return p, nil
}

// next makes the token for the rows after seq and, in lists by time, at ms.
func (c *call) next(seq, ms int64) (string, error) {
	plain := binary.BigEndian.AppendUint64(nil, uint64(c.api.clock().Add(pageTokenLife).Unix()))
	plain = binary.BigEndian.AppendUint64(plain, uint64(seq))
	plain = binary.BigEndian.AppendUint64(plain, uint64(ms))
	return c.api.tokens.Seal(c.req.Context(), plain, c.bound)
}

// cut drops the row beyond the page and makes the token that leads to it.
func cut[Row any](c *call, rows []Row, size int, seq func(Row) int64) ([]Row, string, error) {
	if len(rows) <= size {
		return rows, "", nil
	}
	rows = rows[:size]
	token, err := c.next(seq(rows[size-1]), 0)
	return rows, token, err
}

// cutRecords is cut for records.
func cutRecords(c *call, rows []store.RecordRow, size int) ([]store.RecordRow, string, error) {
	if len(rows) <= size {
		return rows, "", nil
	}
	rows = rows[:size]
	token, err := c.next(rows[size-1].Seq, rows[size-1].Time.UnixMilli())
	return rows, token, err
}

// part is the page of a list that is in hand already: the people of one
// session. Such a list is as long as the session had people.
func part[T any](c *call, cur cursor, size int, all []T) (page []T, info pageInfo, err error) {
	p, err := c.page(cur, size)
	if err != nil {
		return nil, info, err
	}
	start := min(int(max(p.After, 0))+p.Skip, len(all))
	end := min(start+size, len(all))
	next := ""
	if end < len(all) {
		if next, err = c.next(int64(end), 0); err != nil {
			return nil, info, err
		}
	}
	return all[start:end], c.pageInfo(cur, size, len(all), next), nil
}

// boundTo is what a page token is good for: this operation, this credential,
// this query.
func boundTo(r *Route, claims *access.Claims, req *http.Request) []byte {
	if r.write {
		return nil
	}
	query := req.URL.Query()
	query.Del("next_page_token")
	b := append([]byte("page\x00"), r.String()...)
	b = append(append(b, 0), claims.ClientID...)
	b = append(append(b, 0), req.URL.Path...)
	return append(append(b, 0), query.Encode()...)
}

// pageInfo is the paging part of the answers that still carry page_number.
type pageInfo struct {
	PageCount     int    `json:"page_count"`
	PageNumber    int    `json:"page_number"`
	PageSize      int    `json:"page_size"`
	TotalRecords  int    `json:"total_records"`
	NextPageToken string `json:"next_page_token"`
}

func (c *call) pageInfo(cur cursor, size, total int, next string) pageInfo {
	number := 1
	if cur.PageNumber != nil {
		number = *cur.PageNumber
	}
	return pageInfo{PageCount: (total + size - 1) / size, PageNumber: number, PageSize: size, TotalRecords: total, NextPageToken: next}
}

// tokenInfo is the paging part of the answers to a tokenCursor.
type tokenInfo struct {
	PageCount     int    `json:"page_count"`
	PageSize      int    `json:"page_size"`
	TotalRecords  int    `json:"total_records"`
	NextPageToken string `json:"next_page_token"`
}

func tokenInfoOf(p pageInfo) tokenInfo {
	return tokenInfo{p.PageCount, p.PageSize, p.TotalRecords, p.NextPageToken}
}

// shortInfo is the paging part of the answers that count nothing.
type shortInfo struct {
	PageSize      int    `json:"page_size"`
	NextPageToken string `json:"next_page_token"`
}

func shortInfoOf(p pageInfo) shortInfo { return shortInfo{p.PageSize, p.NextPageToken} }
