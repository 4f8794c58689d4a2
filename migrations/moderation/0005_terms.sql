-- Terms one by one: the letters that are compared, of which no two terms share all; who added one and when, empty and 0 for those that
-- came before.
ALTER TABLE terms ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE terms ADD COLUMN added_by TEXT NOT NULL DEFAULT '';
ALTER TABLE terms ADD COLUMN added_at_ms BIGINT NOT NULL DEFAULT 0;
CREATE INDEX terms_by_folded ON terms (folded);
-- ListTerms: one range of this index, no sorting.
CREATE INDEX terms_by_age ON terms (added_at_ms, term_id);
