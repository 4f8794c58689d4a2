-- With which link an account leaves mail about notifications. It opens nothing else.
CREATE TABLE leave_tokens (
    user_id TEXT NOT NULL PRIMARY KEY,
    token   TEXT NOT NULL UNIQUE
);
