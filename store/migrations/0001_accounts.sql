-- Times are Unix milliseconds, UTC. Identifiers are what Zoom shows.

CREATE TABLE account (
	id                TEXT PRIMARY KEY,
	number            INTEGER NOT NULL UNIQUE,
	name              TEXT NOT NULL,
	created_at        INTEGER NOT NULL,
	user_level_scopes TEXT NOT NULL DEFAULT 'role' CHECK (user_level_scopes IN ('role', 'own'))
) STRICT, WITHOUT ROWID;

-- rev marks the version of a role's policy; triggers below move it on.
CREATE TABLE role (
	account      TEXT NOT NULL REFERENCES account (id),
	id           TEXT NOT NULL,
	name         TEXT NOT NULL,
	name_key     TEXT NOT NULL,
	description  TEXT NOT NULL DEFAULT '',
	type         TEXT NOT NULL DEFAULT 'common',
	second_level INTEGER NOT NULL DEFAULT 0,
	custom       INTEGER NOT NULL DEFAULT 0, -- some reach was once custom
	rev          INTEGER NOT NULL DEFAULT 0,
	created_at   INTEGER NOT NULL,
	PRIMARY KEY (account, id),
	UNIQUE (account, name_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_group (
	seq         INTEGER PRIMARY KEY AUTOINCREMENT,
	id          TEXT NOT NULL UNIQUE,
	account     TEXT NOT NULL REFERENCES account (id),
	name        TEXT NOT NULL,
	name_key    TEXT NOT NULL,
	description TEXT NOT NULL DEFAULT '',
	created_at  INTEGER NOT NULL,
	UNIQUE (account, name_key)
) STRICT;
CREATE INDEX user_group_list ON user_group (account, seq);

-- A reach is stored as said, never inferred: whole_account, or the rows of
-- role_reach. A privilege without either reaches its holder alone, which is
-- what is left when its groups are deleted.
CREATE TABLE role_privilege (
	account       TEXT NOT NULL,
	role          TEXT NOT NULL,
	privilege     TEXT NOT NULL,
	whole_account INTEGER NOT NULL CHECK (whole_account IN (0, 1)),
	PRIMARY KEY (account, role, privilege),
	FOREIGN KEY (account, role) REFERENCES role (account, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE role_reach (
	account   TEXT NOT NULL,
	role      TEXT NOT NULL,
	privilege TEXT NOT NULL,
	grp       TEXT NOT NULL REFERENCES user_group (id) ON DELETE CASCADE,
	PRIMARY KEY (account, role, privilege, grp),
	FOREIGN KEY (account, role, privilege) REFERENCES role_privilege (account, role, privilege) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX role_reach_group ON role_reach (grp, privilege);

CREATE TRIGGER role_privilege_added AFTER INSERT ON role_privilege BEGIN
	UPDATE role SET rev = rev + 1 WHERE account = new.account AND id = new.role;
END;
CREATE TRIGGER role_privilege_changed AFTER UPDATE ON role_privilege BEGIN
	UPDATE role SET rev = rev + 1 WHERE account = new.account AND id = new.role;
END;
CREATE TRIGGER role_privilege_gone AFTER DELETE ON role_privilege BEGIN
	UPDATE role SET rev = rev + 1 WHERE account = old.account AND id = old.role;
END;
CREATE TRIGGER role_reach_added AFTER INSERT ON role_reach BEGIN
	UPDATE role SET rev = rev + 1 WHERE account = new.account AND id = new.role;
END;
CREATE TRIGGER role_reach_gone AFTER DELETE ON role_reach BEGIN
	UPDATE role SET rev = rev + 1 WHERE account = old.account AND id = old.role;
END;

-- brief and profile are the JSON of cordon.Brief and cordon.Profile, kept as
-- they go over the wire. groups is a copy of the user's rows in member, the
-- primary group first; one function writes both.
CREATE TABLE user (
	seq        INTEGER PRIMARY KEY AUTOINCREMENT,
	id         TEXT NOT NULL UNIQUE,
	account    TEXT NOT NULL,
	email      TEXT NOT NULL,
	email_key  TEXT NOT NULL,
	status     TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'pending')),
	role       TEXT NOT NULL,
	zoom_phone INTEGER NOT NULL DEFAULT 0,
	generation INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL,
	pmi        INTEGER NOT NULL DEFAULT 0,
	vanity_key TEXT NOT NULL DEFAULT '',
	employee   TEXT NOT NULL DEFAULT '',
	manager    TEXT NOT NULL DEFAULT '',
	manager_key TEXT NOT NULL DEFAULT '',
	host_key   TEXT NOT NULL DEFAULT '',
	groups     TEXT NOT NULL DEFAULT '[]',
	attributes TEXT NOT NULL DEFAULT '[]',
	brief      TEXT NOT NULL,
	profile    TEXT NOT NULL,
	features   TEXT NOT NULL DEFAULT '{}',
	password   TEXT NOT NULL DEFAULT '',
	UNIQUE (account, email_key),
	FOREIGN KEY (account, role) REFERENCES role (account, id)
) STRICT;
CREATE INDEX user_list ON user (account, status, seq);
CREATE INDEX user_all ON user (account, seq);
CREATE INDEX user_role ON user (account, role, seq);
CREATE INDEX user_employee ON user (account, employee) WHERE employee <> '';
CREATE UNIQUE INDEX user_pmi ON user (account, pmi) WHERE pmi <> 0;
CREATE UNIQUE INDEX user_vanity ON user (account, vanity_key) WHERE vanity_key <> '';

-- status is the user's, kept here so that a list of a group's active members
-- is one walk along an index.
CREATE TABLE member (
	grp    TEXT NOT NULL REFERENCES user_group (id) ON DELETE CASCADE,
	user   INTEGER NOT NULL REFERENCES user (seq) ON DELETE CASCADE,
	status TEXT NOT NULL,
	PRIMARY KEY (grp, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_list ON member (grp, status, user);
CREATE INDEX member_user ON member (user, grp);

CREATE TRIGGER user_status AFTER UPDATE OF status ON user WHEN new.status <> old.status BEGIN
	UPDATE member SET status = new.status WHERE user = new.seq;
END;

-- Totals are kept, not counted.
CREATE TABLE user_total (
	account TEXT NOT NULL, status TEXT NOT NULL, role TEXT NOT NULL, n INTEGER NOT NULL,
	PRIMARY KEY (account, status, role)
) STRICT, WITHOUT ROWID;
CREATE TABLE member_total (
	grp TEXT NOT NULL, status TEXT NOT NULL, n INTEGER NOT NULL,
	PRIMARY KEY (grp, status)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER user_total_added AFTER INSERT ON user BEGIN
	INSERT INTO user_total VALUES (new.account, new.status, new.role, 1)
		ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER user_total_gone AFTER DELETE ON user BEGIN
	UPDATE user_total SET n = n - 1 WHERE account = old.account AND status = old.status AND role = old.role;
END;
CREATE TRIGGER user_total_moved AFTER UPDATE OF status, role ON user
	WHEN new.status <> old.status OR new.role <> old.role BEGIN
	UPDATE user_total SET n = n - 1 WHERE account = old.account AND status = old.status AND role = old.role;
	INSERT INTO user_total VALUES (new.account, new.status, new.role, 1)
		ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER member_total_added AFTER INSERT ON member BEGIN
	INSERT INTO member_total VALUES (new.grp, new.status, 1)
		ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER member_total_gone AFTER DELETE ON member BEGIN
	UPDATE member_total SET n = n - 1 WHERE grp = old.grp AND status = old.status;
END;
CREATE TRIGGER member_total_moved AFTER UPDATE OF status ON member WHEN new.status <> old.status BEGIN
	UPDATE member_total SET n = n - 1 WHERE grp = old.grp AND status = old.status;
	INSERT INTO member_total VALUES (new.grp, new.status, 1)
		ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- An app whose owner left has no owner and is dead; it never moves to another.
CREATE TABLE app (
	seq           INTEGER PRIMARY KEY AUTOINCREMENT,
	id            TEXT NOT NULL UNIQUE,
	account       TEXT NOT NULL REFERENCES account (id),
	client_id     TEXT NOT NULL UNIQUE,
	name          TEXT NOT NULL,
	owner         INTEGER REFERENCES user (seq) ON DELETE SET NULL,
	active        INTEGER NOT NULL CHECK (active IN (0, 1)),
	generation    INTEGER NOT NULL DEFAULT 0,
	scopes_rev    INTEGER NOT NULL DEFAULT 0,
	contact_name  TEXT NOT NULL DEFAULT '',
	contact_email TEXT NOT NULL DEFAULT '',
	company_name  TEXT NOT NULL DEFAULT '',
	created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX app_list ON app (account, seq);
CREATE INDEX app_owner ON app (owner, seq);

-- Every set of scopes that a live token may have been issued with. A row never
-- changes; rows older than any token are swept.
CREATE TABLE app_scopes (
	app        INTEGER NOT NULL REFERENCES app (seq) ON DELETE CASCADE,
	rev        INTEGER NOT NULL,
	scopes     TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	PRIMARY KEY (app, rev)
) STRICT; -- a set may have kilobytes: kept out of the index

-- hash is SHA-256 of 256 random bits. expires_at NULL: until rotated.
CREATE TABLE app_secret (
	id         TEXT PRIMARY KEY,
	app        INTEGER NOT NULL REFERENCES app (seq) ON DELETE CASCADE,
	hash       BLOB NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX app_secret_app ON app_secret (app, created_at);

CREATE TABLE secret_change (
	app INTEGER NOT NULL REFERENCES app (seq) ON DELETE CASCADE,
	at  INTEGER NOT NULL
) STRICT;
CREATE INDEX secret_change_app ON secret_change (app, at);

CREATE TABLE revoked_token (
	id         TEXT PRIMARY KEY,
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX revoked_token_expiry ON revoked_token (expires_at);

-- retired_at: signs nothing new from then on; verifies until its tokens end.
CREATE TABLE signing_key (
	id         TEXT PRIMARY KEY,
	secret     BLOB NOT NULL,
	created_at INTEGER NOT NULL,
	retired_at INTEGER
) STRICT, WITHOUT ROWID;

-- Every use of the operator door.
CREATE TABLE operator_log (
	at     INTEGER NOT NULL,
	actor  TEXT NOT NULL,
	action TEXT NOT NULL
) STRICT;
