-- ExportAccount: the cases of one owner, newest first.
CREATE INDEX cases_of_owner ON cases (owner_id, opened_at_ms, video_id);
