-- A `shoal.moderation.v1.Escalation`: an administrator is to decide; null unless so.
ALTER TABLE cases ADD COLUMN escalation BYTEA;
