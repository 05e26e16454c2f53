package demo

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/store"
)

// perTransaction is how many people, or about how many records, go into one
// transaction: enough that commits cost little, few enough to keep in memory.
const perTransaction = 10_000

// Fill puts the company and its past into an account, through the operator's
// door. progress is told now and then how much of the whole is done, from 0 to 1.
func (c *Company) Fill(ctx context.Context, db *store.DB, account string, dice *cordon.Dice, now time.Time, progress func(part float64)) error {
	operate := func(action string, fn func(*store.OperatorTx) error) error {
		return db.Operate(ctx, "command", action, fn)
	}
	if err := operate("demo groups", func(tx *store.OperatorTx) error { return c.saveGroups(tx, account) }); err != nil {
		return err
	}
	const share = 0.15 // of the time that people take; the rest goes to what they did
	done := 0
	for chunk := range slices.Chunk(c.People, perTransaction) {
		if err := operate("demo people", func(tx *store.OperatorTx) error { return savePeople(tx, account, chunk) }); err != nil {
			return err
		}
		done += len(chunk)
		progress(share * float64(done) / float64(len(c.People)))
	}
	// What is made up on one processor is stored by another, in the same order.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches, failed := make(chan batch), make(chan error, 1)
	go func() {
		defer close(batches)
		failed <- c.batches(ctx, dice, now, batches)
	}()
	for b := range batches {
		if err := operate("demo records", func(tx *store.OperatorTx) error { return b.save(tx, account) }); err != nil {
			return err
		}
		progress(share + (1-share)*float64(b.people)/float64(len(c.People)))
	}
	return <-failed
}

// A batch is files and records ready to store, and how many people's are done
// with it.
type batch struct {
	media   []file
	records []cordon.Record
	people  int
}

type file struct {
	contentType string
	content     []byte
}

func (b *batch) save(tx *store.OperatorTx, account string) error {
	for _, f := range b.media {
		if _, err := tx.AddMedia(f.contentType, f.content); err != nil {
			return err
		}
	}
	for i := range b.records {
		if err := tx.AddRecord(account, &b.records[i]); err != nil {
			return err
		}
	}
	return nil
}

// batches makes up the company's past, with the documents as JSON already.
func (c *Company) batches(ctx context.Context, dice *cordon.Dice, now time.Time, to chan<- batch) error {
	var b batch
	send := func() error {
		select {
		case to <- b:
			b.media, b.records = nil, nil
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	kept := map[string]bool{} // the hashes of files
	saveMedia := func(contentType string, content []byte) (string, error) {
		hash := store.MediaHash(content)
		if !kept[hash] {
			kept[hash] = true
			b.media = append(b.media, file{contentType, content})
		}
		return hash, nil
	}
	save := func(r *cordon.Record) (err error) {
		ready := *r
		if ready.Doc, err = text(r.Doc); err != nil {
			return err
		}
		if r.Detail != nil {
			if ready.Detail, err = text(r.Detail); err != nil {
				return err
			}
		}
		b.records = append(b.records, ready)
		if len(b.records) < perTransaction {
			return nil
		}
		return send()
	}
	if err := c.Activity(dice, now, save, saveMedia, func(done int) { b.people = done }); err != nil {
		return err
	}
	return send()
}

func text(document any) (json.RawMessage, error) { return json.Marshal(document) }
