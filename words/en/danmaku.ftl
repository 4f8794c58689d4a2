## The bar to write

bar-label = Danmaku
bar-switch = Danmaku
bar-tune = Danmaku settings
bar-style = Style of your danmaku
bar-text = Your danmaku
bar-invite = Send a danmaku to this moment
bar-send = Send
bar-wait = { $n } s
bar-sign-in = Sign in to send danmaku
bar-total = { $n } danmaku
bar-on = Danmaku on
bar-off = Danmaku off
bar-muted = Danmaku is turned off for this video
bar-shut = You cannot send danmaku here
bar-followers = Only followers of the creator can send danmaku here
bar-slow = Slow mode: one danmaku every { $n } s
bar-held = Sent. A moderator will look at it before others see it.
bar-too-long = A danmaku has at most { $most } characters.
sheet-switch = Danmaku on or off
sheet-write = Write a danmaku
key-enter = Enter

## How one is written

style-mode = Position
mode-scroll = Scrolling
mode-top = Top
mode-bottom = Bottom
mode-reverse = Reversed
mode-positioned = Positioned
place-on = Put it at a place in the picture
place-x = From the left
place-y = From the top
place-s = Shown for
style-size = Size
size-small = Small
size-medium = Medium
size-large = Large
style-color = Colour
style-own = Another colour
color-white = White
color-gray = Grey
color-red = Red
color-orange = Orange
color-amber = Amber
color-yellow = Yellow
color-lime = Lime
color-green = Green
color-cyan = Cyan
color-blue = Blue
color-violet = Violet
color-pink = Pink

## How they are shown

tune-opacity = Opacity
tune-area = Area
tune-area-quarter = 1/4
tune-area-half = 1/2
tune-area-most = 3/4
tune-area-full = Full
tune-size = Text size
tune-speed = Speed
speed-1 = Very slow
speed-2 = Slow
speed-3 = Normal
speed-4 = Fast
speed-5 = Very fast
tune-density = Density
density-1 = Few
density-2 = Some
density-3 = Many
density-4 = All that fit
tune-foot = Keep the bottom free
tune-foot-hint = Leaves room for captions
tune-reset = Reset
tune-still = Your system asks for less motion, so danmaku stand still at the top instead of flying by.

## What is not shown

hide-title = Filters
hide-kinds = Hide
hide-colored = Coloured
rule-kind = Kind of filter
rule-word = Word
rule-regex = Pattern
rule-value = Word or pattern to hide
rule-add = Add
rule-none = No words, patterns or senders are blocked yet.
rule-remove = Remove filter: { $rule }
rule-sender = Sender { $value }
rule-odd = This pattern is not supported. Groups, sets, | and repeats are; looking ahead or back is not.
rule-full = The list is full. Remove a filter first.
rule-not = This filter could not be added. Reload the page, then try again.
rule-blocked = Danmaku of this sender are hidden from now on.

## The room, for its owner and moderators

manage-title = This video
manage-muted = Close danmaku
manage-muted-hint = Only you and moderators can send.
manage-followers = Followers only
manage-followers-hint = Only people who follow the creator can send.
manage-slow = Slow mode
manage-slow-off = Off
manage-slow-seconds =
    { $n ->
        [one] One every second
       *[other] One every { $n } seconds
    }
manage-import = Import danmaku
manage-import-hint = An XML file with <d p="…">, up to 2 MB. Each danmaku is reviewed before it is shown.
import-busy = Importing…
import-done = Imported: { $n }.
import-left = Left out: { $list }.
import-large = The file is larger than 2 MB. Choose a smaller one.
import-reason-time = { $n } beyond the end of the video
import-reason-mode = { $n } in a position that is not supported
import-reason-look = { $n } with an unknown colour or size
import-reason-text = { $n } empty, too long or with characters that are not allowed
import-reason-known = { $n } already here
import-reason-full = { $n } over the limit for this video

## The list

list-title = Danmaku list
list-none = Nothing has been written over this video yet.
list-time = Time
list-text = Text
list-sent = Sent
list-actions = Actions
list-menu = Actions for this danmaku
menu-block = Block this sender
menu-recall = Recall
menu-report = Report
menu-report-note = Danmaku at { $time }: “{ $text }”
menu-remove = Delete

## What waits for a moderator

held-title = Danmaku to review
held-lead = Danmaku that a rule holds back until a moderator decides.
held-count = { $shown } danmaku waiting
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
refusal-SLOW_MODE_INVALID = The time between two danmaku can be at most { $most } minutes.
refusal-TEXT_REPEATED = You have just sent this here.
refusal-FOLLOWERS_ONLY = Only followers of the creator can send danmaku here right now. Follow them, then send it again.
refusal-POSITION_NOT_ALLOWED = Only the creator of the video and moderators can position danmaku. Choose another mode.
refusal-FILE_INVALID = This is not a danmaku file in XML, or it is damaged. Choose another file.
refusal-FILE_PACKED = The file is compressed. Unpack it and choose the XML file inside.
refusal-FILE_ENCODING = The file is not in UTF-8. Save it as UTF-8 and try again.
refusal-FILE_TOO_LONG = A file can have at most { $most } danmaku. Split it and import the parts.

## What an export has of this domain

export-list = danmaku.json – the danmaku you have sent, and your danmaku filters.
