-- What the kernel keeps in every domain's own database.

-- How many events an entity has had.
CREATE TABLE kernel_versions (
    entity_key TEXT   NOT NULL PRIMARY KEY,
    version    BIGINT NOT NULL
);

-- How far this domain has read each source.
CREATE TABLE kernel_offsets (
    source   TEXT   NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL
);

-- Events that could not be applied, with all later ones of the same entity behind them.
CREATE TABLE kernel_parked (
    source     TEXT   NOT NULL,
    position   BIGINT NOT NULL,
    entity_key TEXT   NOT NULL,
    record     BYTEA  NOT NULL,
    tries      BIGINT NOT NULL,
    cause      TEXT   NOT NULL,
    at_ms      BIGINT NOT NULL,
    PRIMARY KEY (source, position)
);
CREATE INDEX kernel_parked_by_entity ON kernel_parked (source, entity_key);

-- First replies of commands that are repeated by key, kept with their effects.
CREATE TABLE kernel_replies (
    rpc           TEXT   NOT NULL,
    scope         TEXT   NOT NULL,
    key           TEXT   NOT NULL,
    fingerprint   BYTEA  NOT NULL,
    reply         BYTEA  NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    PRIMARY KEY (rpc, scope, key)
);
CREATE INDEX kernel_replies_by_expiry ON kernel_replies (expires_at_ms);
