-- What moderation decided, and of what.
ALTER TABLE videos ADD COLUMN package_id TEXT NOT NULL DEFAULT '';
-- The version with which the texts came.
ALTER TABLE videos ADD COLUMN described_version BIGINT NOT NULL DEFAULT 1;
-- A `shoal.moderation.v1.ReviewDecided`; null until something was decided.
ALTER TABLE videos ADD COLUMN review BYTEA;
-- 1: viewers say first that they are of age.
ALTER TABLE videos ADD COLUMN is_age_limited BIGINT NOT NULL DEFAULT 0;
