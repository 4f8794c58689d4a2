-- Counts the changes that people make, for whoever wants to change only what they saw.
ALTER TABLE videos ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
