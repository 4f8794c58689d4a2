## Sign-in, sign-up and first set-up

user-name = Name
user-name-hint = Shown next to your videos, and cannot be changed later. { $min } to { $max } letters, digits, _ or -.
user-password = Password
user-password-hint = At least { $min } characters, and not the same as your name. A short sentence works well.
user-show-password = Show password
user-hide-password = Hide password
user-sign-in-title = Sign in
user-sign-in-lead = Welcome back.
user-sign-in = Sign in
user-no-account = No account yet?
user-forgot = Forgot your password?
user-sign-up-title = Create an account
user-sign-up-lead = Upload videos, and resume watching where you left off.
user-sign-up = Sign up
user-have-account = Already have an account?
user-closed-title = Sign-up is closed
user-closed-lead = This site is not accepting new accounts at the moment. An administrator can create one for you. You can watch without an account.
user-closed-home = Watch videos
sign-up-address = Email address
sign-up-address-hint = Needed for a new password if you forget yours. You confirm it by a link that we send.
sign-up-question = Why would you like to join?
sign-up-question-hint = An administrator reads your answer and decides. Up to { $max } characters.
sign-up-invited = You have been invited. Choose a name and a password.
sign-up-invitation-title = Sign-up is by invitation only
sign-up-invitation-lead = Ask somebody who runs this site for an invitation link. You can watch without an account.
sign-up-gone-title = This invitation no longer works
sign-up-gone-lead = It has been used up, was revoked, or has expired. Ask whoever sent it to you for another one.
sign-up-waiting-title = Your account is waiting for approval
sign-up-waiting-lead = An administrator will read your answer. Once they have approved it, sign in with your name and password. If you cannot sign in yet, try again in a few days.
user-setup-title = Set up your site
user-setup-lead = Create the first account. It will be the administrator of this site.
user-setup = Create administrator

## Two-step sign-in, and the password asked once more

second-step-title = Enter your code
second-step-lead = Open your authenticator app and enter the code that it shows for this site.
second-step-code = Code
second-step-use-recovery = Use a recovery code instead
second-step-recovery-lead = Enter one of the recovery codes that you kept. It works once.
second-step-recovery = Recovery code
second-step-use-code = Use the code from the app instead
prove-title = Confirm that it is you
prove-lead = Enter your password once more to go on. You will not be asked again for a while.
prove-submit = Continue
account-two-step = Manage codes and passkeys
two-step-title = Two-step sign-in
two-step-lead = After the password, sign-in asks for something that only you have. A password that somebody else knows is then not enough.
two-step-app = Authenticator app
two-step-app-lead = An app on your phone shows a new code every 30 seconds. It works offline.
two-step-on = On
two-step-since = Turned on
two-step-begin = Set up
two-step-remove = Turn off…
two-step-codes = Recovery codes
two-step-codes-lead = Each one lets you in once without the app.
two-step-codes-left =
    { $left ->
        [0] No recovery codes are left. Create new ones.
        [one] One recovery code is left.
       *[other] { $left } recovery codes are left.
    }
two-step-renew = Create new codes…
totp-setup-title = Set up your authenticator app
totp-setup-lead = Scan the picture with the app, then enter the code that it shows.
totp-setup-picture = QR code with the key for the app
totp-setup-secret = If you cannot scan it, enter this key in the app:
totp-setup-open = Open in an app on this device
totp-setup-code = Code from the app
totp-setup-confirm = Turn on
recovery-codes-lead = Keep these codes in a safe place, not on the phone with the app. They will not be shown again. Each one lets you in once without the app.
recovery-codes-save = Save as a file
recovery-codes-kept = I have kept them

passkeys-title = Passkeys
passkeys-lead = A passkey signs you in with the fingerprint, the face or the PIN of your device, without a password or a code.
passkeys-none = You have no passkeys.
passkeys-added = Added
passkeys-rename = Rename
passkeys-remove = Remove
passkeys-label = Name
passkeys-label-hint = Which device is it? For example: phone
passkeys-make = Add passkey
passkeys-enter = Sign in with a passkey
passkeys-cancelled = That did not work, or was cancelled. Try again.

## The account page

account-title = Account
account-member-since = Joined
account-tokens = API tokens
account-tokens-lead = A token lets a program act on your behalf, such as the command line or your own scripts. Give tokens only to programs you trust.
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
account-bio = About you
account-bio-lead = Shown to everyone on your page.
account-bio-label = Text
account-bio-hint = Up to { $max } characters. Web addresses become links.
account-avatar = Your picture
account-avatar-lead = Shown next to your name. It is cropped to its square middle, and all other data in the file is removed.
account-avatar-choose = Choose a picture
account-avatar-hint = JPEG, PNG, WebP or GIF. Of a moving picture, the first frame is kept.
account-avatar-send = Use this picture
account-avatar-remove = Remove picture
account-avatar-none = You have no picture yet.
account-avatar-script = Turn on JavaScript to upload a picture.
account-password = Password
account-password-lead = Changing your password signs you out everywhere else. API tokens keep working.
account-password-current = Current password
account-password-new = New password
account-password-change = Change password
account-sessions = Where you are signed in
account-sessions-lead = If you do not recognize one of these, sign it out and change your password.
account-session-here = This device
account-session-used = Active
account-session-since = Signed in
account-session-end = Sign out
account-sign-out-everywhere = Sign out everywhere else
account-device = { $browser } on { $system }
account-device-unknown = Unknown device
account-erase = Delete account
account-erase-lead = Deletes your account and everything you brought to this site, for good.
account-erase-go = Delete account…
account-preferences-lead = These apply to this browser only.

## E-mail: the address of an account, and the links in messages

account-blocks = Show the list
account-blocks-lead = People whose videos you do not see in lists. They are not told.
account-data = Your data
account-data-lead = Download everything this site keeps about you: your profile, your videos with the files you uploaded, and what was decided about them.
account-data-size = The download is about { $size }.
account-data-note = If the download stops, start it again; it begins anew. This works a few times a day.
account-data-get = Download my data
account-address = Email address
account-address-lead = We use it to reset your password and to tell you about important changes and decisions. Nobody else sees it.
account-address-none = You have not added an email address yet.
account-address-new = New email address
account-address-set = Send confirmation link
account-address-waits = We sent a message to { $address }. Open the link in it.
account-address-until = { $address } will be used once it is confirmed.
mail-not-sent = This site has no mail server: messages stay on it, and an administrator has to pass them on.
confirm-address-title = Confirm your email address
confirm-address-lead = Use { $address } for the account { $name }?
confirm-address = Confirm
confirm-address-gone-title = This link no longer works
confirm-address-gone-lead = It has been used, was replaced, or has expired. On your account page you can ask for another one.
confirm-address-half-title = Almost done
confirm-address-half-lead = Now open the link in the message that we sent to your other address.
confirm-address-done-title = Email address confirmed
confirm-address-done-lead = From now on, messages about your account go to this address.
forgot-title = Reset your password
forgot-lead = Enter the name or the email address of your account. We will send you a link to choose a new password.
forgot-name = Name or email address
forgot-send = Send link
forgot-again = Try again
forgot-asked-title = Check your mail
forgot-asked-lead = If there is such an account and its email address is confirmed, a message with a link is on its way. If none arrives within a few minutes, check your spam folder, or ask an administrator for a link.

## The end of an account

erase-title = Delete your account
erase-lead = This cannot be undone. Nobody can bring the account back, not even an administrator.
erase-goes = What is deleted
erase-goes-videos = Your videos, published or not, your drafts and your uploads, with everything made from them. Links to them stop working.
erase-goes-account = Your name, your profile, your email address, your password, passkeys and two-step sign-in, your devices and your API tokens. You are signed out everywhere.
erase-goes-deeds = Whom you have blocked or muted, where you stopped watching, and what you wrote in reports.
erase-stays = What stays
erase-stays-name = Nobody else can take your name for a while, so that nobody can pretend to be you. It is kept only as a fingerprint until then.
erase-stays-log = If you reviewed videos of others, the decisions stay, but no longer say that they were yours.
erase-stays-backups = Backups of this site contain your account until its operator deletes them.
erase-confirm = Confirm
erase-confirm-lead = If you have an email address here, we send one last message to it.
erase-name = Name
erase-name-hint = Type { $name } to confirm.
erase = Delete my account
erased-title = Your account has been deleted
erased-lead = You are signed out. Your videos may still take a few moments to disappear everywhere.

## Asked once more before something ends

confirm-revoke-title = Revoke “{ $name }”?
confirm-revoke-lead = Programs that use this token stop working at once. This cannot be undone.
confirm-end-title = Sign out { $name }?
confirm-end-lead = That device has to sign in again with your password.
confirm-everywhere = Sign out
confirm-everywhere-lead = All other devices have to sign in again with your password. You stay signed in here.
confirm-everywhere-tokens = Revoke my API tokens as well
confirm-role = Change role
confirm-role-title = Change the role of { $name }
confirm-role-lead = It applies right away; they do not need to sign in again.
confirm-suspend = Suspend
confirm-suspend-title = Suspend { $name }?
confirm-suspend-lead = They are signed out everywhere and their API tokens are revoked at once. Their videos stay up. They will see the reason when they try to sign in.
confirm-suspend-reason = Reason
confirm-erase = Delete account
confirm-erase-title = Delete the account of { $name }?
confirm-erase-lead = Their videos, drafts and everything else they brought are deleted at once, and they are signed out everywhere. This cannot be undone. Nobody else can take the name for a while.
confirm-erase-reason = Reason
confirm-erase-reason-hint = It is sent to their email address, if they have one, and is not kept.
confirm-restore = Restore
confirm-restore-title = Restore { $name }?
confirm-restore-lead = They can sign in again with their password. API tokens stay revoked.
confirm-two-step = Turn off
confirm-two-step-title = Turn off two-step sign-in?
confirm-two-step-lead = Your password alone will be enough to sign in. Your recovery codes stop working.
confirm-codes = Create new codes
confirm-codes-title = Create new recovery codes?
confirm-codes-lead = The codes that you have now stop working.
confirm-factor = Turn off
confirm-factor-title = Turn off two-step sign-in for { $name }?
confirm-factor-lead = For people who have lost their app and their recovery codes. Make sure that it is really them who asks: from then on their password alone is enough to sign in. They are told by mail.
confirm-passkey = Remove
confirm-passkey-title = Remove the passkey “{ $name }”?
confirm-passkey-lead = It will no longer sign you in. Delete it on your device as well.
confirm-reset = Create link
confirm-reset-title = Create a reset link for { $name }?
confirm-reset-lead = Whoever opens the link can set a new password for this account, once. Until then the old password works. Any earlier link stops working.

## The accounts of the site, for administrators

users-title = Users
users-lead = Everyone with an account: change roles, suspend people, and help those who forgot their password.
users-name = Name begins with
users-role = Show
users-role-word = Role
users-all = All
users-suspended = Suspended
users-search = Search
users-none = No accounts yet.
users-none-narrowed = No accounts match.
users-show-all = Show all
users-you = You
users-joined = Joined
users-no-password = API tokens only
users-suspended-since = Suspended
users-set-role = Change role…
users-suspend = Suspend…
users-restore = Restore…
users-erase = Delete account…
users-reset = Reset password…
users-second-factor = Turn off two-step sign-in…
role-viewer = Viewer
role-creator = Creator
role-moderator = Moderator
role-admin = Administrator
users-waiting = Waiting
users-waiting-lead = These people have signed up and cannot sign in until you approve them. Undecided sign-ups are deleted after a while.
users-waiting-asked = Signed up
users-waiting-ends = Deleted on
users-waiting-approve = Approve
users-waiting-refuse = Refuse…
users-waiting-more = Only the newest { $n } are shown.
users-invitations = Invitations
reset-link-title = Reset link for { $name }
reset-link-lead = Copy the link now and send it to them yourself; it will not be shown again. It works once, within the next { $time }.
reset-link-back = Back to the list

## Invitations, for administrators

invitations-title = Invitations
invitations-lead = Whoever has such a link can sign up, also where sign-up is by invitation or waits for approval. It gives the role that you choose.
invitations-new = New invitation
invitations-label = Label
invitations-label-hint = For whom is it? For example: film club
invitations-uses = Uses
invitations-holds = Valid for
invitations-create = Create invitation
invitations-once = Copy this link now. It will not be shown again.
invitations-none = There are no invitations.
invitations-used = { $uses } of { $most } used
invitations-expires = Valid until
invitations-ended = Ended
invitations-state-valid = Valid
invitations-state-used-up = Used up
invitations-state-expired = Expired
invitations-state-revoked = Revoked
invitations-revoke = Revoke…
confirm-invitation = Revoke
confirm-invitation-title = Revoke this invitation?
confirm-invitation-lead = Nobody can sign up with its link any more. Accounts that were created with it stay.
confirm-refuse = Refuse
confirm-refuse-title = Refuse the sign-up of { $name }?
confirm-refuse-lead = They will see the reason when they try to sign in. The account is deleted after a while, and the name is free again.

## The new password by a link

reset-title = New password for { $name }
reset-lead = You will be signed out everywhere. Then sign in with the new password.
reset-set = Set password
reset-gone-title = This link no longer works
reset-gone-lead = It has been used, was replaced by a newer one, or has expired. Ask an administrator of this site for another.

## What somebody sees who may not

forbidden-title = You do not have access
forbidden-as = You are signed in as { $name }.
forbidden-switch = Use another account
forbidden-administrators = Ask an administrator to change your role, or sign in with another account.
forbidden-creators = Ask an administrator to make you a creator. It applies right away; you do not need to sign in again.
forbidden-owner = Sign in with the account it belongs to.

## Why something was not done, by the codes of the contract

refusal-ADDRESS_INVALID = This is not a valid email address. Check it for typing errors.
refusal-ADDRESS_TAKEN = Another account already uses this email address. Use a different one.
refusal-MAIL_LINK_INVALID = This link has been used, was replaced, or has expired. Ask for another message on your account page.
refusal-MAIL_LATER =
    { $retry_after_s ->
        [one] Too many messages were requested. Try again in a second.
       *[other] Too many messages were requested. Try again in { $retry_after_s } seconds.
    }
refusal-NAME_TAKEN = This name is taken. Choose another one.
refusal-NAME_INVALID = A name must have { $name_min_chars } to { $name_max_chars } letters or digits of any script, with _ and - only between them. Choose another one.
refusal-PASSWORD_TOO_WEAK = A password must have { $password_min_chars } to { $password_max_chars } characters and must not be the same as the name. A short sentence works well.
refusal-CREDENTIALS_WRONG = The name or the password is wrong. Check both, then try again.
refusal-TRY_LATER =
    { $retry_after_s ->
        [one] Too many attempts. Try again in { $retry_after_s } second.
       *[other] Too many attempts. Try again in { $retry_after_s } seconds.
    }
refusal-SETUP_LINK_INVALID = This setup link is invalid or has expired. Use the latest one that the server printed.
refusal-SETUP_DONE = This site already has an administrator. Sign in.
refusal-USER_UNKNOWN = There is no such account.
refusal-TOKEN_UNKNOWN = There is no such token, or it has been revoked.
refusal-TOO_MANY_TOKENS = You have reached the limit for API tokens: { $count } of { $most }. Revoke one that you no longer use.
refusal-LABEL_INVALID = Give the token a label of { $label_min_chars } to { $label_max_chars } characters.
refusal-ROLE_UNKNOWN = There is no such role. Choose another one.
refusal-PASSWORD_WRONG = That is not your current password. Type it again.
refusal-ACCOUNT_SUSPENDED = This account is suspended. Reason: { $reason }
refusal-REASON_INVALID = Give a reason of { $reason_min_chars } to { $reason_max_chars } characters. They will see it when they try to sign in.
refusal-LAST_ADMINISTRATOR = This is the last administrator. Make somebody else an administrator first.
refusal-OWN_ACCOUNT = You cannot suspend your own account. Ask another administrator to do it.
refusal-NAME_MISTYPED = That is not the name of your account. Type it exactly as it is shown above.
refusal-ERASE_OWN_ACCOUNT = This is your own account. Delete it on your account page, with your password.
refusal-ERASURE_REASON_INVALID = Give a reason of { $reason_min_chars } to { $reason_max_chars } characters. It is sent to the person by email.
refusal-SIGN_UP_CLOSED = This site is not accepting new accounts at the moment. Ask an administrator to create one for you.
refusal-INVITATION_NEEDED = This site takes new accounts by invitation only. Ask somebody who runs it for an invitation link.
refusal-INVITATION_INVALID = This invitation has been used up, was revoked, or has expired. Ask whoever sent it to you for another one.
refusal-INVITATION_UNKNOWN = There is no such invitation. Look at the list of invitations.
refusal-INVITATION_TERMS_INVALID = An invitation needs a label of { $label_min_chars } to { $label_max_chars } characters, 1 to { $uses_max_max } uses, a validity of one hour to one year, and any role except administrator. Correct it and try again.
refusal-TOO_MANY_INVITATIONS = You have reached the limit for valid invitations: { $count } of { $most }. Revoke one that is no longer needed.
refusal-ANSWER_INVALID = Answer the question in { $answer_min_chars } to { $answer_max_chars } characters. An administrator will read it.
refusal-SIGN_UPS_FULL = Too many sign-ups are waiting for approval at the moment. Try again in a few days.
refusal-SIGN_UP_UNKNOWN = This sign-up is not waiting any more. Somebody else has decided it, or it has been deleted.
refusal-ACCOUNT_PENDING = This account is waiting for approval. An administrator has not decided yet; try again later.
refusal-SIGN_UP_REFUSED = This sign-up was refused. Reason: { $reason }
refusal-OWN_RELATION = You cannot block or mute yourself. Choose another account.
refusal-TOO_MANY_PROFILE_CHANGES =
    { $hours ->
        [one] You have changed your profile { $count } times within 24 hours; the limit is { $most }. Try again in { $hours } hour.
       *[other] You have changed your profile { $count } times within 24 hours; the limit is { $most }. Try again in { $hours } hours.
    }
refusal-TOO_MANY_EXPORTS = You have exported your data { $count } times within 24 hours; the limit is { $most }. Try again tomorrow.
refusal-TOO_MANY_RELATIONS = You have reached the limit: { $count } of { $most } accounts. Remove one from the list first.
refusal-BIO_INVALID = The text about you may have up to { $bio_max_chars } characters. Shorten it and save again.
refusal-PICTURE_INVALID = { $problem ->
    [empty] There is no file. Choose a picture.
    [bytes] This file is larger than { $most } bytes. Choose a smaller one.
    [pixels] This picture has more than { $most } pixels. Make it smaller, then send it again.
    [svg] An SVG can hold programs, so it is not taken. Save it as PNG and send that.
    [heic] HEIC and AVIF are not taken. Save the photo as JPEG and send that.
    [moving] A WebP that moves is not taken. Send a still picture, or a GIF.
    [document] This file holds another document besides the picture. Save the picture anew and send that.
    [cut] This file ends too early. Send it again.
    [damaged] This picture is damaged. Save it anew and send that.
   *[kind] This is no JPEG, PNG, WebP or GIF. Choose another file.
}
refusal-AVATAR_UNKNOWN = There is no such picture, or it is not shown to you.
refusal-QUOTA_INVALID = Enter whole gigabytes, up to 1,048,576, which stands for no limit. Leave a field empty to follow the role.
refusal-PROOF_NEEDED = Enter your password once more first. API tokens cannot do this.
refusal-TICKET_INVALID = This sign-in took too long, or had too many wrong codes. Sign in again.
refusal-CODE_WRONG = This code is wrong, or was used before. Enter the one that your app shows now, or a recovery code that you have not used yet.
refusal-SECOND_FACTOR_ON = Two-step sign-in is already on. Turn it off first to set it up again.
refusal-SECOND_FACTOR_OFF = Two-step sign-in is not set up. Start with the key for your app.
refusal-PASSKEY_INVALID = This passkey is not known here, or the sign-in took too long. Try again, or use your password.
refusal-PASSKEY_UNKNOWN = There is no such passkey, or it has been removed.
refusal-TOO_MANY_PASSKEYS = You have reached the limit for passkeys: { $count } of { $most }. Remove one that you no longer use.
refusal-PASSKEY_LABEL_INVALID = Give the passkey a name of { $label_min_chars } to { $label_max_chars } characters.
refusal-PASSKEYS_OFF = Passkeys do not work on this site, because it has no domain name.
refusal-RESET_LINK_INVALID = This link has been used, was replaced, or has expired. Ask an administrator for another one.

## What a form did

notice-address-asked = We sent you a message. Open the link in it to confirm the address.
notice-address-cancelled = The new address has been discarded.
notice-password-changed = Your password has been changed. You are signed out everywhere else.
notice-password-set = Your new password is set. Sign in with it now.
notice-session-ended = That device has been signed out.
notice-signed-out-elsewhere = You are signed out everywhere else.
notice-sign-in-again = That took too long. Sign in again.
notice-two-step-off = Two-step sign-in is off.
notice-second-factor-reset = Two-step sign-in has been turned off for this account.
notice-passkey-added = The passkey has been added.
notice-passkey-renamed = The passkey has been renamed.
notice-passkey-removed = The passkey has been removed.
notice-role-set = The role has been changed.
notice-suspended = The account has been suspended and signed out everywhere.
notice-erased = The account has been deleted.
notice-restored = The account has been restored.
notice-invitation-revoked = The invitation has been revoked.
notice-sign-up-approved = The account has been approved. They can sign in now.
notice-sign-up-refused = The sign-up has been refused.
notice-blocked = You have blocked this account.
notice-unblocked = You have unblocked this account.
notice-muted = You have muted this account.
notice-unmuted = You have unmuted this account.
notice-profile-saved = Your profile has been saved.
notice-avatar-saved = Your picture has been saved.
notice-avatar-removed = Your picture has been removed.
notice-quota-set = The upload quota has been changed.
notice-setup-done = This site already has an administrator. Sign in.
notice-token-revoked = The token has been revoked.
notice-signed-out = You have been signed out.
notice-welcome = Welcome!

## The public page of an account

profile-joined = Joined { $age }
profile-empty-title = No videos yet
profile-empty-text = Videos published by this account will show up here.
profile-menu = More about { $name }

## Who is blocked or muted

blocks-title = Blocked and muted
blocks-lead = Nobody is told that you have blocked or muted them.
blocks-blocked = Blocked
blocks-blocked-lead = You do not see their videos in lists.
blocks-blocked-none = You have not blocked anybody.
blocks-muted = Muted
blocks-muted-lead = You do not see their videos in lists either. Use it for people who have done nothing wrong.
blocks-muted-none = You have not muted anybody.
blocks-since = Since
blocks-block = Block
blocks-unblock = Unblock
blocks-mute = Mute
blocks-unmute = Unmute
blocks-is-blocked = You blocked this account
blocks-is-muted = You muted this account

## The roles with their rights, for administrators

roles-title = Roles
roles-lead = What each role may do. The table is made from the checks themselves.
roles-right = May
roles-yes = Yes
roles-no = No
roles-accounts =
    { $n ->
        [one] { $n } account
       *[other] { $n } accounts
    }
roles-accounts-suspended =
    { $n ->
        [one] { $n } account, { $suspended } of them suspended
       *[other] { $n } accounts, { $suspended } of them suspended
    }
right-account = Have an account: sessions, API tokens, blocks and mutes
right-upload = Upload and publish videos
right-moderate = Decide about videos of others in the review queue
right-act-for-others = Change and delete videos of others
right-administer = Run the site: users, settings, events

## How much an account may upload, for administrators

users-quota = Upload quota…
quota-title = Upload quota of { $name }
quota-lead = Leave a field empty to follow the role. It holds from the next upload on; what is there stays.
quota-total = In total, in GB
quota-day = Within 24 hours, in GB

## What an export has of this domain

export-list = blocks.json – the accounts that you have blocked or muted, by their IDs.
