-- Of the challenges of one account, or of sign-ins, the oldest: one range of this index.
CREATE INDEX passkey_challenges_by_owner ON passkey_challenges (user_id, expires_at_ms, challenge_hash);
