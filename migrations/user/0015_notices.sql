-- Letters about what others do, which their reader may leave: they are counted apart from those that an account needs.
ALTER TABLE letters ADD COLUMN is_notice BIGINT NOT NULL DEFAULT 0;
-- How its reader leaves them; empty for all others, and once the letter no longer waits.
ALTER TABLE letters ADD COLUMN leave_link TEXT NOT NULL DEFAULT '';
