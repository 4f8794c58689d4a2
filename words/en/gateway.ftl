## Said on every page

site-tagline = Your videos, on your own site
site-about = About
site-terms = Terms of use
site-skip-to-content = Skip to content
site-offline = Cannot reach the server. Check your connection, then try again.
site-close = Close

## Lists

list-more = Load more
list-loading = Loading…
list-actions = More actions

## Header, bottom bar, footer, preferences

nav-main-label = Main
nav-home = Home
nav-upload = Upload
nav-studio = Studio
nav-history = History
nav-account = Account
nav-me = Me
nav-account-menu = Account menu
nav-administrator = Administrator
nav-admin = Admin
nav-sign-in = Sign in
nav-sign-up = Sign up
nav-sign-out = Sign out
nav-preferences = Language and theme
nav-language = Language
nav-theme = Theme
nav-theme-auto = System
nav-theme-light = Light
nav-theme-dark = Dark

## Times and amounts; the numbers are whole and positive

units-just-now = just now
units-minutes-ago =
    { $n ->
        [one] { $n } minute ago
       *[other] { $n } minutes ago
    }
units-hours-ago =
    { $n ->
        [one] { $n } hour ago
       *[other] { $n } hours ago
    }
units-days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
units-hours =
    { $n ->
        [one] { $n } hour
       *[other] { $n } hours
    }
units-minutes =
    { $n ->
        [one] { $n } minute
       *[other] { $n } minutes
    }
units-seconds =
    { $n ->
        [one] { $n } second
       *[other] { $n } seconds
    }
units-milliseconds = milliseconds
units-bytes = bytes
units-kibibytes = KiB
units-kilobits-per-second = kbit/s
units-pixels = pixels
units-percent = percent
units-frames-per-second = frames per second
units-yesterday = yesterday
units-days-ago =
    { $n ->
        [one] { $n } day ago
       *[other] { $n } days ago
    }
units-duration = Duration
units-this-day = Today
units-day-before = Yesterday
# How large numbers are cut short: thousands (K, M) or myriads (万, 亿).
units-scale = thousands
units-views =
    { $n ->
        [one] { $shown } view
       *[other] { $shown } views
    }
units-views-large = { $shown }M views
units-views-huge = { $shown }B views

## Labels and hints of the video form, shared by upload and edit

form-title = Title
form-title-hint = The first thing people see
form-description = Description
form-description-hint = What is it about? Where is it from?
form-tags = Tags
form-tags-hint = Separate with commas, for example: animation, nature
form-privacy = Who can watch
form-optional = optional
form-save = Save
form-cancel = Cancel

## The error page and the 404

error-title = Something went wrong
error-what-to-do = What you can do:
error-code = Error code
error-trace-id = Trace ID
error-trace-hint = Give this ID to an administrator: it identifies your request in the log.
error-go-home = Go to the home page
error-try-again = Try again
error-not-found-title = Page not found
error-not-found-text = The video may have been deleted or made private, or the address may be mistyped.
error-not-found-action = Check the address, or browse the newest videos.

## Failures on our side: what happened, and what the reader can do

fault-unavailable-what = Part of the site is down right now.
fault-unavailable-advice = Wait a minute, then try again.
fault-no-space-what = The server's disk is full, so nothing was saved.
fault-no-space-advice = Ask an administrator of this site to free up space, then try again.
fault-timeout-what = The server took too long to respond.
fault-timeout-advice = Try again. Nothing was lost.
fault-overloaded-what = The site is very busy.
fault-overloaded-advice = Wait a few seconds, then try again.
fault-too-many-requests-what = The site is very busy.
fault-too-many-requests-advice = Wait a few seconds, then try again.
fault-too-frequent-what = Too many requests came from your address.
fault-too-frequent-advice = Wait a moment, then try again.
fault-csrf-what = This form has expired, or was sent from another site.
fault-csrf-advice = Reload the page and submit the form again.
fault-not-allowed-what = Your account does not have permission to do this.
fault-not-allowed-advice = Sign in with another account, or ask an administrator for access.
fault-bad-request-what = The server could not understand this request.
fault-bad-request-advice = Go back, check what you entered, and try again.
fault-payload-too-large-what = What you sent is too large.
fault-payload-too-large-advice = Send less at a time, then try again.
fault-internal-what = Something went wrong on the server.
fault-internal-advice = Try again. If the problem persists, give the trace ID below to an administrator.

## Why something was not done, by the codes of the contract

refusal-CREDENTIAL_UNKNOWN = The session has ended, or the token was revoked. Sign in again, or use another token.
refusal-CSRF = This page has expired, or the form was sent from another site. Reload the page and submit the form again.
refusal-HTTPS_REQUIRED = This site works over HTTPS only. Open its https address.
refusal-METHOD_NOT_ALLOWED = This address does not support that request method.
refusal-BODY_SLOW = The data arrived too slowly, so the connection was closed. Check your connection, then try again.
refusal-TUS_VERSION = This version of the upload protocol is not supported. Use Tus-Resumable: 1.0.0.
refusal-BODY_TOO_LARGE = What you sent is larger than allowed. Send less at a time.
refusal-MEDIA_TYPE = The Content-Type of the request is not supported. Correct it, then try again.
refusal-BODY_INVALID = The request could not be understood. Check it, then try again.
refusal-HEADER_INVALID = A header of the request is not valid. Check it, then try again.
refusal-TOO_MANY_REQUESTS = Too many requests at once. Wait a moment, then try again.
refusal-BODY_CUT = The connection ended before all data had arrived. Try again.
refusal-CHECKPOINT_REFUSED = No checkpoint was signed: the log does not hold this entry, or this process has no key to sign with. Verify the log again, at the process that signs people in.
refusal-EXPORT_RUNNING = An export of your account is under way. Wait until it has ended, or stop that download, then try again.
refusal-BACKUP_REFUSED = The backup cannot start: another one is running, or the folder is not an absolute path. Wait for the other backup, or correct the path.

## The texts in the archive of an export

export-title = Data of { $name }, from { $site }
export-at = Exported at { $moment }.
export-form = All .json files are UTF-8 text. Moments are in UTC, once for people (such as "created_at") and once in milliseconds since 1970 ("created_at_ms"). Sizes are in bytes.
export-account = account.json – your profile, your email address, where you are signed in, the labels of your API tokens and passkeys, your quota, and messages we sent you recently.
export-folders = videos/ – a folder for each video, named after its ID: video.json, the poster, and the file as you uploaded it ("original"). If that is no longer kept, the folder has the best published version instead: pictures in "video-….mp4", sound in "audio.mp4".
export-left-out = Left out: your password and your tokens, which are kept only as hashes that nobody can read; what belongs to other people; and who made a decision.
export-whole = If a part could not be exported, there is a file INCOMPLETE.txt that says which. Without that file, the export is complete.
export-incomplete = This export is not complete. These parts are missing, or end early:
export-missing = - { $name }: { $why }
export-missing-more = - and { $count } more
export-again = Everything else in this archive is complete. Please export your data again later. If a part is still missing then, tell an administrator of the site.

## The language itself

language-name = English

## Why a video does not go on, by the causes of the contract: while the server still tries, and after it gave up

cause-PART_UNREACHABLE = The part of the site that does this step is unreachable. Your upload is safe, and processing continues automatically.
cause-unknown = The server ran into a problem that this page cannot describe. Try again later, or ask an administrator of this site.
