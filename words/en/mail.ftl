## On every mail

letter-hello = Hi { $name },
letter-fact = { $label }: { $value }
letter-link = If the button does not work, open this address:
letter-footer = This is an automatic message from { $site }. Replies to it are not read.
letter-device = Device
letter-place = Place
letter-time = Time
letter-reason = Reason
letter-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
letter-hours =
    { $n ->
        [one] { $n } hour
       *[other] { $n } hours
    }
letter-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }

## To confirm an address

letter-verify-subject = Confirm your email address for { $site }
letter-verify-lead = Please confirm that this is your email address. We use it to reset your password and to tell you about important changes to your account.
letter-verify-button = Confirm address
letter-verify-note = The link works once, within { $time }. If you did not enter this address on { $site }, you can ignore this message: it will not be used without your confirmation.

## To set a new password

letter-reset-subject = Reset your { $site } password
letter-reset-lead = Someone, hopefully you, asked to reset the password of your account. You can choose a new one here.
letter-reset-button = Choose a new password
letter-reset-note = The link works once, within { $time }. If you did not ask for it, you can ignore this message: your password stays as it is.

## To the old address, before it is left

letter-leave-subject = Confirm the change of your email address for { $site }
letter-leave-lead = You asked to change the email address of your account to { $address }. Please confirm this here as well, so that nobody else can take your account to another address.
letter-leave-button = Confirm change
letter-leave-note = The link works once, within { $time }. If you did not ask for this, do not open it, and change your password right away: somebody else knows it.

## After the address was changed: to the old one and to the new one

letter-address-left-subject = The email address of your { $site } account was changed
letter-address-left-lead = The email address of your { $site } account is now { $address }. From now on, messages go to that address only.
letter-address-left-note = If this was not you, somebody else may have access to your account. Contact an administrator of { $site } right away.
letter-address-joined-subject = Your email address for { $site } was changed
letter-address-joined-lead = Your { $site } account now uses this address. We have told your previous address about the change.
letter-address-joined-note = If this was not you, contact an administrator of { $site }.

## After a sign-in from an unknown place

letter-new-sign-in-subject = New sign-in to your { $site } account
letter-new-sign-in-lead = Somebody signed in to your account from a device or a place we have not seen before.
letter-new-sign-in-button = Review your devices
letter-new-sign-in-note = If this was you, there is nothing to do. If not, sign that device out and change your password right away.

## After an account was suspended

letter-suspended-subject = Your { $site } account has been suspended
letter-suspended-lead = Your account has been suspended. You have been signed out everywhere, and your API tokens have been revoked. Your videos stay up.
letter-suspended-note = If you think this is a mistake, contact an administrator of { $site }.

## After two-step sign-in was turned on or off, and after a recovery code was used

letter-second-factor-on-subject = Two-step sign-in is on for your { $site } account
letter-second-factor-on-lead = From now on, signing in to your account asks for a code from your authenticator app after the password. Keep the recovery codes in a safe place: they let you in if you lose the app.
letter-second-factor-on-button = Review sign-in settings
letter-second-factor-on-note = If this was not you, somebody else knows your password. Change it, and contact an administrator of { $site } right away.
letter-second-factor-off-subject = Two-step sign-in was turned off for your { $site } account
letter-second-factor-off-lead = Signing in to your account no longer asks for a code from an authenticator app. Recovery codes that you had no longer work.
letter-second-factor-off-button = Open your account
letter-second-factor-off-note = If this was not you, change your password right away and turn two-step sign-in on again.
letter-second-factor-reset-subject = An administrator turned off two-step sign-in for your { $site } account
letter-second-factor-reset-lead = An administrator of { $site } has turned off everything your account asked for beyond the password, so that you can sign in again. You can set it up anew on your account page.
letter-second-factor-reset-button = Open your account
letter-second-factor-reset-note = If you did not ask for this, contact an administrator of { $site } right away.
letter-passkey-added-subject = A passkey was added to your { $site } account
letter-passkey-added-lead = The passkey “{ $label }” can now sign in to your account, without your password.
letter-passkey-added-button = Review your passkeys
letter-passkey-added-note = If this was not you, remove it and change your password right away.
letter-passkey-removed-subject = A passkey was removed from your { $site } account
letter-passkey-removed-lead = The passkey “{ $label }” can no longer sign in to your account.
letter-passkey-removed-button = Open your account
letter-passkey-removed-note = If this was not you, change your password right away.
letter-recovery-code-subject = A recovery code of your { $site } account was used
letter-recovery-code-lead =
    { $n ->
        [0] Somebody signed in to your account with its last recovery code. Create new ones now, so that you can still get in without the app.
        [one] Somebody signed in to your account with a recovery code, which no longer works. One recovery code is left.
       *[other] Somebody signed in to your account with a recovery code, which no longer works. { $n } recovery codes are left.
    }
letter-recovery-code-button = Review sign-in settings
letter-recovery-code-note = If this was not you, change your password right away and create new recovery codes.
## After an account was erased

letter-erased-subject = Your { $site } account has been deleted
letter-erased-lead = Your account has been deleted for good, with your videos, drafts and everything you wrote about yourself. This is the last message you get from us: your email address is removed once it is sent.
letter-erased-note = If you did not expect this, contact an administrator of { $site }. The account cannot be brought back.


## A decision on a video

letter-approved-subject = “{ $title }” has been approved
letter-approved-lead = We have reviewed your video “{ $title }”. It is now published.
letter-approved-button = Watch video
letter-refused-subject = “{ $title }” was not approved
letter-refused-lead = We have reviewed your video “{ $title }”. It does not follow the rules of { $site }, so it was not published.
letter-refused-button = See details
letter-refused-note = If you disagree, you can appeal on the page of the video.

## A part of a profile that others do not see

letter-profile-text-subject = The text on your { $site } profile is not shown
letter-profile-text-lead = We have reviewed what you say about yourself on { $site }. It does not follow the rules, so others do not see it. You can change it at any time.
letter-profile-text-button = Open your account
letter-profile-text-note = The rest of your account is not affected.
letter-profile-picture-subject = Your { $site } profile picture is not shown
letter-profile-picture-lead = We have reviewed your profile picture on { $site }. It does not follow the rules, so others do not see it. You can choose another one at any time.
letter-profile-picture-button = Open your account
letter-profile-picture-note = The rest of your account is not affected.

## The decision on an appeal

letter-appeal-granted-subject = Your appeal was successful: “{ $title }”
letter-appeal-granted-lead = We have reviewed our decision on your video “{ $title }” and reversed it. The video is available again.
letter-appeal-granted-button = Watch video
letter-appeal-rejected-subject = Your appeal was not successful: “{ $title }”
letter-appeal-rejected-lead = We have reviewed our decision on your video “{ $title }” once more. It stands.
letter-appeal-rejected-button = See details
letter-appeal-rejected-note = This decision is final.

## What others do, for those who asked to hear of it by mail

letter-notice-video-subject = { $actor } published a video
letter-notice-comment-subject = { $actor } commented on your video
letter-notice-reply-subject = { $actor } replied to your comment
letter-notice-mention-subject = { $actor } mentioned you in a comment
letter-notice-video-liked-subject = { $actor } liked your video
letter-notice-comment-liked-subject = { $actor } liked your comment
letter-notice-coins-subject = { $actor } gave coins to your video
letter-notice-follower-subject = { $actor } followed you
letter-notice-comment-waits-subject = A comment by { $actor } is waiting for your approval
letter-notice-comment-shown-subject = Your comment has been approved
letter-notice-comment-removed-subject = Your comment was removed
letter-notice-published-subject = Your video is ready and published
letter-notice-danmaku-removed-subject = Your danmaku was removed
letter-notice-danmaku-shown-subject = Your danmaku has been approved
letter-notice-upload-failed-subject = Your upload failed
letter-notice-quota-low-subject = You have used 90% of your storage space
letter-notice-sign-up-waits-subject = Somebody signed up and is waiting for approval
letter-notice-report-waits-subject = Something was reported and is waiting for you
letter-notice-review-waits-subject = Something is waiting for review
letter-notice-button = See it on { $site }
letter-notice-note = You get this message because you turned on email for this kind of notification on { $site }.
letter-notice-leave = Stop these emails
