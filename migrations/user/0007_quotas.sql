-- How much an account may upload where its role does not decide; NULL follows the role. Whoever deletes an account deletes its row.
CREATE TABLE quotas (
    user_id         TEXT   NOT NULL PRIMARY KEY,
    total_bytes_max BIGINT,
    day_bytes_max   BIGINT
);
