-- Coins: given to accounts once a day for being there, and by them to videos. They are never bought.

-- All that were given to the video: the sum of its rows in coins_given, changed in the unit that changes them.
ALTER TABLE videos ADD COLUMN coins BIGINT NOT NULL DEFAULT 0;

CREATE TABLE wallets (
    user_id     TEXT   NOT NULL PRIMARY KEY,
    coins       BIGINT NOT NULL,
    -- The last day, counted from 1970 in UTC, whose coins the account has got.
    claimed_day BIGINT NOT NULL
);

CREATE TABLE coins_given (
    video_id    TEXT   NOT NULL,
    user_id     TEXT   NOT NULL,
    coins       BIGINT NOT NULL,
    given_at_ms BIGINT NOT NULL,
    PRIMARY KEY (video_id, user_id)
);
CREATE INDEX coins_given_by_user ON coins_given (user_id, given_at_ms);
