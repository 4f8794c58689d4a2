-- What people say about themselves. Whoever says nothing has no row; whoever deletes an account deletes its row.
CREATE TABLE profiles (
    user_id       TEXT   NOT NULL PRIMARY KEY,
    bio           TEXT   NOT NULL,
    changed_at_ms BIGINT NOT NULL
);
