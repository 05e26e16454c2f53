-- A one-time link acts for whoever made it, and is decided about when it is
-- used. Links that do not say who did end here.
DELETE FROM password_link;
ALTER TABLE password_link ADD COLUMN maker INTEGER REFERENCES user (seq) ON DELETE CASCADE;
CREATE INDEX password_link_maker ON password_link (maker);

-- Failed sign-ins are counted under the SHA-256 of an address and the account
-- that it is tried in, "" where nobody has it. Those of before begin anew.
DELETE FROM signin_failure;
