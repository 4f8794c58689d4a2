-- Positions count up and are never given twice, which each engine writes in its own way.

-- The outbox is the log: consumers tail it by position.
CREATE TABLE kernel_outbox (
    position       INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id       TEXT   NOT NULL UNIQUE,
    kind           TEXT   NOT NULL,
    entity_key     TEXT   NOT NULL,
    entity_version BIGINT NOT NULL,
    correlation_id TEXT   NOT NULL,
    causation_id   TEXT   NOT NULL,
    at_ms          BIGINT NOT NULL,
    gray           TEXT   NOT NULL,
    traceparent    TEXT   NOT NULL,
    body           BLOB   NOT NULL
);
