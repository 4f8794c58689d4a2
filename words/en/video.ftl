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
state-transcoding = Converting
state-ready = Ready
state-published = Published
state-refused = Rejected
state-failed = Failed
state-in_review = In review
state-blocked = Not allowed

## The home page

home-title = Newest videos
home-newest = Newest
home-empty-title = Nothing here yet
home-empty-text = The first published video will show up here.
home-invite-title = Share a video
home-invite-text = Choose a file. It is checked, converted and published for you.
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
studio-details = All steps
studio-why = What went wrong:
studio-waits = Waiting:
studio-edit-title = Edit video
studio-back = Back to Studio

## Why something was not done, by the codes of the contract

refusal-VIDEO_UNKNOWN = This video does not exist, or you do not have access to it. Check the address, or sign in.
refusal-TITLE_INVALID = Give the video a title of at most { $title_max_chars } characters.
refusal-DESCRIPTION_TOO_LONG = The description is too long. The limit is { $description_max_chars } characters.
refusal-TAGS_INVALID = A video can have at most { $tags_max_items } tags of at most { $tags_max_chars } characters each.
refusal-NOT_READY = The video is still being processed. Try again later.
refusal-TOO_MANY_DRAFTS = You have reached the limit for videos without a file: { $count } of { $most }. Upload a file to one of them, or delete some.
refusal-TOO_MANY_REFUSED = You have reached the limit for videos whose file was rejected: { $count } of { $most }. Delete some of them first.
refusal-OWNER_INVALID = The owner of this draft is not valid. Enter an existing account.
refusal-PRIVACY_INVALID = Choose who can watch: public, unlisted or private.
refusal-VERSION_CHANGED = The video was changed in the meantime. Review the current version, then save again.

## What a form did

notice-saved = Saved.
notice-deleted = The video has been deleted.
notice-published = Your video has been published.

## The videos with one tag

tag-empty-title = No videos with this tag
tag-empty-text = Check the spelling, or browse the newest videos.

## What an export has of this domain

export-list = videos.json – all your videos: titles, descriptions, tags, privacy, where each one stands, and what was decided about it.
