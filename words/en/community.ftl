## What cannot be done, and why

refusal-THREAD_UNKNOWN = There is no such video, or you may not watch it.
refusal-COMMENT_UNKNOWN = There is no such comment, or it has been deleted already.
refusal-COMMENT_INVALID = A comment has 1 to { $most } characters.
refusal-COMMENT_REFUSED = The rules of this site do not allow this comment. Change it and post it again.
refusal-COMMENTS_CLOSED = Comments are turned off for this video.
refusal-COMMENT_LATER = You are commenting too fast. Wait a moment, then post it again.
refusal-COMMENT_REPEATED = You have just posted this here.
refusal-USER_BLOCKED = You cannot interact with this user.
refusal-FOLDER_UNKNOWN = There is no such folder. Reload the page.
refusal-FOLDER_INVALID = A folder needs a name of 1 to { $most } characters.
refusal-TOO_MANY_FOLDERS = You have { $count } folders and can have { $most }. Delete one first.
refusal-COINS_INVALID = You can give 1 to { $most } coins to a video.
refusal-COINS_SHORT =
    { $count ->
        [0] You have no coins left. You get new ones each day you visit.
        [one] You have only one coin left. You get new ones each day you visit.
       *[other] You have only { $count } coins left. You get new ones each day you visit.
    }
refusal-VIDEO_OWN = You cannot give coins to your own video.
refusal-WORD_INVALID = Each word needs 1 to { $most } characters.
refusal-REPORT_INVALID = Choose a reason. The details can have up to { $most } characters.
refusal-COMMENT_OWN = Another moderator has to decide about your own comment.
refusal-WORDS_INVALID = You can block up to { $most } words. Remove some.
refusal-TOO_MANY_REPORTS = You have reported { $count } comments in the last 24 hours, and { $most } is the limit. Try again later.
refusal-LINK_UNKNOWN = This link is not valid any more. Sign in and change your notification settings instead.
refusal-TOO_MANY_KEPT = This folder has { $count } videos, and a folder can have { $most }. Choose another one, or remove some.
refusal-FOLLOW_INVALID = You cannot follow yourself.
refusal-TOO_MANY_FOLLOWS = You follow { $count } people and can follow { $most }. Unfollow somebody first.
refusal-PIN_INVALID = Only a comment on the video itself can be pinned, not a reply.
refusal-POLICY_INVALID = Choose who may comment: everybody, everybody after your review, or nobody.

## What an export has

export-list = community.json – your comments, the videos you rated, saved and gave coins to, whom you follow, your coins, blocked words and reports.

## The pages of its own

nav-feed = Following
nav-favourites = Favourites
nav-notifications = Notifications
feed-title = Following
feed-lead = The latest videos from the people you follow.
feed-empty-title = Nothing here yet
feed-empty-text = Follow people, and their new videos will show up here.
favourites-title = Favourites
favourites-lead = Only you can see your folders.
favourites-name = New folder
favourites-first = Favourites
favourites-create = Create
favourites-videos =
    { $n ->
        [one] { $n } video
       *[other] { $n } videos
    }
favourites-rename = Rename
favourites-delete = Delete
favourites-delete-title = Delete “{ $name }”?
favourites-delete-lead = The folder cannot be brought back. The videos themselves stay on the site.
favourites-empty-title = No folders yet
favourites-empty-text = Create a folder here, or use the star below a video.
folder-name = Folder name
folder-empty-title = This folder is empty
folder-empty-text = Use the star below a video to save it here.
folder-gone = This video is no longer available
folder-remove = Remove
folder-remove-named = Remove “{ $title }” from this folder
profile-followers =
    { $n ->
        [one] { $shown } follower
       *[other] { $shown } followers
    }
profile-followed = { $shown } following
profile-unfollow = Unfollow
people-followers = Followers of { $name }
people-followed = { $name } is following
people-no-followers = No followers yet
people-no-followed = Not following anybody yet
notice-folder_made = The folder was created.
notice-folder_renamed = The folder was renamed.
notice-folder_deleted = The folder was deleted.
notice-folder_removed = The video was removed from this folder.
notice-followed = You are now following this user.
notice-unfollowed = You no longer follow this user.

## What somebody is told

told-title = Notifications
told-unread = Unread
told-read = Mark as read
told-read-all = Mark all as read
told-empty-title = No notifications yet
told-empty-text = New videos, comments, replies, likes and followers will show up here.
told-video = { $name } published a new video
told-comment = { $name } commented on your video
told-reply = { $name } replied to your comment
told-video-liked = { $name } liked your video
told-comment-liked = { $name } liked your comment
told-follower = { $name } started following you
told-comment-removed = Your comment was removed
told-comment-shown = Your comment passed review and is now visible
told-comment-waits = { $name } left a comment that is waiting for your review
told-review-passed = Your video passed review
told-review-held = Your video was held back in review
told-appeal-passed = Your appeal was accepted
told-appeal-refused = Your appeal was rejected
told-mention = { $name } mentioned you in a comment
told-coins = { $name } gave coins to your video
told-published = Your video is ready and published
told-danmaku-removed = Your danmaku was removed
told-danmaku-shown = Your danmaku passed review and is now visible
told-upload-failed = Your upload failed
told-quota-low = You have used 90% of your storage space
told-sign-up-waits = Somebody signed up and is waiting for approval
told-comment-reported = A comment was reported
told-video-reported = A video was reported
told-comment-held = A comment is waiting for review
told-video-held = A video is waiting for review
wish-open = Settings
wish-title = Notification settings
wish-lead = Choose what you want to be notified about.
wish-page = On this site
wish-mail = By email
wish-mail-lead = Sent to the confirmed email address of your account. Decisions on your videos are always sent by email.
leave-title = Stop notification emails?
leave-lead = You will still see your notifications on this site.
leave-button = Stop these emails
leave-done-title = You will not get these emails any more
leave-done-lead = You can turn them on again in your notification settings.
leave-gone-title = This link is not valid any more
leave-gone-lead = Sign in and change your notification settings instead.
leave-settings = Notification settings
wish-video = New videos from people you follow
wish-comment = Comments on your videos
wish-reply = Replies to your comments
wish-video-liked = Likes on your videos
wish-comment-liked = Likes on your comments
wish-follower = New followers
wish-comment-waits = Comments waiting for your review
wish-comment-shown = Your comments passing review
wish-comment-removed = Removal of your comments
wish-review = Reviews of your videos
wish-appeal = Answers to your appeals
wish-mention = Comments that mention you
wish-coins = Coins for your videos
wish-published = Your videos being published
wish-danmaku-removed = Removal of your danmaku
wish-danmaku-shown = Your danmaku passing review
wish-upload-failed = Failed uploads
wish-quota-low = Your storage space running low
wish-sign-up-waits = Sign-ups waiting for approval
wish-report-waits = New reports
wish-review-waits = Videos and comments waiting for review
notice-told_read = All notifications are marked as read.
notice-wishes_saved = Your notification settings are saved.

## Comments that wait for a person

held-title = Comments to review
held-lead = Others do not see these comments until you approve them.
held-count =
    { $n ->
        [one] { $shown } comment is waiting
       *[other] { $shown } comments are waiting
    }
held-empty-title = No comments to review
held-empty-text = Comments that need your approval will show up here.
held-waiting = Waiting for approval
held-words-title = Blocked words
held-words-label = Words and phrases
held-words-hint = One per line. New comments on your videos that contain one of them wait here for your approval.
reported-title = Reported comments
reported-lead = Everyone can still see these comments. The ones that have waited longest come first.
reported-times =
    { $n ->
        [one] reported once
       *[other] reported { $n } times
    }
reported-keep = Keep
report-title = Report this comment
report-lead = A moderator will look at it. The author is not told who reported it.
report-reason = Reason
report-reason-spam = Spam or advertising
report-reason-hate = Hate or harassment
report-reason-sexual = Sexual content
report-reason-violence = Violence
report-reason-other = Something else
report-note = Details (optional)
report-send = Report
report-sent = Thank you. A moderator will look at it.
notice-blocked_words_saved = Your blocked words are saved.
held-video = The video
notice-held_decided = The decision is in force.

## Under the video: what one press does

watch-rate-label = Rate and save this video
watch-like = Like
watch-dislike = Dislike
watch-favourite = Favourite
watch-coins = Coins
watch-coins-title = Give coins
watch-coins-lead = You get coins each day you visit. They are never sold.
watch-coins-have-one = You have 1 coin.
watch-coins-have = You have { $n } coins.
watch-coins-one = 1 coin
watch-coins-many = { $n } coins
watch-coins-given-one = You gave this video 1 coin.
watch-coins-given = You gave this video { $n } coins.
watch-coins-full-one = You gave this video 1 coin, as many as you can.
watch-coins-full = You gave this video { $n } coins, as many as you can.
watch-coins-give = Give
watch-coins-thanks = Coins given.
watch-coins-own = You cannot give coins to your own video.
watch-support = Like, give coins and favourite
watch-support-hint = Or hold the like button for a moment.
watch-support-done = Liked, saved to your favourites, and coins given.
watch-support-done-without = Liked and saved to your favourites.
watch-follow = Follow
watch-following = Following
watch-followers-one = 1 follower
watch-followers = { $n } followers
watch-favourite-title = Add to favourites
watch-favourite-folders = Folders
watch-favourite-none = You have no folders yet. Create one below.
watch-favourite-name = Name of the new folder
watch-favourite-make = Create
watch-favourite-videos-one = 1 video
watch-favourite-videos = { $n } videos
watch-favourite-kept = Saved to your favourites.
watch-favourite-removed = Removed from your favourites.

## Under the video: its comments

comment-title = Comments
comment-order = Sort by
comment-order-hot = Top
comment-order-new = Newest
comment-policy = Who can comment
comment-policy-open = Everybody
comment-policy-reviewed = Everybody, after review
comment-policy-closed = Nobody
comment-write = Add a comment…
comment-write-label = Your comment
comment-reply-label = Your reply
comment-reply-invite = Reply to { $name }…
comment-edit-label = Edit your comment
comment-names = People you can mention
comment-names-found = { $n } names: use the arrow keys to choose
comment-emotes = Emotes
emote-smile = Smile
emote-grin = Grin
emote-joy = Tears of joy
emote-wink = Wink
emote-love = Heart eyes
emote-kiss = Kiss
emote-cool = Cool
emote-think = Thinking
emote-shy = Shy
emote-sweat = Nervous
emote-cry = Sad
emote-sob = Crying
emote-angry = Angry
emote-shock = Shocked
emote-sleepy = Sleepy
emote-dizzy = Dizzy
emote-tongue = Cheeky
emote-smirk = Smirk
emote-blank = Speechless
emote-party = Celebrate
comment-post = Post
comment-too-long = A comment has at most { $most } characters.
comment-sign-in = Sign in to comment
comment-closed = Comments are turned off for this video.
comment-shut = You cannot comment on this video.
comment-reviewed = Others see your comment once the creator has approved it.
comment-posted = Your comment has been posted.
comment-held = Waiting for review: only you can see it
comment-waits = Waiting for review
comment-empty-title = No comments yet
comment-empty-text = Be the first to say something.
comment-failed = The comments could not be loaded.
comment-creator = Creator
comment-pinned = Pinned
comment-edited = edited
comment-nobody = Deleted user
comment-gone = This comment was deleted.
comment-like = Like
comment-reply = Reply
comment-reply-to = Reply to { $name }: { $text }
comment-replies-one = 1 reply
comment-replies = { $n } replies
comment-replies-hide = Hide replies
comment-replies-more = Show more replies
comment-whole = Read more
comment-part = Show less
comment-edit = Edit
comment-pin = Pin
comment-unpin = Unpin
comment-show = Approve
comment-report = Report
comment-delete = Delete
comment-delete-title = Delete this comment?
comment-delete-text = It cannot be brought back. Replies to it stay.
comment-deleted = The comment was deleted.
comment-edits-title = Earlier versions
comment-edits-until = Until { $moment }

## The bell on every page

bell-unread-one = 1 unread notification
bell-unread = { $n } unread notifications
