## Why something was not done, by the codes of the contract

refusal-TEXT_INVALID = Write { $text_min_chars } to { $text_max_chars } characters.
refusal-TOO_MANY_ENTRIES = You have reached the limit for entries: { $count } of { $most }. Delete some first.

## What an export has of this domain

export-list = @word@.json – your entries.
