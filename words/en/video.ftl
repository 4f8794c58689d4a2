## Who may watch

privacy-public = Public
privacy-public-hint = Anyone can watch, and it appears in lists
privacy-unlisted = Unlisted
privacy-unlisted-hint = Anyone with the link can watch
privacy-private = Private
privacy-private-hint = Only you can watch

## The state of a video

state-uploading = Uploading
state-checking = Checking
state-transcoding = Transcoding
state-ready = Ready
state-published = Published
state-refused = Refused
state-failed = Failed

## The home page

home-title = Newest videos
home-newest = Newest
home-empty-title = Nothing here yet
home-empty-text = The first published video will show up here.
home-invite-title = Share a video
home-invite-text = Drop in a file. It is checked, converted and published for you.
home-invite-action = Upload a video
home-end-of-list = You've reached the end

## The studio and the edit page

studio-title = Studio
studio-new-upload = Upload
studio-empty-title = You have no videos yet
studio-empty-text = Your uploads and their progress will show up here.
studio-watch = Watch
studio-edit = Edit
studio-delete = Delete
studio-delete-title = Delete this video
studio-delete-warning = The video and all its files will be removed. This cannot be undone.
studio-delete-confirm = Delete permanently
studio-publish = Publish
studio-retry = Try again
studio-details = Show all steps
studio-why = What went wrong
studio-waits = Waiting:
studio-edit-title = Edit video
studio-back = Back to Studio

## Why something was not done, by the codes of the contract

refusal-VIDEO_UNKNOWN = There is no such video, or it is not shown to you. Check the address, or sign in.
refusal-TITLE_INVALID = Give the video a title of at most { $title_max_chars } characters.
refusal-DESCRIPTION_TOO_LONG = The description is too long. It may have { $description_max_chars } characters.
refusal-TAGS_INVALID = A video may have { $tags_max_items } tags of at most { $tags_max_chars } characters each.
refusal-NOT_READY = The video is still being prepared. Try again in a while.
refusal-TOO_MANY_DRAFTS = Videos that wait for a file: { $count } of { $most }. Upload to one of them, or delete some.
refusal-TOO_MANY_REFUSED = Videos whose file was refused: { $count } of { $most }. Delete some of them first.
refusal-OWNER_INVALID = The owner of the draft is not valid. Name an account.
refusal-PRIVACY_INVALID = Choose who may watch: everybody, whoever has the address, or only you.
refusal-VERSION_CHANGED = The video was changed in the meantime. Look at what it is now, then save again.

## What a form did

notice-saved = Saved.
notice-deleted = The video has been deleted.
notice-published = Your video has been published.

## The videos with one tag

tag-empty-title = No videos with this tag
tag-empty-text = Check the spelling, or browse the newest videos.
