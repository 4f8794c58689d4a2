-- Wrong passwords are counted for each name and place, so that whoever guesses from elsewhere does not keep the owner out.

-- Tries since the last success, by name key and place: a network or a device, as a hash.
CREATE TABLE tries_by_place (
    name_key    TEXT   NOT NULL,
    place       TEXT   NOT NULL,
    tries       BIGINT NOT NULL,
    retry_at_ms BIGINT NOT NULL,
    tried_at_ms BIGINT NOT NULL,
    PRIMARY KEY (name_key, place)
);
CREATE INDEX tries_by_place_by_age ON tries_by_place (tried_at_ms);

-- From here on `tries` holds, for each name, what all places together have used up that it was never entered from:
-- `retry_at_ms` is the theoretical arrival time of the generic cell rate algorithm.

-- Where an account was entered from, as hashes.
CREATE TABLE known_places (
    user_id    TEXT   NOT NULL REFERENCES accounts (user_id),
    place      TEXT   NOT NULL,
    seen_at_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, place)
);
CREATE INDEX known_places_by_age ON known_places (seen_at_ms);
