-- When accounts have set a text or a picture of themselves, for the limit of a day. Whoever deletes an account deletes its rows.
CREATE TABLE profile_changes (
    change_id     TEXT   NOT NULL PRIMARY KEY,
    user_id       TEXT   NOT NULL,
    changed_at_ms BIGINT NOT NULL
);
CREATE INDEX profile_changes_by_user ON profile_changes (user_id, changed_at_ms);
CREATE INDEX profile_changes_by_age ON profile_changes (changed_at_ms);
