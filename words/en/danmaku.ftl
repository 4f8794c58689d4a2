## What waits for a moderator

held-title = Danmaku to review
held-lead = Danmaku that a rule holds back until a moderator decides.
held-empty-title = No danmaku to review
held-empty-text = Danmaku that a rule holds back will show up here.
held-at = at { $moment }
held-show = Show
held-remove = Remove
notice-held_decided = The decision is in force.

## Why something was not done, by the codes of the contract

refusal-ROOM_UNKNOWN = There is no such video, or you may not watch it.
refusal-SESSION_NEEDED = Your playback session has ended. Reload the page to send danmaku.
refusal-TEXT_INVALID = A danmaku has 1 to { $most } characters.
refusal-TIME_INVALID = The video does not have this moment. Reload the page.
refusal-STYLE_INVALID = There is no such mode, size or colour. Choose another one.
refusal-TEXT_REFUSED = The rules of this site do not allow this text. Change it and send it again.
refusal-ROOM_MUTED = Danmaku is turned off for this video right now.
refusal-SEND_LATER = You are sending danmaku too fast. Wait a moment, then send it again.
refusal-DANMAKU_UNKNOWN = There is no such danmaku, or it has been removed already.
refusal-RECALL_TOO_LATE = Danmaku can be recalled within { $most } min of sending. This one is older.
refusal-VERSION_UNKNOWN = This part of the danmaku has changed. Reload the page.
refusal-FILTERS_INVALID = One of these filters cannot be used, or there are too many. Correct it and save again.
refusal-SLOW_MODE_INVALID = The time between two danmaku can be at most { $most } ms.
refusal-TEXT_REPEATED = You have just sent this here.

## What an export has of this domain

export-list = danmaku.json – the danmaku you have sent, and your danmaku filters.
