-- A `shoal.moderation.v1.Proposal`: a block that another moderator has yet to confirm; null without one.
ALTER TABLE cases ADD COLUMN proposal BYTEA;
