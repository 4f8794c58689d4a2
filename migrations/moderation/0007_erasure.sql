-- What is needed to let an account go that was erased.

-- Under which name an account stands in the audit log. Without its row nobody can say who it was, and the log is whole.
CREATE TABLE audit_names (
    user_id TEXT NOT NULL PRIMARY KEY,
    alias   TEXT NOT NULL UNIQUE
);

-- What an account has brought, holds and has decided.
CREATE INDEX cases_by_holder ON cases (held_by);
CREATE INDEX cases_by_decider ON cases (decided_by);
