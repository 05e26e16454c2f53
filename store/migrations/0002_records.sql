-- Anything that happened or was arranged: a document with a time and its
-- holders. doc is what lists show, detail what the record alone shows besides.
-- parent is the id of what it is a part of. owner is a user's seq, which is
-- never given again; where that user has left, the record has no owner.
CREATE TABLE record (
	seq     INTEGER PRIMARY KEY AUTOINCREMENT,
	account TEXT NOT NULL REFERENCES account (id),
	kind    TEXT NOT NULL,
	id      TEXT NOT NULL,
	parent  TEXT NOT NULL DEFAULT '',
	time    INTEGER NOT NULL,
	owner   INTEGER NOT NULL DEFAULT 0,
	doc     TEXT NOT NULL,
	detail  TEXT NOT NULL DEFAULT '{}',
	UNIQUE (account, kind, id)
) STRICT;
CREATE INDEX record_time ON record (account, kind, time);
CREATE INDEX record_parent ON record (account, parent, kind, time) WHERE parent <> '';

-- Whose it is. kind and time are the record's, kept here so that a list of what
-- somebody has is one walk along the key.
CREATE TABLE record_holder (
	holder INTEGER NOT NULL REFERENCES user (seq) ON DELETE CASCADE,
	kind   TEXT NOT NULL,
	time   INTEGER NOT NULL,
	record INTEGER NOT NULL REFERENCES record (seq) ON DELETE CASCADE,
	PRIMARY KEY (holder, kind, time, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_holder_record ON record_holder (record, holder);

CREATE TRIGGER record_moved AFTER UPDATE OF kind, time ON record
	WHEN new.kind <> old.kind OR new.time <> old.time BEGIN
	UPDATE record_holder SET kind = new.kind, time = new.time WHERE record = new.seq;
END;

-- What belonged to nobody but a user who leaves goes with them.
CREATE TRIGGER record_left AFTER DELETE ON record_holder
	WHEN NOT EXISTS (SELECT 1 FROM record_holder h WHERE h.record = old.record) BEGIN
	DELETE FROM record WHERE seq = old.record;
END;

-- Totals of the whole account by the hour are kept, not counted.
CREATE TABLE record_total (
	account TEXT NOT NULL, kind TEXT NOT NULL, hour INTEGER NOT NULL, n INTEGER NOT NULL,
	PRIMARY KEY (account, kind, hour)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER record_total_added AFTER INSERT ON record BEGIN
	INSERT INTO record_total VALUES (new.account, new.kind, new.time / 3600000, 1)
		ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER record_total_gone AFTER DELETE ON record BEGIN
	UPDATE record_total SET n = n - 1 WHERE account = old.account AND kind = old.kind AND hour = old.time / 3600000;
END;
CREATE TRIGGER record_total_moved AFTER UPDATE OF kind, time ON record
	WHEN new.kind <> old.kind OR new.time <> old.time BEGIN
	UPDATE record_total SET n = n - 1 WHERE account = old.account AND kind = old.kind AND hour = old.time / 3600000;
	INSERT INTO record_total VALUES (new.account, new.kind, new.time / 3600000, 1)
		ON CONFLICT DO UPDATE SET n = n + 1;
END;
