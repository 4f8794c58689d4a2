-- Pictures of accounts, and what moderation says of them and of the text of a profile.

-- The picture that others see; empty without one.
ALTER TABLE accounts ADD COLUMN avatar TEXT NOT NULL DEFAULT '';
CREATE INDEX accounts_by_avatar ON accounts (avatar);

-- What an account has set last and how it stands; none for whoever has set nothing yet. What others see stands elsewhere: the text in
-- `profiles`, the picture in `accounts`.
CREATE TABLE portraits (
    user_id     TEXT   NOT NULL PRIMARY KEY,
    -- Counts the changes: what moderation says is about one of them.
    version     BIGINT NOT NULL,
    -- Empty without a text.
    bio         TEXT   NOT NULL,
    -- A `shoal.user.v1.ProfilePart` each.
    bio_part    BYTEA  NOT NULL,
    -- Empty without a picture.
    avatar      TEXT   NOT NULL,
    avatar_part BYTEA  NOT NULL
);
CREATE INDEX portraits_by_avatar ON portraits (avatar);

-- Pictures to remove. One that is being made stands here as well, so that a crash leaves nothing behind.
CREATE TABLE avatar_removals (
    avatar_id TEXT   NOT NULL PRIMARY KEY,
    due_at_ms BIGINT NOT NULL
);
CREATE INDEX avatar_removals_by_due ON avatar_removals (due_at_ms);
