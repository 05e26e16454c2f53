package zoomapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/store"
)

// entry is a record with its document read.
type entry[Doc any] struct {
	store.RecordRow
	Doc Doc
}

// whole is one record, with what it shows alone.
type whole[Doc, Detail any] struct {
	entry[Doc]
	Detail Detail
}

// entries lists the records in sight that match the filter, one page of them.
func entries[Doc any](c *call, cur cursor, size int, f store.RecordFilter) ([]entry[Doc], pageInfo, error) {
	return pageOf[Doc](c, cur, size, f, c.Records)
}

// parts lists what is a part of a record in hand, one page of it.
func parts[Doc any](c *call, of store.RecordRow, cur cursor, size int, f store.RecordFilter) ([]entry[Doc], pageInfo, error) {
	return pageOf[Doc](c, cur, size, f, func(people access.People, f store.RecordFilter) ([]store.RecordRow, int, error) {
		return c.Parts(people, of, f)
	})
}

func pageOf[Doc any](c *call, cur cursor, size int, f store.RecordFilter, ask func(access.People, store.RecordFilter) ([]store.RecordRow, int, error)) (list []entry[Doc], info pageInfo, err error) {
	if f.Page, err = c.page(cur, size); err != nil {
		return nil, info, err
	}
	rows, total, err := ask(c.Grant.People(), f)
	if err != nil {
		return nil, info, err
	}
	rows, next, err := cutRecords(c, rows, size)
	if err != nil {
		return nil, info, err
	}
	list, err = readDocs[Doc](rows)
	return list, c.pageInfo(cur, size, total, next), err
}

func readDocs[Doc any](rows []store.RecordRow) (list []entry[Doc], err error) {
	list = make([]entry[Doc], len(rows))
	for i := range rows {
		if list[i], err = readDoc[Doc](rows[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func readDoc[Doc any](row store.RecordRow) (e entry[Doc], err error) {
	e.RecordRow = row
	if err := json.Unmarshal(row.Doc, &e.Doc); err != nil {
		return e, fmt.Errorf("document of %s %s: %w", row.Kind, row.ID, err)
	}
	return e, nil
}

// record reads one record in sight of the first of the kinds that has it, or
// says absent. also is a privilege under which the owner's sight is asked too.
func record[Doc, Detail any](c *call, id string, also cordon.Privilege, absent *cordon.Error, kinds ...cordon.Kind) (w whole[Doc, Detail], err error) {
	for _, kind := range kinds {
		row, found, err := c.Record(c.Grant.People(), kind, id, also)
		if err != nil {
			return w, err
		}
		if found {
			return readWhole[Doc, Detail](row)
		}
	}
	return w, absent
}

func readWhole[Doc, Detail any](row store.RecordRow) (w whole[Doc, Detail], err error) {
	if w.entry, err = readDoc[Doc](row); err != nil {
		return w, err
	}
	if err := json.Unmarshal(row.Detail, &w.Detail); err != nil {
		return w, fmt.Errorf("detail of %s %s: %w", row.Kind, row.ID, err)
	}
	return w, nil
}

// brief is what lists show of the owner of a record, the zero Brief where that
// user is out of sight.
func brief(o store.Owner) (b cordon.Brief, err error) {
	if len(o.Brief) == 0 {
		return b, nil
	}
	return b, json.Unmarshal(o.Brief, &b)
}

// instance reads a path parameter that may be a meeting number or the UUID of
// one time that the meeting was held. A UUID that begins with "/" or has "//" in
// it must be encoded twice (Zoom's page on using its APIs): encoded once, Zoom
// takes it for another path, and so does Cordon.
func instance(param string) (number, uuid string, err error) {
	if !strings.Contains(param, "%") {
		if strings.HasPrefix(param, "/") || strings.Contains(param, "//") {
			return "", "", unrecognized()
		}
	} else if twice, e := url.PathUnescape(param); e == nil {
		param = twice
	}
	if strings.Trim(param, "0123456789") == "" {
		return param, "", nil
	}
	return "", param, nil
}

// noSuchMeeting is what a meeting or webinar reads as that is hidden or not
// there.
func noSuchMeeting(id string) *cordon.Error {
	return &cordon.Error{Status: http.StatusNotFound, Code: 3001, Message: fmt.Sprintf("Meeting does not exist: %s.", id)}
}

// heldSession reads one time that a meeting or webinar was held: by UUID, or by
// number the latest.
func (c *call) heldSession(param string, kinds ...cordon.Kind) (w whole[cordon.Session, cordon.SessionDetail], err error) {
	number, uuid, err := instance(param)
	if err != nil {
		return w, err
	}
	if uuid != "" {
		return record[cordon.Session, cordon.SessionDetail](c, uuid, "", noSuchMeeting(param), kinds...)
	}
	rows, _, err := c.Records(c.Grant.People(), store.RecordFilter{Kinds: kinds, Parent: number, Page: store.Page{Limit: 1}})
	if err != nil {
		return w, err
	}
	if len(rows) == 0 {
		return w, noSuchMeeting(param)
	}
	return record[cordon.Session, cordon.SessionDetail](c, rows[0].ID, "", noSuchMeeting(param), rows[0].Kind)
}
