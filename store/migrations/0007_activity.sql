-- What was changed and what was refused. tracking is the rid of the request's
-- x-zm-trackingid. email and app_name are the actor's of the time: they tell
-- who it was when user or app is gone. Rows are kept for 90 days.
CREATE TABLE event (
	seq       INTEGER PRIMARY KEY,
	account   TEXT NOT NULL REFERENCES account (id),
	at        INTEGER NOT NULL,
	outcome   TEXT NOT NULL CHECK (outcome IN ('changed', 'refused')),
	tracking  TEXT NOT NULL,
	origin    TEXT NOT NULL CHECK (origin IN ('api', 'portal', 'token')),
	user      TEXT NOT NULL,
	email     TEXT NOT NULL,
	app       TEXT NOT NULL,
	app_name  TEXT NOT NULL,
	client_id TEXT NOT NULL,
	operation TEXT NOT NULL,
	product   TEXT NOT NULL,
	path      TEXT NOT NULL,
	what      TEXT NOT NULL,
	status    INTEGER NOT NULL,
	code      INTEGER NOT NULL,
	message   TEXT NOT NULL,
	reason    TEXT NOT NULL,
	stage     TEXT NOT NULL
) STRICT;
CREATE INDEX event_list ON event (account, at);
CREATE INDEX event_outcome ON event (account, outcome, at);
CREATE INDEX event_user ON event (account, user, at);
CREATE INDEX event_app ON event (account, app, at);
CREATE INDEX event_product ON event (account, product, at);
CREATE INDEX event_tracking ON event (tracking, account);

-- How many refusals an app had on a day (UTC; days since 1970), or a person in
-- the portal, and how many of them have a row above. who is a client id or a
-- user id.
CREATE TABLE refused_day (
	account TEXT NOT NULL,
	day     INTEGER NOT NULL,
	who     TEXT NOT NULL,
	user    TEXT NOT NULL,
	n       INTEGER NOT NULL,
	kept    INTEGER NOT NULL,
	PRIMARY KEY (account, day, who)
) STRICT, WITHOUT ROWID;

-- When an app last used an operation, and how often it did.
CREATE TABLE app_use (
	app       INTEGER NOT NULL REFERENCES app (seq) ON DELETE CASCADE,
	operation TEXT NOT NULL,
	last_at   INTEGER NOT NULL,
	n         INTEGER NOT NULL,
	PRIMARY KEY (app, operation)
) STRICT, WITHOUT ROWID;

-- Since when uses are kept: what was used before is not known.
CREATE TABLE app_use_since (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	at  INTEGER NOT NULL
) STRICT;
