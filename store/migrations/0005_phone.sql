-- What a Zoom Phone licence gives its user. policy is the JSON of
-- cordon.PhonePolicy. The numbers are drawn: were they counted, they would tell
-- how many users there are.
CREATE TABLE phone_extension (
	user    INTEGER PRIMARY KEY REFERENCES user (seq) ON DELETE CASCADE,
	account TEXT NOT NULL REFERENCES account (id),
	id      TEXT NOT NULL UNIQUE,
	number  INTEGER NOT NULL,
	line    TEXT NOT NULL,
	line_id TEXT NOT NULL UNIQUE,
	policy  TEXT NOT NULL DEFAULT '{}',
	UNIQUE (account, number),
	UNIQUE (account, line)
) STRICT;
CREATE INDEX phone_extension_list ON phone_extension (account, user);

INSERT INTO phone_extension (user, account, id, number, line, line_id)
	SELECT seq, account, lower(hex(randomblob(11))), drawn, '+1555' || (2000000 + drawn), lower(hex(randomblob(11)))
	FROM (SELECT seq, account, 100000 + n * step + abs(random() % step) AS drawn
		FROM (SELECT seq, account, row_number() OVER (PARTITION BY account ORDER BY random()) - 1 AS n,
			max(1, 900000 / count(*) OVER (PARTITION BY account)) AS step FROM user WHERE zoom_phone));
