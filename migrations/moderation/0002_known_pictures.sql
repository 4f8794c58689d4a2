-- Pictures that are recognised in videos by their perceptual hash.
CREATE TABLE known_pictures (
    picture_id  TEXT   NOT NULL PRIMARY KEY,
    -- 64 hexadecimal digits; each once.
    hash        TEXT   NOT NULL UNIQUE,
    label       TEXT   NOT NULL,
    -- An account, or `operator`.
    added_by    TEXT   NOT NULL,
    added_at_ms BIGINT NOT NULL
);
-- ListKnownPictures: one range of this index, no sorting.
CREATE INDEX known_pictures_by_age ON known_pictures (added_at_ms, picture_id);
