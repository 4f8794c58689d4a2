-- The SHA-256 of the accepted file, 64 hexadecimal digits; empty where it was accepted before that was kept.
ALTER TABLE jobs ADD COLUMN source_sha256 TEXT NOT NULL DEFAULT '';
