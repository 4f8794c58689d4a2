## The watch page and its player

watch-player-label = Video player
watch-newest = Newest
watch-newest-empty = No other videos yet.
watch-no-description = No description.
watch-tags-label = Tags
watch-edit = Edit
watch-share = Share
share-link = Link
share-copy = Copy
share-at = Start at
embed-none = This video is not available
embed-none-text = It may have been deleted or made private.
share-code = Embed code
watch-link-copied = Copied
watch-not-playable = This video cannot be played yet
watch-not-playable-text = It is still being processed. You can follow its progress in Studio.
watch-open-studio = Open Studio
watch-resumed = Picking up where you left off: { $time }
watch-start-over = Start over
watch-playback-failed = This video could not be played
watch-playback-unreachable = The site is unreachable right now. This page keeps retrying.
watch-try-again = Try again
watch-loading = Loading the player…
watch-needs-script = The player requires JavaScript. Turn it on, then reload the page.
player-controls = Player controls
player-play = Play
player-pause = Pause
player-replay = Replay
player-next = Next video
player-mute = Mute
player-volume = Volume
player-position = Position
player-position-of = { $now } of { $all }
player-captions = Captions
player-speed = Speed
player-speed-normal = Normal
player-quality = Quality
player-quality-auto = Auto
player-settings = Settings
player-autoplay = Autoplay
player-autoplay-hint = Start when the page opens
player-loop = Loop
player-picture = Picture-in-picture
player-theatre = Theatre mode
player-fill = Fill window
player-fullscreen = Full screen
player-skipped = { $by } s
player-up-next = Up next
player-related = More videos
player-close = Close

## The sheet of shortcuts

player-sheet = Keyboard shortcuts
player-sheet-play = Play or pause
player-sheet-ten = Back or forward 10 seconds
player-sheet-five = Back or forward 5 seconds
player-sheet-volume = Volume up or down
player-sheet-speed = Slower or faster
player-sheet-jump = Jump to 0% … 90% of the video
player-sheet-help = Show or hide this list
player-key-space = Space

## The history of an account

history-title = Watch history
history-lead = What you have watched, newest first. Only you can see it.
history-empty-title = Nothing here yet
history-empty-text = Videos that you watch while you are signed in appear here.
history-empty-paused = Your history is paused. What you watch now does not appear here.
history-progress = Watched up to { $position } of { $all }
history-gone = This video is not available any more
history-remove = Remove from history
history-remove-named = Remove “{ $title }” from your history
history-clear = Clear history
history-clear-title = Clear your watch history?
history-clear-lead = All entries and the places where you left off are deleted at once. This cannot be undone.
history-pause = Pause history
history-resume = Resume history
history-paused = History is paused. What you watch is not remembered: neither here, nor where you left off.
notice-history-removed = Removed from your history.
notice-history-cleared = Your history is empty.
notice-history-paused = History is paused.
notice-history-resumed = What you watch is remembered again.

## Why something was not done, by the codes of the contract

refusal-VIDEO_UNKNOWN = This video cannot be played: it was deleted, made private, or never existed.
refusal-NOT_READY = This video is still being processed and cannot be played yet.
refusal-TOKEN_INVALID = The address of this video file is invalid or has expired. Reload the page.
refusal-SESSION_UNKNOWN = The playback session has ended. Reload the page.
refusal-PATH_UNKNOWN = This video has no such file. Reload the page.
refusal-POSITION_INVALID = This position is not in the video. Reload the page.
refusal-PLAYED_INVALID = What the player reported cannot have been watched. Reload the page.
refusal-AGE_UNCONFIRMED = This video is only for adults. Open its page on this site and confirm your age.

## Before a video for adults

age-title = This video is only for adults
age-text = A moderator has limited this video to adults. Are you of age?
age-confirm = I am of age
age-back = Go back

## What an export has of this domain

export-list = watched.json – what you have watched, your recent sessions, and where you left off.
