## Why something was not done, by the codes of the contract

refusal-NOT_OWNER = This belongs to another account, so you cannot change it.
refusal-SIGN_IN_FIRST = Sign in first.
refusal-NOT_ALLOWED = Only administrators may do this.
refusal-CREATORS_ONLY = This account can watch but not upload: it is not a creator.
refusal-PAGE_INVALID = This page of the list does not exist. Go back to the first page.
refusal-KEY_REUSED = This form was already sent with different content. Reload the page, then send it again.
refusal-CONFIG_INVALID = These settings are not valid, so nothing was changed. Correct what is marked, then try again.
refusal-CONFIG_CHANGED = Somebody changed the settings in the meantime. Review the current settings, then try again.
refusal-CONFIG_VERSION_UNKNOWN = This version is no longer in the history. Choose another one.
refusal-NUL_IN_TEXT = The text contains a null character (U+0000), which cannot be saved. Remove it, then try again.
refusal-NOT_FOUND = There is nothing at this address. Check it, then try again.
refusal-TOO_MANY_IDS = Too many IDs: ask for at most { $most } at a time.
