package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// This file holds the decision's own reads: app, owner, role. No handler
// receives them.

type policyKey struct {
	account, role string
	rev           int64
}

type scopesKey struct{ app, rev int64 }

// subject reads what the decision must know about the bearer of a token. An
// unknown app yields the zero Subject, which is refused.
func (tx *Tx) subject(c *access.Claims) (*access.Subject, error) {
	s, _, err := tx.subjectOf(c.ClientID, c)
	return s, err
}

const subjectQuery = `
	SELECT a.seq, a.id, a.account, a.active, a.generation, a.scopes_rev, acc.user_level_scopes,
		u.id, u.status, u.generation, u.zoom_phone, r.id, r.rev,
		EXISTS (SELECT 1 FROM app_secret s WHERE s.id = ?2 AND s.app = a.seq AND (s.expires_at IS NULL OR s.expires_at > ?3)),
		EXISTS (SELECT 1 FROM revoked_token t WHERE t.id = ?4)
	FROM app a JOIN account acc ON acc.id = a.account
		LEFT JOIN user u ON u.seq = a.owner
		LEFT JOIN role r ON r.account = u.account AND r.id = u.role
	WHERE a.client_id = ?1`

func (tx *Tx) subjectOf(clientID string, c *access.Claims) (*access.Subject, appRow, error) {
	s := &access.Subject{}
	var app appRow
	var role policyKey
	found, err := tx.one(subjectQuery, []any{clientID, c.Secret, millis(tx.db.clock()), c.ID}, func(r *sqlite.Stmt) {
		app = appRow{seq: r.ColumnInt64(0), scopesRev: r.ColumnInt64(5)}
		s.App = access.AppFacts{ID: r.ColumnText(1), ClientID: clientID, Active: r.ColumnBool(3), Generation: r.ColumnInt64(4),
			SecretValid: r.ColumnBool(13), TokenRevoked: r.ColumnBool(14)}
		s.Account = r.ColumnText(2)
		s.UserLevelScopes = cordon.UserLevelScopes(r.ColumnText(6))
		s.Owner = access.OwnerFacts{ID: r.ColumnText(7), Active: r.ColumnText(8) == string(cordon.Active),
			Generation: r.ColumnInt64(9), ZoomPhone: r.ColumnBool(10)}
		role = policyKey{s.Account, r.ColumnText(11), r.ColumnInt64(12)}
	})
	if err != nil || !found {
		return s, app, err
	}
	if s.Role, err = tx.policy(role); err != nil {
		return s, app, err
	}
	s.App.Scopes, err = tx.scopeSet(scopesKey{app.seq, app.scopesRev})
	if c.Scopes == app.scopesRev || err != nil {
		s.App.Issued = s.App.Scopes
		return s, app, err
	}
	s.App.Issued, err = tx.scopeSet(scopesKey{app.seq, c.Scopes})
	return s, app, err
}

type appRow struct{ seq, scopesRev int64 }

var (
	ownerPolicy  = access.OwnerPolicy()
	memberPolicy = access.NewPolicy(&cordon.Role{ID: cordon.MemberRole})
)

// policy compiles a role's policy, once per revision. A role that is not there
// has none, which closes the door.
func (tx *Tx) policy(key policyKey) (*access.Policy, error) {
	switch key.role {
	case "":
		return nil, nil
	case cordon.OwnerRole:
		return ownerPolicy, nil
	case cordon.AdminRole:
		return access.AdminPolicy(), nil
	case cordon.MemberRole:
		return memberPolicy, nil
	}
	if p, ok := tx.db.policies.Load(key); ok {
		return p.(*access.Policy), nil
	}
	role := cordon.Role{ID: key.role}
	if err := tx.reaches(key.account, &role); err != nil {
		return nil, err
	}
	p := access.NewPolicy(&role)
	if tx.fill {
		evict(&tx.db.policies)
		tx.db.policies.Store(key, p)
	}
	return p, nil
}

// policyOf is policy for the role's current revision.
func (tx *Tx) policyOf(account, role string) (*access.Policy, error) {
	rev, err := tx.number("SELECT rev FROM role WHERE account = ? AND id = ?", account, role)
	if err != nil {
		return nil, err
	}
	return tx.policy(policyKey{account, role, int64(rev)})
}

// reaches reads what a role grants and how far.
func (tx *Tx) reaches(account string, role *cordon.Role) error {
	role.Reaches = make(map[cordon.Privilege]cordon.Reach)
	return tx.each(`
		SELECT p.privilege, p.whole_account, r.grp
		FROM role_privilege p LEFT JOIN role_reach r USING (account, role, privilege)
		WHERE p.account = ? AND p.role = ? ORDER BY p.privilege, r.grp`,
		[]any{account, role.ID}, func(s *sqlite.Stmt) error {
			p := cordon.Privilege(s.ColumnText(0))
			reach := role.Reaches[p]
			reach.Account = s.ColumnBool(1)
			if g := s.ColumnText(2); g != "" {
				reach.Groups = append(reach.Groups, g)
			}
			role.Reaches[p] = reach
			return nil
		})
}

// scopeSet reads the scopes an app had at a revision. One that was swept is
// empty: it opens nothing.
func (tx *Tx) scopeSet(key scopesKey) (*access.ScopeSet, error) {
	if set, ok := tx.db.scopes.Load(key); ok {
		return set.(*access.ScopeSet), nil
	}
	scopes, err := tx.scopesAt(key)
	if err != nil {
		return nil, err
	}
	set := access.NewScopeSet(scopes)
	if tx.fill && scopes != nil { // an absent revision may yet come to be
		evict(&tx.db.scopes)
		tx.db.scopes.Store(key, set)
	}
	return set, nil
}

func (tx *Tx) scopesAt(key scopesKey) (scopes []cordon.Scope, err error) {
	_, err = tx.one("SELECT scopes FROM app_scopes WHERE app = ? AND rev = ?", []any{key.app, key.rev}, func(s *sqlite.Stmt) {
		for scope := range strings.FieldsSeq(s.ColumnText(0)) {
			scopes = append(scopes, cordon.Scope(scope))
		}
	})
	return scopes, err
}

// evict keeps a cache of revisions from growing without end. Dropping all now
// and then costs a few reads.
func evict(m interface {
	Range(func(k, v any) bool)
	Clear()
}) {
	n := 0
	m.Range(func(any, any) bool { n++; return n < 10_000 })
	if n >= 10_000 {
		m.Clear()
	}
}

// Credential is what the token endpoint needs to know of an app.
type Credential struct {
	Subject   *access.Subject
	ScopesRev int64
	Scope     string   // the scopes held by the app and backed by the role now, as the token answer lists them
	Secrets   []Secret // those that still count
}

// Secret is a client secret as it is kept: never the secret, only its hash.
type Secret struct {
	ID   string
	Hash []byte // SHA-256
}

// Credential looks an app up by its client id. An unknown one has the zero
// Subject and no secrets.
func (db *DB) Credential(ctx context.Context, clientID string) (c Credential, err error) {
	err = db.read(ctx, func(tx *Tx) error {
		subject, app, err := tx.subjectOf(clientID, &access.Claims{})
		if err != nil {
			return err
		}
		c = Credential{Subject: subject, ScopesRev: app.scopesRev}
		if subject.App.ID == "" {
			return nil
		}
		c.Scope = db.backed(subject)
		return tx.each(`SELECT id, hash FROM app_secret WHERE app = ? AND (expires_at IS NULL OR expires_at > ?)`,
			[]any{app.seq, millis(db.clock())}, func(s *sqlite.Stmt) error {
				hash := make([]byte, s.ColumnLen(1))
				s.ColumnBytes(1, hash)
				c.Secrets = append(c.Secrets, Secret{ID: s.ColumnText(0), Hash: hash})
				return nil
			})
	})
	return c, err
}

type backedKey struct {
	policy *access.Policy
	scopes *access.ScopeSet
}

// backed lists the scopes that an app holds and its owner's role backs. Policies
// and scope sets never change, so neither does the list.
func (db *DB) backed(s *access.Subject) string {
	key := backedKey{s.Role, s.App.Scopes}
	if list, ok := db.backedScopes.Load(key); ok {
		return list.(string)
	}
	list := join(s.App.Scopes.BackedBy(s.Role), " ")
	evict(&db.backedScopes)
	db.backedScopes.Store(key, list)
	return list
}

// Revoke ends one token for good, and the download tokens that were made with
// it. It is remembered until the last of them would have ended by itself. by is
// noted with it.
func (db *DB) Revoke(ctx context.Context, tokenID string, expires time.Time, by cordon.Event) error {
	return db.write(ctx, func(tx *WriteTx) error {
		err := tx.run("DELETE FROM revoked_token WHERE expires_at < ?", millis(db.clock().Add(-cordon.DownloadLife-cordon.TokenLife)))
		if err != nil {
			return err
		}
		if err := tx.note(by); err != nil {
			return err
		}
		return tx.run("INSERT OR IGNORE INTO revoked_token VALUES (?, ?)", tokenID, millis(expires))
	})
}

// SigningKey signs and verifies tokens.
type SigningKey struct {
	ID        string
	Secret    []byte // 64 random bytes
	CreatedAt time.Time
	RetiredAt time.Time // zero while it signs
}

// SigningKeys returns the keys that still verify, the signing one first. It
// makes the first key, and a new one when the newest is older than rotate;
// retired keys go when what they signed or sealed has ended.
func (db *DB) SigningKeys(ctx context.Context, rotate time.Duration) (keys []SigningKey, err error) {
	err = db.write(ctx, func(tx *WriteTx) error {
		now := db.clock()
		err := tx.run("DELETE FROM signing_key WHERE retired_at < ?", millis(now.Add(-cordon.DownloadLife-2*cordon.TokenLife)))
		if err != nil {
			return err
		}
		fresh, err := tx.exists("SELECT 1 FROM signing_key WHERE retired_at IS NULL AND created_at > ?", millis(now.Add(-rotate)))
		if err != nil {
			return err
		}
		if !fresh {
			if err := tx.run("UPDATE signing_key SET retired_at = ? WHERE retired_at IS NULL", millis(now)); err != nil {
				return err
			}
			if err := tx.run("INSERT INTO signing_key VALUES (?, ?, ?, NULL)", db.dice.ID(), db.dice.Bytes(64), millis(now)); err != nil {
				return err
			}
		}
		return tx.each(`SELECT id, secret, created_at, retired_at FROM signing_key ORDER BY retired_at IS NOT NULL, created_at DESC`, nil,
			func(s *sqlite.Stmt) error {
				k := SigningKey{ID: s.ColumnText(0), Secret: make([]byte, s.ColumnLen(1)), CreatedAt: fromMillis(s.ColumnInt64(2))}
				s.ColumnBytes(1, k.Secret)
				if !s.ColumnIsNull(3) {
					k.RetiredAt = fromMillis(s.ColumnInt64(3))
				}
				keys = append(keys, k)
				return nil
			})
	})
	if err == nil && len(keys) == 0 {
		err = fmt.Errorf("store: no signing key")
	}
	return keys, err
}
