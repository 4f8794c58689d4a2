-- Whose turn it is: what a job will cost, and what was done for each owner of late.

-- Processor time in milliseconds, as foreseen when the source was accepted.
ALTER TABLE jobs ADD COLUMN cost_ms BIGINT NOT NULL DEFAULT 0;
CREATE INDEX jobs_by_owner ON jobs (owner_id, state, created_at_ms, job_id);

CREATE TABLE owner_work (
    owner_id TEXT   NOT NULL PRIMARY KEY,
    -- Milliseconds of work up to `at_ms`, of which half is forgotten every hour.
    used_ms  BIGINT NOT NULL,
    at_ms    BIGINT NOT NULL
);
CREATE INDEX owner_work_by_age ON owner_work (at_ms);
