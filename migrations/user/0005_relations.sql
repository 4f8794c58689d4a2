-- Whom an account has blocked or muted. Both ids are those of accounts; whoever deletes one deletes its rows on both sides.
CREATE TABLE relations (
    user_id  TEXT   NOT NULL,
    other_id TEXT   NOT NULL,
    kind     BIGINT NOT NULL,
    since_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, other_id, kind)
);
-- The list of an account, the last one first.
CREATE INDEX relations_by_age ON relations (user_id, kind, since_ms, other_id);
-- Who has blocked somebody.
CREATE INDEX relations_by_other ON relations (other_id, kind);
