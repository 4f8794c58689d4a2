-- How often pictures could not be looked at: after some tries a person does.
ALTER TABLE cases ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE judged_profiles ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
