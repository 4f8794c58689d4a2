-- What is found under a tag and under an owner.

-- ListByOwner: one range of this index, newest first, no sorting. It also counts the open drafts of an owner without
-- touching the rows of the finished ones.
CREATE INDEX videos_of_owner ON videos (owner_id, state, privacy, published_at_ms, video_id);

-- A row for each tag of a video that is published and public.
CREATE TABLE listed_tags (
    -- As it is compared: in lower case.
    tag             TEXT   NOT NULL,
    published_at_ms BIGINT NOT NULL,
    video_id        TEXT   NOT NULL REFERENCES videos (video_id),
    PRIMARY KEY (tag, published_at_ms, video_id)
);
CREATE INDEX listed_tags_by_video ON listed_tags (video_id);
