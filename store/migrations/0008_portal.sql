-- must_change: the password is one that somebody else gave.
ALTER TABLE user ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0;
CREATE INDEX user_email ON user (email_key);

-- Who is signed in to the portal. id is SHA-256 of the 256 random bits that
-- the cookie holds.
CREATE TABLE session (
	id         BLOB PRIMARY KEY,
	user       INTEGER NOT NULL REFERENCES user (seq) ON DELETE CASCADE,
	generation INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	seen_at    INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	agent      TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX session_user ON session (user, created_at);
CREATE INDEX session_expiry ON session (expires_at);

-- One-time links with which a user sets a password. id is SHA-256 of 256
-- random bits. A link acts for whoever made it, and is decided about when it is
-- used.
CREATE TABLE password_link (
	id         BLOB PRIMARY KEY,
	user       INTEGER NOT NULL REFERENCES user (seq) ON DELETE CASCADE,
	maker      INTEGER NOT NULL REFERENCES user (seq) ON DELETE CASCADE,
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX password_link_user ON password_link (user);
CREATE INDEX password_link_maker ON password_link (maker);

-- Failed sign-ins by SHA-256 of an address and the account that it is tried in,
-- "" where nobody has it: the answer must not tell.
CREATE TABLE signin_failure (
	email BLOB PRIMARY KEY,
	n     INTEGER NOT NULL,
	at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX signin_failure_at ON signin_failure (at);

-- Forms that make something and were sent: none counts twice.
CREATE TABLE sent_form (
	id         TEXT PRIMARY KEY,
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sent_form_expiry ON sent_form (expires_at);
