package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"zombiezen.com/go/sqlite"
)

// AddMedia keeps the content of a file and returns its hash, under which
// records name it. The same content is kept once, with the type it came with
// first.
func (o *OperatorTx) AddMedia(contentType string, content []byte) (hash string, err error) {
	hash = MediaHash(content)
	return hash, o.tx.run("INSERT OR IGNORE INTO media VALUES (?, ?, ?)", hash, contentType, content)
}

// MediaHash is the hash under which AddMedia keeps a content.
func MediaHash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Media reads the content of a file that a record in hand names: its document
// has the hash as a member "media", at any depth. No text in a document can
// look like that member, since JSON escapes its quotes.
func (tx *Tx) Media(row RecordRow, hash string) (contentType string, content []byte, err error) {
	found, err := tx.one(`SELECT m.type, m.content FROM media m JOIN record r ON r.seq = ?
		WHERE m.hash = ? AND instr(r.doc, '"media":"' || m.hash || '"') > 0`,
		[]any{row.Seq, hash}, func(s *sqlite.Stmt) {
			contentType, content = s.ColumnText(0), make([]byte, s.ColumnLen(1))
			s.ColumnBytes(1, content)
		})
	if err == nil && !found {
		err = fmt.Errorf("store: %s %s names no media %s", row.Kind, row.ID, hash)
	}
	return contentType, content, err
}
