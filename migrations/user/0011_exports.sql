-- When accounts were exported, for the limit of a day. Whoever deletes an account deletes its rows.
CREATE TABLE exports (
    user_id     TEXT   NOT NULL,
    begun_at_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, begun_at_ms)
);
CREATE INDEX exports_by_age ON exports (begun_at_ms);
