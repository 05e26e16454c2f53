-- Whom somebody lets schedule for them.
CREATE TABLE delegation (
	user           INTEGER NOT NULL REFERENCES user (seq) ON DELETE CASCADE,
	assistant      INTEGER NOT NULL REFERENCES user (seq) ON DELETE CASCADE,
	private_events INTEGER NOT NULL DEFAULT 0, -- the assistant manages the user's private events too
	PRIMARY KEY (user, assistant),
	CHECK (user <> assistant)
) STRICT, WITHOUT ROWID;
CREATE INDEX delegation_assistant ON delegation (assistant, user);

-- ends_at: when a "do not disturb" is over; NULL for all else.
CREATE TABLE presence (
	user    INTEGER PRIMARY KEY REFERENCES user (seq) ON DELETE CASCADE,
	status  TEXT NOT NULL,
	ends_at INTEGER
) STRICT;

-- A group's admins. It gives nothing to whoever is one: what a credential may
-- do comes from its owner's role alone.
CREATE TABLE group_admin (
	grp  TEXT NOT NULL REFERENCES user_group (id) ON DELETE CASCADE,
	user INTEGER NOT NULL REFERENCES user (seq) ON DELETE CASCADE,
	PRIMARY KEY (grp, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_admin_user ON group_admin (user);

-- The JSON of what was set of cordon.GroupSettings and cordon.GroupLocks.
CREATE TABLE group_settings (
	grp      TEXT PRIMARY KEY REFERENCES user_group (id) ON DELETE CASCADE,
	settings TEXT NOT NULL DEFAULT '{}',
	locks    TEXT NOT NULL DEFAULT '{}'
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_group (
	seq         INTEGER PRIMARY KEY AUTOINCREMENT,
	id          TEXT NOT NULL UNIQUE,
	account     TEXT NOT NULL REFERENCES account (id),
	name        TEXT NOT NULL,
	privacy     INTEGER NOT NULL,
	description TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX contact_group_list ON contact_group (account, seq);

-- A member is a user or a user group.
CREATE TABLE contact_member (
	seq           INTEGER PRIMARY KEY AUTOINCREMENT,
	contact_group INTEGER NOT NULL REFERENCES contact_group (seq) ON DELETE CASCADE,
	user          INTEGER REFERENCES user (seq) ON DELETE CASCADE,
	grp           TEXT REFERENCES user_group (id) ON DELETE CASCADE,
	UNIQUE (contact_group, user),
	UNIQUE (contact_group, grp),
	CHECK ((user IS NULL) <> (grp IS NULL))
) STRICT;
CREATE INDEX contact_member_list ON contact_member (contact_group, seq);
CREATE INDEX contact_member_user ON contact_member (user) WHERE user IS NOT NULL;
CREATE INDEX contact_member_group ON contact_member (grp) WHERE grp IS NOT NULL;

-- How many users an account has of each type: kept, not counted.
CREATE TABLE user_type_total (
	account TEXT NOT NULL, status TEXT NOT NULL, type INTEGER NOT NULL, n INTEGER NOT NULL,
	PRIMARY KEY (account, status, type)
) STRICT, WITHOUT ROWID;
INSERT INTO user_type_total
	SELECT account, status, coalesce(json_extract(brief, '$.type'), 0), count(*) FROM user GROUP BY 1, 2, 3;

CREATE TRIGGER user_type_added AFTER INSERT ON user BEGIN
	INSERT INTO user_type_total VALUES (new.account, new.status, coalesce(json_extract(new.brief, '$.type'), 0), 1)
		ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER user_type_gone AFTER DELETE ON user BEGIN
	UPDATE user_type_total SET n = n - 1
		WHERE account = old.account AND status = old.status AND type = coalesce(json_extract(old.brief, '$.type'), 0);
END;
CREATE TRIGGER user_type_moved AFTER UPDATE OF status, brief ON user
	WHEN new.status <> old.status OR json_extract(new.brief, '$.type') IS NOT json_extract(old.brief, '$.type') BEGIN
	UPDATE user_type_total SET n = n - 1
		WHERE account = old.account AND status = old.status AND type = coalesce(json_extract(old.brief, '$.type'), 0);
	INSERT INTO user_type_total VALUES (new.account, new.status, coalesce(json_extract(new.brief, '$.type'), 0), 1)
		ON CONFLICT DO UPDATE SET n = n + 1;
END;
