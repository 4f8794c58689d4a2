## Why something was not done, by the codes of the contract

refusal-NOT_OWNER = This belongs to somebody else, so only they may change it.
refusal-SIGN_IN_FIRST = Sign in first.
refusal-NOT_ALLOWED = Only administrators may do this.
refusal-CREATORS_ONLY = This account may watch but not upload. Ask an administrator for the role.
refusal-PAGE_INVALID = This page of the list does not exist. Go back to the first page.
refusal-KEY_REUSED = This form was sent before with other content. Load the page again, then send it.
refusal-CONFIG_INVALID = These settings cannot be in force, and nothing was changed. Correct what is marked, then try again.
refusal-CONFIG_CHANGED = Somebody changed the settings in the meantime. Look at what is in force now, then decide again.
refusal-CONFIG_VERSION_UNKNOWN = This version is not in the history any more. Choose another one.
refusal-NUL_IN_TEXT = The text has a null character (U+0000), which cannot be kept. Remove it, then try again.
refusal-NOT_FOUND = There is nothing at this address. Check it, then try again.
refusal-TOO_MANY_IDS = Ask for at most { $most } at once.
