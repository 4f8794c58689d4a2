## Sign-in, sign-up and first set-up

user-name = Name
user-name-hint = Others see it beside your videos.
user-password = Password
user-password-hint = At least { $min } characters. A short sentence is good.
user-show-password = Show password
user-hide-password = Hide password
user-sign-in-title = Sign in
user-sign-in-lead = Welcome back.
user-sign-in = Sign in
user-no-account = No account yet?
user-sign-up-title = Create an account
user-sign-up-lead = Upload videos, and go on watching where you stopped.
user-sign-up = Sign up
user-have-account = Have an account already?
user-setup-title = Set up Shoal
user-setup-lead = Create the first account. It will be the administrator of this site.
user-setup = Create administrator

## The account page

account-title = Account
account-member-since = Member since
account-tokens = API tokens
account-tokens-lead = A token lets a program act as you: the command line, or your own scripts. Give it only to what you trust.
account-tokens-empty = You have no tokens.
account-token-label = Label
account-token-label-hint = Where will you use it? For example: laptop
account-token-create = Create token
account-token-once = Copy the token now. It is not shown again.
account-token-copy = Copy
account-token-copied = Copied
account-token-created = Created
account-token-last-used = Last used
account-token-never-used = Never used
account-token-revoke = Revoke
account-preferences-lead = How the site looks in this browser.

## Why something was not done, by the codes of the contract

refusal-NAME_TAKEN = This name is taken. Choose another one.
refusal-NAME_INVALID = A name has { $name_min_chars } to { $name_max_chars } letters or digits of any script, with _ and - between them. Choose another one.
refusal-PASSWORD_TOO_WEAK = A password has { $password_min_chars } to { $password_max_chars } characters and is not the name. Four random words make a good one.
refusal-CREDENTIALS_WRONG = The name or the password is wrong. Check both, then try again.
refusal-TRY_LATER = Too many tries. Try again in { $retry_after_s } seconds.
refusal-SETUP_LINK_INVALID = This setup link is not valid, or too old. Use the one that the server printed last.
refusal-SETUP_DONE = This site has its administrator already. Sign in.
refusal-USER_UNKNOWN = There is no such account.
refusal-TOKEN_UNKNOWN = There is no such token, or it was revoked.
refusal-TOO_MANY_TOKENS = API tokens: { $count } of { $most }. Revoke one that is not used.
refusal-LABEL_INVALID = Give the token a label of { $label_min_chars } to { $label_max_chars } characters.
refusal-ROLE_UNKNOWN = There is no such role. Choose another one.

## What a form did

notice-token-revoked = The token no longer works.
notice-signed-out = You are signed out.
notice-welcome = Welcome to Shoal.
