## The watch page and its player

watch-player-label = Video player
watch-newest = Newest
watch-newest-empty = No other videos yet.
watch-no-description = No description.
watch-tags-label = Tags
watch-edit = Edit
watch-share = Copy link
watch-link-copied = Link copied
watch-not-playable = This video cannot be played yet
watch-not-playable-text = It is still being prepared. The studio shows how far it is.
watch-open-studio = Open the studio
watch-resumed = Continuing from { $time }
watch-start-over = Start over
watch-quality = Quality
watch-quality-auto = Auto
watch-playback-failed = The video stopped loading.
watch-playback-unreachable = The site is unreachable right now. This page keeps retrying.
watch-try-again = Try again
watch-loading = Loading the player…
watch-needs-script = The player needs JavaScript. Switch it on and load the page again.
player-language = en

## Why something was not done, by the codes of the contract

refusal-VIDEO_UNKNOWN = This video cannot be played: it was deleted, made private, or never existed.
refusal-NOT_READY = This video is still being processed and cannot be played yet.
refusal-TOKEN_INVALID = This address of the media is wrong or too old. Load the page again.
refusal-SESSION_UNKNOWN = The play session has ended. Load the page again.
refusal-PATH_UNKNOWN = There is no such file of this video.
refusal-POSITION_INVALID = This position is not in the video. Load the page again.
