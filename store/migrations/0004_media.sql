-- Files that records name by their hash. Many files share one content, and none
-- is read but through a record that names it.
CREATE TABLE media (
	hash    TEXT PRIMARY KEY, -- SHA-256 of content, in hex
	type    TEXT NOT NULL, -- such as "video/mp4"
	content BLOB NOT NULL
) STRICT;
