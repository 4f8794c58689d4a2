-- A restored domain counts positions and versions on from numbers that it cannot have given before
-- it was set back: whoever has read it goes on reading.

-- One row for each time that this database was restored. Positions and versions that it gives since
-- then are above `first`.
CREATE TABLE kernel_incarnations (
    first BIGINT NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL
);
