-- Positions count up and are never given twice, which each engine writes in its own way.

-- The outbox is the log: consumers tail it by position. A position is made of the number of its
-- transaction and the place of the event in it.
CREATE TABLE kernel_outbox (
    position       BIGINT NOT NULL PRIMARY KEY,
    event_id       TEXT   NOT NULL UNIQUE,
    kind           TEXT   NOT NULL,
    entity_key     TEXT   NOT NULL,
    entity_version BIGINT NOT NULL,
    correlation_id TEXT   NOT NULL,
    causation_id   TEXT   NOT NULL,
    at_ms          BIGINT NOT NULL,
    gray           TEXT   NOT NULL,
    traceparent    TEXT   NOT NULL,
    body           BYTEA  NOT NULL
);

-- One row: from where positions count, and the number under which a process holds this database.
CREATE TABLE kernel_log (
    slot   TEXT   NOT NULL PRIMARY KEY,
    base   BIGINT NOT NULL,
    first  BIGINT NOT NULL,
    holder BIGINT NOT NULL
);
INSERT INTO kernel_log (slot, base, first, holder)
VALUES ('log', 0, pg_current_xact_id()::text::bigint, 0);
