-- What was written in a channel or chat goes with it: nothing else leads there.
CREATE TRIGGER chat_gone AFTER DELETE ON record WHEN old.kind IN ('channel', 'chat') BEGIN
	DELETE FROM record WHERE account = old.account AND parent = old.id AND parent <> '' AND kind = 'message';
END;
