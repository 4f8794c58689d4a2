-- Whom comments name, words that owners of videos look at first, and reports of comments.

CREATE TABLE mentions (
    comment_id TEXT   NOT NULL,
    user_id    TEXT   NOT NULL,
    -- 1: whoever is named wants to hear of whoever wrote it.
    is_told    BIGINT NOT NULL,
    PRIMARY KEY (comment_id, user_id)
);
CREATE INDEX mentions_by_user ON mentions (user_id);

CREATE TABLE blocked_words (
    user_id TEXT NOT NULL,
    -- In lower case.
    word    TEXT NOT NULL,
    PRIMARY KEY (user_id, word)
);

-- Those that were answered stay for a while, so that nobody reports the same again.
CREATE TABLE comment_reports (
    comment_id  TEXT   NOT NULL,
    reporter_id TEXT   NOT NULL,
    reason      BIGINT NOT NULL,
    note        TEXT   NOT NULL,
    sent_at_ms  BIGINT NOT NULL,
    -- 0 until a moderator has decided.
    answered_at_ms BIGINT NOT NULL,
    PRIMARY KEY (comment_id, reporter_id)
);
CREATE INDEX comment_reports_by_answer ON comment_reports (answered_at_ms);
CREATE INDEX comment_reports_by_reporter ON comment_reports (reporter_id, sent_at_ms);

-- How many that are not answered a comment has, and when the first of them came: 0 without one.
ALTER TABLE comments ADD COLUMN reports BIGINT NOT NULL DEFAULT 0;
ALTER TABLE comments ADD COLUMN reported_at_ms BIGINT NOT NULL DEFAULT 0;
CREATE INDEX comments_by_report ON comments (reported_at_ms, comment_id);
