-- What a person is found by: their e-mail and names, under cordon.Key. One
-- function writes it; user_names is that function here.
CREATE TABLE user_name (
	user    INTEGER NOT NULL REFERENCES user (seq) ON DELETE CASCADE,
	key     TEXT NOT NULL,
	account TEXT NOT NULL, -- the user's
	PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;

INSERT INTO user_name
	SELECT u.seq, n.value, u.account FROM user u CROSS JOIN json_each(user_names(u.email, u.brief)) n;

CREATE INDEX user_name_list ON user_name (account, key, user);
