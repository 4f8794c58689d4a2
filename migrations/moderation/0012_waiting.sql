-- Since when a profile waits for a person: one that is changed meanwhile keeps its place. 0: as long as it was not changed.
ALTER TABLE judged_profiles ADD COLUMN waits_since_ms BIGINT NOT NULL DEFAULT 0;
