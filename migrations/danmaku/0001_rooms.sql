-- Rooms of videos, what was written in them, their segments, and what accounts do not want to see.

CREATE TABLE rooms (
    video_id     TEXT   NOT NULL PRIMARY KEY,
    -- Tells this life of the room from another one.
    epoch        TEXT   NOT NULL,
    -- Empty until it is known.
    owner_id     TEXT   NOT NULL,
    -- 0: only who proves that they may watch; 1: everybody; 2: nobody, the video is deleted.
    openness     BIGINT NOT NULL,
    -- 1: it was published once; 0: only its owner and moderators know of it.
    published    BIGINT NOT NULL,
    -- 0 until it is known.
    duration_ms  BIGINT NOT NULL,
    -- Of the newest change; each change of the room raises it, under the lock of this row.
    last_offset  BIGINT NOT NULL,
    muted        BIGINT NOT NULL,
    slow_mode_ms BIGINT NOT NULL,
    -- 1: only followers of its owner write.
    for_followers BIGINT NOT NULL,
    -- How many texts came from files.
    imported     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX rooms_by_openness ON rooms (openness, video_id);

CREATE TABLE danmaku (
    danmaku_id   TEXT   NOT NULL PRIMARY KEY,
    video_id     TEXT   NOT NULL,
    segment      BIGINT NOT NULL,
    -- Empty once its sender is erased.
    sender_id    TEXT   NOT NULL,
    sender_mark  TEXT   NOT NULL,
    time_ms      BIGINT NOT NULL,
    mode         BIGINT NOT NULL,
    color        BIGINT NOT NULL,
    size         BIGINT NOT NULL,
    text         TEXT   NOT NULL,
    sent_at_ms   BIGINT NOT NULL,
    standing     BIGINT NOT NULL,
    -- The change of the room with which it was shown; 0 before.
    shown_offset BIGINT NOT NULL,
    -- The change with which it went away; 0 before, and for what was never shown.
    gone_offset  BIGINT NOT NULL,
    gone_at_ms   BIGINT NOT NULL,
    -- The text that said nearly the same before; empty where none did.
    group_id     TEXT   NOT NULL,
    -- Where it stands, encoded, if its sender has said so.
    position     BYTEA,
    -- Of a text out of a file: the same if it comes again. Empty for what was written here.
    origin       TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX danmaku_by_origin ON danmaku (video_id, origin) WHERE origin <> '';
CREATE INDEX danmaku_by_shown ON danmaku (video_id, shown_offset);
CREATE INDEX danmaku_by_gone ON danmaku (video_id, gone_offset);
CREATE INDEX danmaku_by_segment ON danmaku (video_id, segment, shown_offset);
CREATE INDEX danmaku_by_time ON danmaku (video_id, group_id, time_ms);
CREATE INDEX danmaku_by_sender ON danmaku (sender_id, sent_at_ms, danmaku_id);
CREATE INDEX danmaku_by_standing ON danmaku (standing, sent_at_ms, danmaku_id);
CREATE INDEX danmaku_by_end ON danmaku (gone_at_ms);

CREATE TABLE segments (
    video_id       TEXT   NOT NULL,
    number         BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    -- What was shown up to here is in the list; what came since is the delta.
    list_offset    BIGINT NOT NULL,
    -- What was shown, encoded, as long as it is that of the version; else it is read from the rows.
    list           BYTEA,
    -- Since when there is something that a new list would have; 0 where there is nothing.
    stale_since_ms BIGINT NOT NULL,
    PRIMARY KEY (video_id, number)
);
CREATE INDEX segments_by_staleness ON segments (stale_since_ms);

CREATE TABLE filters (
    user_id TEXT  NOT NULL PRIMARY KEY,
    list    BYTEA NOT NULL
);

CREATE TABLE mark_keys (
    name      TEXT  NOT NULL PRIMARY KEY,
    key_bytes BYTEA NOT NULL
);
