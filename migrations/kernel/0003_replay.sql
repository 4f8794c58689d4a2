-- The log is compacted instead of cut off, and every copy that is fed by it can be made anew from it.

-- Says that nothing of the entity counts after this event.
ALTER TABLE kernel_outbox ADD COLUMN ends BIGINT NOT NULL DEFAULT 0;
CREATE INDEX kernel_outbox_by_entity ON kernel_outbox (entity_key, position);

-- How far a log is compacted: up to there only the newest event of each kind of each entity is left.
CREATE TABLE kernel_trims (
    log      TEXT   NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL
);

-- How often a source was read anew from its beginning, and how far the last reading has to get to
-- have been whole.
ALTER TABLE kernel_offsets ADD COLUMN replays BIGINT NOT NULL DEFAULT 0;
ALTER TABLE kernel_offsets ADD COLUMN replay_to BIGINT NOT NULL DEFAULT 0;

-- The newest event of each kind of each entity that had its effect here.
CREATE TABLE kernel_seen (
    source     TEXT   NOT NULL,
    entity_key TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    ends       BIGINT NOT NULL,
    -- The reading of the source in which it had it.
    replay     BIGINT NOT NULL,
    at_ms      BIGINT NOT NULL,
    PRIMARY KEY (source, entity_key, kind)
);
