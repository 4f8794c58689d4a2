-- The cases of one owner, newest first: ExportAccount, and when the account is erased.
CREATE INDEX cases_of_owner ON cases (owner_id, opened_at_ms, video_id);
