## Sign-in, sign-up and first set-up

user-name = Name
user-name-hint = Shown next to your videos. 2 to 24 letters, digits, _ or -.
user-password = Password
user-password-hint = At least { $min } characters. A short sentence works well.
user-show-password = Show password
user-hide-password = Hide password
user-sign-in-title = Sign in
user-sign-in-lead = Welcome back.
user-sign-in = Sign in
user-no-account = No account yet?
user-sign-up-title = Create an account
user-sign-up-lead = Upload videos, and pick up where you left off.
user-sign-up = Sign up
user-have-account = Already have an account?
user-setup-title = Set up your site
user-setup-lead = Create the first account. It will be the administrator of this site.
user-setup = Create administrator

## The account page

account-title = Account
account-member-since = Member since
account-tokens = API tokens
account-tokens-lead = With a token, a program can act on your behalf: the command line or your own scripts. Only give tokens to programs you trust.
account-tokens-empty = You have no API tokens.
account-token-label = Label
account-token-label-hint = Where will you use it? For example: laptop
account-token-create = Create token
account-token-once = Copy this token now. It will not be shown again.
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

notice-token-revoked = The token has been revoked.
notice-signed-out = You have been signed out.
notice-welcome = Welcome!

## The public page of an account

profile-joined = Joined { $age }
profile-empty-title = No videos yet
profile-empty-text = Videos published by this account will show up here.
